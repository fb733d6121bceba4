//! Sizes, banned words, scripts, and the list of what the practice service does not do.

use std::os::unix::fs::PermissionsExt;

use crate::source::{Found, Source, files, words};
use crate::{allows, catches, check_sources, read, report, root, sources};

const MODULE_LINES: usize = 600;
const COMPONENT_LINES: usize = 300;

fn too_long(source: &Source) -> Vec<Found> {
    let limit = if source.path.starts_with("src/ui/") { COMPONENT_LINES } else { MODULE_LINES };
    let lines = source.lines_of_product();
    if lines <= limit {
        return Vec::new();
    }
    vec![Found {
        line: limit + 1,
        text: format!("{lines} lines without its tests; at most {limit} here: split it"),
    }]
}

#[test]
fn files_stay_readable() {
    check_sources("sizes: a module has at most 600 lines, a file of src/ui 300", too_long);
    catches(too_long, "src/ui/pages/cost/mod.rs", 301, &"let x = 1;\n".repeat(301));
    catches(too_long, "src/billing/bill.rs", 601, &"let x = 1;\n".repeat(601));
    let tests = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "x();\n".repeat(290), "y();\n".repeat(100));
    allows(too_long, "src/ui/pages/cost/mod.rs", &tests);
}

/// Modules with their façade beside their folder, where nobody looks for it.
fn beside_their_folder(paths: &[String]) -> Vec<(String, Found)> {
    let has_folder = |path: &&String| {
        let folder = path.replace(".rs", "/");
        paths.iter().any(|other| other.starts_with(&folder))
    };
    let found = |path: &String| {
        (path.clone(), Found { line: 1, text: "move it into its folder, as mod.rs".to_owned() })
    };
    paths.iter().filter(has_folder).map(found).collect()
}

#[test]
fn a_module_with_a_folder_is_its_mod_rs() {
    report("shape: a façade is its folder's mod.rs", &beside_their_folder(&files(&root(), "src", &[".rs"])));
    let paths = ["src/cost/plan.rs", "src/cost/plan/wire.rs", "src/cost/planner.rs"].map(str::to_owned);
    assert_eq!(beside_their_folder(&paths).len(), 1);
}

/// Words that must not stand in code: unfinished work, and tests that do not count.
fn unfinished(source: &Source) -> Vec<Found> {
    let mut found = Vec::new();
    for word in ["todo!", "unimplemented!"] {
        for at in words(&source.code, word) {
            found.push(Found { line: source.line_of(at), text: format!("`{word}`") });
        }
    }
    for (line, text) in source.code.lines().enumerate() {
        let squeezed: String = text.split_whitespace().collect();
        for word in ["#[ignore", "#[should_panic"] {
            if squeezed.contains(word) {
                found.push(Found {
                    line: line + 1,
                    text: format!("`{word}]`: assert what is, or delete the test"),
                });
            }
        }
    }
    for comment in &source.comments {
        for word in ["TODO", "FIXME", "XXX", "HACK"] {
            if !words(&comment.text, word).is_empty() {
                found.push(Found {
                    line: comment.line,
                    text: format!("`{word}`: do it, or say what holds instead"),
                });
            }
        }
    }
    found
}

#[test]
fn nothing_is_left_for_later() {
    let mut findings = Vec::new();
    for source in sources(&["src", "tests", "fuzz"]) {
        findings.extend(unfinished(&source).into_iter().map(|found| (source.path.clone(), found)));
    }
    report("banned: unfinished work and tests that do not count", &findings);
    catches(unfinished, "src/a.rs", 1, "todo!()");
    catches(unfinished, "src/a.rs", 1, "unimplemented!(\"x\")");
    catches(unfinished, "tests/a.rs", 1, "#[ignore = \"slow\"]");
    catches(unfinished, "tests/a.rs", 2, "\n#[ should_panic(expected = \"x\")]");
    catches(unfinished, "src/a.rs", 1, "// TODO: later");
    allows(unfinished, "src/a.rs", "let todo = \"todo!\"; // what to do");
}

/// Paths of one machine, and hosts that only some networks have.
fn machine_words(text: &str) -> Vec<Found> {
    // Put together here, or this file would find itself.
    let banned = [
        ["/wo", "rk/"],
        ["/tmp/", "wt"],
        ["/root", "/"],
        ["/home", "/"],
        ["index.crates", ".io"],
        ["static.crates", ".io"],
        ["registry.npmjs", ".org"],
        ["proxy.golang", ".org"],
        ["pypi", ".org"],
        ["deb.debian", ".org"],
        ["arti", "factory"],
        ["sona", "type"],
    ]
    .map(|parts| parts.concat());
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for word in &banned {
            if line.contains(word.as_str()) {
                found.push(Found {
                    line: number + 1,
                    text: format!("`{word}`: a machine's path or a registry's host"),
                });
            }
        }
    }
    found
}

#[test]
fn no_machine_is_named() {
    let mut findings = Vec::new();
    for path in files(&root(), "", &[]) {
        if ["Cargo.lock", "package-lock.json"].iter().any(|lock| path.ends_with(lock)) {
            continue;
        }
        if let Ok(text) = std::fs::read_to_string(root().join(&path)) {
            findings.extend(machine_words(&text).into_iter().map(|found| (path.clone(), found)));
        }
    }
    report("banned: the paths of one machine, and hosts of package registries", &findings);
    assert_eq!(machine_words(&["cp x /wo", "rk/main"].concat()).len(), 1);
    assert_eq!(machine_words(&["a\nhttps://registry.npmjs", ".org/x"].concat())[0].line, 2);
    assert!(machine_words("cargo install trunk, from crates.io; homework/ ").is_empty());
}

/// A script that the system can start: its bit, its first line.
fn script_problem(path: &str, first_line: &str, executable: bool) -> Option<Found> {
    let sourced = path.ends_with(".sh");
    let text = match (sourced, first_line.starts_with("#!"), executable) {
        (true, false, false) | (false, true, true) => return None,
        (true, ..) => "is sourced, never run: no `#!`, not executable",
        (false, false, _) => "must start with `#!`",
        (false, true, false) => "is not executable: chmod +x",
    };
    Some(Found { line: 1, text: text.to_owned() })
}

#[test]
fn every_script_can_be_run() {
    let root = root();
    let mut findings = Vec::new();
    let mut paths = files(&root, "scripts", &[]);
    paths.extend(files(&root, ".ci", &[]));
    assert!(paths.len() > 2, "no scripts found");
    for path in paths {
        let mode = std::fs::metadata(root.join(&path)).expect("it was listed").permissions().mode();
        let text = read(&path);
        let problem = script_problem(&path, text.lines().next().unwrap_or_default(), mode & 0o111 != 0);
        findings.extend(problem.map(|found| (path, found)));
    }
    report("every script in scripts/ and .ci/ can be run", &findings);
    assert!(script_problem("scripts/build", "#!/usr/bin/env bash", false).is_some());
    assert!(script_problem("scripts/build", "echo", true).is_some());
    assert!(script_problem("scripts/lib.sh", "#!/bin/sh", true).is_some());
    assert!(script_problem("scripts/build", "#!/usr/bin/env bash", true).is_none());
}

const LARGEST: u64 = 1024 * 1024;

fn too_big(bytes: u64) -> bool {
    bytes > LARGEST
}

#[test]
fn no_file_is_over_one_mebibyte() {
    let root = root();
    let mut findings = Vec::new();
    for path in files(&root, "", &[]) {
        let bytes = std::fs::metadata(root.join(&path)).map_or(0, |metadata| metadata.len());
        if too_big(bytes) {
            findings.push((path, Found { line: 1, text: format!("{bytes} bytes") }));
        }
    }
    report("no file over 1 MiB", &findings);
    assert!(too_big(LARGEST + 1) && !too_big(LARGEST));
}

const DIFFERENCES: &str = "CONTRIBUTING.md";
const OPEN: &str = "<!-- differences: written by `BLESS=1 cargo test --no-default-features --test tidy`, from `DIFFERENCE:` comments -->\n";
const CLOSE: &str = "<!-- end of differences -->";

/// Every `DIFFERENCE: …` comment, with the comment lines that continue it.
fn differences(source: &Source) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut next = 0;
    for comment in &source.comments {
        if let Some(text) = comment.text.strip_prefix("DIFFERENCE:") {
            found.push(Found { line: comment.line, text: text.trim().to_owned() });
            next = comment.line + 1;
        } else if comment.line == next && !comment.text.is_empty() && !comment.text.starts_with('#') {
            if let Some(last) = found.last_mut() {
                last.text.push(' ');
                last.text.push_str(&comment.text);
            }
            next += 1;
        } else if comment.line == next {
            next = 0;
        }
    }
    found
}

fn differences_table(sources: &[Source]) -> String {
    let mut table =
        String::from("| what the practice service does not do, or does otherwise | where |\n|---|---|\n");
    for source in sources {
        for found in differences(source) {
            table.push_str(&format!("| {} | `{}` |\n", found.text.replace('|', "\\|"), source.path));
        }
    }
    table
}

fn with_table(document: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(OPEN)?;
    let (_, after) = rest.split_once(CLOSE)?;
    Some(format!("{before}{OPEN}\n{table}\n{CLOSE}{after}"))
}

#[test]
fn every_difference_from_the_real_service_is_listed() {
    let table = differences_table(&sources(&["src"]));
    let document = read(DIFFERENCES);
    let wanted =
        with_table(&document, &table).expect("CONTRIBUTING.md has lost the marks around its differences");
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(root().join(DIFFERENCES), &wanted).expect("the checkout can be written to");
    } else {
        assert_eq!(
            document, wanted,
            "\n{DIFFERENCES} differs from the DIFFERENCE comments; run with BLESS=1\n"
        );
    }

    let sample = Source::new(
        "src/emulator/x.rs",
        "/// A VM.\n///\n/// DIFFERENCE: starts at once;\n/// the real one | takes minutes\n///\n/// Other.\nx(); // DIFFERENCE: never lost\n",
    );
    let found = differences(&sample);
    assert_eq!(found[0].text, "starts at once; the real one | takes minutes");
    assert_eq!(found[1], Found { line: 7, text: "never lost".to_owned() });
    assert_eq!(found.len(), 2);
    let table = differences_table(&[sample]);
    assert!(
        table.contains("| starts at once; the real one \\| takes minutes | `src/emulator/x.rs` |"),
        "{table}"
    );
    let document = format!("a\n{OPEN}\nold\n{CLOSE}\nb\n");
    let once = with_table(&document, &table).expect("it has the marks");
    assert_ne!(once, document);
    assert_eq!(with_table(&once, &table).as_deref(), Some(once.as_str()));
    assert_eq!(with_table("no marks", &table), None);
}
