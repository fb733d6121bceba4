//! Pools that nobody uses: the alarm, and the autopilot that ends their cost.
//!
//! A pool is idle while it has VMs, its size is steady, nothing is asked of it, and no job of this page may still use it.
//! A new job, a resize by hand or a job whose fate is unknown calls both off.

use super::Session;
use super::view::{Asking, Autopilot, Ending, Notice, PoolView, Presence};
use crate::service::pool::{AllocationState, PoolId};
use crate::units::{Timestamp, VmCount};

impl Session {
    pub(super) fn watch_idle(&mut self, now: Timestamp) {
        let may_act = self.halted.is_none();
        let mut acts = Vec::new();
        let mut alarms = Vec::new();
        let mut landed = Vec::new();
        let mut called_off = Vec::new();
        let jobs = &self.jobs;
        for (id, view) in &mut self.pools {
            landed.extend(view.has_landed().map(|ending| (id.clone(), ending)));
            let is_busy = jobs.on_pool(id) != (0, 0);
            if !view.is_steady_with_vms() || is_busy {
                if is_busy && view.idle_since.is_some() && view.autopilot.is_some() {
                    called_off.push(Notice::AutopilotCalledOff(id.clone()));
                }
                view.idle_since = None;
                view.idle_told = false;
                continue;
            }
            let idle_ms = now.ms_since(*view.idle_since.get_or_insert(now));
            let waited_ms = idle_ms.min(now.ms_since(view.armed));
            if let Some(autopilot) = view.autopilot.filter(|it| may_act && waited_ms >= it.idle_ms) {
                // Should it fail, it is tried again only after as long a wait.
                view.idle_since = Some(now);
                view.idle_told = true;
                view.lands = Some(autopilot.ending);
                acts.push((id.clone(), autopilot));
            } else if self.alarm_ms.is_some_and(|alarm_ms| idle_ms >= alarm_ms) && !view.idle_told {
                view.idle_told = true;
                alarms.push(Notice::PoolIdle { pool: id.clone(), idle_ms });
            }
        }
        for (pool, ending) in landed {
            if let Some(view) = self.pools.get_mut(&pool) {
                view.lands = None;
            }
            self.tell(now, Notice::AutopilotLanded(pool, ending));
        }
        for alarm in called_off.into_iter().chain(alarms) {
            self.tell(now, alarm);
        }
        for (pool, Autopilot { ending, .. }) in acts {
            self.tell(now, Notice::AutopilotActs(pool.clone(), ending));
            let asking = match ending {
                Ending::ToZero => Asking::Resize(VmCount(0)),
                Ending::Delete => Asking::Delete,
            };
            self.ask_of_pool(now, &pool, asking);
        }
    }

    /// When the next alarm or autopilot is due.
    pub(super) fn next_idle(&self) -> Option<Timestamp> {
        let due = |view: &PoolView| {
            let since = view.idle_since?;
            let alarm = self.alarm_ms.filter(|_| !view.idle_told).map(|alarm_ms| since.after_ms(alarm_ms));
            let autopilot = view.autopilot.filter(|_| self.halted.is_none());
            let from = since.max(view.armed);
            [alarm, autopilot.map(|autopilot| from.after_ms(autopilot.idle_ms))].into_iter().flatten().min()
        };
        self.pools.values().filter_map(due).min()
    }

    /// How long a pool may be idle before the user is told, in milliseconds; `None` for never.
    #[must_use]
    pub const fn alarm_ms(&self) -> Option<u64> {
        self.alarm_ms
    }

    /// Pools of which the alarm has told, and that are idle still.
    #[must_use]
    pub fn alarmed(&self) -> usize {
        self.pools.values().filter(|view| view.idle_told).count()
    }

    /// When a pool's autopilot acts if nothing happens before; `None` while it is off or jobs are not over.
    #[must_use]
    pub fn autopilot_acts_at(&self, pool: &PoolId) -> Option<Timestamp> {
        let view = self.pools.get(pool)?;
        Some(view.idle_since?.max(view.armed).after_ms(view.autopilot?.idle_ms))
    }

    /// Whether closing the page would leave a pool without the autopilot that it was given.
    #[must_use]
    pub fn is_autopilot_needed(&self) -> bool {
        self.pools.values().any(|view| {
            let is_there = !matches!(view.presence, Presence::Gone { .. });
            view.autopilot.is_some() && is_there && !view.is_empty()
        })
    }
}

impl PoolView {
    /// Whether it has VMs or is getting some, as far as is known.
    fn is_empty(&self) -> bool {
        let none = |vms: Option<VmCount>| vms.is_some_and(|vms| vms.0 == 0);
        none(self.pool.current_vms.or(self.pool.target_vms))
            && none(self.pool.target_vms.or(Some(VmCount(0))))
    }

    fn is_steady_with_vms(&self) -> bool {
        let has_vms = self.pool.current_vms.or(self.pool.target_vms).is_some_and(|vms| vms.0 > 0);
        let moving = matches!(self.pool.allocation, AllocationState::Resizing | AllocationState::Stopping);
        self.presence == Presence::Here && has_vms && !moving && self.asking.is_none()
    }

    /// What the autopilot had begun and is now seen to be done.
    fn has_landed(&self) -> Option<Ending> {
        let done = match self.lands? {
            Ending::Delete => matches!(self.presence, Presence::Gone { .. }),
            Ending::ToZero => {
                self.asking.is_none()
                    && self.pool.allocation == AllocationState::Steady
                    && self.pool.current_vms.or(self.pool.target_vms) == Some(VmCount(0))
            }
        };
        self.lands.filter(|_| done)
    }
}
