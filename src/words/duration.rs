use rust_decimal::Decimal;

use super::{Figures, Language};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A length of time in its two largest units, rounded to the smaller: `2 days 3 h`, `1 h 30 min`, `45 s`, `0.2 s`.
///
/// ```
/// use poolwise::words::{Language, PlainFigures, duration};
/// let written = |ms| duration(ms, Language::English, &PlainFigures(Language::English)).replace('\u{a0}', " ");
/// assert_eq!(written(5_400_000), "1 h 30 min");
/// assert_eq!(written(36_000_000), "10 h");
/// assert_eq!(written(250), "0.25 s");
/// ```
#[must_use]
pub fn duration(ms: u64, language: Language, figures: &dyn Figures) -> String {
    let (day, days) = match language {
        Language::English => ("day", "days"),
        Language::Swedish => ("dygn", "dygn"),
    };
    let (large, small) = match ms {
        0..MINUTE => {
            let seconds = Decimal::from_i128_with_scale(ms.into(), 3);
            return format!("{}\u{a0}s", figures.number(seconds, if ms < 10 * SECOND { 2 } else { 0 }));
        }
        MINUTE..HOUR => (MINUTE, SECOND),
        HOUR..DAY => (HOUR, MINUTE),
        _ => (DAY, HOUR),
    };
    let rounded = ms.saturating_add(small / 2) / small * small;
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
