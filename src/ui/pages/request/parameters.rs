//! Global parameters: name, type, whether and how each is sent, and its value.

use std::sync::Arc;

use leptos::prelude::*;

use super::choices::{Choices, menu};
use super::field::{field, under};
use super::parts::drawn_rows;
use super::removed::{offer, removed};
use super::state::State;
use crate::request::{FieldId, Keyed, ParameterDraft, ParameterState, ParameterType, parameter_type_label};
use crate::ui::kit::{Button, Speech, focus_soon};
use crate::words::REQUEST_PAGE;

/// The parameters.
pub(super) fn parameters(state: State) -> AnyView {
    let speech = Speech::here();
    let count = Memo::new(move |_| state.draft.with(|draft| draft.parameters.len()));
    let drawn = drawn_rows(count);
    let added = move || {
        let at = state.draft.with_untracked(|draft| draft.parameters.len());
        state.draft.update(|draft| draft.parameters.push(ParameterDraft::default()));
        focus_soon(FieldId::ParameterName(at).to_string());
    };
    view! {
        {under(state, FieldId::Parameters)}
        <For each=move || 0..drawn.get() key=|at| *at children=move |at| parameter(state, at) />
        {removed(state, FieldId::Parameters)}
        <Show when=move || count.get() == 0>
            <p class="field-help is-printed">{speech.word(&REQUEST_PAGE, |words| words.no_parameters)}</p>
        </Show>
        <Button
            label=Signal::derive(move || speech.of(&REQUEST_PAGE).add_parameter.to_owned())
            pressed=added
        />
    }
    .into_any()
}

fn parameter(state: State, at: usize) -> AnyView {
    let speech = Speech::here();
    let is_valued = state.part(move |sight| {
        sight.draft.parameters.get(at).is_some_and(|parameter| parameter.state == ParameterState::Value)
    });
    let title = move || speech.of(&REQUEST_PAGE).parameter_number.with(&[("number", &(at + 1).to_string())]);
    let name = state
        .part(move |sight| sight.draft.parameters.get(at).map(|one| one.name.clone()).unwrap_or_default());
    let said = move || speech.of(&REQUEST_PAGE).remove_named.with(&[("name", &name.get())]);
    let removed = move |_| {
        let name = name.get_untracked();
        state.remove(FieldId::Parameters, name.clone(), |draft| {
            if at < draft.parameters.len() {
                draft.parameters.remove(at);
            }
        });
        offer(&name, speech);
    };
    view! {
        <section class="reference" aria-label=title>
            <header class="reference-head">
                {field(state, FieldId::ParameterName(at))}
                <button type="button" class="button small" aria-label=said on:click=removed>
                    {speech.word(&REQUEST_PAGE, |words| words.remove)}
                </button>
            </header>
            <div class="pair">{menu(states(state, at))} {menu(types(state, at))}</div>
            {move || is_valued.get().then(|| field(state, FieldId::ParameterValue(at)))}
            {move || (!is_valued.get()).then(|| under(state, FieldId::ParameterValue(at)))}
        </section>
    }
    .into_any()
}

fn states(state: State, at: usize) -> Choices {
    Choices {
        id: format!("parameter-{at}-state"),
        label: |words| words.parameter_state,
        entries: |speech| {
            let words = speech.of(&REQUEST_PAGE);
            [
                (ParameterState::Value.key(), words.send_value),
                (ParameterState::Null.key(), words.send_null),
                (ParameterState::Omit.key(), words.send_omit),
            ]
            .map(|(value, label)| (value, label.to_owned()))
            .to_vec()
        },
        current: state.part(move |sight| {
            sight.draft.parameters.get(at).map(|parameter| parameter.state).unwrap_or_default().key()
        }),
        chosen: Arc::new(move |value| {
            let chosen = Keyed::of_key(value);
            state.draft.update(|draft| {
                if let Some(parameter) = draft.parameters.get_mut(at) {
                    parameter.state = chosen;
                }
            });
        }),
    }
}

fn types(state: State, at: usize) -> Choices {
    Choices {
        id: format!("parameter-{at}-type"),
        label: |words| words.parameter_type,
        entries: |speech| {
            let label = |kind| parameter_type_label(kind, speech.language()).to_owned();
            ParameterType::ALL.map(|kind| (kind.key(), label(kind))).to_vec()
        },
        current: state.part(move |sight| {
            sight.draft.parameters.get(at).map(|parameter| parameter.kind).unwrap_or_default().key()
        }),
        chosen: Arc::new(move |value| {
            let chosen = Keyed::of_key(value);
            state.draft.update(|draft| {
                if let Some(parameter) = draft.parameters.get_mut(at) {
                    parameter.kind = chosen;
                }
            });
        }),
    }
}
