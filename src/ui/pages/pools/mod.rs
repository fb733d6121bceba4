//! The Pools page: what runs, what it costs, and what may be done about it.

mod access;
mod autopilot;
mod blocked;
mod confirm;
mod connect;
mod create;
mod detail;
mod doubts;
mod drawing;
mod dropped;
mod handed;
mod job;
mod jobs;
mod keeping;
mod known;
mod leave;
mod link;
mod log;
mod more;
mod panels;
mod practice;
mod profile;
mod profile_form;
mod rows;
mod send_many;
mod services;
mod shown;
mod state;
mod strip;
mod submit;
mod table;
mod terms;
mod watch;

use leptos::prelude::*;

use crate::service::ServiceKind;
use crate::ui::kit::{Speech, later};
use crate::web::bridge;
use crate::words::POOLS_PAGE;

use state::State;

/// The Pools page.
#[component]
pub fn PoolsPage() -> impl IntoView {
    let speech = Speech::here();
    let state = State::new(speech);
    bridge::hear(bridge::Event::Shown, move |_| {
        handed::take(state);
        state.step(|_| ());
    });
    link::resume(state);
    let kind = Signal::derive(move || {
        state.shown.with(|shown| match shown.as_ref().and_then(|picture| picture.kind) {
            None | Some(ServiceKind::Practice) => "practice",
            Some(ServiceKind::Companion) => "companion",
            Some(ServiceKind::Live) => "live",
        })
    });
    view! {
        <div class="pools" data-service=kind>
            <h1 class="hidden-label">{speech.label(&POOLS_PAGE, |words| words.heading)}</h1>
            {later(move || head(state))}
            {later(move || body(state))}
            {later(move || (confirm::dialog(state), leave::dialog(state)).into_any())}
        </div>
    }
    .into_any()
}

/// Which service answers, and what runs and is paid there.
fn head(state: State) -> AnyView {
    (practice::banner(state), strip::strip(state), keeping::elsewhere(state), doubts::told(state)).into_any()
}

/// What is under the head, and stands after it: drawn before, it would move.
fn body(state: State) -> AnyView {
    view! {
        <div class="pools-body">
            <div class="pools-main">
                {blocked::blocked(state)}
                {doubts::doubts(state)}
                {panels::pools(state)}
                {later(move || detail::detail(state).into_any())}
                {later(move || (send_many::progress(state), jobs::jobs(state), job::job(state)).into_any())}
                {later(move || (log::log(state), profile::contracts_panel(state)).into_any())}
            </div>
            <aside class="pools-side">
                {later(move || (create::create(state), jobs::send(state), submit::submit(state)).into_any())}
                {later(move || (handed::handed(state), watch::alarm(state)).into_any())}
                {later(move || practice::situations(state))}
                {later(move || (connect::connect(state), services::services(state)).into_any())}
            </aside>
        </div>
    }
    .into_any()
}
