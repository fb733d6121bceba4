use leptos::prelude::*;

use super::dropped::{drop_all, way_back};
use super::jobs::count_problem;
use super::services::known;
use super::shown::{Calls, menu, reason, requests_view, submission_calls, with_chosen};
use super::state::State;
use super::submit::sentence;
use crate::pool_desk::{Handed, JobFault, RunsOn, Tone, job_service_for, pool_fault, read_handed, read_jobs};
use crate::service::{Input, ServiceAddress};
use crate::ui::kit::{Button, NumberField, effect, follow};
use crate::web::bridge;
use crate::web::clock::{now, wake_after_ms};
use crate::words::{Figures, POOL_CONNECT, POOL_WATCH, POOLS_PAGE, QUANTITY};

/// Pools of which there is something to say that are named; jobs of a list may each have a pool of their own.
const MOST_FAULTS: usize = 3;
/// Jobs that are put into the outbox at a time.
const PART: usize = 100;

/// Takes the jobs that the Request page has left, if any.
pub(super) fn take(state: State) {
    if let Some(handed) = bridge::take_handed().and_then(|text| read_handed(&text)) {
        state.more.handed.set(Some(handed));
    }
}

/// The form as typed and chosen.
#[derive(Clone, Copy)]
struct Form {
    /// The web service's address; empty while none is chosen.
    service: RwSignal<String>,
    /// The key of a [`RunsOn`].
    runs_on: RwSignal<String>,
    copies: RwSignal<String>,
    at_once: RwSignal<String>,
}

/// Jobs from the Request page, to be sent to a pool: where, how many of each, and how many at once.
pub(super) fn handed(state: State) -> AnyView {
    take(state);
    let there = Memo::new(move |_| state.more.handed.with(Option::is_some));
    let text = || RwSignal::new(String::new());
    let form = Form { service: text(), runs_on: text(), copies: text(), at_once: text() };
    let dropped = RwSignal::new(None::<Handed>);
    // What was chosen for the jobs before is not meant for these: they say themselves where they run.
    effect(move || {
        state.more.handed.with(|handed| {
            let runs_on = handed.as_ref().map(Handed::runs_on);
            form.runs_on.set(runs_on.as_ref().map(RunsOn::key).unwrap_or_default().to_owned());
            // Others take the place of those that were dropped.
            if handed.is_some() {
                dropped.set(None);
            }
        });
        form.service.set(String::new());
        form.copies.set("1".to_owned());
    });
    follow(move || if there.get() { view(state, form, dropped) } else { way_back(state, dropped) })
}

fn view(state: State, form: Form, dropped: RwSignal<Option<Handed>>) -> AnyView {
    let speech = state.speech;
    let Form { service, runs_on, copies, at_once } = form;
    let counted = move || speech.figures().number(count(state, form).into(), 0);
    let (bad_copies, bad_limit) =
        (count_problem(copies, false, speech), count_problem(at_once, true, speech));
    let bad = Signal::derive(move || bad_copies.with(Option::is_some) || bad_limit.with(Option::is_some));
    let refused = Signal::derive(move || refused(state, bad.get(), form));
    let what = Signal::derive(move || speech.of(&POOL_WATCH).handed_what.with(&[("count", &counted())]));
    let label = Signal::derive(move || speech.of(&POOL_WATCH).handed_send.with(&[("count", &counted())]));
    let unit = speech.label(&QUANTITY, |words| words.jobs.many);
    let (services, pools) = (services(state, service), pools(state, runs_on));
    let calls = Signal::derive(move || calls(state, form));
    view! {
        <section class="panel" aria-labelledby="handed-heading">
            <h2 id="handed-heading" tabindex="-1">{speech.label(&POOL_WATCH, |words| words.handed)}</h2>
            <div class="panel-body">
                <p class="field-help">{what}</p>
                {menu("handed-service", speech.label(&POOL_CONNECT, |words| words.submit_service), services, service)}
                {menu("handed-pool", speech.label(&POOL_CONNECT, |words| words.submit_to), pools, runs_on)}
                {warnings(state, runs_on)}
                <NumberField
                    id="handed-count"
                    label=speech.label(&POOL_CONNECT, |words| words.submit_count)
                    unit=unit
                    value=copies
                    problem=bad_copies
                />
                <NumberField
                    id="handed-at-once"
                    label=speech.label(&POOL_WATCH, |words| words.at_once)
                    unit=unit
                    value=at_once
                    problem=bad_limit
                    help=speech.label(&POOL_WATCH, |words| words.at_once_help)
                />
                <p class="row">
                    <Button id="handed-do" label=label pressed=move || send(state, form) refused reason="handed-refusal" />
                    <Button
                        label=speech.label(&POOL_WATCH, |words| words.handed_drop)
                        pressed=move || drop_all(state, dropped)
                    />
                </p>
                {reason("handed-refusal", refused)}
                {requests_view(state, "handed-request", calls, Some(|words| words.start_follows))}
            </div>
        </section>
    }
    .into_any()
}

/// How many jobs the form means.
fn count(state: State, form: Form) -> u64 {
    let copies = form.copies.with(|copies| read_jobs(copies)).unwrap_or_default();
    let each = state.more.handed.with(|handed| handed.as_ref().map_or(0, Handed::count));
    u64::try_from(each).unwrap_or_default().saturating_mul(copies.into())
}

/// Why so many jobs cannot be sent now.
fn refused(state: State, is_bad: bool, form: Form) -> Option<String> {
    state.visit.track();
    state.more.services.track();
    let speech = state.speech;
    if form.service.with(String::is_empty) {
        let named =
            state.more.handed.with(|handed| handed.as_ref().and_then(|handed| handed.service.clone()));
        return Some(match named {
            Some(service) => speech.of(&POOL_WATCH).handed_no_key.with(&[("service", &service)]),
            None => speech.of(&POOL_CONNECT).no_service.to_owned(),
        });
    }
    if is_bad {
        return Some(speech.of(&POOLS_PAGE).fix_first.to_owned());
    }
    let room = state.read(|desk| u64::try_from(desk.session().job_room()).unwrap_or_default());
    let (count, figures) = (count(state, form), speech.figures());
    let (counted, most) = (figures.number(count.into(), 0), figures.number(room.into(), 0));
    let too_many = speech.of(&POOL_WATCH).handed_too_many.with(&[("count", &counted), ("most", &most)]);
    (count > room).then_some(too_many)
}

/// The web services whose keys are here. Chosen is the one for which the jobs were made; none while its key is not here,
/// so that jobs never go to another unless the user says so.
fn services(state: State, service: RwSignal<String>) -> Signal<Vec<(String, String)>> {
    let here = Signal::derive(move || {
        state.visit.track();
        state.more.services.track();
        known(state).iter().map(|service| service.address.as_str().to_owned()).collect::<Vec<_>>()
    });
    effect(move || {
        let is_here = here.with(|here| service.with(|chosen| here.contains(chosen)));
        if !is_here {
            let found = state.more.handed.with(|handed| {
                let named = handed.as_ref().and_then(|handed| handed.service.as_deref());
                state.read(|desk| job_service_for(desk.session(), named))
            });
            let found = found.map(|found| found.as_str().to_owned()).unwrap_or_default();
            if service.with_untracked(|chosen| *chosen != found) {
                service.set(found);
            }
        }
    });
    Signal::derive(move || {
        let none = service.with(String::is_empty);
        let none = none.then(|| (String::new(), state.speech.of(&POOL_WATCH).handed_choose.to_owned()));
        none.into_iter().chain(here.get().into_iter().map(|it| (it.clone(), it))).collect()
    })
}

/// Where jobs can be sent: where they say themselves, the classic queue, and the pools that there are.
fn pools(state: State, runs_on: RwSignal<String>) -> Signal<Vec<(String, String)>> {
    let targets = state.part(|picture| &picture.targets);
    Signal::derive(move || {
        let speech = state.speech;
        let written = state.more.handed.with(|handed| handed.as_ref().map(Handed::runs_on));
        let mut all = vec![(String::new(), speech.of(&POOL_CONNECT).classic_queue.to_owned())];
        all.extend(targets.get().into_iter().map(|target| (target.id, target.label)));
        match written {
            Some(RunsOn::AsWritten) => {
                all.insert(
                    0,
                    (RunsOn::AsWritten.key().to_owned(), speech.of(&POOL_WATCH).handed_as_written.to_owned()),
                );
            }
            Some(RunsOn::Pool(id)) if !all.iter().any(|(key, _)| key == id.as_str()) => {
                all.push((id.as_str().to_owned(), id.as_str().to_owned()));
            }
            _ => {}
        }
        let gone = |pool: &str| speech.of(&POOL_CONNECT).pool_gone.with(&[("pool", pool)]);
        runs_on.with(|pool| with_chosen(all, pool, || gone(pool)))
    })
}

/// What there is to say of the pools on which the jobs would run.
fn warnings(state: State, runs_on: RwSignal<String>) -> AnyView {
    follow(move || {
        state.shown.track();
        let runs_on = RunsOn::from_key(&runs_on.get());
        let faults: Vec<JobFault> = state.more.handed.with(|handed| {
            state.read(|desk| {
                let pools = handed.iter().flat_map(|handed| handed.pools(&runs_on));
                pools.filter_map(|pool| pool_fault(desk.session(), pool)).take(MOST_FAULTS).collect()
            })
        });
        let lines = faults.iter().map(|fault| sentence(fault, state.speech));
        let lines: Vec<AnyView> =
            lines.map(|line| view! { <p class="field-warning">{line}</p> }.into_any()).collect();
        lines.into_any()
    })
}

/// The requests that send the first of the jobs.
fn calls(state: State, form: Form) -> Calls {
    let service = ServiceAddress::read(&form.service.get());
    let runs_on = RunsOn::from_key(&form.runs_on.get());
    let first = state.more.handed.with(|handed| handed.as_ref().map(|handed| handed.part(&runs_on, 1, 0, 1)));
    let body = first.unwrap_or_default().into_iter().flat_map(|(_, bodies)| bodies).next();
    match (body, service) {
        (Some(body), Ok(service)) => submission_calls(body, &service),
        _ => Vec::new(),
    }
}

/// Sends them through the web service that is chosen.
fn send(state: State, form: Form) {
    let Some(handed) = state.more.handed.get_untracked() else { return };
    let Ok(service) = ServiceAddress::read(&form.service.get_untracked()) else { return };
    let runs_on = RunsOn::from_key(&form.runs_on.get_untracked());
    let copies = read_jobs(&form.copies.get_untracked()).unwrap_or(1);
    let count = untrack(move || count(state, form));
    state.press(Input::ChangedAtOnce { most: read_jobs(&form.at_once.get_untracked()).ok() });
    state.more.handed.set(None);
    let language = state.speech.language_untracked();
    let count = Figures(language).number(count.into(), 0);
    state.say(POOL_CONNECT.of(language).submitted.with(&[("count", &count)]), Tone::Plain);
    part(state, Parcel { handed, service, runs_on, copies }, 0);
}

/// Jobs on their way from the form to the outbox.
struct Parcel {
    handed: Handed,
    service: ServiceAddress,
    runs_on: RunsOn,
    copies: u32,
}

/// Puts some of the jobs into the outbox, and the others a moment later: thousands at once would hold up the page.
fn part(state: State, parcel: Parcel, first: usize) {
    let Parcel { handed, service, runs_on, copies } = &parcel;
    let parts = handed.part(runs_on, *copies, first, PART);
    let next = first.saturating_add(PART);
    let goes_on = next < handed.count().saturating_mul(usize::try_from(*copies).unwrap_or(usize::MAX))
        && state.read(|desk| desk.session().connection().is_some_and(|it| it.job_service(service).is_some()));
    state.step(|desk| {
        for (pool, bodies) in parts {
            desk.press(now(), Input::PressedSubmitMany { service: service.clone(), bodies, pool });
        }
    });
    let rest = goes_on.then(|| wake_after_ms(0, move || part(state, parcel, next)));
    state.more.outbox.set_value(rest.flatten());
}
