//! What a program says of its names.

use std::collections::BTreeMap;

use super::super::wire::Json;
use super::read::Reader;
use super::token::{Token, is_of_name};

/// The most names that are looked up.
const MOST_NAMES: usize = 64;
/// The most places where a name's value is looked for.
const MOST_PLACES: usize = 8;
/// How many names deep a name's value is looked for: each takes room on the stack, of which a page has little.
const DEEPEST: usize = 8;
/// How much the values may be in all, in bytes: names of names grow without end.
const MOST_BYTES: usize = 1 << 18;

/// The values that a program gives to its names, looked up once each.
pub(super) struct Known<'p> {
    program: &'p str,
    is_powershell: bool,
    values: BTreeMap<String, Option<Json>>,
    depth: usize,
    bytes_left: usize,
}

impl<'p> Known<'p> {
    pub(super) fn new(program: &'p str) -> Self {
        let is_powershell = program.contains("@{");
        Self { program, is_powershell, values: BTreeMap::new(), depth: 0, bytes_left: MOST_BYTES }
    }

    /// Whether the program is PowerShell's, told by its tables.
    pub(super) const fn is_powershell(&self) -> bool {
        self.is_powershell
    }

    /// What the program gives to a name, dots and all; `None` where it says nothing that can be read.
    pub(super) fn value(&mut self, name: &str) -> Option<Json> {
        if !self.values.contains_key(name) {
            if self.values.len() >= MOST_NAMES || self.depth >= DEEPEST {
                return None;
            }
            // A name that means itself means nothing.
            self.values.insert(name.to_owned(), None);
            self.depth = self.depth.saturating_add(1);
            let found = self.look_up(name);
            self.depth = self.depth.saturating_sub(1);
            self.values.insert(name.to_owned(), found);
        }
        let value = self.values.get(name).cloned().flatten()?;
        self.bytes_left = self.bytes_left.checked_sub(value.to_string().len())?;
        Some(value)
    }

    fn look_up(&mut self, name: &str) -> Option<Json> {
        let program = self.program;
        let places = program.match_indices(name).filter_map(|(at, _)| given_at(program, at, name));
        for value_at in places.take(MOST_PLACES) {
            let mut reader = Reader::at(program, value_at, self.is_powershell);
            let Some(value) = reader.value(self) else { continue };
            let ends = reader.next_word().is_some_and(|next| {
                next.begins_line || matches!(next.token, Token::End | Token::Sign(";" | "," | ")" | "}"))
            });
            if ends && !is_other_name(&value) {
                return Some(value);
            }
        }
        None
    }
}

/// Where the value begins that a program gives to a name at a place, if it gives one there.
fn given_at(program: &str, at: usize, name: &str) -> Option<usize> {
    let before = program.get(..at)?;
    let after = program.get(at.saturating_add(name.len())..)?;
    let is_part = |c: char| is_of_name(c) || matches!(c, '.' | '"' | '\'');
    if before.ends_with(is_part) || after.starts_with(is_of_name) {
        return None;
    }
    let sign = after.trim_start_matches([' ', '\t']);
    let value = sign.strip_prefix("<-").or_else(|| {
        let value = sign.strip_prefix('=')?;
        (!value.starts_with(['=', '>'])).then_some(value)
    })?;
    (!is_comment(before)).then(|| program.len().saturating_sub(value.len()))
}

fn is_comment(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    line.starts_with('#') || line.starts_with("//")
}

/// A lone placeholder that says less than the name itself; one in capital letters is a variable of the environment.
fn is_other_name(value: &Json) -> bool {
    let name = value.as_str().and_then(|text| text.strip_prefix('<')?.strip_suffix('>'));
    name.is_some_and(|name| !name.contains('<') && name.contains(|c: char| c.is_ascii_lowercase()))
}
