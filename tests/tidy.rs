//! The invariants of the crate docs, held as tests.
