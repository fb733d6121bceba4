use leptos::prelude::*;

use super::shown::{Calls, requests_view};
use super::state::State;
use crate::pool_desk::{JobSheet, ResultLink, job_sheet};
use crate::service::{Call, Input, write_utc};
use crate::ui::kit::{Button, CopyButton, follow};
use crate::units::Timestamp;
use crate::words::POOL_CONNECT;

/// The chosen job: its results as plain links, what the service says of it, and the requests of its actions.
pub(super) fn job(state: State) -> AnyView {
    let sheet = Memo::new(move |_| {
        state.shown.track();
        let ticket = state.more.job.get()?;
        state.read(|desk| job_sheet(desk, ticket))
    });
    let panel = follow(move || match sheet.get() {
        Some(sheet) => panel(state, sheet),
        None => ().into_any(),
    });
    view! { <div id="job-sheet" tabindex="-1">{panel}</div> }.into_any()
}

fn panel(state: State, sheet: JobSheet) -> AnyView {
    let speech = state.speech;
    let words = speech.of(&POOL_CONNECT);
    let number = speech.figures().number(sheet.ticket.0.into(), 0);
    let heading = words.job.with(&[("job", &number)]);
    let mut facts = vec![(words.job_service.to_owned(), sheet.service.as_str().to_owned())];
    facts.extend(sheet.id.map(|id| (words.job_id.to_owned(), id)));
    facts.extend(sheet.details.map(|details| (words.job_details.to_owned(), details)));
    facts.extend(sheet.other);
    let facts: Vec<AnyView> = facts
        .into_iter()
        .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> }.into_any())
        .collect();
    let ticket = sheet.ticket;
    let renew = sheet.results.iter().any(|link| link.is_over).then(|| {
        let label = speech.label(&POOL_CONNECT, |words| words.link_renew);
        view! { <Button label pressed=move || state.press(Input::LinkEnded(ticket)) /> }
    });
    let again = sheet.can_be_sent_again.then(|| {
        let label = speech.label(&POOL_CONNECT, |words| words.send_again);
        view! { <Button label pressed=move || state.press(Input::PressedSendAgain(ticket)) /> }
    });
    let results: Vec<AnyView> = sheet.results.into_iter().map(|link| result(state, link)).collect();
    let none = results.is_empty();
    let service = sheet.service;
    let calls: Calls = sheet
        .calls
        .into_iter()
        .map(|call| {
            let label: fn(&crate::words::PoolConnectWords) -> &'static str = match call {
                Call::CancelJob(_) => |words| words.do_cancel,
                Call::StartJob(_) => |words| words.do_start,
                _ => |words| words.do_status,
            };
            (label, call, Some(service.clone()))
        })
        .collect();
    let requests =
        (!calls.is_empty()).then(|| requests_view(state, "job-request", Signal::stored(calls), None));
    view! {
        <section class="panel detail" aria-labelledby="job-heading">
            <div class="section-head">
                <h2 id="job-heading">{heading}</h2>
                {again}
                <Button
                    label=speech.label(&POOL_CONNECT, |words| words.close)
                    pressed=move || super::jobs::close(state)
                />
            </div>
            <div class="detail-facts">
                <dl>{facts}</dl>
            </div>
            <h3>{words.job_results}</h3>
            <p class="field-help">{if none { words.no_results } else { words.link_note }}</p>
            <ul class="result-links">{results}</ul>
            {renew}
            {requests}
        </section>
    }
    .into_any()
}

/// A link to open, never to fetch: storage does not let web pages read it unless its owner says so.
fn result(state: State, link: ResultLink) -> AnyView {
    let words = state.speech.of(&POOL_CONNECT);
    let ends = link.ends.map(|ends| {
        let told = if link.is_over { words.link_ended } else { words.link_ends };
        told.with(&[("moment", &moment(ends))])
    });
    let label = words.link_open.with(&[("output", &link.output)]);
    let address = link.url.reveal().to_owned();
    view! {
        <li class="row">
            <a href=address target="_blank" rel="noopener noreferrer">{label}</a>
            <span class="quiet">{ends}</span>
            <CopyButton text=move || link.url.reveal().to_owned() />
        </li>
    }
    .into_any()
}

/// `2026-11-23 22:30 UTC`.
fn moment(at: Timestamp) -> String {
    let written = write_utc(at);
    let (date, time) = (written.get(..10).unwrap_or_default(), written.get(11..16).unwrap_or_default());
    [date, " ", time, " UTC"].concat()
}
