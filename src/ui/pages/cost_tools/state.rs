use std::sync::Arc;

use leptos::prelude::*;

use super::simulate::Simulation;
use crate::cost::plan::{Found, wire};
use crate::cost::{Answer, CostDraft, Exported, Pinned, Pins, answer};
use crate::ui::kit::announce;
use crate::web::bridge;

/// What can be taken back.
#[derive(Clone, PartialEq)]
pub(super) enum Undo {
    /// A scenario was unpinned at this place.
    Unpinned(usize, Pinned),
    /// Other inputs were taken.
    Inputs {
        /// The link of those that stood before.
        before: String,
        /// The link of those that were taken: with an edit after that, there is no way back.
        taken: String,
        /// What was pinned, where other scenarios were taken, too.
        pins: Option<Pins>,
    },
}

/// Inputs and what they cost, under a name; the inputs as they are have none.
#[derive(Clone, PartialEq)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) draft: CostDraft,
    pub(super) answer: Arc<Answer>,
}

/// The signals of the Cost page's end.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// The link of the last inputs that can be used; `None` until the Cost page has told.
    pub(super) link: RwSignal<Option<String>>,
    /// Whether a field of the Cost page cannot be used now.
    pub(super) is_faulty: RwSignal<bool>,
    pub(super) pins: RwSignal<Pins>,
    /// The address's pinned scenarios could not be read.
    pub(super) is_damaged: RwSignal<bool>,
    pub(super) undo: RwSignal<Option<Undo>>,
    pub(super) simulation: Simulation,
    /// The last plan that was told, as it was told.
    plan: StoredValue<String>,
    /// The inputs as they are, then the pinned scenarios; empty until the Cost page has told.
    pub(super) subjects: Memo<Vec<Subject>>,
}

impl State {
    /// Follows the Cost page.
    pub(super) fn new() -> Self {
        let link = RwSignal::new(None::<String>);
        let is_faulty = RwSignal::new(false);
        let pins = RwSignal::new(Pins::default());
        let is_damaged = RwSignal::new(false);
        let undo = RwSignal::new(None);
        bridge::hear(bridge::Event::CostInputs, move |told| {
            is_faulty.set(false);
            let is_over = undo.with_untracked(|undo| match undo {
                Some(Undo::Inputs { before, taken, .. }) => {
                    ![before.as_str(), taken.as_str()].contains(&told)
                }
                _ => false,
            });
            if is_over {
                undo.set(None);
            }
            link.set(Some(told.to_owned()));
        });
        bridge::hear(bridge::Event::CostFaulty, move |_| is_faulty.set(true));
        bridge::hear(bridge::Event::CostPins, move |part| {
            if pins.with_untracked(|pins| pins.to_part() != part) {
                let read = Pins::from_link(&["1", part].concat());
                is_damaged.set(read.is_err());
                pins.set(read.unwrap_or_default());
            }
        });
        let plan = StoredValue::new(String::new());
        bridge::hear(bridge::Event::CostPlan, move |told| plan.set_value(told.to_owned()));
        let links = Memo::new(move |_| {
            let pinned = pins
                .with(|pins| pins.all().iter().map(|pinned| pinned.draft().to_link()).collect::<Vec<_>>());
            link.get().into_iter().chain(pinned).collect::<Vec<String>>()
        });
        let simulation = Simulation::new(links);
        let subjects = Memo::new(move |_| {
            let Some(link) = link.get() else { return Vec::new() };
            let now = CostDraft::from_link(&link).ok().map(|draft| (String::new(), draft));
            let pinned = pins.with(|pins| {
                let named =
                    |(at, pinned): (usize, &Pinned)| (pins.shown_name(at).to_owned(), pinned.draft().clone());
                pins.all().iter().enumerate().map(named).collect::<Vec<_>>()
            });
            now.into_iter()
                .chain(pinned)
                .filter_map(|(name, draft)| subject(name, draft, simulation))
                .collect()
        });
        Self { link, is_faulty, pins, is_damaged, undo, simulation, plan, subjects }
    }

    /// Changes the pinned scenarios, and tells the Cost page, which keeps them in the address.
    pub(super) fn change_pins(self, change: impl FnOnce(&mut Pins)) {
        self.pins.update(change);
        self.is_damaged.set(false);
        bridge::tell(bridge::Event::CostPins, &self.pins.with_untracked(Pins::to_part));
    }

    /// Has the Cost page take other inputs, and other pinned scenarios if any are given, with the way back kept.
    pub(super) fn take(self, draft: &CostDraft, pins: Option<Pins>) {
        let taken = draft.to_link();
        let before = self.link.get_untracked();
        let pinned = pins.is_some().then(|| self.pins.get_untracked());
        self.undo.set(before.map(|before| Undo::Inputs { before, taken: taken.clone(), pins: pinned }));
        bridge::tell(bridge::Event::CostDraft, &taken);
        if let Some(pins) = pins {
            self.change_pins(move |all| *all = pins);
        }
    }

    /// Takes back what was done last.
    pub(super) fn take_back(self, said: &str) {
        match self.undo.get_untracked() {
            None => return,
            Some(Undo::Unpinned(at, pinned)) => self.change_pins(move |pins| {
                pins.put_back(at, pinned);
            }),
            Some(Undo::Inputs { before, pins, .. }) => {
                bridge::tell(bridge::Event::CostDraft, &before);
                if let Some(pins) = pins {
                    self.change_pins(move |all| *all = pins);
                }
            }
        }
        self.undo.set(None);
        announce(said);
    }

    /// What the planner has found of the inputs as they are, and how sure a size had to be; `None` before it has
    /// finished.
    pub(super) fn planned(self) -> Option<(Found, u32)> {
        self.plan.set_value(String::new());
        // Who has a plan answers while this waits.
        bridge::tell(bridge::Event::CostPlanAsked, "");
        let told = self.plan.get_value();
        let (percent, rest) = told.split_once('\n')?;
        let (link, found) = rest.split_once('\n')?;
        if self.link.with_untracked(|now| now.as_deref() != Some(link)) {
            return None;
        }
        let (_, found) = wire::found_from_json(found)?;
        Some((found, percent.parse().ok()?))
    }

    /// Calls with everything that is exported; `None` until there is something.
    pub(super) fn with_exported<T>(self, use_them: impl FnOnce(&[Exported<'_>]) -> T) -> Option<T> {
        self.subjects.with(|subjects| {
            let all: Vec<Exported<'_>> = subjects
                .iter()
                .map(|subject| Exported {
                    name: &subject.name,
                    draft: &subject.draft,
                    answer: &subject.answer,
                })
                .collect();
            (!all.is_empty()).then(|| use_them(&all))
        })
    }
}

fn subject(name: String, draft: CostDraft, simulation: Simulation) -> Option<Subject> {
    let inputs = draft.check().ok()?;
    let link = draft.to_link();
    let outlooks = simulation.outlooks(&link).unwrap_or_default();
    let answer = Arc::new(answer(&inputs.book, &inputs, &outlooks));
    Some(Subject { name, draft, answer })
}
