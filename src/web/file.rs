//! Reading a file that the user chose or dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, FileList, HtmlInputElement};

/// The most bytes that are read of a file.
const LONGEST_BYTES: f64 = 64.0 * 1024.0 * 1024.0;

/// Calls `read` with the bytes of the file that was chosen in the file input with this id; with `None` when the browser
/// refuses, or the file is longer than 64 MiB. Nothing happens when no file was chosen. The input is emptied, so that the
/// same file can be chosen again.
pub fn read_chosen(input_id: &str, read: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let Some(input) = input(input_id) else { return };
    read_first(input.files(), read);
    input.set_value("");
}

/// Calls `read` with the bytes of the first file that was dropped, as [`read_chosen`] does.
pub fn read_dropped(event: &DragEvent, read: impl FnOnce(Option<Vec<u8>>) + 'static) {
    read_first(event.data_transfer().and_then(|transfer| transfer.files()), read);
}

/// Opens the file dialog of the file input with this id.
pub fn choose(input_id: &str) {
    if let Some(input) = input(input_id) {
        input.click();
    }
}

fn input(id: &str) -> Option<HtmlInputElement> {
    super::page::document()?.get_element_by_id(id)?.dyn_into().ok()
}

fn read_first(files: Option<FileList>, read: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let Some(file) = files.and_then(|files| files.get(0)) else { return };
    if file.size() > LONGEST_BYTES {
        return read(None);
    }
    let bytes = file.array_buffer();
    spawn_local(async move {
        let bytes = JsFuture::from(bytes).await.ok();
        read(bytes.map(|bytes| js_sys::Uint8Array::new(&bytes).to_vec()));
    });
}
