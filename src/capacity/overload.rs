use crate::units::{Decimal, MS_PER_HOUR};

use super::chance::{real, whole};
use super::pool::{CLASSIC_JOBS_PER_ENDPOINT, Keep, Place};
use super::scenario::Scenario;
use super::workload::HOURS_IN_WEEK;

/// A place that work reaches as fast as, or faster than, it can be done: its queue grows for ever, and no wait or
/// finish of a simulation would mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overload {
    /// By how many jobs an hour the queue grows, on average; three decimals. 0 where the place is exactly full.
    pub grows_by_jobs_an_hour: Decimal,
    /// The least that keeps up.
    pub needed: Needed,
}

/// What keeps up with the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// At least so many VMs (for a week grid: at its peak).
    Vms(u64),
    /// At least so many classic endpoints.
    Endpoints(u64),
}

/// Whether the work of a workload that comes again and again exceeds what its place can do.
///
/// Compares the mean work offered (jobs × mean length) with the time that the place's VMs are there, without the time
/// of provisioning. A workload that runs once ends sooner or later: `None`.
#[must_use]
pub fn overload(scenario: &Scenario) -> Option<Overload> {
    let rhythm = scenario.rhythm();
    if !rhythm.continues {
        return None;
    }
    let length_ms = scenario.mean_length_ms();
    let every_ms = real(rhythm.every_ms);
    let load = real(rhythm.counted_jobs) * length_ms / real(rhythm.counted_ms.max(1));
    let (count, each) = match scenario.place() {
        Place::Classic(classic) => (classic.endpoints, f64::from(CLASSIC_JOBS_PER_ENDPOINT)),
        Place::Pool(pool) => {
            (pool.peak_vms(), f64::from(pool.jobs_per_vm) * share_of_time(&pool.keep, every_ms))
        }
    };
    let capacity = f64::from(count) * each;
    if load < capacity {
        return None;
    }
    let growth = (load - capacity) / length_ms * real(MS_PER_HOUR);
    let thousandths = i64::try_from(whole(growth * 1_000.0)).unwrap_or(i64::MAX);
    let least = whole((load / each).floor()).saturating_add(1);
    Some(Overload {
        grows_by_jobs_an_hour: Decimal::new(thousandths, 3).normalize(),
        needed: match scenario.place() {
            Place::Classic(_) => Needed::Endpoints(least),
            Place::Pool(_) => Needed::Vms(least),
        },
    })
}

/// The share of the time in which a VM is there; for a week grid, on average as a share of its peak.
fn share_of_time(keep: &Keep, every_ms: f64) -> f64 {
    match keep {
        Keep::UntilDone { .. } | Keep::AlwaysOn => 1.0,
        Keep::Hours { ms } => (real(*ms) / every_ms).min(1.0),
        Keep::WeekGrid { vms } => {
            let peak = vms.iter().copied().max().unwrap_or_default();
            let sum: u64 = vms.iter().copied().map(u64::from).sum();
            real(sum) / (real(HOURS_IN_WEEK as u64) * f64::from(peak.max(1)))
        }
    }
}
