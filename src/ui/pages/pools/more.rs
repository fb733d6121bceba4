use leptos::prelude::*;

use crate::service::{Profile, RequestId, Ticket, profiles_from_json};
use crate::web::storage::{self, Kept};

/// Signals of the parts that work with a service outside the page.
#[derive(Clone, Copy)]
pub(super) struct More {
    /// The contracts of this device.
    pub(super) profiles: RwSignal<Vec<Profile>>,
    /// The job whose results and details are shown.
    pub(super) job: RwSignal<Option<Ticket>>,
    /// The request of the log that is shown.
    pub(super) line: RwSignal<Option<RequestId>>,
    /// What is looked for in the log.
    pub(super) log_text: RwSignal<String>,
    /// Whether this tab keeps the keys.
    pub(super) keep: RwSignal<bool>,
    /// The origin at which was looked whether anything answers, and whether it does.
    pub(super) answers: RwSignal<Option<(String, bool)>>,
}

impl More {
    pub(super) fn new() -> Self {
        let own = storage::load(Kept::Profiles).map(|text| profiles_from_json(&text)).unwrap_or_default();
        Self {
            profiles: RwSignal::new(own),
            job: RwSignal::new(None),
            line: RwSignal::new(None),
            log_text: RwSignal::new(String::new()),
            keep: RwSignal::new(false),
            answers: RwSignal::new(None),
        }
    }

    /// Another service answers from now on.
    pub(super) fn begin_anew(self) {
        self.job.set(None);
        self.line.set(None);
        self.answers.set(None);
    }
}
