//! What the jobs of a table write: whether two of them write the same, or one writes what another reads.

use std::collections::BTreeMap;

use crate::request::Role;

use super::ports::ports;
use super::problem::ManyProblem;
use super::{MOST_TOLD, Many};

/// Who writes a blob, by the blob: a line and an output.
type Written<'m> = BTreeMap<String, (usize, &'m str)>;

/// What is found in what a table's jobs write.
#[derive(Default)]
pub(super) struct Looked {
    /// The first two that write the same blob.
    pub(super) same: Option<ManyProblem>,
    /// Inputs that are overwritten.
    pub(super) overwritten: Vec<ManyProblem>,
    /// Paths that storage would refuse.
    pub(super) refused: Vec<ManyProblem>,
}

pub(super) fn look(many: &Many) -> Looked {
    let outputs = ports(many, Role::Output);
    let mut written = Written::new();
    let mut refused = Vec::new();
    for (at, (line, cells)) in many.rows.iter().enumerate() {
        let given = many.given(cells);
        for output in &outputs {
            let place = output.given(many, at, &given);
            let is_told = output.is_fixed && at > 0;
            if refused.len() < MOST_TOLD
                && !is_told
                && let Some(doubt) = place.doubt(Role::Output, *line, output.name)
            {
                refused.push(doubt);
            }
            // Without a path the service chooses a name of its own.
            if place.text().is_empty() {
                continue;
            }
            let blob = output.blob(many, at, &given, &place);
            if let Some((first, one)) = written.insert(blob, (*line, output.name)) {
                let name = output.name.to_owned();
                let same = if first == *line {
                    ManyProblem::SameOutputs { line: first, one: one.to_owned(), other: name }
                } else {
                    ManyProblem::SameOutput { output: name, first, second: *line }
                };
                return Looked { same: Some(same), ..Looked::default() };
            }
        }
    }
    Looked { same: None, overwritten: overwritten(many, written), refused }
}

/// Inputs that any job's output overwrites: jobs run beside each other, so that the order of rows saves none.
fn overwritten(many: &Many, mut written: Written<'_>) -> Vec<ManyProblem> {
    let inputs = ports(many, Role::Input);
    let mut found: BTreeMap<(&str, &str), (usize, usize, usize)> = BTreeMap::new();
    for (at, (reads, cells)) in many.rows.iter().enumerate() {
        let given = many.given(cells);
        for input in inputs.iter().filter(|input| at == 0 || !input.is_fixed) {
            let place = input.given(many, at, &given);
            let blob = input.blob(many, at, &given, &place);
            // Told once of each blob, however many read it.
            if let Some((writes, output)) = written.remove(&blob) {
                let (_, _, count) = found.entry((output, input.name)).or_insert((*reads, writes, 0));
                *count = count.saturating_add(1);
            }
        }
    }
    let told = found.into_iter().map(|((output, input), (reads, writes, count))| ManyProblem::Overwrites {
        writes,
        output: output.to_owned(),
        reads,
        input: input.to_owned(),
        more: count.saturating_sub(1),
    });
    told.take(MOST_TOLD).collect()
}
