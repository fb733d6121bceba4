//! A session and an account under virtual time: `step` jumps to the next thing that happens.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helper stops the test, as its test would")]

use std::collections::BTreeMap;

use poolwise::emulator::{Emulator, FaultPlan, Settings};
use poolwise::service::{
    Effect, HttpRequest, Input, Kept, Notice, Outcome, PoolId, PoolView, RequestId, Session,
};
use poolwise::units::{Random, Seed, Timestamp, VmCount};

use super::laws::{PoolTruth, Truth, nothing_lives_on};
use super::watcher::{Deed, Watcher};

use crate::emulator::{connection, job, service, swagger};

/// What is on the wire.
enum Parcel {
    /// On its way to the account.
    Request(RequestId, HttpRequest),
    /// On its way back, and what it answers.
    Reply(RequestId, Deed, Outcome),
}

pub(super) struct World {
    pub(super) session: Session,
    pub(super) account: Emulator,
    pub(super) now: Timestamp,
    pub(super) told: Vec<Notice>,
    /// Every request that was sent, with its moment.
    pub(super) sent: Vec<(Timestamp, String)>,
    /// The longest that a request takes to arrive, so that requests overtake each other.
    pub(super) uplink_ms: u64,
    /// What the host keeps for the next visit.
    pub(super) remembered: BTreeMap<u64, String>,
    /// Whether anything is kept for a next visit; writing it down takes more time than all the rest.
    pub(super) keeps: bool,
    wire: BTreeMap<(Timestamp, u64), Parcel>,
    parcels: u64,
    random: Random,
    watcher: Watcher,
}

impl World {
    pub(super) fn new(settings: Settings, faults: FaultPlan, seed: Seed) -> Self {
        let now = Timestamp::from_ms(1_500_000_000_000);
        let connection = connection(&settings);
        let mut world = Self {
            session: Session::new(seed.part(1)),
            account: Emulator::new(settings, faults, now, seed.part(2)),
            now,
            told: Vec::new(),
            sent: Vec::new(),
            uplink_ms: 0,
            remembered: BTreeMap::new(),
            keeps: true,
            wire: BTreeMap::new(),
            parcels: 0,
            random: Random::new(seed.part(3)),
            watcher: Watcher::default(),
        };
        world.press(Input::Connected(Box::new(connection)));
        world
    }

    pub(super) fn press(&mut self, input: Input) {
        let effects = self.session.handle(self.now, input);
        self.happen(effects);
    }

    fn happen(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Announce(notice) => {
                    if let Notice::AutopilotActs(pool, _) = &notice {
                        nothing_lives_on(&self.session, pool, &self.truth());
                    }
                    self.told.push(notice);
                }
                Effect::Remember if !self.keeps => {}
                Effect::Remember => self.remember(2),
                Effect::Send { request, http, .. } => {
                    self.watcher.sends(&self.session, &self.account, &http);
                    self.sent.push((self.now, format!("{} {}", http.method.name(), http.url)));
                    let arrives = self.now.after_ms(self.random.below(self.uplink_ms + 1));
                    self.put(arrives, Parcel::Request(request, http));
                }
            }
        }
    }

    fn remember(&mut self, most_blocks: usize) {
        for Kept { part, text } in self.session.remember(most_blocks) {
            match text {
                Some(text) => self.remembered.insert(part, text),
                None => self.remembered.remove(&part),
            };
        }
    }

    /// What is true of the account.
    pub(super) fn truth(&self) -> Truth {
        let pools = self.account.pools().into_iter().map(|pool| {
            let sight = self.account.sight(&pool.id).expect("it is listed");
            let running: usize = sight.vms.iter().map(|(_, jobs)| jobs.len()).sum();
            let truth = PoolTruth {
                created_ms: pool.created.map_or(0, Timestamp::ms),
                vms: pool.current_vms.map_or(0, |vms| vms.0),
                target: pool.target_vms.map_or(0, |vms| vms.0),
                live_jobs: running + sight.queue.len(),
            };
            (pool.id.as_str().to_owned(), truth)
        });
        let jobs = self.account.jobs().into_iter();
        Truth {
            pools: pools.collect(),
            jobs: jobs.map(|(id, state)| (id.as_str().to_owned(), state.word().to_owned())).collect(),
            billed: self.billed(),
        }
    }

    /// VM time by pool, in milliseconds.
    pub(super) fn billed(&self) -> BTreeMap<String, u64> {
        let lines = self.account.ledger().lines(self.now).into_iter();
        lines.map(|(id, time)| (id.as_str().to_owned(), time.ms())).collect()
    }

    pub(super) fn create(&mut self, name: &str, vms: u32) -> PoolId {
        let id = PoolId::read(name).expect("a name");
        self.press(Input::PressedCreate { vms: VmCount(vms), swagger: swagger(), name: Some(id.clone()) });
        id
    }

    pub(super) fn resize(&mut self, pool: &PoolId, target: u32) {
        self.press(Input::PressedResize { pool: pool.clone(), target: VmCount(target) });
    }

    pub(super) fn delete(&mut self, pool: &PoolId) {
        self.press(Input::PressedDelete { pool: pool.clone() });
    }

    pub(super) fn submit(&mut self, pool: Option<&PoolId>, copies: u32) {
        self.press(Input::PressedSubmit { service: service(), body: job(pool), pool: pool.cloned(), copies });
    }

    #[track_caller]
    pub(super) fn pool(&self, id: &PoolId) -> &PoolView {
        self.session.pool(id).unwrap_or_else(|| panic!("the page does not know {id:?}"))
    }

    /// The tab is closed, so much time passes, and the page is opened again. What was on its way back is lost.
    pub(super) fn close_for(&mut self, ms: u64) {
        let connection = self.session.connection().cloned().expect("connected");
        let remembered = self.everything_remembered();
        self.session = Session::new(Seed(self.random.next_u64()));
        self.wire.retain(|_, parcel| matches!(parcel, Parcel::Request(..)));
        for ((at, _), parcel) in core::mem::take(&mut self.wire) {
            if let Parcel::Request(_, http) = parcel {
                self.account.answer(at, &http);
            }
        }
        self.now = self.now.after_ms(ms);
        self.account.advance(self.now);
        self.begin(connection, &remembered);
    }

    /// The user connects once more to the same service, in the same page.
    pub(super) fn reconnect(&mut self) {
        let connection = self.session.connection().cloned().expect("connected");
        let remembered = self.everything_remembered();
        self.begin(connection, &remembered);
    }

    fn begin(&mut self, connection: poolwise::service::Connection, remembered: &[String]) {
        self.press(Input::Connected(Box::new(connection)));
        assert!(self.session.recall(self.now, remembered), "{remembered:?}");
        self.watcher.begins(&self.session);
    }

    /// What the device holds when the page goes: that is always written down to its end.
    fn everything_remembered(&mut self) -> Vec<String> {
        self.submissions_are_one_each();
        self.remember(usize::MAX);
        let first = self.remembered.get(&0).cloned().unwrap_or_default();
        let blocks = Session::kept_blocks(&first);
        let mut remembered = vec![first];
        remembered.extend(blocks.iter().filter_map(|block| self.remembered.get(block).cloned()));
        remembered
    }

    /// Each job is submitted once, and once more only after the service has said that it did not take it.
    pub(super) fn submissions_are_one_each(&self) {
        self.watcher.submissions_are_one_each(&self.session);
    }

    fn put(&mut self, at: Timestamp, parcel: Parcel) {
        self.parcels += 1;
        self.wire.insert((at, self.parcels), parcel);
    }

    fn next(&self) -> Option<Timestamp> {
        let wire = self.wire.first_key_value().map(|((at, _), _)| *at);
        [wire, self.session.next_wake_up()].into_iter().flatten().min()
    }

    /// Jumps to the next thing that happens, if it happens by `until`.
    pub(super) fn step(&mut self, until: Timestamp) -> bool {
        let Some(at) = self.next().filter(|at| *at <= until) else {
            return false;
        };
        self.now = self.now.max(at);
        self.account.advance(self.now);
        let due = self.wire.first_entry().filter(|entry| entry.key().0 <= self.now);
        match due.map(|entry| entry.remove()) {
            Some(Parcel::Request(id, http)) => {
                let answer = self.account.answer(self.now, &http);
                let reply = Parcel::Reply(id, Deed::of(&http), answer.outcome);
                self.put(self.now.after_ms(answer.after_ms), reply);
            }
            Some(Parcel::Reply(id, deed, outcome)) => {
                self.watcher.arrives(deed, &outcome);
                self.press(Input::ReplyArrived { request: id, outcome });
            }
            None => self.press(Input::TimeArrived),
        }
        true
    }

    /// So much time passes in which the page is frozen: it is not woken, and no answer reaches it.
    pub(super) fn freeze(&mut self, ms: u64) {
        self.now = self.now.after_ms(ms);
        // What was on its way to the service arrives there in its time.
        let due: Vec<_> = self.wire.range(..(self.now, u64::MAX)).map(|(key, _)| *key).collect();
        for key in due {
            if let Some(Parcel::Request(id, http)) = self.wire.get(&key) {
                let answer = self.account.answer(key.0, http);
                let reply = Parcel::Reply(*id, Deed::of(http), answer.outcome);
                self.wire.remove(&key);
                self.put(key.0.after_ms(answer.after_ms), reply);
            }
        }
        self.account.advance(self.now);
    }

    /// Lets so much time pass. A machine that wakes up without end fails here.
    #[track_caller]
    pub(super) fn wait(&mut self, ms: u64) {
        let until = self.now.after_ms(ms);
        let most = 2_000 + ms / 200;
        for _ in 0..most {
            if !self.step(until) {
                self.now = until;
                self.account.advance(until);
                return;
            }
        }
        panic!("more than {most} steps in {ms} ms");
    }

    /// Lets time pass until something holds, at most so long.
    #[track_caller]
    pub(super) fn drive_bounded(&mut self, most_ms: u64, holds: impl Fn(&Self) -> bool) {
        let until = self.now.after_ms(most_ms);
        for _ in 0..100_000 {
            if holds(self) {
                return;
            }
            if !self.step(until) {
                break;
            }
        }
        assert!(holds(self), "it did not come about within {most_ms} ms; told {:?}", self.told);
    }

    pub(super) fn count_sent(&self, part: &str) -> usize {
        self.sent.iter().filter(|(_, line)| line.contains(part)).count()
    }
}
