//! The Cost page: inputs on the left, three bills on the right, the verdict on top.

mod bills;
mod decision;
mod details;
mod form;
mod state;
mod when;

use leptos::prelude::*;

use crate::billing::july_2016;
use crate::billing::wording::source;
use crate::share::link::LinkProblem;
use crate::ui::kit::{Speech, follow, later};
use crate::web::bridge;
use crate::words::{COST, SHELL};

use bills::{AnswerBar, Bills, Verdict};
use decision::DecisionTable;
use details::Details;
use form::Form;
use state::State;

/// The Cost page.
#[component]
pub fn CostPage() -> impl IntoView {
    let speech = Speech::here();
    let state = State::new();
    // After going back, an edit of the address, and a link from another page, which may bring inputs.
    bridge::hear(bridge::Event::Shown, move |_| state.follow_address());
    view! {
        <div class="cost">
            <section class="inputs" aria-label=speech.word(&COST, |words| words.inputs)>
                <h1>{speech.word(&COST, |words| words.heading)}</h1>
                <LinkNotice state />
                <Form state />
            </section>
            <section id="results" class="results" tabindex="-1" aria-label=speech.word(&COST, |words| words.results)>
                {later(move || {
                    view! {
                        <Verdict state />
                        <Bills state />
                        <DecisionTable state />
                        <Details state />
                    }
                        .into_any()
                })}
            </section>
            <AnswerBar state />
        </div>
    }
    .into_any()
}

/// What was wrong with the link by which the page was opened.
#[component]
fn LinkNotice(state: State) -> impl IntoView {
    let speech = Speech::here();
    follow(move || {
        let words = speech.of(&COST);
        let sentence = match state.link_problem.get() {
            None => return ().into_any(),
            Some(LinkProblem::TooNew { .. }) => words.newer_link,
            Some(LinkProblem::Damaged | LinkProblem::TooLong { .. }) => words.damaged_link,
        };
        view! {
            <p class="notice bad" role="alert">
                {sentence}
            </p>
        }
        .into_any()
    })
}

/// The footer's word on prices: their date and source.
pub(in crate::ui) fn prices_as_of(speech: Speech) -> String {
    let book = july_2016();
    let date = speech.figures().day(&book.date.to_string());
    let source = source(&book.pay_as_you_go.origin, speech.language());
    speech.of(&SHELL).footer_prices.with(&[("date", &date), ("source", source)])
}
