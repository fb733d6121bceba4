//! The pool service's contract as a value.
//!
//! No public specification of the pool service exists (facts A.1): a customer got it from Microsoft's support with the
//! URL and the key. So paths, bodies, names and words are a *profile* that a user can edit, save and load. Every
//! profile is an assumption, and is labelled as one wherever it is shown.

use std::collections::BTreeMap;

use super::address::{Address, NotAnAddress};
use super::http::Method;

/// What a profile can say how to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Create a pool.
    Create,
    /// List all pools.
    List,
    /// Read one pool.
    Get,
    /// Give a pool another size.
    Resize,
    /// Stop a resize half-way.
    StopResize,
    /// Delete a pool.
    Delete,
}

impl Operation {
    /// All of them, in form order.
    pub const ALL: [Self; 6] =
        [Self::Create, Self::List, Self::Get, Self::Resize, Self::StopResize, Self::Delete];

    /// Its name in a saved profile.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::List => "list",
            Self::Get => "get",
            Self::Resize => "resize",
            Self::StopResize => "stopResize",
            Self::Delete => "delete",
        }
    }

    /// Whether every profile has it.
    ///
    /// **Source**: facts A.2 (verified): the source page names these three and no other.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Create | Self::Resize | Self::Delete)
    }

    /// The holes without which its path and body together say too little.
    const fn needs(self) -> &'static [Hole] {
        match self {
            Self::Create => &[Hole::VmCount, Hole::SwaggerUrl],
            Self::List => &[],
            Self::Get | Self::StopResize | Self::Delete => &[Hole::PoolId],
            Self::Resize => &[Hole::PoolId, Hole::VmCount],
        }
    }

    /// Whether it can fill a hole.
    #[must_use]
    pub const fn fills(self, hole: Hole) -> bool {
        match hole {
            Hole::ApiVersion => true,
            Hole::PoolId => !matches!(self, Self::List),
            Hole::VmCount => matches!(self, Self::Create | Self::Resize),
            Hole::SwaggerUrl => matches!(self, Self::Create),
        }
    }
}

/// What a template leaves open, written `{poolId}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hole {
    /// `{poolId}`.
    PoolId,
    /// `{vmCount}`; a JSON string that is nothing but this hole becomes a number.
    VmCount,
    /// `{swaggerUrl}`.
    SwaggerUrl,
    /// `{apiVersion}`.
    ApiVersion,
}

impl Hole {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::PoolId, Self::VmCount, Self::SwaggerUrl, Self::ApiVersion];

    /// The hole as it is written.
    #[must_use]
    pub const fn written(self) -> &'static str {
        match self {
            Self::PoolId => "{poolId}",
            Self::VmCount => "{vmCount}",
            Self::SwaggerUrl => "{swaggerUrl}",
            Self::ApiVersion => "{apiVersion}",
        }
    }
}

/// How one operation is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The verb.
    pub method: Method,
    /// Path and query after the base URL, with holes.
    pub path: String,
    /// The body as JSON text with holes; `None` for no body.
    pub body: Option<String>,
}

/// A field of a pool that a reply may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The id.
    Id,
    /// Whether it is there to be used.
    State,
    /// Whether its size is changing.
    Allocation,
    /// Since when.
    AllocationSince,
    /// VMs that it has.
    CurrentVms,
    /// VMs that it is to have.
    TargetVms,
    /// Why it did not reach its size: an array of code and message.
    ResizeErrors,
    /// When it was created.
    Created,
    /// The swagger URL with which it was created.
    SwaggerUrl,
}

impl Field {
    /// All of them, in form order.
    pub const ALL: [Self; 9] = [
        Self::Id,
        Self::State,
        Self::Allocation,
        Self::AllocationSince,
        Self::CurrentVms,
        Self::TargetVms,
        Self::ResizeErrors,
        Self::Created,
        Self::SwaggerUrl,
    ];

    /// Its name in a saved profile.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::State => "state",
            Self::Allocation => "allocation",
            Self::AllocationSince => "allocationSince",
            Self::CurrentVms => "currentVms",
            Self::TargetVms => "targetVms",
            Self::ResizeErrors => "resizeErrors",
            Self::Created => "created",
            Self::SwaggerUrl => "swaggerUrl",
        }
    }
}

/// A pointer into a reply that is to no field of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OtherPointer {
    /// A list's pools.
    ListItems,
    /// Where a list's next page is.
    ListNext,
    /// The id of a pool just created.
    CreatedId,
}

/// The service's words for the states that we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateWords {
    /// A pool that can be used.
    pub active: String,
    /// A pool on its way out.
    pub deleting: String,
    /// A pool whose size is not changing.
    pub steady: String,
    /// A pool whose size is changing.
    pub resizing: String,
    /// A pool whose resize is being stopped.
    pub stopping: String,
}

/// How the pool service is spoken to.
///
/// Pointers are JSON pointers (RFC 6901); an absent field is one that the service does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What the user calls it.
    pub name: String,
    /// The service's base URL, where the profile is of one service; empty where it is typed when connecting.
    pub base_url: String,
    /// The header that carries the key.
    pub auth_header: String,
    /// What stands before the key in that header; empty for the bare key.
    pub auth_scheme: String,
    /// The API version; empty for none.
    pub api_version: String,
    /// How each operation is asked for.
    pub operations: BTreeMap<Operation, Template>,
    /// Where each field of a pool is found.
    pub fields: BTreeMap<Field, String>,
    /// Where a list's pools are found; empty for the reply itself.
    pub list_items: String,
    /// Where a list names its next page; `None` where lists have one page.
    pub list_next: Option<String>,
    /// Where the reply to create names the new pool; `None` where the caller names it in the request.
    pub created_id: Option<String>,
    /// The service's words for states.
    pub words: StateWords,
}

/// What is wrong with a profile, naming its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileProblem {
    /// It has no name, or one of more than 100 characters.
    NoName,
    /// The base URL is none to which a key may go.
    BaseUrl(NotAnAddress),
    /// The base URL has a query, which would be kept and never sent: it may open something.
    BaseUrlQuery,
    /// The header's name holds something else than letters, digits and hyphens.
    AuthHeader {
        /// The name that was found.
        found: String,
    },
    /// The scheme holds something else than letters, digits, hyphens, underscores and points.
    AuthScheme,
    /// A browser does not let a page set this header.
    AuthHeaderForbidden {
        /// The name that was found.
        found: String,
    },
    /// The API version holds a space or a control character.
    ApiVersion,
    /// It lacks an operation that every profile has.
    Lacks(Operation),
    /// A path does not begin with `/`, or holds a space or a whole address.
    Path(Operation),
    /// A path's query or a body holds a secret, which would be kept and exported with the contract.
    Secret(Operation),
    /// A body is not JSON.
    Body(Operation),
    /// A body where the verb has none (GET).
    BodyNotSent(Operation),
    /// A hole that must be filled is nowhere in path or body.
    HoleMissing(Operation, Hole),
    /// A hole that this operation cannot fill, or that nobody knows.
    HoleUnknown(Operation, String),
    /// A pointer does not begin with `/`, or has a `~` that is neither `~0` nor `~1`.
    Pointer(Field),
    /// So has the pointer to a list's pools, to its next page or to the created id.
    OtherPointer(OtherPointer),
    /// A list or a single pool is read, and the profile does not say where the id is.
    NoIdField,
    /// Create neither sends a pool id nor says where the reply names it.
    NoCreatedId,
    /// Two states have the same word, or one has none.
    Words,
}

impl Profile {
    /// How an operation is asked for, where the profile has it.
    #[must_use]
    pub fn template(&self, operation: Operation) -> Option<&Template> {
        self.operations.get(&operation)
    }

    /// Whether the profile has an operation.
    #[must_use]
    pub fn has(&self, operation: Operation) -> bool {
        self.operations.contains_key(&operation)
    }

    /// Whether pools can be read back: listed, or one by one.
    #[must_use]
    pub fn reads_back(&self) -> bool {
        self.has(Operation::List) || self.has(Operation::Get)
    }

    /// Whether the caller names a new pool.
    #[must_use]
    pub fn caller_names_pools(&self) -> bool {
        self.template(Operation::Create).is_some_and(|template| template.holds(Hole::PoolId))
    }

    /// Everything that is wrong with it, in form order.
    #[must_use]
    pub fn problems(&self) -> Vec<ProfileProblem> {
        let mut problems = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > 100 {
            problems.push(ProfileProblem::NoName);
        }
        match Address::read(&self.base_url) {
            Ok(address) if !address.query.is_empty() => problems.push(ProfileProblem::BaseUrlQuery),
            Err(problem) if !self.base_url.is_empty() => problems.push(ProfileProblem::BaseUrl(problem)),
            _ => {}
        }
        self.header_problems(&mut problems);
        for operation in Operation::ALL {
            match self.template(operation) {
                None if operation.is_required() => problems.push(ProfileProblem::Lacks(operation)),
                None => {}
                Some(template) => template.problems(operation, &mut problems),
            }
        }
        self.pointer_problems(&mut problems);
        if !self.words.are_distinct() {
            problems.push(ProfileProblem::Words);
        }
        problems
    }

    fn header_problems(&self, problems: &mut Vec<ProfileProblem>) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let found = || self.auth_header.chars().take(100).collect();
        if self.auth_header.is_empty() || !self.auth_header.chars().all(plain) {
            problems.push(ProfileProblem::AuthHeader { found: found() });
        } else if is_forbidden_header(&self.auth_header) {
            problems.push(ProfileProblem::AuthHeaderForbidden { found: found() });
        }
        let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !self.auth_scheme.chars().all(of_token) {
            problems.push(ProfileProblem::AuthScheme);
        }
        if self.api_version.chars().any(|c| c.is_whitespace() || c.is_control()) {
            problems.push(ProfileProblem::ApiVersion);
        }
    }

    fn pointer_problems(&self, problems: &mut Vec<ProfileProblem>) {
        let bad = |pointer: &str| !pointer.is_empty() && !is_pointer(pointer);
        for (field, pointer) in &self.fields {
            if pointer.is_empty() || bad(pointer) {
                problems.push(ProfileProblem::Pointer(*field));
            }
        }
        let others = [
            (OtherPointer::ListItems, Some(&self.list_items)),
            (OtherPointer::ListNext, self.list_next.as_ref()),
            (OtherPointer::CreatedId, self.created_id.as_ref()),
        ];
        for (name, pointer) in others {
            if pointer.is_some_and(|pointer| bad(pointer)) {
                problems.push(ProfileProblem::OtherPointer(name));
            }
        }
        if self.has(Operation::List) && !self.fields.contains_key(&Field::Id) {
            problems.push(ProfileProblem::NoIdField);
        }
        if self.has(Operation::Create) && self.created_id.is_none() && !self.caller_names_pools() {
            problems.push(ProfileProblem::NoCreatedId);
        }
    }
}

impl Template {
    /// Whether path or body holds a hole.
    #[must_use]
    pub fn holds(&self, hole: Hole) -> bool {
        let written = hole.written();
        self.path.contains(written) || self.body.as_ref().is_some_and(|body| body.contains(written))
    }

    fn problems(&self, operation: Operation, problems: &mut Vec<ProfileProblem>) {
        let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '#' | '\\' | '"');
        if !self.path.starts_with('/')
            || self.path.starts_with("//")
            || self.path.contains(strange)
            || self.path.len() > 2_000
        {
            problems.push(ProfileProblem::Path(operation));
        }
        let is_open = |body: &String| super::wire::has_secret_member(body);
        if super::wire::has_secret_field(&self.path) || self.body.as_ref().is_some_and(is_open) {
            problems.push(ProfileProblem::Secret(operation));
        }
        if let Some(body) = &self.body {
            if self.method == Method::Get {
                problems.push(ProfileProblem::BodyNotSent(operation));
            } else if !super::wire::is_json(body) {
                problems.push(ProfileProblem::Body(operation));
            }
        }
        for hole in operation.needs() {
            if !self.holds(*hole) {
                problems.push(ProfileProblem::HoleMissing(operation, *hole));
            }
        }
        for name in path_holes(&self.path) {
            let known = Hole::ALL.into_iter().find(|hole| hole.written() == name);
            if !known.is_some_and(|hole| operation.fills(hole)) {
                problems.push(ProfileProblem::HoleUnknown(operation, name.chars().take(60).collect()));
            }
        }
        for name in self.body.iter().flat_map(|body| super::wire::body_holes(body)) {
            let known = Hole::ALL.into_iter().find(|hole| hole.written() == name);
            if !known.is_some_and(|hole| operation.fills(hole)) {
                problems.push(ProfileProblem::HoleUnknown(operation, name.chars().take(60).collect()));
            }
        }
    }
}

impl StateWords {
    fn are_distinct(&self) -> bool {
        let Self { active, deleting, steady, resizing, stopping } = self;
        let filled = [active, deleting, steady, resizing, stopping].iter().all(|word| !word.is_empty());
        filled && active != deleting && steady != resizing && steady != stopping && resizing != stopping
    }
}

/// Headers that the Fetch standard keeps for the browser, and those that every request of the page has already.
///
/// **Source**: Fetch standard, "forbidden request-header" (verified).
fn is_forbidden_header(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "accept",
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || name.starts_with("proxy-") || name.starts_with("sec-")
}

/// **Source**: RFC 6901 (verified): empty, or parts that each begin with `/`; `~` only as `~0` and `~1`.
fn is_pointer(pointer: &str) -> bool {
    let parts_are_good = pointer.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    pointer.starts_with('/') && parts_are_good && pointer.len() <= 500 && !pointer.contains(char::is_control)
}

fn path_holes(path: &str) -> Vec<&str> {
    let mut holes = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        let (_, from) = rest.split_at(start);
        let end = from.find('}').map_or(from.len(), |end| end + 1);
        let (hole, after) = from.split_at(end);
        holes.push(hole);
        rest = after;
    }
    holes
}
