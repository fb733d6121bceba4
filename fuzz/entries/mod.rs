//! What every text from outside must hold, whatever it is: one function a reader.
//!
//! The fuzzer calls them with what it makes up (`fuzz/fuzz_targets`, `scripts/fuzz`), the domain's tests with what
//! fuzzing has left behind (`fuzz/corpus`, replayed by every `cargo test`). A new reader gets a row in [`ENTRIES`], a
//! target of that name, and samples in a folder of that name.

#![allow(dead_code, unreachable_pub, reason = "a crate for the fuzzer, and a module of the domain's tests")]

mod cost;
mod job;
mod service;
mod storage;
mod tables;

use std::borrow::Cow;

use poolwise::words::Language;

/// A reader's name, and what is done with any bytes.
pub type Entry = (&'static str, fn(&[u8]));

/// Everything that reads text from outside, by name.
pub const ENTRIES: [Entry; 15] = [
    ("body", job::body),
    ("book", cost::book),
    ("connection", storage::connection),
    ("document", cost::document),
    ("history", tables::history),
    ("link", cost::link),
    ("many", tables::many),
    ("number", cost::number),
    ("paste", job::paste),
    ("profile", service::profile),
    ("repair", job::repaired),
    ("replies", service::replies),
    ("sas", storage::sas),
    ("storage", storage::typed),
    ("swagger", job::swagger),
];

/// Runs the entry of this name.
///
/// # Panics
/// When the entry finds its law broken, or there is no such entry.
pub fn run(name: &str, bytes: &[u8]) {
    let entry = ENTRIES.iter().find(|(known, _)| *known == name);
    entry.unwrap_or_else(|| panic!("no entry {name}")).1(bytes);
}

/// Bytes as the text that a browser would make of them.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Both languages speak, and neither tells a secret.
#[track_caller]
fn said(secret: Option<&str>, sentence: impl Fn(Language) -> String) {
    for language in Language::ALL {
        let sentence = sentence(language);
        assert!(!sentence.is_empty(), "a problem without a sentence");
        if let Some(secret) = secret {
            assert!(!sentence.contains(secret), "a sentence tells a secret: {sentence}");
        }
    }
}
