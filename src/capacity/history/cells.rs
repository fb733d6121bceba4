use rust_decimal::RoundingStrategy;

use crate::units::number::{self, NotOneNumber};
use crate::units::{Decimal, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND};

/// A moment in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A date and time, in milliseconds since 1 January 1970, UTC.
    Dated(u64),
    /// A number of seconds from some moment, in milliseconds.
    Counted(u64),
}

/// Reads a moment: ISO 8601 (`2017-04-19T08:30:00Z`, `2017-04-19 08:30`, `2017-04-19`, with offset or fraction; without
/// offset it is UTC), or seconds. Numbers from 10¹¹ on are milliseconds since 1970: as seconds they would be after
/// the year 5000.
pub(super) fn moment(cell: &[u8]) -> Option<Moment> {
    if let Some(ms) = number_ms(cell, MS_PER_SECOND) {
        let is_ms = ms >= 100_000_000_000 * MS_PER_SECOND;
        return Some(if is_ms { Moment::Dated(ms / MS_PER_SECOND) } else { Moment::Counted(ms) });
    }
    let (day_ms, rest) = date_ms(cell)?;
    let Some((separator, time)) = rest.split_first() else { return Some(Moment::Dated(day_ms)) };
    if !matches!(separator, b'T' | b't' | b' ') {
        return None;
    }
    let (clock, offset) = match time.iter().position(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-')) {
        Some(at) => time.split_at(at),
        None => (time, &[][..]),
    };
    let local_ms = i64::try_from(day_ms.checked_add(clock_ms(clock.trim_ascii())?)?).ok()?;
    let utc_ms = local_ms.checked_sub(offset_ms(offset)?)?;
    u64::try_from(utc_ms).ok().map(Moment::Dated)
}

/// Reads a duration in milliseconds: a number of the column's unit, or `h:mm:ss`, with a fraction and with days in
/// front (`1.02:03:04`) where there are any.
pub(super) fn duration_ms(cell: &[u8], unit_ms: u64) -> Option<u64> {
    if !cell.contains(&b':') {
        return number_ms(cell, unit_ms);
    }
    let (hours, rest) = split(cell, b':')?;
    let (minutes, seconds) = split(rest, b':')?;
    let (days, hours) = split(hours, b'.').unwrap_or((b"0", hours));
    let (minutes, seconds_ms) = (digits(minutes, 2)?, fraction_ms(seconds, MS_PER_SECOND)?);
    if minutes >= 60 || seconds_ms >= MS_PER_MINUTE {
        return None;
    }
    digits(days, 6)?
        .checked_mul(MS_PER_DAY)?
        .checked_add(digits(hours, 6)?.checked_mul(MS_PER_HOUR)?)?
        .checked_add(minutes * MS_PER_MINUTE + seconds_ms)
}

/// The two readings of a number that may have a decimal comma or one between thousands, `1,234`; `None` for all else.
pub(super) fn two_readings(cell: &[u8]) -> Option<(Decimal, Decimal)> {
    if !cell.contains(&b',') {
        return None;
    }
    match number::read(core::str::from_utf8(cell).ok()?) {
        Err(NotOneNumber::Ambiguous { fraction, thousands, .. }) => Some((fraction, thousands)),
        _ => None,
    }
}

/// A number as the form's fields take it, where it has one reading, in units of `unit_ms`, to the nearest millisecond.
fn number_ms(cell: &[u8], unit_ms: u64) -> Option<u64> {
    if cell.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && let Some(ms) = fraction_ms(cell, unit_ms)
    {
        return Some(ms);
    }
    let typed =
        core::str::from_utf8(cell).ok().filter(|typed| typed.starts_with(|c: char| c.is_ascii_digit()))?;
    value_ms(number::read(typed).ok()?, unit_ms)
}

/// A number in units of `unit_ms`, to the nearest millisecond.
pub(super) fn value_ms(value: Decimal, unit_ms: u64) -> Option<u64> {
    let ms = value.checked_mul(Decimal::from(unit_ms))?;
    u64::try_from(ms.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)).ok()
}

/// A plain number with a decimal point or comma, in units of `unit_ms`, to the nearest millisecond.
fn fraction_ms(cell: &[u8], unit_ms: u64) -> Option<u64> {
    const MILLIONTHS: u128 = 1_000_000;
    let (whole, fraction) = match cell.iter().position(|byte| matches!(byte, b'.' | b',')) {
        Some(at) => (cell.get(..at)?, cell.get(at + 1..)?),
        None => (cell, &[][..]),
    };
    if whole.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let padded = fraction.iter().copied().chain(core::iter::repeat(b'0')).take(6);
    let fraction = padded.fold(0_u128, |sum, digit| sum * 10 + u128::from(digit - b'0'));
    let number = u128::from(digits(whole, 15)?) * MILLIONTHS + fraction;
    u64::try_from((number * u128::from(unit_ms) + MILLIONTHS / 2) / MILLIONTHS).ok()
}

/// Milliseconds from 1970 to a date from then on, and what follows it.
fn date_ms(cell: &[u8]) -> Option<(u64, &[u8])> {
    let (date, rest) = cell.split_at_checked(10)?;
    let (&[_, _, _, _, b'-', _, _, b'-', _, _], year) =
        (date.first_chunk::<10>()?, digits(date.get(..4)?, 4)?)
    else {
        return None;
    };
    let (month, day) = (digits(date.get(5..7)?, 2)?, digits(date.get(8..)?, 2)?);
    if year < 1970 || !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
        return None;
    }
    // Days before 1 March of a year that begins in March: February, the odd one, comes last.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 1;
    // 719,468 days from 1 March of year 0 to 1 January 1970.
    Some((days.checked_sub(719_468)? * MS_PER_DAY, rest))
}

const fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`.
fn clock_ms(clock: &[u8]) -> Option<u64> {
    let (hours, rest) = split(clock, b':')?;
    let (minutes, seconds) = split(rest, b':').unwrap_or((rest, b"0"));
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let seconds_ms = fraction_ms(seconds, MS_PER_SECOND)?;
    // A minute may have a 61st second; 24:00 is the next day's midnight.
    let is_clock = hours <= 24 && minutes < 60 && seconds_ms < 61 * MS_PER_SECOND;
    is_clock.then_some(hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds_ms)
}

/// Nothing, `Z`, `+HH`, `+HHMM` or `+HH:MM`, in milliseconds.
fn offset_ms(offset: &[u8]) -> Option<i64> {
    let (sign, rest) = match offset.split_first() {
        None => return Some(0),
        Some((b'Z' | b'z', [])) => return Some(0),
        Some((b'+', rest)) => (1, rest),
        Some((b'-', rest)) => (-1, rest),
        Some(_) => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (rest, &b"0"[..]),
        4 => rest.split_at_checked(2)?,
        _ => split(rest, b':')?,
    };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let ms = i64::try_from(hours * MS_PER_HOUR + minutes * MS_PER_MINUTE).ok()?;
    (hours < 24 && minutes < 60).then_some(sign * ms)
}

fn split(cell: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let position = cell.iter().position(|byte| *byte == at)?;
    Some((cell.get(..position)?, cell.get(position + 1..)?))
}

/// One to `most` digits.
fn digits(cell: &[u8], most: usize) -> Option<u64> {
    let fits = !cell.is_empty() && cell.len() <= most && cell.iter().all(u8::is_ascii_digit);
    fits.then(|| cell.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_moment(cell: &str, expected: Option<Moment>) {
        assert_eq!(moment(cell.as_bytes()), expected, "{cell:?}");
    }

    /// Source: POSIX time of 2017-04-19T08:30:00Z is 1,492,590,600 (`date -u -d … +%s`); 2000-02-29 is day 11,016.
    #[test]
    fn reads_moments() {
        let dated = |seconds: u64| Some(Moment::Dated(seconds * 1_000));
        check_moment("2017-04-19T08:30:00Z", dated(1_492_590_600));
        check_moment("2017-04-19 08:30", dated(1_492_590_600));
        check_moment("2017-04-19T10:30:00+02:00", dated(1_492_590_600));
        check_moment("2017-04-19T01:30:00-0700", dated(1_492_590_600));
        check_moment("2017-04-19T10:30+02", dated(1_492_590_600));
        check_moment("2017-04-19T08:30:00.1239999Z", Some(Moment::Dated(1_492_590_600_124)));
        check_moment("2017-04-19 08:30:00,5", Some(Moment::Dated(1_492_590_600_500)));
        check_moment("1970-01-01", dated(0));
        check_moment("2000-02-29", dated(11_016 * 86_400));
        check_moment("2016-12-31T24:00", dated(1_483_228_800));
        check_moment("1492590600000", dated(1_492_590_600));
        check_moment("1492590600", Some(Moment::Counted(1_492_590_600_000)));
        check_moment("0.0005", Some(Moment::Counted(1)));
        check_moment("2017-04-19 08:30:00,123", Some(Moment::Dated(1_492_590_600_123)));
        check_moment("1,492,590,600", Some(Moment::Counted(1_492_590_600_000)));
        for wrong in [
            "",
            "x",
            "1969-12-31",
            "1970-01-01T00:30+01:00",
            "2017-02-29",
            "1900-02-29",
            "2017-13-01",
            "2017-00-01",
            "2017-01-32",
            "2017-1-1",
            "19/04/2017",
            "2017-04-19T",
            "2017-04-19T8",
            "2017-04-19T25:00",
            "2017-04-19T08:60",
            "2017-04-19T08:30:99",
            "2017-04-19T08:30Zulu",
            "2017-04-19T08:30+2:xx",
            "-5",
            "1e5",
            "NaN",
            "2017-04-19å",
            "99999999999999999999",
        ] {
            check_moment(wrong, None);
        }
    }

    #[track_caller]
    fn check_duration(cell: &str, unit_ms: u64, expected: Option<u64>) {
        assert_eq!(duration_ms(cell.as_bytes(), unit_ms), expected, "{cell:?}");
    }

    #[test]
    fn reads_durations() {
        check_duration("0", 1_000, Some(0));
        check_duration("12.5", 1_000, Some(12_500));
        check_duration("12,5", 60_000, Some(750_000));
        check_duration("7", 1, Some(7));
        check_duration("1,234,567", 1, Some(1_234_567));
        check_duration("1.234.567", 1, Some(1_234_567));
        check_duration("1,234.5", 1_000, Some(1_234_500));
        check_duration("1\u{a0}234,5", 1_000, Some(1_234_500));
        check_duration("0,125", 1_000, Some(125));
        check_duration("12.345", 1_000, Some(12_345));
        check_duration("0:00:01,250", 1_000, Some(1_250));
        check_duration("1:02:03", 1_000, Some(3_723_000));
        check_duration("00:00:01.5", 60_000, Some(1_500));
        check_duration("100:00:00", 1_000, Some(360_000_000));
        check_duration("1.02:03:04.0050000", 1_000, Some(93_784_005));
        for wrong in [
            "", "-1", "1:2", "1:60:00", "1:00:60", "::", "1::2", ":1:2", "1:2:3:4", "5 s", ".", "1.x",
            "1..2", "1,234", "12,345", "1,2,3", "1,23,456",
        ] {
            check_duration(wrong, 1_000, None);
        }
    }
}
