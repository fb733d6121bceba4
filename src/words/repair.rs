use crate::request::repair::{
    DEEPEST, Expected, LONGEST_BYTES, Notice, Problem, Repair, RepairKind, Unreadable,
};
use crate::units::Decimal;

use super::{Figures, In, Language, Phrase};

/// What is said of repairs to pasted text, and of text that cannot be read.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct RepairWords {
    pub byte_order_mark: &'static str,
    pub text_before: &'static str,
    pub text_after: &'static str,
    pub code_fence: &'static str,
    pub tags: &'static str,
    pub shell_argument: &'static str,
    pub entity: &'static str,
    pub broken_line: &'static str,
    pub quotes: &'static str,
    pub doubled_quote: &'static str,
    pub missing_quote: &'static str,
    pub unquoted: &'static str,
    pub escape: &'static str,
    pub lone_surrogate: &'static str,
    pub control_character: &'static str,
    pub blank: &'static str,
    pub comment: &'static str,
    pub surplus_comma: &'static str,
    pub missing_comma: &'static str,
    pub missing_value: &'static str,
    pub missing_brace: &'static str,
    pub surplus_brace: &'static str,
    pub outer_braces: &'static str,
    pub literal: &'static str,
    pub number: &'static str,
    pub key_name: &'static str,
    pub expected_key: &'static str,
    pub expected_colon: &'static str,
    pub expected_value: &'static str,
    pub expected_comma_or_end: &'static str,
    pub expected_closing_quote: &'static str,
    pub expected_string_character: &'static str,
    pub expected_end: &'static str,
    pub times: Phrase,
    pub no_json: Phrase,
    pub too_long: Phrase,
    pub too_deep: Phrase,
    pub unexpected: Phrase,
    pub unexpected_end: Phrase,
    pub switched_off: Phrase,
    pub duplicate_key: Phrase,
    pub number_rounded: Phrase,
}

/// The words for repairs.
pub static REPAIR: In<RepairWords> = In {
    english: RepairWords {
        byte_order_mark: "Removed the byte order mark at the start",
        text_before: "Left out the text before the JSON",
        text_after: "Left out the text after the JSON",
        code_fence: "Left out the Markdown fence",
        tags: "Left out HTML tags",
        shell_argument: "Took the JSON out of the command",
        entity: "Decoded HTML entities",
        broken_line: "Joined a string that was broken over lines",
        quotes: "Replaced quotes with straight ones",
        doubled_quote: "Removed a doubled quote",
        missing_quote: "Added a missing quote",
        unquoted: "Put quotes around a text without any",
        escape: "Put an escape right that JSON does not know",
        lone_surrogate: "Replaced half a surrogate pair, which is no character",
        control_character: "Escaped a control character in a string",
        blank: "Replaced blank space that JSON does not know",
        comment: "Left out a comment",
        surplus_comma: "Removed a comma too many",
        missing_comma: "Added a missing comma",
        missing_value: "Wrote null for a value that is missing",
        missing_brace: "Closed what was left open",
        surplus_brace: "Removed a closing brace too many",
        outer_braces: "Put braces around the members",
        literal: "Replaced another language’s notation with JSON’s",
        number: "Wrote a number the way JSON does",
        key_name: "Corrected a misspelt key",
        expected_key: "a key in quotes",
        expected_colon: "a colon after the key",
        expected_value: "a value",
        expected_comma_or_end: "a comma or a closing brace",
        expected_closing_quote: "a closing quote",
        expected_string_character: "a character that a string may hold",
        expected_end: "the end of the text",
        times: Phrase("{repair}, {times} times"),
        no_json: Phrase("nothing here looks like JSON; paste a job’s body, from its first brace to its last"),
        too_long: Phrase("the text has {found} MB; at most {allowed} MB can be read, so paste only the body"),
        too_deep: Phrase(
            "line {line}, column {column}: more than {allowed} braces inside one another; a job’s body needs three",
        ),
        unexpected: Phrase(
            "line {line}, column {column}: found “{found}” where there should be {expected}; change it there",
        ),
        unexpected_end: Phrase(
            "line {line}, column {column}: the text ends where there should be {expected}; paste the rest too",
        ),
        switched_off: Phrase(
            "line {line}, column {column}: this is JSON only with a repair that is switched off ({repair}); switch it on or change the text there",
        ),
        duplicate_key: Phrase("the key “{key}” stands twice; the last value counts, the first was {first}"),
        number_rounded: Phrase("{found} has more digits than a JSON number keeps; it becomes {kept}"),
    },
    swedish: RepairWords {
        byte_order_mark: "Tog bort byteordningsmärket i början",
        text_before: "Utelämnade texten före JSON",
        text_after: "Utelämnade texten efter JSON",
        code_fence: "Utelämnade Markdowns kodmarkering",
        tags: "Utelämnade HTML-taggar",
        shell_argument: "Tog ut JSON ur kommandot",
        entity: "Avkodade HTML-entiteter",
        broken_line: "Fogade ihop en sträng som var bruten över flera rader",
        quotes: "Bytte till raka citattecken",
        doubled_quote: "Tog bort ett dubblerat citattecken",
        missing_quote: "La till ett citattecken som saknades",
        unquoted: "Satte citattecken kring text som saknade dem",
        escape: "Rättade en escapesekvens som inte finns i JSON",
        lone_surrogate: "Ersatte ett halvt surrogatpar, som inte är något tecken",
        control_character: "Skrev om ett styrtecken i en sträng som escapesekvens",
        blank: "Bytte ut blanktecken som inte finns i JSON",
        comment: "Utelämnade en kommentar",
        surplus_comma: "Tog bort ett kommatecken för mycket",
        missing_comma: "La till ett kommatecken som saknades",
        missing_value: "Skrev null där ett värde saknades",
        missing_brace: "Stängde det som lämnats öppet",
        surplus_brace: "Tog bort en avslutande klammer för mycket",
        outer_braces: "Satte klammer kring medlemmarna",
        literal: "Ersatte ett annat språks skrivsätt med JSON:s",
        number: "Skrev ett tal så som JSON skriver det",
        key_name: "Rättade en felstavad nyckel",
        expected_key: "en nyckel inom citattecken",
        expected_colon: "ett kolon efter nyckeln",
        expected_value: "ett värde",
        expected_comma_or_end: "ett kommatecken eller en avslutande klammer",
        expected_closing_quote: "ett avslutande citattecken",
        expected_string_character: "ett tecken som får stå i en sträng",
        expected_end: "slutet på texten",
        times: Phrase("{repair}, {times} gånger"),
        no_json: Phrase(
            "inget här ser ut som JSON; klistra in ett jobbs begärandetext, från första klammern till sista",
        ),
        too_long: Phrase(
            "texten är {found} MB; högst {allowed} MB kan läsas, så klistra bara in begärandetexten",
        ),
        too_deep: Phrase(
            "rad {line}, kolumn {column}: fler än {allowed} klamrar i varandra; ett jobbs begärandetext behöver tre",
        ),
        unexpected: Phrase(
            "rad {line}, kolumn {column}: ”{found}” står där det borde vara {expected}; ändra det där",
        ),
        unexpected_end: Phrase(
            "rad {line}, kolumn {column}: texten slutar där det borde vara {expected}; klistra in resten också",
        ),
        switched_off: Phrase(
            "rad {line}, kolumn {column}: detta är JSON bara med en rättning som är avstängd ({repair}); slå på den eller ändra texten där",
        ),
        duplicate_key: Phrase(
            "nyckeln ”{key}” står två gånger; det sista värdet gäller, det första var {first}",
        ),
        number_rounded: Phrase("{found} har fler siffror än ett JSON-tal behåller; det blir {kept}"),
    },
};

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
        RepairKind::Entity => words.entity,
        RepairKind::BrokenLine => words.broken_line,
        RepairKind::Quotes => words.quotes,
        RepairKind::DoubledQuote => words.doubled_quote,
        RepairKind::MissingQuote => words.missing_quote,
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
pub fn repair_done(repair: &Repair, language: Language, figures: &dyn Figures) -> String {
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
pub fn repair_problem(problem: &Unreadable, language: Language, figures: &dyn Figures) -> String {
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
