//! Parts of what the form says, each a signal that changes only when its part does.
//!
//! A form of 50 parameters has a thousand places that follow it. As subscribers of the draft they would cost a time that
//! grows with the square of their number, at every key; here one effect follows the draft and looks at each part.

use std::rc::Rc;

use leptos::prelude::*;

use super::state::State;
use crate::request::{Draft, Ports, Problem, repaired};
use crate::ui::kit::{Speech, effect};
use crate::web::clock::{self, Alarm};

/// How often what depends on the time is looked at: what a token has left is said in minutes.
const TICK_MS: u32 = 15_000;
/// How many rows of a list are drawn at a time: a thousand at once would freeze the page.
const STEP: usize = 60;
/// The pause before the next ones: the page answers meanwhile.
const STEP_MS: u32 = 8;

/// What the form says now.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) draft: &'a Draft,
    /// What was found in it.
    pub(super) problems: &'a [Problem],
    /// What the service says of its ports, where its document was read.
    pub(super) ports: Option<&'a Ports>,
    pub(super) shows_secrets: bool,
}

impl Sight<'_> {
    /// The problems of a kind, and which of them can be repaired.
    pub(super) fn found(self, is_meant: impl Fn(&Problem) -> bool) -> Vec<Found> {
        let meant = self.problems.iter().filter(|problem| is_meant(problem)).cloned();
        meant.map(|problem| Found { can_repair: repaired(&problem, self.draft).is_some(), problem }).collect()
    }
}

/// A problem as it is shown.
#[derive(Clone, PartialEq)]
pub(super) struct Found {
    pub(super) problem: Problem,
    /// Only one repair can be meant.
    pub(super) can_repair: bool,
}

type Look = Rc<dyn Fn(Sight)>;

/// What looks at its part again when the form has changed.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    looks: StoredValue<Vec<(usize, Look)>, LocalStorage>,
    next: StoredValue<usize>,
}

impl Parts {
    pub(super) fn new() -> Self {
        Self { looks: StoredValue::new_local(Vec::new()), next: StoredValue::new(0) }
    }

    fn add(self, look: Look) -> usize {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.looks.update_value(|looks| looks.push((id, look)));
        id
    }

    fn remove(self, id: usize) {
        let _ = self.looks.try_update_value(|looks| looks.retain(|(known, _)| *known != id));
    }

    fn look(self, sight: Sight) {
        let looks: Vec<Look> =
            self.looks.with_value(|looks| looks.iter().map(|(_, look)| Rc::clone(look)).collect());
        looks.iter().for_each(|look| look(sight));
    }
}

impl State {
    /// A part of what the form says: looked at again when the form, the language or the time has changed.
    pub(super) fn part<T>(self, find: impl Fn(Sight) -> T + 'static) -> RwSignal<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let signal = ArcRwSignal::new(self.see(&find));
        let part = signal.clone();
        let look = move |sight: Sight| {
            let found = find(sight);
            if signal.with_untracked(|old| *old != found) {
                signal.set(found);
            }
        };
        let id = self.parts.add(Rc::new(look));
        on_cleanup(move || self.parts.remove(id));
        part.into()
    }

    /// Shows the form as it is now, following nothing. For a thousand parts it is opened once.
    fn see<T>(self, look: impl FnOnce(Sight) -> T) -> T {
        let shows_secrets = self.shows_secrets.get_untracked();
        self.draft.with_untracked(|draft| {
            self.problems.with_untracked(|problems| {
                self.ports.with_untracked(|ports| {
                    look(Sight { draft, problems, ports: ports.as_ref(), shows_secrets })
                })
            })
        })
    }

    /// Looks at the parts whenever the form has changed, and at what depends on the time now and then.
    pub(super) fn follow_parts(self, speech: Speech) {
        effect(move || {
            self.draft.track();
            self.problems.track();
            self.ports.track();
            self.shows_secrets.track();
            self.now.track();
            let _ = speech.language();
            untrack(|| self.see(|sight| self.parts.look(sight)));
        });
        self.tick();
    }

    fn tick(self) {
        let woken = move || {
            self.now.set(clock::now());
            self.tick();
        };
        self.clock.set_value(clock::wake_after_ms(TICK_MS, woken));
    }
}

/// How many rows are drawn of a list of `count`: a long list grows step by step.
pub(super) fn drawn_rows(count: Memo<usize>) -> RwSignal<usize> {
    let drawn = RwSignal::new(count.get_untracked().min(STEP));
    let pause = StoredValue::new_local(None::<Alarm>);
    effect(move || {
        let (wanted, now) = (count.get(), drawn.get());
        if wanted == now {
            return;
        }
        if wanted <= now.saturating_add(STEP) {
            drawn.set(wanted);
            return;
        }
        let more = move || {
            let _ = drawn.try_update(|drawn| *drawn = drawn.saturating_add(STEP));
        };
        pause.set_value(clock::wake_after_ms(STEP_MS, more));
    });
    drawn
}
