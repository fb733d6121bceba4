//! The planner's Web Worker: runs `cost::plan` and tells the page what it finds, several times a second.

use poolwise::billing::Variable;
use poolwise::cost::plan::{PlanJob, wire};
use poolwise::cost::{CostDraft, Inputs, RangeJob, SEED, SimulatedRange};
use poolwise::units::{Seed, VmCount};
use poolwise::web::{clock, past_jobs, worker};
use poolwise::wire::Message;

/// Jobs between two looks at the clock.
const STEP_JOBS: u64 = 100_000;
/// Milliseconds between two messages.
const PACE_MS: u64 = 150;

fn main() {
    worker::listen(|message| {
        let message = message.to_owned();
        worker::spawn(async move {
            if let Some(start) = wire::Start::from_json(&message) {
                run(&start).await;
            } else if let Some(start) = wire::RangeStart::from_json(&message) {
                range(&start).await;
            } else {
                // A bare link asks for its outlooks alone.
                outlooks(&message).await;
            }
        });
    });
}

/// The inputs of a link, with past jobs that this device keeps.
async fn inputs(link: &str) -> Option<Inputs> {
    let inputs = CostDraft::from_link(link).ok()?.check().ok()?;
    if !inputs.lacks_jobs() {
        return Some(inputs);
    }
    let summary = *inputs.history.as_ref()?.summary();
    match past_jobs::load(&summary).await {
        Some(history) => inputs.with_history(history),
        None => Some(inputs),
    }
}

/// Runs to the end; the page cancels by ending the worker.
async fn run(start: &wire::Start) {
    let Some(inputs) = inputs(&start.link).await else { return };
    let sizes: Vec<VmCount> = start.sizes.iter().copied().map(VmCount).collect();
    let mut job = PlanJob::of_sizes((*inputs.book).clone(), inputs, Seed(start.seed), &sizes, start.outlooks);
    let mut told = clock::now();
    while job.step(STEP_JOBS) {
        if clock::now().ms_since(told) >= PACE_MS {
            told = clock::now();
            worker::say(&wire::found_to_json(start.id, &job.found(false)));
        }
    }
    worker::say(&wire::found_to_json(start.id, &job.found(true)));
}

/// Simulates a break-even to its end.
async fn range(start: &wire::RangeStart) {
    let variable = Variable::ALL.get(start.variable).copied();
    let Some((inputs, variable)) = inputs(&start.link).await.zip(variable) else { return };
    let Some(mut job) = RangeJob::new((*inputs.book).clone(), inputs, variable, Seed(start.seed)) else {
        // There is no such axis: that is all there is to say.
        return worker::say(&wire::range_to_json(start.range, &SimulatedRange::none(variable)));
    };
    let mut told = clock::now();
    while job.step(STEP_JOBS) {
        if clock::now().ms_since(told) >= PACE_MS {
            told = clock::now();
            worker::say(&wire::range_to_json(start.range, &job.found(false)));
        }
    }
    worker::say(&wire::range_to_json(start.range, &job.found(true)));
}

/// Simulates the inputs as they are and tells their outlooks.
async fn outlooks(link: &str) {
    let Some(inputs) = inputs(link).await else { return };
    let mut job = PlanJob::of_sizes((*inputs.book).clone(), inputs, SEED, &[], true);
    while job.step(STEP_JOBS) {}
    worker::say(&wire::outlooks_to_text(link, &job.found(true).outlooks));
}
