//! The Request page's form: its fields by name, where it begins, what is pasted into it, and its link.
//!
//! Pure, so that the page only shows: text of a field in and out of a [`Draft`](crate::request::Draft), any pasted text
//! to a filled form with everything that was done to it, and a form without its secrets as a link and back.

mod example;
mod fields;
mod link;
mod paste;
mod say;
mod screen;
mod service;

pub use example::{empty, example};
pub use fields::{is_masked, is_secret, set_text, split_pasted, text};
pub use link::{from_link, to_link, without_secrets};
pub use paste::{Pasted, Recognized, Refusal, paste};
pub use say::{connection_summary, parameter_summary};
pub use screen::{Mask, Screen, screen, tells_secret, unmasked};
pub use service::fill_from_service;
