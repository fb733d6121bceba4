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
            for (name, mut member) in std::mem::take(members) {
                if member.is_string() && is_secret(&name) {
                    member = Value::String(MASK.to_owned());
                } else {
                    hide(&mut member, keys);
                }
                members.insert(without_keys(&masked_text(&name), keys), member);
            }
        }
        Value::Number(number) => {
            // A key may be all digits.
            let plain = number.to_string();
            if without_keys(&plain, keys) != plain {
                *value = Value::String(MASK.to_owned());
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|secret| name.ends_with(secret))
}

/// A text in which every one of `keys` is masked, as it is and as JSON, an address or HTML escapes it.
fn without_keys(text: &str, keys: &[&Secret]) -> String {
    keys.iter().filter(|key| !key.is_empty()).fold(text.to_owned(), |text, key| {
        let text = if text.contains(key.reveal()) { text.replace(key.reveal(), MASK) } else { text };
        if text.contains(['\\', '%', '&']) { without_escaped(&text, key.reveal()) } else { text }
    })
}

/// A text in which a key is masked wherever some of its characters are escaped.
fn without_escaped(text: &str, key: &str) -> String {
    let mut plain = String::new();
    // Where each byte of the plain text begins in the text, and last where that ends.
    let mut begins = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((found, length)) = unescaped(rest) else { break };
        plain.push(found);
        begins.resize(plain.len(), at);
        at += length;
    }
    begins.push(at);
    let mut kept = String::new();
    let mut done = 0;
    for (first, _) in plain.match_indices(key) {
        let (Some(from), Some(to)) = (begins.get(first), begins.get(first + key.len())) else { continue };
        kept.push_str(text.get(done..*from).unwrap_or_default());
        kept.push_str(MASK);
        done = *to;
    }
    kept + text.get(done..).unwrap_or_default()
}

/// The character that a text begins with, and how many bytes it is written in.
fn unescaped(text: &str) -> Option<(char, usize)> {
    let hex = |from: usize, to: usize| {
        let digits =
            text.get(from..to).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    };
    let escaped = match text.as_bytes() {
        [b'\\', b'u', ..] => hex(2, 6).map(|found| (found, 6)),
        [b'\\', found @ (b'"' | b'\\' | b'/'), ..] => Some((char::from(*found), 2)),
        // Above 7F a byte of an address is a part of a character; no key that is a header's value has one.
        [b'%', ..] => hex(1, 3).filter(char::is_ascii).map(|found| (found, 3)),
        [b'&', ..] => entity(text),
        _ => None,
    };
    escaped.or_else(|| text.chars().next().map(|found| (found, found.len_utf8())))
}

/// The character of an HTML entity, by number or one of the five that every HTML escapes, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    // The longest is `&#1114111;`.
    let ends = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..ends)?;
    let found = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((found, name.len() + 2))
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

    /// Found by the fuzzer: a service that names a member by the key told the log of it.
    #[test]
    fn a_key_is_found_in_names_and_numbers() {
        check(r#"{"a":{"is k-e\"y":1}}"#, r#"{"a":{"is ••••••":1}}"#);
        check(r#"{"?sv=1&sig=abc":1}"#, r#"{"?sv=1&sig=••••••":1}"#);
        let digits = Secret::new("98765".to_owned());
        assert_eq!(
            redacted(br#"{"asked":98765,"left":9876}"#, &[&digits]),
            r#"{"asked":"••••••","left":9876}"#
        );
    }

    #[test]
    fn a_key_is_found_however_it_is_escaped() {
        let key = Secret::new("a+b/c=&\"\\\u{e5}".to_owned());
        let masked = |text: &str| redacted(text.as_bytes(), &[&key]);
        for written in [
            r#"a+b/c=&\"\\å"#,
            r#"a\u002bb\/c\u003D\u0026\"\\\u00e5"#,
            "a%2Bb%2fc%3D%26%22%5Cå",
            "a&#43;b&#x2F;c=&amp;&quot;\\å",
        ] {
            assert_eq!(
                masked(&format!("<p>{written}</p> % \\u00 &amp; &#; {written}")),
                "<p>••••••</p> % \\u00 &amp; &#; ••••••",
                "{written}"
            );
            // Cut off, a body is no JSON any more.
            assert_eq!(
                masked(&format!(r#"{{"key":"{written}","cut"#)),
                r#"{"key":"••••••","cut"#,
                "{written}"
            );
        }
        assert_eq!(masked("a+b/c= % & \\ å%zz&amp"), "a+b/c= % & \\ å%zz&amp");
    }
}
