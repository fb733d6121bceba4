use leptos::prelude::*;

use crate::billing::Variable;
use crate::cost::plan::wire;
use crate::cost::{SEED, SimulatedRange};
use crate::ui::kit::{Speech, effect, retry_notice};
use crate::web::clock;
use crate::web::worker::Worker;
use crate::wire::Message;
use crate::words::PLANNER;

/// How long after the last key the simulation starts.
const SETTLE_MS: u32 = 300;

/// What a break-even is simulated for: the inputs' link, and which of them varies.
pub(super) type Wanted = Option<(String, Variable)>;

/// The worker of a break-even that only a simulation tells, and what it has found.
#[derive(Clone, Copy)]
pub(super) struct RangeRun {
    wanted: Memo<Wanted>,
    found: RwSignal<Option<(String, SimulatedRange)>>,
    has_failed: RwSignal<bool>,
    id: StoredValue<u32>,
    worker: StoredValue<Option<Worker>, LocalStorage>,
    alarm: StoredValue<Option<clock::Alarm>, LocalStorage>,
}

impl RangeRun {
    /// A run that follows what is wanted, once typing has settled.
    pub(super) fn new(wanted: Memo<Wanted>) -> Self {
        let run = Self {
            wanted,
            found: RwSignal::new(None),
            has_failed: RwSignal::new(false),
            id: StoredValue::new(0),
            worker: StoredValue::new_local(None),
            alarm: StoredValue::new_local(None),
        };
        effect(move || {
            run.stop();
            if wanted.get().is_some() {
                run.alarm.set_value(clock::wake_after_ms(SETTLE_MS, move || run.start()));
            }
        });
        run
    }

    /// What has been found for these inputs, as soon as there is something to draw.
    pub(super) fn found(self, link: &str, variable: Variable) -> Option<SimulatedRange> {
        self.found.with(|found| {
            let (of, found) = found.as_ref()?;
            (of == link && found.variable == variable && found.trials.len() > 1).then(|| found.clone())
        })
    }

    fn stop(self) {
        self.id.update_value(|id| *id = id.wrapping_add(1));
        self.worker.set_value(None);
        self.has_failed.set(false);
    }

    fn start(self) {
        self.stop();
        let Some((link, variable)) = self.wanted.get_untracked() else { return };
        let id = self.id.get_value();
        let start = wire::RangeStart {
            range: id,
            link: link.clone(),
            seed: SEED.0,
            variable: Variable::ALL.iter().position(|one| *one == variable).unwrap_or_default(),
        };
        let heard = move |text: &str| {
            let found = wire::range_from_json(text).filter(|(range, _)| *range == self.id.get_value());
            if let Some((_, found)) = found {
                self.found.set(Some((link.clone(), found)));
            }
        };
        match Worker::start("planner_worker", heard, move || self.has_failed.set(true)) {
            Some(worker) => {
                worker.tell(&start.to_json());
                self.worker.set_value(Some(worker));
            }
            None => self.has_failed.set(true),
        }
    }

    /// How far it is, while it runs; what went wrong, with another try.
    pub(super) fn progress(self, speech: Speech) -> AnyView {
        let words = speech.of(&PLANNER);
        let Some((link, variable)) = self.wanted.get() else { return ().into_any() };
        if self.has_failed.get() {
            return retry_notice(speech, words.range_failed, move || self.start());
        }
        let far = self.found.with(|found| {
            let (_, found) =
                found.as_ref().filter(|(of, found)| *of == link && found.variable == variable)?;
            Some((found.done, found.total, found.is_finished))
        });
        let (done, total, is_finished) = far.unwrap_or((0, 0, false));
        if is_finished {
            return ().into_any();
        }
        let number = |value: u64| speech.number(value.into(), 0);
        let sentence = match total {
            0 => words.waiting.to_owned(),
            _ => words.range_progress.with(&[("done", &number(done)), ("total", &number(total))]),
        };
        view! {
            <div class="row">
                <progress max=total.max(1).to_string() value=done.to_string() aria-label=words.break_even></progress>
                <span class="quiet">{sentence}</span>
            </div>
        }
        .into_any()
    }
}
