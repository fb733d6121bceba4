//! Many jobs: a body as template and a table of blob paths, a body a row.

use std::collections::{BTreeMap, BTreeSet};

use crate::request::wire::{Json, Placeholder};
use crate::units::Secret;

use super::body;
use super::csv::{self, Row};
use super::escape::json_ascii;
use super::plan::SecretsAs;
use super::problem::{Place, ScriptProblem, without_null};

/// The most jobs of one table.
pub const MOST_JOBS: usize = 100_000;

/// What is wrong with a table of blob paths. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManyProblem {
    /// The template or a path cannot be written.
    Script(ScriptProblem),
    /// There is no path.
    Empty,
    /// More rows than [`MOST_JOBS`].
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// A row has more or fewer cells than there are columns.
    Cells {
        /// The row's line.
        line: usize,
        /// Its cells.
        found: usize,
        /// The columns.
        expected: usize,
    },
    /// A cell is empty.
    EmptyCell {
        /// The row's line.
        line: usize,
        /// The column.
        column: String,
    },
    /// Two columns have the same name, or one has none.
    Column {
        /// The name.
        name: String,
    },
    /// Rows without names of columns, and more of them than the template has inputs.
    NoHeader,
    /// The column is neither an input, an output, nor a hole in the template.
    Unused {
        /// The column.
        column: String,
    },
    /// Two jobs would write the same blob.
    SameOutput {
        /// The output's name.
        output: String,
        /// The first row's line.
        first: usize,
        /// The second row's line.
        second: usize,
    },
}

/// A template and the rows that fill it.
///
/// A column that has the name of an input or output is its `RelativeLocation`. In every other text of the template
/// `{column}` is the cell, `{column.name}` the file's name without folders and ending, and `{number}` the job's number
/// from 1. A table without names of columns is the template's inputs in their order.
///
/// Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Many {
    marked: Json,
    secrets: Vec<Placeholder>,
    columns: Vec<String>,
    rows: Vec<Row>,
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
        let one = |problem| vec![ManyProblem::Script(problem)];
        without_null(table, Place::Paths).map_err(one)?;
        let (marked, secrets) = body::marked(template).map_err(one)?;
        let mut rows = csv::rows(table);
        let columns = columns(&marked, &mut rows)?;
        let many = Self { marked, secrets, columns, rows };
        let problems = many.problems();
        if problems.is_empty() { Ok(many) } else { Err(problems) }
    }

    /// How many jobs there are; at least one.
    #[must_use]
    pub fn jobs(&self) -> usize {
        self.rows.len()
    }

    /// The bodies as lines of NDJSON, without line ends, each made when it is asked for.
    ///
    /// A secret from the environment stands as `\u0000NAME\u0000`, which the loop script fills.
    pub fn lines(&self, secrets: SecretsAs) -> impl Iterator<Item = String> + '_ {
        self.rows.iter().enumerate().map(move |(at, (_, cells))| {
            let filled = self.filled(at, cells);
            body::line(&filled, &|name| self.secret_text(name, secrets))
        })
    }

    fn secret_text(&self, name: &str, secrets: SecretsAs) -> String {
        let secret = self.secrets.iter().find(|secret| secret.name == name).map(|found| &found.secret);
        match secrets {
            SecretsAs::Environment => format!("\\u0000{name}\\u0000"),
            SecretsAs::Masked => "******".to_owned(),
            SecretsAs::Inlined => {
                let mut written = String::new();
                json_ascii(secret.map_or("", Secret::reveal), &mut written);
                written
            }
        }
    }

    fn filled(&self, at: usize, cells: &[String]) -> Json {
        let mut holes: BTreeMap<String, &str> = BTreeMap::new();
        let number = at.saturating_add(1).to_string();
        holes.insert("number".to_owned(), &number);
        for (column, cell) in self.columns.iter().zip(cells) {
            holes.insert(format!("{column}.name"), file_name(cell));
            holes.insert(column.clone(), cell);
        }
        let mut body = self.marked.clone();
        fill(&mut body, &holes);
        for (column, cell) in self.columns.iter().zip(cells) {
            if let Some(location) = reference(&mut body, column) {
                *location = Json::String(cell.clone());
            }
        }
        body
    }

    fn problems(&self) -> Vec<ManyProblem> {
        const MOST: usize = 10;
        let mut problems = Vec::new();
        if self.rows.is_empty() {
            return vec![ManyProblem::Empty];
        }
        if self.rows.len() > MOST_JOBS {
            return vec![ManyProblem::TooMany { found: self.rows.len() }];
        }
        for column in &self.columns {
            let mut body = self.marked.clone();
            let is_named = reference(&mut body, column).is_some();
            if !is_named && !holds(&self.marked, &[format!("{{{column}}}"), format!("{{{column}.name}}")]) {
                problems.push(ManyProblem::Unused { column: column.clone() });
            }
        }
        let expected = self.columns.len();
        for (line, cells) in &self.rows {
            if cells.len() != expected {
                problems.push(ManyProblem::Cells { line: *line, found: cells.len(), expected });
            } else if let Some((column, _)) = self.columns.iter().zip(cells).find(|pair| pair.1.is_empty()) {
                problems.push(ManyProblem::EmptyCell { line: *line, column: column.clone() });
            }
            if problems.len() >= MOST {
                return problems;
            }
        }
        if problems.is_empty() {
            problems.extend(self.same_output());
        }
        problems
    }

    /// The first two rows that write the same blob.
    fn same_output(&self) -> Option<ManyProblem> {
        let mut written: BTreeMap<String, usize> = BTreeMap::new();
        for (at, (line, cells)) in self.rows.iter().enumerate() {
            let body = self.filled(at, cells);
            let outputs = body.get("Outputs").and_then(Json::as_object)?;
            for (output, blob) in outputs {
                // Two accounts may have blobs of the same path; the account is in the other members.
                let Some(location) = blob.get("RelativeLocation").and_then(Json::as_str) else { continue };
                let whole = if location.is_empty() { continue } else { blob.to_string() };
                if let Some(first) = written.insert(whole, *line) {
                    let (output, second) = (output.clone(), *line);
                    return Some(ManyProblem::SameOutput { output, first, second });
                }
            }
        }
        None
    }
}

/// The names of columns: the first row's where no cell of it has a slash, as a blob's path always has; else the inputs.
fn columns(body: &Json, rows: &mut Vec<Row>) -> Result<Vec<String>, Vec<ManyProblem>> {
    let Some((_, first)) = rows.first() else { return Err(vec![ManyProblem::Empty]) };
    let names = if first.iter().any(|cell| cell.contains('/')) {
        let mut names = inputs(body);
        if first.len() > names.len() {
            return Err(vec![ManyProblem::NoHeader]);
        }
        names.truncate(first.len());
        names
    } else {
        rows.remove(0).1
    };
    let mut seen = BTreeSet::new();
    let twice = names.iter().find(|name| name.is_empty() || !seen.insert(name.as_str()));
    match twice {
        Some(name) => Err(vec![ManyProblem::Column { name: name.clone() }]),
        None => Ok(names),
    }
}

fn inputs(body: &Json) -> Vec<String> {
    match (body.get("Input"), body.get("Inputs").and_then(Json::as_object)) {
        (Some(_), _) => vec!["Input".to_owned()],
        (None, Some(inputs)) => inputs.keys().cloned().collect(),
        (None, None) => Vec::new(),
    }
}

/// The `RelativeLocation` of the input or output of this name.
fn reference<'b>(body: &'b mut Json, name: &str) -> Option<&'b mut Json> {
    let members = body.as_object_mut()?;
    let group = if name == "Input" && members.contains_key("Input") {
        return members.get_mut("Input")?.as_object_mut()?.get_mut("RelativeLocation");
    } else if members.get("Inputs").is_some_and(|inputs| inputs.get(name).is_some()) {
        "Inputs"
    } else {
        "Outputs"
    };
    members.get_mut(group)?.get_mut(name)?.as_object_mut()?.get_mut("RelativeLocation")
}

fn fill(value: &mut Json, holes: &BTreeMap<String, &str>) {
    match value {
        Json::String(text) if text.contains('{') => *text = filled_text(text, holes),
        Json::Array(items) => items.iter_mut().for_each(|item| fill(item, holes)),
        Json::Object(members) => members.values_mut().for_each(|member| fill(member, holes)),
        _ => {}
    }
}

/// The text with its known holes filled, once; what is filled in is not read again.
fn filled_text(text: &str, holes: &BTreeMap<String, &str>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        written.push_str(before);
        let named = after.split_once('}').and_then(|(name, tail)| holes.get(name).map(|value| (value, tail)));
        rest = if let Some((value, tail)) = named {
            written.push_str(value);
            tail
        } else {
            written.push('{');
            after
        };
    }
    written.push_str(rest);
    written
}

fn holds(value: &Json, holes: &[String]) -> bool {
    match value {
        Json::String(text) => holes.iter().any(|hole| text.contains(hole)),
        Json::Array(items) => items.iter().any(|item| holds(item, holes)),
        Json::Object(members) => members.values().any(|member| holds(member, holes)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// `a` of `container/folder/a.csv`.
fn file_name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    match file.rsplit_once('.') {
        Some((name, _)) if !name.is_empty() => name,
        _ => file,
    }
}
