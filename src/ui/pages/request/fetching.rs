//! Fetching the service's document.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::web::fetch::{self, FetchProblem};

/// A service's document that is being fetched, or that did not come.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Fetching {
    pub(super) url: String,
    /// Why it did not come; `None` while it is waited for.
    pub(super) problem: Option<FetchProblem>,
}

impl State {
    /// Fetches the service's document and fills names and types from it. Where the form is another service's by then,
    /// the answer is dropped.
    pub(super) fn fetch_service(self, url: String) {
        self.fetching.set(Some(Fetching { url: url.clone(), problem: None }));
        spawn_local(async move {
            let fetched = fetch::text(&url).await;
            let is_awaited =
                self.fetching.with_untracked(|now| now.as_ref().is_some_and(|fetching| fetching.url == url));
            let is_meant = self.checked.with_untracked(|checked| {
                checked.address.as_ref().is_some_and(|address| address.swagger() == url)
            });
            match fetched {
                _ if !is_awaited => {}
                _ if !is_meant => self.fetching.set(None),
                Ok(document) => {
                    self.fetching.set(None);
                    self.read(document, || ());
                }
                Err(problem) => self.fetching.set(Some(Fetching { url, problem: Some(problem) })),
            }
        });
    }
}
