//! The ladder of errors: one enum that decides what is done next.

use super::http::TransportFailure;

/// What the service said of an error, from either shape of body.
///
/// Texts are cut to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Said {
    /// The code: `PoolBeingResized`, `BadArgument`.
    pub code: Option<String>,
    /// The sentence.
    pub message: Option<String>,
    /// What it adds: code or key, and sentence.
    pub details: Vec<(String, String)>,
    /// What to name to Microsoft's support.
    pub request_id: Option<String>,
}

impl Said {
    /// Whether the code, or one among the details, is this one.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code) || self.details.iter().any(|(detail, _)| detail == code)
    }
}

/// What about a reply could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It is not JSON.
    NotJson,
    /// A field that is needed is missing or of another type.
    Field {
        /// Where it was looked for.
        pointer: String,
    },
    /// It is not a job id.
    JobId,
    /// It is longer than anything the service sends.
    TooLong,
}

/// What went wrong with a request, by what is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceError {
    /// The key is not the service's (401, or 403 with `AuthenticationFailed`).
    Unauthorized(Said),
    /// The key is right and this is not allowed (403).
    Forbidden(Said),
    /// There is no such pool, job or service (404).
    NotFound(Said),
    /// What is asked for cannot be done in this state (409, 412, or `InvalidOperation`).
    Conflict(Said),
    /// The request itself is wrong (400, 413 and the other 4xx).
    Refused {
        /// The status.
        status: u16,
        /// What the service said.
        said: Said,
    },
    /// Too much was asked at once (429, or 503 that says so).
    Throttled {
        /// How long to wait, where the service said.
        retry_after_ms: Option<u64>,
        /// What the service said.
        said: Said,
    },
    /// The service cannot serve anyone now (503).
    Unavailable {
        /// How long to wait, where the service said.
        retry_after_ms: Option<u64>,
        /// What the service said.
        said: Said,
    },
    /// The service failed (500, 502, 504, 408): what was asked for may or may not have been done.
    ServerFailed {
        /// The status.
        status: u16,
        /// What the service said.
        said: Said,
    },
    /// The reply says that it went well, and cannot be understood.
    Malformed(Malformed),
    /// A status that means nothing here (1xx, 3xx).
    UnexpectedStatus(u16),
    /// No reply, or half of one.
    Transport(TransportFailure),
}

/// Whether what was asked for has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Done {
    /// It has not.
    NotDone,
    /// Nobody here knows: it may have been done.
    InDoubt,
}

impl ServiceError {
    /// Whether what was asked for may have been done all the same.
    #[must_use]
    pub const fn effect(&self) -> Done {
        match self {
            Self::ServerFailed { .. }
            | Self::Malformed(_)
            | Self::UnexpectedStatus(_)
            | Self::Transport(_) => Done::InDoubt,
            Self::Unauthorized(_)
            | Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::Conflict(_)
            | Self::Refused { .. }
            | Self::Throttled { .. }
            | Self::Unavailable { .. } => Done::NotDone,
        }
    }

    /// Whether asking again later may go better, with nothing changed.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Throttled { .. }
            | Self::Unavailable { .. }
            | Self::ServerFailed { .. }
            | Self::Malformed(_)
            | Self::UnexpectedStatus(_)
            | Self::Transport(_) => true,
            Self::Unauthorized(_)
            | Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::Conflict(_)
            | Self::Refused { .. } => false,
        }
    }

    /// Whether the service turned the request away because it has too much to do, or cannot serve anyone now.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Throttled { .. } | Self::Unavailable { .. })
    }

    /// How long the service asked to be left alone.
    #[must_use]
    pub const fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Throttled { retry_after_ms, .. } | Self::Unavailable { retry_after_ms, .. } => {
                *retry_after_ms
            }
            _ => None,
        }
    }

    /// What the service said, where it said something.
    #[must_use]
    pub const fn said(&self) -> Option<&Said> {
        match self {
            Self::Unauthorized(said)
            | Self::Forbidden(said)
            | Self::NotFound(said)
            | Self::Conflict(said)
            | Self::Refused { said, .. }
            | Self::Throttled { said, .. }
            | Self::Unavailable { said, .. }
            | Self::ServerFailed { said, .. } => Some(said),
            Self::Malformed(_) | Self::UnexpectedStatus(_) | Self::Transport(_) => None,
        }
    }

    /// Its name for programs, which never changes.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound(_) => "not-found",
            Self::Conflict(_) => "conflict",
            Self::Refused { .. } => "refused",
            Self::Throttled { .. } => "throttled",
            Self::Unavailable { .. } => "unavailable",
            Self::ServerFailed { .. } => "server-failed",
            Self::Malformed(_) => "malformed",
            Self::UnexpectedStatus(_) => "unexpected-status",
            Self::Transport(TransportFailure::Unreachable) => "unreachable",
            Self::Transport(TransportFailure::CutOff) => "cut-off",
            Self::Transport(TransportFailure::TimedOut) => "timed-out",
        }
    }

    /// Whether the service's code, or one among its details, is this one.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.said().is_some_and(|said| said.has_code(code))
    }
}
