//! What the server and the relay share: a port of this machine, its guards, and a quiet end.
//!
//! - [`listen`]: a port that only this machine reaches; a connection can be cut ([`Cut`]).
//! - [`is_own_host`]: against names that are made to point here.
//! - [`Cors`]: which pages may ask.
//! - [`Line`]: one line a request, without its query.
//! - [`Stop`]: Ctrl-C and SIGTERM.
//! - [`close_after`]: why no connection is kept.

mod cors;
mod host;
mod line;
mod listen;
mod outward;
mod stop;

pub(super) use cors::{COMPANION, Cors, Origins, RELAY};
pub(super) use host::is_own_host;
pub(super) use line::{Line, real_now};
pub(super) use listen::{Cut, Port, listen};
pub(super) use outward::Outward;
pub(super) use stop::Stop;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;

/// An answer of the companion's own: what was found, what is allowed, the way out.
pub(super) fn problem(status: StatusCode, code: &str, message: &str) -> Response {
    json_reply(status, &json!({ "error": { "code": code, "message": message } }))
}

/// Lets a connection end with this reply.
///
/// DIFFERENCE: every reply closes its connection. Where a server closes a connection that was kept, before the first byte of
/// an answer, browsers send the request again by themselves, a POST, too: with the real service a create or a submission
/// may be done twice, and the page sees one answer. With the practice service, what is lost stays lost.
///
/// **Source**: RFC 9110, 9.2.2 (verified: a client should not do so for a POST); seen in Chromium (verified).
pub(super) fn close_after(response: &mut Response) {
    response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
}

/// What the companion says on standard output. Nobody has to read it: `companion serve | head -1` serves on.
pub(super) fn say(line: &str) {
    use std::io::Write as _;
    let _nobody_reads = writeln!(std::io::stdout().lock(), "{line}");
}

/// A document of the companion's own.
pub(super) fn json_reply(status: StatusCode, document: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
