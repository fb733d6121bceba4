use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::check::now;
use super::console::{Console, Issue};
use super::exit::EXITS;
use super::input::Input;
use super::script::{Beside, OnPool, at_field, read};
use crate::job_form::{parameter_types, template};
use crate::request::Severity;
use crate::script::{Many, ManyProblem, SecretsAs, Source, many_problem};

/// Bytes that are gathered before they are written.
const BLOCK: usize = 1 << 16;

/// The arguments of `companion bodies`.
#[derive(Args)]
#[command(after_help = EXITS)]
pub(super) struct Bodies {
    /// The job that all are made from; an output without {number} or another hole gets the job's number
    #[arg(value_name = "TEMPLATE")]
    template: PathBuf,
    /// The list or CSV of blob paths
    #[command(flatten)]
    list: Input,
    #[command(flatten)]
    pool: OnPool,
    /// Write the template's secrets into every body, instead of their names, which the loop script fills
    #[arg(long)]
    inline_secrets: bool,
    #[command(flatten)]
    console: Console,
}

impl Bodies {
    pub(super) fn run(self) -> Exit {
        match self.many() {
            Ok(many) => self.printed(&many),
            Err(exit) => exit,
        }
    }

    fn many(&self) -> Result<Many, Exit> {
        let console = self.console;
        let mut beside = Beside::new(console);
        let mut draft = read(&Input::of(self.template.clone()), &mut beside)?;
        self.pool.put_into(&mut draft);
        let source = Source::Table(self.list.text(console)?);
        let issue = |problem: &ManyProblem| at_field("list", many_problem(problem, console.language()));
        let many = Many::of(&template(&draft, &BTreeMap::new()), &parameter_types(&draft), &source)
            .map_err(|problems| console.refuse(&problems.iter().map(issue).collect::<Vec<_>>()))?;
        for doubt in many.untimely(now()).iter().chain(many.doubts()) {
            let doubt = Issue { severity: Severity::Warning, ..issue(doubt) };
            beside.say(&console.line(&doubt));
            beside.problems.push(doubt);
        }
        beside.tell();
        Ok(many)
    }

    fn printed(&self, many: &Many) -> Exit {
        let secrets = if self.inline_secrets { SecretsAs::Inlined } else { SecretsAs::Environment };
        let mut block = String::new();
        for line in many.lines(secrets) {
            block.push_str(&line);
            block.push('\n');
            if block.len() >= BLOCK {
                let printed = self.console.print(&block);
                if printed != Exit::Done {
                    return printed;
                }
                block.clear();
            }
        }
        self.console.print(&block)
    }
}
