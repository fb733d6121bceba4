//! A profile as typed: every part of the contract a text, every problem at its field, each operation's request as it
//! would be sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::service::{
    Call, Connection, Field, Hole, Method, Operation, OtherPointer, PoolId, PoolService, Profile,
    ProfileProblem, Quota, Sent, ServiceKind, StateWords, SwaggerUrl, Template, has_secret_field,
    profile_as_written, request,
};
use crate::units::VmCount;

/// The pool id of the preview.
///
/// **Source**: the source page's sample (verified).
const SAMPLE_POOL: &str = "8dfc151b0d3e446497b845f3b29ef53b";
/// The swagger URL of the preview: the source page's sample service.
const SAMPLE_SWAGGER: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/swagger.json";
const SAMPLE_VMS: VmCount = VmCount(4);
/// Stands for a base URL that is typed only when connecting.
const SAMPLE_BASE: &str = "https://pool-service.example";

/// A state for which the service has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateWord {
    /// A pool that can be used.
    Active,
    /// A pool on its way out.
    Deleting,
    /// A pool whose size is not changing.
    Steady,
    /// A pool whose size is changing.
    Resizing,
    /// A pool whose resize is being stopped.
    Stopping,
}

impl StateWord {
    /// All of them, in form order.
    pub const ALL: [Self; 5] = [Self::Active, Self::Deleting, Self::Steady, Self::Resizing, Self::Stopping];
}

/// A field of the profile's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileField {
    /// What the user calls it.
    Name,
    /// The service's base URL; empty where it is typed when connecting.
    BaseUrl,
    /// The header that carries the key.
    AuthHeader,
    /// What stands before the key in it.
    AuthScheme,
    /// The API version.
    ApiVersion,
    /// An operation's verb.
    Verb(Operation),
    /// An operation's path; empty where the service does not have the operation.
    Path(Operation),
    /// An operation's body; empty for none.
    Body(Operation),
    /// Where a list's pools are.
    ListItems,
    /// Where a list names its next page; empty where lists have one page.
    ListNext,
    /// Where the reply to create names the pool; empty where the caller names it.
    CreatedId,
    /// Where a field of a pool is; empty where the service does not tell it.
    At(Field),
    /// The service's word for a state.
    Word(StateWord),
}

impl ProfileField {
    /// All of them, in form order.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Name, Self::BaseUrl, Self::AuthHeader, Self::AuthScheme, Self::ApiVersion];
        for operation in Operation::ALL {
            all.extend([Self::Verb(operation), Self::Path(operation), Self::Body(operation)]);
        }
        all.extend([Self::CreatedId, Self::ListItems, Self::ListNext]);
        all.extend(Field::ALL.map(Self::At));
        all.extend(StateWord::ALL.map(Self::Word));
        all
    }

    /// Its id in the page.
    #[must_use]
    pub fn id(self) -> String {
        let fixed = match self {
            Self::Verb(operation) => return ["profile-verb-", operation.name()].concat(),
            Self::Path(operation) => return ["profile-path-", operation.name()].concat(),
            Self::Body(operation) => return ["profile-body-", operation.name()].concat(),
            Self::At(field) => return ["profile-at-", field.name()].concat(),
            Self::Name => "profile-name",
            Self::BaseUrl => "profile-base",
            Self::AuthHeader => "profile-header",
            Self::AuthScheme => "profile-scheme",
            Self::ApiVersion => "profile-version",
            Self::ListItems => "profile-list-items",
            Self::ListNext => "profile-list-next",
            Self::CreatedId => "profile-created-id",
            Self::Word(StateWord::Active) => "profile-word-active",
            Self::Word(StateWord::Deleting) => "profile-word-deleting",
            Self::Word(StateWord::Steady) => "profile-word-steady",
            Self::Word(StateWord::Resizing) => "profile-word-resizing",
            Self::Word(StateWord::Stopping) => "profile-word-stopping",
        };
        fixed.to_owned()
    }
}

/// What is wrong with a field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// The profile cannot be used with it.
    Profile(ProfileProblem),
    /// Another profile, or a built-in one, has the name.
    NameTaken,
    /// The verb is none of those that there are.
    Verb,
}

/// A profile as typed.
///
/// An operation whose path is empty is one that the service does not have; so is a field whose pointer is empty.
///
/// ```
/// use poolwise::pool_desk::{ProfileDraft, ProfileField};
/// use poolwise::service::{Operation, azure_batch_profile};
/// let profile = azure_batch_profile();
/// let mut draft = ProfileDraft::of(&profile);
/// assert_eq!(draft.check(&[]), Ok(profile));
/// draft.set(ProfileField::Path(Operation::Delete), "pools");
/// let faults = draft.check(&[]).err().unwrap_or_default();
/// assert!(faults.iter().all(|(field, _)| *field == ProfileField::Path(Operation::Delete)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ProfileDraft {
    texts: BTreeMap<ProfileField, String>,
}

impl ProfileDraft {
    /// The draft that a profile is.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let mut draft = Self::default();
        let texts = [
            (ProfileField::Name, &profile.name),
            (ProfileField::BaseUrl, &profile.base_url),
            (ProfileField::AuthHeader, &profile.auth_header),
            (ProfileField::AuthScheme, &profile.auth_scheme),
            (ProfileField::ApiVersion, &profile.api_version),
            (ProfileField::ListItems, &profile.list_items),
            (ProfileField::Word(StateWord::Active), &profile.words.active),
            (ProfileField::Word(StateWord::Deleting), &profile.words.deleting),
            (ProfileField::Word(StateWord::Steady), &profile.words.steady),
            (ProfileField::Word(StateWord::Resizing), &profile.words.resizing),
            (ProfileField::Word(StateWord::Stopping), &profile.words.stopping),
        ];
        for (field, text) in texts {
            draft.set(field, text);
        }
        draft.set(ProfileField::ListNext, profile.list_next.as_deref().unwrap_or_default());
        draft.set(ProfileField::CreatedId, profile.created_id.as_deref().unwrap_or_default());
        for operation in Operation::ALL {
            let template = profile.template(operation);
            let verb = template.map_or(usual_verb(operation), |template| template.method);
            draft.set(ProfileField::Verb(operation), verb.name());
            draft.set(ProfileField::Path(operation), template.map_or("", |template| template.path.as_str()));
            let body = template.and_then(|template| template.body.as_deref());
            draft.set(ProfileField::Body(operation), body.unwrap_or_default());
        }
        for (field, pointer) in &profile.fields {
            draft.set(ProfileField::At(*field), pointer);
        }
        draft
    }

    /// What stands in a field.
    #[must_use]
    pub fn get(&self, field: ProfileField) -> &str {
        self.texts.get(&field).map(String::as_str).unwrap_or_default()
    }

    /// Writes a field.
    pub fn set(&mut self, field: ProfileField, text: &str) {
        self.texts.insert(field, text.to_owned());
    }

    /// The profile, if it can be used; `taken` are the names of the others.
    ///
    /// # Errors
    /// Everything that is wrong, in form order, each at its field.
    pub fn check(&self, taken: &[&str]) -> Result<Profile, Vec<(ProfileField, ProfileFault)>> {
        let mut faults = Vec::new();
        let profile = self.profile(&mut faults);
        if taken.contains(&profile.name.as_str()) {
            faults.push((ProfileField::Name, ProfileFault::NameTaken));
        }
        let problems = profile.problems().into_iter().map(|problem| {
            let field = place(&problem, &profile);
            (field, ProfileFault::Profile(problem))
        });
        faults.extend(problems);
        faults.sort_by_key(|(field, _)| order(*field));
        if faults.is_empty() { Ok(profile) } else { Err(faults) }
    }

    fn text(&self, field: ProfileField) -> String {
        self.get(field).trim().to_owned()
    }

    /// The profile as far as it goes.
    fn profile(&self, faults: &mut Vec<(ProfileField, ProfileFault)>) -> Profile {
        let mut operations = BTreeMap::new();
        for operation in Operation::ALL {
            let verb = ProfileField::Verb(operation);
            let path = self.text(ProfileField::Path(operation));
            let body = Some(self.text(ProfileField::Body(operation))).filter(|body| !body.is_empty());
            let Some(method) = Method::from_name(&self.text(verb)) else {
                faults.push((verb, ProfileFault::Verb));
                continue;
            };
            if !path.is_empty() {
                operations.insert(operation, Template { method, path, body });
            }
        }
        let filled = |field| Some(self.text(field)).filter(|text| !text.is_empty());
        let word = |word| self.text(ProfileField::Word(word));
        Profile {
            name: self.text(ProfileField::Name),
            base_url: self.text(ProfileField::BaseUrl),
            auth_header: self.text(ProfileField::AuthHeader),
            auth_scheme: self.text(ProfileField::AuthScheme),
            api_version: self.text(ProfileField::ApiVersion),
            operations,
            fields: Field::ALL
                .into_iter()
                .filter_map(|field| Some((field, filled(ProfileField::At(field))?)))
                .collect(),
            list_items: self.text(ProfileField::ListItems),
            list_next: filled(ProfileField::ListNext),
            created_id: filled(ProfileField::CreatedId),
            words: StateWords {
                active: word(StateWord::Active),
                deleting: word(StateWord::Deleting),
                steady: word(StateWord::Steady),
                resizing: word(StateWord::Resizing),
                stopping: word(StateWord::Stopping),
            },
        }
    }

    /// The request of an operation as it would be sent with sample values, the key left open; `None` where the operation
    /// is not there or something that it needs is wrong.
    #[must_use]
    pub fn preview(&self, operation: Operation) -> Option<Sent> {
        let profile = self.profile(&mut Vec::new());
        let wrong: BTreeSet<ProfileField> =
            profile.problems().iter().map(|problem| place(problem, &profile)).collect();
        let needed = [
            ProfileField::AuthHeader,
            ProfileField::AuthScheme,
            ProfileField::ApiVersion,
            ProfileField::Verb(operation),
            ProfileField::Path(operation),
            ProfileField::Body(operation),
        ];
        if needed.iter().any(|field| wrong.contains(field)) {
            return None;
        }
        let base = if profile.base_url.is_empty() { SAMPLE_BASE } else { &profile.base_url };
        let call = sample_call(operation)?;
        let pools = PoolService::at(base, "key", profile.clone(), Quota::default()).ok()?;
        let connection = Connection { kind: ServiceKind::Live, pools, jobs: Vec::new() };
        request(&call, &connection).ok().map(|http| Sent::whole(&http))
    }
}

/// A contract as it was exported, opened for editing: what is wrong with it stands at its fields. `None` where the text is
/// no contract at all.
#[must_use]
pub fn imported(text: &str) -> Option<ProfileDraft> {
    profile_as_written(text).ok().map(|profile| ProfileDraft::of(&profile))
}

fn sample_call(operation: Operation) -> Option<Call> {
    let id = PoolId::read(SAMPLE_POOL)?;
    Some(match operation {
        Operation::Create => {
            let (swagger, _) = SwaggerUrl::read(SAMPLE_SWAGGER).ok()?;
            Call::CreatePool { id, vms: SAMPLE_VMS, swagger }
        }
        Operation::List => Call::ListPools { page: None },
        Operation::Get => Call::GetPool(id),
        Operation::Resize => Call::ResizePool { id, target: SAMPLE_VMS },
        Operation::StopResize => Call::StopResize(id),
        Operation::Delete => Call::DeletePool(id),
    })
}

const fn usual_verb(operation: Operation) -> Method {
    match operation {
        Operation::Create | Operation::Resize | Operation::StopResize => Method::Post,
        Operation::List | Operation::Get => Method::Get,
        Operation::Delete => Method::Delete,
    }
}

/// Where a problem stands in the form.
fn place(problem: &ProfileProblem, profile: &Profile) -> ProfileField {
    match problem {
        ProfileProblem::NoName => ProfileField::Name,
        ProfileProblem::BaseUrl(_) | ProfileProblem::BaseUrlQuery => ProfileField::BaseUrl,
        ProfileProblem::AuthHeader { .. } | ProfileProblem::AuthHeaderForbidden { .. } => {
            ProfileField::AuthHeader
        }
        ProfileProblem::AuthScheme => ProfileField::AuthScheme,
        ProfileProblem::ApiVersion => ProfileField::ApiVersion,
        ProfileProblem::Lacks(operation) | ProfileProblem::Path(operation) => ProfileField::Path(*operation),
        ProfileProblem::Body(operation) | ProfileProblem::BodyNotSent(operation) => {
            ProfileField::Body(*operation)
        }
        ProfileProblem::Secret(operation) => {
            let path = profile.template(*operation).map_or("", |template| &template.path);
            let in_path = has_secret_field(path);
            if in_path { ProfileField::Path(*operation) } else { ProfileField::Body(*operation) }
        }
        ProfileProblem::HoleMissing(operation, hole) => {
            // A pool is named in the path of what there is of it; all else goes into bodies.
            let in_path = matches!(hole, Hole::PoolId) && !matches!(operation, Operation::Create);
            if in_path { ProfileField::Path(*operation) } else { ProfileField::Body(*operation) }
        }
        ProfileProblem::HoleUnknown(operation, name) => {
            let in_path = profile.template(*operation).is_some_and(|template| template.path.contains(name));
            if in_path { ProfileField::Path(*operation) } else { ProfileField::Body(*operation) }
        }
        ProfileProblem::Pointer(field) => ProfileField::At(*field),
        ProfileProblem::OtherPointer(OtherPointer::ListItems) => ProfileField::ListItems,
        ProfileProblem::OtherPointer(OtherPointer::ListNext) => ProfileField::ListNext,
        ProfileProblem::OtherPointer(OtherPointer::CreatedId) | ProfileProblem::NoCreatedId => {
            ProfileField::CreatedId
        }
        ProfileProblem::NoIdField => ProfileField::At(Field::Id),
        ProfileProblem::Words => ProfileField::Word(StateWord::Active),
    }
}

fn order(field: ProfileField) -> usize {
    ProfileField::all().iter().position(|other| *other == field).unwrap_or(usize::MAX)
}
