//! Fetching a public document.

use gloo_net::http::Request;

/// Why a document did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchProblem {
    /// The browser let nothing through, or nothing answered: it does not say which.
    Blocked,
    /// The server answered with another status than success.
    Status(u16),
}

/// Fetches a document as text, without cookies and keys.
///
/// # Errors
/// When the browser refuses, nothing answers, or the answer is no success.
pub async fn text(url: &str) -> Result<String, FetchProblem> {
    let request = Request::get(url).header("Accept", "application/json");
    let response = request.send().await.map_err(|_unsaid| FetchProblem::Blocked)?;
    if !response.ok() {
        return Err(FetchProblem::Status(response.status()));
    }
    response.text().await.map_err(|_unsaid| FetchProblem::Blocked)
}
