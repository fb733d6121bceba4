//! One number of a scenario as the x of a cost.

use crate::units::{JobCount, MS_PER_HOUR, MS_PER_MINUTE, Quantity, VmCount};

use super::bill::{paid_parts, plan_price, sold};
use super::book::{Book, Meters};
use super::compare::Way;
use super::cost::{Cost, Meter};
use super::exact::Exact;
use super::line::NotBilled;
use super::price::steps;
use super::scenario::{Scenario, Variable};
use super::terms::Terms;

/// What x counts while a cost is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Jobs,
    JobMs,
    Vms,
    /// Charged steps that each VM is kept; milliseconds where there are none.
    Kept {
        step_ms: Option<u64>,
    },
}

impl Axis {
    pub(super) const fn of(variable: Variable, terms: &Terms) -> Self {
        match variable {
            Variable::Jobs => Self::Jobs,
            Variable::MinutesPerJob => Self::JobMs,
            Variable::Vms => Self::Vms,
            Variable::HoursKept | Variable::Utilization => {
                Self::Kept { step_ms: terms.partial_hours.step_ms() }
            }
        }
    }

    /// How many x there are in one of the variable's own unit, where x is not charged in steps.
    pub(super) const fn unit(self) -> i128 {
        match self {
            Self::Jobs | Self::Vms => 1,
            Self::JobMs => MS_PER_MINUTE as i128,
            Self::Kept { .. } => MS_PER_HOUR as i128,
        }
    }
}

/// The largest value of a number, in jobs, VMs or milliseconds.
pub(super) fn most(variable: Variable) -> i128 {
    let (quantity, unit) = match variable {
        Variable::Jobs => (Quantity::Jobs, 1),
        Variable::MinutesPerJob => (Quantity::MinutesPerJob, MS_PER_MINUTE),
        Variable::Vms => (Quantity::Vms, 1),
        Variable::HoursKept | Variable::Utilization => (Quantity::HoursKept, MS_PER_HOUR),
    };
    i128::from(steps(quantity.bound().maximum, 0)) * i128::from(unit)
}

/// `base` + `slope` × x.
#[derive(Clone, Copy)]
struct Growth {
    base: i128,
    slope: i128,
}

impl Growth {
    const NONE: Self = Self { base: 0, slope: 0 };

    const fn still(base: i128) -> Self {
        Self { base, slope: 0 }
    }

    const fn rising(slope: i128) -> Self {
        Self { base: 0, slope }
    }

    const fn plus(self, other: Self) -> Self {
        Self { base: self.base.saturating_add(other.base), slope: self.slope.saturating_add(other.slope) }
    }

    fn meter(self, other_use: u64, included: i128, part: Exact) -> Meter {
        Meter { base: self.base.saturating_add(other_use.into()), slope: self.slope, included, part }
    }
}

/// Compute time and transactions of a way, over the axis.
fn growth(terms: &Terms, scenario: &Scenario, way: Way, axis: Axis) -> (Growth, Growth) {
    let Scenario { vms: VmCount(vms), kept, jobs: JobCount(jobs), per_job, .. } = *scenario;
    let (vms, jobs, per_job) = (i128::from(vms), i128::from(jobs), i128::from(per_job.ms()));
    let job_time = match axis {
        Axis::Jobs => Growth::rising(per_job),
        Axis::JobMs => Growth::rising(jobs),
        Axis::Vms | Axis::Kept { .. } => Growth::still(jobs.saturating_mul(per_job)),
    };
    let transactions = if axis == Axis::Jobs { Growth::rising(1) } else { Growth::still(jobs) };
    if way != Way::PoolOnPlan {
        return (job_time, transactions);
    }
    let each = i128::from(terms.partial_hours.billed(kept).ms());
    let pool = match axis {
        Axis::Vms => Growth::rising(each),
        Axis::Kept { step_ms } => Growth::rising(vms.saturating_mul(step_ms.unwrap_or(1).into())),
        Axis::Jobs | Axis::JobMs => Growth::still(vms.saturating_mul(each)),
    };
    let again = if terms.pool_job_time_is_charged { job_time } else { Growth::NONE };
    (pool.plus(again), if terms.pool_jobs_are_transactions { transactions } else { Growth::NONE })
}

/// What a way adds, over the axis.
pub(super) fn cost(
    book: &Book,
    terms: &Terms,
    scenario: &Scenario,
    way: Way,
    axis: Axis,
) -> Result<Cost, NotBilled> {
    let (compute, transactions) = growth(terms, scenario, way, axis);
    let parts = |meters: Option<&Meters>| {
        meters.map_or((Exact::ZERO, Exact::ZERO), |meters| {
            (Exact::millisecond(meters.per_hour), Exact::transaction(meters.per_thousand))
        })
    };
    if way == Way::ClassicPayAsYouGo {
        let (hour, job) = parts(Some(&book.pay_as_you_go));
        let meters = [compute.meter(0, 0, hour), transactions.meter(0, 0, job)];
        return Ok(Cost { fixed: Exact::ZERO, meters, stops: false });
    }
    let plan = sold(book, scenario.plan)?;
    let instances = scenario.plan.instances.get();
    let (price, _, periods) = plan_price(plan, terms.period)?;
    let whole = Exact::whole(price, u64::from(instances) * u64::from(periods));
    let included = |one: u64| i128::from(one).saturating_mul(instances.into());
    let (hour, job) = parts(plan.overage.as_ref());
    Ok(Cost {
        fixed: whole - paid_parts(book, terms, scenario.plan, scenario.paid)?,
        meters: [
            compute.meter(terms.other_use.compute.ms(), included(plan.included.compute.ms()), hour),
            transactions.meter(terms.other_use.transactions.0, included(plan.included.transactions), job),
        ],
        stops: plan.overage.is_none(),
    })
}
