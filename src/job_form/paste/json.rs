//! JSON: a job's, a service's document, what a service answers.

use crate::job_form::screen::tells_secret;
use crate::job_form::service::fill_from_service;
use crate::request::Draft;
use crate::request::repair::{self, RepairId, RepairKind, Repaired};
use crate::request::swagger::{Imported, import_value};
use crate::request::wire::{self, Json, Members};
use crate::units::Secret;

use super::call::key_in;
use super::found::{Pasted, Recognized, Refusal};
use super::place::{address_in, url};

pub(super) fn json(text: &str, previous: &Draft, switched_off: &[RepairId], what: Recognized) -> Pasted {
    let repaired = repair::repair(text, switched_off);
    let inside_secrets = repaired.repairs.iter().filter(|repair| tells_secret(text, repair));
    let inside_secrets: Vec<RepairId> = inside_secrets.map(|repair| repair.id).collect();
    if let Some(pasted) = repaired.value.as_ref().ok().and_then(|value| document(value, previous)) {
        let (repairs, unlisted, notices) = (repaired.repairs, repaired.unlisted, repaired.notices);
        return Pasted { repairs, inside_secrets, unlisted, notices, ..pasted };
    }
    let is_whole = what != Recognized::CurlCommand;
    let beside = if is_whole { beside(text, &repaired) } else { Vec::new() };
    let address = beside.iter().find_map(|part| address_in(part));
    let key = beside.iter().find_map(|part| key_in(part));
    if let Err(problem) = &repaired.value
        && problem.problem == repair::Problem::NoJson
        && let Some(pasted) = without_json(address.as_deref(), key.as_ref(), previous)
    {
        return pasted;
    }
    let (filled, what) = match &repaired.value {
        Ok(value) => filled(value, previous, what),
        Err(problem) => {
            let is_text = problem.problem == repair::Problem::NoJson;
            let what = if is_text && what == Recognized::Job { Recognized::Unknown } else { what };
            ((None, Some(Refusal::Unreadable(*problem))), what)
        }
    };
    let (mut draft, refusal) = filled;
    let (found_address, found_key) = (address.is_some(), key.is_some());
    // A page without a job still gives its address.
    if let Some(address) = address {
        draft.get_or_insert_with(|| previous.clone()).service = address;
    }
    if let Some(key) = key {
        draft.get_or_insert_with(|| previous.clone()).api_key = key;
    }
    Pasted {
        what,
        draft,
        refusal,
        found_address,
        found_key,
        service: None,
        repairs: repaired.repairs,
        inside_secrets,
        unlisted: repaired.unlisted,
        notices: repaired.notices,
    }
}

/// Whether a text begins with an object, alone or as the first of a list.
pub(super) fn begins_object(text: &str) -> bool {
    let first = text.strip_prefix('[').map_or(text, str::trim_start);
    first.starts_with('{') && !first.starts_with("{{")
}

/// What stands around a job, all of it where there is none: what a job's own texts say is the job's.
fn beside<'t>(text: &'t str, repaired: &Repaired) -> Vec<&'t str> {
    use RepairKind as K;
    if !repaired.value.as_ref().is_ok_and(is_job) {
        return vec![text];
    }
    let is_around = |kind: K| matches!(kind, K::TextBefore | K::TextAfter | K::CodeFence | K::ShellArgument);
    let around = repaired.repairs.iter().filter(|repair| is_around(repair.id.kind));
    around.filter_map(|repair| text.get(repair.span.clone())).collect()
}

/// A sentence around an address or a key, and nothing else.
fn without_json(address: Option<&str>, key: Option<&Secret>, previous: &Draft) -> Option<Pasted> {
    let mut before = previous.clone();
    if let Some(key) = key {
        before.api_key = key.clone();
    }
    match address {
        Some(address) => Some(Pasted { found_key: key.is_some(), ..url(address, &before) }),
        None => key.map(|_| Pasted::filled(Recognized::ApiKey, before)),
    }
}

/// The draft and what was not taken.
type Filled = (Option<Draft>, Option<Refusal>);

/// What JSON fills, and what it is.
fn filled(value: &Json, previous: &Draft, what: Recognized) -> (Filled, Recognized) {
    let only = match value {
        Json::Array(items) => items.first().filter(|_| items.len() == 1).unwrap_or(value),
        _ => value,
    };
    let refused = |refusal| (None, Some(refusal));
    let named = if what == Recognized::Job { Recognized::OtherJson } else { what };
    if only.is_object() && !is_job(only) {
        let is_reply = ["StatusCode", "error"].into_iter().any(|name| only.get(name).is_some());
        return match is_reply {
            true => (refused(Refusal::Reply), Recognized::Reply),
            false => (refused(Refusal::NoJobMembers), named),
        };
    }
    let rowless = without_rows(only);
    let filled = match job(rowless.as_ref().unwrap_or(only), previous) {
        Ok(draft) => (Some(draft), rowless.map(|_| Refusal::RowsInBody)),
        Err(refusal) => refused(refusal),
    };
    (filled, what)
}

/// A Request/Response body without its rows: `{"ColumnNames": …, "Values": …}`, or a list of rows, for each input.
///
/// **Source**: the sample requests on help pages of services, for names and values (verified); the list of rows is assumed.
fn without_rows(body: &Json) -> Option<Json> {
    let holds_rows = |input: &Json| {
        input.is_array() || input.get("ColumnNames").is_some() || input.get("Values").is_some()
    };
    body.get("Inputs")?.as_object()?.values().find(|input| holds_rows(input))?;
    let mut whole = body.clone();
    let inputs = whole.get_mut("Inputs")?.as_object_mut()?;
    for input in inputs.values_mut().filter(|input| holds_rows(input)) {
        *input = Json::Object(Members::new());
    }
    Some(whole)
}

/// Several jobs, one after another or in a list, of which the form holds one: the first. `None` for any other text.
pub(super) fn several(text: &str, previous: &Draft) -> Option<Pasted> {
    /// The longest text that is read for it, in bytes: some thousand jobs.
    const LONGEST: usize = 1 << 20;
    let shape: String = text.chars().filter(|c| !c.is_whitespace()).take(2).collect();
    let is_list = shape.starts_with('[');
    if text.len() > LONGEST || !(is_list || shape.starts_with('{')) {
        return None;
    }
    let listed = if is_list { text.to_owned() } else { format!("[{text}]") };
    let jobs: Vec<Json> = serde_json::from_str(&listed)
        .ok()
        .or_else(|| serde_json::Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().ok())?;
    let first = jobs.first().filter(|_| jobs.len() > 1 && jobs.iter().all(is_job))?;
    let draft = job(first, previous).ok()?;
    let refusal = Some(Refusal::SeveralJobs { count: jobs.len() });
    Some(Pasted { refusal, ..Pasted::filled(Recognized::Job, draft) })
}

/// Whether JSON is an object with a member that a job's body has.
pub(super) fn is_job(value: &Json) -> bool {
    JOB_MEMBERS.into_iter().any(|name| value.get(name).is_some())
}

/// A service's document, told by its members; `None` when the JSON is something else.
fn document(value: &Json, previous: &Draft) -> Option<Pasted> {
    is_document(value).then(|| match import_value(value) {
        Ok(imported) => paste_service(imported, previous),
        Err(problem) => Pasted::refused(Recognized::SwaggerDocument, Refusal::Swagger(problem)),
    })
}

fn is_document(value: &Json) -> bool {
    let has = |name: &str| value.get(name).is_some();
    !is_job(value) && ["swagger", "openapi", "paths", "definitions"].into_iter().any(has)
}

/// What [`paste`](fn@super::paste) makes of a service's document that was read elsewhere, as a long one is in a worker.
#[must_use]
pub fn paste_service(imported: Imported, previous: &Draft) -> Pasted {
    let draft = fill_from_service(previous, &imported);
    Pasted { service: Some(Box::new(imported)), ..Pasted::filled(Recognized::SwaggerDocument, draft) }
}

/// What a text says, where it is a service's document that needs no repair and leaves nothing to be said of its JSON;
/// `None` for every other text, which [`paste`](fn@super::paste) reads.
///
/// ```
/// use poolwise::job_form::{example, paste, paste_service, read_service};
/// let text = r#"{"swagger":"2.0","paths":{"/jobs":{"post":{}}}}"#;
/// let read = read_service(text).unwrap();
/// assert_eq!(paste_service(read, &example()), paste(text, &example(), &[]));
/// assert!(read_service(r#"{"swagger":"2.0",}"#).is_none());
/// ```
#[must_use]
pub fn read_service(text: &str) -> Option<Imported> {
    let repaired = repair::repair(text.trim(), &[]);
    let value = repaired.value.ok().filter(is_document)?;
    let is_plain = repaired.repairs.is_empty() && repaired.unlisted == 0 && repaired.notices.is_empty();
    is_plain.then(|| import_value(&value).ok()).flatten()
}

const JOB_MEMBERS: [&str; 5] = ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"];

/// The draft that a body means. A body without inputs and outputs is a part of one: it changes what it names.
pub(super) fn job(value: &Json, previous: &Draft) -> Result<Draft, Refusal> {
    let has = |name: &str| value.get(name).is_some();
    let is_part = value.is_object() && !["Input", "Inputs", "Outputs"].into_iter().any(has);
    let read = if is_part {
        let mut whole = wire::body(previous);
        if let (Json::Object(whole), Json::Object(part)) = (&mut whole, value) {
            for (name, value) in part {
                whole.insert(name.clone(), value.clone());
            }
        }
        wire::from_body(&whole, previous)
    } else {
        wire::from_body(value, previous)
    };
    read.map_err(Refusal::Shape)
}
