//! A body that a program puts together from quoted literals: `'{"Input": "' + key + '"}'`.

use std::collections::BTreeMap;

use super::wire::Json;

/// How a language quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// A backslash escapes: Python, JavaScript, C#, R.
    Backslash,
    /// Nothing escapes, and a quote stands between two literals as `\'`: bash.
    Shell,
    /// A quote inside is doubled: PowerShell, and C#'s `@"…"`.
    Doubled,
    /// A backtick escapes: PowerShell's `"…"`.
    Backtick,
}

const QUOTINGS: [Quoting; 4] = [Quoting::Backslash, Quoting::Shell, Quoting::Doubled, Quoting::Backtick];

impl Quoting {
    const fn escape(self) -> Option<char> {
        match self {
            Self::Backslash => Some('\\'),
            Self::Backtick => Some('`'),
            Self::Shell | Self::Doubled => None,
        }
    }
}

/// A literal: what it means, and the bytes after its opening quote up to and with the closing one.
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) length: usize,
}

/// What a program puts in a body between two literals is at most this many bytes of code.
const LONGEST_CODE: usize = 240;
/// The most quotes that are tried as the body's first.
const MOST_STARTS: usize = 16;
/// The most that a program puts into a body.
const MOST_INSERTED: usize = 64;
/// The longest program that is read, in bytes: a script holds one body and what sends it.
const LONGEST_PROGRAM: usize = 1 << 18;

/// The JSON objects that the literals of a program make up, as far as they need no repair. What the program
/// puts in between stands as its name in angle brackets, as a placeholder does, unless the program itself says what it is.
///
/// ```
/// use poolwise::request::objects_of_program;
/// let program = r#"KEY = 'k'
/// body = ('{"Input": {"SasBlobToken": "?sig=' + sig + '", '
///         '"ConnectionString": "AccountKey=' + json_text(KEY) + '"}}')"#;
/// let body = objects_of_program(program).next().unwrap();
/// assert_eq!(body["Input"]["SasBlobToken"], "?sig=<sig>");
/// assert_eq!(body["Input"]["ConnectionString"], "AccountKey=k");
/// ```
pub fn objects_of_program(text: &str) -> impl Iterator<Item = Json> {
    let text = if text.len() > LONGEST_PROGRAM { "" } else { text };
    let begins = |at: &usize| {
        let inside = text.get(at.saturating_add(1)..).unwrap_or_default();
        inside.trim_start().starts_with('{')
    };
    let starts = text.match_indices(['\'', '"']).map(|(at, _)| at).filter(begins).take(MOST_STARTS);
    let mut known = BTreeMap::new();
    starts
        .flat_map(|at| QUOTINGS.map(|quoting| (at, quoting)))
        .filter_map(move |(at, quoting)| serde_json::from_str(&joined(text, at, quoting, &mut known)?).ok())
        .filter(Json::is_object)
}

/// The text that a program gives to a name: `NAME = 'text'`, `"NAME": "text"`, `{ "NAME", "text" }`.
///
/// ```
/// use poolwise::request::text_of_name;
/// assert_eq!(text_of_name("INLINED = {'BES_API_KEY': 'it\\'s'}", "BES_API_KEY").as_deref(), Some("it's"));
/// assert_eq!(text_of_name("key = secret('BES_API_KEY')", "BES_API_KEY"), None);
/// ```
#[must_use]
pub fn text_of_name(program: &str, name: &str) -> Option<String> {
    let is_doubled = is_doubled(program);
    program.match_indices(name).find_map(|(at, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let after = program.get(at.saturating_add(name.len())..)?;
        if program.get(..at)?.ends_with(is_part) || after.starts_with(is_part) {
            return None;
        }
        let sign = after.strip_prefix(['\'', '"', '`']).unwrap_or(after).trim_start_matches([' ', '\t', ']']);
        let value = ["<-", "=>", "=", ":", ","].iter().find_map(|given| sign.strip_prefix(given))?;
        let value = value.trim_start_matches([' ', '\t']);
        let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let inside = value.get(1..)?;
        let quoting = match (is_shell_word(after), is_doubled) {
            (true, _) => Quoting::Shell,
            (false, true) => Quoting::Doubled,
            (false, false) => Quoting::Backslash,
        };
        let mut literal = literal(inside, quote, quoting)?;
        let mut rest = inside.get(literal.length..)?;
        while let Some(more) = rest.strip_prefix("\\''").filter(|_| quoting == Quoting::Shell) {
            let next = self::literal(more, '\'', quoting)?;
            literal.text.push('\'');
            literal.text.push_str(&next.text);
            rest = more.get(next.length..)?;
        }
        Some(literal.text)
    })
}

/// `NAME='text'` without blanks is how shells have it.
fn is_shell_word(after_name: &str) -> bool {
    after_name.starts_with("='") || after_name.starts_with("=\"")
}

/// PowerShell is told by its variables.
fn is_doubled(program: &str) -> bool {
    program.lines().any(|line| {
        line.trim_start().strip_prefix('$').is_some_and(|name| {
            let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'));
            rest.len() < name.len() && rest.trim_start().starts_with('=')
        })
    })
}

/// What a program says of names that were looked up, as JSON's text.
type Known<'p> = BTreeMap<&'p str, Option<String>>;

/// The literals from `at` on as one text, up to where its braces close.
fn joined<'p>(program: &'p str, at: usize, quoting: Quoting, known: &mut Known<'p>) -> Option<String> {
    let mut text = String::new();
    let mut braces = Braces::default();
    let mut holes = 0_usize;
    let mut rest = program.get(at..)?;
    loop {
        let quote = rest.chars().next()?;
        let literal = literal(rest.get(1..)?, quote, quoting)?;
        rest = rest.get(literal.length.saturating_add(1)..)?;
        text.push_str(&literal.text);
        if braces.close(&literal.text) {
            return Some(text);
        }
        if let Some(more) = rest.strip_prefix("\\'").filter(|_| quoting == Quoting::Shell) {
            text.push('\'');
            rest = more;
            continue;
        }
        // Two quotes side by side are one that is doubled, in a language that has them so.
        let code = code(rest, quoting).filter(|code| !code.is_empty())?;
        if let Some(name) = inserted(code) {
            holes = holes.saturating_add(1);
            if holes > MOST_INSERTED {
                return None;
            }
            let is_constant = !name.contains(|c: char| c.is_ascii_lowercase());
            let look_up = || text_of_name(program, name).filter(|_| is_constant).map(|text| escaped(&text));
            match known.entry(name).or_insert_with(look_up) {
                Some(known) => text.push_str(known),
                None => text.extend(["<", name, ">"]),
            }
        }
        rest = rest.get(code.len()..)?;
    }
}

/// What a program inserts is told to the JSON as text.
fn escaped(text: &str) -> String {
    let quoted = Json::String(text.to_owned()).to_string();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// The code up to the next literal; a shell's format for `printf`, and a variable in its quotes, are code as well.
fn code(rest: &str, quoting: Quoting) -> Option<&str> {
    let mut from = 0_usize;
    loop {
        let at =
            rest.get(from..LONGEST_CODE.min(rest.len())).or_else(|| rest.get(from..))?.find(['\'', '"'])?;
        let at = from.saturating_add(at);
        let quote = rest.get(at..)?.chars().next()?;
        let inside = rest.get(at.saturating_add(1)..)?;
        let end = inside.find(quote)?;
        let quoted = inside.get(..end)?;
        let is_code = quoted == "%s" || (quote == '"' && quoted.starts_with('$'));
        if quoting != Quoting::Shell || !is_code {
            return rest.get(..at);
        }
        from = at.saturating_add(end).saturating_add(2);
        if from > LONGEST_CODE {
            return None;
        }
    }
}

/// The name of what the code between two literals inserts: the name in capital letters, else the one that is joined.
fn inserted(code: &str) -> Option<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names =
        || code.split(|c| !is_part(c)).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    names().find(|name| is_constant(name)).or_else(|| {
        let is_joined = code.trim_start().starts_with(['+', '.', '&']) && !code.contains('(');
        names().next().filter(|_| is_joined)
    })
}

/// Whether a name is in capital letters: a constant, or a variable of the environment.
pub(super) fn is_constant(name: &str) -> bool {
    name.len() > 2 && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// The literal that begins in `inside`, after its opening quote; `None` when it does not end.
pub(super) fn literal(inside: &str, quote: char, quoting: Quoting) -> Option<Literal> {
    let mut text = String::new();
    let mut surrogate = None;
    let mut at = 0_usize;
    loop {
        let rest = inside.get(at..)?;
        let escapes = quoting.escape();
        let plain = rest.find([quote, escapes.unwrap_or(quote)])?;
        text.push_str(rest.get(..plain)?);
        at = at.saturating_add(plain);
        let mut special = rest.get(plain..)?.chars();
        if special.next() == escapes {
            let (c, length) = escape(special.as_str())?;
            match (surrogate.take(), c) {
                (_, 0xd800..=0xdbff) => surrogate = Some(c),
                (Some(high), 0xdc00..=0xdfff) => {
                    text.extend(
                        char::decode_utf16([high, c].map(|unit| u16::try_from(unit).unwrap_or_default()))
                            .flatten(),
                    );
                }
                (_, c) => text.extend(char::from_u32(c)),
            }
            at = at.saturating_add(1).saturating_add(length);
        } else if quoting == Quoting::Doubled && special.as_str().starts_with(quote) {
            text.push(quote);
            at = at.saturating_add(2);
        } else {
            return Some(Literal { text, length: at.saturating_add(1) });
        }
    }
}

/// What a backslash or a backtick escapes: its code and the bytes after it.
fn escape(after: &str) -> Option<(u32, usize)> {
    let c = after.chars().next()?;
    let coded = |digits: usize| {
        let hexadecimal = after.get(1..digits.saturating_add(1))?;
        Some((u32::from_str_radix(hexadecimal, 16).ok()?, digits.saturating_add(1)))
    };
    match c {
        'n' => Some((0x0a, 1)),
        'r' => Some((0x0d, 1)),
        't' => Some((0x09, 1)),
        'u' => coded(4),
        'U' => coded(8),
        'x' => coded(2),
        c => Some((c.into(), c.len_utf8())),
    }
}

/// The braces of a JSON text that comes in pieces.
#[derive(Default)]
struct Braces {
    open: usize,
    in_string: bool,
    escaped: bool,
}

impl Braces {
    /// Whether the object closes in this piece.
    fn close(&mut self, piece: &str) -> bool {
        for byte in piece.bytes() {
            match byte {
                _ if core::mem::take(&mut self.escaped) => {}
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' if !self.in_string => self.open = self.open.saturating_add(1),
                b'}' if !self.in_string => {
                    self.open = self.open.saturating_sub(1);
                    if self.open == 0 {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }
}
