use crate::billing::wording::book_name;
use crate::capacity::PastJobs;
use crate::units::{Decimal, Unit};
use crate::words::{COST_INPUTS, Figures, Language, counted};

use super::draft::CostDraft;
use super::field::CostField;
use super::inputs::Fault;
use super::week::WeekProblem;

/// What is wrong with a week grid, past jobs or a price book; `None` for the faults of other fields.
#[must_use]
pub fn larger_fault(fault: &Fault, language: Language) -> Option<String> {
    let figures = Figures(language);
    let words = COST_INPUTS.of(language);
    let number = |number: u64| figures.number(Decimal::from(number), 0);
    Some(match fault {
        Fault::Week(WeekProblem::NotARun { found }) => words.week_not_a_run.with(&[("found", found)]),
        Fault::Week(WeekProblem::TooLarge { found, most }) => {
            words.week_too_large.with(&[("found", &number(*found)), ("maximum", &number((*most).into()))])
        }
        Fault::Week(WeekProblem::NotAWeek { found }) => {
            words.week_hours.with(&[("found", &counted((*found as u64).into(), Unit::Hours, language))])
        }
        Fault::NoHistory => words.no_history.to_owned(),
        Fault::NoBook => words.no_book.to_owned(),
        Fault::Number(_) | Fault::Currency(_) => return None,
    })
}

/// What stands in a field that is larger than a line, in a few words: a grid's runs, how many past jobs, a book's name.
#[must_use]
pub fn larger_text(draft: &CostDraft, field: CostField, language: Language) -> String {
    let text = draft.text(field);
    match field {
        CostField::History => PastJobs::read(text).map_or_else(String::new, |past| {
            counted(past.history.summary().jobs.into(), Unit::Jobs, language)
        }),
        CostField::Book => draft
            .book()
            .map_or_else(String::new, |book| book_name(&book, !text.is_empty(), language).to_owned()),
        _ => text.to_owned(),
    }
}
