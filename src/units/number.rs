//! Numbers as people type them, in English or Swedish, to exact decimals.
//!
//! A decimal comma or point; spaces of any kind, apostrophes and underscores between thousands; a leading plus or
//! either minus sign. One comma before exactly three digits (`1,500`) may mean 1.5 or 1500: that is asked, never
//! guessed.

use rust_decimal::Decimal;

/// The most characters that are read as a number; more is no number that anyone typed.
pub const LONGEST: usize = 40;

/// Why a text is not one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOneNumber {
    /// Nothing but white space.
    Empty,
    /// Something that is no number, as typed (cut to [`LONGEST`] characters).
    NotANumber {
        /// What was typed.
        found: String,
    },
    /// Two readings are possible.
    Ambiguous {
        /// What was typed.
        found: String,
        /// The separator read as the decimal sign.
        fraction: Decimal,
        /// The separator read as grouping thousands.
        thousands: Decimal,
    },
}

/// Reads a number as typed.
///
/// # Errors
/// When the text is empty, no number, longer than [`LONGEST`] characters, has more than 28 digits, or has two readings.
///
/// ```
/// use poolwise::units::{number, Decimal};
/// assert_eq!(number::read("1 234,5"), Ok(Decimal::new(12_345, 1)));
/// assert_eq!(number::read("1,234.5"), Ok(Decimal::new(12_345, 1)));
/// assert!(matches!(number::read("1,500"), Err(number::NotOneNumber::Ambiguous { .. })));
/// ```
pub fn read(typed: &str) -> Result<Decimal, NotOneNumber> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(NotOneNumber::Empty);
    }
    let not_a_number = || NotOneNumber::NotANumber { found: text.chars().take(LONGEST).collect() };
    if text.chars().count() > LONGEST {
        return Err(not_a_number());
    }
    let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let signed = |value: Decimal| if negative { -value } else { value };
    let plain = without_thousands_spaces(digits).ok_or_else(not_a_number)?;
    match separators(&plain).ok_or_else(not_a_number)? {
        Separators::Settled(number) => exact(&number).map(signed).ok_or_else(not_a_number),
        Separators::Open { fraction, thousands } => match (exact(&fraction), exact(&thousands)) {
            (Some(fraction), Some(thousands)) => Err(NotOneNumber::Ambiguous {
                found: text.to_owned(),
                fraction: signed(fraction),
                thousands: signed(thousands),
            }),
            _ => Err(not_a_number()),
        },
    }
}

enum Separators {
    Settled(String),
    Open { fraction: String, thousands: String },
}

/// Removes spaces that group thousands; `None` where they stand anywhere else.
fn without_thousands_spaces(digits: &str) -> Option<String> {
    let is_grouping = |c: char| c.is_whitespace() || matches!(c, '\u{2019}' | '\'' | '_');
    if !digits.contains(is_grouping) {
        return Some(digits.to_owned());
    }
    let (whole, fraction) = match digits.find([',', '.']) {
        Some(at) => digits.split_at_checked(at)?,
        None => (digits, ""),
    };
    let groups: Vec<&str> = whole.split(is_grouping).collect();
    (grouped_in_thousands(&groups) && !fraction.contains(is_grouping)).then(|| groups.concat() + fraction)
}

fn separators(text: &str) -> Option<Separators> {
    let commas = text.matches(',').count();
    let points = text.matches('.').count();
    let settled = |number: String| Some(Separators::Settled(number));
    match (commas, points) {
        (0, 0 | 1) => settled(text.to_owned()),
        (1, 0) => {
            let fraction = text.replace(',', ".");
            let groups: Vec<&str> = text.split(',').collect();
            if grouped_in_thousands(&groups) && !text.starts_with('0') {
                Some(Separators::Open { fraction, thousands: groups.concat() })
            } else {
                settled(fraction)
            }
        }
        (_, 0) => ungrouped(text, ',', "").and_then(settled),
        (0, _) => ungrouped(text, '.', "").and_then(settled),
        (_, 1) if text.rfind(',') < text.find('.') => {
            let (whole, fraction) = text.split_at_checked(text.find('.')?)?;
            ungrouped(whole, ',', fraction).and_then(settled)
        }
        (1, _) if text.rfind('.') < text.find(',') => {
            let (whole, fraction) = text.split_at_checked(text.find(',')?)?;
            ungrouped(whole, '.', &fraction.replace(',', ".")).and_then(settled)
        }
        _ => None,
    }
}

fn ungrouped(whole: &str, separator: char, fraction: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(separator).collect();
    grouped_in_thousands(&groups).then(|| groups.concat() + fraction)
}

fn grouped_in_thousands(groups: &[&str]) -> bool {
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    match groups {
        [first, rest @ ..] => {
            (1..=3).contains(&first.len())
                && all_digits(first)
                && rest.iter().all(|group| group.len() == 3 && all_digits(group))
        }
        [] => false,
    }
}

/// Digits with at most one point, at least one digit, nothing else.
fn exact(plain: &str) -> Option<Decimal> {
    let shaped = plain.bytes().any(|byte| byte.is_ascii_digit())
        && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !shaped {
        return None;
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= 28)?;
    let digits = whole.bytes().chain(fraction.bytes());
    let mut mantissa = 0_i128;
    for digit in digits {
        mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok().map(|value| value.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let shown = match read(typed) {
            Ok(value) => value.to_string(),
            Err(NotOneNumber::Empty) => "empty".to_owned(),
            Err(NotOneNumber::NotANumber { .. }) => "not a number".to_owned(),
            Err(NotOneNumber::Ambiguous { fraction, thousands, .. }) => format!("{fraction} or {thousands}"),
        };
        assert_eq!(shown, expected, "typed {typed:?}");
    }

    #[test]
    fn reads_both_languages() {
        check("24", "24");
        check(" 24 ", "24");
        check("0,72", "0.72");
        check("0.72", "0.72");
        check(".5", "0.5");
        check("5,", "5");
        check("1 000 000", "1000000");
        check("1\u{a0}000\u{202f}000,25", "1000000.25");
        check("1'000", "1000");
        check("1,000,000", "1000000");
        check("1.000.000", "1000000");
        check("1,234.5", "1234.5");
        check("1.234,5", "1234.5");
        check("1.500", "1.5");
        check("+3", "3");
        check("\u{2212}3,5", "-3.5");
    }

    #[test]
    fn asks_where_two_readings_are_possible() {
        check("1,500", "1.5 or 1500");
        check("100,000", "100 or 100000");
        check("-1,500", "-1.5 or -1500");
        check("0,125", "0.125");
        check("1500,250", "1500.25");
    }

    #[test]
    fn refuses_the_rest() {
        check("", "empty");
        check(" \u{a0}", "empty");
        for typed in [
            "abc",
            "1e5",
            "NaN",
            "inf",
            "Infinity",
            "1 00",
            "1,0,0",
            "1..2",
            "1.2.3",
            "--1",
            "-",
            ",",
            ".",
            "0x10",
            "1 000 00",
            "٣",
            "1,234.5.6",
            "1.5 000",
            "99999999999999999999999999999",
            "12345678901234567890123456789012345678901",
        ] {
            check(typed, "not a number");
        }
    }
}
