//! The pure core, tested natively: one binary, one module a part of the crate.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod billing;
mod break_even;
mod capacity;
mod chart;
mod corpus;
mod cost;
mod cost_document;
mod cost_inputs;
mod cost_verdict;
mod device_copy;
mod emulator;
mod job_form;
mod outputs;
mod pasted;
mod pasted_code;
mod plan;
mod pool_desk;
mod pool_handed;
mod pool_live;
mod pool_trouble;
mod repair;
mod request;
mod schema;
mod script;
mod service;
mod share;
mod swagger;
mod units;
mod words;
