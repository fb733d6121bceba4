use crate::request::{BlobProblem, blob_problem, parameter_type_label, sas_problem};
use crate::service::CannotAsk;
use crate::words::{Figures, Language, Phrase, SCRIPT};

use super::language::ScriptLanguage;
use super::many::{MOST_JOBS, ManyProblem};
use super::problem::{Place, ScriptProblem};
use super::single::RequestForm;

/// A language's name, for its tab.
#[must_use]
pub const fn language_label(script: ScriptLanguage, language: Language) -> &'static str {
    let words = SCRIPT.of(language);
    match script {
        ScriptLanguage::Bash => words.bash,
        ScriptLanguage::PowerShell => words.powershell,
        ScriptLanguage::Python => words.python,
        ScriptLanguage::CSharp => words.csharp,
        ScriptLanguage::R => words.r,
        ScriptLanguage::JavaScript => words.javascript,
    }
}

/// What a language needs to run, as a note under its tab.
#[must_use]
pub const fn language_needs(script: ScriptLanguage, language: Language) -> &'static str {
    let words = SCRIPT.of(language);
    match script {
        ScriptLanguage::Bash => words.bash_needs,
        ScriptLanguage::PowerShell => words.powershell_needs,
        ScriptLanguage::Python => words.python_needs,
        ScriptLanguage::CSharp => words.csharp_needs,
        ScriptLanguage::R => words.r_needs,
        ScriptLanguage::JavaScript => words.javascript_needs,
    }
}

/// The name of a form of single requests, and what it needs.
#[must_use]
pub const fn form_label(form: RequestForm, language: Language) -> (&'static str, &'static str) {
    let words = SCRIPT.of(language);
    match form {
        RequestForm::Curl => (words.curl, words.curl_needs),
        RequestForm::HttpFile => (words.http_file, words.http_file_needs),
    }
}

/// Why no script can be written.
#[must_use]
pub fn script_problem(problem: &ScriptProblem, language: Language) -> String {
    let words = SCRIPT.of(language);
    match problem {
        ScriptProblem::NullCharacter { place } => {
            let place = match place {
                Place::Body => words.place_body,
                Place::Key => words.place_key,
                Place::Folder => words.place_folder,
                Place::BodiesFile => words.place_bodies_file,
                Place::Paths => words.place_paths,
                Place::Url => words.place_url,
            };
            words.null_in.with(&[("place", place)])
        }
        ScriptProblem::NoAutopilot(script) => {
            words.no_autopilot.with(&[("language", language_label(*script, language))])
        }
        ScriptProblem::NoFolder => words.no_folder.to_owned(),
        ScriptProblem::PoolService => words.pool_service.to_owned(),
        ScriptProblem::CannotAsk(CannotAsk::NotInContract(_)) => words.not_in_contract.to_owned(),
        ScriptProblem::CannotAsk(_) => words.bad_template.to_owned(),
    }
}

/// What is wrong with a table of blob paths.
#[must_use]
pub fn many_problem(problem: &ManyProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = SCRIPT.of(language);
    let number = |count: usize| figures.number(count.into(), 0);
    let in_column = |sentence: Phrase, line: usize, column: &str| {
        sentence.with(&[("line", &number(line)), ("column", column)])
    };
    let at_port = |line: usize, port: &str, why: &str| {
        words.many_path.with(&[("line", &number(line)), ("port", port), ("why", why)])
    };
    let and_more = |first: String, more: usize| match more {
        0 => first,
        more => words.many_and_more.with(&[("first", &first), ("more", &number(more))]),
    };
    match problem {
        ManyProblem::Script(problem) => script_problem(problem, language),
        ManyProblem::Empty => words.many_empty.to_owned(),
        ManyProblem::Workbook => words.many_workbook.to_owned(),
        ManyProblem::NoCount => words.many_no_count.with(&[("most", &number(MOST_JOBS))]),
        ManyProblem::TooMany { found } => {
            words.many_too_many.with(&[("found", &number(*found)), ("most", &number(MOST_JOBS))])
        }
        ManyProblem::OpenQuote { line } => words.many_open_quote.with(&[("line", &number(*line))]),
        ManyProblem::Cells { line, found, expected } => words.many_cells.with(&[
            ("line", &number(*line)),
            ("found", &number(*found)),
            ("expected", &number(*expected)),
        ]),
        ManyProblem::EmptyCell { line, column } => in_column(words.many_empty_cell, *line, column),
        ManyProblem::Column { name } if name.is_empty() => words.many_column_unnamed.to_owned(),
        ManyProblem::Column { name } => words.many_column.with(&[("name", name)]),
        ManyProblem::NoHeader => words.many_no_header.to_owned(),
        ManyProblem::Unused { column } => unused(words.many_unused, column),
        ManyProblem::Near { column, near } => words.many_near.with(&[("column", column), ("near", near)]),
        ManyProblem::Value { line, column, kind } => words.many_value.with(&[
            ("line", &number(*line)),
            ("column", column),
            ("kind", parameter_type_label(*kind, language)),
        ]),
        ManyProblem::Path { line, port, problem: BlobProblem::IsUrl } => {
            words.many_whole_url.with(&[("line", &number(*line)), ("port", port)])
        }
        ManyProblem::Path { line, port, problem } => at_port(*line, port, &blob_problem(problem, language)),
        ManyProblem::SameOutputs { line, one, other } => {
            words.many_same_outputs.with(&[("line", &number(*line)), ("one", one), ("other", other)])
        }
        ManyProblem::Overwrites { writes, output, reads, input, more } => {
            let sentence = if writes == reads { words.many_overwrites } else { words.many_overwrites_other };
            and_more(overwrites(sentence, [number(*writes), number(*reads)], output, input), *more)
        }
        ManyProblem::Unfilled { place, hole, known } => unfilled(words.many_unfilled, place, hole, known),
        ManyProblem::Circular { line, column } => in_column(words.many_circular, *line, column),
        ManyProblem::Secret { line, column } => in_column(words.many_secret, *line, column),
        ManyProblem::SameOutput { output, first, second } => words.many_same_output.with(&[
            ("first", &number(*first)),
            ("second", &number(*second)),
            ("output", output),
            ("hole", "{number}"),
        ]),
        ManyProblem::NotABlob { line, column } => in_column(words.many_not_a_blob, *line, column),
        ManyProblem::Unsigned { line, column } => in_column(words.many_unsigned, *line, column),
        ManyProblem::Signature { line, column } => in_column(words.many_signature, *line, column),
        ManyProblem::OtherAccount { line, column, found, opened } => {
            let sentence = if opened.is_some() { words.many_other_account } else { words.many_no_account };
            other_account(sentence, &number(*line), column, [found, opened.as_deref().unwrap_or_default()])
        }
        ManyProblem::Token { line, port, problem } => at_port(*line, port, &sas_problem(problem, language)),
        ManyProblem::Untimely { line, port, problem, more } => {
            and_more(at_port(*line, port, &sas_problem(problem, language)), *more)
        }
    }
}

fn overwrites(sentence: Phrase, [writes, reads]: [String; 2], output: &str, input: &str) -> String {
    sentence.with(&[("writes", &writes), ("output", output), ("reads", &reads), ("input", input)])
}

fn other_account(sentence: Phrase, line: &str, column: &str, [found, opened]: [&str; 2]) -> String {
    sentence.with(&[("line", line), ("column", column), ("found", found), ("opened", opened)])
}

fn unused(sentence: Phrase, column: &str) -> String {
    sentence.with(&[("column", column), ("hole", &in_braces(column))])
}

fn unfilled(sentence: Phrase, place: &str, hole: &str, known: &[String]) -> String {
    let known: Vec<String> = known.iter().map(|name| in_braces(name)).collect();
    sentence.with(&[("place", place), ("hole", &in_braces(hole)), ("known", &known.join(", "))])
}

/// A name as a hole.
fn in_braces(name: &str) -> String {
    format!("{{{name}}}")
}
