//! What a script does, without a language: the job, the requests, the secrets. Languages write it.

use crate::request::ServiceAddress;
use crate::request::wire::{API_KEY_VARIABLE, Json, Placeholder};
use crate::service::{Call, LONGEST_CHANGE_MS, Method, PoolService, Profile, Quota};
use crate::units::Secret;

use super::body::{self, Part};
use super::escape;
use super::problem::{Place, ScriptProblem, without_null};

/// Environment variable of the web service's API key.
pub(super) const API_KEY: &str = API_KEY_VARIABLE;
/// Environment variable of the pool service's authorization key.
pub(super) const POOL_KEY: &str = "POOL_KEY";

/// How secrets stand in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SecretsAs {
    /// As environment variables, which the script checks first. Nothing secret is in the text.
    #[default]
    Environment,
    /// As they are. A deliberate choice of the user's; a secret that is empty stays an environment variable.
    Inlined,
    /// As the inlined script looks, each secret hidden: for the screen.
    Masked,
}

/// How patiently a script waits. Times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The first wait; each next one is half as long again.
    pub first_wait_ms: u64,
    /// The longest single wait.
    pub longest_wait_ms: u64,
    /// The script gives up when its waits for the job add up to this.
    pub give_up_after_ms: u64,
    /// How often one request is tried while the service is busy or cannot be reached.
    pub tries: u32,
    /// A download that brings nothing for as long has broken off. In whole seconds, rounded up, where curl counts.
    pub longest_silence_ms: u64,
}

impl Default for Limits {
    /// From 2 s to 1 min, at most a day, 8 tries, 5 min of silence.
    fn default() -> Self {
        Self {
            first_wait_ms: 2_000,
            longest_wait_ms: 60_000,
            give_up_after_ms: 86_400_000,
            tries: 8,
            longest_silence_ms: 300_000,
        }
    }
}

/// The longest wait that every language can be told: 24 days, below 2^31 ms.
const MOST_MS: u64 = 2_073_600_000;

impl Limits {
    /// Limits that every language can count: waits of at least 1 ms and at most 24 days, in order, at least one try.
    #[must_use]
    pub fn within_bounds(self) -> Self {
        let longest = self.longest_wait_ms.clamp(1, MOST_MS);
        Self {
            first_wait_ms: self.first_wait_ms.clamp(1, longest),
            longest_wait_ms: longest,
            give_up_after_ms: self.give_up_after_ms.min(MOST_MS),
            tries: self.tries.clamp(1, 1_000),
            longest_silence_ms: self.longest_silence_ms.clamp(1, MOST_MS),
        }
    }

    /// How long a pool may be changing and refuse another change: as long as a change takes at most, and no longer than
    /// the script is patient.
    pub(super) fn change_ms(self) -> u64 {
        LONGEST_CHANGE_MS.min(self.give_up_after_ms)
    }
}

/// The pool service, for scripts. Its `Debug` hides the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolAccess {
    /// Pool service URL.
    pub service_url: String,
    /// Its authorization key; empty when it is to come from the environment.
    pub key: Secret,
    /// How it is spoken to.
    pub profile: Profile,
}

/// What the user chose for a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How secrets stand in it.
    pub secrets: SecretsAs,
    /// How patiently it waits.
    pub limits: Limits,
    /// The folder for results, created when it is missing. Each job gets a folder of its own in it, named
    /// by its id; in a loop over many jobs by the number of its line, six digits, and its id. A loop's records lie beside these.
    pub folder: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { secrets: SecretsAs::default(), limits: Limits::default(), folder: "results".to_owned() }
    }
}

/// A job as a script sends it: address, key, body. Its `Debug` shows no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub(super) address: ServiceAddress,
    pub(super) api_key: Secret,
    pub(super) parts: Vec<Part>,
    pub(super) body_secrets: Vec<Placeholder>,
    pub(super) resize: Option<Request>,
    pub(super) pool_key: Secret,
}

impl Flow {
    /// A body for a service. The body may still be incomplete: the service says what it lacks.
    ///
    /// # Errors
    /// When the body or the key holds a null character.
    pub fn new(address: &ServiceAddress, api_key: &Secret, body: &Json) -> Result<Self, ScriptProblem> {
        without_null(api_key.reveal(), Place::Key)?;
        let (parts, body_secrets) = body::parts(body)?;
        Ok(Self {
            address: address.clone(),
            api_key: api_key.clone(),
            parts,
            body_secrets,
            resize: None,
            pool_key: Secret::default(),
        })
    }

    /// The same for a loop whose bodies hold these secrets alone, by their names; it asks for no other.
    #[must_use]
    pub fn holding_only(mut self, names: &[String]) -> Self {
        self.body_secrets.retain(|secret| names.contains(&secret.name));
        self
    }

    /// The same, and then the pool is resized: to zero VMs, as the source page recommends when all jobs have run.
    ///
    /// **Source**: facts A.2, the source page (verified).
    ///
    /// # Errors
    /// When the pool service cannot be asked; its contract has no such call, or its address or template is no good.
    pub fn then_resize(mut self, call: &Call, pools: &PoolAccess) -> Result<Self, ScriptProblem> {
        self.resize = Some(pool_request(call, pools)?);
        self.pool_key = pools.key.clone();
        Ok(self)
    }
}

/// One request to the pool service, its key left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: Method,
    /// ASCII.
    pub(super) url: String,
    pub(super) header: String,
    /// What stands before the key: empty, or a scheme and a space.
    pub(super) scheme: String,
    /// ASCII; `None` for no body.
    pub(super) body: Option<String>,
}

/// # Errors
/// When the address or the key cannot be used, or the profile does not say how to ask.
pub(super) fn pool_request(call: &Call, pools: &PoolAccess) -> Result<Request, ScriptProblem> {
    without_null(pools.key.reveal(), Place::Key)?;
    without_null(&pools.service_url, Place::Url)?;
    // The request is made with a stand-in: a script names the key, it does not hold it here.
    let quota = Quota::default();
    let service = PoolService::at(&pools.service_url, "stand-in", pools.profile.clone(), quota)
        .map_err(|_problems| ScriptProblem::PoolService)?;
    let connection = crate::service::Connection {
        kind: crate::service::ServiceKind::Live,
        pools: service,
        jobs: Vec::new(),
    };
    let request = crate::service::request(call, &connection).map_err(ScriptProblem::CannotAsk)?;
    let profile = &pools.profile;
    let body = match request.body.as_slice() {
        [] => None,
        bytes => Some(ascii_json(&String::from_utf8_lossy(bytes))),
    };
    let scheme =
        if profile.auth_scheme.is_empty() { String::new() } else { format!("{} ", profile.auth_scheme) };
    Ok(Request {
        method: request.method,
        url: escape::url(&request.url),
        header: profile.auth_header.clone(),
        scheme,
        body,
    })
}

/// JSON text with what is not ASCII, which JSON has in strings only, as escapes.
fn ascii_json(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() {
            written.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                written.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    written
}

/// A secret of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) name: String,
    /// What is assigned; `None` when it comes from the environment.
    pub(super) value: Option<Secret>,
    /// Whether it goes into a header, where control characters would break the request.
    pub(super) is_header: bool,
}

impl Slot {
    pub(super) fn new(name: &str, secret: &Secret, secrets: SecretsAs, is_header: bool) -> Self {
        let value = match secrets {
            SecretsAs::Environment => None,
            _ if secret.is_empty() => None,
            SecretsAs::Inlined => Some(secret.clone()),
            SecretsAs::Masked => Some(Secret::new("******".to_owned())),
        };
        Self { name: name.to_owned(), value, is_header }
    }
}

/// What a script does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act<'a> {
    /// One job from submit to results.
    Flow(&'a Flow),
    /// Many jobs from a file of bodies.
    Many { flow: &'a Flow, bodies: &'a str, at_once: u32 },
    /// One pool operation.
    Pool(&'a Request),
}

/// A script before it has a language.
#[derive(Clone, Debug)]
pub(super) struct Plan<'a> {
    pub(super) act: Act<'a>,
    pub(super) slots: Vec<Slot>,
    pub(super) limits: Limits,
    pub(super) folder: &'a str,
}

impl<'a> Plan<'a> {
    pub(super) fn flow(flow: &'a Flow, options: &'a Options) -> Result<Self, ScriptProblem> {
        Self::with(Act::Flow(flow), flow, options)
    }

    pub(super) fn many(
        flow: &'a Flow,
        bodies: &'a str,
        at_once: u32,
        options: &'a Options,
    ) -> Result<Self, ScriptProblem> {
        without_null(bodies, Place::BodiesFile)?;
        Self::with(Act::Many { flow, bodies, at_once: at_once.clamp(1, 1_000) }, flow, options)
    }

    pub(super) fn pool(request: &'a Request, key: &Secret, secrets: SecretsAs) -> Self {
        let slots = vec![Slot::new(POOL_KEY, key, secrets, true)];
        Self { act: Act::Pool(request), slots, limits: Limits::default(), folder: "" }
    }

    fn with(act: Act<'a>, flow: &Flow, options: &'a Options) -> Result<Self, ScriptProblem> {
        without_null(&options.folder, Place::Folder)?;
        if options.folder.trim().is_empty() {
            return Err(ScriptProblem::NoFolder);
        }
        let secrets = options.secrets;
        let mut slots = vec![Slot::new(API_KEY, &flow.api_key, secrets, true)];
        if flow.resize.is_some() {
            slots.push(Slot::new(POOL_KEY, &flow.pool_key, secrets, true));
        }
        let in_body = |secret: &Placeholder| Slot::new(&secret.name, &secret.secret, secrets, false);
        slots.extend(flow.body_secrets.iter().map(in_body));
        Ok(Self { act, slots, limits: options.limits.within_bounds(), folder: &options.folder })
    }
}

/// The text of a body's parts line by line: a literal a line reads better than one long literal.
pub(super) fn by_line(parts: &[Part]) -> Vec<Part> {
    let mut lines = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => {
                lines.extend(text.split_inclusive('\n').map(|line| Part::Text(line.to_owned())));
            }
            Part::Secret(_) => lines.push(part.clone()),
        }
    }
    lines
}

impl Flow {
    /// One job's address before and after its id. An id is letters, digits, hyphens and underscores: scripts check.
    pub(super) fn job_url_around(&self) -> (String, String) {
        around(|id| self.address.job(id))
    }

    /// The address that starts one job, before and after its id.
    pub(super) fn start_url_around(&self) -> (String, String) {
        around(|id| self.address.start(id))
    }
}

fn around(address: impl Fn(&str) -> String) -> (String, String) {
    // A null character stands in no address.
    let whole = address("\0");
    let (before, after) = whole.split_once('\0').unwrap_or((&whole, ""));
    (escape::url(before), escape::url(after))
}

impl Plan<'_> {
    /// What the script does, for its first comment.
    pub(super) fn what(&self) -> &'static str {
        match self.act {
            Act::Flow(Flow { resize: None, .. }) => {
                "Submits a batch job, starts it, waits until it has ended and downloads its results."
            }
            Act::Flow(_) => {
                "Submits a batch job, starts it, waits until it has ended, downloads its results and resizes the pool."
            }
            Act::Many { flow: Flow { resize: None, .. }, .. } => {
                "Runs a batch job for every line of a file of bodies, a few at once, and downloads their results."
            }
            Act::Many { .. } => {
                "Runs a batch job for every line of a file of bodies, a few at once, downloads and resizes the pool."
            }
            Act::Pool(_) => "Asks the pool service for one operation and shows its reply.",
        }
    }

    /// What its exit codes mean, for its first comment.
    pub(super) fn exits(&self) -> Vec<&'static str> {
        match self.act {
            Act::Flow(flow) => {
                let mut lines = vec![
                    "Exit codes: 0 done; 1 refused or not reached; 2 not set up; 3 the job failed; 4 it was cancelled;",
                    "5 it had not ended when the script gave up waiting, and goes on; 6 a result was not downloaded.",
                ];
                if flow.resize.is_some() {
                    lines.push(
                        "7 the pool was not resized. It is resized once the job has ended, however it ended.",
                    );
                }
                lines
            }
            Act::Many { flow, .. } => {
                let mut lines = vec![
                    "A second run goes on where the first stopped, by the records in the folder of results. Delete those,",
                    "*.job and *.done, to send every line again.",
                    "Exit codes: 0 every job finished and was downloaded; 1 some did not; 2 not set up.",
                ];
                if flow.resize.is_some() {
                    lines.push(
                        "7 the pool was not resized. It is left alone while a job may still run on it; what was refused does not.",
                    );
                }
                lines
            }
            Act::Pool(_) => vec!["Exit codes: 0 done or accepted; 1 refused or not reached; 2 not set up."],
        }
    }
}

/// Lines as a comment.
pub(super) fn comment(mark: &str, lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{mark}{line}")).collect::<Vec<_>>().join("\n")
}
