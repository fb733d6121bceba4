use crate::request::draft::{ParameterDraft, ParameterState};
use crate::request::ports::{Parameter, ParameterType, PortList, Ports};
use crate::request::wire;
use crate::units::Decimal;

use super::field::FieldId;
use super::problem::{ParameterProblem, What};
use super::{Problems, name};

/// Everything that is wrong or remarkable in the parameters.
pub(super) fn find(parameters: &[ParameterDraft], ports: Option<&Ports>, problems: &mut Problems) {
    let described = ports.filter(|ports| ports.describes(PortList::Parameters));
    let declared = described.map(|ports| ports.parameters.as_slice());
    let names: Option<Vec<&str>> = declared.map(|list| list.iter().map(|one| one.name.as_str()).collect());
    // What is omitted is not in the body, whatever its name.
    let is_sent = |one: &ParameterDraft| one.state != ParameterState::Omit;
    let siblings: Vec<&str> =
        parameters.iter().map(|one| if is_sent(one) { one.name.as_str() } else { "" }).collect();
    for (at, parameter) in parameters.iter().enumerate() {
        let found = is_sent(parameter).then(|| name(at, &siblings, names.as_deref())).flatten();
        problems.extend(FieldId::ParameterName(at), found.map(What::Name));
        let declared = declared.unwrap_or_default().iter().find(|one| one.name == parameter.name);
        let found = value(parameter, declared);
        problems.extend(FieldId::ParameterValue(at), found.map(What::Parameter));
    }
    for one in declared.unwrap_or_default().iter().filter(|one| is_missed(one)) {
        if !parameters.iter().any(|parameter| parameter.name == one.name) {
            let missing = ParameterProblem::Missing { name: one.name.clone() };
            problems.push(FieldId::Parameters, What::Parameter(missing));
        }
    }
}

/// Whether a job without it is refused: a default fills it in.
const fn is_missed(declared: &Parameter) -> bool {
    declared.required && declared.default.is_none()
}

fn value(parameter: &ParameterDraft, declared: Option<&Parameter>) -> Option<ParameterProblem> {
    let required = declared.is_some_and(is_missed);
    match parameter.state {
        ParameterState::Omit if required => Some(ParameterProblem::Missing { name: parameter.name.clone() }),
        ParameterState::Null if required => Some(ParameterProblem::NullWhereRequired),
        ParameterState::Omit | ParameterState::Null => None,
        ParameterState::Value => {
            let empty =
                || (required && parameter.text.is_empty()).then_some(ParameterProblem::EmptyWhereRequired);
            own_problem(parameter).or_else(empty).or_else(|| declared_problem(&parameter.text, declared?))
        }
    }
}

fn own_problem(parameter: &ParameterDraft) -> Option<ParameterProblem> {
    let ParameterDraft { kind, text, .. } = parameter;
    if text.contains('\0') {
        return Some(ParameterProblem::NullCharacter);
    }
    if *kind == ParameterType::Text {
        return None;
    }
    let Some(sent) = wire::typed(*kind, text) else {
        return Some(ParameterProblem::NotOfType { kind: *kind });
    };
    let sent = sent.to_string();
    let is_number = matches!(kind, ParameterType::Integer | ParameterType::Number);
    match (decimal(text), decimal(&sent)) {
        (Some(typed), Some(kept)) if is_number && typed != kept => {
            Some(ParameterProblem::NumberChanges { sent })
        }
        _ => None,
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    Decimal::from_str_exact(text).or_else(|_not_plain| Decimal::from_scientific(text)).ok()
}

/// Text that reads as the declared type is sound: Microsoft's own samples send numbers and Booleans as strings.
fn declared_problem(text: &str, declared: &Parameter) -> Option<ParameterProblem> {
    let kind = declared.kind;
    if !declared.choices.is_empty() && !declared.choices.iter().any(|choice| is_same(kind, choice, text)) {
        return Some(ParameterProblem::NotAChoice { choices: declared.choices.clone() });
    }
    let folded =
        if kind == ParameterType::Boolean { text.trim().to_ascii_lowercase() } else { text.to_owned() };
    let fits = kind == ParameterType::Text || wire::typed(kind, &folded).is_some();
    (!fits).then_some(ParameterProblem::NotOfDeclaredType { kind })
}

/// Whether two texts mean the same value: `0.50` and `0.5` as numbers.
fn is_same(kind: ParameterType, one: &str, other: &str) -> bool {
    let numbers = || decimal(one).zip(decimal(other)).is_some_and(|(one, other)| one == other);
    match kind {
        ParameterType::Text => one == other,
        ParameterType::Integer | ParameterType::Number => one == other || numbers(),
        ParameterType::Boolean => one.trim().eq_ignore_ascii_case(other.trim()),
        ParameterType::Json => one == other || wire::typed(kind, one) == wire::typed(kind, other),
    }
}
