use std::sync::Arc;

use leptos::prelude::*;

use super::Details;
use super::run::{Run, Stage};
use super::sizes::{self, Sizes};
use crate::billing::Currency;
use crate::capacity::{Deadline, NEVER_MS, PlanRow, cheapest, overload_sentence, scenario_problem};
use crate::chart::Chart;
use crate::cost::{Inputs, SEED, Speaker, cost_chart, finish_chart, pareto_chart};
use crate::ui::chart::{Paper, figure};
use crate::ui::kit::{Button, FieldProblem, NumberField, Speech, a_task_later};
use crate::units::{Decimal, Quantity, Unit, VmCount};
use crate::web::clock;
use crate::words::{Figures, Language, PLANNER, counted, duration};

type Draw = fn(&[PlanRow], &Inputs, Currency, Speaker) -> Option<Chart>;

/// Which size of pool: the proposal, how far the simulation is, and three charts of all sizes.
#[component]
pub(super) fn Planner(details: Details, run: Run) -> impl IntoView {
    let speech = Speech::here();
    let problem = Signal::derive(move || {
        let read = run.percent.with(|text| Quantity::DeadlinePercent.read(text));
        let sentence = |problem| speech.quantity_problem(&problem, &Quantity::DeadlinePercent.bound());
        read.err().map(|problem| FieldProblem { sentence: sentence(problem), ..FieldProblem::default() })
    });
    let chart = move |draw: Draw| {
        let found = a_task_later(run.found);
        Signal::derive(move || {
            // What was found is of the inputs as they were: new ones are drawn with what is found of them.
            let (found, inputs) = found.get().zip(details.inputs.get_untracked())?;
            if found.rows.is_empty() {
                return None;
            }
            let speaker = Speaker::new(speech.language());
            let currency = inputs.terms.adjustment.currency(inputs.book.currency);
            draw(&found.rows, &inputs, currency, speaker).map(Arc::new)
        })
    };
    // Cost and finish are read at the same size.
    let crosshair = RwSignal::new(None);
    view! {
        <section aria-labelledby="planner-heading" class:is-stale=move || run.is_old.get()>
            <h2 id="planner-heading" tabindex="-1">{speech.word(&PLANNER, |words| words.planner)}</h2>
            <div class="controls" hidden=move || details.inputs.with(|inputs| inputs.as_ref().is_none_or(|inputs| inputs.deadline.is_none()))>
                <NumberField
                    id="planner-percent"
                    label=Signal::derive(move || speech.of(&PLANNER).percent_label.to_owned())
                    unit=Signal::derive(|| "%".to_owned())
                    value=run.percent
                    problem
                    help=Signal::derive(move || Some(speech.of(&PLANNER).percent_help.to_owned()))
                />
            </div>
            {move || proposal(details, run, speech)}
            <p class="quiet">{move || averages(run, speech)}</p>
            <p class="row">{sizes::undo(run, speech)}</p>
            {move || progress(run, speech)}
            <div class="two">
                {figure("cost-by-vms", chart(|rows, inputs, currency, speaker| Some(cost_chart(rows, inputs, currency, speaker))), crosshair, Paper::Half)}
                {figure("finish-by-vms", chart(finish_chart), crosshair, Paper::Half)}
                {figure("cost-by-finish", chart(pareto_chart), RwSignal::new(None), Paper::Half)}
            </div>
            <p class="quiet">{move || under_charts(run, speech)}</p>
            <Sizes details run />
        </section>
    }
    .into_any()
}

/// That costs are averages, where chance moves them.
fn averages(run: Run, speech: Speech) -> Option<&'static str> {
    let found = run.found.get()?;
    let varies = |row: &PlanRow| row.cost_mean.rounded() != row.cost_p95.rounded();
    found.rows.iter().any(varies).then(|| speech.of(&PLANNER).averages)
}

/// How the last chart is read, or why it is not there.
fn under_charts(run: Run, speech: Speech) -> Option<&'static str> {
    let found = run.found.get().filter(|found| !found.rows.is_empty())?;
    let words = speech.of(&PLANNER);
    let is_ever_done = found.rows.iter().any(|row| row.finish_ms_p95 != NEVER_MS);
    Some(if is_ever_done { words.pareto_help } else { words.never_done })
}

/// The cheapest size that will do, with a button that takes it; or why there is none.
fn proposal(details: Details, run: Run, speech: Speech) -> Option<AnyView> {
    let inputs = details.inputs.get()?;
    let language = speech.language();
    if let Err(problems) = inputs.pool_scenario().as_ref()
        && inputs.pool.vms.0 > 0
    {
        let sentences: Vec<String> =
            problems.iter().map(|problem| scenario_problem(*problem, language)).collect();
        return Some(view! { <p class="proposal">{sentences.join(" ")}</p> }.into_any());
    }
    let found = run.found.get()?;
    let percent = run.percent();
    let (sentence, size) = said(&found.rows, found.stopped, &inputs, percent, language)?;
    let words = PLANNER.of(language);
    let too_small = found.overloaded.map(|(vms, overload)| {
        let sentence = overload_sentence(&overload, language);
        words.too_little.with(&[("vms", &sized(vms, language)), ("sentence", &sentence)])
    });
    let is_used = size == Some(inputs.pool.vms);
    let button = size.map(|vms| {
        let name = sized(vms, language);
        view! {
            <Button
                label=Signal::derive({
                    let label = words.use_size.with(&[("vms", &name)]);
                    move || label.clone()
                })
                refused=is_used.then(|| words.already_used.to_owned())
                reason="planner-refusal"
                pressed=move || sizes::take(details, run, vms, language)
            />
        }
        .into_any()
    });
    let reason = is_used
        .then(|| view! { <span id="planner-refusal" class="quiet">{words.already_used}</span> }.into_any());
    Some(
        view! {
            <p class="proposal" aria-live="polite">
                {sentence}
            </p>
            {too_small.map(|sentence| view! { <p>{sentence}</p> })}
            {button.map(|button| view! { <p class="row">{button} {reason}</p> })}
        }
        .into_any(),
    )
}

fn said(
    rows: &[PlanRow],
    stopped: u32,
    inputs: &Inputs,
    percent: u32,
    language: Language,
) -> Option<(String, Option<VmCount>)> {
    let figures = Figures(language);
    let words = PLANNER.of(language);
    let speaker = Speaker::new(language);
    let currency = inputs.terms.adjustment.currency(inputs.book.currency);
    let quota = figures.number(inputs.pool.quota.into(), 0);
    if let Some(best) = cheapest(rows, percent) {
        let finish = match best.finish_ms_p95 {
            NEVER_MS => words.never.to_owned(),
            ms => duration(ms, language),
        };
        let phrase = match best.chance {
            // A deadline to start by can be met where the last jobs are never done.
            Some(_) if best.finish_ms_p95 == NEVER_MS => words.best_in_time_undone,
            Some(_) => words.best_in_time,
            None => words.best,
        };
        let sentence = phrase.with(&[
            ("vms", &sized(best.vms, language)),
            ("percent", &figures.percent(Decimal::new(percent.into(), 2), 0)),
            ("cost", &speaker.money(best.cost_mean.rounded(), currency)),
            ("finish", &finish),
        ]);
        return Some((sentence, Some(best.vms)));
    }
    if rows.is_empty() {
        return (stopped > 0).then(|| (words.none_priced.to_owned(), None));
    }
    let chance = |row: &&PlanRow| row.chance.map(|chance| chance.estimate);
    let nearest =
        rows.iter().filter(|row| chance(row).is_some_and(|chance| chance > 0.0)).max_by(|one, other| {
            let order = chance(one).unwrap_or_default().total_cmp(&chance(other).unwrap_or_default());
            order.then(other.vms.cmp(&one.vms))
        });
    let sentence = match nearest {
        Some(row) => words.none_in_time.with(&[
            ("quota", &quota),
            ("percent", &figures.percent(Decimal::new(percent.into(), 2), 0)),
            ("vms", &sized(row.vms, language)),
            ("chance", &speaker.ratio(row.chance.map_or(0.0, |chance| chance.estimate))),
        ]),
        None if rows.iter().any(|row| row.chance.is_some()) => {
            let never = words.never_in_time.with(&[("quota", &quota)]);
            match soonest(rows, inputs) {
                Some(row) => {
                    let holes = [
                        ("vms", &*sized(row.vms, language)),
                        ("finish", &duration(row.finish_ms_p95, language)),
                    ];
                    never + " " + &words.soonest.with(&holes)
                }
                None => never,
            }
        }
        None => words.none.with(&[("quota", &quota)]),
    };
    Some((sentence, nearest.map(|row| row.vms)))
}

/// The size that is done first, where the deadline is about being done.
fn soonest<'a>(rows: &'a [PlanRow], inputs: &Inputs) -> Option<&'a PlanRow> {
    if !matches!(inputs.deadline, Some(Deadline::AllDone { .. })) {
        return None;
    }
    rows.iter().filter(|row| row.finish_ms_p95 != NEVER_MS).min_by_key(|row| row.finish_ms_p95)
}

pub(super) fn sized(vms: VmCount, language: Language) -> String {
    counted(vms.0.into(), Unit::Vms, language)
}

/// How far the simulation is and how fast, with the button that fits.
fn progress(run: Run, speech: Speech) -> AnyView {
    let words = speech.of(&PLANNER);
    let stage = run.stage.get();
    let number = |value: u64| speech.number(value.into(), 0);
    let (done, total) = run.done.get();
    let sizes = run.found.with(|found| found.as_ref().map_or(0, |found| found.rows.len() as u64));
    let elapsed_ms = clock::now().ms_since(run.began.get_untracked()).max(1);
    let sentence = match stage {
        Stage::Idle => return ().into_any(),
        Stage::Finished if total == 0 => return ().into_any(),
        Stage::Waiting => words.waiting.to_owned(),
        Stage::Running => words.running.with(&[
            ("done", &number(done)),
            ("total", &number(total)),
            ("rate", &number(done.saturating_mul(1_000) / elapsed_ms)),
        ]),
        Stage::Finished => words.finished.with(&[
            ("total", &number(total)),
            ("sizes", &number(sizes)),
            ("seed", &SEED.0.to_string()),
        ]),
        Stage::Cancelled => words.cancelled.with(&[("done", &number(done)), ("total", &number(total))]),
        Stage::Failed => words.failed.to_owned(),
        Stage::Large(jobs) => words.large.with(&[("jobs", &number(jobs))]),
    };
    let is_busy = matches!(stage, Stage::Waiting | Stage::Running);
    let label = match stage {
        _ if is_busy => words.cancel,
        Stage::Large(_) => words.simulate,
        _ => words.again,
    };
    let bar = is_busy.then(|| {
        view! { <progress max=total.max(1).to_string() value=done.to_string() aria-label=words.planner></progress> }
    });
    let button = (stage != Stage::Finished).then(|| {
        view! {
            <Button
                label=Signal::derive(move || label.to_owned())
                pressed=move || if is_busy { run.cancel() } else { run.start(true) }
            />
        }
        .into_any()
    });
    view! {
        <div class="row plan-progress">
            {bar}
            <span class="quiet">{sentence}</span>
            {button}
        </div>
    }
    .into_any()
}
