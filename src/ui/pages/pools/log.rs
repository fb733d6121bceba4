use leptos::prelude::*;

use super::state::State;
use super::table::{Table, table_view};
use crate::pool_desk::LogFilter;
use crate::ui::kit::{CopyButton, Option_, Select, follow};
use crate::words::POOLS_PAGE;

static LOG: Table = Table {
    id: "log",
    headings: |words| vec![words.log_at, words.log_request, words.log_outcome],
    actions: None,
    figures: &[],
    caption: |words| words.log,
    open: None,
    act: |_, _, _| (),
};

/// Every request and what came of it; folded, and drawn only while it is open.
pub(super) fn log(state: State) -> AnyView {
    let speech = state.speech;
    let none = Signal::derive(move || state.log.with(Vec::is_empty));
    let filters = Signal::derive(move || {
        let words = speech.of(&POOLS_PAGE);
        let labels = [words.log_all, words.log_changes, words.log_errors];
        let options = LogFilter::ALL.into_iter().zip(labels);
        options.map(|((_, value), label)| Option_ { value, label: label.to_owned() }).collect::<Vec<_>>()
    });
    let empty = follow(move || {
        if none.get() {
            view! { <p class="empty">{speech.of(&POOLS_PAGE).log_empty}</p> }.into_any()
        } else {
            ().into_any()
        }
    });
    let open = RwSignal::new(false);
    let table = follow(move || if open.get() { table_view(state, &LOG, state.log) } else { ().into_any() });
    view! {
        <details
            class="log"
            on:toggle=move |_| open.update(|open| *open = !*open)
        >
            <summary>{speech.label(&POOLS_PAGE, |words| words.log)}</summary>
            <div class="section-head">
                <p class="field-help">{speech.label(&POOLS_PAGE, |words| words.log_what)}</p>
                <Select
                    id="log-filter"
                    label=speech.label(&POOLS_PAGE, |words| words.filter)
                    options=filters
                    value=state.log_filter
                    chosen=move |key| state.log_filter.set(key)
                    quiet=true
                />
                <CopyButton
                    text=move || as_text(state)
                    label=speech.label(&POOLS_PAGE, |words| words.log_copy)
                />
            </div>
            {table}
            {empty}
        </details>
    }
    .into_any()
}

/// The log as it is shown, a line each, oldest first.
fn as_text(state: State) -> String {
    let line = |row: &crate::pool_desk::Row| {
        row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t")
    };
    let rows = state.log.get_untracked();
    let lines: Vec<String> = rows.iter().rev().map(|(_, row)| row.with_untracked(line)).collect();
    lines.join("\n")
}
