use serde_json::Value;

use crate::request::draft::Extra;

use super::{Json, Members};

/// The state of a job, as the service names and numbers it.
///
/// **Source**: facts B.6: the swagger's enum (names) and a public client (numbers 0 to 4) (verified).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusCode {
    /// 0: submitted, not started.
    NotStarted,
    /// 1: running, or waiting in the queue (which of the two a waiting job reports is not documented).
    Running,
    /// 2: failed; `Details` says why.
    Failed,
    /// 3: cancelled.
    Cancelled,
    /// 4: finished; `Results` says where.
    Finished,
}

impl StatusCode {
    /// All of them, each at its number.
    pub const ALL: [Self; 5] =
        [Self::NotStarted, Self::Running, Self::Failed, Self::Cancelled, Self::Finished];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "NotStarted",
            Self::Running => "Running",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::Finished => "Finished",
        }
    }

    /// Whether a job in this state changes no more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled | Self::Finished)
    }

    fn read(value: &Json) -> Option<Self> {
        let by_number = |number: u64| Self::ALL.get(usize::try_from(number).ok()?).copied();
        match value {
            Value::Number(number) => number.as_u64().and_then(by_number),
            // Microsoft writes `Cancelled`; clients in the wild wait for `Canceled`.
            Value::String(text) if text.trim().eq_ignore_ascii_case("canceled") => Some(Self::Cancelled),
            Value::String(text) => {
                let text = text.trim();
                let by_name = Self::ALL.into_iter().find(|code| code.name().eq_ignore_ascii_case(text));
                by_name.or_else(|| text.parse().ok().and_then(by_number))
            }
            _ => None,
        }
    }
}

/// A reply to "get job status".
///
/// ```json
/// {"StatusCode": "Finished", "Results": {"output1": {"BaseLocation": "…", "RelativeLocation": "…",
///   "SasBlobToken": "?sv=…", "ConnectionString": null}}, "Details": null}
/// ```
///
/// **Source**: facts B.6 (verified); read leniently: numbers for names, the misprinted key `Status Code`, unknown members.
#[derive(Clone, Debug, PartialEq)]
pub struct JobStatus {
    /// The state; `None` for a word that is not known.
    pub code: Option<StatusCode>,
    /// The state as it came: a word, or a number as text.
    pub word: String,
    /// What went wrong; filled on failure.
    pub details: Option<String>,
    /// Where each output is; empty unless finished.
    pub results: Vec<crate::request::draft::NamedReference>,
    /// Members that mean nothing known.
    pub extra: Extra,
}

impl JobStatus {
    /// Reads a reply; `None` when it is no object or says no state.
    #[must_use]
    pub fn read(reply: &Json) -> Option<Self> {
        let Value::Object(members) = reply else { return None };
        let names = ["StatusCode", "Status Code", "statusCode"];
        let told = names.iter().find_map(|name| members.get(*name))?;
        let word = match told {
            Value::String(word) => word.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        let details = match members.get("Details") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
            Some(other) => Some(other.to_string()),
        };
        let known = ["StatusCode", "Status Code", "statusCode", "Details", "Results"];
        let extra = members.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        Some(Self {
            code: StatusCode::read(told),
            word,
            details,
            results: super::read::lenient_references(members.get("Results")),
            extra: Extra(extra.map(|(name, value)| (name.clone(), value.clone())).collect()),
        })
    }

    /// The reply that a service sends.
    #[must_use]
    pub fn write(&self) -> Json {
        let mut members = Members::new();
        members.insert(
            "StatusCode".to_owned(),
            Value::String(self.code.map_or_else(|| self.word.clone(), |code| code.name().to_owned())),
        );
        let results = self.results.iter();
        let results: Members =
            results.map(|named| (named.name.clone(), super::reference_body(&named.reference))).collect();
        let results = if results.is_empty() { Value::Null } else { Value::Object(results) };
        members.insert("Results".to_owned(), results);
        members.insert("Details".to_owned(), self.details.clone().map_or(Value::Null, Value::String));
        for (name, value) in &self.extra.0 {
            members.entry(name.clone()).or_insert_with(|| value.clone());
        }
        Value::Object(members)
    }
}

/// The id of a submitted job: the reply is a JSON string; bare text and an object with an id are taken too.
///
/// **Source**: facts B.2: 200 with a JSON string (verified).
#[must_use]
pub fn job_id(reply: &str) -> Option<String> {
    let text = reply.trim();
    let id = match serde_json::from_str::<Json>(text) {
        Ok(Value::String(id)) => id,
        Ok(Value::Object(members)) => {
            ["JobId", "jobId", "Id", "id"].iter().find_map(|name| members.get(*name)?.as_str())?.to_owned()
        }
        Ok(Value::Null | Value::Bool(_) | Value::Array(_)) => return None,
        Ok(Value::Number(_)) | Err(_) => text.to_owned(),
    };
    let id = id.trim().to_owned();
    let sound =
        !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    sound.then_some(id)
}

/// What a service says is wrong.
///
/// ```json
/// {"error": {"code": "BadArgument", "message": "…", "details": [{"code": "BlobNotFound", "message": "…"}]}}
/// ```
///
/// **Source**: facts B.8 (verified), and A.4 for `message` as an object with `value` (verified for Azure Batch).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ServiceError {
    /// The class, such as `BadArgument`.
    pub code: Option<String>,
    /// The sentence.
    pub message: Option<String>,
    /// The codes under it.
    pub details: Vec<ErrorDetail>,
}

/// One detail of an error.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ErrorDetail {
    /// The code, such as `BlobNotFound`, or the key of a value.
    pub code: Option<String>,
    /// The sentence, or the value.
    pub message: Option<String>,
}

/// The most details of an error that are read.
const MOST_DETAILS: usize = 20;

/// Reads an error body, in either service's shape; `None` when it is neither.
#[must_use]
pub fn service_error(reply: &Json) -> Option<ServiceError> {
    let inner = reply.get("error").or_else(|| reply.get("odata.error")).unwrap_or(reply);
    let (code, message) = (text(inner, &["code", "Code", "ErrorCode"]), message(inner));
    let lists = ["details", "Details", "values"];
    let details = lists.iter().find_map(|name| inner.get(*name)?.as_array());
    let details = details.into_iter().flatten().take(MOST_DETAILS).map(|detail| ErrorDetail {
        code: text(detail, &["code", "Code", "key"]),
        message: message_of_detail(detail),
    });
    let details: Vec<ErrorDetail> = details.filter(|detail| *detail != ErrorDetail::default()).collect();
    let error = ServiceError { code, message, details };
    (error != ServiceError::default()).then_some(error)
}

/// Text, or a number as text.
fn scalar(value: &Json) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn text(value: &Json, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| scalar(value.get(*name)?))
}

fn message(value: &Json) -> Option<String> {
    let message = value.get("message").or_else(|| value.get("Message"))?;
    scalar(message).or_else(|| scalar(message.get("value")?))
}

fn message_of_detail(value: &Json) -> Option<String> {
    message(value).or_else(|| text(value, &["value"]))
}
