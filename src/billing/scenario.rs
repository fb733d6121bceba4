use crate::units::{BilledTime, JobCount, VmCount};

use super::compare::{Question, Services};
use super::line::PlanChoice;
use super::terms::Stay;

/// The number that varies while all others stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// Jobs; whole numbers. The pool's hours stay.
    Jobs,
    /// Minutes that one job runs. The pool's hours stay.
    MinutesPerJob,
    /// VMs in the pool; whole numbers.
    Vms,
    /// Hours that the pool is kept.
    HoursKept,
    /// Job run time as a share of the pool's time, above 0 and at most 1: the jobs stay, the hours kept follow.
    Utilization,
}

impl Variable {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] =
        [Self::Jobs, Self::MinutesPerJob, Self::Vms, Self::HoursKept, Self::Utilization];
}

/// A pool and its jobs in five numbers, each of which a break-even can vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// VMs in the pool.
    pub vms: VmCount,
    /// How long each is kept.
    pub kept: BilledTime,
    /// Jobs submitted.
    pub jobs: JobCount,
    /// How long each runs.
    pub per_job: BilledTime,
    /// The plan to price.
    pub plan: PlanChoice,
    /// The plan that is paid already.
    pub paid: Option<PlanChoice>,
}

impl Scenario {
    /// The same as a question to [`super::compare`].
    #[must_use]
    pub fn question(&self, services: Services) -> Question {
        Question {
            pool: vec![Stay { vms: self.vms, kept: self.kept }],
            job_time: self.per_job.times(self.jobs.0),
            jobs: self.jobs,
            plan: self.plan,
            services,
            paid: self.paid,
        }
    }
}
