//! What stands under the Cost page's bills, in a wasm file of its own: break-evens, the planner, timelines.
//!
//! The Cost page tells it the inputs as a link; it tells the Cost page what its worker has simulated, and the size of
//! pool that the user picks.

mod break_even;
mod planner;
mod range;
mod run;
mod sizes;
mod timeline;

use std::sync::Arc;

use leptos::prelude::*;

use crate::cost::{CostDraft, Inputs};
use crate::ui::kit::{Speech, follow, later};
use crate::web::{bridge, clock, page, screen};
use crate::words::PLANNER;

use break_even::BreakEvens;
use planner::Planner;
use run::Run;
use timeline::Timelines;

/// The id of what the details are mounted into.
const CONTAINER: &str = "cost-details";

/// The inputs that the details are of.
#[derive(Clone, Copy)]
struct Details {
    link: Signal<String>,
    inputs: Memo<Option<Arc<Inputs>>>,
}

/// How long after the last key the details follow while they are out of sight: typing is not slowed by what nobody sees.
const OUT_OF_SIGHT_MS: u32 = 1_500;

/// The link of the inputs as told last. The defaults have an empty one: what has not been told yet is something else.
fn told_inputs() -> RwSignal<Option<String>> {
    let (told, latest) = (RwSignal::new(None::<String>), StoredValue::new(None::<String>));
    let (is_seen, alarm) = (StoredValue::new(true), StoredValue::new_local(None));
    let take = move || {
        if told.with_untracked(|told| latest.with_value(|latest| told != latest)) {
            told.set(latest.get_value());
        }
    };
    bridge::hear(bridge::Event::CostInputs, move |link| {
        latest.set_value(Some(link.to_owned()));
        if is_seen.get_value() {
            told.set(latest.get_value());
        } else {
            alarm.set_value(clock::wake_after_ms(OUT_OF_SIGHT_MS, take));
        }
    });
    screen::follow_sight(CONTAINER, move |seen| {
        is_seen.set_value(seen);
        if seen {
            take();
        }
    });
    page::on_print(take);
    told
}

/// Break-evens, planner and timelines of the Cost page's inputs.
#[component]
pub fn CostDetails() -> impl IntoView {
    let told = told_inputs();
    let inputs = Memo::new(move |_| {
        let draft = CostDraft::from_link(&told.get()?).ok()?;
        draft.check().ok().map(Arc::new)
    });
    let is_faulty = RwSignal::new(false);
    bridge::hear(bridge::Event::CostFaulty, move |_| is_faulty.set(true));
    let has_none = Memo::new(move |_| is_faulty.get() && told.with(Option::is_none));
    let speech = Speech::here();
    let why = follow(move || match has_none.get() {
        true => view! { <p>{speech.of(&PLANNER).faulty}</p> }.into_any(),
        false => ().into_any(),
    });
    let link = Signal::derive(move || told.get().unwrap_or_default());
    let details = Details { link, inputs };
    let run = Run::new(details);
    view! {
        {why}
        <div class="details" hidden=has_none>
            {later(move || view! { <BreakEvens details /> }.into_any())}
            {later(move || view! { <Planner details run /> }.into_any())}
            {later(move || view! { <Timelines details run /> }.into_any())}
        </div>
    }
    .into_any()
}
