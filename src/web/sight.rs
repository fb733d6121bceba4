//! Whether anyone looks, and in which time zone.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Whether the tab is out of sight.
#[must_use]
pub fn is_hidden() -> bool {
    super::page::document().is_some_and(|document| document.hidden())
}

/// Calls `changed` each time the tab goes out of sight or comes back.
pub fn on_change(changed: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(changed);
    if let Some(document) = super::page::document() {
        let _ =
            document.add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// How far local time is ahead of UTC now, in milliseconds.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the browser gives whole minutes as a float; a cast saturates"
)]
pub fn zone_ms() -> i64 {
    -(js_sys::Date::new_0().get_timezone_offset() as i64) * 60_000
}
