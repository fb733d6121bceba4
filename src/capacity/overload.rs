use crate::units::{Decimal, MS_PER_HOUR};

use super::chance::{real, whole};
use super::history::History;
use super::pool::{CLASSIC_JOBS_PER_ENDPOINT, Keep, Place, Pool};
use super::scenario::{Scenario, lognormal_spread};
use super::workload::{HOURS_IN_WEEK, JobLength};

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
/// of provisioning. VMs that come and go finish what they run when their hours end: of equal jobs, each place begins as
/// many as fit, the last one in part, and exactly as many as come are enough; of others, each place runs on for the
/// rest of a job. A workload that runs once ends sooner or later: `None`.
#[must_use]
pub fn overload(scenario: &Scenario) -> Option<Overload> {
    let rhythm = scenario.rhythm();
    if !rhythm.continues {
        return None;
    }
    let length_ms = scenario.mean_length_ms();
    let every_ms = real(rhythm.every_ms);
    let load = real(rhythm.counted_jobs) * length_ms / real(rhythm.counted_ms.max(1));
    let (count, places, share) = match scenario.place() {
        Place::Classic(classic) => (classic.endpoints, CLASSIC_JOBS_PER_ENDPOINT, 1.0),
        Place::Pool(pool) => {
            if let Some(enough) = enough_for_equal_jobs(scenario, pool)
                && u64::from(pool.peak_vms()) >= enough
            {
                return None;
            }
            (
                pool.peak_vms(),
                pool.jobs_per_vm,
                share_of_time(&pool.keep, every_ms, mean_rest_ms(scenario, &pool.keep)),
            )
        }
    };
    let each = f64::from(places) * share;
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
            Place::Pool(pool) => Needed::Vms(enough_for_equal_jobs(scenario, pool).unwrap_or(least)),
        },
    })
}

/// How many VMs begin all jobs of an occurrence in its hours, where all jobs are equal and the last one of a VM is over
/// before its next hours begin.
fn enough_for_equal_jobs(scenario: &Scenario, pool: &Pool) -> Option<u64> {
    let rhythm = scenario.rhythm();
    let (Keep::Hours { ms }, Some(length_ms)) = (&pool.keep, scenario.workload().length.equal_ms()) else {
        return None;
    };
    let rounds = ms.div_ceil(length_ms.max(1));
    if rounds.checked_mul(length_ms)? > rhythm.every_ms {
        return None;
    }
    let jobs = u128::from(rhythm.counted_jobs) * u128::from(rhythm.every_ms);
    let places = u128::from(rounds) * u128::from(pool.jobs_per_vm.max(1));
    u64::try_from(jobs.div_ceil(u128::from(rhythm.counted_ms.max(1)) * places)).ok()
}

/// How long a place runs on, on average, when its hours end: for equal jobs what is left of the last one, else half of
/// the mean square by the mean, and at least a mean job, which is what a place that has only begun has before it.
fn mean_rest_ms(scenario: &Scenario, keep: &Keep) -> f64 {
    let mean_ms = scenario.mean_length_ms();
    if let (Keep::Hours { ms }, Some(length_ms)) = (keep, scenario.workload().length.equal_ms()) {
        return real(ms.div_ceil(length_ms.max(1)).saturating_mul(length_ms).saturating_sub(*ms));
    }
    let rest_ms = match scenario.workload().length {
        JobLength::Lognormal { median_ms, p95_ms } => {
            let spread = lognormal_spread(median_ms, p95_ms);
            mean_ms * libm::exp(spread * spread) / 2.0
        }
        JobLength::History => {
            scenario.history().map_or(0.0, History::mean_square_ms) / (2.0 * mean_ms.max(1.0))
        }
        JobLength::Fixed { .. } | JobLength::Rows { .. } | JobLength::Exponential { .. } => mean_ms,
    };
    rest_ms.max(mean_ms)
}

/// The share of the time in which a VM is there, or finishes what it runs; for a week grid, on average as a share of
/// its peak.
fn share_of_time(keep: &Keep, every_ms: f64, rest_ms: f64) -> f64 {
    match keep {
        Keep::UntilDone { .. } | Keep::AlwaysOn => 1.0,
        Keep::Hours { ms } => ((real(*ms) + rest_ms) / every_ms).min(1.0),
        Keep::WeekGrid { vms } => {
            let peak = vms.iter().copied().max().unwrap_or_default();
            let sum: u64 = vms.iter().copied().map(u64::from).sum();
            let hours_before = vms.iter().cycle().skip(HOURS_IN_WEEK - 1);
            let leave = |(hour, before): (&u32, &u32)| u64::from(before.saturating_sub(*hour));
            let ends: u64 = vms.iter().zip(hours_before).map(leave).sum();
            let hours = real(sum) + real(ends) * rest_ms / real(MS_PER_HOUR);
            (hours / (real(HOURS_IN_WEEK as u64) * f64::from(peak.max(1)))).min(1.0)
        }
    }
}
