//! Pasted text to JSON, with every repair listed and none that cannot be undone.
//!
//! Job bodies are copied out of web pages, mails, notebooks and terminals, and arrive with entities, strings broken
//! over lines, curly quotes and commas too many. [`repair`] reads such a text once, character by character, with an
//! explicit stack: time grows with the length of the text, and no depth overflows anything. Text that is JSON already
//! comes back as it is.
//!
//! What may be *meant* is never rewritten: another account in one endpoint, a semicolon at the end of a connection
//! string. [`Notice`]s tell what JSON itself would lose.
//!
//! Knows nothing about which body the service accepts.

mod attempt;
mod close;
mod encoding;
mod entity;
mod find;
mod keys;
mod quote;
mod reader;
mod report;
mod say;
mod source;
mod text;
mod word;

pub use attempt::repair;
pub use encoding::{Encoding, decode};
pub use report::{Expected, Notice, Problem, Repair, RepairId, RepairKind, Repaired, Unreadable};
pub use say::{repair_done, repair_kind, repair_notice, repair_problem};

/// The longest text that is read, in bytes: 64 MiB, far more than any job body.
pub const LONGEST_BYTES: usize = 64 * 1024 * 1024;

/// The most containers inside one another.
pub const DEEPEST: usize = 256;

/// The most repairs that are listed; further ones are done and counted.
pub const MOST_LISTED: usize = 2_000;
