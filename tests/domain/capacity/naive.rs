//! The fast simulation against one that is plain: it looks at every VM for every job.

use poolwise::capacity::{
    Arrivals, Deadline, HOURS_IN_WEEK, JobLength, Keep, Pool, Provisioning, Scenario, simulate, timeline,
};
use poolwise::capacity::{Classic, HistoryJob, Place, Recurrence, SharedWait, Workload};
use poolwise::units::{JobCount, Seed, VmCount};
use proptest::prelude::*;

use super::{HOUR, MINUTE, replay, scenario};

#[derive(Debug, PartialEq, Eq)]
struct Plain {
    waits_ms: u128,
    last_finish_ms: u64,
    billed_ms: u64,
    provisioning_ms: u64,
    starts: u32,
}

/// Jobs on a pool kept until done, or always on (`grace` of `None`), job by job and VM by VM.
fn plain(jobs: &[HistoryJob], pool: &Pool, grace: Option<u64>, period_ms: u64) -> Plain {
    let took = pool.provisioning.typical_ms;
    let vms = pool.vms.0 as usize;
    let places = vms * pool.jobs_per_vm as usize;
    let mut found = Plain { waits_ms: 0, last_finish_ms: 0, billed_ms: 0, provisioning_ms: 0, starts: 0 };
    let mut up_since: Option<u64> = grace.is_none().then_some(0);
    let mut free = vec![took; places];
    let mut gone = 0;
    let close = |found: &mut Plain, since: u64, end: u64, release: u64| {
        if since + took <= end {
            found.billed_ms += (end + release - since - took) * vms as u64;
        }
        found.provisioning_ms += took.min(end - since) * vms as u64;
        found.starts += 1;
    };
    for job in jobs {
        if let (Some(since), Some(grace)) = (up_since, grace)
            && job.after_ms > found.last_finish_ms + grace
        {
            let end = found.last_finish_ms + grace;
            close(&mut found, since, end, pool.release_ms);
            gone = end + pool.release_ms;
            up_since = None;
        }
        if up_since.is_none() {
            let asked = gone.max(job.after_ms);
            up_since = Some(asked);
            free = vec![asked + took; places];
        }
        let place = (0..places).min_by_key(|place| free[*place]).unwrap();
        let start = free[place].max(job.after_ms);
        free[place] = start + job.length_ms;
        found.waits_ms += u128::from(start - job.after_ms);
        found.last_finish_ms = found.last_finish_ms.max(free[place]);
    }
    let since = up_since.unwrap();
    let last = found.last_finish_ms;
    match grace {
        Some(grace) => close(&mut found, since, last + grace, pool.release_ms),
        None => close(&mut found, since, last.max(period_ms), 0),
    }
    found
}

fn some_jobs() -> impl Strategy<Value = Vec<(u64, u64)>> {
    let lengths = prop_oneof![(0_u64..60).boxed(), Just(25_u64).boxed()];
    proptest::collection::vec((0_u64..300, lengths), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn agrees_with_the_plain_one(
        given in some_jobs(), equal in any::<bool>(), vms in 1_u32..7, jobs_per_vm in 1_u32..4, took in 0_u64..50,
        release in 0_u64..10, grace in proptest::option::of(0_u64..40),
    ) {
        let mut workload = replay(&given);
        let mut jobs = workload.history.as_ref().unwrap().jobs().to_vec();
        if equal {
            workload.length = JobLength::Fixed { ms: 33 };
            jobs.iter_mut().for_each(|job| job.length_ms = 33);
        }
        let pool = Pool {
            vms: VmCount(vms),
            jobs_per_vm,
            provisioning: Provisioning { typical_ms: took, spread_ms: 0 },
            release_ms: release,
            charge_step_ms: None,
            keep: grace.map_or(Keep::AlwaysOn, |grace_ms| Keep::UntilDone { grace_ms }),
        };
        let expected = plain(&jobs, &pool, grace, 720 * HOUR);
        let outcome = simulate(&scenario(workload, pool, None), Seed(1));
        let found = Plain {
            waits_ms: outcome.waits.sum_ms(),
            last_finish_ms: outcome.finishes_ms[0],
            billed_ms: outcome.usage.billed.ms(),
            provisioning_ms: outcome.usage.provisioning.ms(),
            starts: outcome.usage.starts,
        };
        prop_assert_eq!(found, expected);
    }

    /// The path with nameless places and the one with named VMs are two programs: they agree on every number.
    #[test]
    fn both_paths_agree(case in any_scenario(), seed in any::<u64>()) {
        let line = timeline(&case, Seed(seed), 100_000).unwrap();
        prop_assert_eq!(&line.outcome, &simulate(&case, Seed(seed)));
    }

    /// A week grid with the same VMs in every hour is a pool that is always on.
    #[test]
    fn a_full_grid_is_always_on(case in any_scenario(), seed in any::<u64>()) {
        let Place::Pool(pool) = case.place() else { return Ok(()) };
        let with = |keep: Keep| {
            let pool = Pool { keep, ..pool.clone() };
            simulate(&scenario(case.workload().clone(), pool, case.deadline()), Seed(seed))
        };
        let grid = Keep::WeekGrid { vms: Box::new([pool.vms.0; HOURS_IN_WEEK]) };
        prop_assert_eq!(with(grid), with(Keep::AlwaysOn));
    }
}

/// Scenarios of every kind, small enough to run hundreds.
pub(super) fn any_scenario() -> impl Strategy<Value = Scenario> {
    let length = prop_oneof![
        (1..90 * MINUTE).prop_map(|ms| JobLength::Fixed { ms }),
        (1..90 * MINUTE).prop_map(|mean_ms| JobLength::Exponential { mean_ms }),
        (1..90 * MINUTE, 0..90 * MINUTE)
            .prop_map(|(median_ms, more)| JobLength::Lognormal { median_ms, p95_ms: median_ms + more }),
        (0_u64..5_000, 0_u64..2_000_000).prop_map(|(rows, us_per_row)| JobLength::Rows { rows, us_per_row }),
    ];
    let arrivals = prop_oneof![
        Just(Arrivals::AtOnce),
        (0..24 * HOUR).prop_map(|window_ms| Arrivals::Evenly { window_ms }),
        (0..24 * HOUR).prop_map(|window_ms| Arrivals::AtRandom { window_ms }),
        (1..24 * HOUR).prop_map(|window_ms| Arrivals::Poisson { window_ms }),
        (1_u32..9).prop_map(|step| {
            let mut weights = Box::new([0; HOURS_IN_WEEK]);
            weights.iter_mut().step_by(step as usize).for_each(|weight| *weight = step);
            Arrivals::WeeklyPattern { weights }
        }),
    ];
    let recurrence = proptest::sample::select(&Recurrence::ALL[..]);
    let deadline = prop_oneof![
        Just(None),
        (0..30 * HOUR).prop_map(|within_ms| Some(Deadline::AllDone { within_ms })),
        (1_u32..101, 0..HOUR)
            .prop_map(|(percent, within_ms)| Some(Deadline::MostStart { percent, within_ms })),
    ];
    let workload = (1_u64..120, recurrence, 1_u32..9, length, arrivals);
    (workload, any_place(), deadline).prop_filter_map(
        "no job comes within the period",
        |((count, recurrence, days, length, arrivals), place, deadline)| {
            let workload =
                Workload { recurrence, charge_period_days: days, ..super::jobs(count, length, arrivals) };
            let has_jobs = workload.jobs_in_period() > JobCount(0);
            has_jobs.then(|| Scenario::new(workload, place, deadline).unwrap())
        },
    )
}

fn any_place() -> impl Strategy<Value = Place> {
    let keep = prop_oneof![
        (0..2 * HOUR).prop_map(|grace_ms| Keep::UntilDone { grace_ms }),
        (HOUR..30 * HOUR).prop_map(|ms| Keep::Hours { ms }),
        Just(Keep::AlwaysOn),
        proptest::collection::vec(0_u32..4, 8).prop_map(|pattern| {
            let mut vms = Box::new([1; HOURS_IN_WEEK]);
            vms.iter_mut().zip(pattern.iter().cycle()).skip(2).for_each(|(hour, count)| *hour = *count);
            Keep::WeekGrid { vms }
        }),
    ];
    let provisioning = (0..30 * MINUTE, 0..29 * MINUTE)
        .prop_map(|(typical_ms, spread_ms)| Provisioning { typical_ms, spread_ms });
    let pool = (1_u32..6, 1_u32..4, provisioning, 0..20 * MINUTE, keep).prop_map(
        |(vms, jobs_per_vm, provisioning, release_ms, keep)| {
            Place::Pool(Pool {
                vms: VmCount(vms),
                jobs_per_vm,
                provisioning,
                release_ms,
                charge_step_ms: None,
                keep,
            })
        },
    );
    let wait = (0..HOUR, 0..HOUR, 0..HOUR).prop_map(|(minimum_ms, more, most)| SharedWait::Between {
        minimum_ms,
        typical_ms: minimum_ms + more,
        maximum_ms: minimum_ms + more + most,
    });
    let classic = (1_u32..3, wait)
        .prop_map(|(endpoints, shared_wait)| Place::Classic(Classic { endpoints, shared_wait }));
    prop_oneof![4 => pool, 1 => classic]
}
