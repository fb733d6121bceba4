//! A job that a program writes as an object of its own language: Python's and JavaScript's braces, C#'s initializers,
//! R's `list(…)`, PowerShell's `@{…}`, with names and joined texts where JSON has one text.
//!
//! [`object_in_code`] reads it without running anything: what the program itself gives to a name stands in the name's
//! place, and everything else as its name in angle brackets, as a placeholder does.

mod known;
mod read;
mod token;

use super::wire::Json;
use known::Known;
use read::Reader;

/// The longest program that is read, in bytes: a script that sends a job.
const LONGEST_PROGRAM: usize = 1 << 18;
/// The most objects that are tried.
const MOST_TRIED: usize = 8;
/// The names that a body's object begins with.
const FIRST_MEMBERS: [&str; 5] = ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"];

/// The first body that a program writes as an object; `None` where there is none, or where nothing in it is code, so
/// that it is JSON, however broken. A text that begins with an object, alone or in a list, is that object only: what
/// stands in its texts is no program.
///
/// ```
/// use poolwise::request::object_in_code;
/// let program = r#"
/// container = "jobs"
/// payload = {"Input": {"ConnectionString": conn, "RelativeLocation": "/" + container + f"/{day}.csv"}}"#;
/// let body = object_in_code(program).unwrap();
/// assert_eq!(body["Input"]["RelativeLocation"], "/jobs/<day>.csv");
/// assert_eq!(body["Input"]["ConnectionString"], "<conn>");
/// assert_eq!(object_in_code(r#"{"Input": {"RelativeLocation": data.csv}}"#), None);
/// ```
#[must_use]
pub fn object_in_code(text: &str) -> Option<Json> {
    if text.len() > LONGEST_PROGRAM {
        return None;
    }
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c == '[').starts_with('{');
    let names_are_code = !begins && is_program(text);
    let mut known = Known::new(text);
    let most = if begins { 1 } else { usize::MAX };
    let openings = text.match_indices(['{', '(']).map(|(at, _)| at).take(most);
    let is_powershell = known.is_powershell();
    let starts = openings.filter(|at| Reader::begins_body(text, *at, is_powershell)).take(MOST_TRIED);
    for at in starts {
        let mut reader = Reader::at(text, at, is_powershell);
        let Some(body) = reader.body(&mut known) else { continue };
        if reader.is_code || (names_are_code && reader.has_names) {
            return Some(body);
        }
    }
    None
}

/// Whether a line begins as one of a program does, and not as one of prose.
fn is_program(text: &str) -> bool {
    const BEGINNINGS: [&str; 17] = [
        "import ",
        "from ",
        "def ",
        "function ",
        "const ",
        "let ",
        "var ",
        "using ",
        "library(",
        "param(",
        "return ",
        "async ",
        "await ",
        "public ",
        "static ",
        "$",
        "print(",
    ];
    let begins = |line: &str| BEGINNINGS.iter().any(|beginning| line.trim_start().starts_with(beginning));
    let ends = |line: &str| line.trim_end().ends_with([';', ')', '}', '{', ':', '(', '"', '\'']);
    text.lines().any(|line| begins(line) && (ends(line) || line.contains('=') || line.starts_with("import ")))
}
