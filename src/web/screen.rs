//! Sizes and places on the screen, and the colours of the style sheet.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, IntersectionObserver, MouseEvent, ResizeObserver};

fn element(id: &str) -> Option<Element> {
    super::page::document()?.get_element_by_id(id)
}

/// Calls `changed` with the inner width of the element with this id in pixels, now and whenever it changes, for as
/// long as the page lives. An element that is not shown has no width and is not told of.
pub fn follow_width(id: &str, changed: impl Fn(f64) + 'static) {
    let Some(element) = element(id) else { return };
    let watched = element.clone();
    let closure = Closure::<dyn Fn()>::new(move || {
        let width = watched.client_width();
        if width > 0 {
            changed(f64::from(width));
        }
    });
    if let Ok(observer) = ResizeObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(&element);
    }
    closure.forget();
}

/// Whether the folded element that an event is about is open.
#[must_use]
pub fn is_open(event: &Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.has_attribute("open"))
}

/// Calls `seen` once, when the element with this id comes into view.
pub fn when_seen(id: &str, seen: impl Fn() + 'static) {
    watch(id, move |is_seen, observer| {
        if is_seen {
            observer.disconnect();
            seen();
        }
    });
}

/// Calls `changed` whenever the element with this id comes into view or goes out of it, and tells which, for as long as
/// the page lives.
pub fn follow_sight(id: &str, changed: impl Fn(bool) + 'static) {
    watch(id, move |is_seen, _| changed(is_seen));
}

fn watch(id: &str, changed: impl Fn(bool, &IntersectionObserver) + 'static) {
    let Some(element) = element(id) else { return };
    let closure = Closure::<dyn Fn(js_sys::Array, IntersectionObserver)>::new(
        move |entries: js_sys::Array, observer: IntersectionObserver| {
            // The last entry is the youngest.
            let last: Option<web_sys::IntersectionObserverEntry> =
                entries.iter().last().map(JsCast::unchecked_into);
            if let Some(entry) = last {
                changed(entry.is_intersecting(), &observer);
            }
        },
    );
    if let Ok(observer) = IntersectionObserver::new(closure.as_ref().unchecked_ref()) {
        observer.observe(&element);
    }
    closure.forget();
}

/// How far a pointer is from the left edge of the element that listens, in its own pixels.
#[must_use]
pub fn distance_from_left(event: &MouseEvent) -> Option<f64> {
    let element: Element = event.current_target()?.dyn_into().ok()?;
    Some(f64::from(event.client_x()) - element.get_bounding_client_rect().left())
}

/// A colour of the style sheet's tokens, as it is in the light theme, for files that leave the page.
#[must_use]
pub fn token(name: &str) -> String {
    let style = super::page::window()
        .zip(super::page::document().and_then(|document| document.document_element()))
        .and_then(|(window, root)| window.get_computed_style(&root).ok()?);
    let value = style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default();
    let light = value.trim().strip_prefix("light-dark(").and_then(|pair| pair.split(',').next());
    light.unwrap_or_else(|| value.trim()).trim().to_owned()
}

/// How high a row of the table in the element with this id is on average, in pixels; 0 where none is shown.
#[must_use]
pub fn row_height(id: &str) -> f64 {
    let rows =
        element(id).and_then(|element| element.query_selector_all("tr[aria-rowindex]:not(thead tr)").ok());
    let Some(rows) = rows else { return 0.0 };
    let place = |at: u32| rows.item(at).map(|row| row.unchecked_into::<Element>().get_bounding_client_rect());
    match (place(0), rows.length().checked_sub(1).and_then(place)) {
        (Some(first), Some(last)) => (last.bottom() - first.top()) / f64::from(rows.length()),
        _ => 0.0,
    }
}
