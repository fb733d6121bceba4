//! One long table: a row a fact, so that it can be filtered and pivoted.

use crate::capacity::PastJobs;
use crate::share::csv::{Cell, Dialect, write};
use crate::units::{Unit, number};
use crate::words::{COST, Language, TOOLS, unit};

use super::super::draft::CostDraft;
use super::super::field::{CostField, Kind};
use super::super::figures::{Value, figures};
use super::super::labels::{field_said, group_label};
use super::super::say::Speaker;
use super::super::scenarios::field_text;
use super::{Exported, prices, way_key};

/// CSV for programs: names that never change, whatever the language, and plain digits.
///
/// ```
/// use poolwise::billing::july_2016;
/// use poolwise::cost::{CostDraft, Exported, Outlooks, answer, plain_csv};
/// let draft = CostDraft::from_link("1&vms=2&hours=24").unwrap();
/// let book = july_2016();
/// let answer = answer(&book, &draft.check().unwrap(), &Outlooks::default());
/// let csv = plain_csv(&[Exported { name: "", draft: &draft, answer: &answer }]);
/// assert!(csv.contains(",input,vms,,2,VMs\r\n"));
/// assert!(csv.contains(",result,total,pool,146.00,USD\r\n"));
/// ```
#[must_use]
pub fn plain_csv(all: &[Exported<'_>]) -> String {
    let text = Cell::text;
    let mut rows: Vec<Vec<Cell>> =
        vec![["scenario", "part", "item", "way", "value", "unit"].map(text).to_vec()];
    for exported in all {
        let draft = exported.draft;
        for field in CostField::ALL.into_iter().filter(|field| draft.asks(*field)) {
            let (value, unit) = input(draft, field, Language::English);
            let head = [exported.name, "input", field.key(), ""].map(text);
            rows.push(head.into_iter().chain([value, unit]).collect());
        }
        for figure in figures(exported.answer) {
            let head = [exported.name, "result", figure.measure.key(), way_key(figure.way)].map(text);
            let value = match figure.value.plain() {
                Some(number) => Cell::Number(number),
                None => Cell::text(figure.value.word().unwrap_or_default()),
            };
            rows.push(head.into_iter().chain([value, Cell::Text(figure.value.unit())]).collect());
        }
        let (date, source) = prices(&exported.answer.inputs.book, Language::English);
        rows.push([exported.name, "prices", "date", "", &date, ""].map(text).to_vec());
        rows.push([exported.name, "prices", "source", "", source, ""].map(text).to_vec());
    }
    write(&rows, Dialect::Plain)
}

/// A table for Excel in the user's language, with its labels and its decimal sign: as a file
/// ([`Dialect::Excel`]) or for the clipboard ([`Dialect::Sheet`]).
#[must_use]
pub fn excel(all: &[Exported<'_>], dialect: Dialect, speaker: Speaker) -> String {
    let (words, cost) = (TOOLS.of(speaker.language), COST.of(speaker.language));
    let text = Cell::text;
    let heads = [words.scenario, words.part, words.item, words.value, words.unit];
    let mut rows: Vec<Vec<Cell>> = vec![heads.map(text).to_vec()];
    for exported in all {
        let name = if exported.name.is_empty() { words.now } else { exported.name };
        let draft = exported.draft;
        for field in CostField::ALL.into_iter().filter(|field| draft.asks(*field)) {
            let group = group_label(cost, field.group());
            let [label, _] = field_said(cost, field, exported.answer.inputs.book.currency);
            let (value, unit) = match field.kind() {
                Kind::Number(_) => input(draft, field, speaker.language),
                _ => (Cell::Text(field_text(draft, field, speaker)), Cell::text("")),
            };
            rows.push([name, group, &label].map(text).into_iter().chain([value, unit]).collect());
        }
        for figure in figures(exported.answer) {
            let way = speaker.way(figure.way, exported.answer.inputs.plan);
            let label = figure.measure.label(speaker.language);
            let value = match figure.value.plain() {
                Some(number) => Cell::Number(number),
                None => Cell::Text(figure.value.text(speaker)),
            };
            let unit = match figure.value {
                Value::Time(_) | Value::VmTime(_) => words.hours.to_owned(),
                _ => figure.value.unit(),
            };
            let head = [name, &way, label].map(text);
            rows.push(head.into_iter().chain([value, Cell::Text(unit)]).collect());
        }
        let (date, source) = prices(&exported.answer.inputs.book, speaker.language);
        rows.push([name, words.prices, words.date, &date, ""].map(text).to_vec());
        rows.push([name, words.prices, words.source, source, ""].map(text).to_vec());
    }
    write(&rows, dialect)
}

/// An input's value and its unit; a choice is its own name, the same in every language.
fn input(draft: &CostDraft, field: CostField, language: Language) -> (Cell, Cell) {
    let text = draft.text(field);
    let plain = || (Cell::text(text), Cell::text(""));
    match field.kind() {
        Kind::Number(quantity) => match number::read(text) {
            Ok(value) => (Cell::Number(value), Cell::text(unit(quantity.bound().unit, language))),
            Err(_) => plain(),
        },
        // Past jobs are a file of their own.
        Kind::History => {
            let jobs = PastJobs::read(text).map_or(0, |past| past.history.summary().jobs);
            (Cell::Number(jobs.into()), Cell::text(unit(Unit::Jobs, language)))
        }
        Kind::Book => {
            (Cell::Text(draft.book().map(|book| book.id.into_owned()).unwrap_or_default()), Cell::text(""))
        }
        Kind::OneOf(_) | Kind::Currency | Kind::Week(_) => plain(),
    }
}
