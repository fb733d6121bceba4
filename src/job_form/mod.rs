//! The Request page's form: its fields by name, where it begins, what is pasted into it, and its link.
//!
//! Pure, so that the page only shows: text of a field in and out of a [`Draft`](crate::request::Draft), any pasted text
//! to a filled form with everything that was done to it, and a form without its secrets as a link and back.

mod example;
mod fields;
mod link;
mod many;
mod paste;
mod pools;
mod say;
mod screen;
mod service;

pub use example::{empty, example};
pub use fields::{is_masked, is_secret, set_text, split_pasted, text};
pub use link::{from_link, to_link, without_secrets};
pub use many::{ManySettings, column_names, cost_fragment, parameter_types, pattern, runs_on_pool, template};
pub use paste::{Pasted, Recognized, Refusal, paste, paste_service, read_service};
pub use pools::with_pools;
pub use say::{connection_summary, parameter_summary};
pub use screen::{Mask, Screen, screen, tells_secret, unmasked};
pub use service::fill_from_service;
