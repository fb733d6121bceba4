use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::cost::plan::wire;
use crate::cost::{CostDraft, CostField};
use crate::ui::kit::{Speech, follow, retry_notice};
use crate::web::worker::Worker;
use crate::web::{bridge, clock, screen};
use crate::words::COST;

/// The id of the container of the details, which are a wasm file of their own.
const CONTAINER: &str = "cost-details";
/// How long after the last key the simulation starts.
const SETTLE_MS: u32 = 300;

/// The container of break-evens, planner and timelines, whose file is started when it comes into view.
#[component]
pub(super) fn Details(state: State) -> impl IntoView {
    let speech = Speech::here();
    let started = StoredValue::new(false);
    let failed = RwSignal::new(false);
    let start = move || {
        if !started.get_value() {
            started.set_value(true);
            failed.set(false);
            spawn_local(async move {
                match bridge::start("cost_details").await {
                    Ok(()) => untrack(move || tell_inputs(state)),
                    Err(_) => {
                        started.set_value(false);
                        failed.set(true);
                    }
                }
            });
        }
    };
    Effect::new(move || screen::when_seen(CONTAINER, start));
    Effect::new(move || tell_inputs(state));
    bridge::hear(bridge::Event::CostVms, move |vms| state.text(CostField::Vms).set(vms.to_owned()));
    let simulation_failed = RwSignal::new(false);
    let simulate = simulate(state, simulation_failed);
    let notices = follow(move || {
        let words = speech.of(&COST);
        let mut notices: Vec<AnyView> = Vec::new();
        if simulation_failed.get() {
            notices.push(retry_notice(speech, words.simulation_failed, simulate));
        }
        if failed.get() {
            notices.push(retry_notice(speech, words.details_failed, start));
        }
        notices.into_any()
    });
    view! {
        {notices}
        <div id=CONTAINER></div>
    }
    .into_any()
}

/// Tells the details the inputs as they are, unless a field is at fault: then they stay with the last ones.
fn tell_inputs(state: State) {
    if state.outcome.with(|outcome| outcome.faults.is_empty()) {
        bridge::tell(bridge::Event::CostInputs, &state.draft.with(CostDraft::to_link));
    }
}

/// Lets a worker simulate the inputs, once typing has settled: when jobs are done, and how long a pool is kept that is
/// kept until then. Gives what simulates the inputs as they are, for another try after `failed`.
fn simulate(state: State, failed: RwSignal<bool>) -> impl Fn() + Copy + Send + 'static {
    let worker = StoredValue::new_local(None::<Worker>);
    let alarm = StoredValue::new_local(None);
    // The link that the worker is at work on.
    let asked = StoredValue::new(None::<String>);
    let heard = move |text: &str| {
        if let Some(outlooks) = wire::outlooks_from_text(text) {
            asked.set_value(None);
            failed.set(false);
            state.outlooks.set(outlooks);
        }
    };
    let ask = move |link: String| {
        worker.update_value(|worker| {
            // A worker that is at work does not listen: it is ended, and another one started.
            if asked.get_value().is_some() {
                *worker = None;
            }
            if worker.is_none() {
                let fell = move || {
                    asked.set_value(None);
                    failed.set(true);
                };
                *worker = Worker::start("planner_worker", heard, fell);
            }
            match worker {
                Some(worker) => worker.tell(&link),
                None => failed.set(true),
            }
        });
        asked.set_value(Some(link));
    };
    Effect::new(move || {
        if state.outcome.with(|outcome| outcome.faults.is_empty()) {
            let link = state.draft.with(CostDraft::to_link);
            alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || ask(link)));
        }
    });
    move || {
        failed.set(false);
        worker.set_value(None);
        ask(state.draft.with_untracked(CostDraft::to_link));
    }
}
