//! One pool of the account: its VMs and its queue.

use std::collections::{BTreeMap, VecDeque};

use super::ledger::VmNumber;
use crate::service::{AllocationState, JobId, Pool, PoolId, PoolState, SwaggerUrl};
use crate::units::{Timestamp, VmCount};

/// Where a VM is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VmPhase {
    /// Asked for; not billed yet.
    Provisioning,
    /// There, and billed.
    Ready,
    /// Let go; billed until it is deleted.
    Leaving,
}

#[derive(Clone, Debug)]
pub(super) struct Vm {
    pub(super) phase: VmPhase,
    pub(super) jobs: Vec<JobId>,
}

#[derive(Clone, Debug)]
pub(super) struct PoolRecord {
    pub(super) id: PoolId,
    pub(super) swagger: SwaggerUrl,
    pub(super) created: Timestamp,
    pub(super) state: PoolState,
    pub(super) allocation: AllocationState,
    pub(super) allocation_since: Timestamp,
    pub(super) target: VmCount,
    pub(super) vms: BTreeMap<VmNumber, Vm>,
    pub(super) queue: VecDeque<JobId>,
}

impl PoolRecord {
    pub(super) fn new(id: PoolId, swagger: SwaggerUrl, now: Timestamp) -> Self {
        Self {
            id,
            swagger,
            created: now,
            state: PoolState::Active,
            allocation: AllocationState::Steady,
            allocation_since: now,
            target: VmCount(0),
            vms: BTreeMap::new(),
            queue: VecDeque::new(),
        }
    }

    pub(super) fn count(&self, wanted: impl Fn(VmPhase) -> bool) -> usize {
        self.vms.values().filter(|vm| wanted(vm.phase)).count()
    }

    /// The pool as the service tells of it, before it is written.
    ///
    /// DIFFERENCE: VMs "now" are those on the bill: provisioned and not yet deleted. What the real service counts is
    /// not public.
    pub(super) fn told(&self) -> Pool {
        let billed = self.count(|phase| phase != VmPhase::Provisioning);
        Pool {
            state: self.state.clone(),
            allocation: self.allocation.clone(),
            allocation_since: Some(self.allocation_since),
            current_vms: Some(VmCount(u32::try_from(billed).unwrap_or(u32::MAX))),
            created: Some(self.created),
            swagger_url: Some(self.swagger.as_str().to_owned()),
            ..Pool::asked_for(self.id.clone(), self.target)
        }
    }

    /// VMs to let go so that `surplus` fewer remain: those still provisioning, then idle ones, then the newest.
    pub(super) fn to_let_go(&self, surplus: usize) -> Vec<VmNumber> {
        let mut staying: Vec<(u8, std::cmp::Reverse<VmNumber>)> = self
            .vms
            .iter()
            .filter(|(_, vm)| vm.phase != VmPhase::Leaving)
            .map(|(number, vm)| {
                let rank = match vm.phase {
                    VmPhase::Provisioning => 0,
                    _ if vm.jobs.is_empty() => 1,
                    _ => 2,
                };
                (rank, std::cmp::Reverse(*number))
            })
            .collect();
        staying.sort_unstable();
        staying.into_iter().take(surplus).map(|(_, number)| number.0).collect()
    }

    /// The first VM with room for one more job, in order of age.
    pub(super) fn free_vm(&self, jobs_per_vm: usize) -> Option<VmNumber> {
        let free = |vm: &Vm| vm.phase == VmPhase::Ready && vm.jobs.len() < jobs_per_vm;
        self.vms.iter().find(|(_, vm)| free(vm)).map(|(number, _)| *number)
    }

    pub(super) fn is_changing(&self) -> bool {
        self.count(|phase| phase != VmPhase::Ready) > 0
    }
}
