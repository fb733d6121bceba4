//! A page's inputs as the part of an address behind the `#`, and back.
//!
//! Version 1, `1&vms=4&hours=12`: the version, then names and values, percent-encoded. Inputs that stand at their
//! default are left out, so that a link is as long as what it says; and it can be read by people. No secret is ever a
//! field.
//!
//! Version 2, `2&q1YqS…`: a whole fragment of version 1 that is longer than [`PACK_ABOVE`], deflated (RFC 1951) and in
//! base64url without padding (RFC 4648). The page packs by the browser's own compressor (`public/packing.js`), everyone
//! else by `packed` and `unpacked` here; both read what the other wrote. [`write()`] and [`read()`] know version 1 alone:
//! what may be of either version goes through `unpacked` first.

#[cfg(not(target_arch = "wasm32"))]
use std::borrow::Cow;

/// The version that [`write()`] writes.
pub const VERSION: u32 = 1;
/// What a packed fragment begins with.
pub const PACKED: &str = "2&";
/// A fragment of more bytes is packed before it goes into an address.
pub const PACK_ABOVE: usize = 600;
/// The longest fragment that is read, in bytes: browsers carry 200 KB, and no page of ours writes more.
pub const LONGEST: usize = 200_000;

/// Why a fragment is no link of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// It does not begin with a version, a field has no `=` or a broken `%`, or what is packed cannot be unpacked: most
    /// likely cut off.
    Damaged,
    /// It was written by a later version of the page.
    TooNew {
        /// Its version.
        found: u32,
    },
    /// It is longer than [`LONGEST`].
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
}

/// A fragment as an address carries it: packed where it is longer than [`PACK_ABOVE`], otherwise as it is.
///
/// ```
/// use poolwise::share::link;
/// assert_eq!(link::packed("1&vms=4"), "1&vms=4");
/// let long = link::write([("note", "x".repeat(700).as_str())]);
/// assert!(link::packed(&long).len() < long.len() / 10);
/// assert_eq!(link::unpacked(&link::packed(&long)).unwrap(), long);
/// ```
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn packed(fragment: &str) -> Cow<'_, str> {
    if fragment.len() <= PACK_ABOVE {
        return Cow::Borrowed(fragment);
    }
    let deflated = miniz_oxide::deflate::compress_to_vec(fragment.as_bytes(), 9);
    Cow::Owned([PACKED, &base64url::encode(&deflated)].concat())
}

/// A fragment of version 1 from one of any version that this program writes; other fragments as they are, so that
/// [`read`] says what is wrong with them.
///
/// # Errors
/// When a packed fragment is longer than [`LONGEST`], packed or unpacked, or is damaged: no base64url, cut off, or
/// something else than a fragment of version 1 was packed.
#[cfg(not(target_arch = "wasm32"))]
pub fn unpacked(fragment: &str) -> Result<Cow<'_, str>, LinkProblem> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

    let Some(text) = fragment.strip_prefix(PACKED) else { return Ok(Cow::Borrowed(fragment)) };
    if fragment.len() > LONGEST {
        return Err(LinkProblem::TooLong { found: fragment.len() });
    }
    let deflated = base64url::decode(text).ok_or(LinkProblem::Damaged)?;
    let plain = decompress_to_vec_with_limit(&deflated, LONGEST).map_err(|stopped| match stopped.status {
        TINFLStatus::HasMoreOutput => LinkProblem::TooLong { found: stopped.output.len() },
        _ => LinkProblem::Damaged,
    })?;
    match String::from_utf8(plain) {
        Ok(plain) if plain.starts_with("1&") => Ok(Cow::Owned(plain)),
        _ => Err(LinkProblem::Damaged),
    }
}

/// Writes fields as a fragment of version 1; no fields, no fragment.
///
/// ```
/// use poolwise::share::link;
/// let fragment = link::write([("vms", "4"), ("note", "a b")]);
/// assert_eq!(fragment, "1&vms=4&note=a%20b");
/// assert_eq!(link::read(&fragment).unwrap()[1], ("note".to_owned(), "a b".to_owned()));
/// ```
#[must_use]
pub fn write<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut fragment = String::new();
    for (name, value) in fields {
        if fragment.is_empty() {
            fragment.push_str(&VERSION.to_string());
        }
        fragment.push('&');
        escape(name, &mut fragment);
        fragment.push('=');
        escape(value, &mut fragment);
    }
    fragment
}

/// Reads the fields of a fragment of version 1, in order; an empty fragment has none.
///
/// # Errors
/// When the fragment is longer than [`LONGEST`], has no version or one above [`VERSION`], or is damaged.
pub fn read(fragment: &str) -> Result<Vec<(String, String)>, LinkProblem> {
    if fragment.len() > LONGEST {
        return Err(LinkProblem::TooLong { found: fragment.len() });
    }
    if fragment.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = fragment.split('&');
    let version: u32 = parts.next().and_then(|text| text.parse().ok()).ok_or(LinkProblem::Damaged)?;
    if version > VERSION {
        return Err(LinkProblem::TooNew { found: version });
    }
    if version == 0 {
        return Err(LinkProblem::Damaged);
    }
    parts.map(|part| field(part).ok_or(LinkProblem::Damaged)).collect()
}

fn field(part: &str) -> Option<(String, String)> {
    let (name, value) = part.split_once('=')?;
    Some((unescape(name)?, unescape(value)?))
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,:;*!".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            for digit in [byte >> 4, byte & 15] {
                into.push(HEX.get(usize::from(digit)).map_or('0', |digit| char::from(*digit)));
            }
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(plain).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Base64 with the alphabet for addresses and without padding (RFC 4648, 5).
#[cfg(not(target_arch = "wasm32"))]
mod base64url {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    pub(super) fn encode(bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let group = chunk.iter().fold(0_usize, |group, byte| group << 8 | usize::from(*byte));
            let group = group << (8 * (3 - chunk.len()));
            for digit in 0..=chunk.len() {
                let sextet = group >> (18 - 6 * digit) & 63;
                text.push(ALPHABET.get(sextet).map_or('A', |letter| char::from(*letter)));
            }
        }
        text
    }

    pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
        for chunk in text.as_bytes().chunks(4) {
            let mut group = 0_u32;
            for letter in chunk {
                let sextet = ALPHABET.iter().position(|known| known == letter)?;
                group = group << 6 | u32::try_from(sextet).ok()?;
            }
            let [_, first, second, third] = (group << (6 * (4 - chunk.len()))).to_be_bytes();
            match chunk.len() {
                4 => bytes.extend([first, second, third]),
                3 => bytes.extend([first, second]),
                2 => bytes.push(first),
                _ => return None,
            }
        }
        Some(bytes)
    }
}
