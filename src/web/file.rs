//! Reading a file that the user chose.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;

/// The most bytes that are read of a file.
const LONGEST_BYTES: f64 = 64.0 * 1024.0 * 1024.0;

/// Calls `read` with the bytes of the file that was chosen in the file input with this id; with `None` when the browser
/// refuses, or the file is longer than 64 MiB. Nothing happens when no file was chosen. The input is emptied, so that the
/// same file can be chosen again.
pub fn read_chosen(input_id: &str, read: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let input = super::page::document().and_then(|document| document.get_element_by_id(input_id));
    let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    input.set_value("");
    if file.size() > LONGEST_BYTES {
        return read(None);
    }
    let bytes = file.array_buffer();
    spawn_local(async move {
        let bytes = JsFuture::from(bytes).await.ok();
        read(bytes.map(|bytes| js_sys::Uint8Array::new(&bytes).to_vec()));
    });
}

/// Opens the file dialog of the file input with this id.
pub fn choose(input_id: &str) {
    let input = super::page::document().and_then(|document| document.get_element_by_id(input_id));
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.click();
    }
}
