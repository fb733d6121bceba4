//! What the next visit must know is kept on this device: by one tab for each service, and until the user forgets it.

use std::rc::Rc;

use leptos::prelude::*;

use super::link::outside;
use super::state::State;
use crate::pool_desk::Tone;
use crate::service::{Kept, Session};
use crate::ui::kit::follow;
use crate::web::lock::{self, Lock, Taken};
use crate::web::storage;
use crate::words::POOL_CONNECT;

/// Whether this tab keeps what the session remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Keeping {
    /// It does.
    Here,
    /// Another tab does, for the same service.
    Elsewhere,
    /// Practice, or the user had it forgotten: nothing is kept until the next connection.
    #[default]
    Nothing,
}

/// The name of what this tab keeps, and the lock that keeps other tabs from writing over it.
pub(super) type Held = Option<(String, Rc<Lock>)>;

/// Takes the keeping of a service's list, unless another tab has it.
pub(super) async fn take(state: State, service: &str) -> (Keeping, Held) {
    let name = storage::session_key(service, 0);
    // This tab may have it already, from the connection before.
    let held = state.more.lock.with_value(|held| held.clone().filter(|(held, _)| *held == name));
    if held.is_some() {
        return (Keeping::Here, held);
    }
    match lock::take(&name).await {
        Taken::Here(lock) => (Keeping::Here, Some((name, Rc::new(lock)))),
        Taken::Unsupported => (Keeping::Here, None),
        Taken::Elsewhere => (Keeping::Elsewhere, None),
    }
}

/// From now on it is so; what has changed at the service before is written down first.
pub(super) fn begin(state: State, (keeping, held): (Keeping, Held)) {
    remember(state, usize::MAX);
    state.more.keeping.set(keeping);
    state.more.lock.set_value(held);
    state.more.was_refused.set_value(false);
}

/// Whether the device keeps what the next visit must know.
pub(super) fn is_kept(state: State) -> bool {
    state.more.keeping.get_untracked() == Keeping::Here && !state.more.was_refused.get_value()
}

/// That another tab keeps the list, for as long as it is so.
pub(super) fn elsewhere(state: State) -> AnyView {
    follow(move || match state.more.keeping.get() {
        Keeping::Elsewhere => {
            let sentence = state.speech.of(&POOL_CONNECT).kept_elsewhere;
            view! { <p class="said-line" data-tone=Tone::Warning.key()>{sentence}</p> }.into_any()
        }
        Keeping::Here | Keeping::Nothing => ().into_any(),
    })
}

/// What an earlier visit to a service left, its first part first.
pub(super) fn remembered(service: &str) -> Vec<String> {
    let Some(first) = storage::load_session(service, 0) else { return Vec::new() };
    let blocks = Session::kept_blocks(&first);
    let blocks = blocks.into_iter().filter_map(|block| storage::load_session(service, block));
    core::iter::once(first.clone()).chain(blocks).collect()
}

/// Keeps what the session remembers of a service outside the page, under its address; never a key (I8). At most so many
/// blocks of jobs at once, as each takes a moment.
pub(super) fn remember(state: State, most_blocks: usize) {
    let Some(service) = state.read(outside) else { return };
    if state.more.keeping.get_untracked() != Keeping::Here {
        return;
    }
    let mut is_kept = true;
    for Kept { part, text } in state.change(|desk| desk.remember(most_blocks)) {
        is_kept &= storage::save_session(&service, part, text.as_deref());
    }
    if !is_kept && !state.more.was_refused.get_value() {
        state.more.was_refused.set_value(true);
        let words = POOL_CONNECT.of(state.speech.language_untracked());
        state.say(words.not_kept.to_owned(), Tone::Warning);
    }
}

/// Forgets what was kept of a service, and keeps no more of it.
pub(super) fn forget(state: State, service: &str) {
    begin(state, (Keeping::Nothing, None));
    let first = storage::load_session(service, 0).unwrap_or_default();
    for block in core::iter::once(0).chain(Session::kept_blocks(&first)) {
        storage::save_session(service, block, None);
    }
}
