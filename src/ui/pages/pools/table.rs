use leptos::html::Tr;
use leptos::prelude::*;

use super::rows::Rows;
use super::state::State;
use crate::pool_desk::{Cell, Row, Tone, Window};
use crate::ui::kit::{Markup, Speech, effect, follow};
use crate::web::screen;
use crate::words::{POOLS_PAGE, PoolsPageWords};

/// How high a row is before one has been seen.
const USUAL_ROW_PX: f64 = 64.0;

/// What tells one table of the page from another.
pub(super) struct Table {
    /// Its name for the style sheet and for ids.
    pub(super) id: &'static str,
    /// The headings, the first being that of the row's name.
    pub(super) headings: fn(&PoolsPageWords) -> Vec<&'static str>,
    /// The heading over the buttons; `None` where rows have none.
    pub(super) actions: Option<fn(&PoolsPageWords) -> &'static str>,
    /// Columns that are figures.
    pub(super) figures: &'static [usize],
    /// What its caption says.
    pub(super) caption: fn(&PoolsPageWords) -> &'static str,
    /// Called with a row's key when its name is pressed; `None` where it cannot be.
    pub(super) open: Option<fn(State, &str)>,
    /// Called with a row's key and the number of the button pressed.
    pub(super) act: fn(State, &str, usize),
}

/// A table whose rows keep their place, and the focus in them, while their content changes.
pub(super) fn table_view(state: State, table: &'static Table, rows: RwSignal<Rows>) -> AnyView {
    table_in_window(state, table, rows, None)
}

/// The same, of which only the rows in a window are made: above and below them is room for the others.
pub(super) fn table_in_window(
    state: State,
    table: &'static Table,
    rows: RwSignal<Rows>,
    window: Option<Memo<Window>>,
) -> AnyView {
    let speech = state.speech;
    let head = follow(move || {
        let words = speech.of(&POOLS_PAGE);
        let mut headings: Vec<AnyView> = (table.headings)(words)
            .into_iter()
            .enumerate()
            .map(|(at, heading)| view! { <th scope="col" class=class(table, at)>{heading}</th> }.into_any())
            .collect();
        if let Some(actions) = table.actions {
            headings.push(view! { <th scope="col">{actions(words)}</th> }.into_any());
        }
        view! { <tr>{headings}</tr> }.into_any()
    });
    // The row of headings is one of them.
    let count = Signal::derive(move || window.map(|window| (window.get().total + 1).to_string()));
    view! {
        <table class="rows" data-table=table.id aria-rowcount=count>
            <caption class="hidden-label">{speech.label(&POOLS_PAGE, table.caption)}</caption>
            <thead>{head}</thead>
            <tbody>
                {room(window, rows, true)}
                <For each=move || rows.get() key=|(key, _)| key.clone() let((key, row))>
                    {row_view(state, table, key, row)}
                </For>
                {room(window, rows, false)}
            </tbody>
        </table>
    }
    .into_any()
}

/// Room for the rows that are not made, above or below those that are.
fn room(window: Option<Memo<Window>>, rows: RwSignal<Rows>, above: bool) -> Option<AnyView> {
    let window = window?;
    let hidden = move || {
        let Window { first, total } = window.get();
        if above { first } else { total.saturating_sub(first + rows.with(Vec::len)) }
    };
    let height = move || {
        let rows = hidden();
        let high = screen::row_height("job-list");
        let high = if high > 0.0 { high } else { USUAL_ROW_PX };
        [(f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) * high).to_string(), "px".to_owned()].concat()
    };
    Some(
        view! {
            <tr class="room" aria-hidden="true" hidden=Signal::derive(move || hidden() == 0)>
                <td style:height=height></td>
            </tr>
        }
        .into_any(),
    )
}

fn row_view(state: State, table: &'static Table, key: String, row: ArcRwSignal<Row>) -> AnyView {
    let speech = state.speech;
    let (name, tone, place) = (row.clone(), row.clone(), place(row.clone()));
    let tone = Signal::derive(move || tone.with(|row| row.tone.key()));
    let (line, cells) = cells_view(table, row.clone(), speech);
    let named = Memo::new(move |_| {
        name.with(|row| {
            row.cells.first().map(|cell| (cell.text.clone(), cell.note.clone())).unwrap_or_default()
        })
    });
    let name = match table.open {
        Some(open) => {
            let (own, title) = (key.clone(), key.clone());
            let (this, id) = (key.clone(), name_id(table.id, &key));
            let selected = Signal::derive(move || {
                state.selected.with(|chosen| chosen.as_ref().is_some_and(|id| id.as_str() == this))
            });
            view! {
                <button
                    id=id
                    type="button"
                    class="row-name"
                    aria-expanded=Signal::derive(move || if selected.get() { "true" } else { "false" })
                    aria-controls="pool-detail"
                    title=title
                    on:click=move |_| open(state, &own)
                >
                    {Signal::derive(move || named.get().0)}
                </button>
            }
            .into_any()
        }
        None => {
            let note = follow(move || match named.get().1 {
                note if note.is_empty() => ().into_any(),
                note => view! { <small>{note}</small> }.into_any(),
            });
            view! { <span>{Signal::derive(move || named.get().0)}{note}</span> }.into_any()
        }
    };
    let buttons = table.actions.map(|_| {
        let count = row.with_untracked(|row| row.actions.len());
        let buttons: Vec<AnyView> =
            (0..count).map(|at| button_view(state, table, key.clone(), row.clone(), at)).collect();
        view! {
            <td class="row-actions">
                <span class="row">{buttons}</span>
            </td>
        }
    });
    view! {
        <tr node_ref=line data-tone=tone aria-rowindex=place>
            <th scope="row">{name}</th>
            {cells}
            {buttons}
        </tr>
    }
    .into_any()
}

/// A row's cells after its name, and the row that they stand in. Fifty rows are looked through four times a second: only
/// the cells that say something else are written again.
fn cells_view(table: &'static Table, row: ArcRwSignal<Row>, speech: Speech) -> (NodeRef<Tr>, AnyView) {
    let line = NodeRef::<Tr>::new();
    let mut before = row.with_untracked(|row| row.cells.clone());
    let drawn = row.clone();
    let cells = follow(move || {
        let headings = (table.headings)(speech.of(&POOLS_PAGE));
        let cell = |(at, heading): (usize, &'static str)| {
            // In another language all of it is drawn anew: with what stands there then.
            let said = drawn.with_untracked(|row| row.cells.get(at).map(markup)).unwrap_or_default();
            view! {
                <td class=class(table, at) data-label=heading>
                    <span inner_html=said></span>
                </td>
            }
            .into_any()
        };
        let cells: Vec<AnyView> = headings.into_iter().enumerate().skip(1).map(cell).collect();
        cells.into_any()
    });
    effect(move || {
        let now = row.with(|row| row.cells.clone());
        let Some(line) = line.get_untracked() else { return };
        let places = line.cells();
        for (at, (cell, before)) in (0_u32..).zip(now.iter().zip(&before)).skip(1) {
            if cell != before {
                let place = places.item(at).and_then(|place| place.first_element_child());
                place.into_iter().for_each(|place| place.set_inner_html(&markup(cell)));
            }
        }
        before = now;
    });
    (line, cells)
}

/// The id of the button that is a row's name.
pub(super) fn name_id(table: &str, key: &str) -> String {
    [table, "-name-", key].concat()
}

/// The id of a row's button.
pub(super) fn action_id(table: &str, at: usize, key: &str) -> String {
    [table, "-", &at.to_string(), "-", key].concat()
}

/// What a cell says, with its note.
fn markup(cell: &Cell) -> String {
    let mut markup = Markup::new();
    markup.text(&cell.text);
    if !cell.note.is_empty() {
        markup.leaf("small", &[], &cell.note);
    }
    markup.into_html()
}

/// A row's place among all rows, the row of headings being the first; none where all rows are here.
fn place(row: ArcRwSignal<Row>) -> Signal<Option<String>> {
    Signal::derive(move || row.with(|row| (row.place > 0).then(|| (row.place + 1).to_string())))
}

/// A button that says why it cannot be pressed: to the pointer, to a screen reader, and when it is pressed all the same.
fn button_view(
    state: State,
    table: &'static Table,
    key: String,
    row: ArcRwSignal<Row>,
    at: usize,
) -> AnyView {
    let action = Memo::new(move |_| row.with(|row| row.actions.get(at).cloned()));
    let refused = Signal::derive(move || action.get().and_then(|action| action.refused));
    let id = action_id(table.id, at, &key);
    view! {
        <button
            id=id
            type="button"
            class="button small"
            class:danger=Signal::derive(move || action.get().is_some_and(|action| action.danger))
            aria-disabled=Signal::derive(move || refused.get().is_some().then(|| "true".to_owned()))
            aria-description=refused
            title=refused
            on:click=move |_| match refused.get_untracked() {
                Some(reason) => state.say(reason, Tone::Warning),
                None => (table.act)(state, &key, at),
            }
        >
            {Signal::derive(move || action.get().map(|action| action.label))}
        </button>
    }
    .into_any()
}

fn class(table: &Table, at: usize) -> &'static str {
    if table.figures.contains(&at) { "amount" } else { "" }
}
