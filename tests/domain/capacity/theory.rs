//! Queues that have a formula.

use poolwise::capacity::{Arrivals, JobLength, Keep, Provisioning, Scenario, simulate};
use poolwise::units::Seed;

use super::{jobs, pool, scenario};

/// Student's t of a two-sided interval of 95 % with 9 degrees of freedom.
const T_95: f64 = 2.262_157;
const REPLICATIONS: u32 = 10;

/// The chance that a job waits in M/M/c, by the stable recursion of Erlang B.
fn erlang_c(servers: u32, load: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked));
    let c = f64::from(servers);
    c * blocked / (c - load * (1.0 - blocked))
}

/// Source: Erlang's tables: M/M/1 waits with chance ρ; two servers at load 1 wait with chance 1/3.
#[test]
fn erlang_c_by_hand() {
    assert!((erlang_c(1, 0.7) - 0.7).abs() < 1e-12);
    assert!((erlang_c(2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
    // The defining sum in exact fractions.
    assert!((erlang_c(100, 90.0) - 0.216_940_480_906_366_4).abs() < 1e-12);
    assert!((erlang_c(1_000, 900.0) - 0.000_592_669_966_378_781_2).abs() < 1e-12);
}

/// The mean wait of many replications in milliseconds, and half the width of its own 95 % interval.
#[expect(clippy::cast_precision_loss, reason = "waits are far below 2⁵³")]
fn mean_wait(case: &Scenario, seed: Seed) -> (f64, f64) {
    let means: Vec<f64> = (0..REPLICATIONS)
        .map(|n| {
            let waits = simulate(case, seed.part(n.into())).waits;
            waits.sum_ms() as f64 / waits.count() as f64
        })
        .collect();
    let n = f64::from(REPLICATIONS);
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|each| (each - mean) * (each - mean)).sum::<f64>() / (n - 1.0);
    (mean, T_95 * (variance / n).sqrt())
}

/// Over many seeds, the formula lies outside the run's own 95 % interval about once in 20. More than 5 misses of 24
/// would be a wrong simulation (1.2 are expected; more than 5 has a chance of 0.1 %).
#[track_caller]
fn check(case: &Scenario, expected_ms: f64) {
    let runs: Vec<(f64, f64)> = (0..24).map(|seed| mean_wait(case, Seed(seed))).collect();
    let misses = runs.iter().filter(|(mean, half)| (mean - expected_ms).abs() > *half).count();
    assert!(misses <= 5, "{misses} of 24 runs miss {expected_ms}");
    let mean = runs.iter().map(|run| run.0).sum::<f64>() / 24.0;
    let variance = runs.iter().map(|run| (run.0 - mean) * (run.0 - mean)).sum::<f64>() / 23.0;
    let error = (variance / 24.0).sqrt();
    assert!((mean - expected_ms).abs() < 4.0 * error, "{mean} ± {error}, not {expected_ms}");
}

/// Jobs at random for so long that the empty start weighs less than the interval.
fn steady(servers: u32, load: f64, length: JobLength, length_ms: f64) -> Scenario {
    let count = 2_000_u64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive window of some days"
    )]
    let window_ms = (2_000.0 * length_ms / load) as u64;
    let mut one = pool(servers, Keep::AlwaysOn);
    one.provisioning = Provisioning::default();
    scenario(jobs(count, length, Arrivals::Poisson { window_ms }), one, None)
}

#[test]
fn exponential_jobs_agree_with_erlang_c() {
    for (servers, load) in [(1, 0.3), (4, 2.0), (16, 12.0)] {
        let mean = 100_000.0;
        let case = steady(servers, load, JobLength::Exponential { mean_ms: 100_000 }, mean);
        let wait = erlang_c(servers, load) * mean / (f64::from(servers) - load);
        check(&case, wait);
    }
}

/// Source: Pollaczek and Khinchine: the mean wait in M/D/1 is ρ / (2 (1 − ρ)) lengths.
#[test]
fn equal_jobs_agree_with_pollaczek_khinchine() {
    for load in [0.2, 0.4] {
        let case = steady(1, load, JobLength::Fixed { ms: 100_000 }, 100_000.0);
        check(&case, load / (2.0 * (1.0 - load)) * 100_000.0);
    }
}

/// The interval is narrow enough to tell a wrong formula (the wait of three servers for that of four) from the right one.
#[test]
fn a_wrong_formula_fails() {
    let case = steady(4, 2.0, JobLength::Exponential { mean_ms: 100_000 }, 100_000.0);
    let wrong = erlang_c(3, 2.0) * 100_000.0;
    let misses =
        (0..8).map(|seed| mean_wait(&case, Seed(seed))).filter(|(mean, half)| (mean - wrong).abs() > *half);
    assert_eq!(misses.count(), 8);
}
