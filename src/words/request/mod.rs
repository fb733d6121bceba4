//! What is said of a job's draft: one table for each kind of field.

mod address;
mod blob;
mod connection;
mod job;
mod label;
mod sas;

pub use address::{ADDRESS, AddressWords};
pub use blob::{BLOB, BlobWords};
pub use connection::{CONNECTION, ConnectionWords};
pub use job::{JOB, JobWords};
pub use label::{REQUEST_LABEL, RequestLabels};
pub use sas::{SAS, SasWords};
