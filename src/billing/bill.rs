use core::num::NonZeroU32;

use rust_decimal::Decimal;

use crate::units::{BilledTime, JobCount, Money, Quantity};

use super::book::{Book, Meters, Plan, Tier};
use super::exact::Exact;
use super::price::{Currency, Price, steps};
use super::terms::{Adjustment, ChargePeriod, Terms, Usage};

/// A plan and how many instances of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanChoice {
    /// Which plan.
    pub tier: Tier,
    /// How many instances; each multiplies price and quantities ([`Quantity::Instances`]).
    pub instances: NonZeroU32,
}

impl PlanChoice {
    /// One instance of a plan.
    #[must_use]
    pub const fn one(tier: Tier) -> Self {
        Self { tier, instances: NonZeroU32::MIN }
    }

    /// So many instances of a plan; none becomes one.
    #[must_use]
    pub const fn of(tier: Tier, instances: u32) -> Self {
        match NonZeroU32::new(instances) {
            Some(instances) => Self { tier, instances },
            None => Self::one(tier),
        }
    }
}

/// What pays for the usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purchase {
    /// A plan: for new (Resource Manager) services, and for pools.
    Plan(PlanChoice),
    /// Classic pay-as-you-go: for classic services.
    PayAsYouGo,
}

/// What a line of a bill is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// The plan itself.
    Plan(PlanChoice),
    /// Compute hours, beyond the included ones where there is a plan.
    ComputeHours,
    /// Transactions, beyond the included ones where there is a plan.
    Transactions,
}

/// How much of something, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// Instances of a plan, for a month.
    Instances(u32),
    /// Instances of a plan × days.
    InstanceDays(u64),
    /// Compute time.
    Time(BilledTime),
    /// Transactions.
    Transactions(u64),
}

impl Count {
    /// The number to show: instances, instance days, compute hours (up to 28 digits) or transactions.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        match self {
            Self::Instances(count) => count.into(),
            Self::Time(time) => time.hours(),
            Self::InstanceDays(count) | Self::Transactions(count) => count.into(),
        }
    }
}

/// How much a rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// One instance for a month.
    Month,
    /// One instance for a day.
    Day,
    /// One compute hour.
    Hour,
    /// A thousand transactions.
    ThousandTransactions,
}

/// One line of a bill, with all of its arithmetic:
/// `charged` = max(0, `quantity` + `already_used` − `included`), `amount` = `charged` × `rate`, adjusted, rounded once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub kind: LineKind,
    /// What this usage takes; the instances bought, for a plan.
    pub quantity: Count,
    /// What other services already use of the plan.
    pub already_used: Count,
    /// What the plan includes, all instances together.
    pub included: Count,
    /// What is left to charge.
    pub charged: Count,
    /// The list price, in the book's currency; `None` where the plan sells nothing beyond what it includes.
    pub rate: Option<Price>,
    /// What the rate is for.
    pub per: Per,
    /// The unrounded amount at list price.
    pub exact: Exact,
    /// The amount in the bill's currency: adjusted, then rounded to the cent, halves away from zero.
    pub amount: Money,
}

/// What a purchase costs for a usage in one charge period.
///
/// `total` is the sum of the lines; `added` is `total` − `paid_anyway`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The bill's currency.
    pub currency: Currency,
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

/// A quantity of a plan that stops, and what would have been used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// What would be used, other services included.
    pub used: Count,
    /// What the plan includes.
    pub included: Count,
}

/// Why there is no bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotBilled {
    /// The plan charges nothing beyond its quantities: its services stop until the next period.
    ///
    /// **Source**: facts D.3, FAQ 06/02/2017 (verified).
    Stopped {
        /// Which plan.
        tier: Tier,
        /// Which of its quantities are exceeded: compute time, transactions, or both.
        exceeded: Vec<Exceeded>,
    },
    /// The plan is not sold in so many instances.
    TooManyInstances {
        /// What was asked.
        asked: PlanChoice,
        /// What is allowed.
        at_most: u32,
    },
    /// The price book does not have this plan.
    NoSuchPlan {
        /// Which plan.
        tier: Tier,
    },
    /// The price book has no daily meter for this plan.
    NoDailyPrice {
        /// Which plan.
        tier: Tier,
    },
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
        None => {
            plan_lines(book, terms, bought, Usage::default()).map(|lines| lines.into_iter().skip(1).collect())
        }
    }
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
