//! Where in a text the JSON may stand: at its start, in a fence, in a `<pre>`, in a command, after a sentence.

use core::ops::Range;

use super::keys::{ROOT, Role};
use super::quote;
use super::source::{Glyph, Shell, Source};

const MOST_BLOCKS: usize = 8;
const MOST_BRACES: usize = 24;

/// The places to try, the likeliest first; those after the first are looked for only when it fails.
pub(super) fn candidates(text: &str) -> impl Iterator<Item = Source<'_>> {
    let inside = core::iter::once_with(move || {
        let mut found = Vec::new();
        fences(text, &mut found);
        preformatted(text, &mut found);
        shell_arguments(text, &mut found);
        braces(text, &mut found);
        found
    });
    core::iter::once_with(move || whole(text)).chain(inside.flatten())
}

/// Where the JSON of a candidate begins: past white space and marks of no width.
pub(super) fn begin(mut source: Source<'_>) -> usize {
    quote::skip_white(&mut source);
    source.at
}

/// Whether an object with a quoted key, or with one of the service's, comes next.
pub(super) fn object_begins(mut source: Source<'_>) -> bool {
    let brace = source.next().filter(|glyph| glyph.ch == '{');
    brace.is_some() && (quote::looks_like_member(source) || starts_with_known_key(source))
}

/// What the object claims that a candidate begins with, where it could not be read: the rest of the text when the text
/// begins with it or it is a body, else up to its last brace. One that begins the text and was read claims what was read.
pub(super) fn claim(source: Source<'_>, begins_text: bool, read_to: Option<usize>) -> Option<Range<usize>> {
    let at = begin(source);
    let here = Source { at, ..source };
    if !quote::looks_like_member(here) && !object_begins(here) {
        return None;
    }
    match read_to {
        Some(end) => begins_text.then_some(at..end),
        None if begins_text || begins_body(here) => Some(at..source.text.len()),
        None => Some(at..last_brace(here)),
    }
}

/// Whether the first key is one of a body's own, or nearly.
fn begins_body(source: Source<'_>) -> bool {
    let head = source.rest().split(':').next().unwrap_or_default();
    let key = head.trim_matches(|ch: char| !ch.is_ascii_alphanumeric());
    Role::Root.meant(key).is_some() || ROOT.iter().any(|known| key.contains(known))
}

/// Where as many braces have closed as opened, strings or not: what is broken in them cannot be told here.
fn last_brace(source: Source<'_>) -> usize {
    let mut open = 0_usize;
    for (at, ch) in source.rest().char_indices() {
        match ch {
            '{' => open = open.saturating_add(1),
            '}' if open == 1 => return source.at.saturating_add(at),
            '}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    source.end
}

/// Where what follows a body is of it, or a second one: JSON that goes on in the line, and where the body begins the
/// text, JSON or one of its own members with its colon anywhere.
pub(super) fn more_of_a_body(text: &str, part: Range<usize>) -> Option<usize> {
    let inside = text.get(part.clone())?;
    let whole = Source::new(text, 0, text.len());
    let begins_text = object_begins(Source { at: begin(whole), ..whole });
    let is_quote = |ch: char| "\"'“”„‘’«»".contains(ch);
    let start = if begins_text { inside.trim_start() } else { inside.trim_start_matches(quote::is_blank) };
    let blanks = inside.len().saturating_sub(start.len());
    let starts_as_json =
        start.starts_with(['{', '[', '"', '“', '”', ':']) && inside.contains(|ch: char| ch.is_alphanumeric());
    let ends_as_json = begins_text && inside.trim_end().ends_with(['}', ']']) && inside.contains(is_quote);
    let members = ROOT.iter().flat_map(|key| inside.match_indices(key)).filter(|(at, key)| {
        let before = inside.get(..*at).and_then(|before| before.chars().next_back());
        let after = inside.get(at.saturating_add(key.len())..).unwrap_or_default();
        let after = after.trim_start_matches(|ch: char| quote::is_blank(ch) || is_quote(ch));
        before.is_some_and(is_quote) && after.starts_with(':')
    });
    let member = members.map(|(at, _)| at).min().filter(|_| begins_text);
    (starts_as_json || ends_as_json).then_some(blanks).or(member).map(|at| part.start.saturating_add(at))
}

fn tolerant(text: &str, start: usize, end: usize) -> Source<'_> {
    Source { entities: true, ..Source::new(text, start, end) }
}

fn whole(text: &str) -> Source<'_> {
    let mut source = tolerant(text, 0, text.len());
    quote::skip_white(&mut source);
    source
}

/// Blocks between lines of three backticks or tildes.
fn fences<'t>(text: &'t str, found: &mut Vec<Source<'t>>) {
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0_usize;
    let mut blocks = 0_usize;
    for line in text.split_inclusive('\n') {
        let next = at.saturating_add(line.len());
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (mark, open) {
            (Some(mark), None) => open = Some((mark, next)),
            (Some(mark), Some((opening, start))) if mark == opening => {
                found.push(tolerant(text, start, at));
                open = None;
                blocks = blocks.saturating_add(1);
            }
            _ => {}
        }
        if blocks == MOST_BLOCKS {
            return;
        }
        at = next;
    }
    if let Some((_, start)) = open {
        found.push(tolerant(text, start, text.len()));
    }
}

/// The insides of `<pre>` elements, their tags to be skipped.
fn preformatted<'t>(text: &'t str, found: &mut Vec<Source<'t>>) {
    let mut from = 0_usize;
    for _ in 0..MOST_BLOCKS {
        let Some(open) = find_ignoring_case(text, from, "<pre") else { return };
        let end = find_ignoring_case(text, open, "</pre").unwrap_or(text.len());
        found.push(Source { tags: true, ..tolerant(text, open, end) });
        from = end.max(open.saturating_add(1));
    }
}

/// The quoted argument after `-d` or `--data…`.
fn shell_arguments<'t>(text: &'t str, found: &mut Vec<Source<'t>>) {
    let options = ["--data-raw", "--data-binary", "--data", "--json", "-d"];
    for (at, _) in text.match_indices('-').take(256) {
        let begins =
            text.get(..at).and_then(|before| before.chars().next_back()).is_none_or(char::is_whitespace);
        let rest = text.get(at..).unwrap_or_default();
        let Some(argument) = options.iter().find_map(|option| rest.strip_prefix(option)) else { continue };
        let quoted = argument.trim_start_matches([' ', '=', '$', '\t']);
        let shell = match quoted.chars().next() {
            Some('\'') => Shell::Single,
            Some('"') => Shell::Double,
            _ => continue,
        };
        if !begins {
            continue;
        }
        let start = text.len().saturating_sub(quoted.len()).saturating_add(1);
        let mut source = Source { shell, ..tolerant(text, start, text.len()) };
        source.end = end_of_argument(source);
        // An entity in a command is the command's own text: nothing has passed through a page.
        found.push(source);
        return;
    }
}

fn end_of_argument(mut source: Source<'_>) -> usize {
    let quote = if source.shell == Shell::Single { '\'' } else { '"' };
    while let Some(glyph) = source.next() {
        // An escaped quote takes more than one byte.
        if glyph.ch == quote && glyph.end.saturating_sub(glyph.start) == 1 {
            return glyph.start;
        }
    }
    source.end
}

/// Braces that a quoted key follows.
fn braces<'t>(text: &'t str, found: &mut Vec<Source<'t>>) {
    let html = find_ignoring_case(text, 0, "</").is_some();
    let mut tried = 0_usize;
    for (at, _) in text.match_indices('{') {
        let source = Source { tags: html, ..tolerant(text, at, text.len()) };
        let mut inside = source;
        let brace = inside.next();
        quote::skip_white(&mut inside);
        let key_follows = inside.peek().is_some_and(|glyph: Glyph| quote::class(glyph).is_some())
            || starts_with_known_key(inside);
        if brace.is_some() && key_follows {
            found.push(source);
            tried = tried.saturating_add(1);
        }
        if tried == MOST_BRACES {
            return;
        }
    }
}

/// Whether an unquoted key of the service and a colon come next.
pub(super) fn starts_with_known_key(source: Source<'_>) -> bool {
    const LONGEST: usize = 40;
    let rest = source.rest();
    let colon = rest.bytes().take(LONGEST).position(|byte| byte == b':');
    let key = colon.and_then(|at| rest.get(..at)).unwrap_or_default().trim();
    let is_word = key.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | ' '));
    is_word && (Role::Root.meant(key).is_some() || Role::Blob.meant(key).is_some())
}

/// Where `tag`, which begins with `<`, stands in any case.
fn find_ignoring_case(text: &str, from: usize, tag: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.match_indices('<').map(|(at, _)| at).find_map(|at| {
        let found = rest.as_bytes().get(at..at.checked_add(tag.len())?)?;
        found.eq_ignore_ascii_case(tag.as_bytes()).then(|| at.saturating_add(from))
    })
}
