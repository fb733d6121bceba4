//! Pools: asking, reading, believing only what is newer than what is known.

use std::collections::BTreeSet;

use super::pace::{MOST_BACKGROUND, Scene, pool_pause_ms};
use super::requests::{Flight, Purpose};
use super::view::{Asking, Creating, Doubt, DoubtAnswer, Notice, PoolView, Presence, RequestId};
use super::{MOST_GONE, Session};
use crate::service::endpoint::{Answer, Call};
use crate::service::error::{Done, ServiceError};
use crate::service::meter::{Meter, Seen};
use crate::service::pool::{AllocationState, Pool, PoolId, PoolState};
use crate::service::profile::Operation;
use crate::service::swagger_url::SwaggerUrl;
use crate::units::{MS_PER_MINUTE, Timestamp, VmCount};

/// The most pages of one list that are read.
const MOST_PAGES: u32 = 100;
/// How long after a lost create a list that lacks the pool means something.
const LOST_FOR_GOOD_MS: u64 = 2 * MS_PER_MINUTE;

/// Where the reading of pools is.
#[derive(Clone, Debug, Default)]
pub(super) struct Round {
    /// When the next reading begins; `None` while one is under way, or none ever will.
    pub(super) due: Option<Timestamp>,
    /// When pools were last read whole.
    pub(super) last: Option<Timestamp>,
    pub(super) error: Option<ServiceError>,
    failures: u32,
    /// The list that is being read: its first request, when it was sent, pages so far and pools so far.
    list: Option<(RequestId, Timestamp, u32, BTreeSet<PoolId>)>,
    /// Pools that are being read one by one: still to ask, and asked.
    to_get: Vec<PoolId>,
    getting: usize,
}

impl Round {
    /// A reading that is under way ends by an answer, never by time.
    pub(super) const fn is_under_way(&self) -> bool {
        self.list.is_some() || self.getting > 0
    }
}

pub(super) const fn operation(asking: Asking) -> Operation {
    match asking {
        Asking::Resize(_) => Operation::Resize,
        Asking::StopResize => Operation::StopResize,
        Asking::Delete => Operation::Delete,
    }
}

impl Session {
    pub(super) fn can_read(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.pools.profile.reads_back())
    }

    // Asking

    pub(super) fn create(&mut self, now: Timestamp, vms: VmCount, swagger: SwaggerUrl, name: Option<PoolId>) {
        if let Err(refusal) = self.may_create(vms) {
            return self.tell(now, Notice::Refused(refusal));
        }
        let id = name.unwrap_or_else(|| PoolId::random(&mut self.random));
        let mut meter = Meter::of_new_pool(now, self.can_read());
        meter.command(now, vms);
        self.changed = true;
        self.creating = Some(Creating { id: id.clone(), vms, swagger: swagger.clone(), pressed: now, meter });
        self.ask(now, Call::CreatePool { id, vms, swagger }, Purpose::Create);
    }

    pub(super) fn create_settled(
        &mut self,
        now: Timestamp,
        id: RequestId,
        answer: Result<Answer, ServiceError>,
    ) {
        let Some(creating) = self.creating.take() else { return };
        self.read_soon(now);
        match answer {
            Ok(Answer::PoolCreated(pool)) => self.adopt(now, pool, creating),
            Ok(_) => {}
            Err(error) if error.effect() == Done::InDoubt => {
                self.tell(now, Notice::CreateInDoubt);
                let listed = self.names_pools() && self.pools.contains_key(&creating.id);
                if !listed {
                    let not_listed = false;
                    self.doubts.push(Doubt { request: id, creating, error, not_listed, since: now });
                }
            }
            Err(error) => self.tell(now, Notice::CreateFailed(error)),
        }
    }

    /// A pool that the page asked for is there.
    fn adopt(&mut self, now: Timestamp, id: PoolId, creating: Creating) {
        let fence = RequestId(self.next_request);
        let Creating { vms, swagger, mut meter, .. } = creating;
        match self.pools.get_mut(&id).filter(|view| !matches!(view.presence, Presence::Gone { .. })) {
            Some(view) => view.fence = fence,
            None => {
                meter.accepted(now, vms);
                let mut pool = Pool::asked_for(id.clone(), vms);
                pool.swagger_url = Some(swagger.as_str().to_owned());
                if !self.can_read() {
                    pool.allocation = AllocationState::Unknown(String::new());
                }
                // Another of this name is gone: what it has cost stays counted.
                if let Some(gone) = self.pools.insert(id.clone(), PoolView::new(pool, meter, fence)) {
                    self.only_count(now, &gone);
                }
            }
        }
        self.tell(now, Notice::PoolCreated(id));
    }

    fn names_pools(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.pools.profile.caller_names_pools())
    }

    pub(super) fn doubt_was_created(&mut self, now: Timestamp, request: RequestId, pool: PoolId) {
        if let Some(at) = self.doubts.iter().position(|doubt| doubt.request == request) {
            let doubt = self.doubts.remove(at);
            self.adopt(now, pool, doubt.creating);
        }
    }

    pub(super) fn settle_doubt(&mut self, now: Timestamp, request: RequestId, answer: DoubtAnswer) {
        self.changed = true;
        match answer {
            DoubtAnswer::Exists(pool) => self.doubt_was_created(now, request, pool),
            DoubtAnswer::DoesNotExist => self.doubts.retain(|doubt| doubt.request != request),
        }
        self.read_soon(now);
    }

    pub(super) fn ask_of_pool(&mut self, now: Timestamp, id: &PoolId, asking: Asking) {
        if let Err(refusal) = self.may_ask(id, asking) {
            return self.tell(now, Notice::Refused(refusal));
        }
        let Some(view) = self.pools.get_mut(id) else { return };
        self.changed = true;
        view.asking = Some(asking);
        if let Some(target) = aims_at(asking) {
            view.meter.command(now, target);
        }
        let call = match asking {
            Asking::Resize(target) => Call::ResizePool { id: id.clone(), target },
            Asking::StopResize => Call::StopResize(id.clone()),
            Asking::Delete => Call::DeletePool(id.clone()),
        };
        self.ask(now, call, Purpose::Pool);
    }

    pub(super) fn pool_settled(
        &mut self,
        now: Timestamp,
        flight: &Flight,
        answer: Result<Answer, ServiceError>,
    ) {
        let (Call::ResizePool { id, .. } | Call::StopResize(id) | Call::DeletePool(id)) = &flight.call else {
            return;
        };
        let (reads_back, fence) = (self.can_read(), RequestId(self.next_request));
        self.read_soon(now);
        let Some(view) = self.pools.get_mut(id) else { return };
        let Some(asking) = view.asking.take() else { return };
        let answer =
            answer.map(|_| ()).or_else(|error| deleted_before(asking, flight.attempt, &error).ok_or(error));
        match answer {
            Ok(()) => {
                view.fence = fence;
                view.error = None;
                view.in_doubt = None;
                let notice = view.accepted(now, asking, reads_back);
                self.tell(now, notice);
                self.list_fewer(now);
            }
            Err(error) => {
                let effect = flight.done(&error);
                view.error = Some(error.clone());
                if let Some(target) = aims_at(asking) {
                    view.meter.failed(now, target, effect);
                }
                if effect == Done::InDoubt {
                    view.in_doubt = Some(asking);
                    self.tell(now, Notice::PoolInDoubt(id.clone()));
                } else {
                    self.tell(now, Notice::PoolFailed(id.clone(), error));
                }
            }
        }
    }

    /// A request that could not even be made: nothing was done.
    pub(super) fn never_sent(&mut self, call: &Call, purpose: &Purpose) {
        match (purpose, call) {
            (Purpose::Create, _) => self.creating = None,
            (Purpose::Pool, Call::ResizePool { id, .. } | Call::StopResize(id) | Call::DeletePool(id)) => {
                if let Some(view) = self.pools.get_mut(id) {
                    view.asking = None;
                }
            }
            (Purpose::Job(ticket), call) => self.job_never_sent(*ticket, call),
            (Purpose::Pool | Purpose::Read, _) => {}
        }
    }

    // Reading

    fn read_soon(&mut self, now: Timestamp) {
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
            self.reading.due = None;
            let lists = self.connection.as_ref().is_some_and(|it| it.pools.profile.has(Operation::List));
            if lists {
                if let Some(id) = self.send(now, Call::ListPools { page: None }, Purpose::Read) {
                    self.reading.list = Some((id, now, 1, BTreeSet::new()));
                }
            } else {
                let here =
                    self.pools.iter().filter(|(_, view)| !matches!(view.presence, Presence::Gone { .. }));
                self.reading.to_get = here.map(|(id, _)| id.clone()).rev().collect();
            }
        }
        while self.flights.len() < MOST_BACKGROUND {
            let Some(id) = self.reading.to_get.pop() else { break };
            if self.send(now, Call::GetPool(id), Purpose::Read).is_some() {
                self.reading.getting += 1;
            }
        }
        if self.reading.due.is_none() && !self.reading.is_under_way() {
            self.schedule(now, None);
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
                    Err(ServiceError::NotFound(_)) => self.lacks(now, request, flight.sent, id),
                    Ok(_) => {}
                    Err(error) => return self.read_failed(now, error),
                }
                if self.reading.getting == 0 && self.reading.to_get.is_empty() {
                    self.read_whole(now);
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
        if let Some(page) = next.filter(|_| pages < MOST_PAGES) {
            if self.send(now, Call::ListPools { page: Some(page) }, Purpose::Read).is_some() {
                self.reading.list = Some((first, began, pages + 1, so_far));
            } else {
                self.schedule(now, None);
            }
            return;
        }
        let missing: Vec<PoolId> = self.pools.keys().filter(|id| !so_far.contains(*id)).cloned().collect();
        for id in missing {
            self.lacks(now, first, began, &id);
        }
        for doubt in &mut self.doubts {
            doubt.not_listed = began >= doubt.since.after_ms(LOST_FOR_GOOD_MS);
        }
        self.read_whole(now);
    }

    fn read_whole(&mut self, now: Timestamp) {
        // The meters have moved on.
        self.changed = true;
        self.reading.last = Some(now);
        self.reading.failures = 0;
        self.reading.error = None;
        self.schedule(now, None);
    }

    fn read_failed(&mut self, now: Timestamp, error: ServiceError) {
        self.reading.failures = self.reading.failures.saturating_add(1);
        if self.reading.error.is_none() && self.halted.is_none() {
            self.tell(now, Notice::ReadFailed(error.clone()));
        }
        self.schedule(now, error.retry_after_ms());
        self.reading.error = Some(error);
    }

    fn schedule(&mut self, now: Timestamp, retry_after_ms: Option<u64>) {
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
        let due = now.after_ms(retry_after_ms.map_or(pause, |asked| asked.max(pause)));
        self.reading.due = Some(self.reading.due.map_or(due, |sooner| sooner.min(due)));
    }

    /// The service told of a pool.
    fn told(&mut self, now: Timestamp, request: RequestId, sent: Timestamp, pool: Pool) {
        let most_vms = self.connection.as_ref().and_then(|connection| connection.pools.quota.vms_per_pool);
        let steady = pool.allocation == AllocationState::Steady && pool.state == PoolState::Active;
        let seen = pool.current_vms.map(|vms| Seen {
            asked: sent,
            answered: now,
            vms,
            target: pool.target_vms,
            steady_since: pool.allocation_since.filter(|_| steady),
            changing_since: pool.allocation_since.filter(|_| pool.allocation == AllocationState::Resizing),
        });
        if let Some(view) = self.pools.get_mut(&pool.id) {
            if request < view.fence {
                return;
            }
            let was_changing = view.pool.is_changing() || view.told.is_none();
            view.fence = request;
            view.told = Some(now);
            view.presence = Presence::Here;
            if view.asking.is_none() {
                view.in_doubt = None;
            }
            if let Some(seen) = seen {
                view.meter.observe(seen, most_vms);
            }
            view.pool = pool;
            if was_changing && steady {
                let reached = view.pool.current_vms.unwrap_or_default();
                let id = view.pool.id.clone();
                self.tell(now, Notice::PoolSteady(id, reached));
            }
            return;
        }
        let doubt = self.doubts.iter().position(|doubt| self.names_pools() && doubt.creating.id == pool.id);
        let asked_for = match (doubt, &self.creating) {
            (Some(at), _) => Some(self.doubts.remove(at).creating),
            (None, Some(creating)) if self.names_pools() && creating.id == pool.id => Some(creating.clone()),
            _ => None,
        };
        let meter = match (asked_for, seen) {
            (Some(creating), seen) => {
                let mut meter = creating.meter;
                meter.accepted(now, creating.vms);
                seen.into_iter().for_each(|seen| meter.observe(seen, most_vms));
                meter
            }
            (None, Some(seen)) => Meter::of_found_pool(seen, pool.created, most_vms),
            (None, None) => Meter::of_new_pool(sent, true),
        };
        let id = pool.id.clone();
        let view = PoolView { told: Some(now), ..PoolView::new(pool, meter, request) };
        self.pools.insert(id, view);
    }

    /// The service has no such pool.
    fn lacks(&mut self, now: Timestamp, request: RequestId, sent: Timestamp, id: &PoolId) {
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
    fn list_fewer(&mut self, now: Timestamp) {
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
    fn only_count(&mut self, now: Timestamp, gone: &PoolView) {
        let reading = gone.meter.reading(now);
        self.past.count = self.past.count.saturating_add(1);
        self.past.least = self.past.least + reading.least;
        self.past.most = self.past.most + reading.most;
    }
}

/// A deletion that is repeated may find that the first one worked.
fn deleted_before(asking: Asking, attempt: u32, error: &ServiceError) -> Option<()> {
    let gone = matches!(error, ServiceError::NotFound(_)) || error.has_code("PoolBeingDeleted");
    (asking == Asking::Delete && attempt > 0 && gone).then_some(())
}

const fn aims_at(asking: Asking) -> Option<VmCount> {
    match asking {
        Asking::Resize(target) => Some(target),
        Asking::Delete => Some(VmCount(0)),
        Asking::StopResize => None,
    }
}

impl PoolView {
    pub(super) const fn new(pool: Pool, meter: Meter, fence: RequestId) -> Self {
        Self {
            pool,
            told: None,
            presence: Presence::Here,
            asking: None,
            in_doubt: None,
            error: None,
            meter,
            autopilot: None,
            idle_since: None,
            idle_told: false,
            armed: Timestamp::from_ms(0),
            lands: None,
            fence,
        }
    }

    /// What was asked for will be done.
    fn accepted(&mut self, now: Timestamp, asking: Asking, reads_back: bool) -> Notice {
        let id = self.pool.id.clone();
        if let Some(target) = aims_at(asking) {
            self.meter.accepted(now, target);
            self.pool.target_vms = Some(target);
        }
        if reads_back {
            self.pool.allocation = match asking {
                Asking::StopResize => AllocationState::Stopping,
                Asking::Resize(_) | Asking::Delete => AllocationState::Resizing,
            };
            self.pool.allocation_since = None;
        }
        match asking {
            Asking::Resize(target) => Notice::ResizeAccepted(id, target),
            Asking::StopResize => Notice::ResizeStopped(id),
            Asking::Delete => {
                self.pool.state = PoolState::Deleting;
                self.presence = if reads_back { Presence::Here } else { Presence::Leaving };
                Notice::DeleteAccepted(id)
            }
        }
    }
}
