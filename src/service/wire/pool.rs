//! Pools as a profile says that they are written.

use serde_json::Value;

use super::{cut, read_utc};
use crate::service::error::Malformed;
use crate::service::pool::{AllocationState, Pool, PoolId, PoolState, ResizeError};
use crate::service::profile::{Field, Profile};
use crate::units::VmCount;

const MOST_POOLS: usize = 10_000;

/// The id that the reply to create names.
pub(crate) fn read_created_id(body: &[u8], pointer: &str) -> Result<PoolId, Malformed> {
    let value: Value = serde_json::from_slice(body).map_err(|_not_json| Malformed::NotJson)?;
    let id = value.pointer(pointer).and_then(Value::as_str).and_then(PoolId::read);
    id.ok_or_else(|| Malformed::Field { pointer: pointer.to_owned() })
}

/// One page of a list, and the address of the next.
pub(crate) fn read_pools(body: &[u8], profile: &Profile) -> Result<(Vec<Pool>, Option<String>), Malformed> {
    let value: Value = serde_json::from_slice(body).map_err(|_not_json| Malformed::NotJson)?;
    let items = value
        .pointer(&profile.list_items)
        .and_then(Value::as_array)
        .ok_or_else(|| Malformed::Field { pointer: profile.list_items.clone() })?;
    let pools =
        items.iter().take(MOST_POOLS).map(|item| pool(item, None, profile)).collect::<Result<_, _>>()?;
    let next = profile.list_next.as_ref().and_then(|pointer| value.pointer(pointer)).and_then(Value::as_str);
    Ok((pools, next.filter(|link| !link.is_empty()).map(str::to_owned)))
}

/// One pool; its id may be missing where it was asked for by id.
pub(crate) fn read_pool(body: &[u8], asked: &PoolId, profile: &Profile) -> Result<Pool, Malformed> {
    let value: Value = serde_json::from_slice(body).map_err(|_not_json| Malformed::NotJson)?;
    pool(&value, Some(asked), profile)
}

fn pool(value: &Value, asked: Option<&PoolId>, profile: &Profile) -> Result<Pool, Malformed> {
    let at = |field: Field| profile.fields.get(&field).and_then(|pointer| value.pointer(pointer));
    let wrong =
        |field: Field| Malformed::Field { pointer: profile.fields.get(&field).cloned().unwrap_or_default() };
    let members = value.as_object().ok_or_else(|| wrong(Field::Id))?;
    let id = match (at(Field::Id), asked) {
        (Some(id), _) => id.as_str().and_then(PoolId::read),
        (None, asked) => asked.cloned(),
    };
    let count = |field: Field| match at(field) {
        None | Some(Value::Null) => Ok(None),
        Some(count) => match count.as_u64().and_then(|count| u32::try_from(count).ok()) {
            Some(count) => Ok(Some(VmCount(count))),
            None => Err(wrong(field)),
        },
    };
    let moment = |field: Field| at(field).and_then(Value::as_str).and_then(read_utc);
    let word = |field: Field| match at(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(word)) => Ok(Some(word.as_str())),
        Some(_) => Err(wrong(field)),
    };
    Ok(Pool {
        id: id.ok_or_else(|| wrong(Field::Id))?,
        state: pool_state(word(Field::State)?, profile),
        allocation: allocation_state(word(Field::Allocation)?, profile),
        allocation_since: moment(Field::AllocationSince),
        current_vms: count(Field::CurrentVms)?,
        target_vms: count(Field::TargetVms)?,
        resize_errors: at(Field::ResizeErrors)
            .and_then(Value::as_array)
            .map(|errors| errors.iter().take(20).map(resize_error).collect())
            .unwrap_or_default(),
        created: moment(Field::Created),
        swagger_url: at(Field::SwaggerUrl).and_then(Value::as_str).map(|url| cut(url, 500)),
        other: members
            .iter()
            .filter(|(name, _)| !profile.fields.values().any(|pointer| first_part(pointer) == name.as_str()))
            .map(|(name, value)| (cut(name, 100), cut(&value.to_string(), 500)))
            .collect(),
    })
}

fn pool_state(word: Option<&str>, profile: &Profile) -> PoolState {
    match word {
        None => PoolState::Active,
        Some(word) if word == profile.words.active => PoolState::Active,
        Some(word) if word == profile.words.deleting => PoolState::Deleting,
        Some(word) => PoolState::Unknown(cut(word, 100)),
    }
}

fn allocation_state(word: Option<&str>, profile: &Profile) -> AllocationState {
    match word {
        None => AllocationState::Steady,
        Some(word) if word == profile.words.steady => AllocationState::Steady,
        Some(word) if word == profile.words.resizing => AllocationState::Resizing,
        Some(word) if word == profile.words.stopping => AllocationState::Stopping,
        Some(word) => AllocationState::Unknown(cut(word, 100)),
    }
}

fn resize_error(value: &Value) -> ResizeError {
    let text = |name: &str| {
        let member = value.get(name);
        let member = member.and_then(|member| member.get("value").or(Some(member)));
        cut(member.and_then(Value::as_str).unwrap_or_default(), 500)
    };
    ResizeError { code: text("code"), message: text("message") }
}

fn first_part(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}
