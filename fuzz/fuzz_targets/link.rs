//! Any fragment is fields or is refused; fields are written and read again as themselves.
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::share::link;

fuzz_target!(|text: &str| {
    if let Ok(fields) = link::read(text) {
        let fragment = link::write(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        // Writing may be longer than what was read; only beyond the limit may it be refused.
        if fragment.len() <= link::LONGEST {
            assert_eq!(link::read(&fragment), Ok(fields), "{text:?}");
        }
    }
});
