use super::{In, Phrase};

/// What is wrong with the file of an estimate.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct DocumentWords {
    pub document_at: Phrase,
    pub document_too_long: Phrase,
    pub document_empty: &'static str,
    pub document_not_json: Phrase,
    pub document_missing: &'static str,
    pub document_twice: &'static str,
    pub document_not_an_object: Phrase,
    pub document_not_a_list: Phrase,
    pub document_not_text: Phrase,
    pub document_format: Phrase,
    pub document_version: Phrase,
    pub document_choice: Phrase,
    pub document_passed_over: Phrase,
}

/// What is wrong with the file of an estimate.
pub static DOCUMENT: In<DocumentWords> = In {
    english: DocumentWords {
        document_at: Phrase("{path}: {problem}"),
        document_too_long: Phrase("{found} bytes are too many for an estimate; at most {most}"),
        document_empty: "the text is empty: paste or open an estimate that was exported as JSON",
        document_not_json: Phrase("this is not JSON: line {line}, column {column} cannot be read"),
        document_missing: "missing; every estimate has this field",
        document_twice: "given twice; keep one",
        document_not_an_object: Phrase("{found} where an object is needed, in braces"),
        document_not_a_list: Phrase("{found} where a list is needed, in brackets"),
        document_not_text: Phrase("{found} where text or a number is needed"),
        document_format: Phrase("“{found}” is not a format that can be read; it is “{expected}”"),
        document_version: Phrase(
            "version “{found}” cannot be read; this version of Poolwise reads version {expected}",
        ),
        document_choice: Phrase("“{found}” is not a choice here; it is one of {allowed}"),
        document_passed_over: Phrase("{path} is not known here and was passed over"),
    },
    swedish: DocumentWords {
        document_at: Phrase("{path}: {problem}"),
        document_too_long: Phrase("{found} byte är för mycket för en kalkyl; högst {most}"),
        document_empty: "texten är tom: klistra in eller öppna en kalkyl som exporterats som JSON",
        document_not_json: Phrase("det här är inte JSON: rad {line}, kolumn {column} går inte att läsa"),
        document_missing: "saknas; varje kalkyl har det här fältet",
        document_twice: "står två gånger; behåll ett",
        document_not_an_object: Phrase("{found} där det ska vara ett objekt, inom klammerparenteser"),
        document_not_a_list: Phrase("{found} där det ska vara en lista, inom hakparenteser"),
        document_not_text: Phrase("{found} där det ska vara text eller ett tal"),
        document_format: Phrase("”{found}” är inget format som går att läsa; det ska vara ”{expected}”"),
        document_version: Phrase(
            "version ”{found}” går inte att läsa; den här versionen av Poolwise läser version {expected}",
        ),
        document_choice: Phrase("”{found}” går inte att välja här; det ska vara något av {allowed}"),
        document_passed_over: Phrase("{path} är okänt här och har hoppats över"),
    },
};
