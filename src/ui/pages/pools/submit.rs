use leptos::prelude::*;

use super::services::known;
use super::shown::{Calls, menu, reason, requests_view, submission_calls, with_chosen};
use super::state::State;
use crate::pool_desk::{JOBS_AT_ONCE, JobDraft, JobFault, JobField, Submission, Tone};
use crate::request::shape_problem;
use crate::service::{Input, ServiceKind};
use crate::ui::kit::{Button, FieldProblem, NumberField, Speech, TextArea, effect, follow};
use crate::words::{Figures, POOL_CONNECT, POOLS_PAGE, QUANTITY};

/// Submitting jobs to a service outside the page.
pub(super) fn submit(state: State) -> AnyView {
    let kind = state.part(|picture| &picture.kind);
    let outside = Memo::new(move |_| !matches!(kind.get(), None | Some(ServiceKind::Practice)));
    follow(move || if outside.get() { form(state) } else { ().into_any() })
}

type Checked = (Option<Submission>, Vec<(JobField, JobFault)>);

fn form(state: State) -> AnyView {
    let speech = state.speech;
    let text = |start: &str| RwSignal::new(start.to_owned());
    let (service, body, pool, copies) = (text(""), text(""), text(""), text("1"));
    let services = services(state, service);
    // A pool that was chosen at one service is none of the next.
    effect(move || {
        state.visit.track();
        pool.set(String::new());
    });
    let targets = state.part(|picture| &picture.targets);
    let pools = Signal::derive(move || {
        let words = speech.of(&POOL_CONNECT);
        let classic = (String::new(), words.classic_queue.to_owned());
        let targets = targets.get().into_iter().map(|target| (target.id, target.label));
        let entries = core::iter::once(classic).chain(targets).collect();
        pool.with(|pool| with_chosen(entries, pool, || words.pool_gone.with(&[("pool", pool)])))
    });
    let checked: Memo<Checked> = Memo::new(move |_| {
        state.visit.track();
        state.more.services.track();
        state.shown.track();
        let (service, body, pool, copies) = (service.get(), body.get(), pool.get(), copies.get());
        state.read(|desk| JobDraft { service, body, pool, copies }.check(desk.session()))
    });
    let calls = calls(checked);
    let refused = refused(checked, speech);
    let empty = follow(move || match problem(checked, JobField::Pool, speech).get() {
        Some(problem) => view! { <p class="field-warning">{problem.sentence}</p> }.into_any(),
        None => ().into_any(),
    });
    let service_menu =
        menu("submit-service", speech.label(&POOL_CONNECT, |words| words.submit_service), services, service);
    let pool_menu = menu("submit-pool", speech.label(&POOL_CONNECT, |words| words.submit_to), pools, pool);
    view! {
        <section class="panel" aria-labelledby="submit-heading">
            <h2 id="submit-heading">{speech.label(&POOL_CONNECT, |words| words.submit)}</h2>
            <div class="panel-body">
                <p class="field-help">{speech.label(&POOL_CONNECT, |words| words.submit_what)}</p>
                {service_menu}
                <TextArea
                    id="submit-body"
                    label=speech.label(&POOL_CONNECT, |words| words.submit_body)
                    value=body
                    problem=problem(checked, JobField::Body, speech)
                    help=speech.label(&POOL_CONNECT, |words| words.submit_body_help)
                    rows=6
                />
                {pool_menu}
                {empty}
                <NumberField
                    id="submit-count"
                    label=speech.label(&POOL_CONNECT, |words| words.submit_count)
                    unit=speech.label(&QUANTITY, |words| words.jobs.many)
                    value=copies
                    problem=problem(checked, JobField::Copies, speech)
                />
                <Button
                    id="submit-do"
                    label=speech.label(&POOL_CONNECT, |words| words.submit_do)
                    pressed=move || press(state, checked)
                    refused
                    reason="submit-refusal"
                />
                {reason("submit-refusal", refused)}
                {requests_view(state, "submit-request", calls, Some(|words| words.start_follows))}
            </div>
        </section>
    }
    .into_any()
}

/// Why nothing can be sent as it is.
fn refused(checked: Memo<Checked>, speech: Speech) -> Signal<Option<String>> {
    Signal::derive(move || {
        let (submission, faults) = checked.get();
        let first = faults.iter().map(|(_, fault)| fault).find(|fault| !fault.is_warning());
        let said = |fault: &JobFault| match fault {
            // It stands at its field.
            JobFault::Body(_) | JobFault::Copies(_) => speech.of(&POOLS_PAGE).fix_first.to_owned(),
            _ => sentence(fault, speech),
        };
        submission.is_none().then(|| first.map(said).unwrap_or_default())
    })
}

/// The web services whose keys are here; the first is chosen as long as none is.
fn services(state: State, service: RwSignal<String>) -> Signal<Vec<(String, String)>> {
    let services: Signal<Vec<(String, String)>> = Signal::derive(move || {
        state.visit.track();
        state.more.services.track();
        let name = |address: &str| (address.to_owned(), address.to_owned());
        known(state).iter().map(|service| name(service.address.as_str())).collect::<Vec<_>>()
    });
    effect(move || {
        let all = services.get();
        if !all.iter().any(|(address, _)| service.with_untracked(|chosen| chosen == address)) {
            service.set(all.first().map(|(address, _)| address.clone()).unwrap_or_default());
        }
    });
    services
}

/// What is sent when the form is.
fn calls(checked: Memo<Checked>) -> Signal<Calls> {
    Signal::derive(move || {
        let submission = checked.get().0;
        submission.map(|it| submission_calls(it.body, &it.service)).unwrap_or_default()
    })
}

fn press(state: State, checked: Memo<Checked>) {
    let Some(Submission { service, body, pool, copies }) = checked.get_untracked().0 else { return };
    state.press(Input::PressedSubmit { service, body, pool, copies });
    let language = state.speech.language_untracked();
    let count = Figures(language).number(copies.into(), 0);
    state.say(POOL_CONNECT.of(language).submitted.with(&[("count", &count)]), Tone::Plain);
}

fn problem(checked: Memo<Checked>, field: JobField, speech: Speech) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || {
        checked.with(|(_, faults)| {
            let (_, fault) = faults.iter().find(|(at, fault)| *at == field && *fault != JobFault::NoBody)?;
            let is_warning = fault.is_warning();
            Some(FieldProblem { sentence: sentence(fault, speech), is_warning, ..FieldProblem::default() })
        })
    })
}

/// What a fault of the job form says.
pub(super) fn sentence(fault: &JobFault, speech: Speech) -> String {
    let words = speech.of(&POOL_CONNECT);
    match fault {
        JobFault::NoService => words.no_service.to_owned(),
        JobFault::NoBody => words.no_body.to_owned(),
        JobFault::Body(problem) => shape_problem(problem, speech.language()),
        JobFault::Copies(problem) => speech.quantity_problem(problem, &JOBS_AT_ONCE),
        JobFault::PoolIsEmpty => words.pool_is_empty.to_owned(),
        JobFault::PoolNotListed(pool) => words.pool_not_listed.with(&[("pool", pool.as_str())]),
    }
}
