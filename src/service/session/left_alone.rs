//! Services that asked to be left alone for a while, by `Retry-After`: nothing is asked of them by itself until then.
//!
//! The pool service and each web service are parties of their own. What a user presses goes out all the same, refresh
//! among it, which ends the wait.

use std::collections::BTreeMap;

use super::Session;
use super::requests::{Purpose, Waiting};
use crate::service::connection::ServiceAddress;
use crate::service::endpoint::Call;
use crate::units::Timestamp;

/// Until when each party is left alone; moments that have passed are taken out as time moves on.
#[derive(Clone, Debug, Default)]
pub(super) struct LeftAlone {
    pools: Option<Timestamp>,
    services: BTreeMap<ServiceAddress, Timestamp>,
}

impl LeftAlone {
    /// Until when no pool is read.
    pub(super) const fn pools(&self) -> Option<Timestamp> {
        self.pools
    }

    /// Whether a web service is left alone.
    pub(super) fn has(&self, service: &ServiceAddress) -> bool {
        self.services.contains_key(service)
    }

    /// When the next web service may be asked again.
    pub(super) fn next_end(&self) -> Option<Timestamp> {
        self.services.values().min().copied()
    }
}

impl Session {
    /// The service that answered a request asked for so much time.
    pub(super) fn leave_alone(&mut self, now: Timestamp, purpose: &Purpose, ms: u64) {
        let until = now.after_ms(ms);
        match purpose {
            Purpose::Create | Purpose::Pool | Purpose::Read => {
                self.left_alone.pools = self.left_alone.pools.max(Some(until));
            }
            Purpose::Job(ticket) => {
                let Some(service) = self.jobs.get(*ticket).map(|job| job.service.clone()) else { return };
                let last = self.left_alone.services.entry(service).or_insert(now);
                let is_news = *last <= now;
                *last = until.max(*last);
                if is_news {
                    self.mark_readable();
                }
            }
        }
    }

    /// Those whose time is over may be asked again.
    pub(super) fn end_waits(&mut self, now: Timestamp) {
        self.left_alone.pools = self.left_alone.pools.filter(|until| *until > now);
        let before = self.left_alone.services.len();
        self.left_alone.services.retain(|_, until| *until > now);
        if self.left_alone.services.len() < before {
            self.mark_readable();
        }
    }

    /// Whoever presses refresh knows better.
    pub(super) fn end_all_waits(&mut self) {
        self.left_alone = LeftAlone::default();
    }

    /// Whether a request that nobody presses for waits because its web service asked for time.
    pub(super) fn is_held_back(&self, waiting: &Waiting) -> bool {
        let Purpose::Job(ticket) = &waiting.purpose else { return false };
        matches!(waiting.call, Call::SubmitJob(_) | Call::StartJob(_) | Call::JobStatus(_))
            && self.jobs.get(*ticket).is_some_and(|job| self.left_alone.has(&job.service))
    }
}
