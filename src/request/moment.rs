//! Moments as storage writes them (ISO 8601) to [`Timestamp`] and back, without a calendar library.

use crate::units::{MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Timestamp};

/// Reads `2015-04-05`, `2015-04-05T05:44Z`, `2015-04-05T05:44:55Z`, the last also with a fraction of a second or an
/// offset such as `+02:00` instead of `Z`; `None` for anything else, and for moments before 1970.
///
/// ```
/// use poolwise::request::moment;
/// use poolwise::units::Timestamp;
/// assert_eq!(moment::read("1970-01-02"), Some(Timestamp::from_ms(86_400_000)));
/// assert_eq!(moment::read("2015-02-29"), None);
/// ```
#[must_use]
pub fn read(text: &str) -> Option<Timestamp> {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let (year, month, day) =
        (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let midnight = days_from_1970(year, month, day)?.checked_mul(i64::try_from(MS_PER_DAY).ok()?)?;
    let within = match time {
        Some(time) => ms_of_time(time)?,
        None => 0,
    };
    u64::try_from(midnight.checked_add(within)?).ok().map(Timestamp::from_ms)
}

/// Writes a moment as `2015-04-05T05:44:55Z`; parts of a second are left out.
///
/// ```
/// use poolwise::request::moment;
/// use poolwise::units::Timestamp;
/// assert_eq!(moment::write(Timestamp::from_ms(86_400_000)), "1970-01-02T00:00:00Z");
/// ```
#[must_use]
pub fn write(moment: Timestamp) -> String {
    let (mut days, within) = (moment.ms() / MS_PER_DAY, moment.ms() % MS_PER_DAY);
    // Whole cycles of 400 years first, so that the walk over years stays short for any moment.
    let mut year = 1970 + 400 * (days / DAYS_PER_CYCLE);
    days %= DAYS_PER_CYCLE;
    while days >= days_in_year(year) {
        days -= days_in_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= u64::from(days_in_month(is_leap(year), month)) {
        days -= u64::from(days_in_month(is_leap(year), month));
        month += 1;
    }
    let (hour, rest) = (within / MS_PER_HOUR, within % MS_PER_HOUR);
    let (minute, second) = (rest / MS_PER_MINUTE, rest % MS_PER_MINUTE / MS_PER_SECOND);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
}

const DAYS_PER_CYCLE: u64 = 146_097;

fn number(text: &str, digits: usize) -> Option<u32> {
    let shaped = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    shaped.then(|| text.parse().ok()).flatten()
}

/// Milliseconds after midnight UTC; below zero or past a day when the offset moves it there.
fn ms_of_time(time: &str) -> Option<i64> {
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone_at);
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = match parts.next() {
        Some(second) => number(second, 2)?,
        None if fraction.is_none() => 0,
        None => return None,
    };
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(seconds * 1000 + ms_of_fraction(fraction)? - offset_ms(zone)?)
}

fn ms_of_fraction(fraction: Option<&str>) -> Option<i64> {
    let Some(fraction) = fraction else { return Some(0) };
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{fraction}00").get(..3)?.parse().ok()
}

fn offset_ms(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match zone.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 14 && minutes <= 59).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60_000)
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

const fn days_in_month(leap: bool, month: u32) -> u32 {
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    days_in_month(is_leap(u64::from(year)), month)
}

/// Days from 1 January 1970; below zero before it.
fn days_from_1970(year: u32, month: u32, day: u32) -> Option<i64> {
    let before = i64::from(year.checked_sub(1)?);
    let leaps = before / 4 - before / 100 + before / 400;
    let of_months: u32 = (1..month).map(|m| days_in(year, m)).sum();
    Some(before * 365 + leaps + i64::from(of_months) + i64::from(day) - 719_163)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(read(text).map(Timestamp::ms), expected, "{text}");
    }

    #[test]
    fn reads_the_forms_of_storage() {
        check("1970-01-01", Some(0));
        check("1970-01-01T00:00Z", Some(0));
        check("2000-03-01T00:00:00Z", Some(951_868_800_000));
        check("2015-04-05T05:44:55Z", Some(1_428_212_695_000));
        check("2015-04-05T05:44:55.1234567Z", Some(1_428_212_695_123));
        check("2015-04-05T05:44:55.5Z", Some(1_428_212_695_500));
        check("2015-04-05T07:44:55+02:00", Some(1_428_212_695_000));
        check("2015-04-04T21:44:55-08:00", Some(1_428_212_695_000));
        check("2016-02-29", Some(1_456_704_000_000));
        check("9999-12-31T23:59:59Z", Some(253_402_300_799_000));
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "2015",
            "2015-4-5",
            "2015-02-29",
            "2015-13-01",
            "2015-00-01",
            "2015-01-00",
            "2015-01-01T24:00Z",
            "2015-01-01T00:60Z",
            "2015-01-01T00:00",
            "2015-01-01T00Z",
            "1969-12-31",
            "0000-01-01",
            "2015-01-01T",
            "2015-01-01T00:00:00+2",
            "2015-01-01T00:00.5Z",
            "2015-01-01-01",
            "２０１５-01-01",
            "2015-01-01T00:00:00Zx",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for ms in (0..253_402_300_799).step_by(86_399 * 997).map(|s: u64| s * 1000) {
            assert_eq!(read(&write(Timestamp::from_ms(ms))), Some(Timestamp::from_ms(ms)));
        }
        assert_eq!(write(Timestamp::from_ms(1_456_704_000_000)), "2016-02-29T00:00:00Z");
        assert!(write(Timestamp::from_ms(u64::MAX)).ends_with('Z'));
    }
}
