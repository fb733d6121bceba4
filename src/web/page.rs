//! The document and its address.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlAnchorElement, HtmlElement, MouseEvent, Window};

use crate::route::Route;
use crate::words::Language;

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

pub(super) fn document() -> Option<Document> {
    window()?.document()
}

fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// A function of `boot.js`.
pub(super) fn boot_function(name: &str) -> Result<js_sys::Function, JsValue> {
    let global = js_sys::Reflect::get(&js_sys::global(), &"poolwise".into())?;
    js_sys::Reflect::get(&global, &name.into())?.dyn_into()
}

/// Calls a function of `boot.js` with a text.
pub(super) fn boot(function: &str, text: &str) -> Result<JsValue, JsValue> {
    boot_function(function)?.call1(&JsValue::UNDEFINED, &text.into())
}

/// The path under which the app lives, with a slash at both ends; `boot.js` found it from its own address.
#[must_use]
pub fn base() -> String {
    window()
        .and_then(|window| js_sys::Reflect::get(&window, &"poolwise".into()).ok())
        .and_then(|global| js_sys::Reflect::get(&global, &"base".into()).ok())
        .and_then(|base| base.as_string())
        .unwrap_or_else(|| "/".to_owned())
}

/// The path in the address bar.
#[must_use]
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_else(|| "/".to_owned())
}

/// The page in the address bar; `None` when the path means none.
#[must_use]
pub fn route() -> Option<Route> {
    Route::from_path(&path(), &base())
}

/// The whole address, as Share copies it.
#[must_use]
pub fn address() -> String {
    window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// What stands behind the `#`, without it.
#[must_use]
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').map(str::to_owned).unwrap_or_default()
}

/// Puts state behind the `#` without a new history entry; an empty fragment takes the `#` away.
pub fn replace_fragment(fragment: &str) {
    let address = if fragment.is_empty() { path() } else { format!("{}#{fragment}", path()) };
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Goes to a page, as a link would.
pub fn push_path(path: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Opens the browser's print dialog.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Calls `printing` each time before the page is laid out for paper.
pub fn on_print(printing: impl Fn() + 'static) {
    on("beforeprint", printing);
}

/// Calls `moved` each time that the focus comes to another element.
pub fn on_focus_moved(moved: impl Fn() + 'static) {
    on("focusin", moved);
}

fn on(event: &str, happened: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(happened);
    if let Some(window) = window() {
        let _ = window.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// Calls `moved` when the user goes back or forward, or edits the fragment.
pub fn on_history(moved: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(moved);
    if let Some(window) = window() {
        let listener = closure.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback("popstate", listener);
        let _ = window.add_event_listener_with_callback("hashchange", listener);
    }
    closure.forget();
}

/// Calls `followed` with path and fragment when a plain click follows a link to one of our own pages, in place of a
/// page load. Clicks that ask for a new tab, a download or another site are the browser's.
pub fn on_own_link(followed: impl Fn(&str, &str) + 'static) {
    let closure = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || modified {
            return;
        }
        let Some(link) = own_link(&event) else { return };
        event.prevent_default();
        followed(&link.pathname(), link.hash().strip_prefix('#').unwrap_or_default());
    });
    if let Some(document) = document() {
        let _ = document.add_event_listener_with_callback("click", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// The link to a page of ours on which the event happened; a link within the page is left to the browser.
fn own_link(event: &MouseEvent) -> Option<HtmlAnchorElement> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let location = window()?.location();
    let plain = link.target().is_empty() && link.download().is_empty();
    let ours =
        link.origin() == location.origin().ok()? && Route::from_path(&link.pathname(), &base()).is_some();
    let within = link.get_attribute("href").is_some_and(|href| href.starts_with('#'));
    (plain && ours && !within).then_some(link)
}

/// Follows a link of the site, as a press on it would.
pub fn follow_link(path: &str) {
    let link = document().and_then(|document| document.create_element("a").ok());
    if let (Some(link), Some(body)) =
        (link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()), body())
    {
        link.set_href(path);
        let _ = body.append_child(&link);
        link.click();
        link.remove();
    }
}

/// Moves focus to the element with this id and brings it into view, without touching the fragment.
pub fn focus(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
        if let Ok(element) = element.dyn_into::<HtmlElement>() {
            let _ = element.focus();
        }
    }
}

/// The id of the element that has the focus; empty where it has none.
#[must_use]
pub fn focused() -> String {
    document().and_then(|document| document.active_element()).map(|element| element.id()).unwrap_or_default()
}

/// The value of an attribute on the element that was pressed, or on the nearest around it that has it.
#[must_use]
pub fn attribute_at(event: &MouseEvent, name: &str) -> Option<String> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest(&format!("[{name}]")).ok()??.get_attribute(name)
}

/// The element into which a page is mounted.
#[must_use]
pub fn container(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// The element in which the app lives: the body.
#[must_use]
pub fn body() -> Option<HtmlElement> {
    document()?.body()
}

/// Takes the static skeleton away once the app stands.
pub fn remove_skeleton() {
    if let Some(skeleton) = document().and_then(|document| document.get_element_by_id("skeleton")) {
        skeleton.remove();
    }
}

/// The document's title.
#[must_use]
pub fn title() -> String {
    document().map(|document| document.title()).unwrap_or_default()
}

/// The document's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The language that `lang` on the document names; `early.js` set it before the first paint.
#[must_use]
pub fn language() -> Language {
    root().map_or(Language::English, |root| Language::from_tag(&root.lang()))
}

/// Sets `lang` on the document.
pub fn set_language(language: Language) {
    if let Some(root) = root() {
        root.set_lang(language.tag());
    }
}

/// The theme on the document: `light`, `dark`, or none for the system's.
#[must_use]
pub fn theme() -> Option<String> {
    root().and_then(|root| root.dataset().get("theme"))
}

/// Sets the theme on the document; none follows the system.
pub fn set_theme(theme: Option<&str>) {
    if let Some(dataset) = root().map(|root| root.dataset()) {
        match theme {
            Some(theme) => drop(dataset.set("theme", theme)),
            None => dataset.delete("theme"),
        }
    }
}

/// Adds a line of text to the element with this id, of whose lines the youngest few stay.
pub fn append_line(id: &str, text: &str, most: u32) {
    let Some(document) = document() else { return };
    let (Some(element), Ok(line)) = (document.get_element_by_id(id), document.create_element("div")) else {
        return;
    };
    line.set_text_content(Some(text));
    let _ = element.append_child(&line);
    while element.child_element_count() > most
        && let Some(oldest) = element.first_element_child()
    {
        oldest.remove();
    }
}

/// Lets the browser ask the user before the page is left, as long as `must_ask` says so.
pub fn before_leaving(must_ask: impl Fn() -> bool + 'static) {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if must_ask() {
            event.prevent_default();
        }
    });
    if let Some(window) = window() {
        let _ = window.add_event_listener_with_callback("beforeunload", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// How far the element with this id is scrolled, in pixels.
#[must_use]
pub fn scrolled(id: &str) -> f64 {
    let element = document().and_then(|document| document.get_element_by_id(id));
    element.map_or(0.0, |element| f64::from(element.scroll_top()))
}

/// Scrolls the element with this id to its beginning.
pub fn scroll_to_top(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.set_scroll_top(0);
    }
}
