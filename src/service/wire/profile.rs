//! A profile as JSON, for saving and loading.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::service::http::Method;
use crate::service::profile::{Field, Operation, Profile, ProfileProblem, StateWords, Template};

/// What the saved file says of itself, so that nobody takes it for Microsoft's contract.
const LABEL: &str = "An assumption about the pool service's contract, not Microsoft's word";

/// The most profiles that a device keeps.
const MOST_PROFILES: usize = 50;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProfileWire {
    #[serde(default)]
    about: String,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    base_url: String,
    auth_header: String,
    auth_scheme: String,
    #[serde(default)]
    api_version: String,
    operations: BTreeMap<String, TemplateWire>,
    fields: BTreeMap<String, String>,
    #[serde(default)]
    list_items: String,
    #[serde(default)]
    list_next: Option<String>,
    #[serde(default)]
    created_id: Option<String>,
    states: StatesWire,
}

#[derive(Serialize, Deserialize)]
struct TemplateWire {
    method: String,
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct StatesWire {
    active: String,
    deleting: String,
    steady: String,
    resizing: String,
    stopping: String,
}

/// Why a text is not a profile that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAProfile {
    /// It is not JSON of this shape.
    Shape {
        /// Line and column of the first difference.
        line: usize,
        /// See `line`.
        column: usize,
    },
    /// It names an operation, a field or a verb that nobody knows.
    UnknownName(String),
    /// It is longer than any profile.
    TooLong,
    /// It has the shape, and cannot be used.
    Problems(Vec<ProfileProblem>),
}

/// A profile as JSON text.
#[must_use]
pub fn profile_to_json(profile: &Profile) -> String {
    let template = |template: &Template| TemplateWire {
        method: template.method.name().to_owned(),
        path: template.path.clone(),
        body: template.body.as_ref().and_then(|body| serde_json::from_str(body).ok()),
    };
    let StateWords { active, deleting, steady, resizing, stopping } = profile.words.clone();
    let wire = ProfileWire {
        about: LABEL.to_owned(),
        name: profile.name.clone(),
        base_url: profile.base_url.clone(),
        auth_header: profile.auth_header.clone(),
        auth_scheme: profile.auth_scheme.clone(),
        api_version: profile.api_version.clone(),
        operations: profile
            .operations
            .iter()
            .map(|(op, how)| (op.name().to_owned(), template(how)))
            .collect(),
        fields: profile.fields.iter().map(|(field, at)| (field.name().to_owned(), at.clone())).collect(),
        list_items: profile.list_items.clone(),
        list_next: profile.list_next.clone(),
        created_id: profile.created_id.clone(),
        states: StatesWire { active, deleting, steady, resizing, stopping },
    };
    serde_json::to_string_pretty(&wire).unwrap_or_default()
}

/// Several profiles as one JSON text: what is kept on a device.
#[must_use]
pub fn profiles_to_json(profiles: &[Profile]) -> String {
    let texts: Vec<String> = profiles.iter().map(profile_to_json).collect();
    ["[", &texts.join(","), "]"].concat()
}

/// Reads what [`profiles_to_json`] wrote; profiles that cannot be read are left out.
///
/// ```
/// use poolwise::service::{azure_batch_profile, profiles_from_json, profiles_to_json, source_page_profile};
/// let profiles = [azure_batch_profile(), source_page_profile()];
/// assert_eq!(profiles_from_json(&profiles_to_json(&profiles)), profiles);
/// assert_eq!(profiles_from_json("no list"), []);
/// ```
#[must_use]
pub fn profiles_from_json(text: &str) -> Vec<Profile> {
    let items: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    items.iter().take(MOST_PROFILES).filter_map(|item| profile_from_json(&item.to_string()).ok()).collect()
}

/// Reads a profile that was saved.
///
/// # Errors
/// When the text is longer than 100,000 bytes, not JSON of the shape, names what nobody knows, or
/// [`Profile::problems`] finds something.
///
/// ```
/// use poolwise::service::{azure_batch_profile, profile_from_json, profile_to_json};
/// let profile = azure_batch_profile();
/// assert_eq!(profile_from_json(&profile_to_json(&profile)), Ok(profile));
/// ```
pub fn profile_from_json(text: &str) -> Result<Profile, NotAProfile> {
    let profile = profile_as_written(text)?;
    let problems = profile.problems();
    if problems.is_empty() { Ok(profile) } else { Err(NotAProfile::Problems(problems)) }
}

/// Reads a profile of the right shape, whether or not it can be used.
///
/// # Errors
/// As [`profile_from_json`], but for [`NotAProfile::Problems`].
pub fn profile_as_written(text: &str) -> Result<Profile, NotAProfile> {
    if text.len() > 100_000 {
        return Err(NotAProfile::TooLong);
    }
    let wire: ProfileWire = serde_json::from_str(text)
        .map_err(|error| NotAProfile::Shape { line: error.line(), column: error.column() })?;
    let unknown = |name: &str| NotAProfile::UnknownName(name.chars().take(100).collect());
    let mut operations = BTreeMap::new();
    for (name, how) in wire.operations {
        let operation = Operation::ALL.into_iter().find(|operation| operation.name() == name);
        let method = Method::from_name(&how.method).ok_or_else(|| unknown(&how.method))?;
        let body = how.body.map(|body| body.to_string());
        operations
            .insert(operation.ok_or_else(|| unknown(&name))?, Template { method, path: how.path, body });
    }
    let mut fields = BTreeMap::new();
    for (name, pointer) in wire.fields {
        let field = Field::ALL.into_iter().find(|field| field.name() == name);
        fields.insert(field.ok_or_else(|| unknown(&name))?, pointer);
    }
    let StatesWire { active, deleting, steady, resizing, stopping } = wire.states;
    Ok(Profile {
        name: wire.name,
        base_url: wire.base_url,
        auth_header: wire.auth_header,
        auth_scheme: wire.auth_scheme,
        api_version: wire.api_version,
        operations,
        fields,
        list_items: wire.list_items,
        list_next: wire.list_next,
        created_id: wire.created_id,
        words: StateWords { active, deleting, steady, resizing, stopping },
    })
}
