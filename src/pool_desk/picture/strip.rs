//! The meter.

use super::super::desk::Desk;
use super::super::tally::Tally;
use super::{Fact, Look, tally_is_unsure};
use crate::service::unsure_sentence;
use crate::units::BilledTime;

pub(super) fn facts(_desk: &Desk, tally: &Tally, look: &Look<'_>) -> Vec<Fact> {
    let words = look.words();
    let unsure = tally.unsure.filter(|_| tally_is_unsure(tally));
    let why = unsure.map(|unsure| unsure_sentence(unsure, look.language)).unwrap_or_default();
    let money =
        |pair: (crate::units::Money, crate::units::Money)| look.range(look.money(pair.0), look.money(pair.1));
    let left = match (tally.left.1, tally.lasts_ms) {
        (BilledTime::ZERO, _) => words.none_left.to_owned(),
        (_, Some(ms)) => words.lasts.with(&[("time", &look.span(ms))]),
        (_, None) => words.left_of.with(&[("included", &look.figures.number(tally.included.hours(), 2))]),
    };
    vec![
        fact(words.vms_now, look.range(look.count(tally.vms.0), look.count(tally.vms.1)), ""),
        fact(words.vm_hours, look.range(look.hours(tally.so_far.0), look.hours(tally.so_far.1)), why),
        fact(words.so_far, money(tally.charged), words.beside_plan),
        fact(words.per_hour, money(tally.per_hour), words.per_hour_note),
        fact(words.left, look.range(look.hours(tally.left.0), look.hours(tally.left.1)), &left),
        fact(words.at_end, money(tally.at_end), words.at_end_note),
    ]
}

fn fact(label: &'static str, value: String, note: &str) -> Fact {
    Fact { label, value, note: note.to_owned() }
}
