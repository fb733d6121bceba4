//! All problems at once: counted, errors apart from warnings, each a way to its field.

use leptos::prelude::*;

use super::field::repair_button;
use super::parts::Found;
use super::state::State;
use crate::request::{FieldId, Severity, field_label, request_problem, shape_problem};
use crate::ui::kit::{Speech, focus_soon, follow};
use crate::units::Decimal;
use crate::words::{Phrase, REQUEST_PAGE};

/// The strip between header and form.
#[component]
pub(super) fn Problems(state: State) -> impl IntoView {
    let speech = Speech::here();
    // The pool stands first in this form.
    let found = state.part(|sight| {
        let mut found = sight.found(|problem| problem.severity() != Severity::Note);
        found.sort_by_key(|one| (one.problem.severity(), one.problem.field != FieldId::PoolId));
        found
    });
    view! {
        <section
            id="problems"
            class="problems"
            tabindex="-1"
            aria-label=speech.word(&REQUEST_PAGE, |words| words.problems)
        >
            {follow(move || strip(state, found, speech))}
        </section>
    }
    .into_any()
}

/// How many errors and warnings there are, and what that means.
pub(super) fn headline(state: State, speech: Speech) -> String {
    let words = speech.of(&REQUEST_PAGE);
    let figures = speech.figures();
    let (errors, warnings) = counts(state);
    let told = |number: usize, one: &str, many: Phrase| match number {
        1 => one.to_owned(),
        number => many.with(&[("count", &figures.number(Decimal::from(number), 0))]),
    };
    let warned = (warnings > 0).then(|| told(warnings, words.warnings_one, words.warnings_many));
    match (errors, warned) {
        (0, None) => words.all_well.to_owned(),
        (0, Some(warned)) => format!("{warned}. {}", words.can_be_sent),
        (_, warned) => {
            let told = told(errors, words.errors_one, words.errors_many);
            match warned {
                Some(warned) => format!("{told}, {warned}"),
                None => told,
            }
        }
    }
}

/// Errors, those of JSON that cannot be read too, and warnings.
fn counts(state: State) -> (usize, usize) {
    let in_json = state.typed.with(|typed| typed.as_ref().map_or(0, |typed| typed.problems.len()));
    state.problems.with(|problems| {
        let of = |severity| problems.iter().filter(|problem| problem.severity() == severity).count();
        (of(Severity::Error).saturating_add(in_json), of(Severity::Warning))
    })
}

fn strip(state: State, found: RwSignal<Vec<Found>>, speech: Speech) -> AnyView {
    let language = speech.language();
    let of_json: Vec<String> = state.typed.with(|typed| {
        let problems = typed.iter().flat_map(|typed| &typed.problems);
        problems.map(|problem| shape_problem(problem, language)).collect()
    });
    let class = match counts(state) {
        (0, 0) => "strip good",
        (0, _) => "strip warning",
        _ => "strip bad",
    };
    let json_items = of_json.into_iter().map(|said| item(state, FieldId::Body, said, None, speech));
    let items = found.get().into_iter().map(|found| {
        let said = request_problem(&found.problem, language);
        item(state, found.problem.field, said, Some(found), speech)
    });
    let items = json_items.chain(items).collect_view();
    view! {
        <div class=class>
            <p class="strip-head">{headline(state, speech)}</p>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

fn item(state: State, field: FieldId, said: String, found: Option<Found>, speech: Speech) -> AnyView {
    let class = match &found {
        Some(found) if found.problem.severity() != Severity::Error => "is-warning",
        _ => "is-error",
    };
    let repair = found.as_ref().and_then(|found| repair_button(state, found, speech));
    view! {
        <li class=class>
            <a
                href=format!("#{field}")
                on:click=move |event| {
                    event.prevent_default();
                    show(state, field);
                }
            >
                {field_label(field, speech.language())}
            </a>
            ": "
            {said}
            " "
            {repair}
        </li>
    }
    .into_any()
}

/// Moves focus to a field; the address stays.
fn show(state: State, field: FieldId) {
    if field == FieldId::Body {
        state.tab.set("json");
    }
    focus_soon(field.to_string());
}
