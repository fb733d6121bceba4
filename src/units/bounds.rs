//! One table of every number that a user can type.
//!
//! The table feeds the constructor ([`Quantity::read`]), the words of a problem, the input's `min` and `max`, and the
//! property tests. A number that is not in the table cannot be typed anywhere.

use rust_decimal::Decimal;

use super::number::{self, NotOneNumber};

/// What a number counts or measures; `words` has its name in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Virtual machines.
    Vms,
    /// Hours on the clock.
    Hours,
    /// Minutes on the clock.
    Minutes,
    /// Seconds on the clock.
    Seconds,
    /// Days.
    Days,
    /// Batch jobs.
    Jobs,
    /// Rows of input.
    Rows,
    /// Instances of a billing plan.
    Instances,
    /// Hundredths.
    Percent,
    /// Money in the price book's currency.
    Money,
    /// Compute hours on a bill.
    ComputeHours,
    /// Transactions on a bill.
    Transactions,
    /// A bare count or ratio.
    Plain,
}

/// What is allowed for one quantity, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What it counts or measures.
    pub unit: Unit,
    /// The smallest number allowed.
    pub minimum: Decimal,
    /// The largest number allowed.
    pub maximum: Decimal,
    /// Digits after the decimal sign; 0 for whole numbers.
    pub decimals: u32,
}

/// Every number that a user can type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// VMs in a pool.
    Vms,
    /// Hours that a pool is kept.
    HoursKept,
    /// Jobs to run in the charge period.
    Jobs,
    /// Minutes that one job runs.
    MinutesPerJob,
    /// Rows that one job reads.
    RowsPerJob,
    /// Seconds that one row takes.
    SecondsPerRow,
    /// Instances of the plan.
    Instances,
    /// Compute hours that a plan includes or that other services use of it.
    ComputeHours,
    /// Transactions that a plan includes or that other services use of it.
    Transactions,
    /// Days for which a plan is paid by its daily meter.
    ChargeDays,
    /// One price of a price book.
    Price,
    /// Discount on list prices.
    DiscountPercent,
    /// Markup on discounted prices.
    MarkupPercent,
    /// What one unit of the price book's currency is worth in the bill's.
    ExchangeRate,
    /// Hours over which the jobs of one occurrence arrive.
    WindowHours,
    /// Hours within which all jobs are to be done.
    DeadlineHours,
    /// Share of the jobs that are to start in time.
    DeadlinePercent,
    /// Minutes within which jobs are to start.
    DeadlineMinutes,
    /// Minutes that a pool waits for more jobs before it is resized to zero.
    GraceMinutes,
    /// Jobs that one VM runs at once.
    JobsPerVm,
    /// Minutes until a VM is ready.
    ProvisionMinutes,
    /// Minutes until a VM that is to go is deleted.
    ReleaseMinutes,
    /// VMs that the account may have in a pool.
    VmQuota,
    /// Pools that the account may have at the same time.
    Pools,
    /// Classic endpoints over which the jobs are spread.
    Endpoints,
    /// Minutes in the shared classic queue.
    WaitMinutes,
    /// How likely an arrival is in an hour of the week, beside the other hours.
    HourWeight,
    /// Jobs of one list.
    ManyJobs,
    /// Jobs that a loop runs at once.
    JobsAtOnce,
}

impl Quantity {
    /// All of them, in table order.
    pub const ALL: [Self; 29] = [
        Self::Vms,
        Self::HoursKept,
        Self::Jobs,
        Self::MinutesPerJob,
        Self::RowsPerJob,
        Self::SecondsPerRow,
        Self::Instances,
        Self::ComputeHours,
        Self::Transactions,
        Self::ChargeDays,
        Self::Price,
        Self::DiscountPercent,
        Self::MarkupPercent,
        Self::ExchangeRate,
        Self::WindowHours,
        Self::DeadlineHours,
        Self::DeadlinePercent,
        Self::DeadlineMinutes,
        Self::GraceMinutes,
        Self::JobsPerVm,
        Self::ProvisionMinutes,
        Self::ReleaseMinutes,
        Self::VmQuota,
        Self::Pools,
        Self::Endpoints,
        Self::WaitMinutes,
        Self::HourWeight,
        Self::ManyJobs,
        Self::JobsAtOnce,
    ];

    /// The table. Where Microsoft set a limit per customer (VMs in a pool), none is public: the bound is ours,
    /// wide enough for any account.
    #[must_use]
    pub const fn bound(self) -> Bound {
        match self {
            Self::Vms => whole(Unit::Vms, 0, 10_000),
            Self::HoursKept => fine(Unit::Hours, 0, 100_000, 4),
            Self::Jobs => whole(Unit::Jobs, 0, 1_000_000_000),
            Self::MinutesPerJob => fine(Unit::Minutes, 0, 100_000, 4),
            // Source: facts B.7, FAQ 06/02/2017 (verified): at most 2,147,483,647 rows.
            Self::RowsPerJob => whole(Unit::Rows, 0, 2_147_483_647),
            Self::SecondsPerRow => fine(Unit::Seconds, 0, 86_400, 6),
            Self::Instances => whole(Unit::Instances, 1, 1_000),
            Self::ComputeHours => fine(Unit::ComputeHours, 0, 1_000_000_000, 4),
            Self::Transactions => whole(Unit::Transactions, 0, 1_000_000_000),
            Self::ChargeDays => whole(Unit::Days, 1, 31),
            Self::Price => fine(Unit::Money, 0, 1_000_000, 6),
            Self::DiscountPercent => fine(Unit::Percent, 0, 100, 4),
            Self::MarkupPercent => fine(Unit::Percent, 0, 1_000, 4),
            // Zero would make everything free: the smallest rate is one step.
            Self::ExchangeRate => Bound {
                minimum: Decimal::from_parts(1, 0, 0, false, 6),
                ..fine(Unit::Plain, 0, 1_000_000, 6)
            },
            Self::WindowHours => fine(Unit::Hours, 0, 744, 4),
            Self::DeadlineHours => fine(Unit::Hours, 0, 100_000, 4),
            Self::DeadlinePercent => whole(Unit::Percent, 1, 100),
            Self::DeadlineMinutes => fine(Unit::Minutes, 0, 100_000, 4),
            Self::GraceMinutes => fine(Unit::Minutes, 0, 100_000, 4),
            Self::JobsPerVm => whole(Unit::Jobs, 1, 100),
            Self::ProvisionMinutes => fine(Unit::Minutes, 0, 1_440, 4),
            Self::ReleaseMinutes => fine(Unit::Minutes, 0, 1_440, 4),
            Self::VmQuota => whole(Unit::Vms, 1, 10_000),
            Self::Pools => whole(Unit::Plain, 1, 10_000),
            // Source: facts B.7, Azure ML guidance (verified): up to 10,000 endpoints per web service.
            Self::Endpoints => whole(Unit::Plain, 1, 10_000),
            Self::ManyJobs => whole(Unit::Jobs, 1, 100_000),
            Self::JobsAtOnce => whole(Unit::Jobs, 1, 1_000),
            Self::WaitMinutes => fine(Unit::Minutes, 0, 100_000, 4),
            Self::HourWeight => whole(Unit::Plain, 0, 1_000_000),
        }
    }

    /// Reads a number as typed and holds it to the table.
    ///
    /// # Errors
    /// When the text is not one number ([`number::read`]), is below [`Bound::minimum`] or above [`Bound::maximum`],
    /// or has more digits after the decimal sign than [`Bound::decimals`].
    pub fn read(self, typed: &str) -> Result<Decimal, Problem> {
        self.hold(number::read(typed).map_err(Problem::NotOneNumber)?)
    }

    /// Holds a number to the table.
    ///
    /// # Errors
    /// When the number is below [`Bound::minimum`] or above [`Bound::maximum`], or has more digits after the decimal
    /// sign than [`Bound::decimals`].
    pub fn hold(self, value: Decimal) -> Result<Decimal, Problem> {
        let bound = self.bound();
        if value < bound.minimum {
            Err(Problem::TooSmall { found: value, bound })
        } else if value > bound.maximum {
            Err(Problem::TooLarge { found: value, bound })
        } else if value.normalize().scale() > bound.decimals {
            Err(Problem::TooFine { found: value, bound })
        } else {
            Ok(value)
        }
    }
}

/// Why a typed number cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is not one number.
    NotOneNumber(NotOneNumber),
    /// It is below the smallest.
    TooSmall {
        /// The number typed.
        found: Decimal,
        /// What is allowed.
        bound: Bound,
    },
    /// It is above the largest.
    TooLarge {
        /// The number typed.
        found: Decimal,
        /// What is allowed.
        bound: Bound,
    },
    /// It has too many digits after the decimal sign.
    TooFine {
        /// The number typed.
        found: Decimal,
        /// What is allowed.
        bound: Bound,
    },
}

const fn whole(unit: Unit, minimum: u32, maximum: u32) -> Bound {
    fine(unit, minimum, maximum, 0)
}

const fn fine(unit: Unit, minimum: u32, maximum: u32, decimals: u32) -> Bound {
    Bound {
        unit,
        minimum: Decimal::from_parts(minimum, 0, 0, false, 0),
        maximum: Decimal::from_parts(maximum, 0, 0, false, 0),
        decimals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bound_reads_its_own_ends_and_refuses_the_next_step() {
        for quantity in Quantity::ALL {
            let bound = quantity.bound();
            let step = Decimal::new(1, bound.decimals);
            assert_eq!(quantity.read(&bound.minimum.to_string()), Ok(bound.minimum), "{quantity:?}");
            assert_eq!(quantity.read(&bound.maximum.to_string()), Ok(bound.maximum), "{quantity:?}");
            let over = (bound.maximum + step).to_string();
            assert!(matches!(quantity.read(&over), Err(Problem::TooLarge { .. })), "{quantity:?}: {over}");
            let under = (bound.minimum - step).to_string();
            assert!(matches!(quantity.read(&under), Err(Problem::TooSmall { .. })), "{quantity:?}: {under}");
            let fine = (bound.minimum + step / Decimal::TEN).to_string();
            assert!(matches!(quantity.read(&fine), Err(Problem::TooFine { .. })), "{quantity:?}: {fine}");
        }
    }
}
