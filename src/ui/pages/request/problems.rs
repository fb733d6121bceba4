//! All problems at once: counted, errors apart from warnings, each a way to its field.

use leptos::prelude::*;

use super::field::{focus_soon, repair_button};
use super::state::State;
use crate::request::{FieldId, Problem, Severity, field_label, request_problem, shape_problem};
use crate::ui::kit::Speech;
use crate::units::Decimal;
use crate::words::{Figures, REQUEST_PAGE};

/// The strip between header and form.
#[component]
pub(super) fn Problems(state: State) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <section
            id="problems"
            class="problems"
            tabindex="-1"
            aria-label=speech.word(&REQUEST_PAGE, |words| words.problems)
        >
            {move || strip(state, speech)}
        </section>
    }
    .into_any()
}

fn strip(state: State, speech: Speech) -> AnyView {
    let words = speech.of(&REQUEST_PAGE);
    let (language, figures) = (speech.language(), speech.figures());
    let of_json: Vec<(FieldId, String)> = state.typed.with(|typed| {
        typed
            .iter()
            .flat_map(|typed| &typed.problems)
            .map(|problem| (FieldId::Body, shape_problem(problem, language, &figures)))
            .collect()
    });
    let (errors, warnings) = state.checked.with(|checked| {
        let of = |severity| checked.of(severity).cloned().collect::<Vec<Problem>>();
        (of(Severity::Error), of(Severity::Warning))
    });
    let count = |count: usize| figures.number(Decimal::from(count), 0);
    let errors_count = errors.len().saturating_add(of_json.len());
    let told = |number: usize, one: &str, many: crate::words::Phrase| match number {
        1 => one.to_owned(),
        number => many.with(&[("count", &count(number))]),
    };
    let warned =
        (!warnings.is_empty()).then(|| told(warnings.len(), words.warnings_one, words.warnings_many));
    let (class, head) = match (errors_count, warned) {
        (0, None) => ("strip good", words.all_well.to_owned()),
        (0, Some(warned)) => ("strip warning", format!("{warned}. {}", words.can_be_sent)),
        (number, warned) => {
            let told = told(number, words.errors_one, words.errors_many);
            ("strip bad", warned.map_or(told.clone(), |warned| format!("{told}, {warned}")))
        }
    };
    let json_items = of_json.into_iter().map(|(field, said)| item(state, field, said, None, speech));
    let items = errors.into_iter().chain(warnings).map(|problem| {
        let said = request_problem(&problem, language, &figures);
        item(state, problem.field, said, Some(problem), speech)
    });
    let items = json_items.chain(items).collect_view();
    view! {
        <div class=class>
            <p class="strip-head">{head}</p>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

fn item(state: State, field: FieldId, said: String, problem: Option<Problem>, speech: Speech) -> AnyView {
    let class = match &problem {
        Some(problem) if problem.severity() != Severity::Error => "is-warning",
        _ => "is-error",
    };
    let repair = problem.as_ref().and_then(|problem| repair_button(state, problem, speech));
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
