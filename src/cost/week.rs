use crate::capacity::HOURS_IN_WEEK;
use crate::units::Quantity;
use rust_decimal::prelude::ToPrimitive;

/// Hours in a day.
const HOURS_IN_DAY: usize = 24;

/// A whole number for each hour of the week, from Monday 00:00: weights of arrivals, or VMs of a pool.
///
/// As text, runs of equal hours with points between: `0*8.4*9.0*151` is four from 8 to 17 on Monday. A run is a number, or
/// a number, `*` and how many hours; all runs together are the 168 hours of the week. Written, a run is as long as it can
/// be, so that equal weeks have equal texts.
///
/// ```
/// use poolwise::cost::Week;
/// use poolwise::units::Quantity;
/// let week = Week::read("0*8.4*9.0*151", Quantity::Vms).unwrap();
/// assert_eq!((week.hour(0, 8), week.hour(0, 17), week.peak()), (4, 0, 4));
/// assert_eq!(week.to_text(), "0*8.4*9.0*151");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week(Box<[u32; HOURS_IN_WEEK]>);

/// Why a text is no [`Week`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WeekProblem {
    /// A run is no number, or no number, `*` and how many hours.
    NotARun {
        /// The run, cut to 20 characters.
        found: String,
    },
    /// A number is above the bounds table's.
    TooLarge {
        /// The number.
        found: u64,
        /// The largest.
        most: u32,
    },
    /// The runs are fewer or more hours than a week has.
    NotAWeek {
        /// Their hours.
        found: usize,
    },
}

impl Week {
    /// A week from its hours.
    #[must_use]
    pub fn new(hours: [u32; HOURS_IN_WEEK]) -> Self {
        Self(Box::new(hours))
    }

    /// A week from its text; white space around is left out.
    ///
    /// # Errors
    /// When a run is unreadable or above `quantity`'s maximum, or the runs are not 168 hours together.
    pub fn read(text: &str, quantity: Quantity) -> Result<Self, WeekProblem> {
        let most = quantity.bound().maximum.to_u32().unwrap_or(u32::MAX);
        let mut hours = Box::new([0; HOURS_IN_WEEK]);
        let mut read = 0_usize;
        for run in text.trim().split('.') {
            let (number, count) = run.split_once('*').unwrap_or((run, "1"));
            let (Some(found), Some(count)) = (whole(number), whole(count).filter(|count| *count > 0)) else {
                return Err(WeekProblem::NotARun { found: run.chars().take(20).collect() });
            };
            let Some(value) = u32::try_from(found).ok().filter(|value| *value <= most) else {
                return Err(WeekProblem::TooLarge { found, most });
            };
            let end = read.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
            if let Some(run) = hours.get_mut(read..end) {
                run.fill(value);
            }
            read = end;
        }
        if read == HOURS_IN_WEEK { Ok(Self(hours)) } else { Err(WeekProblem::NotAWeek { found: read }) }
    }

    /// The text that [`Week::read`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for run in self.0.chunk_by(|one, next| one == next) {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&run.first().copied().unwrap_or_default().to_string());
            if run.len() > 1 {
                text.push('*');
                text.push_str(&run.len().to_string());
            }
        }
        text
    }

    /// Its hours, from Monday 00:00.
    #[must_use]
    pub const fn hours(&self) -> &[u32; HOURS_IN_WEEK] {
        &self.0
    }

    /// The number of an hour; days from 0, Monday. 0 outside the week.
    #[must_use]
    pub fn hour(&self, day: usize, hour: usize) -> u32 {
        self.0.get(day.saturating_mul(HOURS_IN_DAY).saturating_add(hour)).copied().unwrap_or_default()
    }

    /// The largest number.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.0.iter().copied().max().unwrap_or_default()
    }

    /// The same week with another peak, each hour rounded up: as a pool of another size is kept by it.
    #[must_use]
    pub fn scaled_to(&self, peak: u32) -> Self {
        let was = u64::from(self.peak().max(1));
        let scaled = self
            .0
            .map(|hour| u32::try_from((u64::from(hour) * u64::from(peak)).div_ceil(was)).unwrap_or(u32::MAX));
        Self(Box::new(scaled))
    }

    /// Calls `each` with every unbroken stretch of hours for which VMs are kept, in the first `hours` of weeks one after
    /// the other: how many VMs alike, from which hour, until which.
    pub(super) fn stretches(&self, hours: u64, each: &mut dyn FnMut(u32, u64, u64)) {
        let mut below = 0;
        // No list of levels, which would have to be sorted: that weighs more than all the rest.
        while let Some(level) = self.0.iter().copied().filter(|count| *count > below).min() {
            let alike = level - below;
            below = level;
            let mut since = None;
            for (hour, count) in (0..hours).zip(self.0.iter().cycle()) {
                match (*count >= level, since) {
                    (true, None) => since = Some(hour),
                    (false, Some(from)) => {
                        each(alike, from, hour);
                        since = None;
                    }
                    _ => {}
                }
            }
            if let Some(from) = since {
                each(alike, from, hours);
            }
        }
    }
}

/// Digits and nothing else: no sign, no space.
fn whole(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: WeekProblem) {
        assert_eq!(Week::read(text, Quantity::Vms), Err(expected), "{text:?}");
    }

    #[test]
    fn what_is_no_week_is_said_to_be_none() {
        let not_a_run = |found: &str| WeekProblem::NotARun { found: found.to_owned() };
        check("", not_a_run(""));
        check("0*8..1", not_a_run(""));
        check("-1*168", not_a_run("-1*168"));
        check("+1*168", not_a_run("+1*168"));
        check("1*0.1*168", not_a_run("1*0"));
        check("1*168*1", not_a_run("1*168*1"));
        check("99999999999999999999999", not_a_run("99999999999999999999"));
        check("10001*168", WeekProblem::TooLarge { found: 10_001, most: 10_000 });
        check("1*167", WeekProblem::NotAWeek { found: 167 });
        check("1*169", WeekProblem::NotAWeek { found: 169 });
        check("1*18446744073709551615.1*3", WeekProblem::NotAWeek { found: usize::MAX });
    }

    #[test]
    fn stretches_run_over_the_week_end() {
        let mut found = Vec::new();
        let week = Week::read("2.1.0*165.3", Quantity::Vms).expect("a week");
        week.stretches(200, &mut |vms, from, to| found.push((vms, from, to)));
        found.sort_unstable();
        assert_eq!(
            found,
            [(1, 0, 1), (1, 0, 2), (1, 167, 168), (1, 167, 169), (1, 167, 170)]
                .into_iter()
                .collect::<Vec<_>>()
        );
    }
}
