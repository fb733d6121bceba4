use leptos::prelude::*;

use super::state::State;
use crate::pool_desk::hand_over;
use crate::route::Route;
use crate::ui::kit::{Speech, follow};
use crate::web::{bridge, page};
use crate::words::POOL_WATCH;

/// The way to the Pools page with the job as it is here; nothing while the service would refuse it.
pub(super) fn link(state: State) -> AnyView {
    let speech = Speech::here();
    follow(move || {
        if state.is_body_refused() {
            return ().into_any();
        }
        let words = speech.of(&POOL_WATCH);
        view! {
            <p class="hand-over">
                <a
                    id="hand-over"
                    class="button"
                    href=Route::Pools.path(&page::base())
                    on:click=move |_| leave(state)
                >
                    {words.hand_over}
                </a>
                <small>{words.hand_over_what}</small>
            </p>
        }
        .into_any()
    })
}

/// Leaves the job in the page's memory, secrets and all: it is stored nowhere.
fn leave(state: State) {
    let service = state.checked.with_untracked(|checked| checked.address.as_ref().map(|it| it.base()));
    if let Some(text) = hand_over(service.as_deref(), &[state.whole_json()]) {
        bridge::hand_over(&text);
    }
}
