//! What the jobs of a table write, and whether two of them write the same.

use std::collections::BTreeMap;

use crate::request::Role;
use crate::request::wire::Json;

use super::columns::{LOCATION, Target};
use super::fill::holds;
use super::problem::ManyProblem;
use super::{MOST_TOLD, Many, refused};

/// An output of the template.
struct Output<'m> {
    name: &'m str,
    template: &'m Json,
    /// Whose blob it is, where that is the same in every row: the reference's other members.
    account: Option<String>,
    /// The column that fills its path.
    column: Option<usize>,
}

/// The first two rows that write the same blob, and the paths that storage would refuse.
pub(super) fn look(many: &Many) -> (Option<ManyProblem>, Vec<ManyProblem>) {
    let outputs: Vec<Output<'_>> = many
        .marked
        .get("Outputs")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .map(|(name, template)| output(many, name, template))
        .collect();
    let mut written: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    let mut doubts = Vec::new();
    for (at, (line, cells)) in many.rows.iter().enumerate() {
        for output in &outputs {
            let (location, blob) = written_by(many, output, at, cells);
            // Without a path the service chooses a name of its own.
            if location.is_empty() {
                continue;
            }
            if doubts.len() < MOST_TOLD
                && let Some(problem) = refused(&location, Role::Output)
            {
                doubts.push(ManyProblem::Path { line: *line, port: output.name.to_owned(), problem });
            }
            if let Some((first, one)) = written.insert(blob, (*line, output.name)) {
                let name = output.name.to_owned();
                let same = if first == *line {
                    ManyProblem::SameOutputs { line: first, one: one.to_owned(), other: name }
                } else {
                    ManyProblem::SameOutput { output: name, first, second: *line }
                };
                return (Some(same), Vec::new());
            }
        }
    }
    (None, doubts)
}

fn output<'m>(many: &'m Many, name: &'m str, template: &'m Json) -> Output<'m> {
    let column = many
        .columns
        .iter()
        .position(|column| matches!(&column.target, Target::Port("Outputs", port) if port == name));
    let mut others = template.clone();
    if let Some(members) = others.as_object_mut() {
        members.shift_remove(LOCATION);
    }
    let account = (!holds(&others, &["{".to_owned()])).then(|| others.to_string());
    Output { name, template, account, column }
}

/// The path that a row writes, and the same with its account.
fn written_by(many: &Many, output: &Output<'_>, at: usize, cells: &[String]) -> (String, String) {
    let cell = output.column.and_then(|column| cells.get(column));
    let filled = |mut part: Json| {
        many.fill_holes(&mut part, at, cells);
        part
    };
    let location = match cell {
        Some(cell) => cell.clone(),
        None => {
            let location = filled(output.template.get(LOCATION).cloned().unwrap_or(Json::Null));
            location.as_str().unwrap_or_default().to_owned()
        }
    };
    let account = match &output.account {
        Some(account) => account.clone(),
        None => {
            let mut whole = filled(output.template.clone());
            if let Some(members) = whole.as_object_mut() {
                members.shift_remove(LOCATION);
            }
            whole.to_string()
        }
    };
    let blob = [location.trim_start_matches('/'), &account].join("\n");
    (location, blob)
}
