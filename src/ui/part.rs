//! A part of the page that is a wasm file of its own: started when it is wanted, with a notice and a way to try again
//! when it does not arrive.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::kit::{Speech, effect, follow, retry_notice};
use crate::web::{bridge, screen};
use crate::words::SHELL;

/// Where a part's own wasm file stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    Idle,
    Waiting,
    Ready,
    Failed,
}

/// A part of the page by the name of its wasm file.
#[derive(Clone, Copy)]
pub(super) struct Part {
    module: &'static str,
    loading: RwSignal<Loading>,
}

impl Part {
    /// A part that is not started yet.
    pub(super) fn new(module: &'static str) -> Self {
        Self { module, loading: RwSignal::new(Loading::Idle) }
    }

    /// Starts it, unless it is under way or there.
    pub(super) fn start(self) {
        if matches!(self.loading.get_untracked(), Loading::Waiting | Loading::Ready) {
            return;
        }
        self.loading.set(Loading::Waiting);
        spawn_local(async move {
            let started = bridge::start(self.module).await;
            self.loading.set(if started.is_ok() { Loading::Ready } else { Loading::Failed });
        });
    }

    /// Whether it is there, tracked: whoever tells it things tells them again then.
    pub(super) fn is_ready(self) -> bool {
        self.loading.get() == Loading::Ready
    }

    /// Whether it did not arrive, tracked.
    pub(super) fn has_failed(self) -> bool {
        self.loading.get() == Loading::Failed
    }

    /// The container into which it is mounted, and under it how far it is.
    pub(super) fn view(self, container: &'static str) -> AnyView {
        let speech = Speech::here();
        let progress = follow(move || match self.loading.get() {
            Loading::Idle | Loading::Ready => ().into_any(),
            Loading::Waiting => view! {
                <p class="notice" role="status">
                    {speech.of(&SHELL).loading}
                </p>
            }
            .into_any(),
            Loading::Failed => retry_notice(speech, speech.of(&SHELL).load_failed, move || self.start()),
        });
        view! {
            <div id=container></div>
            {progress}
        }
        .into_any()
    }

    /// The same, started when it comes into view; room is kept for it, so that nothing moves when it stands.
    pub(super) fn view_when_seen(self, container: &'static str) -> AnyView {
        effect(move || screen::when_seen(container, move || self.start()));
        view! { <div class="lazy">{self.view(container)}</div> }.into_any()
    }
}
