//! Pasted shell text: its commands, each with its words.

use std::collections::BTreeMap;

/// A command: its words with quotes taken off, and what the shell hands to it as its standard input.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) words: Vec<String>,
    pub(super) standard_input: Option<String>,
}

impl Command {
    /// What it prints, where that can be told: `echo`, `printf` with one format for all its texts, `cat`.
    fn output(&self) -> Option<String> {
        let (name, given) = self.words.split_first()?;
        match name.as_str() {
            "echo" => {
                let texts: Vec<&str> = given
                    .iter()
                    .map(String::as_str)
                    .skip_while(|word| matches!(*word, "-n" | "-e" | "-E"))
                    .collect();
                Some(texts.join(" "))
            }
            "printf" => match given.split_first()? {
                (format, texts) if format.contains('%') => Some(texts.concat()),
                (only, _) => Some(only.clone()),
            },
            "cat" | "tee" => self.standard_input.clone(),
            _ => None,
        }
    }
}

/// Everything that a shell text says.
///
/// Read tolerantly, whichever shell it was written for: prompts, comments, POSIX quoting (`'…'`, `"…"`, `$'…'`, backslash),
/// documents (`<<EOF`, `<<<`), pipes from `echo`, `printf` and `cat`, files written in the text, variables set in it;
/// Windows quoting (`"` with `\"` inside, `^` before a character or a line break) and PowerShell's backtick before a line
/// break. A variable that the text does not set stays as it is written.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) commands: Vec<Command>,
    /// Files that the text itself writes, by name.
    pub(super) files: BTreeMap<String, String>,
}

impl Text {
    pub(super) fn read(text: &str) -> Self {
        let mut shell = Shell { rest: text, ..Shell::default() };
        shell.skip_prompt();
        while let Some(c) = shell.next() {
            shell.take(c);
        }
        shell.end_of_line();
        shell.read
    }
}

/// The most `<(` inside one another that are read.
const DEEPEST: usize = 4;

#[derive(Default)]
struct Shell<'t> {
    rest: &'t str,
    read: Text,
    command: Command,
    word: Option<String>,
    /// How many `$(` stand open.
    inside: usize,
    /// Inside how many `<(` this is.
    depth: usize,
    /// What follows the document that begins with the next line.
    after_document: Option<&'t str>,
    /// What the command before this one in a pipe printed.
    piped: Option<String>,
    /// The next word is the file that is written to.
    names_file: bool,
    file: Option<String>,
    variables: BTreeMap<String, String>,
}

impl<'t> Shell<'t> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.skip(c.len_utf8());
        Some(c)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn next_is(&mut self, text: &str) -> bool {
        let found = self.rest.starts_with(text);
        if found {
            self.skip(text.len());
        }
        found
    }

    fn push(&mut self, text: &str) {
        self.word.get_or_insert_default().push_str(text);
    }

    fn push_char(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn take(&mut self, c: char) {
        let between_words = self.word.is_none();
        match c {
            '\n' if self.goes_on() => self.end_word(),
            '\n' => self.end_of_line(),
            '#' if between_words => self.skip_line(),
            '|' => {
                self.end_word();
                let printed = self.command.output();
                self.end_command();
                self.piped = printed;
            }
            ';' if between_words || self.rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) => {
                self.end_command()
            }
            ';' if self.rest.is_empty() || self.rest.starts_with([' ', '\t']) => self.end_command(),
            '&' if between_words && self.next_is("&") => self.end_command(),
            ')' if self.inside > 0 => {
                self.inside -= 1;
                self.end_command();
            }
            '>' if self.word.as_deref().is_none_or(|word| word.bytes().all(|byte| byte.is_ascii_digit())) => {
                // `2>errors`: which stream says nothing of the call.
                let is_output = self.word.take().is_none_or(|stream| stream == "1");
                self.next_is(">");
                self.names_file = is_output || !self.next_is("&1");
            }
            '<' if between_words && self.after_document.is_none() && self.next_is("<") => self.handed(),
            '<' if self.depth < DEEPEST && self.next_is("(") => self.substituted(),
            c if c.is_whitespace() => self.end_word(),
            '\'' => self.quoted_once(),
            '"' => self.quoted_twice(),
            '$' => self.dollar(),
            '\\' | '^' | '`' => self.escaped(c),
            c => self.push_char(c),
        }
    }

    /// Whether the command goes on after a line break that nothing escapes: an option or a quoted text comes next.
    fn goes_on(&self) -> bool {
        let line = self.rest.trim_start_matches([' ', '\t']);
        let is_option = line.starts_with('-') && !line.starts_with("---");
        let has_words = !self.command.words.is_empty() || self.word.is_some();
        has_words
            && self.after_document.is_none()
            && (is_option || line.starts_with(['\'', '"']) || line.starts_with("http"))
    }

    fn skip_line(&mut self) {
        let end = self.rest.find('\n').unwrap_or(self.rest.len());
        self.skip(end);
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if core::mem::take(&mut self.names_file) {
            self.file = Some(word);
        } else {
            self.command.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        let mut command = core::mem::take(&mut self.command);
        let piped = self.piped.take();
        command.standard_input = command.standard_input.take().or(piped);
        if let Some((file, content)) = self.file.take().and_then(|file| Some((file, command.output()?))) {
            self.read.files.insert(file, content);
        }
        if command.words.first().is_some_and(|name| name == "tee") {
            let file = command.words.iter().skip(1).find(|word| !word.starts_with('-'));
            self.read.files.extend(file.and_then(|file| Some((file.clone(), command.output()?))));
        }
        self.take_assignments(&mut command.words);
        if !command.words.is_empty() {
            self.read.commands.push(command);
        }
    }

    fn end_of_line(&mut self) {
        self.end_word();
        self.end_command();
        if let Some(rest) = self.after_document.take() {
            self.rest = rest;
        }
        self.skip_prompt();
    }

    /// `NAME=value` before a command, after `export`, `set` or `$env:`: it stands wherever `$NAME` does after it.
    fn take_assignments(&mut self, words: &mut Vec<String>) {
        const SETTERS: [&str; 5] = ["export", "set", "declare", "local", "readonly"];
        if let [name, sign, value] = words.as_slice()
            && sign == "="
            && let Some(name) = name.strip_prefix('$')
        {
            let name = name.strip_prefix("env:").unwrap_or(name).to_owned();
            self.variables.insert(name, value.clone());
            words.clear();
            return;
        }
        let sets = words.first().is_some_and(|word| SETTERS.contains(&word.as_str()));
        let from = usize::from(sets);
        let mut count = 0;
        for word in words.iter().skip(from) {
            let Some((name, value)) = word.split_once('=').filter(|(name, _)| is_name(name)) else { break };
            self.variables.insert(name.to_owned(), value.to_owned());
            count += 1;
        }
        if sets || count > 0 {
            words.drain(..(from + count).min(words.len()));
        }
    }

    /// Passes over a shell's prompt before `curl`: `me@host:~$ `, `C:\>`. A bare `#` is one only before an address.
    fn skip_prompt(&mut self) {
        const LONGEST_PROMPT: usize = 120;
        let line = self.rest.trim_start_matches([' ', '\t']);
        let line = line.lines().next().unwrap_or_default();
        let is_prompt = |before: &str| {
            let before = before.trim();
            before.len() <= LONGEST_PROMPT
                && before.ends_with(['$', '#', '%', '>'])
                && !before.contains(['"', '\'', '{', '|', ';'])
                && (before != "#" || line.contains("://"))
        };
        let found = line.match_indices("curl").map(|(at, _)| at);
        let command = found.filter(|at| line.get(..*at).is_some_and(is_prompt)).last();
        if let Some(at) = command {
            let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
            self.skip(blank + at);
        }
    }

    /// After `<<`: the mark of the document that begins with the next line. After `<<<`: the text.
    fn handed(&mut self) {
        if self.next_is("<") {
            self.rest = self.rest.trim_start_matches([' ', '\t']);
            let words = self.command.words.len();
            while let Some(c) = self.next().filter(|c| !c.is_whitespace()) {
                self.take(c);
            }
            self.end_word();
            let handed = (self.command.words.len() > words).then(|| self.command.words.remove(words));
            self.command.standard_input = handed.or_else(|| self.command.standard_input.take());
            return;
        }
        self.next_is("-");
        let from = self.rest.trim_start_matches([' ', '\t']);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (mark, rest) = from.split_at_checked(end).unwrap_or((from, ""));
        self.rest = rest;
        let quotes = ['\'', '"', '\\'];
        let text = self.document(mark.trim_matches(quotes));
        let text = if mark.starts_with(quotes) { text } else { self.filled(&text) };
        self.command.standard_input = Some(text);
    }

    /// The lines after this one up to the one that is the mark.
    fn document(&mut self, mark: &str) -> String {
        let (_, mut rest) = self.rest.split_once('\n').unwrap_or_default();
        let mut lines: Vec<&str> = Vec::new();
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = after;
            if line.trim() == mark {
                break;
            }
            lines.push(line.strip_suffix('\r').unwrap_or(line));
        }
        self.after_document = Some(rest);
        lines.join("\n")
    }

    /// A text with what is set in the place of variables.
    fn filled(&self, text: &str) -> String {
        let mut pieces = text.split('$');
        let mut filled = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            match self.variable(piece) {
                Some((value, length)) => {
                    filled.push_str(value);
                    filled.push_str(piece.get(length..).unwrap_or_default());
                }
                None => filled.extend(["$", piece]),
            }
        }
        filled
    }

    /// The variable that `text`, what follows a dollar sign, begins with: its value and the bytes of its name.
    fn variable(&self, text: &str) -> Option<(&str, usize)> {
        let (inside, braces) = text.strip_prefix('{').map_or((text, 0), |inside| (inside, 2));
        let plain = inside.strip_prefix("env:").unwrap_or(inside);
        let length = plain.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(plain.len());
        let value = self.variables.get(plain.get(..length)?)?;
        let closes = braces == 0 || plain.get(length..)?.starts_with('}');
        closes.then_some((value.as_str(), inside.len() - plain.len() + length + braces))
    }

    fn dollar(&mut self) {
        if self.next_is("'") {
            self.quoted_ansi();
        } else if self.next_is("(") {
            // What the shell runs in the place of a word is a command like any other.
            self.word = None;
            self.end_command();
            self.inside += 1;
        } else {
            self.dollar_in_word();
        }
    }

    fn dollar_in_word(&mut self) {
        match self.variable(self.rest).map(|(value, length)| (value.to_owned(), length)) {
            Some((value, length)) => {
                self.push(&value);
                self.skip(length);
            }
            None => self.push_char('$'),
        }
    }

    /// `<(printf '…')`: a file that holds what the command prints; its content stands in the word.
    fn substituted(&mut self) {
        let variables = core::mem::take(&mut self.variables);
        let depth = self.depth.saturating_add(1);
        let mut inner = Shell { rest: self.rest, variables, inside: 1, depth, ..Shell::default() };
        while inner.inside > 0 {
            let Some(c) = inner.next() else { break };
            inner.take(c);
        }
        self.rest = inner.rest;
        self.variables = inner.variables;
        let printed = inner.read.commands.first().and_then(Command::output);
        self.push(&printed.unwrap_or_default());
    }

    fn escaped(&mut self, by: char) {
        // Where a line's last character was to be escaped, blanks after it are a slip.
        let after = self.rest.trim_start_matches([' ', '\t']);
        if after.is_empty() || after.starts_with(['\n', '\r']) {
            self.rest = after;
            self.next_is("\r");
            self.next_is("\n");
            return;
        }
        match self.next() {
            None => {}
            // `^\^"` is how browsers write an escaped quote for Windows.
            Some(c) if by == '`' || (by == '\\' && c != '^') => self.push_char(c),
            Some('"') => self.quoted_for_windows(),
            Some(c) => self.push_char(c),
        }
    }

    fn quoted_once(&mut self) {
        let end = self.rest.find('\'').unwrap_or(self.rest.len());
        let inside = self.rest.get(..end).unwrap_or_default();
        self.word.get_or_insert_default().push_str(inside);
        self.skip(end + 1);
    }

    fn quoted_twice(&mut self) {
        self.push("");
        // JSON in PowerShell's quotes, where a backtick escapes, perhaps behind the backslash that a program wants.
        let first = self.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '['));
        let is_powershell = first.starts_with("`\"") || first.starts_with("\\`\"");
        while let Some(c) = self.next() {
            match c {
                '"' => return,
                '\\' if is_powershell && self.rest.starts_with("`\"") => {}
                '`' if is_powershell => match self.next() {
                    Some('n') => self.push_char('\n'),
                    Some('r') => self.push_char('\r'),
                    Some('t') => self.push_char('\t'),
                    Some('\n') | None => {}
                    Some(escaped) => self.push_char(escaped),
                },
                '\\' if is_powershell => self.push_char('\\'),
                '\\' => match self.next() {
                    Some('\n') | None => {}
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.push_char(escaped),
                    Some(other) => {
                        self.push_char('\\');
                        self.push_char(other);
                    }
                },
                '$' => self.dollar_in_word(),
                c => self.push_char(c),
            }
        }
    }

    /// `^"…^"`, as browsers copy a command for Windows: `^` before each special character, `\^"` for a quote inside.
    fn quoted_for_windows(&mut self) {
        self.push("");
        while let Some(c) = self.next() {
            match c {
                '^' => match self.next() {
                    Some('"') | None => return,
                    Some('\\') if self.next_is("^") => self.push_next(),
                    Some('\r' | '\n') => {}
                    Some(escaped) => self.push_char(escaped),
                },
                '\\' if self.next_is("^") => self.push_next(),
                c => self.push_char(c),
            }
        }
    }

    fn push_next(&mut self) {
        if let Some(c) = self.next() {
            self.push_char(c);
        }
    }

    fn quoted_ansi(&mut self) {
        self.push("");
        while let Some(c) = self.next() {
            match c {
                '\'' => return,
                '\\' => match self.next() {
                    Some('n') => self.push_char('\n'),
                    Some('r') => self.push_char('\r'),
                    Some('t') => self.push_char('\t'),
                    Some('u') => self.code_point(4),
                    Some('x') => self.code_point(2),
                    Some(other) => self.push_char(other),
                    None => return,
                },
                c => self.push_char(c),
            }
        }
    }

    fn code_point(&mut self, digits: usize) {
        let mut code = 0;
        for _ in 0..digits {
            let Some(digit) = self.rest.chars().next().and_then(|c| c.to_digit(16)) else { break };
            self.skip(1);
            code = code * 16 + digit;
        }
        if let Some(c) = char::from_u32(code) {
            self.push_char(c);
        }
    }
}

/// Whether a word can be the name of a variable.
fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
