//! What the jobs of a table write, and whether two of them write the same.

use std::collections::BTreeMap;

use crate::request::Role;
use crate::request::wire::Json;

use super::blobs::{Given, home, identity, is_by_key, without_location};
use super::columns::{LOCATION, Target};
use super::fill::holds;
use super::problem::ManyProblem;
use super::{MOST_TOLD, Many};

/// An output of the template.
struct Output<'m> {
    name: &'m str,
    template: &'m Json,
    /// Where its blobs are, where that is the same in every row.
    home: Option<String>,
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
        let given = many.given(cells);
        for output in &outputs {
            let (place, blob) = written_by(many, output, at, &given);
            // Without a path the service chooses a name of its own.
            if place.text().is_empty() {
                continue;
            }
            if doubts.len() < MOST_TOLD
                && let Some(doubt) = place.doubt(Role::Output, *line, output.name)
            {
                doubts.push(doubt);
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
    let is_the_same = !holds(&without_location(template), &["{".to_owned()]);
    Output { name, template, home: is_the_same.then(|| home(template)), column }
}

/// What a row writes, and one text for the blob, however it is named.
fn written_by<'g>(
    many: &Many,
    output: &Output<'_>,
    at: usize,
    given: &'g [Given<'g>],
) -> (Given<'g>, String) {
    let filled = |mut part: Json| {
        many.fill_holes(&mut part, at, given);
        part
    };
    let place = match output.column.and_then(|column| given.get(column)) {
        Some(given) => given.clone(),
        None => {
            let location = filled(output.template.get(LOCATION).cloned().unwrap_or(Json::Null));
            Given::Text(location.as_str().unwrap_or_default().to_owned().into())
        }
    };
    let blob = match &place {
        Given::Signed(url) => {
            let home = url.account().map(|account| account.as_str().to_owned()).unwrap_or_default();
            identity(&home, &url.path, false)
        }
        Given::Text(path) => {
            let by_row = || home(&filled(output.template.clone()));
            let home = output.home.clone().unwrap_or_else(by_row);
            identity(&home, path, is_by_key(output.template))
        }
    };
    (place, blob)
}
