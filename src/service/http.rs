//! What goes over the wire, as values: the shell sends and receives them, the emulator answers them.

use core::fmt;

use crate::units::Secret;

/// The verb of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Does something once more each time it is sent.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes; sending it twice is the same as once.
    Delete,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The verb as it is sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The verb of this name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name().eq_ignore_ascii_case(name))
    }
}

/// A request, ready to be sent.
///
/// `Debug` shows neither the key nor the body, which may hold account keys (I8).
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The verb.
    pub method: Method,
    /// The whole address, with its query.
    pub url: String,
    /// Headers that hold no secret.
    pub headers: Vec<(String, String)>,
    /// The header that opens the service: name and value.
    pub authorization: Option<(String, Secret)>,
    /// The scheme with which that value begins; empty where it is the bare key.
    pub scheme: String,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// The value of a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, headers, authorization, body, .. } = self;
        let verb = method.name();
        let bytes = body.len();
        write!(f, "{verb} {url} {headers:?} authorization {authorization:?} and {bytes} bytes")
    }
}

/// A reply as it came.
///
/// `Debug` does not show the body, which may hold SAS tokens (I8).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HttpReply {
    /// The status: 200, 404, …
    pub status: u16,
    /// The headers that the host lets us read.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

impl HttpReply {
    /// The value of a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }
}

impl fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} and {} bytes", self.status, self.headers, self.body.len())
    }
}

/// Why there is no reply at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransportFailure {
    /// The request may never have left: no connection, or the browser kept the page from asking (CORS). A page is
    /// not told which.
    Unreachable,
    /// The reply began and broke off.
    CutOff,
    /// Nothing came in time.
    TimedOut,
}

/// What came of a request.
pub type Outcome = Result<HttpReply, TransportFailure>;

fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
