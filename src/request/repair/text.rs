//! Strings: where they end, and what their characters mean.

use core::ops::Range;

use super::keys::{self, Role};
use super::quote::{self, Class};
use super::reader::{Reader, Stop};
use super::report::{Expected, Problem, Repair, RepairId, RepairKind, excerpt};
use super::source::{Glyph, Source};

/// A string that was read.
pub(super) struct Text {
    pub(super) text: String,
}

/// A repair inside a string: its bytes in the text, and in what was read.
struct Mark {
    kind: RepairKind,
    raw: Range<usize>,
    read: Range<usize>,
    applied: bool,
}

struct Reading {
    opening: Glyph,
    class: Class,
    doubled: bool,
    prefix: Prefix,
    read: String,
    marks: Vec<Mark>,
}

/// What the letter before a string says of its escapes, as Python has it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Prefix {
    #[default]
    None,
    /// `u`, `b` or `f`: `\xf6` is a character.
    Coded,
    /// `r`: a backslash is a character like any other.
    Raw,
}

impl Reading {
    /// Whether `\xf6` is a character: in another language's string, which single quotes tell as well.
    fn knows_codes(&self) -> bool {
        self.prefix == Prefix::Coded || self.class == Class::Single
    }

    /// Adds what `raw` was read as, to the last repair where that is of the same kind and close by.
    fn mark(&mut self, kind: RepairKind, raw: Range<usize>, read: &str, applied: bool) {
        const CLOSE: usize = 32;
        let from = self.read.len();
        self.read.push_str(read);
        let read = from..self.read.len();
        match self.marks.last_mut() {
            Some(last)
                if kind == RepairKind::Entity
                    && last.kind == kind
                    && raw.start.saturating_sub(last.raw.end) <= CLOSE =>
            {
                last.raw.end = raw.end;
                last.read.end = read.end;
            }
            _ => self.marks.push(Mark { kind, raw, read, applied }),
        }
    }

    /// Whether a quote that belongs to the string stands open in it: the next one is its pair.
    fn is_inside_quotes(&self) -> bool {
        !self.marks.iter().filter(|mark| mark.kind == RepairKind::InnerQuote).count().is_multiple_of(2)
    }

    /// Where the repair begins to which a mark of `kind` at `start` would belong.
    fn group(&self, kind: RepairKind, start: usize) -> usize {
        const CLOSE: usize = 32;
        match self.marks.last() {
            Some(last) if last.kind == kind && start.saturating_sub(last.raw.end) <= CLOSE => last.raw.start,
            _ => start,
        }
    }
}

impl<'t> Reader<'t> {
    /// The quote that opens a string here, if one does; a letter before it, as Python has it, is passed over.
    pub(super) fn string_ahead(&mut self) -> Result<Option<Glyph>, Stop> {
        let mut ahead = self.source;
        let Some(first) = ahead.next() else { return Ok(None) };
        if self.strict() {
            return Ok((first.ch == '"').then_some(first));
        }
        if quote::class(first).is_some() {
            return Ok(Some(first));
        }
        let quoted = ahead.next().filter(|next| matches!(next.ch, '"' | '\''));
        let begins_text = quoted.is_some_and(|opening| {
            !quote::ends_string(ahead, quote::class(opening).unwrap_or(Class::Single))
        });
        match (first.ch, quoted.filter(|_| begins_text)) {
            ('u' | 'U' | 'b' | 'B' | 'r' | 'R' | 'f' | 'F', Some(opening)) => {
                self.prefix = if matches!(first.ch, 'r' | 'R') { Prefix::Raw } else { Prefix::Coded };
                self.mend(RepairKind::Literal, first.start..first.end, "", Expected::Value)?;
                self.source.take(first);
                Ok(Some(opening))
            }
            _ => Ok(None),
        }
    }

    /// The string that `opening` opens.
    pub(super) fn string(&mut self, opening: Glyph) -> Result<Text, Stop> {
        let class = quote::class(opening).unwrap_or(Class::Straight);
        if class != Class::Straight && self.is_off(RepairKind::Quotes, opening.start) {
            self.mend(RepairKind::Quotes, opening.start..opening.end, "\"", Expected::Value)?;
        }
        self.source.take(opening);
        let prefix = core::mem::take(&mut self.prefix);
        let (read, marks) = (String::new(), Vec::new());
        let mut reading = Reading { opening, class, doubled: false, prefix, read, marks };
        if !self.strict() {
            self.open_doubled(&mut reading)?;
        }
        let ordinary = match class {
            _ if self.strict() => ordinary_in_json,
            _ => ordinary_anywhere,
        };
        let closing = loop {
            let run = self.source.take_while(ordinary);
            reading.read.push_str(run);
            let Some(glyph) = self.source.peek() else { break None };
            if self.closes(glyph, &reading) {
                self.source.take(glyph);
                break Some(glyph);
            }
            if class == Class::Straight && quote::class(glyph) == Some(class) {
                self.source.take(glyph);
                self.mark_that_stops(RepairKind::InnerQuote, glyph, &mut reading)?;
                continue;
            }
            if quote::is_line_break(glyph.ch) && matches!(glyph.ch, '\n' | '\r') {
                if self.strict() {
                    return Err(self.stop(Problem::Expected(Expected::StringCharacter)));
                }
                if next_line_is_structure(self.source) {
                    break None;
                }
                self.broken_line(&mut reading);
                continue;
            }
            self.source.take(glyph);
            self.character(glyph, &mut reading)?;
        };
        self.close_string(closing, reading)
    }

    /// One character of a string that is neither its end nor a line break.
    fn character(&mut self, glyph: Glyph, reading: &mut Reading) -> Result<(), Stop> {
        let raw = glyph.start..glyph.end;
        match glyph.ch {
            '\\' if reading.prefix == Prefix::Raw => {
                reading.read.push('\\');
                // A quote behind it does not end the string, and the backslash stays.
                if let Some(next) = self.source.peek().filter(|next| matches!(next.ch, '"' | '\'' | '\\')) {
                    self.source.take(next);
                    reading.read.push(next.ch);
                }
                Ok(())
            }
            '\\' => self.escape(glyph, reading),
            '\0'..='\u{1f}' => {
                if self.strict() {
                    return Err(Stop {
                        at: glyph.start,
                        problem: Problem::Expected(Expected::StringCharacter),
                    });
                }
                self.mark_that_stops(RepairKind::ControlCharacter, glyph, reading)
            }
            ch if glyph.entity => {
                let applied =
                    !self.is_off(RepairKind::Entity, reading.group(RepairKind::Entity, glyph.start));
                let written = self.source.text.get(raw.clone()).unwrap_or_default();
                let mut utf8 = [0; 4];
                let read = if applied { &*ch.encode_utf8(&mut utf8) } else { written };
                reading.mark(RepairKind::Entity, raw, read, applied);
                Ok(())
            }
            ch => {
                reading.read.push(ch);
                Ok(())
            }
        }
    }

    /// A character that is kept, and that JSON would have escaped: without this repair, reading ends there.
    fn mark_that_stops(&mut self, kind: RepairKind, glyph: Glyph, reading: &mut Reading) -> Result<(), Stop> {
        let applied = !self.is_off(kind, glyph.start);
        reading.mark(kind, glyph.start..glyph.end, glyph.ch.encode_utf8(&mut [0; 4]), applied);
        if applied {
            return Ok(());
        }
        self.list_marks(reading);
        Err(Stop { at: glyph.start, problem: Problem::SwitchedOff(kind) })
    }

    /// A line break inside a string: it goes, and the next line's indentation with it. What may hold blanks, a
    /// parameter's value, gets one where the line was broken.
    fn broken_line(&mut self, reading: &mut Reading) {
        let text = self.source.text;
        let mut start = self.source.at;
        quote::skip_white(&mut self.source);
        let blanks_fall = self.current_key().is_some_and(|(role, key)| keys::is_free_of_blanks(role, key));
        if blanks_fall {
            let kept = reading.read.trim_end_matches([' ', '\t']).len();
            let fell = reading.read.len().saturating_sub(kept);
            if text.get(start.saturating_sub(fell)..start) == reading.read.get(kept..) {
                start = start.saturating_sub(fell);
                reading.read.truncate(kept);
            }
        }
        let raw = start..self.source.at;
        let applied = !self.is_off(RepairKind::BrokenLine, start);
        let is_free_text = self.current_key().is_some_and(|(role, _)| role == Role::Parameters);
        let joined = if is_free_text && !reading.read.ends_with([' ', '\t']) { " " } else { "" };
        let read = if applied { joined } else { text.get(raw.clone()).unwrap_or_default() };
        reading.mark(RepairKind::BrokenLine, raw, read, applied);
    }

    /// `""Input""`: a string whose quotes are doubled, told from an empty one by the letter that follows.
    fn open_doubled(&mut self, reading: &mut Reading) -> Result<(), Stop> {
        let mut ahead = self.source;
        let Some(second) = ahead.next().filter(|glyph| quote::class(*glyph) == Some(reading.class)) else {
            return Ok(());
        };
        let letter_follows = ahead
            .next()
            .is_some_and(|glyph| glyph.ch.is_alphanumeric() || matches!(glyph.ch, '?' | '<' | '/' | '_'));
        if letter_follows {
            self.mend(RepairKind::DoubledQuote, second.start..second.end, "", Expected::Key)?;
            self.source.take(second);
            reading.doubled = true;
        }
        Ok(())
    }

    fn closes(&mut self, glyph: Glyph, reading: &Reading) -> bool {
        let Some(class) = quote::class(glyph) else { return false };
        let mut after = self.source;
        after.take(glyph);
        match (reading.class, class) {
            (Class::Straight, Class::Straight) => {
                let is_value = self.current_key().is_some() && !reading.doubled;
                let doubled = after.peek().is_some_and(|next| quote::class(next) == Some(class));
                let ends = quote::ends_value(after) && !(doubled && reading.is_inside_quotes());
                self.strict() || !is_value || ends || !self.a_later_quote_ends(after)
            }
            (Class::Entity, Class::Entity) => true,
            (Class::Straight, Class::Curly) => !self.strict() && quote::ends_straight_string(after),
            (Class::Curly, Class::Curly | Class::Straight) => quote::ends_string(after, Class::Curly),
            (Class::Single, Class::Single) => quote::ends_string(after, Class::Single),
            _ => false,
        }
    }

    /// Whether a quote further on in the line ends the value. Each part of a line is searched once.
    fn a_later_quote_ends(&mut self, mut after: Source<'_>) -> bool {
        if !self.quotes_seen.contains(&after.at) {
            let from = after.at;
            let mut ends = false;
            while let Some(glyph) = after.next().filter(|glyph| !quote::is_line_break(glyph.ch)) {
                if quote::class(glyph) == Some(Class::Straight) && quote::ends_value(after) {
                    ends = after.peek().is_none_or(|next| next.ch != ':');
                    break;
                }
            }
            self.quotes_seen = from..after.at;
            self.quotes_end = ends;
        }
        self.quotes_end
    }

    fn close_string(&mut self, closing: Option<Glyph>, mut reading: Reading) -> Result<Text, Stop> {
        let text = self.source.text;
        let Some(closing) = closing else {
            if self.strict() {
                return Err(self.stop(Problem::Expected(Expected::ClosingQuote)));
            }
            self.give_back_structure(&mut reading);
            self.list_marks(&mut reading);
            let at = self.source.at;
            self.mend(RepairKind::MissingQuote, at..at, "\"", Expected::ClosingQuote)?;
            return Ok(Text { text: reading.read });
        };
        if reading.class != Class::Straight || closing.ch != '"' || closing.entity {
            let span = reading.opening.start..self.source.at;
            let id = RepairId { start: span.start, kind: RepairKind::Quotes };
            let before = excerpt(text.get(span.clone()).unwrap_or_default());
            let after = excerpt(&format!("\"{}\"", reading.read));
            let (at, applied) = (span.start, !self.is_off(id.kind, id.start));
            self.list(Repair { id, span, times: 1, before, after, applied });
            if !applied {
                return Err(Stop { at, problem: Problem::SwitchedOff(RepairKind::Quotes) });
            }
        }
        self.list_marks(&mut reading);
        if !self.strict() {
            self.close_doubled(closing, reading.doubled)?;
        }
        Ok(Text { text: reading.read })
    }

    /// `Input""`: a second closing quote, told from the next string by what follows it.
    fn close_doubled(&mut self, closing: Glyph, doubled: bool) -> Result<(), Stop> {
        let class = quote::class(closing);
        let Some(second) = self.source.peek().filter(|glyph| quote::class(*glyph) == class) else {
            return Ok(());
        };
        let mut after = self.source;
        after.take(second);
        if doubled || quote::ends_straight_string(after) || after_is_structure(after) {
            self.mend(RepairKind::DoubledQuote, second.start..second.end, "", Expected::CommaOrEnd)?;
            self.source.take(second);
        }
        Ok(())
    }

    /// Where a closing quote is missing, the comma or brace at the end of the line is not the string's.
    fn give_back_structure(&mut self, reading: &mut Reading) {
        let raw = self.source.text.get(reading.opening.end..self.source.at).unwrap_or_default();
        let kept = raw.trim_end_matches([' ', '\t', '\r', ',', '}', ']']);
        let fell = raw.len().saturating_sub(kept.len());
        let length = reading.read.len().saturating_sub(fell);
        if reading.read.get(length..) == raw.get(kept.len()..) {
            reading.read.truncate(length);
            self.source.at = self.source.at.saturating_sub(fell);
        }
    }

    fn list_marks(&mut self, reading: &mut Reading) {
        for Mark { kind, raw, read, applied } in core::mem::take(&mut reading.marks) {
            let text = self.source.text;
            let before = || in_word(text, raw.clone(), reading.opening.end, self.source.at);
            let after = || in_word(&reading.read, read.clone(), 0, reading.read.len());
            let (before, after) = match kind {
                RepairKind::BrokenLine | RepairKind::ControlCharacter | RepairKind::Escape => {
                    (before(), after())
                }
                RepairKind::InnerQuote => (before(), after().replace('"', "\\\"")),
                _ => (
                    text.get(raw.clone()).unwrap_or_default().to_owned(),
                    reading.read.get(read.clone()).unwrap_or_default().to_owned(),
                ),
            };
            let id = RepairId { start: raw.start, kind };
            self.list(Repair {
                id,
                span: raw,
                times: 1,
                before: excerpt(&before),
                after: excerpt(&after),
                applied,
            });
        }
    }

    fn escape(&mut self, backslash: Glyph, reading: &mut Reading) -> Result<(), Stop> {
        let start = backslash.start;
        let expected = Stop { at: start, problem: Problem::Expected(Expected::StringCharacter) };
        let Some(glyph) = self.source.peek() else {
            return if self.strict() { Err(expected) } else { self.keep_backslash(backslash, "", reading) };
        };
        let meant = match glyph.ch {
            '"' | '\\' | '/' => Some(glyph.ch),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            _ => None,
        };
        if let Some(meant) = meant {
            self.source.take(glyph);
            reading.read.push(meant);
            return Ok(());
        }
        if glyph.ch == 'u'
            && let Some(()) = self.unicode(start, glyph, reading)?
        {
            return Ok(());
        }
        if self.strict() {
            return Err(expected);
        }
        if glyph.ch == 'x' && reading.knows_codes() {
            let mut ahead = self.source;
            ahead.take(glyph);
            if let Some(ch) = digits(&mut ahead, 2).and_then(char::from_u32) {
                let raw = start..ahead.at;
                let applied = !self.is_off(RepairKind::Escape, start);
                let mut utf8 = [0; 4];
                let written = self.source.text.get(raw.clone()).unwrap_or_default();
                let read = if applied { &*ch.encode_utf8(&mut utf8) } else { written };
                self.source = ahead;
                reading.mark(RepairKind::Escape, raw, read, applied);
                return Ok(());
            }
        }
        if glyph.ch == '\n' || glyph.ch == '\r' {
            quote::skip_white(&mut self.source);
            let applied = !self.is_off(RepairKind::BrokenLine, start);
            let raw = start..self.source.at;
            let read = if applied { "" } else { self.source.text.get(raw.clone()).unwrap_or_default() };
            reading.mark(RepairKind::BrokenLine, raw, read, applied);
            return Ok(());
        }
        if !glyph.ch.is_ascii_punctuation() {
            return self.keep_backslash(backslash, "", reading);
        }
        // Markdown and other languages escape punctuation; JSON does not, and the sign itself is meant.
        self.source.take(glyph);
        let applied = !self.is_off(RepairKind::Escape, start);
        let mut read = String::new();
        if !applied {
            read.push('\\');
        }
        read.push(glyph.ch);
        reading.mark(RepairKind::Escape, start..glyph.end, &read, applied);
        Ok(())
    }

    /// A backslash that escapes nothing, as in a path: it is a character like any other.
    fn keep_backslash(&mut self, backslash: Glyph, rest: &str, reading: &mut Reading) -> Result<(), Stop> {
        let raw = backslash.start..backslash.end;
        let applied = !self.is_off(RepairKind::Escape, backslash.start);
        reading.mark(RepairKind::Escape, raw, "\\", applied);
        reading.read.push_str(rest);
        if applied {
            return Ok(());
        }
        self.list_marks(reading);
        Err(Stop { at: backslash.start, problem: Problem::SwitchedOff(RepairKind::Escape) })
    }

    /// `\u` and four digits, twice for a surrogate pair; `None` where the digits are not there.
    fn unicode(&mut self, start: usize, u: Glyph, reading: &mut Reading) -> Result<Option<()>, Stop> {
        let mut ahead = self.source;
        ahead.take(u);
        let Some(first) = four_digits(&mut ahead) else { return Ok(None) };
        if let Some(ch) = char::from_u32(first) {
            self.source = ahead;
            reading.read.push(ch);
            return Ok(Some(()));
        }
        let mut pair = ahead;
        let second = match (pair.next(), pair.next()) {
            (Some(Glyph { ch: '\\', .. }), Some(Glyph { ch: 'u', .. })) => four_digits(&mut pair),
            _ => None,
        };
        if let Some(ch) = second.and_then(|second| joined(first, second)) {
            self.source = pair;
            reading.read.push(ch);
            return Ok(Some(()));
        }
        if self.strict() {
            return Err(Stop { at: start, problem: Problem::Expected(Expected::StringCharacter) });
        }
        self.source = ahead;
        let raw = start..ahead.at;
        let applied = !self.is_off(RepairKind::LoneSurrogate, start);
        let written = self.source.text.get(raw.clone()).unwrap_or_default();
        reading.mark(RepairKind::LoneSurrogate, raw, if applied { "\u{fffd}" } else { written }, applied);
        Ok(Some(()))
    }
}

const fn ordinary_in_json(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// Bytes that mean themselves in any string, however it is quoted and wrapped.
const fn ordinary_anywhere(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e) && !matches!(byte, b'"' | b'\'' | b'\\' | b'&' | b'<')
}

fn four_digits(source: &mut Source<'_>) -> Option<u32> {
    digits(source, 4)
}

fn digits(source: &mut Source<'_>, count: usize) -> Option<u32> {
    let mut code = 0_u32;
    for _ in 0..count {
        let digit = source.next()?.ch.to_digit(16)?;
        code = code.checked_mul(16)?.checked_add(digit)?;
    }
    Some(code)
}

/// The character of a surrogate pair.
fn joined(high: u32, low: u32) -> Option<char> {
    let high = high.checked_sub(0xd800).filter(|high| *high < 0x400)?;
    let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    char::from_u32(high.checked_mul(0x400)?.checked_add(low)?.checked_add(0x1_0000)?)
}

/// Whether the line after this break goes on with the body rather than with the string.
fn next_line_is_structure(mut source: Source<'_>) -> bool {
    quote::skip_white(&mut source);
    if quote::looks_like_member(source) {
        return true;
    }
    let mut closers = 0_usize;
    const MOST: usize = 64;
    for _ in 0..MOST {
        match source.next() {
            Some(Glyph { ch: '}' | ']', .. }) => closers = closers.saturating_add(1),
            Some(Glyph { ch: ',', .. }) if closers > 0 => {}
            Some(glyph) if quote::is_blank(glyph.ch) => {}
            Some(glyph) if quote::is_line_break(glyph.ch) => return closers > 0,
            None => return closers > 0,
            Some(_) => return false,
        }
    }
    false
}

/// Whether a comma or closing mark comes next: then a second quote before it belongs to nothing.
fn after_is_structure(mut source: Source<'_>) -> bool {
    quote::skip_white(&mut source);
    source.peek().is_none_or(|glyph| matches!(glyph.ch, ',' | '}' | ']' | ':'))
}

/// `range` of `text` with the ends of the words around it, at most 24 bytes on each side.
fn in_word(text: &str, range: Range<usize>, from: usize, to: usize) -> String {
    const LONGEST: usize = 24;
    let mut start = range.start.saturating_sub(LONGEST).max(from);
    while start < range.start && !text.is_char_boundary(start) {
        start = start.saturating_add(1);
    }
    let mut end = range.end.saturating_add(LONGEST).min(to);
    while end > range.end && !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let is_edge = |c: char| matches!(c, ';' | '"' | '\n' | '\r');
    let head = text.get(start..range.start).unwrap_or_default();
    let tail = text.get(range.end..end).unwrap_or_default();
    let (cut_head, head) = match head.rfind(is_edge) {
        Some(at) => ("", head.get(at.saturating_add(1)..).unwrap_or_default()),
        None => (if start > from { "…" } else { "" }, head),
    };
    let (tail, cut_tail) = match tail.find(is_edge) {
        Some(at) => (tail.get(..at).unwrap_or_default(), ""),
        None => (tail, if end < to { "…" } else { "" }),
    };
    format!("{cut_head}{head}{}{tail}{cut_tail}", text.get(range).unwrap_or_default())
}
