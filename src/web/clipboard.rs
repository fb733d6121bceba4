//! Copying text.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Copies text; `false` when the browser refuses (no permission, no secure origin).
pub async fn copy(text: &str) -> bool {
    match super::page::window() {
        Some(window) => JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok(),
        None => false,
    }
}

/// The text that a paste event brings, if any.
#[must_use]
pub fn pasted(event: &web_sys::Event) -> Option<String> {
    pasted_text(event)?.as_string()
}

/// How many UTF-16 units the text has that a paste event brings, without copying it.
#[must_use]
pub fn pasted_length(event: &web_sys::Event) -> Option<usize> {
    let text: js_sys::JsString = pasted_text(event)?.dyn_into().ok()?;
    usize::try_from(text.length()).ok()
}

fn pasted_text(event: &web_sys::Event) -> Option<wasm_bindgen::JsValue> {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok()?;
    let read: js_sys::Function = js_sys::Reflect::get(&data, &"getData".into()).ok()?.dyn_into().ok()?;
    read.call1(&data, &"text".into()).ok()
}
