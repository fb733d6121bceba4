use rust_decimal::{Decimal, RoundingStrategy};

use super::Language;

/// How figures are written in one language: decimal sign, thousands, currency.
///
/// The page asks Intl for the signs of currencies other than the dollar; the command line and the tests have
/// [`PlainFigures`]. Figures go in as exact decimals, and halves are rounded away from zero.
pub trait Figures {
    /// A number with at most `most` decimals and no trailing zeros.
    fn number(&self, value: Decimal, most: u32) -> String;

    /// A number with exactly `decimals` decimals.
    fn fixed(&self, value: Decimal, decimals: u32) -> String;

    /// Money with its currency sign: two decimals, more where `value` has more.
    fn money(&self, value: Decimal, currency: &str) -> String;

    /// Money to a whole unit of its currency, for what is no finer than that.
    fn whole_money(&self, value: Decimal, currency: &str) -> String;

    /// A ratio as a percentage: 0.5 is 50 %.
    fn percent(&self, ratio: Decimal, most: u32) -> String;
}

/// Figures without a browser: the language's decimal sign and thousands, a currency code in front.
///
/// **Source**: Unicode CLDR for en-GB and sv-SE, as browsers have it (verified: `tests/e2e/parity.rs` compares with Intl).
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainFigures(pub Language);

impl PlainFigures {
    /// Money in US dollars with the sign of its own, as Intl writes it.
    ///
    /// ```
    /// use poolwise::words::{Language, PlainFigures};
    /// use rust_decimal::Decimal;
    /// let value = Decimal::new(-123_450, 2);
    /// assert_eq!(PlainFigures(Language::English).dollars(value, 2), "-$1,234.50");
    /// assert_eq!(PlainFigures(Language::Swedish).dollars(value, 2), "\u{2212}1\u{a0}234,50\u{a0}$");
    /// ```
    #[must_use]
    pub fn dollars(self, value: Decimal, decimals: u32) -> String {
        let figure = self.fixed(value, decimals);
        match (self.0, figure.strip_prefix('-')) {
            (Language::Swedish, _) => figure + "\u{a0}$",
            (Language::English, Some(figure)) => format!("-${figure}"),
            (Language::English, None) => format!("${figure}"),
        }
    }

    /// A day such as `2016-07-15` in words: 15 July 2016. What is no day is given back as it is.
    ///
    /// ```
    /// use poolwise::words::{Language, PlainFigures};
    /// assert_eq!(PlainFigures(Language::English).day("2016-07-05"), "5 July 2016");
    /// assert_eq!(PlainFigures(Language::Swedish).day("2016-07-05"), "5 juli 2016");
    /// assert_eq!(PlainFigures(Language::English).day("July"), "July");
    /// ```
    #[must_use]
    pub fn day(self, iso_day: &str) -> String {
        let months = match self.0 {
            Language::English => {
                "January February March April May June July August September October November December"
            }
            Language::Swedish => {
                "januari februari mars april maj juni juli augusti september oktober november december"
            }
        };
        let mut parts = iso_day.splitn(3, '-');
        let mut written = || {
            let year = parts.next()?.parse::<u16>().ok()?;
            let month = parts.next()?.parse::<usize>().ok()?.checked_sub(1)?;
            let month = months.split(' ').nth(month)?;
            let day = parts.next()?.parse::<u8>().ok()?;
            (1..=31).contains(&day).then(|| format!("{day} {month} {year}"))
        };
        written().unwrap_or_else(|| iso_day.to_owned())
    }

    fn written(self, value: Decimal) -> String {
        let plain = value.abs().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (thousands, decimal) = match self.0 {
            Language::English => (',', '.'),
            Language::Swedish => ('\u{a0}', ','),
        };
        let mut written = String::new();
        if value.is_sign_negative() && !value.is_zero() {
            written.push(if self.0 == Language::Swedish { '\u{2212}' } else { '-' });
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                written.push(thousands);
            }
            written.push(digit);
        }
        if !fraction.is_empty() {
            written.push(decimal);
            written.push_str(fraction);
        }
        written
    }
}

impl Figures for PlainFigures {
    fn number(&self, value: Decimal, most: u32) -> String {
        self.written(rounded(value, most).normalize())
    }

    fn fixed(&self, value: Decimal, decimals: u32) -> String {
        let mut rounded = rounded(value, decimals);
        rounded.rescale(decimals);
        self.written(rounded)
    }

    fn money(&self, value: Decimal, currency: &str) -> String {
        let decimals = value.normalize().scale().max(2);
        format!("{currency}\u{a0}{}", self.fixed(value, decimals))
    }

    fn whole_money(&self, value: Decimal, currency: &str) -> String {
        format!("{currency}\u{a0}{}", self.fixed(value, 0))
    }

    fn percent(&self, ratio: Decimal, most: u32) -> String {
        let sign = if self.0 == Language::Swedish { "\u{a0}%" } else { "%" };
        self.number(ratio * Decimal::ONE_HUNDRED, most) + sign
    }
}

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_each_language_its_own_way() {
        let value = Decimal::new(-123_456_750, 2);
        assert_eq!(PlainFigures(Language::English).number(value, 2), "-1,234,567.5");
        assert_eq!(PlainFigures(Language::Swedish).fixed(value, 2), "\u{2212}1\u{a0}234\u{a0}567,50");
        assert_eq!(PlainFigures(Language::English).money(Decimal::new(146, 0), "USD"), "USD\u{a0}146.00");
        assert_eq!(PlainFigures(Language::English).money(Decimal::new(5, 4), "USD"), "USD\u{a0}0.0005");
        assert_eq!(PlainFigures(Language::English).whole_money(Decimal::new(1467, 1), "USD"), "USD\u{a0}147");
        assert_eq!(PlainFigures(Language::Swedish).percent(Decimal::new(125, 3), 1), "12,5\u{a0}%");
        assert_eq!(PlainFigures(Language::English).percent(Decimal::new(1125, 4), 1), "11.3%");
    }
}
