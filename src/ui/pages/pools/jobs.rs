use leptos::prelude::*;

use super::state::State;
use super::table::{Table, table_view};
use crate::pool_desk::{Filter, JOBS_AT_ONCE, Tone, read_jobs};
use crate::service::{Input, PoolId, Ticket};
use crate::ui::kit::{Button, FieldProblem, NumberField, Option_, Select, follow};
use crate::web::clock::now;
use crate::web::page;
use crate::words::{Figures, POOLS_PAGE, QUANTITY};

static JOBS: Table = Table {
    id: "jobs",
    headings: |words| vec![words.job, words.pool, words.state, words.sent_at, words.since, words.results],
    actions: Some(|words| words.actions),
    figures: &[],
    caption: |words| words.tracked,
    open: None,
    act,
};

/// Jobs of the page, a page at a time.
pub(super) fn jobs(state: State) -> AnyView {
    let speech = state.speech;
    let counts = state.part(|picture| &picture.job_counts);
    let pages = state.part(|picture| &picture.job_pages);
    let table = table_view(state, &JOBS, state.jobs);
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
    let one_page = Signal::derive(move || pages.with(|pages| !pages.1 && !pages.2));
    let turn = |by: isize| move || state.jobs_page.update(|page| *page = page.saturating_add_signed(by));
    let end = |at_end: bool| at_end.then(String::new);
    view! {
        <section aria-labelledby="jobs-heading">
            <div class="section-head">
                <h2 id="jobs-heading">{speech.label(&POOLS_PAGE, |words| words.tracked)}</h2>
                <span class="quiet">{counts}</span>
                <Select
                    id="jobs-filter"
                    label=speech.label(&POOLS_PAGE, |words| words.filter)
                    options=filters
                    value=state.jobs_filter
                    chosen=move |key| {
                        state.jobs_page.set(0);
                        state.jobs_filter.set(key);
                    }
                    quiet=true
                />
            </div>
            <div hidden=none>
                {table}
                <p class="row pager" hidden=one_page>
                    <Button
                        label=speech.label(&POOLS_PAGE, |words| words.earlier)
                        pressed=turn(-1)
                        refused=Signal::derive(move || end(!pages.with(|pages| pages.1)))
                    />
                    <Button
                        label=speech.label(&POOLS_PAGE, |words| words.later)
                        pressed=turn(1)
                        refused=Signal::derive(move || end(!pages.with(|pages| pages.2)))
                    />
                    <span class="quiet">{Signal::derive(move || pages.get().0)}</span>
                </p>
            </div>
            {nothing}
        </section>
    }
    .into_any()
}

/// The order is that of the picture: cancel, results and details.
fn act(state: State, key: &str, at: usize) {
    let Ok(ticket) = key.parse().map(Ticket) else { return };
    if at == 0 {
        return state.press(Input::PressedCancelJob(ticket));
    }
    state.more.job.update(|shown| *shown = if *shown == Some(ticket) { None } else { Some(ticket) });
    page::focus("job-sheet");
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
            targets.iter().find(|id| **id == chosen).or_else(|| targets.first()).cloned().unwrap_or_default()
        })
    };
    let problem = Signal::derive(move || {
        let problem = read_jobs(&count.get()).err()?;
        let sentence = speech.quantity_problem(&problem, &JOBS_AT_ONCE);
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    });
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
            let copies = crate::web::intl::IntlFigures(language).number(copies.into(), 0);
            let sent = POOLS_PAGE.of(language).sent;
            state.say(sent.with(&[("count", &copies), ("pool", pool.as_str())]), Tone::Plain);
        }
    };
    let options = follow(move || {
        let now = target();
        let options: Vec<AnyView> = targets
            .get()
            .into_iter()
            .map(|id| view! { <option value=id.clone() selected=id == now>{id.clone()}</option> }.into_any())
            .collect();
        options.into_any()
    });
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
                    unit=speech.label(&QUANTITY, |words| words.jobs)
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
                />
            </div>
        </section>
    }
    .into_any()
}
