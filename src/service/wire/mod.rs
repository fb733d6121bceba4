//! JSON of the two services: the only place of this part that knows it (I3).

mod error;
mod job;
mod meter;
mod pool;
mod profile;
mod redact;
mod template;
mod time;

pub(crate) use error::read_error;
pub(crate) use job::{read_job_id, read_job_status};
pub(super) use meter::{MeterMemory, StretchMemory};
pub(crate) use pool::{read_created_id, read_pool, read_pools};
pub use profile::{
    LONGEST_PROFILE, MOST_PROFILES, NotAProfile, profile_as_written, profile_from_json, profile_to_json,
    profiles_from_json, profiles_to_json,
};
pub(crate) use redact::{has_secret_field, has_secret_member, redacted};
pub(crate) use template::{Filling, body_holes, fill_body, fill_path};
pub use time::{read_http_date, read_utc, write_http_date, write_utc};

/// The most bytes of a reply that are read: a list of a few thousand pools.
pub(crate) const LONGEST_REPLY: usize = 8 * 1024 * 1024;

/// Whether a text is JSON.
#[must_use]
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// At most so many characters of a text.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
