//! Many jobs: a body as template, and a table of blob paths or a number, a body a row.

mod blobs;
mod bundle;
mod cells;
mod check;
mod columns;
mod fill;
mod holes;
mod outputs;
mod ports;
mod problem;
pub mod wire;

use crate::request::ParameterType;
use crate::request::wire::{Json, Placeholder};
use crate::units::{Secret, Timestamp};

use super::body;
use super::csv::{self, Row};
use super::escape::json_ascii;
use super::plan::SecretsAs;
use super::problem::{Place, without_null};

use blobs::Given;
use columns::{Column, Names, as_holes, columns};
use fill::fill;
use holes::Unfilled;

pub use bundle::{Bundle, BundleForm};
pub use problem::ManyProblem;

/// The most jobs of one table.
pub const MOST_JOBS: usize = 100_000;

/// The most problems, and the most doubts, that are told of one table.
const MOST_TOLD: usize = 10;

/// What workbooks begin with, read as text: a zip archive's first entry, and the container of older ones.
const WORKBOOKS: [&str; 2] = ["PK\u{3}\u{4}", "\u{fffd}\u{fffd}\u{11}\u{871}"];

/// Where the jobs of a template come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A list or CSV, a row a job.
    Table(String),
    /// So many jobs, told apart by `{number}`.
    Count(usize),
}

/// A template and the rows that fill it.
///
/// A column that has the name of an input or output is its `RelativeLocation`, one with a parameter's name its value;
/// `Inputs.a`, `Outputs.a` and `GlobalParameters.a` tell apart what shares a name. An empty cell leaves a parameter out.
/// In every other text of the template, and in cells of inputs and outputs, `{column}` is the cell, `{column.name}` the
/// file's name without folders and ending, and `{number}` the job's number from 1. A cell of an input or output may name
/// one that has holes itself. Other braces stay as they are: JSON has them, too. A table without names of columns is the
/// template's inputs in order.
///
/// A cell of an input or output may be the blob's URL. With a SAS it becomes `BaseLocation`, `RelativeLocation` and
/// `SasBlobToken`, and the template's connection string is left out of that body; without one it becomes
/// `RelativeLocation`, and must be of the account that the template's reference opens. Holes get its path alone.
///
/// Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Many {
    marked: Json,
    secrets: Vec<Placeholder>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    doubts: Vec<ManyProblem>,
}

impl Many {
    /// Reads a list or CSV of blob paths for a template. At most ten problems are told.
    ///
    /// ```
    /// use poolwise::request::wire::Json;
    /// use poolwise::script::{Many, SecretsAs};
    /// let body: Json = serde_json::from_str(r#"{"Input": {"RelativeLocation": ""},
    ///     "Outputs": {"o": {"RelativeLocation": "out/{Input.name}-{number}.csv"}}}"#).unwrap();
    /// let many = Many::new(&body, "in/a.csv\nin/b.csv").unwrap();
    /// let lines: Vec<String> = many.lines(SecretsAs::Environment).collect();
    /// assert_eq!(lines[1],
    ///     r#"{"Input":{"RelativeLocation":"in/b.csv"},"Outputs":{"o":{"RelativeLocation":"out/b-2.csv"}}}"#);
    /// ```
    ///
    /// # Errors
    /// See [`ManyProblem`].
    pub fn new(template: &Json, table: &str) -> Result<Self, Vec<ManyProblem>> {
        Self::of(template, &[], &Source::Table(table.to_owned()))
    }

    /// The same, from a table or a number, with the types of the parameters that columns may fill: also of those that
    /// the template leaves out.
    ///
    /// # Errors
    /// See [`ManyProblem`]; at most ten are told.
    pub fn of(
        template: &Json,
        parameters: &[(String, ParameterType)],
        source: &Source,
    ) -> Result<Self, Vec<ManyProblem>> {
        let one = |problem| vec![ManyProblem::Script(problem)];
        let (marked, secrets) = body::marked(template).map_err(one)?;
        let (rows, columns) = match source {
            Source::Table(table) => {
                if WORKBOOKS.iter().any(|start| table.starts_with(start)) {
                    return Err(vec![ManyProblem::Workbook]);
                }
                without_null(table, Place::Paths).map_err(one)?;
                let mut rows = csv::rows(table).map_err(|line| vec![ManyProblem::OpenQuote { line }])?;
                let columns = columns(&marked, &Names::of(&marked, parameters), &mut rows)?;
                (rows, columns)
            }
            Source::Count(0) => return Err(vec![ManyProblem::NoCount]),
            Source::Count(jobs) if *jobs > MOST_JOBS => {
                return Err(vec![ManyProblem::TooMany { found: *jobs }]);
            }
            Source::Count(jobs) => ((1..=*jobs).map(|line| (line, Vec::new())).collect(), Vec::new()),
        };
        let mut many = Self { marked, secrets, columns, rows, doubts: Vec::new() };
        let mut problems = many.problems();
        let (mut unfilled, mut circular) = (Unfilled::new(&many.columns), Vec::new());
        if problems.is_empty() {
            circular = many.fill_cells(&mut unfilled);
            problems = many.blob_problems();
        }
        if problems.is_empty() {
            many.read_unfilled(&mut unfilled);
            circular.extend(unfilled.told());
            problems = many.look(circular);
        }
        if problems.is_empty() { Ok(many) } else { Err(problems) }
    }

    /// Looks for what is doubtful, or for two that write the same blob.
    fn look(&mut self, holes: Vec<ManyProblem>) -> Vec<ManyProblem> {
        let looked = outputs::look(self);
        if let Some(same) = looked.same {
            // A hole that nothing fills is what may have made them the same.
            return std::iter::once(same).chain(holes).take(MOST_TOLD).collect();
        }
        self.doubts = looked.overwritten;
        self.doubts.extend(self.secrets_in_rows());
        self.doubts.extend(holes);
        self.doubts.extend(self.input_doubts());
        self.doubts.extend(looked.refused);
        self.doubts.truncate(MOST_TOLD);
        Vec::new()
    }

    /// How many jobs there are; at least one.
    #[must_use]
    pub fn jobs(&self) -> usize {
        self.rows.len()
    }

    /// What is doubtful, the first ten: inputs that are overwritten, secrets, holes that nothing fills, paths that storage
    /// or the service would refuse. Bodies are made all the same.
    #[must_use]
    pub fn doubts(&self) -> &[ManyProblem] {
        &self.doubts
    }

    /// Blobs' URLs whose tokens storage would refuse at `now`, or may before a job's turn comes; of each column and kind
    /// the first. Bodies are made all the same.
    #[must_use]
    pub fn untimely(&self, now: Timestamp) -> Vec<ManyProblem> {
        check::untimely(&self.columns, &self.rows, now)
    }

    /// Each column's name and what it fills, as a path in the body such as `Inputs.input1`, or a hole such as `{who}`.
    #[must_use]
    pub fn columns(&self) -> Vec<(String, String)> {
        self.columns.iter().map(|column| (column.name.clone(), column.shown())).collect()
    }

    /// The names of the template's secrets that a body may still hold. What opens a reference whose every row brings a SAS
    /// of its own is in none, nor is a parameter that a column fills.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let mut body = self.marked.clone();
        let cells = self.rows.first().map_or(&[][..], |(_, cells)| cells);
        for (at, column) in self.columns.iter().enumerate() {
            let is_signed = |(_, cells): &Row| cells.get(at).is_some_and(|cell| blobs::is_signed(cell));
            let is_replaced = column.is_parameter() || self.rows.iter().all(is_signed);
            if let Some(cell) = cells.get(at).filter(|_| is_replaced) {
                column.fill(&mut body, &column.given(cell));
            }
        }
        let held = body::held(&body);
        self.secrets.iter().map(|secret| secret.name.clone()).filter(|name| held.contains(name)).collect()
    }

    /// The bodies as lines of NDJSON, without line ends, each made when it is asked for.
    ///
    /// A secret from the environment stands as `\u0000NAME\u0000`, which the loop script fills.
    pub fn lines(&self, secrets: SecretsAs) -> impl Iterator<Item = String> + '_ {
        (0..self.rows.len()).filter_map(move |at| self.line(at, secrets))
    }

    /// The body of one job, from 0, as a line of NDJSON.
    #[must_use]
    pub fn line(&self, at: usize, secrets: SecretsAs) -> Option<String> {
        let environment = |name: &str| format!("\\u0000{name}\\u0000");
        let filled = self.filled(at)?;
        Some(body::line(&filled, &|name| self.secret_text(name, secrets, &environment)))
    }

    /// The body of one job, from 0, as a person reads it: over several lines, a secret that is not written as `<NAME>`.
    #[must_use]
    pub fn page(&self, at: usize, secrets: SecretsAs) -> Option<String> {
        Some(self.written(&self.filled(at)?, secrets))
    }

    /// The same for a screen: what a row of the table tells of secrets, such as a signature behind a path, is masked.
    #[must_use]
    pub fn page_on_screen(&self, at: usize, secrets: SecretsAs) -> Option<String> {
        let (_, cells) = self.rows.get(at)?;
        let given = self.given(cells);
        let masked = self.columns.iter().zip(&given).map(|(column, given)| column.masked(given));
        let masked: Vec<Given<'_>> = masked.collect();
        Some(self.written(&self.filled_with(at, &masked), secrets))
    }

    fn written(&self, filled: &Json, secrets: SecretsAs) -> String {
        body::page(filled, &|name| self.secret_text(name, secrets, &|name| format!("<{name}>")))
    }

    fn secret_text(&self, name: &str, secrets: SecretsAs, place: &dyn Fn(&str) -> String) -> String {
        let secret = self.secrets.iter().find(|secret| secret.name == name).map(|found| &found.secret);
        match secrets {
            SecretsAs::Environment => place(name),
            SecretsAs::Masked => "******".to_owned(),
            SecretsAs::Inlined => {
                let mut written = String::new();
                json_ascii(secret.map_or("", Secret::reveal), &mut written);
                written
            }
        }
    }

    /// What the cells of a row give to its body, a cell a column.
    fn given<'c>(&self, cells: &'c [String]) -> Vec<Given<'c>> {
        self.columns.iter().zip(cells).map(|(column, cell)| column.given(cell)).collect()
    }

    fn filled(&self, at: usize) -> Option<Json> {
        let (_, cells) = self.rows.get(at)?;
        Some(self.filled_with(at, &self.given(cells)))
    }

    fn filled_with(&self, at: usize, given: &[Given<'_>]) -> Json {
        let mut body = self.marked.clone();
        self.fill_holes(&mut body, at, given);
        for (column, given) in self.columns.iter().zip(given) {
            column.fill(&mut body, given);
        }
        body
    }

    fn fill_holes(&self, part: &mut Json, at: usize, given: &[Given<'_>]) {
        let number = at.saturating_add(1).to_string();
        fill(part, &as_holes(&self.columns, &number, given));
    }
}
