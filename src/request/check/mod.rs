//! Checking: a draft to a job, or to every problem at once in the order of the form.

mod field;
mod job;
mod parameters;
mod problem;
mod references;
mod remedy;

pub use field::{FieldId, ReferencePart};
pub use job::{BlobReference, Job, NamedBlob};
pub use problem::{ApiKeyProblem, NameProblem, ParameterProblem, PoolProblem, PortsProblem, Problem, What};
pub use remedy::repaired;

use crate::units::Timestamp;

use super::address::{ServiceAddress, is_id};
use super::draft::{Draft, InputForm, RunOn};
use super::finding::{Severity, Span};
use super::near;
use super::ports::Ports;
use super::wire;

/// What checking found.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The job; `None` when a problem is an error.
    pub job: Option<Job>,
    /// The address, when it alone is sound: what it tells can be shown while the rest is being typed.
    pub address: Option<ServiceAddress>,
    /// Every problem, in the order of the form.
    pub problems: Vec<Problem>,
}

impl Checked {
    /// The problems of one severity, in the order of the form.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.severity() == severity)
    }
}

/// Checks a draft as a whole: against the rules of storage and the service, against the service's ports where they are
/// known, and against the clock `now` for what expires.
///
/// ```
/// use poolwise::request::{Draft, FieldId, check};
/// use poolwise::units::Timestamp;
/// let checked = check(&Draft::default(), None, Timestamp::from_ms(0));
/// assert!(checked.job.is_none());
/// assert_eq!(checked.problems[0].field, FieldId::Service);
/// ```
#[must_use]
pub fn check(draft: &Draft, ports: Option<&Ports>, now: Timestamp) -> Checked {
    let mut problems = Problems::default();
    let (address, found) = ServiceAddress::read(&draft.service);
    problems.extend(FieldId::Service, found.into_iter().map(What::Address));
    problems.extend(FieldId::ApiKey, api_key(draft.api_key.reveal()).map(What::ApiKey));
    let inputs = references::inputs(draft, ports, now, &mut problems);
    let outputs = references::outputs(draft, ports, now, &inputs, &mut problems);
    parameters::find(&draft.parameters, ports, &mut problems);
    if draft.run_on == RunOn::Pool {
        problems.extend(FieldId::PoolId, pool_id(&draft.pool_id).map(What::Pool));
    }
    unknown_members(draft, &mut problems);
    let problems = problems.0;
    let sound = problems.iter().all(|problem| problem.severity() != Severity::Error);
    let job = address.clone().filter(|_| sound).map(|address| Job {
        address,
        api_key: draft.api_key.clone(),
        input_form: draft.input_form,
        inputs: inputs.into_iter().flatten().collect(),
        outputs: outputs.into_iter().flatten().collect(),
        pool_id: (draft.run_on == RunOn::Pool).then(|| draft.pool_id.clone()),
        body: wire::body(draft),
    });
    Checked { job, address, problems }
}

/// Problems as they are found, in the order of the form.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn push(&mut self, field: FieldId, what: What) {
        self.0.push(Problem { field, what, span: None });
    }

    fn push_at(&mut self, field: FieldId, what: What, span: Span) {
        self.0.push(Problem { field, what, span: Some(span) });
    }

    fn extend(&mut self, field: FieldId, found: impl IntoIterator<Item = What>) {
        for what in found {
            self.push(field, what);
        }
    }
}

fn api_key(key: &str) -> Option<ApiKeyProblem> {
    let key = key.trim();
    let bearer = key.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("bearer"));
    if key.is_empty() {
        Some(ApiKeyProblem::Empty)
    } else if bearer && key.get(6..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
        Some(ApiKeyProblem::BeginsWithBearer)
    } else if !key.bytes().all(|b| b.is_ascii_graphic()) {
        Some(ApiKeyProblem::NotForAHeader)
    } else {
        None
    }
}

fn pool_id(id: &str) -> Option<PoolProblem> {
    if id.trim().is_empty() {
        Some(PoolProblem::Empty)
    } else if id.chars().any(char::is_control) {
        Some(PoolProblem::ControlCharacter)
    } else if id.trim() != id {
        Some(PoolProblem::WhiteSpace)
    } else if !is_id(id) {
        Some(PoolProblem::NotLikeTheSample)
    } else {
        None
    }
}

/// The name at `at` among its siblings, held to the names that the service has. What another sibling is named is
/// never pointed out as a near miss.
fn name(at: usize, siblings: &[&str], known: Option<&[&str]>) -> Option<NameProblem> {
    let found = siblings.get(at).copied().unwrap_or_default();
    if found.trim().is_empty() {
        Some(NameProblem::Empty)
    } else if found.chars().any(char::is_control) {
        Some(NameProblem::ControlCharacter)
    } else if siblings.iter().take(at).any(|name| *name == found) {
        Some(NameProblem::Duplicate { found: found.to_owned() })
    } else {
        let known = known.filter(|known| !known.contains(&found))?;
        let near = known.iter().copied().filter(|name| !siblings.contains(name));
        let near = near::nearest(found, near).map(str::to_owned);
        Some(NameProblem::Unknown { found: found.to_owned(), near })
    }
}

const BODY_MEMBERS: [&str; 5] = ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"];
const REFERENCE_MEMBERS: [&str; 4] = ["ConnectionString", "RelativeLocation", "BaseLocation", "SasBlobToken"];

/// The most members that are told to mean nothing known: nobody reads more.
const MOST_UNKNOWN: usize = 50;

fn unknown_members(draft: &Draft, problems: &mut Problems) {
    let inputs = match draft.input_form {
        InputForm::Single => draft.inputs.get(..1).unwrap_or_default(),
        InputForm::Named => draft.inputs.as_slice(),
        InputForm::Without => &[],
    };
    let of_references = inputs.iter().chain(&draft.outputs).map(|named| &named.reference.extra);
    let lists = of_references.map(|extra| (extra, REFERENCE_MEMBERS.as_slice()));
    let names = lists
        .chain([(&draft.extra, BODY_MEMBERS.as_slice())])
        .flat_map(|(extra, known)| extra.0.keys().map(move |name| (name, known)));
    for (name, known) in names.take(MOST_UNKNOWN) {
        // `output1` is a port's name in the wrong place, and no slip of `Outputs`.
        let is_numbered = name.ends_with(|last: char| last.is_ascii_digit());
        let near = near::nearest(name, known.iter().copied()).filter(|_| !is_numbered);
        problems.push(FieldId::Body, What::UnknownMember { name: name.clone(), near });
    }
}
