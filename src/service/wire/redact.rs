//! Bodies without their secrets, for the log and for what is shown before it is sent.

use serde_json::Value;

use crate::request::wire::{masked, masked_text};
use crate::service::transcript::MASK;
use crate::units::Secret;

/// Bytes of a body that are looked at.
const LONGEST_BODY: usize = 256 * 1024;

/// Names of members whose value is never shown, in lower case and without separators.
const SECRET_NAMES: [&str; 8] =
    ["password", "secret", "authorization", "accesskey", "accountkey", "apikey", "authkey", "accesstoken"];

/// Names of a query's fields that open something, beside those of members.
const SECRET_FIELDS: [&str; 5] = ["sig", "signature", "code", "key", "token"];

/// Whether a path's query holds a secret; what is filled in later is none.
pub(crate) fn has_secret_field(path: &str) -> bool {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter_map(|field| field.split_once('=')).any(|(name, value)| {
        let is_filled = !value.is_empty() && !value.starts_with('{');
        is_filled && (is_secret(name) || SECRET_FIELDS.iter().any(|secret| name.eq_ignore_ascii_case(secret)))
    })
}

/// Whether a body holds what is masked where it is shown.
pub(crate) fn has_secret_member(body: &str) -> bool {
    let plain = serde_json::from_str::<Value>(body).map(|value| value.to_string());
    plain.is_ok_and(|plain| redacted(body.as_bytes(), &[]) != plain)
}

/// A body as text: JSON on one line where it is JSON; account keys, SAS signatures, members that are named like secrets
/// and every one of `keys` masked.
pub(crate) fn redacted(body: &[u8], keys: &[&Secret]) -> String {
    let seen = body.get(..LONGEST_BODY).unwrap_or(body);
    match serde_json::from_slice::<Value>(seen) {
        Ok(value) => {
            let mut value = masked(&value);
            hide(&mut value, keys);
            value.to_string()
        }
        Err(_) => without_keys(&masked_text(&String::from_utf8_lossy(seen)), keys),
    }
}

fn hide(value: &mut Value, keys: &[&Secret]) {
    match value {
        Value::String(text) => *text = without_keys(text, keys),
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, keys)),
        Value::Object(members) => {
            for (name, member) in members {
                if member.is_string() && is_secret(name) {
                    *member = Value::String(MASK.to_owned());
                } else {
                    hide(member, keys);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|secret| name.ends_with(secret))
}

/// A text in which every one of `keys` is masked.
fn without_keys(text: &str, keys: &[&Secret]) -> String {
    keys.iter().filter(|key| !key.is_empty()).fold(text.to_owned(), |text, key| {
        if text.contains(key.reveal()) { text.replace(key.reveal(), MASK) } else { text }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let key = Secret::new("k-e\"y".to_owned());
        assert_eq!(redacted(body.as_bytes(), &[&key]), expected, "{body}");
    }

    #[test]
    fn no_secret_stays_in_a_body() {
        check("", "");
        check(r#"{"a":1}"#, r#"{"a":1}"#);
        check(r#"{"echo":"Bearer k-e\"y!"}"#, r#"{"echo":"Bearer ••••••!"}"#);
        check(
            r#"{"primaryAccessKey":"abc","values":[{"key":"PoolId"}]}"#,
            r#"{"primaryAccessKey":"••••••","values":[{"key":"PoolId"}]}"#,
        );
        check(r#"{"SasBlobToken":"?sv=1&sig=abc"}"#, r#"{"SasBlobToken":"?sv=1&sig=••••••"}"#);
        check("<p>AccountKey=abc; k-e\"y</p>", "<p>AccountKey=••••••; ••••••</p>");
    }
}
