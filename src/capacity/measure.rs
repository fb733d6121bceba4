use crate::units::{JobCount, MS_PER_DAY, MS_PER_MINUTE, Seed, VmCount};

use super::outcome::Outcome;
use super::pool::{Keep, Place, Pool, Provisioning};
use super::replication::simulate;
use super::scenario::Scenario;
use super::workload::{Arrivals, JobLength, Recurrence, Workload};

/// Simulates so many exponential jobs on a pool of so many VMs, for measuring speed, and gives a checksum of all that
/// came out: equal natively and in the page, for the same arguments (I2).
///
/// Jobs arrive by a Poisson process that keeps the VMs nine tenths busy; 0 for what is no [`Scenario`].
#[must_use]
pub fn measure(jobs: u64, vms: u32, seed: Seed) -> u64 {
    let mean_ms = MS_PER_MINUTE;
    let busy_ms = u128::from(jobs) * u128::from(mean_ms) * 10 / (u128::from(vms.max(1)) * 9);
    let window_ms = u64::try_from(busy_ms).unwrap_or(u64::MAX).clamp(1, 366 * MS_PER_DAY);
    let workload = Workload {
        jobs: JobCount(jobs),
        recurrence: Recurrence::Once,
        charge_period_days: 30,
        length: JobLength::Exponential { mean_ms },
        arrivals: Arrivals::Poisson { window_ms },
        history: None,
    };
    let pool = Pool {
        vms: VmCount(vms),
        jobs_per_vm: 1,
        provisioning: Provisioning { typical_ms: 10 * MS_PER_MINUTE, spread_ms: 5 * MS_PER_MINUTE },
        release_ms: MS_PER_MINUTE,
        charge_step_ms: None,
        keep: Keep::UntilDone { grace_ms: MS_PER_DAY },
    };
    Scenario::new(workload, Place::Pool(pool), None)
        .map_or(0, |scenario| checksum(&simulate(&scenario, seed)))
}

/// FNV-1a over an outcome's numbers, eight bytes at a time.
fn checksum(outcome: &Outcome) -> u64 {
    let usage = [outcome.usage.billed, outcome.usage.useful, outcome.usage.idle, outcome.usage.provisioning];
    let waits = outcome.waits.steps().flat_map(|(from_ms, _, count)| [from_ms, count]);
    let numbers = usage.map(|time| time.ms()).into_iter().chain(outcome.finishes_ms.iter().copied());
    numbers
        .chain([outcome.jobs, outcome.waits.mean_ms()])
        .chain(waits)
        .fold(0xCBF2_9CE4_8422_2325, |hash, number| (hash ^ number).wrapping_mul(0x0000_0100_0000_01B3))
}
