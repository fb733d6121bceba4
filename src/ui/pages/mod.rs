//! One folder a page.

pub mod cost;
pub mod cost_details;
pub mod cost_inputs;
pub mod cost_tools;
pub mod pools;
pub mod request;
