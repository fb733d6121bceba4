//! The form in the address and on this device, never with a secret.

use leptos::prelude::*;

use super::state::State;
use crate::job_form::{example, from_link, to_link, without_secrets};
use crate::request::Draft;
use crate::route::Route;
use crate::share::link::LinkProblem;
use crate::web::storage::{self, Kept};
use crate::web::{bridge, clock, page};

/// How long after the last key the address and the stored draft follow.
const SETTLE_MS: u32 = 300;

impl State {
    /// Reads the address again, after the user edited it, went back, or came to this page.
    pub(super) fn follow_address(self) {
        if page::route() != Some(Route::Request) {
            return;
        }
        let fragment = page::fragment();
        let own = self.draft.with_untracked(to_link);
        if fragment == own {
            return;
        }
        match from_link(&fragment) {
            Ok(Some(linked)) => {
                self.link_problem.set(None);
                if linked != self.draft.with_untracked(without_secrets) {
                    self.start_from(linked);
                }
            }
            Ok(None) => page::replace_fragment(&own),
            Err(problem) => self.link_problem.set(Some(problem)),
        }
    }

    /// Keeps the draft, without secrets, in the address and on the device, once typing has settled.
    pub(super) fn keep(self) {
        let alarm = StoredValue::new_local(None);
        let touched = StoredValue::new(false);
        Effect::new(move || {
            let link = self.draft.with(to_link);
            if !touched.get_value() {
                touched.set_value(true);
                return;
            }
            alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || write_down(&link)));
        });
        page::on_history(move || self.follow_address());
        bridge::hear(bridge::Event::Shown, move |_| self.follow_address());
    }
}

/// Puts the draft's link into the address, when this page is the one shown, and on the device.
fn write_down(link: &str) {
    storage::save(Kept::RequestDraft, (!link.is_empty()).then_some(link));
    if page::route() == Some(Route::Request) {
        page::replace_fragment(link);
    }
}

/// The form of the address, else the one kept on this device, else the example; and what is wrong with the address.
pub(super) fn opening_draft() -> (Draft, Option<LinkProblem>) {
    let kept = || {
        storage::load(Kept::RequestDraft)
            .and_then(|link| from_link(&link).ok().flatten())
            .unwrap_or_else(example)
    };
    match from_link(&page::fragment()) {
        Ok(Some(draft)) => (draft, None),
        Ok(None) => (kept(), None),
        Err(problem) => (kept(), Some(problem)),
    }
}
