//! Pools: creating, resizing and deleting them, and what came of it.

use super::Session;
use super::pace::MISSING_FOR_GOOD_MS;
use super::requests::{Flight, Purpose};
use super::view::{Asking, Creating, Doubt, DoubtAnswer, Ending, Notice, PoolView, Presence, RequestId};
use crate::service::endpoint::{Answer, Call};
use crate::service::error::{Done, ServiceError};
use crate::service::meter::Meter;
use crate::service::pool::{AllocationState, Pool, PoolId, PoolState};
use crate::service::profile::{Field, Operation, Profile};
use crate::service::swagger_url::SwaggerUrl;
use crate::units::{Timestamp, VmCount};

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

    /// Whether the contract tells how many VMs a pool has.
    pub(super) fn counts_vms(&self) -> bool {
        let profile = self.connection.as_ref().map(|connection| &connection.pools.profile);
        profile.is_some_and(|it| it.reads_back() && it.fields.contains_key(&Field::CurrentVms))
    }

    /// Whether the contract can show that what an autopilot began is done.
    pub(super) fn can_show(&self, ending: Ending) -> bool {
        let profile = self.connection.as_ref().map(|connection| &connection.pools.profile);
        let tells = |profile: &Profile| {
            [Field::CurrentVms, Field::Allocation].iter().any(|field| profile.fields.contains_key(field))
        };
        profile.is_some_and(|it| it.reads_back() && (ending == Ending::Delete || tells(it)))
    }

    pub(super) fn create(&mut self, now: Timestamp, vms: VmCount, swagger: SwaggerUrl, name: Option<PoolId>) {
        if let Err(refusal) = self.may_create(vms) {
            return self.tell(now, Notice::Refused(refusal));
        }
        let is_drawn = name.is_none();
        let id = name.unwrap_or_else(|| PoolId::random(&mut self.random));
        let meter = Meter::of_new_pool(now, self.can_read());
        let mut meter = if self.can_read() && !self.counts_vms() { meter.uncounted() } else { meter };
        meter.command(now, vms);
        self.changed = true;
        let (pressed, swagger_url) = (now, swagger.clone());
        self.creating =
            Some(Creating { id: id.clone(), vms, swagger: swagger_url, pressed, meter, is_drawn });
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
            // Nobody else has a name that the page drew: the request was sent before, as a browser does by itself when a
            // connection that it had kept open is closed.
            Err(error) if creating.is_drawn && self.names_pools() && error.has_code("PoolExists") => {
                self.adopt(now, creating.id.clone(), creating);
            }
            Err(error) if error.effect() == Done::InDoubt => {
                let here = self.pools.get(&creating.id).is_some_and(|view| view.presence == Presence::Here);
                if self.names_pools() && here {
                    self.tell(now, Notice::PoolCreated(creating.id));
                } else {
                    self.tell(now, Notice::CreateInDoubt);
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

    pub(super) fn names_pools(&self) -> bool {
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

    pub(super) fn ask_of_pool(&mut self, now: Timestamp, id: &PoolId, asking: Asking, is_pressed: bool) {
        if let Err(refusal) = self.may_ask(id, asking) {
            return self.tell(now, Notice::Refused(refusal));
        }
        let Some(view) = self.pools.get_mut(id) else { return };
        self.changed = true;
        view.asking = Some(asking);
        if is_pressed {
            // What an autopilot had begun is the user's from now on.
            view.lands = None;
        }
        if let Some(target) = aims_at(asking) {
            view.meter.command(now, target);
        }
        let call = match asking {
            Asking::Resize(target) => Call::ResizePool { id: id.clone(), target },
            Asking::StopResize => Call::StopResize(id.clone()),
            Asking::Delete => Call::DeletePool(id.clone()),
        };
        self.queue(now, call, Purpose::Pool, is_pressed);
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
        self.read_soon(now);
        let reads_back = self.can_read();
        let Some(view) = self.pools.get_mut(id) else { return };
        let Some(asking) = view.asking.take() else { return };
        let reading_tells = reads_back && view.told.is_some();
        match answer {
            Ok(_) => self.pool_accepted(now, id, asking),
            Err(error) if was_deleted_before(asking, flight.attempt, &error) => {
                let is_gone = matches!(view.presence, Presence::Gone { .. });
                if is_gone || speaks_of_the_pool(&error) {
                    view.error = None;
                    self.lacks(now, RequestId(self.next_request), now, id);
                } else {
                    self.pool_accepted(now, id, asking);
                }
            }
            Err(error) if !reading_tells && view.is_gone_by(&error) => {
                if let Some(target) = aims_at(asking) {
                    view.meter.failed(now, target, Done::NotDone);
                }
                self.lacks(now, RequestId(self.next_request), now, id);
            }
            Err(error) => self.pool_failed(now, id, asking, flight.done(&error), error),
        }
    }

    fn pool_accepted(&mut self, now: Timestamp, id: &PoolId, asking: Asking) {
        let (reads_back, fence) = (self.can_read(), RequestId(self.next_request));
        let Some(view) = self.pools.get_mut(id) else { return };
        view.fence = fence;
        view.error = None;
        view.in_doubt = None;
        let notice = view.accepted(now, asking, reads_back);
        self.tell(now, notice);
        self.autopilot_accepted(now, id);
        self.list_fewer(now);
    }

    fn pool_failed(&mut self, now: Timestamp, id: &PoolId, asking: Asking, done: Done, error: ServiceError) {
        let Some(view) = self.pools.get_mut(id) else { return };
        view.error = Some(error.clone());
        if let Some(target) = aims_at(asking) {
            view.meter.failed(now, target, done);
        }
        if done == Done::InDoubt {
            view.in_doubt = Some(asking);
            self.tell(now, Notice::PoolInDoubt(id.clone()));
        } else {
            self.tell(now, Notice::PoolFailed(id.clone(), error));
            self.autopilot_failed(now, id);
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
}

/// Whether the service says that it is the pool that it does not find.
///
/// **Source**: facts A.4 (verified for Azure Batch): `PoolNotFound` with 404.
pub(super) fn speaks_of_the_pool(error: &ServiceError) -> bool {
    matches!(error, ServiceError::NotFound(_)) && error.has_code("PoolNotFound")
}

/// A deletion that is repeated may find that the first one worked.
fn was_deleted_before(asking: Asking, attempt: u32, error: &ServiceError) -> bool {
    let is_gone = matches!(error, ServiceError::NotFound(_)) || error.has_code("PoolBeingDeleted");
    asking == Asking::Delete && attempt > 0 && is_gone
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
            tries: 0,
            tries_again: Timestamp::from_ms(0),
            seen: None,
            missing: None,
            found: None,
            fence,
        }
    }

    /// Whether an error says that it is gone, where no reading can. A 404 may as well mean that the contract has a wrong
    /// path: it is believed when the service says of what it speaks, or when the user (no autopilot) was told so and asks
    /// again.
    fn is_gone_by(&self, error: &ServiceError) -> bool {
        let was_told = self.lands.is_none() && matches!(self.error, Some(ServiceError::NotFound(_)));
        speaks_of_the_pool(error) || (was_told && matches!(error, ServiceError::NotFound(_)))
    }

    /// Whether an answer to reading it says that it is gone. One that does not say of what it speaks may come from a wrong
    /// path, or from whatever stands before the service: it is believed of a pool that could be read before, once it has
    /// been so for a while.
    pub(super) fn is_gone_by_reading(&mut self, now: Timestamp, error: &ServiceError) -> bool {
        let missing = *self.missing.get_or_insert(now);
        speaks_of_the_pool(error)
            || self.pool.state == PoolState::Deleting
            || (self.told.is_some() && now.ms_since(missing) >= MISSING_FOR_GOOD_MS)
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
