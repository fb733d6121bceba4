//! Holes in texts.

use std::collections::BTreeMap;

use crate::request::wire::Json;

/// What holes are filled with, by name.
pub(super) type Holes<'h> = BTreeMap<String, &'h str>;

pub(super) fn fill(value: &mut Json, holes: &Holes<'_>) {
    match value {
        Json::String(text) if text.contains('{') => *text = filled_text(text, holes),
        Json::Array(items) => items.iter_mut().for_each(|item| fill(item, holes)),
        Json::Object(members) => members.values_mut().for_each(|member| fill(member, holes)),
        _ => {}
    }
}

/// The text with its known holes filled, once; what is filled in is not read again.
pub(super) fn filled_text(text: &str, holes: &Holes<'_>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        written.push_str(before);
        let named = after.split_once('}').and_then(|(name, tail)| holes.get(name).map(|value| (value, tail)));
        rest = if let Some((value, tail)) = named {
            written.push_str(value);
            tail
        } else {
            written.push('{');
            after
        };
    }
    written.push_str(rest);
    written
}

/// What stands between braces in a text, innermost.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}')).map(|(name, _)| name)
}

pub(super) fn holds(value: &Json, holes: &[String]) -> bool {
    match value {
        Json::String(text) => holes.iter().any(|hole| text.contains(hole)),
        Json::Array(items) => items.iter().any(|item| holds(item, holes)),
        Json::Object(members) => members.values().any(|member| holds(member, holes)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// `a` of `container/folder/a.csv`.
pub(super) fn file_name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    match file.rsplit_once('.') {
        Some((name, _)) if !name.is_empty() => name,
        _ => file,
    }
}
