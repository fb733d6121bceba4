use rust_decimal::Decimal;

use crate::units::{BilledTime, JobCount, MS_PER_HOUR, MS_PER_MINUTE, Problem, Quantity, VmCount};

use super::exact::Factor;
use super::price::{Currency, steps};

/// What one charge period uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Usage {
    /// Compute time.
    pub compute: BilledTime,
    /// Transactions: one a job submitted.
    pub transactions: JobCount,
}

/// How a VM's last, partial hour is charged.
///
/// **Source**: none found (facts D.4 (d), assumed exact: API compute hours are prorated, FAQ of July 2016).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum PartialHours {
    /// To the millisecond.
    #[default]
    Exact,
    /// Each VM's time up to the whole minute.
    UpToMinute,
    /// Each VM's time up to the whole hour.
    UpToHour,
}

impl PartialHours {
    /// All of them, the default first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::UpToMinute, Self::UpToHour];

    /// The step up to which one VM's time is charged, in milliseconds; `None` where it is exact.
    #[must_use]
    pub const fn step_ms(self) -> Option<u64> {
        match self {
            Self::Exact => None,
            Self::UpToMinute => Some(MS_PER_MINUTE),
            Self::UpToHour => Some(MS_PER_HOUR),
        }
    }

    /// The billed time of one VM that was kept so long.
    #[must_use]
    pub const fn billed(self, kept: BilledTime) -> BilledTime {
        match self.step_ms() {
            None => kept,
            Some(step) => BilledTime::from_ms(kept.ms().div_ceil(step).saturating_mul(step)),
        }
    }
}

/// VMs that a pool kept equally long, each from provisioned to deleted.
///
/// **Source**: the page "Azure Batch service for Studio jobs", 04/19/2017 (verified): billing "starts when
/// provisioning is finished and stops when [the VMs] have been deleted".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stay {
    /// How many.
    pub vms: VmCount,
    /// How long each was kept.
    pub kept: BilledTime,
}

/// The billed time of a pool: every VM's time, each charged as `partial` says, summed.
///
/// ```
/// use poolwise::billing::{PartialHours, Stay, pool_time};
/// use poolwise::units::{BilledTime, VmCount};
/// let day = [Stay { vms: VmCount(2), kept: BilledTime::from_hours(24) }];
/// let half = [Stay { vms: VmCount(4), kept: BilledTime::from_hours(12) }];
/// assert_eq!(pool_time(&day, PartialHours::Exact), BilledTime::from_hours(48));
/// assert_eq!(pool_time(&half, PartialHours::Exact), BilledTime::from_hours(48));
/// ```
#[must_use]
pub fn pool_time(stays: &[Stay], partial: PartialHours) -> BilledTime {
    stays.iter().map(|stay| partial.billed(stay.kept).times(stay.vms.0.into())).sum()
}

/// For how long a plan is paid, and by which price.
///
/// Whatever it is, the included quantities are those of one period, whole.
///
/// **Source**: facts D.4 (f): printed prices are per month (FAQ of July 2016, verified), the meters per day (third
/// party), included quantities are refilled every 30 days (FAQ 06/02/2017, verified). Which of them a bill follows, and
/// that a plan held for some days includes the whole quantities, is assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ChargePeriod {
    /// The printed price, once.
    #[default]
    Month,
    /// The daily meter, so many days ([`Quantity::ChargeDays`]): the length of the month, or as long as the plan is held.
    Days(u32),
}

impl ChargePeriod {
    /// The daily meter for so many days.
    ///
    /// # Errors
    /// When the days are not within [`Quantity::ChargeDays`].
    pub fn days(days: Decimal) -> Result<Self, Problem> {
        let held = steps(Quantity::ChargeDays.hold(days)?, 0);
        Ok(Self::Days(u32::try_from(held).unwrap_or(u32::MAX)))
    }
}

/// Another currency for the bill, at a rate that the user typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The bill's currency.
    pub currency: Currency,
    /// What one unit of the book's currency is worth in it ([`Quantity::ExchangeRate`]).
    pub rate: Decimal,
}

/// What list prices are multiplied by: discount, then markup, then exchange rate.
///
/// A line's amount is list amount × (1 − discount) × (1 + markup) × rate, exact until it is rounded once, to the cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Adjustment {
    discount: Decimal,
    markup: Decimal,
    exchange: Option<Exchange>,
}

/// Why an [`Adjustment`] cannot be: which number, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdjustmentProblem {
    /// [`Quantity::DiscountPercent`], [`Quantity::MarkupPercent`] or [`Quantity::ExchangeRate`].
    pub field: Quantity,
    /// What is wrong.
    pub problem: Problem,
}

impl Adjustment {
    /// Discount and markup in percent, and the currency of the bill where it is not the book's.
    ///
    /// # Errors
    /// When a number is not within its row of [`Quantity`]: every such number, in this order.
    pub fn new(
        discount: Decimal,
        markup: Decimal,
        exchange: Option<Exchange>,
    ) -> Result<Self, Vec<AdjustmentProblem>> {
        let rate = exchange.map(|exchange| (Quantity::ExchangeRate, exchange.rate));
        let typed =
            [Some((Quantity::DiscountPercent, discount)), Some((Quantity::MarkupPercent, markup)), rate];
        let problems: Vec<AdjustmentProblem> = typed
            .into_iter()
            .flatten()
            .filter_map(|(field, value)| {
                field.hold(value).err().map(|problem| AdjustmentProblem { field, problem })
            })
            .collect();
        if problems.is_empty() { Ok(Self { discount, markup, exchange }) } else { Err(problems) }
    }

    /// The discount in percent.
    #[must_use]
    pub const fn discount(self) -> Decimal {
        self.discount
    }

    /// The markup in percent.
    #[must_use]
    pub const fn markup(self) -> Decimal {
        self.markup
    }

    /// The currency of the bill and its rate, where it is not the book's.
    #[must_use]
    pub const fn exchange(self) -> Option<Exchange> {
        self.exchange
    }

    /// The bill's currency, given the book's.
    #[must_use]
    pub fn currency(self, book: Currency) -> Currency {
        self.exchange.map_or(book, |exchange| exchange.currency)
    }

    /// Whether everything is free: a discount of 100 %.
    #[must_use]
    pub fn is_free(self) -> bool {
        self.factor() == Factor::NONE
    }

    pub(super) fn factor(self) -> Factor {
        const MILLION: u64 = 1_000_000;
        let discounted = MILLION.saturating_sub(steps(self.discount, 4));
        let marked_up = MILLION.saturating_add(steps(self.markup, 4));
        let rate = self.exchange.map_or(MILLION, |exchange| steps(exchange.rate, 6));
        Factor::of_millionths(discounted, marked_up, rate)
    }
}

/// What Microsoft's documents leave open, as switches, and what the user's contract adds.
///
/// The default is the reading that the documents suggest most. **Source**: facts D.4; each field says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// (a) A job on a pool is also a transaction. Assumed yes: "billing for the jobs are charged against the billing
    /// plan associated with that service".
    pub pool_jobs_are_transactions: bool,
    /// (b) A job's run time on a pool is charged beside the pool's hours. Assumed no: the page speaks of the pool's
    /// hours only, "regardless of the number of jobs".
    pub pool_job_time_is_charged: bool,
    /// (d) How a VM's partial hour is charged. Assumed exact.
    pub partial_hours: PartialHours,
    /// (e) What other services already use of the plan, in the same period; it does not touch pay-as-you-go. Assumed
    /// nothing.
    pub other_use: Usage,
    /// (f) For how long a plan is paid. Assumed a month at the printed price.
    pub period: ChargePeriod,
    /// Discount, markup and currency.
    pub adjustment: Adjustment,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            pool_jobs_are_transactions: true,
            pool_job_time_is_charged: false,
            partial_hours: PartialHours::default(),
            other_use: Usage::default(),
            period: ChargePeriod::default(),
            adjustment: Adjustment::default(),
        }
    }
}
