//! Long texts: read by a worker where they are a service's document, so that the page stays usable meanwhile.

use std::rc::Rc;

use leptos::prelude::*;

use super::state::State;
use crate::job_form::paste_service;
use crate::request::swagger::wire::imported_from_json;
use crate::ui::kit::{Speech, announce};
use crate::units::Decimal;
use crate::web::clock;
use crate::web::worker::Worker;
use crate::words::REQUEST_PAGE;

/// A text longer than this goes to the worker.
pub(super) const LONG: usize = 200_000;
/// How long the sentence that it is being read stands before a text that only the page can read is read by it.
const PAINT_MS: u32 = 40;

impl State {
    /// Fills the form from a text of any length, and calls `done` then.
    pub(super) fn read(self, text: String, done: impl Fn() + 'static) {
        if text.len() < LONG {
            self.arrived(text);
            return done();
        }
        self.reading.set(Some(text.len()));
        let (text, done): (Rc<str>, Rc<dyn Fn()>) = (Rc::from(text), Rc::new(done));
        // What is no plain document of a service is read here, once the sentence stands.
        let here = {
            let (text, done) = (Rc::clone(&text), Rc::clone(&done));
            move || {
                let (text, done) = (Rc::clone(&text), Rc::clone(&done));
                self.reader.set_value(None);
                let alarm = clock::wake_after_ms(PAINT_MS, move || {
                    self.arrived(text.to_string());
                    self.reading.set(None);
                    done();
                });
                self.pause.set_value(alarm);
            }
        };
        let heard = {
            let (text, here) = (Rc::clone(&text), here.clone());
            move |message: &str| match imported_from_json(message) {
                Some(imported) => {
                    let before = self.draft.get_untracked();
                    let outcome = paste_service(imported, &before);
                    self.took(text.to_string(), before, outcome);
                    self.reading.set(None);
                    done();
                }
                None => here(),
            }
        };
        let worker = Worker::start("many_worker", heard, here.clone());
        match &worker {
            Some(worker) => worker.tell(&["read ", &text].concat()),
            None => here(),
        }
        if worker.is_some() {
            self.reader.set_value(worker);
        }
    }
}

/// That a long text is being read, and how long it is.
pub(super) fn reading(state: State) -> AnyView {
    let speech = Speech::here();
    view! {
        {move || {
            let bytes = state.reading.get()?;
            let words = speech.of(&REQUEST_PAGE);
            let megabytes = Decimal::from(bytes) / Decimal::from(1_000_000);
            let said = words.reading.with(&[("size", &speech.figures().number(megabytes, 1))]);
            announce(&said);
            Some(
                view! {
                    <p class="row">
                        <progress aria-label=said.clone()></progress>
                        <span>{said}</span>
                    </p>
                },
            )
        }}
    }
    .into_any()
}
