//! Jobs as BES writes them, read by [`crate::request::wire`]; here they become what the session knows of a job.

use super::cut;
use crate::request::wire::{self, Json, StatusCode};
use crate::service::error::Malformed;
use crate::service::job::{JobId, JobResult, JobState, JobStatus};

const MOST_RESULTS: usize = 200;

/// The job id of a reply to submit.
pub(crate) fn read_job_id(body: &[u8]) -> Result<JobId, Malformed> {
    let text = core::str::from_utf8(body).unwrap_or_default();
    wire::job_id(text).and_then(|id| JobId::read(&id)).ok_or(Malformed::JobId)
}

/// A job's status.
pub(crate) fn read_job_status(body: &[u8]) -> Result<JobStatus, Malformed> {
    let value: Json = serde_json::from_slice(body).map_err(|_not_json| Malformed::NotJson)?;
    let missing = || Malformed::Field { pointer: "/StatusCode".to_owned() };
    let status = wire::JobStatus::read(&value).ok_or_else(missing)?;
    let other = status.extra.0.iter();
    Ok(JobStatus {
        state: match status.code {
            Some(StatusCode::NotStarted) => JobState::NotStarted,
            Some(StatusCode::Running) => JobState::Running,
            Some(StatusCode::Failed) => JobState::Failed,
            Some(StatusCode::Cancelled) => JobState::Cancelled,
            Some(StatusCode::Finished) => JobState::Finished,
            None => JobState::Unknown(cut(&status.word, 100)),
        },
        other: other.map(|(name, value)| (cut(name, 100), cut(&value.to_string(), 500))).collect(),
        results: status
            .results
            .into_iter()
            .take(MOST_RESULTS)
            .map(|named| JobResult {
                output: cut(&named.name, 200),
                base_location: named.reference.base,
                relative_location: named.reference.path,
                sas: named.reference.token,
            })
            .collect(),
        details: status.details.map(|text| cut(&text, 2_000)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &JobState) {
        let status = read_job_status(body.as_bytes());
        assert_eq!(status.as_ref().map(|status| &status.state), Ok(expected), "{body}");
    }

    #[test]
    fn reads_words_numbers_and_what_it_does_not_know() {
        check(r#"{"StatusCode":"NotStarted","Results":null,"Details":null}"#, &JobState::NotStarted);
        check(r#"{"StatusCode":4}"#, &JobState::Finished);
        check(r#"{"Status Code":"Cancelled"}"#, &JobState::Cancelled);
        check(r#"{"StatusCode":"Queued"}"#, &JobState::Unknown("Queued".to_owned()));
        assert!(read_job_status(b"[]").is_err());
        assert!(read_job_status(b"{}").is_err());
        assert_eq!(read_job_status(b"<"), Err(Malformed::NotJson));
    }

    #[test]
    fn reads_an_id_quoted_or_bare() {
        for body in [r#""539d0bc2fde945b6ac986b851d0000f0""#, "539d0bc2fde945b6ac986b851d0000f0"] {
            assert_eq!(
                read_job_id(body.as_bytes()).map(|id| id.as_str().to_owned()).as_deref(),
                Ok("539d0bc2fde945b6ac986b851d0000f0")
            );
        }
        for body in ["", "{}", "null", "\"a/b\"", "\"..\""] {
            assert_eq!(read_job_id(body.as_bytes()), Err(Malformed::JobId), "{body}");
        }
    }
}
