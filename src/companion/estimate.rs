use clap::Args;

use super::Exit;
use super::console::{Console, Issue};
use super::exit::EXITS;
use super::input::Input;
use crate::billing::july_2016;
use crate::cost::document::{self, document_problem, passed_over};
use crate::cost::plan::{Found, PlanJob};
use crate::cost::{Answer, CostDraft, Inputs, Pins, SEED, answer};
use crate::request::Severity;
use crate::share::link::{self, LinkProblem};
use crate::units::{Decimal, Money, number};
use crate::words::COST;

/// Jobs between two looks at whether the simulation is done.
const STEP_JOBS: u64 = 1_000_000;

/// The arguments of `companion estimate`.
#[derive(Args)]
#[command(after_help = EXITS)]
pub(super) struct Estimate {
    #[command(flatten)]
    question: Question,
    /// End with 4 when the cheapest open way adds more than this, in the bill's currency
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    at_most: Option<Decimal>,
}

/// What is asked: the page's inputs.
#[derive(Args)]
pub(super) struct Question {
    #[command(flatten)]
    input: Input,
    /// Take the inputs from a link of the Cost page instead of from a file
    #[arg(long, value_name = "URL", conflicts_with = "file")]
    link: Option<String>,
    /// Print an example to fill in, and do nothing else
    #[arg(long)]
    example: bool,
    #[command(flatten)]
    pub(super) console: Console,
}

/// A question that can be answered.
pub(super) struct Asked {
    pub(super) draft: CostDraft,
    /// Not asked about, and kept for the page.
    pub(super) pins: Pins,
    pub(super) inputs: Inputs,
}

impl Estimate {
    pub(super) fn run(self) -> Exit {
        let console = self.question.console;
        let asked = match self.question.asked() {
            Ok(asked) => asked,
            Err(exit) => return exit,
        };
        let found = simulated(&asked, 0, false);
        let answer = answer(&asked.inputs.book, &asked.inputs, &found.outlooks);
        let text = document::export(&asked.draft, &asked.pins, &asked.inputs.book, &answer, None);
        let printed = console.print(&text);
        printed.and(self.at_most.map_or(Exit::Done, |limit| held(&answer, Money::new(limit), console)))
    }
}

impl Question {
    /// The inputs, or the exit with which it ends: what is wrong was said, the example printed.
    pub(super) fn asked(&self) -> Result<Asked, Exit> {
        let console = self.console;
        if self.example {
            return Err(console.print(&document::export_inputs(&CostDraft::default(), &july_2016())));
        }
        let read = match &self.link {
            Some(link) => Ok(linked(link, console)?),
            None => {
                let imported = document::import(&self.input.text(console)?);
                imported.map(|imported| {
                    for path in &imported.passed_over {
                        console.tell(&passed_over(path, console.language()));
                    }
                    (imported.draft, imported.pins)
                })
            }
        };
        let (draft, pins) = read.map_err(|problems| {
            let issues: Vec<Issue> = problems.iter().map(|problem| issue(problem, console)).collect();
            console.refuse(&issues)
        })?;
        let inputs = draft.check().map_err(|faults| {
            let issues: Vec<Issue> = faults.into_iter().map(|fault| issue(&fault.into(), console)).collect();
            console.refuse(&issues)
        })?;
        if inputs.lacks_jobs() {
            console.tell(console.words().lacks_jobs);
        }
        Ok(Asked { draft, pins, inputs })
    }
}

/// The inputs of a link: what the page would open by it.
fn linked(link: &str, console: Console) -> Result<(CostDraft, Pins), Exit> {
    let fragment = link.rsplit_once('#').map_or(link, |(_, fragment)| fragment);
    let read = link::unpacked(fragment).and_then(|fragment| {
        // As on the page, inputs stand where only what is pinned is damaged.
        Ok((CostDraft::from_link(&fragment)?, Pins::from_link(&fragment).unwrap_or_default()))
    });
    read.map_err(|problem| {
        let words = COST.of(console.language());
        let message = match problem {
            LinkProblem::TooNew { .. } => words.newer_link,
            LinkProblem::Damaged | LinkProblem::TooLong { .. } => words.damaged_link,
        };
        console.refuse(&[Issue { path: "link".to_owned(), ..Issue::whole(message.to_owned()) }])
    })
}

fn issue(at: &document::DocumentProblemAt, console: Console) -> Issue {
    let alone = document::DocumentProblemAt { path: String::new(), ..at.clone() };
    Issue {
        path: at.path.clone(),
        field: at.field.map(|field| field.key().to_owned()),
        severity: Severity::Error,
        message: document_problem(&alone, console.language()),
        span: None,
    }
}

/// Simulates to the end, as the page's worker does.
pub(super) fn simulated(asked: &Asked, percent: u32, all_sizes: bool) -> Found {
    let mut job = PlanJob::new((*asked.inputs.book).clone(), asked.inputs.clone(), SEED, percent, all_sizes);
    while job.step(STEP_JOBS) {}
    job.found(true)
}

/// Whether the cheapest open way stays within a limit.
fn held(answer: &Answer, limit: Money, console: Console) -> Exit {
    let comparison = answer.comparison.as_ref();
    let cheapest = comparison.and_then(|all| {
        let way = all.cheapest.first()?;
        all.offers.iter().find(|offer| offer.way == *way)?.bill.as_ref().ok()
    });
    let words = console.words();
    match cheapest {
        Some(bill) if bill.added <= limit => Exit::Done,
        Some(bill) => {
            let money = |money: Money| console.figures().money(money.amount(), bill.currency.code());
            console.tell(&words.over_limit.with(&[("added", &money(bill.added)), ("limit", &money(limit))]));
            Exit::No
        }
        None => {
            console.tell(words.no_open_way);
            Exit::No
        }
    }
}

fn amount(text: &str) -> Result<Decimal, String> {
    number::read(text).map_err(|_not_one| "write an amount such as 146.00".to_owned())
}
