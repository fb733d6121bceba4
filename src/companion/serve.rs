use clap::Args;

use super::Exit;

/// The arguments of `companion serve`.
#[derive(Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) fn run(self) -> Exit {
        Exit::Refused
    }
}
