use leptos::prelude::*;

use super::shown::{Calls, reason, requests_view, submission_calls};
use super::state::State;
use super::table::{Table, action_id, table_in_window};
use crate::pool_desk::{Filter, JOBS_AT_ONCE, Target, Tone, is_job_listed, job_sheet, read_jobs};
use crate::service::{Input, PoolId, Ticket};
use crate::ui::kit::{Button, FieldProblem, NumberField, Option_, Select, Speech, entry, focus_soon, follow};
use crate::web::clock::now;
use crate::web::{page, screen};
use crate::words::{Figures, POOL_WATCH, POOLS_PAGE, QUANTITY};

/// The id of what scrolls.
const LIST: &str = "job-list";
/// The id of the choice of what is shown.
const FILTER: &str = "jobs-filter";
/// Which of a row's buttons opens the job's sheet.
const DETAILS: usize = 1;

static JOBS: Table = Table {
    id: "jobs",
    headings: |words| vec![words.job, words.pool, words.state, words.sent_at, words.since, words.results],
    actions: Some(|words| words.actions),
    figures: &[],
    caption: |words| words.tracked,
    open: None,
    act,
};

/// Jobs of the page: of however many, those in view are in the table.
pub(super) fn jobs(state: State) -> AnyView {
    let speech = state.speech;
    let counts = state.part(|picture| &picture.job_counts);
    let window = state.part(|picture| &picture.job_window);
    let table = table_in_window(state, &JOBS, state.jobs, Some(window));
    let printed = state.part(|picture| &picture.jobs_printed);
    let none = Signal::derive(move || state.jobs.with(Vec::is_empty));
    let filters = Signal::derive(move || {
        let words = speech.of(&POOLS_PAGE);
        let labels = [words.filter_all, words.filter_open, words.filter_ended, words.filter_trouble];
        let options = Filter::ALL.into_iter().zip(labels);
        options.map(|((_, value), label)| Option_ { value, label: label.to_owned() }).collect::<Vec<_>>()
    });
    let nothing = follow(move || {
        if none.get() && state.jobs_filter.with(|filter| filter != "all") {
            view! { <p class="empty">{speech.of(&POOLS_PAGE).nothing_in_filter}</p> }.into_any()
        } else {
            ().into_any()
        }
    });
    view! {
        <section aria-labelledby="jobs-heading">
            <div class="section-head">
                <h2 id="jobs-heading">{speech.label(&POOLS_PAGE, |words| words.tracked)}</h2>
                <span class="quiet">{counts}</span>
                <Select
                    id=FILTER
                    label=speech.label(&POOLS_PAGE, |words| words.filter)
                    options=filters
                    value=state.jobs_filter
                    chosen=move |key| {
                        state.jobs_first.set(0);
                        page::scroll_to_top(LIST);
                        state.jobs_filter.set(key);
                    }
                    quiet=true
                />
            </div>
            {trouble(state)}
            <div hidden=none>
                <div
                    id=LIST
                    class="job-list"
                    role="region"
                    tabindex="0"
                    aria-label=speech.label(&POOLS_PAGE, |words| words.tracked)
                    aria-description=speech.label(&POOL_WATCH, |words| words.jobs_list_help)
                    on:scroll=move |_| scrolled(state)
                >
                    {table}
                </div>
                <p class="print-only quiet">{printed}</p>
            </div>
            {nothing}
        </section>
    }
    .into_any()
}

/// What can be done about all jobs that were not taken, or perhaps not; nothing where there are none.
fn trouble(state: State) -> AnyView {
    let speech = state.speech;
    let trouble = state.part(|picture| &picture.trouble);
    let there = Memo::new(move |_| {
        trouble.with(|trouble| [&trouble.send_again, &trouble.give_up].map(|label| !label.is_empty()))
    });
    follow(move || {
        let [refused, in_doubt] = there.get();
        if !refused && !in_doubt {
            return ().into_any();
        }
        let send_again = Signal::derive(move || trouble.with(|trouble| trouble.send_again.clone()));
        let give_up = Signal::derive(move || trouble.with(|trouble| trouble.give_up.clone()));
        let again = move || state.press(Input::PressedSendRefusedAgain);
        let end = move || state.press(Input::PressedGiveUpInDoubt);
        let again = refused.then(|| view! { <Button id="send-again" label=send_again pressed=again /> });
        let end = in_doubt.then(|| {
            view! {
                <Button id="give-up" label=give_up pressed=end />
                <span class="field-help">{speech.label(&POOL_WATCH, |words| words.in_doubt_note)}</span>
            }
        });
        view! { <p class="row trouble">{again} {end}</p> }.into_any()
    })
}

/// The list was scrolled: the rows around what is seen are made.
fn scrolled(state: State) {
    let height = screen::row_height(LIST).max(1.0);
    let before = page::scrolled(LIST) / height;
    // Rows are made ten at a time, some of them ahead.
    let first = (whole(before) / 10 * 10).saturating_sub(20);
    if state.jobs_first.get_untracked() != first {
        state.jobs_first.set(first);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of rows above the first seen; a cast saturates"
)]
const fn whole(rows: f64) -> usize {
    rows as usize
}

/// The order is that of the picture: cancel, results and details.
fn act(state: State, key: &str, at: usize) {
    let Ok(ticket) = key.parse().map(Ticket) else { return };
    if at != DETAILS {
        return state.press(Input::PressedCancelJob(ticket));
    }
    state.more.job.update(|shown| *shown = if *shown == Some(ticket) { None } else { Some(ticket) });
    if state.more.job.get_untracked().is_some() {
        let sheet = state.read(|desk| job_sheet(desk, ticket));
        let is_over = sheet.is_some_and(|sheet| sheet.results.iter().any(|link| link.is_over));
        state.press(if is_over { Input::LinkEnded(ticket) } else { Input::OpenedJob(ticket) });
    }
    page::focus("job-sheet");
}

/// Where the focus is in the row of a job that is no longer among those looked at, it goes to the choice of what is shown.
/// A row that is only scrolled out of view takes it along.
pub(super) fn keep_focus(state: State, keys: &[String]) {
    let focused = page::focused();
    let key = focused.strip_prefix(JOBS.id).and_then(|rest| rest.rsplit('-').next()).unwrap_or_default();
    let was_here = state.jobs.with_untracked(|rows| rows.iter().any(|(own, _)| own == key));
    if was_here
        && !keys.iter().any(|own| own == key)
        && !state.look(|look| state.read(|desk| is_job_listed(desk, look, key)))
    {
        focus_soon(FILTER);
    }
}

/// Closes the chosen job's sheet; the focus goes back to the button that opened it, where its row is still made.
pub(super) fn close(state: State) {
    let key = state.more.job.get_untracked().map(|ticket| ticket.0.to_string());
    state.more.job.set(None);
    let is_here = |key: &String| state.jobs.with_untracked(|rows| rows.iter().any(|(own, _)| own == key));
    let opener = key.filter(is_here).map(|key| action_id(JOBS.id, DETAILS, &key));
    focus_soon(opener.unwrap_or_else(|| FILTER.to_owned()));
}

/// What is wrong with a number of jobs as typed.
pub(super) fn count_problem(
    typed: RwSignal<String>,
    may_be_empty: bool,
    speech: Speech,
) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || {
        let text = typed.get();
        let problem = read_jobs(&text).err().filter(|_| !(may_be_empty && text.trim().is_empty()))?;
        let sentence = speech.quantity_problem(&problem, &JOBS_AT_ONCE);
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    })
}

/// Sends practice jobs to a pool.
pub(super) fn send(state: State) -> AnyView {
    let speech = state.speech;
    let count = RwSignal::new("20".to_owned());
    let chosen = RwSignal::new(String::new());
    let targets = state.part(|picture| &picture.targets);
    let target = move || {
        let chosen = chosen.get();
        targets.with(|targets| {
            let found = targets.iter().find(|target| target.id == chosen).or_else(|| targets.first());
            found.map(|target| target.id.clone()).unwrap_or_default()
        })
    };
    let problem = count_problem(count, false, speech);
    let refused = Signal::derive(move || {
        let words = speech.of(&POOLS_PAGE);
        let no_pool = targets.with(Vec::is_empty).then_some(words.no_pool_to_send_to);
        no_pool.or_else(|| problem.with(Option::is_some).then_some(words.fix_first)).map(str::to_owned)
    });
    let pressed = move || {
        let pool = PoolId::read(&untrack(target));
        if let (Some(pool), Ok(copies)) = (pool, read_jobs(&count.get_untracked())) {
            state.step(|desk| desk.send_jobs(now(), &pool, copies));
            let language = speech.language_untracked();
            let copies = Figures(language).number(copies.into(), 0);
            let sent = POOLS_PAGE.of(language).sent;
            state.say(sent.with(&[("count", &copies), ("pool", pool.as_str())]), Tone::Plain);
        }
    };
    let calls = Signal::derive(move || practice_calls(state, &target()));
    let options = options(targets, target);
    let clock = state.part(|picture| &picture.clock);
    let not_practice = Signal::derive(move || clock.with(String::is_empty));
    view! {
        <section class="panel" aria-labelledby="send-heading" hidden=not_practice>
            <h2 id="send-heading">{speech.label(&POOLS_PAGE, |words| words.send)}</h2>
            <div class="panel-body">
                <p class="field-help">{speech.label(&POOLS_PAGE, |words| words.send_what)}</p>
                <NumberField
                    id="send-count"
                    label=speech.label(&POOLS_PAGE, |words| words.send_count)
                    unit=speech.label(&QUANTITY, |words| words.jobs.many)
                    value=count
                    problem
                />
                <div class="field">
                    <label for="send-to">{speech.label(&POOLS_PAGE, |words| words.send_to)}</label>
                    <select id="send-to" on:change:target=move |event| chosen.set(event.target().value())>
                        {options}
                    </select>
                </div>
                <Button
                    id="send-do"
                    label=speech.label(&POOLS_PAGE, |words| words.send_button)
                    pressed
                    refused
                    reason="send-refusal"
                />
                {reason("send-refusal", refused)}
                {requests_view(state, "send-request", calls, Some(|words| words.start_follows))}
            </div>
        </section>
    }
    .into_any()
}

/// The pools of a menu, one of them chosen.
fn options(targets: Memo<Vec<Target>>, chosen: impl Fn() -> String + Send + 'static) -> AnyView {
    follow(move || {
        let now = chosen();
        let option = |Target { id, label }: Target| {
            let is_chosen = id == now;
            entry(id, label, is_chosen)
        };
        targets.get().into_iter().map(option).collect::<Vec<AnyView>>().into_any()
    })
}

/// The requests that send a practice job to a pool.
fn practice_calls(state: State, pool: &str) -> Calls {
    let job = PoolId::read(pool).and_then(|pool| state.read(|desk| desk.practice_job(&pool)));
    job.map(|(service, body)| submission_calls(body, &service)).unwrap_or_default()
}
