//! A job or a pool operation as a script that runs.
//!
//! A [`Flow`] (address, body, what happens to the pool afterwards) becomes a script in any [`ScriptLanguage`]: submit,
//! start, ask with growing waits up to a limit, stop on Failed and Cancelled with the service's details, download the
//! results. An answer that breaks off is none, and is asked for again where that is safe. Secrets are environment
//! variables that the script checks first ([`SecretsAs`]); in the body they are written as JSON when the script runs, so
//! that any character in them arrives.
//!
//! A loop ([`many_script`]) keeps a record of each line in the folder of results, so that it goes on where it stopped when
//! it is run again: no job is submitted and paid for twice. `000012.job` holds the job's id and, below it, the line of the
//! file; it is written whole, before the job is started. It becomes `000012.done` when all results are there, and goes
//! when the job failed or was refused. A record of another line counts for nothing. A recorded job is asked to start once
//! more, which is refused where it was started before (`CannotStartJob`, facts B.8), and followed; what the service no
//! longer knows is sent anew.
//!
//! Texts reach a script only through the literals of `escape`, and only where a template has a hole for them.

mod autopilot;
mod bash;
mod body;
mod csharp;
mod csv;
mod escape;
mod fill;
mod highlight;
mod holes;
mod javascript;
mod language;
pub mod many;
mod plan;
mod powershell;
mod prelude;
mod problem;
mod python;
mod r;
mod say;
mod single;

use crate::service::Call;

use plan::Plan;

pub use autopilot::{AUTOPILOT_LANGUAGES, Autopilot, autopilot_script};
pub use highlight::{OpenString, SyntaxSpan, Token, Tongue, highlight, highlight_lines};
pub use language::{ExitCode, ScriptLanguage};
pub use many::{Bundle, BundleForm, MOST_JOBS, Many, ManyProblem, Source};
pub use plan::{Flow, Limits, Options, PoolAccess, SecretsAs};
pub use prelude::{POOL_VARIABLES, Shell, prelude};
pub use problem::{Place, ScriptProblem};
pub use say::{form_label, language_label, language_needs, many_problem, script_problem};
pub use single::{RequestForm, fetch_command};

/// The whole flow of one job in one script.
///
/// ```
/// use poolwise::request::{ServiceAddress, wire};
/// use poolwise::script::{Flow, Options, ScriptLanguage, flow_script};
/// use poolwise::units::Secret;
/// let (address, _) = ServiceAddress::read(
///     "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
///      services/9fe659022c9747e3b9b7b923c3830623/jobs",
/// );
/// let body = wire::body(&poolwise::request::Draft::default());
/// let flow = Flow::new(&address.unwrap(), &Secret::default(), &body).unwrap();
/// let script = flow_script(&flow, ScriptLanguage::Python, &Options::default()).unwrap();
/// assert!(script.contains("BES_API_KEY = secret('BES_API_KEY', in_header=True)"));
/// ```
///
/// # Errors
/// When the folder for results is empty or holds a null character.
pub fn flow_script(
    flow: &Flow,
    language: ScriptLanguage,
    options: &Options,
) -> Result<String, ScriptProblem> {
    Ok(write(&Plan::flow(flow, options)?, language))
}

/// One pool operation in a script that shows the reply.
///
/// # Errors
/// When the pool service's address cannot be used, or its profile does not say how to ask.
pub fn pool_script(
    call: &Call,
    pools: &PoolAccess,
    language: ScriptLanguage,
    secrets: SecretsAs,
) -> Result<String, ScriptProblem> {
    let request = plan::pool_request(call, pools)?;
    Ok(write(&Plan::pool(&request, &pools.key, secrets), language))
}

/// One script for many jobs: it reads a body a line from a file ([`Many::lines`]) and runs at most `at_once` (1 to
/// 1,000) at a time. `flow` is that of the template.
///
/// # Errors
/// When the folder for results is empty, or a name holds a null character.
pub fn many_script(
    flow: &Flow,
    bodies_file: &str,
    at_once: u32,
    language: ScriptLanguage,
    options: &Options,
) -> Result<String, ScriptProblem> {
    Ok(write(&Plan::many(flow, bodies_file, at_once, options)?, language))
}

/// The four requests of a job, each by itself: submit, start, status, cancel.
#[must_use]
pub fn flow_requests(flow: &Flow, form: RequestForm, secrets: SecretsAs) -> String {
    let slots = single::flow_slots(flow, secrets);
    match form {
        RequestForm::Curl => single::flow_curl(flow, &slots),
        RequestForm::HttpFile => single::flow_http(flow, &slots),
    }
}

/// One pool operation as a single request.
///
/// # Errors
/// When the pool service's address cannot be used, or its profile does not say how to ask.
pub fn pool_request(
    call: &Call,
    pools: &PoolAccess,
    form: RequestForm,
    secrets: SecretsAs,
) -> Result<String, ScriptProblem> {
    let request = plan::pool_request(call, pools)?;
    let slots = Plan::pool(&request, &pools.key, secrets).slots;
    Ok(match form {
        RequestForm::Curl => single::pool_curl(&request, &slots),
        RequestForm::HttpFile => single::pool_http(&request, &slots),
    })
}

fn write(plan: &Plan<'_>, language: ScriptLanguage) -> String {
    match language {
        ScriptLanguage::Bash => bash::write(plan),
        ScriptLanguage::CSharp => csharp::write(plan),
        ScriptLanguage::JavaScript => javascript::write(plan),
        ScriptLanguage::R => r::write(plan),
        ScriptLanguage::PowerShell => powershell::write(plan),
        ScriptLanguage::Python => python::write(plan),
    }
}
