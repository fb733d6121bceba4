//! What stands under the Cost page's bills, in a wasm file of its own: break-evens, the planner, timelines.
//!
//! The Cost page tells it the inputs as a link; it tells the Cost page what its worker has simulated, and the size of
//! pool that the user picks.

mod break_even;
mod planner;
mod run;
mod timeline;

use std::sync::Arc;

use leptos::prelude::*;

use crate::cost::{CostDraft, Inputs};
use crate::web::{bridge, screen};

use break_even::BreakEvens;
use planner::Planner;
use run::Run;
use timeline::Timelines;

/// The id of the element whose width the charts have.
const PLACE: &str = "cost-details-place";
/// The width of a chart before its place has been measured.
const FIRST_WIDTH: f64 = 640.0;

/// The inputs that the details are of, and the width that their charts have.
#[derive(Clone, Copy)]
struct Details {
    link: RwSignal<String>,
    inputs: Memo<Option<Arc<Inputs>>>,
    width: RwSignal<f64>,
}

/// Break-evens, planner and timelines of the Cost page's inputs.
#[component]
pub fn CostDetails() -> impl IntoView {
    let link = RwSignal::new(None::<String>);
    bridge::hear(bridge::Event::CostInputs, move |told| link.set(Some(told.to_owned())));
    let inputs = Memo::new(move |_| {
        let draft = CostDraft::from_link(&link.get()?).ok()?;
        draft.check().ok().map(Arc::new)
    });
    let details = Details { link: RwSignal::new(String::new()), inputs, width: RwSignal::new(FIRST_WIDTH) };
    Effect::new(move || details.link.set(link.get().unwrap_or_default()));
    let run = Run::new(details);
    Effect::new(move || screen::follow_width(PLACE, move |width| details.width.set(width)));
    view! {
        <div id=PLACE class="details">
            <BreakEvens details />
            <Planner details run />
            <Timelines details run />
        </div>
    }
    .into_any()
}
