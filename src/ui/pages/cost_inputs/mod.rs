//! The Cost page's larger inputs, in a wasm file of their own: week grids, past jobs, price books.
//!
//! The Cost page tells them its fields as a link; they tell it the text of one field. A text is told only when it can be
//! used: what is half typed, or could not be read, stays here with its problem.

mod before;
mod book;
mod grid;
mod history;
mod import;
mod preview;
mod table;

use leptos::prelude::*;

use crate::cost::{CostDraft, CostField};
use crate::web::bridge;

pub use book::PriceBook;
pub use grid::{Pattern, VmGrid};
pub use history::PastJobs;

/// The text that a field of the Cost page has, and whether it is asked for.
fn told(field: CostField) -> (RwSignal<String>, RwSignal<bool>) {
    let text = RwSignal::new(field.default_text().to_owned());
    let is_asked = RwSignal::new(false);
    bridge::hear(bridge::Event::CostFields, move |link| {
        let Ok(draft) = CostDraft::from_link(link) else { return };
        let (now, asked) = (draft.text(field), draft.asks(field));
        if text.with_untracked(|text| text != now) {
            text.set(now.to_owned());
        }
        if is_asked.get_untracked() != asked {
            is_asked.set(asked);
        }
    });
    (text, is_asked)
}

/// Puts a text into a field of the Cost page.
fn tell(field: CostField, text: &str) {
    bridge::tell(bridge::Event::CostText, &[field.key(), "\n", text].concat());
}
