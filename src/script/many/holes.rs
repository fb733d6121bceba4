//! Holes that nothing fills.

use std::collections::BTreeSet;

use crate::request::wire::Json;
use crate::request::{Role, nearest_name};

use super::blobs::without_location;
use super::columns::{Column, INPUTS, OUTPUTS, PARAMETERS, Target};
use super::fill::names_in;
use super::ports::ports;
use super::problem::ManyProblem;
use super::{MOST_TOLD, Many};

/// The most names that are told beside a hole.
const MOST_KNOWN: usize = 8;
/// No name of a column is longer.
const LONGEST: usize = 64;

/// Holes that nothing fills, each told once.
pub(super) struct Unfilled {
    known: Vec<String>,
    told: BTreeSet<String>,
    problems: Vec<ManyProblem>,
}

impl Unfilled {
    pub(super) fn new(columns: &[Column]) -> Self {
        let names = columns.iter().flat_map(|column| {
            let file = column.target.role().map(|_| format!("{}.name", column.name));
            [Some(column.name.clone()), file].into_iter().flatten()
        });
        let known = std::iter::once("number".to_owned()).chain(names).collect();
        Self { known, told: BTreeSet::new(), problems: Vec::new() }
    }

    /// Reads a text. Other texts than those of blobs may have braces on purpose: there, a hole is what is all of the text,
    /// or nearly a known name.
    pub(super) fn read(&mut self, place: &str, text: &str, is_blob: bool) {
        for name in names_in(text).filter(|name| is_like_a_name(name)) {
            let is_known =
                |known: &String| known == name || name.strip_suffix(".name") == Some(known.as_str());
            if self.problems.len() >= MOST_TOLD || self.known.iter().any(is_known) {
                continue;
            }
            let near = nearest_name(name, self.known.iter().map(String::as_str));
            let is_hole = is_blob || near.is_some() || text.len() == name.len().saturating_add("{}".len());
            if !is_hole || !self.told.insert(name.to_owned()) {
                continue;
            }
            let others = self.known.iter().map(String::as_str).filter(|known| Some(*known) != near);
            let known = near.into_iter().chain(others).take(MOST_KNOWN).map(str::to_owned).collect();
            self.problems.push(ManyProblem::Unfilled {
                place: place.to_owned(),
                hole: name.to_owned(),
                known,
            });
        }
    }

    pub(super) fn told(self) -> Vec<ManyProblem> {
        self.problems
    }
}

/// What stands between braces could be a column's name, and is neither JSON, a number nor an id.
fn is_like_a_name(name: &str) -> bool {
    let is_of_a_name = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.');
    name.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(is_of_a_name)
        && name.len() <= LONGEST
}

impl Many {
    /// Reads the template's texts, those that a column puts another in the place of left out.
    pub(super) fn read_unfilled(&self, unfilled: &mut Unfilled) {
        for port in [Role::Input, Role::Output].into_iter().flat_map(|role| ports(self, role)) {
            let without = port.column.map(|_| without_location(port.template));
            let reference = without.as_ref().unwrap_or(port.template);
            each_text(reference, &mut |text| unfilled.read(port.name, text, true));
        }
        for (name, value) in self.marked.as_object().into_iter().flatten() {
            match value.as_object() {
                _ if ["Input", INPUTS, OUTPUTS].contains(&name.as_str()) => {}
                Some(parameters) if name == PARAMETERS => {
                    for (name, value) in parameters.iter().filter(|(name, _)| !self.is_filled(name)) {
                        each_text(value, &mut |text| unfilled.read(name, text, false));
                    }
                }
                _ => each_text(value, &mut |text| unfilled.read(name, text, false)),
            }
        }
    }

    /// Whether a column fills the parameter.
    fn is_filled(&self, parameter: &str) -> bool {
        let fills =
            |column: &Column| matches!(&column.target, Target::Parameter(name, _) if name == parameter);
        self.columns.iter().any(fills)
    }
}

fn each_text<'j>(value: &'j Json, read: &mut dyn FnMut(&'j str)) {
    match value {
        Json::String(text) => read(text),
        Json::Array(items) => items.iter().for_each(|item| each_text(item, read)),
        Json::Object(members) => members.values().for_each(|member| each_text(member, read)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
