//! What the columns of a table fill.

use std::collections::{BTreeMap, BTreeSet};

use crate::request::wire::{Json, names_secret, parameter_value};
use crate::request::{ParameterType, Role, nearest_name};
use crate::script::csv::Row;

use super::blobs::{self, Given};
use super::fill::{Holes, file_name, holds};
use super::problem::ManyProblem;

/// The member of a reference that a column fills.
pub(super) const LOCATION: &str = "RelativeLocation";
pub(super) const INPUTS: &str = "Inputs";
pub(super) const OUTPUTS: &str = "Outputs";
pub(super) const PARAMETERS: &str = "GlobalParameters";

/// A column and what it fills.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) target: Target,
    /// The template's reference that it fills has a connection string.
    is_by_key: bool,
}

/// What a column fills. Whatever it is, the column is a hole, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `Input`.
    Input,
    /// An input or output of this name, under `Inputs` or `Outputs`.
    Port(&'static str, String),
    /// A global parameter.
    Parameter(String, ParameterType),
    /// Only texts that hold `{column}`.
    Hole,
}

impl Column {
    fn new(name: String, target: Target, body: &Json) -> Self {
        let is_by_key = target.reference(body).is_some_and(blobs::is_by_key);
        Self { name, target, is_by_key }
    }

    /// What a cell of it gives to a body: a blob's URL is taken apart where the column is an input or output.
    pub(super) fn given<'c>(&self, cell: &'c str) -> Given<'c> {
        match self.target.role() {
            Some(_) => blobs::given(cell, self.is_by_key),
            None => Given::Text(cell.into()),
        }
    }

    /// Whether every body has its cell in place of what the template has.
    pub(super) const fn is_parameter(&self) -> bool {
        matches!(self.target, Target::Parameter(..))
    }

    /// Whether its cells are secrets whatever they look like: the parameter's name says so.
    pub(super) fn is_secret(&self) -> bool {
        matches!(&self.target, Target::Parameter(name, ParameterType::Text) if names_secret(name))
    }

    /// What a cell gives, for a screen.
    pub(super) fn masked<'c>(&self, given: &Given<'c>) -> Given<'c> {
        if self.is_secret() && !given.text().is_empty() {
            Given::Text(blobs::MASK.into())
        } else {
            given.masked()
        }
    }

    /// What it fills, as a path in the body.
    pub(super) fn shown(&self) -> String {
        match &self.target {
            Target::Input => "Input".to_owned(),
            Target::Port(group, name) => format!("{group}.{name}"),
            Target::Parameter(name, _) => format!("{PARAMETERS}.{name}"),
            Target::Hole => format!("{{{}}}", self.name),
        }
    }

    /// A cell may be empty where that means something: a parameter that is left out.
    pub(super) const fn may_be_empty(&self) -> bool {
        matches!(self.target, Target::Parameter(..))
    }

    /// Whether a cell is a value of its parameter's type.
    pub(super) fn misfit(&self, cell: &str) -> Option<ParameterType> {
        match &self.target {
            Target::Parameter(_, kind) if !cell.is_empty() && parameter_value(*kind, cell).is_none() => {
                Some(*kind)
            }
            _ => None,
        }
    }

    /// Puts what a cell gives into a body.
    pub(super) fn fill(&self, body: &mut Json, given: &Given<'_>) {
        if let Some(reference) = self.target.reference_mut(body) {
            return given.fill(reference);
        }
        let Target::Parameter(name, kind) = &self.target else { return };
        let Some(members) = body.as_object_mut() else { return };
        let group = members.entry(PARAMETERS).or_insert_with(|| Json::Object(Default::default()));
        let cell = given.text();
        if cell.is_empty() {
            if let Some(group) = group.as_object_mut() {
                group.shift_remove(name);
            }
        } else {
            let text = || Json::String(cell.to_owned());
            put(Some(group), name, parameter_value(*kind, cell).unwrap_or_else(text));
        }
    }
}

/// What the cells of a row fill holes with.
pub(super) fn as_holes<'g>(columns: &[Column], number: &'g str, given: &'g [Given<'_>]) -> Holes<'g> {
    let mut holes = Holes::from([("number".to_owned(), number)]);
    for (column, given) in columns.iter().zip(given) {
        holes.insert(format!("{}.name", column.name), file_name(given.text()));
        holes.insert(column.name.clone(), given.text());
    }
    holes
}

impl Target {
    /// What the blob is to the job, where it fills one.
    pub(super) fn role(&self) -> Option<Role> {
        match self {
            Self::Input => Some(Role::Input),
            Self::Port(group, _) => Some(if *group == OUTPUTS { Role::Output } else { Role::Input }),
            Self::Parameter(..) | Self::Hole => None,
        }
    }

    /// The reference of a body that it fills.
    pub(super) fn reference<'b>(&self, body: &'b Json) -> Option<&'b Json> {
        match self {
            Self::Input => body.get("Input"),
            Self::Port(group, name) => body.get(*group)?.get(name),
            Self::Parameter(..) | Self::Hole => None,
        }
    }

    fn reference_mut<'b>(&self, body: &'b mut Json) -> Option<&'b mut Json> {
        match self {
            Self::Input => body.get_mut("Input"),
            Self::Port(group, name) => body.get_mut(*group)?.get_mut(name),
            Self::Parameter(..) | Self::Hole => None,
        }
    }
}

pub(super) fn put(object: Option<&mut Json>, name: &str, value: Json) {
    if let Some(members) = object.and_then(Json::as_object_mut) {
        members.insert(name.to_owned(), value);
    }
}

/// The names that a table for a template may use.
pub(super) struct Names {
    has_input: bool,
    inputs: Vec<String>,
    outputs: Vec<String>,
    parameters: BTreeMap<String, ParameterType>,
}

impl Names {
    /// Those of the template; parameters as declared or, where they are not, of the type that the template gives them.
    pub(super) fn of(body: &Json, declared: &[(String, ParameterType)]) -> Self {
        let keys = |group: &str| -> Vec<String> {
            let is_reference = |value: &Json| value.is_object();
            let members = body.get(group).and_then(Json::as_object).into_iter().flatten();
            members.filter(|(_, value)| is_reference(value)).map(|(name, _)| name.clone()).collect()
        };
        let given = body.get(PARAMETERS).and_then(Json::as_object).into_iter().flatten();
        let mut parameters: BTreeMap<String, ParameterType> =
            given.map(|(name, value)| (name.clone(), type_of(value))).collect();
        parameters.extend(declared.iter().cloned());
        Self {
            has_input: body.get("Input").is_some_and(Json::is_object),
            inputs: keys(INPUTS),
            outputs: keys(OUTPUTS),
            parameters,
        }
    }

    /// The inputs in their order: what columns without names fill.
    fn of_inputs(&self) -> Vec<String> {
        if self.has_input { vec!["Input".to_owned()] } else { self.inputs.clone() }
    }

    fn target(&self, column: &str) -> Option<Target> {
        let port = |group: &'static str, list: &[String], name: &str| {
            list.iter().any(|known| known == name).then(|| Target::Port(group, name.to_owned()))
        };
        let parameter =
            |name: &str| self.parameters.get(name).map(|kind| Target::Parameter(name.to_owned(), *kind));
        let named = (self.has_input && column == "Input")
            .then_some(Target::Input)
            .or_else(|| port(INPUTS, &self.inputs, column))
            .or_else(|| port(OUTPUTS, &self.outputs, column))
            .or_else(|| parameter(column));
        named.or_else(|| {
            let (group, name) = column.split_once('.')?;
            match group {
                INPUTS => port(INPUTS, &self.inputs, name),
                OUTPUTS => port(OUTPUTS, &self.outputs, name),
                PARAMETERS => parameter(name),
                _ => None,
            }
        })
    }

    fn near(&self, column: &str) -> Option<&str> {
        let names = self.inputs.iter().chain(&self.outputs).chain(self.parameters.keys()).map(String::as_str);
        nearest_name(column, names.chain(self.has_input.then_some("Input")))
    }
}

/// The type of a value that is there: `null` says nothing, and is text.
fn type_of(value: &Json) -> ParameterType {
    match value {
        Json::Bool(_) => ParameterType::Boolean,
        Json::Number(number) if number.is_f64() => ParameterType::Number,
        Json::Number(_) => ParameterType::Integer,
        Json::Array(_) | Json::Object(_) => ParameterType::Json,
        Json::String(_) | Json::Null => ParameterType::Text,
    }
}

/// The columns: by the first row where its cells are names, which is then taken away; else the inputs in their order.
///
/// A first row is one of names where every cell is a name that is known, or none holds a slash, as a blob's path does.
pub(super) fn columns(
    body: &Json,
    names: &Names,
    rows: &mut Vec<Row>,
) -> Result<Vec<Column>, Vec<ManyProblem>> {
    let Some((_, first)) = rows.first() else { return Err(vec![ManyProblem::Empty]) };
    let is_known = |cell: &String| names.target(cell).is_some();
    let is_header = first.iter().all(is_known) || !first.iter().any(|cell| cell.contains('/'));
    let titles = if is_header {
        rows.remove(0).1
    } else {
        let mut inputs = names.of_inputs();
        if first.len() > inputs.len() {
            return Err(vec![ManyProblem::NoHeader]);
        }
        inputs.truncate(first.len());
        inputs
    };
    let mut seen = BTreeSet::new();
    if let Some(name) = titles.iter().find(|name| name.is_empty() || !seen.insert(name.as_str())) {
        return Err(vec![ManyProblem::Column { name: name.clone() }]);
    }
    let blobs: Vec<bool> =
        titles.iter().map(|name| names.target(name).is_some_and(|target| target.role().is_some())).collect();
    let in_cells = |holes: &[String]| {
        let mut cells = rows.iter().flat_map(|(_, cells)| cells.iter().zip(&blobs));
        cells.any(|(cell, is_blob)| *is_blob && holes.iter().any(|hole| cell.contains(hole)))
    };
    let mut problems = Vec::new();
    let columns = titles
        .into_iter()
        .map(|name| {
            let target = names.target(&name).unwrap_or(Target::Hole);
            let holes = [format!("{{{name}}}"), format!("{{{name}.name}}")];
            let is_used = target != Target::Hole || holds(body, &holes) || in_cells(&holes);
            if !is_used {
                let column = name.clone();
                problems.push(match names.near(&name) {
                    Some(near) => ManyProblem::Near { column, near: near.to_owned() },
                    None => ManyProblem::Unused { column },
                });
            }
            Column::new(name, target, body)
        })
        .collect();
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}
