//! Tests of `poolwise::service`: the contract by itself, and the session against the emulator under virtual time.

mod contract;
mod driver;
mod keeping;
mod random_runs;
mod stories;
mod words;
