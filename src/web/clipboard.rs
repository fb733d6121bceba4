//! Copying text.

use wasm_bindgen_futures::JsFuture;

/// Copies text; `false` when the browser refuses (no permission, no secure origin).
pub async fn copy(text: &str) -> bool {
    match super::page::window() {
        Some(window) => JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok(),
        None => false,
    }
}
