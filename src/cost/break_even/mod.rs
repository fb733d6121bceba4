//! Where each way is cheaper, while one of the inputs varies: for sentences, a chart and a table.

mod kept;
mod range;
mod reach;
mod scan;
mod simulated;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::billing::{Book, Currency, Exact, NoBreakEven, Ratio, Scenario, Span, Variable, Verdict, Way};
use crate::units::{BilledTime, JobCount, Money, VmCount};

use super::inputs::{Arrive, Inputs, JobLength, Kept};
use kept::KeptPool;
use range::Range;
use scan::DonePool;

pub use reach::Reach;
pub use simulated::{RangeJob, SimulatedRange, Trial, simulated_break_even};

/// The three pairs of ways that are held against each other.
pub const PAIRS: [(Way, Way); 3] = [
    (Way::PoolOnPlan, Way::ClassicPayAsYouGo),
    (Way::PoolOnPlan, Way::ClassicOnPlan),
    (Way::ClassicOnPlan, Way::ClassicPayAsYouGo),
];

/// Where each way is cheaper while one input varies and all others stay.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEven {
    /// The input that varies.
    pub variable: Variable,
    /// What it is now; `None` where the inputs give it no value on the axis.
    pub now: Option<Ratio>,
    /// From where to where it was looked at.
    pub looked_at: (Ratio, Ratio),
    /// How far a chart goes, from 0: past the present value and the break-evens near it.
    pub shown_to: Ratio,
    /// Each pair with its spans, in [`PAIRS`] order.
    pub pairings: Vec<Pairing>,
    /// What each way adds, for a chart; a way that has no price has no corners.
    pub courses: Vec<Course>,
    /// Where two ways change places within what is shown, by rising place.
    pub points: Vec<Point>,
    /// What each way adds at round places, at the break-evens and now, by rising place.
    pub samples: Vec<Sample>,
    /// The currency of the amounts.
    pub currency: Currency,
    /// How exact it is.
    pub basis: Basis,
    /// How far the pool can do its jobs in its hours, where that is one place on the axis.
    pub reach: Option<Reach>,
}

/// Two ways, and where each of them is cheaper.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairing {
    /// The two.
    pub ways: (Way, Way),
    /// By rising place, without gaps; or why there are none.
    pub spans: Result<Vec<Span>, NoBreakEven>,
}

/// The corners of what a way adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Which way.
    pub way: Way,
    /// Place and amount; straight lines between them.
    pub corners: Vec<(Ratio, Money)>,
}

/// A place where two ways change places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The two.
    pub ways: (Way, Way),
    /// Where.
    pub at: Ratio,
    /// What both add there, as near as the grid of the input has it.
    pub added: Money,
}

/// What each way adds at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Where.
    pub at: Ratio,
    /// In [`Way::ALL`] order; `None` where a plan stops.
    pub added: [Option<Money>; 3],
    /// A break-even or the present value.
    pub is_marked: bool,
}

/// How exact a break-even is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// On unrounded amounts, steps of charged time included.
    Exact,
    /// By the average length of jobs whose length is left to chance.
    AverageLength,
    /// By the length of a job to the millisecond, which rows × seconds do not meet.
    RoundedLength,
    /// A range, from so many simulated charge periods at each place: a way is cheaper where it is in 95 % of them.
    Simulated {
        /// Charge periods at each place.
        periods: u32,
    },
}

/// Why an input has no break-even of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAxis {
    /// The pool is kept until its jobs are done: its hours follow from the jobs, they are no input.
    HoursFollowJobs,
    /// The pool is always kept: its hours are no input.
    AlwaysKept,
    /// The pool is kept by a week's grid: its VMs and hours are a table, not one number.
    WeekGrid,
    /// How long the pool is kept is left to chance, or to how occurrences run into each other: only a simulation
    /// tells.
    OnlySimulation,
}

/// Where each way is cheaper while `variable` varies.
///
/// # Errors
/// When the inputs leave the variable no axis ([`NoAxis`]).
///
/// ```
/// use poolwise::billing::{Variable, july_2016};
/// use poolwise::cost::{CostDraft, break_even};
/// let inputs = CostDraft::from_link("1&vms=2&hours=24&jobs=100").unwrap().check().unwrap();
/// let found = break_even(&july_2016(), &inputs, Variable::Jobs).unwrap();
/// // Pool against pay-as-you-go: 146 / (0.1 h × 2 + 0.0005) = 728.2
/// let spans = found.pairings[0].spans.as_ref().unwrap();
/// assert_eq!(spans[0].to.at.floor(), 728);
/// ```
pub fn break_even(book: &Book, inputs: &Inputs, variable: Variable) -> Result<BreakEven, NoAxis> {
    let (per_job, basis) = per_job(inputs);
    if variable == Variable::Jobs && kept::times_of_jobs(inputs).is_none() {
        return Err(NoAxis::OnlySimulation);
    }
    let engine = match &inputs.pool.kept {
        Kept::Hours(_) => Engine::Kept(KeptPool::new(inputs, per_job, variable)),
        Kept::Always if matches!(variable, Variable::HoursKept | Variable::Utilization) => {
            return Err(NoAxis::AlwaysKept);
        }
        Kept::Always => Engine::Kept(KeptPool::new(inputs, per_job, variable)),
        Kept::WeekGrid(_) if !matches!(variable, Variable::Jobs | Variable::MinutesPerJob) => {
            return Err(NoAxis::WeekGrid);
        }
        Kept::WeekGrid(_) => Engine::Kept(KeptPool::new(inputs, per_job, variable)),
        Kept::UntilDone { .. } if matches!(variable, Variable::HoursKept | Variable::Utilization) => {
            return Err(NoAxis::HoursFollowJobs);
        }
        Kept::UntilDone { grace_ms } => {
            if basis == Basis::AverageLength
                || inputs.arrive != Arrive::AtOnce
                || inputs.pool.provision_spread_ms > 0
            {
                return Err(NoAxis::OnlySimulation);
            }
            let done = DonePool::new(book, inputs, per_job, *grace_ms, variable);
            Engine::Done(done.ok_or(NoAxis::OnlySimulation)?)
        }
    };
    let found = found(book, inputs, variable, &engine, basis);
    let reach = if basis == Basis::AverageLength { None } else { reach::reach(inputs, per_job, variable) };
    Ok(BreakEven { reach, ..found })
}

/// How spans and amounts come about.
enum Engine {
    /// The hours kept are an input: `billing` knows the axis.
    Kept(KeptPool),
    /// They follow from the jobs in steps: every stretch without a step is looked at.
    Done(DonePool),
}

impl Engine {
    fn spans(&self, book: &Book, inputs: &Inputs, ways: (Way, Way)) -> Result<Vec<Span>, NoBreakEven> {
        match self {
            Self::Kept(pool) => pool.spans(book, inputs, ways),
            Self::Done(pool) => pool.spans(book, inputs, ways),
        }
    }

    fn added(&self, book: &Book, inputs: &Inputs, way: Way, at: Ratio) -> Option<Exact> {
        match self {
            Self::Kept(pool) => pool.added(book, inputs, way, at),
            Self::Done(pool) => pool.added(book, inputs, way, at),
        }
    }

    fn course(&self, book: &Book, inputs: &Inputs, way: Way, to: Ratio) -> Vec<(Ratio, Exact)> {
        match self {
            Self::Kept(pool) => pool.course(book, inputs, way, to),
            Self::Done(pool) => pool.course(book, inputs, way, to),
        }
    }

    fn looked_at(&self) -> (Ratio, Ratio) {
        match self {
            Self::Kept(pool) => pool.looked_at(),
            Self::Done(pool) => pool.looked_at(),
        }
    }

    fn now(&self) -> Option<Ratio> {
        match self {
            Self::Kept(pool) => pool.now(),
            Self::Done(pool) => Some(pool.now()),
        }
    }
}

fn found(book: &Book, inputs: &Inputs, variable: Variable, engine: &Engine, basis: Basis) -> BreakEven {
    let money = |exact: Exact| exact.on_the_bill(inputs.terms.adjustment);
    // What a pool without VMs costs is held against nothing: it does no job.
    let is_empty = inputs.pool.vms.0 == 0 && variable != Variable::Vms;
    let spans = |ways: (Way, Way)| match is_empty && (ways.0 == Way::PoolOnPlan || ways.1 == Way::PoolOnPlan)
    {
        true => Err(NoBreakEven::NoVms),
        false => engine.spans(book, inputs, ways),
    };
    let pairings: Vec<Pairing> =
        PAIRS.iter().map(|ways| Pairing { ways: *ways, spans: spans(*ways) }).collect();
    let now = engine.now();
    let changes = |pairing: &Pairing| -> Vec<Ratio> {
        let spans = pairing.spans.as_deref().unwrap_or_default();
        // A tie at one place is one change, not two.
        let after = |(before, span): (&Span, &Span)| {
            let is_one_place = before.verdict == Verdict::Tie && before.from.at == before.to.at;
            (!is_one_place).then_some(span.from.at)
        };
        spans.iter().zip(spans.iter().skip(1)).filter_map(after).collect()
    };
    let looked_at = engine.looked_at();
    let range = Range::around(variable, now, pairings.iter().flat_map(changes), looked_at);
    let is_shown = |at: &Ratio| *at >= looked_at.0 && *at <= range.to;
    let mut points: Vec<Point> = Vec::new();
    for pairing in &pairings {
        let at_place = |at: Ratio| {
            let added = engine.added(book, inputs, pairing.ways.1, at);
            added.or_else(|| engine.added(book, inputs, pairing.ways.0, at)).map(money)
        };
        let places = changes(pairing).into_iter().filter(is_shown);
        points.extend(places.filter_map(|at| Some(Point { ways: pairing.ways, at, added: at_place(at)? })));
    }
    points.sort_by_key(|point| point.at);
    let mut places = range.places();
    let marked: Vec<Ratio> = points.iter().map(|point| point.at).chain(now).filter(is_shown).collect();
    places.extend(&marked);
    places.retain(is_shown);
    places.sort_unstable();
    places.dedup();
    let samples = places.into_iter().map(|at| Sample {
        at,
        added: Way::ALL.map(|way| engine.added(book, inputs, way, at).map(money)),
        is_marked: marked.contains(&at),
    });
    let samples = samples.filter(|sample| sample.added.iter().any(Option::is_some)).collect();
    let courses = Way::ALL.map(|way| {
        let corners = engine.course(book, inputs, way, range.to).into_iter();
        Course { way, corners: corners.map(|(at, added)| (at, money(added))).collect() }
    });
    BreakEven {
        variable,
        now,
        looked_at,
        shown_to: range.to,
        pairings,
        courses: courses.into_iter().collect(),
        points,
        samples,
        currency: inputs.terms.adjustment.currency(book.currency),
        basis,
        reach: None,
    }
}

/// The length of one job, and how exact it is.
fn per_job(inputs: &Inputs) -> (BilledTime, Basis) {
    let one_ms = match inputs.length {
        JobLength::Minutes(_) | JobLength::Rows { .. } => {
            // A thousand jobs: what is rounded away of one shows.
            let many = inputs.length.of_jobs(JobCount(1_000)).map_or(0, BilledTime::ms);
            let one = inputs.length.of_jobs(JobCount(1)).unwrap_or_default();
            let is_whole = one.ms().checked_mul(1_000) == Some(many);
            return (one, if is_whole { Basis::Exact } else { Basis::RoundedLength });
        }
        JobLength::Exponential(minutes) => minutes * Decimal::from(crate::units::MS_PER_MINUTE),
        JobLength::History { .. } => {
            return (inputs.length.of_jobs(JobCount(1)).unwrap_or_default(), Basis::AverageLength);
        }
        JobLength::Lognormal { .. } => Decimal::try_from(inputs.mean_length_ms()).unwrap_or_default(),
    };
    (BilledTime::from_ms(one_ms.round().to_u64().unwrap_or_default()), Basis::AverageLength)
}

/// The parts of a scenario that no axis touches.
const fn scenario(
    inputs: &Inputs,
    vms: VmCount,
    kept: BilledTime,
    jobs: JobCount,
    per_job: BilledTime,
) -> Scenario {
    Scenario { vms, kept, jobs, per_job, plan: inputs.plan, paid: inputs.paid }
}
