use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::kit::effect;

use super::Details;
use crate::cost::SEED;
use crate::cost::plan::{Found, Order, SURE_PERCENT, Team, jobs_of_all_sizes, wire};
use crate::units::{Quantity, Timestamp, VmCount};
use crate::web::bridge;
use crate::web::clock;
use crate::web::worker::{self, Worker};
use crate::wire::Message;

/// How long after the last key the simulation starts.
const SETTLE_MS: u32 = 300;
/// More jobs than these are simulated when the user asks for it.
const UNASKED_JOBS: u64 = 400_000_000;
/// The most workers that share a plan: each has a copy of the wasm file's memory.
const WORKERS_MOST: usize = 4;
/// How long what is found may wait to be shown: two workers' messages make one redrawing.
const SHOW_MS: u32 = 120;

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

/// The planner's workers and what they have found.
#[derive(Clone, Copy)]
pub(super) struct Run {
    details: Details,
    pub(super) stage: RwSignal<Stage>,
    /// What a run has found; what the one before found stands until there is a size of this one.
    pub(super) found: RwSignal<Option<Arc<Found>>>,
    /// Something was pressed since: what was found is of inputs as they were.
    pub(super) is_old: RwSignal<bool>,
    /// The link and the percent that the run is of.
    asked: StoredValue<(String, String)>,
    /// Replications done, and to do.
    pub(super) done: RwSignal<(u64, u64)>,
    /// The text of "in at least so many percent".
    pub(super) percent: RwSignal<String>,
    pub(super) began: RwSignal<Timestamp>,
    /// The size that the form had before the last one taken here, for undo.
    pub(super) before: RwSignal<Option<VmCount>>,
    id: RwSignal<u32>,
    team: StoredValue<Option<Team>>,
    workers: StoredValue<Vec<Worker>, LocalStorage>,
    alarm: StoredValue<Option<clock::Alarm>, LocalStorage>,
    show: StoredValue<Option<clock::Alarm>, LocalStorage>,
    will_show: StoredValue<bool>,
}

impl Run {
    /// A run that follows the inputs once typing has settled.
    pub(super) fn new(details: Details) -> Self {
        let run = Self {
            details,
            stage: RwSignal::new(Stage::Idle),
            found: RwSignal::new(None),
            is_old: RwSignal::new(false),
            asked: StoredValue::new(Default::default()),
            done: RwSignal::new((0, 0)),
            percent: RwSignal::new(SURE_PERCENT.to_string()),
            began: RwSignal::new(clock::now()),
            before: RwSignal::new(None),
            id: RwSignal::new(0),
            team: StoredValue::new(None),
            workers: StoredValue::new_local(Vec::new()),
            alarm: StoredValue::new_local(None),
            show: StoredValue::new_local(None),
            will_show: StoredValue::new(false),
        };
        effect(move || {
            let has_inputs = details.inputs.with(Option::is_some);
            details.link.track();
            run.percent.track();
            run.is_old.set(true);
            if has_inputs {
                run.alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || run.start(false)));
            }
        });
        bridge::hear(bridge::Event::CostPlanAsked, move |_| run.tell_plan());
        run
    }

    /// Tells a finished plan to the exports, which are a wasm file of their own.
    fn tell_plan(self) {
        let Some(found) = self.found.get_untracked() else { return };
        if self.stage.get_untracked() == Stage::Finished && !self.is_old.get_untracked() {
            let (percent, link) = (untrack(move || self.percent()), self.details.link.get_untracked());
            let plan = wire::found_to_json(self.id.get_untracked(), &found);
            bridge::tell(bridge::Event::CostPlan, &format!("{percent}\n{link}\n{plan}"));
        }
    }

    /// What a run is of, as it is now.
    fn inputs(self) -> (String, String) {
        untrack(move || (self.details.link.get(), self.percent.get()))
    }

    /// How sure a size must be; [`SURE_PERCENT`] where the field has no number.
    pub(super) fn percent(self) -> u32 {
        let read = self.percent.with(|text| Quantity::DeadlinePercent.read(text));
        read.ok().and_then(|percent| u32::try_from(percent).ok()).unwrap_or(SURE_PERCENT)
    }

    /// Starts over; `is_asked` plans all sizes however many jobs that takes.
    pub(super) fn start(self, is_asked: bool) {
        let Some(inputs) = self.details.inputs.get_untracked() else { return };
        let jobs = jobs_of_all_sizes(&inputs);
        let all_sizes = is_asked || jobs <= UNASKED_JOBS;
        let is_busy = matches!(self.stage.get_untracked(), Stage::Waiting | Stage::Running | Stage::Large(_));
        self.id.update_untracked(|id| *id = id.wrapping_add(1));
        self.began.set(clock::now());
        self.done.set((0, 0));
        self.asked.set_value(self.inputs());
        self.is_old.set(true);
        self.stage.set(if all_sizes { Stage::Waiting } else { Stage::Large(jobs) });
        // Workers that are at work do not listen: they are ended, and others started.
        if is_busy {
            self.workers.set_value(Vec::new());
        }
        // One is left to the page, which answers meanwhile.
        let wanted = worker::processors().saturating_sub(1).clamp(1, WORKERS_MOST);
        let (team, orders) = Team::new(&inputs, untrack(move || self.percent()), wanted, all_sizes);
        self.team.set_value(Some(team));
        self.tell(orders);
    }

    /// Gives orders to workers, starting those that are not there yet.
    fn tell(self, orders: Vec<Order>) {
        for order in orders {
            let start = wire::Start {
                id: self.id.get_untracked(),
                link: self.details.link.get_untracked(),
                seed: SEED.0,
                sizes: order.sizes.iter().map(|vms| vms.0).collect(),
                outlooks: order.outlooks,
            };
            self.workers.update_value(|workers| {
                while workers.len() <= order.worker {
                    let number = workers.len();
                    let heard = move |text: &str| self.heard(number, text);
                    let Some(worker) = Worker::start("planner_worker", heard, move || self.fell()) else {
                        return self.stage.set(Stage::Failed);
                    };
                    workers.push(worker);
                }
                if let Some(worker) = workers.get(order.worker) {
                    worker.tell(&start.to_json());
                }
            });
        }
    }

    /// Ends the workers; what they have found stands.
    pub(super) fn cancel(self) {
        self.id.update_untracked(|id| *id = id.wrapping_add(1));
        self.workers.set_value(Vec::new());
        self.stage.set(Stage::Cancelled);
    }

    /// A worker's file did not arrive, or the browser ended it: a plan with a hole in it is none.
    fn fell(self) {
        self.id.update_untracked(|id| *id = id.wrapping_add(1));
        self.workers.set_value(Vec::new());
        self.stage.set(Stage::Failed);
    }

    /// A message of a worker; one under an earlier number is dropped.
    fn heard(self, worker: usize, text: &str) {
        let Some((id, found)) = wire::found_from_json(text) else { return };
        if id != self.id.get_untracked() {
            return;
        }
        let orders = self.team.try_update_value(|team| team.as_mut().map(|team| team.hear(worker, found)));
        self.tell(orders.flatten().unwrap_or_default());
        if self.team.with_value(|team| team.as_ref().is_some_and(|team| team.found().is_finished)) {
            self.show();
        } else if !self.will_show.get_value() {
            self.will_show.set_value(true);
            self.show.set_value(clock::wake_after_ms(SHOW_MS, move || self.show()));
        }
    }

    /// Shows what the team has found.
    fn show(self) {
        self.will_show.set_value(false);
        let Some(found) = self.team.with_value(|team| team.as_ref().map(Team::found)) else { return };
        match self.stage.get_untracked() {
            Stage::Large(_) | Stage::Cancelled | Stage::Failed => {}
            _ if found.is_finished => self.stage.set(Stage::Finished),
            _ => self.stage.set(Stage::Running),
        }
        self.done.set((found.done, found.total));
        if self.found.with_untracked(Option::is_none) || found.is_finished || !found.rows.is_empty() {
            // A run that ends after a key is of the inputs before it.
            self.is_old.set(self.asked.with_value(|asked| *asked != self.inputs()));
            self.found.set(Some(Arc::new(found)));
        }
    }
}
