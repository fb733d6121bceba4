//! What stands between strings and containers: blanks, comments, numbers, literals, texts without quotes.

use serde_json::{Number, Value};

use super::quote::{self, is_blank, is_line_break};
use super::reader::{Reader, Stop};
use super::report::{Expected, Notice, Problem, RepairKind};
use super::source::Glyph;

impl<'t> Reader<'t> {
    /// Passes over blanks and, unless reading strictly, comments.
    pub(super) fn skip(&mut self) -> Result<(), Stop> {
        loop {
            self.skip_blanks()?;
            if self.strict() {
                return Ok(());
            }
            let rest = self.source.rest();
            let length = if rest.starts_with("//") || rest.starts_with('#') {
                rest.find(['\n', '\r']).unwrap_or(rest.len())
            } else if let Some(inside) = rest.strip_prefix("/*") {
                inside.find("*/").map_or(rest.len(), |at| at.saturating_add(4))
            } else if rest.starts_with("```") {
                self.source.end = self.source.at;
                return Ok(());
            } else {
                return Ok(());
            };
            let end = self.source.at.saturating_add(length);
            self.mend(RepairKind::Comment, self.source.at..end, "", Expected::Value)?;
            self.source.at = end;
        }
    }

    pub(super) fn skip_blanks(&mut self) -> Result<(), Stop> {
        loop {
            self.source.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            match self.source.peek() {
                Some(glyph) if matches!(glyph.ch, ' ' | '\t' | '\n' | '\r') => self.source.take(glyph),
                Some(glyph) if !self.strict() && (is_blank(glyph.ch) || is_line_break(glyph.ch)) => {
                    self.list_blank(glyph.start..glyph.end)?;
                    self.source.take(glyph);
                }
                _ => return Ok(()),
            }
        }
    }

    /// A value that is no string and no container.
    pub(super) fn word_value(&mut self, first: Glyph) -> Result<Value, Stop> {
        let expected = Stop { at: first.start, problem: Problem::Expected(Expected::Value) };
        if self.strict() {
            let word = self.source.take_while(is_word_byte);
            let value =
                literal(word).or_else(|| is_json_number(word).then(|| self.number(word, first.start))?);
            return value.ok_or(expected);
        }
        let root_list = self.depth() == 1 && !self.in_object();
        let whole_line = self.source;
        let mut word = self.bare_text(|ch| is_blank(ch) || matches!(ch, ',' | '}' | ']'));
        let stands_alone =
            literal(&word).is_some() || is_json_number(&word) || foreign_literal(&word).is_some();
        if !stands_alone || self.letters_follow() {
            self.source = whole_line;
            word = self.bare_text(|ch| matches!(ch, ',' | '}' | ']'));
        }
        if word.is_empty() {
            return Err(expected);
        }
        if let Some(value) = literal(&word) {
            return Ok(value);
        }
        let span = first.start..self.source.at;
        if is_json_number(&word)
            && let Some(value) = self.number(&word, first.start)
        {
            return Ok(value);
        }
        if let Some((written, value)) = foreign_literal(&word) {
            self.mend(RepairKind::Literal, span, written, Expected::Value)?;
            return Ok(value);
        }
        if let Some(number) = plain_number(&word)
            && let Some(value) = self.number(&number, first.start)
        {
            self.mend(RepairKind::Number, span, &number, Expected::Value)?;
            return Ok(value);
        }
        if root_list {
            return Err(expected);
        }
        let text = self.without_lone_quote(word, expected)?;
        self.mend(RepairKind::Unquoted, span, &format!("\"{text}\""), Expected::Value)?;
        Ok(Value::String(text))
    }

    /// A key without quotes.
    pub(super) fn word_key(&mut self) -> Result<String, Stop> {
        const LONGEST: usize = 256;
        let start = self.source.at;
        let expected = Stop { at: start, problem: Problem::Expected(Expected::Key) };
        if self.strict() {
            return Err(expected);
        }
        let word = self.bare_text(|ch| matches!(ch, ':' | ',' | '{' | '}' | '[' | ']'));
        let mut ahead = self.source;
        quote::skip_white(&mut ahead);
        let colon = ahead.peek().is_some_and(|glyph| glyph.ch == ':');
        if word.is_empty() || word.len() > LONGEST || !colon {
            return Err(expected);
        }
        let text = self.without_lone_quote(word, expected)?;
        self.mend(RepairKind::Unquoted, start..self.source.at, &format!("\"{text}\""), Expected::Key)?;
        Ok(text)
    }

    /// Text up to a character that `ends` it, a comment, or the end of the line; without the blanks before that.
    fn bare_text(&mut self, ends: fn(char) -> bool) -> String {
        let mut text = String::new();
        let mut kept = self.source;
        let mut kept_length = 0;
        let mut after_blank = false;
        while let Some(glyph) = self.source.peek() {
            let comment = after_blank && (glyph.ch == '#' || self.source.rest().starts_with("//"));
            if ends(glyph.ch) || is_line_break(glyph.ch) || comment {
                break;
            }
            self.source.take(glyph);
            text.push(glyph.ch);
            after_blank = is_blank(glyph.ch);
            if !after_blank {
                kept = self.source;
                kept_length = text.len();
            }
        }
        self.source = kept;
        text.truncate(kept_length);
        text
    }

    /// Whether the line goes on with a word, so that what stands before it is no value of its own.
    fn letters_follow(&self) -> bool {
        let mut ahead = self.source;
        while let Some(glyph) = ahead.next() {
            if !is_blank(glyph.ch) {
                return glyph.ch.is_alphabetic();
            }
        }
        false
    }

    /// A text whose opening quote is missing ends with its closing one; quotes elsewhere mean that it is no one text.
    fn without_lone_quote(&mut self, mut word: String, otherwise: Stop) -> Result<String, Stop> {
        let is_quote = |ch: char| {
            let glyph = Glyph { ch, start: 0, end: 0, entity: false };
            matches!(quote::class(glyph), Some(quote::Class::Straight | quote::Class::Curly))
        };
        match word.matches(is_quote).count() {
            0 => {}
            1 if word.ends_with(is_quote) && word.chars().count() > 1 => {
                word.pop();
                let at = otherwise.at;
                self.mend(RepairKind::MissingQuote, at..at, "\"", Expected::Value)?;
            }
            _ => return Err(otherwise),
        }
        Ok(word)
    }

    /// A number in JSON's own form; `None` where it is too large for any reader.
    fn number(&mut self, word: &str, start: usize) -> Option<Value> {
        if let Ok(whole) = word.parse::<u64>() {
            return Some(Value::from(whole));
        }
        match word.parse::<i64>() {
            Ok(whole) if whole != 0 => return Some(Value::from(whole)),
            _ => {}
        }
        let number = Number::from_f64(word.parse::<f64>().ok()?)?;
        let kept = number.to_string();
        const ALWAYS_KEPT: usize = 15;
        let digits = significant(word);
        if digits.len() > ALWAYS_KEPT && digits != significant(&kept) {
            let span = start..start.saturating_add(word.len());
            self.report.notices.push(Notice::NumberRounded { found: word.to_owned(), kept, span });
        }
        Some(Value::Number(number))
    }
}

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_')
}

fn literal(word: &str) -> Option<Value> {
    match word {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "null" => Some(Value::Null),
        _ => None,
    }
}

/// Python's, JavaScript's and PowerShell's words for JSON's three.
fn foreign_literal(word: &str) -> Option<(&'static str, Value)> {
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    if is("true") || is("$true") {
        Some(("true", Value::Bool(true)))
    } else if is("false") || is("$false") {
        Some(("false", Value::Bool(false)))
    } else if ["null", "$null", "none", "nil", "undefined"].iter().any(|known| is(known)) {
        Some(("null", Value::Null))
    } else {
        None
    }
}

fn is_json_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// `+1`, `.5`, `-.5` and `5.` as JSON writes them. Leading zeros are left: they belong to ids.
fn plain_number(word: &str) -> Option<String> {
    let (sign, rest) = match word.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    };
    let rest = rest.strip_suffix('.').unwrap_or(rest);
    let zero = if rest.starts_with('.') { "0" } else { "" };
    let number = format!("{sign}{zero}{rest}");
    let unsigned = !rest.starts_with(['+', '-']);
    (unsigned && number != word && is_json_number(&number)).then_some(number)
}

/// The digits of a number without leading and trailing zeros.
fn significant(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_json_number() {
        for number in ["0", "-0", "10", "1.5", "1e5", "1E+5", "-1.25e-7"] {
            assert!(is_json_number(number), "{number}");
        }
        for other in
            ["", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "1_000", "--1", "1.2.3", "NaN", "8dfc"]
        {
            assert!(!is_json_number(other), "{other}");
        }
    }

    #[test]
    fn writes_other_numbers_as_json_does() {
        assert_eq!(plain_number("+1").as_deref(), Some("1"));
        assert_eq!(plain_number("-.5").as_deref(), Some("-0.5"));
        assert_eq!(plain_number("5.").as_deref(), Some("5"));
        for none in ["1", "007", "+-1", "1.2.3", ".", "+", "8dfc151b"] {
            assert_eq!(plain_number(none), None, "{none}");
        }
    }
}
