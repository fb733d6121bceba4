//! The way back from what replaced a larger input at one press.

use leptos::prelude::*;

use super::tell;
use crate::cost::CostField;
use crate::ui::kit::{Button, Speech, announce, focus_soon, follow};
use crate::web::page;
use crate::words::COST_INPUTS;

/// The text that a field had before a press replaced it, for as long as the field holds what the press put there.
#[derive(Clone, Copy)]
pub(super) struct Before {
    field: CostField,
    text: RwSignal<String>,
    replaced: RwSignal<Option<Replaced>>,
    /// Of the button; and what has the focus once it is pressed.
    ids: [&'static str; 2],
    /// Brings a text back.
    put: StoredValue<Put, LocalStorage>,
}

type Put = Box<dyn Fn(&str)>;

#[derive(Clone, PartialEq)]
struct Replaced {
    before: String,
    by: String,
}

impl Before {
    pub(super) fn new(field: CostField, text: RwSignal<String>, ids: [&'static str; 2]) -> Self {
        Self::bringing_back(field, text, ids, Box::new(move |text| tell(field, text)))
    }

    /// As [`Before::new`], where bringing a text back takes more than telling it.
    pub(super) fn bringing_back(
        field: CostField,
        text: RwSignal<String>,
        ids: [&'static str; 2],
        put: Put,
    ) -> Self {
        Self { field, text, replaced: RwSignal::new(None), ids, put: StoredValue::new_local(put) }
    }

    /// Puts another text into the field, and keeps the one that it has.
    pub(super) fn replace(self, by: &str) {
        let before = self.text.get_untracked();
        if before != by {
            self.replaced.set(Some(Replaced { before, by: by.to_owned() }));
            tell(self.field, by);
        }
    }

    /// Moves focus to the button, for when what was pressed is gone.
    pub(super) fn focus(self) {
        focus_soon(self.ids[0]);
    }

    /// The button, while there is something to bring back.
    pub(super) fn view(self, speech: Speech) -> AnyView {
        let shown = Memo::new(move |_| {
            let replaced = self.replaced.get()?;
            self.text.with(|text| *text == replaced.by).then_some(replaced)
        });
        follow(move || {
            let Some(Replaced { before, .. }) = shown.get() else { return ().into_any() };
            let [id, focused] = self.ids;
            let pressed = move || {
                self.replaced.set(None);
                self.put.with_value(|put| put(&before));
                announce(COST_INPUTS.of(speech.language_untracked()).undone);
                page::focus(focused);
            };
            view! { <Button id label=speech.label(&COST_INPUTS, |words| words.undo) pressed undo=true /> }
                .into_any()
        })
    }
}
