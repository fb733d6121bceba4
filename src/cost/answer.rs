use crate::billing::{Book, Comparison, Question, Services, Stay, Terms, compare};

use super::inputs::Inputs;

/// What the Cost page answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The inputs that it answers.
    pub inputs: Inputs,
    /// Three bills side by side.
    pub comparison: Comparison,
}

/// Answers the Cost page's question: what do these jobs cost, three ways?
///
/// ```
/// use poolwise::billing::{Terms, july_2016};
/// use poolwise::cost::{CostDraft, answer};
/// let draft = CostDraft::from_link("1&vms=2&hours=24&jobs=100").unwrap();
/// let answer = answer(&july_2016(), &Terms::default(), draft.check().unwrap());
/// let pool = answer.comparison.offers[0].bill.as_ref().unwrap();
/// assert_eq!(pool.total.to_string(), "146.00");
/// ```
#[must_use]
pub fn answer(book: &Book, terms: &Terms, inputs: Inputs) -> Answer {
    let question = Question {
        pool: vec![Stay { vms: inputs.vms, kept: inputs.kept }],
        job_time: inputs.length.of_jobs(inputs.jobs),
        jobs: inputs.jobs,
        plan: inputs.plan,
        services: Services::Both,
        paid: None,
    };
    Answer { inputs, comparison: compare(book, terms, &question) }
}
