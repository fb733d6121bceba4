use leptos::prelude::*;

use super::shown::request_text;
use super::state::State;
use super::table::{Table, action_id, table_view};
use crate::pool_desk::{Exchange, LOG_LINES, LogFilter, log_ndjson, logged};
use crate::service::{Came, RequestId};
use crate::ui::kit::{
    Button, CodeBlock, CopyButton, DownloadButton, Option_, Select, TextField, focus_soon, follow,
};
use crate::web::page;
use crate::words::{POOL_CONNECT, POOLS_PAGE};

/// The id of the choice of what is shown.
const FILTER: &str = "log-filter";

static LOG: Table = Table {
    id: "log",
    headings: |words| vec![words.log_at, words.log_request, words.log_outcome],
    actions: Some(|words| words.actions),
    figures: &[],
    caption: |words| words.log,
    open: None,
    act: |state, key, _| {
        let request = key.strip_prefix('r').and_then(|number| number.parse().ok()).map(RequestId);
        state.more.line.update(|shown| *shown = if *shown == request { None } else { request });
        page::focus("log-line");
    },
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
            let words = speech.of(&POOLS_PAGE);
            state.visit.track();
            let is_empty = state.read(|desk| desk.session().log().next().is_none());
            let sentence = if is_empty { words.log_empty } else { words.log_none_fits };
            view! { <p class="empty">{sentence}</p> }.into_any()
        } else {
            ().into_any()
        }
    });
    let open = state.more.log_open;
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
                    id=FILTER
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
                <DownloadButton
                    name=Signal::stored("poolwise-log.ndjson".to_owned())
                    media_type="application/x-ndjson"
                    text=move || state.look(|look| state.read(|desk| log_ndjson(desk, look)))
                    label=speech.label(&POOL_CONNECT, |words| words.log_export)
                />
            </div>
            <TextField
                id="log-search"
                label=speech.label(&POOL_CONNECT, |words| words.log_search)
                value=state.more.log_text
                problem=Signal::stored(None)
                help=speech.label(&POOL_CONNECT, |words| words.log_search_help)
            />
            {line(state)}
            {table}
            {more(state)}
            {empty}
        </details>
    }
    .into_any()
}

/// Further lines, as long as there may be some.
fn more(state: State) -> AnyView {
    let speech = state.speech;
    let (open, most) = (state.more.log_open, state.more.log_most);
    let is_full = Memo::new(move |_| open.get() && state.log.with(Vec::len) >= most.get());
    let label = Signal::derive(move || {
        let count = speech.figures().number(u64::try_from(LOG_LINES).unwrap_or_default().into(), 0);
        speech.of(&POOL_CONNECT).log_more.with(&[("count", &count)])
    });
    follow(move || {
        if !is_full.get() {
            return ().into_any();
        }
        let pressed = move || most.update(|most| *most = most.saturating_add(LOG_LINES));
        view! { <p class="row"><Button id="log-more" label pressed /></p> }.into_any()
    })
}

/// The chosen request with what came of it.
fn line(state: State) -> AnyView {
    let speech = state.speech;
    let chosen = Memo::new(move |_| {
        state.log.track();
        let request = state.more.line.get()?;
        Some((request, state.read(|desk| logged(desk, request))?))
    });
    let panel = follow(move || {
        let Some((request, Exchange { sent, came })) = chosen.get() else { return ().into_any() };
        let words = speech.of(&POOL_CONNECT);
        let heading = words.log_line.with(&[("number", &request.0.to_string())]);
        let cut = |is_cut: bool, bytes: usize| {
            let bytes = speech.figures().number(u64::try_from(bytes).unwrap_or_default().into(), 0);
            is_cut.then(|| view! { <p class="field-help">{words.body_cut.with(&[("bytes", &bytes)])}</p> })
        };
        let reply = came.as_ref().map_or_else(|| words.no_reply_yet.to_owned(), Came::text);
        let cuts =
            (cut(sent.is_cut, sent.bytes), came.as_ref().and_then(|came| cut(came.is_cut, came.bytes)));
        let text = request_text(state, &sent);
        view! {
            <section class="panel detail" aria-labelledby="log-line-heading">
                <div class="section-head">
                    <h3 id="log-line-heading">{heading}</h3>
                    <CopyButton
                        text=move || sent.curl()
                        label=speech.label(&POOL_CONNECT, |words| words.copy_curl)
                    />
                    <Button
                        label=speech.label(&POOL_CONNECT, |words| words.close)
                        pressed=move || close(state, request)
                    />
                </div>
                <CodeBlock
                    label=speech.label(&POOL_CONNECT, |words| words.request_text)
                    text=Signal::stored(text)
                />
                {cuts.0}
                <CodeBlock
                    label=speech.label(&POOL_CONNECT, |words| words.reply_text)
                    text=Signal::stored(reply)
                />
                {cuts.1}
                <p class="field-help">{words.request_note}</p>
            </section>
        }
        .into_any()
    });
    view! { <div id="log-line" tabindex="-1">{panel}</div> }.into_any()
}

/// Closes the chosen request; the focus goes back to the button that opened it, where its row is still there.
fn close(state: State, request: RequestId) {
    state.more.line.set(None);
    let key = ["r", &request.0.to_string()].concat();
    let is_here = state.log.with_untracked(|rows| rows.iter().any(|(own, _)| *own == key));
    focus_soon(if is_here { action_id(LOG.id, 0, &key) } else { FILTER.to_owned() });
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
