//! Links and exports.
//!
//! - [`link`]: a page's inputs as the part of an address behind the `#`, and back.
//! - [`roster`]: the pools that were last seen, for the other pages.
//! - [`zip`]: an archive that is written as it grows; [`deflate`]: how its entries are packed.

pub mod deflate;
pub mod link;
pub mod roster;
pub mod zip;
