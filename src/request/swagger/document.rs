use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::MOST_NOTES;
use super::note::{Note, Place};

/// A document whose references are followed within bounds, and the notes made on the way.
pub(super) struct Document<'d> {
    root: &'d Value,
    pub(super) notes: Vec<Note>,
    /// Schemas that may still be looked at: small documents can refer to large parts of themselves many times over.
    budget: usize,
}

const MOST_STEPS: usize = 32;
const MOST_SCHEMAS: usize = 200_000;
const MOST_COMPOSED: usize = 4;

impl<'d> Document<'d> {
    pub(super) const fn new(root: &'d Value) -> Self {
        Self { root, notes: Vec::new(), budget: MOST_SCHEMAS }
    }

    pub(super) fn note(&mut self, note: Note) {
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn definition(&self, name: &str) -> Option<&'d Value> {
        self.root.get("definitions")?.get(name)
    }

    /// The schema itself, its references followed; `None`, with a note, where they lead nowhere.
    pub(super) fn resolve(&mut self, schema: &'d Value, place: &Place) -> Option<&'d Map<String, Value>> {
        let mut here = schema;
        let mut last = "";
        for _ in 0..MOST_STEPS {
            let left = self.budget.checked_sub(1)?;
            self.budget = left;
            let Value::Object(members) = here else {
                self.note(Note::WrongKind { place: place.clone() });
                return None;
            };
            let Some(reference) = members.get("$ref") else { return Some(members) };
            let Value::String(reference) = reference else {
                self.note(Note::WrongKind { place: place.clone() });
                return None;
            };
            last = reference;
            let Some(pointer) = reference.strip_prefix('#') else {
                self.note(Note::ReferenceOutside { place: place.clone(), reference: cut(reference) });
                return None;
            };
            let Some(target) = target(self.root, pointer) else {
                self.note(Note::ReferenceMissing { place: place.clone(), reference: cut(reference) });
                return None;
            };
            here = target;
        }
        self.note(Note::ReferenceCircle { place: place.clone(), reference: cut(last) });
        None
    }

    /// The properties of an object schema, those of the schemas that it is composed of included.
    pub(super) fn properties(
        &mut self,
        schema: &'d Map<String, Value>,
        place: &Place,
    ) -> Vec<(&'d str, &'d Value)> {
        let mut found = Vec::new();
        self.gather(schema, place, 0, &mut found);
        if schema.contains_key("allOf") {
            let mut names = BTreeSet::new();
            found.retain(|(name, _)| names.insert(*name));
        }
        found
    }

    fn gather(
        &mut self,
        schema: &'d Map<String, Value>,
        place: &Place,
        depth: usize,
        found: &mut Vec<(&'d str, &'d Value)>,
    ) {
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array).filter(|_| depth < MOST_COMPOSED) {
            for part in parts {
                if let Some(part) = self.resolve(part, place) {
                    self.gather(part, place, depth.saturating_add(1), found);
                }
            }
        }
        match schema.get("properties") {
            Some(Value::Object(properties)) => {
                let read = properties.len().min(self.budget);
                self.budget = self.budget.saturating_sub(read);
                found.extend(properties.iter().take(read).map(|(name, property)| (name.as_str(), property)));
            }
            Some(_) => self.note(Note::WrongKind { place: place.clone() }),
            None => {}
        }
    }
}

/// What a JSON pointer, percent-encoded as in a URL, points to.
fn target<'d>(root: &'d Value, pointer: &str) -> Option<&'d Value> {
    if pointer.is_empty() {
        return Some(root);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(root, |value, token| {
        let token = percent_decoded(token)?.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Object(members) => members.get(&token),
            Value::Array(values) => values.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    })
}

/// `None` where an escape is broken or its bytes are no text.
fn percent_decoded(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('%') {
        return Some(Cow::Borrowed(token));
    }
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        match (byte, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let code = digit(high)?.checked_mul(16)?.checked_add(digit(low)?)?;
                bytes.push(u8::try_from(code).ok()?);
                rest = after;
            }
            (b'%', _) => return None,
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// Document text as a sentence can carry it: at most 120 characters.
pub(super) fn cut(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_as_the_standard_says() {
        let root = serde_json::json!({ "a/b": { "m~n": 1, "~1": 2, "x y%z": [3, 4], "å": 5 }, "": 6 });
        let at = |pointer: &str| target(&root, pointer).and_then(Value::as_u64);
        assert_eq!(at("/a~1b/m~0n"), Some(1));
        assert_eq!(at("/a~1b/~01"), Some(2));
        assert_eq!(at("/a%2Fb/m~0n"), Some(1));
        assert_eq!(at("/a~1b/x%20y%25z/1"), Some(4));
        assert_eq!(at("/a~1b/%C3%A5"), Some(5));
        assert_eq!(at("/"), Some(6));
        assert_eq!(target(&root, ""), Some(&root));
        for none in ["a", "/b", "/a~1b/x%20y%25z/2", "/a~1b/x%20y%25z/-", "/%", "/%4", "/%zz", "/%ff"] {
            assert_eq!(target(&root, none), None, "{none}");
        }
    }
}
