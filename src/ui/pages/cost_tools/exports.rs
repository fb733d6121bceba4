use leptos::prelude::*;

use super::state::State;
use crate::cost::{FileKind, Speaker, document, excel, markdown, plain_csv};
use crate::share::csv::Dialect;
use crate::ui::kit::{Button, CopyButton, DownloadButton, Speech, follow};
use crate::web::page;
use crate::words::{TOOLS, ToolsWords};

/// A kind of file: what it is called, and for whom it is.
type Row = (FileKind, fn(&ToolsWords) -> &'static str, fn(&ToolsWords) -> &'static str);

const ROWS: [Row; 4] = [
    (FileKind::Excel, |words| words.excel, |words| words.excel_what),
    (FileKind::PlainCsv, |words| words.csv, |words| words.csv_what),
    (FileKind::Markdown, |words| words.markdown, |words| words.markdown_what),
    (FileKind::Json, |words| words.json, |words| words.json_what),
];

/// Everything as a file, on the clipboard, and on paper.
#[component]
pub(super) fn Exports(state: State) -> impl IntoView {
    let speech = Speech::here();
    let has_none = Memo::new(move |_| state.is_faulty.get() && state.subjects.with(Vec::is_empty));
    let stale = follow(move || {
        let words = speech.of(&TOOLS);
        match (state.is_faulty.get(), has_none.get()) {
            (_, true) => view! { <p class="field-warning">{words.faulty}</p> }.into_any(),
            (true, _) => view! { <p class="field-warning">{words.exports_stale}</p> }.into_any(),
            _ => ().into_any(),
        }
    });
    view! {
        <section class="exports" aria-labelledby="exports-heading">
            <h2 id="exports-heading">{speech.word(&TOOLS, |words| words.exports)}</h2>
            <p class="quiet">{speech.word(&TOOLS, |words| words.exports_what)}</p>
            {stale}
            <ul class="files" hidden=has_none>
                {Vec::from(ROWS.map(|row| file(state, row, speech)))}
                <li>
                    <strong>{speech.word(&TOOLS, |words| words.print)}</strong>
                    <span class="quiet">{speech.word(&TOOLS, |words| words.print_what)}</span>
                    <Button label=speech.label(&TOOLS, |words| words.print) pressed=page::print />
                </li>
            </ul>
        </section>
    }
    .into_any()
}

fn file(state: State, (kind, name, what): Row, speech: Speech) -> AnyView {
    let copy = Signal::derive(move || {
        let words = speech.of(&TOOLS);
        words.copy_of.with(&[("kind", name(words))])
    });
    let download = Signal::derive(move || {
        let words = speech.of(&TOOLS);
        words.download_of.with(&[("kind", name(words))])
    });
    view! {
        <li>
            <strong>{speech.word(&TOOLS, name)}</strong>
            <span class="quiet">{speech.word(&TOOLS, what)}</span>
            <CopyButton text=move || written(state, kind, true, speech) label=copy />
            <DownloadButton
                name=Signal::derive(move || kind.name().to_owned())
                media_type=kind.media_type()
                text=move || written(state, kind, false, speech)
                label=download
            />
        </li>
    }
    .into_any()
}

/// What is in a file now; a table on its way to a sheet has tabs between its cells.
fn written(state: State, kind: FileKind, to_clipboard: bool, speech: Speech) -> String {
    let language = speech.language_untracked();
    let speaker = Speaker::new(language);
    let text = untrack(move || {
        state.with_exported(|all| match kind {
            FileKind::Excel => {
                let dialect = if to_clipboard { Dialect::Sheet } else { Dialect::Excel };
                excel(all, dialect(language), speaker)
            }
            FileKind::PlainCsv => plain_csv(all),
            FileKind::Markdown => markdown(all, &page::address(), speaker),
            FileKind::Json | FileKind::Brief => {
                let now = all.first();
                let planned = state.planned();
                let planned = planned.as_ref().map(|(found, percent)| (found, *percent));
                let pins = state.pins.get_untracked();
                now.map(|now| {
                    document::export(now.draft, &pins, &now.answer.inputs.book, now.answer, planned)
                })
                .unwrap_or_default()
            }
        })
    });
    text.unwrap_or_default()
}
