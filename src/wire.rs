//! What every message between the page and its workers can do.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message, written and read as JSON. Both sides are of one build, so that no version is told.
pub trait Message: Serialize + DeserializeOwned {
    /// As a text.
    #[must_use]
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From a text; `None` when it is no such message.
    #[must_use]
    fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}
