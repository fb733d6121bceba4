use leptos::prelude::*;

use super::Details;
use super::planner::sized;
use super::run::Run;
use crate::billing::Currency;
use crate::capacity::{NEVER_MS, PlanRow};
use crate::cost::{Inputs, Speaker};
use crate::ui::kit::{Button, Markup, Speech, announce, drawn, focus_soon, follow};
use crate::units::VmCount;
use crate::web::{bridge, page, screen};
use crate::words::{Language, PLANNER, duration};

/// The attribute by which a row's button says its size.
const SIZE: &str = "data-vms";
/// The id of the button that undoes.
const UNDO: &str = "planner-undo";

/// Gives the form another size; the present one is kept for undo.
pub(super) fn take(details: Details, run: Run, vms: VmCount, language: Language) {
    let present = details.inputs.with_untracked(|inputs| inputs.as_ref().map(|inputs| inputs.pool.vms));
    run.before.set(present.filter(|present| *present != vms));
    tell(vms, language);
    focus_soon(UNDO);
}

fn tell(vms: VmCount, language: Language) {
    bridge::tell(bridge::Event::CostVms, &vms.0.to_string());
    announce(&PLANNER.of(language).used.with(&[("vms", &sized(vms, language))]));
}

/// The way back to the size before the last one that was taken here.
pub(super) fn undo(run: Run, speech: Speech) -> AnyView {
    follow(move || {
        let Some(vms) = run.before.get() else { return ().into_any() };
        let name = sized(vms, speech.language());
        let label = speech.of(&PLANNER).undo_size.with(&[("vms", &name)]);
        let pressed = move || {
            run.before.set(None);
            tell(vms, speech.language_untracked());
            page::focus("planner-heading");
        };
        view! { <Button id=UNDO label=Signal::stored(label) pressed undo=true /> }.into_any()
    })
}

/// Every size as a row, with a button that takes it.
#[component]
pub(super) fn Sizes(details: Details, run: Run) -> impl IntoView {
    let speech = Speech::here();
    let is_open = RwSignal::new(false);
    let table = drawn("chart-table", move || {
        if !is_open.get() {
            return Markup::new();
        }
        let Some((found, inputs)) = run.found.get().zip(details.inputs.get()) else { return Markup::new() };
        let speaker = Speaker::new(speech.language());
        let currency = inputs.terms.adjustment.currency(inputs.book.currency);
        table(&found.rows, &inputs, currency, speaker)
    });
    let is_empty = move || run.found.with(|found| found.as_ref().is_none_or(|found| found.rows.is_empty()));
    view! {
        <details class="sizes" hidden=is_empty on:toggle=move |event| is_open.set(screen::is_open(&event))>
            <summary>{speech.word(&PLANNER, |words| words.sizes)}</summary>
            <div on:click=move |event| {
                let pressed = page::attribute_at(&event, SIZE).and_then(|vms| vms.parse().ok());
                if let Some(vms) = pressed {
                    take(details, run, VmCount(vms), speech.language_untracked());
                }
            }>{table}</div>
        </details>
    }
    .into_any()
}

fn table(rows: &[PlanRow], inputs: &Inputs, currency: Currency, speaker: Speaker) -> Markup {
    let words = PLANNER.of(speaker.language);
    let has_deadline = rows.iter().any(|row| row.chance.is_some());
    let finish = |ms: u64| match ms {
        NEVER_MS => words.never.to_owned(),
        ms => duration(ms, speaker.language),
    };
    let mut table = Markup::new();
    table.open("table", &[]);
    table.open("thead", &[]);
    table.open("tr", &[]);
    let heads = [words.vms, words.cost_mean, words.cost_p95, words.finish_p50, words.finish_p95];
    for head in heads.into_iter().chain(has_deadline.then_some(words.chance)).chain([words.use_head]) {
        table.leaf("th", &[("scope", "col")], head);
    }
    table.close("tr");
    table.close("thead");
    table.open("tbody", &[]);
    for row in rows {
        let is_used = row.vms == inputs.pool.vms;
        table.open("tr", if is_used { &[("class", "marked")] } else { &[] });
        let count = speaker.figures().number(row.vms.0.into(), 0);
        table.leaf("th", &[("scope", "row")], &count);
        table.leaf("td", &[], &speaker.money(row.cost_mean.rounded(), currency));
        table.leaf("td", &[], &speaker.money(row.cost_p95.rounded(), currency));
        table.leaf("td", &[], &finish(row.finish_ms_p50));
        table.leaf("td", &[], &finish(row.finish_ms_p95));
        if has_deadline {
            table.leaf(
                "td",
                &[],
                &row.chance.map_or_else(String::new, |chance| speaker.ratio(chance.estimate)),
            );
        }
        table.open("td", &[]);
        if is_used {
            table.text(words.in_use);
        } else {
            let name = sized(row.vms, speaker.language);
            let button = [
                ("type", "button"),
                ("class", "button small"),
                (SIZE, &row.vms.0.to_string()),
                ("aria-label", &words.use_size.with(&[("vms", &name)])),
            ];
            table.leaf("button", &button, words.use_row);
        }
        table.close("td");
        table.close("tr");
    }
    table.close("tbody");
    table.close("table");
    table
}
