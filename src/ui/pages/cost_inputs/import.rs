//! Reading a table in a worker: how far it is, cancelled, failed, done.

use std::sync::Arc;

use leptos::prelude::*;

use crate::capacity::history_wire::{Imported, Progress};
use crate::web::clock;
use crate::web::import::Table;
use crate::web::worker::Worker;
use crate::wire::Message;

/// Where the reading stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    Idle,
    Reading(Progress),
    Cancelled,
    /// The worker did not start, or stopped.
    Fell,
    Done(Arc<Imported>),
}

/// The reader of tables.
#[derive(Clone, Copy)]
pub(super) struct Import {
    pub(super) stage: RwSignal<Stage>,
    worker: StoredValue<Option<Worker>, LocalStorage>,
    end: StoredValue<Option<clock::Alarm>, LocalStorage>,
}

impl Import {
    pub(super) fn new() -> Self {
        Self {
            stage: RwSignal::new(Stage::Idle),
            worker: StoredValue::new_local(None),
            end: StoredValue::new_local(None),
        }
    }

    pub(super) fn is_reading(self) -> bool {
        self.stage.with(|stage| matches!(stage, Stage::Reading(_)))
    }

    /// Reads a table in a worker of its own; `done` is called at its end. A table that was being read is left.
    pub(super) fn start(self, table: &Table, done: impl Fn(&Imported) + 'static) {
        self.stage.set(Stage::Reading(Progress { done: 0.0, all: table.bytes(), jobs: 0 }));
        let heard = move |message: &str| {
            if let Some(progress) = Progress::from_text(message) {
                self.stage.set(Stage::Reading(progress));
            } else if let Some(imported) = Imported::from_json(message) {
                done(&imported);
                self.stage.set(Stage::Done(Arc::new(imported)));
                // Its memory is of no more use; a worker cannot be ended inside its own message.
                self.end.set_value(clock::wake_after_ms(0, move || self.worker.set_value(None)));
            }
        };
        let worker = Worker::start("history_worker", heard, move || self.stage.set(Stage::Fell));
        match &worker {
            Some(worker) => worker.give(table),
            None => self.stage.set(Stage::Fell),
        }
        self.worker.set_value(worker);
    }

    /// Ends the worker: nothing has been changed yet.
    pub(super) fn cancel(self) {
        self.worker.set_value(None);
        self.stage.set(Stage::Cancelled);
    }
}
