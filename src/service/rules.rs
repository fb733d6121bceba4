//! What may be done in which state: one table, each row with its source.
//!
//! The page asks it to disable a button with the reason; the emulator asks it before it answers 409. They cannot
//! disagree.

use super::job::JobState;
use super::pool::{AllocationState, Pool, PoolState, Quota};
use crate::units::VmCount;

/// Whether a fact is in a named public source, or is our best reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Read in the named source.
    Verified,
    /// Derived by us; the user is told so.
    Assumed,
}

/// What someone wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Create a pool where the account has so many already.
    CreatePool {
        /// Pools that there are.
        have: u32,
        /// VMs that it is to have.
        vms: VmCount,
    },
    /// Give a pool another size.
    ResizePool {
        /// The pool.
        pool: &'a Pool,
        /// VMs that it is to have.
        target: VmCount,
    },
    /// Stop a resize half-way.
    StopResize {
        /// The pool.
        pool: &'a Pool,
    },
    /// Delete a pool.
    DeletePool {
        /// The pool.
        pool: &'a Pool,
    },
    /// Start a job that was submitted.
    StartJob {
        /// How far it has come.
        state: &'a JobState,
    },
    /// Cancel a job.
    CancelJob {
        /// How far it has come.
        state: &'a JobState,
    },
}

/// Why something may not be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The account has as many pools as it may have.
    TooManyPools {
        /// Pools that there are.
        have: u32,
        /// Pools that there may be.
        allowed: u32,
    },
    /// More VMs than a pool may have.
    TooManyVms {
        /// VMs asked for.
        asked: VmCount,
        /// VMs allowed.
        allowed: VmCount,
    },
    /// Its size is changing already.
    BeingResized,
    /// It is on its way out.
    BeingDeleted,
    /// Nothing is being resized.
    NotResizing,
    /// The job was started before, or has ended.
    CannotStart {
        /// How far it has come.
        state: JobState,
    },
    /// The job has ended.
    AlreadyEnded {
        /// How it ended.
        state: JobState,
    },
    /// The contract does not have this operation.
    NotInContract,
    /// An earlier request of the same kind is on its way.
    StillAsking,
    /// There is no connection.
    NotConnected,
    /// The key of the job's web service is not here.
    NoServiceKey,
}

impl Refusal {
    /// The service's code for it, where it has one.
    ///
    /// **Source**: facts A.4, "Batch Status and Error Codes" (verified there, assumed for pools); facts B.8 for jobs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyPools { .. } | Self::TooManyVms { .. } => "PoolQuotaReached",
            Self::BeingResized => "PoolBeingResized",
            Self::BeingDeleted => "PoolBeingDeleted",
            Self::CannotStart { .. } => "CannotStartJob",
            Self::NotResizing | Self::AlreadyEnded { .. } => "OperationInvalidForCurrentState",
            Self::NotInContract | Self::StillAsking | Self::NotConnected | Self::NoServiceKey => {
                "OperationNotValidOnPool"
            }
        }
    }
}

/// One row: which actions it holds for, what it refuses, and where that is written.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The reason, where the rule forbids the action.
    pub refuses: fn(Action<'_>, Quota) -> Option<Refusal>,
    /// Where it is written.
    pub source: &'static str,
    /// How sure it is.
    pub mark: Mark,
}

/// The table, in the order in which reasons are given.
pub static RULES: [Rule; 7] = [
    Rule {
        refuses: |action, quota| match (action, quota.pools) {
            (Action::CreatePool { have, .. }, Some(allowed)) if have >= allowed => {
                Some(Refusal::TooManyPools { have, allowed })
            }
            _ => None,
        },
        source: "the source page: support sets the maximum number of pools",
        mark: Mark::Verified,
    },
    Rule {
        refuses: |action, quota| match (action, quota.vms_per_pool) {
            (
                Action::CreatePool { vms: asked, .. } | Action::ResizePool { target: asked, .. },
                Some(allowed),
            ) if asked > allowed => Some(Refusal::TooManyVms { asked, allowed }),
            _ => None,
        },
        source: "the source page: support sets the maximum number of VMs in each pool",
        mark: Mark::Verified,
    },
    Rule {
        refuses: |action, _| match action {
            Action::ResizePool { pool, .. } | Action::StopResize { pool } | Action::DeletePool { pool }
                if pool.state == PoolState::Deleting =>
            {
                Some(Refusal::BeingDeleted)
            }
            _ => None,
        },
        source: "Azure Batch, delete pool: operations on a pool that is being deleted fail with 409 PoolBeingDeleted",
        mark: Mark::Assumed,
    },
    Rule {
        refuses: |action, _| match action {
            Action::ResizePool { pool, .. }
                if matches!(pool.allocation, AllocationState::Resizing | AllocationState::Stopping) =>
            {
                Some(Refusal::BeingResized)
            }
            _ => None,
        },
        source: "Azure Batch, resize pool: only when its allocation state is steady, else 409",
        mark: Mark::Assumed,
    },
    Rule {
        refuses: |action, _| match action {
            Action::StopResize { pool } if pool.allocation == AllocationState::Steady => {
                Some(Refusal::NotResizing)
            }
            _ => None,
        },
        source: "Azure Batch, stop resize: there must be a resize to stop",
        mark: Mark::Assumed,
    },
    Rule {
        refuses: |action, _| match action {
            Action::StartJob { state } if *state != JobState::NotStarted => {
                Some(Refusal::CannotStart { state: state.clone() })
            }
            _ => None,
        },
        source: "error codes: CannotStartJob, \"The job cannot be started because it is in {0} state.\"",
        mark: Mark::Verified,
    },
    Rule {
        refuses: |action, _| match action {
            Action::CancelJob { state } if state.is_final() => {
                Some(Refusal::AlreadyEnded { state: state.clone() })
            }
            _ => None,
        },
        source: "our reading: a job that has ended has nothing left to cancel",
        mark: Mark::Assumed,
    },
];

/// Whether an action may be done now.
///
/// # Errors
/// The first rule of [`RULES`] that forbids it. A state that we do not know forbids nothing: the service decides.
///
/// ```
/// use poolwise::service::{may, Action, Quota, Refusal};
/// use poolwise::units::VmCount;
/// let quota = Quota { pools: Some(2), vms_per_pool: None };
/// let third = Action::CreatePool { have: 2, vms: VmCount(4) };
/// assert_eq!(may(third, quota), Err(Refusal::TooManyPools { have: 2, allowed: 2 }));
/// ```
pub fn may(action: Action<'_>, quota: Quota) -> Result<(), Refusal> {
    RULES.iter().find_map(|rule| (rule.refuses)(action, quota)).map_or(Ok(()), Err)
}
