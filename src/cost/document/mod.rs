//! The Cost page's answer as a file: its inputs, and everything that the page shows of them, as JSON.
//!
//! ```json
//! { "format": "poolwise cost", "version": 1,
//!   "inputs": { "jobs": "400", "vms": "4", "plan": "S1" },
//!   "pins": [{ "name": "Night run", "inputs": { "vms": "8" } }],
//!   "results": { "ways": [], "verdict": {}, "outlooks": {}, "break_evens": [], "planner": null } }
//! ```
//!
//! Inputs are text by their field's key, as in a link. Money and quantities are decimal text, so that every digit is
//! kept; moments and durations are whole milliseconds; chances are numbers with every bit. A later part of the inputs
//! (a price book, a history) becomes a field beside `inputs`: what a reader does not know, it passes over and names.
//! `pins` are the pinned scenarios, three at most; without any there is no such field. Results are never read back: they
//! follow from the inputs.

mod problem;
mod read;
mod wire;

use crate::billing::Book;

use super::answer::Answer;
use super::draft::CostDraft;
use super::plan::Found;
use super::scenarios::Pins;

pub use problem::{DocumentProblem, DocumentProblemAt, document_problem, passed_over};
pub use read::{Imported, import};

/// The format's name, which never changes.
pub const FORMAT: &str = "poolwise cost";
/// The version that is written and read.
pub const VERSION: u32 = 1;
/// The most bytes of a document.
pub const LONGEST: usize = 32_000_000;

/// A draft, what is pinned beside it, and the draft's answer as a document, indented. `planned` is what the planner has
/// found of the same inputs, if anything yet, and how sure, in per cent, a size must be to meet the deadline.
///
/// What the draft holds in fields that the other fields leave no meaning is written as far as it is a number or a
/// choice.
///
/// ```
/// use poolwise::billing::july_2016;
/// use poolwise::cost::{CostDraft, CostField, Outlooks, Pins, answer, document};
/// let draft = CostDraft::from_link("1&vms=2&hours=24").unwrap();
/// let book = july_2016();
/// let answer = answer(&book, &draft.check().unwrap(), &Outlooks::default());
/// let text = document::export(&draft, &Pins::default(), &book, &answer, None);
/// assert!(text.contains("\"total\": \"146.00\""));
/// assert_eq!(document::import(&text).unwrap().draft, draft);
/// ```
#[must_use]
pub fn export(
    draft: &CostDraft,
    pins: &Pins,
    book: &Book,
    answer: &Answer,
    planned: Option<(&Found, u32)>,
) -> String {
    wire::write(draft, pins, book, Some((answer, planned)))
}

/// The inputs of a draft as a document without results, such as an example to fill in.
#[must_use]
pub fn export_inputs(draft: &CostDraft, book: &Book) -> String {
    wire::write(draft, &Pins::default(), book, None)
}
