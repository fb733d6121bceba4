//! The time, and waking up later.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

use crate::units::Timestamp;

/// The moment now.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the browser gives whole milliseconds since 1970 as a float; a cast saturates"
)]
pub fn now() -> Timestamp {
    Timestamp::from_ms(js_sys::Date::now() as u64)
}

/// A wake-up that can be called off.
#[derive(Debug)]
pub struct Alarm {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(window) = super::page::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Calls `woken` once, after so many milliseconds, unless the alarm is dropped before.
#[must_use]
pub fn wake_after_ms(ms: u32, woken: impl FnOnce() + 'static) -> Option<Alarm> {
    let closure = Closure::once(woken);
    let id = super::page::window()?
        .set_timeout_with_callback_and_timeout_and_arguments_0(
            closure.as_ref().unchecked_ref(),
            i32::try_from(ms).unwrap_or(i32::MAX),
        )
        .ok()?;
    Some(Alarm { id, _closure: closure })
}

/// Waits for the browser's next task, so that what follows does not lengthen this one. In a hidden tab, whose timers may
/// be kept back for a minute, nothing is waited for.
pub async fn next_task() {
    let Some(window) = super::page::window().filter(|_| !super::sight::is_hidden()) else { return };
    let turn = Promise::new(&mut |turn, _| {
        let _ = window.set_timeout_with_callback(&turn);
    });
    let _ = JsFuture::from(turn).await;
}
