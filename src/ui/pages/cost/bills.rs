use std::sync::Arc;

use leptos::prelude::*;

use super::state::State;
use super::when::when;
use crate::billing::wording::{access, line_arithmetic, line_name, not_billed, plan_name};
use crate::billing::{Access, Bill, Comparison, Offer, Way};
use crate::cost::{Answer, Speaker};
use crate::ui::kit::Speech;
use crate::units::Money;
use crate::words::{BILLING, COST};

/// The answer in one sentence, on top; marked when it is older than the last key.
#[component]
pub(super) fn Verdict(state: State) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <p id="verdict" class="verdict" aria-live="polite">
            {move || verdict(state, speech)}
        </p>
        {move || {
            let words = speech.of(&COST);
            if state.outcome.with(|outcome| !outcome.faults.is_empty()) {
                Some(view! { <p class="stale">{words.stale}</p> }.into_any())
            } else {
                certainty(state, speech).map(|sentence| view! { <p class="quiet">{sentence}</p> }.into_any())
            }
        }}
    }
    .into_any()
}

/// On a narrow screen, the answer along the bottom edge, leading to the results.
#[component]
pub(super) fn AnswerBar(state: State) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <a
            class="answer-bar"
            href="#results"
            on:click=|event| {
                event.prevent_default();
                crate::web::page::focus("results");
            }
        >
            {move || verdict(state, speech)}
        </a>
    }
    .into_any()
}

/// The three bills, side by side.
#[component]
pub(super) fn Bills(state: State) -> impl IntoView {
    let speech = Speech::here();
    let stale = move || state.outcome.with(|outcome| !outcome.faults.is_empty());
    view! {
        <h2>{speech.word(&COST, |words| words.bills)}</h2>
        <div class="bills" class:is-stale=stale>
            {move || {
                let answer = last_answer(state)?;
                Some(match &answer.comparison {
                    Some(comparison) => {
                        comparison
                            .offers
                            .iter()
                            .map(|offer| statement(offer, &answer, comparison, speech))
                            .collect_view()
                            .into_any()
                    }
                    None => view! { <p class="quiet">{speech.of(&COST).pending}</p> }.into_any(),
                })
            }}
        </div>
    }
    .into_any()
}

/// One way's bill as a statement: lines with their arithmetic, total, what is added, when it is done, what it takes.
fn statement(offer: &Offer, answer: &Answer, comparison: &Comparison, speech: Speech) -> AnyView {
    let words = speech.of(&COST);
    let figures = speech.figures();
    let speaker = Speaker { language: speech.language(), figures: &figures };
    let plan = answer.inputs.plan;
    let name = speaker.way(offer.way, plan);
    let is_closed = matches!(offer.access, Access::Closed(_));
    let badge = match () {
        () if is_closed => view! { <span class="badge closed">{words.closed}</span> }.into_any(),
        () if comparison.cheapest.contains(&offer.way) => {
            view! { <span class="badge">{words.cheapest}</span> }.into_any()
        }
        () => ().into_any(),
    };
    let body = match &offer.bill {
        Ok(bill) => lines(bill, offer, speaker),
        Err(why) => view! {
            <p class="stopped">
                <strong>{words.stopped}</strong>
                " "
                {not_billed(why, speaker.language, speaker.figures)}
            </p>
        }
        .into_any(),
    };
    let reasons = access(&offer.access, plan, speaker.language, speaker.figures);
    view! {
        <section class="bill" data-way=way_key(offer.way) aria-label=name.clone()>
            <header class="bill-head">
                <h3>{name.clone()}</h3>
                {badge}
            </header>
            {body}
            {when(offer.way, answer, speaker)}
            <ul class="bill-notes">
                {reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}
                {better_plan(offer, answer, speaker).map(|sentence| view! { <li>{sentence}</li> })}
            </ul>
        </section>
    }
    .into_any()
}

fn lines(bill: &Bill, offer: &Offer, speaker: Speaker<'_>) -> AnyView {
    let (words, billing) = (COST.of(speaker.language), BILLING.of(speaker.language));
    let row = |class: &'static str, head: &'static str, money: Money| {
        view! {
            <tr class=class>
                <th scope="row">{head}</th>
                <td class="amount">{speaker.money(money, bill.currency)}</td>
            </tr>
        }
        .into_any()
    };
    let rows = bill
        .lines
        .iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">{line_name(line.kind, speaker.language, speaker.figures)}</th>
                    <td class="amount">{speaker.money(line.amount, bill.currency)}</td>
                </tr>
                <tr class="arithmetic">
                    <td colspan="2">{line_arithmetic(line, bill, speaker.language, speaker.figures)}</td>
                </tr>
            }
        })
        .collect_view();
    let is_paid = bill.paid_anyway != Money::ZERO;
    view! {
        <table class="statement">
            <tbody>{rows}</tbody>
            <tfoot>
                {row("total", billing.total, bill.total)}
                {is_paid.then(|| row("part", billing.paid_anyway, bill.paid_anyway))}
                {is_paid.then(|| row("part", billing.added, bill.added))}
                {offer.added_per_job.map(|per_job| row("part", words.per_job, per_job))}
            </tfoot>
        </table>
    }
    .into_any()
}

/// The plan that would cost less for this usage, where there is one.
fn better_plan(offer: &Offer, answer: &Answer, speaker: Speaker<'_>) -> Option<String> {
    let better = offer.cheapest_plan.as_ref().filter(|better| better.plan != answer.inputs.plan)?;
    if let Ok(bill) = &offer.bill
        && bill.exact_added <= better.bill.exact_added
    {
        return None;
    }
    let plan = plan_name(better.plan, speaker.language, speaker.figures);
    let total = speaker.money(better.bill.total, better.bill.currency);
    Some(COST.of(speaker.language).better_plan.with(&[("plan", &plan), ("total", &total)]))
}

fn last_answer(state: State) -> Option<Arc<Answer>> {
    state.outcome.with(|outcome| outcome.answer.clone())
}

fn verdict(state: State, speech: Speech) -> String {
    let words = speech.of(&COST);
    let figures = speech.figures();
    let speaker = Speaker { language: speech.language(), figures: &figures };
    match last_answer(state) {
        None => words.stale.to_owned(),
        Some(answer) => match &answer.comparison {
            Some(comparison) => speaker.verdict(comparison, answer.inputs.plan),
            None => words.pending.to_owned(),
        },
    }
}

/// What the pool's certainty costs beside the cheapest way, and what it gives.
fn certainty(state: State, speech: Speech) -> Option<String> {
    let answer = last_answer(state)?;
    let figures = speech.figures();
    Speaker { language: speech.language(), figures: &figures }.certainty(&answer)
}

/// The name by which the style sheet knows a way's colour and marker.
const fn way_key(way: Way) -> &'static str {
    match way {
        Way::PoolOnPlan => "pool",
        Way::ClassicOnPlan => "plan",
        Way::ClassicPayAsYouGo => "payg",
    }
}
