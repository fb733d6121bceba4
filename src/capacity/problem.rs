/// Why a scenario cannot be simulated. Each names its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenarioProblem {
    /// No job to run.
    NoJobs,
    /// More jobs in the charge period than [`JOBS_MAXIMUM`](super::JOBS_MAXIMUM).
    TooManyJobs {
        /// How many there would be.
        found: u64,
    },
    /// The charge period has no day, or more than [`PERIOD_MAXIMUM_DAYS`](super::PERIOD_MAXIMUM_DAYS).
    PeriodOutOfBounds {
        /// Its days.
        found: u32,
    },
    /// A job would run longer than [`JOB_MAXIMUM_MS`](super::JOB_MAXIMUM_MS).
    JobTooLong {
        /// How long it would run, in milliseconds.
        found_ms: u64,
    },
    /// A length by chance needs a mean or median above 0.
    LengthZero,
    /// The 95th percentile of the lengths is below their median.
    P95BelowMedian {
        /// The median in milliseconds.
        median_ms: u64,
        /// The 95th percentile in milliseconds.
        p95_ms: u64,
    },
    /// The arrival window is longer than the time to the next occurrence.
    WindowTooLong {
        /// The window in milliseconds.
        found_ms: u64,
        /// The time between occurrences in milliseconds.
        every_ms: u64,
    },
    /// Arrivals by a Poisson process need a window.
    WindowZero,
    /// No hour of the weekly pattern has a weight above 0.
    PatternEmpty,
    /// The charge period ends before any of the jobs comes: what is left of its week has none.
    NoJobsInPeriod {
        /// Its days.
        days: u32,
    },
    /// Lengths or arrivals come from a history that has no jobs.
    HistoryEmpty,
    /// A history is replayed once: it cannot recur.
    HistoryRecurs,
    /// The share of jobs that are to start in time is not 1–100 %.
    PercentOutOfBounds {
        /// The share.
        found: u32,
    },
    /// The pool never has a VM.
    NoVms,
    /// A VM that runs no job.
    NoJobsPerVm,
    /// More jobs at once than [`SLOTS_MAXIMUM`](super::SLOTS_MAXIMUM).
    TooManySlots {
        /// How many there would be.
        found: u64,
    },
    /// The VMs are kept for no time.
    KeptZero,
    /// A VM may take longer to be ready than the pool's rule ever keeps it.
    NeverReady {
        /// The longest time that a VM is kept, in milliseconds.
        kept_ms: u64,
        /// The longest time until it is ready, in milliseconds.
        ready_after_ms: u64,
    },
    /// Classic processing on no endpoint.
    NoEndpoints,
    /// The assumed waits are not in the order shortest, typical, longest.
    WaitsOutOfOrder,
}

/// A field of a scenario, in form order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScenarioField {
    /// Jobs in an occurrence.
    Jobs,
    /// How often.
    Recurrence,
    /// Days of the charge period.
    ChargePeriod,
    /// How long a job runs: the length, mean or median.
    Length,
    /// The 95th percentile of the length.
    LengthP95,
    /// When jobs arrive, or in which window.
    Arrivals,
    /// The history.
    History,
    /// The deadline's share of jobs.
    DeadlinePercent,
    /// VMs in the pool, or its week grid.
    Vms,
    /// Jobs per VM at once.
    JobsPerVm,
    /// How long the VMs are kept: grace, hours or week grid.
    Keep,
    /// Classic endpoints.
    Endpoints,
    /// The typical assumed wait in the shared queue.
    WaitTypical,
}

impl ScenarioProblem {
    /// Whether it says that the pool is no place for the jobs: no VM of it would run them to their end.
    #[must_use]
    pub const fn leaves_jobs_undone(self) -> bool {
        matches!(self, Self::NoVms | Self::NoJobsPerVm | Self::KeptZero | Self::NeverReady { .. })
    }

    /// Where to show it.
    #[must_use]
    pub const fn field(self) -> ScenarioField {
        match self {
            Self::NoJobs | Self::TooManyJobs { .. } => ScenarioField::Jobs,
            Self::PeriodOutOfBounds { .. } => ScenarioField::ChargePeriod,
            Self::JobTooLong { .. } | Self::LengthZero => ScenarioField::Length,
            Self::P95BelowMedian { .. } => ScenarioField::LengthP95,
            Self::WindowTooLong { .. }
            | Self::WindowZero
            | Self::PatternEmpty
            | Self::NoJobsInPeriod { .. } => ScenarioField::Arrivals,
            Self::HistoryEmpty => ScenarioField::History,
            Self::HistoryRecurs => ScenarioField::Recurrence,
            Self::PercentOutOfBounds { .. } => ScenarioField::DeadlinePercent,
            Self::NoVms => ScenarioField::Vms,
            Self::NoJobsPerVm | Self::TooManySlots { .. } => ScenarioField::JobsPerVm,
            Self::KeptZero | Self::NeverReady { .. } => ScenarioField::Keep,
            Self::NoEndpoints => ScenarioField::Endpoints,
            Self::WaitsOutOfOrder => ScenarioField::WaitTypical,
        }
    }
}
