//! Jobs as BES writes them.
//!
//! ```json
//! {"StatusCode":"Finished","Results":{"output1":{"ConnectionString":null,"RelativeLocation":"outputs/a.csv",
//!  "BaseLocation":"https://account.blob.core.windows.net/","SasBlobToken":"?sv=…"}},"Details":null}
//! ```
//!
//! **Source**: facts B.2 and B.6 (verified); numbers for words and the misprinted `Status Code` are read as well.

use serde_json::Value;

use super::cut;
use crate::service::error::Malformed;
use crate::service::job::{JobId, JobResult, JobState, JobStatus};
use crate::units::Secret;

const MOST_RESULTS: usize = 200;

/// The job id of a reply to submit: a JSON string, or the bare text.
pub(crate) fn read_job_id(body: &[u8]) -> Result<JobId, Malformed> {
    let text = core::str::from_utf8(body).unwrap_or_default();
    let id = match serde_json::from_str::<Value>(text) {
        Ok(Value::String(id)) => Some(id),
        Ok(Value::Number(_)) | Err(_) => Some(text.to_owned()),
        Ok(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    id.and_then(|id| JobId::read(&id)).ok_or(Malformed::JobId)
}

/// A job's status.
pub(crate) fn read_job_status(body: &[u8]) -> Result<JobStatus, Malformed> {
    let value: Value = serde_json::from_slice(body).map_err(|_not_json| Malformed::NotJson)?;
    let missing = || Malformed::Field { pointer: "/StatusCode".to_owned() };
    let members = value.as_object().ok_or_else(missing)?;
    let state = ["StatusCode", "Status Code"].iter().find_map(|name| members.get(*name)).and_then(state);
    let results = members.get("Results").and_then(Value::as_object);
    Ok(JobStatus {
        state: state.ok_or_else(missing)?,
        results: results
            .into_iter()
            .flatten()
            .take(MOST_RESULTS)
            .map(|(name, reference)| result(name, reference))
            .collect(),
        details: members.get("Details").and_then(Value::as_str).map(|text| cut(text, 2_000)),
        other: members
            .iter()
            .filter(|(name, _)| {
                !matches!(name.as_str(), "StatusCode" | "Status Code" | "Results" | "Details")
            })
            .map(|(name, value)| (cut(name, 100), cut(&value.to_string(), 500)))
            .collect(),
    })
}

fn state(value: &Value) -> Option<JobState> {
    let word = match value {
        Value::String(word) => word.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(match word.as_str() {
        "NotStarted" | "0" => JobState::NotStarted,
        "Running" | "1" => JobState::Running,
        "Failed" | "2" => JobState::Failed,
        "Cancelled" | "3" => JobState::Cancelled,
        "Finished" | "4" => JobState::Finished,
        _ => JobState::Unknown(cut(&word, 100)),
    })
}

fn result(name: &str, reference: &Value) -> JobResult {
    let text = |member: &str| reference.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
    JobResult {
        output: cut(name, 200),
        base_location: text("BaseLocation"),
        relative_location: text("RelativeLocation"),
        sas: Secret::new(text("SasBlobToken")),
    }
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
