//! Anything that is pasted, to a filled form.

use crate::request::repair::{self, Notice, Repair, RepairId, Unreadable};
use crate::request::swagger::{ImportProblem, Imported, import_value};
use crate::request::wire::{self, Json, ShapeProblem};
use crate::request::{AddressProblem, BlobUrl, CurlCommand, Draft, InputForm, ServiceAddress};

use super::screen::tells_secret;
use super::service::fill_from_service;

/// What a pasted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recognized {
    /// A service's Batch Requests URL, or one of a job.
    BatchRequestsUrl,
    /// A service's Request/Response URL.
    RequestResponseUrl,
    /// A service's swagger URL.
    SwaggerUrl,
    /// A service's address without a call.
    ServiceUrl,
    /// A blob's URL.
    BlobUrl,
    /// A URL of something else.
    OtherUrl,
    /// A service's `swagger.json`.
    SwaggerDocument,
    /// A curl command.
    CurlCommand,
    /// A job's JSON, or a part of one.
    Job,
    /// Nothing that is known.
    Unknown,
}

/// Why a text filled nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// There is no text.
    Empty,
    /// It is nothing that a form can be filled from.
    Unknown,
    /// It is a URL, and neither a service's nor a blob's.
    Address(AddressProblem),
    /// It cannot be read as JSON, even with repairs.
    Unreadable(Unreadable),
    /// It is JSON, and no job's.
    Shape(Vec<ShapeProblem>),
    /// It is a JSON object without any member of a job.
    NoJobMembers,
    /// It is a document of a service, and not one that can be read.
    Swagger(ImportProblem),
    /// A curl command whose body is in a file, which a page cannot read: its address and key were taken.
    BodyInFile {
        /// The file's name.
        name: String,
    },
}

/// What became of a pasted text.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// What it is.
    pub what: Recognized,
    /// The form filled from it; `None` when nothing was taken.
    pub draft: Option<Draft>,
    /// Why it filled nothing, or not all.
    pub refusal: Option<Refusal>,
    /// Whether a service's address was found around the job.
    pub found_address: bool,
    /// What a `swagger.json` says of the service.
    pub service: Option<Box<Imported>>,
    /// Every repair, those that are switched off too.
    pub repairs: Vec<Repair>,
    /// Those among them that lie inside a secret: their before and after are not for the screen.
    pub inside_secrets: Vec<RepairId>,
    /// Repairs that were done and are not listed.
    pub unlisted: usize,
    /// What JSON itself loses.
    pub notices: Vec<Notice>,
}

impl Pasted {
    const fn refused(what: Recognized, refusal: Refusal) -> Self {
        Self {
            what,
            draft: None,
            refusal: Some(refusal),
            found_address: false,
            service: None,
            repairs: Vec::new(),
            inside_secrets: Vec::new(),
            unlisted: 0,
            notices: Vec::new(),
        }
    }

    const fn filled(what: Recognized, draft: Draft) -> Self {
        Self {
            what,
            draft: Some(draft),
            refusal: None,
            found_address: false,
            service: None,
            repairs: Vec::new(),
            inside_secrets: Vec::new(),
            unlisted: 0,
            notices: Vec::new(),
        }
    }
}

/// Recognizes a pasted text and fills the form from it: any URL of a service, a blob's URL, a curl command, a job's JSON
/// however broken, alone or inside a whole page. What the text does not say stays as it was in `previous`.
///
/// ```
/// use poolwise::job_form::{example, paste, Recognized};
/// let pasted = paste("”AzureBatchPoolId” ”: &quot;8dfc151b0d3e446497b845f3b29ef53c&quot;,", &example(), &[]);
/// assert_eq!(pasted.what, Recognized::Job);
/// let draft = pasted.draft.unwrap();
/// assert_eq!(draft.pool_id, "8dfc151b0d3e446497b845f3b29ef53c");
/// assert_eq!(draft.outputs, example().outputs);
/// ```
#[must_use]
pub fn paste(text: &str, previous: &Draft, switched_off: &[RepairId]) -> Pasted {
    let plain = text.trim();
    if plain.is_empty() {
        return Pasted::refused(Recognized::Unknown, Refusal::Empty);
    }
    if let Some(address) = one_address(plain) {
        return url(address, previous);
    }
    if let Some(command) = CurlCommand::read(plain) {
        return curl(&command, previous, switched_off);
    }
    json(text, previous, switched_off, Recognized::Job)
}

/// The address that the whole text is, if it is one: without quotes or brackets around it, and for a service's also
/// without its scheme, which the form offers to repair.
fn one_address(text: &str) -> Option<&str> {
    if text.contains(char::is_whitespace) || text.starts_with('{') {
        return None;
    }
    let is_quote = |c: char| "\"'`<>\u{201c}\u{201d}\u{2018}\u{2019}".contains(c);
    let is_quoted = text.starts_with(is_quote);
    let address = if is_quoted { text.trim_matches(is_quote) } else { text };
    let address = address.trim_end_matches(ENDS_OF_SENTENCES);
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    let is_url = match scheme {
        Some(scheme) => !is_quoted || scheme.chars().all(|c| c.is_ascii_alphabetic()),
        None => ServiceAddress::read(address)
            .1
            .iter()
            .any(|problem| matches!(problem, AddressProblem::NoScheme { .. }) && !address.contains(is_quote)),
    };
    Some(address).filter(|_| is_url)
}

/// Why a text is no service's address at all, however its ids are written; `None` for one that is.
fn not_a_service(text: &str) -> Option<AddressProblem> {
    use AddressProblem as P;
    let is_none =
        |problem: &P| matches!(problem, P::Empty | P::NotAUrl | P::IsCurl | P::NoIds | P::PageForPeople);
    ServiceAddress::read(text).1.into_iter().find(is_none)
}

/// The blob whose URL a text is, where it is no service's address.
fn blob(text: &str) -> Option<BlobUrl> {
    not_a_service(text).and_then(|_| BlobUrl::recognize(text))
}

fn url(text: &str, previous: &Draft) -> Pasted {
    let mut draft = previous.clone();
    if let Some(blob) = blob(text) {
        take_as_first_input(&mut draft, blob);
        return Pasted::filled(Recognized::BlobUrl, draft);
    }
    if let Some(problem) = not_a_service(text) {
        return Pasted::refused(Recognized::OtherUrl, Refusal::Address(problem));
    }
    let folded = text.to_ascii_lowercase();
    let path = folded.split('?').next().unwrap_or_default();
    let tail = path.rsplit_once("/services/").map_or("", |(_, tail)| tail);
    let what = if tail.contains("/jobs") {
        Recognized::BatchRequestsUrl
    } else if tail.contains("/execute") || tail.contains("/score") {
        Recognized::RequestResponseUrl
    } else if tail.contains("/swagger") {
        Recognized::SwaggerUrl
    } else {
        Recognized::ServiceUrl
    };
    draft.service = text.to_owned();
    Pasted::filled(what, draft)
}

fn take_as_first_input(draft: &mut Draft, blob: BlobUrl) {
    if draft.input_form == InputForm::Without {
        draft.input_form = InputForm::Named;
    }
    if draft.inputs.is_empty() {
        draft.inputs = Draft::default().inputs;
    }
    if let Some(first) = draft.inputs.first_mut() {
        first.reference.take_blob(blob);
    }
}

fn curl(command: &CurlCommand, previous: &Draft, switched_off: &[RepairId]) -> Pasted {
    let mut before = previous.clone();
    let blob = command.url.as_deref().and_then(blob);
    let is_blob = blob.is_some();
    match (blob, &command.url) {
        // Its signature is a secret, and the service's field is not masked.
        (Some(blob), _) => take_as_first_input(&mut before, blob),
        (None, Some(url)) => before.service.clone_from(url),
        (None, None) => {}
    }
    if let Some(key) = &command.api_key {
        before.api_key = key.clone();
    }
    let mut pasted = match &command.body {
        Some(body) => json(body.reveal(), &before, switched_off, Recognized::CurlCommand),
        None if is_blob => Pasted::filled(Recognized::BlobUrl, before.clone()),
        None => Pasted::filled(Recognized::CurlCommand, before.clone()),
    };
    if let Some(name) = &command.body_file {
        pasted.refusal = Some(Refusal::BodyInFile { name: name.clone() });
    }
    // The address and the key are worth having even where the body is not.
    if pasted.draft.is_none() && (command.url.is_some() || command.api_key.is_some()) {
        pasted.draft = Some(before);
    }
    pasted.found_address = command.url.is_some() && !is_blob;
    pasted
}

fn json(text: &str, previous: &Draft, switched_off: &[RepairId], what: Recognized) -> Pasted {
    let repaired = repair::repair(text, switched_off);
    let inside_secrets = repaired.repairs.iter().filter(|repair| tells_secret(text, repair));
    let inside_secrets: Vec<RepairId> = inside_secrets.map(|repair| repair.id).collect();
    if let Some(pasted) = repaired.value.as_ref().ok().and_then(|value| document(value, previous)) {
        let (repairs, unlisted, notices) = (repaired.repairs, repaired.unlisted, repaired.notices);
        return Pasted { repairs, inside_secrets, unlisted, notices, ..pasted };
    }
    let address = (what != Recognized::CurlCommand).then(|| address_in(text)).flatten();
    if let (Some(address), Err(problem)) = (&address, &repaired.value)
        && problem.problem == repair::Problem::NoJson
    {
        // A sentence around an address, and nothing else.
        return url(address, previous);
    }
    let (filled, what) = match &repaired.value {
        Ok(value) => (job(value, previous), what),
        Err(problem) => {
            let is_text = problem.problem == repair::Problem::NoJson;
            let what = if is_text && what == Recognized::Job { Recognized::Unknown } else { what };
            (Err(Refusal::Unreadable(*problem)), what)
        }
    };
    let (mut draft, refusal) = match filled {
        Ok(draft) => (Some(draft), None),
        Err(refusal) => (None, Some(refusal)),
    };
    let found_address = address.is_some();
    if let Some(address) = address {
        // A page without a job still gives its address.
        draft.get_or_insert_with(|| previous.clone()).service = address;
    }
    Pasted {
        what,
        draft,
        refusal,
        found_address,
        service: None,
        repairs: repaired.repairs,
        inside_secrets,
        unlisted: repaired.unlisted,
        notices: repaired.notices,
    }
}

/// A service's document, told by its members; `None` when the JSON is something else.
fn document(value: &Json, previous: &Draft) -> Option<Pasted> {
    is_document(value).then(|| match import_value(value) {
        Ok(imported) => paste_service(imported, previous),
        Err(problem) => Pasted::refused(Recognized::SwaggerDocument, Refusal::Swagger(problem)),
    })
}

fn is_document(value: &Json) -> bool {
    let has = |name: &str| value.get(name).is_some();
    !JOB_MEMBERS.into_iter().any(has) && ["swagger", "openapi", "paths", "definitions"].into_iter().any(has)
}

/// What [`paste`] makes of a service's document that was read elsewhere, as a long one is in a worker.
#[must_use]
pub fn paste_service(imported: Imported, previous: &Draft) -> Pasted {
    let draft = fill_from_service(previous, &imported);
    Pasted { service: Some(Box::new(imported)), ..Pasted::filled(Recognized::SwaggerDocument, draft) }
}

/// What a text says, where it is a service's document that needs no repair and leaves nothing to be said of its JSON;
/// `None` for every other text, which [`paste`] reads.
///
/// ```
/// use poolwise::job_form::{example, paste, paste_service, read_service};
/// let text = r#"{"swagger":"2.0","paths":{"/jobs":{"post":{}}}}"#;
/// let read = read_service(text).unwrap();
/// assert_eq!(paste_service(read, &example()), paste(text, &example(), &[]));
/// assert!(read_service(r#"{"swagger":"2.0",}"#).is_none());
/// ```
#[must_use]
pub fn read_service(text: &str) -> Option<Imported> {
    let repaired = repair::repair(text.trim(), &[]);
    let value = repaired.value.ok().filter(is_document)?;
    let is_plain = repaired.repairs.is_empty() && repaired.unlisted == 0 && repaired.notices.is_empty();
    is_plain.then(|| import_value(&value).ok()).flatten()
}

const JOB_MEMBERS: [&str; 5] = ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"];

/// The draft that a body means. A body without inputs and outputs is a part of one: it changes what it names.
fn job(value: &Json, previous: &Draft) -> Result<Draft, Refusal> {
    let has = |name: &str| value.get(name).is_some();
    if value.is_object() && !JOB_MEMBERS.into_iter().any(has) {
        return Err(Refusal::NoJobMembers);
    }
    let is_part = value.is_object() && !["Input", "Inputs", "Outputs"].into_iter().any(has);
    let read = if is_part {
        let mut whole = wire::body(previous);
        if let (Json::Object(whole), Json::Object(part)) = (&mut whole, value) {
            for (name, value) in part {
                whole.insert(name.clone(), value.clone());
            }
        }
        wire::from_body(&whole, previous)
    } else {
        wire::from_body(value, previous)
    };
    read.map_err(Refusal::Shape)
}

/// What ends a sentence, and no address.
const ENDS_OF_SENTENCES: [char; 3] = ['.', ',', ';'];

/// The first address of a service that stands in a text between white space, quotes or brackets.
fn address_in(text: &str) -> Option<String> {
    const MOST_TRIED: usize = 200;
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '`' | '”' | '“');
    text.split(ends)
        .map(|word| word.trim_end_matches(ENDS_OF_SENTENCES))
        .filter(|word| word.len() < 2_000 && word.contains("/services/"))
        .take(MOST_TRIED)
        .find(|word| ServiceAddress::read(word).0.is_some())
        .map(str::to_owned)
}
