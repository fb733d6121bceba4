//! The Request page: anything pasted on top, problems under it, the form on the left, what comes of it on the right.

mod after;
mod choices;
mod code;
mod control;
mod fetching;
mod field;
mod form;
mod hand_over;
mod json;
mod keep;
mod known;
mod many;
mod outputs;
mod parameters;
mod parts;
mod paste;
mod pool;
mod prelude;
mod problems;
mod reading;
mod references;
mod removed;
mod scripts;
mod state;
mod typed;
mod urls;

use leptos::prelude::*;

use crate::job_form::example;
use crate::share::link::LinkProblem;
use crate::ui::kit::{CheckBox, Speech, later};
use crate::web::page;
use crate::words::REQUEST_PAGE;

use form::Form;
use outputs::Outputs;
use paste::Paste;
use problems::Problems;
use state::State;

/// The Request page.
#[component]
pub fn RequestPage() -> impl IntoView {
    let speech = Speech::here();
    let state = State::new();
    state.follow_parts(speech);
    let original = example();
    let is_example = Memo::new(move |_| state.draft.with(|draft| *draft == original));
    view! {
        <div class="request">
            <header class="request-head">
                <div class="request-title">
                    <h1>{speech.word(&REQUEST_PAGE, |words| words.heading)}</h1>
                    <CheckBox
                        id="show-secrets"
                        label=Signal::derive(move || speech.of(&REQUEST_PAGE).show_secrets.to_owned())
                        checked=state.shows_secrets
                        changed=move |shown| state.shows_secrets.set(shown)
                    />
                </div>
                {move || link_notice(state, speech)}
                <Paste state />
            </header>
            <Problems state />
            <section class="inputs" aria-label=speech.word(&REQUEST_PAGE, |words| words.form)>
                {move || {
                    is_example
                        .get()
                        .then(|| view! { <p class="example-note">{speech.of(&REQUEST_PAGE).example_shown}</p> })
                }}
                {later(move || view! { <Form state /> }.into_any())}
            </section>
            <section
                id="request-results"
                class="results"
                tabindex="-1"
                aria-label=speech.word(&REQUEST_PAGE, |words| words.results)
            >
                <div class="results-stay">
                    {later(move || (view! { <Outputs state /> }, hand_over::link(state)).into_any())}
                </div>
            </section>
            <a
                class="answer-bar"
                href="#request-results"
                on:click=|event| {
                    event.prevent_default();
                    page::focus("request-results");
                }
            >
                {move || problems::headline(state, speech)}
            </a>
        </div>
    }
    .into_any()
}

/// What was wrong with the link by which the page was opened.
fn link_notice(state: State, speech: Speech) -> Option<AnyView> {
    let words = speech.of(&REQUEST_PAGE);
    let sentence = match state.link_problem.get()? {
        LinkProblem::TooNew { .. } => words.newer_link,
        LinkProblem::Damaged | LinkProblem::TooLong { .. } => words.damaged_link,
    };
    Some(view! { <p class="notice bad" role="alert">{sentence}</p> }.into_any())
}
