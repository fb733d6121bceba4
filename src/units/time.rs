use core::iter::Sum;
use core::ops::{Add, Sub};

use rust_decimal::Decimal;

/// Milliseconds in a second.
pub const MS_PER_SECOND: u64 = 1_000;
/// Milliseconds in a minute.
pub const MS_PER_MINUTE: u64 = 60 * MS_PER_SECOND;
/// Milliseconds in an hour.
pub const MS_PER_HOUR: u64 = 60 * MS_PER_MINUTE;
/// Milliseconds in a day.
pub const MS_PER_DAY: u64 = 24 * MS_PER_HOUR;

/// Time that is paid for, summed over VMs or jobs, in whole milliseconds (I6).
///
/// It is divided into hours once, at the line of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BilledTime(u64);

impl BilledTime {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// So many milliseconds.
    #[must_use]
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// So many whole hours; what does not fit becomes the largest time there is.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self(hours.saturating_mul(MS_PER_HOUR))
    }

    /// The milliseconds.
    #[must_use]
    pub const fn ms(self) -> u64 {
        self.0
    }

    /// Hours to ten decimals, for showing; money is computed from milliseconds.
    #[must_use]
    pub fn hours(self) -> Decimal {
        super::money::quotient(self.0.into(), MS_PER_HOUR, 10)
    }

    /// This time, so many times over (VMs, jobs); what does not fit becomes the largest time there is.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count))
    }
}

impl Add for BilledTime {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for BilledTime {
    type Output = Self;

    /// What is left, never below zero.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for BilledTime {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Add::add)
    }
}

/// A moment: milliseconds since 1 January 1970, UTC. Always an argument of the core, never read by it (I2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(u64);

impl Timestamp {
    /// So many milliseconds since 1 January 1970, UTC.
    #[must_use]
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1 January 1970, UTC.
    #[must_use]
    pub const fn ms(self) -> u64 {
        self.0
    }

    /// This moment and so many milliseconds more.
    #[must_use]
    pub const fn after_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from an earlier moment to this one; zero when the other is later (clocks are set back).
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
