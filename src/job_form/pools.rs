//! What the Pools page has seen of the form's pool.

use crate::request::{Checked, Draft, FieldId, PoolProblem, Problem, RunOn, What};
use crate::share::roster::Roster;

/// What was checked, with a warning when the form's pool was last seen without VMs: the job would wait until it is
/// resized.
///
/// **Source**: facts A.2, the source page: a job on a pool without free resources is queued (verified).
#[must_use]
pub fn with_pools(mut checked: Checked, draft: &Draft, roster: Option<&Roster>) -> Checked {
    let seen = roster.filter(|_| draft.run_on == RunOn::Pool).and_then(|roster| roster.pool(&draft.pool_id));
    if seen.is_some_and(|pool| pool.vms == Some(0)) {
        let problem = Problem { field: FieldId::PoolId, what: What::Pool(PoolProblem::NoVms), span: None };
        // The body's own problems come last.
        let at = checked.problems.iter().position(|found| found.field == FieldId::Body);
        checked.problems.insert(at.unwrap_or(checked.problems.len()), problem);
    }
    checked
}
