//! Everything that the Pools page shows, as text.
//!
//! The view compares each part with the one before and touches only what changed.

mod detail;
mod jobs;
mod log;
mod pools;
mod strip;
mod told;
mod watch;

use crate::billing::Tier;
use crate::service::{Address, Autopilot, PoolId, RequestId, ServiceKind, error_sentence};
use crate::units::{BilledTime, Decimal, MS_PER_SECOND, Money, Timestamp, Unit};
use crate::words::{Figures, Language, POOL_CONNECT, POOLS_PAGE, PoolsPageWords, SERVICE, counted, duration};

use super::desk::Desk;
use super::live::{Blocked, blocked, services_without_key};
use super::periods::{PERIOD_DAYS, Periods};
use super::tally::tally;
pub use jobs::{Filter, JOBS_IN_VIEW, TroubleSight, Window};
pub use log::{LOG_LINES, LogFilter};
pub use pools::Target;
pub use told::{
    fault_words, lasting_failure, losses, notification_name, operation_words, say, situation_words,
};
pub use watch::SendSight;

/// How something is doing; the style sheet knows it by its key, and each comes with words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to remark.
    #[default]
    Plain,
    /// Well.
    Good,
    /// On its way.
    Busy,
    /// To be looked at.
    Warning,
    /// Wrong.
    Bad,
    /// Over.
    Quiet,
}

impl Tone {
    /// Its key for the style sheet.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Quiet => "quiet",
        }
    }
}

/// One cell of a table: its text, and a quieter line under it (empty for none).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// The quieter line.
    pub note: String,
}

/// One button of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowAction {
    /// What it does.
    pub label: &'static str,
    /// Why it cannot be pressed now.
    pub refused: Option<String>,
    /// Takes something away.
    pub danger: bool,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What tells it from the other rows, as long as it is there.
    pub key: String,
    /// How it is doing.
    pub tone: Tone,
    /// Its place in a list of which only a part is here, from 1; 0 where all rows are here.
    pub place: usize,
    /// Its cells; the first names the row.
    pub cells: Vec<Cell>,
    /// Its buttons, in the order that the page knows.
    pub actions: Vec<RowAction>,
}

/// A label with its value, and a quieter line under it (empty for none).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: &'static str,
    /// The value.
    pub value: String,
    /// The quieter line.
    pub note: String,
}

/// Something to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The sentence.
    pub sentence: String,
    /// How bad it is.
    pub tone: Tone,
}

/// A create whose answer was lost, for the user to settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtCard {
    /// Which request it was.
    pub request: RequestId,
    /// The id that the pool would have, where the caller names pools.
    pub id: Option<PoolId>,
    /// What is known, one sentence each.
    pub sentences: Vec<String>,
    /// Pools that may be the one, where the service names pools: new in its list since then.
    pub answers: Vec<PoolId>,
}

/// The chosen pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Its id.
    pub id: PoolId,
    /// The heading.
    pub heading: String,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// Fields of the last answer that mean nothing known: name and JSON text.
    pub other: Vec<(String, String)>,
    /// Why actions cannot be taken now: label and reason.
    pub refusals: Vec<(&'static str, String)>,
    /// Whether it is still there, so that an autopilot may be turned on.
    pub is_there: bool,
    /// Its autopilot, while that is on.
    pub autopilot: Option<Autopilot>,
    /// What its autopilot is doing; empty while it is off.
    pub autopilot_does: String,
}

/// What the user looks at, and how.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The plan that pays.
    pub tier: Tier,
    /// Its charge periods.
    pub periods: Periods,
    /// The chosen pool.
    pub selected: Option<&'a PoolId>,
    /// Which jobs.
    pub jobs: Filter,
    /// How many of them stand before the first in view.
    pub jobs_first: usize,
    /// Which lines of the log.
    pub log: LogFilter,
    /// Only lines in which this text is; empty for all.
    pub log_text: &'a str,
    /// At most so many lines.
    pub log_most: usize,
    /// The language.
    pub language: Language,
    /// How far local time is ahead of UTC, in milliseconds.
    pub zone_ms: i64,
}

/// Everything that the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Which kind of service answers; `None` when none does.
    pub kind: Option<ServiceKind>,
    /// Its mark: the word that stands in banner and title.
    pub mark: &'static str,
    /// What that means, and for practice how late it is.
    pub banner: Vec<String>,
    /// How much practice time has passed; empty where another service answers.
    pub clock: String,
    /// The meter.
    pub strip: Vec<Fact>,
    /// What the money assumes.
    pub assumption: String,
    /// What is wrong as a whole.
    pub alerts: Vec<Alert>,
    /// An origin that gives no answer at all.
    pub blocked: Option<Blocked>,
    /// Web services of tracked jobs whose keys are not here.
    pub keyless: Vec<String>,
    /// Creates whose answers were lost.
    pub doubts: Vec<DoubtCard>,
    /// The pools.
    pub pools: Vec<Row>,
    /// Whether the service has told which pools there are, or never will by its contract.
    pub pools_known: bool,
    /// The pool that is being created.
    pub creating: Option<String>,
    /// When the pools were read.
    pub updated: String,
    /// Why no pool can be created now.
    pub create_refused: Option<String>,
    /// Pools to which jobs can be sent.
    pub targets: Vec<Target>,
    /// The chosen pool.
    pub detail: Option<Detail>,
    /// One page of the jobs.
    pub jobs: Vec<Row>,
    /// All jobs, counted.
    pub job_counts: String,
    /// What can be done about jobs in trouble.
    pub trouble: TroubleSight,
    /// How far the sending of many jobs has come.
    pub sending: SendSight,
    /// Which of how many jobs are in `jobs`.
    pub job_window: Window,
    /// Which of them are printed; empty where all are.
    pub jobs_printed: String,
    /// The log, newest first.
    pub log: Vec<Row>,
}

/// Makes the picture of a desk.
#[must_use]
pub fn picture(desk: &Desk, look: &Look<'_>) -> Picture {
    Picture {
        pools: pool_rows(desk, look, 0, usize::MAX),
        jobs: jobs::rows(desk, look, 0, JOBS_IN_VIEW),
        log: log::rows(desk, look),
        ..frame(desk, look)
    }
}

/// The keys of the table of pools, in its order.
#[must_use]
pub fn pool_keys(desk: &Desk) -> Vec<String> {
    pools::in_order(desk).into_iter().map(|view| view.pool.id.as_str().to_owned()).collect()
}

/// So many rows of the table of pools, from a place on: of many some at a time, so that no moment is long.
#[must_use]
pub fn pool_rows(desk: &Desk, look: &Look<'_>, first: usize, most: usize) -> Vec<Row> {
    pools::rows(desk, look, first, most)
}

/// The keys of the rows of jobs that are in view, in their order.
#[must_use]
pub fn job_keys(desk: &Desk, look: &Look<'_>) -> Vec<String> {
    jobs::keys(desk, look)
}

/// Whether the job of a row is among those that are looked at, in view or not.
#[must_use]
pub fn is_job_listed(desk: &Desk, look: &Look<'_>, key: &str) -> bool {
    jobs::is_listed(desk, look, key)
}

/// So many of the rows of jobs that are in view, from a place on.
#[must_use]
pub fn job_rows(desk: &Desk, look: &Look<'_>, first: usize, most: usize) -> Vec<Row> {
    jobs::rows(desk, look, first, most)
}

/// The rows of the log.
#[must_use]
pub fn log_rows(desk: &Desk, look: &Look<'_>) -> Vec<Row> {
    log::rows(desk, look)
}

/// The word for the kind of service that answers, as it stands in banner and title.
#[must_use]
pub fn service_mark(desk: &Desk, language: Language) -> &'static str {
    let words = SERVICE.of(language);
    match desk.session().connection().map(|connection| connection.kind) {
        None => words.not_connected,
        Some(ServiceKind::Practice) => words.practice,
        Some(ServiceKind::Companion) => words.companion,
        Some(ServiceKind::Live) => words.live,
    }
}

/// The picture without its tables.
#[must_use]
pub fn frame(desk: &Desk, look: &Look<'_>) -> Picture {
    let session = desk.session();
    let tally = tally(session, desk.now(), look.tier, look.periods);
    let kind = session.connection().map(|connection| connection.kind);
    let service = SERVICE.of(look.language);
    let banner = match kind {
        None => "",
        Some(ServiceKind::Practice) => service.practice_banner,
        Some(ServiceKind::Companion) => service.companion_banner,
        Some(ServiceKind::Live) => service.live_banner,
    };
    let mut sentences = vec![banner.to_owned()];
    if matches!(kind, Some(ServiceKind::Companion | ServiceKind::Live)) {
        sentences.push(service.contract_is_assumed.to_owned());
    }
    let base = session.connection().map(|connection| connection.pools.base_url.as_str()).unwrap_or_default();
    if kind == Some(ServiceKind::Live) && Address::read(base).is_ok_and(|address| address.is_loopback()) {
        sentences.insert(1, POOL_CONNECT.of(look.language).live_here.to_owned());
    }
    Picture {
        kind,
        mark: service_mark(desk, look.language),
        banner: sentences,
        clock: if kind == Some(ServiceKind::Practice) { clock(desk, look) } else { String::new() },
        strip: strip::facts(desk, &tally, look),
        assumption: assumption(look),
        alerts: alerts(desk, look),
        blocked: blocked(desk),
        keyless: services_without_key(session).iter().map(|it| it.as_str().to_owned()).collect(),
        doubts: doubts(desk, look),
        pools: Vec::new(),
        pools_known: session.last_read().is_some() || !pools::can_read(session),
        creating: pools::creating(desk, look),
        updated: pools::updated(desk, look),
        create_refused: pools::create_refused(desk, look),
        targets: pools::targets(desk, look),
        detail: detail::detail(desk, look),
        jobs: Vec::new(),
        job_counts: jobs::counts(desk, look),
        trouble: jobs::trouble(desk, look),
        sending: watch::sending(desk, look),
        job_window: jobs::window(desk, look),
        jobs_printed: jobs::printed(desk, look),
        log: Vec::new(),
    }
}

fn assumption(look: &Look<'_>) -> String {
    let days = counted(PERIOD_DAYS.into(), Unit::Days, look.language);
    look.words().money_assumed.with(&[("tier", look.tier.name()), ("days", &days)])
}

fn clock(desk: &Desk, look: &Look<'_>) -> String {
    let passed = desk.now().ms_since(desk.began()) / MS_PER_SECOND * MS_PER_SECOND;
    look.words().passed.with(&[("time", &look.span(passed))])
}

fn alerts(desk: &Desk, look: &Look<'_>) -> Vec<Alert> {
    let session = desk.session();
    let words = SERVICE.of(look.language);
    let sentence = |error| error_sentence(error, look.language);
    let halted = session.halted().map(|error| words.told_halted.with(&[("error", &sentence(error))]));
    let unread =
        session.read_error().map(|error| words.told_read_failed.with(&[("error", &sentence(error))]));
    let shut = session.shut().map(|(service, error)| {
        words.told_service_shut.with(&[("service", service.as_str()), ("error", &sentence(error))])
    });
    let stopped = session.sending_stopped();
    let stopped = stopped.map(|error| words.told_sending_stopped.with(&[("error", &sentence(error))]));
    let bad = halted.or(unread).into_iter().chain(shut).chain(stopped);
    let left_alone = session.left_alone().map(|(service, until)| {
        let time = look.time(until, desk.now());
        match service {
            None => words.left_alone.with(&[("time", &time)]),
            Some(service) => words.left_alone_jobs.with(&[("service", service.as_str()), ("time", &time)]),
        }
    });
    let alert = |tone| move |sentence| Alert { sentence, tone };
    bad.map(alert(Tone::Bad)).chain(left_alone.map(alert(Tone::Warning))).collect()
}

fn doubts(desk: &Desk, look: &Look<'_>) -> Vec<DoubtCard> {
    let words = look.words();
    let connection = desk.session().connection();
    let named = connection.is_some_and(|connection| connection.pools.profile.caller_names_pools());
    let card = |doubt: &crate::service::Doubt| {
        let vms = look.vms(doubt.creating.vms.0);
        let most = doubt.creating.meter.reading(desk.now()).most;
        let mut sentences = vec![words.doubt_of.with(&[("vms", &vms)])];
        if doubt.not_listed {
            sentences.push(words.doubt_not_listed.to_owned());
        }
        sentences.push(words.doubt_may_cost.with(&[("hours", &look.hours(most))]));
        sentences.push(error_sentence(&doubt.error, look.language));
        let answers: Vec<PoolId> = desk.session().answers_to(doubt).cloned().collect();
        if !answers.is_empty() {
            let pools = answers.iter().map(PoolId::as_str).collect::<Vec<_>>().join(", ");
            sentences.push(words.doubt_answers.with(&[("pools", &pools)]));
        }
        let id = named.then(|| doubt.creating.id.clone());
        DoubtCard { request: doubt.request, id, sentences, answers }
    };
    desk.session().doubts().iter().map(card).collect()
}

impl Look<'_> {
    pub(super) fn words(&self) -> &'static PoolsPageWords {
        POOLS_PAGE.of(self.language)
    }

    pub(super) fn count(&self, value: impl Into<Decimal>) -> String {
        Figures(self.language).number(value.into(), 0)
    }

    pub(super) fn counted(&self, value: usize) -> String {
        self.count(u64::try_from(value).unwrap_or(u64::MAX))
    }

    pub(super) fn vms(&self, count: u32) -> String {
        counted(count.into(), Unit::Vms, self.language)
    }

    fn hours(&self, time: BilledTime) -> String {
        Figures(self.language).fixed(time.hours(), 2)
    }

    /// Dollars, in which the price book is.
    fn money(&self, amount: Money) -> String {
        Figures(self.language).money(amount.rounded().amount(), "USD")
    }

    /// One text where both ends read the same, else both.
    fn range(&self, least: String, most: String) -> String {
        if least == most { least } else { self.words().range.with(&[("least", &least), ("most", &most)]) }
    }

    fn span(&self, ms: u64) -> String {
        duration(ms, self.language)
    }

    /// The time of day; with its date where that is not today's.
    fn time(&self, at: Timestamp, now: Timestamp) -> String {
        let local = |at: Timestamp| {
            crate::service::write_utc(Timestamp::from_ms(at.ms().saturating_add_signed(self.zone_ms)))
        };
        let (at, now) = (local(at), local(now));
        let (date, time) = (at.get(..10).unwrap_or_default(), at.get(11..19).unwrap_or_default());
        if now.starts_with(date) { time.to_owned() } else { [date, time].join(" ") }
    }
}

fn note(text: impl Into<String>, note: impl Into<String>) -> Cell {
    Cell { text: text.into(), note: note.into() }
}

/// Letters of a long id that a table shows.
const SHORT: usize = 8;

/// An id as a table shows it: long ones by their beginning.
fn short(id: &str) -> String {
    match id.get(..SHORT) {
        Some(begin) if id.len() > 16 => [begin, "…"].concat(),
        _ => id.to_owned(),
    }
}

fn money_of_hours(look: &Look<'_>, time: BilledTime) -> Money {
    Money::new(super::tally::rate_per_hour(look.tier) * time.hours())
}

/// What so many VMs cost by the hour beyond the included hours.
pub(super) fn money_per_hour(look: &Look<'_>, vms: u32) -> String {
    look.money(Money::new(super::tally::rate_per_hour(look.tier) * Decimal::from(vms)))
}
