//! The JSON as it is typed: the form follows where it is a job.

use leptos::prelude::*;

use super::state::{State, done};
use crate::job_form::{Mask, unmasked};
use crate::request::wire::{self, ShapeProblem};
use crate::request::{Draft, FieldId, Problem, Severity};
use crate::ui::kit::Speech;
use crate::words::REQUEST_PAGE;

/// JSON that is being typed.
#[derive(Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) text: String,
    masks: Vec<Mask>,
    /// The form that it was typed over.
    form: Draft,
    /// Why it is no job; the form keeps the last that was one.
    pub(super) problems: Vec<ShapeProblem>,
}

impl Typed {
    /// The text with its secrets.
    pub(super) fn whole(&self) -> String {
        unmasked(&self.text, &self.masks)
    }
}

impl State {
    /// The user typed into the JSON: the form follows where it is a job, and stays where it is none.
    ///
    /// Where the form was changed while the JSON was none, the form before can be brought back.
    pub(super) fn typed_json(self, text: String, speech: Speech) {
        let masks = self
            .typed
            .with_untracked(|typed| typed.as_ref().map(|typed| typed.masks.clone()))
            .unwrap_or_else(|| self.screen.with_untracked(|screen| screen.masks.clone()));
        let form = self.typed.with_untracked(|typed| typed.as_ref().map(|typed| typed.form.clone()));
        let read = self.draft.with_untracked(|draft| {
            // Where it cannot be read, the column is that of the text on screen.
            wire::from_text(&unmasked(&text, &masks), draft)
                .map_err(|problems| wire::from_text(&text, draft).err().unwrap_or(problems))
        });
        let problems = match read {
            Ok(draft) => {
                if form.as_ref().is_some_and(|form| self.draft.with_untracked(|now| now != form)) {
                    self.remember();
                    self.pasted.set(None);
                    done(REQUEST_PAGE.of(speech.language_untracked()).json_over_form);
                }
                self.draft.set(draft);
                Vec::new()
            }
            Err(problems) => problems,
        };
        let was_read = problems.is_empty();
        let form = match form.filter(|_| !was_read) {
            Some(form) => form,
            None => self.draft.get_untracked(),
        };
        self.typed.set(Some(Typed { text, masks, form, problems }));
    }

    /// JSON that is no job is repaired, and the form follows.
    pub(super) fn repair_json(self, typed: &Typed, speech: Speech) {
        let was_changed = self.draft.with_untracked(|now| *now != typed.form);
        self.arrived(typed.whole());
        let was_repaired = self.typed.with_untracked(Option::is_none);
        if was_changed && was_repaired {
            done(REQUEST_PAGE.of(speech.language_untracked()).json_over_form);
        }
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

    /// Whether the service would refuse the body.
    pub(super) fn is_body_refused(self) -> bool {
        self.is_refused.get()
    }

    /// The JSON with its secrets: what is copied and saved.
    pub(super) fn whole_json(self) -> String {
        self.typed.with_untracked(|typed| match typed {
            Some(typed) => typed.whole(),
            None => self.draft.with_untracked(|draft| wire::pretty(&wire::body(draft))),
        })
    }
}

/// Whether the service would refuse the body: an error elsewhere than in address and key, or JSON that is no job.
pub(super) fn is_refused(typed: Option<&Typed>, problems: &[Problem]) -> bool {
    let is_in_body = |problem: &Problem| !matches!(problem.field, FieldId::Service | FieldId::ApiKey);
    typed.is_some_and(|typed| !typed.problems.is_empty())
        || problems.iter().any(|found| found.severity() == Severity::Error && is_in_body(found))
}
