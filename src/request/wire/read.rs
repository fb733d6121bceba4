use crate::request::draft::{
    Draft, Extra, InputForm, NamedReference, ParameterDraft, ParameterState, Reference, ReferenceKind, RunOn,
};
use crate::request::ports::ParameterType;
use crate::units::Secret;

use super::body::{parameter_body, reference_body};
use super::{Json, Members};

/// Why JSON is no job's body. The draft is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeProblem {
    /// It is no JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A member stands twice in one object: reading on would lose one of them.
    DuplicateMember {
        /// Its name.
        name: String,
        /// The line of the second, from 1.
        line: usize,
    },
    /// The body is JSON, but no object.
    NotAnObject,
    /// Both `Input` and `Inputs`: the service refuses that.
    BothInputForms,
    /// A member is of the wrong type.
    WrongType {
        /// Where, such as `Inputs.input1.RelativeLocation`.
        path: String,
        /// What it must be.
        expected: Expected,
    },
    /// More inputs, outputs or parameters than a form can show.
    TooMany {
        /// Where, such as `Outputs`.
        path: String,
        /// How many there are.
        found: usize,
    },
}

/// The most inputs, outputs or parameters of a body, each; a service's document has no more, either.
pub const MOST_NAMED: usize = crate::request::swagger::MOST_PORTS;

/// The most problems that are told of one body.
const MOST_TOLD: usize = 20;

/// What a member must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// An object, or null.
    Object,
    /// A string, or null.
    Text,
}

/// Reads a body's text into a draft; see [`from_body`].
///
/// # Errors
/// When the text is no JSON, a member stands twice in one object, or the shape is no body's.
pub fn from_text(text: &str, previous: &Draft) -> Result<Draft, Vec<ShapeProblem>> {
    match super::strict::json(text) {
        Ok(value) => from_body(&value, previous),
        Err(problem) => Err(vec![problem]),
    }
}

/// Reads a body into a draft, losing nothing: unknown members are kept, and so is everything of `previous` that a
/// body does not carry (the address, the key, omitted parameters, what was typed for the kind not chosen).
///
/// # Errors
/// When the body is no object, has both `Input` and `Inputs`, or a member that it must read is of the wrong type:
/// every such problem at once.
pub fn from_body(body: &Json, previous: &Draft) -> Result<Draft, Vec<ShapeProblem>> {
    let Json::Object(members) = body else { return Err(vec![ShapeProblem::NotAnObject]) };
    let mut problems = Vec::new();
    let mut draft = previous.clone();
    draft.extra = Extra::default();
    draft.run_on = RunOn::Classic;
    let (single, named) = (member(members, "Input"), member(members, "Inputs"));
    match (single, named) {
        (Some(_), Some(_)) => problems.push(ShapeProblem::BothInputForms),
        (Some(value), None) => {
            draft.input_form = InputForm::Single;
            let before = draft.inputs.first().map(|named| &named.reference);
            let reference = read_reference(value, "Input", before, &mut problems);
            match draft.inputs.first_mut() {
                Some(first) => first.reference = reference,
                None => draft.inputs.push(NamedReference { name: "input1".to_owned(), reference }),
            }
        }
        (None, Some(value)) => {
            draft.input_form = InputForm::Named;
            draft.inputs = read_named(value, "Inputs", &previous.inputs, &mut problems);
        }
        (None, None) => {
            // An empty list under `Inputs` writes nothing either: both mean that no input is sent.
            let was_empty = previous.input_form == InputForm::Named && previous.inputs.is_empty();
            draft.input_form = if was_empty { InputForm::Named } else { InputForm::Without };
        }
    }
    draft.outputs = match member(members, "Outputs") {
        Some(value) => read_named(value, "Outputs", &previous.outputs, &mut problems),
        None => Vec::new(),
    };
    draft.parameters =
        read_parameters(member(members, "GlobalParameters"), &previous.parameters, &mut problems);
    match members.get("AzureBatchPoolId") {
        None | Some(Json::Null) => {}
        Some(Json::String(id)) => {
            draft.run_on = RunOn::Pool;
            draft.pool_id.clone_from(id);
        }
        Some(_) => problems.push(wrong("AzureBatchPoolId", Expected::Text)),
    }
    let known = ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"];
    draft.extra = unknown(members, &known);
    problems.truncate(MOST_TOLD);
    if problems.is_empty() { Ok(draft) } else { Err(problems) }
}

/// The members of a list of named things; `None`, with a problem, where it is none or too long.
fn listed<'a>(value: &'a Json, path: &str, problems: &mut Vec<ShapeProblem>) -> Option<&'a Members> {
    match value {
        Json::Object(members) if members.len() > MOST_NAMED => {
            problems.push(ShapeProblem::TooMany { path: path.to_owned(), found: members.len() });
            None
        }
        Json::Object(members) => Some(members),
        _ => {
            problems.push(wrong(path, Expected::Object));
            None
        }
    }
}

/// A member that is there and not null.
fn member<'a>(members: &'a Members, name: &str) -> Option<&'a Json> {
    members.get(name).filter(|value| !value.is_null())
}

fn unknown(members: &Members, known: &[&str]) -> Extra {
    let kept = members.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    Extra(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn wrong(path: &str, expected: Expected) -> ShapeProblem {
    ShapeProblem::WrongType { path: path.to_owned(), expected }
}

fn read_named(
    value: &Json,
    path: &str,
    previous: &[NamedReference],
    problems: &mut Vec<ShapeProblem>,
) -> Vec<NamedReference> {
    let Some(members) = listed(value, path, problems) else { return Vec::new() };
    let read = |(name, value): (&String, &Json)| {
        let before = previous.iter().find(|named| named.name == *name).map(|named| &named.reference);
        let reference = read_reference(value, &format!("{path}.{name}"), before, problems);
        NamedReference { name: name.clone(), reference }
    };
    members.iter().map(read).collect()
}

fn read_reference(
    value: &Json,
    path: &str,
    previous: Option<&Reference>,
    problems: &mut Vec<ShapeProblem>,
) -> Reference {
    let empty = Members::new();
    let members = match value {
        Json::Object(members) => members,
        Json::Null => &empty,
        _ => {
            problems.push(wrong(path, Expected::Object));
            return Reference::default();
        }
    };
    // A reference that was not touched stays as typed, with what its kind does not send.
    if let Some(previous) = previous.filter(|previous| reference_body(previous) == *value) {
        return previous.clone();
    }
    let mut text = |name: &str| match members.get(name) {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(_) => {
            problems.push(wrong(&format!("{path}.{name}"), Expected::Text));
            String::new()
        }
    };
    let (connection, location) = (text("ConnectionString"), text("RelativeLocation"));
    let (base, token) = (text("BaseLocation"), text("SasBlobToken"));
    let kind = match (connection.is_empty(), base.is_empty() && token.is_empty()) {
        (false, true) => ReferenceKind::AccountKey,
        (true, false) => ReferenceKind::Sas,
        (false, false) => ReferenceKind::Mixed,
        (true, true) => match previous.map(|previous| previous.kind) {
            Some(ReferenceKind::Sas) => ReferenceKind::Sas,
            _ => ReferenceKind::AccountKey,
        },
    };
    let mut reference = Reference {
        kind,
        connection: Secret::new(connection),
        path: location,
        base,
        token: Secret::new(token),
        extra: unknown(members, &["ConnectionString", "RelativeLocation", "BaseLocation", "SasBlobToken"]),
    };
    keep_unsent(&mut reference, previous);
    reference
}

/// What was typed for the kind that is not chosen is in no body: it comes from the form.
fn keep_unsent(reference: &mut Reference, previous: Option<&Reference>) {
    let Some(previous) = previous else { return };
    match (reference.kind, previous.kind) {
        (ReferenceKind::AccountKey, ReferenceKind::AccountKey | ReferenceKind::Sas) => {
            reference.base.clone_from(&previous.base);
            reference.token = previous.token.clone();
        }
        (ReferenceKind::Sas, ReferenceKind::AccountKey | ReferenceKind::Sas) => {
            reference.connection = previous.connection.clone();
        }
        _ => {}
    }
}

fn read_parameters(
    value: Option<&Json>,
    previous: &[ParameterDraft],
    problems: &mut Vec<ShapeProblem>,
) -> Vec<ParameterDraft> {
    let empty = Members::new();
    let members = match value {
        None => &empty,
        Some(value) => match listed(value, "GlobalParameters", problems) {
            Some(members) => members,
            None => return Vec::new(),
        },
    };
    // Omitted ones keep their places; those that the body has follow its order in the places between.
    let mut sent = members.iter().map(|(name, value)| read_parameter(name, value, previous));
    let mut parameters = Vec::with_capacity(previous.len().max(members.len()));
    for before in previous {
        if before.state == ParameterState::Omit {
            if !members.contains_key(&before.name) {
                parameters.push(before.clone());
            }
        } else {
            parameters.extend(sent.next());
        }
    }
    parameters.extend(sent);
    parameters
}

fn read_parameter(name: &str, value: &Json, previous: &[ParameterDraft]) -> ParameterDraft {
    let before = previous.iter().find(|parameter| parameter.name == name);
    if let Some(before) = before.filter(|before| parameter_body(before).as_ref() == Some(value)) {
        return before.clone();
    }
    let (kind, text) = match value {
        Json::Null => {
            let (kind, text) = before.map(|b| (b.kind, b.text.clone())).unwrap_or_default();
            return ParameterDraft { name: name.to_owned(), kind, state: ParameterState::Null, text };
        }
        Json::String(text) => (ParameterType::Text, text.clone()),
        Json::Bool(value) => (ParameterType::Boolean, value.to_string()),
        Json::Number(number) if number.is_i64() || number.is_u64() => {
            // A whole number under a parameter of numbers is still a number.
            let kind = match before.map(|before| before.kind) {
                Some(ParameterType::Number) => ParameterType::Number,
                _ => ParameterType::Integer,
            };
            (kind, number.to_string())
        }
        Json::Number(number) => (ParameterType::Number, number.to_string()),
        Json::Array(_) | Json::Object(_) => (ParameterType::Json, value.to_string()),
    };
    ParameterDraft { name: name.to_owned(), kind, state: ParameterState::Value, text }
}

/// References of a reply, as far as they can be read: a reply is never refused for a member that it has or lacks.
pub(super) fn lenient_references(value: Option<&Json>) -> Vec<NamedReference> {
    let Some(Json::Object(members)) = value else { return Vec::new() };
    let read = |(name, value): (&String, &Json)| {
        let reference = read_reference(value, name, None, &mut Vec::new());
        NamedReference { name: name.clone(), reference }
    };
    members.iter().map(read).collect()
}
