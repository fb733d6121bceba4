use crate::units::Seed;

use super::jobs::{Block, JobStream};
use super::outcome::{Outcome, Tally, Usage};
use super::pool::{Keep, Place};
use super::roster::Roster;
use super::scenario::Scenario;
use super::servers::{Heap, Rings, Single};
use super::steady::Steady;

/// One charge period of a scenario by chance, run a few jobs at a time.
///
/// Jobs are served first in, first out. Memory does not grow with the number of jobs.
#[derive(Clone, Debug)]
pub struct Replication {
    scenario: Scenario,
    stream: JobStream,
    engine: Engine,
    tally: Tally,
    block: Block,
    waits_ms: Vec<u64>,
}

#[derive(Clone, Debug)]
enum Engine {
    Single(Box<Steady<Single>>),
    Rings(Box<Steady<Rings>>),
    Heap(Box<Steady<Heap>>),
    Roster(Box<Roster>),
}

/// How far a [`Replication`] has come.
#[derive(Clone, Debug)]
pub enum Step {
    /// It has jobs left.
    Unfinished(Box<Replication>),
    /// It is done.
    Done(Box<Outcome>),
}

impl Replication {
    /// A replication at its start. The same scenario and seed always give the same outcome.
    #[must_use]
    pub fn new(scenario: &Scenario, seed: Seed) -> Self {
        Self {
            scenario: scenario.clone(),
            stream: JobStream::new(scenario, seed),
            engine: Engine::new(scenario, seed),
            tally: Tally::new(scenario),
            block: Block::default(),
            waits_ms: Vec::new(),
        }
    }

    /// Runs jobs until `budget` more are served, give or take a block of a few hundred, or all; what it served is
    /// taken from `budget`.
    #[must_use]
    pub fn run(mut self, budget: &mut u64) -> Step {
        while self.stream.fill(&self.scenario, &mut self.block) {
            self.waits_ms.clear();
            let starts = self.engine.starts();
            let last_finish_ms = self.engine.serve(&self.block, &mut self.waits_ms);
            self.tally.add(&self.block, &self.waits_ms, last_finish_ms);
            // A pool that comes up again costs as much as a few jobs for each dozen of its places.
            let woken = u64::from(self.engine.starts() - starts) * (self.scenario.slots() as u64 / 16);
            *budget = budget.saturating_sub(self.block.submitted_ms.len() as u64 + 1 + woken);
            if *budget == 0 {
                return Step::Unfinished(Box::new(self));
            }
        }
        let usage = self.engine.finish();
        Step::Done(Box::new(self.tally.outcome(usage)))
    }
}

impl Engine {
    fn new(scenario: &Scenario, seed: Seed) -> Self {
        let named = match scenario.place() {
            Place::Pool(pool) => matches!(pool.keep, Keep::Hours { .. } | Keep::WeekGrid { .. }),
            Place::Classic(_) => false,
        };
        if named {
            Self::Roster(Box::new(Roster::new(scenario, seed)))
        } else if scenario.slots() == 1 {
            Self::Single(Box::new(Steady::new(scenario, seed)))
        } else if scenario.workload().length.equal_ms().is_some() {
            Self::Rings(Box::new(Steady::new(scenario, seed)))
        } else {
            Self::Heap(Box::new(Steady::new(scenario, seed)))
        }
    }

    fn serve(&mut self, block: &Block, waits_ms: &mut Vec<u64>) -> u64 {
        match self {
            Self::Single(steady) => steady.serve(block, waits_ms),
            Self::Rings(steady) => steady.serve(block, waits_ms),
            Self::Heap(steady) => steady.serve(block, waits_ms),
            Self::Roster(roster) => roster.serve(block, waits_ms),
        }
    }

    fn starts(&self) -> u32 {
        match self {
            Self::Single(steady) => steady.starts(),
            Self::Rings(steady) => steady.starts(),
            Self::Heap(steady) => steady.starts(),
            Self::Roster(roster) => roster.starts(),
        }
    }

    fn finish(self) -> Usage {
        match self {
            Self::Single(steady) => steady.finish(),
            Self::Rings(steady) => steady.finish(),
            Self::Heap(steady) => steady.finish(),
            Self::Roster(roster) => roster.finish(),
        }
    }
}

/// Simulates one charge period to its end.
///
/// ```
/// use poolwise::capacity::{
///     Arrivals, JobLength, Keep, Place, Pool, Provisioning, Recurrence, Scenario, Workload, simulate,
/// };
/// use poolwise::units::{BilledTime, JobCount, Seed, VmCount};
///
/// let hour = 3_600_000;
/// let workload = Workload {
///     jobs: JobCount(10),
///     recurrence: Recurrence::Once,
///     charge_period_days: 30,
///     length: JobLength::Fixed { ms: hour },
///     arrivals: Arrivals::AtOnce,
///     history: None,
/// };
/// let pool = Pool {
///     vms: VmCount(4),
///     jobs_per_vm: 1,
///     provisioning: Provisioning::default(),
///     release_ms: 0,
///     charge_step_ms: None,
///     keep: Keep::UntilDone { grace_ms: 0 },
/// };
/// let scenario = Scenario::new(workload, Place::Pool(pool), None).expect("it makes sense");
/// let outcome = simulate(&scenario, Seed(1));
/// // Ten jobs on four VMs: three rounds of an hour, of which the last leaves two VMs idle.
/// assert_eq!(outcome.finishes_ms, [3 * hour]);
/// assert_eq!(outcome.usage.billed, BilledTime::from_hours(12));
/// assert_eq!(outcome.usage.idle, BilledTime::from_hours(2));
/// ```
#[must_use]
pub fn simulate(scenario: &Scenario, seed: Seed) -> Outcome {
    let mut replication = Replication::new(scenario, seed);
    let mut budget = u64::MAX;
    loop {
        match replication.run(&mut budget) {
            Step::Done(outcome) => return *outcome,
            Step::Unfinished(rest) => replication = *rest,
        }
    }
}
