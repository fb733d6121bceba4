//! The Cost page's question and its answer: inputs as typed to three bills side by side.
//!
//! This is the one façade of the page and of the command line: [`CostDraft`] holds the text of every field,
//! [`CostDraft::check`] turns it into [`Inputs`] or into every problem at once, [`answer`] turns inputs and a price
//! book into an [`Answer`]. It composes `billing` and `capacity`, which do not know each other.
//!
//! ## From typed text to a bill
//!
//! ```
//! use poolwise::billing::Way;
//! use poolwise::cost::{CostDraft, CostField, answer, outlooks};
//! // What a user typed, or what a link holds; every field that is not named stands at its default.
//! let draft = CostDraft::default().with(CostField::Vms, "2").with(CostField::Hours, "24");
//! let inputs = draft.check().expect("every field within its bounds");
//! // Without outlooks the bills are there all the same, unless the pool is kept until its jobs are done.
//! let answered = answer(&inputs.book, &inputs, &outlooks(&inputs, 20));
//! let pool = &answered.comparison.expect("billed").offers[0];
//! assert_eq!((pool.way, pool.bill.as_ref().unwrap().total.to_string()), (Way::PoolOnPlan, "146.00".to_owned()));
//! ```
//!
//! ## What goes wrong is said at its field, all at once
//!
//! ```
//! use poolwise::cost::{CostDraft, CostField};
//! let draft = CostDraft::default().with(CostField::Vms, "-1").with(CostField::Jobs, "many");
//! let fields: Vec<CostField> = draft.check().unwrap_err().iter().map(|fault| fault.field).collect();
//! assert_eq!(fields, [CostField::Jobs, CostField::Vms]);
//! ```
//!
//! ## What is made of an answer
//!
//! - [`figures`]: every figure as one flat list, which whatever follows is made from.
//! - [`Pins`]: up to three scenarios beside the inputs, in the link; [`differences`], [`compared_inputs`] and
//!   [`compared_results`] hold them against each other.
//! - [`plain_csv`], [`excel`], [`markdown`]: files to take away; [`document`] is the one that is read back.
//! - [`brief`]: the text with which Microsoft support is asked for a pool account.
//! - [`break_even`] and [`plan`]: where the answer flips, and which size of pool is enough.

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
mod say;
mod scenarios;
pub mod selection;
mod week;

pub use answer::{Answer, PoolTime, answer};
pub use break_even::{
    Basis, BreakEven, Course, NoAxis, PAIRS, Pairing, Point, RangeJob, Reach, Sample, SimulatedRange, Trial,
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
pub use labels::{choice_label, field_said, group_label};
pub use larger::{larger_fault, larger_text};
pub use outlook::{Outlook, Outlooks, SEED, outlooks};
pub use picture::{
    break_even_chart, cost_chart, distribution_chart, finish_chart, pareto_chart, queue_chart, vms_chart,
};
pub use say::Speaker;
pub use scenarios::{
    Difference, LONGEST_NAME, MOST_PINNED, Pinned, Pins, differences, field_text, link_beside, pinned_part,
};
pub use week::{Week, WeekProblem};
