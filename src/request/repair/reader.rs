use core::ops::Range;

use serde_json::{Map, Value};

use super::find;
use super::keys::Role;
use super::quote;
use super::report::{Expected, Notice, Problem, Repair, RepairId, RepairKind, excerpt};
use super::source::{Glyph, Source};
use super::text::Prefix;
use super::{DEEPEST, MOST_LISTED};

/// Why reading stopped, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    pub(super) at: usize,
    pub(super) problem: Problem,
}

/// How strictly to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// JSON and nothing else.
    Strict,
    /// Mending what can be mended.
    Tolerant,
    /// The same, knowing that a closing brace is missing: the service's own keys say where.
    ByName,
}

/// What was mended and noticed on the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    pub(super) repairs: Vec<Repair>,
    pub(super) unlisted: usize,
    pub(super) notices: Vec<Notice>,
    pub(super) braces_missing_at_end: bool,
    /// How many braces were added and taken away.
    pub(super) braces: usize,
}

pub(super) enum Items {
    Object(Map<String, Value>),
    Array(Vec<Value>),
}

pub(super) struct Typo {
    pub(super) key: String,
    pub(super) meant: &'static str,
    pub(super) span: Range<usize>,
}

pub(super) struct Key {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

pub(super) struct Frame {
    pub(super) items: Items,
    pub(super) role: Role,
    pub(super) key: Option<Key>,
    pub(super) typos: Vec<Typo>,
    /// False for members that were pasted without their braces.
    pub(super) has_braces: bool,
}

pub(super) enum State {
    Value,
    Member(Option<Glyph>),
    Element(Option<Glyph>),
    AfterValue,
    AfterRoot,
    Done,
}

pub(super) enum Root {
    Open,
    Object { frame: Frame, closing: Range<usize> },
    Value(Value),
}

/// Reads one JSON value with an explicit stack: no input is deep enough to overflow it.
pub(super) struct Reader<'t> {
    pub(super) source: Source<'t>,
    pub(super) care: Care,
    pub(super) off: &'t [RepairId],
    pub(super) report: Report,
    pub(super) stack: Vec<Frame>,
    pub(super) root: Root,
    /// Which repair blanks are reported under: one for the whole text.
    blank: Option<usize>,
    /// The part of a line that was searched last for the quote that ends a value, and whether its end is one.
    pub(super) quotes_seen: Range<usize>,
    pub(super) quotes_end: bool,
    /// What stood before the string that comes next.
    pub(super) prefix: Prefix,
}

impl<'t> Reader<'t> {
    pub(super) fn new(source: Source<'t>, care: Care, off: &'t [RepairId], report: Report) -> Self {
        Self {
            source,
            care,
            off,
            report,
            stack: Vec::new(),
            root: Root::Open,
            blank: None,
            quotes_seen: 0..0,
            quotes_end: false,
            prefix: Prefix::None,
        }
    }

    /// The value, its source then standing after it.
    pub(super) fn document(&mut self) -> Result<Value, Stop> {
        let mut state = self.begin()?;
        loop {
            state = match state {
                State::Value => self.value()?,
                State::Member(comma) => self.member(comma)?,
                State::Element(comma) => self.element(comma)?,
                State::AfterValue => self.after_value()?,
                State::AfterRoot => self.after_root()?,
                State::Done => break,
            };
        }
        match core::mem::replace(&mut self.root, Root::Open) {
            Root::Object { frame, .. } => Ok(self.finish(frame)),
            Root::Value(value) => Ok(value),
            Root::Open => Err(self.stop(Problem::NoJson)),
        }
    }

    pub(super) fn strict(&self) -> bool {
        self.care == Care::Strict
    }

    pub(super) const fn stop(&self, problem: Problem) -> Stop {
        Stop { at: self.source.at, problem }
    }

    pub(super) fn is_off(&self, kind: RepairKind, start: usize) -> bool {
        self.off.binary_search(&RepairId { start, kind }).is_ok()
    }

    /// Lists a repair without which reading cannot go on.
    pub(super) fn mend(
        &mut self,
        kind: RepairKind,
        span: Range<usize>,
        after: &str,
        expected: Expected,
    ) -> Result<(), Stop> {
        let at = span.start;
        if self.strict() {
            return Err(Stop { at, problem: Problem::Expected(expected) });
        }
        let applied = !self.is_off(kind, at);
        let text = self.source.text;
        let (before, after) = if span.is_empty() {
            let context = word_before(text, at);
            (context.to_owned(), format!("{context}{after}"))
        } else {
            (excerpt(text.get(span.clone()).unwrap_or_default()), excerpt(after))
        };
        self.list(Repair { id: RepairId { start: at, kind }, span, times: 1, before, after, applied });
        if applied { Ok(()) } else { Err(Stop { at, problem: Problem::SwitchedOff(kind) }) }
    }

    pub(super) fn list(&mut self, repair: Repair) {
        if self.report.repairs.len() < MOST_LISTED {
            self.report.repairs.push(repair);
        } else {
            self.report.unlisted = self.report.unlisted.saturating_add(1);
        }
    }

    /// The key whose value is being read, with what its object is.
    pub(super) fn current_key(&self) -> Option<(Role, &str)> {
        let frame = self.stack.last()?;
        Some((frame.role, frame.key.as_ref()?.text.as_str()))
    }

    pub(super) fn in_object(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { items: Items::Object(_), .. }))
    }

    pub(super) const fn depth(&self) -> usize {
        self.stack.len()
    }

    fn begin(&mut self) -> Result<State, Stop> {
        self.skip()?;
        if self.strict() {
            return Ok(State::Value);
        }
        let mut ahead = self.source;
        let mut surplus: Vec<Range<usize>> = Vec::new();
        while let Some(glyph @ Glyph { ch: '}' | ']' | ',' | ';', .. }) = ahead.peek() {
            const MOST: usize = 16;
            if surplus.len() >= MOST {
                break;
            }
            surplus.push(glyph.start..glyph.end);
            ahead.take(glyph);
            quote::skip_white(&mut ahead);
        }
        if quote::looks_like_member(ahead) || find::starts_with_known_key(ahead) {
            for span in surplus {
                self.mend(RepairKind::SurplusBrace, span, "", Expected::Value)?;
            }
            self.source = ahead;
            self.mend(RepairKind::OuterBraces, ahead.at..ahead.at, "{…}", Expected::Value)?;
            self.stack.push(Frame {
                items: Items::Object(Map::new()),
                role: Role::Root,
                key: None,
                typos: Vec::new(),
                has_braces: false,
            });
            return Ok(State::Member(None));
        }
        match self.source.peek() {
            Some(Glyph { ch: '{' | '[', .. }) => Ok(State::Value),
            _ => Err(self.stop(Problem::NoJson)),
        }
    }

    fn value(&mut self) -> Result<State, Stop> {
        self.skip()?;
        let Some(glyph) = self.source.peek() else {
            return self.missing_value();
        };
        if !self.strict() && self.opening_brace_is_missing() {
            self.missing_brace("{", glyph.start, Expected::Value)?;
            let items = Items::Object(Map::new());
            let role = self.role_of(&items);
            self.stack.push(Frame { items, role, key: None, typos: Vec::new(), has_braces: true });
            return Ok(State::Member(None));
        }
        match glyph.ch {
            '{' => self.open(glyph, Items::Object(Map::new())),
            '[' => self.open(glyph, Items::Array(Vec::new())),
            ',' | '}' | ']' => self.missing_value(),
            _ => {
                let value = match self.string_ahead()? {
                    Some(opening) => Value::String(self.string(opening)?.text),
                    None => self.word_value(glyph)?,
                };
                Ok(self.attach(value, glyph.start..self.source.at))
            }
        }
    }

    fn missing_value(&mut self) -> Result<State, Stop> {
        let at = self.source.at;
        if !self.in_object() {
            return Err(self.stop(Problem::Expected(Expected::Value)));
        }
        self.mend(RepairKind::MissingValue, at..at, "null", Expected::Value)?;
        Ok(self.attach(Value::Null, at..at))
    }

    fn open(&mut self, glyph: Glyph, items: Items) -> Result<State, Stop> {
        if self.stack.len() >= DEEPEST {
            return Err(self.stop(Problem::TooDeep));
        }
        let role = self.role_of(&items);
        self.source.take(glyph);
        let next = if matches!(items, Items::Object(_)) { State::Member(None) } else { State::Element(None) };
        self.stack.push(Frame { items, role, key: None, typos: Vec::new(), has_braces: true });
        Ok(next)
    }

    /// What a container is that opens here.
    fn role_of(&self, items: &Items) -> Role {
        match (self.stack.last(), items) {
            (None, Items::Object(_)) => Role::Root,
            (Some(Frame { role, key: Some(key), .. }), Items::Object(_)) => role.of_member(&key.text),
            _ => Role::Other,
        }
    }

    /// Whether a member stands where the service has an object: `"Input": "RelativeLocation": …`.
    fn opening_brace_is_missing(&self) -> bool {
        let has_members = |(role, key): (Role, &str)| role.of_member(key) != Role::Other;
        self.current_key().is_some_and(has_members) && quote::looks_like_member(self.source)
    }

    fn element(&mut self, comma: Option<Glyph>) -> Result<State, Stop> {
        self.skip()?;
        match self.source.peek() {
            None => self.end_of_text(comma),
            Some(glyph @ Glyph { ch: ']' | '}', .. }) => self.close_after(comma, glyph),
            Some(glyph @ Glyph { ch: ',', .. }) => {
                self.mend(RepairKind::SurplusComma, glyph.start..glyph.end, "", Expected::Value)?;
                self.source.take(glyph);
                Ok(State::Element(comma))
            }
            Some(_) => Ok(State::Value),
        }
    }

    fn member(&mut self, comma: Option<Glyph>) -> Result<State, Stop> {
        self.skip()?;
        let glyph = match self.source.peek() {
            None => return self.end_of_text(comma),
            Some(glyph @ Glyph { ch: ']' | '}', .. }) => return self.close_after(comma, glyph),
            Some(glyph @ Glyph { ch: ',', .. }) => {
                self.mend(RepairKind::SurplusComma, glyph.start..glyph.end, "", Expected::Key)?;
                self.source.take(glyph);
                return Ok(State::Member(comma));
            }
            Some(glyph) => glyph,
        };
        let text = match self.string_ahead()? {
            Some(opening) => self.string(opening)?.text,
            None => self.word_key()?,
        };
        let span = glyph.start..self.source.at;
        self.colon()?;
        if self.care == Care::ByName {
            self.close_by_name(&text, span.start)?;
        }
        if let Some(frame) = self.stack.last_mut() {
            if let Some(meant) = frame.role.meant(&text).filter(|meant| *meant != text) {
                frame.typos.push(Typo { key: text.clone(), meant, span: span.clone() });
            }
            frame.key = Some(Key { text, span });
        }
        Ok(State::Value)
    }

    fn colon(&mut self) -> Result<(), Stop> {
        self.skip()?;
        let mut ahead = self.source;
        if let Some(glyph) = ahead.next()
            && !self.strict()
            && quote::class(glyph).is_some()
        {
            quote::skip_white(&mut ahead);
            if ahead.peek().is_some_and(|next| next.ch == ':') {
                let span = glyph.start..glyph.end;
                self.mend(RepairKind::DoubledQuote, span, "", Expected::Colon)?;
                self.source.take(glyph);
                self.skip()?;
            }
        }
        match self.source.peek() {
            Some(glyph @ Glyph { ch: ':', .. }) => {
                self.source.take(glyph);
                Ok(())
            }
            _ => Err(self.stop(Problem::Expected(Expected::Colon))),
        }
    }

    fn after_value(&mut self) -> Result<State, Stop> {
        self.skip()?;
        let Some(glyph) = self.source.peek() else {
            return self.end_of_text(None);
        };
        let in_object = self.in_object();
        match glyph.ch {
            ',' => {
                self.source.take(glyph);
                Ok(if in_object { State::Member(Some(glyph)) } else { State::Element(Some(glyph)) })
            }
            '}' | ']' => self.close(glyph),
            _ if self.strict() || (in_object && matches!(glyph.ch, '{' | '[' | ':')) => {
                Err(self.stop(Problem::Expected(Expected::CommaOrEnd)))
            }
            _ => {
                self.mend(RepairKind::MissingComma, glyph.start..glyph.start, ",", Expected::CommaOrEnd)?;
                Ok(if in_object { State::Member(None) } else { State::Element(None) })
            }
        }
    }

    pub(super) fn list_blank(&mut self, span: Range<usize>) -> Result<(), Stop> {
        if self.strict() {
            return Err(self.stop(Problem::Expected(Expected::Value)));
        }
        let Some(at) = self.blank else {
            self.blank = Some(self.report.repairs.len());
            return self.mend(RepairKind::Blank, span, " ", Expected::Value);
        };
        if let Some(repair) = self.report.repairs.get_mut(at) {
            repair.times = repair.times.saturating_add(1);
        }
        Ok(())
    }
}

/// Up to 24 bytes of the same line before `at`: enough to know the place again.
fn word_before(text: &str, at: usize) -> &str {
    const LONGEST: usize = 24;
    let before = text.get(..at).unwrap_or_default().trim_end();
    let mut start = before.len().saturating_sub(LONGEST);
    while !before.is_char_boundary(start) {
        start = start.saturating_add(1);
    }
    let word = before.get(start..).unwrap_or_default();
    word.rsplit('\n').next().unwrap_or(word).trim_start()
}
