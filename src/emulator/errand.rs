//! What a host does for a job outside the account: reading its inputs, writing its results.

use crate::service::{JobBody, JobId};
use crate::units::Secret;

/// Which part of a job waits for its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It has come to a VM; its inputs are to be read.
    ReadInputs,
    /// It has run; its results are to be written.
    WriteResults,
}

/// Something that a host is asked to do, and to report with [`Emulator::errand_done`](super::Emulator::errand_done).
///
/// The job stays on its VM meanwhile, and is told as running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// Whose.
    pub job: JobId,
    /// Which of the job's runs: a report from a run that was broken off is ignored.
    pub run: u32,
    /// What.
    pub step: Step,
    /// The job's body as it was submitted, with its references to blobs.
    pub body: JobBody,
}

/// Where a result can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLink {
    /// The output's name.
    pub output: String,
    /// `BaseLocation`.
    pub base: String,
    /// `RelativeLocation`.
    pub path: String,
    /// `SasBlobToken`.
    pub token: Secret,
}

/// What came of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrandDone {
    /// The inputs are there.
    Read {
        /// Rows in all of them; `None` where there is no input.
        rows: Option<u64>,
    },
    /// The results are there.
    Written(Vec<ResultLink>),
    /// It cannot be done, and the job fails.
    Failed {
        /// The service's code.
        code: &'static str,
        /// What is wrong, without a secret.
        message: String,
    },
}
