//! Word tables: both languages say the same with the same holes.

use std::collections::BTreeSet;

use crate::source::{Found, Source, matching};
use crate::{allows, catches, report, sources};

/// The `{holes}` of a phrase.
fn holes(text: &str) -> BTreeSet<String> {
    // `\u{a0}` is a character, no hole.
    text.replace("\\u{", "")
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| {
            !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        })
        .collect()
}

/// A field's literals within one language's block, in order.
#[derive(Debug)]
struct Entry {
    field: String,
    line: usize,
    text: String,
}

/// The block after `at`: up to the comma, or the closing bracket, that ends it.
fn block(source: &Source, at: usize) -> (usize, usize) {
    let mut end = at;
    let bytes = source.code.as_bytes();
    while end < bytes.len() {
        match bytes[end] {
            b'{' | b'(' | b'[' => {
                end = matching(&source.code, end).map_or(bytes.len(), |closing| closing + 1)
            }
            b',' | b'}' | b')' | b']' => break,
            _ => end += 1,
        }
    }
    (at, end)
}

fn entries(source: &Source, (start, end): (usize, usize)) -> Vec<Entry> {
    source
        .literals
        .iter()
        .filter(|literal| (start..end).contains(&literal.at))
        .map(|literal| {
            let before = source.code.get(start..literal.at).unwrap_or_default();
            let field = before
                .rsplit_once(':')
                .map(|(before, _)| {
                    before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
                })
                .and_then(|name| name.map(ToOwned::to_owned))
                .unwrap_or_default();
            Entry { field, line: literal.line, text: literal.text.clone() }
        })
        .collect()
}

fn unlike_holes(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    let english = source.words("english:");
    let swedish = source.words("swedish:");
    let pairs: Vec<(usize, usize)> = english
        .iter()
        .filter(|at| !source.is_test_line(source.line_of(**at)))
        .filter_map(|at| swedish.iter().find(|other| *other > at).map(|other| (*at, *other)))
        .collect();
    for (english, swedish) in pairs {
        let ours = entries(source, block(source, english + "english:".len()));
        let theirs = entries(source, block(source, swedish + "swedish:".len()));
        if ours.len() != theirs.len() {
            let text = format!("{} texts in English, {} in Swedish", ours.len(), theirs.len());
            found.push(Found { line: source.line_of(swedish), text });
        }
        for (english, swedish) in ours.iter().zip(&theirs) {
            if english.field != swedish.field {
                let text = format!("`{}` stands where English has `{}`", swedish.field, english.field);
                found.push(Found { line: swedish.line, text });
                break;
            }
            if holes(&english.text) != holes(&swedish.text) {
                let text = format!(
                    "`{}` has the holes {:?} in Swedish, {:?} in English",
                    swedish.field,
                    holes(&swedish.text),
                    holes(&english.text)
                );
                found.push(Found { line: swedish.line, text });
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_holes() {
    let mut findings = Vec::new();
    let mut tables = 0;
    for source in sources(&["src/words"]) {
        tables += source.words("swedish:").len();
        findings.extend(unlike_holes(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    assert!(tables > 2, "no word tables found");
    report("words: the same field has the same holes in both languages", &findings);

    let table = |swedish: &str| {
        format!(
            "static S: In<W> = In {{\n english: W {{ a: \"x\", b: Phrase(\"{{n}} of {{m}}\") }},\n swedish: W {{ {swedish} }},\n}};"
        )
    };
    let path = "src/words/x.rs";
    catches(unlike_holes, path, 3, &table("a: \"y\", b: Phrase(\"{n} av\")"));
    catches(unlike_holes, path, 3, &table("a: \"y\", b: Phrase(\"{n} av {antal}\")"));
    catches(unlike_holes, path, 3, &table("b: Phrase(\"{n} av {m}\"), a: \"y\""));
    catches(unlike_holes, path, 3, &table("b: Phrase(\"{n} av {m}\")"));
    allows(unlike_holes, path, &table("a: \"y\", b: Phrase(\"av {m}, {n}\")"));
    catches(unlike_holes, path, 1, "In { english: Phrase(\"{a}\"), swedish: Phrase(\"b\") }");
}

/// A sentence that is the same in both languages, and long enough to be one, was not translated.
fn untranslated(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for (english, swedish) in source.words("english:").into_iter().zip(source.words("swedish:")) {
        let ours = entries(source, block(source, english + "english:".len()));
        let theirs = entries(source, block(source, swedish + "swedish:".len()));
        for (english, swedish) in ours.iter().zip(&theirs) {
            if english.text == swedish.text && english.text.split_whitespace().count() > 3 {
                found.push(Found {
                    line: swedish.line,
                    text: format!("“{}” in both languages", swedish.text),
                });
            }
        }
    }
    found
}

#[test]
fn swedish_is_swedish() {
    let mut findings = Vec::new();
    for source in sources(&["src/words"]) {
        findings.extend(untranslated(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    report("words: a sentence is written in both languages", &findings);
    let same = "In {\n english: \"This is a whole sentence\",\n swedish: \"This is a whole sentence\" }";
    catches(untranslated, "src/words/x.rs", 3, same);
    allows(
        untranslated,
        "src/words/x.rs",
        "In { english: \"Azure ML Studio\", swedish: \"Azure ML Studio\" }",
    );
}
