use crate::capacity::scenario::JOB_MAXIMUM_MS;
use crate::units::{Decimal, Timestamp};

use super::cells::{Moment, duration_ms, moment, two_readings, value_ms};
use super::columns::{Columns, HistoryColumn};
use super::jobs::{History, HistoryJob};
use super::records::{Record, Records};

/// The most rows that are read.
pub const HISTORY_ROWS_MAXIMUM: usize = 5_000_000;
/// The most problems that are kept; the rest are counted.
pub const HISTORY_PROBLEMS_KEPT: usize = 20;
/// The most rows that a preview shows.
pub const HISTORY_PREVIEW_ROWS: usize = 5;
/// The most characters of a cell that a problem shows.
const FOUND_MAXIMUM: usize = 40;

/// Reads past jobs from a CSV file or a pasted table, chunk by chunk.
///
/// A header may name the columns in English or Swedish, in any order and among others; without one, the first is the
/// submission and the second the duration. It holds 16 bytes a row and one record.
///
/// ```
/// use poolwise::capacity::HistoryReader;
///
/// let mut reader = HistoryReader::new();
/// reader.feed(b"submitted;duration\n2017-04-19T08:00:00Z;0:");
/// reader.feed(b"10:00\n2017-04-19T08:05:00Z;90,5\n");
/// let import = reader.finish();
/// let jobs: Vec<(u64, u64)> = import.history.jobs().iter().map(|job| (job.after_ms, job.length_ms)).collect();
/// assert_eq!(jobs, [(0, 600_000), (300_000, 90_500)]);
/// assert!(import.problems.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct HistoryReader {
    records: Records,
    rows: Rows,
}

/// What was read, and what could not be.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct HistoryImport {
    /// The jobs of every row without a problem.
    pub history: History,
    /// The first problems, at most [`HISTORY_PROBLEMS_KEPT`], in order of rows.
    pub problems: Vec<HistoryProblem>,
    /// All problems, kept or not.
    pub problem_count: u64,
    /// How the table was understood, with its first rows; `None` where it has no row of jobs.
    pub preview: Option<HistoryPreview>,
}

/// How a table of past jobs was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPreview {
    /// What stands between cells: tab, semicolon or comma.
    pub separator: char,
    /// Names of the submission's and the duration's column; `None` where the table has no header.
    pub names: Option<(String, String)>,
    /// Their places, from 1.
    pub columns: (u32, u32),
    /// What a plain number in the duration's column means, in milliseconds.
    pub unit_ms: u64,
    /// The first rows, at most [`HISTORY_PREVIEW_ROWS`].
    pub rows: Vec<PreviewRow>,
}

/// A row of a preview: what stands there, and what it was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// The row, from 1, the header included.
    pub row: u64,
    /// The cells of submission and duration, cut to 40 characters.
    pub cells: (String, String),
    /// When the job was submitted, in milliseconds since 1970 or some other moment; `None` for a problem.
    pub submitted_ms: Option<u64>,
    /// How long it ran, in milliseconds; `None` for a problem.
    pub length_ms: Option<u64>,
}

/// What is wrong with a history, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryProblem {
    /// The row, from 1, the header included.
    pub row: u64,
    /// The column, from 1, where it is about one.
    pub column: Option<u32>,
    /// What is wrong.
    pub problem: RowProblem,
}

/// What can be wrong with a row. Such a row is left out; the others are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowProblem {
    /// The header has no name for this column: nothing is read.
    ColumnMissing {
        /// The column.
        column: HistoryColumn,
        /// The names that there are, each cut to 40 characters, with commas between.
        found: String,
    },
    /// The row has no cell in a column, or an empty one.
    CellMissing {
        /// The column.
        column: HistoryColumn,
    },
    /// The cell is no moment.
    NotAMoment {
        /// The cell, cut to 40 characters.
        found: String,
    },
    /// The cell is no duration.
    NotADuration {
        /// The cell, cut to 40 characters.
        found: String,
        /// What a plain number in its column means, in milliseconds.
        unit_ms: u64,
    },
    /// The cell has a comma that may stand before decimals or between thousands, and the rest of its column does not tell.
    TwoReadings {
        /// The cell, cut to 40 characters.
        found: String,
        /// With decimals.
        fraction: Decimal,
        /// With thousands.
        thousands: Decimal,
    },
    /// The row has more cells that are not empty than the header, or than the first row without one: a decimal comma
    /// may have cut a number in two.
    TooManyCells {
        /// How many, up to the last that is not empty.
        found: u64,
        /// How many there may be.
        expected: u64,
    },
    /// The job ran longer than [`JOB_MAXIMUM_MS`].
    TooLong {
        /// How long, in milliseconds.
        found_ms: u64,
    },
    /// Some rows have dates and some seconds without a date: which came first cannot be known.
    MixedMoments {
        /// The cell, cut to 40 characters.
        found: String,
    },
    /// The row is longer than any row of jobs, or a quote in it is not closed.
    RowTooLong,
    /// There are more rows than [`HISTORY_ROWS_MAXIMUM`]: this one and all after it are left out.
    TooManyRows,
    /// The file is UTF-16, not UTF-8 or plain: nothing is read.
    Utf16,
    /// The file is a workbook, which is no text: nothing is read.
    Workbook,
}

#[derive(Clone, Debug, Default)]
struct Rows {
    columns: Option<Columns>,
    /// The most cells of a row.
    width: usize,
    is_refused: bool,
    is_dated: Option<bool>,
    jobs: Vec<HistoryJob>,
    problems: Vec<HistoryProblem>,
    problem_count: u64,
    preview: Option<HistoryPreview>,
    /// Whether other lengths of the column have a comma before decimals, and whether some have one between thousands.
    has_decimals: bool,
    has_thousands: bool,
    unclear: Vec<UnclearJob>,
    /// The first of their problems and how many there are, which is told where the rest of the column does not settle it.
    unclear_problems: Vec<HistoryProblem>,
    unclear_count: u64,
}

/// A job whose length has two readings until the rest of its column is known.
#[derive(Clone, Copy, Debug)]
struct UnclearJob {
    row: u64,
    after_ms: u64,
    fraction_ms: u64,
    thousands_ms: u64,
}

/// What workbooks begin with: a zip archive's first entry, and the container of older ones.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

/// The most names of columns that a problem shows.
const NAMES_MAXIMUM: usize = 12;

impl HistoryReader {
    /// A reader before its first byte.
    #[must_use]
    pub fn new() -> Self {
        Self { records: Records::new(), rows: Rows::default() }
    }

    /// Takes the next bytes of the file, however it is cut.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !self.rows.is_refused {
            let Self { records, rows } = self;
            records.feed(bytes, &mut |record| rows.take(record));
        }
    }

    /// How many jobs have been read so far.
    #[must_use]
    pub const fn jobs_so_far(&self) -> usize {
        self.rows.jobs.len()
    }

    /// Takes the end of the file.
    #[must_use]
    pub fn finish(mut self) -> HistoryImport {
        if !self.rows.is_refused {
            let Self { records, rows } = &mut self;
            records.finish(&mut |record| rows.take(record));
        }
        self.rows.settle_unclear();
        let separator = self.records.separator().map_or(',', char::from);
        let Rows { jobs, problems, problem_count, preview, .. } = self.rows;
        let preview = preview.map(|preview| HistoryPreview { separator, ..preview });
        HistoryImport { history: History::new(Timestamp::from_ms(0), jobs), problems, problem_count, preview }
    }
}

impl Default for HistoryReader {
    fn default() -> Self {
        Self::new()
    }
}

impl Rows {
    fn take(&mut self, record: &Record) {
        if self.is_refused {
            return;
        }
        match self.columns {
            None => self.take_first(record),
            Some(columns) => self.take_row(record, columns),
        }
    }

    /// The first row: a header, or jobs without one.
    fn take_first(&mut self, record: &Record) {
        let first = record.cell(0).unwrap_or_default();
        if first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) {
            self.refuse(record, None, RowProblem::Utf16);
        } else if WORKBOOKS.iter().any(|start| first.starts_with(start)) {
            self.refuse(record, None, RowProblem::Workbook);
        } else if record.cells().any(|cell| moment(cell).is_some()) {
            // Between commas a third cell may be the decimals of the second.
            self.width = if record.is_by_commas { 2 } else { record.width() };
            self.understood(Columns::PLAIN, None);
            self.take_row(record, Columns::PLAIN);
        } else {
            match Columns::of(record) {
                Ok(columns) => {
                    self.width = record.cells().count();
                    let name = |at| record.cell(at).map(shown).unwrap_or_default();
                    self.understood(columns, Some((name(columns.submitted), name(columns.duration))));
                }
                Err(column) => {
                    let names: Vec<String> = record.cells().take(NAMES_MAXIMUM).map(shown).collect();
                    let found = names.join(", ");
                    self.refuse(record, None, RowProblem::ColumnMissing { column, found });
                }
            }
        }
    }

    fn understood(&mut self, columns: Columns, names: Option<(String, String)>) {
        let place = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        self.columns = Some(columns);
        self.preview = Some(HistoryPreview {
            separator: ',',
            names,
            columns: (place(columns.submitted), place(columns.duration)),
            unit_ms: columns.unit_ms,
            rows: Vec::new(),
        });
    }

    fn show(&mut self, record: &Record, columns: Columns, submitted_ms: Option<u64>, length_ms: Option<u64>) {
        let Some(preview) = self.preview.as_mut().filter(|preview| preview.rows.len() < HISTORY_PREVIEW_ROWS)
        else {
            return;
        };
        let cell = |at| record.cell(at).map(shown).unwrap_or_default();
        let cells = (cell(columns.submitted), cell(columns.duration));
        preview.rows.push(PreviewRow { row: record.row, cells, submitted_ms, length_ms });
    }

    fn take_row(&mut self, record: &Record, columns: Columns) {
        if record.is_too_long {
            return self.note(record, None, RowProblem::RowTooLong);
        }
        if self.jobs.len() >= HISTORY_ROWS_MAXIMUM {
            return self.refuse(record, None, RowProblem::TooManyRows);
        }
        if record.width() > self.width {
            let (found, expected) = (record.width() as u64, self.width as u64);
            self.note(record, None, RowProblem::TooManyCells { found, expected });
            return self.show(record, columns, None, None);
        }
        let submitted = self.submitted_ms(record, columns.submitted);
        let length = self.length_ms(record, columns);
        self.show(record, columns, submitted, length);
        self.weigh(record, columns, submitted, length);
        if let (Some(after_ms), Some(length_ms)) = (submitted, length) {
            self.jobs.push(HistoryJob { after_ms, length_ms });
        }
    }

    /// Learns what a comma means in the column of lengths, and keeps a job whose own has two readings.
    fn weigh(&mut self, record: &Record, columns: Columns, submitted: Option<u64>, length: Option<u64>) {
        let cell = record.cell(columns.duration).unwrap_or_default();
        let Some(comma) = cell.iter().rposition(|byte| *byte == b',') else { return };
        if length.is_some() {
            let is_followed = cell.iter().skip(comma).any(|byte| *byte == b'.');
            let is_alone = cell.iter().filter(|byte| **byte == b',').count() == 1;
            let is_decimal = is_alone && !is_followed;
            self.has_decimals |= is_decimal;
            self.has_thousands |= !is_decimal;
            return;
        }
        let readings = submitted.zip(two_readings(cell));
        let Some((after_ms, (fraction, thousands))) = readings else { return };
        let ms = |value| value_ms(value, columns.unit_ms).filter(|ms| *ms <= JOB_MAXIMUM_MS);
        if let (Some(fraction_ms), Some(thousands_ms)) = (ms(fraction), ms(thousands)) {
            self.unclear.push(UnclearJob { row: record.row, after_ms, fraction_ms, thousands_ms });
        }
    }

    /// One comma in a column means what the others mean, where they agree: then no length of it has two readings.
    fn settle_unclear(&mut self) {
        let unclear = core::mem::take(&mut self.unclear);
        if self.has_decimals == self.has_thousands {
            self.problem_count = self.problem_count.saturating_add(self.unclear_count);
            self.problems.append(&mut self.unclear_problems);
            self.problems.sort_by_key(|problem| (problem.row, problem.column));
            self.problems.truncate(HISTORY_PROBLEMS_KEPT);
            return;
        }
        let settled = unclear.len().min(HISTORY_ROWS_MAXIMUM.saturating_sub(self.jobs.len()));
        let settled = unclear.get(..settled).unwrap_or_default();
        let length_ms = |job: &UnclearJob| if self.has_decimals { job.fraction_ms } else { job.thousands_ms };
        let of_row = |row: u64| settled.binary_search_by_key(&row, |job| job.row).ok();
        for shown in self.preview.iter_mut().flat_map(|preview| &mut preview.rows) {
            shown.length_ms =
                shown.length_ms.or_else(|| of_row(shown.row).and_then(|at| settled.get(at)).map(length_ms));
        }
        self.jobs.extend(
            settled.iter().map(|job| HistoryJob { after_ms: job.after_ms, length_ms: length_ms(job) }),
        );
    }

    fn submitted_ms(&mut self, record: &Record, at: usize) -> Option<u64> {
        let cell = self.cell(record, at, HistoryColumn::Submitted)?;
        let (is_dated, ms) = match moment(cell) {
            Some(Moment::Dated(ms)) => (true, ms),
            Some(Moment::Counted(ms)) => (false, ms),
            None => {
                let problem = unclear(cell).unwrap_or_else(|| RowProblem::NotAMoment { found: shown(cell) });
                self.note(record, Some(at), problem);
                return None;
            }
        };
        if *self.is_dated.get_or_insert(is_dated) != is_dated {
            self.note(record, Some(at), RowProblem::MixedMoments { found: shown(cell) });
            return None;
        }
        Some(ms)
    }

    fn length_ms(&mut self, record: &Record, columns: Columns) -> Option<u64> {
        let at = columns.duration;
        let cell = self.cell(record, at, HistoryColumn::Duration)?;
        match duration_ms(cell, columns.unit_ms) {
            Some(found_ms) if found_ms > JOB_MAXIMUM_MS => {
                self.note(record, Some(at), RowProblem::TooLong { found_ms });
                None
            }
            None => {
                let unit_ms = columns.unit_ms;
                match unclear(cell) {
                    Some(problem) => {
                        self.unclear_count = self.unclear_count.saturating_add(1);
                        if self.unclear_problems.len() < HISTORY_PROBLEMS_KEPT {
                            self.unclear_problems.push(problem_at(record, Some(at), problem));
                        }
                    }
                    None => {
                        self.note(record, Some(at), RowProblem::NotADuration { found: shown(cell), unit_ms });
                    }
                }
                None
            }
            found => found,
        }
    }

    fn cell<'a>(&mut self, record: &'a Record, at: usize, column: HistoryColumn) -> Option<&'a [u8]> {
        let cell = record.cell(at).filter(|cell| !cell.is_empty());
        if cell.is_none() {
            self.note(record, Some(at), RowProblem::CellMissing { column });
        }
        cell
    }

    fn refuse(&mut self, record: &Record, at: Option<usize>, problem: RowProblem) {
        self.is_refused = true;
        self.note(record, at, problem);
    }

    fn note(&mut self, record: &Record, at: Option<usize>, problem: RowProblem) {
        self.problem_count = self.problem_count.saturating_add(1);
        if self.problems.len() < HISTORY_PROBLEMS_KEPT {
            self.problems.push(problem_at(record, at, problem));
        }
    }
}

fn problem_at(record: &Record, at: Option<usize>, problem: RowProblem) -> HistoryProblem {
    let column = at.and_then(|at| u32::try_from(at + 1).ok());
    HistoryProblem { row: record.row, column, problem }
}

fn unclear(cell: &[u8]) -> Option<RowProblem> {
    let (fraction, thousands) = two_readings(cell)?;
    Some(RowProblem::TwoReadings { found: shown(cell), fraction, thousands })
}

fn shown(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).chars().take(FOUND_MAXIMUM).collect()
}
