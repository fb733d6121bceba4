//! Links and exports.
//!
//! - [`link`]: a page's inputs as the part of an address behind the `#`, and back.
//! - [`csv`]: rows as CSV, for programs or for Excel.
//! - [`markdown`]: a document whose every text is escaped.
//! - [`roster`]: the pools that were last seen, for the other pages.
//! - [`zip`]: an archive that is written as it grows; [`deflate`]: how its entries are packed.

pub mod csv;
pub mod deflate;
pub mod link;
pub mod markdown;
pub mod roster;
pub mod zip;
