//! Style sheets: colours only in tokens, every file linked.

use std::collections::BTreeSet;

use crate::source::{Found, files, line_of, words};
use crate::{read, report, root};

/// A sheet with comments and quoted text blanked: same length, same lines.
fn bare(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' || first == '\'' {
            rest.get(1..).and_then(|inside| inside.find(first)).map_or(rest.len(), |end| end + 2)
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        };
        let (blanked, after) = rest.split_at(taken);
        out.extend(blanked.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = after;
    }
    out
}

const COLOUR_FUNCTIONS: [&str; 10] =
    ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"];

const COLOUR_NAMES: [&str; 24] = [
    "white", "black", "red", "green", "blue", "yellow", "orange", "purple", "gray", "grey", "silver", "navy",
    "teal", "maroon", "olive", "lime", "aqua", "fuchsia", "pink", "brown", "gold", "cyan", "magenta",
    "crimson",
];

/// Whether a text is `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
fn is_hex_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        [3, 4, 6, 8].contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Colour literals in the values of declarations. Selectors (`#add`, `.red`) are no values.
fn colours(css: &str) -> Vec<Found> {
    let css = bare(css);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, byte) in css.bytes().enumerate() {
        if !matches!(byte, b'{' | b'}' | b';') {
            continue;
        }
        let chunk = css.get(start..at).unwrap_or_default();
        let chunk_start = start;
        start = at + 1;
        let Some(colon) = chunk.find(':').filter(|_| byte != b'{') else { continue };
        let value = chunk.get(colon + 1..).unwrap_or_default();
        let line = |offset: usize| line_of(&css, chunk_start + colon + 1 + offset);
        for (offset, _) in value.match_indices('#') {
            let literal: String = value
                .get(offset..)
                .unwrap_or_default()
                .chars()
                .enumerate()
                .take_while(|(index, letter)| *index == 0 || letter.is_alphanumeric() || *letter == '-')
                .map(|(_, letter)| letter)
                .collect();
            if is_hex_colour(&literal) {
                found.push(Found { line: line(offset), text: format!("`{literal}`") });
            }
        }
        for name in COLOUR_FUNCTIONS {
            for offset in words(value, name) {
                let before = value.get(..offset).unwrap_or_default();
                let called = value.get(offset + name.len()..).is_some_and(|rest| rest.starts_with('('));
                if called && !before.ends_with('-') {
                    found.push(Found { line: line(offset), text: format!("`{name}(…)`") });
                }
            }
        }
        for name in COLOUR_NAMES {
            for offset in words(value, name) {
                let hyphen = |side: Option<char>| side == Some('-');
                let before = value.get(..offset).and_then(|text| text.chars().next_back());
                let after = value.get(offset + name.len()..).and_then(|text| text.chars().next());
                if !hyphen(before) && !hyphen(after) {
                    found.push(Found { line: line(offset), text: format!("`{name}`") });
                }
            }
        }
    }
    found
}

fn is_tokens(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("tokens"))
}

#[test]
fn colours_stand_in_tokens_only() {
    let mut findings = Vec::new();
    for path in files(&root(), "style", &[".css"]) {
        if !is_tokens(&path) {
            findings.extend(colours(&read(&path)).into_iter().map(|found| (path.clone(), found)));
        }
    }
    report("style: a colour is a token; literals stand in style/tokens*.css", &findings);
    for (bad, line) in [
        ("a { color: #fff }", 1),
        ("a {\n  background: linear-gradient(var(--x), #a1b2c3);\n}", 2),
        ("a { border: 1px solid rgb(0 0 0 / 10%); }", 1),
        ("a { fill: oklch(50% 0.1 20) }", 1),
        ("a:hover { color: red; }", 1),
        ("@media print {\n a {\n color: black }\n}", 3),
    ] {
        assert!(colours(bad).iter().any(|found| found.line == line), "{bad}: {:?}", colours(bad));
    }
    for good in [
        "#add:hover, .red { color: var(--ink-red); } /* #fff */",
        "a { background: url(#abc-def); color: currentColor; outline: 1px solid transparent; white-space: nowrap }",
        "a::before { content: \"#fff red\"; color: color-mix(in oklab, var(--a) 20%, var(--b)) }",
    ] {
        assert!(colours(good).is_empty(), "{good}: {:?}", colours(good));
    }
    assert!(is_tokens("style/tokens-dark.css") && !is_tokens("style/base.css"));
}

/// The style files that a page reaches: linked from it, or imported by one that is.
fn reached(index: &str, load: &dyn Fn(&str) -> Option<String>) -> BTreeSet<String> {
    let mut waiting: Vec<String> = index
        .split(['"', '\''])
        .filter(|text| text.ends_with(".css"))
        .map(|text| text.trim_start_matches("./").trim_start_matches('/').to_owned())
        .collect();
    let mut reached = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        let Some(css) = load(&path).filter(|_| reached.insert(path.clone())) else { continue };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for import in css.split("@import").skip(1) {
            let name = import.split(['"', '\'']).nth(1).unwrap_or_default().trim_start_matches("./");
            waiting.push(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
        }
    }
    reached
}

#[test]
fn every_style_file_is_linked() {
    let all = files(&root(), "style", &[".css"]);
    let index = std::fs::read_to_string(root().join("index.html")).unwrap_or_default();
    assert_eq!(all.is_empty(), index.is_empty(), "style/ and index.html come together");
    let reached_files = reached(&index, &|path| std::fs::read_to_string(root().join(path)).ok());
    let findings: Vec<_> = all
        .into_iter()
        .filter(|path| !reached_files.contains(path))
        .map(|path| (path, Found { line: 1, text: "no page links or imports it".to_owned() }))
        .collect();
    report("style: every sheet is linked from index.html, or imported by one that is", &findings);

    let load = |path: &str| match path {
        "style/main.css" => Some("@import \"base.css\";\n@import url('./tokens.css');".to_owned()),
        "style/base.css" | "style/tokens.css" => Some(String::new()),
        _ => None,
    };
    let sample = reached("<link data-trunk rel=\"css\" href=\"style/main.css\">", &load);
    assert_eq!(
        sample.into_iter().collect::<Vec<_>>(),
        ["style/base.css", "style/main.css", "style/tokens.css"]
    );
    assert!(reached("<link href=\"style/other.css\">", &load).iter().all(|path| path != "style/base.css"));
}
