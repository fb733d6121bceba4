use crate::units::{MS_PER_HOUR, MS_PER_MINUTE, Unit, quotient};
use crate::words::{CAPACITY, Figures, HISTORY, Language, OVERLOAD, Phrase, counted};

use super::history::{HISTORY_ROWS_MAXIMUM, HistoryColumn, HistoryImport, HistoryProblem, RowProblem};
use super::overload::{Needed, Overload};
use super::problem::ScenarioProblem;
use super::scenario::{JOB_MAXIMUM_MS, JOBS_MAXIMUM, PERIOD_MAXIMUM_DAYS, SLOTS_MAXIMUM};

/// That a queue grows for ever, by how much, and what would keep up.
#[must_use]
pub fn overload_sentence(overload: &Overload, language: Language) -> String {
    let figures = Figures(language);
    let words = OVERLOAD.of(language);
    let jobs = counted(overload.grows_by_jobs_an_hour.round_dp(3), Unit::Jobs, language);
    let is_full = overload.grows_by_jobs_an_hour.is_zero();
    let (sentence, count) = match overload.needed {
        Needed::Vms(count) if is_full => (words.overload_vms_full, count),
        Needed::Vms(count) => (words.overload_vms, count),
        Needed::Endpoints(count) if is_full => (words.overload_endpoints_full, count),
        Needed::Endpoints(count) => (words.overload_endpoints, count),
    };
    sentence.with(&[("jobs", &jobs), ("count", &figures.number(count.into(), 0))])
}

/// Why a scenario cannot be simulated: what was found, what is allowed, the way out.
#[must_use]
pub fn scenario_problem(problem: ScenarioProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = CAPACITY.of(language);
    let count = |value: u64| figures.number(value.into(), 0);
    let minutes = |ms| minutes(ms, language);
    let hours = |ms: u64| counted(quotient(ms.into(), MS_PER_HOUR, 2), Unit::Hours, language);
    let of = |phrase: Phrase, found: String, maximum: String| {
        phrase.with(&[("found", &found), ("maximum", &maximum)])
    };
    match problem {
        ScenarioProblem::NoJobs => words.no_jobs.to_owned(),
        ScenarioProblem::TooManyJobs { found } => of(words.too_many_jobs, count(found), count(JOBS_MAXIMUM)),
        ScenarioProblem::PeriodOutOfBounds { found } => {
            of(words.period, count(found.into()), count(PERIOD_MAXIMUM_DAYS.into()))
        }
        ScenarioProblem::JobTooLong { found_ms } => {
            of(words.job_too_long, minutes(found_ms), minutes(JOB_MAXIMUM_MS))
        }
        ScenarioProblem::LengthZero => words.length_zero.to_owned(),
        ScenarioProblem::P95BelowMedian { median_ms, p95_ms } => {
            words.p95_below_median.with(&[("median", &minutes(median_ms)), ("p95", &minutes(p95_ms))])
        }
        ScenarioProblem::WindowTooLong { found_ms, every_ms } => {
            words.window_too_long.with(&[("found", &hours(found_ms)), ("every", &hours(every_ms))])
        }
        ScenarioProblem::WindowZero => words.window_zero.to_owned(),
        ScenarioProblem::PatternEmpty => words.pattern_empty.to_owned(),
        ScenarioProblem::NoJobsInPeriod { days } => {
            let days = counted(days.into(), Unit::Days, language);
            words.no_jobs_in_period.with(&[("days", &days)])
        }
        ScenarioProblem::HistoryEmpty => words.history_empty.to_owned(),
        ScenarioProblem::HistoryRecurs => words.history_recurs.to_owned(),
        ScenarioProblem::PercentOutOfBounds { found } => {
            words.percent.with(&[("found", &count(found.into()))])
        }
        ScenarioProblem::NoVms => words.no_vms.to_owned(),
        ScenarioProblem::NoJobsPerVm => words.no_jobs_per_vm.to_owned(),
        ScenarioProblem::TooManySlots { found } => {
            of(words.too_many_slots, count(found), count(SLOTS_MAXIMUM))
        }
        ScenarioProblem::KeptZero => words.kept_zero.to_owned(),
        ScenarioProblem::NeverReady { kept_ms, ready_after_ms } => {
            words.never_ready.with(&[("kept", &minutes(kept_ms)), ("ready", &minutes(ready_after_ms))])
        }
        ScenarioProblem::NoEndpoints => words.no_endpoints.to_owned(),
        ScenarioProblem::WaitsOutOfOrder => words.waits_out_of_order.to_owned(),
    }
}

/// What is wrong with a row of a history, with its row and column; with a file that is none, that alone.
#[must_use]
pub fn history_problem(problem: &HistoryProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = HISTORY.of(language);
    let row = figures.number(problem.row.into(), 0);
    let what = row_problem(&problem.problem, language);
    if matches!(problem.problem, RowProblem::Utf16 | RowProblem::Workbook) {
        return what;
    }
    match problem.column {
        Some(column) => words.row_and_column.with(&[
            ("row", &row),
            ("column", &figures.number(column.into(), 0)),
            ("problem", &what),
        ]),
        None => words.row.with(&[("row", &row), ("problem", &what)]),
    }
}

/// How many problems of an import are not listed; `None` when all are.
#[must_use]
pub fn more_history_problems(import: &HistoryImport, language: Language) -> Option<String> {
    let figures = Figures(language);
    let more = import.problem_count.saturating_sub(import.problems.len() as u64);
    let count = figures.number(more.into(), 0);
    (more > 0).then(|| HISTORY.of(language).more_problems.with(&[("count", &count)]))
}

fn row_problem(problem: &RowProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = HISTORY.of(language);
    let minutes = |ms| minutes(ms, language);
    let column_name = |column: HistoryColumn| match column {
        HistoryColumn::Submitted => words.submitted,
        HistoryColumn::Duration => words.duration,
    };
    match problem {
        RowProblem::ColumnMissing { column, found } => {
            words.column_missing.with(&[("column", column_name(*column)), ("found", found)])
        }
        RowProblem::CellMissing { column } => words.cell_missing.with(&[("column", column_name(*column))]),
        RowProblem::NotAMoment { found } => words.not_a_moment.with(&[("found", found)]),
        RowProblem::NotADuration { found, unit_ms } => {
            let unit = match *unit_ms {
                1 => words.milliseconds,
                MS_PER_MINUTE => words.minutes,
                MS_PER_HOUR => words.hours,
                _ => words.seconds,
            };
            words.not_a_duration.with(&[("found", found), ("unit", unit)])
        }
        RowProblem::TwoReadings { found, fraction, thousands } => words.two_readings.with(&[
            ("found", found),
            ("fraction", &fraction.to_string()),
            ("thousands", &thousands.to_string()),
        ]),
        RowProblem::TooManyCells { found, expected } => words.too_many_cells.with(&[
            ("found", &figures.number((*found).into(), 0)),
            ("expected", &figures.number((*expected).into(), 0)),
        ]),
        RowProblem::TooLong { found_ms } => words
            .row_job_too_long
            .with(&[("found", &minutes(*found_ms)), ("maximum", &minutes(JOB_MAXIMUM_MS))]),
        RowProblem::MixedMoments { found } => words.mixed_moments.with(&[("found", found)]),
        RowProblem::RowTooLong => words.row_too_long.to_owned(),
        RowProblem::TooManyRows => {
            let maximum = figures.number((HISTORY_ROWS_MAXIMUM as u64).into(), 0);
            words.too_many_rows.with(&[("maximum", &maximum)])
        }
        RowProblem::Utf16 => words.utf16.to_owned(),
        RowProblem::Workbook => words.workbook.to_owned(),
    }
}

fn minutes(ms: u64, language: Language) -> String {
    counted(quotient(ms.into(), MS_PER_MINUTE, 2), Unit::Minutes, language)
}
