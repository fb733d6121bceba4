//! Links and exports.
//!
//! - [`link`]: a page's inputs as the part of an address behind the `#`, and back.
//! - [`csv`]: rows as CSV, for programs or for Excel.
//! - [`markdown`]: a document whose every text is escaped.

pub mod csv;
pub mod link;
pub mod markdown;
