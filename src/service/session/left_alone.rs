//! Services that asked for time, or turned requests away as too many: nothing is asked of them by itself for a while.
//!
//! The pool service and each web service are parties of their own. What a user presses goes out all the same, refresh
//! among it, which ends the wait; what is repeated, follows by itself or waits in the outbox does not.

use std::collections::BTreeMap;

use super::Session;
use super::pace::rest_ms;
use super::requests::{Flight, Purpose, Waiting};
use super::roster::Roster;
use crate::service::connection::ServiceAddress;
use crate::service::endpoint::Call;
use crate::service::error::ServiceError;
use crate::units::{Random, Timestamp};

/// How one party is left alone.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    /// Until when; `None` once that has passed.
    until: Option<Timestamp>,
    /// Whether the service named the time.
    is_asked: bool,
    /// Readings that began a rest, in a row: none has gone well since.
    reading: u32,
    /// The same of all that is no reading: a service that takes no job may well tell of those that it has.
    doing: u32,
}

impl Rest {
    const fn times(&mut self, call: &Call) -> &mut u32 {
        if call.is_reading() { &mut self.reading } else { &mut self.doing }
    }

    /// Requests that were on their way together are turned away together: one rest counts once.
    fn begin(&mut self, now: Timestamp, call: &Call, asked_ms: Option<u64>, random: &mut Random) {
        let is_new = self.until.is_none();
        let times = self.times(call);
        *times = times.saturating_add(u32::from(is_new));
        let rest_ms = rest_ms(*times, asked_ms, random);
        self.is_asked |= asked_ms.is_some();
        self.until = self.until.max(Some(now.after_ms(rest_ms)));
    }

    fn end(&mut self, now: Timestamp) {
        self.until = self.until.filter(|until| *until > now);
        self.is_asked &= self.until.is_some();
    }

    fn asked_until(&self) -> Option<Timestamp> {
        self.until.filter(|_| self.is_asked)
    }
}

/// How each party is left alone.
#[derive(Clone, Debug, Default)]
pub(super) struct LeftAlone {
    pools: Rest,
    services: BTreeMap<ServiceAddress, Rest>,
}

impl LeftAlone {
    /// Until when the pool service is left alone.
    pub(super) const fn pools(&self) -> Option<Timestamp> {
        self.pools.until
    }

    /// Whether a web service is left alone.
    pub(super) fn has(&self, service: &ServiceAddress) -> bool {
        self.services.get(service).is_some_and(|rest| rest.until.is_some())
    }

    fn of(&mut self, purpose: &Purpose, jobs: &Roster) -> Option<&mut Rest> {
        match purpose {
            Purpose::Create | Purpose::Pool | Purpose::Read => Some(&mut self.pools),
            Purpose::Job(ticket) => {
                Some(self.services.entry(jobs.get(*ticket)?.service.clone()).or_default())
            }
        }
    }

    /// When the next party may be asked again.
    pub(super) fn next_end(&self) -> Option<Timestamp> {
        let services = self.services.values().filter_map(|rest| rest.until);
        services.chain(self.pools.until).min()
    }
}

impl Session {
    /// Services that asked the page to wait, and until when it does; `None` is the pool service.
    pub fn left_alone(&self) -> impl Iterator<Item = (Option<&ServiceAddress>, Timestamp)> {
        let LeftAlone { pools, services } = &self.left_alone;
        let services =
            services.iter().filter_map(|(service, rest)| Some((Some(service), rest.asked_until()?)));
        pools.asked_until().map(|until| (None, until)).into_iter().chain(services)
    }

    /// A service turned a request away as too many.
    pub(super) fn leave_alone(&mut self, now: Timestamp, flight: &Flight, error: &ServiceError) {
        if let Some(rest) = self.left_alone.of(&flight.purpose, &self.jobs) {
            rest.begin(now, &flight.call, error.retry_after_ms(), &mut self.random);
        }
    }

    /// A service did what it was asked: whatever rest comes next is the first one again, and its key is right.
    pub(super) fn was_served(&mut self, flight: &Flight) {
        if let Some(rest) = self.left_alone.of(&flight.purpose, &self.jobs) {
            *rest.times(&flight.call) = 0;
        }
        match &flight.purpose {
            // A reading may have been on its way when the key was refused.
            _ if flight.call.is_reading() => {}
            Purpose::Create | Purpose::Pool | Purpose::Read => self.halted = None,
            Purpose::Job(ticket) => {
                if let Some(job) = self.jobs.get(*ticket) {
                    self.shut.remove(&job.service);
                }
            }
        }
    }

    /// Those whose time is over may be asked again.
    pub(super) fn end_waits(&mut self, now: Timestamp) {
        self.left_alone.pools.end(now);
        self.left_alone.services.values_mut().for_each(|rest| rest.end(now));
    }

    /// Whoever presses refresh knows better.
    pub(super) fn end_all_waits(&mut self) {
        self.left_alone = LeftAlone::default();
    }

    /// Whether a request that nobody pressed waits because its service is left alone.
    pub(super) fn is_held_back(&self, waiting: &Waiting) -> bool {
        !waiting.is_pressed
            && match &waiting.purpose {
                Purpose::Create | Purpose::Pool | Purpose::Read => self.left_alone.pools().is_some(),
                Purpose::Job(ticket) => {
                    self.jobs.get(*ticket).is_some_and(|job| self.left_alone.has(&job.service))
                }
            }
    }
}
