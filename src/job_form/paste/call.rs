//! A call of the service: a curl command, a program, an `.http` file.

use std::borrow::Cow;

use crate::request::repair::RepairId;
use crate::request::wire::{API_KEY_VARIABLE, is_of_key, looks_like_key};
use crate::request::{CurlCommand, Draft, object_in_code, objects_of_program, text_of_name};
use crate::units::Secret;

use super::found::{Pasted, Recognized, Refusal};
use super::json::{is_job, job, json};
use super::place::{address_in, blob, take_as_first_input};

/// The longest text that a key is looked for in, in bytes: a page or a script, and no data.
const LONGEST: usize = 1 << 20;

/// The most variables of an `.http` file that are put in their places.
const MOST_VARIABLES: usize = 64;

/// What a program's text says of a call; `None` where it is none.
pub(super) fn of_program(text: &str, previous: &Draft, switched_off: &[RepairId]) -> Option<Pasted> {
    let command = CurlCommand::read(text);
    match command {
        Some(command) if command.body.is_some() => Some(curl(&command, previous, switched_off)),
        command => program(text, command.as_ref(), previous)
            .or_else(|| command.map(|command| without_body(text, &command, previous, switched_off))),
    }
}

/// A command that gives no body: the file that it names may stand beside it.
fn without_body(text: &str, command: &CurlCommand, previous: &Draft, switched_off: &[RepairId]) -> Pasted {
    let pasted = curl(command, previous, switched_off);
    let Some(before) = pasted.draft.as_ref().filter(|_| command.body_file.is_some()) else { return pasted };
    let beside = json(text, before, switched_off, Recognized::CurlCommand);
    if beside.draft.is_some() && beside.refusal.is_none() {
        return Pasted { found_address: pasted.found_address, found_key: pasted.found_key, ..beside };
    }
    pasted
}

fn curl(command: &CurlCommand, previous: &Draft, switched_off: &[RepairId]) -> Pasted {
    let mut before = previous.clone();
    let blob = command.url.as_deref().and_then(blob);
    let is_blob = blob.is_some();
    match (blob, &command.url) {
        // Its signature is a secret, and the service's field is not masked.
        (Some(blob), _) => take_as_first_input(&mut before, blob),
        (None, Some(url)) => before.service.clone_from(url),
        (None, None) => {}
    }
    if let Some(key) = &command.api_key {
        before.api_key = key.clone();
    }
    let mut pasted = match &command.body {
        Some(body) => json(body.reveal(), &before, switched_off, Recognized::CurlCommand),
        None if is_blob => Pasted::filled(Recognized::BlobUrl, before.clone()),
        None => Pasted::filled(Recognized::CurlCommand, before.clone()),
    };
    if let Some(name) = &command.body_file {
        pasted.refusal = Some(Refusal::BodyInFile { name: name.clone() });
    }
    if command.bodies > 1 && pasted.refusal.is_none() {
        pasted.refusal = Some(Refusal::SeveralJobs { count: command.bodies });
    }
    // The address and the key are worth having even where the body is not.
    if pasted.draft.is_none() && (command.url.is_some() || command.api_key.is_some()) {
        pasted.draft = Some(before);
    }
    pasted.found_address = command.url.is_some() && !is_blob;
    pasted.found_key = command.api_key.is_some();
    pasted
}

/// A job that a program puts together, pasted without the program around it.
pub(super) fn of_object(text: &str, previous: &Draft) -> Option<Pasted> {
    let body = object_in_code(text).filter(is_job)?;
    Some(match job(&body, previous) {
        Ok(draft) => Pasted::filled(Recognized::Program, draft),
        Err(refusal) => Pasted::refused(Recognized::Program, refusal),
    })
}

/// A program whose literals make up a job's JSON, or that writes a job as an object of its language.
fn program(text: &str, command: Option<&CurlCommand>, previous: &Draft) -> Option<Pasted> {
    let body = objects_of_program(text).find(is_job).or_else(|| object_in_code(text).filter(is_job))?;
    let mut before = previous.clone();
    let address = address_in(text).or_else(|| command?.url.clone());
    let key = text_of_name(text, API_KEY_VARIABLE).map(Secret::new);
    let key = key.or_else(|| command?.api_key.clone()).or_else(|| key_in(text));
    let (found_address, found_key) = (address.is_some(), key.is_some());
    before.service = address.unwrap_or(before.service);
    before.api_key = key.unwrap_or(before.api_key);
    let pasted = match job(&body, &before) {
        Ok(draft) => Pasted::filled(Recognized::Program, draft),
        Err(refusal) => Pasted {
            draft: (found_address || found_key).then_some(before),
            ..Pasted::refused(Recognized::Program, refusal)
        },
    };
    Some(Pasted { found_address, found_key, ..pasted })
}

/// An `.http` file with what it says of its variables in their place; any other text as it is.
pub(super) fn with_variables(text: &str) -> Cow<'_, str> {
    let mut filled = Cow::Borrowed(text);
    if !text.contains("{{") || text.len() > LONGEST {
        return filled;
    }
    let variables = text.lines().filter_map(|line| line.strip_prefix('@')?.split_once('='));
    for (name, value) in variables.take(MOST_VARIABLES) {
        let (name, value) = (name.trim(), value.trim());
        let used = ["{{", name, "}}"].concat();
        if name.is_empty() || !filled.contains(&used) {
            continue;
        }
        // What comes from the environment is told by its name, as a placeholder is.
        let written = if value.starts_with("{{") { format!("<{name}>") } else { value.to_owned() };
        filled = Cow::Owned(filled.replace(&used, &written));
    }
    filled
}

/// The API key that a text names: after `Bearer`, or after the words for it. What does not look like a key is none:
/// samples say `abc123` there.
pub(super) fn key_in(text: &str) -> Option<Secret> {
    const NAMES: [&str; 7] =
        ["bearer", "bes_api_key", "api key", "api_key", "api-key", "apikey", "primary key"];
    /// Between the name and the key stand signs and quotes.
    const FARTHEST: usize = 12;
    if text.len() > LONGEST {
        return None;
    }
    let folded = text.to_ascii_lowercase();
    NAMES.iter().find_map(|name| {
        folded.match_indices(name).find_map(|(at, name)| {
            let after = text.get(at.checked_add(name.len())?..)?;
            let key = after.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '{' && c != '}');
            let end = key.find(|c| !is_of_key(c)).unwrap_or(key.len());
            let key = key.get(..end).filter(|_| after.len().saturating_sub(key.len()) <= FARTHEST)?;
            looks_like_key(key).then(|| Secret::new(key.to_owned()))
        })
    })
}
