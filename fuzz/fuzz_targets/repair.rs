//! Any text is JSON, is JSON after repairs, or is refused; strict JSON is never changed, and a result needs no repair.
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::request::repair::{decode, repair};
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = decode(bytes);
    let repaired = repair(&text, &[]);
    for one in &repaired.repairs {
        assert!(one.id.start <= text.len(), "a repair outside the text: {one:?}");
    }
    if let Ok(value) = repaired.value {
        let again = repair(&value.to_string(), &[]);
        assert!(again.repairs.is_empty(), "a result that needs repair: {value}");
        assert_eq!(again.value.ok().as_ref(), Some(&value));
    } else {
        // Duplicate keys are read by both; what serde_json takes must not be refused.
        assert!(serde_json::from_str::<Value>(&text).is_err(), "JSON was refused: {text:?}");
    }
});
