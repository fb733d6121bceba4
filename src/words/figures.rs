use rust_decimal::{Decimal, RoundingStrategy};

use super::Language;

/// How figures are written in one language: decimal sign, thousands, currency, days.
///
/// Figures go in as exact decimals, and halves are rounded away from zero. A browser's Intl writes the same (but for
/// [`Self::money`] in other dollars), and its first figure takes a quarter of a second on a slow machine,
/// before anything can be used.
///
/// **Source**: Unicode CLDR for en-GB and sv-SE, as browsers have it (verified: `tests/e2e/parity.rs` compares with Intl).
/// English without a region would put the month first; an international tool puts the day first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures(pub Language);

/// Signs of much used currencies. The crown's is that of three: a bill is in one currency, which its user chose.
const SIGNS: [(&str, &str); 13] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("SEK", "kr"),
    ("NOK", "kr"),
    ("DKK", "kr"),
    ("BRL", "R$"),
    ("CZK", "Kč"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("PLN", "zł"),
    ("RUB", "₽"),
];

impl Figures {
    /// A number with at most `most` decimals and no trailing zeros.
    #[must_use]
    pub fn number(self, value: Decimal, most: u32) -> String {
        self.written(rounded(value, most).normalize())
    }

    /// A number with exactly `decimals` decimals.
    #[must_use]
    pub fn fixed(self, value: Decimal, decimals: u32) -> String {
        let mut rounded = rounded(value, decimals);
        rounded.rescale(decimals);
        self.written(rounded)
    }

    /// Money with its currency's sign: two decimals, more where `value` has more.
    ///
    /// Only the US dollar is `$`, since list prices are in it and may stand beside another dollar; a currency that has no
    /// sign here is written by its code.
    ///
    /// ```
    /// use poolwise::words::{Figures, Language};
    /// use rust_decimal::Decimal;
    /// let money = |language, currency| Figures(language).money(Decimal::new(-123_450, 2), currency);
    /// assert_eq!(money(Language::English, "USD"), "-$1,234.50");
    /// assert_eq!(money(Language::English, "SEK"), "-kr\u{a0}1,234.50");
    /// assert_eq!(money(Language::English, "AUD"), "-AUD\u{a0}1,234.50");
    /// assert_eq!(money(Language::Swedish, "EUR"), "\u{2212}1\u{a0}234,50\u{a0}€");
    /// ```
    #[must_use]
    pub fn money(self, value: Decimal, currency: &str) -> String {
        self.with_sign(self.fixed(value, value.normalize().scale().max(2)), currency)
    }

    /// Money to a whole unit of its currency, for what is no finer than that.
    #[must_use]
    pub fn whole_money(self, value: Decimal, currency: &str) -> String {
        self.with_sign(self.fixed(value, 0), currency)
    }

    /// A ratio as a percentage: 0.5 is 50 %.
    #[must_use]
    pub fn percent(self, ratio: Decimal, most: u32) -> String {
        let sign = if self.0 == Language::Swedish { "\u{a0}%" } else { "%" };
        self.number(ratio * Decimal::ONE_HUNDRED, most) + sign
    }

    /// A day such as `2016-07-15` in words: 15 July 2016. What is no day is given back as it is.
    ///
    /// ```
    /// use poolwise::words::{Figures, Language};
    /// assert_eq!(Figures(Language::English).day("2016-07-05"), "5 July 2016");
    /// assert_eq!(Figures(Language::Swedish).day("2016-07-05"), "5 juli 2016");
    /// assert_eq!(Figures(Language::English).day("July"), "July");
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

    fn with_sign(self, figure: String, currency: &str) -> String {
        let sign = SIGNS.iter().find(|(code, _)| *code == currency).map_or(currency, |(_, sign)| sign);
        if self.0 == Language::Swedish {
            return figure + "\u{a0}" + sign;
        }
        let (minus, figure) = figure.strip_prefix('-').map_or(("", &*figure), |figure| ("-", figure));
        // Letters would run into the figure.
        let space = if sign.ends_with(char::is_alphabetic) { "\u{a0}" } else { "" };
        [minus, sign, space, figure].concat()
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

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_each_language_its_own_way() {
        let value = Decimal::new(-123_456_750, 2);
        let (english, swedish) = (Figures(Language::English), Figures(Language::Swedish));
        assert_eq!(english.number(value, 2), "-1,234,567.5");
        assert_eq!(swedish.fixed(value, 2), "\u{2212}1\u{a0}234\u{a0}567,50");
        assert_eq!(english.money(Decimal::new(146, 0), "EUR"), "€146.00");
        assert_eq!(english.money(Decimal::new(5, 4), "NZD"), "NZD\u{a0}0.0005");
        assert_eq!(swedish.whole_money(Decimal::new(1467, 1), "SEK"), "147\u{a0}kr");
        assert_eq!(swedish.percent(Decimal::new(125, 3), 1), "12,5\u{a0}%");
        assert_eq!(english.percent(Decimal::new(1125, 4), 1), "11.3%");
    }
}
