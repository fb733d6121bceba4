//! Notes and problems of a document in words.

use crate::units::Decimal;
use crate::words::{Figures, Language, Phrase, SWAGGER};

use super::{ImportProblem, LONGEST_BYTES, MOST_COLUMNS, Note, Part, Place};

/// The name of a part of the document.
#[must_use]
pub const fn swagger_part(part: Part, language: Language) -> &'static str {
    let words = SWAGGER.of(language);
    match part {
        Part::Title => words.part_title,
        Part::Host => words.part_host,
        Part::BasePath => words.part_base_path,
        Part::Schemes => words.part_schemes,
        Part::Paths => words.part_paths,
        Part::SubmitOperation => words.part_submit_operation,
        Part::BatchRequest => words.part_batch_request,
        Part::Inputs => words.part_inputs,
        Part::Outputs => words.part_outputs,
        Part::GlobalParameters => words.part_global_parameters,
    }
}

fn place_words(place: &Place, language: Language) -> String {
    let words = SWAGGER.of(language);
    match place {
        Place::Part(part) => swagger_part(*part, language).to_owned(),
        Place::Input(name) => words.place_input.with(&[("name", name)]),
        Place::Output(name) => words.place_output.with(&[("name", name)]),
        Place::Parameter(name) => words.place_parameter.with(&[("name", name)]),
        Place::Columns(name) => words.place_columns.with(&[("name", name)]),
        Place::Operation(name) => words.place_operation.with(&[("name", name)]),
    }
}

/// What the document leaves open.
#[must_use]
pub fn swagger_note(note: &Note, language: Language) -> String {
    let figures = Figures(language);
    let words = SWAGGER.of(language);
    let count = |count: usize| figures.number(Decimal::from(count), 0);
    let referred = |phrase: Phrase, place: &Place, reference: &str| {
        phrase.with(&[("place", &place_words(place, language)), ("reference", reference)])
    };
    match note {
        Note::Version { found } => words.version.with(&[("found", found)]),
        Note::Missing(part) => words.missing.with(&[("part", swagger_part(*part, language))]),
        Note::WrongKind { place } => words.wrong_kind.with(&[("place", &place_words(place, language))]),
        Note::FromSynchronousCall(part) => {
            words.from_synchronous_call.with(&[("part", swagger_part(*part, language))])
        }
        Note::ReferenceOutside { place, reference } => referred(words.reference_outside, place, reference),
        Note::ReferenceMissing { place, reference } => referred(words.reference_missing, place, reference),
        Note::ReferenceCircle { place, reference } => referred(words.reference_circle, place, reference),
        Note::UnknownType { parameter, found: None } => words.no_type.with(&[("parameter", parameter)]),
        Note::UnknownType { parameter, found: Some(found) } => {
            words.unknown_type.with(&[("parameter", parameter), ("found", found)])
        }
        Note::DefaultDoesNotFit { parameter } => words.default_does_not_fit.with(&[("parameter", parameter)]),
        Note::TooMany { part, found, kept } => words.too_many.with(&[
            ("found", &count(*found)),
            ("kept", &count(*kept)),
            ("part", swagger_part(*part, language)),
        ]),
        Note::TooManyColumns => words.too_many_columns.with(&[("kept", &count(MOST_COLUMNS))]),
    }
}

/// Why a text is no swagger.json, and the way to one.
#[must_use]
pub fn swagger_problem(problem: &ImportProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = SWAGGER.of(language);
    let count = |count: usize| figures.number(Decimal::from(count), 0);
    let megabytes = |bytes: usize| figures.number(Decimal::from(bytes) / Decimal::from(1024_u32 * 1024), 1);
    match problem {
        ImportProblem::TooLong { bytes } => words
            .problem_too_long
            .with(&[("found", &megabytes(*bytes)), ("allowed", &megabytes(LONGEST_BYTES))]),
        ImportProblem::NotJson { line, column } => {
            words.problem_not_json.with(&[("line", &count(*line)), ("column", &count(*column))])
        }
        ImportProblem::Empty => words.problem_empty.0.to_owned(),
        ImportProblem::TooDeep => words.problem_too_deep.0.to_owned(),
        ImportProblem::Html => words.problem_html.0.to_owned(),
        ImportProblem::NotAnObject => words.problem_not_an_object.0.to_owned(),
        ImportProblem::OpenApi3 => words.problem_open_api_3.0.to_owned(),
        ImportProblem::ResourceDescription => words.problem_resource_description.0.to_owned(),
        ImportProblem::NotSwagger => words.problem_not_swagger.0.to_owned(),
    }
}
