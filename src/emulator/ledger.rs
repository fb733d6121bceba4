//! What is billed, exactly: the truth that the page's meter is held to.

use std::collections::BTreeMap;

use crate::service::PoolId;
use crate::units::{BilledTime, Timestamp};

/// Which VM of the account, counted from its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VmNumber(pub u64);

#[derive(Clone, Copy, Debug)]
struct Line {
    vm: VmNumber,
    from: Timestamp,
    until: Option<Timestamp>,
}

/// VM time by pool, also of pools that are gone.
///
/// **Source**: facts A.2, the source page (verified): a VM is billed from when its provisioning is finished until it
/// is deleted, whether or not jobs run.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pools: BTreeMap<PoolId, Vec<Line>>,
    closed: BTreeMap<PoolId, BilledTime>,
}

impl Ledger {
    pub(super) fn provisioned(&mut self, pool: &PoolId, vm: VmNumber, at: Timestamp) {
        self.pools.entry(pool.clone()).or_default().push(Line { vm, from: at, until: None });
    }

    pub(super) fn deleted(&mut self, pool: &PoolId, vm: VmNumber, at: Timestamp) {
        let Some(lines) = self.pools.get_mut(pool) else { return };
        let Some(line) = lines.iter_mut().find(|line| line.vm == vm && line.until.is_none()) else { return };
        line.until = Some(at);
        let time = BilledTime::from_ms(at.ms_since(line.from));
        let closed = self.closed.entry(pool.clone()).or_default();
        *closed = *closed + time;
        lines.retain(|line| line.until.is_none());
    }

    /// The VM time of one pool up to `now`.
    #[must_use]
    pub fn billed(&self, pool: &PoolId, now: Timestamp) -> BilledTime {
        let closed = self.closed.get(pool).copied().unwrap_or_default();
        let open = self.pools.get(pool).into_iter().flatten();
        closed + open.map(|line| BilledTime::from_ms(now.ms_since(line.from))).sum()
    }

    /// Every pool that ever had a VM, with its VM time up to `now`.
    #[must_use]
    pub fn lines(&self, now: Timestamp) -> Vec<(PoolId, BilledTime)> {
        self.pools.keys().map(|pool| (pool.clone(), self.billed(pool, now))).collect()
    }

    /// The VM time of the whole account up to `now`.
    #[must_use]
    pub fn total(&self, now: Timestamp) -> BilledTime {
        self.pools.keys().map(|pool| self.billed(pool, now)).sum()
    }
}
