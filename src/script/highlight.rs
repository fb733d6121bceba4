//! Syntax colours: a text as spans of tokens. Small, and never wrong about the text itself: the spans cover it.

use core::ops::Range;

use super::language::ScriptLanguage;
use super::single::RequestForm;

/// What a piece of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// Everything else.
    Plain,
    /// A comment.
    Comment,
    /// A string.
    String,
    /// A word of the language.
    Keyword,
    /// A number.
    Number,
    /// A variable, where the language marks them.
    Variable,
}

/// A piece of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxSpan {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What they are.
    pub token: Token,
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// A script.
    Script(ScriptLanguage),
    /// A single request.
    Request(RequestForm),
    /// JSON, or NDJSON.
    Json,
}

/// What the tokenizer must know of a language.
struct Rules {
    comment: &'static [&'static str],
    /// Quotes that a backslash escapes in.
    quotes: &'static [char],
    /// Quotes in which nothing is escaped.
    raw_quotes: &'static [char],
    /// Triple quotes.
    has_triple: bool,
    escape: char,
    variable: Option<char>,
    keywords: &'static [&'static str],
}

const BASH: Rules = Rules {
    comment: &["#"],
    quotes: &['"'],
    raw_quotes: &['\''],
    has_triple: false,
    escape: '\\',
    variable: Some('$'),
    keywords: &[
        "if", "then", "else", "elif", "fi", "for", "while", "do", "done", "case", "esac", "in", "return",
        "local", "export", "exit", "set", "trap", "shift", "break", "continue", "wait", "function",
    ],
};
const POWERSHELL: Rules = Rules {
    comment: &["#"],
    quotes: &['"'],
    raw_quotes: &['\''],
    has_triple: false,
    escape: '`',
    variable: Some('$'),
    keywords: &[
        "function", "if", "else", "elseif", "foreach", "for", "while", "return", "try", "catch", "finally",
        "throw", "exit", "param", "in",
    ],
};
const PYTHON: Rules = Rules {
    comment: &["#"],
    quotes: &['"', '\''],
    raw_quotes: &[],
    has_triple: true,
    escape: '\\',
    variable: None,
    keywords: &[
        "import", "from", "def", "class", "return", "if", "elif", "else", "for", "while", "in", "not", "and",
        "or", "is", "with", "as", "try", "except", "finally", "raise", "pass", "break", "lambda", "None",
        "True", "False",
    ],
};
const CSHARP: Rules = Rules {
    comment: &["//"],
    quotes: &['"', '\''],
    raw_quotes: &[],
    has_triple: false,
    escape: '\\',
    variable: None,
    keywords: &[
        "using", "internal", "private", "public", "static", "class", "sealed", "const", "readonly", "new",
        "return", "if", "else", "for", "foreach", "while", "in", "try", "catch", "finally", "throw", "lock",
        "as", "is", "int", "long", "string", "bool", "object", "byte", "char", "double", "var", "null",
        "true", "false", "params", "out", "ushort", "get",
    ],
};
const R: Rules = Rules {
    comment: &["#"],
    quotes: &['"', '\''],
    raw_quotes: &[],
    has_triple: false,
    escape: '\\',
    variable: None,
    keywords: &[
        "function", "if", "else", "for", "while", "repeat", "break", "next", "return", "in", "NULL", "TRUE",
        "FALSE",
    ],
};
const JAVASCRIPT: Rules = Rules {
    comment: &["//", "#!"],
    quotes: &['"', '\'', '`'],
    raw_quotes: &[],
    has_triple: false,
    escape: '\\',
    variable: None,
    keywords: &[
        "import",
        "from",
        "const",
        "let",
        "function",
        "async",
        "await",
        "return",
        "if",
        "else",
        "for",
        "of",
        "try",
        "catch",
        "finally",
        "throw",
        "new",
        "typeof",
        "undefined",
        "null",
        "true",
        "false",
        "continue",
        "yield",
    ],
};
const HTTP: Rules = Rules {
    comment: &["#"],
    quotes: &['"'],
    raw_quotes: &[],
    has_triple: false,
    escape: '\\',
    variable: Some('@'),
    keywords: &["GET", "POST", "PUT", "PATCH", "DELETE", "true", "false", "null"],
};
const JSON: Rules = Rules {
    comment: &[],
    quotes: &['"'],
    raw_quotes: &[],
    has_triple: false,
    escape: '\\',
    variable: None,
    keywords: &["true", "false", "null"],
};

/// A string that goes on beyond the text that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenString {
    quote: char,
    is_triple: bool,
    escape: Option<char>,
}

/// The text's tokens in order, without gaps; neighbours differ in kind.
///
/// ```
/// use poolwise::script::{ScriptLanguage, Token, Tongue, highlight};
/// let spans = highlight("x = 'a' # b", Tongue::Script(ScriptLanguage::Python));
/// let tokens: Vec<Token> = spans.iter().map(|span| span.token).collect();
/// assert_eq!(tokens, [Token::Plain, Token::String, Token::Plain, Token::Comment]);
/// ```
#[must_use]
pub fn highlight(text: &str, tongue: Tongue) -> Vec<SyntaxSpan> {
    highlight_lines(text, tongue, None).0
}

/// The tokens of some whole lines of a text, as [`highlight`] finds them there: `open` is the string that the lines before
/// leave open, and the other one that which these leave.
///
/// ```
/// use poolwise::script::{ScriptLanguage, Token, Tongue, highlight_lines};
/// let bash = Tongue::Script(ScriptLanguage::Bash);
/// let (_, open) = highlight_lines("text='a\n", bash, None);
/// let (spans, open) = highlight_lines("b'\n", bash, open);
/// assert_eq!((spans[0].token, spans[0].range.clone(), open), (Token::String, 0..2, None));
/// ```
#[must_use]
pub fn highlight_lines(
    text: &str,
    tongue: Tongue,
    mut open: Option<OpenString>,
) -> (Vec<SyntaxSpan>, Option<OpenString>) {
    let rules = rules(tongue);
    let mut spans: Vec<SyntaxSpan> = Vec::new();
    let (mut at, mut before) = (0, '\n');
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, token);
        (length, token, open) = match open {
            Some(string) => string.read(rest, 0),
            None => next(rest, before, rules),
        };
        let length = length.max(1).min(rest.len());
        match spans.last_mut() {
            Some(last) if last.token == token => last.range.end = at + length,
            _ => spans.push(SyntaxSpan { range: at..at + length, token }),
        }
        before = rest.get(..length).and_then(|piece| piece.chars().next_back()).unwrap_or(' ');
        at += length;
    }
    (spans, open)
}

const fn rules(tongue: Tongue) -> &'static Rules {
    match tongue {
        Tongue::Script(ScriptLanguage::Bash) | Tongue::Request(RequestForm::Curl) => &BASH,
        Tongue::Script(ScriptLanguage::PowerShell) => &POWERSHELL,
        Tongue::Script(ScriptLanguage::Python) => &PYTHON,
        Tongue::Script(ScriptLanguage::CSharp) => &CSHARP,
        Tongue::Script(ScriptLanguage::R) => &R,
        Tongue::Script(ScriptLanguage::JavaScript) => &JAVASCRIPT,
        Tongue::Request(RequestForm::HttpFile) => &HTTP,
        Tongue::Json => &JSON,
    }
}

/// A token's bytes and kind, and the string that it is the beginning of, where the text ends before that does.
type Next = (usize, Token, Option<OpenString>);

/// The next token.
fn next(rest: &str, before: char, rules: &Rules) -> Next {
    let first = rest.chars().next().unwrap_or(' ');
    let one = first.len_utf8();
    let string = |quote: char, escape: Option<char>| OpenString { quote, is_triple: false, escape };
    // `${#x}` and `x#y` are no comments: one begins a word.
    let begins_word = before.is_whitespace() || matches!(before, '(' | ')' | '{' | '}' | ';' | ',');
    if begins_word && rules.comment.iter().any(|mark| rest.starts_with(mark)) {
        return (rest.find('\n').unwrap_or(rest.len()), Token::Comment, None);
    }
    if rules.has_triple && (rest.starts_with("\"\"\"") || rest.starts_with("'''")) {
        return OpenString { is_triple: true, ..string(first, None) }.read(rest, 3);
    }
    if first == '\\' && rules.variable == Some('$') {
        return (one + rest.chars().nth(1).map_or(0, char::len_utf8), Token::Plain, None);
    }
    // bash's $'…' is the one raw quote with escapes.
    if rest.starts_with("$'") && rules.variable == Some('$') {
        return string('\'', Some('\\')).read(rest, 2);
    }
    if rules.quotes.contains(&first) {
        return string(first, Some(rules.escape)).read(rest, one);
    }
    if rules.raw_quotes.contains(&first) {
        return string(first, None).read(rest, one);
    }
    let (length, token) = word(rest, first, rules);
    (length, token, None)
}

/// A variable, a number, a word, or one other character.
fn word(rest: &str, first: char, rules: &Rules) -> (usize, Token) {
    let one = first.len_utf8();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let word_length = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    if rules.variable == Some(first) {
        let name = rest.get(one..).unwrap_or_default();
        if name.starts_with('{') {
            // No name goes over a line's end.
            let ends =
                name.find(['}', '\n']).filter(|end| name.get(*end..).is_some_and(|end| end.starts_with('}')));
            return ends.map_or((one, Token::Plain), |end| (one + end + 1, Token::Variable));
        }
        let length = word_length(name);
        return if length > 0 { (one + length, Token::Variable) } else { (one, Token::Plain) };
    }
    if first.is_ascii_digit() {
        return (rest.find(|c: char| !is_word(c) && c != '.').unwrap_or(rest.len()), Token::Number);
    }
    if is_word(first) {
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or_default();
        let token = if rules.keywords.contains(&word) { Token::Keyword } else { Token::Plain };
        return (length, token);
    }
    (one, Token::Plain)
}

impl OpenString {
    /// Reads to the closing quote, or to the text's end; the string has begun so many bytes into the text.
    fn read(self, text: &str, begins: usize) -> Next {
        let inside = text.get(begins..).unwrap_or_default();
        let ends =
            if self.is_triple { inside.find(self.closing()).map(|at| at + 3) } else { self.ends(inside) };
        match ends {
            Some(ends) => (begins + ends, Token::String, None),
            None => (text.len(), Token::String, Some(self)),
        }
    }

    const fn closing(self) -> &'static str {
        if self.quote == '"' { "\"\"\"" } else { "'''" }
    }

    fn ends(self, inside: &str) -> Option<usize> {
        let mut characters = inside.char_indices();
        while let Some((at, c)) = characters.next() {
            if Some(c) == self.escape {
                characters.next();
            } else if c == self.quote {
                return Some(at + c.len_utf8());
            }
        }
        None
    }
}
