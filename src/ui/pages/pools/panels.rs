use leptos::prelude::*;

use super::state::State;
use super::table::{Table, name_id, table_view};
use crate::pool_desk::Deed;
use crate::service::{Input, PoolId};
use crate::ui::kit::{Button, focus_soon, follow};
use crate::words::POOLS_PAGE;

/// The id of the heading: there the focus goes where what had it is gone.
pub(super) const HEADING: &str = "pools-heading";

static POOLS: Table = Table {
    id: "pools",
    headings: |words| {
        vec![
            words.pool,
            words.state,
            words.vms,
            words.jobs,
            words.hours,
            words.cost_per_hour,
            words.cost_so_far,
        ]
    },
    actions: Some(|words| words.actions),
    figures: &[2, 4, 5, 6],
    caption: |words| words.pools,
    open: Some(select),
    act,
};

/// The table of pools, or how to begin where there is none.
pub(super) fn pools(state: State) -> AnyView {
    let speech = state.speech;
    let updated = state.part(|picture| &picture.updated);
    let creating = state.part(|picture| &picture.creating);
    let table = table_view(state, &POOLS, state.pools);
    let known = state.part(|picture| &picture.pools_known);
    let none = Signal::derive(move || state.pools.with(Vec::is_empty));
    let empty = follow(move || {
        if none.get() && creating.with(Option::is_none) {
            let words = speech.of(&POOLS_PAGE);
            let sentence = if known.get() { words.no_pools } else { words.pools_unknown };
            view! { <p class="empty">{sentence}</p> }.into_any()
        } else {
            ().into_any()
        }
    });
    let under_way = follow(move || match creating.get() {
        Some(sentence) => view! { <p class="under-way">{sentence}</p> }.into_any(),
        None => ().into_any(),
    });
    view! {
        <section aria-labelledby=HEADING>
            <div class="section-head">
                <h2 id=HEADING tabindex="-1">{speech.label(&POOLS_PAGE, |words| words.pools)}</h2>
                <span class="quiet">{updated}</span>
                <Button
                    id="refresh"
                    label=speech.label(&POOLS_PAGE, |words| words.refresh)
                    pressed=move || state.press(Input::PressedRefresh)
                />
            </div>
            <div hidden=none>{table}</div>
            {under_way}
            {empty}
        </section>
    }
    .into_any()
}

fn select(state: State, key: &str) {
    let this = PoolId::read(key);
    state.selected.update(|chosen| *chosen = if *chosen == this { None } else { this });
}

/// Closes the chosen pool's details; the focus goes back to its name.
pub(super) fn close(state: State) {
    let was = state.selected.get_untracked();
    state.selected.set(None);
    let is_here = |key: &str| state.pools.with_untracked(|rows| rows.iter().any(|(own, _)| own == key));
    let opener = was.filter(|pool| is_here(pool.as_str())).map(|pool| name_id(POOLS.id, pool.as_str()));
    focus_soon(opener.unwrap_or_else(|| HEADING.to_owned()));
}

/// The order is that of the picture: resize, to zero, stop, delete.
fn act(state: State, key: &str, at: usize) {
    let Some(pool) = PoolId::read(key) else { return };
    match at {
        0 => state.deed.set(Some((pool, Deed::Resize(None)))),
        1 => state.deed.set(Some((pool, Deed::ToZero))),
        2 => state.press(Input::PressedStopResize { pool }),
        _ => state.deed.set(Some((pool, Deed::Delete))),
    }
}
