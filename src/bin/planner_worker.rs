//! The planner's Web Worker: runs `cost::plan` and tells the page what it finds, several times a second.

use poolwise::billing::july_2016;
use poolwise::cost::plan::{PlanJob, wire};
use poolwise::cost::{CostDraft, SEED};
use poolwise::units::{Seed, VmCount};
use poolwise::web::{clock, worker};

/// Jobs between two looks at the clock.
const STEP_JOBS: u64 = 100_000;
/// Milliseconds between two messages.
const PACE_MS: u64 = 150;

fn main() {
    worker::listen(|message| {
        match wire::Start::from_json(message) {
            Some(start) => run(&start),
            // A bare link asks for its outlooks alone.
            None => outlooks(message),
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

/// Simulates the inputs as they are and tells their outlooks.
fn outlooks(link: &str) {
    let Some(inputs) = CostDraft::from_link(link).ok().and_then(|draft| draft.check().ok()) else { return };
    let mut job = PlanJob::of_sizes(july_2016(), inputs, SEED, &[], true);
    while job.step(STEP_JOBS) {}
    worker::say(&wire::outlooks_to_text(link, &job.found(true).outlooks));
}
