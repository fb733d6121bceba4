//! What the worker that reads past jobs tells the page.

use serde::{Deserialize, Serialize};

use crate::wire::Message;

use super::cells::two_readings;
use super::columns::HistoryColumn;
use super::reader::{HistoryImport, HistoryPreview, HistoryProblem, PreviewRow, RowProblem};

/// How far a table has been read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Bytes read.
    pub done: f64,
    /// Bytes in all.
    pub all: f64,
    /// Jobs found so far.
    pub jobs: u64,
}

impl Progress {
    /// As a message: three numbers.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{} {} {}", self.done, self.all, self.jobs)
    }

    /// From a message; `None` when it is none.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ');
        let progress = Self {
            done: numbers.next()?.parse().ok()?,
            all: numbers.next()?.parse().ok()?,
            jobs: numbers.next()?.parse().ok()?,
        };
        numbers.next().is_none().then_some(progress)
    }
}

/// A table that has been read to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The past jobs as a text field holds them ([`PastJobs`](super::past::PastJobs)).
    pub text: String,
    /// How many there are.
    pub jobs: u64,
    /// The file was read to its end.
    pub is_whole: bool,
    /// The text holds the jobs themselves.
    pub is_in_text: bool,
    /// The jobs are in the text or on the device.
    pub is_kept: bool,
    /// The largest memory of the worker, in bytes.
    pub memory_bytes: u32,
    problem_count: u64,
    problems: Vec<ProblemWire>,
    preview: Option<PreviewWire>,
}

/// Row, column, kind, what was found, and how much.
type ProblemWire = (u64, Option<u32>, u8, String, u64);

/// Row, its two cells, submitted and length.
type RowWire = (u64, (String, String), Option<u64>, Option<u64>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PreviewWire {
    separator: char,
    names: Option<(String, String)>,
    columns: (u32, u32),
    unit_ms: u64,
    rows: Vec<RowWire>,
}

impl Message for Imported {}

impl Imported {
    /// What is told of an import.
    #[must_use]
    pub fn new(
        import: &HistoryImport,
        text: String,
        is_whole: bool,
        is_in_text: bool,
        is_kept: bool,
        memory_bytes: u32,
    ) -> Self {
        let row = |row: &PreviewRow| (row.row, row.cells.clone(), row.submitted_ms, row.length_ms);
        Self {
            text,
            jobs: import.history.len() as u64,
            is_whole,
            is_in_text,
            is_kept,
            memory_bytes,
            problem_count: import.problem_count,
            problems: import.problems.iter().map(problem_wire).collect(),
            preview: import.preview.as_ref().map(|preview| PreviewWire {
                separator: preview.separator,
                names: preview.names.clone(),
                columns: preview.columns,
                unit_ms: preview.unit_ms,
                rows: preview.rows.iter().map(row).collect(),
            }),
        }
    }

    /// The import without its jobs, for sentences about its problems.
    #[must_use]
    pub fn import(&self) -> HistoryImport {
        let row = |(row, cells, submitted_ms, length_ms): &RowWire| PreviewRow {
            row: *row,
            cells: cells.clone(),
            submitted_ms: *submitted_ms,
            length_ms: *length_ms,
        };
        HistoryImport {
            problems: self.problems.iter().filter_map(problem).collect(),
            problem_count: self.problem_count,
            preview: self.preview.as_ref().map(|preview| HistoryPreview {
                separator: preview.separator,
                names: preview.names.clone(),
                columns: preview.columns,
                unit_ms: preview.unit_ms,
                rows: preview.rows.iter().map(row).collect(),
            }),
            ..HistoryImport::default()
        }
    }
}

fn problem_wire(noted: &HistoryProblem) -> ProblemWire {
    let column = |column: &HistoryColumn| u64::from(*column == HistoryColumn::Duration);
    let (kind, found, number) = match &noted.problem {
        RowProblem::ColumnMissing { column: missing, found } => (0, found.clone(), column(missing)),
        RowProblem::CellMissing { column: missing } => (1, String::new(), column(missing)),
        RowProblem::NotAMoment { found } => (2, found.clone(), 0),
        RowProblem::NotADuration { found, unit_ms } => (3, found.clone(), *unit_ms),
        RowProblem::TooLong { found_ms } => (4, String::new(), *found_ms),
        RowProblem::MixedMoments { found } => (5, found.clone(), 0),
        RowProblem::RowTooLong => (6, String::new(), 0),
        RowProblem::TooManyRows => (7, String::new(), 0),
        RowProblem::Utf16 => (8, String::new(), 0),
        // Both readings are read again from what was found.
        RowProblem::TwoReadings { found, .. } => (9, found.clone(), 0),
        RowProblem::TooManyCells { found, expected } => (10, expected.to_string(), *found),
        RowProblem::Workbook => (11, String::new(), 0),
    };
    (noted.row, noted.column, kind, found, number)
}

fn problem((row, column, kind, found, number): &ProblemWire) -> Option<HistoryProblem> {
    let found = found.clone();
    let missing = if *number == 0 { HistoryColumn::Submitted } else { HistoryColumn::Duration };
    let problem = match kind {
        0 => RowProblem::ColumnMissing { column: missing, found },
        1 => RowProblem::CellMissing { column: missing },
        2 => RowProblem::NotAMoment { found },
        3 => RowProblem::NotADuration { found, unit_ms: *number },
        4 => RowProblem::TooLong { found_ms: *number },
        5 => RowProblem::MixedMoments { found },
        6 => RowProblem::RowTooLong,
        7 => RowProblem::TooManyRows,
        8 => RowProblem::Utf16,
        9 => {
            let (fraction, thousands) = two_readings(found.as_bytes())?;
            RowProblem::TwoReadings { found, fraction, thousands }
        }
        10 => RowProblem::TooManyCells { found: *number, expected: found.parse().ok()? },
        11 => RowProblem::Workbook,
        _ => return None,
    };
    Some(HistoryProblem { row: *row, column: *column, problem })
}
