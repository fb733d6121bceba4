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
use crate::web::bridge;
use crate::words::PLANNER;

use break_even::BreakEvens;
use planner::Planner;
use run::Run;
use timeline::Timelines;

/// The inputs that the details are of.
#[derive(Clone, Copy)]
struct Details {
    link: Signal<String>,
    inputs: Memo<Option<Arc<Inputs>>>,
}

/// Break-evens, planner and timelines of the Cost page's inputs.
#[component]
pub fn CostDetails() -> impl IntoView {
    // The defaults have an empty link: what has not been told yet is something else.
    let told = RwSignal::new(None::<String>);
    bridge::hear(bridge::Event::CostInputs, move |link| told.set(Some(link.to_owned())));
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
