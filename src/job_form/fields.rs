use crate::request::wire::{Placeholder, masked_text, names_secret};
use crate::request::{
    BlobUrl, Connection, Draft, FieldId, NamedReference, ParameterDraft, ParameterType, ReferencePart,
};
use crate::units::Secret;

use super::link::secrets_inside;
use super::screen::is_placeholder;

/// The text of a field as typed; empty for a field that is no text, or that is not there.
#[must_use]
pub fn text(draft: &Draft, field: FieldId) -> &str {
    let found = match field {
        FieldId::Service => Some(draft.service.as_str()),
        FieldId::ApiKey => Some(draft.api_key.reveal()),
        FieldId::PoolId => Some(draft.pool_id.as_str()),
        FieldId::Input(at, part) => draft.inputs.get(at).map(|named| part_text(named, part)),
        FieldId::Output(at, part) => draft.outputs.get(at).map(|named| part_text(named, part)),
        FieldId::ParameterName(at) => draft.parameters.get(at).map(|parameter| parameter.name.as_str()),
        FieldId::ParameterValue(at) => draft.parameters.get(at).map(|parameter| parameter.text.as_str()),
        FieldId::Inputs | FieldId::Outputs | FieldId::Parameters | FieldId::Body => None,
    };
    found.unwrap_or_default()
}

/// Puts text into a field, untrimmed. Nothing happens to a field that is no text, or that is not there.
pub fn set_text(draft: &mut Draft, field: FieldId, text: String) {
    match field {
        FieldId::Service => draft.service = text,
        FieldId::ApiKey => draft.api_key = Secret::new(text),
        FieldId::PoolId => draft.pool_id = text,
        FieldId::Input(at, part) => set_part(draft.inputs.get_mut(at), part, text),
        FieldId::Output(at, part) => set_part(draft.outputs.get_mut(at), part, text),
        FieldId::ParameterName(at) => {
            if let Some(parameter) = draft.parameters.get_mut(at) {
                parameter.name = text;
            }
        }
        FieldId::ParameterValue(at) => {
            if let Some(parameter) = draft.parameters.get_mut(at) {
                parameter.text = text;
            }
        }
        FieldId::Inputs | FieldId::Outputs | FieldId::Parameters | FieldId::Body => {}
    }
}

/// Whether a field's text opens something: masked on screen, and in no link. A parameter's does where its name says so.
#[must_use]
pub fn is_secret(draft: &Draft, field: FieldId) -> bool {
    match field {
        FieldId::ApiKey
        | FieldId::Input(_, ReferencePart::Connection | ReferencePart::Token)
        | FieldId::Output(_, ReferencePart::Connection | ReferencePart::Token) => true,
        FieldId::ParameterValue(at) => {
            let is_text = |one: &&ParameterDraft| one.kind == ParameterType::Text;
            draft.parameters.get(at).filter(is_text).is_some_and(|one| names_secret(&one.name))
        }
        _ => false,
    }
}

/// Whether what stands in a field is masked on screen: it holds a secret, and not only the place of one.
#[must_use]
pub fn is_masked(draft: &Draft, field: FieldId) -> bool {
    let typed = text(draft, field);
    match field {
        FieldId::Input(_, ReferencePart::Connection) | FieldId::Output(_, ReferencePart::Connection) => {
            let connection = Connection::parse(typed);
            let is_real = |secret: Secret| !secret.reveal().trim().starts_with('<');
            // What cannot be read as pairs may be a bare key.
            let unread =
                !typed.trim().is_empty() && connection.pairs().iter().all(|pair| pair.setting.is_none());
            unread
                || connection.key().is_some_and(is_real)
                || masked_text(typed) != typed && connection.sas().is_some()
        }
        FieldId::ParameterValue(at) => {
            // The body's text masks what stands inside a value, too.
            let is_real = |one: &Placeholder| !is_placeholder(one.secret.reveal());
            draft.parameters.get(at).is_some_and(|one| secrets_inside(one).iter().any(is_real))
        }
        _ => is_secret(draft, field) && !typed.is_empty(),
    }
}

/// Splits a whole blob URL that was pasted into one field of a reference over base, path and token; `false` when the
/// text is none, and nothing was changed. A token already typed is kept where the URL has none.
pub fn split_pasted(draft: &mut Draft, field: FieldId, text: &str) -> bool {
    let (list, at, part) = match field {
        FieldId::Input(at, part) => (&mut draft.inputs, at, part),
        FieldId::Output(at, part) => (&mut draft.outputs, at, part),
        _ => return false,
    };
    if part == ReferencePart::Name {
        return false;
    }
    let (Some(named), Some(url)) = (list.get_mut(at), BlobUrl::split(text)) else { return false };
    named.reference.take_blob(url);
    true
}

fn part_text(named: &NamedReference, part: ReferencePart) -> &str {
    match part {
        ReferencePart::Name => &named.name,
        ReferencePart::Connection => named.reference.connection.reveal(),
        ReferencePart::Base => &named.reference.base,
        ReferencePart::Path => &named.reference.path,
        ReferencePart::Token => named.reference.token.reveal(),
        ReferencePart::Kind => "",
    }
}

fn set_part(named: Option<&mut NamedReference>, part: ReferencePart, text: String) {
    let Some(named) = named else { return };
    match part {
        ReferencePart::Name => named.name = text,
        ReferencePart::Connection => named.reference.connection = Secret::new(text),
        ReferencePart::Base => named.reference.base = text,
        ReferencePart::Path => named.reference.path = text,
        ReferencePart::Token => named.reference.token = Secret::new(text),
        ReferencePart::Kind => {}
    }
}
