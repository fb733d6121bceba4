//! The meter.

use super::super::desk::Desk;
use super::super::tally::Tally;
use super::{Fact, Look};
use crate::service::unsure_sentence;
use crate::units::{BilledTime, Money};
use crate::words::Figures;

pub(super) fn facts(_desk: &Desk, tally: &Tally, look: &Look<'_>) -> Vec<Fact> {
    let words = look.words();
    let hours = (look.hours(tally.so_far.0), look.hours(tally.so_far.1));
    // A difference that cannot be seen needs no reason.
    let unsure = tally.unsure.filter(|_| hours.0 != hours.1);
    let why = unsure.map(|unsure| unsure_sentence(unsure, look.language)).unwrap_or_default();
    let money = |pair: (Money, Money)| look.range(look.money(pair.0), look.money(pair.1));
    let left = match (tally.left.1, tally.lasts_ms) {
        (BilledTime::ZERO, _) => words.none_left.to_owned(),
        (_, Some(ms)) if ms >= tally.rest_ms => words.lasts_period.to_owned(),
        (_, Some(ms)) => words.lasts.with(&[("time", &look.span(ms))]),
        (_, None) => {
            words.left_of.with(&[("included", &Figures(look.language).number(tally.included.hours(), 2))])
        }
    };
    // A projection is no finer than a whole unit of the currency.
    let whole = |amount: Money| Figures(look.language).whole_money(amount.amount(), "USD");
    let at_end = look.range(whole(tally.at_end.0), whole(tally.at_end.1));
    let at_end = words.about.with(&[("money", &at_end)]);
    let beside = match tally.periods {
        0 | 1 => words.beside_plan.to_owned(),
        periods => words.beside_plan_of.with(&[("periods", &look.count(periods))]),
    };
    vec![
        fact(words.vms_now, look.range(look.count(tally.vms.0), look.count(tally.vms.1)), ""),
        fact(words.vm_hours, look.range(hours.0, hours.1), why),
        fact(words.so_far, money(tally.charged), &beside),
        fact(words.per_hour, money(tally.per_hour), words.per_hour_note),
        fact(words.left, look.range(look.hours(tally.left.0), look.hours(tally.left.1)), &left),
        fact(words.at_end, at_end, words.at_end_note),
    ]
}

fn fact(label: &'static str, value: String, note: &str) -> Fact {
    Fact { label, value, note: note.to_owned() }
}
