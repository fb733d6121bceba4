use leptos::prelude::*;

use super::shown::menu;
use super::state::State;
use crate::pool_desk::{Handed, JOBS_AT_ONCE, Tone, has_no_vms, read_handed, read_jobs};
use crate::service::{Input, PoolId, ServiceAddress};
use crate::ui::kit::{Button, FieldProblem, NumberField, follow};
use crate::web::bridge;
use crate::web::clock::wake_after_ms;
use crate::words::{Figures, POOL_CONNECT, POOL_WATCH, POOLS_PAGE, QUANTITY};

/// Jobs that are put into the outbox at a time.
const PART: usize = 100;

/// Takes the jobs that the Request page has left, if any.
pub(super) fn take(state: State) {
    if let Some(handed) = bridge::take_handed().and_then(|text| read_handed(&text)) {
        state.more.handed.set(Some(handed));
    }
}

/// Jobs from the Request page, to be sent to a pool: how many of each, and how many at once.
pub(super) fn handed(state: State) -> AnyView {
    take(state);
    let there = Memo::new(move |_| state.more.handed.with(Option::is_some));
    let (pool, copies, at_once) =
        (RwSignal::new(String::new()), RwSignal::new("1".to_owned()), RwSignal::new(String::new()));
    // How many of each was chosen for the jobs before.
    Effect::new(move || {
        state.more.handed.track();
        copies.set("1".to_owned());
    });
    follow(move || if there.get() { form(state, pool, copies, at_once) } else { ().into_any() })
}

fn form(
    state: State,
    pool: RwSignal<String>,
    copies: RwSignal<String>,
    at_once: RwSignal<String>,
) -> AnyView {
    let speech = state.speech;
    let pools = pools(state);
    let count = move || {
        let copies = copies.with(|copies| read_jobs(copies)).unwrap_or_default();
        let each = state.more.handed.with(|handed| handed.as_ref().map_or(0, Handed::count));
        u64::try_from(each).unwrap_or_default().saturating_mul(copies.into())
    };
    let counted = move || speech.figures().number(count().into(), 0);
    let problem = move |typed: RwSignal<String>, may_be_empty: bool| {
        Signal::derive(move || {
            let text = typed.get();
            let problem = read_jobs(&text).err().filter(|_| !(may_be_empty && text.trim().is_empty()))?;
            let sentence = speech.quantity_problem(&problem, &JOBS_AT_ONCE);
            Some(FieldProblem { sentence, ..FieldProblem::default() })
        })
    };
    let (bad_copies, bad_limit) = (problem(copies, false), problem(at_once, true));
    let bad = Signal::derive(move || bad_copies.with(Option::is_some) || bad_limit.with(Option::is_some));
    let refused = Signal::derive(move || refused(state, bad.get(), count()));
    let empty = warning(state, pool);
    let what = Signal::derive(move || speech.of(&POOL_WATCH).handed_what.with(&[("count", &counted())]));
    let label = Signal::derive(move || speech.of(&POOL_WATCH).handed_send.with(&[("count", &counted())]));
    let unit = speech.label(&QUANTITY, |words| words.jobs.many);
    view! {
        <section class="panel" aria-labelledby="handed-heading">
            <h2 id="handed-heading">{speech.label(&POOL_WATCH, |words| words.handed)}</h2>
            <div class="panel-body">
                <p class="field-help">{what}</p>
                {menu("handed-pool", speech.label(&POOL_WATCH, |words| words.handed_to), pools, pool)}
                {empty}
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
                    <Button
                        id="handed-do"
                        label=label
                        pressed=move || send(state, pool, copies, at_once)
                        refused
                    />
                    <Button
                        label=speech.label(&POOL_WATCH, |words| words.handed_drop)
                        pressed=move || state.more.handed.set(None)
                    />
                </p>
            </div>
        </section>
    }
    .into_any()
}

/// Why so many jobs cannot be sent now.
fn refused(state: State, is_bad: bool, count: u64) -> Option<String> {
    state.visit.track();
    state.more.services.track();
    let speech = state.speech;
    let (no_service, room) = state.read(|desk| {
        let none = desk.session().connection().is_none_or(|it| it.jobs.is_empty());
        (none, u64::try_from(desk.session().job_room()).unwrap_or_default())
    });
    if no_service {
        return Some(speech.of(&POOL_CONNECT).no_service.to_owned());
    }
    if is_bad {
        return Some(speech.of(&POOLS_PAGE).fix_first.to_owned());
    }
    let figures = speech.figures();
    let (counted, most) = (figures.number(count.into(), 0), figures.number(room.into(), 0));
    let too_many = speech.of(&POOL_WATCH).handed_too_many.with(&[("count", &counted), ("most", &most)]);
    (count > room).then_some(too_many)
}

/// The pools to which jobs can be sent, and the classic queue.
fn pools(state: State) -> Signal<Vec<(String, String)>> {
    let targets = state.part(|picture| &picture.targets);
    Signal::derive(move || {
        let classic = (String::new(), state.speech.of(&POOL_CONNECT).classic_queue.to_owned());
        let named = targets.get().into_iter().map(|id| (id.clone(), id));
        core::iter::once(classic).chain(named).collect::<Vec<_>>()
    })
}

/// That jobs only wait on a pool without VMs.
fn warning(state: State, pool: RwSignal<String>) -> AnyView {
    follow(move || {
        state.shown.track();
        let id = PoolId::read(&pool.get());
        let waits = id.is_some_and(|id| state.read(|desk| has_no_vms(desk.session(), &id)));
        let sentence = waits.then(|| state.speech.of(&POOL_CONNECT).pool_is_empty);
        sentence.map(|sentence| view! { <p class="field-warning">{sentence}</p> }).into_any()
    })
}

/// Sends them through the web service that the Request page names, or the first whose key is here.
fn send(state: State, pool: RwSignal<String>, copies: RwSignal<String>, at_once: RwSignal<String>) {
    let Some(handed) = state.more.handed.get_untracked() else { return };
    let pool = PoolId::read(&pool.get_untracked());
    let copies = read_jobs(&copies.get_untracked()).unwrap_or(1);
    let service = state.read(|desk| {
        let services = &desk.session().connection()?.jobs;
        let named = services.iter().find(|it| handed.service.as_deref() == Some(it.address.as_str()));
        Some(named.or(services.first())?.address.clone())
    });
    let Some(service) = service else { return };
    let count = u64::try_from(handed.count()).unwrap_or_default().saturating_mul(copies.into());
    state.press(Input::ChangedAtOnce { most: read_jobs(&at_once.get_untracked()).ok() });
    state.more.handed.set(None);
    let language = state.speech.language_untracked();
    let count = crate::web::intl::IntlFigures(language).number(count.into(), 0);
    state.say(POOL_CONNECT.of(language).submitted.with(&[("count", &count)]), Tone::Plain);
    part(state, Parcel { handed, service, pool, copies }, 0);
}

/// Jobs on their way from the form to the outbox.
struct Parcel {
    handed: Handed,
    service: ServiceAddress,
    pool: Option<PoolId>,
    copies: u32,
}

/// Puts some of the jobs into the outbox, and the others a moment later: thousands at once would hold up the page.
fn part(state: State, parcel: Parcel, first: usize) {
    let Parcel { handed, service, pool, copies } = &parcel;
    let bodies = handed.part(pool.as_ref(), *copies, first, PART);
    let next = first.saturating_add(PART);
    let goes_on = next < handed.count().saturating_mul(usize::try_from(*copies).unwrap_or(usize::MAX))
        && state.read(|desk| desk.session().connection().is_some_and(|it| it.job_service(service).is_some()));
    if !bodies.is_empty() {
        state.press(Input::PressedSubmitMany { service: service.clone(), bodies, pool: pool.clone() });
    }
    let rest = goes_on.then(|| wake_after_ms(0, move || part(state, parcel, next)));
    state.more.outbox.set_value(rest.flatten());
}
