use core::num::NonZeroU32;

use rust_decimal::Decimal;

use crate::units::{BilledTime, Money};

use super::book::Tier;
use super::exact::Exact;
use super::price::Price;

/// A plan and how many instances of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanChoice {
    /// Which plan.
    pub tier: Tier,
    /// How many instances; each multiplies price and quantities (`Quantity::Instances`).
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
    /// How long its VMs are kept follows from jobs that are not known.
    TimeUnknown {
        /// On which plan.
        tier: Tier,
    },
}
