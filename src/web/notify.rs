//! Notifications of the system, where the browser has them and the user allows them.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What the user said to notifications from this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The browser has none.
    Unsupported,
    /// Nothing yet.
    NotAsked,
    /// They are allowed.
    Granted,
    /// They are not.
    Denied,
}

fn api() -> Option<Function> {
    let window = super::page::window()?;
    Reflect::get(&window, &"Notification".into()).ok()?.dyn_into().ok()
}

/// What the user has said so far.
#[must_use]
pub fn permission() -> Permission {
    let Some(api) = api() else { return Permission::Unsupported };
    let said = Reflect::get(&api, &"permission".into()).ok().and_then(|said| said.as_string());
    match said.as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        _ => Permission::NotAsked,
    }
}

/// Asks the user, which a browser allows only after a press.
pub async fn ask() -> Permission {
    if let Some(asked) = asked() {
        let _ = JsFuture::from(asked).await;
    }
    permission()
}

fn asked() -> Option<Promise> {
    let api = api()?;
    let ask: Function = Reflect::get(&api, &"requestPermission".into()).ok()?.dyn_into().ok()?;
    ask.call0(&api).ok()?.dyn_into().ok()
}

/// Shows a sentence, where that is allowed; it replaces the one of the same name, and is heard again. Some phones have
/// the permission and refuse all the same: then nothing comes.
pub fn show(title: &str, sentence: &str, name: &str) {
    if permission() != Permission::Granted {
        return;
    }
    let options = Object::new();
    let _ = Reflect::set(&options, &"body".into(), &JsValue::from_str(sentence));
    let _ = Reflect::set(&options, &"tag".into(), &JsValue::from_str(name));
    let _ = Reflect::set(&options, &"renotify".into(), &JsValue::TRUE);
    if let Some(api) = api() {
        let _ = Reflect::construct(&api, &Array::of2(&JsValue::from_str(title), &options));
    }
}
