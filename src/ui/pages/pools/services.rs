use leptos::prelude::*;

use super::access::{Access, Labels};
use super::link::keep_keys;
use super::shown::reason;
use super::state::State;
use crate::pool_desk::Tone;
use crate::service::{Input, JobService, ServiceAddress, ServiceKind};
use crate::ui::kit::{Button, focus_soon, follow};
use crate::words::{POOL_CONNECT, POOLS_PAGE};

/// The web services to which jobs can be sent, each with its own key.
pub(super) fn services(state: State) -> AnyView {
    let speech = state.speech;
    let kind = state.part(|picture| &picture.kind);
    let outside = move || !matches!(kind.get(), None | Some(ServiceKind::Practice));
    follow(move || {
        if !outside() {
            return ().into_any();
        }
        view! {
            <section class="panel" aria-labelledby="services-heading">
                <h2 id="services-heading">{speech.label(&POOL_CONNECT, |words| words.services)}</h2>
                <div class="panel-body">
                    <p class="field-help">{speech.label(&POOL_CONNECT, |words| words.services_what)}</p>
                    {list(state)}
                    {form(state)}
                </div>
            </section>
        }
        .into_any()
    })
}

/// The web services whose keys are here, untracked.
pub(super) fn known(state: State) -> Vec<JobService> {
    state.read(|desk| desk.session().connection().map(|it| it.jobs.clone()).unwrap_or_default())
}

fn change(state: State, services: Vec<JobService>, told: String) {
    state.press(Input::ChangedServices(services));
    state.more.services.update(|count| *count = count.wrapping_add(1));
    keep_keys(state);
    state.say(told, Tone::Plain);
}

fn list(state: State) -> AnyView {
    let speech = state.speech;
    let keyless = state.part(|picture| &picture.keyless);
    let services = follow(move || {
        state.visit.track();
        state.more.services.track();
        let words = speech.of(&POOL_CONNECT);
        let row = |(at, service): (usize, JobService)| {
            let address = service.address;
            let kind = if address.is_classic() { words.service_classic } else { words.service_new };
            let label = words.remove_service.with(&[("service", address.as_str())]);
            let shown = address.as_str().to_owned();
            let remove = move |_| remove(state, at, &address);
            view! {
                <li>
                    <code>{shown}</code>
                    <span class="quiet">{kind}</span>
                    <button
                        id=remove_id(at)
                        type="button"
                        class="button small"
                        aria-label=label.clone()
                        title=label
                        on:click=remove
                    >
                        "×"
                    </button>
                </li>
            }
            .into_any()
        };
        known(state).into_iter().enumerate().map(row).collect::<Vec<AnyView>>().into_any()
    });
    let missing = follow(move || {
        let words = speech.of(&POOL_CONNECT);
        let line = |service: String| {
            let sentence = words.key_missing.with(&[("service", &service)]);
            view! { <p class="field-warning">{sentence}</p> }.into_any()
        };
        keyless.get().into_iter().map(line).collect::<Vec<AnyView>>().into_any()
    });
    view! {
        <ul class="web-services">{services}</ul>
        {missing}
    }
    .into_any()
}

fn remove_id(at: usize) -> String {
    ["web-service-remove-", &at.to_string()].concat()
}

/// Removes one; the focus goes to the button of the next, or of the last, or to where another is added.
fn remove(state: State, at: usize, address: &ServiceAddress) {
    let mut services = known(state);
    services.retain(|service| service.address != *address);
    let words = POOL_CONNECT.of(state.speech.language_untracked());
    let last = services.len().checked_sub(1);
    change(state, services, words.service_removed.with(&[("service", address.as_str())]));
    focus_soon(last.map_or_else(|| "web-service-url".to_owned(), |last| remove_id(at.min(last))));
}

fn form(state: State) -> AnyView {
    let speech = state.speech;
    let access = Access::new();
    let Access { url, key } = access;
    let problems = Memo::new(move |_| JobService::at(&url.get(), &key.get()).err());
    let labels = Labels {
        url: speech.label(&POOL_CONNECT, |words| words.service_url),
        url_help: speech.label(&POOL_CONNECT, |words| words.service_url_help),
        key: speech.label(&POOL_CONNECT, |words| words.service_key),
        key_help: None,
    };
    let fields = access.fields(state, "web-service", labels, problems);
    let refused = Signal::derive(move || {
        // Fields of which nothing is typed yet are not marked.
        if access.is_empty() {
            return Some(speech.of(&POOL_CONNECT).needs_access.to_owned());
        }
        problems.with(Option::is_some).then(|| speech.of(&POOLS_PAGE).fix_first.to_owned())
    });
    let add = move || {
        let Ok(service) = JobService::at(&url.get_untracked(), &key.get_untracked()) else { return };
        key.set(String::new());
        url.set(String::new());
        let words = POOL_CONNECT.of(speech.language_untracked());
        let told = words.service_added.with(&[("service", service.address.as_str())]);
        let mut services = known(state);
        services.retain(|known| known.address != service.address);
        services.push(service);
        change(state, services, told);
    };
    view! {
        <form class="panel-body" autocomplete="off" on:submit=move |event| event.prevent_default()>
            {fields}
            <Button
                id="web-service-add"
                submits=true
                label=speech.label(&POOL_CONNECT, |words| words.add_service)
                pressed=add
                refused
                reason="web-service-refusal"
            />
            {reason("web-service-refusal", refused)}
        </form>
    }
    .into_any()
}
