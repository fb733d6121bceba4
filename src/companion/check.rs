use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use serde_json::json;

use super::Exit;
use super::console::{Console, Issue};
use super::exit::EXITS;
use super::input::Input;
use crate::job_form::empty;
use crate::request::swagger::{Imported, import, swagger_note, swagger_problem};
use crate::request::wire::{self, Json, ShapeProblem};
use crate::request::{
    Draft, FieldId, InputForm, NamedReference, Problem, ReferencePart, Severity, check, moment,
    request_problem, shape_problem,
};
use crate::units::Timestamp;
use crate::words::DOCUMENT;

/// The arguments of `companion check`.
#[derive(Args)]
#[command(after_help = EXITS)]
pub(super) struct Check {
    #[command(flatten)]
    input: Input,
    /// The service's swagger.json, for its names and types
    #[arg(long, value_name = "FILE")]
    swagger: Option<PathBuf>,
    /// Any URL of the service, to be checked too
    #[arg(long, value_name = "URL")]
    service: Option<String>,
    /// Check what expires as if it were this moment, such as 2017-04-19T08:30:00Z
    #[arg(long, value_name = "MOMENT", value_parser = at)]
    at: Option<Timestamp>,
    #[command(flatten)]
    console: Console,
}

impl Check {
    pub(super) fn run(self) -> Exit {
        let console = self.console;
        match self.issues() {
            Ok(issues) => told(&issues, console),
            Err(exit) => exit,
        }
    }

    fn issues(&self) -> Result<Vec<Issue>, Exit> {
        let console = self.console;
        let text = self.input.text(console)?;
        let service = self.swagger.clone().map(|file| read_swagger(file, console)).transpose()?;
        let mut start = empty();
        let known = service.as_ref().and_then(|service| service.location.url());
        start.service = self.service.clone().or(known).unwrap_or_default();
        let draft = match wire::from_text(&text, &start) {
            Ok(draft) => draft,
            Err(problems) => {
                return Ok(problems.iter().flat_map(|problem| of_shape(problem, console)).collect());
            }
        };
        let ports = service.as_ref().map(|service| &service.ports);
        let checked = check(&draft, ports, self.at.unwrap_or_else(now));
        // What was not given is not missed: a body has neither address nor key.
        let is_asked = |problem: &&Problem| match problem.field {
            FieldId::ApiKey => false,
            FieldId::Service => !draft.service.is_empty(),
            _ => true,
        };
        let mut issues: Vec<Issue> = checked
            .problems
            .iter()
            .filter(is_asked)
            .map(|problem| of_draft(problem, &draft, console))
            .collect();
        issues.extend(service.iter().flat_map(|service| notes(service, console)));
        Ok(issues)
    }
}

/// What is wrong with a job, for [`super::script`].
pub(super) fn errors(draft: &Draft, console: Console) -> Vec<Issue> {
    let checked = check(draft, None, now());
    let errors = checked.of(Severity::Error);
    errors.map(|problem| of_draft(problem, draft, console)).collect()
}

fn told(issues: &[Issue], console: Console) -> Exit {
    let count = |severity: Severity| issues.iter().filter(|issue| issue.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let exit = if errors == 0 { Exit::Done } else { Exit::Wrong };
    let text = if console.is_json() {
        let problems: Vec<Json> = issues.iter().map(Issue::to_json).collect();
        let counts = json!({ "error": errors, "warning": warnings, "note": count(Severity::Note) });
        pretty_line(&json!({ "counts": counts, "problems": problems }))
    } else {
        let mut text: String = issues.iter().map(|issue| console.line(issue) + "\n").collect();
        let words = console.words();
        text.push_str(&match (errors, warnings) {
            (0, 0) => words.sound.to_owned(),
            _ => words
                .found
                .with(&[("errors", &console.count(errors)), ("warnings", &console.count(warnings))]),
        });
        text + "\n"
    };
    console.print(&text).and(exit)
}

fn pretty_line(value: &Json) -> String {
    wire::pretty(value) + "\n"
}

fn read_swagger(file: PathBuf, console: Console) -> Result<Imported, Exit> {
    let text = Input::of(file).text(console)?;
    import(&text).map_err(|problem| {
        let message = swagger_problem(&problem, console.language());
        let whole = Issue::whole(message);
        console.refuse(&[Issue { path: "swagger".to_owned(), field: Some("swagger".to_owned()), ..whole }])
    })
}

fn notes(service: &Imported, console: Console) -> Vec<Issue> {
    let note = |note| Issue {
        path: "swagger".to_owned(),
        field: Some("swagger".to_owned()),
        severity: Severity::Note,
        message: swagger_note(note, console.language()),
        span: None,
    };
    service.notes.iter().map(note).collect()
}

fn of_shape(problem: &ShapeProblem, console: Console) -> Vec<Issue> {
    let message = match problem {
        // The page's sentences speak of a form.
        ShapeProblem::NotAnObject => console.words().body_no_object.to_owned(),
        ShapeProblem::NotJson { line, column } => DOCUMENT
            .of(console.language())
            .document_not_json
            .with(&[("line", &console.count(*line)), ("column", &console.count(*column))]),
        _ => shape_problem(problem, console.language()),
    };
    let path = match problem {
        ShapeProblem::WrongType { path, .. } | ShapeProblem::TooMany { path, .. } => path.clone(),
        ShapeProblem::DuplicateMember { name, .. } => name.clone(),
        ShapeProblem::BothInputForms => "Inputs".to_owned(),
        ShapeProblem::NotJson { .. } | ShapeProblem::NotAnObject => String::new(),
    };
    let mut issues = vec![Issue { path, field: Some(FieldId::Body.to_string()), ..Issue::whole(message) }];
    if matches!(problem, ShapeProblem::NotJson { .. }) {
        let hint = Issue::whole(console.words().try_repair.to_owned());
        issues.push(Issue { severity: Severity::Note, ..hint });
    }
    issues
}

fn of_draft(problem: &Problem, draft: &Draft, console: Console) -> Issue {
    Issue {
        path: body_path(problem.field, draft),
        field: Some(problem.field.to_string()),
        severity: problem.severity(),
        message: request_problem(problem, console.language()),
        span: problem.span.map(|span| (span.start, span.end)),
    }
}

/// The place of a form's field in the body.
fn body_path(field: FieldId, draft: &Draft) -> String {
    let inside = |list: &str, at: usize, all: &[NamedReference], part: ReferencePart| {
        let name = all.get(at).map(|named| named.name.as_str()).unwrap_or_default();
        let reference = if list == "Input" { list.to_owned() } else { format!("{list}.{name}") };
        match member(part) {
            Some(member) => format!("{reference}.{member}"),
            None => reference,
        }
    };
    let parameter = |at: usize| {
        let name = draft.parameters.get(at).map(|parameter| parameter.name.as_str()).unwrap_or_default();
        format!("GlobalParameters.{name}")
    };
    let inputs = if draft.input_form == InputForm::Single { "Input" } else { "Inputs" };
    match field {
        FieldId::Service | FieldId::ApiKey => field.to_string(),
        FieldId::Inputs => inputs.to_owned(),
        FieldId::Input(at, part) => inside(inputs, at, &draft.inputs, part),
        FieldId::Outputs => "Outputs".to_owned(),
        FieldId::Output(at, part) => inside("Outputs", at, &draft.outputs, part),
        FieldId::Parameters => "GlobalParameters".to_owned(),
        FieldId::ParameterName(at) | FieldId::ParameterValue(at) => parameter(at),
        FieldId::PoolId => "AzureBatchPoolId".to_owned(),
        FieldId::Body => String::new(),
    }
}

const fn member(part: ReferencePart) -> Option<&'static str> {
    match part {
        ReferencePart::Connection => Some("ConnectionString"),
        ReferencePart::Base => Some("BaseLocation"),
        ReferencePart::Path => Some("RelativeLocation"),
        ReferencePart::Token => Some("SasBlobToken"),
        ReferencePart::Name | ReferencePart::Kind => None,
    }
}

fn at(text: &str) -> Result<Timestamp, String> {
    moment::read(text).ok_or_else(|| "write a moment such as 2017-04-19T08:30:00Z".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "the one place where these commands ask for the time")]
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
