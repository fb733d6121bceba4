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

/// Whether an object with a quoted key, however damaged, or with one of the service's, comes next.
pub(super) fn object_begins(mut source: Source<'_>) -> bool {
    let brace = source.next().filter(|glyph| glyph.ch == '{');
    quote::skip_white(&mut source);
    while let Some(surplus) = source.peek().filter(|glyph| matches!(glyph.ch, ',' | '{' | '}')) {
        source.take(surplus);
        quote::skip_white(&mut source);
    }
    let is_quoted = source.peek().is_some_and(|glyph| quote::class(glyph).is_some());
    brace.is_some() && (is_quoted || starts_with_known_key(source))
}

/// Whether what stands before an object is the key that it is the value of: then it is a part, whatever became of the
/// rest.
pub(super) fn is_value_of_key(text: &str, begins: usize) -> bool {
    const QUOTES: [char; 8] = ['"', '”', '“', '\'', '’', '»', '«', ';'];
    let before = text.get(..begins).unwrap_or_default().trim_end();
    let key = before.strip_suffix(':').unwrap_or(before).trim_end();
    let word = key.trim_end_matches(QUOTES).rsplit(|ch: char| !ch.is_ascii_alphanumeric()).next();
    let is_quoted = key.ends_with(QUOTES);
    let is_known = word.is_some_and(|word| ROOT.contains(&word));
    if before.ends_with(':') { is_quoted || is_known } else { is_quoted && is_known }
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
    let head = source.rest().split([':', '}']).next().unwrap_or_default();
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
pub(super) fn more_of_a_body(text: &str, part: Range<usize>, begins_text: bool) -> Option<usize> {
    let inside = text.get(part.clone())?;
    let inside = inside.find("\n```").and_then(|fence| inside.get(..fence)).unwrap_or(inside);
    // Prose may follow in further lines, where the body does not begin the text.
    let line = inside.split('\n').next().unwrap_or_default();
    let near = if begins_text { inside } else { line };
    let start = near.trim_start();
    let starts_as_json =
        start.starts_with(['{', '[', '"', '“', '”', ':']) && inside.contains(|ch: char| ch.is_alphanumeric());
    let is_torn =
        if begins_text { line.contains(is_quote) } else { !near.matches('"').count().is_multiple_of(2) };
    let ends_as_json =
        if begins_text { closes_after_quote(near, usize::MAX) } else { closes_after_quote(near, 0) };
    let members = ROOT.iter().flat_map(|key| near.match_indices(key)).filter(|(at, key)| {
        let before = near.get(..*at).and_then(|before| before.chars().next_back());
        let after = near.get(at.saturating_add(key.len())..).unwrap_or_default();
        let after = after.trim_start_matches(|ch: char| quote::is_blank(ch) || is_quote(ch));
        before.is_some_and(is_quote) && after.starts_with(':')
    });
    let goes_on = (starts_as_json || ends_as_json || is_torn).then(|| near.len().saturating_sub(start.len()));
    goes_on.or(members.map(|(at, _)| at).min()).map(|at| part.start.saturating_add(at))
}

fn is_quote(ch: char) -> bool {
    "\"'“”„‘’«»".contains(ch)
}

/// Whether a closing brace after a quote stands in the text inside at most so many that the text itself opens.
fn closes_after_quote(text: &str, inside_at_most: usize) -> bool {
    let mut open = 0_usize;
    text.char_indices().any(|(at, ch)| match ch {
        '{' | '[' => {
            open = open.saturating_add(1);
            false
        }
        '}' | ']' => {
            let after_quote = text.get(..at).is_some_and(|before| before.trim_end().ends_with(is_quote));
            let is_ours = open <= inside_at_most;
            open = open.saturating_sub(1);
            after_quote && is_ours
        }
        _ => false,
    })
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
        if brace.is_some() && key_follows && !is_of_headers(text, at) {
            found.push(source);
            tried = tried.saturating_add(1);
        }
        if tried == MOST_BRACES {
            return;
        }
    }
}

/// Whether the braces at a place hold a call's headers: `headers={`, `"headers": {`, `-Headers @{`.
fn is_of_headers(text: &str, at: usize) -> bool {
    const NAME: &str = "headers";
    let before = text.get(..at).unwrap_or_default().trim_end_matches(['@', ' ', '=', ':', '\t', '"', '\'']);
    let name = before.as_bytes().get(before.len().saturating_sub(NAME.len())..);
    name.is_some_and(|name| name.eq_ignore_ascii_case(NAME.as_bytes()))
}

/// Whether a key of the service, without its quotes or without the first of them, and a colon come next.
pub(super) fn starts_with_known_key(source: Source<'_>) -> bool {
    const LONGEST: usize = 40;
    let rest = source.rest();
    let colon = rest.bytes().take(LONGEST).position(|byte| byte == b':');
    let key = colon.and_then(|at| rest.get(..at)).unwrap_or_default().trim();
    let key = key.trim_end_matches(['"', '\'', '”', '’']);
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
