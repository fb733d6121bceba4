use crate::request::address::AddressProblem;
use crate::request::blob::{BaseProblem, BlobProblem, BlobUrl};
use crate::request::draft::{Draft, NamedReference};
use crate::request::sas::SasProblem;
use crate::request::wire::{self, Json};
use crate::units::Secret;

use super::BODY_MEMBERS;
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
        (FieldId::Body, What::UnknownMember { name, near: Some(near) }) => {
            let mut body = wire::body(&draft);
            rename_member(&mut body, name, near)?;
            draft = wire::from_body(&body, &draft).ok()?;
        }
        _ => return None,
    }
    Some(draft)
}

/// Gives the first member of this name, in the body or in a reference, the name that is near, where that is free.
fn rename_member(body: &mut Json, name: &str, near: &str) -> Option<()> {
    if BODY_MEMBERS.contains(&near) {
        return rename(body, name, near);
    }
    let members = body.as_object_mut()?;
    if let Some(found) = members.get_mut("Input").and_then(|input| rename(input, name, near)) {
        return Some(found);
    }
    let lists = members.iter_mut().filter(|(list, _)| matches!(list.as_str(), "Inputs" | "Outputs"));
    let mut references =
        lists.filter_map(|(_, list)| list.as_object_mut()).flat_map(|list| list.values_mut());
    references.find_map(|reference| rename(reference, name, near))
}

fn rename(object: &mut Json, name: &str, near: &str) -> Option<()> {
    let members = object.as_object_mut()?;
    if !members.contains_key(name) || members.get(near).is_some_and(|value| !value.is_null()) {
        return None;
    }
    members.remove(near);
    let renamed = core::mem::take(members)
        .into_iter()
        .map(|(key, value)| if key == name { (near.to_owned(), value) } else { (key, value) });
    *members = renamed.collect();
    Some(())
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
