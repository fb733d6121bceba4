use super::source::{Glyph, Source};

/// What opens and closes a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `"`, as JSON has it.
    Straight,
    /// The same, written as an entity.
    Entity,
    /// `“ ” „ ‟ « » ＂` and their like.
    Curly,
    /// `' ‘ ’ ‚`.
    Single,
}

pub(super) const fn class(glyph: Glyph) -> Option<Class> {
    match glyph.ch {
        '"' if glyph.entity => Some(Class::Entity),
        '"' => Some(Class::Straight),
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '″' | '〝' | '〞' => Some(Class::Curly),
        '\'' | '‘' | '’' | '‚' | '‛' | '′' => Some(Class::Single),
        _ => None,
    }
}

/// Blank space within a line, or a character of no width.
pub(super) const fn is_blank(ch: char) -> bool {
    matches!(
        ch,
        ' ' | '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}

pub(super) const fn is_line_break(ch: char) -> bool {
    matches!(ch, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

pub(super) fn skip_white(source: &mut Source<'_>) {
    while let Some(glyph) = source.peek() {
        if !is_blank(glyph.ch) && !is_line_break(glyph.ch) {
            break;
        }
        source.take(glyph);
    }
}

/// Whether a quote that may also be part of the text ends its string: what follows decides.
pub(super) fn ends_string(mut after: Source<'_>, opened: Class) -> bool {
    let mut blanks = 0_usize;
    const MOST_BLANKS: usize = 64;
    while let Some(glyph) = after.next() {
        if is_blank(glyph.ch) && blanks < MOST_BLANKS {
            blanks = blanks.saturating_add(1);
            continue;
        }
        if class(glyph).is_some() {
            return blanks > 0 || opened == Class::Curly;
        }
        return is_line_break(glyph.ch)
            || matches!(glyph.ch, ':' | ',' | '}' | ']')
            || (blanks > 0 && matches!(glyph.ch, '/' | '#'));
    }
    true
}

/// Whether a straight quote ends the value of a member: what follows is what may follow a value. A comma does so only
/// where a member or the end of the line follows it.
pub(super) fn ends_value(mut after: Source<'_>) -> bool {
    const MOST_BLANKS: usize = 64;
    for blanks in 0..MOST_BLANKS {
        let here = after;
        let Some(glyph) = after.next() else { return true };
        match glyph.ch {
            ch if is_blank(ch) => {}
            ch if is_line_break(ch) || class(glyph) == Some(Class::Straight) => return true,
            _ if class(glyph).is_some() => return looks_like_member(here),
            ':' | ';' | '+' | '\\' => return true,
            // A comment stands apart from what it follows.
            '/' | '#' => return blanks > 0 || !quotes_follow(after),
            '}' | ']' => return goes_on_as_json(after) || !quotes_follow(after),
            ',' => return goes_on_as_json(after),
            _ => return looks_like_bare_key(here),
        }
    }
    true
}

/// Whether closing marks, a comment, a member or the end of the line come next.
fn goes_on_as_json(mut source: Source<'_>) -> bool {
    let mut after_blank = false;
    loop {
        let here = source;
        let Some(glyph) = source.next() else { return true };
        match glyph.ch {
            ch if is_line_break(ch) => return true,
            '/' | '#' => return after_blank || !quotes_follow(source),
            ch if is_blank(ch) => after_blank = true,
            ',' | '}' | ']' => {}
            _ => return looks_like_member(here) || looks_like_bare_key(here),
        }
    }
}

/// Whether a straight quote stands in what follows in the line.
fn quotes_follow(mut source: Source<'_>) -> bool {
    const MOST: usize = 256;
    for _ in 0..MOST {
        match source.next().filter(|glyph| !is_line_break(glyph.ch)) {
            None => return false,
            Some(glyph) if class(glyph) == Some(Class::Straight) => return true,
            Some(_) => {}
        }
    }
    false
}

/// Whether a word and a colon come next, as a key without its quotes, or without the first of them, has them.
fn looks_like_bare_key(mut source: Source<'_>) -> bool {
    const LONGEST_KEY: usize = 64;
    let mut letters = false;
    for _ in 0..LONGEST_KEY {
        match source.next() {
            Some(Glyph { ch: ':', .. }) => return letters,
            Some(glyph) if glyph.ch.is_alphanumeric() || glyph.ch == '_' => letters = true,
            Some(glyph) if is_blank(glyph.ch) || glyph.ch == '-' || class(glyph).is_some() => {}
            _ => return false,
        }
    }
    false
}

/// Whether a curly quote ends a string that a straight one opened: only where nothing else makes sense.
pub(super) fn ends_straight_string(mut after: Source<'_>) -> bool {
    const MOST: usize = 24;
    let mut closing = false;
    for _ in 0..MOST {
        match after.next() {
            None => return true,
            Some(glyph) if is_line_break(glyph.ch) => return true,
            Some(glyph) if is_blank(glyph.ch) => {}
            Some(Glyph { ch: ':', .. }) => return !closing,
            Some(Glyph { ch: ',' | '}' | ']', .. }) => closing = true,
            Some(_) => return false,
        }
    }
    false
}

/// Whether a quoted key and its colon come next, after blank space.
pub(super) fn looks_like_member(mut source: Source<'_>) -> bool {
    const LONGEST_KEY: usize = 128;
    const MOST_BETWEEN: usize = 16;
    skip_white(&mut source);
    let mut open = match source.next() {
        Some(glyph) if class(glyph).is_some() => glyph,
        _ => return false,
    };
    if let Some(doubled) = source.peek().filter(|next| class(*next) == class(open)) {
        source.take(doubled);
        open = doubled;
    }
    let same = |glyph: Glyph| match (class(open), class(glyph)) {
        (Some(Class::Curly), Some(Class::Curly | Class::Straight)) => true,
        (Some(Class::Straight), Some(Class::Curly)) => true,
        (from, to) => from == to,
    };
    for _ in 0..LONGEST_KEY {
        let Some(glyph) = source.next() else { return false };
        if is_line_break(glyph.ch) {
            return false;
        }
        if !same(glyph) {
            continue;
        }
        for _ in 0..MOST_BETWEEN {
            match source.next() {
                Some(Glyph { ch: ':', .. }) => return true,
                Some(next) if is_blank(next.ch) || class(next).is_some() => {}
                _ => return false,
            }
        }
        return false;
    }
    false
}
