//! What was sent and what came, without a secret: for the log, for what is shown before it is sent, and for curl (I8).

use super::http::{HttpReply, HttpRequest, Method};
use super::wire::redacted;
use crate::units::Secret;

/// What stands for a secret.
pub(super) const MASK: &str = "••••••";
/// The longest body that the log keeps, in characters.
const LONGEST_BODY: usize = 4_000;
/// The most headers of a reply that the log keeps.
const MOST_HEADERS: usize = 30;
/// Fields of a query whose values are shown: what they hold is known. Any other may open something.
const PLAIN_FIELDS: [&str; 4] = ["api-version", "maxresults", "timeout", "format"];

/// A request without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The verb.
    pub method: Method,
    /// The whole address; what its query holds beyond well-known fields is masked.
    pub url: String,
    /// Headers, without the one that opens the service.
    pub headers: Vec<(String, String)>,
    /// The header that opens the service, and the scheme before the key (empty for the bare key).
    pub authorization: Option<(String, String)>,
    /// The body, its secrets masked; empty for none.
    pub body: String,
    /// Whether the body was longer than what is kept.
    pub is_cut: bool,
    /// Bytes of the body as it was sent.
    pub bytes: usize,
}

/// A reply without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The status.
    pub status: u16,
    /// Headers that the browser lets the page read.
    pub headers: Vec<(String, String)>,
    /// The body, its secrets masked; empty for none.
    pub body: String,
    /// Whether the body was longer than what is kept.
    pub is_cut: bool,
    /// Bytes of the body as it came.
    pub bytes: usize,
}

impl Sent {
    /// A request as the log keeps it: bodies are cut to 4,000 characters.
    #[must_use]
    pub fn of(http: &HttpRequest) -> Self {
        let whole = Self::whole(http);
        let (body, is_cut) = cut(whole.body);
        Self { body, is_cut, ..whole }
    }

    /// A request as it is shown before it is sent.
    #[must_use]
    pub fn whole(http: &HttpRequest) -> Self {
        let HttpRequest { method, url, headers, authorization, scheme, body } = http;
        let value = authorization.as_ref().map(|(_, value)| value.reveal()).unwrap_or_default();
        let bare = Secret::new(value.strip_prefix(scheme.as_str()).unwrap_or(value).trim().to_owned());
        Self {
            method: *method,
            url: shown_url(url, &bare),
            headers: headers.clone(),
            authorization: authorization.as_ref().map(|(name, _)| (name.clone(), scheme.clone())),
            body: redacted(body, &[&bare]),
            is_cut: false,
            bytes: body.len(),
        }
    }

    /// The address without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }

    /// The request as HTTP is written, the key as `{key}`.
    ///
    /// ```
    /// use poolwise::service::{Call, Connection, PoolService, Quota, Sent, ServiceKind, azure_batch_profile, request};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pools = PoolService::at("https://a.example", "k", azure_batch_profile(), Quota::default());
    /// let pools = pools.map_err(|_problems| "an address and a key")?;
    /// let connection = Connection { kind: ServiceKind::Live, pools, jobs: Vec::new() };
    /// let http = request(&Call::ListPools { page: None }, &connection).map_err(|_why| "listed")?;
    /// let shown = Sent::whole(&http).text("key of a.example");
    /// assert!(shown.starts_with("GET https://a.example/pools?api-version="));
    /// assert!(shown.contains("\nAuthorization: Bearer ‹key of a.example›"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        let mut lines = vec![[self.method.name(), " ", &self.url].concat()];
        lines.extend(self.authorization.iter().map(|(name, scheme)| {
            let value = [scheme.as_str(), " ‹", key, "›"].concat();
            [name, ": ", value.trim_start()].concat()
        }));
        lines.extend(self.headers.iter().map(|(name, value)| [name, ": ", value].concat()));
        if !self.body.is_empty() {
            lines.push(String::new());
            lines.push(self.body.clone());
        }
        lines.join("\n")
    }

    /// The request for a POSIX shell. The key comes from the variable `KEY`, so that the line can be kept and shared;
    /// a body that holds a masked secret, or that was cut, comes from the file `body.json`.
    #[must_use]
    pub fn curl(&self) -> String {
        let mut parts = vec![format!("curl --request {} {}", self.method.name(), quoted(&self.url))];
        parts.extend(self.authorization.iter().map(|(name, scheme)| {
            let value = [scheme.as_str(), " $KEY"].concat();
            // In double quotes, so that the shell puts the key in: neither name nor scheme can hold a special character.
            format!("--header \"{name}: {}\"", value.trim_start())
        }));
        parts.extend(
            self.headers
                .iter()
                .map(|(name, value)| format!("--header {}", quoted(&format!("{name}: {value}")))),
        );
        if self.is_cut || self.body.contains(MASK) {
            parts.push("--data-binary @body.json".to_owned());
        } else if !self.body.is_empty() {
            parts.push(format!("--data-binary {}", quoted(&self.body)));
        }
        parts.join(" \\\n  ")
    }
}

impl Came {
    /// A reply as the log keeps it; `keys` are masked wherever it echoes them.
    #[must_use]
    pub fn of(reply: &HttpReply, keys: &[&Secret]) -> Self {
        let hidden = ["cookie", "authorization", "token", "secret", "key"];
        let shown = |name: &str, value: &str| {
            let name = name.to_ascii_lowercase();
            if hidden.iter().any(|part| name.contains(part)) {
                MASK.to_owned()
            } else {
                redacted(value.as_bytes(), keys).chars().take(500).collect()
            }
        };
        let headers = reply.headers.iter().take(MOST_HEADERS);
        let (body, is_cut) = cut(redacted(&reply.body, keys));
        Self {
            status: reply.status,
            headers: headers.map(|(name, value)| (name.clone(), shown(name, value))).collect(),
            body,
            is_cut,
            bytes: reply.body.len(),
        }
    }

    /// The reply as HTTP is written.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.status.to_string()];
        lines.extend(self.headers.iter().map(|(name, value)| [name, ": ", value].concat()));
        if !self.body.is_empty() {
            lines.push(String::new());
            lines.push(self.body.clone());
        }
        lines.join("\n")
    }
}

fn cut(text: String) -> (String, bool) {
    match text.char_indices().nth(LONGEST_BODY) {
        None => (text, false),
        Some((at, _)) => ([text.get(..at).unwrap_or_default(), "…"].concat(), true),
    }
}

fn shown_url(url: &str, key: &Secret) -> String {
    let shown = match url.split_once('?') {
        None => url.to_owned(),
        Some((path, query)) => {
            let field = |field: &str| match field.split_once('=') {
                Some((name, _)) if !(PLAIN_FIELDS.contains(&name) || name.starts_with('$')) => {
                    [name, "=", MASK].concat()
                }
                _ => field.to_owned(),
            };
            let fields: Vec<String> = query.split('&').map(field).collect();
            [path, "?", &fields.join("&")].concat()
        }
    };
    if key.is_empty() { shown } else { shown.replace(key.reveal(), MASK) }
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    ["'", &text.replace('\'', r"'\''"), "'"].concat()
}
