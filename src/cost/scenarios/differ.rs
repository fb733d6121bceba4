//! In which inputs scenarios differ.

use rust_decimal::Decimal;

use crate::units::Unit;
use crate::units::number;
use crate::words::{COST, TOOLS};

use super::super::draft::CostDraft;
use super::super::field::{CostField, Kind};
use super::super::labels::choice_label;
use super::super::larger::larger_text;
use super::super::say::Speaker;
use super::super::week::Week;

const PERCENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// An input in which scenarios differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which input.
    pub field: CostField,
    /// What stands in it, one a scenario; `None` where the scenario's other inputs leave it no meaning.
    pub texts: Vec<Option<String>>,
}

/// The inputs in which drafts differ, in form order; what no draft asks is none.
///
/// ```
/// use poolwise::cost::{CostDraft, CostField, differences};
/// let [four, eight] = ["", "1&vms=8"].map(|link| CostDraft::from_link(link).unwrap());
/// let found = differences(&[&four, &eight]);
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].field, &found[0].texts[1]), (CostField::Vms, &Some("8".to_owned())));
/// ```
#[must_use]
pub fn differences(drafts: &[&CostDraft]) -> Vec<Difference> {
    let texts = |field: CostField| -> Vec<Option<String>> {
        drafts.iter().map(|draft| draft.asks(field).then(|| draft.text(field).to_owned())).collect()
    };
    CostField::ALL
        .into_iter()
        .map(|field| Difference { field, texts: texts(field) })
        .filter(|difference| difference.texts.windows(2).any(|pair| pair.first() != pair.last()))
        .collect()
}

/// What stands in a field, in words: a number with its unit, a choice by its label.
#[must_use]
pub fn field_text(draft: &CostDraft, field: CostField, speaker: Speaker) -> String {
    let text = draft.text(field);
    match field.kind() {
        Kind::Number(quantity) => {
            let Ok(value) = number::read(text) else { return text.to_owned() };
            let bound = quantity.bound();
            let shown = speaker.figures().number(value, bound.decimals);
            // What is counted is in the label.
            let unit = match bound.unit {
                Unit::Percent => return speaker.figures().percent(value * PERCENT, bound.decimals),
                Unit::Hours | Unit::ComputeHours => "h",
                Unit::Minutes => "min",
                Unit::Seconds => "s",
                _ => return shown,
            };
            format!("{shown}\u{a0}{unit}")
        }
        Kind::OneOf(values) => {
            let value = values.iter().find(|value| **value == text);
            value.map_or_else(String::new, |value| {
                choice_label(COST.of(speaker.language), field, value).to_owned()
            })
        }
        Kind::Currency => text.to_owned(),
        Kind::Week(quantity) => Week::read(text, quantity).map_or_else(
            |_| text.to_owned(),
            |week| {
                let all: u64 = week.hours().iter().copied().map(u64::from).sum();
                let number = |count: u64| speaker.figures().number(count.into(), 0);
                let words = TOOLS.of(speaker.language);
                words.week.with(&[("all", &number(all)), ("peak", &number(week.peak().into()))])
            },
        ),
        Kind::History | Kind::Book => larger_text(draft, field, speaker.language),
    }
}
