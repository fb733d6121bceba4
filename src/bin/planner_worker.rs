//! The planner's Web Worker: runs `cost::plan` and tells the page what it finds, several times a second.

use poolwise::billing::{Variable, july_2016};
use poolwise::cost::plan::{PlanJob, wire};
use poolwise::cost::{CostDraft, RangeJob, SEED, SimulatedRange};
use poolwise::units::{Seed, VmCount};
use poolwise::web::{clock, worker};

/// Jobs between two looks at the clock.
const STEP_JOBS: u64 = 100_000;
/// Milliseconds between two messages.
const PACE_MS: u64 = 150;

fn main() {
    worker::listen(|message| {
        if let Some(start) = wire::Start::from_json(message) {
            run(&start);
        } else if let Some(start) = wire::RangeStart::from_json(message) {
            range(&start);
        } else {
            // A bare link asks for its outlooks alone.
            outlooks(message);
        }
    });
}

/// Runs to the end; the page cancels by ending the worker.
fn run(start: &wire::Start) {
    let Some(inputs) = CostDraft::from_link(&start.link).ok().and_then(|draft| draft.check().ok()) else {
        return;
    };
    let sizes: Vec<VmCount> = start.sizes.iter().copied().map(VmCount).collect();
    let mut job = PlanJob::of_sizes(july_2016(), inputs, Seed(start.seed), &sizes, start.outlooks);
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
fn range(start: &wire::RangeStart) {
    let inputs = CostDraft::from_link(&start.link).ok().and_then(|draft| draft.check().ok());
    let variable = Variable::ALL.get(start.variable).copied();
    let Some((inputs, variable)) = inputs.zip(variable) else { return };
    let Some(mut job) = RangeJob::new(july_2016(), inputs, variable, Seed(start.seed)) else {
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
fn outlooks(link: &str) {
    let Some(inputs) = CostDraft::from_link(link).ok().and_then(|draft| draft.check().ok()) else { return };
    let mut job = PlanJob::of_sizes(july_2016(), inputs, SEED, &[], true);
    while job.step(STEP_JOBS) {}
    worker::say(&wire::outlooks_to_text(link, &job.found(true).outlooks));
}
