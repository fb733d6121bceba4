//! The answer as Markdown, for a wiki, an issue or a mail.

use crate::billing::wording::{line_arithmetic, line_name, not_billed};
use crate::billing::{Comparison, Way};
use crate::share::markdown::Document;
use crate::words::{COST, SHELL, TOOLS};

use super::super::compare::{Table, compared_inputs, compared_results};
use super::super::field::{CostField, Group};
use super::super::figures::{Measure, figures};
use super::super::labels::{field_said, group_label};
use super::super::say::Speaker;
use super::super::scenarios::field_text;
use super::{Exported, prices};

/// The answer as Markdown: verdict, bills with their arithmetic, when the jobs are done, inputs, what is assumed; where
/// scenarios are pinned, what differs. `link` opens all of it again.
///
/// The first of `all` is the inputs as they are; empty text without any.
#[must_use]
pub fn markdown(all: &[Exported<'_>], link: &str, speaker: Speaker) -> String {
    let (words, cost) = (TOOLS.of(speaker.language), COST.of(speaker.language));
    let mut document = Document::new();
    let Some(now) = all.first() else { return String::new() };
    document.heading(1, cost.heading);
    document.paragraph(&speaker.verdict(now.answer).unwrap_or_else(|| cost.pending.to_owned()));
    if let Some(comparison) = &now.answer.comparison {
        if let Some(undone) = speaker.undone(now.answer) {
            document.paragraph(&undone);
        }
        document.heading(2, cost.bills);
        bills(now, speaker, &mut document);
        arithmetic(now, comparison, speaker, &mut document);
    }
    if all.len() > 1 {
        document.heading(2, words.scenarios);
        for table in [compared_inputs(all, speaker), compared_results(all, speaker)] {
            push(&table, &mut document);
        }
    }
    inputs(now, speaker, &mut document);
    let (date, source) = prices(&now.answer.inputs.book, speaker.language);
    document
        .paragraph(&SHELL.of(speaker.language).footer_prices.with(&[("date", &date), ("source", source)]));
    if !link.is_empty() {
        document.address(link);
    }
    document.into_text()
}

fn push(table: &Table, document: &mut Document) {
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| match &cell.change {
                Some(change) => format!("{} ({change})", cell.text),
                None => cell.text.clone(),
            });
            core::iter::once(row.head.clone()).chain(cells).collect()
        })
        .collect();
    if !rows.is_empty() {
        document.table(&table.head, &rows, true);
    }
}

/// The bills side by side: a column a way, a row a figure that any of them has.
fn bills(now: &Exported<'_>, speaker: Speaker, document: &mut Document) {
    let found = figures(now.answer);
    let mut head = vec![String::new()];
    head.extend(Way::ALL.map(|way| speaker.way(way, now.answer.inputs.plan)));
    let mut measures: Vec<Measure> = found.iter().map(|figure| figure.measure).collect();
    measures.sort_unstable();
    measures.dedup();
    let cell = |measure: Measure, way: Way| {
        let figure = found.iter().find(|figure| figure.measure == measure && figure.way == way);
        figure.map(|figure| figure.value.text(speaker)).unwrap_or_default()
    };
    let rows: Vec<Vec<String>> = measures
        .into_iter()
        .map(|measure| {
            let label = measure.label(speaker.language).to_owned();
            core::iter::once(label).chain(Way::ALL.map(|way| cell(measure, way))).collect()
        })
        .collect();
    document.table(&head, &rows, true);
}

fn arithmetic(now: &Exported<'_>, comparison: &Comparison, speaker: Speaker, document: &mut Document) {
    let language = speaker.language;
    for offer in &comparison.offers {
        document.heading(3, &speaker.way(offer.way, now.answer.inputs.plan));
        match &offer.bill {
            Ok(bill) => {
                let lines: Vec<String> = bill
                    .lines
                    .iter()
                    .map(|line| {
                        let name = line_name(line.kind, language);
                        format!("{name}: {}", line_arithmetic(line, bill, language))
                    })
                    .collect();
                document.list(lines.iter().map(String::as_str));
            }
            Err(why) => document.paragraph(&not_billed(why, language)),
        }
    }
}

/// Every input that has a meaning, by question; what the documents leave open, with what it rests on.
fn inputs(now: &Exported<'_>, speaker: Speaker, document: &mut Document) {
    let (words, cost) = (TOOLS.of(speaker.language), COST.of(speaker.language));
    let book = now.answer.inputs.book.currency;
    document.heading(2, cost.inputs);
    for group in Group::ALL {
        let fields: Vec<CostField> = CostField::ALL
            .into_iter()
            .filter(|field| field.group() == group && now.draft.asks(*field))
            .collect();
        let rows: Vec<Vec<String>> = fields
            .iter()
            .map(|field| {
                let [label, help] = field_said(cost, *field, book);
                let mut row = vec![label, field_text(now.draft, *field, speaker)];
                if group == Group::Assumed {
                    row.push(help);
                }
                row
            })
            .collect();
        let mut head = vec![group_label(cost, group).to_owned(), words.value.to_owned()];
        if group == Group::Assumed {
            head.push(words.rests_on.to_owned());
        }
        if !rows.is_empty() {
            document.table(&head, &rows, false);
        }
    }
}
