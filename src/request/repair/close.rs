//! Where containers end: braces missing, braces too many, and what then belongs to what.

use core::ops::Range;

use serde_json::Value;

use super::keys::{self, Role};
use super::quote;
use super::reader::{Frame, Items, Reader, Root, State, Stop, Typo};
use super::report::{Expected, Notice, Problem, Repair, RepairId, RepairKind};
use super::source::Glyph;

impl Reader<'_> {
    pub(super) fn close_after(&mut self, comma: Option<Glyph>, closing: Glyph) -> Result<State, Stop> {
        if let Some(comma) = comma {
            let expected = if self.in_object() { Expected::Key } else { Expected::Value };
            self.mend(RepairKind::SurplusComma, comma.start..comma.end, "", expected)?;
        }
        self.close(closing)
    }

    /// Closes the containers that `closing` closes; what lies open inside them was left open.
    pub(super) fn close(&mut self, closing: Glyph) -> Result<State, Stop> {
        let closes = |frame: &Frame| frame.has_braces && brace(&frame.items) == closing.ch;
        if !self.stack.iter().any(closes) {
            self.surplus_brace(closing.start..closing.end, Expected::CommaOrEnd)?;
            self.source.take(closing);
            return Ok(State::AfterValue);
        }
        while let Some(frame) = self.stack.last() {
            if closes(frame) {
                self.source.take(closing);
                return Ok(self.pop(closing.start..closing.end));
            }
            let missing = brace(&frame.items);
            self.close_left_open(missing, closing.start)?;
        }
        Err(self.stop(Problem::Expected(Expected::End)))
    }

    pub(super) fn end_of_text(&mut self, comma: Option<Glyph>) -> Result<State, Stop> {
        if let Some(comma) = comma {
            self.mend(RepairKind::SurplusComma, comma.start..comma.end, "", Expected::CommaOrEnd)?;
        }
        let at = self.source.at;
        let missing: String = self
            .stack
            .iter()
            .rev()
            .filter(|frame| frame.has_braces)
            .map(|frame| brace(&frame.items))
            .collect();
        if !missing.is_empty() {
            self.missing_brace(&missing, at, Expected::CommaOrEnd)?;
            self.report.braces_missing_at_end = true;
        }
        let mut state = State::AfterRoot;
        while !self.stack.is_empty() {
            state = self.pop(at..at);
        }
        Ok(state)
    }

    /// Where a brace is missing, a key of the body inside a blob reference says that its object has ended.
    pub(super) fn close_by_name(&mut self, key: &str, at: usize) -> Result<(), Stop> {
        quote::skip_white(&mut self.source);
        let object_follows = self.source.peek().is_some_and(|glyph| glyph.ch == '{');
        let role = |frame: &Frame| frame.role;
        let closes_to = if keys::ROOT.contains(&key) && (object_follows || key == "AzureBatchPoolId") {
            match self.stack.last().map(role) {
                Some(Role::Blob | Role::Ports | Role::Parameters) => Role::Root,
                _ => return Ok(()),
            }
        } else if object_follows && self.stack.last().map(role) == Some(Role::Blob) {
            Role::Ports
        } else {
            return Ok(());
        };
        if !self.stack.iter().any(|frame| frame.role == closes_to) {
            return Ok(());
        }
        while let Some(frame) = self.stack.last() {
            if frame.role == closes_to {
                break;
            }
            let missing = brace(&frame.items);
            self.close_left_open(missing, at)?;
        }
        Ok(())
    }

    /// Closes the innermost container, whose brace is missing.
    fn close_left_open(&mut self, brace: char, at: usize) -> Result<(), Stop> {
        self.missing_brace(brace.encode_utf8(&mut [0; 4]), at, Expected::CommaOrEnd)?;
        self.pop(at..at);
        Ok(())
    }

    /// Adds braces that are missing at a place.
    pub(super) fn missing_brace(&mut self, braces: &str, at: usize, expected: Expected) -> Result<(), Stop> {
        self.report.braces = self.report.braces.saturating_add(braces.len());
        self.mend(RepairKind::MissingBrace, at..at, braces, expected)
    }

    pub(super) fn surplus_brace(&mut self, span: Range<usize>, expected: Expected) -> Result<(), Stop> {
        self.report.braces = self.report.braces.saturating_add(1);
        self.mend(RepairKind::SurplusBrace, span, "", expected)
    }

    /// What follows the last brace: nothing, closing marks too many, or more members of the same body.
    pub(super) fn after_root(&mut self) -> Result<State, Stop> {
        if self.strict() {
            self.skip()?;
            return match self.source.peek() {
                None => Ok(State::Done),
                Some(_) => Err(self.stop(Problem::Expected(Expected::End))),
            };
        }
        let mut ahead = self.source;
        quote::skip_white(&mut ahead);
        let comma = ahead.peek().filter(|glyph| matches!(glyph.ch, ',' | ';'));
        if let Some(comma) = comma {
            ahead.take(comma);
        }
        if quote::looks_like_member(ahead)
            && let Root::Object { frame, closing } = core::mem::replace(&mut self.root, Root::Open)
        {
            self.stack.push(frame);
            self.surplus_brace(closing, Expected::End)?;
            self.source = ahead;
            return Ok(State::Member(None));
        }
        let kind = match (comma, ahead.peek()) {
            (Some(_), _) => RepairKind::SurplusComma,
            (None, Some(Glyph { ch: '}' | ']', .. })) => RepairKind::SurplusBrace,
            _ => return Ok(State::Done),
        };
        quote::skip_white(&mut self.source);
        if let Some(glyph) = self.source.next() {
            self.mend(kind, glyph.start..glyph.end, "", Expected::End)?;
        }
        Ok(State::AfterRoot)
    }

    /// Takes the innermost container off the stack and puts it where it belongs.
    fn pop(&mut self, closing: Range<usize>) -> State {
        let Some(frame) = self.stack.pop() else {
            return State::AfterRoot;
        };
        if self.stack.is_empty() && matches!(frame.items, Items::Object(_)) {
            self.root = Root::Object { frame, closing };
            return State::AfterRoot;
        }
        let value = self.finish(frame);
        self.attach(value, closing)
    }

    pub(super) fn attach(&mut self, value: Value, span: Range<usize>) -> State {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Root::Value(value);
            return State::AfterRoot;
        };
        match (&mut frame.items, frame.key.take()) {
            (Items::Array(values), _) => values.push(value),
            (Items::Object(members), Some(key)) => {
                if let Some(first) = members.insert(key.text.clone(), value) {
                    self.report.notices.push(Notice::DuplicateKey { key: key.text, span: key.span, first });
                }
            }
            // Unreachable: a value in an object follows its key. Kept under its place rather than lost.
            (Items::Object(members), None) => {
                members.insert(format!("@{}", span.start), value);
            }
        }
        State::AfterValue
    }

    /// The container as a value, its misspelt keys put right where nothing is lost by it.
    pub(super) fn finish(&mut self, frame: Frame) -> Value {
        let mut members = match frame.items {
            Items::Array(values) => return Value::Array(values),
            Items::Object(members) => members,
        };
        let mut renamed: Vec<(String, &'static str)> = Vec::new();
        for Typo { key, meant, span } in frame.typos {
            let taken = members.contains_key(meant) || renamed.iter().any(|(_, to)| *to == meant);
            if taken || !members.get(&key).is_some_and(|value| keys::fits(meant, value)) {
                continue;
            }
            let id = RepairId { start: span.start, kind: RepairKind::KeyName };
            let applied = !self.is_off(id.kind, id.start);
            self.list(Repair { id, span, times: 1, before: key.clone(), after: meant.to_owned(), applied });
            if applied {
                renamed.push((key, meant));
            }
        }
        if !renamed.is_empty() {
            members = members
                .into_iter()
                .map(|(key, value)| match renamed.iter().find(|(from, _)| *from == key) {
                    Some((_, to)) => ((*to).to_owned(), value),
                    None => (key, value),
                })
                .collect();
        }
        Value::Object(members)
    }
}

const fn brace(items: &Items) -> char {
    match items {
        Items::Object(_) => '}',
        Items::Array(_) => ']',
    }
}
