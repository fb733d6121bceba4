//! A pasted `curl` command: its address, its key and its body.

use crate::units::Secret;

/// What a `curl` command says of a call.
///
/// Read tolerantly: a prompt before it, POSIX quoting (`'…'`, `"…"`, `$'…'`, backslash), a document or text that the
/// shell hands to it (`<<EOF`, `<<<`), Windows quoting (`"` with `\"` inside, `^` before a
/// character or a line break), and PowerShell's backtick before a line break. Options that say nothing of the call are
/// passed over.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CurlCommand {
    /// The address.
    pub url: Option<String>,
    /// The method: what `-X` says, else `POST` with a body and `GET` without.
    pub method: String,
    /// The key of an `Authorization: Bearer` header. A variable (`$KEY`) or placeholder is no key.
    pub api_key: Option<Secret>,
    /// The body. Secret: it may hold account keys.
    pub body: Option<Secret>,
    /// The file that the body is read from (`-d @file`); a page cannot read it.
    pub body_file: Option<String>,
}

impl CurlCommand {
    /// Reads a command; `None` when the text does not begin with `curl`.
    ///
    /// ```
    /// use poolwise::request::CurlCommand;
    /// let command = CurlCommand::read(r#"curl -XPOST 'https://host/jobs' -H 'Authorization: Bearer k' -d '{"a":1}'"#);
    /// let command = command.unwrap();
    /// assert_eq!(command.url.as_deref(), Some("https://host/jobs"));
    /// assert_eq!(command.body.unwrap().reveal(), r#"{"a":1}"#);
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (words, standard_input) = words(without_prompt(text));
        let mut words = words.into_iter();
        let first = words.next()?;
        if !first.eq_ignore_ascii_case("curl") && !first.eq_ignore_ascii_case("curl.exe") {
            return None;
        }
        let mut command = Self::default();
        let mut only_operands = false;
        while let Some(word) = words.next() {
            if only_operands || !word.starts_with('-') || word == "-" {
                command.take_url(word);
            } else if word == "--" {
                only_operands = true;
            } else {
                command.take_option(&word, &mut words);
            }
        }
        if let (Some("-"), Some(body)) = (command.body_file.as_deref(), standard_input) {
            command.body_file = None;
            command.body = Some(Secret::new(body));
        }
        if command.method.is_empty() {
            let has_body = command.body.is_some() || command.body_file.is_some();
            command.method = if has_body { "POST" } else { "GET" }.to_owned();
        }
        Some(command)
    }

    fn take_option(&mut self, word: &str, rest: &mut impl Iterator<Item = String>) {
        let (name, attached) = match word.strip_prefix("--") {
            Some(long) => match long.split_once('=') {
                Some((name, value)) => (format!("--{name}"), Some(value.to_owned())),
                None => (word.to_owned(), None),
            },
            None => {
                let letters = word.get(1..).unwrap_or_default();
                // `-sXPOST`: flags without a value, then an option with one.
                let at = letters.find(|c| TAKES_VALUE.contains(c)).unwrap_or(letters.len());
                let (_, option) = letters.split_at(at);
                let mut option = option.chars();
                let Some(letter) = option.next() else { return };
                let value = option.as_str();
                (format!("-{letter}"), (!value.is_empty()).then(|| value.to_owned()))
            }
        };
        if !takes_value(&name) {
            return;
        }
        let Some(value) = attached.or_else(|| rest.next()) else { return };
        match name.as_str() {
            "-X" | "--request" => self.method = value,
            "-H" | "--header" => self.take_header(&value),
            "-d" | "--data" | "--data-ascii" | "--data-binary" | "--json" => self.take_data(&value, true),
            "--data-raw" => self.take_data(&value, false),
            "--url" => self.take_url(value),
            "--oauth2-bearer" => self.take_key(&value),
            _ => {}
        }
    }

    fn take_url(&mut self, word: String) {
        self.url.get_or_insert(word);
    }

    fn take_header(&mut self, header: &str) {
        let Some((name, value)) = header.split_once(':') else { return };
        let value = value.trim();
        let scheme = value.get(..7).unwrap_or_default();
        if name.trim().eq_ignore_ascii_case("authorization") && scheme.eq_ignore_ascii_case("bearer ") {
            self.take_key(value.get(7..).unwrap_or_default());
        }
    }

    fn take_key(&mut self, key: &str) {
        let key = key.trim();
        let is_placeholder = key.is_empty() || key.starts_with(['$', '%', '<', '{', '[']);
        if !is_placeholder {
            self.api_key = Some(Secret::new(key.to_owned()));
        }
    }

    /// Several pieces of data are joined by `&`, as curl does it.
    fn take_data(&mut self, data: &str, may_name_a_file: bool) {
        match data.strip_prefix('@').filter(|_| may_name_a_file) {
            Some(file) => self.body_file = Some(file.to_owned()),
            None => {
                let body = match &self.body {
                    Some(before) => format!("{}&{data}", before.reveal()),
                    None => data.to_owned(),
                };
                self.body = Some(Secret::new(body));
            }
        }
    }
}

/// Short options with a value.
const TAKES_VALUE: &str = "AbcCdDeEFhHKmoPQrtTuUwxXYyz";

fn takes_value(name: &str) -> bool {
    const FLAGS: [&str; 26] = [
        "--location",
        "--silent",
        "--show-error",
        "--verbose",
        "--include",
        "--insecure",
        "--compressed",
        "--fail",
        "--fail-with-body",
        "--get",
        "--head",
        "--http1.1",
        "--http2",
        "--http1.0",
        "--ipv4",
        "--ipv6",
        "--globoff",
        "--no-buffer",
        "--no-progress-meter",
        "--progress-bar",
        "--remote-name",
        "--path-as-is",
        "--tlsv1.2",
        "--ssl-no-revoke",
        "--location-trusted",
        "--help",
    ];
    match name.strip_prefix("--") {
        Some(_) => !FLAGS.contains(&name),
        None => name.get(1..).is_some_and(|letter| TAKES_VALUE.contains(letter)),
    }
}

/// The text from `curl` on where what stands before it in its line is a shell's prompt: `me@host:~$ `, `C:\>`.
fn without_prompt(text: &str) -> &str {
    const LONGEST_PROMPT: usize = 120;
    let text = text.trim_start();
    let line = text.lines().next().unwrap_or_default();
    let is_prompt = |before: &str| {
        before.len() <= LONGEST_PROMPT
            && before.trim_end().ends_with(['$', '#', '%', '>'])
            && !before.contains(['"', '\'', '{', '|', ';'])
    };
    let found = line.match_indices("curl").map(|(at, _)| at);
    let command = found.filter(|at| line.get(..*at).is_some_and(is_prompt)).last();
    command.and_then(|at| text.get(at..)).unwrap_or(text)
}

/// A command line's words, quotes taken off, and what the shell hands to the command as its standard input.
fn words(text: &str) -> (Vec<String>, Option<String>) {
    let mut words = Vec::new();
    let mut standard_input = None;
    let mut word: Option<String> = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // The end of the command: what follows is another one.
            '|' | ';' | '>' if word.is_none() => break,
            '<' if word.is_none() && rest.peek() == Some(&'<') => {
                rest.next();
                let (more, document) = handed(&mut rest);
                words.extend(more);
                standard_input = document.or(standard_input);
            }
            c if c.is_whitespace() => words.extend(word.take()),
            '\'' => quoted_once(&mut rest, word.get_or_insert_default()),
            '"' => quoted_twice(&mut rest, word.get_or_insert_default()),
            '$' if rest.peek() == Some(&'\'') => {
                rest.next();
                quoted_ansi(&mut rest, word.get_or_insert_default());
            }
            '\\' | '^' | '`' => match rest.next() {
                Some('\r') => {
                    rest.next_if_eq(&'\n');
                }
                Some('\n') | None => {}
                // `^\^"` is how browsers write an escaped quote for Windows.
                Some(escaped) if c == '`' || (c == '\\' && escaped != '^') => {
                    word.get_or_insert_default().push(escaped);
                }
                Some('"') => quoted_for_windows(&mut rest, word.get_or_insert_default()),
                Some(escaped) => word.get_or_insert_default().push(escaped),
            },
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (words, standard_input)
}

/// After `<<`: the further words of the line, and the lines up to the one that is the mark. After `<<<`: the next word.
fn handed(rest: &mut Rest<'_>) -> (Vec<String>, Option<String>) {
    let is_text = rest.next_if_eq(&'<').is_some();
    if is_text {
        let text: String = rest.by_ref().collect();
        let (mut more, _) = words(&text);
        let handed = (!more.is_empty()).then(|| more.remove(0));
        return (more, handed);
    }
    let line: String = rest.by_ref().take_while(|c| *c != '\n').collect();
    let line = line.trim_start_matches('-').trim();
    let (mark, more) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let mark = mark.trim_matches(['\'', '"', '\\']);
    let document: String = rest.by_ref().collect();
    let lines: Vec<&str> = document.lines().take_while(|line| line.trim() != mark).collect();
    (words(more).0, Some(lines.join("\n")))
}

type Rest<'a> = core::iter::Peekable<core::str::Chars<'a>>;

fn quoted_once(rest: &mut Rest<'_>, word: &mut String) {
    word.extend(rest.by_ref().take_while(|c| *c != '\''));
}

fn quoted_twice(rest: &mut Rest<'_>, word: &mut String) {
    while let Some(c) = rest.next() {
        match c {
            '"' => return,
            '\\' => match rest.next() {
                Some('\n') | None => {}
                Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
            },
            c => word.push(c),
        }
    }
}

/// `^"…^"`, as browsers copy a command for Windows: `^` before each special character, `\^"` for a quote inside.
fn quoted_for_windows(rest: &mut Rest<'_>, word: &mut String) {
    while let Some(c) = rest.next() {
        match c {
            '^' => match rest.next() {
                Some('"') | None => return,
                Some('\\') if rest.peek() == Some(&'^') => {
                    rest.next();
                    word.extend(rest.next());
                }
                Some('\r' | '\n') => {}
                Some(escaped) => word.push(escaped),
            },
            '\\' if rest.peek() == Some(&'^') => {
                rest.next();
                word.extend(rest.next());
            }
            c => word.push(c),
        }
    }
}

fn quoted_ansi(rest: &mut Rest<'_>, word: &mut String) {
    while let Some(c) = rest.next() {
        match c {
            '\'' => return,
            '\\' => match rest.next() {
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('u') => word.extend(code_point(rest, 4)),
                Some('x') => word.extend(code_point(rest, 2)),
                Some(other) => word.push(other),
                None => return,
            },
            c => word.push(c),
        }
    }
}

fn code_point(rest: &mut Rest<'_>, digits: usize) -> Option<char> {
    let mut code = 0;
    for _ in 0..digits {
        let Some(digit) = rest.peek().and_then(|c| c.to_digit(16)) else { break };
        rest.next();
        code = code * 16 + digit;
    }
    char::from_u32(code)
}
