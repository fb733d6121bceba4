use std::time::{Duration, Instant};

use super::super::net::real_now;
use crate::units::Timestamp;

/// The practice service's own time: it starts with the real one and runs so many times as fast.
pub(super) struct Clock {
    begun: Instant,
    start: Timestamp,
    pub(super) speed: u32,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "a practice service on a port runs by a real clock")]
    pub(super) fn start(speed: u32) -> Self {
        Self { begun: Instant::now(), start: real_now(), speed }
    }

    pub(super) fn now(&self) -> Timestamp {
        let micros = self.begun.elapsed().as_micros().saturating_mul(u128::from(self.speed));
        self.start.after_ms(u64::try_from(micros / 1_000).unwrap_or(u64::MAX))
    }

    /// How long so much practice time takes here.
    pub(super) fn real(&self, ms: u64) -> Duration {
        Duration::from_micros(ms.saturating_mul(1_000) / u64::from(self.speed.max(1)))
    }

    /// How long it is until a moment of practice time.
    pub(super) fn until(&self, at: Timestamp) -> Duration {
        // A millisecond more, so that the moment has come when the wait is over.
        self.real(at.ms_since(self.now()).saturating_add(1))
    }
}
