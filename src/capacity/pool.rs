use crate::units::VmCount;

use super::workload::HOURS_IN_WEEK;

/// Where the jobs run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a Batch Pool of VMs.
    Pool(Pool),
    /// In the classic queue.
    Classic(Classic),
}

/// A Batch Pool: its VMs, and how long they are kept.
///
/// **Source**: facts A.2, the source page of 04/19/2017 (verified): a job starts at once where the pool is free and
/// waits in its queue otherwise; billing of a VM starts when its provisioning is done and stops when it has been
/// deleted. Times of provisioning and release, and jobs per VM at once, are not public: assumed by the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// VMs, for every way to keep them but [`Keep::WeekGrid`].
    pub vms: VmCount,
    /// Jobs that one VM runs at once.
    pub jobs_per_vm: u32,
    /// How long a VM takes before it can run jobs; not billed.
    pub provisioning: Provisioning,
    /// Milliseconds from asking for a VM's deletion until it is gone; billed.
    pub release_ms: u64,
    /// The step up to whose whole number each VM's stay is charged, in milliseconds; `None` to the millisecond.
    pub charge_step_ms: Option<u64>,
    /// How long the VMs are kept.
    pub keep: Keep,
}

/// How long a VM takes to be ready: triangular, typical ± spread, never below 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Provisioning {
    /// Milliseconds, typically.
    pub typical_ms: u64,
    /// Milliseconds more or less, at most.
    pub spread_ms: u64,
}

/// How long a pool's VMs are kept.
///
/// A VM that is to go takes no new job and finishes the jobs that it runs; it is billed until then, and while it is
/// released. (Assumed: the page does not say what becomes of running jobs.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Resized up by the first job that finds the pool at zero; back to zero when no job has waited or run for the
    /// grace time. A pool that is being resized is not resized again before that is done.
    ///
    /// **Source**: facts A.4, Azure Batch's resize (verified there, assumed here): refused unless the pool is steady.
    UntilDone {
        /// The grace in milliseconds.
        grace_ms: u64,
    },
    /// From the start of each occurrence, for so long.
    Hours {
        /// Milliseconds from asking for the VMs to asking for their deletion.
        ms: u64,
    },
    /// From the start, through the whole charge period.
    AlwaysOn,
    /// So many VMs in each hour of the week, from Monday 00:00.
    WeekGrid {
        /// VMs, hour by hour.
        vms: Box<[u32; HOURS_IN_WEEK]>,
    },
}

/// Classic processing: a number of endpoints in a queue shared with other customers.
///
/// **Source**: facts E, Microsoft FAQ 06/02/2017 (verified): 40 jobs run at once per endpoint. The wait in the shared
/// queue is not public: the user's own assumption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classic {
    /// Endpoints over which the jobs are spread.
    pub endpoints: u32,
    /// The assumed wait in the shared queue.
    pub shared_wait: SharedWait,
}

/// Jobs that run at once per classic endpoint.
///
/// **Source**: facts E, Microsoft FAQ 06/02/2017 (verified).
pub const CLASSIC_JOBS_PER_ENDPOINT: u32 = 40;

/// The assumed wait in the classic queue, before a job may take one of the endpoint's places.
///
/// It is drawn once an occurrence: jobs that are submitted together meet the same queue, first in, first out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SharedWait {
    /// None.
    #[default]
    None,
    /// Triangular, in milliseconds.
    Between {
        /// The shortest.
        minimum_ms: u64,
        /// The most likely.
        typical_ms: u64,
        /// The longest.
        maximum_ms: u64,
    },
}

impl Pool {
    /// The most VMs that the pool has at any time.
    #[must_use]
    pub fn peak_vms(&self) -> u32 {
        match &self.keep {
            Keep::WeekGrid { vms } => vms.iter().copied().max().unwrap_or_default(),
            _ => self.vms.0,
        }
    }

    /// The same pool at another size: a week grid is scaled to the new peak, each hour rounded up.
    #[must_use]
    pub fn with_vms(&self, vms: VmCount) -> Self {
        let mut pool = self.clone();
        let peak = u64::from(pool.peak_vms().max(1));
        if let Keep::WeekGrid { vms: grid } = &mut pool.keep {
            for hour in grid.iter_mut() {
                let scaled = (u64::from(*hour) * u64::from(vms.0)).div_ceil(peak);
                *hour = u32::try_from(scaled).unwrap_or(u32::MAX);
            }
        }
        pool.vms = vms;
        pool
    }
}
