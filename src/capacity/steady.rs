//! Places that all come and go together: the classic queue, and pools that are always on or kept until the jobs are
//! done. This is the path that must be fast.

use crate::units::{BilledTime, Seed};

use super::jobs::Block;
use super::outcome::Usage;
use super::pool::{Keep, Place, Provisioning};
use super::roster::provisioned_ms;
use super::scenario::Scenario;
use super::servers::Servers;

/// A queue before nameless places.
#[derive(Clone, Debug)]
pub(super) struct Steady<S> {
    servers: S,
    rule: Rule,
    seed: Seed,
    /// When each VM of the present lease is ready.
    ready_ms: Vec<u64>,
    began_ms: u64,
    is_open: bool,
    last_finish_ms: u64,
    busy_ms: u64,
    usage: Usage,
}

/// What of the place matters here.
#[derive(Clone, Copy, Debug)]
struct Rule {
    vms: usize,
    places: u32,
    provisioning: Provisioning,
    release_ms: u64,
    charge_step_ms: Option<u64>,
    /// The pool goes to zero when it has had no job for so long; `None` for never.
    grace_ms: Option<u64>,
    is_classic: bool,
    /// Time after this moment belongs to the next charge period.
    cut_ms: u64,
    period_ms: u64,
}

impl<S: Servers + Default> Steady<S> {
    pub(super) fn new(scenario: &Scenario, seed: Seed) -> Self {
        let mut steady = Self {
            servers: S::default(),
            rule: Rule::of(scenario),
            seed,
            ready_ms: Vec::new(),
            began_ms: 0,
            is_open: false,
            last_finish_ms: 0,
            busy_ms: 0,
            usage: Usage::default(),
        };
        if steady.rule.grace_ms.is_none() {
            steady.open(0);
        }
        steady
    }

    /// Runs a block's jobs, first in, first out; appends the wait of each and returns the latest finish.
    pub(super) fn serve(&mut self, block: &Block, waits_ms: &mut Vec<u64>) -> u64 {
        if let (false, Some(first)) = (self.is_open, block.ready_ms.first()) {
            self.open(*first);
        }
        let grace_ms = self.rule.grace_ms.unwrap_or(u64::MAX);
        let cut_ms = self.rule.cut_ms;
        let mut busy_ms = 0_u64;
        let mut last_ms = 0;
        let jobs = block.submitted_ms.iter().zip(&block.ready_ms).zip(&block.lengths_ms);
        waits_ms.extend(jobs.map(|((&submitted_ms, &ready_ms), &length_ms)| {
            if ready_ms > self.last_finish_ms.saturating_add(grace_ms) {
                let gone_ms = self.close(self.last_finish_ms.saturating_add(grace_ms));
                self.open(ready_ms.max(gone_ms));
            }
            let start_ms = ready_ms.max(self.servers.earliest_ms());
            let finish_ms = start_ms.saturating_add(length_ms);
            self.servers.replace_earliest(finish_ms);
            self.last_finish_ms = self.last_finish_ms.max(finish_ms);
            last_ms = last_ms.max(finish_ms);
            busy_ms = busy_ms.saturating_add(finish_ms.min(cut_ms) - start_ms.min(cut_ms));
            start_ms - submitted_ms
        }));
        self.busy_ms = self.busy_ms.saturating_add(busy_ms);
        last_ms
    }

    /// How often the pool has come up so far.
    pub(super) const fn starts(&self) -> u32 {
        self.usage.starts
    }

    /// The VMs' time, when all jobs are served.
    pub(super) fn finish(mut self) -> Usage {
        let rule = self.rule;
        if rule.is_classic {
            self.usage.billed = BilledTime::from_ms(self.busy_ms);
            self.usage.charged = self.usage.billed;
        } else if let Some(grace_ms) = rule.grace_ms {
            if self.is_open {
                self.close(self.last_finish_ms.saturating_add(grace_ms));
            }
        } else {
            let end_ms = self.last_finish_ms.max(rule.period_ms).min(rule.cut_ms);
            for ready_ms in &self.ready_ms {
                let kept = BilledTime::from_ms(end_ms.saturating_sub(*ready_ms));
                self.usage.stayed(kept, rule.charge_step_ms);
                self.usage.provisioning =
                    self.usage.provisioning + BilledTime::from_ms(end_ms.min(*ready_ms));
            }
        }
        self.usage.settle(self.busy_ms, rule.places);
        self.usage
    }

    fn open(&mut self, at_ms: u64) {
        let rule = self.rule;
        let lease = u64::from(self.usage.starts);
        self.ready_ms.clear();
        self.ready_ms.extend(
            (0..rule.vms as u64)
                .map(|vm| at_ms.saturating_add(provisioned_ms(rule.provisioning, self.seed, vm, lease))),
        );
        if rule.places == 1 {
            self.servers.reset(&self.ready_ms);
        } else {
            let places = rule.places as usize;
            let all: Vec<u64> =
                self.ready_ms.iter().flat_map(|ready| core::iter::repeat_n(*ready, places)).collect();
            self.servers.reset(&all);
        }
        self.began_ms = at_ms;
        self.is_open = true;
        self.last_finish_ms = self.last_finish_ms.max(at_ms);
        self.usage.starts = self.usage.starts.saturating_add(1);
    }

    /// The pool is resized to zero; returns when that is done.
    #[cold]
    fn close(&mut self, at_ms: u64) -> u64 {
        let release = BilledTime::from_ms(self.rule.release_ms);
        for ready_ms in &self.ready_ms {
            let ready_ms = *ready_ms;
            let provisioning = BilledTime::from_ms(ready_ms.min(at_ms) - self.began_ms);
            self.usage.provisioning = self.usage.provisioning + provisioning;
            // A VM that is not ready yet is given up, and never billed.
            if ready_ms <= at_ms {
                let kept = BilledTime::from_ms(at_ms - ready_ms) + release;
                self.usage.stayed(kept, self.rule.charge_step_ms);
                self.usage.releasing = self.usage.releasing + release;
            }
        }
        at_ms.saturating_add(self.rule.release_ms)
    }
}

impl Rule {
    fn of(scenario: &Scenario) -> Self {
        let rhythm = scenario.rhythm();
        let mut rule = Self {
            vms: scenario.slots(),
            places: 1,
            provisioning: Provisioning::default(),
            release_ms: 0,
            charge_step_ms: None,
            grace_ms: None,
            is_classic: true,
            cut_ms: u64::MAX,
            period_ms: rhythm.period_ms,
        };
        if let Place::Pool(pool) = scenario.place() {
            rule.vms = pool.vms.0 as usize;
            rule.places = pool.jobs_per_vm;
            rule.provisioning = pool.provisioning;
            rule.release_ms = pool.release_ms;
            rule.charge_step_ms = pool.charge_step_ms;
            rule.is_classic = false;
            if let Keep::UntilDone { grace_ms } = pool.keep {
                rule.grace_ms = Some(grace_ms);
            } else if rhythm.continues {
                rule.cut_ms = rhythm.period_ms;
            }
        }
        rule
    }
}
