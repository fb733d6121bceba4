use crate::units::{BilledTime, JobCount, Money, Quantity};

use super::book::{Book, Meters, Plan};
use super::exact::Exact;
use super::line::{Count, Exceeded, Line, LineKind, NotBilled, Per, PlanChoice, Purchase};
use super::price::{Currency, Price, steps};
use super::terms::{Adjustment, ChargePeriod, Terms, Usage};

/// What a purchase costs for a usage in one charge period.
///
/// `total` is the sum of the lines; `added` is `total` − `paid_anyway`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The bill's currency.
    pub currency: Currency,
    /// The price book's currency, in which the rates of the lines are.
    pub rate_currency: Currency,
    /// What list prices were multiplied by.
    pub adjustment: Adjustment,
    /// The lines: plan, compute hours, transactions; the plan's is absent from pay-as-you-go.
    pub lines: Vec<Line>,
    /// The sum of the lines: with other services on the plan, their use too.
    pub total: Money,
    /// What of the total is paid without this usage: the plan that is paid already, and the other services' overage.
    pub paid_anyway: Money,
    /// What this usage adds beside that. Below zero where another plan than the paid one is cheaper altogether.
    pub added: Money,
    /// The total at list price, unrounded.
    pub exact_total: Exact,
    /// What is added at list price, unrounded.
    pub exact_added: Exact,
}

/// What a purchase costs for a usage, where `paid` is the plan that is paid already.
///
/// # Errors
/// When the book has no such plan, or no daily meter where the terms need one; when there are more instances than the
/// plan is sold in; when a plan without overage is exceeded.
///
/// ```
/// use poolwise::billing::{PlanChoice, Purchase, Terms, Tier, Usage, bill, july_2016};
/// use poolwise::units::{BilledTime, JobCount, Money};
/// let usage = Usage { compute: BilledTime::from_hours(48), transactions: JobCount(100) };
/// let plan = Purchase::Plan(PlanChoice::one(Tier::S1));
/// let bill = bill(&july_2016(), &Terms::default(), plan, usage, None).unwrap();
/// assert_eq!(bill.total, Money::cents(146_00));
/// ```
pub fn bill(
    book: &Book,
    terms: &Terms,
    purchase: Purchase,
    usage: Usage,
    paid: Option<PlanChoice>,
) -> Result<Bill, NotBilled> {
    let (lines, paid_lines) = match purchase {
        Purchase::PayAsYouGo => {
            let none = Usage::default();
            (metered(terms, Some(&book.pay_as_you_go), none, usage, none), Vec::new())
        }
        Purchase::Plan(choice) => {
            let lines = plan_lines(book, terms, choice, usage)?;
            (lines, paid_lines(book, terms, choice, paid)?)
        }
    };
    let total: Money = lines.iter().map(|line| line.amount).sum();
    let paid_anyway: Money = paid_lines.iter().map(|line| line.amount).sum();
    let exact_total = exact_sum(&lines);
    Ok(Bill {
        currency: terms.adjustment.currency(book.currency),
        rate_currency: book.currency,
        adjustment: terms.adjustment,
        total,
        paid_anyway,
        added: total - paid_anyway,
        exact_total,
        exact_added: exact_total - exact_sum(&paid_lines),
        lines,
    })
}

/// The lines of what is paid without the usage: the paid plan with the other services on it; without a paid plan, the
/// other services' overage on the plan that is bought.
fn paid_lines(
    book: &Book,
    terms: &Terms,
    bought: PlanChoice,
    paid: Option<PlanChoice>,
) -> Result<Vec<Line>, NotBilled> {
    match paid {
        Some(paid) => match plan_lines(book, terms, paid, Usage::default()) {
            // What has stopped costs its plan and no overage.
            Err(NotBilled::Stopped { .. }) => Ok(vec![plan_line(book, terms, paid)?]),
            lines => lines,
        },
        None => match plan_lines(book, terms, bought, Usage::default()) {
            Err(NotBilled::Stopped { .. }) => Ok(Vec::new()),
            lines => lines.map(|lines| lines.into_iter().skip(1).collect()),
        },
    }
}

/// What is paid without the usage, unrounded.
pub(super) fn paid_parts(
    book: &Book,
    terms: &Terms,
    bought: PlanChoice,
    paid: Option<PlanChoice>,
) -> Result<Exact, NotBilled> {
    paid_lines(book, terms, bought, paid).map(|lines| exact_sum(&lines))
}

fn exact_sum(lines: &[Line]) -> Exact {
    lines.iter().fold(Exact::ZERO, |sum, line| sum + line.exact)
}

/// The plan that a choice means, where it is sold so.
pub(super) fn sold(book: &Book, choice: PlanChoice) -> Result<&Plan, NotBilled> {
    let plan = book.plan(choice.tier).ok_or(NotBilled::NoSuchPlan { tier: choice.tier })?;
    let at_most = most_instances(plan);
    if choice.instances.get() > at_most {
        return Err(NotBilled::TooManyInstances { asked: choice, at_most });
    }
    Ok(plan)
}

/// The most instances of a plan that can be asked for.
pub(super) fn most_instances(plan: &Plan) -> u32 {
    let bound = u32::try_from(steps(Quantity::Instances.bound().maximum, 0)).unwrap_or(u32::MAX);
    plan.instances_at_most.map_or(bound, |limit| limit.min(bound))
}

/// The price of one instance for the charge period, what it is per, and how many of it.
pub(super) fn plan_price(plan: &Plan, period: ChargePeriod) -> Result<(Price, Per, u32), NotBilled> {
    match period {
        ChargePeriod::Month => Ok((plan.monthly.price, Per::Month, 1)),
        ChargePeriod::Days(days) => match &plan.daily {
            Some(daily) => Ok((daily.price, Per::Day, days)),
            None => Err(NotBilled::NoDailyPrice { tier: plan.tier }),
        },
    }
}

fn plan_lines(book: &Book, terms: &Terms, choice: PlanChoice, usage: Usage) -> Result<Vec<Line>, NotBilled> {
    let plan = sold(book, choice)?;
    let first = plan_line(book, terms, choice)?;
    let instances = u64::from(choice.instances.get());
    let included = Usage {
        compute: plan.included.compute.times(instances),
        transactions: JobCount(plan.included.transactions.saturating_mul(instances)),
    };
    if plan.overage.is_none() {
        let exceeded = exceeded(terms.other_use, usage, included);
        if !exceeded.is_empty() {
            return Err(NotBilled::Stopped { tier: plan.tier, exceeded });
        }
    }
    let mut lines = vec![first];
    lines.extend(metered(terms, plan.overage.as_ref(), included, usage, terms.other_use));
    Ok(lines)
}

fn plan_line(book: &Book, terms: &Terms, choice: PlanChoice) -> Result<Line, NotBilled> {
    let (rate, per, periods) = plan_price(sold(book, choice)?, terms.period)?;
    let instances = choice.instances.get();
    let whole = u64::from(instances) * u64::from(periods);
    let count = |instances, days| match per {
        Per::Day => Count::InstanceDays(days),
        _ => Count::Instances(instances),
    };
    let exact = Exact::whole(rate, whole);
    Ok(Line {
        kind: LineKind::Plan(choice),
        quantity: count(instances, whole),
        already_used: count(0, 0),
        included: count(0, 0),
        charged: count(instances, whole),
        rate: Some(rate),
        per,
        exact,
        amount: exact.billed(terms.adjustment.factor()),
    })
}

fn exceeded(other: Usage, usage: Usage, included: Usage) -> Vec<Exceeded> {
    let time = |usage: Usage| Count::Time(usage.compute);
    let jobs = |usage: Usage| Count::Transactions(usage.transactions.0);
    let used = sum(other, usage);
    let over = [
        (used.compute > included.compute).then(|| Exceeded { used: time(used), included: time(included) }),
        (used.transactions > included.transactions)
            .then(|| Exceeded { used: jobs(used), included: jobs(included) }),
    ];
    over.into_iter().flatten().collect()
}

fn sum(a: Usage, b: Usage) -> Usage {
    Usage {
        compute: a.compute + b.compute,
        transactions: JobCount(a.transactions.0.saturating_add(b.transactions.0)),
    }
}

fn metered(terms: &Terms, meters: Option<&Meters>, included: Usage, usage: Usage, other: Usage) -> Vec<Line> {
    let used = sum(usage, other);
    let time = used.compute - included.compute;
    let jobs = used.transactions.0.saturating_sub(included.transactions.0);
    let line =
        |kind, per, rate: Option<Price>, one: fn(Price) -> Exact, count: fn(Usage) -> Count, charged: u64| {
            let exact = rate.map_or(Exact::ZERO, |rate| one(rate).times(charged.into()));
            Line {
                kind,
                quantity: count(usage),
                already_used: count(other),
                included: count(included),
                charged: count(Usage {
                    compute: BilledTime::from_ms(charged),
                    transactions: JobCount(charged),
                }),
                rate,
                per,
                exact,
                amount: exact.billed(terms.adjustment.factor()),
            }
        };
    let hours = line(
        LineKind::ComputeHours,
        Per::Hour,
        meters.map(|meters| meters.per_hour),
        Exact::millisecond,
        |usage| Count::Time(usage.compute),
        time.ms(),
    );
    let transactions = line(
        LineKind::Transactions,
        Per::ThousandTransactions,
        meters.map(|meters| meters.per_thousand),
        Exact::transaction,
        |usage| Count::Transactions(usage.transactions.0),
        jobs,
    );
    vec![hours, transactions]
}
