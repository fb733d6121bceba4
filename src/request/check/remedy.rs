use crate::request::address::AddressProblem;
use crate::request::blob::{BaseProblem, BlobProblem, BlobUrl};
use crate::request::draft::{Draft, NamedReference};
use crate::request::sas::SasProblem;
use crate::units::Secret;

use super::field::{FieldId, ReferencePart};
use super::problem::{ApiKeyProblem, NameProblem, PoolProblem, Problem, What};

/// The draft with one problem repaired, for the user to accept; `None` when only the user can know the way out.
#[must_use]
pub fn repaired(problem: &Problem, draft: &Draft) -> Option<Draft> {
    let mut draft = draft.clone();
    match (problem.field, &problem.what) {
        (FieldId::Service, What::Address(found)) => draft.service = address(found)?.to_owned(),
        (FieldId::ApiKey, What::ApiKey(ApiKeyProblem::BeginsWithBearer)) => {
            let key = draft.api_key.reveal().trim().get(6..)?.trim().to_owned();
            draft.api_key = Secret::new(key);
        }
        (FieldId::PoolId, What::Pool(PoolProblem::WhiteSpace)) => {
            draft.pool_id = draft.pool_id.trim().to_owned()
        }
        (FieldId::ParameterName(at), What::Name(found)) => {
            draft.parameters.get_mut(at)?.name = near(found)?.to_owned();
        }
        (FieldId::Input(at, part), what) => named(draft.inputs.get_mut(at)?, part, what)?,
        (FieldId::Output(at, part), what) => named(draft.outputs.get_mut(at)?, part, what)?,
        _ => return None,
    }
    Some(draft)
}

fn address(found: &AddressProblem) -> Option<&str> {
    match found {
        AddressProblem::NoScheme { repaired } | AddressProblem::Hyphens { repaired, .. } => Some(repaired),
        _ => None,
    }
}

fn near(found: &NameProblem) -> Option<&str> {
    match found {
        NameProblem::Unknown { near, .. } => near.as_deref(),
        _ => None,
    }
}

fn named(named: &mut NamedReference, part: ReferencePart, what: &What) -> Option<()> {
    let reference = &mut named.reference;
    match what {
        What::Name(found) if part == ReferencePart::Name => named.name = near(found)?.to_owned(),
        What::Path(BlobProblem::IsUrl) => reference.take_blob(BlobUrl::split(&reference.path)?),
        What::Base(BaseProblem::IsBlobUrl) => reference.take_blob(BlobUrl::split(&reference.base)?),
        What::Sas(SasProblem::IsUrl) => reference.take_blob(BlobUrl::split(reference.token.reveal())?),
        What::Path(BlobProblem::WhiteSpace) => reference.path = reference.path.trim().to_owned(),
        What::Path(BlobProblem::Backslash) => {
            reference.path = reference.path.replace("\\_", "_").replace('\\', "/");
        }
        What::Base(BaseProblem::NoSlash) => reference.base.push('/'),
        What::Base(BaseProblem::TwoSlashes) => reference.path = reference.path.strip_prefix('/')?.to_owned(),
        What::Sas(SasProblem::NoQuestionMark) => {
            reference.token = Secret::new(format!("?{}", reference.token.reveal().trim()));
        }
        _ => return None,
    }
    Some(())
}
