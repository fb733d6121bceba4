//! Where in a drawn table a pointer is: its cells carry their place in `data-at`.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The `data-at` of the element of the event, or of the nearest one around it.
#[must_use]
pub fn place(event: &Event) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-at]").ok()??.get_attribute("data-at")
}
