//! Pools that nobody uses: the alarm, and the autopilot that ends their cost.
//!
//! A pool is idle while it has VMs, its size is steady, nothing is asked of it, and no job of this page may still use it.
//! A new job or a resize by hand calls both off. A job whose submission was not answered does not: it was not started.
//! An autopilot acts only on a reading that was asked for after it was due, so that a page that was frozen looks first.

use super::Session;
use super::view::{Asking, Autopilot, Ending, Notice, PoolView, Presence};
use crate::service::meter::LONGEST_WATCH_MS;
use crate::service::pool::{AllocationState, PoolId};
use crate::units::{MS_PER_MINUTE, Timestamp, VmCount};

/// How long an autopilot waits after it has tried in vain; each further time twice as long.
const TRIES_AGAIN_AFTER_MS: u64 = 5 * MS_PER_MINUTE;
/// So often in a row an autopilot tries in vain.
const MOST_TRIES: u32 = 5;

impl Session {
    pub(super) fn watch_idle(&mut self, now: Timestamp) {
        self.report_landed(now);
        self.note_idle(now);
        self.ring(now);
        let act = |view: &PoolView| Some((view.pool.id.clone(), view.autopilot?, self.autopilot_due(view)?));
        let armed: Vec<(PoolId, Autopilot, Timestamp)> = self.pools.values().filter_map(act).collect();
        for (pool, autopilot, due) in armed {
            if due > now || self.left_alone.pools().is_some() {
                continue;
            }
            if self.is_seen_since(now, &pool, due) {
                self.end_cost(now, &pool, autopilot);
            } else if self.reading.begun.is_none_or(|begun| begun < due) {
                self.reading.due = self.reading.due.map(|at| at.min(now)).or(Some(now));
            }
        }
    }

    /// What an autopilot had begun and is now seen to be done.
    fn report_landed(&mut self, now: Timestamp) {
        let landed = |view: &mut PoolView| {
            let ending = view.has_landed()?;
            (view.lands, view.tries) = (None, 0);
            Some(Notice::AutopilotLanded(view.pool.id.clone(), ending))
        };
        let landed: Vec<Notice> = self.pools.values_mut().filter_map(landed).collect();
        for notice in landed {
            self.tell(now, notice);
        }
    }

    fn note_idle(&mut self, now: Timestamp) {
        let jobs = &self.jobs;
        let mut called_off = Vec::new();
        for (id, view) in &mut self.pools {
            let is_busy = jobs.on_pool(id) != (0, 0);
            if view.is_steady_with_vms() && !is_busy {
                view.idle_since.get_or_insert(now);
                continue;
            }
            if is_busy {
                view.tries = 0;
                if view.idle_since.is_some() && view.autopilot.is_some() {
                    called_off.push(Notice::AutopilotCalledOff(id.clone()));
                }
            }
            view.idle_since = None;
            view.idle_told = false;
        }
        for notice in called_off {
            self.tell(now, notice);
        }
    }

    /// Tells of pools that have been idle for too long.
    fn ring(&mut self, now: Timestamp) {
        let due = |view: &PoolView| self.alarm_due(view).is_some_and(|due| due <= now);
        let idle: Vec<PoolId> =
            self.pools.values().filter(|view| due(view)).map(|view| view.pool.id.clone()).collect();
        for pool in idle {
            let Some(view) = self.pools.get_mut(&pool) else { continue };
            view.idle_told = true;
            let idle_ms = view.idle_since.map_or(0, |since| now.ms_since(since));
            self.tell(now, Notice::PoolIdle { pool, idle_ms });
        }
    }

    /// When the alarm of a pool rings. What an earlier visit knew is not told before it is known to be so still.
    fn alarm_due(&self, view: &PoolView) -> Option<Timestamp> {
        let is_known = view.told.is_some() || !self.can_read();
        let alarm_ms = self.alarm_ms.filter(|_| is_known && !view.idle_told)?;
        Some(view.idle_since?.after_ms(alarm_ms))
    }

    /// From when on a pool's autopilot acts; `None` while it has nothing to do, or may not.
    fn autopilot_due(&self, view: &PoolView) -> Option<Timestamp> {
        let autopilot = view.autopilot.filter(|_| self.halted.is_none())?;
        let due = view.idle_since?.max(view.armed).after_ms(autopilot.idle_ms).max(view.tries_again);
        self.may_ask(&view.pool.id, autopilot.ending.asking()).is_ok().then_some(due)
    }

    /// What rang at the earlier time rings at this one, or not at all.
    pub(super) fn change_alarm(&mut self, after_ms: Option<u64>) {
        self.alarm_ms = after_ms;
        self.pools.values_mut().for_each(|view| view.idle_told = false);
    }

    /// Whether the pool was read since its autopilot is due: a page that was frozen looks before it acts.
    fn is_seen_since(&self, now: Timestamp, pool: &PoolId, due: Timestamp) -> bool {
        let longest_ms = LONGEST_WATCH_MS.saturating_mul(self.haste);
        let seen = self.pools.get(pool).and_then(|view| view.seen);
        !self.can_read() || seen.is_some_and(|seen| seen >= due && now.ms_since(seen) <= longest_ms)
    }

    fn end_cost(&mut self, now: Timestamp, pool: &PoolId, autopilot: Autopilot) {
        let Some(view) = self.pools.get_mut(pool) else { return };
        if view.tries >= MOST_TRIES {
            return self.autopilot_gives_up(now, pool);
        }
        view.tries += 1;
        view.tries_again = view.next_try(now);
        view.idle_told = true;
        let in_doubt = self.jobs.in_doubt_on(pool);
        if in_doubt > 0 {
            self.tell(now, Notice::AutopilotPassesOver(pool.clone(), in_doubt));
        }
        self.tell(now, Notice::AutopilotActs(pool.clone(), autopilot.ending));
        self.ask_of_pool(now, pool, autopilot.ending.asking(), false);
        if let Some(view) = self.pools.get_mut(pool) {
            view.lands = Some(autopilot.ending);
        }
    }

    /// What an autopilot asked for will be done; where the contract can show it, it is reported once it is.
    pub(super) fn autopilot_accepted(&mut self, now: Timestamp, pool: &PoolId) {
        let lands = self.pools.get(pool).and_then(|view| view.lands);
        if lands.is_none_or(|ending| self.can_show(ending)) {
            return;
        }
        if let Some(view) = self.pools.get_mut(pool) {
            (view.lands, view.tries) = (None, 0);
        }
        self.tell(now, Notice::AutopilotUnseen(pool.clone()));
    }

    /// What an autopilot asked for was not done.
    pub(super) fn autopilot_failed(&mut self, now: Timestamp, pool: &PoolId) {
        let Some(view) = self.pools.get_mut(pool) else { return };
        if view.lands.take().is_none() {
            return;
        }
        view.tries_again = view.next_try(now);
        if view.tries >= MOST_TRIES {
            self.autopilot_gives_up(now, pool);
        }
    }

    fn autopilot_gives_up(&mut self, now: Timestamp, pool: &PoolId) {
        if let Some(view) = self.pools.get_mut(pool) {
            (view.autopilot, view.lands) = (None, None);
            let tries = core::mem::take(&mut view.tries);
            self.tell(now, Notice::AutopilotGaveUp(pool.clone(), tries));
        }
    }

    /// When the next alarm or autopilot is due.
    pub(super) fn next_idle(&self) -> Option<Timestamp> {
        let rest = self.left_alone.pools();
        let autopilot = |view: &PoolView| {
            let due = self.autopilot_due(view)?;
            // A reading that has begun since ends by an answer, and acts then.
            let looks = self.can_read()
                && (self.reading.is_under_way() || self.reading.begun.is_some_and(|begun| begun >= due));
            (!looks).then_some(due.max(rest.unwrap_or_default()))
        };
        let due = |view: &PoolView| [self.alarm_due(view), autopilot(view)].into_iter().flatten().min();
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

impl Ending {
    const fn asking(self) -> Asking {
        match self {
            Self::ToZero => Asking::Resize(VmCount(0)),
            Self::Delete => Asking::Delete,
        }
    }
}

impl PoolView {
    /// When an autopilot that fails now tries again.
    fn next_try(&self, now: Timestamp) -> Timestamp {
        now.after_ms(TRIES_AGAIN_AFTER_MS << self.tries.saturating_sub(1).min(MOST_TRIES))
    }

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
