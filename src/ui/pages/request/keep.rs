//! The form in the address and on this device, never with a secret.

use leptos::prelude::*;

use crate::ui::kit::effect;
use leptos::task::spawn_local;

use super::known;
use super::state::State;
use crate::job_form::{example, from_link, to_link, without_secrets};
use crate::request::Draft;
use crate::route::Route;
use crate::share::link::{self, LinkProblem};
use crate::web::clock::{self, Alarm};
use crate::web::storage::{self, Kept};
use crate::web::{bridge, keep, packing, page};

impl State {
    /// Reads the address again, after the user edited it, went back, or came to this page.
    pub(super) fn follow_address(self) {
        if page::route() != Some(Route::Request) {
            return;
        }
        let fragment = page::fragment();
        let own = self.draft.with_untracked(to_link);
        if fragment == own || !fragment.is_empty() && fragment == self.written.get_value() {
            return;
        }
        if !fragment.starts_with(link::PACKED) {
            return self.follow(&fragment);
        }
        spawn_local(async move {
            let plain = packing::turn(&fragment).await;
            // Another address may have come in meanwhile.
            if page::fragment() != fragment {
                return;
            }
            match plain {
                Some(plain) => {
                    self.written.set_value(fragment);
                    self.follow(&plain);
                }
                None => self.link_problem.set(Some(LinkProblem::Damaged)),
            }
        });
    }

    /// Puts the form of a plain link in place.
    fn follow(self, fragment: &str) {
        match from_link(fragment) {
            Ok(Some(linked)) => {
                self.link_problem.set(None);
                let own = to_link(&linked);
                let is_first = self.opens_packed.get_value();
                if is_first {
                    self.draft.set(linked);
                } else if linked != self.draft.with_untracked(without_secrets) {
                    self.start_from(linked);
                }
                // Anyone can write a link: what the form does not take, a secret perhaps, leaves the address, too.
                if own != fragment {
                    self.write_address(own);
                }
            }
            Ok(None) => self.write_address(self.draft.with_untracked(to_link)),
            Err(problem) => self.link_problem.set(Some(problem)),
        }
        self.opens_packed.set_value(false);
    }

    /// Puts a link into the address, packed where it is long.
    fn write_address(self, link: String) {
        if link.len() <= link::PACK_ABOVE {
            return page::replace_fragment(&link);
        }
        spawn_local(async move {
            let packed = packing::turn(&link).await.unwrap_or(link);
            if page::route() == Some(Route::Request) {
                page::replace_fragment(&packed);
                self.written.set_value(packed);
            }
        });
    }

    /// Keeps the draft, without secrets, on the device, and in the address once typing has settled. What a key changed is
    /// shown first.
    pub(super) fn keep(self) {
        let touched = StoredValue::new(false);
        let soon = StoredValue::new_local(None::<Alarm>);
        effect(move || {
            self.draft.track();
            if !touched.get_value() {
                touched.set_value(true);
                return;
            }
            let keep = move || {
                let link = self.draft.with_untracked(to_link);
                let written = move |written: &str| self.written.set_value(written.to_owned());
                keep::keep(Kept::RequestDraft, Route::Request, link, link::PACK_ABOVE, written);
            };
            soon.set_value(clock::wake_after_ms(0, keep));
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

/// The form of the address, else the one kept on this device, else the example; and what is wrong with the address. The
/// form of a packed link comes later, as the browser unpacks it.
pub(super) fn opening_draft() -> (Draft, Option<LinkProblem>) {
    let kept = || {
        storage::load(Kept::RequestDraft)
            .and_then(|link| from_link(&link).ok().flatten())
            .unwrap_or_else(example)
    };
    keep::catch_up(Kept::RequestDraft, Route::Request);
    let fragment = page::fragment();
    if fragment.starts_with(link::PACKED) {
        return (kept(), None);
    }
    match from_link(&fragment) {
        Ok(Some(draft)) => (draft, None),
        Ok(None) => (kept(), None),
        Err(problem) => (kept(), Some(problem)),
    }
}
