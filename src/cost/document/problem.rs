use rust_decimal::Decimal;

use crate::billing::wire::Kind;
use crate::billing::wording::kind_name;
use crate::words::{COST, DOCUMENT, Figures, Language, Phrase, quantity_problem};

use super::super::field::{self, CostField};
use super::super::inputs::{Fault, FieldFault};
use super::super::larger::larger_fault;
use super::{FORMAT, LONGEST, VERSION};

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentProblem {
    /// More than [`LONGEST`] bytes; nothing else is looked at.
    TooLong {
        /// How many.
        found: usize,
    },
    /// Nothing at all; nothing else is looked at.
    Empty,
    /// Not JSON, or nested too deeply; nothing else is looked at.
    NotJson {
        /// The line where reading ended, from 1.
        line: usize,
        /// The column where reading ended.
        column: usize,
    },
    /// A field is missing.
    Missing,
    /// A field is there twice.
    Twice,
    /// Something else than an object.
    NotAnObject(Kind),
    /// Something else than a list.
    NotAList(Kind),
    /// Something else than text or a number.
    NotText(Kind),
    /// Another format than [`FORMAT`]; nothing else is looked at.
    Format(String),
    /// Another version than [`VERSION`]; nothing else is looked at.
    Version(String),
    /// None of the values that the field can have.
    Choice {
        /// What was found, cut to 40 characters.
        found: String,
        /// What is allowed.
        allowed: &'static [&'static str],
    },
    /// What the form would say of this text in the field.
    Fault(Fault),
}

/// One problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentProblemAt {
    /// The place, such as `inputs.vms`; empty for the document as a whole.
    pub path: String,
    /// The input that it is about, where it is about one.
    pub field: Option<CostField>,
    /// What is wrong there.
    pub problem: DocumentProblem,
}

impl From<FieldFault> for DocumentProblemAt {
    fn from(fault: FieldFault) -> Self {
        Self {
            path: format!("inputs.{}", fault.field.key()),
            field: Some(fault.field),
            problem: DocumentProblem::Fault(fault.fault),
        }
    }
}

/// What is wrong with a document, after the place where it is.
#[must_use]
pub fn document_problem(at: &DocumentProblemAt, language: Language) -> String {
    let problem = problem(at, language);
    if at.path.is_empty() {
        problem
    } else {
        DOCUMENT.of(language).document_at.with(&[("path", &at.path), ("problem", &problem)])
    }
}

/// That a field is not known and was passed over.
#[must_use]
pub fn passed_over(path: &str, language: Language) -> String {
    DOCUMENT.of(language).document_passed_over.with(&[("path", path)])
}

fn problem(at: &DocumentProblemAt, language: Language) -> String {
    let figures = Figures(language);
    let words = DOCUMENT.of(language);
    let number = |number: usize| figures.number(Decimal::from(number), 0);
    let kind = |phrase: Phrase, kind: Kind| phrase.with(&[("found", kind_name(kind, language))]);
    match &at.problem {
        DocumentProblem::TooLong { found } => {
            words.document_too_long.with(&[("found", &number(*found)), ("most", &number(LONGEST))])
        }
        DocumentProblem::Empty => words.document_empty.to_owned(),
        DocumentProblem::NotJson { line, column } => {
            words.document_not_json.with(&[("line", &number(*line)), ("column", &number(*column))])
        }
        DocumentProblem::Missing => words.document_missing.to_owned(),
        DocumentProblem::Twice => words.document_twice.to_owned(),
        DocumentProblem::NotAnObject(found) => kind(words.document_not_an_object, *found),
        DocumentProblem::NotAList(found) => kind(words.document_not_a_list, *found),
        DocumentProblem::NotText(found) => kind(words.document_not_text, *found),
        DocumentProblem::Format(found) => {
            words.document_format.with(&[("found", found), ("expected", FORMAT)])
        }
        DocumentProblem::Version(found) => {
            words.document_version.with(&[("found", found), ("expected", &VERSION.to_string())])
        }
        DocumentProblem::Choice { found, allowed } => {
            words.document_choice.with(&[("found", found), ("allowed", &allowed.join(", "))])
        }
        DocumentProblem::Fault(Fault::Currency(no_currency)) => {
            COST.of(language).not_a_currency.with(&[("found", &no_currency.found)])
        }
        DocumentProblem::Fault(Fault::Number(found)) => match at.field.map(CostField::kind) {
            Some(field::Kind::Number(quantity)) => quantity_problem(found, &quantity.bound(), language),
            _ => words.document_missing.to_owned(),
        },
        DocumentProblem::Fault(fault) => larger_fault(fault, language).unwrap_or_default(),
    }
}
