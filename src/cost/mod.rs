//! The Cost page's question and its answer: inputs as typed to three bills side by side.
//!
//! This is the one façade of the page and of the command line: [`CostDraft`] holds the text of every field,
//! [`CostDraft::check`] turns it into [`Inputs`] or into every problem at once, [`answer`] turns inputs and a price
//! book into an [`Answer`]. It composes `billing` and `capacity`, which do not know each other.

mod answer;
mod break_even;
mod brief;
mod compare;
mod decision;
pub mod document;
mod draft;
mod export;
mod field;
mod figures;
mod inputs;
mod labels;
mod larger;
mod outlook;
mod picture;
pub mod plan;
mod scenarios;
mod speak;
mod week;

pub use answer::{Answer, PoolTime, answer};
pub use break_even::{
    Basis, BreakEven, Course, NoAxis, PAIRS, Pairing, Point, RangeJob, Sample, SimulatedRange, Trial,
    break_even, simulated_break_even,
};
pub use brief::{
    Asked, BriefDraft, BriefFault, BriefField, BriefProblem, LONGEST_LINE, brief, brief_problem, brief_words,
};
pub use compare::{Table, TableCell, TableRow, compared_inputs, compared_results};
pub use decision::Decision;
pub use draft::CostDraft;
pub use export::{Exported, FileKind, excel, markdown, plain_csv};
pub use field::{CostField, Group, Kind, choice};
pub use figures::{Figure, Measure, Value, figures};
pub use inputs::{Arrive, Fault, FieldFault, Inputs, JobLength, Kept, PoolInputs};
pub use labels::{choice_label, field_words, group_label};
pub use larger::{larger_fault, larger_text};
pub use outlook::{Outlook, Outlooks, SEED, outlooks};
pub use picture::{
    break_even_chart, cost_chart, distribution_chart, finish_chart, pareto_chart, queue_chart, vms_chart,
};
pub use scenarios::{
    Difference, LONGEST_NAME, MOST_PINNED, Pinned, Pins, differences, field_text, link_beside, pinned_part,
};
pub use speak::Speaker;
pub use week::{Week, WeekProblem};
