use leptos::prelude::*;

use super::keeping::is_kept;
use super::state::State;
use crate::pool_desk::losses;
use crate::ui::kit::{Button, Dialog, follow};
use crate::words::POOL_WATCH;

/// What the user is about to do, once they have been asked.
pub(super) type Leaving = Option<Box<dyn FnOnce()>>;

/// Whether leaving loses something.
pub(super) fn loses(state: State) -> bool {
    state.read(|desk| desk.loses_by_leaving(is_kept(state)))
}

/// Leaves the service, after a question where that loses something.
pub(super) fn ask_first(state: State, go: impl FnOnce() + 'static) {
    if loses(state) {
        state.more.leaving.set_value(Some(Box::new(go)));
        state.more.asks_to_leave.set(true);
    } else {
        go();
    }
}

/// The question before a service is left, with what that loses.
pub(super) fn dialog(state: State) -> AnyView {
    let speech = state.speech;
    let open = state.more.asks_to_leave;
    let stay = move || {
        open.set(false);
        state.more.leaving.set_value(None);
    };
    let go = move || {
        open.set(false);
        if let Some(go) = state.more.leaving.try_update_value(Option::take).flatten() {
            go();
        }
    };
    let lines = follow(move || {
        // As it was when the question was asked: what is sent meanwhile takes no line away.
        let _ = speech.language();
        let lines = if open.get() {
            state.look(|look| state.read(|desk| losses(desk, look, is_kept(state))))
        } else {
            Vec::new()
        };
        let lines: Vec<AnyView> =
            lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        view! { <ul class="consequences">{lines}</ul> }.into_any()
    });
    view! {
        <Dialog id="leave" heading=speech.label(&POOL_WATCH, |words| words.leave) open closed=stay>
            {lines}
            <p class="dialog-buttons is-danger">
                <Button label=speech.label(&POOL_WATCH, |words| words.leave_stay) pressed=stay />
                <Button
                    id="leave-do"
                    label=speech.label(&POOL_WATCH, |words| words.leave_go)
                    pressed=go
                    primary=true
                />
            </p>
        </Dialog>
    }
    .into_any()
}
