/// Names that stand for a character in the pages that people copy from.
///
/// **Source**: HTML Living Standard, "Named character references" (verified: a subset of that table).
const NAMED: [(&str, char); 22] = [
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("lbrace", '{'),
    ("rbrace", '}'),
    ("lbrack", '['),
    ("rbrack", ']'),
    ("comma", ','),
    ("colon", ':'),
    ("bsol", '\\'),
    ("lowbar", '_'),
];

const LONGEST: usize = 10;

/// The character that the entity at the start of `rest` stands for, and the entity's length in bytes.
///
/// Decoded once: `&amp;lt;` is `&lt;`. A name without its semicolon is no entity: `a&lt=b` is a query.
pub(super) fn decode(rest: &str) -> Option<(char, usize)> {
    let body = rest.strip_prefix('&')?;
    let length = body.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = body.get(..length)?;
    let ch = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, ch)| *ch)?,
    };
    Some((ch, length.saturating_add(2)))
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        Some(_) => return None,
        None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
        None => return None,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_once_and_only_whole_entities() {
        assert_eq!(decode("&lt;Key"), Some(('<', 4)));
        assert_eq!(decode("&LT;"), Some(('<', 4)));
        assert_eq!(decode("&#39;"), Some(('\'', 5)));
        assert_eq!(decode("&#x27;"), Some(('\'', 6)));
        assert_eq!(decode("&amp;lt;"), Some(('&', 5)));
        for none in ["&lt", "&lt=1;", "&#xd800;", "&#;", "&#x;", "&;", "&sv=2;", "&#+9;", "&å;", "& lt;"] {
            assert_eq!(decode(none), None, "{none}");
        }
    }
}
