use clap::Args;

use super::Exit;
use super::estimate::{Question, simulated};
use super::exit::EXITS;
use crate::capacity::cheapest;
use crate::cost::plan::SURE_PERCENT;
use crate::cost::{answer, document};
use crate::units::{Decimal, Unit};
use crate::words::counted;

/// The arguments of `companion plan`.
#[derive(Args)]
#[command(after_help = EXITS)]
pub(super) struct Plan {
    #[command(flatten)]
    question: Question,
    /// How sure a pool size must be to meet the deadline, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = SURE_PERCENT, value_parser = clap::value_parser!(u32).range(1..=100))]
    percent: u32,
}

impl Plan {
    pub(super) fn run(self) -> Exit {
        let console = self.question.console;
        let asked = match self.question.asked() {
            Ok(asked) => asked,
            Err(exit) => return exit,
        };
        let found = simulated(&asked, self.percent, true);
        let answer = answer(&asked.inputs.book, &asked.inputs, &found.outlooks);
        let planned = Some((&found, self.percent));
        let printed =
            console.print(&document::export(&asked.draft, &asked.pins, &asked.inputs.book, &answer, planned));
        if cheapest(&found.rows, self.percent).is_some() {
            return printed;
        }
        let figures = console.figures();
        console.tell(&console.words().no_size.with(&[
            ("quota", &counted(asked.inputs.pool.quota.into(), Unit::Vms, console.language())),
            ("percent", &figures.percent(Decimal::new(self.percent.into(), 2), 0)),
        ]));
        printed.and(Exit::No)
    }
}
