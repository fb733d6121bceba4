use clap::Args;
use serde_json::{Map, json};

use super::Exit;
use super::console::{Console, Issue};
use super::exit::EXITS;
use super::input::Input;
use crate::job_form::tells_secret;
use crate::request::object_in_code;
use crate::request::repair::{
    Notice, Repair as Done, Repaired, Unreadable, repair, repair_done, repair_notice, repair_problem,
};
use crate::request::wire::{Json, masked_text, pretty};

/// The arguments of `companion repair`.
#[derive(Args)]
#[command(after_help = EXITS)]
pub(super) struct Repair {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    console: Console,
}

impl Repair {
    pub(super) fn run(self) -> Exit {
        let console = self.console;
        let text = match self.input.any_text(console) {
            Ok(text) => text,
            Err(exit) => return exit,
        };
        let written = object_in_code(&text);
        let is_program = written.is_some();
        let repaired = match written {
            Some(body) => Repaired { value: Ok(body), repairs: Vec::new(), unlisted: 0, notices: Vec::new() },
            None => repair(&text, &[]),
        };
        let exit = if repaired.value.is_ok() { Exit::Done } else { Exit::Wrong };
        if console.is_json() {
            return console.print(&(pretty(&report(&text, &repaired, console)) + "\n")).and(exit);
        }
        let printed = match &repaired.value {
            Ok(value) => console.print(&(pretty(value) + "\n")),
            Err(problem) => console.refuse(&[unreadable(problem, console)]),
        };
        if is_program {
            console.tell(console.words().from_program);
            return printed.and(exit);
        }
        for line in lines(&text, &repaired, console) {
            console.tell(&line);
        }
        printed.and(exit)
    }
}

fn unreadable(problem: &Unreadable, console: Console) -> Issue {
    Issue::whole(repair_problem(problem, console.language()))
}

/// What was repaired, a line each: how many, each one, and what JSON itself loses.
fn lines(text: &str, repaired: &Repaired, console: Console) -> Vec<String> {
    let words = console.words();
    let mut lines: Vec<String> = match repaired.repairs.len() {
        0 if repaired.value.is_err() => Vec::new(),
        0 => vec![words.no_repairs.to_owned()],
        1 => vec![words.one_repair.to_owned()],
        count => vec![words.repairs.with(&[("count", &console.count(count))])],
    };
    for (one, (line, column)) in repaired.repairs.iter().zip(places(text, &repaired.repairs)) {
        let (before, after) = shown(text, one).unwrap_or((words.hidden.to_owned(), words.hidden.to_owned()));
        let or_nothing = |part: String| if part.is_empty() { words.nothing_there.to_owned() } else { part };
        lines.push(words.repair_line.with(&[
            ("line", &console.count(line)),
            ("column", &console.count(column)),
            ("repair", &repair_done(one, console.language())),
            ("before", &on_one_line(&or_nothing(before))),
            ("after", &on_one_line(&or_nothing(after))),
        ]));
    }
    if repaired.unlisted > 0 {
        lines.push(words.unlisted.with(&[("count", &console.count(repaired.unlisted))]));
    }
    let notices = repaired.notices.iter();
    lines.extend(notices.map(|notice| noticed(notice, console)));
    lines
}

/// Everything for a program; `json` is `null` where the text cannot be read.
fn report(text: &str, repaired: &Repaired, console: Console) -> Json {
    let repairs: Vec<Json> = repaired
        .repairs
        .iter()
        .zip(places(text, &repaired.repairs))
        .map(|(one, (line, column))| {
            let mut report = done(one, tells_secret(text, one), console);
            report.extend(members([
                ("start", one.span.start.into()),
                ("end", one.span.end.into()),
                ("line", line.into()),
                ("column", column.into()),
            ]));
            Json::Object(report)
        })
        .collect();
    let notices: Vec<Json> = repaired
        .notices
        .iter()
        .map(|notice| {
            let (Notice::DuplicateKey { span, .. } | Notice::NumberRounded { span, .. }) = notice;
            let mut report = lost(notice, console);
            report.extend(members([("start", span.start.into()), ("end", span.end.into())]));
            Json::Object(report)
        })
        .collect();
    let problem = repaired.value.as_ref().err().map(|problem| {
        json!({
            "offset": problem.offset, "line": problem.line, "column": problem.column,
            "message": unreadable(problem, console).message,
        })
    });
    json!({
        "json": repaired.value.as_ref().ok(), "problem": problem, "repairs": repairs,
        "unlisted": repaired.unlisted, "notices": notices,
    })
}

/// One repair for a program, without its place in a text.
pub(super) fn done(one: &Done, is_inside_secret: bool, console: Console) -> Map<String, Json> {
    let shown = |part: &String| if is_inside_secret { Json::Null } else { part.as_str().into() };
    members([
        ("kind", kebab(&format!("{:?}", one.id.kind)).into()),
        ("times", one.times.into()),
        ("before", shown(&one.before)),
        ("after", shown(&one.after)),
        ("is_inside_secret", is_inside_secret.into()),
        ("message", repair_done(one, console.language()).into()),
    ])
    .collect()
}

/// What JSON itself loses, for a program, without its place in a text.
pub(super) fn lost(notice: &Notice, console: Console) -> Map<String, Json> {
    let kind = match notice {
        Notice::DuplicateKey { .. } => "duplicate-key",
        Notice::NumberRounded { .. } => "number-rounded",
    };
    members([("kind", kind.into()), ("message", noticed(notice, console).into())]).collect()
}

/// The same for people.
pub(super) fn noticed(notice: &Notice, console: Console) -> String {
    masked_text(&repair_notice(notice, console.language()))
}

fn members<const COUNT: usize>(members: [(&str, Json); COUNT]) -> impl Iterator<Item = (String, Json)> {
    members.map(|(name, value)| (name.to_owned(), value)).into_iter()
}

/// What stood there and what it was read as; `None` where that would give a secret away.
fn shown(text: &str, repair: &Done) -> Option<(String, String)> {
    (!tells_secret(text, repair)).then(|| (repair.before.clone(), repair.after.clone()))
}

/// Line and column of each repair, from 1, in one walk through the text.
fn places(text: &str, repairs: &[Done]) -> Vec<(usize, usize)> {
    let (mut at, mut line, mut column) = (0, 1_usize, 1_usize);
    let mut places = Vec::with_capacity(repairs.len());
    for repair in repairs {
        if repair.span.start < at {
            (at, line, column) = (0, 1, 1);
        }
        for letter in text.get(at..repair.span.start).unwrap_or_default().chars() {
            (line, column) =
                if letter == '\n' { (line.saturating_add(1), 1) } else { (line, column.saturating_add(1)) };
        }
        at = repair.span.start;
        places.push((line, column));
    }
    places
}

fn on_one_line(text: &str) -> String {
    text.chars()
        .flat_map(|letter| if letter.is_control() { letter.escape_debug().collect() } else { vec![letter] })
        .collect()
}

/// `ByteOrderMark` as `byte-order-mark`.
fn kebab(name: &str) -> String {
    let mut written = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !written.is_empty() {
            written.push('-');
        }
        written.push(letter.to_ascii_lowercase());
    }
    written
}
