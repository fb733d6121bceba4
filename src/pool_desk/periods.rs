//! When a plan's charge periods end.

use crate::units::{MS_PER_DAY, Timestamp};

/// Days of a charge period.
pub(super) const PERIOD_DAYS: u32 = 30;

/// The same in milliseconds. Widening; `From` is not const.
const PERIOD_MS: u64 = PERIOD_DAYS as u64 * MS_PER_DAY;

/// Periods that are told apart, some eighty years: what is older than they are counts in the oldest of them.
const MOST_PERIODS: u64 = 1_000;

/// The charge periods of a plan, each beginning where the one before it ends.
///
/// **Source**: facts D.3 (verified): included quantities come anew every 30 days. Of which moment of a day, nothing says:
/// what is told of one period says when it ends, to the millisecond, and so when all others do.
///
/// ```
/// use poolwise::pool_desk::Periods;
/// use poolwise::units::{MS_PER_DAY, Timestamp};
/// let day = |day: u64| Timestamp::from_ms(day * MS_PER_DAY);
/// let periods = Periods::told(day(100), 12);
/// assert_eq!([100, 112, 113].map(|at| periods.end_at(day(at))), [day(112), day(112), day(142)]);
/// assert_eq!(periods.end_at(day(70)), day(82));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    begins: Timestamp,
    ends: Timestamp,
}

impl Periods {
    /// From what was told at a moment: so many days were left of a period.
    ///
    /// Where they are all that it has, or more, nothing says what was before: that counts in it, too. So it is as long as
    /// nobody has said how many are left, and what a pool used before the page looked is then never taken for free.
    #[must_use]
    pub const fn told(at: Timestamp, days_left: u64) -> Self {
        let left = days_left.saturating_mul(MS_PER_DAY);
        let begins = if left < PERIOD_MS { at.ms().saturating_sub(PERIOD_MS - left) } else { 0 };
        Self { begins: Timestamp::from_ms(begins), ends: at.after_ms(left) }
    }

    /// The end of the period that a moment is in; the moment at which one ends is still in it, so that what is shown then
    /// is the whole of it.
    #[must_use]
    pub fn end_at(self, moment: Timestamp) -> Timestamp {
        self.end_after(Timestamp::from_ms(moment.ms().saturating_sub(1)))
    }

    /// The end of the period in which what begins at `moment` is counted at `now`: never one after that of `now`.
    pub(super) fn end_of(self, moment: Timestamp, now: Timestamp) -> Timestamp {
        let last = self.end_at(now);
        let first = Timestamp::from_ms(last.ms().saturating_sub(MOST_PERIODS * PERIOD_MS));
        self.end_after(moment).max(first).min(last)
    }

    /// How many periods there are from the one that ends at `first` to the one that ends at `last`.
    pub(super) fn count(self, first: Timestamp, last: Timestamp) -> u64 {
        let ends = |from: Timestamp, to: Timestamp| {
            if from > to { 0 } else { (to.ms_since(from) / PERIOD_MS).saturating_add(1) }
        };
        ends(first, last.min(self.begins)).saturating_add(ends(first.max(self.ends), last))
    }

    /// The first end after a moment.
    fn end_after(self, moment: Timestamp) -> Timestamp {
        if moment >= self.ends {
            let whole = moment.ms_since(self.ends) / PERIOD_MS;
            return self.ends.after_ms(whole.saturating_add(1).saturating_mul(PERIOD_MS));
        }
        if moment >= self.begins {
            return self.ends;
        }
        let before = self.begins.ms_since(moment).saturating_sub(1) / PERIOD_MS;
        Timestamp::from_ms(self.begins.ms().saturating_sub(before.saturating_mul(PERIOD_MS)))
    }
}
