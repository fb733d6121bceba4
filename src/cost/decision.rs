use crate::capacity::{CLASSIC_JOBS_PER_ENDPOINT, Deadline};

use super::inputs::Inputs;

/// The source page's own decision table, each of its conditions held against the inputs.
///
/// **Source**: "Azure Batch service for Studio jobs", 04/19/2017 (verified): a pool when any of its three conditions
/// holds; classic when both of its two do. Where "a large number" begins is not said: more than classic processing
/// runs at once is assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// A large number of jobs.
    pub many_jobs: bool,
    /// The jobs have to run at once.
    pub at_once: bool,
    /// So many jobs in a given time.
    pub throughput: bool,
}

impl Decision {
    /// Whether the page's table says "pool".
    #[must_use]
    pub const fn is_pool(self) -> bool {
        self.many_jobs || self.at_once || self.throughput
    }

    /// Just a few jobs: the opposite of a large number.
    #[must_use]
    pub const fn few_jobs(self) -> bool {
        !self.many_jobs
    }

    /// The jobs do not have to run at once, whatever else is asked of them.
    #[must_use]
    pub const fn not_at_once(self) -> bool {
        !self.at_once
    }

    /// Whether the page's table says "classic". Beside a throughput that few jobs need it says both.
    #[must_use]
    pub const fn is_classic(self) -> bool {
        self.few_jobs() && self.not_at_once()
    }
}

impl Inputs {
    /// What the source page's decision table says of these inputs.
    #[must_use]
    pub fn decision(&self) -> Decision {
        let classic_at_once = u64::from(self.endpoints) * u64::from(CLASSIC_JOBS_PER_ENDPOINT);
        Decision {
            many_jobs: self.jobs.0 > classic_at_once,
            at_once: matches!(self.deadline, Some(Deadline::MostStart { .. })),
            throughput: matches!(self.deadline, Some(Deadline::AllDone { .. })),
        }
    }
}
