//! A pasted `curl` command: its address, its key and its body.

use std::collections::BTreeMap;

use crate::units::Secret;

use super::shell;

/// What a `curl` command says of a call.
///
/// It may stand among other commands, comments and prompts, written for any shell; what the text itself hands to it
/// (a document, a pipe, a file, a variable) counts. Options that say nothing of the call are passed over.
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
    /// How many commands of the text have a body, this one among them.
    pub bodies: usize,
}

const NAME: &str = "curl";

impl CurlCommand {
    /// Reads the command in a text that says most of a job: the first with a body, else the first with an address.
    /// `None` when there is no `curl` command.
    ///
    /// ```
    /// use poolwise::request::CurlCommand;
    /// let text = "# Submit\nKEY=k\ncurl -XPOST 'https://host/jobs' -H \"Authorization: Bearer $KEY\" -d '{\"a\":1}'";
    /// let command = CurlCommand::read(text).unwrap();
    /// assert_eq!(command.url.as_deref(), Some("https://host/jobs"));
    /// assert_eq!(command.api_key.unwrap().reveal(), "k");
    /// assert_eq!(command.body.unwrap().reveal(), r#"{"a":1}"#);
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if !text.as_bytes().windows(NAME.len()).any(|part| part.eq_ignore_ascii_case(NAME.as_bytes())) {
            return None;
        }
        let shell::Text { commands, files } = shell::Text::read(text);
        let mut calls: Vec<Self> =
            commands.into_iter().filter_map(|command| Self::of(command, &files)).collect();
        let bodies = calls.iter().filter(|call| call.sends_body()).count();
        let said = |call: &Self| (call.sends_body(), call.body_file.is_some(), call.has_address());
        let most = calls.iter().map(said).max()?;
        let first = calls.iter().position(|call| said(call) == most)?;
        let mut call = calls.swap_remove(first);
        call.bodies = bodies;
        Some(call)
    }

    fn of(command: shell::Command, files: &BTreeMap<String, String>) -> Option<Self> {
        let mut words = command.words.into_iter();
        let name = words.next()?.to_ascii_lowercase();
        if name.strip_suffix(".exe").unwrap_or(&name) != NAME {
            return None;
        }
        let mut call = Self::default();
        let mut only_operands = false;
        while let Some(word) = words.next() {
            if only_operands || !word.starts_with('-') || word == "-" {
                call.take_url(word);
            } else if word == "--" {
                only_operands = true;
            } else {
                call.take_option(&word, &mut words);
            }
        }
        let written = match call.body_file.as_deref() {
            Some("-") => command.standard_input,
            Some(file) => files.get(file).cloned(),
            None => None,
        };
        if let Some(body) = written {
            call.body_file = None;
            call.body = Some(Secret::new(body));
        }
        if call.method.is_empty() {
            let has_body = call.body.is_some() || call.body_file.is_some();
            call.method = if has_body { "POST" } else { "GET" }.to_owned();
        }
        // A sentence may begin with the word, too.
        (call.has_address() || call.body.is_some() || call.body_file.is_some()).then_some(call)
    }

    fn sends_body(&self) -> bool {
        self.body.as_ref().is_some_and(|body| !body.reveal().trim().is_empty())
    }

    fn has_address(&self) -> bool {
        self.url.as_deref().is_some_and(|url| url.contains("://") || url.contains('/'))
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
        let header = header.strip_prefix('@').unwrap_or(header);
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
