//! Both shapes of error body, read leniently into one.
//!
//! - BES: `{"error":{"code":"…","message":"…","details":[{"code":"…","message":"…"}]}}`, the message a string.
//! - Azure Batch: `{"code":"…","message":{"lang":"en-us","value":"…"},"values":[{"key":"…","value":"…"}]}`, the message
//!   an object.
//!
//! **Source**: facts B.8 and A.4 (verified).

use serde_json::Value;

use super::cut;
use crate::service::error::Said;
use crate::service::http::HttpReply;

const LONGEST: usize = 500;
const MOST_DETAILS: usize = 20;

/// What a reply says of its error; empty where it says nothing that can be read.
pub(crate) fn read_error(reply: &HttpReply) -> Said {
    let request_id =
        ["x-ms-request-id", "request-id"].iter().find_map(|name| reply.header(name)).map(|id| cut(id, 100));
    let body: Value =
        serde_json::from_slice(reply.body.get(..LONGEST * 40).unwrap_or(&reply.body)).unwrap_or(Value::Null);
    let error = body.get("error").unwrap_or(&body);
    let code = error.get("code").and_then(scalar);
    let message =
        error.get("message").and_then(|message| message.get("value").or(Some(message))).and_then(scalar);
    let details = ["details", "values"]
        .iter()
        .filter_map(|name| error.get(*name)?.as_array())
        .flatten()
        .take(MOST_DETAILS)
        .filter_map(detail)
        .collect();
    Said { code, message, details, request_id }
}

fn detail(item: &Value) -> Option<(String, String)> {
    let first = |names: [&str; 2]| names.iter().find_map(|name| item.get(*name).and_then(scalar));
    let name = first(["code", "key"]).unwrap_or_default();
    let text = first(["message", "value"]).unwrap_or_default();
    (!name.is_empty() || !text.is_empty()).then_some((name, text))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(cut(text, LONGEST)),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, code: &str, message: &str, detail: &str) {
        let said = read_error(&HttpReply { body: body.as_bytes().to_vec(), ..HttpReply::default() });
        assert_eq!(said.code.as_deref().unwrap_or_default(), code, "{body}");
        assert_eq!(said.message.as_deref().unwrap_or_default(), message, "{body}");
        let details: Vec<String> =
            said.details.iter().map(|(name, text)| format!("{name}: {text}")).collect();
        assert_eq!(details.join("; "), detail, "{body}");
    }

    /// Source: facts A.4 and B.8.
    #[test]
    fn reads_both_shapes() {
        check(
            r#"{"error":{"code":"BadArgument","message":"Invalid argument provided.","details":[{"code":"MissingJobId","message":"No job.","target":1}]}}"#,
            "BadArgument",
            "Invalid argument provided.",
            "MissingJobId: No job.",
        );
        check(
            r#"{"odata.metadata":"x","code":"PoolBeingResized","message":{"lang":"en-us","value":"Wait."},"values":[{"key":"PoolId","value":"a"}]}"#,
            "PoolBeingResized",
            "Wait.",
            "PoolId: a",
        );
        check("<html>Bad gateway</html>", "", "", "");
        check(r#"["error"]"#, "", "", "");
        check(r#"{"error":"no"}"#, "", "", "");
    }
}
