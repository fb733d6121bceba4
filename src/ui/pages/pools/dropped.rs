//! The way back for jobs from the Request page that were dropped.

use leptos::prelude::*;

use super::state::State;
use crate::pool_desk::Handed;
use crate::ui::kit::{Button, announce, focus_soon, follow};
use crate::words::{POOL_PROFILE, POOL_WATCH};

const UNDO: &str = "handed-undo";

/// Drops the jobs, and offers the way back.
pub(super) fn drop_all(state: State, dropped: RwSignal<Option<Handed>>) {
    dropped.set(state.more.handed.get_untracked());
    state.more.handed.set(None);
    announce(POOL_WATCH.of(state.speech.language_untracked()).handed_dropped);
    focus_soon(UNDO);
}

/// That they are dropped, and the way back; nothing where nothing was.
pub(super) fn way_back(state: State, dropped: RwSignal<Option<Handed>>) -> AnyView {
    follow(move || {
        if dropped.with(Option::is_none) {
            return ().into_any();
        }
        let speech = state.speech;
        let pressed = move || {
            state.more.handed.set(dropped.try_update(Option::take).flatten());
            focus_soon("handed-heading");
        };
        view! {
            <p class="row">
                <span>{speech.label(&POOL_WATCH, |words| words.handed_dropped)}</span>
                <Button id=UNDO label=speech.label(&POOL_PROFILE, |words| words.undo) pressed undo=true />
            </p>
        }
        .into_any()
    })
}
