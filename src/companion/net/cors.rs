use std::str::FromStr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::service::Address;

/// The header by which the practice service says what it is.
pub(crate) const COMPANION: &str = "x-poolwise-companion";
/// The header by which a reply says that it came through the relay.
pub(crate) const RELAY: &str = "x-poolwise-relay";

/// What a page may read of a reply besides its body.
const READABLE: &str = "Retry-After, Date, ETag, Last-Modified, Location, x-ms-request-id, request-id, client-request-id, \
    X-Poolwise-Companion, X-Poolwise-Relay";
const VERBS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
/// The longest list of headers that a preflight is granted.
const LONGEST_ASKED: usize = 2_000;

/// Which pages may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origins {
    /// Pages of any origin.
    Any,
    /// Pages that this machine serves.
    Local,
    /// None but the server's own page.
    Off,
    /// Pages of one origin, as browsers write it: `https://pages.example`.
    One(String),
}

impl FromStr for Origins {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "any" => Ok(Self::Any),
            "local" => Ok(Self::Local),
            "off" => Ok(Self::Off),
            _ => Address::read(text)
                .ok()
                .filter(|address| address.path == "/" && address.query.is_empty())
                .map(|address| Self::One(address.origin()))
                .ok_or_else(|| {
                    "no origin: write the scheme and host of the page, such as https://pages.example, or any, local or off"
                        .to_owned()
                }),
        }
    }
}

/// Cross-origin answers, with the browser's question before a page reaches into this machine (Private Network Access).
#[derive(Clone, Debug)]
pub(crate) struct Cors(pub(crate) Vec<Origins>);

impl Cors {
    /// The origin that a request names, where its page may ask.
    pub(crate) fn allowed<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let named = headers.get(header::ORIGIN)?;
        let origin = named.to_str().ok()?;
        let is_local = || Address::read(origin).is_ok_and(|address| address.is_loopback());
        self.0
            .iter()
            .any(|allowed| match allowed {
                Origins::Any => true,
                Origins::Local => is_local(),
                Origins::Off => false,
                Origins::One(one) => one == origin,
            })
            .then_some(named)
    }

    /// Whether a request asks for permission only.
    pub(crate) fn is_preflight(method: &axum::http::Method, headers: &HeaderMap) -> bool {
        method == axum::http::Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// The answer to a preflight; without permission it grants nothing.
    pub(crate) fn preflight(&self, asked: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        if self.allowed(asked).is_none() {
            return response;
        }
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(VERBS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        let names = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
        if let Some(names) = names.filter(|names| names.len() <= LONGEST_ASKED) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        }
        if asked.get("access-control-request-private-network").is_some_and(|asked| asked == "true") {
            headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
        }
        response
    }

    /// Adds to a reply what lets the page read it.
    pub(crate) fn dress(origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READABLE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cors: &[&str], origin: &str, expected: bool) {
        let cors = Cors(cors.iter().map(|text| text.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, origin.parse().unwrap());
        assert_eq!(cors.allowed(&headers).is_some(), expected, "{cors:?} {origin}");
    }

    #[test]
    fn pages_ask_as_configured() {
        check(&["any"], "https://anywhere.example", true);
        check(&["any"], "null", true);
        check(&["local"], "http://localhost:8080", true);
        check(&["local"], "http://127.0.0.1:8080", true);
        check(&["local"], "http://127.0.0.1.example", false);
        check(&["local"], "null", false);
        check(&["off"], "http://localhost:8080", false);
        check(&["https://a.example"], "https://a.example", true);
        check(&["https://a.example"], "https://a.example:8443", false);
        check(&["https://a.example"], "https://b.example", false);
        check(&["https://A.example:443/", "local"], "https://a.example", true);
        for wrong in ["a.example", "https://a.example/page", "http://a.example", "*", ""] {
            assert!(Origins::from_str(wrong).is_err(), "{wrong}");
        }
    }
}
