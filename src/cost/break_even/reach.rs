use crate::billing::{Ratio, Variable};
use crate::units::{BilledTime, MS_PER_HOUR, MS_PER_MINUTE};

use super::super::inputs::{Arrive, Inputs, Kept};

/// How far on its axis a pool that is kept for some hours can do its jobs within them. Beyond, jobs are left, or keep
/// VMs longer than the hours that a break-even counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// At most as far as here.
    UpTo(Ratio),
    /// At least from here on.
    From(Ratio),
}

/// The reach of jobs that are all of one length; `None` where it is no single place on the axis.
pub(super) fn reach(inputs: &Inputs, per_job: BilledTime, variable: Variable) -> Option<Reach> {
    let pool = &inputs.pool;
    let Kept::Hours(kept) = pool.kept else { return None };
    let workload = inputs.workload();
    let runs_on = workload.occurrences() > 1 && kept.ms() >= workload.every_ms();
    let is_counted = !matches!(inputs.arrive, Arrive::Weekly(_) | Arrive::History);
    let is_empty = pool.vms.0 == 0 && variable != Variable::Vms;
    if is_empty || runs_on || !is_counted || pool.provision_spread_ms > 0 || per_job == BilledTime::ZERO {
        return None;
    }
    let (jobs, length_ms) = (inputs.jobs.0, per_job.ms());
    let open_ms = kept.ms().saturating_sub(pool.provision_ms);
    let places = u64::from(pool.vms.0).saturating_mul(pool.jobs_per_vm.into());
    // Each place runs so many jobs, one after the other.
    let most_in_row = open_ms / length_ms;
    let in_row = jobs.checked_div(places).map(|whole| whole + u64::from(!jobs.is_multiple_of(places)));
    let whole = |count: u64| Ratio::whole(count.into());
    match variable {
        Variable::Jobs => Some(Reach::UpTo(whole(places.saturating_mul(most_in_row)))),
        Variable::MinutesPerJob => {
            let in_row = in_row.filter(|in_row| *in_row > 0)?;
            let unit = i128::from(in_row).saturating_mul(MS_PER_MINUTE.into());
            Ratio::new(open_ms.into(), unit).map(Reach::UpTo)
        }
        Variable::Vms => {
            let of_one_vm = u64::from(pool.jobs_per_vm).saturating_mul(most_in_row);
            let vms = jobs.checked_div(of_one_vm)? + u64::from(!jobs.is_multiple_of(of_one_vm));
            Some(Reach::From(whole(vms)))
        }
        Variable::HoursKept => {
            let in_row = in_row.filter(|in_row| *in_row > 0)?;
            let needed_ms = in_row.saturating_mul(length_ms).saturating_add(pool.provision_ms);
            Ratio::new(needed_ms.into(), MS_PER_HOUR.into()).map(Reach::From)
        }
        Variable::Utilization => None,
    }
}
