//! The invariants of `src/lib.rs`, sizes, style and words, checked on the text of the repository itself.
//!
//! Every rule is a function from one file (or one pair of texts) to findings, so that each can be shown a bad sample:
//! a rule that cannot fail guards nothing.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that stops is a test that tells"
)]

#[path = "tidy/house.rs"]
mod house;
#[path = "tidy/invariants.rs"]
mod invariants;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/style.rs"]
mod style;
#[path = "tidy/views.rs"]
mod views;
#[path = "tidy/whole.rs"]
mod whole;
#[path = "tidy/words.rs"]
mod words;

use std::path::{Path, PathBuf};

use source::{Found, Source};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file under the given folders.
fn sources(folders: &[&str]) -> Vec<Source> {
    let root: &Path = &root();
    folders
        .iter()
        .flat_map(|folder| source::files(root, folder, &[".rs"]))
        .map(|path| Source::new(&path, &read(&path)))
        .collect()
}

/// Fails with every finding as `file:line: what`, and says the rule.
#[track_caller]
fn report(rule: &str, findings: &[(String, Found)]) {
    if findings.is_empty() {
        return;
    }
    let lines: Vec<String> =
        findings.iter().map(|(path, found)| format!("  {path}:{}: {}", found.line, found.text)).collect();
    panic!("\n{rule}\n{}\n", lines.join("\n"));
}

/// Runs a rule over every Rust file under `src`.
#[track_caller]
fn check_sources(rule: &str, find: impl Fn(&Source) -> Vec<Found>) {
    let mut findings = Vec::new();
    for source in sources(&["src"]) {
        findings.extend(find(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    report(rule, &findings);
}

/// Shows the rule a bad sample: it must find something, on that line.
#[track_caller]
fn catches(find: impl Fn(&Source) -> Vec<Found>, path: &str, line: usize, text: &str) {
    let found = find(&Source::new(path, text));
    assert!(found.iter().any(|found| found.line == line), "not caught in {path}:\n{text}\nfound {found:?}");
}

/// Shows the rule a good sample.
#[track_caller]
fn allows(find: impl Fn(&Source) -> Vec<Found>, path: &str, text: &str) {
    let found = find(&Source::new(path, text));
    assert!(found.is_empty(), "refused without reason in {path}:\n{text}\nfound {found:?}");
}

#[test]
fn the_scanner_tells_code_from_text() {
    let source = Source::new(
        "src/a/b.rs",
        "let a = \"leptos // no\"; // leptos\nlet c = '\"'; let r = r#\"x \" y\"#;\nfn f<'a>() {}\n/* one\ntwo */\n\
         #[cfg(test)]\nmod tests {\n  x();\n}\nfn g() {}\n",
    );
    assert!(source.words("leptos").is_empty(), "{}", source.code);
    assert_eq!(
        source.literals.iter().map(|literal| literal.text.as_str()).collect::<Vec<_>>(),
        ["leptos // no", "x \" y"]
    );
    assert_eq!(source.comments[0], Found { line: 1, text: "leptos".to_owned() });
    assert_eq!(source.comments.len(), 3);
    assert_eq!(source.module(), ["a", "b"]);
    let tests: Vec<usize> = (1..=10).filter(|line| source.is_test_line(*line)).collect();
    assert_eq!(tests, [6, 7, 8, 9]);
    assert_eq!(source.lines_of_product(), 6);
}
