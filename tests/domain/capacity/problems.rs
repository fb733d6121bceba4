//! Scenarios that make no sense, and what is said of them.

use poolwise::capacity::{
    Arrivals, Classic, Deadline, HOURS_IN_WEEK, HistoryColumn, HistoryProblem, JobLength, Keep, Needed,
    Overload, Place, Pool, Provisioning, Recurrence, RowProblem, Scenario, ScenarioProblem, SharedWait,
    Workload, history_problem, overload_sentence, scenario_problem,
};
use poolwise::units::{Decimal, JobCount};
use poolwise::words::Language;

use super::{HOUR, MINUTE, jobs, pool, replay, until_done};

#[track_caller]
fn check(workload: Workload, place: Place, deadline: Option<Deadline>, expected: &[ScenarioProblem]) {
    let problems = Scenario::new(workload, place, deadline).map(|_| ()).unwrap_err();
    assert_eq!(problems, expected);
}

fn fixed() -> Workload {
    jobs(1, JobLength::Fixed { ms: 1 }, Arrivals::AtOnce)
}

fn on(pool: Pool) -> Place {
    Place::Pool(pool)
}

#[test]
fn all_problems_come_in_form_order() {
    let length = JobLength::Lognormal { median_ms: 2, p95_ms: 1 };
    let workload = Workload {
        recurrence: Recurrence::Daily,
        ..jobs(0, length, Arrivals::Evenly { window_ms: 25 * HOUR })
    };
    let hasty = Pool { jobs_per_vm: 0, ..pool(0, Keep::Hours { ms: 0 }) };
    check(
        workload,
        on(hasty),
        Some(Deadline::MostStart { percent: 101, within_ms: 0 }),
        &[
            ScenarioProblem::NoJobs,
            ScenarioProblem::P95BelowMedian { median_ms: 2, p95_ms: 1 },
            ScenarioProblem::WindowTooLong { found_ms: 25 * HOUR, every_ms: 24 * HOUR },
            ScenarioProblem::PercentOutOfBounds { found: 101 },
            ScenarioProblem::NoVms,
            ScenarioProblem::NoJobsPerVm,
            ScenarioProblem::KeptZero,
        ],
    );
}

#[test]
fn workloads_that_make_no_sense() {
    let one = |problem: ScenarioProblem, workload: Workload| {
        check(workload, on(pool(1, until_done())), None, &[problem]);
    };
    let length = |length| Workload { length, ..fixed() };
    let arrive = |arrivals| Workload { arrivals, ..fixed() };
    one(
        ScenarioProblem::TooManyJobs { found: 1_000_000_001 },
        Workload { jobs: JobCount(1_000_000_001), ..fixed() },
    );
    one(ScenarioProblem::PeriodOutOfBounds { found: 367 }, Workload { charge_period_days: 367, ..fixed() });
    one(ScenarioProblem::PeriodOutOfBounds { found: 0 }, Workload { charge_period_days: 0, ..fixed() });
    one(ScenarioProblem::LengthZero, length(JobLength::Exponential { mean_ms: 0 }));
    let day = JobLength::Rows { rows: 2_147_483_647, us_per_row: 86_400_000_000 };
    one(ScenarioProblem::JobTooLong { found_ms: u64::MAX / 1_000 }, length(day));
    one(ScenarioProblem::WindowZero, arrive(Arrivals::Poisson { window_ms: 0 }));
    one(
        ScenarioProblem::PatternEmpty,
        arrive(Arrivals::WeeklyPattern { weights: Box::new([0; HOURS_IN_WEEK]) }),
    );
    one(ScenarioProblem::HistoryEmpty, length(JobLength::History));
    one(ScenarioProblem::HistoryEmpty, replay(&[]));
    one(ScenarioProblem::HistoryRecurs, Workload { recurrence: Recurrence::Weekly, ..replay(&[(0, 1)]) });
}

/// The bill was of 0 jobs, and nothing said why.
#[test]
fn a_period_that_ends_before_its_jobs_is_told() {
    let friday = |days, jobs_a_week| {
        let mut weights = Box::new([0; HOURS_IN_WEEK]);
        weights[4 * 24 + 8] = 1;
        let arrivals = Arrivals::WeeklyPattern { weights };
        let weekly = jobs(jobs_a_week, JobLength::Fixed { ms: 1 }, arrivals);
        Workload { recurrence: Recurrence::Weekly, charge_period_days: days, ..weekly }
    };
    check(friday(3, 9), on(pool(1, until_done())), None, &[ScenarioProblem::NoJobsInPeriod { days: 3 }]);
    check(friday(3, 0), on(pool(1, until_done())), None, &[ScenarioProblem::NoJobs]);
    assert_eq!(friday(5, 9).jobs_in_period(), JobCount(9));
    assert!(Scenario::new(friday(5, 9), on(pool(1, until_done())), None).is_ok());
    // One job in six days is none in one, to the nearest.
    let window = Arrivals::AtRandom { window_ms: 6 * 24 * HOUR };
    let one = Workload { arrivals: window, ..friday(1, 1) };
    check(one, on(pool(1, until_done())), None, &[ScenarioProblem::NoJobsInPeriod { days: 1 }]);
    let say = |days, language| {
        let problem = ScenarioProblem::NoJobsInPeriod { days };
        scenario_problem(problem, language)
    };
    assert!(say(3, Language::English).starts_with("no job comes within the period of 3 days, which"));
    assert!(say(1, Language::Swedish).starts_with("inget jobb kommer inom perioden på 1 dygn, som"));
}

#[test]
fn places_that_make_no_sense() {
    let one = |problem: ScenarioProblem, place: Place| check(fixed(), place, None, &[problem]);
    let classic = |endpoints, shared_wait| Place::Classic(Classic { endpoints, shared_wait });
    one(ScenarioProblem::NoEndpoints, classic(0, SharedWait::None));
    one(ScenarioProblem::TooManySlots { found: 4_000_000 }, classic(100_000, SharedWait::None));
    let disorder = SharedWait::Between { minimum_ms: 2, typical_ms: 1, maximum_ms: 3 };
    one(ScenarioProblem::WaitsOutOfOrder, classic(1, disorder));
    one(ScenarioProblem::NoVms, on(pool(9, Keep::WeekGrid { vms: Box::new([0; HOURS_IN_WEEK]) })));
    let many = Pool { jobs_per_vm: 101, ..pool(10_000, until_done()) };
    one(ScenarioProblem::TooManySlots { found: 1_010_000 }, on(many));
    let slow = Provisioning { typical_ms: 40 * MINUTE, spread_ms: 20 * MINUTE };
    let mut grid = Box::new([0; HOURS_IN_WEEK]);
    grid[5] = 1;
    for keep in [Keep::Hours { ms: HOUR }, Keep::WeekGrid { vms: grid.clone() }] {
        let never = ScenarioProblem::NeverReady { kept_ms: HOUR, ready_after_ms: HOUR };
        one(never, on(Pool { provisioning: slow, ..pool(1, keep) }));
    }
    grid[6] = 1;
    let ready = Pool { provisioning: slow, ..pool(1, Keep::WeekGrid { vms: grid }) };
    assert!(Scenario::new(fixed(), on(ready), None).is_ok());
}

#[test]
fn overload_is_said_in_both_languages() {
    let say = |thousandths, needed, language| {
        let overload = Overload { grows_by_jobs_an_hour: Decimal::new(thousandths, 3).normalize(), needed };
        overload_sentence(&overload, language)
    };
    assert_eq!(
        say(1_250_500, Needed::Vms(7), Language::English),
        "the queue grows by 1,250.5 jobs an hour; at least 7 VMs are needed"
    );
    assert_eq!(
        say(1_250_500, Needed::Vms(7), Language::Swedish),
        "kön växer med 1\u{a0}250,5 jobb i timmen; minst 7 virtuella datorer behövs"
    );
    assert_eq!(
        say(1_000, Needed::Endpoints(2), Language::English),
        "the queue grows by 1 job an hour; at least 2 endpoints are needed"
    );
    assert_eq!(
        say(0, Needed::Vms(3), Language::English),
        "the pool is exactly full and never catches up; at least 3 VMs are needed"
    );
}

#[test]
fn no_sentence_has_an_open_hole() {
    let problems = [
        ScenarioProblem::NoJobs,
        ScenarioProblem::TooManyJobs { found: 2 },
        ScenarioProblem::PeriodOutOfBounds { found: 2 },
        ScenarioProblem::JobTooLong { found_ms: 2 },
        ScenarioProblem::LengthZero,
        ScenarioProblem::P95BelowMedian { median_ms: 2, p95_ms: 1 },
        ScenarioProblem::WindowTooLong { found_ms: 2, every_ms: 1 },
        ScenarioProblem::WindowZero,
        ScenarioProblem::PatternEmpty,
        ScenarioProblem::NoJobsInPeriod { days: 2 },
        ScenarioProblem::HistoryEmpty,
        ScenarioProblem::HistoryRecurs,
        ScenarioProblem::PercentOutOfBounds { found: 2 },
        ScenarioProblem::NoVms,
        ScenarioProblem::NoJobsPerVm,
        ScenarioProblem::TooManySlots { found: 2 },
        ScenarioProblem::KeptZero,
        ScenarioProblem::NeverReady { kept_ms: 2, ready_after_ms: 1 },
        ScenarioProblem::NoEndpoints,
        ScenarioProblem::WaitsOutOfOrder,
    ];
    let found = || "x".to_owned();
    let rows = [
        RowProblem::ColumnMissing { column: HistoryColumn::Submitted, found: "a, b".to_owned() },
        RowProblem::CellMissing { column: HistoryColumn::Duration },
        RowProblem::NotAMoment { found: found() },
        RowProblem::NotADuration { found: found(), unit_ms: 1 },
        RowProblem::TwoReadings {
            found: found(),
            fraction: Decimal::new(1_234, 3),
            thousands: Decimal::from(1_234),
        },
        RowProblem::TooManyCells { found: 3, expected: 2 },
        RowProblem::TooLong { found_ms: 2 },
        RowProblem::MixedMoments { found: found() },
        RowProblem::RowTooLong,
        RowProblem::TooManyRows,
        RowProblem::Utf16,
        RowProblem::Workbook,
    ];
    for language in Language::ALL {
        let of_scenario = problems.iter().map(|problem| scenario_problem(*problem, language));
        let of_rows = rows.iter().flat_map(|problem| {
            [None, Some(3)].map(|column| {
                let noted = HistoryProblem { row: 7, column, problem: problem.clone() };
                history_problem(&noted, language)
            })
        });
        for said in of_scenario.chain(of_rows) {
            assert!(!said.is_empty() && !said.contains(['{', '}']) && !said.ends_with('.'), "{said}");
        }
    }
}
