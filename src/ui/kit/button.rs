use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Speech, announce};
use crate::web::{clipboard, clock, download};
use crate::words::SHELL;

/// A button. When it cannot be pressed it says why, and stays reachable by keyboard so that the reason can be read.
#[component]
pub fn Button(
    /// What it does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Called when it is pressed.
    pressed: impl Fn() + 'static,
    /// Why it cannot be pressed now, if it cannot.
    #[prop(into, optional)]
    refused: MaybeProp<String>,
    /// The one most likely wanted here.
    #[prop(optional)]
    primary: bool,
    /// Takes something away.
    #[prop(optional)]
    danger: bool,
    /// Brings back what was taken away or replaced; the shortcut for that presses the youngest on the page.
    #[prop(optional)]
    undo: bool,
    /// The id, where something points at it.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    button_view(label, Box::new(pressed), refused, [primary, danger, undo], id)
}

/// The button itself, once for whatever its owner does.
fn button_view(
    label: Signal<String>,
    pressed: Box<dyn Fn()>,
    refused: MaybeProp<String>,
    [primary, danger, undo]: [bool; 3],
    id: Option<&'static str>,
) -> AnyView {
    let is_refused = Signal::derive(move || refused.get().is_some().then(|| "true".to_owned()));
    view! {
        <button
            id=id
            type="button"
            class="button"
            class:primary=primary
            class:danger=danger
            data-undo=undo.then(|| clock::now().ms().to_string())
            aria-disabled=is_refused
            title=Signal::derive(move || refused.get())
            on:click=move |_| {
                if refused.get_untracked().is_none() {
                    pressed();
                }
            }
        >
            {label}
        </button>
    }
    .into_any()
}

/// How long a button shows its answer.
const ANSWER_MS: u32 = 2_000;

/// Copies text and answers in place.
#[component]
pub fn CopyButton(
    /// What is copied, read at the moment of the press.
    text: impl Fn() -> String + 'static,
    /// The label; "Copy" when none is given.
    #[prop(into, optional)]
    label: MaybeProp<String>,
    /// The id, where something points at it.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    copy_view(Box::new(text), label, id)
}

fn copy_view(text: Box<dyn Fn() -> String>, label: MaybeProp<String>, id: Option<&'static str>) -> AnyView {
    let speech = Speech::here();
    let answer = RwSignal::new(None::<bool>);
    let alarm = StoredValue::new_local(None);
    let shown = Signal::derive(move || match answer.get() {
        Some(true) => speech.of(&SHELL).copied.to_owned(),
        Some(false) => speech.of(&SHELL).copy_refused.to_owned(),
        None => label.get().unwrap_or_else(|| speech.of(&SHELL).copy.to_owned()),
    });
    let pressed = move |_| {
        let text = text();
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            answer.set(Some(copied));
            let words = SHELL.of(speech.language_untracked());
            announce(if copied { words.copied } else { words.copy_refused });
            alarm.set_value(clock::wake_after_ms(ANSWER_MS, move || answer.set(None)));
        });
    };
    view! {
        <button id=id type="button" class="button" on:click=pressed>
            {shown}
        </button>
    }
    .into_any()
}

/// Saves text as a file.
#[component]
pub fn DownloadButton(
    /// The file's name.
    #[prop(into)]
    name: Signal<String>,
    /// Its media type.
    media_type: &'static str,
    /// What is saved, read at the moment of the press.
    text: impl Fn() -> String + 'static,
    /// The label; "Download" when none is given.
    #[prop(into, optional)]
    label: MaybeProp<String>,
) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <button
            type="button"
            class="button"
            on:click=move |_| {
                download::save(&name.get_untracked(), media_type, &text());
            }
        >
            {move || label.get().unwrap_or_else(|| speech.of(&SHELL).download.to_owned())}
        </button>
    }
    .into_any()
}
