//! Any text as a literal of a language. Every function takes any string without a null character and gives ASCII, so
//! that a script means the same whatever encoding an editor or an interpreter assumes.

use core::fmt::Write as _;

/// Text inside a JSON string, without its quotes. `{`, `}` and the backslash too are escapes of four digits: what
/// looks for `{{…}}` or for a slot finds none that is not meant.
pub(super) fn json_ascii(text: &str, written: &mut String) {
    for c in text.chars() {
        match c {
            '"' => written.push_str("\\\""),
            '{' | '}' | '\\' | '\u{7f}' => escape_units(c, written),
            ' '..='~' => written.push(c),
            _ => escape_units(c, written),
        }
    }
}

/// `\uXXXX`, twice for characters beyond the first plane.
fn escape_units(c: char, written: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(written, "\\u{unit:04x}");
    }
}

/// A literal of bash: `'…'`, or `$'…'` with octal bytes where the text is not plain.
pub(super) fn bash(text: &str) -> String {
    if text.chars().all(|c| matches!(c, ' '..='~' | '\n')) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut written = String::from("$'");
    for byte in text.bytes() {
        match byte {
            b'\'' | b'\\' => written.extend(['\\', char::from(byte)]),
            b' '..=b'~' => written.push(char::from(byte)),
            _ => {
                let _ = write!(written, "\\{byte:03o}");
            }
        }
    }
    written.push('\'');
    written
}

/// A literal of PowerShell: `'…'`, joined with `[char]` for what is not ASCII. Curly quotes end a PowerShell string
/// as straight ones do, so they must not stand in one.
pub(super) fn powershell(text: &str) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let mut plain = String::new();
    for unit in text.encode_utf16() {
        match char::from_u32(unit.into()) {
            Some('\'') => plain.push_str("''"),
            Some(c @ (' '..='~' | '\n')) => plain.push(c),
            _ => {
                pieces.push(format!("'{}'", core::mem::take(&mut plain)));
                pieces.push(format!("[char]0x{unit:04x}"));
            }
        }
    }
    if !plain.is_empty() || pieces.is_empty() {
        pieces.push(format!("'{plain}'"));
    }
    match pieces.as_slice() {
        [one] => one.clone(),
        many => format!("({})", many.join(" + ")),
    }
}

/// A literal of Python in single quotes.
pub(super) fn python(text: &str) -> String {
    quoted(text, '\'', |c, written| {
        let code = u32::from(c);
        let _ =
            if code > 0xffff { write!(written, "\\U{code:08x}") } else { write!(written, "\\u{code:04x}") };
    })
}

/// A literal of JavaScript in single quotes.
pub(super) fn javascript(text: &str) -> String {
    quoted(text, '\'', escape_units)
}

/// A literal of C# in double quotes.
pub(super) fn csharp(text: &str) -> String {
    quoted(text, '"', escape_units)
}

/// Characters in one line of R: where a line is longer than its reader's buffer, an escape can be torn apart.
const R_LONGEST: usize = 300;

/// A literal of R in single quotes, where JSON's own quotes need no escape; a long text is several. R knows `\u` and
/// `\U` as Python does.
pub(super) fn r(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let pieces: Vec<String> =
        characters.chunks(R_LONGEST).map(|chunk| python(&chunk.iter().collect::<String>())).collect();
    match pieces.as_slice() {
        [] => python(""),
        [one] => one.clone(),
        many => format!("paste0(\n    {})", many.join(",\n    ")),
    }
}

fn quoted(text: &str, quote: char, escape: impl Fn(char, &mut String)) -> String {
    let mut written = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\\' => written.push_str("\\\\"),
            c if c == quote => written.extend(['\\', c]),
            ' '..='~' => written.push(c),
            _ => escape(c, &mut written),
        }
    }
    written.push(quote);
    written
}

/// An address with everything percent-encoded that no URL may hold as it is.
pub(super) fn url(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=b' ' | 0x7f.. => {
                let _ = write!(written, "%{byte:02X}");
            }
            _ => written.push(char::from(byte)),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_by_hand() {
        let text = "it's \"x\" $(id) `id` \\ \u{e5}\u{1f600}";
        assert_eq!(bash("it's $(id)"), r"'it'\''s $(id)'");
        assert_eq!(bash("\u{e5}\t'\\"), r"$'\303\245\011\'\\'");
        assert_eq!(powershell(""), "''");
        assert_eq!(powershell("a'\u{2019}b"), "('a''' + [char]0x2019 + 'b')");
        assert_eq!(python(text), r#"'it\'s "x" $(id) `id` \\ \u00e5\U0001f600'"#);
        assert_eq!(javascript(text), r#"'it\'s "x" $(id) `id` \\ \u00e5\ud83d\ude00'"#);
        assert_eq!(csharp("a\"\u{1}1"), r#""a\"\u00011""#);
        assert_eq!(url("https://h/a b{\u{e5}'$"), "https://h/a%20b%7B%C3%A5'$");
    }
}
