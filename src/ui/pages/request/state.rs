use leptos::prelude::*;

use super::after::After;
use super::fetching::Fetching;
use super::keep::opening_draft;
use super::known;
use super::many::Many;
use super::parts::Parts;
use super::typed::{Typed, is_refused};
use crate::job_form::{Pasted, Screen, empty, example, paste, screen, set_text, split_pasted, with_pools};
use crate::request::repair::{Encoding, RepairId};
use crate::request::{Checked, Draft, FieldId, Ports, Problem, check};
use crate::share::link::{LinkProblem, PACKED};
use crate::share::roster::Roster;
use crate::ui::kit::announce;
use crate::units::Timestamp;
use crate::web::clock::{self, Alarm};
use crate::web::page;
use crate::web::worker::Worker;

/// The Request page's signals. The draft is the one truth: form and JSON are two views of it.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) draft: RwSignal<Draft>,
    /// What the service says of its ports, where its document was read.
    pub(super) ports: RwSignal<Option<Ports>>,
    /// The pools that the Pools page has last seen.
    pub(super) roster: RwSignal<Option<Roster>>,
    /// The moment that what expires is held against.
    pub(super) now: RwSignal<Timestamp>,
    pub(super) clock: StoredValue<Option<Alarm>, LocalStorage>,
    pub(super) checked: Memo<Checked>,
    /// What was found, which few keys change.
    pub(super) problems: Memo<Vec<Problem>>,
    /// Whether the service would refuse the body.
    pub(super) is_refused: Memo<bool>,
    pub(super) parts: Parts,
    /// The body as it stands on screen.
    pub(super) screen: Memo<Screen>,
    pub(super) shows_secrets: RwSignal<bool>,
    /// The JSON as it is being typed, while it is.
    pub(super) typed: RwSignal<Option<Typed>>,
    /// What stands in the paste field.
    pub(super) to_paste: RwSignal<String>,
    /// What the last paste did.
    pub(super) pasted: RwSignal<Option<Arrival>>,
    /// The form before the last paste, example or emptying.
    pub(super) before: RwSignal<Option<(Draft, Option<Ports>)>>,
    pub(super) fetching: RwSignal<Option<Fetching>>,
    /// The bytes of a long text that a worker reads, while it does.
    pub(super) reading: RwSignal<Option<usize>>,
    pub(super) reader: StoredValue<Option<Worker>, LocalStorage>,
    pub(super) pause: StoredValue<Option<Alarm>, LocalStorage>,
    pub(super) tab: RwSignal<&'static str>,
    /// What scripts are shown in.
    pub(super) tongue: RwSignal<String>,
    /// Whether scripts hold the secrets: a deliberate choice, gone with the page.
    pub(super) inlines_secrets: RwSignal<bool>,
    /// What becomes of the pool after the jobs.
    pub(super) after: After,
    pub(super) many: Many,
    /// The name of what was last removed from the form, as long as it can be brought back.
    pub(super) removed: RwSignal<Option<Removed>>,
    /// What was wrong with the link by which the page was opened, if anything.
    pub(super) link_problem: RwSignal<Option<LinkProblem>>,
    /// What this page has written into the address, or read from it, where that is packed.
    pub(super) written: StoredValue<String>,
    /// The page was opened by a packed link, whose form is still to come.
    pub(super) opens_packed: StoredValue<bool>,
    /// The next input event comes from a paste.
    from_clipboard: StoredValue<bool>,
    /// How the file was read that the next text comes from.
    pub(super) encoding: StoredValue<Encoding>,
}

/// A pasted text and what became of it. In memory only.
#[derive(Clone, PartialEq)]
pub(super) struct Arrival {
    text: String,
    before: Draft,
    switched_off: Vec<RepairId>,
    pub(super) encoding: Encoding,
    pub(super) outcome: Pasted,
}

/// A part of the form that was removed: where it stood, and the form with it.
#[derive(Clone, PartialEq)]
pub(super) struct Removed {
    pub(super) group: FieldId,
    pub(super) name: String,
    before: Draft,
}

impl State {
    /// The state that the address, or else this device, holds; otherwise the example.
    pub(super) fn new() -> Self {
        let (opening, link_problem) = opening_draft();
        let draft = RwSignal::new(opening);
        let ports = RwSignal::new(None::<Ports>);
        let shows_secrets = RwSignal::new(false);
        let roster = RwSignal::new(known::roster());
        let now = RwSignal::new(clock::now());
        let checked = Memo::new(move |_| {
            let now = now.get().max(clock::now());
            draft.with(|draft| {
                let checked = ports.with(|ports| check(draft, ports.as_ref(), now));
                roster.with(|roster| with_pools(checked, draft, roster.as_ref()))
            })
        });
        let problems = Memo::new(move |_| checked.with(|checked| checked.problems.clone()));
        let typed = RwSignal::new(None::<Typed>);
        let state = Self {
            draft,
            ports,
            roster,
            now,
            clock: StoredValue::new_local(None),
            checked,
            problems,
            is_refused: Memo::new(move |_| {
                typed.with(|typed| problems.with(|problems| is_refused(typed.as_ref(), problems)))
            }),
            parts: Parts::new(),
            screen: Memo::new(move |_| draft.with(|draft| screen(draft, shows_secrets.get()))),
            shows_secrets,
            typed,
            to_paste: RwSignal::new(String::new()),
            pasted: RwSignal::new(None),
            before: RwSignal::new(None),
            fetching: RwSignal::new(None),
            reading: RwSignal::new(None),
            reader: StoredValue::new_local(None),
            pause: StoredValue::new_local(None),
            tab: RwSignal::new("json"),
            tongue: RwSignal::new("bash".to_owned()),
            inlines_secrets: RwSignal::new(false),
            after: After::new(),
            many: Many::new(),
            removed: RwSignal::new(None),
            link_problem: RwSignal::new(link_problem),
            written: StoredValue::new(String::new()),
            opens_packed: StoredValue::new(page::fragment().starts_with(PACKED)),
            from_clipboard: StoredValue::new(false),
            encoding: StoredValue::new(Encoding::Utf8),
        };
        // A form that came from this device stands in the address, too, so that sharing shares it.
        if link_problem.is_none() {
            state.follow_address();
        }
        state.keep();
        state
    }

    /// The user typed into a field; a whole blob URL from the clipboard splits over its reference.
    pub(super) fn entered(self, field: FieldId, text: String) -> bool {
        let from_clipboard = self.take_from_clipboard();
        let mut was_split = false;
        self.draft.update(|draft| {
            was_split = from_clipboard && split_pasted(draft, field, &text);
            if !was_split {
                set_text(draft, field, text);
            }
        });
        was_split
    }

    /// The next input event comes from the clipboard.
    pub(super) fn clipboard_used(self) {
        self.from_clipboard.set_value(true);
    }

    /// Whether this input event comes from the clipboard.
    pub(super) fn take_from_clipboard(self) -> bool {
        let was = self.from_clipboard.get_value();
        self.from_clipboard.set_value(false);
        was
    }

    /// Fills the form from a text, which leaves the paste field for memory: it may hold secrets.
    pub(super) fn arrived(self, text: String) {
        let before = self.draft.get_untracked();
        let outcome = paste(&text, &before, &[]);
        self.took(text, before, outcome);
    }

    /// What a text became, over the form before it.
    pub(super) fn took(self, text: String, before: Draft, outcome: Pasted) {
        if outcome.draft.is_some() {
            self.to_paste.set(String::new());
            self.remember();
        }
        self.take(&outcome);
        self.fetching.set(None);
        let encoding = self.encoding.get_value();
        self.encoding.set_value(Encoding::Utf8);
        self.pasted.set(Some(Arrival { text, before, switched_off: Vec::new(), encoding, outcome }));
    }

    /// A repair is switched on or off: the text is read again, over the form before it.
    pub(super) fn switched(self, id: RepairId, on: bool) {
        let Some(mut arrival) = self.pasted.get_untracked() else { return };
        // What was typed since can be brought back.
        let untouched = arrival.outcome.draft.as_ref();
        if untouched.is_some_and(|filled| self.draft.with_untracked(|draft| draft != filled)) {
            self.remember();
        }
        arrival.switched_off.retain(|off| *off != id);
        if !on {
            arrival.switched_off.push(id);
        }
        arrival.outcome = paste(&arrival.text, &arrival.before, &arrival.switched_off);
        self.take(&arrival.outcome);
        self.pasted.set(Some(arrival));
    }

    fn take(self, outcome: &Pasted) {
        if let Some(draft) = &outcome.draft {
            self.typed.set(None);
            self.draft.set(draft.clone());
        }
        if let Some(service) = &outcome.service {
            self.ports.set(Some(service.ports.clone()));
        }
    }

    /// Removes a part of the form, with the way back kept until the next paste, example or emptying.
    pub(super) fn remove(self, group: FieldId, name: String, remove: impl FnOnce(&mut Draft)) {
        let before = self.draft.get_untracked();
        self.draft.update(remove);
        self.removed.set(Some(Removed { group, name, before }));
    }

    /// Puts the part back that was removed last, with the form as it was then.
    pub(super) fn put_back(self) {
        if let Some(removed) = self.removed.get_untracked() {
            self.remember();
            self.draft.set(removed.before);
        }
        self.removed.set(None);
    }

    pub(super) fn remember(self) {
        self.removed.set(None);
        self.before.set(Some((self.draft.get_untracked(), self.ports.get_untracked())));
    }

    /// The form before the last paste, example or emptying; what is there now is the one before from then on.
    pub(super) fn bring_back(self) {
        let Some((draft, ports)) = self.before.get_untracked() else { return };
        self.remember();
        self.pasted.set(None);
        self.typed.set(None);
        self.ports.set(ports);
        self.draft.set(draft);
    }

    /// Puts a whole form in place, with the way back kept.
    pub(super) fn start_from(self, draft: Draft) {
        self.remember();
        self.pasted.set(None);
        self.typed.set(None);
        self.ports.set(None);
        self.draft.set(draft);
    }

    pub(super) fn use_example(self) {
        self.start_from(example());
    }

    pub(super) fn clear(self) {
        self.start_from(empty());
    }
}

/// Says a sentence of what was done.
pub(super) fn done(sentence: &str) {
    announce(sentence);
}
