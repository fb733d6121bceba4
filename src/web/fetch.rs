//! Fetching a public document.

use gloo_net::http::Request;
use web_sys::AbortController;

use super::clock;

/// Why a document did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchProblem {
    /// The browser let nothing through, or nothing answered: it does not say which.
    Blocked,
    /// The server answered with another status than success.
    Status(u16),
    /// No whole answer came in time.
    Slow,
}

/// How long an answer may take: what the page says of it says this number, too.
const PATIENCE_MS: u32 = 30_000;

/// Fetches a document as text, without cookies and keys.
///
/// # Errors
/// When the browser refuses, nothing answers, or the answer is no success, or takes longer than 30 seconds.
pub async fn text(url: &str) -> Result<String, FetchProblem> {
    let abort = AbortController::new().map_err(|_refused| FetchProblem::Blocked)?;
    let signal = abort.signal();
    let _alarm = clock::wake_after_ms(PATIENCE_MS, move || abort.abort());
    let failed = || if signal.aborted() { FetchProblem::Slow } else { FetchProblem::Blocked };
    let request = Request::get(url).header("Accept", "application/json").abort_signal(Some(&signal));
    let response = request.send().await.map_err(|_unsaid| failed())?;
    if !response.ok() {
        return Err(FetchProblem::Status(response.status()));
    }
    response.text().await.map_err(|_unsaid| failed())
}
