//! The table of jobs, a page at a time.

use super::super::desk::Desk;
use super::super::live::has_no_vms;
use super::{Look, Row, RowAction, Tone, note, short};
use crate::service::{JobState, JobView, Stage, error_sentence, job_state_words};
use crate::words::POOL_CONNECT;

/// Jobs on one page of the table.
pub const JOBS_ON_A_PAGE: usize = 50;

/// Which jobs are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those that may still use a VM.
    Open,
    /// Those to which nothing more will happen.
    Ended,
    /// Those that failed, were not taken or may be lost.
    Trouble,
}

impl Filter {
    /// All of them, in the order of the menu, with their keys.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::All, "all"), (Self::Open, "open"), (Self::Ended, "ended"), (Self::Trouble, "trouble")];

    /// The filter of that key; all jobs for any other.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == key).map(|(filter, _)| filter).unwrap_or_default()
    }

    fn shows(self, job: &JobView) -> bool {
        match self {
            Self::All => true,
            Self::Open => job.is_open(),
            Self::Ended => !job.is_open(),
            Self::Trouble => is_trouble(job),
        }
    }
}

pub(super) fn is_trouble(job: &JobView) -> bool {
    matches!(job.stage, Stage::InDoubt | Stage::Refused | Stage::Forgotten)
        || matches!(job.state(), Some(JobState::Failed))
}

fn is_running(job: &JobView) -> bool {
    job.stage == Stage::Watched && matches!(job.state(), Some(JobState::Running))
}

pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) counts: String,
    pub(super) pages: (String, bool, bool),
}

pub(super) fn page(desk: &Desk, look: &Look<'_>) -> Page {
    let words = look.words();
    let session = desk.session();
    let mut shown: Vec<&JobView> = session.jobs().filter(|job| look.jobs.shows(job)).collect();
    shown.reverse();
    let total = shown.len();
    let last_page = total.saturating_sub(1) / JOBS_ON_A_PAGE;
    let first = look.jobs_page.min(last_page) * JOBS_ON_A_PAGE;
    let rows: Vec<Row> =
        shown.into_iter().skip(first).take(JOBS_ON_A_PAGE).map(|job| row(desk, job, look)).collect();
    let last = first + rows.len();
    let range =
        [("first", first + 1), ("last", last), ("total", total)].map(|(name, n)| (name, look.counted(n)));
    let range: Vec<(&str, &str)> = range.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let sentence = if total == 0 { String::new() } else { words.page_of.with(&range) };
    Page { rows, counts: counts(desk, look), pages: (sentence, first > 0, last < total) }
}

fn counts(desk: &Desk, look: &Look<'_>) -> String {
    let count =
        |wanted: fn(&JobView) -> bool| look.counted(desk.session().jobs().filter(|job| wanted(job)).count());
    if desk.session().jobs().next().is_none() {
        return look.words().no_tracked.to_owned();
    }
    look.words().job_counts.with(&[
        ("total", &count(|_| true)),
        ("waiting", &count(|job| job.is_open() && !is_running(job) && !is_trouble(job))),
        ("running", &count(is_running)),
        ("finished", &count(|job| matches!(job.state(), Some(JobState::Finished)))),
        ("trouble", &count(is_trouble)),
    ])
}

fn row(desk: &Desk, job: &JobView, look: &Look<'_>) -> Row {
    let words = look.words();
    let now = desk.now();
    let under = match (&job.error, job.status.as_ref().and_then(|status| status.details.as_ref())) {
        _ if job.cancelling && job.is_open() => words.cancelling.to_owned(),
        (Some(error), _) => error_sentence(error, look.language, look.figures),
        (None, Some(details)) => details.clone(),
        (None, None) => String::new(),
    };
    let id = job.id.as_ref().map(|id| short(id.as_str())).unwrap_or_default();
    let pool = job.pool.as_ref().map(|pool| short(pool.as_str())).unwrap_or_default();
    let waits = job.is_open() && job.pool.as_ref().is_some_and(|pool| has_no_vms(desk.session(), pool));
    let waits = if waits { POOL_CONNECT.of(look.language).pool_is_empty } else { "" };
    let outputs: Vec<&str> =
        job.status.iter().flat_map(|status| &status.results).map(|result| result.output.as_str()).collect();
    let state = job_state_words(job, look.language);
    let ended = (!job.is_open()).then(|| state.clone());
    let cancelling = job.cancelling.then(|| words.cancelling.to_owned());
    Row {
        key: job.ticket.0.to_string(),
        tone: tone(job),
        cells: vec![
            note(look.count(job.ticket.0), id),
            note(pool, waits),
            note(state, under),
            note(look.time(job.pressed, now), ""),
            note(look.time(job.changed, now), ""),
            note(outputs.join(", "), ""),
        ],
        actions: vec![
            RowAction { label: words.cancel, refused: ended.or(cancelling), danger: false },
            RowAction { label: POOL_CONNECT.of(look.language).job_open, refused: None, danger: false },
        ],
    }
}

fn tone(job: &JobView) -> Tone {
    match job.state() {
        _ if is_trouble(job) => Tone::Bad,
        Some(JobState::Finished) => Tone::Good,
        _ if is_running(job) => Tone::Busy,
        _ if job.is_open() => Tone::Plain,
        _ => Tone::Quiet,
    }
}
