//! Objects and the expressions in them.

use super::super::literals::is_constant;
use super::super::wire::{Json, Members};
use super::FIRST_MEMBERS;
use super::known::Known;
use super::token::{Piece, Token, Word, is_of_name, word};

/// The deepest that objects and expressions are read.
const DEEPEST: usize = 24;
/// What stands for one value is at most this many bytes of code.
const LONGEST_VALUE: usize = 2_000;
/// The longest text that one value may be, in bytes.
const LONGEST_TEXT: usize = 1 << 16;

/// A place in a program, and what was met on the way there.
#[derive(Clone)]
pub(super) struct Reader<'p> {
    program: &'p str,
    at: usize,
    depth: usize,
    /// Whether something was read that no JSON has, however broken.
    pub(super) is_code: bool,
    /// Whether a name stands where JSON has a text.
    pub(super) has_names: bool,
    is_powershell: bool,
}

/// What a call or an index holds: the name that an argument is given by, if any, and its value.
type Argument<'p> = (Option<&'p str>, Json);

impl<'p> Reader<'p> {
    pub(super) const fn at(program: &'p str, at: usize, is_powershell: bool) -> Self {
        Self { program, at, depth: 0, is_code: false, has_names: false, is_powershell }
    }

    /// The next word, which stays the next.
    pub(super) fn next_word(&self) -> Option<Word<'p>> {
        word(self.program, self.at, self.is_powershell)
    }

    fn take(&mut self) -> Option<Word<'p>> {
        let word = self.next_word()?;
        self.at = word.end;
        self.is_code |= word.is_code;
        Some(word)
    }

    fn next_is(&self, sign: &str) -> bool {
        self.next_word().is_some_and(|next| next.token == Token::Sign(sign))
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_next = self.next_is(sign);
        if is_next {
            self.take();
        }
        is_next
    }

    /// Whether an opening bracket stands at a place, and soon behind it one of a body's members.
    pub(super) fn begins_body(program: &str, at: usize, is_powershell: bool) -> bool {
        const SOON: usize = 600;
        let is_end = |end: &usize| program.is_char_boundary(*end);
        let end = (at..=at.saturating_add(SOON).min(program.len())).rev().find(is_end);
        let soon = program.get(..end.unwrap_or(at)).unwrap_or_default();
        let mut reader = Reader::at(soon, at, is_powershell);
        reader.take();
        let Some(key) = reader.take().and_then(|word| key_of(&word.token)) else { return false };
        let follows = reader.next_word().map(|next| next.token);
        let is_member = matches!(follows, Some(Token::Sign(":" | "=" | "=>" | "," | "}")));
        is_member && FIRST_MEMBERS.contains(&&*key)
    }

    /// The body that the bracket at this place opens. What has to be an object and is only a name is left out, or
    /// empty where it has a name of its own.
    pub(super) fn body(&mut self, known: &mut Known<'p>) -> Option<Json> {
        let opening = self.take()?.token;
        let mut body =
            if opening == Token::Sign("(") { self.object(")", known)? } else { self.object("}", known)? };
        for name in ["Input", "Inputs", "Outputs", "GlobalParameters"] {
            if body.get(name).is_some_and(|member| !member.is_object()) {
                body.remove(name);
            }
        }
        for name in ["Inputs", "Outputs"] {
            let references = body.get_mut(name).and_then(Json::as_object_mut);
            for reference in references.into_iter().flat_map(Members::values_mut) {
                if !reference.is_object() {
                    *reference = Json::Object(Members::new());
                }
            }
        }
        Some(Json::Object(body))
    }

    /// The members up to a closing bracket, its opening one taken.
    fn object(&mut self, closing: &str, known: &mut Known<'p>) -> Option<Members> {
        let mut members = Members::new();
        loop {
            let word = self.take()?;
            match &word.token {
                Token::Sign(sign) if *sign == closing => return Some(members),
                Token::Sign("," | ";") => continue,
                Token::Sign("{") => {
                    // C#'s entries of a dictionary.
                    let key = key_of(&self.take()?.token)?;
                    let value = self.take_sign(",").then(|| self.value(known))??;
                    self.is_code = true;
                    self.take_sign("}").then(|| members.insert(key, value))?;
                }
                Token::Sign("[") => {
                    let key = key_of(&self.take()?.token)?;
                    let is_given = self.take_sign("]") && (self.take_sign("=") || self.take_sign(":"));
                    let value = is_given.then(|| self.value(known))??;
                    self.is_code = true;
                    members.insert(key, value);
                }
                token => {
                    let key = key_of(token)?;
                    let value = self.member(token, known)?;
                    members.insert(key, value);
                }
            }
            let next = self.next_word()?;
            let is_over =
                matches!(next.token, Token::Sign(sign) if sign == closing || sign == "," || sign == ";");
            if !is_over && !next.begins_line {
                return None;
            }
        }
    }

    /// The value of a member whose key was read.
    fn member(&mut self, key: &Token<'p>, known: &mut Known<'p>) -> Option<Json> {
        if self.take_sign(":") {
            return self.value(known);
        }
        if self.take_sign("=") || self.take_sign("=>") {
            self.is_code = true;
            return self.value(known);
        }
        // JavaScript's member that is named as its value.
        let Token::Name(name) = key else { return None };
        Some(self.named(name, known))
    }

    /// What comes next up to a comma or a closing bracket: an object, a list, or an expression, which is its name in
    /// angle brackets where it cannot be told what it is.
    pub(super) fn value(&mut self, known: &mut Known<'p>) -> Option<Json> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth <= DEEPEST)?;
        let before = self.clone();
        let container = self.container(known).filter(|_| self.is_at_end());
        let read = container.or_else(|| {
            *self = before.clone();
            self.expression(known).filter(|_| self.is_at_end())
        });
        let value = match read {
            Some(value) => value,
            None => {
                *self = before.clone();
                self.skipped()?
            }
        };
        self.depth = self.depth.saturating_sub(1);
        Some(value)
    }

    fn is_at_end(&self) -> bool {
        self.next_word().is_some_and(|next| {
            next.begins_line || matches!(next.token, Token::End | Token::Sign("," | ";" | ")" | "]" | "}"))
        })
    }

    /// An object or a list, if one comes next.
    fn container(&mut self, known: &mut Known<'p>) -> Option<Json> {
        self.take_sign("@");
        match self.take()?.token {
            Token::Sign("{") => self.object("}", known).map(Json::Object),
            Token::Sign("[") => {
                let mut items = Vec::new();
                while !self.take_sign("]") {
                    items.push(self.value(known)?);
                    if !self.take_sign(",") && !self.next_is("]") {
                        return None;
                    }
                }
                Some(Json::Array(items))
            }
            Token::Name("list" | "dict") if self.take_sign("(") => {
                self.is_code = true;
                self.object(")", known).map(Json::Object)
            }
            // `new Dictionary<string, Blob>() { … }`
            Token::Name("new") => {
                self.is_code = true;
                while matches!(
                    self.next_word()?.token,
                    Token::Name(_) | Token::Sign("<" | ">" | "," | "." | "?")
                ) {
                    self.take();
                }
                if self.next_is("(") {
                    self.skip_brackets()?;
                }
                match self.take_sign("{") {
                    true => self.object("}", known).map(Json::Object),
                    false => Some(Json::Object(Members::new())).filter(|_| self.is_at_end()),
                }
            }
            _ => None,
        }
    }

    /// Terms that are joined to one text, or one term alone.
    fn expression(&mut self, known: &mut Known<'p>) -> Option<Json> {
        let mut value = self.term(known)?;
        loop {
            let next = self.next_word()?;
            let is_joined = next.token == Token::Sign("+");
            let is_beside = matches!(next.token, Token::Text(_)) && !next.begins_line && value.is_string();
            if !is_joined && !is_beside {
                return Some(value);
            }
            if is_joined {
                self.take();
                self.is_code = true;
            }
            value = bounded(text_of(&value)? + &text_of(&self.term(known)?)?)?;
        }
    }

    fn term(&mut self, known: &mut Known<'p>) -> Option<Json> {
        let start = self.next_word()?;
        match self.take()?.token {
            Token::Text(pieces) => {
                let text = self.filled(pieces, known);
                bounded(self.after_text(text, known)?)
            }
            Token::Number(number) => {
                serde_json::from_str(number).ok().or_else(|| Some(Json::String(number.to_owned())))
            }
            Token::Name(name) => {
                let begin = start.end.saturating_sub(name.len());
                self.after_name(begin, known)
            }
            Token::Sign("(") => {
                self.depth = self.depth.checked_add(1).filter(|depth| *depth <= DEEPEST)?;
                let mut value = self.expression(known)?;
                // Texts in brackets are joined from line to line.
                while matches!(self.next_word()?.token, Token::Text(_)) {
                    value = Json::String(text_of(&value)? + &text_of(&self.expression(known)?)?);
                    self.is_code = true;
                }
                self.depth = self.depth.saturating_sub(1);
                self.take_sign(")").then_some(value)
            }
            _ => None,
        }
    }

    /// A text with what the program puts into it.
    fn filled(&mut self, pieces: Vec<Piece>, known: &mut Known<'p>) -> String {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(said) => text.push_str(&said),
                Piece::Code(code) => {
                    let code = code.split(['!', ':']).next().unwrap_or_default().trim();
                    let is_name = !code.is_empty() && code.chars().all(|c| is_of_name(c) || c == '.');
                    let value = if is_name { known.value(code) } else { None };
                    let said = value.as_ref().and_then(text_of).unwrap_or_else(|| hole_of(code));
                    text.push_str(&said);
                }
            }
        }
        text
    }

    /// What is done with a text: `.format(…)`, `% (…)`, `-f …`. Anything else is not known.
    fn after_text(&mut self, text: String, known: &mut Known<'p>) -> Option<String> {
        let next = self.next_word()?;
        match next.token {
            Token::Sign(".") => {
                self.take();
                let is_format = self.take()?.token == Token::Name("format") && self.take_sign("(");
                let arguments = is_format.then(|| self.arguments(known))??;
                self.is_code = true;
                in_braces(&text, &arguments)
            }
            Token::Sign("%") => {
                self.take();
                let arguments = match self.take_sign("(") {
                    true => self.arguments(known)?,
                    false => vec![(None, self.term(known)?)],
                };
                self.is_code = true;
                by_percent(&text, &arguments)
            }
            Token::Sign("-") if self.is_powershell => {
                self.take();
                let mut arguments = Vec::new();
                self.take().filter(|word| word.token == Token::Name("f"))?;
                loop {
                    arguments.push((None, self.term(known)?));
                    if !self.take_sign(",") {
                        self.is_code = true;
                        return in_braces(&text, &arguments);
                    }
                }
            }
            _ => Some(text),
        }
    }

    /// A name with all that follows it: members, calls, places in a list.
    fn after_name(&mut self, begin: usize, known: &mut Known<'p>) -> Option<Json> {
        let mut is_plain = true;
        let mut end = self.at;
        loop {
            let next = self.next_word()?;
            match next.token {
                Token::Sign("." | "?." | "::" | "->") => {
                    self.take();
                    let Token::Name(_) = self.take()?.token else { return None };
                }
                Token::Sign("(") if !next.begins_line => {
                    let path = self.program.get(begin..end)?;
                    if is_plain && let Some(value) = self.call(path, known) {
                        self.is_code = true;
                        return Some(value);
                    }
                    is_plain = false;
                    self.skip_brackets()?;
                }
                Token::Sign("[") if !next.begins_line => {
                    is_plain = false;
                    self.skip_brackets()?;
                }
                _ => break,
            }
            end = self.at;
        }
        let code = self.program.get(begin..end)?;
        if is_plain {
            return Some(self.named(code, known));
        }
        self.has_names = true;
        // A call without arguments, and a text in brackets, are no words that lost their quotes.
        self.is_code |= code.contains("()") || code.contains(['"', '\'']);
        Some(Json::String(hole_of(code)))
    }

    /// What a name stands for.
    fn named(&mut self, name: &str, known: &mut Known<'p>) -> Json {
        match name {
            "true" | "True" | "TRUE" => Json::Bool(true),
            "false" | "False" | "FALSE" => Json::Bool(false),
            "null" | "None" | "NULL" | "undefined" | "nil" => Json::Null,
            _ => {
                self.has_names = true;
                let value = known.value(name);
                self.is_code |= value.is_some();
                value.unwrap_or_else(|| Json::String(hole_of(name)))
            }
        }
    }

    /// What a call gives whose meaning is known, its opening bracket next; else nothing is taken.
    fn call(&mut self, path: &str, known: &mut Known<'p>) -> Option<Json> {
        let function = path.rsplit(['.', ':']).next().unwrap_or(path);
        let is_known = matches!(
            (path.to_ascii_lowercase().as_str(), function),
            ("string.format" | "string.concat" | "str" | "string" | "as.character", _)
                | (_, "sprintf" | "paste0" | "paste")
        );
        if !is_known {
            return None;
        }
        let before = self.clone();
        self.take();
        let text = self.arguments(known).and_then(|arguments| {
            let all = || arguments.iter().map(|(_, value)| text_of(value));
            let first = || text_of(&arguments.first()?.1);
            let rest = arguments.get(1..).unwrap_or_default();
            match function {
                "Format" | "format" => in_braces(&first()?, rest),
                "sprintf" => by_percent(&first()?, rest),
                "paste" => {
                    let (named, parts): (Vec<&Argument<'_>>, Vec<_>) =
                        arguments.iter().partition(|(name, _)| name.is_some());
                    let between = named.iter().find(|(name, _)| *name == Some("sep")).map(|(_, sep)| sep);
                    let between = between.map_or_else(|| Some(" ".to_owned()), text_of)?;
                    let parts =
                        parts.iter().map(|(_, value)| text_of(value)).collect::<Option<Vec<String>>>();
                    Some(parts?.join(&between))
                }
                _ => all().collect(),
            }
        });
        match text {
            Some(text) => bounded(text),
            None => {
                *self = before;
                None
            }
        }
    }

    /// What stands in brackets up to the closing one, the opening one taken.
    fn arguments(&mut self, known: &mut Known<'p>) -> Option<Vec<Argument<'p>>> {
        let mut arguments = Vec::new();
        while !self.take_sign(")") {
            let before = self.clone();
            let name = match self.take()?.token {
                Token::Name(name) if self.take_sign("=") => Some(name),
                _ => {
                    *self = before;
                    None
                }
            };
            arguments.push((name, self.value(known)?));
            if !self.take_sign(",") && !self.next_is(")") {
                return None;
            }
        }
        Some(arguments)
    }

    /// Passes over a bracket and all that it holds.
    fn skip_brackets(&mut self) -> Option<()> {
        let mut open = 0_usize;
        let from = self.at;
        loop {
            match self.take()?.token {
                Token::Sign("(" | "[" | "{") => open = open.saturating_add(1),
                Token::Sign(")" | "]" | "}") => open = open.saturating_sub(1),
                Token::End => return None,
                _ => {}
            }
            if open == 0 {
                return Some(());
            }
            if self.at.saturating_sub(from) > LONGEST_VALUE {
                return None;
            }
        }
    }

    /// Passes over a value that cannot be told: its name in angle brackets.
    fn skipped(&mut self) -> Option<Json> {
        let from = self.at;
        let mut last = Token::End;
        loop {
            let next = self.next_word()?;
            let is_over = match next.token {
                Token::Sign("," | ";" | ")" | "]" | "}") | Token::End => true,
                Token::Sign("(" | "[" | "{") => {
                    self.skip_brackets()?;
                    continue;
                }
                // Two names side by side are words.
                Token::Name(_) if matches!(last, Token::Name(_)) && !next.begins_line => return None,
                _ => false,
            };
            if is_over {
                let code = self.program.get(from..self.at)?;
                self.has_names = true;
                return (!code.trim().is_empty()).then(|| Json::String(hole_of(code)));
            }
            last = self.take()?.token;
            if self.at.saturating_sub(from) > LONGEST_VALUE {
                return None;
            }
        }
    }
}

/// A member's key: a name, or a text that nothing is put into.
fn key_of(token: &Token<'_>) -> Option<String> {
    match token {
        Token::Name(name) => Some((*name).to_owned()),
        Token::Text(pieces) => match pieces.as_slice() {
            [Piece::Text(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// A value as a part of a text.
fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(_) | Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Code as a placeholder: its name in capital letters, else the last that is not called.
fn hole_of(code: &str) -> String {
    let mut names: Vec<(&str, bool)> = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(|c: char| is_of_name(c) && !c.is_ascii_digit()) {
        let from = rest.get(at..).unwrap_or_default();
        let name = super::token::name(from);
        rest = from.get(name.len()..).unwrap_or_default();
        names.push((name, rest.trim_start().starts_with('(')));
    }
    let plain = || names.iter().rev().find(|(name, is_called)| !is_called && name.len() > 1);
    let name = names.iter().map(|(name, _)| *name).find(|name| is_constant(name));
    let name = name.or_else(|| plain().or(names.last()).map(|(name, _)| *name));
    format!("<{}>", name.unwrap_or("value"))
}

/// `{}`, `{0}`, `{name}` of a text filled; `None` where one of them is not given.
fn in_braces(text: &str, arguments: &[Argument<'_>]) -> Option<String> {
    let mut said = String::new();
    let mut rest = text;
    let mut next = 0_usize;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        said.push_str(before);
        if let Some(doubled) = ["{{", "}}"].into_iter().find(|two| from.starts_with(two)) {
            said.extend(doubled.chars().next());
            rest = from.get(2..)?;
            continue;
        }
        let inside = from.strip_prefix('{')?;
        let inside = inside.get(..inside.find('}')?)?;
        rest = from.get(inside.len().saturating_add(2)..)?;
        let field = inside.split([':', '!']).next().unwrap_or_default();
        let given = match field.parse::<usize>() {
            Ok(place) => arguments.get(place),
            _ if field.is_empty() => {
                next = next.saturating_add(1);
                arguments.get(next.saturating_sub(1))
            }
            _ => arguments.iter().find(|(name, _)| *name == Some(field)),
        };
        said.push_str(&text_of(&given?.1)?);
    }
    said.push_str(rest);
    Some(said)
}

/// `%s` and `%d` of a text filled in turn; `None` where one of them is not given, or is another.
fn by_percent(text: &str, arguments: &[Argument<'_>]) -> Option<String> {
    let mut said = String::new();
    let mut parts = text.split('%');
    said.push_str(parts.next()?);
    let mut given = arguments.iter();
    while let Some(part) = parts.next() {
        match part.chars().next() {
            Some('s' | 'd' | 'i') => {
                said.push_str(&text_of(&given.next()?.1)?);
                said.push_str(part.get(1..)?);
            }
            // `%%` is one.
            None => {
                said.push('%');
                said.push_str(parts.next()?);
            }
            Some(_) => return None,
        }
    }
    Some(said)
}

/// A text as a value, where it is not too long: names of names grow without end.
fn bounded(text: String) -> Option<Json> {
    (text.len() <= LONGEST_TEXT).then_some(Json::String(text))
}
