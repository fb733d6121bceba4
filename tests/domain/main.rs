//! The pure core, tested natively: one binary, one module a part of the crate.

mod billing;
mod capacity;
mod emulator;
mod repair;
mod request;
mod script;
mod service;
mod share;
mod swagger;
mod units;
