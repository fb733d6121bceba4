//! The planner's job: the outlooks of the present inputs first, then pools of all sizes up to the quota, refined where
//! it matters. A worker runs it a few jobs at a time and tells the page what has been found ([`wire`]).

mod team;
pub mod wire;

use crate::billing::{Book, Question, Way, bill};
use crate::capacity::{
    Forecast, NEVER_MS, Overload, Part, PlanRow, PlannedSize, Planner, Replication, Scenario, Step, Timeline,
    between, ladder, plan_rows, timeline,
};
use crate::units::{BilledTime, JobCount, Money, Seed, VmCount};

use super::answer::{on_average, pool_use};
use super::inputs::Inputs;
use super::outlook::{Outlook, Outlooks};

pub use team::{Order, Team};

/// How sure a pool size must be to meet the deadline, in per cent, until the user says otherwise.
pub const SURE_PERCENT: u32 = 95;

/// Replications at most: then the interval of a chance of 95 % is ± 2 %.
const REPLICATIONS_MOST: u64 = 400;
/// Replications at least, where anything is left to chance.
const REPLICATIONS_LEAST: u64 = 20;
/// Jobs to be simulated for the present inputs, about.
const OUTLOOK_JOBS: u64 = 20_000_000;
/// Jobs to be simulated for all sizes, about.
const SIZES_JOBS: u64 = 64_000_000;
/// How often sizes between those of the ladder are added.
const REFINEMENTS: u32 = 6;
/// The most jobs whose VMs are drawn one by one.
const TIMELINE_JOBS: u64 = 4_000;
/// Columns of the distribution of finish times.
const COLUMNS: u64 = 24;

/// What has been found so far.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Found {
    /// Replications done.
    pub done: u64,
    /// Replications to do; grows when sizes are added.
    pub total: u64,
    /// Nothing is left to do.
    pub is_finished: bool,
    /// The present inputs.
    pub outlooks: Outlooks,
    /// Pools by size.
    pub rows: Vec<PlanRow>,
    /// The largest size that cannot keep up, and by how much.
    pub overloaded: Option<(VmCount, Overload)>,
    /// Sizes at which the plan stops.
    pub stopped: u32,
    /// When the present inputs' jobs are done.
    pub finishes: Option<Distribution>,
    /// One charge period of the present inputs; in the first message that has outlooks, and in no later one.
    pub timeline: Option<Timeline>,
}

/// How many of the simulated occurrences are done when: columns of equal width.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Distribution {
    /// Where the first column begins, in milliseconds.
    pub from_ms: u64,
    /// How wide each is, in milliseconds, at least 1.
    pub step_ms: u64,
    /// Occurrences in each column.
    pub counts: Vec<u64>,
    /// Occurrences that are never done.
    pub never: u64,
}

impl Distribution {
    /// The distribution of finishes in rising order; `None` where there are none.
    #[must_use]
    pub fn of(finishes_ms: &[u64]) -> Option<Self> {
        let ever = finishes_ms.partition_point(|ms| *ms < NEVER_MS);
        let done = finishes_ms.get(..ever)?;
        let never = finishes_ms.len().saturating_sub(ever) as u64;
        let Some((first, last)) = done.first().zip(done.last()) else {
            return (never > 0).then(|| Self { step_ms: 1, never, ..Self::default() });
        };
        let step_ms = ((last - first) / COLUMNS + 1).max(1);
        let columns = (last - first) / step_ms + 1;
        let mut counts = vec![0; usize::try_from(columns).unwrap_or(1)];
        for ms in done {
            let column = usize::try_from((ms - first) / step_ms).unwrap_or_default();
            if let Some(count) = counts.get_mut(column) {
                *count += 1;
            }
        }
        Some(Self { from_ms: *first, step_ms, counts, never })
    }
}

/// The present inputs and pools of all sizes, simulated step by step.
#[derive(Clone, Debug)]
pub struct PlanJob {
    book: Book,
    inputs: Inputs,
    percent: u32,
    pool: Option<Run>,
    classic: Option<Run>,
    sizes: Option<Planner>,
    refinements: u32,
    timeline: Option<Timeline>,
    /// The mean length of a job in milliseconds.
    mean_ms: f64,
}

/// Replications of one scenario.
#[derive(Clone, Debug)]
struct Run {
    scenario: Scenario,
    seed: Seed,
    part: Part,
    forecast: Forecast,
    present: Option<Box<Replication>>,
}

impl Run {
    fn new(scenario: Scenario, seed: Seed, replications: u32) -> Self {
        Self { scenario, seed, part: Part::whole(replications), forecast: Forecast::new(), present: None }
    }

    const fn is_done(&self) -> bool {
        self.forecast.replications() >= self.part.replications
    }

    fn step(&mut self, budget: &mut u64) {
        while *budget > 0 && !self.is_done() {
            let number = u64::from(self.forecast.replications());
            let replication = self
                .present
                .take()
                .unwrap_or_else(|| Box::new(Replication::new(&self.scenario, self.seed.part(number))));
            match replication.run(budget) {
                Step::Unfinished(rest) => self.present = Some(rest),
                Step::Done(outcome) => {
                    self.forecast.add(&outcome);
                    *budget = budget.saturating_sub(1);
                }
            }
        }
    }
}

impl PlanJob {
    /// A job for these inputs. `percent` is how sure a size must be to meet the deadline; `all_sizes` plans pools up
    /// to the quota, too.
    ///
    /// What cannot be simulated is left out: the page says why by [`Inputs::pool_scenario`].
    #[must_use]
    pub fn new(book: Book, inputs: Inputs, seed: Seed, percent: u32, all_sizes: bool) -> Self {
        let sizes = if all_sizes { all_sizes_of(&inputs) } else { Vec::new() };
        let job = Self::of_sizes(book, inputs, seed, &sizes, true);
        Self { percent, refinements: 0, ..job }
    }

    /// A worker's part of a [`Team`]'s plan: these sizes and none between them, and the present inputs where asked for.
    #[must_use]
    pub fn of_sizes(book: Book, inputs: Inputs, seed: Seed, sizes: &[VmCount], outlooks: bool) -> Self {
        let runs = |scenario: Scenario, is_certain: bool| {
            let wanted = OUTLOOK_JOBS / scenario.jobs().0.max(1);
            Run::new(scenario, seed, replications(wanted, is_certain))
        };
        let simulable = |scenario: Result<Scenario, _>| scenario.ok().filter(|_| !inputs.lacks_jobs());
        let pool = simulable(inputs.pool_scenario()).filter(|_| outlooks);
        let classic = simulable(inputs.classic_scenario());
        let mean_ms = classic.as_ref().map_or(0.0, Scenario::mean_length_ms);
        let classic = classic.filter(|_| outlooks);
        let traced = pool.as_ref().and_then(|scenario| timeline(scenario, seed.part(0), TIMELINE_JOBS));
        let sizes = if sizes.is_empty() { None } else { planner(&inputs, seed, sizes) };
        Self {
            pool: pool.map(|scenario| runs(scenario, is_pool_certain(&inputs))),
            classic: classic.map(|scenario| runs(scenario, inputs.is_certain())),
            sizes,
            refinements: REFINEMENTS,
            timeline: traced,
            mean_ms,
            book,
            inputs,
            percent: 0,
        }
    }

    /// Runs about so many more jobs; `false` when nothing is left to do.
    pub fn step(&mut self, budget_jobs: u64) -> bool {
        let mut budget = budget_jobs.max(1);
        for run in [&mut self.pool, &mut self.classic].into_iter().flatten() {
            run.step(&mut budget);
            if !run.is_done() {
                return true;
            }
        }
        let Some(sizes) = &mut self.sizes else { return false };
        if !sizes.step(budget.max(1)).is_done() {
            return true;
        }
        if self.refinements >= REFINEMENTS {
            return false;
        }
        self.refinements += 1;
        let more = between(&self.rows().0, self.percent);
        match &mut self.sizes {
            Some(sizes) if !more.is_empty() => {
                sizes.add_sizes(&more);
                true
            }
            _ => false,
        }
    }

    /// What has been found so far; the timeline goes with the first call that has outlooks.
    pub fn found(&mut self, is_finished: bool) -> Found {
        let outlook = |run: &Option<Run>, is_certain: bool| {
            let run = run.as_ref().filter(|run| run.is_done())?;
            Some(Outlook::of(&run.scenario, &run.forecast, is_certain))
        };
        let outlooks = Outlooks {
            pool: outlook(&self.pool, is_pool_certain(&self.inputs)),
            classic: outlook(&self.classic, self.inputs.is_certain()),
        };
        let finishes = self.pool.as_ref().and_then(|run| Distribution::of(run.forecast.finishes_ms()));
        let runs = || [&self.pool, &self.classic].into_iter().flatten();
        let sizes = self.sizes.as_ref().map(Planner::progress);
        let (rows, stopped) = self.rows();
        let too_small = |size: &PlannedSize| size.overload.map(|overload| (size.vms, overload));
        Found {
            done: runs().map(|run| u64::from(run.forecast.replications())).sum::<u64>()
                + sizes.map_or(0, |progress| progress.done),
            total: runs().map(|run| u64::from(run.part.replications)).sum::<u64>()
                + sizes.map_or(0, |progress| progress.total),
            is_finished,
            rows,
            stopped,
            overloaded: self
                .sizes
                .as_ref()
                .and_then(|sizes| sizes.sizes().filter_map(too_small).max_by_key(|(vms, _)| *vms)),
            finishes,
            timeline: if outlooks.pool.is_some() { self.timeline.take() } else { None },
            outlooks,
        }
    }

    /// The sizes as rows, and how many of them the plan stops at.
    fn rows(&self) -> (Vec<PlanRow>, u32) {
        let mut rows = Vec::new();
        let mut stopped = 0;
        for size in self.sizes.iter().flat_map(Planner::sizes) {
            let Some(longest) = size.forecast.charged(100) else { continue };
            let cost = Cost::new(self, size);
            if cost.of(longest).is_none() {
                stopped += 1;
                continue;
            }
            rows.extend(plan_rows([size], &|billed, _| cost.of(billed).unwrap_or_default()));
        }
        rows.sort_by_key(|row| row.vms);
        (rows, stopped)
    }
}

/// What a size costs, by the page's own arithmetic, so that the size in use costs what the page's bill says.
struct Cost<'a> {
    job: &'a PlanJob,
    inputs: Inputs,
    outlook: Outlook,
    job_time: BilledTime,
    jobs: JobCount,
}

impl<'a> Cost<'a> {
    fn new(job: &'a PlanJob, size: &PlannedSize) -> Self {
        let mut inputs = job.inputs.clone();
        inputs.pool.vms = size.vms;
        let jobs = inputs.workload().jobs_in_period();
        Self {
            job,
            outlook: Outlook::of_forecast(&size.forecast, false),
            job_time: inputs.length.of_jobs(jobs).unwrap_or_else(|| on_average(job.mean_ms, jobs)),
            jobs,
            inputs,
        }
    }

    fn of(&self, charged: BilledTime) -> Option<Money> {
        let mut outlook = self.outlook.clone();
        outlook.usage.charged = charged;
        let used = pool_use(&self.inputs, Some(&outlook))?;
        let question = Question {
            pool: used.stays,
            job_time: self.job_time,
            jobs: self.jobs,
            plan: self.inputs.plan,
            services: self.inputs.services,
            paid: self.inputs.paid,
        };
        let (book, terms) = (&self.job.book, &used.terms);
        let usage = question.usage(Way::PoolOnPlan, terms);
        let bill = bill(book, terms, Way::PoolOnPlan.purchase(self.inputs.plan), usage, self.inputs.paid);
        bill.ok().map(|bill| bill.total)
    }
}

/// How many jobs a plan of all sizes simulates, about.
#[must_use]
pub fn jobs_of_all_sizes(inputs: &Inputs) -> u64 {
    let sizes = ladder(VmCount(inputs.pool.quota)).len() as u64;
    let each = inputs.workload().jobs_in_period().0.saturating_mul(sizes);
    each.saturating_mul(replications(SIZES_JOBS / each.max(1), is_pool_certain(inputs)).into())
}

/// The sizes that a plan begins with: those of the ladder, and the present one.
fn all_sizes_of(inputs: &Inputs) -> Vec<VmCount> {
    let mut sizes = ladder(VmCount(inputs.pool.quota));
    let present = VmCount(inputs.pool.vms.0.max(1));
    if present.0 <= inputs.pool.quota && !sizes.contains(&present) {
        sizes.push(present);
    }
    sizes
}

fn planner(inputs: &Inputs, seed: Seed, sizes: &[VmCount]) -> Option<Planner> {
    let mut one = inputs.clone();
    one.pool.vms = VmCount(one.pool.vms.0.max(1));
    let scenario = one.pool_scenario().ok().filter(|_| !inputs.lacks_jobs())?;
    // As many of each size as of the whole plan, whoever simulates it.
    let each = scenario.jobs().0.saturating_mul(all_sizes_of(inputs).len() as u64);
    let part = Part::whole(replications(SIZES_JOBS / each.max(1), is_pool_certain(inputs)));
    Some(Planner::new(&scenario, sizes, seed, part))
}

fn replications(wanted: u64, is_certain: bool) -> u32 {
    if is_certain {
        return 1;
    }
    u32::try_from(wanted.clamp(REPLICATIONS_LEAST, REPLICATIONS_MOST)).unwrap_or(1)
}

/// Whether nothing on the pool is left to chance.
const fn is_pool_certain(inputs: &Inputs) -> bool {
    inputs.is_work_certain() && inputs.pool.provision_spread_ms == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finishes_fall_into_columns() {
        let check = |finishes: &[u64], from: u64, counts: &[u64], never: u64| {
            let found = Distribution::of(finishes).expect("finishes");
            assert_eq!((found.from_ms, found.counts.as_slice(), found.never), (from, counts, never));
        };
        check(&[5, 5, 5], 5, &[3], 0);
        check(&[0, 1, 1, 3], 0, &[1, 2, 0, 1], 0);
        check(&[7, NEVER_MS], 7, &[1], 1);
        check(&[NEVER_MS], 0, &[], 1);
        assert_eq!(Distribution::of(&[]), None);
        let many: Vec<u64> = (0..10_000).collect();
        let found = Distribution::of(&many).expect("finishes");
        assert!(found.counts.len() <= 25 && found.counts.iter().sum::<u64>() == 10_000);
    }
}
