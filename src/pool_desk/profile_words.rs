//! The profile's form in words: labels, holes, and what is wrong.

use super::profile_form::{ProfileFault, ProfileField, StateWord};
use crate::request::nearest_name;
use crate::service::{
    Field, Hole, LONGEST_PROFILE, MOST_PROFILES, NotAProfile, Operation, Profile, ProfileProblem,
    address_sentence, azure_batch_profile, profile_to_json, source_page_profile,
};
use crate::words::{Language, POOL_PROFILE, PoolProfileWords};

/// What a field of the form is called.
#[must_use]
pub const fn field_label(field: ProfileField, words: &PoolProfileWords) -> &'static str {
    match field {
        ProfileField::Name => words.name,
        ProfileField::BaseUrl => words.base_url,
        ProfileField::AuthHeader => words.auth_header,
        ProfileField::AuthScheme => words.auth_scheme,
        ProfileField::ApiVersion => words.api_version,
        ProfileField::Verb(_) => words.verb,
        ProfileField::Path(_) => words.path,
        ProfileField::Body(_) => words.body,
        ProfileField::ListItems => words.list_items,
        ProfileField::ListNext => words.list_next,
        ProfileField::CreatedId => words.created_id,
        ProfileField::At(field) => pool_field_label(field, words),
        ProfileField::Word(StateWord::Active) => words.word_active,
        ProfileField::Word(StateWord::Deleting) => words.word_deleting,
        ProfileField::Word(StateWord::Steady) => words.word_steady,
        ProfileField::Word(StateWord::Resizing) => words.word_resizing,
        ProfileField::Word(StateWord::Stopping) => words.word_stopping,
    }
}

const fn pool_field_label(field: Field, words: &PoolProfileWords) -> &'static str {
    match field {
        Field::Id => words.at_id,
        Field::State => words.at_state,
        Field::Allocation => words.at_allocation,
        Field::AllocationSince => words.at_allocation_since,
        Field::CurrentVms => words.at_current,
        Field::TargetVms => words.at_target,
        Field::ResizeErrors => words.at_errors,
        Field::Created => words.at_created,
        Field::SwaggerUrl => words.at_swagger,
    }
}

/// The line of help under a field, where it has one.
#[must_use]
pub fn field_help(field: ProfileField, words: &PoolProfileWords) -> Option<String> {
    let fixed = match field {
        ProfileField::BaseUrl => words.base_url_help,
        ProfileField::AuthScheme => words.auth_scheme_help,
        ProfileField::ListItems => words.list_items_help,
        ProfileField::ListNext | ProfileField::CreatedId => words.pointer_help,
        ProfileField::Path(operation) => {
            return Some(words.path_help.with(&[("holes", &holes(operation))]));
        }
        ProfileField::Body(operation) => {
            return Some(words.body_help.with(&[("holes", &holes(operation))]));
        }
        _ => return None,
    };
    Some(fixed.to_owned())
}

fn holes(operation: Operation) -> String {
    let names: Vec<&str> =
        Hole::ALL.into_iter().filter(|hole| operation.fills(*hole)).map(Hole::written).collect();
    names.join(", ")
}

/// What an operation does.
#[must_use]
pub const fn profile_operation(operation: Operation, words: &PoolProfileWords) -> &'static str {
    match operation {
        Operation::Create => words.op_create,
        Operation::List => words.op_list,
        Operation::Get => words.op_get,
        Operation::Resize => words.op_resize,
        Operation::StopResize => words.op_stop,
        Operation::Delete => words.op_delete,
    }
}

/// What is wrong with a field of the form.
#[must_use]
pub fn profile_sentence(fault: &ProfileFault, language: Language) -> String {
    let words = POOL_PROFILE.of(language);
    let fixed = match fault {
        ProfileFault::NameTaken => words.name_taken,
        ProfileFault::Verb => words.verb_unknown,
        ProfileFault::Profile(problem) => return problem_sentence(problem, language),
    };
    fixed.to_owned()
}

fn problem_sentence(problem: &ProfileProblem, language: Language) -> String {
    let words = POOL_PROFILE.of(language);
    let fixed = match problem {
        ProfileProblem::BaseUrl(problem) => return address_sentence(problem, language),
        ProfileProblem::AuthHeader { found } => return words.bad_header.with(&[("found", found)]),
        ProfileProblem::AuthHeaderForbidden { found } => {
            return words.forbidden_header.with(&[("found", found)]);
        }
        ProfileProblem::HoleMissing(_, hole) => return words.hole_missing.with(&[("hole", hole.written())]),
        ProfileProblem::HoleUnknown(_, found) => return words.hole_unknown.with(&[("found", found)]),
        ProfileProblem::NoName => words.no_name,
        ProfileProblem::AuthScheme => words.bad_scheme,
        ProfileProblem::ApiVersion => words.bad_version,
        ProfileProblem::Lacks(_) => words.lacks,
        ProfileProblem::Path(_) => words.bad_path,
        ProfileProblem::BaseUrlQuery => words.base_url_query,
        ProfileProblem::Secret(_) => words.holds_secret,
        ProfileProblem::Body(_) => words.bad_body,
        ProfileProblem::BodyNotSent(_) => words.body_not_sent,
        ProfileProblem::Pointer(_) | ProfileProblem::OtherPointer(_) => words.bad_pointer,
        ProfileProblem::NoIdField => words.no_id_field,
        ProfileProblem::NoCreatedId => words.no_created_id,
        ProfileProblem::Words => words.bad_words,
    };
    fixed.to_owned()
}

/// Why a text is no contract.
#[must_use]
pub fn not_a_profile_sentence(problem: &NotAProfile, language: Language) -> String {
    let words = POOL_PROFILE.of(language);
    match problem {
        NotAProfile::Shape { line, column } => {
            words.not_json.with(&[("line", &line.to_string()), ("column", &column.to_string())])
        }
        NotAProfile::UnknownName(name) => {
            let known = Operation::ALL.map(Operation::name).into_iter().chain(Field::ALL.map(Field::name));
            with_near(words.unknown_name.with(&[("name", name)]), name, known, words)
        }
        NotAProfile::UnknownMember { name, known } => {
            let sentence = words.unknown_member.with(&[("name", name)]);
            with_near(sentence, name, known.iter().copied(), words)
        }
        NotAProfile::MissingMember(name) => words.missing_member.with(&[("name", name)]),
        NotAProfile::WrongMember { name, is_text: true } => words.not_text.with(&[("name", name)]),
        NotAProfile::WrongMember { name, is_text: false } => words.not_object.with(&[("name", name)]),
        NotAProfile::TooLong => words.too_long.to_owned(),
        NotAProfile::Problems(problems) => {
            let sentences: Vec<String> =
                problems.iter().map(|problem| problem_sentence(problem, language)).collect();
            sentences.join("; ")
        }
    }
}

/// A sentence about a name, and the name that may be meant.
fn with_near(
    sentence: String,
    name: &str,
    known: impl Iterator<Item = &'static str>,
    words: &PoolProfileWords,
) -> String {
    match nearest_name(name, known) {
        Some(near) => [sentence, "; ".to_owned(), words.near.with(&[("near", near)])].concat(),
        None => sentence,
    }
}

/// What keeps a contract from being kept on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It is longer than [`LONGEST_PROFILE`].
    TooLong,
    /// The device keeps [`MOST_PROFILES`] already.
    TooMany,
}

/// What the device keeps once a contract is kept in the place of the one that had `before` as its name, or as a new one.
/// Of two that have a name, the one that is kept later stays.
///
/// # Errors
/// Where it could not be read back.
pub fn with_kept(own: Vec<Profile>, profile: Profile, before: Option<&str>) -> Result<Vec<Profile>, NotKept> {
    if profile_to_json(&profile).len() > LONGEST_PROFILE {
        return Err(NotKept::TooLong);
    }
    let at = own.iter().position(|known| Some(known.name.as_str()) == before);
    let at = at.or_else(|| own.iter().position(|known| known.name == profile.name));
    let name = profile.name.clone();
    let mut kept: Vec<Profile> = Vec::new();
    let mut new = Some(profile);
    for (place, known) in own.into_iter().enumerate() {
        if Some(place) == at {
            kept.extend(new.take());
        } else if known.name != name {
            kept.push(known);
        }
    }
    kept.extend(new);
    if kept.len() > MOST_PROFILES { Err(NotKept::TooMany) } else { Ok(kept) }
}

/// Why a contract is not kept, and the way out.
#[must_use]
pub const fn not_kept_sentence(problem: NotKept, language: Language) -> &'static str {
    let words = POOL_PROFILE.of(language);
    match problem {
        NotKept::TooLong => words.keep_too_long,
        NotKept::TooMany => words.keep_too_many,
    }
}

/// The key in menus of a contract of this device.
#[must_use]
pub fn contract_key(name: &str) -> String {
    ["own ", name].concat()
}

/// The name in the key of a contract of this device.
#[must_use]
pub fn contract_name(key: &str) -> &str {
    key.strip_prefix("own ").unwrap_or(key)
}

/// A contract that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its key in menus: `batch`, `page`, or `own ` and the name.
    pub key: String,
    /// What the menu says.
    pub label: String,
    /// Whether it comes with the page.
    pub is_built_in: bool,
    /// The contract.
    pub profile: Profile,
}

/// The two built-in contracts and those of this device, in that order.
#[must_use]
pub fn contracts(own: &[Profile], language: Language) -> Vec<Contract> {
    let words = POOL_PROFILE.of(language);
    let built_in = |key: &str, label: &str, profile| Contract {
        key: key.to_owned(),
        label: label.to_owned(),
        is_built_in: true,
        profile,
    };
    let mut all = vec![
        built_in("batch", words.batch, azure_batch_profile()),
        built_in("page", words.page, source_page_profile()),
    ];
    all.extend(own.iter().map(|profile| Contract {
        key: contract_key(&profile.name),
        label: profile.name.clone(),
        is_built_in: false,
        profile: profile.clone(),
    }));
    all
}
