//! A page's inputs as the part of an address behind the `#`, and back.
//!
//! Shape: `1&vms=4&hours=12`: the version, then names and values, percent-encoded. Inputs that stand at their default
//! are left out, so that a link is as long as what it says; and it can be read by people. No secret is ever a field.

/// The version that is written.
pub const VERSION: u32 = 1;
/// The longest fragment that is read, in bytes: browsers carry 200 KB, and no page of ours writes more.
pub const LONGEST: usize = 200_000;

/// Why a fragment is no link of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// It does not begin with a version, or a field has no `=` or a broken `%`: most likely cut off.
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

/// Writes fields as a fragment; no fields, no fragment.
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

/// Reads the fields of a fragment, in order; an empty fragment has none.
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
