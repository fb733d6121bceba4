use clap::Args;

use super::Exit;

/// The arguments of `companion estimate`.
#[derive(Args)]
pub(super) struct Estimate {}

impl Estimate {
    pub(super) fn run(self) -> Exit {
        Exit::Refused
    }
}
