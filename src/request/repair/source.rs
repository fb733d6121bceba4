use super::entity;

/// How a shell wraps the argument that the JSON stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// It does not.
    No,
    /// In `'…'`; a quote inside is `'\''`.
    Single,
    /// In `"…"`; quotes, backslashes, dollars and backticks inside are escaped.
    Double,
}

/// One character as it is meant, and the bytes that wrote it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) ch: char,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Written as an HTML entity.
    pub(super) entity: bool,
}

/// A place in a text, read one meant character at a time: entities decoded once, tags skipped, shell escapes undone.
///
/// Copying it is how the reader looks ahead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) entities: bool,
    pub(super) tags: bool,
    pub(super) shell: Shell,
    pub(super) tags_skipped: usize,
    pub(super) first_tag: (usize, usize),
}

impl<'t> Source<'t> {
    pub(super) const fn new(text: &'t str, start: usize, end: usize) -> Self {
        Self {
            text,
            at: start,
            end,
            entities: false,
            tags: false,
            shell: Shell::No,
            tags_skipped: 0,
            first_tag: (0, 0),
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<Glyph> {
        let mut ahead = *self;
        ahead.next()
    }

    pub(super) fn next(&mut self) -> Option<Glyph> {
        if self.tags {
            self.skip_tags();
        }
        let rest = self.rest();
        let ch = rest.chars().next()?;
        let start = self.at;
        let (ch, length, entity) = match ch {
            '&' if self.entities => match entity::decode(rest) {
                Some((ch, length)) => (ch, length, true),
                None => (ch, 1, false),
            },
            '\\' if self.shell == Shell::Double => match rest.as_bytes().get(1) {
                Some(&escaped @ (b'"' | b'\\' | b'$' | b'`')) => (char::from(escaped), 2, false),
                _ => (ch, 1, false),
            },
            '\'' if self.shell == Shell::Single && rest.starts_with("'\\''") => (ch, 4, false),
            _ => (ch, ch.len_utf8(), false),
        };
        self.at = start.saturating_add(length);
        Some(Glyph { ch, start, end: self.at, entity })
    }

    /// Takes `glyph`, which [`Source::peek`] gave.
    pub(super) fn take(&mut self, glyph: Glyph) {
        if self.tags {
            self.skip_tags();
        }
        self.at = glyph.end;
    }

    /// The text from here that `ordinary` bytes make up: taken at once, since no byte of it means anything but itself.
    pub(super) fn take_while(&mut self, ordinary: fn(u8) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !ordinary(byte)).unwrap_or(rest.len());
        let run = rest.get(..length).unwrap_or_default();
        self.at = self.at.saturating_add(run.len());
        run
    }

    fn skip_tags(&mut self) {
        while let Some(length) = tag_length(self.rest()) {
            if self.tags_skipped == 0 {
                self.first_tag = (self.at, self.at.saturating_add(length));
            }
            self.tags_skipped = self.tags_skipped.saturating_add(1);
            self.at = self.at.saturating_add(length);
        }
    }
}

/// Tags that colour or lay out a code sample. `<Key>` is none of them: it is what the reader is to fill in.
const TAGS: [&str; 18] = [
    "a", "b", "br", "code", "div", "em", "font", "i", "li", "mark", "p", "pre", "span", "strong", "td", "tr",
    "u", "wbr",
];
const LONGEST_TAG: usize = 512;

fn tag_length(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('<')?;
    let named = inside.strip_prefix('/').unwrap_or(inside);
    let name_length = named.bytes().position(|byte| !byte.is_ascii_alphanumeric())?;
    let name = named.get(..name_length)?;
    if !TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name)) {
        return None;
    }
    let attributes = named.get(name_length..)?;
    let length = attributes_length(attributes, inside.starts_with('/'))?;
    Some(rest.len().saturating_sub(attributes.len()).saturating_add(length))
}

/// Up to the end of a tag, where nothing but attributes comes before it: a `<a` inside a string may be text, and what
/// follows it of the body is not to go with a tag.
fn attributes_length(attributes: &str, closes: bool) -> Option<usize> {
    let mut quote = None;
    let mut last = '\0';
    for (at, ch) in attributes.char_indices().take(LONGEST_TAG) {
        match (quote, ch) {
            (Some(open), _) if open == ch => quote = None,
            (Some(_), '{' | '}' | '<') => return None,
            (Some(_), _) => {}
            (None, '>') => return Some(at.saturating_add(1)),
            (None, _) if closes && !ch.is_whitespace() => return None,
            (None, _) if at == 0 && !ch.is_whitespace() && ch != '/' => return None,
            (None, '"' | '\'') if last == '=' => quote = Some(ch),
            (None, '"' | '\'' | '{' | '}' | '<' | ',') => return None,
            (None, _) => {}
        }
        last = ch;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, set: fn(&mut Source<'_>), expected: &str) {
        let mut source = Source::new(text, 0, text.len());
        set(&mut source);
        let mut read = String::new();
        while let Some(glyph) = source.next() {
            read.push(glyph.ch);
        }
        assert_eq!(read, expected, "{text:?}");
    }

    #[test]
    fn reads_what_is_meant() {
        check("a&lt;b&amp;lt;", |source| source.entities = true, "a<b&lt;");
        check("a&lt;b", |_| (), "a&lt;b");
        check("<span class=\"x\">a</span><Key><br/>b", |source| source.tags = true, "a<Key>b");
        check(r#"{\"a\": \"\\n\$\x\"}"#, |source| source.shell = Shell::Double, r#"{"a": "\n$\x"}"#);
        check(r"it'\''s", |source| source.shell = Shell::Single, "it's");
        check("<span", |source| source.tags = true, "<span");
        check("</a b\", >c", |source| source.tags = true, "</a b\", >c");
        check("<a b\", \"c\">d", |source| source.tags = true, "<a b\", \"c\">d");
        check("<a href=\"x?y,z\" id=b>d</a >", |source| source.tags = true, "d");
    }
}
