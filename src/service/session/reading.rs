//! Reading pools: rounds, and believing only what is newer than what is known.

use std::collections::BTreeSet;

use super::pace::{MOST_BACKGROUND, Scene, pool_pause_ms};
use super::pools::speaks_of_the_pool;
use super::requests::{Flight, Purpose};
use super::view::{Creating, Notice, PoolView, Presence, RequestId};
use super::{MOST_GONE, MOST_PAST_STRETCHES, Session};
use crate::service::endpoint::{Answer, Call, page_address};
use crate::service::error::{Malformed, ServiceError};
use crate::service::meter::{Meter, Seen};
use crate::service::pool::{AllocationState, Pool, PoolId, PoolState};
use crate::service::profile::Operation;
use crate::units::{MS_PER_MINUTE, Timestamp, VmCount};

/// The most pages of one list that are read.
const MOST_PAGES: u32 = 100;
/// How long after a lost create an answer that lacks the pool means something.
const LOST_FOR_GOOD_MS: u64 = 2 * MS_PER_MINUTE;

/// Where the reading of pools is.
#[derive(Clone, Debug, Default)]
pub(super) struct Round {
    /// When the next reading begins; `None` while one is under way, or none ever will.
    pub(super) due: Option<Timestamp>,
    /// When pools were last read whole.
    pub(super) last: Option<Timestamp>,
    /// When the last reading began.
    pub(super) begun: Option<Timestamp>,
    pub(super) error: Option<ServiceError>,
    failures: u32,
    /// The list that is being read: its first request, when it was sent, pages so far and pools so far.
    list: Option<(RequestId, Timestamp, u32, BTreeSet<PoolId>)>,
    /// Pools that are being read one by one: still to ask, and asked.
    to_get: Vec<PoolId>,
    getting: usize,
    /// What went wrong with one of them.
    failed: Option<ServiceError>,
}

impl Round {
    /// A reading that is under way ends by an answer, never by time.
    pub(super) const fn is_under_way(&self) -> bool {
        self.list.is_some() || self.getting > 0
    }
}

impl Session {
    pub(super) fn read_soon(&mut self, now: Timestamp) {
        if self.can_read() {
            let soon = now.after_ms(500);
            self.reading.due = Some(self.reading.due.map_or(soon, |due| due.min(soon)));
        }
    }

    pub(super) fn read_pools(&mut self, now: Timestamp) {
        if self.left_alone.pools().is_some() {
            return;
        }
        if !self.reading.is_under_way() && self.reading.due.is_some_and(|due| due <= now) {
            (self.reading.due, self.reading.begun) = (None, Some(now));
            let lists = self.connection.as_ref().is_some_and(|it| it.pools.profile.has(Operation::List));
            if lists {
                if let Some(id) = self.send(now, Call::ListPools { page: None }, Purpose::Read) {
                    self.reading.list = Some((id, now, 1, BTreeSet::new()));
                }
            } else {
                let here =
                    self.pools.iter().filter(|(_, view)| !matches!(view.presence, Presence::Gone { .. }));
                let here = here.map(|(id, _)| id);
                let names = self.names_pools();
                let in_doubt = self.doubts.iter().filter(|_| names).map(|doubt| &doubt.creating.id);
                let all: BTreeSet<PoolId> = here.chain(in_doubt).cloned().collect();
                self.reading.to_get = all.into_iter().rev().collect();
                self.reading.failed = None;
            }
        }
        while self.flights.len() < MOST_BACKGROUND {
            let Some(id) = self.reading.to_get.pop() else { break };
            if self.send(now, Call::GetPool(id), Purpose::Read).is_some() {
                self.reading.getting += 1;
            }
        }
        if self.reading.due.is_none() && !self.reading.is_under_way() {
            self.schedule(now);
        }
    }

    pub(super) fn read_settled(
        &mut self,
        now: Timestamp,
        request: RequestId,
        flight: &Flight,
        answer: Result<Answer, ServiceError>,
    ) {
        match (&flight.call, answer) {
            (Call::GetPool(id), answer) => {
                self.reading.getting = self.reading.getting.saturating_sub(1);
                match answer {
                    Ok(Answer::Pool(pool)) => self.told(now, request, flight.sent, *pool),
                    Err(error @ ServiceError::NotFound(_)) => {
                        self.unfound(now, request, flight.sent, id, error)
                    }
                    Ok(_) => {}
                    Err(error) => {
                        if error.is_busy() {
                            self.reading.to_get.clear();
                        }
                        self.reading.failed.get_or_insert(error);
                    }
                }
                if self.reading.getting == 0 && self.reading.to_get.is_empty() {
                    match self.reading.failed.take() {
                        None => self.read_whole(now),
                        Some(error) => self.read_failed(now, error),
                    }
                }
            }
            (_, Ok(Answer::Pools { pools, next })) => self.listed(now, request, flight.sent, pools, next),
            (_, Ok(_)) => {}
            (_, Err(error)) => {
                self.reading.list = None;
                self.read_failed(now, error);
            }
        }
    }

    fn listed(
        &mut self,
        now: Timestamp,
        request: RequestId,
        sent: Timestamp,
        pools: Vec<Pool>,
        next: Option<String>,
    ) {
        let Some((first, began, pages, mut so_far)) = self.reading.list.take() else { return };
        for pool in pools {
            so_far.insert(pool.id.clone());
            self.told(now, request, sent, pool);
        }
        if let Some(page) = next {
            let page = match self.next_page(&page, pages) {
                Ok(page) => page,
                Err(problem) => return self.read_failed(now, ServiceError::Malformed(problem)),
            };
            // A service that asked for time meanwhile gets it: the next round begins anew.
            let may_go = self.left_alone.pools().is_none();
            if may_go && self.send(now, Call::ListPools { page: Some(page) }, Purpose::Read).is_some() {
                self.reading.list = Some((first, began, pages + 1, so_far));
            } else {
                self.schedule(now);
            }
            return;
        }
        let missing: Vec<PoolId> = self.pools.keys().filter(|id| !so_far.contains(*id)).cloned().collect();
        for id in missing {
            self.lacks(now, first, began, &id);
        }
        // Under a name that the service chose the pool may be in the list.
        let names_pools = self.names_pools();
        for doubt in &mut self.doubts {
            doubt.not_listed = names_pools && began >= doubt.since.after_ms(LOST_FOR_GOOD_MS);
        }
        self.read_whole(now);
    }

    /// Of a list that goes on elsewhere, or without end, the rest is not known: nothing is gone for that.
    fn next_page(&self, page: &str, pages: u32) -> Result<String, Malformed> {
        let connection = self.connection.as_ref().filter(|_| pages < MOST_PAGES);
        connection.map_or(Err(Malformed::TooLong), |connection| page_address(page, &connection.pools))
    }

    fn read_whole(&mut self, now: Timestamp) {
        // The meters have moved on.
        self.changed = true;
        self.reading.last = Some(now);
        self.reading.failures = 0;
        self.reading.error = None;
        self.schedule(now);
    }

    fn read_failed(&mut self, now: Timestamp, error: ServiceError) {
        self.reading.failures = self.reading.failures.saturating_add(1);
        if self.reading.error.is_none() && self.halted.is_none() {
            self.tell(now, Notice::ReadFailed(error.clone()));
        }
        self.schedule(now);
        self.reading.error = Some(error);
    }

    /// Says when the next reading is due; a service that is left alone is read when its rest is over.
    fn schedule(&mut self, now: Timestamp) {
        if !self.can_read() {
            return;
        }
        let here = || self.pools.values().filter(|view| !matches!(view.presence, Presence::Gone { .. }));
        let scene = Scene {
            changing: here()
                .any(|view| view.pool.is_changing() || view.asking.is_some() || view.in_doubt.is_some())
                || !self.doubts.is_empty(),
            running: here().any(|view| view.pool.may_cost() || view.autopilot.is_some())
                || !self.doubts.is_empty()
                || !self.jobs.open().is_empty(),
            hidden: self.hidden,
            failures: self.reading.failures,
        };
        let pause = pool_pause_ms(scene, &mut self.random).max(self.least_pause_ms());
        let due = now.after_ms(pause);
        self.reading.due = Some(self.reading.due.map_or(due, |sooner| sooner.min(due)));
    }

    /// What the page asked for under this name, with an answer that was lost, or none yet.
    fn asked_for(&mut self, now: Timestamp, pool: &PoolId) -> Option<Creating> {
        if !self.names_pools() {
            return None;
        }
        match self.doubts.iter().position(|doubt| doubt.creating.id == *pool) {
            Some(at) => {
                self.tell(now, Notice::PoolCreated(pool.clone()));
                Some(self.doubts.remove(at).creating)
            }
            None => self.creating.clone().filter(|creating| creating.id == *pool),
        }
    }

    /// The service told of a pool.
    fn told(&mut self, now: Timestamp, request: RequestId, sent: Timestamp, pool: Pool) {
        let most_vms = self.most_vms();
        let is_counted = self.counts_vms();
        let steady = pool.allocation == AllocationState::Steady && pool.state == PoolState::Active;
        let seen = pool.current_vms.map(|vms| Seen {
            asked: sent,
            answered: now,
            vms,
            target: pool.target_vms,
            steady_since: pool.allocation_since.filter(|_| steady),
            changing_since: pool.allocation_since.filter(|_| pool.allocation == AllocationState::Resizing),
        });
        self.make_way(now, request, &pool.id);
        if let Some(view) = self.pools.get_mut(&pool.id) {
            if request < view.fence {
                return;
            }
            let was_changing = view.pool.is_changing() || view.told.is_none();
            view.fence = request;
            (view.told, view.seen) = (Some(now), Some(sent));
            view.presence = Presence::Here;
            if view.missing.take().is_some() && matches!(view.error, Some(ServiceError::NotFound(_))) {
                view.error = None;
            }
            if view.asking.is_none() {
                view.in_doubt = None;
            }
            match (seen, pool.target_vms) {
                (Some(seen), _) => view.meter.observe(seen, most_vms),
                // Somebody else resized it.
                (None, Some(target)) if !is_counted && view.pool.target_vms != Some(target) => {
                    view.meter.accepted(now, target);
                }
                _ => {}
            }
            let swagger_url = pool.swagger_url.clone().or_else(|| view.pool.swagger_url.take());
            view.pool = Pool { swagger_url, ..pool };
            if was_changing && steady {
                let reached = view.pool.current_vms.or(view.pool.target_vms).unwrap_or_default();
                let id = view.pool.id.clone();
                self.tell(now, Notice::PoolSteady(id, reached));
            }
            return;
        }
        let asked_for = self.asked_for(now, &pool.id);
        let found = asked_for.is_none().then_some(sent);
        let meter = match (asked_for, seen) {
            (Some(creating), seen) => {
                let mut meter = creating.meter;
                meter.accepted(now, creating.vms);
                seen.into_iter().for_each(|seen| meter.observe(seen, most_vms));
                meter
            }
            (None, Some(seen)) => Meter::of_found_pool(seen, pool.created, most_vms),
            (None, None) => {
                let most = pool.target_vms.max(most_vms).unwrap_or_default();
                let mut meter = Meter::of_found_uncounted_pool(sent, pool.created, most);
                pool.target_vms.into_iter().for_each(|target| meter.accepted(now, target));
                meter
            }
        };
        let id = pool.id.clone();
        let (told, seen) = (Some(now), Some(sent));
        let view = PoolView { told, seen, found, ..PoolView::new(pool, meter, request) };
        self.pools.insert(id, view);
    }

    /// One that is gone makes way for another of its name that the page has asked for.
    fn make_way(&mut self, now: Timestamp, request: RequestId, id: &PoolId) {
        let is_gone =
            |view: &&PoolView| request >= view.fence && matches!(view.presence, Presence::Gone { .. });
        let mut asked_for = self.doubts.iter().map(|doubt| &doubt.creating).chain(&self.creating);
        if !self.names_pools() || !asked_for.any(|creating| creating.id == *id) {
            return;
        }
        if self.pools.get(id).filter(is_gone).is_some()
            && let Some(gone) = self.pools.remove(id)
        {
            self.only_count(now, &gone);
        }
    }

    fn most_vms(&self) -> Option<VmCount> {
        self.connection.as_ref().and_then(|connection| connection.pools.quota.vms_per_pool)
    }

    /// Reading a pool answered 404.
    fn unfound(
        &mut self,
        now: Timestamp,
        request: RequestId,
        sent: Timestamp,
        id: &PoolId,
        error: ServiceError,
    ) {
        let names = self.names_pools();
        for doubt in self.doubts.iter_mut().filter(|doubt| names && doubt.creating.id == *id) {
            doubt.not_listed = speaks_of_the_pool(&error) && sent >= doubt.since.after_ms(LOST_FOR_GOOD_MS);
        }
        let is_here =
            |view: &&mut PoolView| request >= view.fence && !matches!(view.presence, Presence::Gone { .. });
        let Some(view) = self.pools.get_mut(id).filter(is_here) else { return };
        if view.is_gone_by_reading(now, &error) {
            return self.lacks(now, request, sent, id);
        }
        self.changed = true;
        view.error.get_or_insert(error);
    }

    /// The service has no such pool.
    pub(super) fn lacks(&mut self, now: Timestamp, request: RequestId, sent: Timestamp, id: &PoolId) {
        let Some(view) = self.pools.get_mut(id) else { return };
        if request < view.fence || matches!(view.presence, Presence::Gone { .. }) {
            return;
        }
        view.fence = request;
        view.presence = Presence::Gone { at: now };
        view.in_doubt = None;
        view.idle_since = None;
        view.meter.gone(sent, now);
        self.tell(now, Notice::PoolGone(id.clone()));
        self.list_fewer(now);
    }

    /// Of very many pools that are gone the oldest are only counted, so that a page that stays open does not grow.
    pub(super) fn list_fewer(&mut self, now: Timestamp) {
        let is_over = |view: &&PoolView| {
            !matches!(view.presence, Presence::Here) && view.meter.reading(now).vms.1 == VmCount(0)
        };
        if self.pools.values().filter(is_over).count() <= MOST_GONE {
            return;
        }
        let oldest = self.pools.values().filter(is_over).min_by_key(|view| view.fence);
        let Some(id) = oldest.map(|view| view.pool.id.clone()) else { return };
        if let Some(view) = self.pools.remove(&id) {
            self.only_count(now, &view);
        }
    }

    /// Counts a pool that is gone among those that are no longer listed.
    pub(super) fn only_count(&mut self, now: Timestamp, gone: &PoolView) {
        let reading = gone.meter.reading(now);
        self.past.count = self.past.count.saturating_add(1);
        self.past.least = self.past.least + reading.least;
        self.past.most = self.past.most + reading.most;
        self.past.used.absorb(gone.meter.stretches(now));
        self.past.used.keep_at_most(MOST_PAST_STRETCHES);
    }
}
