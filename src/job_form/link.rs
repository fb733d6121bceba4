//! The form without its secrets, as a link and back.
//!
//! What may hold a secret is told by what is known to be none, not the other way round: of a connection string only
//! the account's name and plain endpoints are kept, of a URL nothing from the `?` on, and no unknown member at all. And a
//! secret in the wrong field is still one: no text that holds one is kept, whatever its field is for.

use crate::request::wire::{Json, Members, Placeholder, holds_secret, names_secret, with_placeholders};
use crate::request::{
    Connection, Draft, Extra, Keyed, NamedReference, Pair, ParameterDraft, Reference, RunOn, ServiceAddress,
    Setting,
};
use crate::share::link::{self, LinkProblem};
use crate::units::Secret;

use super::example::example;

/// The most inputs, outputs or parameters that a link may name.
const MOST_IN_A_LIST: usize = 200;

/// The form with every secret taken out; a connection string keeps its account, with `<Key>` for the key.
#[must_use]
pub fn without_secrets(draft: &Draft) -> Draft {
    let names = |list: &[NamedReference]| -> Vec<NamedReference> {
        list.iter()
            .map(|one| NamedReference { name: public_text(&one.name), reference: public(&one.reference) })
            .collect()
    };
    Draft {
        service: public_service(&draft.service),
        api_key: Secret::default(),
        input_form: draft.input_form,
        inputs: names(&draft.inputs),
        outputs: names(&draft.outputs),
        parameters: draft.parameters.iter().map(public_parameter).collect(),
        run_on: draft.run_on,
        pool_id: public_text(&draft.pool_id),
        extra: Extra::default(),
    }
}

/// The form as a fragment, without any secret; empty when it is the example.
///
/// ```
/// use poolwise::job_form::{example, from_link, to_link};
/// let mut draft = example();
/// assert_eq!(to_link(&draft), "");
/// draft.pool_id = "my pool".to_owned();
/// let link = to_link(&draft);
/// assert!(link.contains("pool=my%20pool") && !link.contains("Key%3E%3B"));
/// assert_eq!(from_link(&link).unwrap().unwrap().pool_id, "my pool");
/// ```
#[must_use]
pub fn to_link(draft: &Draft) -> String {
    let draft = without_secrets(draft);
    if draft == without_secrets(&example()) {
        return String::new();
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut put = |name: String, value: &str| {
        if !value.is_empty() {
            fields.push((name, value.to_owned()));
        }
    };
    put("input".to_owned(), draft.input_form.key());
    put("service".to_owned(), &draft.service);
    for (letter, list) in [('i', &draft.inputs), ('o', &draft.outputs)] {
        for (at, one) in list.iter().enumerate() {
            let reference = &one.reference;
            put(format!("{letter}{at}.kind"), reference.kind.key());
            put(format!("{letter}{at}.name"), &one.name);
            put(format!("{letter}{at}.connection"), reference.connection.reveal());
            put(format!("{letter}{at}.path"), &reference.path);
            put(format!("{letter}{at}.base"), &reference.base);
        }
    }
    for (at, one) in draft.parameters.iter().enumerate() {
        put(format!("p{at}.state"), one.state.key());
        put(format!("p{at}.type"), one.kind.key());
        put(format!("p{at}.name"), &one.name);
        put(format!("p{at}.value"), &one.text);
    }
    put("run".to_owned(), if draft.run_on == RunOn::Pool { "pool" } else { "classic" });
    put("pool".to_owned(), &draft.pool_id);
    link::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Reads a fragment; `None` when it holds no form of this page.
///
/// # Errors
/// When it is no link, damaged, or of a later version. A name or choice that is not known is passed over.
pub fn from_link(fragment: &str) -> Result<Option<Draft>, LinkProblem> {
    let fields = link::read(fragment)?;
    if !fields.iter().any(|(name, _)| name == "input") {
        return Ok(None);
    }
    let mut draft = Draft { inputs: Vec::new(), outputs: Vec::new(), ..Draft::default() };
    for (name, value) in fields {
        match (name.as_str(), name.split_once('.')) {
            ("input", _) => draft.input_form = Keyed::of_key(&value),
            ("service", _) => draft.service = value,
            ("run", _) => draft.run_on = if value == "pool" { RunOn::Pool } else { RunOn::Classic },
            ("pool", _) => draft.pool_id = value,
            (_, Some((place, part))) => put_part(&mut draft, place, part, value),
            _ => {}
        }
    }
    // A link is text that anyone can write: what would be no secret of ours is taken out of it, too.
    Ok(Some(without_secrets(&draft)))
}

fn put_part(draft: &mut Draft, place: &str, part: &str, value: String) {
    let Some(at) = place.get(1..).and_then(|number| number.parse::<usize>().ok()) else { return };
    if at >= MOST_IN_A_LIST {
        return;
    }
    let list = match place.get(..1) {
        Some("i") => &mut draft.inputs,
        Some("o") => &mut draft.outputs,
        Some("p") => return put_parameter(&mut draft.parameters, at, part, value),
        _ => return,
    };
    if list.len() <= at {
        list.resize_with(at.saturating_add(1), NamedReference::default);
    }
    let Some(one) = list.get_mut(at) else { return };
    match part {
        "kind" => one.reference.kind = Keyed::of_key(&value),
        "name" => one.name = value,
        "connection" => one.reference.connection = Secret::new(value),
        "path" => one.reference.path = value,
        "base" => one.reference.base = value,
        _ => {}
    }
}

fn put_parameter(list: &mut Vec<ParameterDraft>, at: usize, part: &str, value: String) {
    if list.len() <= at {
        list.resize_with(at.saturating_add(1), ParameterDraft::default);
    }
    let Some(one) = list.get_mut(at) else { return };
    match part {
        "state" => one.state = Keyed::of_key(&value),
        "type" => one.kind = Keyed::of_key(&value),
        "name" => one.name = value,
        "value" => one.text = value,
        _ => {}
    }
}

fn public(reference: &Reference) -> Reference {
    Reference {
        kind: reference.kind,
        connection: Secret::new(public_connection(reference.connection.reveal())),
        path: public_path(&reference.path),
        base: public_url(&reference.base),
        token: Secret::default(),
        extra: Extra::default(),
    }
}

fn public_connection(text: &str) -> String {
    let connection = Connection::parse(text);
    let kept = connection.pairs().iter().filter_map(public_pair).collect::<Vec<String>>();
    kept.join(";")
}

/// A pair whose setting and shape are known to hold nothing secret; a key becomes `<Key>`.
fn public_pair(pair: &Pair) -> Option<String> {
    let value = pair.value.reveal().trim();
    let setting = pair.setting?;
    let is_host_like = |c: char| c.is_ascii_alphanumeric() || ".-_:/".contains(c);
    let shown = match setting {
        Setting::AccountKey => "<Key>",
        Setting::Protocol
        | Setting::AccountName
        | Setting::EndpointSuffix
        | Setting::BlobEndpoint
        | Setting::TableEndpoint
        | Setting::QueueEndpoint
        | Setting::FileEndpoint
        | Setting::BlobSecondaryEndpoint
        | Setting::TableSecondaryEndpoint
        | Setting::QueueSecondaryEndpoint
        | Setting::FileSecondaryEndpoint
        | Setting::DfsEndpoint
        | Setting::UseDevelopmentStorage
            if value.len() <= 120 && value.chars().all(is_host_like) =>
        {
            value
        }
        _ => return None,
    };
    Some(format!("{}={shown}", setting.name()))
}

fn public_parameter(parameter: &ParameterDraft) -> ParameterDraft {
    let name = parameter.name.to_ascii_lowercase();
    // What is shown on screen may still be left out of a link: a wider net costs a text that is typed again.
    let sounds_secret = names_secret(&name)
        || ["key", "secret", "password", "pwd", "token", "connection"].iter().any(|word| name.contains(word));
    let is_told = !sounds_secret && secrets_inside(parameter).is_empty();
    let text = if is_told { public_text(&parameter.text) } else { String::new() };
    ParameterDraft { text, name: public_text(&parameter.name), ..parameter.clone() }
}

/// What the body masks in a parameter's value, a JSON value's members too.
pub(super) fn secrets_inside(parameter: &ParameterDraft) -> Vec<Placeholder> {
    let is_json = parameter.text.trim_start().starts_with(['{', '[']);
    let read = || serde_json::from_str::<Json>(&parameter.text).ok().filter(|_| is_json);
    let value = read().unwrap_or_else(|| Json::String(parameter.text.clone()));
    let parameters = Members::from_iter([(parameter.name.clone(), value)]);
    let body = Members::from_iter([("GlobalParameters".to_owned(), Json::Object(parameters))]);
    with_placeholders(&Json::Object(body), &|name| name.to_owned()).1
}

/// A text that holds no secret as it is; nothing of one that does.
fn public_text(text: &str) -> String {
    if holds_secret(text) { String::new() } else { text.to_owned() }
}

/// A path without a token behind it. What else stands behind a `?` or a `#` is kept: another blob would be named without it,
/// and nothing would be wrong with that one.
fn public_path(path: &str) -> String {
    let plain = before_query(path);
    let behind = path.get(plain.len()..).unwrap_or_default();
    public_text(if behind.contains('=') { plain } else { path })
}

/// A sound address as it is where it holds nothing but the version; anything else without its query.
fn public_service(text: &str) -> String {
    let text = text.trim();
    let (address, _) = ServiceAddress::read(text);
    let query = text.split_once('?').map(|(_, query)| query);
    if address.is_some() && query.is_none_or(|query| query.eq_ignore_ascii_case("api-version=2.0")) {
        return text.to_owned();
    }
    public_url(text)
}

fn public_url(text: &str) -> String {
    let plain = before_query(text);
    // Something before an `@` may be a password; white space means that this is no address at all.
    if plain.contains('@') || plain.contains(char::is_whitespace) {
        String::new()
    } else {
        public_text(plain)
    }
}

fn before_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}
