use core::cmp::Ordering;
use core::ops::{Add, Sub};

use rust_decimal::Decimal;

use crate::units::Money;

use super::price::Price;
use super::terms::Adjustment;

/// Parts of one unit of currency that an [`Exact`] counts: a millionth of it (a price's finest step) for a
/// millisecond of an hour.
const PARTS: i128 = 3_600_000_000_000;

/// How many [`PARTS`] a transaction costs per millionth in the price of a thousand.
const PARTS_PER_TRANSACTION: i128 = 3_600;

/// How many [`PARTS`] an hour, a month or a day costs per millionth in its price.
const PARTS_PER_WHOLE: i128 = 3_600_000;

/// An unrounded amount of money at list price: before discount, markup and exchange rate, in the price book's currency.
///
/// A whole number of 1 / 3 600 000 000 000 parts of the currency, in which every billed millisecond and every single
/// transaction costs a whole number of parts: sums, differences and comparisons are exact. It holds every bill whose
/// inputs are within [`crate::units::Quantity`], 10⁷ times over; what does not fit becomes the largest there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Exact(i128);

impl Exact {
    /// No money.
    pub const ZERO: Self = Self(0);

    pub(super) const fn from_parts(parts: i128) -> Self {
        Self(parts)
    }

    pub(super) const fn parts(self) -> i128 {
        self.0
    }

    /// So many times a price that is charged as a whole: plan instances × days.
    pub(super) fn whole(price: Price, count: u64) -> Self {
        Self(i128::from(price.micros()) * PARTS_PER_WHOLE).times(count.into())
    }

    /// One millisecond at a price per hour.
    pub(super) fn millisecond(price: Price) -> Self {
        Self(price.micros().into())
    }

    /// One transaction at a price per thousand.
    pub(super) fn transaction(price: Price) -> Self {
        Self(i128::from(price.micros()) * PARTS_PER_TRANSACTION)
    }

    pub(super) const fn times(self, count: i128) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// The amount as a decimal of at most 12 decimals, for showing; comparisons use `Exact` itself.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Ratio { numerator: self.0, denominator: PARTS }.decimal()
    }

    /// The amount in the bill's currency: adjusted, then rounded to the cent, halves away from zero.
    #[must_use]
    pub fn on_the_bill(self, adjustment: Adjustment) -> Money {
        self.billed(adjustment.factor())
    }

    /// The amount on a bill: `factor` times this, rounded to the cent, halves away from zero.
    ///
    /// An amount past the largest decimal (10²⁸) becomes that.
    pub(super) fn billed(self, factor: Factor) -> Money {
        const CENTS: u128 = PARTS.unsigned_abs() * Factor::ONE.0 / 100;
        let (cents, rest) = divide(product(self.0.unsigned_abs(), factor.0), CENTS);
        let rounded = cents.saturating_add(u128::from(rest >= CENTS - rest));
        let signed = i128::try_from(rounded).unwrap_or(i128::MAX) * if self.0 < 0 { -1 } else { 1 };
        Money::new(Decimal::try_from_i128_with_scale(signed, 2).unwrap_or(match signed {
            ..0 => Decimal::MIN,
            0.. => Decimal::MAX,
        }))
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Exact {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// What list prices are multiplied by, in steps of 10⁻¹⁸.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Factor(u128);

impl Factor {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ONE: Self = Self(1_000_000_000_000_000_000);

    /// The product of three factors, each in millionths.
    pub(super) const fn of_millionths(discount: u64, markup: u64, rate: u64) -> Self {
        Self((discount as u128).saturating_mul(markup as u128).saturating_mul(rate as u128))
    }
}

/// An exact point on an axis: a fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// `numerator` / `denominator` in lowest terms; `None` when `denominator` is not positive.
    #[must_use]
    pub const fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let divisor = divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        Some(Self {
            numerator: numerator / divisor.cast_signed(),
            denominator: denominator / divisor.cast_signed(),
        })
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i128) -> Self {
        Self { numerator: number, denominator: 1 }
    }

    /// The number above the line.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The number below the line, at least 1.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The largest whole number that is not above it.
    #[must_use]
    pub const fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The smallest whole number that is not below it.
    #[must_use]
    pub const fn ceil(self) -> i128 {
        let floor = self.floor();
        if floor.saturating_mul(self.denominator) == self.numerator { floor } else { floor.saturating_add(1) }
    }

    /// It as a decimal of at most 12 decimals, cut, not rounded; for showing.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        let whole = self.numerator / self.denominator;
        let mut rest = self.numerator % self.denominator;
        let mut digits = whole;
        let mut scale = 0;
        while scale < 12 && rest != 0 {
            let (Some(next), Some(ten)) = (digits.checked_mul(10), rest.checked_mul(10)) else { break };
            let longer = next.saturating_add(ten / self.denominator);
            if Decimal::try_from_i128_with_scale(longer, scale + 1).is_err() {
                break;
            }
            (digits, rest, scale) = (longer, ten % self.denominator, scale + 1);
        }
        Decimal::try_from_i128_with_scale(digits, scale).map_or(Decimal::MAX, |value| value.normalize())
    }

    /// The nearest float, for a place on a chart and nothing else.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a chart has fewer places than a float has values")]
    pub fn chart_place(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The sign of `constant` + `slope` × this.
    pub(super) fn sign_on(self, constant: i128, slope: i128) -> Ordering {
        compare_products((constant, self.denominator), (slope.saturating_neg(), self.numerator))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        compare_products((self.numerator, other.denominator), (other.numerator, self.denominator))
    }
}

const fn divisor(mut a: u128, mut b: u128) -> u128 {
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}

fn compare_products(left: (i128, i128), right: (i128, i128)) -> Ordering {
    let signed =
        |(a, b): (i128, i128)| (a.signum() * b.signum(), product(a.unsigned_abs(), b.unsigned_abs()));
    let ((left_sign, left), (right_sign, right)) = (signed(left), signed(right));
    left_sign.cmp(&right_sign).then_with(|| if left_sign < 0 { right.cmp(&left) } else { left.cmp(&right) })
}

/// `a` × `b` in 256 bits: the upper half, the lower half.
const fn product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a_high, a_low, b_high, b_low) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let low = a_low * b_low;
    let middle = a_low * b_high + (low >> 64);
    let other = a_high * b_low + (middle & HALF);
    (a_high * b_high + (middle >> 64) + (other >> 64), (other << 64) | (low & HALF))
}

/// The quotient and the rest of 256 bits by a divisor below 2⁹⁶; a quotient past 128 bits becomes the largest there is.
fn divide((high, low): (u128, u128), by: u128) -> (u128, u128) {
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for half in [high, low] {
        for shift in [96, 64, 32, 0] {
            rest = (rest << 32) | ((half >> shift) & u128::from(u32::MAX));
            if quotient >> 96 != 0 {
                return (u128::MAX, 0);
            }
            quotient = (quotient << 32) | (rest / by);
            rest %= by;
        }
    }
    (quotient, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_products_and_quotients_agree_with_narrow_ones() {
        assert_eq!(product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
        assert_eq!(product(1 << 100, 1 << 100), (1 << 72, 0));
        assert_eq!(product(12_345_678_901, 98_765_432_109), (0, 12_345_678_901 * 98_765_432_109));
        let by = 36_000_000_000_000_000_000_000_000_000;
        let dividend = 123_456_789_012_345_678_901_234_567_890_123_456_789_u128;
        assert_eq!(divide((0, dividend), by), (dividend / by, dividend % by));
        let (high, low) = product(dividend, by);
        assert_eq!(divide((high, low + 7), by), (dividend, 7));
        assert_eq!(divide((u128::MAX, 0), 3), (u128::MAX, 0));
    }

    #[test]
    fn rounds_once_at_the_cent() {
        let check = |parts: i128, cents: i64| {
            assert_eq!(Exact(parts).billed(Factor::ONE), Money::cents(cents), "{parts} parts");
        };
        check(PARTS, 100);
        check(PARTS / 200, 1);
        check(PARTS / 200 - 1, 0);
        check(-PARTS / 200, -1);
        check(PARTS / 100 * 3 / 2 - 1, 1);
        assert_eq!(Exact(i128::MAX).billed(Factor(u128::MAX)), Money::new(Decimal::MAX));
        assert_eq!(Exact(i128::MIN).billed(Factor(u128::MAX)), Money::new(Decimal::MIN));
        assert_eq!(Exact(PARTS / 3).decimal().to_string(), "0.333333333333");
        assert_eq!(Exact(i128::MAX).decimal().to_string(), "47261439850130342147690917.698");
    }

    #[test]
    fn ratios_are_ordered_and_rounded_exactly() {
        let half = Ratio::new(2, 4).unwrap();
        assert_eq!((half.numerator(), half.denominator()), (1, 2));
        assert_eq!((half.floor(), half.ceil()), (0, 1));
        let below = Ratio::new(-7, 2).unwrap();
        assert_eq!((below.floor(), below.ceil()), (-4, -3));
        assert!(below < half);
        assert!(Ratio::new(i128::MAX - 1, i128::MAX).unwrap() < Ratio::whole(1));
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(half.sign_on(-1, 2), Ordering::Equal);
        assert_eq!(half.sign_on(-1, 3), Ordering::Greater);
        assert_eq!(half.sign_on(1, -3), Ordering::Less);
    }
}
