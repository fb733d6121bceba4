use super::axis::{Axis, cost, most};
use super::book::Book;
use super::break_even::{NoBreakEven, work_and_vms};
use super::compare::Way;
use super::cost::Cost;
use super::exact::{Exact, Ratio};
use super::scenario::{Scenario, Variable};
use super::terms::Terms;

/// A corner of a way's course over a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corner {
    /// Where, in jobs, minutes, VMs, hours, or as a ratio.
    pub at: Ratio,
    /// What the way adds there at list price; [`Exact::on_the_bill`] puts it in the bill's currency.
    pub added: Exact,
}

/// The most stairs that a course is drawn with; more are drawn as the slope through them.
const MOST_STAIRS: i128 = 400;

/// How many places a course over utilization is drawn with, which is curved.
const PLACES: i128 = 96;

/// What a way adds over `from..=to` of a number, as the corners of its course, for a chart.
///
/// Straight lines between the corners are exact, but for utilization, and where more than 400 charged steps lie in the
/// range. The course ends where the plan stops. Places outside the number's range are left out.
///
/// # Errors
/// As those of [`super::break_even`].
///
/// ```
/// use poolwise::billing::{
///     PlanChoice, Ratio, Scenario, Terms, Tier, Variable, Way, course, july_2016,
/// };
/// use poolwise::units::{BilledTime, JobCount, VmCount};
/// let scenario = Scenario {
///     vms: VmCount(1),
///     kept: BilledTime::from_hours(24),
///     jobs: JobCount(100),
///     per_job: BilledTime::from_ms(360_000),
///     plan: PlanChoice::one(Tier::S1),
///     paid: None,
/// };
/// let range = (Ratio::whole(0), Ratio::whole(50));
/// let way = Way::PoolOnPlan;
/// let corners = course(&july_2016(), &Terms::default(), &scenario, way, Variable::HoursKept, range).unwrap();
/// let drawn: Vec<String> =
///     corners.iter().map(|corner| format!("{} h: {}", corner.at.decimal(), corner.added.decimal())).collect();
/// assert_eq!(drawn, ["0 h: 100", "25 h: 100", "50 h: 150"]);
/// ```
pub fn course(
    book: &Book,
    terms: &Terms,
    scenario: &Scenario,
    way: Way,
    variable: Variable,
    range: (Ratio, Ratio),
) -> Result<Vec<Corner>, NoBreakEven> {
    let axis = Axis::of(variable, terms);
    let cost = cost(book, terms, scenario, way, axis)?;
    let last = Ratio::whole(most(variable));
    let corners = match (variable, axis) {
        (Variable::Utilization, Axis::Kept { step_ms }) => {
            let (work, vms) = work_and_vms(scenario)?;
            let places = (1..=PLACES).filter_map(|place| {
                let (from, to) = (Ratio::new(0, 1)?.max(range.0), Ratio::whole(1).min(range.1));
                let share = between(from, to, place, PLACES)?;
                let kept = Ratio::new(
                    work.saturating_mul(share.denominator()),
                    vms.saturating_mul(share.numerator()),
                )?;
                (kept <= last).then_some((share, charged(kept, step_ms)))
            });
            places.filter_map(|(at, x)| Some(Corner { at, added: cost.at(x)? })).collect()
        }
        (_, axis) => {
            let unit = axis.unit();
            let (from, to) = (in_ms(range.0, unit).max(Ratio::whole(0)), in_ms(range.1, unit).min(last));
            let step = if let Axis::Kept { step_ms } = axis { step_ms } else { None };
            places(&cost, from, to, step)
                .into_iter()
                .filter_map(|(at, x)| {
                    Some(Corner {
                        at: Ratio::new(at.numerator(), at.denominator().saturating_mul(unit))?,
                        added: cost.at(x)?,
                    })
                })
                .collect()
        }
    };
    Ok(corners)
}

/// The places of a course's corners, each with the x that is charged there.
fn places(cost: &Cost, from: Ratio, to: Ratio, step_ms: Option<u64>) -> Vec<(Ratio, Ratio)> {
    if from > to {
        return Vec::new();
    }
    let Some(step) = step_ms.map(i128::from) else {
        let mut cuts = vec![from, to];
        cuts.extend(cost.kinks().filter(|kink| from < *kink && *kink < to));
        cuts.sort_unstable();
        return cuts.into_iter().map(|cut| (cut, cut)).collect();
    };
    let up_to = |place: Ratio| charged(place, Some(step.unsigned_abs().try_into().unwrap_or(u64::MAX)));
    let (first, last) = (up_to(from).floor(), up_to(to).floor());
    if last - first > MOST_STAIRS {
        let corners = cost.kinks().filter(|kink| (first..last).contains(&kink.ceil())).map(Ratio::ceil);
        let mut whole: Vec<i128> = corners.chain([first, last]).collect();
        whole.sort_unstable();
        return whole
            .into_iter()
            .map(|steps| (Ratio::whole(steps.saturating_mul(step)).clamp(from, to), Ratio::whole(steps)))
            .collect();
    }
    (first..=last)
        .flat_map(|steps| {
            let end = |steps: i128| Ratio::whole(steps.saturating_mul(step)).clamp(from, to);
            [(end(steps - 1), Ratio::whole(steps)), (end(steps), Ratio::whole(steps))]
        })
        .collect()
}

/// What `x` of a cost is for a pool kept so many milliseconds.
fn charged(kept: Ratio, step_ms: Option<u64>) -> Ratio {
    match step_ms {
        None => kept,
        Some(step) => {
            let steps = Ratio::new(kept.numerator(), kept.denominator().saturating_mul(step.into()));
            Ratio::whole(steps.map_or(0, Ratio::ceil))
        }
    }
}

fn between(from: Ratio, to: Ratio, part: i128, parts: i128) -> Option<Ratio> {
    let common = from.denominator().checked_mul(to.denominator())?;
    let (low, high) =
        (from.numerator().checked_mul(to.denominator())?, to.numerator().checked_mul(from.denominator())?);
    let along = low.checked_mul(parts)?.checked_add(high.checked_sub(low)?.checked_mul(part)?)?;
    Ratio::new(along, common.checked_mul(parts)?)
}

fn in_ms(place: Ratio, unit: i128) -> Ratio {
    Ratio::new(place.numerator().saturating_mul(unit), place.denominator()).unwrap_or(place)
}
