use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use tower_http::services::{ServeDir, ServeFile};

use super::no_such_verb;
use crate::route::Route;

/// What is refused where there is no page: everything.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
/// What only a header can say, added to the policy that the built page names itself.
const NO_FRAMES: &str = "frame-ancestors 'none'";

const NO_PAGE: &str = "The practice service runs; its addresses are on the terminal. There is no built page to show \
    with it: build it with scripts/build, or name its folder with --dist.\n";

/// The built page, if there is one. It is looked at for each answer: it may be built anew while it is served.
pub(super) struct Site(PathBuf);

struct Built {
    folder: PathBuf,
    /// The public path that the page was built for, with a `/` at both ends.
    base: String,
    /// The page's own content policy as a header; `None` for a debug build, which names none.
    policy: Option<HeaderValue>,
}

impl Site {
    pub(super) fn of(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The public path that the page was built for.
    pub(super) async fn base(&self) -> Option<String> {
        self.built().await.map(|built| built.base)
    }

    async fn built(&self) -> Option<Built> {
        let page = tokio::fs::read_to_string(self.0.join("index.html")).await.ok()?;
        Some(Built { folder: self.0.clone(), base: base_of(&page), policy: policy_of(&page) })
    }

    pub(super) async fn answer(&self, request: Request) -> Response {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return no_such_verb(request.method());
        }
        let built = self.built().await;
        let mut response = match &built {
            Some(built) => built.answer(request).await,
            None if request.uri().path() == "/" => text(StatusCode::OK, NO_PAGE),
            None => text(StatusCode::NOT_FOUND, NO_PAGE),
        };
        let headers = response.headers_mut();
        let policy = match built {
            Some(built) => built.policy,
            None => Some(HeaderValue::from_static(NOTHING)),
        };
        if let Some(policy) = policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        let mut say = |name: &'static str, value| headers.insert(name, HeaderValue::from_static(value));
        say("x-content-type-options", "nosniff");
        say("referrer-policy", "no-referrer");
        say("cache-control", "no-cache");
        response
    }
}

impl Built {
    async fn answer(&self, mut request: Request) -> Response {
        let path = request.uri().path().to_owned();
        let Some(inside) = path.strip_prefix(&self.base) else {
            return match path.as_str() {
                "/" => moved(&self.base),
                _ if format!("{path}/") == self.base => moved(&self.base),
                _ => text(StatusCode::NOT_FOUND, "outside the page\n"),
            };
        };
        let route = inside.trim_end_matches('/');
        let is_route = Route::ALL.iter().any(|known| known.segment().trim_end_matches('/') == route);
        if is_route && !inside.is_empty() && !inside.ends_with('/') {
            return moved(&format!("{path}/"));
        }
        let file = if is_route { "/index.html".to_owned() } else { format!("/{inside}") };
        let Ok(uri) = file.parse() else { return text(StatusCode::BAD_REQUEST, "a bad address\n") };
        *request.uri_mut() = uri;
        let missing = ServeFile::new(self.folder.join("404.html"));
        let served = ServeDir::new(&self.folder).not_found_service(missing).try_call(request).await;
        match served {
            Ok(response) => response.map(Body::new),
            Err(_) => text(StatusCode::NOT_FOUND, "not found\n"),
        }
    }
}

/// The path that the page gives to its boot script.
fn base_of(page: &str) -> String {
    let sources = page.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let boot = |source: &&str| source.ends_with(".js") && source.rsplit('/').next().is_some_and(is_boot);
    let base = sources.filter(|source| source.starts_with('/')).find(boot);
    base.and_then(|source| source.rsplit_once('/')).map_or("/".to_owned(), |(base, _)| format!("{base}/"))
}

/// The policy that the page names in its head, and what only a header can say.
fn policy_of(page: &str) -> Option<HeaderValue> {
    let (_, rest) = page.split_once("http-equiv=\"Content-Security-Policy\" content=\"")?;
    let (policy, _) = rest.split_once('"')?;
    HeaderValue::from_str(&format!("{policy}; {NO_FRAMES}")).ok()
}

fn is_boot(file: &str) -> bool {
    file.starts_with("boot")
}

fn text(status: StatusCode, said: &'static str) -> Response {
    let mut response = Response::new(Body::from(said));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn moved(to: &str) -> Response {
    let mut response = text(StatusCode::TEMPORARY_REDIRECT, "");
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_where_it_stands() {
        let page = |base: &str| {
            format!(r#"<script src="{base}more.js"></script><script type="module" src="{base}boot-1.js""#)
        };
        for base in ["/", "/poolwise/", "/a/b/"] {
            assert_eq!(base_of(&page(base)), base);
        }
        assert_eq!(base_of("<p>no page of ours"), "/");
    }

    #[test]
    fn the_pages_own_policy_is_a_header_too() {
        let page = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-x='">"#;
        let policy = policy_of(page).expect("a policy");
        assert_eq!(policy, "default-src 'none'; style-src 'sha256-x='; frame-ancestors 'none'");
        assert_eq!(policy_of("<p>a debug build"), None);
    }
}
