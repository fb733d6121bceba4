use core::fmt;

use rust_decimal::Decimal;

use crate::units::{BilledTime, MS_PER_HOUR, Problem, Quantity};

/// One list price of a price book, in the book's currency.
///
/// Whole millionths of the currency, at most 1,000,000 of it ([`Quantity::Price`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(u64);

impl Price {
    /// A price of whole cents; more than the largest price becomes that.
    #[must_use]
    pub const fn cents(cents: u32) -> Self {
        let micros = cents as u64 * 10_000;
        Self(if micros > 1_000_000_000_000 { 1_000_000_000_000 } else { micros })
    }

    /// A price without cents; more than the largest price becomes that.
    #[must_use]
    pub const fn whole(units: u32) -> Self {
        Self(if units > 1_000_000 { 1_000_000_000_000 } else { units as u64 * 1_000_000 })
    }

    /// A price as an exact decimal.
    ///
    /// # Errors
    /// When it is not within [`Quantity::Price`].
    pub fn new(price: Decimal) -> Result<Self, Problem> {
        Quantity::Price.hold(price).map(|price| Self(steps(price, 6)))
    }

    /// A price of so many millionths; `None` above the largest price.
    pub(super) fn of_micros(micros: u64) -> Option<Self> {
        (micros <= 1_000_000_000_000).then_some(Self(micros))
    }

    /// Millionths of the currency.
    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// The price as an exact decimal.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(self.0.into(), 6).normalize()
    }
}

/// A currency by its three-letter code.
///
/// Three capital letters, as in ISO 4217; no list of currencies is held, so that any can be typed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// US dollars, in which Microsoft's prices are.
    pub const USD: Self = Self(*b"USD");

    /// The currency of a code; small letters are read as capitals, white space around is left out.
    ///
    /// # Errors
    /// When the text is not three letters from A to Z.
    pub fn read(code: &str) -> Result<Self, NotACurrency> {
        let found = code.trim();
        match found.as_bytes() {
            &[a, b, c] if found.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                Ok(Self([a, b, c].map(|byte| byte.to_ascii_uppercase())))
            }
            _ => Err(NotACurrency { found: found.chars().take(20).collect() }),
        }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that is no currency code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACurrency {
    /// What was found, cut to 20 characters.
    pub found: String,
}

/// Compute hours as typed to billed time; exact for up to four decimals of an hour ([`Quantity::ComputeHours`]).
///
/// # Errors
/// When the hours are not within [`Quantity::ComputeHours`].
pub fn billed_hours(hours: Decimal) -> Result<BilledTime, Problem> {
    let held = Quantity::ComputeHours.hold(hours)?;
    Ok(BilledTime::from_ms(steps(held, 4).saturating_mul(MS_PER_HOUR / 10_000)))
}

/// How many steps of the last of `decimals` decimals a held number has; it fits, being within a row of the table.
pub(super) fn steps(held: Decimal, decimals: u32) -> u64 {
    let mut scaled = held;
    scaled.rescale(decimals);
    u64::try_from(scaled.mantissa()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_currencies_and_hours_are_held() {
        assert_eq!(Price::new(Decimal::new(5, 1)), Ok(Price::cents(50)));
        assert_eq!(Price::cents(50).decimal().to_string(), "0.5");
        assert!(matches!(Price::new(Decimal::new(1, 7)), Err(Problem::TooFine { .. })));
        assert!(matches!(Price::new(Decimal::new(-1, 0)), Err(Problem::TooSmall { .. })));
        assert!(matches!(Price::new(Decimal::new(1_000_001, 0)), Err(Problem::TooLarge { .. })));
        assert_eq!(Price::new(Decimal::new(1_000_000, 0)).unwrap().micros(), 1_000_000_000_000);
        assert_eq!(Currency::read(" sek ").unwrap().code(), "SEK");
        for wrong in ["", "kr", "EURO", "U5D", "€€€", "åäö"] {
            assert!(Currency::read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(billed_hours(Decimal::new(1, 4)), Ok(BilledTime::from_ms(360)));
        assert_eq!(billed_hours(Decimal::new(25, 0)), Ok(BilledTime::from_hours(25)));
    }
}
