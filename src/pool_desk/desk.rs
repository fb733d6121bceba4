//! The session and what answers it.

use std::collections::BTreeMap;

use super::clock::{Clock, Speed};
use super::wire::practice_job;
use crate::emulator::{Asked, Emulator, Fault, FaultPlan, FaultRule, PRACTICE_SERVICE, Situation};
use crate::service::{
    Connection, Effect, HttpRequest, Input, JobBody, JobService, Kept, Notice, Operation, Outcome, PoolId,
    PoolService, PoolView, Presence, RequestId, ServiceAddress, ServiceKind, Session, azure_batch_profile,
};
use crate::units::{Seed, Timestamp};

/// What happens at most in one call of [`Desk::wake`]; practice time runs slower when more would have to happen.
const MOST_STEPS: u32 = 600;
/// What happens at least, however slow the machine is.
const FEWEST_STEPS: u32 = 4;
/// Where the practice account pretends to be.
const PRACTICE_POOLS: &str = "https://practice.invalid";

/// Something that the page does for the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Send a request over the network and report what came of it; never in practice.
    Send {
        /// Which.
        request: RequestId,
        /// What to send.
        http: HttpRequest,
        /// When to give up, in milliseconds.
        give_up_after_ms: u64,
    },
    /// Tell the user.
    Tell(Notice),
    /// Keep what the session remembers.
    Remember,
}

/// The session with its clock; in practice also the account that answers it.
///
/// Everything that is due happens in the order of practice time, however seldom [`Desk::wake`] is called, so that what
/// is seen does not depend on the speed.
#[derive(Clone, Debug)]
pub struct Desk {
    session: Session,
    account: Option<Emulator>,
    situation: Option<Situation>,
    /// Answers on their way back.
    wire: BTreeMap<(Timestamp, u64), (RequestId, Outcome)>,
    parcels: u64,
    clock: Clock,
    /// How fast time runs in practice, whatever answers now.
    practice_speed: Speed,
    now: Timestamp,
    began: Timestamp,
    jobs_to_send: u32,
    errands: Vec<Errand>,
    seed: Seed,
}

impl Desk {
    /// A desk that is connected to nothing.
    #[must_use]
    pub fn new(real: Timestamp, seed: Seed) -> Self {
        Self {
            session: Session::new(seed.part(1)),
            account: None,
            situation: None,
            wire: BTreeMap::new(),
            parcels: 0,
            clock: Clock::set(real, real, Speed::Real),
            practice_speed: Speed::Real,
            now: real,
            began: real,
            jobs_to_send: 0,
            errands: Vec::new(),
            seed,
        }
    }

    /// Begins practice in a situation; what was before is forgotten. Its time runs as fast as that of the practice before.
    pub fn practise(&mut self, real: Timestamp, situation: Situation) {
        self.begin(real, self.practice_speed);
        self.session.hasten(1);
        self.seed = self.seed.part(2);
        let account = situation.account(azure_batch_profile(), self.now, self.seed);
        let settings = account.settings();
        let service = JobService::at(PRACTICE_SERVICE, settings.job_key.reveal());
        let pools = PoolService::at(
            PRACTICE_POOLS,
            settings.pool_key.reveal(),
            settings.profile.clone(),
            settings.quota,
        );
        if let Ok(pools) = pools {
            let connection =
                Connection { kind: ServiceKind::Practice, pools, jobs: service.into_iter().collect() };
            self.situation = Some(situation);
            self.jobs_to_send = situation.jobs_to_send();
            self.account = Some(account);
            self.happened(Input::Connected(Box::new(connection)));
        }
    }

    /// Connects to a service outside the page; what was before is forgotten.
    ///
    /// `remembered` is what [`Session::remember`] said at an earlier visit to the same service, its first part first.
    pub fn connect(&mut self, real: Timestamp, connection: Connection, remembered: &[String]) {
        self.follow(real, (real, Speed::Real), connection, remembered);
    }

    /// Connects to a service with a clock of its own, which tells so late and runs so fast: a companion's.
    pub fn follow(
        &mut self,
        real: Timestamp,
        (shown, speed): (Timestamp, Speed),
        connection: Connection,
        remembered: &[String],
    ) {
        self.begin(real, speed);
        self.clock = Clock::set(real, shown, speed);
        self.now = shown;
        self.began = shown;
        self.session.hasten(speed.factor());
        self.happened(Input::Connected(Box::new(connection)));
        if !remembered.is_empty() {
            self.session.recall(self.now, remembered);
            self.happened(Input::TimeArrived);
        }
    }

    fn begin(&mut self, real: Timestamp, speed: Speed) {
        self.account = None;
        self.situation = None;
        self.wire.clear();
        self.jobs_to_send = 0;
        self.clock = Clock::set(real, real, speed);
        self.now = real;
        self.began = real;
        self.happened(Input::Disconnected);
    }

    /// Something has happened: a press, an answer from the network, the tab was hidden. Of what was due before it only
    /// little happens first, so that it is not kept waiting; practice time is then late by the rest.
    pub fn press(&mut self, real: Timestamp, input: Input) {
        if self.account.is_some() {
            self.wake_within(real, &mut || false);
        } else {
            self.move_to(self.clock.now(real));
        }
        self.happened(input);
    }

    /// Sends practice jobs to a pool.
    pub fn send_jobs(&mut self, real: Timestamp, pool: &PoolId, copies: u32) {
        if let Some(jobs) = self.practice_jobs(pool, copies) {
            self.press(real, jobs);
        }
    }

    /// Lets everything happen that is due.
    pub fn wake(&mut self, real: Timestamp) {
        self.wake_within(real, &mut || true);
    }

    /// Lets happen what is due, in order, and stops early once `has_time` says no: practice time is then late by the rest,
    /// which comes with the next call. So no call holds up the page, however fast practice time runs.
    ///
    /// Another service's time has passed without us: what was missed is not lived through again.
    pub fn wake_within(&mut self, real: Timestamp, has_time: &mut dyn FnMut() -> bool) {
        let until = self.clock.now(real);
        if self.account.is_none() {
            self.move_to(until);
            if self.session.next_wake_up().is_some_and(|due| due <= until) {
                self.happened(Input::TimeArrived);
            }
            return;
        }
        for step in 0..MOST_STEPS {
            if step >= FEWEST_STEPS && !has_time() {
                break;
            }
            let wire = self.wire.first_key_value().map(|((at, _), _)| *at);
            let next = [wire, self.session.next_wake_up()].into_iter().flatten().min();
            let Some(at) = next.filter(|at| *at <= until) else {
                self.move_to(until);
                return;
            };
            self.move_to(at);
            let due = self.wire.first_entry().filter(|entry| entry.key().0 <= self.now);
            match due.map(|entry| entry.remove()) {
                Some((request, outcome)) => self.happened(Input::ReplyArrived { request, outcome }),
                None => self.happened(Input::TimeArrived),
            }
        }
        if self.account.is_some() {
            self.clock = Clock::set(real, self.now, self.clock.speed());
        }
    }

    fn move_to(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
        if let Some(account) = &mut self.account {
            account.advance(self.now);
        }
    }

    fn happened(&mut self, input: Input) {
        for effect in self.session.handle(self.now, input) {
            match effect {
                Effect::Announce(notice) => self.errands.push(Errand::Tell(notice)),
                Effect::Remember => self.errands.push(Errand::Remember),
                Effect::Send { request, http, give_up_after_ms } => match &mut self.account {
                    Some(account) => {
                        let answer = account.answer(self.now, &http);
                        self.parcels += 1;
                        let at = self.now.after_ms(answer.after_ms);
                        self.wire.insert((at, self.parcels), (request, answer.outcome));
                    }
                    None => self.errands.push(Errand::Send { request, http, give_up_after_ms }),
                },
            }
        }
        self.send_the_situations_jobs();
    }

    /// A situation may be about jobs: the page sends them, so that it can follow them.
    fn send_the_situations_jobs(&mut self) {
        if self.jobs_to_send == 0 || self.session.last_read().is_none() {
            return;
        }
        let here = self.session.pools().find(|view| matches!(view.presence, Presence::Here));
        if let Some(pool) = here.map(|view| view.pool.id.clone()) {
            let copies = core::mem::take(&mut self.jobs_to_send);
            if let Some(jobs) = self.practice_jobs(&pool, copies) {
                self.happened(jobs);
            }
        }
    }

    fn practice_jobs(&self, pool: &PoolId, copies: u32) -> Option<Input> {
        let (service, body) = self.practice_job(pool)?;
        Some(Input::PressedSubmit { service, body, pool: Some(pool.clone()), copies })
    }

    /// A practice job for a pool, and the web service that runs it.
    #[must_use]
    pub fn practice_job(&self, pool: &PoolId) -> Option<(ServiceAddress, JobBody)> {
        let service = self.session.connection()?.jobs.first()?.address.clone();
        Some((service, practice_job(pool)))
    }

    /// Takes note of a question that the page asked for itself and that took so long, for the log: see
    /// [`Session::note_aside`].
    pub fn note_aside(&mut self, http: &HttpRequest, took_ms: u64, outcome: Option<&Outcome>) {
        let asked = Timestamp::from_ms(self.now.ms().saturating_sub(took_ms));
        self.session.note_aside(asked, http, took_ms, outcome);
    }

    /// What the session wants kept for the next visit: see [`Session::remember`].
    pub fn remember(&mut self, most_blocks: usize) -> Vec<Kept> {
        self.session.remember(most_blocks)
    }

    /// Milliseconds on the wall until [`Desk::wake`] has something to do; `None` while nothing is to come.
    #[must_use]
    pub fn wake_in_ms(&self, real: Timestamp) -> Option<u64> {
        let wire = self.wire.first_key_value().map(|((at, _), _)| *at);
        let next = [wire, self.session.next_wake_up()].into_iter().flatten().min()?;
        Some(self.clock.real_ms_until(real, next))
    }

    /// Lets practice time run at another speed from now on. Another service's time is the wall's.
    pub fn set_speed(&mut self, real: Timestamp, speed: Speed) {
        self.wake_within(real, &mut || false);
        if self.account.is_some() {
            self.clock = Clock::set(real, self.now, speed);
            self.practice_speed = speed;
        }
    }

    /// Lets the next request of a kind meet a fault, `times` times; replaces what was arranged before.
    pub fn arrange(&mut self, asked: Option<Asked>, fault: Fault, times: u32) {
        if let Some(account) = &mut self.account {
            let rule = FaultRule { asked, percent: 100, times: Some(times), fault };
            account.set(account.settings().clone(), FaultPlan::of(vec![rule]));
        }
    }

    /// Lets nothing go wrong any more.
    pub fn arrange_nothing(&mut self) {
        if let Some(account) = &mut self.account {
            account.set(account.settings().clone(), FaultPlan::default());
        }
    }

    /// What is to be done for the desk, once.
    pub fn take_errands(&mut self) -> Vec<Errand> {
        core::mem::take(&mut self.errands)
    }

    /// The session.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Whether leaving the page loses something: an autopilot that is needed, jobs that have not been sent, or, where
    /// the device does not keep them, pools that nobody else lists.
    #[must_use]
    pub fn loses_by_leaving(&self, is_kept: bool) -> bool {
        self.session.is_autopilot_needed()
            || self.session.sending().unsent > 0
            || self.refused_jobs() > 0
            || (!is_kept && self.pools_known_here_alone() > 0)
    }

    /// Jobs that a service outside the page did not take: their bodies are in this page alone.
    #[must_use]
    pub const fn refused_jobs(&self) -> usize {
        if self.account.is_some() { 0 } else { self.session.job_counts().refused }
    }

    /// Pools outside the page that may cost money and that the contract cannot list.
    #[must_use]
    pub fn pools_known_here_alone(&self) -> usize {
        let lists = |connection: &Connection| connection.pools.profile.has(Operation::List);
        if self.account.is_some() || self.session.connection().is_none_or(lists) {
            return 0;
        }
        let may_cost =
            |view: &&PoolView| !matches!(view.presence, Presence::Gone { .. }) && view.pool.may_cost();
        self.session.pools().filter(may_cost).count()
    }

    /// The practice account; `None` when another service answers.
    #[must_use]
    pub const fn account(&self) -> Option<&Emulator> {
        self.account.as_ref()
    }

    /// The situation in which practice began.
    #[must_use]
    pub const fn situation(&self) -> Option<Situation> {
        self.situation
    }

    /// The moment up to which everything has happened.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// When the connection was made.
    #[must_use]
    pub const fn began(&self) -> Timestamp {
        self.began
    }

    /// How fast practice time runs.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.clock.speed()
    }
}
