//! A wasm file in a Web Worker: starting it from the page, and what it does on its own side.
//!
//! Messages are text. A worker says `READY` when its wasm file listens; what is told to it before is kept until then.

use core::cell::RefCell;
use std::rc::Rc;

use super::import::Table;
use super::parts::Whole;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent, WorkerOptions, WorkerType};

/// What a worker says first.
const READY: &str = "ready";

/// A worker, for as long as this lives: dropping it ends it in the middle of whatever it does.
#[derive(Debug)]
pub struct Worker {
    worker: web_sys::Worker,
    waiting: Rc<RefCell<Waiting>>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

/// What was told before the worker listened; `None` once it does.
type Waiting = Option<Vec<JsValue>>;

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Worker {
    /// Starts a wasm file of the app in a worker. `heard` gets each of its messages, `failed` is called when its file
    /// does not arrive or it stops by itself. `None` when the browser refuses workers.
    #[must_use]
    pub fn start(module: &str, heard: impl Fn(&str) + 'static, failed: impl Fn() + 'static) -> Option<Self> {
        Self::start_with(module, move |event| heard(&event.data().as_string().unwrap_or_default()), failed)
    }

    /// The same, with a worker that hands over files ([`super::parts::hand_over`]), too.
    #[must_use]
    pub fn start_for_files(
        module: &str,
        heard: impl Fn(&str) + 'static,
        handed: impl Fn(Whole) + 'static,
        failed: impl Fn() + 'static,
    ) -> Option<Self> {
        let told = move |event: &MessageEvent| match Whole::of(event.data()) {
            Ok(whole) => handed(whole),
            Err(other) => heard(&other.as_string().unwrap_or_default()),
        };
        Self::start_with(module, told, failed)
    }

    fn start_with(
        module: &str,
        heard: impl Fn(&MessageEvent) + 'static,
        failed: impl Fn() + 'static,
    ) -> Option<Self> {
        let address = super::page::boot("worker", module).ok()?.as_string()?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(&address, &options).ok()?;
        let waiting: Rc<RefCell<Waiting>> = Rc::new(RefCell::new(Some(Vec::new())));
        let listener = {
            let (worker, waiting) = (worker.clone(), Rc::clone(&waiting));
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if event.data() == READY {
                    for message in waiting.borrow_mut().take().unwrap_or_default() {
                        let _ = worker.post_message(&message);
                    }
                } else {
                    heard(&event);
                }
            })
        };
        let fallen = Closure::<dyn FnMut(Event)>::new(move |_| failed());
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        worker.set_onerror(Some(fallen.as_ref().unchecked_ref()));
        Some(Self { worker, waiting, _heard: listener, _failed: fallen })
    }

    /// Tells the worker.
    pub fn tell(&self, message: &str) {
        self.post(JsValue::from_str(message));
    }

    /// Gives the worker a table to read.
    pub fn give(&self, table: &Table) {
        self.post(table.0.clone().into());
    }

    fn post(&self, message: JsValue) {
        match &mut *self.waiting.borrow_mut() {
            Some(waiting) => waiting.push(message),
            None => drop(self.worker.post_message(&message)),
        }
    }
}

/// How many threads the processor has, as far as the browser tells; at least 1.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the browser gives a small whole number as a float; a cast saturates"
)]
pub fn processors() -> usize {
    super::page::window().map_or(1, |window| window.navigator().hardware_concurrency() as usize).max(1)
}

/// In a worker: calls `asked` with each message of the page, for as long as the worker lives.
pub fn listen(asked: impl Fn(&str) + 'static) {
    hear(move |message| asked(&message.as_string().unwrap_or_default()));
}

/// In a worker: calls `given` with each table that the page gives, for as long as the worker lives.
pub fn listen_for_tables(given: impl Fn(Table) + 'static) {
    hear(move |message| {
        if let Ok(table) = message.dyn_into() {
            given(Table(table));
        }
    });
}

/// In a worker: does what takes more than one turn.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(work);
}

fn hear(heard: impl Fn(JsValue) + 'static) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let closure = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| heard(event.data()));
    scope.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    say(READY);
}

/// In a worker: tells the page.
pub fn say(message: &str) {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        let _ = scope.post_message(&JsValue::from_str(message));
    }
}

/// In a worker: stops it, which the page hears as it hears of any worker that fails.
pub fn fall(reason: &str) -> ! {
    wasm_bindgen::throw_str(reason)
}
