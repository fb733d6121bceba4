//! Dates as the services write them, without a calendar crate.

use crate::units::{MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Timestamp};

/// Reads an ISO 8601 moment with `Z` or an offset: `2016-11-21T18:26:39.7108787Z`.
///
/// Fractions beyond milliseconds are dropped. `None` for anything else, and for years outside 1970–9999.
#[must_use]
pub fn read_utc(text: &str) -> Option<Timestamp> {
    let (date, time) = text.trim().split_once(['T', 't'])?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let days = days_since_1970(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let (clock, offset_ms) = split_offset(time)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let ms = clock_ms(clock)?.checked_add(fraction_ms(fraction)?)?;
    let utc = i64::try_from(days.checked_mul(MS_PER_DAY)?.checked_add(ms)?).ok()?.checked_sub(offset_ms)?;
    u64::try_from(utc).ok().map(Timestamp::from_ms)
}

/// The months in the dates of HTTP.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads an HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`.
#[must_use]
pub fn read_http_date(text: &str) -> Option<Timestamp> {
    let mut words = text.trim().split_once(", ")?.1.split(' ');
    let day = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)?;
    let year = words.next()?.parse().ok()?;
    let clock = clock_ms(words.next()?)?;
    if words.next() != Some("GMT") {
        return None;
    }
    let days = days_since_1970(year, u64::try_from(month).ok()? + 1, day)?;
    Some(Timestamp::from_ms(days.checked_mul(MS_PER_DAY)?.checked_add(clock)?))
}

/// Writes a moment as `2016-11-21T18:26:39.710Z`.
#[must_use]
pub fn write_utc(at: Timestamp) -> String {
    let (year, month, day) = date_of(at);
    let clock = clock_of(at);
    let thousandth = at.ms() % MS_PER_SECOND;
    format!("{year:04}-{month:02}-{day:02}T{clock}.{thousandth:03}Z")
}

/// Writes a moment as HTTP does: `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// **Source**: RFC 9110, 5.6.7 (verified).
#[must_use]
pub fn write_http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let name_of = |names: &[&'static str], at: u64| {
        usize::try_from(at).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
    };
    let (year, month, day) = date_of(at);
    let weekday = name_of(&DAYS, at.ms() / MS_PER_DAY % 7);
    let month = name_of(&MONTHS, month.saturating_sub(1));
    format!("{weekday}, {day:02} {month} {year:04} {} GMT", clock_of(at))
}

/// Hours, minutes and seconds, as all dates write them.
fn clock_of(at: Timestamp) -> String {
    let ms = at.ms() % MS_PER_DAY;
    let (hour, minute, second) = (ms / MS_PER_HOUR, ms / MS_PER_MINUTE % 60, ms / MS_PER_SECOND % 60);
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day.
const fn date_of(at: Timestamp) -> (u64, u64, u64) {
    let days = at.ms() / MS_PER_DAY;
    // Days are counted in 400-year eras that begin on 1 March, so that the leap day is the last of its year.
    let shifted = days.saturating_add(719_468);
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era.saturating_add(era.saturating_mul(400)) + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1970..=9999).contains(&year) || !(1..=longest).contains(&day) {
        return None;
    }
    let year = year - u64::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

fn clock_ms(clock: &str) -> Option<u64> {
    let mut parts = clock.split(':');
    let hour: u64 = parts.next()?.parse().ok()?;
    let minute: u64 = parts.next()?.parse().ok()?;
    let second: u64 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
    let fits = hour < 24 && minute < 60 && second <= 60 && parts.next().is_none();
    fits.then(|| hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND)
}

fn fraction_ms(fraction: &str) -> Option<u64> {
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    padded.parse().ok()
}

fn split_offset(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let at = time.find(['+', '-'])?;
    let (clock, offset) = time.split_at(at);
    let ms = i64::try_from(clock_ms(offset.get(1..)?)?).ok()?;
    Some((clock, if offset.starts_with('-') { -ms } else { ms }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(read_utc(text).map(Timestamp::ms), expected, "{text}");
    }

    #[test]
    fn reads_moments() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2016-11-21T18:26:39.7108787Z", Some(1_479_752_799_710));
        check("2016-11-21T19:26:39.71+01:00", Some(1_479_752_799_710));
        check("2024-02-29T00:00:00Z", Some(1_709_164_800_000));
        for text in ["2023-02-29T00:00:00Z", "1969-12-31T23:59:59Z", "2016-11-21", "2016-13-01T00:00:00Z", ""]
        {
            check(text, None);
        }
        assert_eq!(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT").map(Timestamp::ms), Some(784_111_777_000));
    }

    /// Source: RFC 9110, 5.6.7.
    #[test]
    fn writes_the_date_of_the_standard() {
        let written = |ms| write_http_date(Timestamp::from_ms(ms));
        assert_eq!(written(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(written(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    #[test]
    fn what_is_written_reads_back() {
        for day in 0..40_000 {
            let at = Timestamp::from_ms(day * MS_PER_DAY + day * 2_161);
            assert_eq!(read_utc(&write_utc(at)), Some(at), "{}", write_utc(at));
            let second = Timestamp::from_ms(at.ms() / MS_PER_SECOND * MS_PER_SECOND);
            assert_eq!(read_http_date(&write_http_date(at)), Some(second), "{}", write_http_date(at));
        }
    }
}
