//! The log: each request with its answer on one line, newest first. The session lets no secret into it.

use std::collections::BTreeMap;

use super::super::desk::Desk;
use super::{Look, Row, RowAction, Tone, note};
use crate::service::{
    Came, Happening, Method, Notice, RequestId, Sent, ServiceError, error_sentence, notice_sentence,
};
use crate::units::Timestamp;
use crate::words::POOL_CONNECT;

/// Lines of the log that are shown at first, and further ones at a time.
pub const LOG_LINES: usize = 100;

/// Which lines of the log are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum LogFilter {
    /// All of them.
    #[default]
    All,
    /// What changes something, and what was told.
    Changes,
    /// What went wrong.
    Errors,
}

impl LogFilter {
    /// All of them, in the order of the menu, with their keys.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::All, "all"), (Self::Changes, "changes"), (Self::Errors, "errors")];

    /// The filter of that key; everything for any other.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|(_, known)| *known == key).map(|(filter, _)| filter).unwrap_or_default()
    }
}

type Answered = (u64, Option<ServiceError>, Option<u16>);

pub(super) fn rows(desk: &Desk, look: &Look<'_>) -> Vec<Row> {
    let mut answers: BTreeMap<RequestId, Answered> = BTreeMap::new();
    let mut came: BTreeMap<RequestId, &Came> = BTreeMap::new();
    let text = look.log_text.trim().to_lowercase();
    let mut rows = Vec::new();
    let entries: Vec<_> = desk.session().log().collect();
    for (at, entry) in entries.iter().enumerate().rev() {
        match &entry.what {
            Happening::Answered { request, took_ms, error, came: reply } => {
                let status = reply.as_ref().map(|reply| reply.status);
                answers.entry(*request).or_insert_with(|| (*took_ms, error.clone(), status));
                came.extend(reply.as_deref().map(|reply| (*request, reply)));
            }
            Happening::Asked { request, sent } => {
                let answer = answers.get(request);
                let failed = matches!(answer, Some((_, Some(_), _)));
                let shown = match look.log {
                    LogFilter::All => true,
                    LogFilter::Changes => sent.method != Method::Get,
                    LogFilter::Errors => failed,
                };
                if shown {
                    let line = [sent.method.name(), sent.path()];
                    let row = asked(entry.at, *request, line, answer, desk, look);
                    if holds(&row, &text) || is_said(&text, sent, came.get(request).copied()) {
                        rows.push(row);
                    }
                }
            }
            Happening::Told(notice) => {
                let before = entries.get(..at).unwrap_or_default();
                let same = before.iter().rev().take_while(|other| other.at == entry.at).count();
                let bad = is_bad(notice);
                if bad || look.log != LogFilter::Errors {
                    let row = told(entry.at, same, notice, bad, desk, look);
                    if holds(&row, &text) {
                        rows.push(row);
                    }
                }
            }
        }
        if rows.len() >= look.log_most {
            break;
        }
    }
    rows
}

/// Whether a text, in lower case, is in any cell of a row.
fn holds(row: &Row, text: &str) -> bool {
    let mut parts = row.cells.iter().flat_map(|cell| [&cell.text, &cell.note]);
    text.is_empty() || parts.any(|part| part.to_lowercase().contains(text))
}

/// Whether a text, in lower case, is anywhere in a request or its reply.
fn is_said(text: &str, sent: &Sent, came: Option<&Came>) -> bool {
    let said = |text_of: String| text_of.to_lowercase().contains(text);
    said(sent.text("")) || came.is_some_and(|came| said(came.text()))
}

fn asked(
    at: Timestamp,
    request: RequestId,
    [method, url]: [&str; 2],
    answer: Option<&Answered>,
    desk: &Desk,
    look: &Look<'_>,
) -> Row {
    let words = look.words();
    let show = POOL_CONNECT.of(look.language).log_open;
    let (outcome, tone) = match answer {
        None => (words.log_on_its_way.to_owned(), Tone::Busy),
        Some((ms, None, _)) => (words.log_ok.with(&[("time", &look.span(*ms))]), Tone::Good),
        Some((ms, Some(error), _)) => {
            let error = error_sentence(error, look.language);
            (words.log_failed.with(&[("time", &look.span(*ms)), ("error", &error)]), Tone::Bad)
        }
    };
    Row {
        key: ["r", &request.0.to_string()].concat(),
        tone,
        place: 0,
        cells: vec![
            note(look.time(at, desk.now()), ""),
            note([method, url].join(" "), ""),
            note(
                outcome,
                answer.and_then(|(_, _, status)| *status).map(|it| it.to_string()).unwrap_or_default(),
            ),
        ],
        actions: vec![RowAction { label: show, refused: None, danger: false }],
    }
}

fn told(at: Timestamp, same: usize, notice: &Notice, bad: bool, desk: &Desk, look: &Look<'_>) -> Row {
    let job = match notice {
        Notice::JobEnded(ticket) | Notice::JobRefused(ticket, _) | Notice::JobInDoubt(ticket) => {
            desk.session().job(*ticket)
        }
        _ => None,
    };
    let sentence = notice_sentence(notice, job, look.language);
    Row {
        key: ["t", &at.ms().to_string(), "-", &same.to_string()].concat(),
        tone: if bad { Tone::Bad } else { Tone::Plain },
        place: 0,
        cells: vec![note(look.time(at, desk.now()), ""), note(sentence, ""), note("", "")],
        actions: Vec::new(),
    }
}

/// Whether a notice tells of something that went wrong or is in doubt.
pub(super) const fn is_bad(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::CreateInDoubt
            | Notice::PoolInDoubt(_)
            | Notice::Refused(_)
            | Notice::CreateFailed(_)
            | Notice::PoolFailed(..)
            | Notice::ReadFailed(_)
            | Notice::Halted(_)
            | Notice::ServiceShut(..)
            | Notice::JobRefused(..)
            | Notice::JobInDoubt(_)
            | Notice::CancelFailed(..)
            | Notice::SendingStopped(_)
            | Notice::AutopilotGaveUp(..)
            | Notice::CannotAsk
    )
}
