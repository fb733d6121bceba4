//! A table of any length that the user chose, dropped or pasted: handed to a worker, and read there piece by piece.

use wasm_bindgen::JsCast;
use web_sys::{Blob, DragEvent, FileReaderSync, HtmlInputElement};

/// Bytes that are read at a time.
const PIECE_BYTES: f64 = 1_048_576.0;

/// A table whose bytes are not in this memory.
#[derive(Clone, Debug)]
pub struct Table(pub(super) Blob);

impl Table {
    /// The file that was chosen in the file input with this id, which is emptied, so that the same file can be chosen
    /// again.
    #[must_use]
    pub fn chosen(input_id: &str) -> Option<Self> {
        let input: HtmlInputElement =
            super::page::document()?.get_element_by_id(input_id)?.dyn_into().ok()?;
        let file = input.files()?.get(0)?;
        input.set_value("");
        Some(Self(file.into()))
    }

    /// The first file that was dropped.
    #[must_use]
    pub fn dropped(event: &DragEvent) -> Option<Self> {
        Some(Self(event.data_transfer()?.files()?.get(0)?.into()))
    }

    /// Text that was pasted.
    #[must_use]
    pub fn pasted(text: &str) -> Option<Self> {
        Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())).ok().map(Self)
    }

    /// How many bytes it has.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        self.0.size()
    }

    /// In a worker: calls `each` with its bytes, piece by piece, and how many have been read. `false` when the browser
    /// stops reading it, as when the file has changed.
    pub fn read(&self, mut each: impl FnMut(&[u8], f64)) -> bool {
        let Ok(reader) = FileReaderSync::new() else { return false };
        let (mut from, all) = (0.0, self.bytes());
        while from < all {
            let to = (from + PIECE_BYTES).min(all);
            let piece = self.0.slice_with_f64_and_f64(from, to);
            let Some(bytes) = piece.ok().and_then(|piece| reader.read_as_array_buffer(&piece).ok()) else {
                return false;
            };
            each(&js_sys::Uint8Array::new(&bytes).to_vec(), to);
            from = to;
        }
        true
    }
}

/// How large this wasm file's memory is, in bytes: it never shrinks, so this is the most that it has been.
#[must_use]
pub fn memory_bytes() -> u32 {
    let memory: Result<js_sys::WebAssembly::Memory, _> = wasm_bindgen::memory().dyn_into();
    let buffer = memory.ok().and_then(|memory| memory.buffer().dyn_into::<js_sys::ArrayBuffer>().ok());
    buffer.map_or(0, |buffer| buffer.byte_length())
}
