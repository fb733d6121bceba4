//! One job of the account.

use crate::service::{JobId, JobState, PoolId};
use crate::units::Timestamp;

/// Where a job is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Submitted; nobody has started it.
    Submitted,
    /// Started; it waits for a VM or for its turn.
    Queued,
    /// On a VM, or in the classic environment.
    Running,
    /// At its end.
    Ended { state: JobState, at: Timestamp },
}

#[derive(Clone, Debug)]
pub(super) struct JobRecord {
    pub(super) id: JobId,
    /// The service to which it was sent, as `/subscriptions/…/services/…`.
    pub(super) service: String,
    /// `None` for the classic queue.
    pub(super) pool: Option<PoolId>,
    pub(super) phase: Phase,
    /// How long it runs, however often it is put back.
    pub(super) run_ms: u64,
    /// Whether it ends in failure.
    pub(super) fails: bool,
    pub(super) outputs: Vec<(String, Option<String>)>,
    pub(super) details: Option<String>,
    /// Counts runs, so that the end of a run that was broken off is ignored.
    pub(super) run: u32,
}

impl JobRecord {
    pub(super) const fn told(&self, queued_is_running: bool) -> &JobState {
        match &self.phase {
            Phase::Queued if queued_is_running => &JobState::Running,
            Phase::Submitted | Phase::Queued => &JobState::NotStarted,
            Phase::Running => &JobState::Running,
            Phase::Ended { state, .. } => state,
        }
    }

    /// What the rules are asked about: a job that waits in a queue has been started.
    pub(super) const fn for_rules(&self) -> &JobState {
        self.told(true)
    }
}
