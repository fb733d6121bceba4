//! What the session knows, for the page to show.

use std::sync::Arc;

use crate::service::connection::ServiceAddress;
use crate::service::endpoint::JobBody;
use crate::service::error::ServiceError;
use crate::service::job::{JobId, JobStatus};
use crate::service::meter::Meter;
use crate::service::pool::{Pool, PoolId};
use crate::service::rules::Refusal;
use crate::service::stretch::{Stretch, Stretches};
use crate::service::swagger_url::SwaggerUrl;
use crate::service::transcript::{Came, Sent};
use crate::units::{BilledTime, Timestamp, VmCount};

/// Which request, in the order of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Which job of the page, in the order of pressing; a job has one before the service names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What is being asked of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Another size.
    Resize(VmCount),
    /// That its resize stops.
    StopResize,
    /// That it goes away.
    Delete,
}

/// Whether a pool is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is, as far as is known.
    Here,
    /// The page had it deleted, and the contract cannot tell whether it is gone yet.
    Leaving,
    /// The service no longer has it.
    Gone {
        /// Since when it is known.
        at: Timestamp,
    },
}

/// How an autopilot ends a pool's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Ending {
    /// It resizes the pool to zero VMs: the pool stays, and can be resized again.
    #[default]
    ToZero,
    /// It deletes the pool.
    Delete,
}

/// Ends a pool's cost by itself once no job of this page has used it for so long. Off unless a user turns it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Autopilot {
    /// Milliseconds without a job.
    pub idle_ms: u64,
    /// What it does then.
    pub ending: Ending,
}

/// A pool as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolView {
    /// What the service last told, or what was asked for where it tells nothing.
    pub pool: Pool,
    /// When the service last told of it; `None` where it never did.
    pub told: Option<Timestamp>,
    /// Whether it is still there.
    pub presence: Presence,
    /// What is being asked of it now.
    pub asking: Option<Asking>,
    /// A request whose answer was lost: it may have been done.
    pub in_doubt: Option<Asking>,
    /// What went wrong last; cleared by the next request that goes well.
    pub error: Option<ServiceError>,
    /// Its VM time.
    pub meter: Meter,
    /// Whether its cost is ended by itself.
    pub autopilot: Option<Autopilot>,
    /// Since when it has had VMs and no job of this page.
    pub idle_since: Option<Timestamp>,
    pub(super) idle_told: bool,
    /// When its autopilot was turned on or changed: it waits from then on, however long the pool had been idle.
    pub(super) armed: Timestamp,
    /// What the autopilot has begun and has not yet seen done.
    pub(super) lands: Option<Ending>,
    /// How often in a row the autopilot has begun something that is not seen to be done.
    pub(super) tries: u32,
    /// The autopilot tries again only from then on.
    pub(super) tries_again: Timestamp,
    /// When the last reading that is believed was asked for.
    pub(super) seen: Option<Timestamp>,
    /// Since when reading it answers 404, without a word of what is not found.
    pub(super) missing: Option<Timestamp>,
    /// When the list was asked for that first had it, where the page did not ask for the pool.
    pub(super) found: Option<Timestamp>,
    /// Only replies to requests from here on are believed.
    pub(super) fence: RequestId,
}

/// How far a job of the page has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being submitted, or waits for its turn to be.
    Submitting,
    /// The answer to its submission was lost: it may or may not have been submitted. It is not sent again.
    InDoubt,
    /// It is submitted and is being started.
    Starting,
    /// It is started; its status is read from time to time.
    Watched,
    /// Nothing more will happen to it.
    Ended,
    /// The service did not take it, or could not start it.
    Refused,
    /// The service no longer knows it.
    Forgotten,
}

/// A job as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobView {
    /// The page's own number for it.
    pub ticket: Ticket,
    /// The web service that runs it.
    pub service: ServiceAddress,
    /// The service's name for it.
    pub id: Option<JobId>,
    /// The pool it was sent to; `None` for the classic queue.
    pub pool: Option<PoolId>,
    /// How far it has come.
    pub stage: Stage,
    /// What the service last told.
    pub status: Option<JobStatus>,
    /// When it was pressed.
    pub pressed: Timestamp,
    /// When its stage last changed.
    pub changed: Timestamp,
    /// Whether it is being cancelled.
    pub cancelling: bool,
    /// What went wrong last.
    pub error: Option<ServiceError>,
    pub(super) body: Option<Arc<JobBody>>,
    pub(super) request: Option<RequestId>,
    pub(super) next_check: Timestamp,
    pub(super) failures: u32,
    /// `error` says why it could not be cancelled, until its state changes.
    pub(super) cancel_failed: bool,
    /// Since when the service says that it does not know it.
    pub(super) missing: Option<Timestamp>,
    /// Its status is being read.
    pub(super) reading: bool,
    /// It ended before this visit: where its results are is not known until it is read once more.
    pub(super) links_forgotten: bool,
    pub(super) fence: RequestId,
}

impl JobView {
    /// A job of which nothing is known but where it was sent, and how far it has come at this moment.
    pub(super) const fn new(
        ticket: Ticket,
        service: ServiceAddress,
        pool: Option<PoolId>,
        stage: Stage,
        now: Timestamp,
    ) -> Self {
        Self {
            ticket,
            service,
            id: None,
            pool,
            stage,
            status: None,
            pressed: now,
            changed: now,
            cancelling: false,
            error: None,
            body: None,
            request: None,
            next_check: now,
            failures: 0,
            cancel_failed: false,
            missing: None,
            reading: false,
            links_forgotten: false,
            fence: RequestId(0),
        }
    }

    /// Whether it may still use a VM.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Submitting | Stage::InDoubt | Stage::Starting | Stage::Watched)
    }

    /// Whether it was not taken, or may not have been, and its body is still here.
    #[must_use]
    pub const fn can_be_sent_again(&self) -> bool {
        matches!(self.stage, Stage::Refused | Stage::InDoubt) && self.body.is_some()
    }
}

/// A pool that is being created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creating {
    /// The name it is to have, where the caller names pools.
    pub id: PoolId,
    /// VMs that it is to have.
    pub vms: VmCount,
    /// What decides the plan that pays.
    pub swagger: SwaggerUrl,
    /// When it was pressed.
    pub pressed: Timestamp,
    /// What it may have cost: VMs may be there before the answer is.
    pub meter: Meter,
    /// Nobody else has this name: the page drew it.
    pub(super) is_drawn: bool,
}

/// A create whose answer was lost. The user settles it; it is never sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Which request it was.
    pub request: RequestId,
    /// What was asked for.
    pub creating: Creating,
    /// Why there is no answer.
    pub error: ServiceError,
    /// Whether the service, asked well after it, does not have the pool (only where the caller names pools).
    pub not_listed: bool,
    /// When the answer was given up.
    pub since: Timestamp,
}

/// How a user settles a doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoubtAnswer {
    /// The pool exists, under this name.
    Exists(PoolId),
    /// There is no such pool.
    DoesNotExist,
}

/// Pools that are gone and no longer listed one by one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PastPools {
    /// How many.
    pub count: u32,
    /// Their VM time, at least.
    pub least: BilledTime,
    /// Their VM time, at most.
    pub most: BilledTime,
    pub(super) used: Stretches,
}

impl PastPools {
    /// When they used it: what makes up `least` and `most`.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> {
        self.used.iter()
    }
}

/// Something worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A pool was created.
    PoolCreated(PoolId),
    /// A resize was accepted.
    ResizeAccepted(PoolId, VmCount),
    /// A pool reached its size.
    PoolSteady(PoolId, VmCount),
    /// A resize was stopped.
    ResizeStopped(PoolId),
    /// A deletion was accepted.
    DeleteAccepted(PoolId),
    /// A pool is gone.
    PoolGone(PoolId),
    /// The answer to a create was lost.
    CreateInDoubt,
    /// The answer to a request about a pool was lost.
    PoolInDoubt(PoolId),
    /// Something cannot be done now.
    Refused(Refusal),
    /// Creating a pool failed.
    CreateFailed(ServiceError),
    /// A request about a pool failed.
    PoolFailed(PoolId, ServiceError),
    /// Pools could not be read; told once until they can be again.
    ReadFailed(ServiceError),
    /// The page no longer asks by itself: the key was refused.
    Halted(ServiceError),
    /// A web service refused its key: the page no longer asks it by itself.
    ServiceShut(ServiceAddress, ServiceError),
    /// A job ended.
    JobEnded(Ticket),
    /// A job was not taken.
    JobRefused(Ticket, ServiceError),
    /// The answer to a submission was lost.
    JobInDoubt(Ticket),
    /// A job could not be cancelled.
    CancelFailed(Ticket, ServiceError),
    /// No further job is sent: what went wrong with one would go wrong with all.
    SendingStopped(ServiceError),
    /// A pool has VMs, and no job of this page has used it for so long.
    PoolIdle {
        /// The pool.
        pool: PoolId,
        /// Milliseconds without a job.
        idle_ms: u64,
    },
    /// The autopilot ends a pool's cost.
    AutopilotActs(PoolId, Ending),
    /// A new job uses the pool: the autopilot waits until it is over.
    AutopilotCalledOff(PoolId),
    /// Jobs in doubt for which the autopilot does not wait: what was submitted and not started never runs.
    AutopilotPassesOver(PoolId, usize),
    /// What the autopilot began is seen to be done.
    AutopilotLanded(PoolId, Ending),
    /// What the autopilot began was accepted, and the contract cannot show whether it is done.
    AutopilotUnseen(PoolId),
    /// The autopilot is off: it has tried this often, in vain.
    AutopilotGaveUp(PoolId, u32),
    /// An autopilot that was on at an earlier visit is off: it works only while its page is open.
    AutopilotForgotten(PoolId),
    /// The contract cannot ask for this.
    CannotAsk,
}

/// One line of the log. Secrets never enter it: see [`Sent`] and [`Came`] (I8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
}

/// What a line of the log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A request left.
    Asked {
        /// Which.
        request: RequestId,
        /// What left, its secrets taken out.
        sent: Box<Sent>,
    },
    /// An answer came, or failed to.
    Answered {
        /// To which request.
        request: RequestId,
        /// How long it took, in milliseconds.
        took_ms: u64,
        /// What went wrong, if anything.
        error: Option<ServiceError>,
        /// What came, its secrets taken out; `None` where nothing did.
        came: Option<Box<Came>>,
    },
    /// Something was told.
    Told(Notice),
}
