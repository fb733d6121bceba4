//! The wire: a draft to the body that is sent and back, the body with its secrets hidden, and the service's replies.
//!
//! The only part of `request` that names `serde` (I3). The body is built from the draft, so that form and JSON are two
//! views of one job even while it is incomplete.

mod body;
mod mask;
mod read;
mod reply;
mod secret_name;
mod strict;

pub(super) use body::typed;
pub use body::{body, parameter_value, reference_body};
pub use mask::{Placeholder, holds_secret, masked, masked_text, masked_url, with_placeholders};
pub(crate) use mask::{is_of_key, looks_like_key, mask, may_hold_secret};
pub use read::{Expected, MOST_NAMED, ShapeProblem, from_body, from_text};
pub use reply::{ErrorDetail, JobStatus, ServiceError, StatusCode, job_id, service_error};
pub use secret_name::names_secret;

/// Any JSON.
pub type Json = serde_json::Value;
/// The members of a JSON object, in their order.
pub type Members = serde_json::Map<String, Json>;

/// The body as text: two spaces a level, members in their order.
#[must_use]
pub fn pretty(body: &Json) -> String {
    // Writing a value that is already JSON cannot fail: its keys are strings and its numbers finite.
    serde_json::to_string_pretty(body).unwrap_or_default()
}

/// The body as one line, as scripts and requests send it.
#[must_use]
pub fn compact(body: &Json) -> String {
    body.to_string()
}

/// Environment variable that scripts and requests take the web service's API key from.
pub const API_KEY_VARIABLE: &str = "BES_API_KEY";
