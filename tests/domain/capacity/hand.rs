//! Cases small enough to work out by hand.

use poolwise::capacity::{
    Arrivals, Classic, Deadline, Doing, HOURS_IN_WEEK, JobLength, Keep, NEVER_MS, Place, Pool, Provisioning,
    Recurrence, Scenario, SharedWait, Workload, forecast, simulate, timeline,
};
use poolwise::units::{BilledTime, Seed, VmCount};

use super::{HOUR, MINUTE, jobs, pool, replay, scenario, until_done};

/// Billed, useful, idle, releasing, provisioning, in milliseconds, and starts from zero.
#[track_caller]
fn check_usage(scenario: &Scenario, expected: [u64; 6]) {
    let usage = simulate(scenario, Seed(1)).usage;
    let found =
        [usage.billed, usage.useful, usage.idle, usage.releasing, usage.provisioning].map(BilledTime::ms);
    assert_eq!(found, expected[..5], "billed, useful, idle, releasing, provisioning");
    assert_eq!(u64::from(usage.starts), expected[5], "starts");
}

/// Source: facts D.3, the source page's billing example: 2 VMs for 24 hours are 48 compute hours, and so are 4 VMs for
/// 12 hours.
#[test]
fn the_page_s_own_examples() {
    for (vms, hours) in [(2, 24), (4, 12)] {
        let kept = pool(vms, Keep::Hours { ms: hours * HOUR });
        for workload in [replay(&[(0, 0)]), replay(&[(0, HOUR), (5 * HOUR, 2 * HOUR)])] {
            let billed = simulate(&scenario(workload, kept.clone(), None), Seed(1)).usage.billed;
            assert_eq!(billed, BilledTime::from_hours(48));
        }
    }
}

#[test]
fn first_in_first_out() {
    // VM 0: a 0–10, c 10–14; VM 1: b 0–12, d 12–13. Job e comes when both are free.
    let workload = replay(&[(0, 10), (0, 12), (1, 4), (2, 1), (20, 5)]);
    let outcome = simulate(&scenario(workload, pool(2, Keep::AlwaysOn), None), Seed(1));
    assert_eq!(outcome.finishes_ms, [25]);
    assert_eq!((outcome.waits.sum_ms(), outcome.waits.largest_ms()), (9 + 10, 10));
}

#[test]
fn a_pool_kept_until_done_comes_and_goes() {
    let pool = Pool {
        provisioning: Provisioning { typical_ms: 10, spread_ms: 0 },
        release_ms: 5,
        ..pool(2, Keep::UntilDone { grace_ms: 20 })
    };
    // Up at 0, ready at 10; a 10–40, b 10–30. Quiet until 60, when it goes to zero; gone at 65.
    // Job c comes at 60, the last moment of the grace: 60–70, quiet until 90, gone at 95.
    let once = replay(&[(0, 30), (0, 20), (60, 10)]);
    check_usage(&scenario(once, pool.clone(), None), [170, 60, 100, 10, 20, 1]);
    // A millisecond later finds it going to zero: asked for again when that is done, at 65; c runs 75–85.
    let twice = replay(&[(0, 30), (0, 20), (61, 10)]);
    check_usage(&scenario(twice.clone(), pool.clone(), None), [180, 60, 100, 20, 40, 2]);
    let outcome = simulate(&scenario(twice, pool, None), Seed(1));
    assert_eq!(outcome.finishes_ms, [85]);
    assert_eq!(outcome.waits.sum_ms(), 34);
}

#[test]
fn a_vm_given_up_while_provisioning_is_not_billed() {
    let slow =
        Pool { provisioning: Provisioning { typical_ms: 1_000, spread_ms: 900 }, ..pool(4, until_done()) };
    let outcome = simulate(&scenario(replay(&[(0, 1)]), slow, None), Seed(3));
    assert_eq!(outcome.usage.billed, BilledTime::from_ms(1));
    assert_eq!(outcome.usage.provisioning.ms(), 4 * outcome.finishes_ms[0] - 1);
}

#[test]
fn fixed_hours_leave_late_jobs_for_ever() {
    let kept = Pool { release_ms: 7, ..pool(1, Keep::Hours { ms: 100 }) };
    // The second job starts at 90 and is finished at 150: billed until then, and released. The third never runs.
    let workload = replay(&[(0, 90), (0, 60), (0, 1)]);
    let deadline = Deadline::AllDone { within_ms: HOUR };
    let case = scenario(workload.clone(), kept.clone(), Some(deadline));
    check_usage(&case, [157, 150, 0, 7, 0, 1]);
    let outcome = simulate(&case, Seed(1));
    assert_eq!((outcome.never_run, outcome.finishes_ms, outcome.met), (1, vec![NEVER_MS], 0));
    // A third of the jobs waits for ever; of those that start, the one waits not at all and the other 90.
    let expected = forecast(&case, Seed(1), 3);
    assert_eq!(
        [33, 66, 67, 95].map(|percent| expected.wait_ms(percent)),
        [0, 90, NEVER_MS, NEVER_MS].map(Some)
    );
    let two_of_three = Deadline::MostStart { percent: 66, within_ms: 90 };
    assert_eq!(simulate(&scenario(workload.clone(), kept.clone(), Some(two_of_three)), Seed(1)).met, 1);
    let more = Deadline::MostStart { percent: 67, within_ms: 90 };
    assert_eq!(simulate(&scenario(workload, kept, Some(more)), Seed(1)).met, 0);
}

#[test]
fn always_on_is_billed_for_the_period() {
    let daily = Workload {
        recurrence: Recurrence::Daily,
        ..jobs(24, JobLength::Fixed { ms: HOUR }, Arrivals::Evenly { window_ms: 24 * HOUR })
    };
    let two = Pool {
        provisioning: Provisioning { typical_ms: 6 * MINUTE, spread_ms: 0 },
        release_ms: HOUR,
        ..pool(2, Keep::AlwaysOn)
    };
    let hours = 720 * HOUR;
    // The first two jobs wait: until 0:06 on one VM, and not at all at 1:00 on the other. The last job runs 719–720.
    check_usage(
        &scenario(daily, two, None),
        [2 * hours - 12 * MINUTE, hours, hours - 12 * MINUTE, 0, 12 * MINUTE, 1],
    );
}

#[test]
fn a_week_grid_starts_jobs_only_when_it_has_vms() {
    let mut grid = Box::new([0; HOURS_IN_WEEK]);
    grid[2] = 2;
    grid[3] = 1;
    let weekly = Workload {
        recurrence: Recurrence::Weekly,
        charge_period_days: 14,
        ..jobs(3, JobLength::Fixed { ms: 50 * MINUTE }, Arrivals::AtOnce)
    };
    let kept = Pool { release_ms: 10 * MINUTE, ..pool(0, Keep::WeekGrid { vms: grid }) };
    let case = scenario(weekly, kept, None);
    // VM 0 runs 2:00–4:00 with two jobs at 2:00 and 2:50; VM 1 runs 2:00–3:00 with one, and starts the third at 2:50,
    // if VM 0 does not; either way three jobs, done at 3:40. VM 1 ends at 3:00 or, with the third job, at 3:40.
    let outcome = simulate(&case, Seed(1));
    assert_eq!(outcome.finishes_ms, [3 * HOUR + 40 * MINUTE; 2]);
    check_usage(&case, [400 * MINUTE, 300 * MINUTE, 60 * MINUTE, 40 * MINUTE, 0, 2]);
}

/// Jobs counted by the day or month, spread over the week by a pattern: none is lost in rounding.
#[test]
fn a_weekly_pattern_keeps_the_number_of_jobs() {
    for (recurrence, count, days, expected) in
        [(Recurrence::Monthly, 10, 28, 10), (Recurrence::Daily, 1, 28, 28), (Recurrence::Weekly, 3, 28, 12)]
    {
        let weights = Box::new([1; HOURS_IN_WEEK]);
        let workload = Workload {
            recurrence,
            charge_period_days: days,
            ..jobs(count, JobLength::Fixed { ms: 1 }, Arrivals::WeeklyPattern { weights })
        };
        let case = scenario(workload, pool(1, Keep::AlwaysOn), None);
        assert_eq!(simulate(&case, Seed(1)).jobs, expected, "{recurrence:?}");
        assert_eq!(case.jobs().0, expected);
    }
}

#[test]
fn several_jobs_share_a_vm() {
    let shared = Pool { jobs_per_vm: 4, ..pool(1, until_done()) };
    let case = scenario(jobs(6, JobLength::Fixed { ms: 100 }, Arrivals::AtOnce), shared, None);
    check_usage(&case, [200, 150, 50, 0, 0, 1]);
}

#[test]
fn classic_runs_forty_an_endpoint_after_the_assumed_wait() {
    let wait = SharedWait::Between { minimum_ms: HOUR, typical_ms: HOUR, maximum_ms: HOUR };
    let place = Place::Classic(Classic { endpoints: 2, shared_wait: wait });
    let workload = jobs(81, JobLength::Fixed { ms: MINUTE }, Arrivals::AtOnce);
    let outcome = simulate(&Scenario::new(workload, place, None).unwrap(), Seed(1));
    assert_eq!(outcome.finishes_ms, [HOUR + 2 * MINUTE]);
    assert_eq!(outcome.usage.billed, BilledTime::from_ms(81 * MINUTE));
    assert_eq!(outcome.waits.largest_ms(), HOUR + MINUTE);
}

#[test]
fn a_timeline_shows_what_each_vm_does() {
    let kept = Pool {
        provisioning: Provisioning { typical_ms: 10, spread_ms: 0 },
        release_ms: 5,
        ..pool(2, until_done())
    };
    let line = timeline(&scenario(replay(&[(0, 30), (0, 20), (0, 20)]), kept, None), Seed(1), 100).unwrap();
    let spans: Vec<(u32, Doing, u64, u64)> =
        line.spans.iter().map(|span| (span.vm, span.doing, span.from_ms, span.to_ms)).collect();
    assert_eq!(
        spans,
        [
            (0, Doing::Provisioning, 0, 10),
            (0, Doing::Busy, 10, 40),
            (0, Doing::Idle, 40, 50),
            (0, Doing::Releasing, 50, 55),
            (1, Doing::Provisioning, 0, 10),
            (1, Doing::Busy, 10, 50),
            (1, Doing::Releasing, 50, 55),
        ]
    );
    assert_eq!(line.step_ms, 1);
    let at = |ms: usize| {
        let point = line.points[ms];
        (point.queued, point.running, point.provisioning, point.ready, point.releasing)
    };
    assert_eq!(at(9), (3, 0, 2, 0, 0));
    assert_eq!(at(10), (1, 2, 0, 2, 0));
    assert_eq!(at(30), (0, 2, 0, 2, 0));
    assert_eq!(at(45), (0, 1, 0, 2, 0));
    assert_eq!(at(52), (0, 0, 0, 0, 2));
    assert_eq!(at(55), (0, 0, 0, 0, 0));
}

#[test]
fn a_pool_of_another_size_keeps_its_rule() {
    let mut grid = Box::new([0; HOURS_IN_WEEK]);
    grid[0] = 4;
    grid[1] = 1;
    let scaled = pool(0, Keep::WeekGrid { vms: grid }).with_vms(VmCount(6));
    assert_eq!(scaled.peak_vms(), 6);
    let Keep::WeekGrid { vms } = scaled.keep else { panic!("it stays a grid") };
    assert_eq!(vms[..3], [6, 2, 0]);
}

/// A VM's stays are charged one by one: of ten minutes and seventy, up to whole hours, three hours, not twice the mean.
#[test]
fn each_stay_is_charged_by_its_own_steps() {
    let work = replay(&[(0, 10 * MINUTE), (5 * HOUR, 70 * MINUTE)]);
    let charged = |step_ms, vms| {
        let pool = Pool { charge_step_ms: step_ms, ..pool(vms, until_done()) };
        let usage = simulate(&scenario(work.clone(), pool, None), Seed(1)).usage;
        (usage.billed.ms(), usage.charged.ms())
    };
    assert_eq!(charged(None, 1), (80 * MINUTE, 80 * MINUTE));
    assert_eq!(charged(Some(HOUR), 1), (80 * MINUTE, 3 * HOUR));
    assert_eq!(charged(Some(MINUTE), 1), (80 * MINUTE, 80 * MINUTE));
    assert_eq!(charged(Some(HOUR), 2), (160 * MINUTE, 6 * HOUR));
}

/// 400 jobs of six minutes, 40 at a time: the waits are 0, 6, … 54 minutes, and are said so to the millisecond. The
/// deadline counts the same waits.
#[test]
fn waits_of_a_certain_scenario_are_exact() {
    let case = |within_ms| {
        let place = Place::Classic(Classic { endpoints: 1, shared_wait: SharedWait::None });
        let workload = jobs(400, JobLength::Fixed { ms: 6 * MINUTE }, Arrivals::AtOnce);
        let deadline = Deadline::MostStart { percent: 95, within_ms };
        simulate(&Scenario::new(workload, place, Some(deadline)).unwrap(), Seed(1))
    };
    let outcome = case(53 * MINUTE + 59_999);
    assert_eq!(
        [50, 95].map(|percent| outcome.waits.percentile_ms(percent)),
        [24, 54].map(|n| Some(n * MINUTE))
    );
    assert_eq!((outcome.met, case(54 * MINUTE).met), (0, 1));
}

/// A week that the charge period cuts brings the jobs that come before its end: the number that is billed is the number
/// that runs.
#[test]
fn jobs_of_a_week_that_is_cut_are_counted_as_they_run() {
    let office = || {
        let mut weights = Box::new([0; HOURS_IN_WEEK]);
        weights.iter_mut().take(5 * 24).for_each(|weight| *weight = 2);
        Arrivals::WeeklyPattern { weights }
    };
    let window_ms = 168 * HOUR;
    let cases = [
        (Recurrence::Daily, 100, office(), 3_000),
        (Recurrence::Monthly, 10, office(), 10),
        (Recurrence::Weekly, 70, office(), 4 * 70 + 28),
        (Recurrence::Weekly, 70, Arrivals::Evenly { window_ms }, 300),
        (Recurrence::Weekly, 70, Arrivals::AtRandom { window_ms }, 300),
        (Recurrence::Weekly, 70, Arrivals::AtRandom { window_ms: 48 * HOUR }, 350),
        (Recurrence::Weekly, 70, Arrivals::AtOnce, 350),
        (Recurrence::Weekly, 1, Arrivals::Evenly { window_ms }, 5),
        (Recurrence::Once, 10, office(), 10),
    ];
    for (recurrence, count, arrivals, expected) in cases {
        let name = format!("{count} {recurrence:?} {}", matches!(arrivals, Arrivals::WeeklyPattern { .. }));
        let workload = Workload { recurrence, ..jobs(count, JobLength::Fixed { ms: 1 }, arrivals) };
        assert_eq!(workload.jobs_in_period().0, expected, "{name}");
        let outcome = simulate(&scenario(workload, pool(5, Keep::AlwaysOn), None), Seed(1));
        assert_eq!(outcome.jobs, expected, "{name}");
    }
}
