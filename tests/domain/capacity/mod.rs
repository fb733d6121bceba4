//! Tests of `poolwise::capacity`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may fail the test"
)]

mod hand;
mod history;
mod laws;
mod naive;
mod plan;
mod problems;
mod theory;

use std::sync::Arc;

use poolwise::capacity::{
    Arrivals, Deadline, History, HistoryJob, JobLength, Keep, Place, Pool, Provisioning, Recurrence,
    Scenario, Workload,
};
use poolwise::units::{JobCount, Timestamp, VmCount};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn jobs(jobs: u64, length: JobLength, arrivals: Arrivals) -> Workload {
    Workload {
        jobs: JobCount(jobs),
        recurrence: Recurrence::Once,
        charge_period_days: 30,
        length,
        arrivals,
        history: None,
    }
}

/// Jobs as given: submitted after so many milliseconds, and so long.
fn replay(jobs_as_given: &[(u64, u64)]) -> Workload {
    let jobs_of_history =
        jobs_as_given.iter().map(|&(after_ms, length_ms)| HistoryJob { after_ms, length_ms }).collect();
    let history = History::new(Timestamp::from_ms(0), jobs_of_history);
    Workload { history: Some(Arc::new(history)), ..jobs(0, JobLength::History, Arrivals::History) }
}

fn pool(vms: u32, keep: Keep) -> Pool {
    Pool {
        vms: VmCount(vms),
        jobs_per_vm: 1,
        provisioning: Provisioning::default(),
        release_ms: 0,
        charge_step_ms: None,
        keep,
    }
}

fn until_done() -> Keep {
    Keep::UntilDone { grace_ms: 0 }
}

#[track_caller]
fn scenario(workload: Workload, pool: Pool, deadline: Option<Deadline>) -> Scenario {
    Scenario::new(workload, Place::Pool(pool), deadline).expect("the scenario makes sense")
}
