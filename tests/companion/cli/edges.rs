//! What goes wrong around a command: files, sizes, encodings, pipes, usage.

use std::io::Read as _;
use std::process::Stdio;

use super::{Scratch, command, ends, golden};

const READERS: [&[&str]; 5] =
    [&["estimate"], &["plan"], &["repair"], &["check"], &["script", "bash", "--service", "https://x/"]];

#[test]
fn a_file_that_cannot_be_read_is_named() {
    for reader in READERS {
        let missing = ends(&[reader, &["/no/such/file.json"]].concat(), "", 3);
        assert_eq!(missing.told, "error: /no/such/file.json cannot be read: there is no such file\n");
        let folder = std::env::temp_dir();
        let folder = ends(&[reader, &[folder.to_str().unwrap()]].concat(), "", 3);
        assert!(folder.told.ends_with("cannot be read: it is a folder\n"), "{}", folder.told);
        assert_eq!(folder.out, "");
        let json = ends(&[reader, &["/no/such/file.json", "--json"]].concat(), "", 3).json();
        assert!(json["problems"][0]["message"].as_str().unwrap().contains("/no/such/file.json"));
    }
    let swagger =
        ends(&["check", &golden("source_page_body.json"), "--swagger", "/no/such/swagger.json"], "", 3);
    assert!(swagger.told.contains("/no/such/swagger.json"), "{}", swagger.told);
}

#[test]
fn nothing_is_said_to_be_nothing() {
    for reader in READERS {
        let ran = ends(reader, "", 1);
        assert!(!(ran.out + &ran.told).is_empty());
    }
}

#[test]
fn bytes_that_are_no_text_are_told_by_their_place() {
    for reader in &READERS[..2] {
        let ran = ends(reader, b"{\"format\": \"p\xff\"}", 1);
        assert_eq!(
            ran.told,
            "error: standard input is not UTF-8 text: byte 14 cannot be read; save it as UTF-8\n"
        );
    }
    // Pasted text is read all the same, as older programs saved it.
    let repaired = ends(&["repair"], b"{\"Input\": {\"RelativeLocation\": \"abc/\xe5.csv\"}}", 0);
    assert_eq!(repaired.json()["Input"]["RelativeLocation"], "abc/å.csv");
}

#[test]
fn fifty_megabytes_are_answered_and_more_are_refused() {
    let spaces = vec![b' '; 50_000_000];
    let document =
        [b"{\"format\": \"poolwise cost\", \"version\": 1, \"inputs\": {}}".as_slice(), &spaces].concat();
    let ran = ends(&["estimate"], &document, 1);
    assert!(ran.told.contains("bytes are too many for an estimate"), "{}", ran.told);
    let body = [
        br#"{"Input": {"ConnectionString": "AccountName=abc;AccountKey=<Key>", "#.as_slice(),
        &spaces,
        br#""RelativeLocation": "abc/a.csv"}}"#,
    ]
    .concat();
    let checked = ends(&["check"], &body, 0);
    assert!(checked.out.ends_with("errors: 0, warnings: 1\n"), "{}", checked.out);
    let too_large = Scratch::file(vec![b' '; 64 * 1024 * 1024 + 1]);
    for reader in READERS {
        let ran = ends(&[reader, &[too_large.path()]].concat(), "", 1);
        assert!(ran.told.contains("is larger than 64 MB"), "{}", ran.told);
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for arguments in [
        vec!["estimate".to_owned(), "--example".to_owned()],
        vec!["repair".to_owned(), golden("repair/source-page.sv.md")],
        vec!["script".to_owned(), "bash".to_owned(), golden("repair/source-page.sv.md")],
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut child = command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}: {told}");
        assert!(!told.contains("panic") && !told.contains("cannot be written"), "{told}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_a_failure() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&["estimate", "--example"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("the result cannot be written"));
}

#[test]
fn wrong_usage_is_two() {
    for arguments in [
        &["guess"][..],
        &["estimate", "--sure"],
        &["estimate", "a.json", "--link", "1&vms=2"],
        &["estimate", "--at-most", "much"],
        &["plan", "--percent", "0"],
        &["plan", "--percent", "101"],
        &["check", "--at", "yesterday"],
        &["script"],
        &["script", "cobol"],
        &["repair", "--language", "de"],
    ] {
        let ran = ends(arguments, "", 2);
        assert!(ran.out.is_empty() && ran.told.starts_with("error:"), "{ran:?}");
    }
}

#[test]
fn every_help_says_the_exit_codes() {
    for reader in ["estimate", "plan", "repair", "check", "script"] {
        let help = ends(&[reader, "--help"], "", 0).out;
        for code in 0..=4 {
            assert!(help.contains(&format!("\n  {code}  ")), "{reader}: {help}");
        }
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for reader in READERS {
        let ran = ends(reader, "{\"Input\":".repeat(100_000), 1);
        assert!(!(ran.out + &ran.told).is_empty());
        ends(reader, "[".repeat(100_000), 1);
    }
}
