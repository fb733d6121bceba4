//! Batch jobs as the service tells of them.

use crate::units::Secret;

/// What a job is called, as the service returned it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(String);

impl JobId {
    /// Reads an id: 1 to 128 letters, digits, hyphens, underscores and points; `None` where it is not one.
    ///
    /// **Source**: facts B.2 (verified): a JSON string such as `539d0bc2fde945b6ac986b851d0000f0`; read leniently.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches('"');
        let fits = (1..=128).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            && !text.bytes().all(|byte| byte == b'.');
        fits.then(|| Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far a job has come.
///
/// **Source**: facts B.6, the service's swagger (verified): five words; clients also saw the numbers 0 to 4.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// It waits: submitted and not started, or (perhaps) queued.
    NotStarted,
    /// It runs, or (perhaps) is queued.
    Running,
    /// It ended without results; `details` say why.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// It ended with results.
    Finished,
    /// A word that we do not know, shown as it came.
    Unknown(String),
}

impl JobState {
    /// Whether nothing more will happen to the job.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled | Self::Finished)
    }

    /// The service's word for it.
    ///
    /// **Source**: facts B.6 (verified).
    #[must_use]
    pub const fn word(&self) -> &str {
        match self {
            Self::NotStarted => "NotStarted",
            Self::Running => "Running",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::Finished => "Finished",
            Self::Unknown(word) => word.as_str(),
        }
    }
}

/// Where one output of a finished job lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobResult {
    /// The output's name.
    pub output: String,
    /// The storage account's address.
    pub base_location: String,
    /// Container and blob.
    pub relative_location: String,
    /// What opens it for reading, for about a day.
    pub sas: Secret,
}

impl JobResult {
    /// The address that downloads the result: whoever holds it can read the blob, hence a secret.
    ///
    /// **Source**: facts B.4 (verified): BaseLocation + RelativeLocation + SasBlobToken.
    #[must_use]
    pub fn url(&self) -> Secret {
        let base = self.base_location.trim_end_matches('/');
        let path = self.relative_location.trim_start_matches('/');
        Secret::new(format!("{base}/{path}{}", self.sas.reveal()))
    }
}

/// A job as the service last told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobStatus {
    /// How far it has come.
    pub state: JobState,
    /// Its outputs, in the service's order; empty until it is finished.
    pub results: Vec<JobResult>,
    /// Why it failed.
    pub details: Option<String>,
    /// Fields that we do not know: name and JSON text.
    pub other: Vec<(String, String)>,
}
