use super::{In, Phrase};

/// What is wrong with the file of a price book.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the sentence that it holds")]
pub struct PriceBookWords {
    pub book_at: Phrase,
    pub book_too_long: Phrase,
    pub book_empty: &'static str,
    pub book_not_json: Phrase,
    pub book_missing: &'static str,
    pub book_unknown: &'static str,
    pub book_twice: &'static str,
    pub book_not_an_object: Phrase,
    pub book_not_a_list: Phrase,
    pub book_not_text: Phrase,
    pub book_not_a_number: Phrase,
    pub book_text_length: Phrase,
    pub book_control_characters: &'static str,
    pub book_format: Phrase,
    pub book_id: Phrase,
    pub book_currency: Phrase,
    pub book_date: Phrase,
    pub book_mark: Phrase,
    pub book_plan: Phrase,
    pub book_plan_twice: Phrase,
}

/// What is wrong with the file of a price book.
pub static PRICE_BOOK: In<PriceBookWords> = In {
    english: PriceBookWords {
        book_at: Phrase("{path}: {problem}"),
        book_too_long: Phrase("{found} characters are too many for a price book; at most {most}"),
        book_empty: "the text is empty: paste or open a price book as JSON",
        book_not_json: Phrase("this is not JSON: line {line}, column {column} cannot be read"),
        book_missing: "missing; every price book has this field",
        book_unknown: "unknown; remove it or correct its name",
        book_twice: "given twice; keep one",
        book_not_an_object: Phrase("{found} where an object is needed, in braces"),
        book_not_a_list: Phrase("{found} where a list is needed, in brackets"),
        book_not_text: Phrase("{found} where text is needed, in quotes"),
        book_not_a_number: Phrase(
            "{found} where a number is needed; write digits with a decimal point, with or without quotes",
        ),
        book_text_length: Phrase("{found} characters; from 1 to {most} are allowed"),
        book_control_characters: "holds line breaks or other control characters; remove them",
        book_format: Phrase("“{found}” is not a format that can be read; it is “{expected}”"),
        book_id: Phrase("“{found}” is not an id; use letters a–z, digits, dot, hyphen and underscore"),
        book_currency: Phrase("“{found}” is not a currency code; write three letters such as USD"),
        book_date: Phrase("“{found}” is not a date; write one such as 2016-07-15"),
        book_mark: Phrase("“{found}” is not a mark; it is one of {allowed}"),
        book_plan: Phrase("“{found}” is not a plan; it is one of {allowed}"),
        book_plan_twice: Phrase("{plan} is there twice; keep one"),
    },
    swedish: PriceBookWords {
        book_at: Phrase("{path}: {problem}"),
        book_too_long: Phrase("{found} tecken är för många för en prisbok; högst {most}"),
        book_empty: "texten är tom: klistra in eller öppna en prisbok som JSON",
        book_not_json: Phrase("det här är inte JSON: rad {line}, kolumn {column} går inte att läsa"),
        book_missing: "saknas; varje prisbok har det här fältet",
        book_unknown: "okänt; ta bort det eller rätta namnet",
        book_twice: "står två gånger; behåll ett",
        book_not_an_object: Phrase("{found} där det ska vara ett objekt, inom klammerparenteser"),
        book_not_a_list: Phrase("{found} där det ska vara en lista, inom hakparenteser"),
        book_not_text: Phrase("{found} där det ska vara text, inom citattecken"),
        book_not_a_number: Phrase(
            "{found} där det ska vara ett tal; skriv siffror med decimalpunkt, med eller utan citattecken",
        ),
        book_text_length: Phrase("{found} tecken; 1 till {most} går bra"),
        book_control_characters: "innehåller radbrytningar eller andra styrtecken; ta bort dem",
        book_format: Phrase("”{found}” är inget format som går att läsa; det ska vara ”{expected}”"),
        book_id: Phrase(
            "”{found}” är inget id; använd bokstäverna a–z, siffror, punkt, bindestreck och understreck",
        ),
        book_currency: Phrase("”{found}” är ingen valutakod; skriv tre bokstäver, till exempel USD"),
        book_date: Phrase("”{found}” är inget datum; skriv till exempel 2016-07-15"),
        book_mark: Phrase("”{found}” är ingen märkning; det ska vara en av {allowed}"),
        book_plan: Phrase("”{found}” är ingen plan; det ska vara en av {allowed}"),
        book_plan_twice: Phrase("{plan} står två gånger; behåll en"),
    },
};
