use crate::units::{BilledTime, JobCount, Money, Seed, VmCount};

use super::forecast::{Chance, Forecast};
use super::outcome::NEVER_MS;
use super::overload::{Overload, overload};
use super::replication::{Replication, Step};
use super::scenario::Scenario;

/// The most sizes that [`ladder`] gives.
pub const LADDER_SIZES: usize = 64;

/// Simulates a scenario on pools of many sizes, a few jobs at a time, so that a worker can report and be cancelled.
///
/// All sizes run on the same jobs, and every size has its first replication before any has its second: results are
/// comparable from the start and refine as they come.
#[derive(Clone, Debug)]
pub struct Planner {
    scenario: Scenario,
    seed: Seed,
    part: Part,
    sizes: Vec<SizeRun>,
    present: Option<(usize, Box<Replication>)>,
}

/// Which replications a planner runs: those of its number, of so many planners that share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Replications of the whole plan, for each size.
    pub replications: u32,
    /// The planner's number, from 0.
    pub number: u32,
    /// How many planners there are, at least 1.
    pub of: u32,
}

#[derive(Clone, Debug)]
struct SizeRun {
    scenario: Scenario,
    planned: PlannedSize,
}

/// What has been found of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedSize {
    /// The size.
    pub vms: VmCount,
    /// Where the size cannot keep up, how far from it; then it is not simulated.
    pub overload: Option<Overload>,
    /// What is to be expected, as far as it has been simulated.
    pub forecast: Forecast,
}

/// How far a planner has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Replications done, over all sizes.
    pub done: u64,
    /// Replications to do, over all sizes.
    pub total: u64,
}

impl Progress {
    /// Whether nothing is left to do.
    #[must_use]
    pub const fn is_done(self) -> bool {
        self.done >= self.total
    }
}

impl Part {
    /// All replications.
    #[must_use]
    pub const fn whole(replications: u32) -> Self {
        Self { replications, number: 0, of: 1 }
    }

    const fn count(self) -> u32 {
        let of = if self.of == 0 { 1 } else { self.of };
        self.replications.saturating_sub(self.number).div_ceil(of)
    }

    const fn replication(self, nth: u32) -> u64 {
        self.number as u64 + nth as u64 * self.of as u64
    }
}

impl Planner {
    /// A planner for pools of these sizes; sizes that the scenario cannot have ([`Scenario::with_vms`]) are left out.
    #[must_use]
    pub fn new(scenario: &Scenario, sizes: &[VmCount], seed: Seed, part: Part) -> Self {
        let mut planner = Self { scenario: scenario.clone(), seed, part, sizes: Vec::new(), present: None };
        planner.add_sizes(sizes);
        planner
    }

    /// Adds sizes that are not there yet, such as those of [`between`].
    pub fn add_sizes(&mut self, sizes: &[VmCount]) {
        for &vms in sizes {
            let is_new = self.sizes.iter().all(|size| size.planned.vms != vms);
            if let (true, Some(scenario)) = (is_new, self.scenario.with_vms(vms)) {
                let planned = PlannedSize { vms, overload: overload(&scenario), forecast: Forecast::new() };
                self.sizes.push(SizeRun { scenario, planned });
            }
        }
    }

    /// Runs until about `budget_jobs` more jobs are served, or all.
    pub fn step(&mut self, budget_jobs: u64) -> Progress {
        let mut budget = budget_jobs.max(1);
        while budget > 0 {
            let Some((at, replication)) = self.present.take().or_else(|| self.next_replication()) else {
                break;
            };
            match replication.run(&mut budget) {
                Step::Unfinished(rest) => self.present = Some((at, rest)),
                Step::Done(outcome) => {
                    if let Some(size) = self.sizes.get_mut(at) {
                        size.planned.forecast.add(&outcome);
                    }
                    budget = budget.saturating_sub(1);
                }
            }
        }
        self.progress()
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let simulated = || self.sizes.iter().filter(|size| size.planned.overload.is_none());
        Progress {
            done: simulated().map(|size| u64::from(size.planned.forecast.replications())).sum(),
            total: simulated().count() as u64 * u64::from(self.part.count()),
        }
    }

    /// What has been found so far, in the order in which the sizes were given.
    pub fn sizes(&self) -> impl Iterator<Item = &PlannedSize> {
        self.sizes.iter().map(|size| &size.planned)
    }

    /// The size with the fewest replications, the first of them, at its next one.
    fn next_replication(&self) -> Option<(usize, Box<Replication>)> {
        let open = self.sizes.iter().enumerate().filter(|(_, size)| {
            size.planned.overload.is_none() && size.planned.forecast.replications() < self.part.count()
        });
        let (at, size) = open.min_by_key(|(_, size)| size.planned.forecast.replications())?;
        let number = self.part.replication(size.planned.forecast.replications());
        Some((at, Box::new(Replication::new(&size.scenario, self.seed.part(number)))))
    }
}

impl PlannedSize {
    /// Adds what another planner found of the same size.
    pub fn merge(&mut self, other: &Self) {
        self.forecast.merge(&other.forecast);
    }
}

/// Sizes up to a quota: every one while they are few, then at steps that grow with the size, the quota last.
///
/// ```
/// use poolwise::capacity::ladder;
/// use poolwise::units::VmCount;
/// assert_eq!(ladder(VmCount(3)), [VmCount(1), VmCount(2), VmCount(3)]);
/// assert!(ladder(VmCount(10_000)).len() <= 64);
/// ```
#[must_use]
pub fn ladder(quota: VmCount) -> Vec<VmCount> {
    let quota = u64::from(quota.0);
    let few = LADDER_SIZES as u64;
    if quota <= few {
        return (1..=quota).filter_map(|vms| u32::try_from(vms).ok().map(VmCount)).collect();
    }
    // Each step is the smallest whole growth that reaches the quota in time.
    let reaches = |percent: u64| steps(quota, percent).count() <= LADDER_SIZES;
    let percent = (1..).find(|percent| reaches(*percent)).unwrap_or(100);
    steps(quota, percent).filter_map(|vms| u32::try_from(vms).ok().map(VmCount)).collect()
}

fn steps(quota: u64, percent: u64) -> impl Iterator<Item = u64> {
    let next = move |vms: &u64| (*vms < quota).then(|| (vms + (vms * percent / 100).max(1)).min(quota));
    core::iter::successors(Some(1), next)
}

/// One size in a plan: what it costs and when it is done.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// The size.
    pub vms: VmCount,
    /// What the charge period costs on average.
    pub cost_mean: Money,
    /// What it costs at most in 95 % of the replications.
    pub cost_p95: Money,
    /// When an occurrence is done in half of the cases, in milliseconds.
    pub finish_ms_p50: u64,
    /// When an occurrence is done in 95 % of the cases, in milliseconds.
    pub finish_ms_p95: u64,
    /// The chance of meeting the deadline; `None` without one.
    pub chance: Option<Chance>,
}

/// The rows of sizes that have been simulated, by number of VMs. `cost` is what so much billed time and so many jobs
/// cost in a charge period.
#[must_use]
pub fn plan_rows<'a>(
    sizes: impl IntoIterator<Item = &'a PlannedSize>,
    cost: &dyn Fn(BilledTime, JobCount) -> Money,
) -> Vec<PlanRow> {
    let mut rows: Vec<PlanRow> = sizes.into_iter().filter_map(|size| plan_row(size, cost)).collect();
    rows.sort_by_key(|row| row.vms);
    rows
}

fn plan_row(size: &PlannedSize, cost: &dyn Fn(BilledTime, JobCount) -> Money) -> Option<PlanRow> {
    let forecast = &size.forecast;
    let jobs = JobCount(forecast.jobs());
    let sum: Money = forecast.charged_ms().iter().map(|ms| cost(BilledTime::from_ms(*ms), jobs)).sum();
    let count = forecast.charged_ms().len() as u64;
    let mean = sum.amount().checked_div(count.into())?;
    Some(PlanRow {
        vms: size.vms,
        cost_mean: Money::new(mean),
        cost_p95: cost(forecast.charged(95)?, jobs),
        finish_ms_p50: forecast.finish_ms(50)?,
        finish_ms_p95: forecast.finish_ms(95)?,
        chance: forecast.chance(),
    })
}

/// The cheapest size that meets the deadline in at least `percent` of the cases, or at all without a deadline; the
/// earlier and then the smaller of two that cost the same.
#[must_use]
pub fn cheapest(rows: &[PlanRow], percent: u32) -> Option<&PlanRow> {
    rows.iter()
        .filter(|row| meets(row, percent))
        .min_by(|a, b| (a.cost_mean, a.finish_ms_p95, a.vms).cmp(&(b.cost_mean, b.finish_ms_p95, b.vms)))
}

fn meets(row: &PlanRow, percent: u32) -> bool {
    row.chance.map_or(row.finish_ms_p95 != NEVER_MS, |chance| chance.estimate * 100.0 >= f64::from(percent))
}

/// The rows that no other beats on both mean cost and finish (P95), cheapest first: the Pareto front.
#[must_use]
pub fn front(rows: &[PlanRow]) -> Vec<&PlanRow> {
    let mut sorted: Vec<&PlanRow> = rows.iter().filter(|row| row.finish_ms_p95 != NEVER_MS).collect();
    sorted.sort_by_key(|row| (row.cost_mean, row.finish_ms_p95, row.vms));
    let mut best_ms = NEVER_MS;
    sorted.retain(|row| {
        let is_earlier = row.finish_ms_p95 < best_ms;
        best_ms = best_ms.min(row.finish_ms_p95);
        is_earlier
    });
    sorted
}

/// Sizes worth simulating next between those of a [`ladder`]: halfway between a size that misses the deadline and the
/// next one that meets it, and halfway on both sides of the cheapest. Empty when these are neighbours.
#[must_use]
pub fn between(rows: &[PlanRow], percent: u32) -> Vec<VmCount> {
    let best = cheapest(rows, percent).map(|row| row.vms);
    let mut sizes = Vec::new();
    for pair in rows.windows(2) {
        let [low, high] = pair else { continue };
        let is_edge = !meets(low, percent) && meets(high, percent);
        let is_beside_best = best == Some(low.vms) || best == Some(high.vms);
        if (is_edge || is_beside_best) && high.vms.0 > low.vms.0 + 1 {
            sizes.push(VmCount(low.vms.0 + (high.vms.0 - low.vms.0) / 2));
        }
    }
    sizes
}
