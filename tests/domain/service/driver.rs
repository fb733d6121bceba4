//! A session and an account under virtual time: `step` jumps to the next thing that happens.

#![expect(clippy::expect_used, clippy::panic, reason = "a test's helper stops the test, as its test would")]

use std::collections::BTreeMap;

use poolwise::emulator::{Emulator, FaultPlan, Settings};
use poolwise::service::{
    Action, Asking, Effect, HttpRequest, Input, Kept, Notice, Outcome, PoolId, PoolView, RequestId, Session,
    may,
};
use poolwise::units::{Random, Seed, Timestamp, VmCount};

use crate::emulator::{connection, job, service, swagger};

/// What is on the wire.
enum Parcel {
    /// On its way to the account.
    Request(RequestId, HttpRequest),
    /// On its way back.
    Reply(RequestId, Outcome),
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
    seed: u64,
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
            seed: seed.0,
        };
        world.press(Input::Connected(Box::new(connection)));
        world
    }

    pub(super) fn press(&mut self, input: Input) {
        for effect in self.session.handle(self.now, input) {
            match effect {
                Effect::Announce(notice) => {
                    self.nothing_live_is_resized(&notice);
                    self.told.push(notice);
                }
                Effect::Remember if !self.keeps => {}
                Effect::Remember => {
                    for Kept { part, text } in self.session.remember(2) {
                        match text {
                            Some(text) => self.remembered.insert(part, text),
                            None => self.remembered.remove(&part),
                        };
                    }
                }
                Effect::Send { request, http, .. } => {
                    self.nothing_forbidden_is_sent(&http);
                    self.sent.push((self.now, format!("{} {}", http.method.name(), http.url)));
                    let arrives = self.now.after_ms(self.random.below(self.uplink_ms + 1));
                    self.put(arrives, Parcel::Request(request, http));
                }
            }
        }
    }

    /// The autopilot acts only where no job lives: none that the page follows, and none that it sent.
    fn nothing_live_is_resized(&self, notice: &Notice) {
        let Notice::AutopilotActs(pool, _) = notice else { return };
        assert_eq!(self.session.jobs_on(pool), (0, 0), "seed {}: {pool:?} has jobs", self.seed);
        if let Some(sight) = self.account.sight(pool) {
            let at_work = sight.vms.iter().any(|(_, jobs)| !jobs.is_empty());
            assert!(!at_work && sight.queue.is_empty(), "seed {}: {pool:?} lives: {sight:?}", self.seed);
        }
    }

    /// What changes a pool's size is sent only where the rules allow it, by all that the page knows.
    fn nothing_forbidden_is_sent(&self, http: &HttpRequest) {
        let path = http.url.split('?').next().unwrap_or_default();
        let is_resize = path.ends_with("/resize");
        if http.method.name() != "POST" || !(is_resize || path.ends_with("/stopresize")) {
            return;
        }
        let view =
            self.session.pools().find(|view| path.contains(view.pool.id.as_str())).expect("a known pool");
        let pool = &view.pool;
        let action = match view.asking {
            Some(Asking::Resize(target)) if is_resize => Action::ResizePool { pool, target },
            Some(Asking::StopResize) if !is_resize => Action::StopResize { pool },
            other => panic!("seed {}: {path} was sent while {other:?} is asked", self.seed),
        };
        let quota = self.account.settings().quota;
        assert_eq!(may(action, quota), Ok(()), "seed {}: {path} while {pool:?}", self.seed);
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
        let first = self.remembered.get(&0).cloned().unwrap_or_default();
        let blocks = Session::kept_blocks(&first);
        let mut remembered = vec![first];
        remembered.extend(blocks.iter().filter_map(|block| self.remembered.get(block).cloned()));
        self.session = Session::new(Seed(self.random.next_u64()));
        self.wire.retain(|_, parcel| matches!(parcel, Parcel::Request(..)));
        for ((at, _), parcel) in core::mem::take(&mut self.wire) {
            if let Parcel::Request(_, http) = parcel {
                self.account.answer(at, &http);
            }
        }
        self.now = self.now.after_ms(ms);
        self.account.advance(self.now);
        let connected = self.session.handle(self.now, Input::Connected(Box::new(connection)));
        assert!(self.session.recall(self.now, &remembered), "{remembered:?}");
        for effect in connected {
            if let Effect::Send { request, http, .. } = effect {
                self.put(self.now, Parcel::Request(request, http));
            }
        }
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
                self.put(self.now.after_ms(answer.after_ms), Parcel::Reply(id, answer.outcome));
            }
            Some(Parcel::Reply(id, outcome)) => self.press(Input::ReplyArrived { request: id, outcome }),
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
                let reply = Parcel::Reply(*id, answer.outcome);
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
