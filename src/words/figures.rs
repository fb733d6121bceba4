use rust_decimal::Decimal;

use super::Language;

/// How figures are written in one language: decimal sign, thousands, currency.
///
/// The page has Intl behind it; the command line and the tests [`PlainFigures`]. Figures go in as exact decimals.
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
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainFigures(pub Language);

impl PlainFigures {
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
        self.written(value.round_dp(most).normalize())
    }

    fn fixed(&self, value: Decimal, decimals: u32) -> String {
        let mut rounded = value.round_dp(decimals);
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
        format!("{}\u{a0}%", self.number(ratio * Decimal::ONE_HUNDRED, most))
    }
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
    }
}
