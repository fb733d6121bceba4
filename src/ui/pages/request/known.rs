//! The pools that the Pools page has last seen, to choose from.

use leptos::prelude::*;

use super::state::State;
use crate::request::FieldId;
use crate::share::roster::{Listed, Roster};
use crate::ui::kit::{Speech, focus_soon};
use crate::units::Unit;
use crate::web::storage::{self, Kept};
use crate::words::{POOL_SCRIPT, counted};

/// What the device holds of them.
pub(super) fn roster() -> Option<Roster> {
    Roster::from_text(&storage::load(Kept::Pools)?)
}

/// A menu of pools; nothing where none was seen.
pub(super) fn known_pools(state: State) -> AnyView {
    let speech = Speech::here();
    view! { {move || state.roster.get().map(|roster| menu(state, &roster, speech))} }.into_any()
}

fn menu(state: State, roster: &Roster, speech: Speech) -> AnyView {
    let words = speech.of(&POOL_SCRIPT);
    let chosen = move |id: String| {
        if !id.is_empty() {
            state.draft.update(|draft| draft.pool_id = id);
            focus_soon(FieldId::PoolId.to_string());
        }
    };
    let entry = |pool: &Listed| {
        let (value, shown, id) = (pool.id.clone(), label(pool, speech), pool.id.clone());
        let is_chosen = move || state.draft.with(|draft| draft.pool_id == id);
        view! { <option value=value prop:selected=is_chosen>{shown}</option> }
    };
    let entries = roster.pools.iter().map(entry).collect_view();
    let none = {
        let ids: Vec<String> = roster.pools.iter().map(|pool| pool.id.clone()).collect();
        move || state.draft.with(|draft| !ids.contains(&draft.pool_id))
    };
    let source = if roster.is_practice {
        words.known_practice.to_owned()
    } else {
        words.known_at.with(&[("host", &roster.service)])
    };
    view! {
        <div class="field">
            <label for="known-pools">{words.known}</label>
            <select
                id="known-pools"
                aria-describedby="known-pools-help"
                on:change:target=move |event| chosen(event.target().value())
            >
                <option value="" prop:selected=none>
                    {words.known_empty}
                </option>
                {entries}
            </select>
            <p id="known-pools-help" class="field-help">
                {source}
            </p>
        </div>
    }
    .into_any()
}

fn label(pool: &Listed, speech: Speech) -> String {
    let words = speech.of(&POOL_SCRIPT);
    match pool.vms {
        None => words.not_listed.with(&[("id", &pool.id)]),
        Some(vms) => {
            let vms = counted(vms.into(), Unit::Vms, speech.language());
            words.known_vms.with(&[("id", &pool.id), ("vms", &vms)])
        }
    }
}
