//! What a text field says of a paste.

use super::{In, Phrase};

/// The table of what a text field says of a paste.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct PastingWords {
    pub too_long: Phrase,
}

/// What a text field says of a paste.
pub static PASTING: In<PastingWords> = In {
    english: PastingWords {
        too_long: Phrase(
            "what was pasted has {found} characters and was left out: a field takes {most}; choose it as a file instead",
        ),
    },
    swedish: PastingWords {
        too_long: Phrase(
            "det inklistrade har {found} tecken och togs inte med: ett fält tar {most}; välj det som fil i stället",
        ),
    },
};
