//! Repairs and notices in words.

use crate::units::Decimal;
use crate::words::{Figures, Language, REPAIR};

use super::{DEEPEST, Expected, LONGEST_BYTES, Notice, Problem, Repair, RepairKind, Unreadable};

/// What a repair of this kind does, in the past tense of a list of things done.
#[must_use]
pub const fn repair_kind(kind: RepairKind, language: Language) -> &'static str {
    let words = REPAIR.of(language);
    match kind {
        RepairKind::ByteOrderMark => words.byte_order_mark,
        RepairKind::TextBefore => words.text_before,
        RepairKind::TextAfter => words.text_after,
        RepairKind::CodeFence => words.code_fence,
        RepairKind::Tags => words.tags,
        RepairKind::ShellArgument => words.shell_argument,
        RepairKind::Wrapped => words.wrapped,
        RepairKind::Entity => words.entity,
        RepairKind::BrokenLine => words.broken_line,
        RepairKind::Quotes => words.quotes,
        RepairKind::DoubledQuote => words.doubled_quote,
        RepairKind::MissingQuote => words.missing_quote,
        RepairKind::InnerQuote => words.inner_quote,
        RepairKind::Unquoted => words.unquoted,
        RepairKind::Escape => words.escape,
        RepairKind::LoneSurrogate => words.lone_surrogate,
        RepairKind::ControlCharacter => words.control_character,
        RepairKind::Blank => words.blank,
        RepairKind::Comment => words.comment,
        RepairKind::SurplusComma => words.surplus_comma,
        RepairKind::MissingComma => words.missing_comma,
        RepairKind::MissingValue => words.missing_value,
        RepairKind::MissingBrace => words.missing_brace,
        RepairKind::SurplusBrace => words.surplus_brace,
        RepairKind::OuterBraces => words.outer_braces,
        RepairKind::Literal => words.literal,
        RepairKind::Number => words.number,
        RepairKind::KeyName => words.key_name,
    }
}

/// What a repair did, and how often where that was more than once; its before and after stand beside it.
#[must_use]
pub fn repair_done(repair: &Repair, language: Language) -> String {
    let figures = Figures(language);
    let done = repair_kind(repair.id.kind, language);
    if repair.times < 2 {
        return done.to_owned();
    }
    let times = figures.number(Decimal::from(repair.times), 0);
    REPAIR.of(language).times.with(&[("repair", done), ("times", &times)])
}

const fn expected_words(expected: Expected, language: Language) -> &'static str {
    let words = REPAIR.of(language);
    match expected {
        Expected::Key => words.expected_key,
        Expected::Colon => words.expected_colon,
        Expected::Value => words.expected_value,
        Expected::CommaOrEnd => words.expected_comma_or_end,
        Expected::ClosingQuote => words.expected_closing_quote,
        Expected::StringCharacter => words.expected_string_character,
        Expected::End => words.expected_end,
    }
}

/// Why pasted text cannot be read: where, what was found, what should be there, the way out.
#[must_use]
pub fn repair_problem(problem: &Unreadable, language: Language) -> String {
    let figures = Figures(language);
    let words = REPAIR.of(language);
    let count = |count: usize| figures.number(Decimal::from(count), 0);
    let megabytes = |bytes: usize| figures.number(Decimal::from(bytes) / Decimal::from(1024_u32 * 1024), 1);
    let (line, column) = (count(problem.line), count(problem.column));
    let place = [("line", line.as_str()), ("column", column.as_str())];
    let [line, column] = place;
    match problem.problem {
        Problem::NoJson => words.no_json.0.to_owned(),
        Problem::TooLong { bytes } => {
            words.too_long.with(&[("found", &megabytes(bytes)), ("allowed", &megabytes(LONGEST_BYTES))])
        }
        Problem::TooDeep => words.too_deep.with(&[line, column, ("allowed", &count(DEEPEST))]),
        Problem::Expected(expected) => {
            let expected = ("expected", expected_words(expected, language));
            match problem.found {
                Some(found) => words.unexpected.with(&[line, column, ("found", &shown(found)), expected]),
                None => words.unexpected_end.with(&[line, column, expected]),
            }
        }
        Problem::SwitchedOff(kind) => {
            words.switched_off.with(&[line, column, ("repair", repair_kind(kind, language))])
        }
    }
}

/// What JSON itself would lose of the pasted text.
#[must_use]
pub fn repair_notice(notice: &Notice, language: Language) -> String {
    let words = REPAIR.of(language);
    match notice {
        Notice::DuplicateKey { key, first, .. } => {
            words.duplicate_key.with(&[("key", key), ("first", &shortened(&first.to_string()))])
        }
        Notice::NumberRounded { found, kept, .. } => {
            words.number_rounded.with(&[("found", found), ("kept", kept)])
        }
    }
}

/// A value as a sentence can carry it.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", value.get(..at).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// A character as a sentence can carry it: an invisible one by its code.
fn shown(found: char) -> String {
    if found.is_control()
        || (found.is_whitespace() && found != ' ')
        || found == '\u{feff}'
        || found == '\u{200b}'
    {
        format!("U+{:04X}", u32::from(found))
    } else {
        found.to_string()
    }
}
