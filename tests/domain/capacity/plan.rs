//! Overload and the planner.

use poolwise::capacity::{
    Arrivals, Classic, Deadline, HOURS_IN_WEEK, JobLength, Keep, Needed, Part, Place, PlanRow, PlannedSize,
    Planner, Pool, Provisioning, Recurrence, Scenario, SharedWait, Workload, between, cheapest, forecast,
    front, ladder, overload, plan_rows, simulate,
};
use poolwise::units::{BilledTime, Decimal, JobCount, Money, Seed, VmCount};

use super::{HOUR, MINUTE, jobs, pool, scenario, until_done};

fn daily(count: u64, length: JobLength) -> Workload {
    Workload { recurrence: Recurrence::Daily, ..jobs(count, length, Arrivals::AtOnce) }
}

#[track_caller]
fn check_overload(workload: Workload, place: Place, expected: Option<(Decimal, Needed)>) {
    let found = overload(&Scenario::new(workload, place, None).unwrap());
    assert_eq!(found.map(|found| (found.grows_by_jobs_an_hour, found.needed)), expected);
}

#[test]
fn overload_says_how_many_vms_keep_up() {
    let hourly = JobLength::Fixed { ms: HOUR };
    let on = |vms| Place::Pool(pool(vms, Keep::AlwaysOn));
    let growth = |thousandths| Decimal::new(thousandths, 3).normalize();
    // 60 job hours a day on 24 VM hours each: 2.5 VMs.
    check_overload(daily(60, hourly), on(3), None);
    check_overload(daily(60, hourly), on(2), Some((growth(500), Needed::Vms(3))));
    check_overload(
        daily(60, JobLength::Exponential { mean_ms: HOUR }),
        on(1),
        Some((growth(1_500), Needed::Vms(3))),
    );
    // Exactly full is too full: nothing is left to catch up with.
    check_overload(daily(48, hourly), on(2), Some((growth(0), Needed::Vms(3))));
    // Eight hours a day are a third of a VM.
    check_overload(
        daily(60, JobLength::Fixed { ms: HOUR / 4 }),
        Place::Pool(pool(1, Keep::Hours { ms: 8 * HOUR })),
        Some((growth(1_167), Needed::Vms(2))),
    );
    // Twelve hours a day at one stretch: 84 hours a week for each VM, and a quarter of an hour at each of seven ends.
    let mut grid = Box::new([0; HOURS_IN_WEEK]);
    grid.iter_mut().enumerate().filter(|(hour, _)| hour % 24 < 12).for_each(|(_, vms)| *vms = 1);
    check_overload(
        daily(60, JobLength::Fixed { ms: HOUR / 4 }),
        Place::Pool(pool(0, Keep::WeekGrid { vms: grid })),
        Some((growth(458), Needed::Vms(2))),
    );
    let classic = Place::Classic(Classic { endpoints: 1, shared_wait: SharedWait::None });
    check_overload(daily(2_000, hourly), classic, Some((growth(43_333), Needed::Endpoints(3))));
    // Once is not for ever.
    check_overload(jobs(1_000_000, hourly, Arrivals::AtOnce), on(1), None);
}

/// A VM that is to go finishes what it runs: 20 jobs of 37.5 minutes begin in its twelve hours, the last at 11:52:30.
#[test]
fn jobs_that_run_when_the_hours_end_count() {
    let length = JobLength::Fixed { ms: 37 * MINUTE + 30_000 };
    let kept = |vms| pool(vms, Keep::Hours { ms: 12 * HOUR });
    check_overload(daily(40, length), Place::Pool(kept(2)), None);
    let outcome = simulate(&scenario(daily(40, length), kept(2), None), Seed(1));
    assert_eq!((outcome.never_run, outcome.finishes_ms.iter().max()), (0, Some(&(12 * HOUR + 30 * MINUTE))));
    let beyond = overload(&scenario(daily(41, length), kept(2), None)).unwrap();
    assert_eq!(beyond.needed, Needed::Vms(3));
    // On average a job of random length runs on for half an hour and more: enough for 37.
    let random = JobLength::Exponential { mean_ms: 37 * MINUTE + 30_000 };
    check_overload(daily(40, random), Place::Pool(kept(2)), None);
}

/// The lognormal's mean is above its median: 1 h × e^(σ²/2) with σ = ln 5 / 1.645 is 1.614 h.
#[test]
fn overload_takes_the_mean_not_the_median() {
    let length = JobLength::Lognormal { median_ms: HOUR, p95_ms: 5 * HOUR };
    let place = |vms| Place::Pool(pool(vms, Keep::AlwaysOn));
    check_overload(daily(24, length), place(2), None);
    check_overload(daily(24, length), place(1), Some((Decimal::new(380, 3).normalize(), Needed::Vms(2))));
}

/// An overloaded pool's queue does grow by what is said.
#[test]
fn the_simulation_agrees_with_the_growth() {
    let case = scenario(daily(60, JobLength::Fixed { ms: HOUR }), pool(2, Keep::AlwaysOn), None);
    let finishes = simulate(&case, Seed(1)).finishes_ms;
    // Every day is done 6 hours (half a job an hour × 24, on two VMs) later than the one before it.
    assert!(finishes.windows(2).all(|pair| pair[1] - pair[0] == 6 * HOUR), "{finishes:?}");
}

fn per_hour(billed: BilledTime, jobs: JobCount) -> Money {
    Money::new(billed.hours() * Decimal::TWO + Decimal::from(jobs.0) / Decimal::ONE_THOUSAND)
}

fn batch() -> Scenario {
    let rough = Pool {
        provisioning: Provisioning { typical_ms: 10 * MINUTE, spread_ms: 5 * MINUTE },
        release_ms: 5 * MINUTE,
        ..pool(1, until_done())
    };
    let workload = jobs(60, JobLength::Exponential { mean_ms: 10 * MINUTE }, Arrivals::AtOnce);
    scenario(workload, rough, Some(Deadline::AllDone { within_ms: 2 * HOUR }))
}

fn run(planner: &mut Planner, budget: u64) -> Vec<PlannedSize> {
    let mut before = planner.progress();
    while !before.is_done() {
        let now = planner.step(budget);
        assert!(now.done <= now.total && now.done >= before.done);
        before = now;
    }
    planner.sizes().cloned().collect()
}

#[test]
fn steps_and_shares_give_the_same_plan() {
    let (case, sizes, seed) = (batch(), ladder(VmCount(12)), Seed(5));
    let whole = run(&mut Planner::new(&case, &sizes, seed, Part::whole(21)), u64::MAX);
    assert_eq!(whole, run(&mut Planner::new(&case, &sizes, seed, Part::whole(21)), 7));
    let half =
        |number| run(&mut Planner::new(&case, &sizes, seed, Part { replications: 21, number, of: 2 }), 1_000);
    let (mut merged, second) = (half(1), half(0));
    for (size, other) in merged.iter_mut().zip(&second) {
        size.merge(other);
    }
    assert_eq!(merged, whole);
    let four = case.with_vms(VmCount(4)).unwrap();
    assert_eq!(whole[3].forecast, forecast(&four, seed, 21));
}

#[test]
fn the_cheapest_size_in_time_is_chosen() {
    let sizes = run(&mut Planner::new(&batch(), &ladder(VmCount(20)), Seed(5), Part::whole(60)), 10_000);
    let rows = plan_rows(&sizes, &per_hour);
    assert_eq!(rows.len(), 20);
    let best = cheapest(&rows, 90).unwrap();
    for row in &rows {
        let is_in_time = row.chance.unwrap().estimate >= 0.9;
        assert!(!is_in_time || row.cost_mean >= best.cost_mean);
    }
    assert!(best.chance.unwrap().estimate >= 0.9);
    // 600 minutes of work in 110 minutes need more than 5 VMs, and 20 would do it with ease.
    assert!((6..20).contains(&best.vms.0), "{best:?}");
    let chances: Vec<f64> = rows.iter().map(|row| row.chance.unwrap().estimate).collect();
    assert!(chances.is_sorted(), "on the same jobs, more VMs are in time more often: {chances:?}");
    assert_eq!(cheapest(&rows[..4], 90), None);
}

#[test]
fn no_row_beats_one_of_the_front() {
    let sizes = run(&mut Planner::new(&batch(), &ladder(VmCount(30)), Seed(5), Part::whole(30)), 10_000);
    let rows = plan_rows(&sizes, &per_hour);
    let best = front(&rows);
    assert!(!best.is_empty());
    let beats = |a: &PlanRow, b: &PlanRow| {
        a.cost_mean <= b.cost_mean
            && a.finish_ms_p95 <= b.finish_ms_p95
            && (a.cost_mean, a.finish_ms_p95) != (b.cost_mean, b.finish_ms_p95)
    };
    for row in &rows {
        assert_eq!(best.contains(&row), !rows.iter().any(|other| beats(other, row)), "{row:?}");
    }
}

#[test]
fn a_wide_ladder_is_refined_where_it_matters() {
    let quota = VmCount(4_000);
    let sizes = ladder(quota);
    assert!(sizes.len() <= 64 && sizes.is_sorted() && sizes.last() == Some(&quota));
    let many = jobs(3_000, JobLength::Fixed { ms: HOUR }, Arrivals::AtOnce);
    let case = scenario(many, pool(1, until_done()), Some(Deadline::AllDone { within_ms: 10 * HOUR }));
    let mut planner = Planner::new(&case, &sizes, Seed(1), Part::whole(1));
    for _ in 0..20 {
        let rows = plan_rows(&run(&mut planner, u64::MAX), &per_hour);
        let more = between(&rows, 95);
        if more.is_empty() {
            // 3,000 hours in 10 hours: 300 VMs, with none idle.
            assert_eq!(cheapest(&rows, 95).map(|row| row.vms), Some(VmCount(300)));
            return;
        }
        planner.add_sizes(&more);
    }
    panic!("the ladder is refined without end");
}

#[test]
fn sizes_that_cannot_keep_up_are_not_simulated() {
    let case = scenario(daily(60, JobLength::Fixed { ms: HOUR }), pool(1, Keep::AlwaysOn), None);
    let sizes = run(&mut Planner::new(&case, &ladder(VmCount(4)), Seed(1), Part::whole(2)), 100);
    let overloaded: Vec<bool> = sizes.iter().map(|size| size.overload.is_some()).collect();
    assert_eq!(overloaded, [true, true, false, false]);
    assert_eq!(plan_rows(&sizes, &per_hour).len(), 2);
}
