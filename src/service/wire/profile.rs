//! A profile as JSON, for saving and loading.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::service::http::Method;
use crate::service::profile::{Field, Operation, Profile, ProfileProblem, StateWords, Template};

/// What the saved file says of itself, so that nobody takes it for Microsoft's contract.
const LABEL: &str = "An assumption about the pool service's contract, not Microsoft's word";

/// The most profiles that a device keeps.
pub const MOST_PROFILES: usize = 50;
/// The most bytes of a profile as [`profile_to_json`] writes it.
pub const LONGEST_PROFILE: usize = 100_000;

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
    /// It has a member that none has there.
    UnknownMember {
        /// Its name.
        name: String,
        /// The names that members have there.
        known: Vec<&'static str>,
    },
    /// A member that every profile has is not there.
    MissingMember(String),
    /// A member is no text where it has to be one, or no object where it has to be one.
    WrongMember {
        /// Its name, with those of the members around it.
        name: String,
        /// Whether it has to be text.
        is_text: bool,
    },
    /// It is longer than any profile.
    TooLong,
    /// It has the shape, and cannot be used.
    Problems(Vec<ProfileProblem>),
}

/// What a member has to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Text that may be left out, as every kind below may.
    PerhapsText,
    /// Text or `null`.
    PerhapsNull,
    PerhapsAnything,
    Object,
}

const MEMBERS: [(&str, Kind); 12] = [
    ("about", Kind::PerhapsText),
    ("name", Kind::Text),
    ("baseUrl", Kind::PerhapsText),
    ("authHeader", Kind::Text),
    ("authScheme", Kind::Text),
    ("apiVersion", Kind::PerhapsText),
    ("operations", Kind::Object),
    ("fields", Kind::Object),
    ("listItems", Kind::PerhapsText),
    ("listNext", Kind::PerhapsNull),
    ("createdId", Kind::PerhapsNull),
    ("states", Kind::Object),
];
const OPERATION_MEMBERS: [(&str, Kind); 3] =
    [("method", Kind::Text), ("path", Kind::Text), ("body", Kind::PerhapsAnything)];
const STATE_MEMBERS: [(&str, Kind); 5] = [
    ("active", Kind::Text),
    ("deleting", Kind::Text),
    ("steady", Kind::Text),
    ("resizing", Kind::Text),
    ("stopping", Kind::Text),
];

type Members = serde_json::Map<String, serde_json::Value>;

/// Finds the first member that is not as it has to be. What is no object at all is left to whoever reads it.
fn check_members(value: &serde_json::Value) -> Result<(), NotAProfile> {
    let Some(top) = value.as_object() else { return Ok(()) };
    members("", top, &MEMBERS)?;
    let inside = |name: &str| top.get(name).and_then(serde_json::Value::as_object).into_iter().flatten();
    for (name, how) in inside("operations") {
        let path = ["operations.", &shortened(name)].concat();
        let how = how.as_object().ok_or_else(|| wrong(&path, false))?;
        members(&[&path, "."].concat(), how, &OPERATION_MEMBERS)?;
    }
    if let Some((name, _)) = inside("fields").find(|(_, at)| !at.is_string()) {
        return Err(wrong(&["fields.", &shortened(name)].concat(), true));
    }
    let states = top.get("states").and_then(serde_json::Value::as_object);
    states.map_or(Ok(()), |states| members("states.", states, &STATE_MEMBERS))
}

fn members(path: &str, found: &Members, known: &[(&'static str, Kind)]) -> Result<(), NotAProfile> {
    // A member that is missing may be there under another name: that one is told first.
    if let Some(name) = found.keys().find(|name| !known.iter().any(|(known, _)| known == name)) {
        let known = known.iter().map(|(name, _)| *name).filter(|name| !found.contains_key(*name)).collect();
        return Err(NotAProfile::UnknownMember { name: shortened(name), known });
    }
    for (name, kind) in known {
        let full = [path, name].concat();
        match found.get(*name) {
            None if matches!(kind, Kind::Text | Kind::Object) => {
                return Err(NotAProfile::MissingMember(full));
            }
            None => {}
            Some(value) => {
                let fits = match kind {
                    Kind::Text | Kind::PerhapsText => value.is_string(),
                    Kind::PerhapsNull => value.is_string() || value.is_null(),
                    Kind::PerhapsAnything => true,
                    Kind::Object => value.is_object(),
                };
                if !fits {
                    return Err(wrong(&full, *kind != Kind::Object));
                }
            }
        }
    }
    Ok(())
}

fn wrong(name: &str, is_text: bool) -> NotAProfile {
    NotAProfile::WrongMember { name: name.to_owned(), is_text }
}

fn shortened(name: &str) -> String {
    name.chars().take(100).collect()
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
/// When the text is longer than [`LONGEST_PROFILE`], not JSON of the shape, names what nobody knows, or
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
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > LONGEST_PROFILE {
        return Err(NotAProfile::TooLong);
    }
    let shape = |error: serde_json::Error| NotAProfile::Shape { line: error.line(), column: error.column() };
    check_members(&serde_json::from_str(text).map_err(shape)?)?;
    let wire: ProfileWire = serde_json::from_str(text).map_err(shape)?;
    let unknown = |name: &str| NotAProfile::UnknownName(shortened(name));
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
