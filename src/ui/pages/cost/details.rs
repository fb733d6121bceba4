use leptos::prelude::*;

use super::form::RESET;
use super::state::State;
use crate::cost::plan::wire;
use crate::cost::{CostDraft, CostField};
use crate::ui::kit::{Speech, effect, follow, retry_notice};
use crate::ui::part::Part;
use crate::web::worker::Worker;
use crate::web::{bridge, clock, page, screen};
use crate::words::COST;

/// How long after the last key the simulation starts.
const SETTLE_MS: u32 = 300;
/// How long after the last key what stands under the bills follows: a key does not wait for what it changes there.
const FOLLOW_MS: u32 = 100;

/// What stands under the bills: break-evens, planner and timelines; and at the end scenarios, exports and the support
/// brief. Two wasm files of their own, which are told the inputs, and say what they want changed.
#[component]
pub(super) fn Details(state: State) -> impl IntoView {
    let speech = Speech::here();
    let (details, tools) = (Part::new("cost_details"), Part::new("cost_tools"));
    // The link of the last inputs that could be used.
    let usable = StoredValue::new(None::<String>);
    let (alarm, is_due) = (StoredValue::new_local(None), StoredValue::new(false));
    let follow_now = move || {
        if is_due.try_get_value() == Some(true) {
            is_due.set_value(false);
            tell_inputs(state, usable, false);
        }
    };
    let mut before = None;
    effect(move || {
        let ready = [details.is_ready(), tools.is_ready()];
        state.draft.track();
        state.outcome.track();
        let has_started = before.replace(ready) != Some(ready);
        is_due.set_value(!has_started);
        if !has_started {
            alarm.set_value(clock::wake_after_ms(FOLLOW_MS, follow_now));
            return;
        }
        if ready[1] {
            bridge::tell(bridge::Event::CostPins, &state.pins.get_untracked());
        }
        tell_inputs(state, usable, true);
    });
    // Who leaves a field may press next what goes by the inputs.
    page::on_focus_moved(follow_now);
    // Who comes to the form's end by keys alone would go past what stands under the bills before it is there.
    effect(move || {
        screen::when_seen(RESET, move || {
            details.start();
            tools.start();
        });
    });
    bridge::hear(bridge::Event::CostVms, move |vms| state.text(CostField::Vms).set(vms.to_owned()));
    bridge::hear(bridge::Event::CostPins, move |pins| state.pins.set(pins.to_owned()));
    bridge::hear(bridge::Event::CostDraft, move |link| {
        if let Ok(draft) = CostDraft::from_link(link) {
            state.fill(&draft);
        }
    });
    let simulation_failed = RwSignal::new(false);
    let simulate = simulate(state, simulation_failed);
    let notice = follow(move || {
        if simulation_failed.get() {
            retry_notice(speech, speech.of(&COST).simulation_failed, simulate)
        } else {
            ().into_any()
        }
    });
    view! {
        {notice}
        {details.view_when_seen("cost-details")}
        {tools.view_when_seen("cost-tools")}
    }
    .into_any()
}

/// Tells the details the inputs as they are, unless a field is at fault: then they stay with the last ones, which one
/// that has just started has to be told.
fn tell_inputs(state: State, usable: StoredValue<Option<String>>, has_started: bool) {
    let link = state.draft.with_untracked(CostDraft::to_link);
    if state.outcome.with_untracked(|outcome| outcome.faults.is_empty()) {
        bridge::tell(bridge::Event::CostInputs, &link);
        usable.set_value(Some(link));
    } else {
        if let Some(last) = usable.get_value().filter(|_| has_started) {
            bridge::tell(bridge::Event::CostInputs, &last);
        }
        bridge::tell(bridge::Event::CostFaulty, &link);
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
    effect(move || {
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
