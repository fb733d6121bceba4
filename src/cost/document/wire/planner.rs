use serde::Serialize;

use crate::capacity::{NEVER_MS, Needed, PlanRow, cheapest, front};

use super::super::super::plan::{Distribution, Found};
use super::outlook::ChanceOut;

/// Pools by size. `chosen` is the cheapest size that meets the deadline in at least `percent` of the cases, or at all
/// without a deadline; `null` where none does.
#[derive(Serialize)]
pub(super) struct PlannerOut {
    percent: u32,
    is_finished: bool,
    replications: u64,
    chosen_vms: Option<u32>,
    /// The sizes that no other beats on both cost and finish, cheapest first.
    best_vms: Vec<u32>,
    rows: Vec<RowOut>,
    sizes_stopped: u32,
    overloaded: Option<OverloadedOut>,
    finishes: Option<FinishesOut>,
}

/// Finishes are `null` where they never come.
#[derive(Serialize)]
struct RowOut {
    vms: u32,
    cost_mean: String,
    cost_p95: String,
    finish_ms_p50: Option<u64>,
    finish_ms_p95: Option<u64>,
    deadline_chance: Option<ChanceOut>,
}

/// The largest size that cannot keep up: its queue grows for ever.
#[derive(Serialize)]
struct OverloadedOut {
    vms: u32,
    grows_by_jobs_an_hour: String,
    needed_vms: u64,
}

/// Columns of equal width; column `n` begins at `from_ms` + `n` × `step_ms`.
#[derive(Serialize)]
struct FinishesOut {
    from_ms: u64,
    step_ms: u64,
    counts: Vec<u64>,
    never: u64,
}

impl PlannerOut {
    pub(super) fn of(found: &Found, percent: u32) -> Self {
        Self {
            percent,
            is_finished: found.is_finished,
            replications: found.done,
            chosen_vms: cheapest(&found.rows, percent).map(|row| row.vms.0),
            best_vms: front(&found.rows).into_iter().map(|row| row.vms.0).collect(),
            rows: found.rows.iter().map(RowOut::of).collect(),
            sizes_stopped: found.stopped,
            overloaded: found.overloaded.map(|(vms, overload)| {
                let (Needed::Vms(needed_vms) | Needed::Endpoints(needed_vms)) = overload.needed;
                let grows_by_jobs_an_hour = overload.grows_by_jobs_an_hour.to_string();
                OverloadedOut { vms: vms.0, grows_by_jobs_an_hour, needed_vms }
            }),
            finishes: found.finishes.as_ref().map(FinishesOut::of),
        }
    }
}

impl RowOut {
    fn of(row: &PlanRow) -> Self {
        let ever = |ms: u64| (ms != NEVER_MS).then_some(ms);
        Self {
            vms: row.vms.0,
            cost_mean: row.cost_mean.to_string(),
            cost_p95: row.cost_p95.to_string(),
            finish_ms_p50: ever(row.finish_ms_p50),
            finish_ms_p95: ever(row.finish_ms_p95),
            deadline_chance: row.chance.map(ChanceOut::of),
        }
    }
}

impl FinishesOut {
    fn of(distribution: &Distribution) -> Self {
        Self {
            from_ms: distribution.from_ms,
            step_ms: distribution.step_ms,
            counts: distribution.counts.clone(),
            never: distribution.never,
        }
    }
}
