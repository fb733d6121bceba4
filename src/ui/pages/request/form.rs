use std::sync::Arc;

use leptos::prelude::*;

use super::choices::{Choices, radios};
use super::field::field;
use super::known::known_pools;
use super::parameters::parameters;
use super::references::{inputs, outputs};
use super::state::{State, done};
use crate::request::{FieldId, RunOn};
use crate::ui::kit::{Button, Speech, later};
use crate::words::{REQUEST_PAGE, RequestPageWords};

/// The job, grouped by question.
#[component]
pub(super) fn Form(state: State) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            {group(None, |words| words.run_on, run_on(state))}
            {group(
                None,
                |words| words.service,
                (
                    field(state, FieldId::Service),
                    printed_address(state),
                    service_source(state),
                    field(state, FieldId::ApiKey),
                )
                    .into_any(),
            )}
            {later(move || group(None, |words| words.input, inputs(state)))}
            {later(move || {
                (
                    group(Some(FieldId::Outputs), |words| words.outputs, outputs(state)),
                    group(Some(FieldId::Parameters), |words| words.parameters, parameters(state)),
                )
                    .into_any()
            })}
            {later(move || {
                view! {
                    <p class="field-help">{speech.word(&REQUEST_PAGE, |words| words.no_secret_in_link)}</p>
                    <p class="row">{start_buttons(state)}</p>
                }
                    .into_any()
            })}
        </form>
    }
    .into_any()
}

/// The address on paper, where a field would cut it off.
fn printed_address(state: State) -> AnyView {
    let address = move || state.checked.with(|checked| Some(checked.address.as_ref()?.jobs()));
    view! { <p class="printed-address">{address}</p> }.into_any()
}

/// A question of the form; one that stands for a field can be given focus.
fn group(field: Option<FieldId>, legend: fn(&RequestPageWords) -> &'static str, content: AnyView) -> AnyView {
    let speech = Speech::here();
    view! {
        <fieldset class="group" id=field.map(|field| field.to_string()) tabindex=field.map(|_| "-1")>
            <legend>{move || legend(speech.of(&REQUEST_PAGE))}</legend>
            {content}
        </fieldset>
    }
    .into_any()
}

/// Pool or classic, and the pool's id.
fn run_on(state: State) -> AnyView {
    let speech = Speech::here();
    let is_pool = Memo::new(move |_| state.draft.with(|draft| draft.run_on == RunOn::Pool));
    let choices = Choices {
        id: "run-on".to_owned(),
        label: |words| words.run_on,
        entries: |speech| {
            let words = speech.of(&REQUEST_PAGE);
            vec![("pool", words.run_pool.to_owned()), ("classic", words.run_classic.to_owned())]
        },
        current: state.part(|sight| if sight.draft.run_on == RunOn::Pool { "pool" } else { "classic" }),
        chosen: Arc::new(move |value| {
            let run_on = if value == "pool" { RunOn::Pool } else { RunOn::Classic };
            state.draft.update(|draft| draft.run_on = run_on);
        }),
    };
    view! {
        <div class="quiet-legend">{radios(choices)}</div>
        {move || {
            if is_pool.get() {
                (known_pools(state), field(state, FieldId::PoolId)).into_any()
            } else {
                view! { <p class="field-help">{speech.of(&REQUEST_PAGE).classic_help}</p> }.into_any()
            }
        }}
    }
    .into_any()
}

/// Where names and types come from, when they come from the service's own document.
fn service_source(state: State) -> AnyView {
    let speech = Speech::here();
    view! {
        {move || {
            state.ports.with(|ports| {
                let ports = ports.as_ref()?;
                let words = speech.of(&REQUEST_PAGE);
                let sentence = match &ports.title {
                    Some(title) => words.from_service.with(&[("title", title)]),
                    None => words.from_service_untitled.to_owned(),
                };
                const LONGEST: usize = 300;
                let said = ports.description.as_ref().map(|said| said.chars().take(LONGEST).collect::<String>());
                Some(
                    view! {
                        <p class="row service-source">
                            <span>{sentence}</span>
                            <button
                                type="button"
                                class="button small"
                                on:click=move |_| state.ports.set(None)
                            >
                                {words.forget_service}
                            </button>
                        </p>
                        {said.map(|said| view! { <p class="field-help">{said}</p> })}
                    },
                )
            })
        }}
    }
    .into_any()
}

/// Empty, example, and back.
fn start_buttons(state: State) -> AnyView {
    let speech = Speech::here();
    let word = move |pick: fn(&RequestPageWords) -> &'static str| {
        Signal::derive(move || pick(speech.of(&REQUEST_PAGE)).to_owned())
    };
    let say = move |pick: fn(&RequestPageWords) -> &'static str| {
        done(pick(REQUEST_PAGE.of(speech.language_untracked())));
    };
    view! {
        <Button
            label=word(|words| words.clear)
            pressed=move || {
                state.clear();
                say(|words| words.cleared);
            }
        />
        <Button
            label=word(|words| words.use_example)
            pressed=move || {
                state.use_example();
                say(|words| words.example_used);
            }
        />
        <Show when=move || state.before.with(Option::is_some) && state.pasted.with(Option::is_none)>
            <Button
                label=word(|words| words.bring_back)
                pressed=move || {
                    state.bring_back();
                    say(|words| words.brought_back);
                }
                undo=true
            />
        </Show>
    }
    .into_any()
}
