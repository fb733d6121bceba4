use leptos::prelude::request_animation_frame;

use crate::web::page;

/// Moves the focus to the element of this id once what is being drawn stands.
pub fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || page::focus(&id));
}
