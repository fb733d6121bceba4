use core::fmt;
use core::iter::Sum;
use core::ops::{Add, Sub};

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An exact amount of money in the price book's currency.
///
/// A decimal, never a float (I6). Amounts on a bill are rounded once, by [`Money::rounded`], at their line. Nothing has no
/// sign: no amount is `-0.00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(Decimal);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(Decimal::from_parts(0, 0, 0, false, 2));

    /// An amount as given, unrounded; written with its cents, be they none.
    #[must_use]
    pub fn new(amount: Decimal) -> Self {
        // A decimal keeps the sign of what was rounded away, or taken from itself.
        let mut amount = if amount.is_zero() { amount.abs() } else { amount };
        if amount.scale() < 2 {
            amount.rescale(2);
        }
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
        Self::new(cents)
    }

    /// The nearest float, for the height of a mark on a chart and nothing else.
    #[must_use]
    pub fn chart_height(self) -> f64 {
        self.0.to_f64().unwrap_or_default()
    }
}

/// A whole number divided by another, to so many decimals, halves away from zero; 0 where the divisor is 0.
///
/// Division of decimals in general takes more of the page than all that divides in it.
#[must_use]
pub fn quotient(dividend: i128, divisor: u64, decimals: u32) -> Decimal {
    let divisor = i128::from(divisor);
    let scaled = 10_i128.checked_pow(decimals).and_then(|ten| dividend.checked_mul(ten));
    let Some(scaled) = scaled.filter(|_| divisor != 0) else { return Decimal::ZERO };
    let half = if scaled < 0 { -(divisor / 2) } else { divisor / 2 };
    Decimal::try_from_i128_with_scale((scaled + half) / divisor, decimals).unwrap_or_default().normalize()
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.0.saturating_sub(other.0))
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
    fn quotients_round_halves_away_from_zero() {
        for (dividend, divisor, decimals, expected) in [
            (1, 3, 4, "0.3333"),
            (2, 3, 4, "0.6667"),
            (-1, 2, 0, "-1"),
            (5, 2, 0, "3"),
            (10, 5, 6, "2"),
            (1, 0, 2, "0"),
        ] {
            assert_eq!(quotient(dividend, divisor, decimals).to_string(), expected, "{dividend} / {divisor}");
        }
        assert_eq!(quotient(i128::MAX, 1, 10), Decimal::ZERO);
    }

    #[test]
    fn nothing_has_no_sign() {
        let dime = Money::cents(10);
        for nothing in [
            Money::ZERO - Money::ZERO,
            Money::cents(0) - Money::ZERO,
            Money::ZERO - Money::cents(0),
            dime - dime,
            Money::ZERO - dime + dime,
            Money::new(-Decimal::ZERO),
            Money::new(Decimal::new(-4, 3)).rounded(),
        ] {
            assert_eq!(nothing, Money::ZERO);
            assert!(!nothing.to_string().starts_with('-'), "{nothing}");
        }
    }

    #[test]
    fn rounds_halves_away_from_zero_and_shows_cents() {
        assert_eq!(Money::new(Decimal::new(1_005, 3)).rounded().to_string(), "1.01");
        assert_eq!(Money::new(Decimal::new(-1_005, 3)).rounded().to_string(), "-1.01");
        assert_eq!(Money::new(Decimal::new(146, 0)).rounded().to_string(), "146.00");
    }
}
