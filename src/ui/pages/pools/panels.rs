use leptos::prelude::*;

use super::state::State;
use super::table::{Table, table_view};
use crate::pool_desk::Deed;
use crate::service::{Input, PoolId};
use crate::ui::kit::{Button, follow};
use crate::words::POOLS_PAGE;

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
        <section aria-labelledby="pools-heading">
            <div class="section-head">
                <h2 id="pools-heading">{speech.label(&POOLS_PAGE, |words| words.pools)}</h2>
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
