use std::sync::Arc;

use leptos::prelude::*;

use super::Details;
use crate::cost::SEED;
use crate::cost::plan::{Found, jobs_of_all_sizes, wire};
use crate::units::{Quantity, Timestamp};
use crate::web::clock;
use crate::web::worker::Worker;

/// How long after the last key the simulation starts.
const SETTLE_MS: u32 = 300;
/// More jobs than these are simulated when the user asks for it.
const UNASKED_JOBS: u64 = 400_000_000;

/// Where the simulation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Idle,
    Waiting,
    Running,
    Finished,
    Cancelled,
    Failed,
    /// All sizes are about so many jobs: they wait for the user.
    Large(u64),
}

/// The planner's worker and what it has found.
#[derive(Clone, Copy)]
pub(super) struct Run {
    details: Details,
    pub(super) stage: RwSignal<Stage>,
    pub(super) found: RwSignal<Option<Arc<Found>>>,
    /// The text of "in at least so many percent".
    pub(super) percent: RwSignal<String>,
    pub(super) began: RwSignal<Timestamp>,
    id: RwSignal<u32>,
    worker: StoredValue<Option<Worker>, LocalStorage>,
    alarm: StoredValue<Option<clock::Alarm>, LocalStorage>,
}

impl Run {
    /// A run that follows the inputs once typing has settled.
    pub(super) fn new(details: Details) -> Self {
        let run = Self {
            details,
            stage: RwSignal::new(Stage::Idle),
            found: RwSignal::new(None),
            percent: RwSignal::new("95".to_owned()),
            began: RwSignal::new(clock::now()),
            id: RwSignal::new(0),
            worker: StoredValue::new_local(None),
            alarm: StoredValue::new_local(None),
        };
        Effect::new(move || {
            let has_inputs = details.inputs.with(Option::is_some);
            details.link.track();
            run.percent.track();
            if has_inputs {
                run.alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || run.start(false)));
            }
        });
        run
    }

    /// How sure a size must be; 95 where the field has no number.
    pub(super) fn percent(self) -> u32 {
        let read = self.percent.with(|text| Quantity::DeadlinePercent.read(text));
        read.ok().and_then(|percent| u32::try_from(percent).ok()).unwrap_or(95)
    }

    /// Starts over; `is_asked` plans all sizes however many jobs that takes.
    pub(super) fn start(self, is_asked: bool) {
        let Some(inputs) = self.details.inputs.get_untracked() else { return };
        let jobs = jobs_of_all_sizes(&inputs);
        let all_sizes = is_asked || jobs <= UNASKED_JOBS;
        let is_busy = matches!(self.stage.get_untracked(), Stage::Waiting | Stage::Running | Stage::Large(_));
        let id = self.id.get_untracked().wrapping_add(1);
        self.id.set(id);
        self.began.set(clock::now());
        self.stage.set(if all_sizes { Stage::Waiting } else { Stage::Large(jobs) });
        self.worker.update_value(|worker| {
            // A worker that is at work does not listen: it is ended, and another one started.
            if is_busy {
                *worker = None;
            }
            if worker.is_none() {
                *worker = Worker::start("planner_worker", move |text| self.heard(text), move || self.fell());
            }
            match worker {
                Some(worker) => worker.tell(
                    &wire::Start {
                        id,
                        link: self.details.link.get_untracked(),
                        seed: SEED.0,
                        percent: untrack(move || self.percent()),
                        all_sizes,
                    }
                    .to_json(),
                ),
                None => self.stage.set(Stage::Failed),
            }
        });
    }

    /// Ends the worker; what it has found stands.
    pub(super) fn cancel(self) {
        self.id.update(|id| *id = id.wrapping_add(1));
        self.worker.set_value(None);
        self.stage.set(Stage::Cancelled);
    }

    fn fell(self) {
        self.stage.set(Stage::Failed);
    }

    /// A message of the worker; one under an earlier number is dropped.
    fn heard(self, text: &str) {
        let Some((id, mut found)) = wire::found_from_json(text) else { return };
        if id != self.id.get_untracked() {
            return;
        }
        if found.timeline.is_none() && self.stage.get_untracked() == Stage::Running {
            found.timeline = self.found.with_untracked(|before| before.as_ref()?.timeline.clone());
        }
        match self.stage.get_untracked() {
            Stage::Large(_) => {}
            _ if found.is_finished => self.stage.set(Stage::Finished),
            _ => self.stage.set(Stage::Running),
        }
        self.found.set(Some(Arc::new(found)));
    }
}
