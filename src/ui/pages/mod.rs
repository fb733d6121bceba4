//! One folder a page.

pub mod cost;
pub mod pools;
pub mod request;
