//! One value alone: a pool's id, or a secret.

use crate::request::wire::{is_of_key, looks_like_key};
use crate::request::{Connection, Draft, ReferenceKind, RunOn, Sas, is_id};
use crate::units::Secret;

use super::found::{Pasted, Recognized};
use super::place::first_input;

/// What a text of one word means, where it is no address and no JSON.
pub(super) fn one_value(text: &str, previous: &Draft) -> Option<Pasted> {
    let mut draft = previous.clone();
    let what = if text.contains(['\n', '{', '"', '\'']) {
        return None;
    } else if is_id(text) {
        text.clone_into(&mut draft.pool_id);
        draft.run_on = RunOn::Pool;
        Recognized::PoolId
    } else if text.contains(';') && opens_account(text) {
        take_connection(&mut draft, text);
        Recognized::ConnectionString
    } else if text.contains(char::is_whitespace) {
        return None;
    } else if !text.contains("://") && Sas::parse(text).is_signed() {
        let input = first_input(&mut draft)?;
        input.kind = ReferenceKind::Sas;
        input.token = Secret::new(text.to_owned());
        Recognized::SasToken
    } else if looks_like_key(text) && text.chars().all(is_of_key) {
        draft.api_key = Secret::new(text.to_owned());
        Recognized::ApiKey
    } else {
        return None;
    };
    Some(Pasted::filled(what, draft))
}

/// Whether a text is a connection string: it names its account, or brings a SAS for its endpoint.
fn opens_account(text: &str) -> bool {
    let connection = Connection::parse(text);
    connection.account().is_some() || connection.sas().is_some() && connection.blob_endpoint().is_some()
}

/// One account holds a job's blobs, most often: wherever none is said yet, this one is meant.
fn take_connection(draft: &mut Draft, text: &str) {
    if let Some(first) = first_input(draft) {
        first.kind = ReferenceKind::AccountKey;
        first.connection = Secret::new(text.to_owned());
    }
    let others = draft.inputs.iter_mut().skip(1).chain(&mut draft.outputs).map(|other| &mut other.reference);
    for other in others.filter(|other| other.kind == ReferenceKind::AccountKey && other.connection.is_empty())
    {
        other.connection = Secret::new(text.to_owned());
    }
}
