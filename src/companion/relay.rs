use clap::Args;

use super::Exit;

/// The arguments of `companion relay`.
#[derive(Args)]
pub(super) struct Relay {}

impl Relay {
    pub(super) fn run(self) -> Exit {
        Exit::Refused
    }
}
