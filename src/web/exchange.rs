//! Sending a request of the session to a service on the network.

use gloo_net::http::{Method as Verb, RequestBuilder};
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestMode, RequestRedirect};

use super::clock;
use crate::service::{HttpReply, HttpRequest, Method, Outcome, TransportFailure};

/// The longest body that is read.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// Sends a request and waits for its answer, at most so long.
///
/// No cookie goes with it, nothing is cached, and a redirect is refused: the key goes to the address that was asked and
/// to no other.
pub async fn exchange(request: HttpRequest, give_up_after_ms: u64) -> Outcome {
    let abort = AbortController::new().map_err(|_refused| TransportFailure::Unreachable)?;
    let signal = abort.signal();
    let patience = u32::try_from(give_up_after_ms).unwrap_or(u32::MAX);
    let _alarm = clock::wake_after_ms(patience, move || abort.abort());
    let failed = |failure| if signal.aborted() { TransportFailure::TimedOut } else { failure };

    let mut builder = RequestBuilder::new(&request.url)
        .method(verb(request.method))
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .abort_signal(Some(&signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    if let Some((name, secret)) = &request.authorization {
        builder = builder.header(name, secret.reveal());
    }
    let built = if request.body.is_empty() {
        builder.build()
    } else {
        builder.body(String::from_utf8_lossy(&request.body).into_owned())
    };
    let built = built.map_err(|_refused| TransportFailure::Unreachable)?;
    let response = built.send().await.map_err(|_unsaid| failed(TransportFailure::Unreachable))?;
    let status = response.status();
    let headers = response.headers().entries().collect();
    let mut body = response.binary().await.map_err(|_unsaid| failed(TransportFailure::CutOff))?;
    body.truncate(LONGEST_BODY);
    Ok(HttpReply { status, headers, body })
}

/// Whether anything answers at an origin, asked in the one way that a page may always ask: without a key, and without
/// being let to read the answer. What blocks the page's own requests is then the browser (CORS).
pub async fn answers(origin: &str, give_up_after_ms: u64) -> bool {
    let Ok(abort) = AbortController::new() else { return false };
    let signal = abort.signal();
    let patience = u32::try_from(give_up_after_ms).unwrap_or(u32::MAX);
    let _alarm = clock::wake_after_ms(patience, move || abort.abort());
    let asked = RequestBuilder::new(origin)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&signal))
        .send();
    asked.await.is_ok()
}

const fn verb(method: Method) -> Verb {
    match method {
        Method::Get => Verb::GET,
        Method::Post => Verb::POST,
        Method::Put => Verb::PUT,
        Method::Patch => Verb::PATCH,
        Method::Delete => Verb::DELETE,
    }
}
