use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::super::state::State;
use crate::job_form::{parameter_types, template};
use crate::request::Keyed;
use crate::script::BundleForm;
use crate::script::many::wire::{Answer, Ask, Found, Told, form_name, form_named};
use crate::ui::kit::{Speech, announce, effect};
use crate::units::Quantity;
use crate::web::clock::{self, Alarm};
use crate::web::parts::Whole;
use crate::web::worker::Worker;
use crate::wire::Message;
use crate::words::MANY;

/// How long after the last key the list is looked at.
const SETTLE_MS: u32 = 250;
/// A list longer than this is held, and not shown in a field that would take seconds to lay it out.
const LONGEST_SHOWN: usize = 100_000;

/// Where the file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Idle,
    /// Bodies made, in all, bytes.
    Making(usize, usize, u64),
    Made(usize, u64),
    Cancelled,
    Failed,
}

/// What is typed for many jobs, the worker, and what it has found. Lists stay in memory.
#[derive(Clone, Copy)]
pub(in crate::ui::pages::request) struct Many {
    /// `table` or `count`.
    pub(super) by: RwSignal<String>,
    pub(super) list: RwSignal<String>,
    /// A list that is too long for the field.
    pub(super) held: RwSignal<Option<Arc<str>>>,
    /// The list that was cleared last.
    pub(super) cleared: RwSignal<Option<Arc<str>>>,
    pub(super) count: RwSignal<String>,
    /// The patterns typed for outputs.
    pub(super) patterns: RwSignal<BTreeMap<String, String>>,
    pub(super) form: RwSignal<String>,
    /// The file holds the template's secrets. Whether scripts do is asked beside them.
    pub(super) inlines: RwSignal<bool>,
    pub(super) at_once: RwSignal<String>,
    pub(super) tongue: RwSignal<String>,
    /// `None` while the list is being looked at.
    pub(super) found: RwSignal<Option<Found>>,
    /// What was found last: it stands until what is found next does, so that nothing moves under a hand that goes on.
    pub(super) last: RwSignal<Option<Found>>,
    pub(super) stage: RwSignal<Stage>,
    id: StoredValue<u32>,
    /// The worker has not answered yet: it does not listen.
    is_busy: StoredValue<bool>,
    /// The list or its template changed while the file was made.
    is_stale: StoredValue<bool>,
    worker: StoredValue<Option<Worker>, LocalStorage>,
    alarm: StoredValue<Option<Alarm>, LocalStorage>,
    whole: StoredValue<Option<Whole>, LocalStorage>,
}

impl Many {
    pub(in crate::ui::pages::request) fn new() -> Self {
        let many = Self::unfilled();
        many.restore();
        many
    }

    fn unfilled() -> Self {
        Self {
            by: RwSignal::new("table".to_owned()),
            list: RwSignal::new(String::new()),
            held: RwSignal::new(None),
            cleared: RwSignal::new(None),
            count: RwSignal::new("100".to_owned()),
            patterns: RwSignal::new(BTreeMap::new()),
            form: RwSignal::new(form_name(BundleForm::Lines).to_owned()),
            inlines: RwSignal::new(false),
            at_once: RwSignal::new("8".to_owned()),
            tongue: RwSignal::new("bash".to_owned()),
            found: RwSignal::new(None),
            last: RwSignal::new(None),
            stage: RwSignal::new(Stage::Idle),
            id: StoredValue::new(0),
            is_busy: StoredValue::new(false),
            is_stale: StoredValue::new(false),
            worker: StoredValue::new_local(None),
            alarm: StoredValue::new_local(None),
            whole: StoredValue::new_local(None),
        }
    }

    /// Looks at the list again whenever it or its template changes, as long as the tab is open.
    pub(super) fn follow(self, state: State, speech: Speech) {
        effect(move || {
            let _ = speech.language();
            state.draft.track();
            self.inlines.track();
            self.by.track();
            self.list.track();
            self.held.track();
            self.count.track();
            self.patterns.track();
            // What is being made is made of what was there when it began.
            if matches!(self.stage.get_untracked(), Stage::Making(..)) {
                self.is_stale.set_value(true);
                return;
            }
            self.found.set(None);
            self.stage.set(Stage::Idle);
            self.alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || self.ask(state, speech, false)));
        });
        self.keep();
        on_cleanup(move || self.alarm.set_value(None));
    }

    /// A list arrived: it is shown, or held where it is long.
    pub(super) fn take_list(self, list: String) {
        let is_long = list.len() > LONGEST_SHOWN;
        let (held, shown) = if is_long { (Some(Arc::from(list)), String::new()) } else { (None, list) };
        self.list.set(shown);
        self.held.set(held);
    }

    pub(super) fn has_list(self) -> bool {
        self.held.with(Option::is_some) || self.list.with(|list| !list.is_empty())
    }

    /// Clears the list, and keeps it for the way back.
    pub(super) fn clear_list(self) {
        let list = self.held.get_untracked().unwrap_or_else(|| Arc::from(self.list.get_untracked()));
        self.cleared.set(Some(list));
        self.take_list(String::new());
    }

    /// Brings back the list that was cleared.
    pub(super) fn bring_list_back(self) {
        if let Some(list) = self.cleared.get_untracked() {
            self.cleared.set(None);
            self.take_list(list.to_string());
        }
    }

    /// The form of the file.
    pub(super) fn bundle_form(self) -> BundleForm {
        self.form.with(|form| form_named(form)).unwrap_or(BundleForm::Lines)
    }

    /// The file's name.
    pub(super) fn file_name(self) -> &'static str {
        match self.bundle_form() {
            BundleForm::Lines => "bodies.ndjson",
            BundleForm::Zip(_) => "bodies.zip",
        }
    }

    /// Makes the file.
    pub(super) fn make(self, state: State, speech: Speech) {
        self.whole.set_value(None);
        let jobs = self.found.with_untracked(|found| found.as_ref().map_or(0, |found| found.jobs));
        self.stage.set(Stage::Making(0, jobs, 0));
        self.ask(state, speech, true);
    }

    /// Ends the worker in the middle of it.
    pub(super) fn cancel(self, state: State, speech: Speech) {
        self.worker.set_value(None);
        self.is_busy.set_value(false);
        self.stage.set(Stage::Cancelled);
        self.look_again_if_stale(state, speech);
        announce(MANY.of(speech.language_untracked()).cancelled);
    }

    /// Offers the file to save once more.
    pub(super) fn save(self) {
        let name = untrack(move || self.file_name());
        self.whole.with_value(|whole| whole.as_ref().is_some_and(|whole| whole.save(name)));
    }

    fn look_again_if_stale(self, state: State, speech: Speech) {
        if self.is_stale.get_value() {
            self.is_stale.set_value(false);
            self.found.set(None);
            self.ask(state, speech, false);
        }
    }

    /// What the worker is asked about the list as it is now; with a form, for the file, too.
    pub(super) fn asked(self, state: State, speech: Speech, id: u32, make: Option<String>) -> Ask {
        let by_table = self.by.with_untracked(|by| by == "table");
        let list = || match self.held.get_untracked() {
            Some(held) => held.to_string(),
            None => self.list.get_untracked(),
        };
        let count = Quantity::ManyJobs.read(&self.count.get_untracked()).ok();
        Ask {
            id,
            language: speech.language_untracked().tag().to_owned(),
            body: state
                .draft
                .with_untracked(|draft| self.patterns.with_untracked(|typed| template(draft, typed))),
            parameters: state.draft.with_untracked(parameter_types).into_iter().map(named).collect(),
            table: by_table.then(list),
            count: count.and_then(|count| usize::try_from(count.normalize()).ok()).unwrap_or_default(),
            make,
            inlined: self.inlines.get_untracked(),
        }
    }

    fn ask(self, state: State, speech: Speech, makes: bool) {
        let id = self.id.get_value().wrapping_add(1);
        self.id.set_value(id);
        let ask = self.asked(state, speech, id, makes.then(|| self.form.get_untracked()));
        self.worker.update_value(|worker| {
            // A worker that is at work does not listen: it is ended, and another one started.
            if self.is_busy.get_value() {
                *worker = None;
            }
            if worker.is_none() {
                *worker = Worker::start_for_files(
                    "many_worker",
                    move |text| self.heard(text),
                    move |whole| self.handed(whole, state, speech),
                    move || self.fell(),
                );
            }
            match worker {
                Some(worker) => {
                    worker.tell(&ask.to_json());
                    self.is_busy.set_value(true);
                }
                None => self.fell(),
            }
        });
    }

    fn heard(self, text: &str) {
        let Some(answer) = Answer::from_json(text).filter(|answer| answer.id == self.id.get_value()) else {
            return;
        };
        match answer.told {
            Told::Checked(found) => {
                // The list changed while the file was asked for: there is none to be made.
                let is_making = matches!(self.stage.get_untracked(), Stage::Making(..));
                if is_making && found.jobs == 0 {
                    self.stage.set(Stage::Idle);
                }
                self.is_busy.set_value(is_making && found.jobs > 0);
                self.last.set(Some(found.clone()));
                self.found.set(Some(found));
            }
            Told::Made(done, total, bytes) => self.stage.set(Stage::Making(done, total, bytes)),
        }
    }

    fn handed(self, whole: Whole, state: State, speech: Speech) {
        self.is_busy.set_value(false);
        if let Stage::Making(_, total, bytes) = self.stage.get_untracked() {
            self.whole.set_value(Some(whole));
            self.stage.set(Stage::Made(total, bytes));
            self.save();
            announce(&untrack(move || super::file::made(self, total, bytes, speech)));
            self.look_again_if_stale(state, speech);
        }
    }

    fn fell(self) {
        self.worker.set_value(None);
        self.is_busy.set_value(false);
        self.last.set(None);
        self.stage.set(Stage::Failed);
    }
}

fn named((name, kind): (String, crate::request::ParameterType)) -> (String, String) {
    (name, kind.key().to_owned())
}
