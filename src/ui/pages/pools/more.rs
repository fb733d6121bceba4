use leptos::prelude::*;

use super::keeping::{Held, Keeping};
use super::leave::Leaving;
use crate::pool_desk::{Handed, LOG_LINES};
use crate::service::{Profile, RequestId, Ticket, profiles_from_json};
use crate::web::clock::Alarm;
use crate::web::storage::{self, Kept};

/// Signals of the parts that work with a service outside the page.
#[derive(Clone, Copy)]
pub(super) struct More {
    /// The contracts of this device.
    pub(super) profiles: RwSignal<Vec<Profile>>,
    /// Whether the browser did not take them, so that they are in this page alone.
    pub(super) profiles_unsaved: StoredValue<bool>,
    /// The key of the contract that the next connection follows.
    pub(super) contract: RwSignal<String>,
    /// The key and base URL of the contract that the form of the connection was filled from.
    pub(super) contract_before: StoredValue<(String, String)>,
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
    /// Counts what was begun: a connection that takes long does not replace what came after it.
    attempt: StoredValue<u32>,
    /// Those of them that are still on their way to the outbox.
    pub(super) outbox: StoredValue<Option<Alarm>, LocalStorage>,
    /// Counts changes of the web services.
    pub(super) services: RwSignal<u32>,
    /// Whether this tab keeps the keys.
    pub(super) keep: RwSignal<bool>,
    /// The pools as they were last kept on the device.
    pub(super) kept_pools: StoredValue<Option<String>>,
    /// Whether this tab keeps what the session remembers.
    pub(super) keeping: RwSignal<Keeping>,
    /// What keeps other tabs from writing over it.
    pub(super) lock: StoredValue<Held, LocalStorage>,
    /// Whether it was said that the browser refuses to keep it.
    pub(super) was_refused: StoredValue<bool>,
    /// Whether the user is being asked before a service is left, and what they are about to do.
    pub(super) asks_to_leave: RwSignal<bool>,
    pub(super) leaving: StoredValue<Leaving, LocalStorage>,
    /// How many lines of the log are shown.
    pub(super) log_most: RwSignal<usize>,
    /// What the frame was told of this page's part of the title.
    pub(super) title: StoredValue<String>,
    /// Whether a failure to read that lasts was told of.
    pub(super) was_unread: StoredValue<bool>,
    /// The origin at which was looked whether anything answers, and whether it does.
    pub(super) answers: RwSignal<Option<(String, bool)>>,
}

impl More {
    pub(super) fn new() -> Self {
        Self {
            profiles: RwSignal::new(kept_profiles()),
            profiles_unsaved: StoredValue::new(false),
            contract: RwSignal::new("batch".to_owned()),
            contract_before: StoredValue::new(("batch".to_owned(), String::new())),
            job: RwSignal::new(None),
            line: RwSignal::new(None),
            log_open: RwSignal::new(false),
            log_text: RwSignal::new(String::new()),
            handed: RwSignal::new(None),
            attempt: StoredValue::new(0),
            outbox: StoredValue::new_local(None),
            services: RwSignal::new(0),
            keep: RwSignal::new(false),
            kept_pools: StoredValue::new(None),
            keeping: RwSignal::new(Keeping::default()),
            lock: StoredValue::new_local(None),
            was_refused: StoredValue::new(false),
            asks_to_leave: RwSignal::new(false),
            leaving: StoredValue::new_local(None),
            log_most: RwSignal::new(LOG_LINES),
            title: StoredValue::new(String::new()),
            was_unread: StoredValue::new(false),
            answers: RwSignal::new(None),
        }
    }

    /// Another service answers from now on.
    pub(super) fn begin_anew(self) {
        self.job.set(None);
        self.line.set(None);
        self.answers.set(None);
        self.log_most.set(LOG_LINES);
        // Jobs of the form that have not reached the outbox were meant for the service before.
        self.outbox.set_value(None);
        self.was_unread.set_value(false);
        self.begin_attempt();
    }

    /// Something is begun that may take long; its number.
    pub(super) fn begin_attempt(self) -> u32 {
        self.attempt.update_value(|count| *count = count.wrapping_add(1));
        self.latest()
    }

    /// The number of what was begun last.
    pub(super) fn latest(self) -> u32 {
        self.attempt.get_value()
    }

    /// Whether nothing was begun after it.
    pub(super) fn is_latest(self, attempt: u32) -> bool {
        self.latest() == attempt
    }
}

/// The contracts that this device keeps, as any tab left them.
pub(super) fn kept_profiles() -> Vec<Profile> {
    storage::load(Kept::Profiles).map(|text| profiles_from_json(&text)).unwrap_or_default()
}
