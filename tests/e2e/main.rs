//! The built page in real Chromium: controls found by role and name, any fault of the page fails.
//!
//! `scripts/test` builds `dist/` and runs this at the root of a host and at a sub-path. By hand:
//! `cargo test --no-default-features --features e2e,companion --test e2e`, with `POOLWISE_E2E_DIST` (a folder, `dist` when unset)
//! and `POOLWISE_E2E_BASE` (the public URL that it was built for, `/` when unset).

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that stops is a test that tells"
)]

mod accessible;
mod adapts;
mod by_keys;
#[path = "../companion/cache.rs"]
mod cache;
#[cfg(feature = "companion")]
mod companion;
mod cost;
mod cost_inputs;
mod cost_tools;
mod firefox;
mod harness;
mod hostile;
mod keys;
mod offline;
#[cfg(feature = "companion")]
mod parity;
mod planner;
mod pools;
mod pools_choices;
mod pools_live;
mod pools_watch;
mod practice;
#[cfg(feature = "companion")]
#[path = "../companion/process.rs"]
#[allow(dead_code, reason = "shared with tests that use all of it")]
mod process;
mod proof;
mod request;
mod request_arrives;
mod request_many;
mod secrets;
mod shell;
mod site;
mod spoken;
