//! Tests of `poolwise::service`: the contract by itself, and the session against the emulator under virtual time.

mod autopilot;
mod contract;
mod driver;
mod keeping;
mod lacking;
mod laws;
mod left_alone;
mod random_runs;
mod sending;
mod skew;
mod stories;
mod watcher;
mod words;
