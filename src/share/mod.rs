//! Links and exports.
