//! The way back for what was removed from the form.

use leptos::prelude::*;

use super::state::{State, done};
use crate::request::FieldId;
use crate::ui::kit::{Button, Speech, focus_soon};
use crate::words::{POOL_SCRIPT, REQUEST_PAGE};

const UNDO: &str = "undo-removal";

/// What was removed from a group, with the way back; nothing where nothing was.
pub(super) fn removed(state: State, group: FieldId) -> AnyView {
    let speech = Speech::here();
    view! {
        {move || {
            let removed = state.removed.get().filter(|removed| removed.group == group)?;
            let words = speech.of(&POOL_SCRIPT);
            let said = if removed.name.is_empty() {
                words.removed_nameless.to_owned()
            } else {
                words.removed.with(&[("name", &removed.name)])
            };
            let pressed = move || {
                state.put_back();
                done(REQUEST_PAGE.of(speech.language_untracked()).brought_back);
                focus_soon(group.to_string());
            };
            Some(
                view! {
                    <p class="row removed">
                        <span>{said}</span>
                        <Button
                            id=UNDO
                            label=speech.label(&REQUEST_PAGE, |words| words.undo)
                            pressed
                            undo=true
                        />
                    </p>
                },
            )
        }}
    }
    .into_any()
}

/// Moves focus to the way back, and says what was removed.
pub(super) fn offer(name: &str, speech: Speech) {
    let words = POOL_SCRIPT.of(speech.language_untracked());
    let said = words.removed.with(&[("name", name)]);
    done(if name.is_empty() { words.removed_nameless } else { &said });
    focus_soon(UNDO);
}
