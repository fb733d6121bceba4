use leptos::prelude::*;

use super::state::State;
use crate::cost::document::{self, DocumentProblemAt, document_problem};
use crate::ui::kit::{Button, FilePicker, Speech, TextArea, announce};
use crate::web::file;
use crate::words::TOOLS;

const FILE: &str = "import-file";

/// What came of the last text.
#[derive(Clone, PartialEq)]
enum Outcome {
    Taken(Vec<String>),
    Refused(Vec<DocumentProblemAt>),
    Unreadable,
    NotText,
}

/// An exported document's inputs taken again: pasted, dropped, or chosen as a file.
#[component]
pub(super) fn ReadBack(state: State) -> impl IntoView {
    let speech = Speech::here();
    let text = RwSignal::new(String::new());
    let outcome = RwSignal::new(None::<Outcome>);
    let came = move |found: Outcome| {
        let words = TOOLS.of(speech.language_untracked());
        let is_taken = matches!(found, Outcome::Taken(_));
        announce(if is_taken { words.imported } else { words.import_refused });
        outcome.set(Some(found));
    };
    let taken = move |text: &str| {
        came(match document::import(text) {
            Ok(imported) => {
                // A file without pinned scenarios leaves those of the page alone.
                state.take(&imported.draft, Some(imported.pins).filter(|pins| !pins.all().is_empty()));
                Outcome::Taken(imported.passed_over)
            }
            Err(problems) => Outcome::Refused(problems),
        });
    };
    let arrived = move |bytes: Option<Vec<u8>>| match bytes.map(String::from_utf8) {
        Some(Ok(text)) => taken(&text),
        Some(Err(_)) => came(Outcome::NotText),
        None => came(Outcome::Unreadable),
    };
    view! {
        <section
            class="read-back"
            aria-labelledby="import-heading"
            on:dragover=|event| event.prevent_default()
            on:drop=move |event| {
                event.prevent_default();
                file::read_dropped(&event, arrived);
            }
        >
            <h2 id="import-heading">{speech.word(&TOOLS, |words| words.import)}</h2>
            <TextArea
                id="import-text"
                label=speech.label(&TOOLS, |words| words.import_label)
                value=text
                problem=Signal::derive(|| None)
                help=speech.label(&TOOLS, |words| words.import_help)
                rows=3
            />
            <p class="row">
                <Button
                    label=speech.label(&TOOLS, |words| words.import_take)
                    pressed=move || taken(&text.get_untracked())
                />
                <FilePicker
                    id=FILE
                    label=speech.label(&TOOLS, |words| words.import_file)
                    accept=".json,application/json"
                    chosen=move || file::read_chosen(FILE, arrived)
                />
            </p>
            {move || outcome.get().map(|outcome| report(outcome, speech))}
        </section>
    }
    .into_any()
}

fn report(outcome: Outcome, speech: Speech) -> AnyView {
    let words = speech.of(&TOOLS);
    let language = speech.language();
    let (headline, said) = match outcome {
        Outcome::Taken(passed_over) => {
            let said = passed_over.iter().map(|path| document::passed_over(path, language)).collect();
            (words.imported, said)
        }
        Outcome::Refused(problems) => {
            let said = |problem| document_problem(problem, language);
            (words.import_refused, problems.iter().map(said).collect())
        }
        Outcome::Unreadable => (words.import_refused, vec![words.file_unreadable.to_owned()]),
        Outcome::NotText => (words.import_refused, vec![words.not_text.to_owned()]),
    };
    let class = if headline == words.imported { "notice" } else { "notice bad" };
    let said: Vec<String> = said;
    view! {
        <div class=class>
            <p>{headline}</p>
            <ul>{said.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect::<Vec<_>>()}</ul>
        </div>
    }
    .into_any()
}
