//! Where each way is cheaper, where only a simulation tells how long the pool is kept: many charge periods at each of
//! many places of the axis, more of them where ways change places.
//!
//! A way counts as cheaper at a place when it is in 95 % of the simulated periods. Between places where one is and
//! places where another is lies a range: there chance decides.

use core::cmp::Ordering;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::billing::{Book, End, Exact, Question, Ratio, Span, Variable, Verdict, Way, bill};
use crate::capacity::{Replication, Scenario, Step, Usage};
use crate::units::{JobCount, Money, Seed, VmCount};

use super::super::answer::pool_use;
use super::super::inputs::{Arrive, Inputs, JobLength, Kept};
use super::super::outlook::Outlook;
use super::kept::joined;
use super::{Basis, BreakEven, Course, PAIRS, Pairing, Point, Sample};

/// Simulated periods at each place, at most: 95 of them are 95 %.
const PERIODS_MOST: u64 = 100;
/// Simulated periods at each place, at least.
const PERIODS_LEAST: u64 = 20;
/// Jobs to be simulated, about.
const JOBS: u64 = 20_000_000;
/// Gaps between the places that are looked at first.
const GAPS: u64 = 16;
/// How often places are added where a verdict changes; each time, a gap is halved.
const ROUNDS: u32 = 6;
/// The share of periods, in percent, in which a way must be cheaper to be called so.
const SURE: u32 = 95;
/// Decimals of a place in minutes.
const MINUTE_DECIMALS: u32 = 4;

/// What has been found so far.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedRange {
    /// The input that varies.
    pub variable: Variable,
    /// Simulated periods at each place.
    pub periods: u32,
    /// Places done.
    pub done: u64,
    /// Places to do; grows when places are added.
    pub total: u64,
    /// Nothing is left to do.
    pub is_finished: bool,
    /// By rising place.
    pub trials: Vec<Trial>,
}

/// What all simulated periods at one place come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// Where: jobs, VMs, or ten-thousandths of a minute.
    pub at: u64,
    /// What each way adds on average, in [`Way::ALL`] order; `None` where its plan stops in any period.
    pub added: [Option<Money>; 3],
    /// For each of [`PAIRS`], in how many periods the first adds less, and in how many the second.
    pub ahead: [[u32; 2]; 3],
}

/// Simulates place after place.
#[derive(Clone, Debug)]
pub struct RangeJob {
    book: Book,
    inputs: Inputs,
    variable: Variable,
    seed: Seed,
    periods: u32,
    /// The axis: from, to, and the least gap that is looked into.
    axis: (u64, u64, u64),
    trials: Vec<Trial>,
    open: Vec<u64>,
    present: Option<Place>,
    rounds: u32,
}

/// One place, at one of its periods.
#[derive(Clone, Debug)]
struct Place {
    at: u64,
    inputs: Inputs,
    scenario: Scenario,
    added: Vec<[Option<Exact>; 3]>,
    replication: Option<Box<Replication>>,
}

impl SimulatedRange {
    /// What is found where there is no axis: nothing, at once.
    #[must_use]
    pub const fn none(variable: Variable) -> Self {
        Self { variable, periods: 0, done: 0, total: 0, is_finished: true, trials: Vec::new() }
    }
}

impl RangeJob {
    /// A job over `variable`, from next to nothing to twice its present value. `None` where the inputs have no such
    /// axis: hours and utilization of a pool that is kept until its jobs are done are no inputs.
    #[must_use]
    pub fn new(book: Book, inputs: Inputs, variable: Variable, seed: Seed) -> Option<Self> {
        let now = now(&inputs, variable).filter(|now| *now > 0)?;
        // Past jobs are as many as they were.
        let is_fixed = variable == Variable::Jobs && inputs.arrive == Arrive::History;
        if is_fixed || !matches!(inputs.pool.kept, Kept::UntilDone { .. }) {
            return None;
        }
        let most = match variable {
            Variable::Vms => u64::from(inputs.pool.quota).max(now),
            Variable::Jobs => 1_000_000_000 / u64::from(inputs.workload().occurrences()).max(1),
            _ => 1_000_000_000,
        };
        let to = now.saturating_mul(2).max(GAPS).min(most.max(now));
        let gap = (to / 1_024).max(1);
        let from = to.div_ceil(GAPS).min(now);
        let mut open: Vec<u64> =
            (1..=GAPS).map(|part| (to / GAPS * part).max(1)).chain([from, now, to]).collect();
        if variable != Variable::MinutesPerJob {
            open.push(1);
        }
        open.sort_unstable();
        open.dedup();
        let first = open.first().copied().unwrap_or(1);
        let jobs = inputs.workload().jobs_in_period().0.saturating_mul(3 * GAPS);
        let periods = (JOBS / jobs.max(1)).clamp(PERIODS_LEAST, PERIODS_MOST);
        Some(Self {
            book,
            variable,
            seed,
            periods: u32::try_from(periods).unwrap_or(1),
            axis: (first, to, gap),
            trials: Vec::new(),
            open,
            present: None,
            rounds: 0,
            inputs,
        })
    }

    /// Runs about so many more jobs; `false` when nothing is left to do.
    pub fn step(&mut self, budget_jobs: u64) -> bool {
        let mut budget = budget_jobs.max(1);
        while budget > 0 {
            let Some(mut place) = self.present.take().or_else(|| self.next_place()) else { return false };
            if place.added.len() >= self.periods as usize {
                self.trials.push(place.trial());
                self.trials.sort_by_key(|trial| trial.at);
                continue;
            }
            let number = place.added.len() as u64;
            let replication = place
                .replication
                .take()
                .unwrap_or_else(|| Box::new(Replication::new(&place.scenario, self.seed.part(number))));
            match replication.run(&mut budget) {
                Step::Unfinished(rest) => place.replication = Some(rest),
                Step::Done(outcome) => {
                    let added = added(&self.book, &place.inputs, outcome.jobs, outcome.usage);
                    place.added.push(added);
                    budget = budget.saturating_sub(1);
                }
            }
            self.present = Some(place);
        }
        true
    }

    /// What has been found so far.
    #[must_use]
    pub fn found(&self, is_finished: bool) -> SimulatedRange {
        let done = self.trials.len() as u64;
        let total = done + self.open.len() as u64 + u64::from(self.present.is_some());
        let (variable, periods, trials) = (self.variable, self.periods, self.trials.clone());
        SimulatedRange { variable, periods, done, total, is_finished, trials }
    }

    /// The next place that makes sense, from those between neighbours of different verdicts once all others are done.
    fn next_place(&mut self) -> Option<Place> {
        loop {
            if self.open.is_empty() && self.rounds < ROUNDS {
                self.rounds += 1;
                self.open = self.between();
            }
            let at = self.open.pop()?;
            let inputs = at_place(&self.inputs, self.variable, at);
            if let Some((inputs, Ok(scenario))) =
                inputs.map(|inputs| (inputs.clone(), inputs.pool_scenario()))
            {
                return Some(Place { at, inputs, scenario, added: Vec::new(), replication: None });
            }
        }
    }

    fn between(&self) -> Vec<u64> {
        let halves = |pair: &[Trial]| match pair {
            [low, high] => {
                let is_edge = (0..PAIRS.len())
                    .any(|nth| verdict(low, nth, self.periods) != verdict(high, nth, self.periods));
                (is_edge && high.at - low.at > self.axis.2).then(|| low.at.midpoint(high.at))
            }
            _ => None,
        };
        self.trials.windows(2).filter_map(halves).collect()
    }
}

impl Place {
    fn trial(&self) -> Trial {
        let adjustment = self.inputs.terms.adjustment;
        let count = self.added.len() as u64;
        let mean = |way: usize| {
            let sum = self
                .added
                .iter()
                .map(|added| added.get(way).copied().flatten())
                .try_fold(Money::ZERO, |sum, added| added.map(|added| sum + added.on_the_bill(adjustment)))?;
            sum.amount().checked_div(count.into()).map(|mean| Money::new(mean).rounded())
        };
        let mut ahead = [[0; 2]; 3];
        for (counts, ways) in ahead.iter_mut().zip(PAIRS) {
            for added in &self.added {
                match order(added, ways) {
                    Ordering::Less => counts[0] += 1,
                    Ordering::Greater => counts[1] += 1,
                    Ordering::Equal => {}
                }
            }
        }
        Trial { at: self.at, added: [mean(0), mean(1), mean(2)], ahead }
    }
}

/// Which of two ways adds less in a period; a way whose plan has stopped comes after one that runs.
fn order(added: &[Option<Exact>; 3], (first, second): (Way, Way)) -> Ordering {
    let of = |way: Way| {
        let at = Way::ALL.iter().position(|one| *one == way);
        at.and_then(|at| added.get(at).copied()).flatten()
    };
    match (of(first), of(second)) {
        (Some(first), Some(second)) => first.cmp(&second),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// What each way adds in one simulated period: its own jobs, their own lengths, the hours that the pool was kept.
fn added(book: &Book, inputs: &Inputs, jobs: u64, usage: Usage) -> [Option<Exact>; 3] {
    let outlook = Outlook::of_period(usage);
    let Some(used) = pool_use(inputs, Some(&outlook)) else { return [None; 3] };
    let question = Question {
        pool: used.stays,
        // A VM's useful time is that of its places on average.
        job_time: usage.useful.times(inputs.pool.jobs_per_vm.into()),
        jobs: JobCount(jobs),
        plan: inputs.plan,
        services: inputs.services,
        paid: inputs.paid,
    };
    Way::ALL.map(|way| {
        let usage = question.usage(way, &used.terms);
        let bill = bill(book, &used.terms, way.purchase(inputs.plan), usage, inputs.paid);
        bill.ok().map(|bill| bill.exact_added)
    })
}

fn now(inputs: &Inputs, variable: Variable) -> Option<u64> {
    match variable {
        Variable::Jobs => Some(inputs.jobs.0),
        Variable::Vms => Some(inputs.pool.vms.0.into()),
        // Past jobs are as long as they were.
        Variable::MinutesPerJob if matches!(inputs.length, JobLength::History { .. }) => None,
        Variable::MinutesPerJob => {
            let scenario = inputs.classic_scenario().ok()?;
            let steps = Decimal::try_from(scenario.mean_length_ms()).ok()?
                / Decimal::from(super::scan::MINUTE_STEP_MS);
            steps.round().to_u64()
        }
        Variable::HoursKept | Variable::Utilization => None,
    }
}

/// The inputs with the variable at a place; lengths by chance keep their spread.
fn at_place(inputs: &Inputs, variable: Variable, at: u64) -> Option<Inputs> {
    let mut inputs = inputs.clone();
    match variable {
        Variable::Jobs => inputs.jobs = JobCount(at),
        Variable::Vms => inputs.pool.vms = VmCount(u32::try_from(at).ok()?),
        Variable::MinutesPerJob => {
            let minutes = Decimal::from_i128_with_scale(at.into(), MINUTE_DECIMALS);
            inputs.length = match inputs.length {
                JobLength::Minutes(_) | JobLength::Rows { .. } => JobLength::Minutes(minutes),
                JobLength::Exponential(_) => JobLength::Exponential(minutes),
                JobLength::History { .. } => return None,
                JobLength::Lognormal { median, p95 } => {
                    let present =
                        Decimal::from_i128_with_scale(now(&inputs, variable)?.into(), MINUTE_DECIMALS);
                    let times = |length: Decimal| length.checked_mul(minutes)?.checked_div(present);
                    JobLength::Lognormal { median: times(median)?, p95: times(p95)? }
                }
            };
        }
        Variable::HoursKept | Variable::Utilization => return None,
    }
    Some(inputs)
}

fn verdict(trial: &Trial, nth: usize, periods: u32) -> Verdict {
    let [first, second] = trial.ahead.get(nth).copied().unwrap_or_default();
    let sure = |count: u32| count.saturating_mul(100) >= SURE.saturating_mul(periods);
    match (first, second) {
        (0, 0) => Verdict::Tie,
        (first, _) if sure(first) => Verdict::First,
        (_, second) if sure(second) => Verdict::Second,
        _ => Verdict::Chance,
    }
}

/// What has been simulated as a break-even: between neighbours of different verdicts, chance decides.
#[must_use]
pub fn simulated_break_even(book: &Book, inputs: &Inputs, found: &SimulatedRange) -> BreakEven {
    let unit = if found.variable == Variable::MinutesPerJob { 10_i128.pow(MINUTE_DECIMALS) } else { 1 };
    let place = |at: u64| Ratio::new(at.into(), unit).unwrap_or(Ratio::whole(0));
    let closed = |at: u64| End { at: place(at), included: true };
    let mut points = Vec::new();
    let pairings = PAIRS.iter().enumerate().map(|(nth, ways)| {
        let mut spans: Vec<Span> = Vec::new();
        let mut before: Option<(&Trial, Verdict)> = None;
        for trial in &found.trials {
            let here = verdict(trial, nth, found.periods);
            if let Some((last, was)) = before
                && was != here
            {
                let is_next = unit == 1 && trial.at == last.at + 1;
                let edges = [(last, was), (trial, here)];
                let ends = edges.into_iter().filter(|(_, verdict)| *verdict != Verdict::Chance);
                points.extend(ends.skip(usize::from(is_next)).filter_map(|(trial, _)| {
                    let second = Way::ALL.iter().position(|way| *way == ways.1)?;
                    let added = trial.added.get(second).copied().flatten()?;
                    Some(Point { ways: *ways, at: place(trial.at), added })
                }));
                if !is_next {
                    let open = |at: u64, verdict| End { at: place(at), included: verdict == Verdict::Chance };
                    spans.push(Span {
                        from: open(last.at, was),
                        to: open(trial.at, here),
                        verdict: Verdict::Chance,
                    });
                }
            }
            spans.push(Span { from: closed(trial.at), to: closed(trial.at), verdict: here });
            before = Some((trial, here));
        }
        Pairing { ways: *ways, spans: Ok(joined(spans)) }
    });
    let pairings: Vec<Pairing> = pairings.collect();
    points.sort_by_key(|point: &Point| point.at);
    let now = now(inputs, found.variable).map(place);
    let ends = (found.trials.first(), found.trials.last());
    let looked_at = match ends {
        (Some(first), Some(last)) => (place(first.at), place(last.at)),
        _ => (Ratio::whole(0), Ratio::whole(0)),
    };
    let samples = found.trials.iter().map(|trial| {
        let at = place(trial.at);
        let is_marked = now == Some(at) || points.iter().any(|point| point.at == at);
        Sample { at, added: trial.added, is_marked }
    });
    let courses = Way::ALL.iter().enumerate().map(|(nth, way)| {
        let corner = |trial: &Trial| Some((place(trial.at), trial.added.get(nth).copied().flatten()?));
        Course { way: *way, corners: found.trials.iter().filter_map(corner).collect() }
    });
    BreakEven {
        variable: found.variable,
        now,
        looked_at,
        shown_to: looked_at.1,
        samples: samples.collect(),
        courses: courses.collect(),
        pairings,
        points,
        currency: inputs.terms.adjustment.currency(book.currency),
        basis: Basis::Simulated { periods: found.periods },
        reach: None,
    }
}
