//! The session machine: facts in, effects out. It knows no clock, no network and no page.
//!
//! - Each reply is held against the request that asked for it: a late one never turns the view back.
//! - Only what is safe to repeat is repeated: reads, deletions, cancellations, starts; never a create or a resize.
//! - A create whose answer was lost becomes a [`Doubt`] for the user; it is never sent again.
//! - What would go wrong with every job stops the sending of jobs, until the user goes on.
//! - A service that asks for time gets it from all that nobody pressed; so does one that is busy and names no time.
//! - [`Session::next_wake_up`] says when [`Input::TimeArrived`] is due; nothing else starts anything.

mod jobs;
mod left_alone;
mod outbox;
mod pace;
mod pools;
mod readers;
mod reading;
mod requests;
mod roster;
mod view;
mod watch;
mod wire;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::connection::{Connection, JobService, ServiceAddress};
use super::endpoint::JobBody;
use super::error::ServiceError;
use super::http::{HttpRequest, Outcome};
use super::pool::PoolId;
use super::swagger_url::SwaggerUrl;
use crate::units::{MS_PER_MINUTE, MS_PER_SECOND, Random, Seed, Timestamp, VmCount};
pub use outbox::Sending;
pub use roster::{JobCounts, JobList, MOST_TRACKED};
pub use view::{
    Asking, Autopilot, Creating, Doubt, DoubtAnswer, Ending, Entry, Happening, JobView, Notice, PastPools,
    PoolView, Presence, RequestId, Stage, Ticket,
};
pub use wire::Kept;

use pace::LEAST_PAUSE_MS;
use requests::{Flight, Waiting};

/// The most lines that the log keeps.
pub const LONGEST_LOG: usize = 1_000;
/// How long a pool with VMs may be idle before the user is told, unless the user says otherwise.
pub const IDLE_ALARM_MS: u64 = 30 * MS_PER_MINUTE;
/// The most pools that are gone and still listed; the oldest of them are then only counted.
pub const MOST_GONE: usize = 200;
/// What is known of when pools that are only counted used their VM time: so many stretches, one or two a pool for a year.
const MOST_PAST_STRETCHES: usize = 400;
/// So many jobs are written down whenever one changes.
const FEW_JOBS: usize = 200;
/// How far apart they are written down where there are more.
const REMEMBER_EVERY_MS: u64 = 5 * MS_PER_SECOND;
/// The most jobs that one press submits.
pub const MOST_JOBS_AT_ONCE: u32 = 1_000;

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The user connected to a service; what was known of another is forgotten.
    Connected(Box<Connection>),
    /// The user left the service. What runs there goes on running.
    Disconnected,
    /// Create a pool.
    PressedCreate {
        /// VMs that it is to have.
        vms: VmCount,
        /// What decides the plan that pays.
        swagger: SwaggerUrl,
        /// A name, where the user gave one and the contract lets the caller name pools.
        name: Option<PoolId>,
    },
    /// Give a pool another size.
    PressedResize {
        /// The pool.
        pool: PoolId,
        /// VMs that it is to have.
        target: VmCount,
    },
    /// Stop a resize half-way.
    PressedStopResize {
        /// The pool.
        pool: PoolId,
    },
    /// Delete a pool.
    PressedDelete {
        /// The pool.
        pool: PoolId,
    },
    /// Read everything again, now.
    PressedRefresh,
    /// Submit and start jobs.
    PressedSubmit {
        /// The web service that runs them.
        service: ServiceAddress,
        /// The body of each, ready to be sent, with the pool's id in it.
        body: JobBody,
        /// The pool that the body names; `None` for the classic queue.
        pool: Option<PoolId>,
        /// How many of them, at most [`MOST_JOBS_AT_ONCE`].
        copies: u32,
    },
    /// Web services were added, or their keys forgotten: these are the ones whose keys are here.
    ChangedServices(Vec<JobService>),
    /// Submit and start jobs that differ: rows of a list, each with its own body.
    PressedSubmitMany {
        /// The web service that runs them; its key is in the connection.
        service: ServiceAddress,
        /// The body of each, at most [`MOST_JOBS_AT_ONCE`].
        bodies: Vec<JobBody>,
        /// The pool that the bodies name; `None` for the classic queue.
        pool: Option<PoolId>,
    },
    /// At most so many jobs are sent and not over at a time.
    ChangedAtOnce {
        /// How many; `None` for no limit.
        most: Option<u32>,
    },
    /// Send no further job for now.
    PressedPauseSending,
    /// Go on sending.
    PressedResumeSending,
    /// Call off every job that has not been sent.
    PressedCancelUnsent,
    /// Submit a job again that was not taken, or whose fate is unknown: what was submitted and not started never runs.
    PressedSendAgain(Ticket),
    /// Submit every job again that was not taken, as far as their bodies are still here.
    PressedSendRefusedAgain,
    /// Cancel a job.
    PressedCancelJob(Ticket),
    /// Give up every job whose submission was not answered.
    PressedGiveUpInDoubt,
    /// The user looks at a job: what an earlier visit knew of its results is read anew.
    OpenedJob(Ticket),
    /// A link to a result of a job that the user looks at has ended: the job is read once more for another.
    LinkEnded(Ticket),
    /// Turn a pool's autopilot on or off.
    ChangedAutopilot {
        /// The pool.
        pool: PoolId,
        /// `None` for off.
        autopilot: Option<Autopilot>,
    },
    /// Tell the user of pools that no job has used for so long.
    ChangedAlarm {
        /// Milliseconds without a job; `None` for never.
        after_ms: Option<u64>,
    },
    /// Settle a create whose answer was lost.
    SettledDoubt {
        /// Which request it was.
        request: RequestId,
        /// What the user knows.
        answer: DoubtAnswer,
    },
    /// An answer came, or failed to.
    ReplyArrived {
        /// To which request.
        request: RequestId,
        /// What came of it.
        outcome: Outcome,
    },
    /// The moment of [`Session::next_wake_up`] has come, or may have.
    TimeArrived,
    /// The tab is out of sight.
    TabHidden,
    /// The tab is in sight again.
    TabShown,
}

/// Something to be done for the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request, and report what came of it.
    Send {
        /// Which.
        request: RequestId,
        /// What to send.
        http: HttpRequest,
        /// When to give up and report that nothing came in time, in milliseconds.
        give_up_after_ms: u64,
    },
    /// Tell the user.
    Announce(Notice),
    /// Keep what [`Session::remember`] says for the next visit to this service.
    Remember,
}

/// The session.
///
/// ```
/// use poolwise::service::{Input, Session};
/// use poolwise::units::{Seed, Timestamp};
/// let mut session = Session::new(Seed(1));
/// let now = Timestamp::from_ms(0);
/// assert_eq!(session.handle(now, Input::TimeArrived), []);
/// assert_eq!(session.next_wake_up(), None);
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    connection: Option<Connection>,
    random: Random,
    /// How many times as fast as real its time runs.
    haste: u64,
    hidden: bool,
    /// How long a pool with VMs may be idle before the user is told.
    alarm_ms: Option<u64>,
    /// The pool service refused its key: no pool is read or resized by itself any more.
    halted: Option<ServiceError>,
    /// Web services that refused their keys: nothing is asked of them by itself any more.
    shut: BTreeMap<ServiceAddress, ServiceError>,
    left_alone: left_alone::LeftAlone,
    pools: BTreeMap<PoolId, PoolView>,
    /// Pools that are gone and no longer listed.
    past: PastPools,
    creating: Option<Creating>,
    doubts: Vec<Doubt>,
    jobs: roster::Roster,
    outbox: outbox::Outbox,
    next_request: u64,
    /// The first request after the user last had everything read anew: what was sent before says nothing of keys any more.
    asked_anew: RequestId,
    next_ticket: u64,
    flights: BTreeMap<RequestId, Flight>,
    /// Requests that were given up; an answer that comes all the same may settle a doubt.
    given_up: VecDeque<(RequestId, Flight)>,
    waiting: VecDeque<Waiting>,
    reading: reading::Round,
    log: VecDeque<Entry>,
    effects: Vec<Effect>,
    /// Something changed that the next visit must know.
    changed: bool,
    /// When that was last written down.
    remembered: Option<Timestamp>,
}

impl Session {
    /// A session that is not connected.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        Self {
            connection: None,
            random: Random::new(seed),
            haste: 1,
            hidden: false,
            alarm_ms: Some(IDLE_ALARM_MS),
            halted: None,
            shut: BTreeMap::new(),
            left_alone: left_alone::LeftAlone::default(),
            pools: BTreeMap::new(),
            past: PastPools::default(),
            creating: None,
            doubts: Vec::new(),
            jobs: roster::Roster::default(),
            outbox: outbox::Outbox::default(),
            next_request: 1,
            asked_anew: RequestId(0),
            next_ticket: 1,
            flights: BTreeMap::new(),
            given_up: VecDeque::new(),
            waiting: VecDeque::new(),
            reading: reading::Round::default(),
            log: VecDeque::new(),
            effects: Vec::new(),
            changed: false,
            remembered: None,
        }
    }

    /// Says how many times as fast as real the time runs that the session is told, as by a companion's clock.
    ///
    /// A network is no faster for it: answers may take as long as they do in real time, and readings keep a distance.
    pub fn hasten(&mut self, factor: u64) {
        self.haste = factor.max(1);
    }

    /// The least time between two readings: a moment of real time, where that is hastened.
    fn least_pause_ms(&self) -> u64 {
        if self.haste > 1 { LEAST_PAUSE_MS.saturating_mul(self.haste) } else { 0 }
    }

    /// Takes note of something that has happened, and says what is to be done.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let at_once = !matches!(input, Input::ReplyArrived { .. } | Input::TimeArrived);
        match input {
            Input::Connected(connection) => self.connect(now, *connection),
            Input::Disconnected => self.forget_everything(),
            Input::PressedCreate { vms, swagger, name } => self.create(now, vms, swagger, name),
            Input::PressedResize { pool, target } => {
                self.ask_of_pool(now, &pool, Asking::Resize(target), true)
            }
            Input::PressedStopResize { pool } => self.ask_of_pool(now, &pool, Asking::StopResize, true),
            Input::PressedDelete { pool } => self.ask_of_pool(now, &pool, Asking::Delete, true),
            Input::PressedRefresh => {
                self.halted = None;
                self.shut.clear();
                self.asked_anew = RequestId(self.next_request);
                self.end_all_waits();
                if self.can_read() {
                    self.reading.due = Some(now);
                }
                self.check_jobs_at(now);
            }
            Input::PressedSubmit { service, body, pool, copies } => {
                let body = Arc::new(body);
                let copies = (0..copies).map(|_| Arc::clone(&body));
                self.submit(now, &service, copies, pool.as_ref());
            }
            Input::PressedSubmitMany { service, bodies, pool } => {
                self.submit(now, &service, bodies.into_iter().map(Arc::new), pool.as_ref());
            }
            Input::ChangedAtOnce { most } => self.outbox.at_once = most,
            Input::PressedPauseSending => self.outbox.pause(),
            Input::PressedResumeSending => self.outbox.resume(),
            Input::PressedSendAgain(ticket) => self.send_again(now, ticket),
            Input::PressedSendRefusedAgain => self.send_refused_again(now),
            Input::PressedGiveUpInDoubt => self.give_up_in_doubt(now),
            Input::PressedCancelUnsent => self.cancel_unsent(now),
            Input::ChangedServices(services) => self.change_services(now, services),
            Input::PressedCancelJob(ticket) => self.cancel_job(now, ticket),
            Input::OpenedJob(ticket) => self.opened(now, ticket),
            Input::LinkEnded(ticket) => self.link_ended(now, ticket),
            Input::ChangedAutopilot { pool, autopilot } => {
                if let Some(view) = self.pools.get_mut(&pool) {
                    self.changed = true;
                    view.autopilot = autopilot;
                    (view.armed, view.tries, view.tries_again) = (now, 0, now);
                    if autopilot.is_none() {
                        view.lands = None;
                    }
                }
            }
            Input::ChangedAlarm { after_ms } => self.change_alarm(after_ms),
            Input::SettledDoubt { request, answer } => self.settle_doubt(now, request, answer),
            Input::ReplyArrived { request, outcome } => self.reply(now, request, &outcome),
            Input::TimeArrived => {}
            Input::TabHidden => self.hidden = true,
            Input::TabShown => {
                self.hidden = false;
                if self.connection.is_some() && self.reading.due.is_some() {
                    self.reading.due = Some(now);
                }
                self.check_jobs_at(now);
            }
        }
        self.move_on(now);
        let changed = self.changed || self.jobs.has_unwritten();
        if changed && self.connection.is_some() && (at_once || self.is_time_to_remember(now)) {
            self.changed = false;
            self.remembered = Some(now);
            self.effects.push(Effect::Remember);
        }
        core::mem::take(&mut self.effects)
    }

    /// When the session next wants to be called with [`Input::TimeArrived`]; `None` while it waits for nothing.
    #[must_use]
    pub fn next_wake_up(&self) -> Option<Timestamp> {
        self.connection.as_ref()?;
        let overdue = self.flights.values().map(Flight::overdue).min();
        let room = self.flights.len() < pace::MOST_IN_FLIGHT;
        let may_send = self.submissions() < pace::MOST_SENDING;
        let may_go =
            |waiting: &&Waiting| (may_send || !waiting.is_submission()) && !self.is_held_back(waiting);
        let waiting =
            self.waiting.iter().filter(may_go).map(|waiting| waiting.not_before).min().filter(|_| room);
        let by_itself = self.halted.is_none();
        let reading = self.reading.due.filter(|_| by_itself && !self.reading.is_under_way());
        let reading = reading.map(|due| self.left_alone.pools().map_or(due, |until| due.max(until)));
        let left_alone = self.left_alone.next_end();
        let background = self.flights.len() < pace::MOST_BACKGROUND;
        let jobs = self.next_job_check().map(|(due, _)| due).filter(|_| background);
        let idle = self.next_idle();
        [overdue, waiting, reading, left_alone, jobs, idle].into_iter().flatten().min()
    }

    fn connect(&mut self, now: Timestamp, connection: Connection) {
        self.forget_everything();
        let reads_back = connection.pools.profile.reads_back();
        self.connection = Some(connection);
        self.reading.due = reads_back.then_some(now);
    }

    /// Request numbers go on counting, so that an answer meant for the service before is never taken for one of this.
    fn forget_everything(&mut self) {
        let (next_request, next_ticket, hidden) = (self.next_request, self.next_ticket, self.hidden);
        let (random, haste, alarm_ms) = (self.random.clone(), self.haste, self.alarm_ms);
        let outbox = outbox::Outbox::emptied(&self.outbox);
        let fresh = Self::new(Seed(0));
        *self = Self { next_request, next_ticket, hidden, alarm_ms, random, haste, outbox, ..fresh };
    }

    /// Everything that is due at this moment.
    fn move_on(&mut self, now: Timestamp) {
        if self.connection.is_none() {
            return;
        }
        self.end_waits(now);
        self.give_up_overdue(now);
        self.watch_idle(now);
        self.send_waiting(now);
        if self.halted.is_none() {
            self.read_pools(now);
        }
        self.send_unsent(now);
        self.read_jobs(now);
    }

    /// Of thousands of jobs some always change: then it is done now and then, and when the user does something or leaves.
    fn is_time_to_remember(&self, now: Timestamp) -> bool {
        let pause = if self.jobs.len() <= FEW_JOBS { 0 } else { REMEMBER_EVERY_MS };
        self.remembered.is_none_or(|at| now >= at.after_ms(pause))
    }

    fn tell(&mut self, now: Timestamp, notice: Notice) {
        self.changed = true;
        self.note(now, Happening::Told(notice.clone()));
        self.effects.push(Effect::Announce(notice));
    }

    /// Writes a line into the log, at its moment.
    fn note(&mut self, at: Timestamp, what: Happening) {
        if self.log.len() >= LONGEST_LOG {
            self.log.pop_front();
        }
        let place = self.log.partition_point(|entry| entry.at <= at);
        self.log.insert(place, Entry { at, what });
    }
}
