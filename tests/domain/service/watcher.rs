//! Whoever looks at every request that a session sends, and holds it to what has been told to the page so far.

#![expect(clippy::expect_used, reason = "a law that does not hold stops the test")]

use std::collections::BTreeSet;

use poolwise::emulator::Emulator;
use poolwise::service::{
    Asking, HttpRequest, JobId, JobState, Method, Outcome, PoolId, Presence, Session, Stage, Ticket,
    write_utc,
};
use poolwise::units::Timestamp;
use serde_json::Value;

use super::laws::{Change, may_be_changed};

/// What a request asks for, read from its address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Create { vms: u64 },
    Change(Change, PoolId, u64),
    Submit,
    Start(JobId),
    Cancel(JobId),
    Status(JobId),
    List,
    Other,
}

impl Deed {
    pub(super) fn of(http: &HttpRequest) -> Self {
        let path = http.url.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').skip(3).collect();
        let vms = || {
            let body: Value = serde_json::from_slice(&http.body).unwrap_or_default();
            let count = |name| body.get(name).and_then(Value::as_u64);
            count("vmCount").or_else(|| count("targetDedicatedNodes")).unwrap_or_default()
        };
        let change = |change, id: &str| Self::Change(change, PoolId::read(id).expect("a pool's name"), vms());
        let job = |id: &str| JobId::read(id).expect("a job's name");
        match (http.method, parts.as_slice()) {
            (Method::Get, ["pools"]) => Self::List,
            (Method::Post, ["pools"]) => Self::Create { vms: vms() },
            (Method::Delete, ["pools", id]) => change(Change::Delete, id),
            (Method::Post, ["pools", id, "resize"]) => change(Change::Resize, id),
            (Method::Post, ["pools", id, "stopresize"]) => change(Change::StopResize, id),
            (Method::Post, [.., "jobs"]) => Self::Submit,
            (Method::Post, [.., "jobs", id, "start"]) => Self::Start(job(id)),
            (Method::Get, [.., "jobs", id]) => Self::Status(job(id)),
            (Method::Delete, [.., "jobs", id]) => Self::Cancel(job(id)),
            _ => Self::Other,
        }
    }
}

/// What the page has been told, as far as it stays true.
#[derive(Default)]
pub(super) struct Watcher {
    /// Pools that a list showed on their way out, each with its creation: another of the same name is another pool.
    leaving: BTreeSet<(PoolId, String)>,
    /// Jobs that were told to have ended.
    ended: BTreeSet<JobId>,
    /// Jobs that were told to have been started: to run, or to have ended.
    started: BTreeSet<JobId>,
    /// What was asked for, and may be asked for again where no answer came.
    asked: BTreeSet<String>,
    submissions: usize,
    /// Submissions of which the service said that it did not take them.
    refused: usize,
    /// The last job of an earlier visit.
    before: Option<Ticket>,
}

impl Watcher {
    /// Holds a request that changes something to its table, by what the page knows and by what is so.
    pub(super) fn sends(&mut self, session: &Session, account: &Emulator, http: &HttpRequest) {
        match Deed::of(http) {
            Deed::Create { vms } => self.creates(session, account, vms),
            Deed::Change(change, id, vms) => self.changes(session, account, change, &id, vms),
            Deed::Submit => self.submissions += 1,
            Deed::Start(id) => {
                let job = session.jobs().find(|job| job.id.as_ref() == Some(&id)).expect("a known job");
                assert_eq!(job.stage, Stage::Starting, "{job:?} is started");
                assert!(!self.started.contains(&id), "{job:?} is started, though it was told to be");
            }
            Deed::Cancel(id) => {
                let job = session.jobs().find(|job| job.id.as_ref() == Some(&id)).expect("a known job");
                assert!(job.cancelling, "{job:?} is cancelled, and nobody asked for it");
                let again = !self.asked.insert(format!("cancel {id:?}"));
                assert!(again || !self.ended.contains(&id), "{job:?} is cancelled, though it has ended");
            }
            Deed::Status(_) | Deed::List | Deed::Other => {}
        }
    }

    fn creates(&mut self, session: &Session, account: &Emulator, vms: u64) {
        let quota = account.settings().quota;
        assert!(quota.vms_per_pool.is_none_or(|most| vms <= u64::from(most.0)), "{vms} VMs are asked for");
        let here = |id: &PoolId| session.pool(id).is_some_and(|view| matches!(view.presence, Presence::Here));
        let known = account.pools().iter().filter(|pool| here(&pool.id)).count();
        let most = quota.pools.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        assert!(known < most, "a pool is created where {known} are known to be there");
        let creating = session.creating().expect("a create that was pressed");
        self.asked.remove(&format!("delete {:?}", creating.id));
    }

    fn changes(&mut self, session: &Session, account: &Emulator, change: Change, id: &PoolId, vms: u64) {
        let view = session.pool(id).expect("a known pool");
        let was_pressed = match view.asking {
            Some(Asking::Resize(target)) => change == Change::Resize && u64::from(target.0) == vms,
            Some(Asking::StopResize) => change == Change::StopResize,
            Some(Asking::Delete) => change == Change::Delete,
            None => false,
        };
        assert!(was_pressed, "{change:?} of {id:?} is sent while {:?} is asked", view.asking);
        if change == Change::Resize {
            let most = account.settings().quota.vms_per_pool;
            assert!(most.is_none_or(|most| vms <= u64::from(most.0)), "{vms} VMs are asked for");
        }
        // A deletion whose answer was lost is repeated, whatever the first one has done.
        let again = change == Change::Delete && !self.asked.insert(format!("delete {id:?}"));
        if again {
            return;
        }
        assert!(may_be_changed(change, &view.pool), "{change:?} is sent to {view:?}");
        assert!(matches!(view.presence, Presence::Here), "{change:?} is sent to {view:?}");
        let skew_ms = account.settings().skew_ms;
        let by_server = |at: Timestamp| Timestamp::from_ms(at.ms().saturating_add_signed(skew_ms));
        for pool in account.pools().iter().filter(|pool| pool.id == *id) {
            let created = pool.created.map(|at| write_utc(by_server(at))).unwrap_or_default();
            let was_told = self.leaving.contains(&(id.clone(), created));
            assert!(!was_told, "{change:?} is sent to {id:?}, which was told to be on its way out");
        }
    }

    /// Takes note of what an answer tells.
    pub(super) fn arrives(&mut self, deed: Deed, outcome: &Outcome) {
        let Ok(reply) = outcome else { return };
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let text =
            |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        let went_well = (200..300).contains(&reply.status);
        match deed {
            Deed::List if went_well => {
                for pool in body.get("value").and_then(Value::as_array).into_iter().flatten() {
                    if text(pool, "state") == "deleting" {
                        let created = text(pool, "creationTime");
                        self.leaving.extend(PoolId::read(&text(pool, "id")).map(|id| (id, created)));
                    }
                }
            }
            Deed::Status(id) if went_well => {
                let word = text(&body, "StatusCode");
                let is = |state: JobState| state.word() == word;
                if is(JobState::Finished) || is(JobState::Failed) || is(JobState::Cancelled) {
                    self.ended.insert(id.clone());
                    self.started.insert(id);
                } else if is(JobState::Running) {
                    self.started.insert(id);
                }
            }
            // After a 429 the same deletion is sent once more, and the one before it may have been done.
            Deed::Change(Change::Delete, id, _) if reply.status < 500 && reply.status != 429 => {
                self.asked.remove(&format!("delete {id:?}"));
            }
            Deed::Submit => self.refused += usize::from(matches!(reply.status, 400..=499 | 503)),
            _ => {}
        }
    }

    /// A visit begins.
    pub(super) fn begins(&mut self, session: &Session) {
        self.before = session.jobs().map(|job| job.ticket).max();
        (self.submissions, self.refused) = (0, 0);
        self.asked.clear();
    }

    /// Each job of this visit was submitted once, and once more only after it was refused.
    pub(super) fn submissions_are_one_each(&self, session: &Session) {
        let fresh = session.jobs().filter(|job| Some(job.ticket) > self.before && job.was_sent()).count();
        let (submissions, refused) = (self.submissions, self.refused);
        assert!(
            (fresh..=fresh + refused).contains(&submissions),
            "{submissions} submissions of {fresh} jobs, {refused} of them refused"
        );
    }
}
