//! What billing says, in the user's language: names, arithmetic, reasons, break-evens, problems.
//!
//! The sentences themselves are in [`crate::words::BILLING`]; here they meet their values.

mod arithmetic;
mod book;
mod names;
mod reasons;
mod spans;

pub use arithmetic::{count, line_arithmetic};
pub use book::{book_problem, kind_name};
pub use names::{
    book_name, line_name, mark_name, origin, period, plan_name, source, variable_name, way_name,
};
pub use reasons::{access, no_break_even, not_billed};
pub use spans::{break_even, place, plain_place};
