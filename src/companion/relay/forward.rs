use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use futures_util::{Stream, StreamExt as _};

use super::super::net::{Outward, problem};
use super::next_link;
use super::targets::{Found, Targets};
use crate::service::Address;

/// The longest body that goes out, and the longest that comes back.
const LONGEST_BODY: u64 = 256 << 20;
/// The longest reply that is looked through for its next link.
const LONGEST_LIST: usize = 4 << 20;

/// What belongs to one connection, to the browser's own bookkeeping, or to this machine, and is passed on neither way.
const KEPT_BACK: [&str; 20] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "origin",
    "referer",
    "cookie",
    "set-cookie",
    "set-cookie2",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "alt-svc",
    "strict-transport-security",
];

fn passes(name: &HeaderName) -> bool {
    let name = name.as_str();
    !KEPT_BACK.contains(&name) && !name.starts_with("sec-") && !name.starts_with("access-control-")
}

/// Passes a request on, and its reply back.
pub(super) async fn forward(
    outward: &Outward,
    found: &Found<'_>,
    port: u16,
    targets: &Targets,
    request: Request,
) -> Response {
    if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
        return problem(
            StatusCode::METHOD_NOT_ALLOWED,
            "UnsupportedHttpVerb",
            "this method is not passed on",
        );
    }
    if length(request.headers()).is_some_and(|length| length > LONGEST_BODY) {
        return problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestBodyTooLarge",
            "the relay passes on at most 256 MiB",
        );
    }
    let (parts, body) = request.into_parts();
    let url = match &found.query {
        Some(query) => format!("{}{}?{query}", found.target.base(), found.path),
        None => format!("{}{}", found.target.base(), found.path),
    };
    let mut headers: HeaderMap = parts.headers.clone();
    headers.retain_passing();
    // The reply is looked through for its next link, so it must not be packed.
    headers.remove(header::ACCEPT_ENCODING);
    let mut asked = outward.request(parts.method.clone(), &found.target.address, &url).headers(headers);
    if has_body(&parts.headers) {
        asked = asked.body(reqwest::Body::wrap_stream(limited(body.into_data_stream())));
    }
    match asked.send().await {
        Ok(reply) => back(reply, &parts.method, found, &targets.relayed(port, found.target)).await,
        Err(error) if error.is_timeout() => problem(
            StatusCode::GATEWAY_TIMEOUT,
            "RelayTimeout",
            "the service did not answer in time; whether it did what was asked is not known",
        ),
        Err(error) if error.is_connect() => problem(
            StatusCode::BAD_GATEWAY,
            "RelayUnreachable",
            "the service could not be reached from this machine; the request was not sent",
        ),
        Err(_) => problem(
            StatusCode::BAD_GATEWAY,
            "RelayBrokenOff",
            "the connection to the service broke off; whether it did what was asked is not known",
        ),
    }
}

async fn back(reply: reqwest::Response, method: &Method, found: &Found<'_>, relayed: &str) -> Response {
    let status = reply.status();
    if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
        let message = "the service sends on to another address; the relay does not follow, since your key would go along. \
                       If the service has moved, start the relay with its new address";
        return problem(StatusCode::BAD_GATEWAY, "RelayRedirect", message);
    }
    if reply.content_length().is_some_and(|length| length > LONGEST_BODY) {
        return problem(
            StatusCode::BAD_GATEWAY,
            "ReplyTooLarge",
            "the reply is over 256 MiB; fetch it without the relay",
        );
    }
    let mut headers = reply.headers().clone();
    headers.retain_passing();
    let may_list = *method == Method::GET && is_json(&headers);
    let body = if may_list {
        let (body, is_changed) = looked_through(reply, &found.target.address, relayed).await;
        if is_changed {
            headers.remove(header::CONTENT_LENGTH);
        }
        body
    } else {
        Body::from_stream(limited(reply.bytes_stream()))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// A list's reply with its next link through the relay; anything longer than a page of a list is streamed as it comes.
async fn looked_through(reply: reqwest::Response, target: &Address, relayed: &str) -> (Body, bool) {
    let mut stream = reply.bytes_stream();
    let mut held: Vec<u8> = Vec::new();
    let mut broken = None;
    while held.len() <= LONGEST_LIST {
        match stream.next().await {
            Some(Ok(chunk)) => held.extend_from_slice(&chunk),
            Some(Err(error)) => {
                broken = Some(Err(error));
                break;
            }
            None => {
                return match next_link::relayed(&held, target, relayed) {
                    Some(changed) => (Body::from(changed), true),
                    None => (Body::from(held), false),
                };
            }
        }
    }
    // Too long, or broken off: what came goes out as it is, and so does the way in which it ended.
    let first = futures_util::stream::iter(std::iter::once(Ok(Bytes::from(held))).chain(broken));
    (Body::from_stream(limited(first.chain(stream))), false)
}

trait RetainPassing {
    fn retain_passing(&mut self);
}

impl RetainPassing for HeaderMap {
    fn retain_passing(&mut self) {
        let named: Vec<HeaderName> = self
            .get_all(header::CONNECTION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|names| names.split(','))
            .filter_map(|name| name.trim().parse().ok())
            .collect();
        let kept: Vec<HeaderName> = self.keys().filter(|name| !passes(name)).cloned().collect();
        for name in kept.iter().chain(&named) {
            self.remove(name);
        }
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH).and_then(|value: &HeaderValue| value.to_str().ok()?.parse().ok())
}

fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING) || length(headers).is_some_and(|length| length > 0)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("application/json")
}

/// Breaks off behind the limit, whatever was announced.
fn limited<E: std::error::Error + Send + Sync + 'static>(
    stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
    let mut left = LONGEST_BODY;
    stream.map(move |chunk| {
        let chunk = chunk.map_err(std::io::Error::other)?;
        left = left
            .checked_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX))
            .ok_or_else(|| std::io::Error::other("the body is over 256 MiB"))?;
        Ok(chunk)
    })
}
