//! Locks that the tabs of this browser share.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::clock;

/// How long another holder is waited for: a page that is being reloaded lets go of what it held.
const PATIENCE_MS: u32 = 1_000;

/// A lock that this tab holds until this is dropped or the tab is closed.
#[derive(Debug)]
pub struct Lock {
    release: Function,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}

/// What came of asking for a lock.
#[derive(Debug)]
pub enum Taken {
    /// This tab holds it.
    Here(Lock),
    /// Another tab does.
    Elsewhere,
    /// The browser has no locks.
    Unsupported,
}

/// Asks for the lock of this name.
pub async fn take(name: &str) -> Taken {
    let Some((locks, request)) = api() else { return Taken::Unsupported };
    let Ok(abort) = AbortController::new() else { return Taken::Unsupported };
    let options = Object::new();
    let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
    let _alarm = clock::wake_after_ms(PATIENCE_MS, move || abort.abort());
    // It is held for as long as the promise that the callback gives is open.
    let taken = Promise::new(&mut |taken, refused| {
        let held = Closure::once_into_js(move || {
            Promise::new(&mut |release, _| drop(taken.call1(&JsValue::NULL, &release)))
        });
        let asked = request.call3(&locks, &name.into(), &options, &held);
        let asked = asked.ok().and_then(|asked| asked.dyn_into::<Promise>().ok());
        let catch = asked.as_ref().and_then(|asked| Reflect::get(asked, &"catch".into()).ok());
        match (asked, catch.and_then(|catch| catch.dyn_into::<Function>().ok())) {
            (Some(asked), Some(catch)) => drop(catch.call1(&asked, &refused)),
            _ => drop(refused.call0(&JsValue::NULL)),
        }
    });
    let release = JsFuture::from(taken).await.ok().and_then(|release| release.dyn_into().ok());
    release.map_or(Taken::Elsewhere, |release| Taken::Here(Lock { release }))
}

fn api() -> Option<(JsValue, Function)> {
    let navigator = super::page::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
