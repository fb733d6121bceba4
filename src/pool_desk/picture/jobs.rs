//! The table of jobs: the rows in view, of however many.

use super::super::desk::Desk;
use super::super::live::has_no_vms;
use super::{Look, Row, RowAction, Tone, note, short};
use crate::service::{JobList, JobState, JobView, error_sentence, job_state_words};
use crate::words::{POOL_CONNECT, POOL_WATCH, Phrase};

/// Rows of the table of jobs that are made at a time; the others are room to scroll through.
pub const JOBS_IN_VIEW: usize = 60;

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

    const fn list(self) -> JobList {
        match self {
            Self::All => JobList::All,
            Self::Open => JobList::Open,
            Self::Ended => JobList::Ended,
            Self::Trouble => JobList::Trouble,
        }
    }
}

/// Which of how many rows are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Window {
    /// Rows before the first that is made.
    pub first: usize,
    /// All rows of the list.
    pub total: usize,
}

pub(super) fn window(desk: &Desk, look: &Look<'_>) -> Window {
    let total = desk.session().jobs_listed(look.jobs.list());
    Window { first: look.jobs_first.min(total.saturating_sub(JOBS_IN_VIEW)), total }
}

/// Which jobs paper has, where it has not all: rows that are not made cannot be printed.
pub(super) fn printed(desk: &Desk, look: &Look<'_>) -> String {
    let Window { first, total } = window(desk, look);
    let last = total.min(first + JOBS_IN_VIEW);
    if last - first == total {
        return String::new();
    }
    let [first, last, total] = [first + 1, last, total].map(|count| look.counted(count));
    let holes = [("first", &*first), ("last", &last), ("total", &total)];
    POOL_WATCH.of(look.language).jobs_printed.with(&holes)
}

pub(super) fn keys(desk: &Desk, look: &Look<'_>) -> Vec<String> {
    let Window { first, .. } = window(desk, look);
    let shown = desk.session().jobs_from(look.jobs.list(), first, JOBS_IN_VIEW);
    shown.into_iter().map(|job| job.ticket.0.to_string()).collect()
}

/// Whether the job of a row is among those that are looked at, in view or not.
pub(super) fn is_listed(desk: &Desk, look: &Look<'_>, key: &str) -> bool {
    let all = desk.session().jobs_from(look.jobs.list(), 0, usize::MAX);
    all.iter().any(|job| job.ticket.0.to_string() == key)
}

pub(super) fn rows(desk: &Desk, look: &Look<'_>, after: usize, most: usize) -> Vec<Row> {
    let Window { first, .. } = window(desk, look);
    let most = most.min(JOBS_IN_VIEW.saturating_sub(after));
    let shown = desk.session().jobs_from(look.jobs.list(), first + after, most).into_iter().enumerate();
    shown.map(|(at, job)| Row { place: first + after + at + 1, ..row(desk, job, look) }).collect()
}

pub(super) fn counts(desk: &Desk, look: &Look<'_>) -> String {
    let counts = desk.session().job_counts();
    if counts.total == 0 {
        return look.words().no_tracked.to_owned();
    }
    look.words().job_counts.with(&[
        ("total", &look.counted(counts.total)),
        ("waiting", &look.counted(counts.waiting)),
        ("running", &look.counted(counts.running)),
        ("finished", &look.counted(counts.finished)),
        ("trouble", &look.counted(counts.trouble)),
        ("cancelled", &look.counted(counts.cancelled())),
    ])
}

/// What can be done about all jobs in trouble of a kind; each empty where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TroubleSight {
    /// What sending those again says that were not taken.
    pub send_again: String,
    /// What giving up those says whose submission was not answered.
    pub give_up: String,
}

pub(super) fn trouble(desk: &Desk, look: &Look<'_>) -> TroubleSight {
    let words = POOL_WATCH.of(look.language);
    let counts = desk.session().job_counts();
    let said = |count: usize, phrase: Phrase| match count {
        0 => String::new(),
        count => phrase.with(&[("count", &look.counted(count))]),
    };
    TroubleSight {
        send_again: said(counts.refused, words.send_refused_again),
        give_up: said(counts.in_doubt, words.give_up_in_doubt),
    }
}

fn row(desk: &Desk, job: &JobView, look: &Look<'_>) -> Row {
    let words = look.words();
    let now = desk.now();
    let under = match (&job.error, job.status.as_ref().and_then(|status| status.details.as_ref())) {
        _ if job.cancelling && job.is_open() => words.cancelling.to_owned(),
        (Some(error), _) => error_sentence(error, look.language),
        (None, Some(details)) => details.clone(),
        (None, None) => String::new(),
    };
    let id = job.id.as_ref().map(|id| short(id.as_str())).unwrap_or_default();
    let pool = job.pool.as_ref().map(|pool| short(pool.as_str())).unwrap_or_default();
    let waits = job.is_open() && job.pool.as_ref().is_some_and(|pool| has_no_vms(desk.session(), pool));
    let waits = if waits { POOL_CONNECT.of(look.language).pool_is_empty } else { "" };
    // A card shows each label, so that nothing after it would look cut off.
    let pool = if job.pool.is_some() { pool } else { words.no_pool.to_owned() };
    let outputs: Vec<&str> =
        job.status.iter().flat_map(|status| &status.results).map(|result| result.output.as_str()).collect();
    let state = job_state_words(job, look.language);
    let ended = (!job.is_open()).then(|| state.clone());
    let cancelling = job.cancelling.then(|| words.cancelling.to_owned());
    Row {
        key: job.ticket.0.to_string(),
        tone: tone(job),
        place: 0,
        cells: vec![
            note(look.count(job.ticket.0), id),
            note(pool, waits),
            note(state, under),
            note(look.time(job.pressed, now), ""),
            note(look.time(job.changed, now), ""),
            if outputs.is_empty() {
                note("", if job.is_open() { words.no_results_yet } else { words.no_results })
            } else {
                note(outputs.join(", "), "")
            },
        ],
        actions: vec![
            RowAction { label: words.cancel, refused: ended.or(cancelling), danger: false },
            RowAction { label: POOL_CONNECT.of(look.language).job_open, refused: None, danger: false },
        ],
    }
}

fn tone(job: &JobView) -> Tone {
    match job.state() {
        _ if job.is_trouble() => Tone::Bad,
        Some(JobState::Finished) => Tone::Good,
        _ if job.is_running() => Tone::Busy,
        _ if job.is_open() => Tone::Plain,
        _ => Tone::Quiet,
    }
}
