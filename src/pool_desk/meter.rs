//! What the user says of the plan that pays: which it is, and when its charge period ends.

use crate::billing::Tier;
use crate::units::{MS_PER_DAY, Quantity, Timestamp};

use super::periods::{PERIOD_DAYS, Periods};

/// The plan and its charge period as told, worth keeping: nobody types them anew at each visit.
///
/// ```
/// use poolwise::billing::Tier;
/// use poolwise::pool_desk::MeterTerms;
/// use poolwise::units::{MS_PER_DAY, Timestamp};
/// let day = |day: u64| Timestamp::from_ms(day * MS_PER_DAY);
/// let terms = MeterTerms { tier: Tier::S2, told: Some((day(100), 12)) };
/// assert_eq!(MeterTerms::from_text(&terms.to_text(), day(103)), Some(terms));
/// assert_eq!([100, 103, 112, 113].map(|at| terms.days_left(day(at))), [12, 9, 30, 29]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeterTerms {
    /// The plan.
    pub tier: Tier,
    /// When it was told how many days are left, and how many; `None` while nobody said.
    pub told: Option<(Timestamp, u64)>,
}

impl MeterTerms {
    /// Days left of the charge period at a moment, one that has begun counted whole; all of it while nobody said.
    #[must_use]
    pub fn days_left(self, now: Timestamp) -> u64 {
        let Some((told, days_left)) = self.told else { return PERIOD_DAYS.into() };
        if now <= told {
            return days_left;
        }
        let end = Periods::told(told, days_left).end_at(now.after_ms(1));
        end.ms_since(now).div_ceil(MS_PER_DAY)
    }

    /// As it is kept on the device.
    #[must_use]
    pub fn to_text(self) -> String {
        let told = self.told.map(|(at, days_left)| format!(" {days_left} {}", at.ms()));
        [self.tier.name(), told.as_deref().unwrap_or_default()].concat()
    }

    /// What was kept; `None` where it is damaged. What was told in the future of a clock that has been set back is not
    /// believed.
    #[must_use]
    pub fn from_text(text: &str, now: Timestamp) -> Option<Self> {
        let mut parts = text.split(' ');
        let tier = Tier::from_name(parts.next()?)?;
        let told = match parts.next() {
            None => None,
            Some(days) => {
                let days_left = u64::try_from(Quantity::ChargeDays.read(days).ok()?).ok()?;
                let at = Timestamp::from_ms(parts.next()?.parse().ok()?);
                (at <= now).then_some((at, days_left))
            }
        };
        parts.next().is_none().then_some(Self { tier, told })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_not_believed() {
        let now = Timestamp::from_ms(1_000);
        let read = |text| MeterTerms::from_text(text, now);
        for text in [
            "",
            "S9",
            "S1 ",
            "S1 12",
            "S1 0 5",
            "S1 32 5",
            "S1 12 -5",
            "S1 12 5 6",
            "S1 x 5",
            " S1",
            "S1 12 ",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read("S1"), Some(MeterTerms { tier: Tier::S1, told: None }));
        // Told in a second that is still to come.
        assert_eq!(read("S3 12 1001"), Some(MeterTerms { tier: Tier::S3, told: None }));
        assert_eq!(read("S3 12 1000"), Some(MeterTerms { tier: Tier::S3, told: Some((now, 12)) }));
    }

    #[test]
    fn days_left_are_those_of_the_period() {
        let told = Timestamp::from_ms(40 * MS_PER_DAY);
        let terms = MeterTerms { tier: Tier::S1, told: Some((told, 30)) };
        let at = |ms: u64| terms.days_left(told.after_ms(ms));
        assert_eq!([0, 1, MS_PER_DAY - 1, MS_PER_DAY, MS_PER_DAY + 1].map(at), [30, 30, 30, 29, 29]);
        // Of the moment at which one period ends the next has all its days left.
        assert_eq!([30 * MS_PER_DAY - 1, 30 * MS_PER_DAY, 90 * MS_PER_DAY].map(at), [1, 30, 30]);
        assert_eq!(MeterTerms { told: None, ..terms }.days_left(told), 30);
    }
}
