//! Native dialogs: modal, so that focus stays inside and goes back where it was.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

fn found(id: &str) -> Option<HtmlDialogElement> {
    super::page::document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Opens the dialog with this id, where it is not open.
pub fn show(id: &str) {
    if let Some(dialog) = found(id).filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// Closes every open dialog, whose page hears of it as of Escape; whether there was one.
pub fn close_all() -> bool {
    let open = super::page::document().and_then(|document| document.query_selector_all("dialog[open]").ok());
    let Some(open) = open else { return false };
    for at in 0..open.length() {
        if let Some(dialog) = open.item(at).and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) {
            dialog.close();
        }
    }
    open.length() > 0
}

/// Closes the dialog with this id, where it is open.
pub fn close(id: &str) {
    if let Some(dialog) = found(id).filter(HtmlDialogElement::open) {
        dialog.close();
    }
}
