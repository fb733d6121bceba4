//! Links and exports.
//!
//! - [`link`]: a page's inputs as the part of an address behind the `#`, and back.

pub mod link;
