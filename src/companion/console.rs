use std::io::{self, ErrorKind, Write as _};

use clap::Args;
use serde_json::json;

use super::Exit;
use crate::request::wire::{Json, pretty};
use crate::request::{Severity, severity_label};
use crate::words::{COMPANION, CompanionWords, Figures, Language};

/// How a command speaks: in which language, to people or to programs.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Console {
    /// Language of messages: en or sv
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    language: Language,
    /// Print findings as JSON: on standard output, or on standard error beside a script or bodies
    #[arg(long)]
    json: bool,
}

fn language(tag: &str) -> Result<Language, String> {
    let known = |language: &Language| language.tag() == tag.get(..2).unwrap_or_default();
    Language::ALL.into_iter().find(known).ok_or_else(|| "write en or sv".to_owned())
}

/// Something that a command found, for people and for programs.
pub(super) struct Issue {
    /// The place in the input, such as `inputs.vms` or `Inputs.input1.RelativeLocation`; empty for all of it.
    pub(super) path: String,
    /// The field of the page's form, where there is one.
    pub(super) field: Option<String>,
    pub(super) severity: Severity,
    pub(super) message: String,
    /// Bytes of the field's text, where it is a part of it.
    pub(super) span: Option<(usize, usize)>,
}

impl Issue {
    /// An error in the input as a whole.
    pub(super) const fn whole(message: String) -> Self {
        Self { path: String::new(), field: None, severity: Severity::Error, message, span: None }
    }

    /// The issue for a program.
    pub(super) fn to_json(&self) -> Json {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let span = self.span.map(|(start, end)| json!({ "start": start, "end": end }));
        json!({
            "path": self.path, "field": self.field, "severity": severity, "message": self.message, "span": span,
        })
    }
}

impl Console {
    pub(super) const fn language(self) -> Language {
        self.language
    }

    /// Whether findings go to standard output as JSON.
    pub(super) const fn is_json(self) -> bool {
        self.json
    }

    pub(super) const fn words(self) -> &'static CompanionWords {
        COMPANION.of(self.language)
    }

    pub(super) const fn figures(self) -> Figures {
        Figures(self.language)
    }

    /// A count as it is written.
    pub(super) fn count(self, count: usize) -> String {
        self.figures().number(count.into(), 0)
    }

    /// An issue as a line of text.
    pub(super) fn line(self, issue: &Issue) -> String {
        let words = self.words();
        let problem = if issue.path.is_empty() {
            issue.message.clone()
        } else {
            words.at.with(&[("path", &issue.path), ("problem", &issue.message)])
        };
        let severity = severity_label(issue.severity, self.language).to_lowercase();
        words.of_severity.with(&[("severity", &severity), ("problem", &problem)])
    }

    /// Says why the input cannot be used, and that it is wrong.
    pub(super) fn refuse(self, issues: &[Issue]) -> Exit {
        if self.json {
            let list: Vec<Json> = issues.iter().map(Issue::to_json).collect();
            return self.print(&(pretty(&json!({ "problems": list })) + "\n")).and(Exit::Wrong);
        }
        for issue in issues {
            self.tell(&self.line(issue));
        }
        Exit::Wrong
    }

    /// Prints a result. A reader that has seen enough (`companion … | head`) is no failure.
    pub(super) fn print(self, text: &str) -> Exit {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Exit::Done,
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                self.tell(&self.words().cannot_write.with(&[("why", &error.to_string())]));
                Exit::Refused
            }
        }
    }

    /// A line beside the result, on standard error; nobody may be listening there.
    pub(super) fn tell(self, line: &str) {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

impl Exit {
    /// The other exit, unless this one is a failure already.
    pub(super) const fn and(self, other: Self) -> Self {
        match self {
            Self::Done => other,
            failed => failed,
        }
    }
}
