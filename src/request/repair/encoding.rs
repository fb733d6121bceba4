use std::borrow::Cow;

/// How the bytes of a file were read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16, the lower byte first, as Windows saves "Unicode".
    Utf16LowFirst,
    /// UTF-16, the higher byte first.
    Utf16HighFirst,
    /// Not UTF-8: each byte of it that is not was read as Windows-1252 has it.
    Windows1252,
}

/// Text from the bytes of a file; no byte is dropped.
///
/// Without an encoding mark the bytes are UTF-8. Where they are not, the odd ones are read as Windows-1252, in which
/// older programs save Swedish letters and curly quotes.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes).into(), Encoding::Utf16LowFirst),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes).into(), Encoding::Utf16HighFirst),
        _ => match core::str::from_utf8(bytes) {
            Ok(text) => (text.into(), Encoding::Utf8),
            Err(_) => (windows_1252(bytes).into(), Encoding::Windows1252),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks(2).map(|pair| match *pair {
        [first, second] => unit([first, second]),
        [last] => u16::from(last),
        _ => 0,
    });
    char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| letter(*byte)));
    }
    text
}

/// **Source**: WHATWG Encoding Standard, index windows-1252 (verified).
fn letter(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let place = usize::from(byte).wrapping_sub(0x80);
    FROM_80.get(place).copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, encoding: Encoding) {
        assert_eq!(decode(bytes), (expected.into(), encoding));
    }

    #[test]
    fn reads_what_programs_save() {
        check("å{}".as_bytes(), "å{}", Encoding::Utf8);
        check(b"\xff\xfe{\0}\0", "{}", Encoding::Utf16LowFirst);
        check(b"\xfe\xff\0{\0}", "{}", Encoding::Utf16HighFirst);
        check(b"\x93pool\x94 \xe5", "“pool” å", Encoding::Windows1252);
        check(b"\xff\xfe{\0}", "{}", Encoding::Utf16LowFirst);
        check(b"", "", Encoding::Utf8);
    }
}
