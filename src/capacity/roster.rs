//! Places that belong to named VMs, which come and go: pools kept for fixed hours or by a week grid, and any place
//! whose timeline is to be shown.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use crate::units::{BilledTime, Random, Seed, VmCount};

use super::chance::triangular;
use super::jobs::Block;
use super::outcome::Usage;
use super::pool::{CLASSIC_JOBS_PER_ENDPOINT, Keep, Place, Pool, Provisioning};
use super::scenario::{Rhythm, Scenario};
use super::shifts::next_shift;
use super::timeline::Trace;

/// How long a VM takes to be ready, by the seed of the replication; the same for pools of any size.
pub(super) fn provisioned_ms(provisioning: Provisioning, seed: Seed, vm: u64, lease: u64) -> u64 {
    let Provisioning { typical_ms, spread_ms } = provisioning;
    if spread_ms == 0 {
        return typical_ms;
    }
    let mut random = Random::new(seed.part(3).part(lease).part(vm));
    triangular(
        &mut random,
        typical_ms.saturating_sub(spread_ms),
        typical_ms,
        typical_ms.saturating_add(spread_ms),
    )
}

/// A queue before named VMs.
#[derive(Clone, Debug)]
pub(super) struct Roster {
    pool: Pool,
    rhythm: Rhythm,
    is_classic: bool,
    seed: Seed,
    /// Time after this moment belongs to the next charge period.
    cut_ms: u64,
    vms: Vec<Vm>,
    /// The lease of its VM that each place's entry in the heap is about.
    place_leases: Vec<u64>,
    /// When each place is free, least first; equal moments by the place's number.
    free: BinaryHeap<Reverse<(u64, u32)>>,
    is_open: bool,
    last_finish_ms: u64,
    busy_ms: u64,
    usage: Usage,
    trace: Option<Trace>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Vm {
    /// How many times it was asked for, the present one included.
    leases: u64,
    shift: Option<Shift>,
    last_finish_ms: u64,
}

/// One life of a VM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) asked_ms: u64,
    pub(super) ready_ms: u64,
    /// When its deletion is asked for; `u64::MAX` where that depends on the jobs.
    pub(super) off_ms: u64,
}

impl Shift {
    /// When it can first run a job, or is over without ever having been ready.
    fn opens_ms(self) -> u64 {
        self.ready_ms.min(self.off_ms)
    }
}

impl Roster {
    pub(super) fn new(scenario: &Scenario, seed: Seed) -> Self {
        let (pool, is_classic) = match scenario.place() {
            Place::Pool(pool) => (pool.clone(), false),
            Place::Classic(classic) => (
                Pool {
                    vms: VmCount(classic.endpoints),
                    jobs_per_vm: CLASSIC_JOBS_PER_ENDPOINT,
                    provisioning: Provisioning::default(),
                    release_ms: 0,
                    charge_step_ms: None,
                    keep: Keep::AlwaysOn,
                },
                true,
            ),
        };
        let rhythm = scenario.rhythm();
        let is_cut =
            matches!(pool.keep, Keep::AlwaysOn | Keep::WeekGrid { .. }) && rhythm.continues && !is_classic;
        let vms = pool.peak_vms();
        let mut roster = Self {
            rhythm,
            is_classic,
            seed,
            cut_ms: if is_cut { rhythm.period_ms } else { u64::MAX },
            vms: vec![Vm::default(); vms as usize],
            place_leases: vec![0; scenario.slots()],
            free: (0..).map(|place| Reverse((0, place))).take(scenario.slots()).collect(),
            is_open: false,
            last_finish_ms: 0,
            busy_ms: 0,
            usage: Usage::default(),
            trace: None,
            pool,
        };
        if !matches!(roster.pool.keep, Keep::UntilDone { .. }) {
            for vm in 0..vms {
                roster.ask(vm, 0);
            }
        }
        roster
    }

    /// The same, keeping what a timeline shows.
    pub(super) fn traced(mut self) -> Self {
        self.trace = Some(Trace::new(self.pool.peak_vms()));
        self
    }

    /// Runs a block's jobs, first in, first out; appends the wait of each that found a VM and returns the latest
    /// finish.
    pub(super) fn serve(&mut self, block: &Block, waits_ms: &mut Vec<u64>) -> u64 {
        let mut last_ms = 0;
        let jobs = block.submitted_ms.iter().zip(&block.ready_ms).zip(&block.lengths_ms);
        for ((&submitted_ms, &ready_ms), &length_ms) in jobs {
            if let Some(trace) = &mut self.trace {
                trace.submitted(submitted_ms);
            }
            self.wake(ready_ms);
            let Some((start_ms, vm)) = self.take_place(ready_ms, length_ms) else { continue };
            let finish_ms = start_ms.saturating_add(length_ms);
            if let Some(vm) = self.vms.get_mut(vm as usize) {
                vm.last_finish_ms = vm.last_finish_ms.max(finish_ms);
            }
            if let Some(trace) = &mut self.trace {
                trace.ran(vm, start_ms, finish_ms);
            }
            self.last_finish_ms = self.last_finish_ms.max(finish_ms);
            last_ms = last_ms.max(finish_ms);
            let busy_ms = finish_ms.min(self.cut_ms) - start_ms.min(self.cut_ms);
            self.busy_ms = self.busy_ms.saturating_add(busy_ms);
            waits_ms.push(start_ms - submitted_ms);
        }
        last_ms
    }

    /// How often the pool has come up so far.
    pub(super) const fn starts(&self) -> u32 {
        self.usage.starts
    }

    /// The VMs' time, when all jobs are served.
    pub(super) fn finish(mut self) -> Usage {
        self.settle();
        self.usage
    }

    /// The VMs' time and what was traced.
    pub(super) fn finish_traced(mut self) -> (Usage, Option<Trace>) {
        self.settle();
        (self.usage, self.trace)
    }

    fn settle(&mut self) {
        let end_ms = match self.pool.keep {
            Keep::UntilDone { grace_ms } => self.last_finish_ms.saturating_add(grace_ms),
            Keep::Hours { .. } => u64::MAX,
            Keep::AlwaysOn | Keep::WeekGrid { .. } => {
                let end_ms = self.last_finish_ms.max(self.rhythm.period_ms);
                self.cut_ms = end_ms.min(self.cut_ms);
                end_ms
            }
        };
        for vm in 0..self.pool.peak_vms() {
            while self.shift_of(vm).is_some_and(|shift| shift.asked_ms < end_ms) {
                self.end_shift(vm, end_ms);
            }
        }
        if self.is_classic {
            self.usage = Usage {
                billed: BilledTime::from_ms(self.busy_ms),
                charged: BilledTime::from_ms(self.busy_ms),
                starts: self.usage.starts,
                ..Usage::default()
            };
            self.usage.settle(self.busy_ms, 1);
        } else {
            self.usage.settle(self.busy_ms, self.pool.jobs_per_vm);
        }
    }

    fn shift_of(&self, vm: u32) -> Option<Shift> {
        self.vms.get(vm as usize)?.shift
    }

    /// Brings a pool that is kept until the jobs are done to zero, or up again, before a job that arrives now.
    fn wake(&mut self, now_ms: u64) {
        let Keep::UntilDone { grace_ms } = self.pool.keep else { return };
        let quiet_ms = self.last_finish_ms.saturating_add(grace_ms);
        if self.is_open && now_ms <= quiet_ms {
            return;
        }
        let gone_ms = if self.is_open { quiet_ms.saturating_add(self.pool.release_ms) } else { 0 };
        let asked_ms = now_ms.max(gone_ms);
        for vm in 0..self.pool.peak_vms() {
            if self.is_open {
                self.end_shift(vm, quiet_ms);
            }
            self.ask(vm, asked_ms);
        }
        // Places of VMs that were given up before they were ready may now be free sooner: none is taken over.
        self.free.clear();
        for place in (0..).take(self.place_leases.len()) {
            let vm = place / self.pool.jobs_per_vm.max(1);
            let named = self.vms.get(vm as usize).copied().unwrap_or_default();
            if let Some(lease) = self.place_leases.get_mut(place as usize) {
                *lease = named.leases;
            }
            self.free.push(Reverse((named.shift.map_or(u64::MAX, Shift::opens_ms), place)));
        }
        self.is_open = true;
        self.last_finish_ms = self.last_finish_ms.max(asked_ms);
    }

    /// Takes the place that can start a job first; `None` when no VM will come any more.
    fn take_place(&mut self, ready_ms: u64, length_ms: u64) -> Option<(u64, u32)> {
        loop {
            let Reverse((free_ms, place)) = *self.free.peek()?;
            let vm = place / self.pool.jobs_per_vm.max(1);
            let named = *self.vms.get(vm as usize)?;
            let lease = self.place_leases.get_mut(place as usize)?;
            let next_ms = if *lease != named.leases {
                *lease = named.leases;
                named.shift.map_or(u64::MAX, Shift::opens_ms)
            } else if let Some(shift) = named.shift {
                let start_ms = ready_ms.max(free_ms);
                if start_ms < shift.off_ms {
                    replace_top(&mut self.free, (start_ms.saturating_add(length_ms), place));
                    return Some((start_ms, vm));
                }
                // Its other places are free no earlier, and jobs come in order: the shift is over for all of them.
                self.end_shift(vm, shift.off_ms);
                continue;
            } else if free_ms == u64::MAX {
                return None;
            } else {
                u64::MAX
            };
            replace_top(&mut self.free, (next_ms, place));
        }
    }

    /// Asks for a VM, at the moment or at its next shift by the pool's rule.
    fn ask(&mut self, vm: u32, now_ms: u64) {
        let shift = next_shift(&self.pool.keep, self.rhythm, vm, now_ms);
        let Some(named) = self.vms.get_mut(vm as usize) else { return };
        named.shift = shift.map(|(on_ms, off_ms)| {
            let asked_ms = on_ms.max(now_ms);
            let took_ms = provisioned_ms(self.pool.provisioning, self.seed, u64::from(vm), named.leases);
            Shift { asked_ms, ready_ms: asked_ms.saturating_add(took_ms), off_ms }
        });
        named.leases += 1;
    }

    /// Ends a VM's shift at the latest at `by_ms`, counts its time, and asks for its next one.
    fn end_shift(&mut self, vm: u32, by_ms: u64) {
        let Some(named) = self.vms.get_mut(vm as usize) else { return };
        let Some(shift) = named.shift.take() else { return };
        let asked_off_ms = shift.off_ms.min(by_ms);
        let is_ready = shift.ready_ms <= asked_off_ms;
        // It finishes what it runs.
        let end_ms = if is_ready { asked_off_ms.max(named.last_finish_ms) } else { asked_off_ms };
        let gone_ms = if is_ready { end_ms.saturating_add(self.pool.release_ms) } else { end_ms };
        let cut = |ms: u64| ms.min(self.cut_ms);
        let count = |from_ms: u64, to_ms: u64| BilledTime::from_ms(cut(to_ms) - cut(from_ms));
        let usage = &mut self.usage;
        usage.provisioning = usage.provisioning + count(shift.asked_ms, shift.ready_ms.min(end_ms));
        if is_ready {
            usage.stayed(count(shift.ready_ms, gone_ms), self.pool.charge_step_ms);
            usage.releasing = usage.releasing + count(end_ms, gone_ms);
        }
        usage.starts = usage.starts.saturating_add(u32::from(vm == 0 && shift.asked_ms < self.cut_ms));
        if let Some(trace) = &mut self.trace {
            trace.lived(vm, Shift { ready_ms: shift.ready_ms.min(end_ms), off_ms: end_ms, ..shift }, gone_ms);
        }
        if !matches!(self.pool.keep, Keep::UntilDone { .. }) {
            self.ask(vm, gone_ms);
        }
    }
}

fn replace_top(heap: &mut BinaryHeap<Reverse<(u64, u32)>>, entry: (u64, u32)) {
    if let Some(mut top) = heap.peek_mut() {
        *top = Reverse(entry);
        drop::<PeekMut<'_, _>>(top);
    }
}
