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
}

impl Quantity {
    /// All of them, in table order.
    pub const ALL: [Self; 7] = [
        Self::Vms,
        Self::HoursKept,
        Self::Jobs,
        Self::MinutesPerJob,
        Self::RowsPerJob,
        Self::SecondsPerRow,
        Self::Instances,
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
        }
    }

    /// Reads a number as typed and holds it to the table.
    ///
    /// # Errors
    /// When the text is not one number ([`number::read`]), is below [`Bound::minimum`] or above [`Bound::maximum`],
    /// or has more digits after the decimal sign than [`Bound::decimals`].
    pub fn read(self, typed: &str) -> Result<Decimal, Problem> {
        let bound = self.bound();
        let value = number::read(typed).map_err(Problem::NotOneNumber)?;
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
