//! Price books as JSON: strict, and every problem with its path; and as one short text for a link.

mod compact;
mod node;
mod reader;
mod writer;

use crate::units::{Problem, Quantity};

use super::book::{Book, Tier};

pub use compact::{from_text, to_text};
pub use node::Kind;
pub use writer::write;

pub(crate) use node::Node;
use reader::{Place, Reader};

/// The format that this version reads and writes.
pub const FORMAT: &str = "poolwise price book 1";

/// The most characters of a price book.
pub const LONGEST: usize = 100_000;

/// What is wrong with a price book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookProblem {
    /// More than [`LONGEST`] characters; nothing else is looked at.
    TooLong {
        /// How many.
        found: usize,
    },
    /// Nothing at all; nothing else is looked at.
    Empty,
    /// Not JSON; nothing else is looked at.
    NotJson {
        /// The line where reading ended, from 1.
        line: usize,
        /// The column where reading ended.
        column: usize,
    },
    /// A field is missing.
    Missing,
    /// A field that no price book has.
    Unknown,
    /// A field is there twice.
    Twice,
    /// Something else than an object.
    NotAnObject(Kind),
    /// Something else than a list.
    NotAList(Kind),
    /// Something else than text.
    NotText(Kind),
    /// Something else than a number or text that is one.
    NotANumber(Kind),
    /// A number that cannot be used.
    Number(Quantity, Problem),
    /// Text that is empty or too long.
    TextLength {
        /// How many characters.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// Text with line breaks or other control characters.
    ControlCharacters,
    /// Another format than [`FORMAT`].
    Format(String),
    /// No id.
    Id(String),
    /// No currency code.
    Currency(String),
    /// No date.
    Date(String),
    /// No mark.
    Mark(String),
    /// No plan of Microsoft's.
    Tier(String),
    /// A plan is there twice.
    TierTwice(Tier),
}

/// One problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookProblemAt {
    /// The place, such as `plans[1].monthly.price`; empty for the book as a whole.
    pub path: String,
    /// What is wrong there.
    pub problem: BookProblem,
}

/// Reads a price book.
///
/// Numbers may be JSON numbers or text with a decimal point; text keeps every digit. Shape:
///
/// ```json
/// { "format": "poolwise price book 1", "id": "ours", "name": "Our agreement", "currency": "USD", "date": "2016-07-15",
///   "plans": [ { "plan": "S1", "instances_at_most": null,
///     "monthly": { "price": "100", "source": "agreement 7", "date": "2016-07-06", "mark": "verified" },
///     "daily": null,
///     "included": { "compute_hours": "25", "transactions": 100000, "source": "…", "date": "2016-07-06", "mark": "verified" },
///     "overage": { "per_compute_hour": "2", "per_thousand_transactions": "0.5", "source": "…", "date": "2016-07-06", "mark": "verified" } } ],
///   "pay_as_you_go": { "per_compute_hour": "2", "per_thousand_transactions": "0.5", "source": "…", "date": "2016-07-06", "mark": "verified" } }
/// ```
///
/// `daily` and `instances_at_most` may be left out; `overage` is `null` for a plan that stops.
///
/// # Errors
/// When the text is no price book: every problem, in the order of the format's fields, unknown fields before those of their object.
///
/// ```
/// use poolwise::billing::{july_2016, wire};
/// let book = july_2016();
/// assert_eq!(wire::read(&wire::write(&book)), Ok(book));
/// assert_eq!(wire::read("{}").unwrap_err()[0].path, "format");
/// ```
pub fn read(text: &str) -> Result<Book, Vec<BookProblemAt>> {
    let whole = |problem| Err(vec![BookProblemAt { path: String::new(), problem }]);
    let found = text.chars().count();
    if found > LONGEST {
        return whole(BookProblem::TooLong { found });
    }
    if text.trim().is_empty() {
        return whole(BookProblem::Empty);
    }
    let root: Node = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => return whole(BookProblem::NotJson { line: error.line(), column: error.column() }),
    };
    let mut reader = Reader::default();
    match reader.book(Place { path: String::new(), node: &root }) {
        Some(book) if reader.problems.is_empty() => Ok(book),
        _ => Err(reader.problems),
    }
}
