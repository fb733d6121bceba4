//! What can be made to go wrong: by plan, or by a name that asks for it.

use std::collections::BTreeSet;

use crate::units::Random;

/// What a request asks for, as far as faults tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// Create a pool.
    CreatePool,
    /// List pools.
    ListPools,
    /// Read a pool.
    GetPool,
    /// Resize a pool.
    ResizePool,
    /// Stop a resize.
    StopResize,
    /// Delete a pool.
    DeletePool,
    /// Submit a job.
    SubmitJob,
    /// Start a job.
    StartJob,
    /// Read a job's status.
    JobStatus,
    /// Cancel a job.
    CancelJob,
    /// Read swagger.json.
    Swagger,
}

/// One way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The service refuses: nothing is done.
    Refuse {
        /// The status.
        status: u16,
        /// The service's code.
        code: &'static str,
        /// `Retry-After`, in seconds.
        retry_after_s: Option<u32>,
    },
    /// The service refuses with 503: nothing is done, and `Retry-After` names a moment by the service's clock.
    BusyUntil {
        /// So many seconds from the answer.
        seconds: u32,
    },
    /// The service fails after it has done what was asked.
    FailAfter {
        /// The status.
        status: u16,
    },
    /// The answer takes so much longer.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// It is done; the answer breaks off.
    CutOff,
    /// It is done; the answer is no JSON.
    Malformed,
    /// It is done; the answer is JSON of other types.
    WrongTypes,
    /// It is done; the answer never comes.
    LostReply,
    /// It never arrives; nothing is done.
    LostRequest,
    /// The browser keeps the page from asking (CORS), or there is no connection.
    Blocked,
}

/// Every fault with the name that asks for it: a pool whose name holds it, or a job of which a blob's path does, meets the
/// fault the first time that each operation that changes it is asked for; a request whose header [`FAULT_HEADER`] holds
/// it meets it every time.
///
/// **Source**: facts A.4 and B.8 for statuses and codes (verified).
pub const SENTINELS: [(&str, Fault); 25] = [
    ("fault-400", refuse(400, "InvalidPropertyValue", None)),
    ("fault-401", refuse(401, "ScoreRequestUnauthorized", None)),
    ("fault-403", refuse(403, "InsufficientAccountPermissions", None)),
    ("fault-404", refuse(404, "PoolNotFound", None)),
    ("fault-409-exists", refuse(409, "PoolExists", None)),
    ("fault-409-created", refuse(409, "PoolBeingCreated", None)),
    ("fault-409-resized", refuse(409, "PoolBeingResized", None)),
    ("fault-409-deleted", refuse(409, "PoolBeingDeleted", None)),
    ("fault-409-quota", refuse(409, "PoolQuotaReached", None)),
    ("fault-409-state", refuse(409, "OperationInvalidForCurrentState", None)),
    ("fault-409-operation", refuse(409, "OperationNotValidOnPool", None)),
    ("fault-429", refuse(429, "RequestThrottled", Some(20))),
    ("fault-500-done", Fault::FailAfter { status: 500 }),
    ("fault-500", refuse(500, "InternalError", None)),
    ("fault-503-busy", refuse(503, "ServerBusy", Some(10))),
    ("fault-503-date", Fault::BusyUntil { seconds: 45 }),
    ("fault-503", refuse(503, "ServiceUnavailable", Some(30))),
    ("fault-slow", Fault::Slow { ms: 12_000 }),
    ("fault-cut", Fault::CutOff),
    ("fault-malformed", Fault::Malformed),
    ("fault-types", Fault::WrongTypes),
    ("fault-lost-request", Fault::LostRequest),
    ("fault-lost", Fault::LostReply),
    ("fault-blocked", Fault::Blocked),
    ("fault-504-done", Fault::FailAfter { status: 504 }),
];

/// What every name in [`SENTINELS`] begins with.
const SENTINEL: &str = "fault-";

/// The header that asks for a fault.
pub const FAULT_HEADER: &str = "x-practice-fault";

const fn refuse(status: u16, code: &'static str, retry_after_s: Option<u32>) -> Fault {
    Fault::Refuse { status, code, retry_after_s }
}

/// The first fault that a text names.
#[must_use]
pub fn fault_named(text: &str) -> Option<Fault> {
    sentinel_in(text).map(|(_, fault)| *fault)
}

/// The first sentinel that a text holds.
pub(super) fn sentinel_in(text: &str) -> Option<&'static (&'static str, Fault)> {
    text.contains(SENTINEL).then(|| SENTINELS.iter().find(|(name, _)| text.contains(name))).flatten()
}

/// In whose name a request is made, as far as that asks for a fault.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// The text that may hold a sentinel.
    pub(super) text: String,
    /// What tells one of that name from another.
    pub(super) whose: String,
}

/// When a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultRule {
    /// On which operation; `None` for any.
    pub asked: Option<Asked>,
    /// How often, of a hundred.
    pub percent: u8,
    /// How many times at most; `None` for no end.
    pub times: Option<u32>,
    /// What happens.
    pub fault: Fault,
}

/// The faults of one account: rules, and what names have asked for already.
#[derive(Clone, Debug, Default)]
pub struct FaultPlan {
    rules: Vec<FaultRule>,
    struck: BTreeSet<(Asked, String)>,
}

impl FaultPlan {
    /// A plan with these rules, the first that strikes winning.
    #[must_use]
    pub const fn of(rules: Vec<FaultRule>) -> Self {
        Self { rules, struck: BTreeSet::new() }
    }

    pub(super) fn strike(
        &mut self,
        asked: Asked,
        header: Option<&str>,
        named: Named,
        random: &mut Random,
    ) -> Option<Fault> {
        if let Some(fault) = header.and_then(fault_named) {
            return Some(fault);
        }
        if let Some((_, fault)) = sentinel_in(&named.text) {
            // Reads are spared, or a pool with such a name could never be shown.
            let reads =
                matches!(asked, Asked::ListPools | Asked::GetPool | Asked::JobStatus | Asked::Swagger);
            if !reads && self.struck.insert((asked, named.whose)) {
                return Some(*fault);
            }
        }
        for rule in &mut self.rules {
            let meant = rule.asked.is_none_or(|only| only == asked) && rule.times != Some(0);
            if meant && random.below(100) < u64::from(rule.percent) {
                rule.times = rule.times.map(|times| times.saturating_sub(1));
                return Some(rule.fault);
            }
        }
        None
    }
}
