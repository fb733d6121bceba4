//! Problems and labels in words: typed findings to sentences of one language.

mod label;
mod storage;

pub use label::{
    cloud_label, field_label, parameter_type_label, permission_label, sas_summary, scope_label,
    severity_label,
};

use crate::units::Decimal;
use crate::words::{ADDRESS, Figures, JOB, JobWords, Language};

use super::address::{AddressId, AddressProblem};
use super::blob::BlobProblem;
use super::check::{ApiKeyProblem, NameProblem, ParameterProblem, PoolProblem, PortsProblem, Problem, What};
use super::ports::ParameterType;
use super::sas::SasProblem;
use super::wire::{Expected, MOST_NAMED, ShapeProblem, masked_text};

/// What is wrong or remarkable in a blob's path.
#[must_use]
pub fn blob_problem(problem: &BlobProblem, language: Language) -> String {
    masked_text(&storage::path(problem, language))
}

/// What is wrong or remarkable in a SAS token. Nothing in it is secret.
#[must_use]
pub fn sas_problem(problem: &SasProblem, language: Language) -> String {
    masked_text(&storage::sas(problem, language))
}

/// What is wrong or remarkable in a field: what was found, what is allowed, the way out. Nothing in it is secret.
///
/// ```
/// use poolwise::request::{Draft, check, request_problem};
/// use poolwise::units::Timestamp;
/// use poolwise::words::Language;
/// let checked = check(&Draft::default(), None, Timestamp::from_ms(0));
/// let sentence = request_problem(&checked.problems[0], Language::English);
/// assert!(sentence.starts_with("no address"));
/// ```
#[must_use]
pub fn request_problem(problem: &Problem, language: Language) -> String {
    let figures = Figures(language);
    let words = JOB.of(language);
    let sentence = match &problem.what {
        What::Address(found) => address_problem(found, language),
        What::ApiKey(found) => api_key(*found, words).to_owned(),
        What::Name(found) => name(found, words),
        What::Connection(found) => storage::connection(found, language),
        What::Base(found) => storage::base(found, language),
        What::Path(found) => storage::path(found, language),
        What::Sas(found) => storage::sas(found, language),
        What::Ports(found) => ports(found, words, figures),
        What::Parameter(found) => parameter(found, words, language),
        What::Pool(found) => pool(*found, words).to_owned(),
        What::UnknownMember { name, near: None } => words.unknown_member.with(&[("name", name)]),
        What::UnknownMember { name, near: Some(near) } => {
            words.near_member.with(&[("name", name), ("near", near)])
        }
    };
    // What is quoted may have been typed into the wrong field: a path with a token behind it, a key as a name.
    masked_text(&sentence)
}

/// Why JSON is no job's body.
#[must_use]
pub fn shape_problem(problem: &ShapeProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = JOB.of(language);
    match problem {
        ShapeProblem::NotJson { line, column } => words
            .body_not_json
            .with(&[("line", &count(*line, figures)), ("column", &count(*column, figures))]),
        ShapeProblem::DuplicateMember { name, line } => {
            words.body_duplicate_member.with(&[("name", name), ("line", &count(*line, figures))])
        }
        ShapeProblem::NotAnObject => words.body_not_an_object.to_owned(),
        ShapeProblem::BothInputForms => words.body_both_input_forms.to_owned(),
        ShapeProblem::WrongType { path, expected: Expected::Object } => {
            words.body_object_expected.with(&[("path", path)])
        }
        ShapeProblem::WrongType { path, expected: Expected::Text } => {
            words.body_text_expected.with(&[("path", path)])
        }
        ShapeProblem::TooMany { path, found } => words.body_too_many.with(&[
            ("path", path),
            ("found", &count(*found, figures)),
            ("allowed", &count(MOST_NAMED, figures)),
        ]),
    }
}

fn count(number: usize, figures: Figures) -> String {
    figures.number(Decimal::from(number), 0)
}

/// What is wrong or remarkable in a service's address.
#[must_use]
pub fn address_problem(problem: &AddressProblem, language: Language) -> String {
    let words = ADDRESS.of(language);
    let id = |id: &AddressId| match id {
        AddressId::Workspace => words.workspace_id,
        AddressId::Subscription => words.subscription_id,
        AddressId::Service => words.service_id,
    };
    match problem {
        AddressProblem::Empty => words.empty.to_owned(),
        AddressProblem::NotAUrl => words.not_a_url.to_owned(),
        AddressProblem::NoScheme { .. } => words.no_scheme.to_owned(),
        AddressProblem::IsCurl => words.is_curl.to_owned(),
        AddressProblem::Scheme { found } => words.scheme.with(&[("found", found)]),
        AddressProblem::HttpElsewhere => words.http_elsewhere.to_owned(),
        AddressProblem::HasUser => words.has_user.to_owned(),
        AddressProblem::PageForPeople => words.page_for_people.to_owned(),
        AddressProblem::NoIds => words.no_ids.to_owned(),
        AddressProblem::IllegalCharacter { found, escaped } => {
            words.illegal_character.with(&[("found", found.encode_utf8(&mut [0; 4])), ("escaped", escaped)])
        }
        AddressProblem::Hyphens { id: which, .. } => words.hyphens.with(&[("id", id(which))]),
        AddressProblem::IdShape { id: which, found } => {
            words.id_shape.with(&[("id", id(which)), ("found", found)])
        }
        AddressProblem::UnknownCall { found } => words.unknown_call.with(&[("found", found)]),
        AddressProblem::ApiVersion { found } => words.api_version.with(&[("found", found)]),
        AddressProblem::OtherHost { found } => words.other_host.with(&[("found", found)]),
        AddressProblem::Loopback => words.loopback.to_owned(),
        AddressProblem::UnknownRegion { found, near: None } => words.unknown_region.with(&[("found", found)]),
        AddressProblem::UnknownRegion { found, near: Some(near) } => {
            words.near_region.with(&[("found", found), ("near", near)])
        }
    }
}

const fn api_key(problem: ApiKeyProblem, words: &JobWords) -> &'static str {
    match problem {
        ApiKeyProblem::Empty => words.key_empty,
        ApiKeyProblem::NotForAHeader => words.key_not_for_a_header,
        ApiKeyProblem::BeginsWithBearer => words.key_begins_with_bearer,
    }
}

fn name(problem: &NameProblem, words: &JobWords) -> String {
    match problem {
        NameProblem::Empty => words.name_empty.to_owned(),
        NameProblem::ControlCharacter => words.name_control_character.to_owned(),
        NameProblem::Duplicate { found } => words.name_duplicate.with(&[("found", found)]),
        NameProblem::Unknown { found, near: None } => words.name_unknown.with(&[("found", found)]),
        NameProblem::Unknown { found, near: Some(near) } => {
            words.name_near.with(&[("found", found), ("near", near)])
        }
    }
}

fn ports(problem: &PortsProblem, words: &JobWords, figures: Figures) -> String {
    match problem {
        PortsProblem::NoInput => words.no_input.to_owned(),
        PortsProblem::SingleForPorts { ports } => {
            words.single_for_ports.with(&[("ports", &count(*ports, figures))])
        }
        PortsProblem::MissingInput { name, .. } => words.missing_input.with(&[("name", name)]),
        PortsProblem::TooManyInputs => words.too_many_inputs.to_owned(),
        PortsProblem::NoOutput => words.no_output.to_owned(),
        PortsProblem::MissingOutput { name } => words.missing_output.with(&[("name", name)]),
        PortsProblem::Mixed => words.mixed.to_owned(),
        PortsProblem::SameBlob { other, is_input: false } => words.same_as_output.with(&[("other", other)]),
        PortsProblem::SameBlob { other, is_input: true } => words.overwrites_input.with(&[("other", other)]),
    }
}

fn parameter(problem: &ParameterProblem, words: &JobWords, language: Language) -> String {
    match problem {
        ParameterProblem::NotOfType { kind } => match kind {
            ParameterType::Integer => words.not_integer.to_owned(),
            ParameterType::Number => words.not_number.to_owned(),
            ParameterType::Boolean => words.not_boolean.to_owned(),
            ParameterType::Json | ParameterType::Text => words.not_json.to_owned(),
        },
        ParameterProblem::NumberChanges { sent } => words.number_changes.with(&[("sent", sent)]),
        ParameterProblem::NullCharacter => words.null_character.to_owned(),
        ParameterProblem::NotOfDeclaredType { kind } => {
            words.not_declared_type.with(&[("kind", parameter_type_label(*kind, language))])
        }
        ParameterProblem::NotAChoice { choices } => {
            words.not_a_choice.with(&[("choices", &choices.join(", "))])
        }
        ParameterProblem::Missing { name } => words.parameter_missing.with(&[("name", name)]),
        ParameterProblem::NullWhereRequired => words.null_where_required.to_owned(),
        ParameterProblem::EmptyWhereRequired => words.empty_where_required.to_owned(),
    }
}

const fn pool(problem: PoolProblem, words: &JobWords) -> &'static str {
    match problem {
        PoolProblem::Empty => words.pool_empty,
        PoolProblem::ControlCharacter => words.pool_control_character,
        PoolProblem::WhiteSpace => words.pool_white_space,
        PoolProblem::NoVms => words.pool_no_vms,
        PoolProblem::NotLikeTheSample => words.pool_not_like_the_sample,
    }
}
