//! Any text is a number or is refused; what was read is written and read again as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::units::{Quantity, number};
use poolwise::words::{Figures, Language, PlainFigures, quantity_problem};

fuzz_target!(|text: &str| {
    if let Ok(value) = number::read(text) {
        assert_eq!(number::read(&value.to_string()), Ok(value), "{text:?}");
    }
    for quantity in Quantity::ALL {
        for language in Language::ALL {
            match quantity.read(text) {
                Ok(value) => assert!(!PlainFigures(language).number(value, 6).is_empty()),
                Err(problem) => {
                    let said = quantity_problem(&problem, &quantity.bound(), language, &PlainFigures(language));
                    assert!(!said.is_empty(), "{problem:?}");
                }
            }
        }
    }
});
