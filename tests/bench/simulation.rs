//! How many jobs a second are simulated: 16 VMs, exponential times between jobs and of jobs, 80 % busy.
//!
//! One file, built twice: natively it prints the figure; in wasm, under the planner's own profile, it is a Web Worker
//! that tells the page each run's jobs and a sum over everything found, so that the bench can hold the two equal.

#![expect(clippy::expect_used, reason = "what cannot be measured is reported by stopping")]

use poolwise::capacity::{
    Arrivals, JobLength, Keep, Place, Pool, Provisioning, Recurrence, Scenario, Workload, simulate,
};
use poolwise::units::{JobCount, MS_PER_HOUR, Seed, VmCount};

/// Few enough that some run of many is not disturbed on a machine that does other things too.
const JOBS: u64 = 200_000;

/// One run's jobs, and the milliseconds in which they were done and worked on: equal natively and in wasm.
fn run() -> (u64, u64, u64) {
    // A mean job of a minute on 16 VMs at 80 %: 768 jobs an hour.
    let window_ms = JOBS * MS_PER_HOUR / 768;
    let workload = Workload {
        jobs: JobCount(JOBS),
        recurrence: Recurrence::Once,
        charge_period_days: 366,
        length: JobLength::Exponential { mean_ms: 60_000 },
        arrivals: Arrivals::Poisson { window_ms: window_ms.min(366 * 24 * MS_PER_HOUR) },
        history: None,
    };
    let pool = Pool {
        vms: VmCount(16),
        jobs_per_vm: 1,
        provisioning: Provisioning::default(),
        release_ms: 0,
        charge_step_ms: None,
        keep: Keep::AlwaysOn,
    };
    let scenario = Scenario::new(workload, Place::Pool(pool), None).expect("it makes sense");
    let outcome = simulate(&scenario, Seed(20_170_419));
    let finished = outcome.finishes_ms.iter().fold(0_u64, |sum, ms| sum.wrapping_add(*ms));
    (outcome.jobs, finished, outcome.usage.useful.ms())
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
fn main() {
    const RUNS: usize = 100;
    let mut seconds: Vec<f64> = Vec::new();
    let mut found = run();
    for _ in 0..RUNS {
        let began = std::time::Instant::now();
        found = run();
        seconds.push(began.elapsed().as_secs_f64());
    }
    // The quickest: what else the machine did only ever adds.
    let quickest = seconds.into_iter().fold(f64::INFINITY, f64::min);
    let jobs = u32::try_from(found.0).expect("a few million");
    println!("{:.3} {} {}", f64::from(jobs) / quickest / 1e6, found.1, found.2);
}

#[cfg(target_arch = "wasm32")]
fn main() {
    poolwise::web::worker::listen(|_| {
        let (jobs, finished, useful) = run();
        poolwise::web::worker::say(&format!("{jobs} {finished} {useful}"));
    });
}
