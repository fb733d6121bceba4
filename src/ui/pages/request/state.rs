use leptos::prelude::*;
use leptos::task::spawn_local;

use super::keep::opening_draft;
use crate::job_form::{
    Mask, Pasted, Screen, empty, example, paste, screen, set_text, split_pasted, unmasked,
};
use crate::request::repair::RepairId;
use crate::request::wire::{self, ShapeProblem};
use crate::request::{Checked, Draft, FieldId, Ports, Severity, check};
use crate::share::link::LinkProblem;
use crate::ui::kit::announce;
use crate::web::clock;
use crate::web::fetch::{self, FetchProblem};

/// The Request page's signals. The draft is the one truth: form and JSON are two views of it.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) draft: RwSignal<Draft>,
    /// What the service says of its ports, where its document was read.
    pub(super) ports: RwSignal<Option<Ports>>,
    pub(super) checked: Memo<Checked>,
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
    pub(super) fetching: RwSignal<Fetching>,
    pub(super) tab: RwSignal<&'static str>,
    /// What scripts are shown in.
    pub(super) tongue: RwSignal<String>,
    /// Whether scripts hold the secrets: a deliberate choice, gone with the page.
    pub(super) inlines_secrets: RwSignal<bool>,
    /// What was wrong with the link by which the page was opened, if anything.
    pub(super) link_problem: RwSignal<Option<LinkProblem>>,
    /// The next input event comes from a paste.
    from_clipboard: StoredValue<bool>,
}

/// JSON that is being typed.
#[derive(Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) text: String,
    masks: Vec<Mask>,
    /// Why it is no job; the form keeps the last that was one.
    pub(super) problems: Vec<ShapeProblem>,
}

impl Typed {
    /// The text with its secrets.
    pub(super) fn whole(&self) -> String {
        unmasked(&self.text, &self.masks)
    }
}

/// A pasted text and what became of it. In memory only.
#[derive(Clone, PartialEq)]
pub(super) struct Arrival {
    text: String,
    before: Draft,
    switched_off: Vec<RepairId>,
    pub(super) outcome: Pasted,
}

/// Where fetching the service's document stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fetching {
    Idle,
    Waiting,
    Failed(FetchProblem),
}

impl State {
    /// The state that the address, or else this device, holds; otherwise the example.
    pub(super) fn new() -> Self {
        let (opening, link_problem) = opening_draft();
        let draft = RwSignal::new(opening);
        let ports = RwSignal::new(None::<Ports>);
        let shows_secrets = RwSignal::new(false);
        let checked = Memo::new(move |_| {
            draft.with(|draft| ports.with(|ports| check(draft, ports.as_ref(), clock::now())))
        });
        let state = Self {
            draft,
            ports,
            checked,
            screen: Memo::new(move |_| draft.with(|draft| screen(draft, shows_secrets.get()))),
            shows_secrets,
            typed: RwSignal::new(None),
            to_paste: RwSignal::new(String::new()),
            pasted: RwSignal::new(None),
            before: RwSignal::new(None),
            fetching: RwSignal::new(Fetching::Idle),
            tab: RwSignal::new("json"),
            tongue: RwSignal::new("bash".to_owned()),
            inlines_secrets: RwSignal::new(false),
            link_problem: RwSignal::new(link_problem),
            from_clipboard: StoredValue::new(false),
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
        if outcome.draft.is_some() {
            self.to_paste.set(String::new());
            self.remember();
        }
        self.take(&outcome);
        self.fetching.set(Fetching::Idle);
        self.pasted.set(Some(Arrival { text, before, switched_off: Vec::new(), outcome }));
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

    fn remember(self) {
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

    /// The user typed into the JSON: the form follows where it is a job, and stays where it is none.
    pub(super) fn typed_json(self, text: String) {
        let masks = self
            .typed
            .with_untracked(|typed| typed.as_ref().map(|typed| typed.masks.clone()))
            .unwrap_or_else(|| self.screen.with_untracked(|screen| screen.masks.clone()));
        let read = self.draft.with_untracked(|draft| {
            // Where it cannot be read, the column is that of the text on screen.
            wire::from_text(&unmasked(&text, &masks), draft)
                .map_err(|problems| wire::from_text(&text, draft).err().unwrap_or(problems))
        });
        let problems = match read {
            Ok(draft) => {
                self.draft.set(draft);
                Vec::new()
            }
            Err(problems) => problems,
        };
        self.typed.set(Some(Typed { text, masks, problems }));
    }

    /// The JSON editor was left: JSON that was a job is written as the form writes it.
    pub(super) fn left_json(self) {
        if self.typed.with_untracked(|typed| typed.as_ref().is_some_and(|typed| typed.problems.is_empty())) {
            self.typed.set(None);
        }
    }

    /// The JSON on screen.
    pub(super) fn json_on_screen(self) -> String {
        self.typed.with(|typed| match typed {
            Some(typed) => typed.text.clone(),
            None => self.screen.with(|screen| screen.text.clone()),
        })
    }

    /// The JSON with its secrets: what is copied and saved.
    pub(super) fn whole_json(self) -> String {
        self.typed.with_untracked(|typed| match typed {
            Some(typed) => typed.whole(),
            None => self.draft.with_untracked(|draft| wire::pretty(&wire::body(draft))),
        })
    }

    /// Whether the service would refuse the body: an error elsewhere than in address and key, or JSON that is no job.
    pub(super) fn is_body_refused(self) -> bool {
        let in_body = |field| !matches!(field, FieldId::Service | FieldId::ApiKey);
        self.typed.with(|typed| typed.as_ref().is_some_and(|typed| !typed.problems.is_empty()))
            || self.checked.with(|checked| checked.of(Severity::Error).any(|problem| in_body(problem.field)))
    }

    /// Fetches the service's document and fills names and types from it.
    pub(super) fn fetch_service(self, url: String) {
        self.fetching.set(Fetching::Waiting);
        spawn_local(async move {
            match fetch::text(&url).await {
                Ok(document) => {
                    self.fetching.set(Fetching::Idle);
                    self.arrived(document);
                }
                Err(problem) => self.fetching.set(Fetching::Failed(problem)),
            }
        });
    }
}

/// Says a sentence of what was done.
pub(super) fn done(sentence: &str) {
    announce(sentence);
}
