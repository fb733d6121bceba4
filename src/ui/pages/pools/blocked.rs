use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::service::{HttpRequest, Method, ServiceKind, TransportFailure};
use crate::ui::kit::{CodeBlock, CopyButton, effect, follow};
use crate::web::clock::now;
use crate::web::exchange;
use crate::words::POOL_CONNECT;

/// How long is waited for anything to answer.
const PATIENCE_MS: u64 = 5_000;

/// The question whether anything answers at an origin, for the log.
fn nothing_asked(origin: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: [origin, "/"].concat(),
        headers: Vec::new(),
        authorization: None,
        scheme: String::new(),
        body: Vec::new(),
    }
}

/// Why the browser got no answer, and the ways on: a terminal, or the companion as a relay.
pub(super) fn blocked(state: State) -> AnyView {
    let speech = state.speech;
    let blocked = state.part(|picture| &picture.blocked);
    let kind = state.part(|picture| &picture.kind);
    let origin = Memo::new(move |_| blocked.with(|it| it.as_ref().map(|it| it.origin.clone())));
    let answers = state.more.answers;
    effect(move || {
        let Some(origin) = origin.get() else { return };
        if kind.get() == Some(ServiceKind::Practice) {
            return;
        }
        answers.set(None);
        spawn_local(async move {
            let question = nothing_asked(&origin);
            let (attempt, asked) = (state.more.latest(), now());
            let there = exchange::answers(&origin, PATIENCE_MS).await;
            let took_ms = now().ms_since(asked);
            let outcome = if there { None } else { Some(Err(TransportFailure::Unreachable)) };
            if state.more.is_latest(attempt) {
                state.change(|desk| desk.note_aside(&question, took_ms, outcome.as_ref()));
            }
            answers.set(Some((origin, there)));
        });
    });
    follow(move || {
        let Some(origin) = origin.get() else { return ().into_any() };
        let reason = Signal::derive(move || {
            let words = speech.of(&POOL_CONNECT);
            let named = origin.as_str();
            match answers.get() {
                _ if kind.get() == Some(ServiceKind::Practice) => words.blocked_practice.to_owned(),
                Some((asked, there)) if asked == named => {
                    let reason = if there { words.blocked_cors } else { words.blocked_nobody };
                    reason.with(&[("origin", named)])
                }
                _ => words.blocked_looking.with(&[("origin", named)]),
            }
        });
        let sent = move || blocked.get().map(|blocked| blocked.sent);
        let curl = Signal::derive(move || sent().map(|sent| sent.curl()).unwrap_or_default());
        let relay = Signal::derive(move || {
            let origin = blocked.get().map(|blocked| blocked.origin).unwrap_or_default();
            ["companion relay --to ", &origin].concat()
        });
        view! {
            <section class="blocked" aria-labelledby="blocked-heading">
                <h2 id="blocked-heading">{speech.label(&POOL_CONNECT, |words| words.blocked)}</h2>
                <p>{reason}</p>
                <h3>{speech.label(&POOL_CONNECT, |words| words.blocked_curl)}</h3>
                <CodeBlock label=speech.label(&POOL_CONNECT, |words| words.copy_curl) text=curl />
                <p class="row">
                    <CopyButton
                        text=move || curl.get_untracked()
                        label=speech.label(&POOL_CONNECT, |words| words.copy_curl)
                    />
                    <span class="field-help">{speech.label(&POOL_CONNECT, |words| words.request_note)}</span>
                </p>
                <h3>{speech.label(&POOL_CONNECT, |words| words.blocked_relay)}</h3>
                <CodeBlock label=speech.label(&POOL_CONNECT, |words| words.relay_command) text=relay />
                <p class="row">
                    <CopyButton text=move || relay.get_untracked() />
                    <span class="field-help">
                        {speech.label(&POOL_CONNECT, |words| words.blocked_relay_next)}
                    </span>
                </p>
            </section>
        }
        .into_any()
    })
}
