use crate::units::{MS_PER_HOUR, MS_PER_MINUTE};

use super::axis::{Axis, cost, most};
use super::book::Book;
use super::compare::Way;
use super::exact::Ratio;
use super::line::NotBilled;
use super::scenario::{Scenario, Variable};
use super::spans::{End, Pair, Span};
use super::terms::Terms;

/// Why there is no break-even.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBreakEven {
    /// One of the ways has no bill whatever the number is.
    NotBilled(NotBilled),
    /// A pool without VMs does no job, and has no utilization.
    NoVms,
    /// Utilization needs jobs that run.
    NoWork,
    /// The jobs take longer than so many VMs can be kept ([`crate::units::Quantity::HoursKept`]).
    TooMuchWork,
}

impl From<NotBilled> for NoBreakEven {
    fn from(why: NotBilled) -> Self {
        Self::NotBilled(why)
    }
}

/// Where each of two ways adds less, over every value that a number can have.
///
/// The spans cover the number's whole range in order, without gaps; neighbours differ in verdict. Exact, before any
/// rounding of amounts. Ends are in jobs, minutes, VMs, hours, or as a ratio.
///
/// Minutes, hours and utilization vary evenly, jobs and VMs in whole numbers; where the terms charge partial hours in
/// whole steps, every step is accounted for.
///
/// # Errors
/// When the book cannot price a way at all ([`NotBilled`], but never a plan that stops: that is a verdict); for
/// [`Variable::Utilization`], when there are no VMs or nothing to run, or more than the VMs can be kept for.
///
/// ```
/// use poolwise::billing::{
///     PlanChoice, Scenario, Terms, Tier, Variable, Verdict, Way, break_even, july_2016,
/// };
/// use poolwise::units::{BilledTime, JobCount, VmCount};
/// let scenario = Scenario {
///     vms: VmCount(2),
///     kept: BilledTime::from_hours(24),
///     jobs: JobCount(100),
///     per_job: BilledTime::from_ms(360_000),
///     plan: PlanChoice::one(Tier::S1),
///     paid: None,
/// };
/// let pair = (Way::PoolOnPlan, Way::ClassicPayAsYouGo);
/// let spans = break_even(&july_2016(), &Terms::default(), &scenario, pair, Variable::Jobs).unwrap();
/// // 146 / (0.1 h × 2 + 0.0005) = 728.2
/// assert_eq!(spans[0].verdict, Verdict::Second);
/// assert_eq!(spans[0].to.at.floor(), 728);
/// assert_eq!(spans[1].verdict, Verdict::First);
/// ```
pub fn break_even(
    book: &Book,
    terms: &Terms,
    scenario: &Scenario,
    ways: (Way, Way),
    variable: Variable,
) -> Result<Vec<Span>, NoBreakEven> {
    let axis = Axis::of(variable, terms);
    let pair = Pair {
        first: cost(book, terms, scenario, ways.0, axis)?,
        second: cost(book, terms, scenario, ways.1, axis)?,
        all_free: terms.adjustment.is_free(),
    };
    let last = most(variable);
    match axis {
        Axis::Jobs | Axis::Vms => Ok(pair.on_whole_numbers(0, last)),
        Axis::JobMs => {
            let spans = pair.everywhere(Ratio::whole(0), Ratio::whole(last));
            Ok(spans.into_iter().map(|span| scaled(span, MS_PER_MINUTE)).collect())
        }
        Axis::Kept { step_ms } => {
            let kept = match step_ms {
                None => pair.everywhere(Ratio::whole(0), Ratio::whole(last)),
                Some(step) => {
                    let steps = Ratio::new(last, step.into()).map_or(last, Ratio::ceil);
                    in_steps(pair.on_whole_numbers(0, steps), step.into(), last)
                }
            };
            match variable {
                Variable::Utilization => utilized(kept, scenario, last),
                _ => Ok(kept.into_iter().map(|span| scaled(span, MS_PER_HOUR)).collect()),
            }
        }
    }
}

/// A span of milliseconds in a larger unit.
fn scaled(span: Span, unit_ms: u64) -> Span {
    moved(span, |at| {
        Ratio::new(at.numerator(), at.denominator().saturating_mul(unit_ms.into())).unwrap_or(at)
    })
}

fn moved(span: Span, to: impl Fn(Ratio) -> Ratio) -> Span {
    let end = |end: End| End { at: to(end.at), ..end };
    Span { from: end(span.from), to: end(span.to), verdict: span.verdict }
}

/// Spans of whole charged steps as spans of milliseconds: the n-th step is charged for all that is above n − 1 steps.
fn in_steps(spans: Vec<Span>, step: i128, last: i128) -> Vec<Span> {
    let ms = |steps: Ratio| Ratio::whole(steps.floor().saturating_mul(step));
    spans
        .into_iter()
        .map(|span| {
            let none = span.from.at == Ratio::whole(0);
            let from = if none { span.from.at } else { ms(Ratio::whole(span.from.at.floor() - 1)) };
            Span {
                from: End { at: from, included: none },
                to: End { at: ms(span.to.at).min(Ratio::whole(last)), included: true },
                verdict: span.verdict,
            }
        })
        .collect()
}

pub(super) fn work_and_vms(scenario: &Scenario) -> Result<(i128, i128), NoBreakEven> {
    let work = i128::from(scenario.jobs.0).saturating_mul(scenario.per_job.ms().into());
    match (work, i128::from(scenario.vms.0)) {
        (_, 0) => Err(NoBreakEven::NoVms),
        (0, _) => Err(NoBreakEven::NoWork),
        both => Ok(both),
    }
}

/// Spans of milliseconds kept as spans of utilization, which is the jobs' run time over the VMs' time.
fn utilized(kept: Vec<Span>, scenario: &Scenario, last: i128) -> Result<Vec<Span>, NoBreakEven> {
    let (work, vms) = work_and_vms(scenario)?;
    let full =
        Ratio::new(work, vms).filter(|full| *full <= Ratio::whole(last)).ok_or(NoBreakEven::TooMuchWork)?;
    let share = |kept: Ratio| {
        Ratio::new(work.saturating_mul(kept.denominator()), vms.saturating_mul(kept.numerator()))
            .unwrap_or(Ratio::whole(1))
    };
    let spans = kept.into_iter().rev().filter_map(|span| {
        let reaches = span.to.at > full || (span.to.at == full && span.to.included);
        let from = if span.from.at < full { End { at: full, included: true } } else { span.from };
        reaches.then(|| Span {
            from: End { at: share(span.to.at), ..span.to },
            to: End { at: share(from.at), ..from },
            verdict: span.verdict,
        })
    });
    Ok(spans.collect())
}
