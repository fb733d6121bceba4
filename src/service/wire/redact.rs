//! Bodies without their secrets, for the log and for what is shown before it is sent.

use std::borrow::Cow;

use serde_json::Value;

use crate::request::wire::{mask, masked_text, may_hold_secret, names_secret};
use crate::service::transcript::MASK;
use crate::units::Secret;

/// Bytes of a body that are looked at.
const LONGEST_BODY: usize = 256 * 1024;

/// Names of a query's fields that open something as they stand, beside those of members.
const SECRET_FIELDS: [&str; 6] = ["sig", "signature", "code", "key", "token", "jwt"];

/// Whether a path's query holds a secret; what is filled in later is none.
pub(crate) fn has_secret_field(path: &str) -> bool {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    query.split(['&', ';']).filter_map(|field| field.split_once('=')).any(|(name, value)| {
        let is_filled = !value.is_empty() && !value.starts_with('{');
        is_filled && is_secret_field(&without_escapes(name))
    })
}

fn is_secret_field(name: &str) -> bool {
    names_secret(name) || SECRET_FIELDS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// A text without what opens something in the queries of the addresses in it. It is borrowed where nothing does.
fn without_secret_fields(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut done = 0;
    for (equals, _) in text.match_indices('=') {
        let Some(before) = text.get(done..equals) else { continue };
        // A name ends where another letter stands, so that no text is read twice.
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.%".contains(c);
        let field = before.trim_end_matches(is_name);
        let name = before.get(field.len()..).unwrap_or_default();
        if !field.ends_with(['?', '&', ';']) || !is_secret_field(&without_escapes(name)) {
            continue;
        }
        let value = text.get(equals + 1..).unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || "&;#\"'<>\\".contains(c);
        let length = value.find(ends).unwrap_or(value.len());
        let is_filled = length > 0 && !value.starts_with(['{', '•']);
        if is_filled {
            shown.push_str(text.get(done..=equals).unwrap_or_default());
            shown.push_str(MASK);
            done = equals + 1 + length;
        }
    }
    if done == 0 { Cow::Borrowed(text) } else { Cow::Owned(shown + text.get(done..).unwrap_or_default()) }
}

/// A name as the service reads it: `%2D` is a hyphen there.
fn without_escapes(mut name: &str) -> String {
    let mut plain = String::new();
    while let Some((found, length)) = unescaped(name) {
        plain.push(found);
        name = name.get(length..).unwrap_or_default();
    }
    plain
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
        Ok(mut value) => {
            mask(&mut value);
            hide(&mut value, keys);
            value.to_string()
        }
        Err(_) => {
            let masked = masked_text(&without_secret_members(&String::from_utf8_lossy(seen)));
            let masked = without_secret_fields(&masked);
            without_keys(&masked, keys).into_owned()
        }
    }
}

fn hide(value: &mut Value, keys: &[&Secret]) {
    match value {
        Value::String(text) => {
            let masked = without_secret_fields(text);
            if let Cow::Owned(shown) = without_keys(&masked, keys) {
                *text = shown;
            } else if let Cow::Owned(shown) = masked {
                *text = shown;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, keys)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if member.is_string() && names_secret(name) {
                    *member = Value::String(MASK.to_owned());
                } else {
                    hide(member, keys);
                }
            }
            if members.keys().any(|name| shown_name(name, keys) != *name) {
                *members = std::mem::take(members)
                    .into_iter()
                    .map(|(name, member)| (shown_name(&name, keys).into_owned(), member))
                    .collect();
            }
        }
        Value::Number(number) => {
            // A key may be all digits.
            if matches!(without_keys(&number.to_string(), keys), Cow::Owned(_)) {
                *value = Value::String(MASK.to_owned());
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// A member's name without what may be a secret in it.
fn shown_name<'t>(name: &'t str, keys: &[&Secret]) -> Cow<'t, str> {
    if !may_hold_secret(name) {
        return without_keys(name, keys);
    }
    let masked = masked_text(name);
    Cow::Owned(without_keys(&masked, keys).into_owned())
}

/// A text that may have been JSON before it was cut off, without the texts of members that are named like secrets.
fn without_secret_members(text: &str) -> String {
    let mut shown = String::new();
    let mut done = 0;
    for (quote, _) in text.match_indices('"') {
        let (Some(before), Some(after)) = (text.get(done..quote), text.get(quote + 1..)) else { continue };
        let value =
            after.trim_start().strip_prefix(':').and_then(|value| value.trim_start().strip_prefix('"'));
        let Some(value) = value else { continue };
        let name = before.rsplit('"').next().unwrap_or_default();
        if names_secret(name) {
            let begins = text.len() - value.len();
            shown.push_str(text.get(done..begins).unwrap_or_default());
            shown.push_str(MASK);
            done = begins + text_length(value);
        }
    }
    shown + text.get(done..).unwrap_or_default()
}

/// How many bytes a JSON text has up to its closing quote, or to where it is cut off.
fn text_length(value: &str) -> usize {
    let mut is_escaped = false;
    let ends = value.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    ends.unwrap_or(value.len())
}

/// A text in which every one of `keys` is masked, as it is and as JSON, an address or HTML escapes it. It is borrowed
/// where nothing is.
fn without_keys<'t>(text: &'t str, keys: &[&Secret]) -> Cow<'t, str> {
    keys.iter()
        .filter(|key| !key.is_empty())
        .fold(Cow::Borrowed(text), |text, key| without_key(text, key.reveal()))
}

fn without_key<'t>(text: Cow<'t, str>, key: &str) -> Cow<'t, str> {
    // An escape is longer than what it stands for.
    if text.len() < key.len() {
        return text;
    }
    let text = if text.contains(key) { Cow::Owned(text.replace(key, MASK)) } else { text };
    if !text.contains(['\\', '%', '&']) {
        return text;
    }
    match without_escaped(&text, key) {
        Some(shown) => Cow::Owned(shown),
        None => text,
    }
}

/// A text in which a key is masked wherever some of its characters are escaped; none where it is nowhere.
fn without_escaped(text: &str, key: &str) -> Option<String> {
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
    (done > 0).then(|| kept + text.get(done..).unwrap_or_default())
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

    #[test]
    fn the_query_of_an_address_in_a_body_opens_nothing() {
        check(
            r#"{"next":"https://a.example/b?page=2&subscription-key=abc&x%2Dfunctions%2Dkey=d#e"}"#,
            r#"{"next":"https://a.example/b?page=2&subscription-key=••••••&x%2Dfunctions%2Dkey=••••••#e"}"#,
        );
        check(
            "<a href='/b?code=abc&amp;top=5'> code=abc, is it? key = abc</a>",
            "<a href='/b?code=••••••&amp;top=5'> code=abc, is it? key = abc</a>",
        );
        check(
            r#"{"a":"/b?partitionKey=5&$skiptoken=6&code="}"#,
            r#"{"a":"/b?partitionKey=5&$skiptoken=6&code="}"#,
        );
        check(
            r#"{"Ocp-Apim-Subscription-Key":"abc","x-functions-key":"d"}"#,
            r#"{"Ocp-Apim-Subscription-Key":"••••••","x-functions-key":"••••••"}"#,
        );
    }

    /// Nobody waits for a body of the greatest length, whatever it repeats.
    #[test]
    fn what_repeats_is_read_once() {
        for piece in ["=", "a=", "a", "?a=b", "&key=", "&key=c;", "?code=%3D", "%3D=", "&key=&"] {
            let body = piece.repeat(LONGEST_BODY / piece.len());
            redacted(body.as_bytes(), &[]);
            redacted(Value::from(vec![body]).to_string().as_bytes(), &[]);
        }
    }

    /// A body that is cut off, or too long to be read whole, is no JSON.
    #[test]
    fn members_that_are_named_like_secrets_are_masked_in_what_is_no_json() {
        check(
            r#"{"primaryAccessKey" : "a\"b\\", "id": "p", "apiKey":"c","secret":7, "password":"cut off \"#,
            r#"{"primaryAccessKey" : "••••••", "id": "p", "apiKey":"••••••","secret":7, "password":"••••••"#,
        );
        check(r#"": "secret":"#, r#"": "secret":"#);
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
