//! A page's draft on this device at once, and in the address once typing has settled.
//!
//! Browsers count how often an address changes, so it follows late. What a reload or a crash finds there may therefore
//! be older than what the device holds: until the address has caught up, the tab remembers which address was left behind.

use core::cell::{Cell, RefCell};

use wasm_bindgen_futures::spawn_local;

use super::clock::{self, Alarm};
use super::storage::{self, Kept};
use super::{packing, page};
use crate::route::Route;

/// How long after the last key the address follows.
const SETTLE_MS: u32 = 300;

thread_local! {
    static ALARM: RefCell<Option<Alarm>> = const { RefCell::new(None) };
    /// Counts drafts, so that a link that takes long to pack never replaces a later one.
    static LATEST: Cell<u32> = const { Cell::new(0) };
}

/// Keeps a draft's link: on the device now, in the address soon, when this page is the one shown then. There a link of
/// more than `pack_above` bytes is packed; `written` is told what the address holds.
pub fn keep(kept: Kept, route: Route, link: String, pack_above: usize, written: impl Fn(&str) + 'static) {
    storage::save(kept, (!link.is_empty()).then_some(&link));
    let here = if page::route() == Some(route) { page::fragment() } else { String::new() };
    storage::leave_behind(kept, Some(&here));
    let number = LATEST.get().wrapping_add(1);
    LATEST.set(number);
    let write = move |fragment: &str| {
        if LATEST.get() != number {
            return;
        }
        if page::route() == Some(route) {
            page::replace_fragment(fragment);
            written(fragment);
        }
        storage::leave_behind(kept, None);
    };
    let alarm = clock::wake_after_ms(SETTLE_MS, move || {
        if link.len() <= pack_above {
            return write(&link);
        }
        spawn_local(async move {
            let packed = packing::turn(&link).await;
            write(&packed.unwrap_or(link));
        });
    });
    ALARM.set(alarm);
}

/// Puts what the device holds of a page into the address, where the address was left behind by it: before the page
/// reads the address for the first time.
pub fn catch_up(kept: Kept, route: Route) {
    let Some(behind) = storage::left_behind(kept) else { return };
    storage::leave_behind(kept, None);
    // Another address may have come in meanwhile: that one counts.
    if page::route() == Some(route) && behind == page::fragment() {
        page::replace_fragment(&storage::load(kept).unwrap_or_default());
    }
}
