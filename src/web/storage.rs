//! What is kept on this device. Never a secret (I8): what goes in here is text that the page could show to anyone. The
//! one exception is a tab's connection with its keys, kept for that tab alone and only where the user asked for it.
//!
//! A browser may refuse storage altogether; then nothing is kept, and nothing fails.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// The settings and drafts that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The language's tag.
    Language,
    /// `light` or `dark`.
    Theme,
    /// The Cost page's inputs, as its link holds them.
    CostDraft,
    /// What was typed for the support brief.
    SupportBrief,
    /// The Request page's inputs, without secrets, as its link holds them.
    RequestDraft,
    /// The contracts of the pool service that the user made, without keys.
    Profiles,
    /// The pools last seen, by name and size, as `share::roster` writes them.
    Pools,
    /// What is chosen for many jobs on the Request page, without the list.
    ManySettings,
    /// What was typed to create a pool outside practice: VMs, and the address of the web service that pays.
    PoolDraft,
    /// After how many minutes the Pools page tells of an idle pool, as typed; empty for never.
    IdleMinutes,
    /// The plan that pays on the Pools page, and when its charge period ends, as `pool_desk::MeterTerms` writes them.
    MeterTerms,
}

impl Kept {
    const fn key(self) -> &'static str {
        match self {
            Self::Language => "poolwise.language",
            Self::Theme => "poolwise.theme",
            Self::CostDraft => "poolwise.cost",
            Self::SupportBrief => "poolwise.brief",
            Self::RequestDraft => "poolwise.request",
            Self::Profiles => "poolwise.profiles",
            Self::Pools => "poolwise.pools",
            Self::ManySettings => "poolwise.many",
            Self::PoolDraft => "poolwise.pool",
            Self::IdleMinutes => "poolwise.idle",
            Self::MeterTerms => "poolwise.meter",
        }
    }
}

/// What is kept under this name, if anything.
#[must_use]
pub fn load(kept: Kept) -> Option<String> {
    local()?.get_item(kept.key()).ok()?
}

/// Keeps text, or forgets it; `false` when the browser refuses.
pub fn save(kept: Kept, text: Option<&str>) -> bool {
    let Some(storage) = local() else { return false };
    let done = match text {
        Some(text) => storage.set_item(kept.key(), text),
        None => storage.remove_item(kept.key()),
    };
    done.is_ok()
}

/// Calls `changed` each time that another tab keeps or forgets what has this name.
pub fn on_change(kept: Kept, changed: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let key = js_sys::Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string());
        // Without a key all of it was forgotten.
        if key.is_none_or(|key| key == kept.key()) {
            changed();
        }
    });
    if let Some(window) = super::page::window() {
        let _ = window.add_event_listener_with_callback("storage", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

fn local() -> Option<web_sys::Storage> {
    super::page::window()?.local_storage().ok()?
}

/// Remembers, in this tab alone, the fragment that a kept draft left behind; or that there is none.
pub fn leave_behind(kept: Kept, fragment: Option<&str>) {
    if let Some(storage) = tab() {
        let _ = match fragment {
            Some(fragment) => storage.set_item(kept.key(), fragment),
            None => storage.remove_item(kept.key()),
        };
    }
}

/// The fragment that a kept draft left behind in this tab, if any.
#[must_use]
pub fn left_behind(kept: Kept) -> Option<String> {
    tab()?.get_item(kept.key()).ok()?
}

fn tab() -> Option<web_sys::Storage> {
    super::page::window()?.session_storage().ok()?
}

/// A part of what a session remembers of one service, under that service's address.
#[must_use]
pub fn load_session(service: &str, part: u64) -> Option<String> {
    local()?.get_item(&session_key(service, part)).ok()?
}

/// Keeps a part of what a session remembers of one service, or forgets it; `false` when the browser refuses.
pub fn save_session(service: &str, part: u64, text: Option<&str>) -> bool {
    let Some(storage) = local() else { return false };
    let key = session_key(service, part);
    let done = match text {
        Some(text) => storage.set_item(&key, text),
        None => storage.remove_item(&key),
    };
    done.is_ok()
}

/// Under which name a part of what a session remembers of one service is kept. No address holds a blank.
#[must_use]
pub fn session_key(service: &str, part: u64) -> String {
    let first = ["poolwise.session ", service].concat();
    if part == 0 { first } else { [&first, " ", &part.to_string()].concat() }
}

/// Where a tab keeps a connection with its keys, when the user asked for it.
const TAB: &str = "poolwise.connection";

/// The connection that this tab keeps, if it keeps one.
#[must_use]
pub fn load_tab() -> Option<String> {
    tab()?.get_item(TAB).ok()?
}

/// Keeps a connection with its keys until the tab is closed, because the user asked for it; or forgets it.
pub fn save_tab(text: Option<&str>) {
    if let Some(storage) = tab() {
        let _ = match text {
            Some(text) => storage.set_item(TAB, text),
            None => storage.remove_item(TAB),
        };
    }
}
