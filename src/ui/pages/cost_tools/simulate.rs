use leptos::prelude::*;

use crate::ui::kit::effect;

use crate::cost::Outlooks;
use crate::cost::plan::wire;
use crate::web::clock;
use crate::web::worker::Worker;

/// How long after the last key the simulation starts.
const SETTLE_MS: u32 = 300;
/// What is simulated is kept for so many inputs.
const KEPT: usize = 12;

/// Outlooks of every link that is shown, from a worker, one after the other.
#[derive(Clone, Copy)]
pub(super) struct Simulation {
    links: Memo<Vec<String>>,
    found: RwSignal<Vec<(String, Outlooks)>>,
    /// The worker stopped by itself.
    pub(super) has_failed: RwSignal<bool>,
    /// The link that the worker is at work on.
    asked: StoredValue<Option<String>>,
    worker: StoredValue<Option<Worker>, LocalStorage>,
    alarm: StoredValue<Option<clock::Alarm>, LocalStorage>,
}

impl Simulation {
    /// Simulates these links, once typing has settled.
    pub(super) fn new(links: Memo<Vec<String>>) -> Self {
        let simulation = Self {
            links,
            found: RwSignal::new(Vec::new()),
            has_failed: RwSignal::new(false),
            asked: StoredValue::new(None),
            worker: StoredValue::new_local(None),
            alarm: StoredValue::new_local(None),
        };
        effect(move || {
            links.track();
            simulation.has_failed.set(false);
            simulation.alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || simulation.go_on()));
        });
        simulation
    }

    /// What was simulated of a link, tracked.
    pub(super) fn outlooks(self, link: &str) -> Option<Outlooks> {
        self.found
            .with(|found| found.iter().find(|(one, _)| one == link).map(|(_, outlooks)| outlooks.clone()))
    }

    /// How many links are simulated, and how many there are, tracked.
    pub(super) fn progress(self) -> (usize, usize) {
        let links = self.links.get();
        let done = links.iter().filter(|link| self.outlooks(link).is_some()).count();
        (done, links.len())
    }

    /// The next link that is shown and not simulated.
    fn next(self) -> Option<String> {
        let links = self.links.get_untracked();
        untrack(move || links.into_iter().find(|link| self.outlooks(link).is_none()))
    }

    fn go_on(self) {
        let next = self.next();
        let asked = self.asked.get_value();
        if asked.is_some() && asked == next {
            return;
        }
        self.worker.update_value(|worker| {
            // A worker that is at work does not listen: it is ended, and another one started.
            if asked.is_some() {
                *worker = None;
            }
            if worker.is_none() && next.is_some() {
                *worker = Worker::start("planner_worker", move |text| self.heard(text), move || self.fell());
            }
            match (worker, &next) {
                (Some(worker), Some(link)) => worker.tell(link),
                (None, Some(_)) => self.has_failed.set(true),
                (_, None) => {}
            }
        });
        self.asked.set_value(next);
    }

    fn heard(self, text: &str) {
        let Some(outlooks) = wire::outlooks_from_text(text) else { return };
        self.asked.set_value(None);
        self.found.update(|found| {
            let shown = self.links.get_untracked();
            if found.len() >= KEPT {
                found.retain(|(link, _)| shown.contains(link));
            }
            found.push(outlooks);
        });
        self.go_on();
    }

    fn fell(self) {
        self.asked.set_value(None);
        self.has_failed.set(true);
    }
}
