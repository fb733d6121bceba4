//! The Pools page's desk: the session with its practice account, its clock, its money, and what the page shows of it.
//!
//! Pure, so that the page only shows.
//!
//! - [`Desk`]: the session and, in practice, the account, the wire and the clock between them.
//! - [`Speed`]: how fast practice time runs.
//! - [`Tally`]: VM time as money, by `billing`: so far, by the hour, what is left of the included hours; [`Periods`] divide it.
//! - [`CreateDraft`], [`read_vms`]: what is typed, and everything that is wrong with it.
//! - [`ProfileDraft`]: the pool service's contract as typed, with every problem at its field and each request shown.
//! - [`Picture`]: everything that the page shows, as text, made anew after every step.
//! - [`Confirmation`]: what a resize or a deletion does, said before it is done.
//! - [`preview`], [`JobDraft`], [`blocked`], [`log_ndjson`]: work with a service outside the page, and its log.
//!
//! Knows nothing of a browser.

mod clock;
mod confirm;
mod desk;
mod form;
mod live;
mod meter;
mod periods;
mod picture;
mod profile_form;
mod profile_words;
mod tally;
mod wire;

pub use clock::{Clock, Speed};
pub use confirm::{Confirmation, Deed, confirmation};
pub use desk::{Desk, Errand};
pub use form::{CreateDraft, CreateField, Creation, FieldFault, JOBS_AT_ONCE, read_jobs, read_vms};
pub use live::{
    Blocked, Exchange, JobDraft, JobFault, JobField, JobSheet, ResultLink, Submission, blocked,
    first_request, job_service_for, job_sheet, jobs_of_autopilot, logged, pool_fault, preview,
    services_without_key,
};
pub use meter::MeterTerms;
pub use periods::Periods;
pub use picture::{
    Alert, Cell, Detail, DoubtCard, Fact, Filter, JOBS_IN_VIEW, LOG_LINES, LogFilter, Look, Picture, Row,
    RowAction, SendSight, Target, Tone, TroubleSight, Window, fault_words, frame, is_job_listed, job_keys,
    job_rows, lasting_failure, log_rows, losses, notification_name, operation_words, picture, pool_keys,
    pool_rows, say, service_mark, situation_words,
};
pub use profile_form::{ProfileDraft, ProfileFault, ProfileField, StateWord, imported};
pub use profile_words::{
    Contract, NotKept, contract_key, contract_name, contracts, field_help, field_label,
    not_a_profile_sentence, not_kept_sentence, profile_operation, profile_sentence, with_kept,
};
pub use tally::{PLANS, Tally, rate_per_hour, tally};
pub use wire::{
    Handed, RunsOn, companion_clock, companion_question, hand_over, hand_over_lines, kept_connection,
    log_ndjson, read_handed, read_kept_connection, says_companion,
};
