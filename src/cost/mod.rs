//! The Cost page's question and its answer: inputs as typed to three bills side by side.
//!
//! This is the one façade of the page and of the command line: [`CostDraft`] holds the text of every field,
//! [`CostDraft::check`] turns it into [`Inputs`] or into every problem at once, [`answer`] turns inputs and a price
//! book into an [`Answer`]. It composes `billing` and `capacity`, which do not know each other.

mod answer;
mod break_even;
mod decision;
mod draft;
mod field;
mod inputs;
mod labels;
mod outlook;
mod picture;
pub mod plan;
mod speak;

pub use answer::{Answer, PoolTime, answer};
pub use break_even::{
    Basis, BreakEven, Course, NoAxis, PAIRS, Pairing, Point, RangeJob, Sample, SimulatedRange, Trial,
    break_even, simulated_break_even,
};
pub use decision::Decision;
pub use draft::CostDraft;
pub use field::{CostField, Group, Kind, choice};
pub use inputs::{Arrive, Fault, FieldFault, Inputs, JobLength, Kept, PoolInputs};
pub use labels::{choice_label, field_words, group_label};
pub use outlook::{Outlook, Outlooks, SEED, outlooks};
pub use picture::{
    break_even_chart, cost_chart, distribution_chart, finish_chart, pareto_chart, queue_chart, vms_chart,
};
pub use speak::Speaker;
