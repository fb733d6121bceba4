//! Any text is a service's document or is refused with a sentence.
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::request::swagger::{import, swagger_problem};
use poolwise::words::{Language, PlainFigures};

fuzz_target!(|text: &str| {
    if let Err(problem) = import(text) {
        for language in Language::ALL {
            assert!(!swagger_problem(&problem, language, &PlainFigures(language)).is_empty());
        }
    }
});
