//! Tests of `poolwise::service`: the contract by itself, and the session against the emulator under virtual time.

mod contract;
mod driver;
mod keeping;
mod laws;
mod random_runs;
mod skew;
mod stories;
mod watcher;
mod words;
