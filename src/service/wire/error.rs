//! What a reply says of its error, as [`crate::request::wire::service_error`] reads it, cut to what is shown.

use super::{LONGEST_REPLY, cut};
use crate::request::wire::{Json, service_error};
use crate::service::error::Said;
use crate::service::http::HttpReply;

const LONGEST: usize = 500;

/// What a reply says of its error; empty where it says nothing that can be read.
pub(crate) fn read_error(reply: &HttpReply) -> Said {
    let request_id =
        ["x-ms-request-id", "request-id"].iter().find_map(|name| reply.header(name)).map(|id| cut(id, 100));
    let body = reply.body.get(..LONGEST_REPLY).unwrap_or(&reply.body);
    let body: Json = serde_json::from_slice(body).unwrap_or_default();
    let error = service_error(&body).unwrap_or_default();
    let short = |text: Option<String>| text.map(|text| cut(&text, LONGEST));
    let details = error.details.into_iter();
    let details = details
        .map(|detail| (short(detail.code).unwrap_or_default(), short(detail.message).unwrap_or_default()));
    Said { code: short(error.code), message: short(error.message), details: details.collect(), request_id }
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
