use super::bill::{Bill, bill, most_instances};
use super::book::{Book, Plan};
use super::line::{PlanChoice, Purchase};
use super::terms::{Terms, Usage};

/// The plan and instance count that cost least for a usage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheapestPlan {
    /// The plan; in a tie the smaller plan, then fewer instances.
    pub plan: PlanChoice,
    /// What it costs.
    pub bill: Bill,
}

/// The plan and instance count that cost least for a usage, out of every plan of the book and every count that can be
/// bought; plans that would stop, or that the terms cannot price, are left out.
///
/// One plan, never a mix of them: a web service, and with it a pool, is tied to one. **Source**: ARM reference of web
/// services, 01/01/2017 (facts C, verified): `commitmentPlan` is one id.
///
/// The whole bill counts, other services' use of the plan included: that is what the choice of the plan decides.
/// Exact: with one more instance the plan's price grows evenly and the overage falls ever less, so that the least is
/// where an included quantity is just used up, or at the ends.
///
/// ```
/// use poolwise::billing::{PlanChoice, Terms, Tier, Usage, cheapest_plan, july_2016};
/// use poolwise::units::{BilledTime, JobCount};
/// let usage = Usage { compute: BilledTime::from_hours(1_440), transactions: JobCount(3_100) };
/// let cheapest = cheapest_plan(&july_2016(), &Terms::default(), usage, None).unwrap();
/// assert_eq!(cheapest.plan, PlanChoice::of(Tier::S2, 1));
/// ```
#[must_use]
pub fn cheapest_plan(
    book: &Book,
    terms: &Terms,
    usage: Usage,
    paid: Option<PlanChoice>,
) -> Option<CheapestPlan> {
    book.plans
        .iter()
        .flat_map(|plan| instance_counts(plan, terms, usage))
        .filter_map(|plan| {
            let bill = bill(book, terms, Purchase::Plan(plan), usage, paid).ok()?;
            Some(CheapestPlan { plan, bill })
        })
        .min_by_key(|cheapest| (cheapest.bill.exact_total, cheapest.plan))
}

/// The counts at which the cost of a plan can be least: both ends, and on both sides of where an included quantity is
/// just used up.
fn instance_counts(plan: &Plan, terms: &Terms, usage: Usage) -> impl Iterator<Item = PlanChoice> {
    let most = u64::from(most_instances(plan));
    let hours = (usage.compute + terms.other_use.compute).ms().checked_div(plan.included.compute.ms());
    let jobs = usage
        .transactions
        .0
        .saturating_add(terms.other_use.transactions.0)
        .checked_div(plan.included.transactions);
    let tier = plan.tier;
    let beside = |used_up: u64| [used_up, used_up.saturating_add(1)];
    [Some([1, most]), hours.map(beside), jobs.map(beside)]
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(move |count| u32::try_from(count.clamp(1, most)).ok())
        .map(move |count| PlanChoice::of(tier, count))
}
