//! Tests of `poolwise::units`.

use poolwise::units::{Bound, Decimal, Quantity, number};
use poolwise::words::{Figures, Language};
use proptest::prelude::*;

proptest! {
    /// What the page writes, it also reads: in both languages, for any value within a quantity's bounds.
    #[test]
    fn a_written_number_reads_back(digits in 0_i64..10_000_000_000, scale in 0_u32..7, which in 0..Quantity::ALL.len()) {
        let Bound { minimum, maximum, decimals, .. } = Quantity::ALL[which].bound();
        let value = Decimal::new(digits, scale.min(decimals)).clamp(minimum, maximum);
        for language in Language::ALL {
            let written = Figures(language).number(value, decimals);
            match number::read(&written) {
                Ok(read) => prop_assert_eq!(read, value.normalize(), "{}", written),
                Err(number::NotOneNumber::Ambiguous { fraction, thousands, .. }) => {
                    prop_assert!(fraction == value.normalize() || thousands == value.normalize(), "{}", written);
                }
                Err(other) => prop_assert!(false, "{written}: {other:?}"),
            }
        }
    }

    /// No text makes the reader panic, and what it accepts is what the digits say.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = number::read(&text);
    }
}
