//! Packing and unpacking links by the browser's own compressor (`public/packing.js`).

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// A packed fragment from a plain one, or the plain one from a packed one; `None` when it is damaged or too long, or the
/// browser has no compressor.
pub async fn turn(fragment: &str) -> Option<String> {
    let turned: Promise = super::page::boot("turn", fragment).ok()?.dyn_into().ok()?;
    JsFuture::from(turned).await.ok()?.as_string()
}
