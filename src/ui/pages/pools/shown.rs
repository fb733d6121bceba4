use leptos::prelude::*;

use super::state::State;
use crate::pool_desk::preview;
use crate::service::{Address, Call, JobBody, JobId, Sent, ServiceAddress};
use crate::ui::kit::{CodeBlock, CopyButton, entry, follow};
use crate::words::{POOL_CONNECT, PoolConnectWords};

/// A request as it would be sent, folded: method, address, headers and body, the secrets left out; and as curl.
pub(super) fn request_view(
    state: State,
    sent: Signal<Option<Sent>>,
    note: Option<fn(&PoolConnectWords) -> &'static str>,
) -> AnyView {
    let speech = state.speech;
    view! {
        <details class="shown-request">
            <summary>{speech.label(&POOL_CONNECT, |words| words.show_request)}</summary>
            {body(state, sent)}
            {note.map(|note| view! { <p class="field-help">{speech.label(&POOL_CONNECT, note)}</p> })}
        </details>
    }
    .into_any()
}

/// Several requests behind a menu; each with what it does and, for a job's, where it goes.
pub(super) type Calls = Vec<(fn(&PoolConnectWords) -> &'static str, Call, Option<ServiceAddress>)>;

/// The requests that send a job: what submits it, and what starts it once the service has named it.
pub(super) fn submission_calls(body: JobBody, service: &ServiceAddress) -> Calls {
    // The service makes the id.
    let start = JobId::read(&"0".repeat(32)).map(Call::StartJob);
    let submit: Calls = vec![(|words| words.do_submit, Call::SubmitJob(body), Some(service.clone()))];
    let start = start.map(|start| -> Calls { vec![(|words| words.do_start, start, Some(service.clone()))] });
    submit.into_iter().chain(start.into_iter().flatten()).collect()
}

/// The requests of several actions, one at a time.
pub(super) fn requests_view(
    state: State,
    id: &'static str,
    calls: Signal<Calls>,
    note: Option<fn(&PoolConnectWords) -> &'static str>,
) -> AnyView {
    let speech = state.speech;
    let chosen = RwSignal::new("0".to_owned());
    let options = Signal::derive(move || {
        let words = speech.of(&POOL_CONNECT);
        calls.with(|calls| {
            calls
                .iter()
                .enumerate()
                .map(|(at, (label, _, _))| (at.to_string(), label(words).to_owned()))
                .collect::<Vec<_>>()
        })
    });
    let sent = Signal::derive(move || {
        state.visit.track();
        let at: usize = chosen.get().parse().ok()?;
        let (_, call, service) = calls.with(|calls| calls.get(at).cloned())?;
        state.read(|desk| preview(desk, &call, service.as_ref()))
    });
    view! {
        <details class="shown-request">
            <summary>{speech.label(&POOL_CONNECT, |words| words.show_requests)}</summary>
            {menu(id, speech.label(&POOL_CONNECT, |words| words.which_request), options, chosen)}
            {body(state, sent)}
            {note.map(|note| view! { <p class="field-help">{speech.label(&POOL_CONNECT, note)}</p> })}
        </details>
    }
    .into_any()
}

fn body(state: State, sent: Signal<Option<Sent>>) -> AnyView {
    let speech = state.speech;
    let text = Signal::derive(move || match sent.get() {
        Some(sent) => request_text(state, &sent),
        None => speech.of(&POOL_CONNECT).no_request.to_owned(),
    });
    view! {
        <CodeBlock label=speech.label(&POOL_CONNECT, |words| words.request_text) text />
        <p class="row">
            <CopyButton
                text=move || sent.get_untracked().map(|sent| sent.curl()).unwrap_or_default()
                label=speech.label(&POOL_CONNECT, |words| words.copy_curl)
            />
        </p>
        <p class="field-help">{speech.label(&POOL_CONNECT, |words| words.request_note)}</p>
    }
    .into_any()
}

/// A request as HTTP is written, the key named by where it belongs.
pub(super) fn request_text(state: State, sent: &Sent) -> String {
    let origin = Address::read(&sent.url).map(|address| address.origin()).unwrap_or_default();
    sent.text(&state.speech.of(&POOL_CONNECT).key_of.with(&[("origin", &origin)]))
}

/// A menu's entries, and the one that is chosen though it is there no more: no other may seem chosen in its place.
pub(super) fn with_chosen(
    mut entries: Vec<(String, String)>,
    chosen: &str,
    label: impl FnOnce() -> String,
) -> Vec<(String, String)> {
    if !entries.iter().any(|(value, _)| value == chosen) {
        entries.push((chosen.to_owned(), label()));
    }
    entries
}

/// A menu whose entries are only known while the page runs.
pub(super) fn menu(
    id: &'static str,
    label: Signal<String>,
    options: Signal<Vec<(String, String)>>,
    value: RwSignal<String>,
) -> AnyView {
    let entries = follow(move || {
        let current = value.get();
        let entry = |(value, label): (String, String)| {
            let is_chosen = value == current;
            entry(value, label, is_chosen)
        };
        options.get().into_iter().map(entry).collect::<Vec<AnyView>>().into_any()
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change:target=move |event| value.set(event.target().value())>
                {entries}
            </select>
        </div>
    }
    .into_any()
}

/// Why a button cannot be pressed, beside it: a tooltip is for a mouse only. The button names the same id.
pub(super) fn reason(id: &'static str, refused: Signal<Option<String>>) -> AnyView {
    follow(move || match refused.get() {
        Some(reason) => view! { <p id=id class="refusal">{reason}</p> }.into_any(),
        None => ().into_any(),
    })
}
