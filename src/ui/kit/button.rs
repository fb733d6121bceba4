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
    /// Enter in a field of its form presses it, too.
    #[prop(optional)]
    submits: bool,
    /// The id of what says why it cannot be pressed, where that stands on the page.
    #[prop(optional)]
    reason: Option<&'static str>,
    /// The id, where something points at it.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    button_view(label, Box::new(pressed), refused, [primary, danger, undo, submits], [id, reason])
}

/// The button itself, once for whatever its owner does.
fn button_view(
    label: Signal<String>,
    pressed: Box<dyn Fn()>,
    refused: MaybeProp<String>,
    [primary, danger, undo, submits]: [bool; 4],
    [id, reason]: [Option<&'static str>; 2],
) -> AnyView {
    let is_refused = Signal::derive(move || refused.get().is_some().then(|| "true".to_owned()));
    view! {
        <button
            id=id
            type=if submits { "submit" } else { "button" }
            class="button"
            class:primary=primary
            class:danger=danger
            data-undo=undo.then(|| clock::now().ms().to_string())
            aria-disabled=is_refused
            aria-describedby=Signal::derive(move || reason.filter(|_| refused.get().is_some()))
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
    /// More about what is copied.
    #[prop(into, optional)]
    title: MaybeProp<String>,
    /// What it answers; "Copied" when nothing is given.
    #[prop(into, optional)]
    answers: MaybeProp<String>,
) -> impl IntoView {
    copy_view(Box::new(text), label, id, [title, answers])
}

fn copy_view(
    text: Box<dyn Fn() -> String>,
    label: MaybeProp<String>,
    id: Option<&'static str>,
    [title, answers]: [MaybeProp<String>; 2],
) -> AnyView {
    let speech = Speech::here();
    let answer = RwSignal::new(None::<bool>);
    let alarm = StoredValue::new_local(None);
    let copied = move || answers.get().unwrap_or_else(|| speech.of(&SHELL).copied.to_owned());
    let shown = Signal::derive(move || match answer.get() {
        Some(true) => copied(),
        Some(false) => speech.of(&SHELL).copy_refused.to_owned(),
        None => label.get().unwrap_or_else(|| speech.of(&SHELL).copy.to_owned()),
    });
    let pressed = move |_| {
        let text = text();
        // Read now: when the browser has copied, the button may be gone, and its signals with it.
        let (done, refused) = untrack(move || (copied(), speech.of(&SHELL).copy_refused.to_owned()));
        spawn_local(async move {
            let was_copied = clipboard::copy(&text).await;
            announce(if was_copied { &done } else { &refused });
            if answer.try_set(Some(was_copied)).is_none() {
                alarm.set_value(clock::wake_after_ms(ANSWER_MS, move || answer.set(None)));
            }
        });
    };
    view! {
        <button
            id=id
            type="button"
            class="button"
            title=Signal::derive(move || title.get())
            on:click=pressed
        >
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
