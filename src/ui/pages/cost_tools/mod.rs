//! What stands at the end of the Cost page, in a wasm file of its own: scenarios, exports, the way back in, and the
//! brief to Microsoft support.
//!
//! The Cost page tells it the inputs and the pinned scenarios as parts of a link; it tells the Cost page which scenarios
//! are pinned, and which inputs are to be taken.

mod brief;
mod compare;
mod exports;
mod read_back;
mod scenarios;
mod simulate;
mod state;

use leptos::prelude::*;

use crate::ui::kit::{Speech, later};
use crate::web::page;
use crate::words::TOOLS;

use brief::SupportBrief;
use exports::Exports;
use read_back::ReadBack;
use scenarios::Scenarios;
use state::State;

/// The end of the Cost page.
#[component]
pub fn CostTools() -> impl IntoView {
    let speech = Speech::here();
    let state = State::new();
    // The address is that of the moment of printing.
    let address = RwSignal::new(String::new());
    page::on_print(move || address.set(page::address()));
    view! {
        <div class="tools">
            <Scenarios state />
            {later(move || view! { <Exports state /> }.into_any())}
            {later(move || view! { <ReadBack state /> }.into_any())}
            {later(move || view! { <SupportBrief state /> }.into_any())}
            <p class="printed-from">
                {Signal::derive(move || {
                    speech.of(&TOOLS).printed_from.with(&[("link", &address.get())])
                })}
            </p>
        </div>
    }
    .into_any()
}
