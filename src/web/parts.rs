//! A file that a worker makes piece by piece, and the page saves: each piece goes to the browser as it is made, so that
//! neither side ever holds the whole file in its memory.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, HtmlAnchorElement, Url};

/// Pieces that are joined at a time, so that their list stays short.
const MOST_PIECES: u32 = 256;

/// A file that grows.
#[derive(Debug)]
pub struct Parts {
    pieces: Array,
}

impl Parts {
    /// An empty file.
    #[must_use]
    pub fn new() -> Self {
        Self { pieces: Array::new() }
    }

    /// Adds bytes; `false` when the browser takes no more.
    pub fn push(&self, bytes: &[u8]) -> bool {
        if self.pieces.length() >= MOST_PIECES {
            let Ok(joined) = Blob::new_with_blob_sequence(&self.pieces) else { return false };
            self.pieces.set_length(0);
            self.pieces.push(&joined);
        }
        let piece = Array::of1(&Uint8Array::from(bytes));
        Blob::new_with_u8_array_sequence(&piece).is_ok_and(|piece| self.pieces.push(&piece) > 0)
    }

    fn whole(&self, media_type: &str) -> Option<Blob> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.pieces, &options).ok()
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::new()
    }
}

/// In a worker: gives the file to the page.
pub fn hand_over(parts: &Parts, media_type: &str) {
    if let (Some(whole), Ok(scope)) =
        (parts.whole(media_type), js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>())
    {
        let _ = scope.post_message(&whole);
    }
}

/// A file that was handed over, for as long as this lives.
#[derive(Debug)]
pub struct Whole {
    blob: Blob,
    url: String,
}

impl Whole {
    /// The file of a message; the message, when it is none.
    pub(super) fn of(message: JsValue) -> Result<Self, JsValue> {
        let blob: Blob = message.dyn_into()?;
        let url = Url::create_object_url_with_blob(&blob)?;
        Ok(Self { blob, url })
    }

    /// The file as text; `None` where the browser cannot read it.
    pub async fn text(&self) -> Option<String> {
        JsFuture::from(self.blob.text()).await.ok()?.as_string()
    }

    /// Offers the file to save; `false` when the browser refuses.
    pub fn save(&self, name: &str) -> bool {
        let link = super::page::document()
            .and_then(|document| document.create_element("a").ok())
            .and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) = link else { return false };
        link.set_href(&self.url);
        link.set_download(name);
        link.click();
        true
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.url);
    }
}
