//! A web service's `swagger.json` to its ports, address and columns.
//!
//! [`import`] reads what the document says and says what it does not: a missing part, a type nobody knows, a reference
//! that leads nowhere are [`Note`]s, never guesses. Only the description of the *batch* request decides which inputs,
//! outputs and parameters a job has; where it is missing, the names come from the description of the synchronous call,
//! with a note.
//!
//! Knows nothing about drafts and checks.

mod columns;
mod document;
mod note;
mod operations;
mod read;
mod say;
pub mod wire;

pub use note::{ImportProblem, Note, Part, Place};
pub use operations::{Location, Operation};
pub use read::{Imported, import, import_value};
pub use say::{swagger_note, swagger_part, swagger_problem};

/// The longest document that is read, in bytes: 16 MiB.
pub const LONGEST_BYTES: usize = 16 * 1024 * 1024;

/// The most inputs, outputs or parameters, each; further ones are counted in a note.
pub const MOST_PORTS: usize = 1_000;

/// The most columns of all ports together.
pub const MOST_COLUMNS: usize = 20_000;

/// The columns of a port that are shown; of further ones, that there are some.
pub const COLUMNS_SHOWN: usize = 12;

/// The most notes.
pub const MOST_NOTES: usize = 200;
