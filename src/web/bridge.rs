//! Events between the page's wasm files, and starting a further one.
//!
//! Each wasm file has a memory of its own, so they share nothing and speak by DOM events on the window, whose detail
//! is text. An event goes to whoever listens at that moment; nothing is stored.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, CustomEventInit};

/// What one wasm file tells the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The language changed; the detail is its tag.
    Language,
    /// Another page is shown; the detail is its path segment.
    Shown,
    /// A panic; the detail is the overlay's words and the report (see `panic`).
    Panic,
    /// The Cost page's inputs changed; the detail is their link.
    CostInputs,
    /// The planner's user wants another size of pool; the detail is the number of VMs.
    CostVms,
    /// The Cost page's fields changed, whether they can be used or not; the detail is their link.
    CostFields,
    /// An editor wants another text in a field of the Cost page; the detail is the field's key, a line end, and the text.
    CostText,
    /// A field of the Cost page cannot be used: its inputs stay those that were told last.
    CostFaulty,
    /// The pinned scenarios changed, here or in the address; the detail is their part of the link.
    CostPins,
    /// Other inputs are to be taken; the detail is their link.
    CostDraft,
    /// Asks for the finished plan of the inputs; who has it answers with [`Event::CostPlan`] at once.
    CostPlanAsked,
    /// A finished plan; the detail is how sure a size must be in percent, the inputs' link, and what was found, each on
    /// a line.
    CostPlan,
    /// Asks the frame to panic, so that the overlay can be tried.
    Rehearsal,
    /// What the Pools page adds to the title of the tab, whichever page is shown; the detail is the number of its alarms,
    /// or nothing, and the mark of the service that answers, each on a line.
    PoolsTitle,
    /// The script of keyboard shortcuts asks for its words.
    KeysAsked,
    /// Its words.
    Keys,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Language => "poolwise:language",
            Self::Shown => "poolwise:shown",
            Self::Panic => "poolwise:panic",
            Self::CostInputs => "poolwise:cost-inputs",
            Self::CostVms => "poolwise:cost-vms",
            Self::CostFields => "poolwise:cost-fields",
            Self::CostText => "poolwise:cost-text",
            Self::CostFaulty => "poolwise:cost-faulty",
            Self::CostPins => "poolwise:cost-pins",
            Self::CostDraft => "poolwise:cost-draft",
            Self::CostPlanAsked => "poolwise:cost-plan-asked",
            Self::CostPlan => "poolwise:cost-plan",
            Self::Rehearsal => "poolwise:rehearse-panic",
            Self::PoolsTitle => "poolwise:pools-title",
            Self::KeysAsked => "poolwise:keys-asked",
            Self::Keys => "poolwise:keys",
        }
    }
}

/// Tells everyone.
pub fn tell(event: Event, detail: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&JsValue::from_str(detail));
    if let (Some(window), Ok(event)) =
        (super::page::window(), CustomEvent::new_with_event_init_dict(event.name(), &init))
    {
        let _ = window.dispatch_event(&event);
    }
}

/// Calls `heard` with the detail, each time, for as long as the page lives.
pub fn hear(event: Event, heard: impl Fn(&str) + 'static) {
    let closure = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
        heard(&event.detail().as_string().unwrap_or_default());
    });
    if let Some(window) = super::page::window() {
        let _ = window.add_event_listener_with_callback(event.name(), closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// Starts a further wasm file of the page, once; asking again waits for the same start.
///
/// # Errors
/// When the file does not arrive or does not start; the text is the browser's own. Asking again tries again.
pub async fn start(module: &str) -> Result<(), String> {
    let attempt = super::page::boot("load", module).and_then(JsCast::dyn_into::<js_sys::Promise>);
    let attempt = attempt.map_err(|refused| said(&refused))?;
    JsFuture::from(attempt).await.map(drop).map_err(|refused| said(&refused))
}

fn said(refused: &JsValue) -> String {
    refused
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| refused.as_string().unwrap_or_default(), |error| String::from(error.message()))
}

/// The name under which a text waits in the page's memory for another wasm file.
const HANDED: &str = "handed";

/// Leaves a text in the page's memory for another wasm file; it is never stored.
pub fn hand_over(text: &str) {
    if let Some(global) =
        super::page::window().and_then(|it| js_sys::Reflect::get(&it, &"poolwise".into()).ok())
    {
        let _ = js_sys::Reflect::set(&global, &HANDED.into(), &JsValue::from_str(text));
    }
}

/// Takes the text that another wasm file has left, once.
#[must_use]
pub fn take_handed() -> Option<String> {
    let window = super::page::window()?;
    let global = js_sys::Reflect::get(&window, &"poolwise".into()).ok()?;
    let text = js_sys::Reflect::get(&global, &HANDED.into()).ok()?.as_string()?;
    let _ = js_sys::Reflect::set(&global, &HANDED.into(), &JsValue::UNDEFINED);
    Some(text)
}
