//! Practice time, which may run faster than the clock on the wall.

use crate::units::Timestamp;

/// How fast practice time runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Speed {
    /// As the clock on the wall.
    Real,
    /// A minute each second.
    Minute,
    /// An hour each second.
    Hour,
}

impl Speed {
    /// All of them, slowest first.
    pub const ALL: [Self; 3] = [Self::Real, Self::Minute, Self::Hour];

    /// How many times as fast as the clock on the wall.
    #[must_use]
    pub const fn factor(self) -> u64 {
        match self {
            Self::Real => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
        }
    }

    /// The factor as text, which is its key in a menu.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Real => "1",
            Self::Minute => "60",
            Self::Hour => "3600",
        }
    }

    /// The speed of that [`Speed::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.key() == key)
    }
}

/// A clock that follows the one on the wall, so many times as fast. It never goes back.
///
/// ```
/// use poolwise::pool_desk::{Clock, Speed};
/// use poolwise::units::Timestamp;
/// let noon = Timestamp::from_ms(1_000_000);
/// let mut clock = Clock::set(noon, noon, Speed::Minute);
/// assert_eq!(clock.now(noon.after_ms(1_000)).ms_since(noon), 60_000);
/// assert_eq!(clock.real_ms_until(noon, noon.after_ms(90_000)), 1_500);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    real: Timestamp,
    shown: Timestamp,
    speed: Speed,
}

impl Clock {
    /// A clock that shows `shown` when the one on the wall shows `real`.
    #[must_use]
    pub const fn set(real: Timestamp, shown: Timestamp, speed: Speed) -> Self {
        Self { real, shown, speed }
    }

    /// What it shows when the clock on the wall shows `real`.
    #[must_use]
    pub const fn now(&self, real: Timestamp) -> Timestamp {
        self.shown.after_ms(real.ms_since(self.real).saturating_mul(self.speed.factor()))
    }

    /// How long it takes on the wall until it shows `at`; 0 when it has.
    #[must_use]
    pub const fn real_ms_until(&self, real: Timestamp, at: Timestamp) -> u64 {
        at.ms_since(self.now(real)).div_ceil(self.speed.factor())
    }

    /// How fast it runs.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }
}
