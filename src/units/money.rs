use core::fmt;
use core::iter::Sum;
use core::ops::{Add, Sub};

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An exact amount of money in the price book's currency.
///
/// A decimal, never a float (I6). Amounts on a bill are rounded once, by [`Money::rounded`], at their line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(Decimal);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// An amount as given, unrounded.
    #[must_use]
    pub const fn new(amount: Decimal) -> Self {
        Self(amount)
    }

    /// An amount of whole cents: `Money::cents(14_600)` is 146.00.
    #[must_use]
    pub fn cents(cents: i64) -> Self {
        Self(Decimal::new(cents, 2))
    }

    /// The amount as an exact decimal.
    #[must_use]
    pub const fn amount(self) -> Decimal {
        self.0
    }

    /// The amount to the cent, halves away from zero. The only rounding of money there is.
    #[must_use]
    pub fn rounded(self) -> Self {
        let mut cents = self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        cents.rescale(2);
        Self(cents)
    }

    /// The nearest float, for the height of a mark on a chart and nothing else.
    #[must_use]
    pub fn chart_height(self) -> f64 {
        self.0.to_f64().unwrap_or_default()
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_halves_away_from_zero_and_shows_cents() {
        assert_eq!(Money::new(Decimal::new(1_005, 3)).rounded().to_string(), "1.01");
        assert_eq!(Money::new(Decimal::new(-1_005, 3)).rounded().to_string(), "-1.01");
        assert_eq!(Money::new(Decimal::new(146, 0)).rounded().to_string(), "146.00");
    }
}
