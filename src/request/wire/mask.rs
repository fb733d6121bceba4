use crate::request::blob::BlobUrl;
use crate::request::connection::Setting;
use crate::units::Secret;

use super::{Json, names_secret};

/// What stands on screen for a secret.
const MASK: &str = "••••••";

/// Names whose value is secret where they stand as `name=value` in a text, in lower case.
const SECRET_NAMES: [&str; 5] = ["accountkey", "sig", "sharedaccesskey", "password", "pwd"];

/// In place of such a name, where a whole text is the secret: a member or a parameter is named as one, or it is a key.
const NAMED: &str = "*";

/// A secret that was taken out of a body, under a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its name: capital letters, digits and underscores, such as `INPUT1_ACCOUNT_KEY`; unique in the body.
    pub name: String,
    /// The secret.
    pub secret: Secret,
}

/// A body with every secret masked: account keys and SAS signatures, wherever a text holds one, unknown members too,
/// texts that are a key and nothing else, and texts that are [named as secrets](names_secret).
/// Everything else is as it is sent.
#[must_use]
pub fn masked(body: &Json) -> Json {
    let mut shown = body.clone();
    mask(&mut shown);
    shown
}

/// Masks every secret of a body where it stands, as [`masked`] does it.
pub(crate) fn mask(body: &mut Json) {
    replace_secrets(body, &mut Vec::new(), &mut |_, _| MASK.to_owned());
}

/// A text with every secret in it masked, as [`masked`] does it.
///
/// ```
/// use poolwise::request::wire::masked_text;
/// assert_eq!(masked_text("AccountName=a;AccountKey=a2V5=="), "AccountName=a;AccountKey=••••••");
/// assert_eq!(masked_text("?sv=1&sig=abc%3D&sp=r"), "?sv=1&sig=••••••&sp=r");
/// ```
#[must_use]
pub fn masked_text(text: &str) -> String {
    replaced(text, &mut |_, _| MASK.to_owned())
}

/// A blob's URL with `mask` for every secret in it: the signature, and what of the query is not known to be none.
#[must_use]
pub fn masked_url(url: &BlobUrl, mask: &str) -> BlobUrl {
    let mut hide = |_: &str, _: &str| mask.to_owned();
    let path = replaced(&url.path, &mut hide);
    let token = pieces_replaced(url.token.reveal(), '&', is_plain_field, &mut hide);
    BlobUrl { base: url.base.clone(), path, token: Secret::new(token) }
}

/// A body with every secret replaced by what `write` makes of a placeholder's name, and the placeholders in the order
/// of the body. The same secret in two places is one placeholder.
#[must_use]
pub fn with_placeholders(body: &Json, write: &dyn Fn(&str) -> String) -> (Json, Vec<Placeholder>) {
    let mut placeholders: Vec<Placeholder> = Vec::new();
    let mut replaced = body.clone();
    replace_secrets(&mut replaced, &mut Vec::new(), &mut |at, (name, secret)| {
        if let Some(known) = placeholders.iter().find(|known| known.secret.reveal() == secret) {
            return write(&known.name);
        }
        let owner = constant_case(at);
        let wanted = match name {
            "sig" => format!("{owner}_SAS_SIGNATURE"),
            "accountkey" => format!("{owner}_ACCOUNT_KEY"),
            // So that none is the variable of the service's own key.
            NAMED => format!("PARAMETER_{owner}"),
            _ => format!("{owner}_SECRET"),
        };
        let name = unused(&wanted, &placeholders);
        let written = write(&name);
        placeholders.push(Placeholder { name, secret: Secret::new(secret.to_owned()) });
        written
    });
    (replaced, placeholders)
}

/// Receives where a secret stands (the nearest name that a user gave), its name in lower case and the secret.
type Replace<'r> = dyn FnMut(&str, (&str, &str)) -> String + 'r;

fn replace_secrets<'b>(value: &'b mut Json, path: &mut Vec<&'b str>, replace: &mut Replace<'_>) {
    match value {
        Json::String(text) => {
            let has_own_rule =
                path.last().is_some_and(|name| matches!(*name, "ConnectionString" | "SasBlobToken"));
            let is_named = !has_own_rule
                && (path.last().is_some_and(|name| names_secret(name)) || is_account_key(text.trim()));
            let at = if is_named { path.last().copied().unwrap_or_default() } else { owner(path) };
            let mut replace = |name: &str, secret: &str| replace(at, (name, secret));
            let written = match path.last() {
                Some(&"ConnectionString") => Some(pieces_replaced(text, ';', is_plain_setting, &mut replace)),
                Some(&"SasBlobToken") => Some(pieces_replaced(text, '&', is_plain_field, &mut replace)),
                _ if is_named && !is_hole(text) => Some(replace(NAMED, text)),
                _ => may_hold_secret(text).then(|| replaced(text, &mut replace)),
            };
            if let Some(written) = written {
                *text = written;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| replace_secrets(item, path, replace)),
        Json::Object(members) => {
            for (name, value) in members {
                path.push(name);
                replace_secrets(value, path, replace);
                path.pop();
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// Whether there is nothing in a text, or only what a table of many jobs fills.
fn is_hole(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with('{') && text.ends_with('}')
}

/// `input1` for `Inputs/input1/ConnectionString`, `Input` for `Input/ConnectionString`.
fn owner<'b>(path: &[&'b str]) -> &'b str {
    let above = path.len().saturating_sub(2);
    path.get(above).or(path.last()).copied().unwrap_or("BODY")
}

/// Where a field is for secrets, only what is known to be none is shown: a key pasted without its name is no less a key.
fn pieces_replaced(
    text: &str,
    separator: char,
    is_plain: fn(&str) -> bool,
    replace: &mut dyn FnMut(&str, &str) -> String,
) -> String {
    let piece_shown = |piece: &str| {
        let name = piece.split_once('=').map_or("", |(name, _)| name.trim_start_matches('?').trim());
        let is_secret = SECRET_NAMES.iter().any(|secret| secret.eq_ignore_ascii_case(name));
        if piece.trim_matches(['?', ' ']).is_empty() || is_plain(name) || is_secret {
            replaced(piece, replace)
        } else {
            replace("", piece)
        }
    };
    let shown: Vec<String> = text.split(separator).map(piece_shown).collect();
    shown.join(separator.encode_utf8(&mut [0; 4]))
}

fn is_plain_setting(name: &str) -> bool {
    Setting::ALL
        .into_iter()
        .any(|setting| !matches!(setting, Setting::AccountKey) && setting.name().eq_ignore_ascii_case(name))
}

/// **Source**: Microsoft, "Create a service SAS" and "Create an account SAS" (assumed complete).
fn is_plain_field(name: &str) -> bool {
    const FIELDS: [&str; 27] = [
        "sv",
        "sr",
        "sp",
        "st",
        "se",
        "ss",
        "srt",
        "spr",
        "sip",
        "si",
        "sdd",
        "ses",
        "skoid",
        "sktid",
        "skt",
        "ske",
        "sks",
        "skv",
        "saoid",
        "suoid",
        "scid",
        "api-version",
        "rscc",
        "rscd",
        "rsce",
        "rscl",
        "rsct",
    ];
    FIELDS.contains(&name)
}

/// Whether a text holds a secret, wherever it was typed: one that [`masked_text`] masks, or what looks like a key.
///
/// Keys and signatures of the services are base64 of random bytes: they end in `=`, or mix capital and small
/// letters and digits as no name does. An id of hexadecimal digits is none.
///
/// ```
/// use poolwise::request::wire::holds_secret;
/// assert!(holds_secret("AccountKey=a2V5") && holds_secret("&sig=a2V5"));
/// assert!(holds_secret("kQ9bX2vZ7n0aTr4Yw1LmS8dF5gH3jK6pQ2eR9tU4iO7zX1cV+bN/m5A8sD3fG6hJ2kL9qW4eR7tY0uI1oP5aZ=="));
/// assert!(!holds_secret("testint/AdultCensusIncomeBinaryClassificationDataset2.csv"));
/// assert!(!holds_secret("8dfc151b0d3e446497b845f3b29ef53b"));
/// ```
#[must_use]
pub fn holds_secret(text: &str) -> bool {
    masked_text(text) != text || text.split(|c: char| !is_of_key(c)).any(looks_like_key)
}

/// The letters of base64, in both alphabets, and of its padding in a URL.
pub(crate) fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || "+/=-_%".contains(c)
}

/// The fewest letters of sixteen bytes in base64, padding left out.
const SHORTEST_PADDED: usize = 22;
/// The fewest letters that are taken for a key though they end in no padding.
const SHORTEST_BARE: usize = 32;

/// Whether a text is 64 bytes in base64, as the keys of accounts and services are, and nothing else.
fn is_account_key(text: &str) -> bool {
    const LETTERS: usize = 86;
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.strip_suffix("==").is_some_and(|bare| bare.len() == LETTERS && bare.bytes().all(is_base64))
}

/// Whether a run of [`is_of_key`] letters is random, as keys are.
pub(crate) fn looks_like_key(run: &str) -> bool {
    let padded = run.trim_end_matches("%3D").trim_end_matches("%3d").trim_end_matches('=');
    let is_padded = padded.len() < run.len() && padded.len() >= SHORTEST_PADDED;
    is_padded || padded.split(['/', '%', '-', '_']).any(is_random)
}

/// Whether capital letters, small ones and digits take turns as they do by chance, three times in five: in a name they
/// come in words.
fn is_random(part: &str) -> bool {
    let kind = |byte: u8| (byte.is_ascii_uppercase(), byte.is_ascii_lowercase(), byte.is_ascii_digit());
    let has = |is: fn(&u8) -> bool| part.bytes().any(|byte| is(&byte));
    let changes =
        part.as_bytes().windows(2).filter(|pair| matches!(pair, [a, b] if kind(*a) != kind(*b))).count();
    part.len() >= SHORTEST_BARE
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && changes.saturating_mul(2) >= part.len()
}

/// Whether [`masked_text`] can find anything: a secret stands behind an equals sign.
pub(crate) fn may_hold_secret(text: &str) -> bool {
    text.contains('=')
}

/// The text with the value of every secret name replaced, up to the separator that ends it.
fn replaced(text: &str, replace: &mut dyn FnMut(&str, &str) -> String) -> String {
    if !may_hold_secret(text) {
        return text.to_owned();
    }
    let folded = text.to_ascii_lowercase();
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    while let Some((name, value_at)) = next_secret(&folded, from) {
        let rest = text.get(value_at..).unwrap_or_default();
        let ends: &[char] = if name == "sig" { &['&', ';', '#', '"', ' '] } else { &[';', '"'] };
        let end = value_at + rest.find(ends).unwrap_or(rest.len());
        written.push_str(text.get(from..value_at).unwrap_or_default());
        let secret = text.get(value_at..end).unwrap_or_default();
        if secret.trim().is_empty() {
            written.push_str(secret);
        } else {
            written.push_str(&replace(name, secret));
        }
        from = end;
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}

/// The next `name=` of a secret at or after `from` that begins a word: its name and where its value begins.
fn next_secret(folded: &str, from: usize) -> Option<(&'static str, usize)> {
    let found = |name: &&'static str| {
        let mut at = from;
        loop {
            let here = at + folded.get(at..)?.find(*name)?;
            let after = here + name.len();
            let equals = folded.get(after..)?;
            let spaces = equals.len() - equals.trim_start().len();
            let begins_word = !folded.get(..here)?.ends_with(|c: char| c.is_ascii_alphanumeric());
            if begins_word && equals.trim_start().starts_with('=') {
                return Some((*name, after + spaces + 1));
            }
            at = after;
        }
    };
    SECRET_NAMES.iter().filter_map(found).min_by_key(|(_, at)| *at)
}

fn constant_case(name: &str) -> String {
    let constant: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let starts_with_letter = constant.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts_with_letter { constant } else { format!("X_{constant}") }
}

fn unused(name: &str, taken: &[Placeholder]) -> String {
    let is_taken = |candidate: &str| taken.iter().any(|placeholder| placeholder.name == candidate);
    let mut candidate = name.to_owned();
    let mut number = 2_usize;
    while is_taken(&candidate) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}
