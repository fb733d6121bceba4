//! Scenarios side by side, in words: the inputs that differ, and the results with their changes.

use crate::billing::{Currency, Way};
use crate::words::{COST, TOOLS};

use super::export::Exported;
use super::figures::{Figure, Measure, Value, figures};
use super::labels::{field_said, group_label};
use super::say::Speaker;
use super::scenarios::{differences, field_text};

/// A table: heads of its columns, the first of which is over the heads of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// One head a column.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<TableRow>,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// What the row is of.
    pub head: String,
    /// The cells, one a scenario.
    pub cells: Vec<TableCell>,
}

/// A cell of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// What stands in it.
    pub text: String,
    /// How it differs from the first column's, where both are figures.
    pub change: Option<String>,
}

/// The inputs in which the scenarios differ; no rows where they are the same.
#[must_use]
pub fn compared_inputs(all: &[Exported<'_>], speaker: Speaker) -> Table {
    let (words, cost) = (TOOLS.of(speaker.language), COST.of(speaker.language));
    let drafts: Vec<_> = all.iter().map(|exported| exported.draft).collect();
    let rows = differences(&drafts)
        .into_iter()
        .map(|difference| {
            let field = difference.field;
            let cells = drafts.iter().zip(&difference.texts).map(|(draft, text)| TableCell {
                text: match text {
                    Some(_) => field_text(draft, field, speaker),
                    None => words.not_asked.to_owned(),
                },
                change: None,
            });
            let book = drafts.first().map_or(Currency::USD, |draft| draft.book_currency());
            let [label, _] = field_said(cost, field, book);
            TableRow {
                head: format!("{label} ({})", group_label(cost, field.group())),
                cells: cells.collect(),
            }
        })
        .collect();
    Table { head: head(all, words.inputs_that_differ, words.now), rows }
}

/// What is compared of each way, in order.
const COMPARED: [Measure; 8] = [
    Measure::Total,
    Measure::Added,
    Measure::PerJob,
    Measure::WaitP95,
    Measure::DoneP95,
    Measure::InTime,
    Measure::Billed,
    Measure::Utilization,
];

/// The results side by side, each with its change from the first column's: the totals, and what differs.
#[must_use]
pub fn compared_results(all: &[Exported<'_>], speaker: Speaker) -> Table {
    let words = TOOLS.of(speaker.language);
    let found: Vec<Vec<Figure>> = all.iter().map(|exported| figures(exported.answer)).collect();
    let mut rows = Vec::new();
    for way in Way::ALL {
        for measure in COMPARED {
            let values: Vec<Option<&Value>> = found.iter().map(|found| value(found, way, measure)).collect();
            // What is added says no more than the total where nothing is paid anyway.
            let is_total = |(found, value): (&Vec<Figure>, &Option<&Value>)| {
                value.is_none() || *value == self::value(found, way, Measure::Total)
            };
            let repeats = measure == Measure::Added && found.iter().zip(&values).all(is_total);
            let differs = values.windows(2).any(|pair| pair.first() != pair.last());
            if values.iter().all(Option::is_none) || repeats || !(differs || measure == Measure::Total) {
                continue;
            }
            let first = values.first().copied().flatten();
            let cells = values.iter().enumerate().map(|(at, value)| TableCell {
                text: value.map_or_else(|| words.none.to_owned(), |value| value.text(speaker)),
                change: (at > 0)
                    .then(|| value.zip(first))
                    .flatten()
                    .and_then(|(value, first)| value.change_from(first, speaker)),
            });
            let name = match all.first() {
                Some(now) if same_plan(all) => speaker.way(way, now.answer.inputs.plan),
                _ => capital(crate::billing::wording::way_name(way, speaker.language)),
            };
            rows.push(TableRow {
                head: format!("{name}: {}", inside(measure.label(speaker.language))),
                cells: cells.collect(),
            });
        }
    }
    Table { head: head(all, words.results, words.now), rows }
}

fn same_plan(all: &[Exported<'_>]) -> bool {
    all.windows(2).all(|pair| {
        let plan = |at: usize| pair.get(at).map(|exported| exported.answer.inputs.plan);
        plan(0) == plan(1)
    })
}

fn value(found: &[Figure], way: Way, measure: Measure) -> Option<&Value> {
    let figure = found.iter().find(|figure| figure.way == way && figure.measure == measure);
    figure.map(|figure| &figure.value)
}

fn head(all: &[Exported<'_>], first: &str, now: &str) -> Vec<String> {
    let name = |exported: &Exported<'_>| {
        if exported.name.is_empty() { now.to_owned() } else { exported.name.to_owned() }
    };
    core::iter::once(first.to_owned()).chain(all.iter().map(name)).collect()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A label begins with a capital letter where it stands alone, not in the middle of a line.
pub(super) fn inside(label: &str) -> String {
    if label.chars().nth(1).is_some_and(char::is_uppercase) {
        return label.to_owned();
    }
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
