use crate::request::draft::{
    Draft, InputForm, NamedReference, ParameterDraft, ParameterState, Reference, ReferenceKind, RunOn,
};
use crate::request::ports::ParameterType;

use super::{Json, Members};

/// The body of a job, from a draft in any state of completeness.
///
/// Members stand in the order of Microsoft's samples: `Input` or `Inputs`, `Outputs`, `GlobalParameters`, unknown ones,
/// `AzureBatchPoolId` last and only for a pool. A reference has all four of its members, unused ones `null`.
///
/// ```json
/// {"Inputs": {"input1": {"ConnectionString": "…", "RelativeLocation": "in/a.csv", "BaseLocation": null,
///   "SasBlobToken": null}}, "GlobalParameters": {}, "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b"}
/// ```
///
/// **Source**: facts B.3 and B.4, Microsoft's samples and generated clients (verified).
#[must_use]
pub fn body(draft: &Draft) -> Json {
    let mut members = Members::new();
    match (draft.input_form, draft.inputs.first()) {
        (InputForm::Single, Some(first)) => {
            members.insert("Input".to_owned(), reference_body(&first.reference));
        }
        (InputForm::Named, _) if !draft.inputs.is_empty() => {
            members.insert("Inputs".to_owned(), named(&draft.inputs));
        }
        _ => {}
    }
    if !draft.outputs.is_empty() {
        members.insert("Outputs".to_owned(), named(&draft.outputs));
    }
    members.insert("GlobalParameters".to_owned(), parameters(&draft.parameters));
    for (name, value) in &draft.extra.0 {
        members.entry(name.clone()).or_insert_with(|| value.clone());
    }
    if draft.run_on == RunOn::Pool {
        members.insert("AzureBatchPoolId".to_owned(), Json::String(draft.pool_id.clone()));
    }
    Json::Object(members)
}

/// One reference as the body carries it.
#[must_use]
pub fn reference_body(reference: &Reference) -> Json {
    let (with_key, with_sas) = match reference.kind {
        ReferenceKind::AccountKey => (true, false),
        ReferenceKind::Sas => (false, true),
        ReferenceKind::Mixed => (true, true),
    };
    let part = |sent: bool, text: &str| match text {
        "" => Json::Null,
        _ if !sent => Json::Null,
        text => Json::String(text.to_owned()),
    };
    let mut members = Members::new();
    members.insert("ConnectionString".to_owned(), part(with_key, reference.connection.reveal()));
    members.insert("RelativeLocation".to_owned(), part(true, &reference.path));
    members.insert("BaseLocation".to_owned(), part(with_sas, &reference.base));
    members.insert("SasBlobToken".to_owned(), part(with_sas, reference.token.reveal()));
    for (name, value) in &reference.extra.0 {
        members.entry(name.clone()).or_insert_with(|| value.clone());
    }
    Json::Object(members)
}

fn named(references: &[NamedReference]) -> Json {
    let members = references.iter().map(|named| (named.name.clone(), reference_body(&named.reference)));
    Json::Object(members.collect())
}

fn parameters(parameters: &[ParameterDraft]) -> Json {
    let sent = parameters
        .iter()
        .filter_map(|parameter| parameter_body(parameter).map(|value| (parameter.name.clone(), value)));
    Json::Object(sent.collect())
}

/// A parameter's value as the body carries it; `None` when it is omitted.
///
/// A value that is no number, Boolean or JSON where its type says so is sent as the text it is; checking reports it.
pub(super) fn parameter_body(parameter: &ParameterDraft) -> Option<Json> {
    let text = || Json::String(parameter.text.clone());
    match (parameter.state, parameter.kind) {
        (ParameterState::Omit, _) => None,
        (ParameterState::Null, _) => Some(Json::Null),
        (ParameterState::Value, ParameterType::Text) => Some(text()),
        (ParameterState::Value, kind) => Some(typed(kind, &parameter.text).unwrap_or_else(text)),
    }
}

/// A text as a value of a type, text as it is; `None` when it is none of that type.
///
/// ```
/// use poolwise::request::{ParameterType, wire::parameter_value};
/// assert_eq!(parameter_value(ParameterType::Integer, " 7 "), Some(7.into()));
/// assert_eq!(parameter_value(ParameterType::Integer, "7.5"), None);
/// ```
#[must_use]
pub fn parameter_value(kind: ParameterType, text: &str) -> Option<Json> {
    match kind {
        ParameterType::Text => Some(Json::String(text.to_owned())),
        kind => typed(kind, text),
    }
}

/// The text as a value of its type; `None` when it is none.
pub(in crate::request) fn typed(kind: ParameterType, text: &str) -> Option<Json> {
    let value: Json = serde_json::from_str(text.trim()).ok()?;
    let fits = match kind {
        ParameterType::Text => false,
        ParameterType::Integer => value.is_i64() || value.is_u64(),
        ParameterType::Number => value.is_number(),
        ParameterType::Boolean => value.is_boolean(),
        ParameterType::Json => true,
    };
    fits.then_some(value)
}
