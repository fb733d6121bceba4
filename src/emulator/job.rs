//! One job of the account.

use super::errand::ResultLink;
use crate::service::{JobBody, JobId, JobState, PoolId};
use crate::units::Timestamp;

/// Where a job is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Submitted; nobody has started it.
    Submitted,
    /// Started; it waits for a VM or for its turn.
    Queued,
    /// On a VM, or in the classic environment; the host reads its inputs.
    Reading,
    /// On a VM, or in the classic environment.
    Running,
    /// Still there; the host writes its results.
    Writing,
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
    /// How long it runs for each row of its real inputs, where it said so.
    pub(super) us_per_row: Option<u64>,
    /// The body, where the host reads and writes blobs and the job is not over.
    pub(super) body: Option<JobBody>,
    /// Where its results are, once a host has written them.
    pub(super) links: Option<Vec<ResultLink>>,
    /// The fault that its blobs' names ask for.
    pub(super) sentinel: Option<&'static str>,
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
            Phase::Reading | Phase::Running | Phase::Writing => &JobState::Running,
            Phase::Ended { state, .. } => state,
        }
    }

    /// Whether it takes up a VM, or one of the classic places.
    pub(super) const fn is_placed(&self) -> bool {
        matches!(self.phase, Phase::Reading | Phase::Running | Phase::Writing)
    }

    /// What the rules are asked about: a job that waits in a queue has been started.
    pub(super) const fn for_rules(&self) -> &JobState {
        self.told(true)
    }
}
