use core::fmt;
use core::ops::Range;

use serde_json::Value;

/// What kind of damage was mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepairKind {
    /// A byte order mark stood in front.
    ByteOrderMark,
    /// Text stood before the JSON: a page, a command, a sentence.
    TextBefore,
    /// Text stood after the JSON.
    TextAfter,
    /// Markdown's fence stood around the JSON.
    CodeFence,
    /// HTML tags stood inside the JSON.
    Tags,
    /// The JSON was the argument of a shell command.
    ShellArgument,
    /// The JSON was the text of a JSON string.
    Wrapped,
    /// An HTML entity stood for a character: `&lt;` for `<`.
    Entity,
    /// A string was broken over lines, with the indentation of the next line inside it.
    BrokenLine,
    /// Quotes were curly, angled, single, or entities.
    Quotes,
    /// A quote stood twice.
    DoubledQuote,
    /// A string had no closing quote.
    MissingQuote,
    /// A quote that belongs to a string was not escaped.
    InnerQuote,
    /// A key or a text had no quotes.
    Unquoted,
    /// A backslash stood before a character that JSON does not escape: `\_`.
    Escape,
    /// Half of a surrogate pair stood alone: `\ud800` is no character.
    LoneSurrogate,
    /// A control character stood inside a string.
    ControlCharacter,
    /// Blank space that JSON does not know, such as the no-break space.
    Blank,
    /// A comment.
    Comment,
    /// A comma without a neighbour.
    SurplusComma,
    /// Two values without a comma between them.
    MissingComma,
    /// A key without a value.
    MissingValue,
    /// A container that was never closed.
    MissingBrace,
    /// A closing brace or bracket without an opening one.
    SurplusBrace,
    /// Members without braces around them.
    OuterBraces,
    /// A literal of another language: `None`, `True`, `undefined`.
    Literal,
    /// A number in a form that JSON does not know: `+1`, `.5`.
    Number,
    /// A key of the service, misspelt.
    KeyName,
}

impl RepairKind {
    /// All of them, in the order in which they are explained.
    pub const ALL: [Self; 28] = [
        Self::ByteOrderMark,
        Self::TextBefore,
        Self::TextAfter,
        Self::CodeFence,
        Self::Tags,
        Self::ShellArgument,
        Self::Wrapped,
        Self::Entity,
        Self::BrokenLine,
        Self::Quotes,
        Self::DoubledQuote,
        Self::MissingQuote,
        Self::InnerQuote,
        Self::Unquoted,
        Self::Escape,
        Self::LoneSurrogate,
        Self::ControlCharacter,
        Self::Blank,
        Self::Comment,
        Self::SurplusComma,
        Self::MissingComma,
        Self::MissingValue,
        Self::MissingBrace,
        Self::SurplusBrace,
        Self::OuterBraces,
        Self::Literal,
        Self::Number,
        Self::KeyName,
    ];
}

/// Which repair: the same one in every reading of the same text, whichever others are switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepairId {
    /// Where it begins, in bytes from the start of the text.
    pub start: usize,
    /// What kind it is.
    pub kind: RepairKind,
}

/// One repair.
///
/// Its `Debug` shows no text, since pasted text holds account keys (I8).
#[derive(Clone, PartialEq, Eq)]
pub struct Repair {
    /// Which one; switched off by passing it to [`repair`](super::repair).
    pub id: RepairId,
    /// The bytes of the text that it concerns; empty where something was missing.
    pub span: Range<usize>,
    /// How often it was done: more than one for blanks and tags, which are reported once.
    pub times: usize,
    /// What stood there, with a word of context where a bare line break would say nothing; long text is shortened.
    pub before: String,
    /// What it was read as.
    pub after: String,
    /// Whether it was done; `false` for one that is switched off.
    pub applied: bool,
}

impl fmt::Debug for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repair")
            .field("kind", &self.id.kind)
            .field("span", &self.span)
            .field("times", &self.times)
            .field("applied", &self.applied)
            .finish_non_exhaustive()
    }
}

/// Something that JSON allows and that loses something all the same; nothing was rewritten.
#[derive(Clone, PartialEq)]
pub enum Notice {
    /// A key stood twice in one object: the last value counts, as JSON readers do.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it stood again, in bytes.
        span: Range<usize>,
        /// The value that no longer counts.
        first: Value,
    },
    /// A number has more digits than a JSON reader keeps.
    NumberRounded {
        /// As written.
        found: String,
        /// As kept.
        kept: String,
        /// Where, in bytes.
        span: Range<usize>,
    },
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, span) = match self {
            Self::DuplicateKey { span, .. } => ("DuplicateKey", span),
            Self::NumberRounded { span, .. } => ("NumberRounded", span),
        };
        f.debug_struct(name).field("span", span).finish_non_exhaustive()
    }
}

/// What JSON would have at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A key in quotes.
    Key,
    /// The colon after a key.
    Colon,
    /// A value.
    Value,
    /// A comma, or the end of the container.
    CommaOrEnd,
    /// The closing quote of a string.
    ClosingQuote,
    /// A character that a string may hold.
    StringCharacter,
    /// Nothing more.
    End,
}

/// Why a text is not JSON, even with repairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// Nothing in the text looks like JSON.
    NoJson,
    /// The text is longer than [`LONGEST_BYTES`](super::LONGEST_BYTES).
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// Containers lie deeper than [`DEEPEST`](super::DEEPEST).
    TooDeep,
    /// Something else was expected there.
    Expected(Expected),
    /// A repair would help, but is switched off.
    SwitchedOff(RepairKind),
}

/// Where and why a text cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Why.
    pub problem: Problem,
    /// In bytes from the start of the text.
    pub offset: usize,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The character there; `None` at the end of the text.
    pub found: Option<char>,
}

impl Unreadable {
    pub(super) fn at(text: &str, offset: usize, problem: Problem) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        Self {
            problem,
            offset: before.len(),
            line: before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1),
            column: before.get(line_start..).unwrap_or_default().chars().count().saturating_add(1),
            found: text.get(before.len()..).and_then(|rest| rest.chars().next()),
        }
    }
}

/// What became of a text.
#[derive(Clone, PartialEq)]
pub struct Repaired {
    /// The JSON value, or why there is none.
    pub value: Result<Value, Unreadable>,
    /// Every repair in the order of the text, those that are switched off too.
    pub repairs: Vec<Repair>,
    /// Repairs beyond [`MOST_LISTED`](super::MOST_LISTED), done but not listed.
    pub unlisted: usize,
    /// What JSON allows and the reader should know.
    pub notices: Vec<Notice>,
}

impl fmt::Debug for Repaired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repaired")
            .field("problem", &self.value.as_ref().err())
            .field("repairs", &self.repairs)
            .field("unlisted", &self.unlisted)
            .field("notices", &self.notices)
            .finish_non_exhaustive()
    }
}

/// Text of at most 120 characters: the beginning and the end of anything longer. A control character is shown as JSON
/// escapes it, since a screen shows nothing of it.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    const HEAD: usize = 80;
    const TAIL: usize = 36;
    let is_unseen = |ch: char| ch.is_control() && !matches!(ch, '\n' | '\r' | '\t');
    let mut shown = text.to_owned();
    if text.len() > LONGEST && text.chars().nth(LONGEST).is_some() {
        shown = text.chars().take(HEAD).collect();
        shown.push('…');
        let mut tail: Vec<char> = text.chars().rev().take(TAIL).collect();
        tail.reverse();
        shown.extend(tail);
    }
    if !shown.contains(is_unseen) {
        return shown;
    }
    let seen = |ch: char| if is_unseen(ch) { format!("\\u{:04x}", u32::from(ch)) } else { ch.to_string() };
    shown.chars().map(seen).collect()
}
