//! Scenarios as typed, and what is said of them.

use poolwise::capacity::{
    Arrivals, ArrivalsKind, Classic, DeadlineKind, DraftProblem, FieldProblem, HistoryColumn, HistoryProblem,
    JobLength, Keep, KeepKind, LengthKind, Needed, Overload, Place, PlaceKind, Provisioning, RowProblem,
    ScenarioDraft, ScenarioField, ScenarioProblem, SharedWait, draft_problem, history_problem,
    overload_sentence, scenario_problem,
};
use poolwise::units::{Decimal, JobCount};
use poolwise::words::{Language, PlainFigures};

use super::{HOUR, MINUTE};

#[track_caller]
fn check(draft: &ScenarioDraft, expected: &[(ScenarioField, Option<ScenarioProblem>)]) {
    let problems = draft.read(None).map(|_| ()).unwrap_err();
    let found: Vec<_> = problems
        .iter()
        .map(|DraftProblem { field, problem }| match problem {
            FieldProblem::Number { .. } => (*field, None),
            FieldProblem::Scenario(problem) => (*field, Some(*problem)),
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_choice_is_read_with_its_own_fields() {
    let draft = ScenarioDraft {
        jobs: "1 000".into(),
        length: LengthKind::Lognormal,
        length_minutes: "2,5".into(),
        arrivals: ArrivalsKind::Poisson,
        window_hours: "0.5".into(),
        ..ScenarioDraft::default()
    };
    let scenario = draft.read(None).unwrap();
    assert_eq!(scenario.jobs(), JobCount(1_000));
    assert_eq!(scenario.workload().length, JobLength::Lognormal { median_ms: 150_000, p95_ms: 30 * MINUTE });
    assert_eq!(scenario.workload().arrivals, Arrivals::Poisson { window_ms: HOUR / 2 });
    let Place::Pool(pool) = scenario.place() else { panic!("a pool was chosen") };
    assert_eq!(pool.provisioning, Provisioning { typical_ms: 10 * MINUTE, spread_ms: 5 * MINUTE });
    assert_eq!((pool.release_ms, &pool.keep), (5 * MINUTE, &Keep::UntilDone { grace_ms: 0 }));

    let classic =
        ScenarioDraft { place: PlaceKind::Classic, has_shared_wait: true, vms: "?".into(), ..draft };
    let wait = SharedWait::Between { minimum_ms: 0, typical_ms: 10 * MINUTE, maximum_ms: HOUR };
    let expected = Place::Classic(Classic { endpoints: 1, shared_wait: wait });
    assert_eq!(classic.read(None).unwrap().place(), &expected, "a field that is not used is not read");

    // Source: facts D.3, Microsoft's example: 500 rows of 0.72 s are 360 s.
    let rows = ScenarioDraft { length: LengthKind::Rows, ..ScenarioDraft::default() };
    assert_eq!(rows.read(None).unwrap().workload().length.equal_ms(), Some(360_000));
}

#[test]
fn all_problems_come_in_form_order() {
    let draft = ScenarioDraft {
        jobs: "0".into(),
        length: LengthKind::Lognormal,
        length_minutes: "40".into(),
        arrivals: ArrivalsKind::Evenly,
        window_hours: "9000".into(),
        deadline: DeadlineKind::MostStart,
        deadline_percent: "101".into(),
        vms: "0".into(),
        jobs_per_vm: "x".into(),
        keep: KeepKind::Hours,
        hours_kept: "0".into(),
        ..ScenarioDraft::default()
    };
    let below = ScenarioProblem::P95BelowMedian { median_ms: 40 * MINUTE, p95_ms: 30 * MINUTE };
    check(
        &draft,
        &[
            (ScenarioField::Jobs, Some(ScenarioProblem::NoJobs)),
            (ScenarioField::LengthP95, Some(below)),
            (ScenarioField::Arrivals, None),
            (ScenarioField::DeadlinePercent, None),
            (ScenarioField::Vms, Some(ScenarioProblem::NoVms)),
            (ScenarioField::JobsPerVm, None),
            (ScenarioField::Keep, Some(ScenarioProblem::KeptZero)),
        ],
    );
}

#[test]
fn a_field_that_cannot_be_read_has_one_problem() {
    let classic = ScenarioDraft {
        place: PlaceKind::Classic,
        has_shared_wait: true,
        wait_maximum_minutes: "long".into(),
        ..ScenarioDraft::default()
    };
    check(&classic, &[(ScenarioField::WaitMaximum, None)]);
    let short = ScenarioDraft { wait_maximum_minutes: "1".into(), ..classic };
    check(&short, &[(ScenarioField::WaitTypical, Some(ScenarioProblem::WaitsOutOfOrder))]);
    let empty = ScenarioDraft {
        arrivals: ArrivalsKind::History,
        length: LengthKind::History,
        jobs: String::new(),
        recurrence: poolwise::capacity::Recurrence::Daily,
        ..ScenarioDraft::default()
    };
    check(
        &empty,
        &[
            (ScenarioField::Recurrence, Some(ScenarioProblem::HistoryRecurs)),
            (ScenarioField::History, Some(ScenarioProblem::HistoryEmpty)),
        ],
    );
}

#[test]
fn vms_that_are_never_ready_are_told() {
    let hasty =
        ScenarioDraft { keep: KeepKind::Hours, hours_kept: "0.25".into(), ..ScenarioDraft::default() };
    let never = ScenarioProblem::NeverReady { kept_ms: 15 * MINUTE, ready_after_ms: 15 * MINUTE };
    check(&hasty, &[(ScenarioField::Keep, Some(never))]);
    let mut grid = ScenarioDraft { keep: KeepKind::WeekGrid, ..ScenarioDraft::default() };
    check(&grid, &[(ScenarioField::Vms, Some(ScenarioProblem::NoVms))]);
    grid.week_grid[0] = 1;
    assert!(grid.read(None).is_ok());
}

/// Source: the product's own sentence for overload.
#[test]
fn overload_is_said_in_both_languages() {
    let say = |thousandths, needed, language| {
        let overload = Overload { grows_by_jobs_an_hour: Decimal::new(thousandths, 3).normalize(), needed };
        overload_sentence(&overload, language, &PlainFigures(language))
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
        RowProblem::ColumnMissing { column: HistoryColumn::Submitted },
        RowProblem::CellMissing { column: HistoryColumn::Duration },
        RowProblem::NotAMoment { found: found() },
        RowProblem::NotADuration { found: found() },
        RowProblem::TooLong { found_ms: 2 },
        RowProblem::MixedMoments { found: found() },
        RowProblem::RowTooLong,
        RowProblem::TooManyRows,
        RowProblem::Utf16,
    ];
    for language in Language::ALL {
        let figures = PlainFigures(language);
        let of_scenario = problems.iter().map(|problem| {
            let draft = DraftProblem { field: problem.field(), problem: FieldProblem::Scenario(*problem) };
            let said = draft_problem(&draft, language, &figures);
            assert_eq!(said, scenario_problem(*problem, language, &figures));
            said
        });
        let of_rows = rows.iter().flat_map(|problem| {
            [None, Some(3)].map(|column| {
                let noted = HistoryProblem { row: 7, column, problem: problem.clone() };
                history_problem(&noted, language, &figures)
            })
        });
        for said in of_scenario.chain(of_rows) {
            assert!(!said.is_empty() && !said.contains(['{', '}']) && !said.ends_with('.'), "{said}");
        }
    }
}
