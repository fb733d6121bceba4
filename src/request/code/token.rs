//! The words of a program, as five languages have them in common.

use super::super::literals::{Quoting, literal};

/// One word of a program.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'p> {
    /// A text, in pieces where the program puts something in.
    Text(Vec<Piece>),
    /// A name, without PowerShell's `$`.
    Name(&'p str),
    /// A number as written.
    Number(&'p str),
    /// Anything else, signs that belong together as one.
    Sign(&'p str),
    /// Nothing follows.
    End,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// What it says.
    Text(String),
    /// The code whose value stands there.
    Code(String),
}

/// A word with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word<'p> {
    pub(super) token: Token<'p>,
    /// The place after it.
    pub(super) end: usize,
    /// Whether a line ended before it.
    pub(super) begins_line: bool,
    /// Whether no JSON has it so, however broken: a text that the program fills.
    pub(super) is_code: bool,
}

/// Signs that mean something together.
const SIGNS: [&str; 9] = ["=>", "==", "!=", "<-", "::", "->", "?.", "||", "&&"];

/// How a text puts code in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filling {
    None,
    /// `{name}`, a brace doubled where it is meant: Python's `f"…"`, C#'s `$"…"`.
    Braces,
    /// `${name}`: JavaScript's templates.
    Template,
    /// `$name`, `${name}`, `$(…)`: PowerShell's `"…"`.
    Variables,
}

/// The word at a place, blanks and comments before it passed over; `None` where a text or a comment does not end.
pub(super) fn word(program: &str, at: usize, is_powershell: bool) -> Option<Word<'_>> {
    let (start, begins_line) = past_blanks(program, at)?;
    let rest = program.get(start..)?;
    let word = |token, length: usize| {
        Some(Word { token, end: start.saturating_add(length), begins_line, is_code: false })
    };
    let Some(first) = rest.chars().next() else { return word(Token::End, 0) };
    let prefix = prefix(rest);
    let quote = rest.get(prefix.len()..)?.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote {
        let (pieces, length, filling) = text(rest, prefix, quote, is_powershell)?;
        let is_code = filling != Filling::None && pieces.iter().any(|piece| matches!(piece, Piece::Code(_)));
        return word(Token::Text(pieces), length).map(|word| Word { is_code, ..word });
    }
    if let Some(variable) = rest.strip_prefix('$') {
        let scope = ["env:", "script:", "global:"].into_iter().find(|scope| variable.starts_with(scope));
        let skipped = scope.map_or(0, str::len);
        let name = name(variable.get(skipped..)?);
        if !name.is_empty() {
            return word(Token::Name(name), name.len().saturating_add(skipped).saturating_add(1));
        }
    }
    if is_of_name(first) && !first.is_ascii_digit() {
        let name = name(rest);
        return word(Token::Name(name), name.len());
    }
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    if digits.starts_with(|c: char| c.is_ascii_digit()) {
        let is_of_number = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
        let length = digits.find(|c| !is_of_number(c)).unwrap_or(digits.len());
        let length = length.saturating_add(rest.len().saturating_sub(digits.len()));
        return word(Token::Number(rest.get(..length)?), length);
    }
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
    let length = sign.map_or(first.len_utf8(), str::len);
    word(Token::Sign(rest.get(..length)?), length)
}

/// The letters before a quote that belong to it.
fn prefix(rest: &str) -> &str {
    const KNOWN: [&str; 12] = ["r", "u", "b", "f", "rf", "fr", "rb", "br", "$", "@", "$@", "@$"];
    let length = rest.bytes().take(3).position(|byte| matches!(byte, b'"' | b'\'')).unwrap_or(0);
    let before = rest.get(..length).unwrap_or_default();
    if KNOWN.iter().any(|known| before.eq_ignore_ascii_case(known)) { before } else { "" }
}

/// A text's pieces, its length with prefix and quotes, and how it is filled.
fn text(rest: &str, prefix: &str, quote: char, is_powershell: bool) -> Option<(Vec<Piece>, usize, Filling)> {
    let has = |letter: &str| prefix.to_ascii_lowercase().contains(letter);
    let is_verbatim = has("@") || (is_powershell && quote == '\'');
    let is_backtick = is_powershell && quote == '"';
    let filling = match quote {
        '`' => Filling::Template,
        _ if has("f") || has("$") => Filling::Braces,
        _ if is_backtick => Filling::Variables,
        _ => Filling::None,
    };
    let opened = rest.get(prefix.len()..)?;
    let triple: String = [quote; 3].iter().collect();
    if let Some(inside) = opened.strip_prefix(&*triple).filter(|_| quote != '`' && !is_verbatim) {
        let length = inside.find(&*triple)?;
        let content = inside.get(..length)?;
        let said = if has("r") { content.to_owned() } else { unescaped(content)? };
        let whole = prefix.len().saturating_add(length).saturating_add(6);
        return Some((pieces(said, filling), whole, filling));
    }
    let inside = opened.get(1..)?;
    let (said, length) = if has("r") {
        let length = end_of_raw(inside, quote)?;
        (inside.get(..length)?.to_owned(), length.saturating_add(1))
    } else {
        let quoting = match (is_verbatim, is_backtick) {
            (true, _) => Quoting::Doubled,
            (false, true) => Quoting::Backtick,
            (false, false) => Quoting::Backslash,
        };
        let read = literal(inside, quote, quoting)?;
        (read.text, read.length)
    };
    // A text of one line that does not end in it is broken, and no program's.
    let spans_lines = inside.get(..length).is_some_and(|raw| raw.contains('\n'));
    if spans_lines && quote != '`' && !is_verbatim && !is_powershell {
        return None;
    }
    let whole = prefix.len().saturating_add(length).saturating_add(1);
    Some((pieces(said, filling), whole, filling))
}

fn unescaped(content: &str) -> Option<String> {
    // No text holds the sign that ends this one.
    let ended = [content, "\0"].concat();
    literal(&ended, '\0', Quoting::Backslash).map(|read| read.text)
}

/// Where a raw text ends: at the first quote without a backslash before it.
fn end_of_raw(inside: &str, quote: char) -> Option<usize> {
    let is_end = |at: &usize| !inside.get(..*at).is_some_and(|before| before.ends_with('\\'));
    inside.match_indices(quote).map(|(at, _)| at).find(is_end)
}

fn pieces(said: String, filling: Filling) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = said.as_str();
    loop {
        let Some(at) = rest.find(['{', '}', '$']).filter(|_| filling != Filling::None) else {
            plain.push_str(rest);
            break;
        };
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let doubled =
            ["{{", "}}"].into_iter().find(|two| filling == Filling::Braces && from.starts_with(two));
        if let Some(doubled) = doubled {
            plain.extend(doubled.chars().next());
            rest = from.get(doubled.len()..).unwrap_or_default();
            continue;
        }
        let Some((code, length)) = filled(from, filling) else {
            let sign = from.chars().next();
            plain.extend(sign);
            rest = from.get(sign.map_or(0, char::len_utf8)..).unwrap_or_default();
            continue;
        };
        pieces.push(Piece::Text(core::mem::take(&mut plain)));
        pieces.push(Piece::Code(code.to_owned()));
        rest = from.get(length..).unwrap_or_default();
    }
    pieces.push(Piece::Text(plain));
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    pieces
}

/// The code that a text puts in at its start, and how many bytes say so.
fn filled(from: &str, filling: Filling) -> Option<(&str, usize)> {
    let inside = |opening: &str, closing: char| {
        let code = from.strip_prefix(opening)?;
        let code = code.get(..code.find(closing)?)?;
        Some((code, code.len().saturating_add(opening.len()).saturating_add(1)))
    };
    match filling {
        Filling::None => None,
        Filling::Braces => inside("{", '}'),
        Filling::Template => inside("${", '}'),
        Filling::Variables => inside("${", '}').or_else(|| inside("$(", ')')).or_else(|| {
            let variable = from.strip_prefix('$')?;
            let scope = variable.strip_prefix("env:").unwrap_or(variable);
            let name = name(scope);
            let length = name.len().saturating_add(from.len().saturating_sub(scope.len()));
            (!name.is_empty()).then_some((name, length))
        }),
    }
}

/// The place past blanks, comments and continued lines, and whether a line ended on the way.
fn past_blanks(program: &str, mut at: usize) -> Option<(usize, bool)> {
    let mut ended = false;
    loop {
        let rest = program.get(at..)?;
        let line = || rest.find('\n').unwrap_or(rest.len());
        let length = match rest.chars().next() {
            Some('\n') => {
                ended = true;
                1
            }
            Some(c) if c.is_whitespace() => c.len_utf8(),
            Some('#') => line(),
            Some('/') if rest.starts_with("//") => line(),
            Some('/') if rest.starts_with("/*") => rest.find("*/")?.saturating_add(2),
            Some('<') if rest.starts_with("<#") => rest.find("#>")?.saturating_add(2),
            // The line goes on.
            Some('\\' | '`') if rest.get(1..).is_some_and(|next| next.starts_with(['\n', '\r'])) => {
                line().saturating_add(1)
            }
            _ => return Some((at, ended)),
        };
        at = at.saturating_add(length);
    }
}

/// The name that a text begins with; empty where it begins with none.
pub(super) fn name(text: &str) -> &str {
    text.get(..text.find(|c| !is_of_name(c)).unwrap_or(text.len())).unwrap_or_default()
}

pub(super) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
