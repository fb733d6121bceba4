//! One of a few: radio buttons or a drop-down over a part of the draft.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::kit::{Speech, entry};
use crate::words::{REQUEST_PAGE, RequestPageWords};

/// What a list of choices is and does.
pub(super) struct Choices {
    pub(super) id: String,
    pub(super) label: fn(&RequestPageWords) -> &'static str,
    /// Value and label of each entry.
    pub(super) entries: fn(Speech) -> Vec<(&'static str, String)>,
    /// The value chosen now.
    pub(super) current: RwSignal<&'static str>,
    pub(super) chosen: Arc<dyn Fn(&str) + Send + Sync>,
}

/// A few choices side by side, as radio buttons.
pub(super) fn radios(choices: Choices) -> AnyView {
    let speech = Speech::here();
    let Choices { id, label, entries, current, chosen } = choices;
    let group = id.clone();
    let items = move || {
        entries(speech)
            .into_iter()
            .map(|(value, shown)| {
                let radio = format!("{group}-{value}");
                let chosen = Arc::clone(&chosen);
                view! {
                    <span class="choice-item">
                        <input
                            id=radio.clone()
                            type="radio"
                            name=group.clone()
                            prop:checked=move || current.get() == value
                            on:change=move |_| chosen(value)
                        />
                        <label for=radio>{shown}</label>
                    </span>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="choice" id=id tabindex="-1">
            <legend>{move || label(speech.of(&REQUEST_PAGE))}</legend>
            <div class="choice-row">{items}</div>
        </fieldset>
    }
    .into_any()
}

/// A drop-down.
pub(super) fn menu(choices: Choices) -> AnyView {
    let speech = Speech::here();
    let Choices { id, label, entries, current, chosen } = choices;
    let options = move || {
        let now = current.get();
        entries(speech)
            .into_iter()
            .map(|(value, shown)| entry(value.to_owned(), shown, value == now))
            .collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{move || label(speech.of(&REQUEST_PAGE))}</label>
            <select id=id on:change:target=move |event| chosen(&event.target().value())>
                {options}
            </select>
        </div>
    }
    .into_any()
}
