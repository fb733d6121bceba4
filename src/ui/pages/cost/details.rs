use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::cost::plan::wire;
use crate::cost::{CostDraft, CostField};
use crate::web::{bridge, screen};

/// The id of the container of the details, which are a wasm file of their own.
const CONTAINER: &str = "cost-details";

/// The container of break-evens, planner and timelines. Their file is started when it comes into view, or when the
/// answer waits for a simulation.
#[component]
pub(super) fn Details(state: State) -> impl IntoView {
    let started = RwSignal::new(false);
    let start = move || {
        if !started.get_untracked() {
            started.set(true);
            spawn_local(async move {
                match bridge::start("cost_details").await {
                    Ok(()) => untrack(move || tell_inputs(state)),
                    Err(_) => started.set(false),
                }
            });
        }
    };
    Effect::new(move || {
        screen::when_seen(CONTAINER, start);
    });
    Effect::new(move || {
        let waits = state.outcome.with(|outcome| {
            let answer = outcome.answer.as_ref();
            answer.is_some_and(|answer| {
                answer.comparison.is_none() || answer.pool == Ok(None) || answer.classic == Ok(None)
            })
        });
        if waits {
            start();
        }
        tell_inputs(state);
    });
    bridge::hear(bridge::Event::CostOutlooks, move |detail| {
        if let Some(outlooks) = wire::outlooks_from_text(detail) {
            state.outlooks.set(outlooks);
        }
    });
    bridge::hear(bridge::Event::CostVms, move |vms| state.text(CostField::Vms).set(vms.to_owned()));
    view! { <div id=CONTAINER></div> }.into_any()
}

/// The inputs as they are, unless a field is at fault: then the details stay with the last ones.
fn tell_inputs(state: State) {
    if state.outcome.with(|outcome| outcome.faults.is_empty()) {
        bridge::tell(bridge::Event::CostInputs, &state.draft.with(CostDraft::to_link));
    }
}
