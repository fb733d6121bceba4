//! Tests of `poolwise::billing`.

mod bills;
pub(crate) mod books;
mod break_evens;
mod comparison;
mod wordings;

use poolwise::billing::{PlanChoice, Stay, Tier, Usage};
use poolwise::units::{BilledTime, JobCount, VmCount};

fn usage(compute: BilledTime, jobs: u64) -> Usage {
    Usage { compute, transactions: JobCount(jobs) }
}

fn hours(hours: u64) -> BilledTime {
    BilledTime::from_hours(hours)
}

fn ms(ms: u64) -> BilledTime {
    BilledTime::from_ms(ms)
}

fn stay(vms: u32, kept: BilledTime) -> Stay {
    Stay { vms: VmCount(vms), kept }
}

fn plan(tier: Tier, instances: u32) -> PlanChoice {
    PlanChoice::of(tier, instances)
}
