use super::In;

/// What a JSON value is, where another kind is needed.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the kind that it names")]
pub struct JsonKindWords {
    pub nothing: &'static str,
    pub truth: &'static str,
    pub number: &'static str,
    pub text: &'static str,
    pub list: &'static str,
    pub object: &'static str,
}

/// The names of JSON's kinds of values.
pub static JSON_KIND: In<JsonKindWords> = In {
    english: JsonKindWords {
        nothing: "null",
        truth: "true or false",
        number: "a number",
        text: "text",
        list: "a list",
        object: "an object",
    },
    swedish: JsonKindWords {
        nothing: "null",
        truth: "sant eller falskt",
        number: "ett tal",
        text: "text",
        list: "en lista",
        object: "ett objekt",
    },
};
