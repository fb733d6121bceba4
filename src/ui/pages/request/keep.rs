//! The form in the address and on this device, never with a secret.

use leptos::prelude::*;

use super::known;
use super::state::State;
use crate::job_form::{example, from_link, to_link, without_secrets};
use crate::request::Draft;
use crate::route::Route;
use crate::share::link::LinkProblem;
use crate::web::storage::{self, Kept};
use crate::web::{bridge, keep, page};

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

    /// Keeps the draft, without secrets, on the device, and in the address once typing has settled.
    pub(super) fn keep(self) {
        let touched = StoredValue::new(false);
        Effect::new(move || {
            let link = self.draft.with(to_link);
            if !touched.get_value() {
                touched.set_value(true);
                return;
            }
            keep::keep(Kept::RequestDraft, Route::Request, link, usize::MAX, |_| ());
        });
        page::on_history(move || self.follow_address());
        bridge::hear(bridge::Event::Shown, move |_| {
            self.follow_address();
            let roster = known::roster();
            if self.roster.with_untracked(|old| *old != roster) {
                self.roster.set(roster);
            }
        });
    }
}

/// The form of the address, else the one kept on this device, else the example; and what is wrong with the address.
pub(super) fn opening_draft() -> (Draft, Option<LinkProblem>) {
    let kept = || {
        storage::load(Kept::RequestDraft)
            .and_then(|link| from_link(&link).ok().flatten())
            .unwrap_or_else(example)
    };
    keep::catch_up(Kept::RequestDraft, Route::Request);
    match from_link(&page::fragment()) {
        Ok(Some(draft)) => (draft, None),
        Ok(None) => (kept(), None),
        Err(problem) => (kept(), Some(problem)),
    }
}
