use rust_decimal::Decimal;

use crate::words::{Figures, JSON_KIND, Language, PRICE_BOOK, quantity_problem};

use super::super::book::{Mark, Tier};
use super::super::wire::{BookProblem, BookProblemAt, FORMAT, Kind, LONGEST};

/// What is wrong with a price book, after the place where it is.
#[must_use]
pub fn book_problem(at: &BookProblemAt, language: Language) -> String {
    let problem = problem(&at.problem, language);
    if at.path.is_empty() {
        problem
    } else {
        PRICE_BOOK.of(language).book_at.with(&[("path", &at.path), ("problem", &problem)])
    }
}

/// The name of a kind of JSON value.
#[must_use]
pub const fn kind_name(kind: Kind, language: Language) -> &'static str {
    let words = JSON_KIND.of(language);
    match kind {
        Kind::Nothing => words.nothing,
        Kind::Truth => words.truth,
        Kind::Number => words.number,
        Kind::Text => words.text,
        Kind::List => words.list,
        Kind::Object => words.object,
    }
}

fn problem(problem: &BookProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = PRICE_BOOK.of(language);
    let number = |number: usize| figures.number(Decimal::from(number), 0);
    let kind = |kind: &Kind| kind_name(*kind, language);
    let quoted = |phrase: crate::words::Phrase, found: &str| phrase.with(&[("found", found)]);
    match problem {
        BookProblem::TooLong { found } => {
            words.book_too_long.with(&[("found", &number(*found)), ("most", &number(LONGEST))])
        }
        BookProblem::Empty => words.book_empty.to_owned(),
        BookProblem::NotJson { line, column } => {
            words.book_not_json.with(&[("line", &number(*line)), ("column", &number(*column))])
        }
        BookProblem::Missing => words.book_missing.to_owned(),
        BookProblem::Unknown => words.book_unknown.to_owned(),
        BookProblem::Twice => words.book_twice.to_owned(),
        BookProblem::NotAnObject(found) => quoted(words.book_not_an_object, kind(found)),
        BookProblem::NotAList(found) => quoted(words.book_not_a_list, kind(found)),
        BookProblem::NotText(found) => quoted(words.book_not_text, kind(found)),
        BookProblem::NotANumber(found) => quoted(words.book_not_a_number, kind(found)),
        BookProblem::Number(quantity, problem) => quantity_problem(problem, &quantity.bound(), language),
        BookProblem::TextLength { found, most } => {
            words.book_text_length.with(&[("found", &number(*found)), ("most", &number(*most))])
        }
        BookProblem::ControlCharacters => words.book_control_characters.to_owned(),
        BookProblem::Format(found) => words.book_format.with(&[("found", found), ("expected", FORMAT)]),
        BookProblem::Id(found) => quoted(words.book_id, found),
        BookProblem::Currency(found) => quoted(words.book_currency, found),
        BookProblem::Date(found) => quoted(words.book_date, found),
        BookProblem::Mark(found) => {
            words.book_mark.with(&[("found", found), ("allowed", &listed(Mark::ALL.map(Mark::name)))])
        }
        BookProblem::Tier(found) => {
            words.book_plan.with(&[("found", found), ("allowed", &listed(Tier::ALL.map(Tier::name)))])
        }
        BookProblem::TierTwice(tier) => words.book_plan_twice.with(&[("plan", tier.name())]),
    }
}

/// Names as they are written in a book, in every language.
fn listed<const COUNT: usize>(names: [&'static str; COUNT]) -> String {
    names.join(", ")
}
