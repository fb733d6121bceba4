//! Every address that follows from the service's own.

use leptos::prelude::*;

use super::state::State;
use crate::request::{ServiceAddress, ServiceKind};
use crate::script::fetch_command;
use crate::ui::kit::{CopyButton, Speech};
use crate::web::fetch::FetchProblem;
use crate::words::REQUEST_PAGE;

/// What a job's id is shown as.
const JOB_ID: &str = "{job id}";

/// The table of addresses, and fetching the service's description.
pub(super) fn urls(state: State) -> AnyView {
    let speech = Speech::here();
    let address = Memo::new(move |_| state.checked.with(|checked| checked.address.clone()));
    view! {
        {move || match address.get() {
            Some(address) => found(state, &address, speech),
            None => view! { <p class="quiet">{speech.of(&REQUEST_PAGE).urls_need_service}</p> }.into_any(),
        }}
    }
    .into_any()
}

fn found(state: State, address: &ServiceAddress, speech: Speech) -> AnyView {
    let words = speech.of(&REQUEST_PAGE);
    let (kind, owner, service) = match address.kind() {
        ServiceKind::Classic => (words.url_kind_classic, words.url_workspace, words.url_endpoint),
        ServiceKind::New => (words.url_kind_new, words.url_subscription, words.url_service),
    };
    let region = address.region().map(|region| {
        let assumed =
            (!region.is_verified).then(|| view! { <span class="mark">{words.url_region_assumed}</span> });
        view! {
            <dt>{words.url_region}</dt>
            <dd>{region.name} " " {assumed}</dd>
        }
    });
    let rows = [
        (words.url_jobs, "POST", address.jobs()),
        (words.url_start, "POST", address.start(JOB_ID)),
        (words.url_status, "GET", address.job(JOB_ID)),
        (words.url_cancel, "DELETE", address.job(JOB_ID)),
        (words.url_rrs, "POST", address.execute()),
        (words.url_swagger, "GET", address.swagger()),
    ]
    .map(|(what, method, url)| {
        let copied = url.clone();
        view! {
            <tr>
                <th scope="row">{what} <span class="method">{method}</span></th>
                <td>
                    <code>{url}</code>
                </td>
                <td>
                    <CopyButton text=move || copied.clone() />
                </td>
            </tr>
        }
    })
    .collect_view();
    view! {
        <p>
            <strong>{kind}</strong>
        </p>
        <dl class="facts">
            {region} <dt>{owner}</dt> <dd>
                <code>{address.owner().to_owned()}</code>
            </dd> <dt>{service}</dt> <dd>
                <code>{address.service().to_owned()}</code>
            </dd>
        </dl>
        <table class="urls">
            <thead class="hidden-label">
                <tr>
                    <th scope="col">{words.url_what}</th>
                    <th scope="col">{words.url_where}</th>
                    <th scope="col">{words.copy}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="field-help">{words.url_job_id.with(&[])}</p>
        {fetch(state, address.swagger(), speech)}
    }
    .into_any()
}

/// Fetching the description; where the browser is not let, the command that does it.
pub(super) fn fetch(state: State, url: String, speech: Speech) -> AnyView {
    let wanted = url.clone();
    let command = fetch_command(&url);
    view! {
        {move || {
            let words = speech.of(&REQUEST_PAGE);
            let url = wanted.clone();
            let fetching = state.fetching.get().filter(|fetching| fetching.url == url);
            let is_awaited = fetching.as_ref().is_some_and(|fetching| fetching.problem.is_none());
            let label = if is_awaited { words.fetching } else { words.fetch_swagger };
            let pressed = move |_| {
                if !is_awaited {
                    state.fetch_service(url.clone());
                }
            };
            let failed = fetching
                .and_then(|fetching| fetching.problem)
                .map(|problem| match problem {
                    FetchProblem::Blocked => words.fetch_failed.to_owned(),
                    FetchProblem::Slow => words.fetch_slow.to_owned(),
                    FetchProblem::Status(status) => {
                        words.fetch_status.with(&[("status", &status.to_string())])
                    }
                });
            let failed = failed
                .map(|sentence| {
                    let copied = command.clone();
                    view! {
                        <div class="notice warning" role="alert">
                            <p>{sentence}</p>
                            <pre class="code-block" tabindex="0">
                                {command.clone()}
                            </pre>
                            <p>
                                <CopyButton text=move || copied.clone() />
                            </p>
                        </div>
                    }
                });
            view! {
                <p>
                    <button
                        type="button"
                        class="button"
                        aria-busy=if is_awaited { "true" } else { "false" }
                        on:click=pressed
                    >
                        {label}
                    </button>
                </p>
                {failed}
            }
        }}
    }
    .into_any()
}
