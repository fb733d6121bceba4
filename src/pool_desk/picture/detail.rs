//! The chosen pool, with all that is known of it.

use super::super::desk::Desk;
use super::super::tally::is_there;
use super::{Detail, Fact, Look, pools, watch};
use crate::emulator::VmPhase;
use crate::service::{PoolView, error_sentence, unsure_sentence};

pub(super) fn detail(desk: &Desk, look: &Look<'_>) -> Option<Detail> {
    let words = look.words();
    let view = desk.session().pool(look.selected?)?;
    let id = view.pool.id.clone();
    let row = pools::row(desk, view, look);
    let refusals =
        row.actions.into_iter().filter_map(|action| Some((action.label, action.refused?))).collect();
    let there = is_there(view.presence);
    Some(Detail {
        heading: words.details_of.with(&[("pool", id.as_str())]),
        facts: facts(desk, view, look),
        other: view.pool.other.clone(),
        refusals: if there { refusals } else { Vec::new() },
        is_there: there,
        autopilot: view.autopilot.filter(|_| there),
        autopilot_does: watch::autopilot(desk, view, look),
        id,
    })
}

fn facts(desk: &Desk, view: &PoolView, look: &Look<'_>) -> Vec<Fact> {
    let words = look.words();
    let now = desk.now();
    let mut facts = Vec::new();
    let mut add = |label, value: String, note: &str| facts.push(Fact { label, value, note: note.to_owned() });
    let created = view.pool.created.map(|at| look.time(at, now));
    add(words.created, created.unwrap_or_else(|| words.not_told.to_owned()), "");
    let told =
        view.told.map(|at| words.told_ago.with(&[("time", &look.span(now.ms_since(at) / 1_000 * 1_000))]));
    add(words.told, told.unwrap_or_else(|| words.not_told.to_owned()), "");
    if let Some(url) = &view.pool.swagger_url {
        add(words.swagger_of_pool, url.clone(), words.pays);
    }
    let reading = view.meter.reading(now);
    let why = reading.unsure.map(|unsure| unsure_sentence(unsure, look.language)).unwrap_or_default();
    add(words.hours, look.range(look.hours(reading.least), look.hours(reading.most)), why);
    if let Some(since) = view.idle_since.filter(|_| is_there(view.presence)) {
        add(
            words.idle,
            words.idle_for.with(&[("time", &look.span(now.ms_since(since) / 60_000 * 60_000))]),
            "",
        );
    }
    for error in &view.pool.resize_errors {
        add(words.resize_error, error.code.clone(), &error.message);
    }
    if let Some(error) = &view.error {
        add(words.last_error, error_sentence(error, look.language), "");
    }
    if let Some(sight) = desk.account().and_then(|account| account.sight(&view.pool.id)) {
        let count = |wanted: VmPhase, busy: Option<bool>| {
            let fits = |jobs: usize| busy.is_none_or(|busy| busy == (jobs > 0));
            let vms = sight.vms.iter().filter(|(phase, jobs)| *phase == wanted && fits(jobs.len()));
            look.counted(vms.count())
        };
        let sentence = words.vm_map_of.with(&[
            ("provisioning", &count(VmPhase::Provisioning, None)),
            ("busy", &count(VmPhase::Ready, Some(true))),
            ("free", &count(VmPhase::Ready, Some(false))),
            ("leaving", &count(VmPhase::Leaving, None)),
            ("queue", &look.counted(sight.queue.len())),
        ]);
        add(words.vm_map, sentence, "");
    }
    facts
}
