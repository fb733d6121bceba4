use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::billing::{
    Book, Comparison, NotBilled, PartialHours, Question, Stay, Terms, Way, compare, pool_time,
};
use crate::capacity::{Recurrence, ScenarioProblem};
use crate::units::{BilledTime, JobCount, MS_PER_DAY, MS_PER_HOUR, VmCount};

use super::inputs::{Inputs, Kept};
use super::outlook::{Outlook, Outlooks, leaves_undone};
use super::week::Week;

/// What the Cost page answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The inputs that it answers.
    pub inputs: Inputs,
    /// Jobs in the charge period.
    pub jobs: JobCount,
    /// The pool's billed time.
    pub pool_time: PoolTime,
    /// Three bills side by side; `None` while the pool's time is still to be simulated.
    pub comparison: Option<Comparison>,
    /// The jobs on the pool.
    pub pool: Result<Option<Outlook>, Vec<ScenarioProblem>>,
    /// The jobs in the classic queue.
    pub classic: Result<Option<Outlook>, Vec<ScenarioProblem>>,
}

impl Answer {
    /// How a way's jobs fare: `None` while that is not simulated yet.
    ///
    /// # Errors
    /// What in the inputs keeps them from being simulated that way.
    pub fn outlook(&self, way: Way) -> Result<Option<&Outlook>, &[ScenarioProblem]> {
        let outlook = match way {
            Way::PoolOnPlan => &self.pool,
            Way::ClassicOnPlan | Way::ClassicPayAsYouGo => &self.classic,
        };
        outlook.as_ref().map(Option::as_ref).map_err(Vec::as_slice)
    }
}

/// How the pool's billed time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolTime {
    /// By arithmetic, VMs × hours: before a simulation, and where it says the same.
    Exact(BilledTime),
    /// On average over simulated charge periods.
    Simulated(BilledTime),
    /// Not yet: the simulation is still to come, or cannot be made.
    Pending,
}

/// Answers the Cost page's question: what do these jobs cost, three ways, and when are they done?
///
/// `outlooks` are what was simulated for the same inputs, if anything yet: nothing is simulated here, so that an answer
/// comes between two keys.
///
/// ```
/// use poolwise::billing::july_2016;
/// use poolwise::cost::{CostDraft, Outlooks, answer};
/// let draft = CostDraft::from_link("1&vms=2&hours=24&jobs=100").unwrap();
/// let answer = answer(&july_2016(), &draft.check().unwrap(), &Outlooks::default());
/// let comparison = answer.comparison.unwrap();
/// assert_eq!(comparison.offers[0].bill.as_ref().unwrap().total.to_string(), "146.00");
/// ```
#[must_use]
pub fn answer(book: &Book, inputs: &Inputs, outlooks: &Outlooks) -> Answer {
    let pool_scenario = inputs.pool_scenario();
    let classic_scenario = inputs.classic_scenario();
    let pool = pool_scenario.map(|_| outlooks.pool.clone());
    let jobs = inputs.workload().jobs_in_period();
    let used = pool_use(inputs, pool.as_ref().ok().and_then(Option::as_ref));
    let classic = classic_scenario.map(|_| outlooks.classic.clone());
    let pool_time = used.as_ref().map_or(PoolTime::Pending, PoolUse::time);
    let is_unknown = used.is_none();
    let use_of_none = || PoolUse::by_arithmetic(inputs, Vec::new());
    // What no simulation will tell does not keep classic from being billed.
    let comparison = (!is_unknown || pool.is_err()).then(|| {
        let used = used.unwrap_or_else(use_of_none);
        let job_time = inputs.length.of_jobs(jobs);
        let question = Question {
            pool: used.stays,
            job_time: job_time.unwrap_or_else(|| on_average(inputs.mean_length_ms(), jobs)),
            jobs,
            plan: inputs.plan,
            services: inputs.services,
            paid: inputs.paid,
        };
        let mut comparison = compare(book, &used.terms, &question);
        if is_unknown {
            let [pool, ..] = &mut comparison.offers;
            pool.bill = Err(NotBilled::TimeUnknown { tier: inputs.plan.tier });
            (pool.added_per_job, pool.cheapest_plan) = (None, None);
        }
        // Without the jobs themselves it cannot be known whether the pool does them.
        comparison.leaving_undone(inputs.lacks_jobs() || leaves_undone(&pool), leaves_undone(&classic))
    });
    Answer { inputs: inputs.clone(), jobs, pool_time, comparison, pool, classic }
}

/// The VMs of the charge period, and by which terms their time is charged.
#[derive(Clone, Debug)]
pub(super) struct PoolUse {
    pub(super) stays: Vec<Stay>,
    pub(super) terms: Terms,
    is_simulated: bool,
}

impl PoolUse {
    fn time(&self) -> PoolTime {
        let billed = pool_time(&self.stays, self.terms.partial_hours);
        if self.is_simulated { PoolTime::Simulated(billed) } else { PoolTime::Exact(billed) }
    }

    fn by_arithmetic(inputs: &Inputs, stays: Vec<Stay>) -> Self {
        Self { stays, terms: inputs.terms, is_simulated: false }
    }

    /// A period's time as simulated, in which each stay is charged up to its step already.
    fn as_simulated(inputs: &Inputs, charged: BilledTime) -> Self {
        let terms = Terms { partial_hours: PartialHours::Exact, ..inputs.terms };
        Self { stays: vec![Stay { vms: VmCount(1), kept: charged }], terms, is_simulated: true }
    }
}

/// The pool's use of a charge period. `None` while only a simulation can tell.
///
/// A pool whose hours are an input is known by arithmetic until jobs that run when those hours end keep VMs longer, or
/// VMs come sooner or later than they do typically: what is simulated is what counts then.
pub(super) fn pool_use(inputs: &Inputs, outlook: Option<&Outlook>) -> Option<PoolUse> {
    let kept = stays(inputs).map(|stays| PoolUse::by_arithmetic(inputs, stays));
    if matches!(inputs.pool.kept, Kept::Always) {
        return kept;
    }
    let Some(outlook) = outlook else { return kept };
    let charged = within_period(inputs, outlook.usage.charged);
    match kept {
        Some(kept) if kept.time() == PoolTime::Exact(charged) => Some(kept),
        Some(none) if none.stays.is_empty() => Some(none),
        _ => Some(PoolUse::as_simulated(inputs, charged)),
    }
}

/// The VM time of a charge period whose work comes again in the next: hours that reach into that one are the same VMs',
/// and no VM has more hours than the period.
fn within_period(inputs: &Inputs, charged: BilledTime) -> BilledTime {
    let most = period_of(inputs).times(inputs.pool.vms.0.into());
    if inputs.repeat == Recurrence::Once { charged } else { charged.min(most) }
}

fn period_of(inputs: &Inputs) -> BilledTime {
    BilledTime::from_ms(u64::from(inputs.days).saturating_mul(MS_PER_DAY))
}

/// The stays of the charge period as far as the inputs alone tell them, each from provisioned to deleted: less the time
/// that a VM takes to be ready, more the time that it takes to go.
pub(super) fn stays(inputs: &Inputs) -> Option<Vec<Stay>> {
    let pool = &inputs.pool;
    match &pool.kept {
        Kept::Hours(kept) => {
            let (count, each) = hours_stays(inputs, *kept);
            let stays = u64::from(pool.vms.0).saturating_mul(count.into());
            let vms = VmCount(u32::try_from(stays).unwrap_or(u32::MAX));
            Some(vec![Stay { vms, kept: each }])
        }
        Kept::WeekGrid(grid) => Some(grid_stays(inputs, &grid.scaled_to(pool.vms.0))),
        Kept::Always => {
            let kept = period_of(inputs) - BilledTime::from_ms(pool.provision_ms);
            Some(vec![Stay { vms: pool.vms, kept }])
        }
        Kept::UntilDone { .. } if inputs.jobs.0 == 0 || pool.vms.0 == 0 => Some(Vec::new()),
        Kept::UntilDone { .. } => None,
    }
}

/// How often each VM of a pool that is kept for some hours comes, and how long it is billed each time. Hours that reach
/// into the next occurrence's are one stay with them, as long as the charge period.
pub(super) fn hours_stays(inputs: &Inputs, kept: BilledTime) -> (u32, BilledTime) {
    let workload = inputs.workload();
    let (occurrences, every_ms) = (workload.occurrences(), workload.every_ms());
    if kept == BilledTime::ZERO {
        return (occurrences, kept);
    }
    let billed = |kept: BilledTime| {
        let pool = &inputs.pool;
        let whole = kept - BilledTime::from_ms(pool.provision_ms) + BilledTime::from_ms(pool.release_ms);
        if inputs.repeat == Recurrence::Once { whole } else { whole.min(period_of(inputs)) }
    };
    if occurrences > 1 && kept.ms() >= every_ms {
        let before = every_ms.saturating_mul(u64::from(occurrences - 1));
        return (1, billed(BilledTime::from_ms(before) + kept));
    }
    (occurrences, billed(kept))
}

/// The stays of a pool that is kept by a week's grid, from Monday 00:00 to the end of the charge period. A VM whose
/// hours go on into the next period is cut there, and so is one that is being released.
fn grid_stays(inputs: &Inputs, grid: &Week) -> Vec<Stay> {
    let pool = &inputs.pool;
    let end_ms = u64::from(inputs.days).saturating_mul(MS_PER_DAY);
    let mut stays: Vec<Stay> = Vec::new();
    grid.stretches(end_ms / MS_PER_HOUR, &mut |vms, from, to| {
        let (ready_ms, asked_off_ms) = (from * MS_PER_HOUR + pool.provision_ms, to * MS_PER_HOUR);
        if ready_ms > asked_off_ms {
            return;
        }
        let gone_ms = asked_off_ms.saturating_add(pool.release_ms).min(end_ms);
        let kept = BilledTime::from_ms(gone_ms - ready_ms);
        match stays.iter_mut().find(|stay| stay.kept == kept) {
            Some(stay) => stay.vms = VmCount(stay.vms.0.saturating_add(vms)),
            None => stays.push(Stay { vms: VmCount(vms), kept }),
        }
    });
    stays
}

/// Time of jobs whose mean length is no decimal: rounded once, to the millisecond.
pub(super) fn on_average(mean_ms: f64, jobs: JobCount) -> BilledTime {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a mean length is above 0 and below 100,000 minutes; a cast saturates"
    )]
    let mean = Decimal::from_i128_with_scale(libm::round(mean_ms * 1_000_000.0) as i128, 6);
    let all = mean.saturating_mul(Decimal::from(jobs.0)).round();
    BilledTime::from_ms(all.to_u64().unwrap_or(u64::MAX))
}
