//! The two REST services as data: the pool service and the batch job API (BES).
//!
//! - [`Pool`], [`JobStatus`], [`Quota`]: what the services tell.
//! - [`RULES`], [`may`]: what may be done in which state, with the reason when not.
//! - [`Profile`]: the pool service's contract as a value, because no public specification exists.
//! - [`Connection`]: practice, companion or live; each key bound to its own origin.
//! - [`request`], [`read`]: the one place where requests are made and replies are read.
//! - [`ServiceError`]: the ladder of errors, by what is to be done next.
//! - [`Session`]: the pure machine behind the Pools page: facts in, effects out.
//! - [`Meter`]: VM time as a range that holds the true figure; [`Stretch`]: when it was used.
//!
//! Knows nothing about prices, the emulator, clocks or the browser.

mod address;
mod builtin;
mod connection;
mod endpoint;
mod error;
mod http;
mod job;
mod meter;
mod pool;
mod profile;
mod rules;
mod say;
mod session;
mod stretch;
mod swagger_url;
mod transcript;
mod wire;

pub use address::{Address, NotAnAddress, is_hex32};
pub use builtin::{azure_batch_profile, source_page_profile};
pub use connection::{
    Connection, ConnectionProblem, JobService, Key, PoolService, ServiceAddress, ServiceKind,
};
pub use endpoint::{Answer, Call, CannotAsk, JOBS_API_VERSION, JobBody, read, request, request_at};
pub use error::{Done, Malformed, Said, ServiceError};
pub use http::{HttpReply, HttpRequest, Method, Outcome, TransportFailure};
pub use job::{JobId, JobResult, JobState, JobStatus};
pub use meter::{
    CLOCKS_APART_MS, LONGEST_CHANGE_MS, LONGEST_PAUSE_MS, LONGEST_WATCH_MS, Meter, Reading, Seen, Unsure,
};
pub(crate) use pool::hex32;
pub use pool::{AllocationState, LONGEST_POOL_ID, Pool, PoolId, PoolState, Quota, ResizeError};
pub use profile::{Field, Hole, Operation, OtherPointer, Profile, ProfileProblem, StateWords, Template};
pub use rules::{Action, Mark, RULES, Refusal, Rule, may};
pub use say::{
    address_sentence, connection_sentence, error_sentence, job_state_words, notice_sentence,
    pool_state_words, refusal_sentence, swagger_sentence, swagger_warning_sentence, unsure_sentence,
};
pub use session::{
    Asking, Autopilot, Creating, Doubt, DoubtAnswer, Effect, Ending, Entry, Happening, IDLE_ALARM_MS, Input,
    JobCounts, JobList, JobView, Kept, LONGEST_LOG, MOST_GONE, MOST_JOBS_AT_ONCE, MOST_TRACKED, Notice,
    PastPools, PoolView, Presence, RequestId, Sending, Session, Stage, Ticket,
};
pub use stretch::Stretch;
pub use swagger_url::{SwaggerUrl, SwaggerUrlProblem, SwaggerUrlWarning};
pub use transcript::{Came, Sent};
pub(crate) use wire::has_secret_field;
pub use wire::{
    LONGEST_PROFILE, MOST_PROFILES, NotAProfile, profile_as_written, profile_from_json, profile_to_json,
    profiles_from_json, profiles_to_json, read_http_date, read_utc, write_http_date, write_utc,
};
