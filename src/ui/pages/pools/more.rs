use leptos::prelude::*;

use crate::pool_desk::Handed;
use crate::service::{Profile, RequestId, Ticket, profiles_from_json};
use crate::web::clock::Alarm;
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
    /// Whether the log is unfolded.
    pub(super) log_open: RwSignal<bool>,
    /// What is looked for in the log.
    pub(super) log_text: RwSignal<String>,
    /// Jobs from the Request page that wait to be sent.
    pub(super) handed: RwSignal<Option<Handed>>,
    /// Those of them that are still on their way to the outbox.
    pub(super) outbox: StoredValue<Option<Alarm>, LocalStorage>,
    /// Counts changes of the web services.
    pub(super) services: RwSignal<u32>,
    /// Whether this tab keeps the keys.
    pub(super) keep: RwSignal<bool>,
    /// The pools as they were last kept on the device.
    pub(super) kept_pools: StoredValue<Option<String>>,
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
            log_open: RwSignal::new(false),
            log_text: RwSignal::new(String::new()),
            handed: RwSignal::new(None),
            outbox: StoredValue::new_local(None),
            services: RwSignal::new(0),
            keep: RwSignal::new(false),
            kept_pools: StoredValue::new(None),
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
