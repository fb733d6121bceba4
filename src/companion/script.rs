use clap::{Args, ValueEnum};
use serde_json::json;

use super::Exit;
use super::check;
use super::console::{Console, Issue};
use super::exit::EXITS;
use super::input::Input;
use super::repair::{done, lost, noticed};
use crate::job_form::{Refusal, empty, paste};
use crate::request::repair::{Repair as Done, repair_problem};
use crate::request::swagger::swagger_problem;
use crate::request::wire::Json;
use crate::request::{
    AddressProblem, Draft, FieldId, InputForm, Problem, RunOn, ServiceAddress, Severity, What,
    address_problem, request_problem, shape_problem, wire,
};
use crate::script::{
    Flow, Options, PoolAccess, RequestForm, ScriptLanguage, ScriptProblem, SecretsAs, flow_requests,
    flow_script, many_script, script_problem,
};
use crate::service::{Call, PoolId, azure_batch_profile, source_page_profile};
use crate::units::{Secret, VmCount};

/// The arguments of `companion script`.
#[derive(Args)]
#[command(after_help = EXITS)]
pub(super) struct Script {
    /// What it is written in
    #[arg(value_enum)]
    tongue: Tongue,
    #[command(flatten)]
    input: Input,
    /// Any URL of the service, unless the input (a curl command) has it
    #[arg(long, value_name = "URL")]
    service: Option<String>,
    #[command(flatten)]
    pool: OnPool,
    /// Folder for results
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    folder: String,
    /// A loop instead: read a body a line from this NDJSON file when it runs, and take the input for their template.
    /// Each body carries its pool: `companion bodies --pool` writes it there. Run again, it goes on where it stopped
    #[arg(long, value_name = "FILE", conflicts_with = "pool")]
    bodies: Option<String>,
    /// With --bodies: how many jobs at a time, from 1 to 1000
    #[arg(long, value_name = "COUNT", default_value_t = 4, requires = "bodies", value_parser = clap::value_parser!(u32).range(1..=1000))]
    at_once: u32,
    /// After the job, resize its pool to zero VMs at this Pool service URL
    #[arg(long, value_name = "URL")]
    then_resize_at: Option<String>,
    /// How the pool service is spoken to; no public contract exists, both are assumptions
    #[arg(long, value_enum, default_value_t = Contract::AzureBatch)]
    contract: Contract,
    /// Write secrets into the script: those of the body, BES_API_KEY and POOL_KEY of the environment
    #[arg(long)]
    inline_secrets: bool,
    #[command(flatten)]
    console: Console,
}

/// The pool that a command is told to use.
#[derive(Args)]
pub(super) struct OnPool {
    /// Run on this pool, whatever the body says
    #[arg(long, value_name = "ID")]
    pool: Option<String>,
}

impl OnPool {
    pub(super) fn put_into(&self, draft: &mut Draft) {
        if let Some(pool) = &self.pool {
            draft.run_on = RunOn::Pool;
            draft.pool_id.clone_from(pool);
        }
    }
}

/// In what a script is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tongue {
    Bash,
    #[value(name = "powershell")]
    PowerShell,
    Python,
    #[value(name = "csharp")]
    CSharp,
    R,
    #[value(name = "javascript")]
    JavaScript,
    /// Single requests, for curl
    Curl,
    /// Single requests, for an editor
    Http,
}

/// How the pool service is spoken to.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Contract {
    AzureBatch,
    SourcePage,
}

impl Script {
    pub(super) fn run(self) -> Exit {
        if self.bodies.is_some() && matches!(self.tongue, Tongue::Curl | Tongue::Http) {
            let said = "single requests make no loop: --bodies goes with a language\n";
            clap::Error::raw(clap::error::ErrorKind::ArgumentConflict, said).exit();
        }
        let mut beside = Beside::new(self.console);
        match self.written(&mut beside) {
            Ok(text) => {
                beside.tell();
                self.console.print(&text)
            }
            Err(exit) => exit,
        }
    }

    fn written(&self, beside: &mut Beside) -> Result<String, Exit> {
        let console = self.console;
        let draft = self.draft(beside)?;
        let (address, found) = ServiceAddress::read(&draft.service);
        let Some(address) = address else {
            let is_error = |problem: &AddressProblem| problem.severity() == Severity::Error;
            let message = match found.into_iter().find(is_error) {
                Some(problem) if !draft.service.trim().is_empty() => {
                    let problem =
                        Problem { field: FieldId::Service, what: What::Address(problem), span: None };
                    request_problem(&problem, console.language())
                }
                _ => console.words().no_address.to_owned(),
            };
            return Err(console.refuse(&[at_field("service", message)]));
        };
        let flow = Flow::new(&address, &draft.api_key, &wire::body(&draft));
        let flow = flow.map_err(|problem| self.refused("body", &problem))?;
        let flow = self.with_resize(flow, &draft, beside)?;
        self.warn(&draft, beside);
        let secrets = if self.inline_secrets { SecretsAs::Inlined } else { SecretsAs::Environment };
        let options = Options { secrets, folder: self.folder.clone(), ..Options::default() };
        let language = match self.tongue {
            Tongue::Curl => return Ok(flow_requests(&flow, RequestForm::Curl, secrets)),
            Tongue::Http => return Ok(flow_requests(&flow, RequestForm::HttpFile, secrets)),
            Tongue::Bash => ScriptLanguage::Bash,
            Tongue::PowerShell => ScriptLanguage::PowerShell,
            Tongue::Python => ScriptLanguage::Python,
            Tongue::CSharp => ScriptLanguage::CSharp,
            Tongue::R => ScriptLanguage::R,
            Tongue::JavaScript => ScriptLanguage::JavaScript,
        };
        let written = match &self.bodies {
            Some(bodies) => many_script(&flow, bodies, self.at_once, language, &options),
            None => flow_script(&flow, language, &options),
        };
        written.map_err(|problem| self.refused("folder", &problem))
    }

    /// The job that the input means, with what the options say of it.
    fn draft(&self, beside: &mut Beside) -> Result<Draft, Exit> {
        let mut draft = read(&self.input, beside)?;
        if let Some(service) = &self.service {
            draft.service.clone_from(service);
        }
        self.pool.put_into(&mut draft);
        if self.inline_secrets && draft.api_key.is_empty() {
            draft.api_key = key("BES_API_KEY", beside);
        }
        Ok(draft)
    }

    fn with_resize(&self, flow: Flow, draft: &Draft, beside: &mut Beside) -> Result<Flow, Exit> {
        let Some(url) = &self.then_resize_at else { return Ok(flow) };
        let console = self.console;
        let pool = PoolId::read(&draft.pool_id).filter(|_| draft.run_on == RunOn::Pool);
        let Some(id) = pool else {
            return Err(console.refuse(&[at_field("AzureBatchPoolId", console.words().no_pool.to_owned())]));
        };
        let key = if self.inline_secrets { key("POOL_KEY", beside) } else { Secret::default() };
        let profile = match self.contract {
            Contract::AzureBatch => azure_batch_profile(),
            Contract::SourcePage => source_page_profile(),
        };
        let pools = PoolAccess { service_url: url.clone(), key, profile };
        let call = Call::ResizePool { id, target: VmCount(0) };
        flow.then_resize(&call, &pools).map_err(|problem| self.refused("then-resize-at", &problem))
    }

    /// A script of an invalid body stays possible, and is labelled.
    fn warn(&self, draft: &Draft, beside: &mut Beside) {
        let console = self.console;
        let errors = check::errors(draft, console);
        if !errors.is_empty() {
            let count = console.count(errors.len());
            beside.say(&console.words().script_of_invalid.with(&[("errors", &count)]));
        }
        for error in errors {
            beside.say(&console.line(&error));
            beside.problems.push(error);
        }
    }

    fn refused(&self, field: &str, problem: &ScriptProblem) -> Exit {
        self.console.refuse(&[at_field(field, script_problem(problem, self.console.language()))])
    }
}

/// What is found while a result is made, and is told beside it on standard error: as lines when it is found, or as one
/// object for a program.
pub(super) struct Beside {
    console: Console,
    repairs: Vec<Json>,
    unlisted: usize,
    notices: Vec<Json>,
    pub(super) problems: Vec<Issue>,
}

impl Beside {
    pub(super) const fn new(console: Console) -> Self {
        Self { console, repairs: Vec::new(), unlisted: 0, notices: Vec::new(), problems: Vec::new() }
    }

    /// A line for people.
    pub(super) fn say(&self, line: &str) {
        if !self.console.is_json() {
            self.console.tell(line);
        }
    }

    /// Everything, for programs.
    pub(super) fn tell(&self) {
        if self.console.is_json() {
            let problems: Vec<Json> = self.problems.iter().map(Issue::to_json).collect();
            let found = json!({
                "repairs": self.repairs, "unlisted": self.unlisted, "notices": self.notices, "problems": problems,
            });
            self.console.tell(&wire::pretty(&found));
        }
    }
}

/// The job in a text: its JSON however broken, alone or inside a page, or a curl command.
///
/// # Errors
/// When there is none: said already.
pub(super) fn read(input: &Input, beside: &mut Beside) -> Result<Draft, Exit> {
    let console = beside.console;
    // A part of a body is that part: what the page's form begins with is not in it.
    let nothing = Draft {
        input_form: InputForm::Without,
        inputs: Vec::new(),
        outputs: Vec::new(),
        run_on: RunOn::Classic,
        ..empty()
    };
    let pasted = paste(&input.any_text(console)?, &nothing, &[]);
    if let Some(refusal) = &pasted.refusal {
        return Err(console.refuse(&refusals(refusal, console)));
    }
    let repairs = pasted.repairs.len().saturating_add(pasted.unlisted);
    if repairs > 0 {
        beside.say(&console.words().script_repaired.with(&[("count", &console.count(repairs))]));
    }
    for notice in &pasted.notices {
        beside.say(&noticed(notice, console));
        beside.notices.push(Json::Object(lost(notice, console)));
    }
    let is_inside = |one: &Done| pasted.inside_secrets.contains(&one.id);
    beside.repairs =
        pasted.repairs.iter().map(|one| Json::Object(done(one, is_inside(one), console))).collect();
    beside.unlisted = pasted.unlisted;
    pasted.draft.ok_or_else(|| console.refuse(&[Issue::whole(console.words().refused_unknown.to_owned())]))
}

/// A key from the environment: never from the command line, which other programs can read.
fn key(name: &str, beside: &mut Beside) -> Secret {
    let key = std::env::var(name).unwrap_or_default();
    if key.is_empty() {
        let message = beside.console.words().key_missing.with(&[("name", name)]);
        beside.say(&message);
        beside.problems.push(Issue { severity: Severity::Note, ..at_field(name, message) });
    }
    Secret::new(key)
}

pub(super) fn at_field(field: &str, message: String) -> Issue {
    Issue { path: field.to_owned(), field: Some(field.to_owned()), ..Issue::whole(message) }
}

fn refusals(refusal: &Refusal, console: Console) -> Vec<Issue> {
    let words = console.words();
    let language = console.language();
    let messages = match refusal {
        Refusal::Empty => vec![words.refused_empty.to_owned()],
        Refusal::Unknown => vec![words.refused_unknown.to_owned()],
        Refusal::Address(problem) => vec![address_problem(problem, language)],
        Refusal::NoJobMembers => vec![words.refused_members.to_owned()],
        Refusal::Reply => vec![words.refused_reply.to_owned()],
        Refusal::RowsInBody => vec![words.refused_rows.to_owned()],
        Refusal::SeveralJobs { count } => {
            vec![words.refused_several.with(&[("count", &console.count(*count))])]
        }
        Refusal::BodyInFile { name } => vec![words.refused_file.with(&[("name", name)])],
        Refusal::Unreadable(problem) => vec![repair_problem(problem, language)],
        Refusal::Shape(problems) => problems.iter().map(|problem| shape_problem(problem, language)).collect(),
        Refusal::Swagger(problem) => vec![swagger_problem(problem, language)],
    };
    messages.into_iter().map(Issue::whole).collect()
}
