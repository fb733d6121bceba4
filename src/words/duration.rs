use rust_decimal::Decimal;

use super::{Figures, Language};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A length of time in its two largest units, rounded to the smaller: `2 days 3 h`, `1 h 30 min`, `45 s`, `0.2 s`.
///
/// ```
/// use poolwise::words::{Language, duration};
/// let written = |ms| duration(ms, Language::English).replace('\u{a0}', " ");
/// assert_eq!(written(5_400_000), "1 h 30 min");
/// assert_eq!(written(36_000_000), "10 h");
/// assert_eq!(written(250), "0.25 s");
/// ```
#[must_use]
pub fn duration(ms: u64, language: Language) -> String {
    let figures = Figures(language);
    let (day, days) = match language {
        Language::English => ("day", "days"),
        Language::Swedish => ("dygn", "dygn"),
    };
    // Rounded first: 59.8 s is a minute, 59 min 59.8 s an hour, 23 h 59.5 min a day.
    let to = |unit: u64| ms.saturating_add(unit / 2) / unit * unit;
    let (large, small) = match (to(SECOND), to(MINUTE)) {
        (0..MINUTE, _) => {
            let (shown, decimals) = if ms < 10 * SECOND { (ms, 2) } else { (to(SECOND), 0) };
            let seconds = Decimal::from_i128_with_scale(shown.into(), 3);
            return format!("{}\u{a0}s", figures.number(seconds, decimals));
        }
        (MINUTE..HOUR, _) => (MINUTE, SECOND),
        (_, 0..DAY) => (HOUR, MINUTE),
        _ => (DAY, HOUR),
    };
    let rounded = to(small);
    let unit = |count: u64, length: u64| match length {
        SECOND => "s",
        MINUTE => "min",
        HOUR => "h",
        _ if count == 1 => day,
        _ => days,
    };
    let part =
        |count: u64, length: u64| format!("{}\u{a0}{}", figures.number(count.into(), 0), unit(count, length));
    match (rounded / large, rounded % large / small) {
        (many, 0) => part(many, large),
        (many, rest) => format!("{} {}", part(many, large), part(rest, small)),
    }
}
