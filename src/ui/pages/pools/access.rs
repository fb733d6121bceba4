use leptos::prelude::*;

use super::state::State;
use crate::service::{ConnectionProblem, connection_sentence};
use crate::ui::kit::{FieldProblem, TextField};

/// A service's URL and key as typed. The key stays in memory and leaves the form once it is used.
#[derive(Clone, Copy)]
pub(super) struct Access {
    pub(super) url: RwSignal<String>,
    pub(super) key: RwSignal<String>,
}

/// What is wrong with them; `None` where nothing is.
pub(super) type Problems = Memo<Option<Vec<ConnectionProblem>>>;

/// What the two fields are called.
pub(super) struct Labels {
    pub(super) url: Signal<String>,
    pub(super) url_help: Signal<String>,
    pub(super) key: Signal<String>,
    pub(super) key_help: Option<Signal<String>>,
}

impl Access {
    pub(super) fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { url: empty(), key: empty() }
    }

    /// Whether one of them is still to be typed.
    pub(super) fn is_empty(self) -> bool {
        self.url.with(|url| url.trim().is_empty()) || self.key.with(|key| key.trim().is_empty())
    }

    /// The two fields; their ids begin with this one.
    pub(super) fn fields(self, state: State, id: &str, labels: Labels, problems: Problems) -> AnyView {
        let Labels { url, url_help, key, key_help } = labels;
        view! {
            <TextField
                id=format!("{id}-url")
                label=url
                value=self.url
                problem=self.problem(state, problems, false)
                help=url_help
            />
            <TextField
                id=format!("{id}-key")
                label=key
                value=self.key
                problem=self.problem(state, problems, true)
                help=key_help.map(MaybeProp::from).unwrap_or_default()
                secret=true
            />
        }
        .into_any()
    }

    /// What is wrong with the key, or with the URL.
    fn problem(self, state: State, problems: Problems, of_key: bool) -> Signal<Option<FieldProblem>> {
        let typed = if of_key { self.key } else { self.url };
        Signal::derive(move || {
            // An untouched field is not wrong yet.
            if typed.with(String::is_empty) {
                return None;
            }
            let found = problems.get()?.into_iter().find(|problem| problem.is_of_key() == of_key)?;
            let sentence = connection_sentence(&found, state.speech.language());
            Some(FieldProblem { sentence, ..FieldProblem::default() })
        })
    }
}
