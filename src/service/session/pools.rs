//! Pools: creating, resizing and deleting them, and what came of it.

use super::Session;
use super::requests::{Flight, Purpose};
use super::view::{Asking, Creating, Doubt, DoubtAnswer, Notice, PoolView, Presence, RequestId};
use crate::service::endpoint::{Answer, Call};
use crate::service::error::{Done, ServiceError};
use crate::service::meter::Meter;
use crate::service::pool::{AllocationState, Pool, PoolId, PoolState};
use crate::service::profile::Operation;
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
                self.pools.insert(id.clone(), PoolView::new(pool, meter, fence));
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
