//! Packing and unpacking links by the browser's own compressor (`public/packing.js`).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A packed fragment from a plain one, or the plain one from a packed one; `None` when it is damaged or too long, or the
/// browser has no compressor.
pub async fn turn(fragment: &str) -> Option<String> {
    JsFuture::from(asked(fragment).ok()?).await.ok()?.as_string()
}

fn asked(fragment: &str) -> Result<Promise, JsValue> {
    let global = Reflect::get(&js_sys::global(), &"poolwise".into())?;
    let turn: Function = Reflect::get(&global, &"turn".into())?.dyn_into()?;
    turn.call1(&global, &fragment.into())?.dyn_into()
}
