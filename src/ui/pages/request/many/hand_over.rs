//! The jobs of the list on their way to the Pools page, secrets and all: in the page's memory, never stored.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::state::State;
use super::found::count;
use crate::pool_desk::hand_over_lines;
use crate::route::Route;
use crate::script::BundleForm;
use crate::script::many::wire::{Answer, Ask, Told, form_name};
use crate::service::MOST_TRACKED;
use crate::ui::kit::{Button, Speech, focus_soon, follow};
use crate::web::parts::Whole;
use crate::web::worker::Worker;
use crate::web::{bridge, page};
use crate::wire::Message;
use crate::words::{MANY, POOL_WATCH};

const HAND_OVER: &str = "many-hand-over";
const STOP: &str = "many-hand-over-stop";

/// How far the making of bodies has come: made, and in all; nothing while none are made.
type Progress = Option<(usize, usize)>;

/// A worker of its own makes the bodies, so that a file that is being made goes on.
#[derive(Clone, Copy)]
struct Making {
    worker: StoredValue<Option<Worker>, LocalStorage>,
    progress: RwSignal<Progress>,
    failed: RwSignal<bool>,
}

/// The way to the Pools page with every job of the list; nothing while there is none.
pub(super) fn hand_over(state: State) -> AnyView {
    let speech = Speech::here();
    let making = Making {
        worker: StoredValue::new_local(None),
        progress: RwSignal::new(None),
        failed: RwSignal::new(false),
    };
    let jobs = Memo::new(move |_| state.many.last.with(|found| found.as_ref().map_or(0, |found| found.jobs)));
    let is_making = Memo::new(move |_| making.progress.with(Option::is_some));
    follow(move || match (jobs.get(), is_making.get()) {
        (0, _) => ().into_any(),
        (_, true) => under_way(making, speech),
        (jobs, false) => button(state, making, jobs, speech),
    })
}

fn button(state: State, making: Making, jobs: usize, speech: Speech) -> AnyView {
    let refused = Signal::derive(move || {
        if state.many.found.with(Option::is_none) {
            return Some(speech.of(&MANY).looking.to_owned());
        }
        let (said, most) = (count(jobs, speech), count(MOST_TRACKED, speech));
        let sentence = speech.of(&POOL_WATCH).hand_over_too_many.with(&[("count", &said), ("most", &most)]);
        (jobs > MOST_TRACKED).then_some(sentence)
    });
    let label = Signal::derive(move || {
        speech.of(&POOL_WATCH).hand_over_many.with(&[("count", &count(jobs, speech))])
    });
    let pressed = move || {
        begin(state, making, speech);
        focus_soon(STOP);
    };
    let note = move || {
        let words = speech.of(&POOL_WATCH);
        if making.failed.get() { words.hand_over_failed } else { words.hand_over_many_what }
    };
    view! {
        <p class="hand-over">
            <Button id=HAND_OVER label pressed refused />
            <small>{note}</small>
        </p>
    }
    .into_any()
}

/// Drawn once: each step would take the focus from the way out.
fn under_way(making: Making, speech: Speech) -> AnyView {
    let progress = move || making.progress.get().unwrap_or_default();
    let said = Signal::derive(move || {
        let (done, total) = progress();
        let words = speech.of(&POOL_WATCH);
        words.hand_over_making.with(&[("done", &count(done, speech)), ("total", &count(total, speech))])
    });
    let stopped = move || {
        making.end(false);
        focus_soon(HAND_OVER);
    };
    view! {
        <p class="row">
            <progress
                max=move || progress().1.to_string()
                value=move || progress().0.to_string()
                aria-label=said
            ></progress>
            <span>{said}</span>
            <Button id=STOP label=speech.label(&POOL_WATCH, |words| words.hand_over_stop) pressed=stopped />
        </p>
    }
    .into_any()
}

impl Making {
    fn end(self, failed: bool) {
        self.worker.set_value(None);
        self.progress.set(None);
        self.failed.set(failed);
    }
}

fn begin(state: State, making: Making, speech: Speech) {
    let jobs = state.many.found.with_untracked(|found| found.as_ref().map_or(0, |found| found.jobs));
    let lines = form_name(BundleForm::Lines).to_owned();
    let ask = Ask { inlined: true, ..state.many.asked(state, speech, 0, Some(lines)) };
    making.failed.set(false);
    making.progress.set(Some((0, jobs)));
    let heard = move |text: &str| match Answer::from_json(text).map(|answer| answer.told) {
        Some(Told::Made(done, total, _)) => making.progress.set(Some((done, total))),
        // The list changed under the press.
        Some(Told::Checked(found)) if found.jobs == 0 => making.end(true),
        _ => {}
    };
    let service =
        state.checked.with_untracked(|checked| checked.address.as_ref().map(|address| address.base()));
    let handed = move |whole: Whole| {
        let service = service.clone();
        spawn_local(async move {
            match whole.text().await {
                Some(lines) => {
                    bridge::hand_over(&hand_over_lines(service.as_deref(), &lines));
                    making.end(false);
                    page::follow_link(&Route::Pools.path(&page::base()));
                }
                None => making.end(true),
            }
        });
    };
    let worker = Worker::start_for_files("many_worker", heard, handed, move || making.end(true));
    match worker {
        Some(worker) => {
            worker.tell(&ask.to_json());
            making.worker.set_value(Some(worker));
        }
        None => making.end(true),
    }
}
