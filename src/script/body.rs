//! A body as JSON text with its secrets taken out: literal parts and slots that are filled when the script runs.

use std::collections::BTreeSet;

use crate::request::wire::{Json, Placeholder, with_placeholders};

use super::escape::json_ascii;
use super::problem::{Place, ScriptProblem};

/// One part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text as it is sent. Of a body it is ASCII: everything else is a JSON escape.
    Text(String),
    /// The secret of this name, which must be written as JSON inside a string.
    Secret(String),
}

/// Stands around a secret's name while the body is written: no body may hold this character itself.
const MARK: char = '\0';

/// The body's parts, and its secrets in order.
///
/// # Errors
/// When a name or a value in the body holds a null character.
pub(super) fn parts(body: &Json) -> Result<(Vec<Part>, Vec<Placeholder>), ScriptProblem> {
    let (marked, secrets) = marked(body)?;
    Ok((written(&marked, true), secrets))
}

/// The body with a mark and a name for every secret, and the secrets in order.
pub(super) fn marked(body: &Json) -> Result<(Json, Vec<Placeholder>), ScriptProblem> {
    if holds_null(body) {
        return Err(ScriptProblem::NullCharacter { place: Place::Body });
    }
    Ok(with_placeholders(body, &|name| format!("{MARK}{name}{MARK}")))
}

/// A marked body on one line, each secret written by `secret`.
///
/// The line holds a backslash only as an escape's first character, so that a slot like `\u0000NAME\u0000` can be
/// written in it and nothing else reads like one.
pub(super) fn line(marked: &Json, secret: &dyn Fn(&str) -> String) -> String {
    let mut line = String::new();
    for part in written(marked, false) {
        match part {
            Part::Text(text) => line.push_str(&text),
            Part::Secret(name) => line.push_str(&secret(&name)),
        }
    }
    line
}

/// The names of the secrets that a marked body holds.
pub(super) fn held(marked: &Json) -> BTreeSet<String> {
    let secrets = written(marked, false).into_iter();
    secrets.filter_map(|part| if let Part::Secret(name) = part { Some(name) } else { None }).collect()
}

/// A marked body over several lines, each secret written by `secret`.
pub(super) fn page(marked: &Json, secret: &dyn Fn(&str) -> String) -> String {
    let mut page: String = written(marked, true)
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Secret(name) => secret(name),
        })
        .collect();
    page.push('\n');
    page
}

fn written(marked: &Json, is_pretty: bool) -> Vec<Part> {
    let mut writer = Writer { parts: Vec::new(), text: String::new(), is_pretty };
    writer.value(marked, 0);
    let Writer { mut parts, text, .. } = writer;
    parts.push(Part::Text(text));
    parts
}

fn holds_null(value: &Json) -> bool {
    match value {
        Json::String(text) => text.contains(MARK),
        Json::Array(items) => items.iter().any(holds_null),
        Json::Object(members) => {
            members.iter().any(|(name, member)| name.contains(MARK) || holds_null(member))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

struct Writer {
    parts: Vec<Part>,
    text: String,
    is_pretty: bool,
}

impl Writer {
    fn value(&mut self, value: &Json, depth: usize) {
        match value {
            Json::Null | Json::Bool(_) | Json::Number(_) => self.text.push_str(&value.to_string()),
            Json::String(text) => self.string(text),
            Json::Array(items) => {
                self.text.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.separate(at, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close(items.is_empty(), depth, ']');
            }
            Json::Object(members) => {
                self.text.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    self.separate(at, depth + 1);
                    self.string(name);
                    self.text.push_str(if self.is_pretty { ": " } else { ":" });
                    self.value(member, depth + 1);
                }
                self.close(members.is_empty(), depth, '}');
            }
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for (at, piece) in text.split(MARK).enumerate() {
            if at % 2 == 0 {
                json_ascii(piece, &mut self.text);
            } else {
                self.parts.push(Part::Text(core::mem::take(&mut self.text)));
                self.parts.push(Part::Secret(piece.to_owned()));
            }
        }
        self.text.push('"');
    }

    fn separate(&mut self, at: usize, depth: usize) {
        if at > 0 {
            self.text.push(',');
        }
        self.line(depth);
    }

    fn close(&mut self, is_empty: bool, depth: usize, bracket: char) {
        if !is_empty {
            self.line(depth);
        }
        self.text.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        if self.is_pretty {
            self.text.push('\n');
            (0..depth).for_each(|_| self.text.push_str("  "));
        }
    }
}
