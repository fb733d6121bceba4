//! What the server and the relay share: a port of this machine, its guards, and a quiet end.
//!
//! - [`listen`]: a port that only this machine reaches; a connection can be cut ([`Cut`]).
//! - [`is_own_host`]: against names that are made to point here.
//! - [`Cors`]: which pages may ask.
//! - [`Line`]: one line a request, without its query.
//! - [`Stop`]: Ctrl-C and SIGTERM.

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

/// A document of the companion's own.
pub(super) fn json_reply(status: StatusCode, document: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(document.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
