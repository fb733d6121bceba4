//! The companion as its users meet it: a process with arguments, files, ports and an exit code.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's helper stops the test, as its test would"
)]

mod cache;
mod cli;
#[cfg(feature = "e2e")]
mod grammar;
#[path = "../domain/service/laws.rs"]
#[allow(dead_code, reason = "shared with tests that use all of it")]
mod laws;
mod process;
mod relay;
mod scripts;
mod serve;
mod serve_blobs;
mod serve_session;
mod store;

use std::process::Command;

#[test]
fn says_what_it_can_do() {
    let output = Command::new(env!("CARGO_BIN_EXE_companion")).arg("--help").output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for command in ["estimate", "plan", "repair", "check", "script", "serve", "relay"] {
        assert!(help.contains(command), "{help}");
    }
}
