use std::sync::Arc;

use leptos::prelude::*;

use super::state::State;
use crate::billing::{Bill, Offer, PlanChoice, Way};
use crate::cost::{Answer, Speaker};
use crate::ui::kit::Speech;
use crate::words::COST;

/// The answer in one sentence, on top; marked when it is older than the last key.
#[component]
pub(super) fn Verdict(state: State) -> impl IntoView {
    let speech = Speech::here();
    let stale = move || state.outcome.with(|outcome| !outcome.faults.is_empty());
    view! {
        <p id="verdict" class="verdict" aria-live="polite">
            {move || verdict(state, speech)}
        </p>
        <Show when=stale>
            <p class="stale">{speech.word(&COST, |words| words.stale)}</p>
        </Show>
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
                Some(answer.comparison.offers.iter().map(|offer| statement(offer, &answer, speech)).collect_view())
            }}
        </div>
    }
    .into_any()
}

/// What the bills assume, each where Microsoft's documents say nothing.
#[component]
pub(super) fn Assumptions() -> impl IntoView {
    let speech = Speech::here();
    let rows = move || {
        let words = speech.of(&COST);
        [
            words.assume_transactions,
            words.assume_job_time,
            words.assume_rounding,
            words.assume_month,
            words.assume_unused,
        ]
        .map(|sentence| {
            view! {
                <li>
                    <span class="mark">{words.assumed}</span>
                    {sentence}
                </li>
            }
        })
        .collect_view()
    };
    view! {
        <section class="assumptions">
            <h2>{speech.word(&COST, |words| words.assumptions)}</h2>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

/// One way's bill as a statement: lines with their arithmetic, total, per job.
fn statement(offer: &Offer, answer: &Answer, speech: Speech) -> AnyView {
    let words = speech.of(&COST);
    let figures = speech.figures();
    let speaker = Speaker { language: speech.language(), figures: &figures };
    let plan = answer.inputs.plan;
    let name = speaker.way(offer.way, plan);
    let is_cheapest = answer.comparison.cheapest.contains(&offer.way);
    let body = match &offer.bill {
        Ok(bill) => lines(bill, offer, speaker),
        Err(why) => {
            let sentence = speaker.not_billed(why);
            view! {
                <p class="stopped">
                    <strong>{words.stopped}</strong>
                    " "
                    {sentence}
                </p>
            }
            .into_any()
        }
    };
    view! {
        <section class="bill" data-way=way_key(offer.way) aria-label=name.clone()>
            <header class="bill-head">
                <h3>{name.clone()}</h3>
                {is_cheapest.then(|| view! { <span class="badge">{words.cheapest}</span> })}
            </header>
            {body}
        </section>
    }
    .into_any()
}

fn lines(bill: &Bill, offer: &Offer, speaker: Speaker<'_>) -> AnyView {
    let words = COST.of(speaker.language);
    let rows = bill
        .lines
        .iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">
                        {speaker.line(line)}
                        <span class="arithmetic">{speaker.arithmetic(line, bill.currency)}</span>
                    </th>
                    <td class="amount">{speaker.money(line.amount, bill.currency)}</td>
                </tr>
            }
        })
        .collect_view();
    let per_job = offer.added_per_job.map(|per_job| {
        view! {
            <tr class="per-job">
                <th scope="row">{words.per_job}</th>
                <td class="amount">{speaker.money(per_job, bill.currency)}</td>
            </tr>
        }
    });
    view! {
        <table class="statement">
            <tbody>{rows}</tbody>
            <tfoot>
                <tr class="total">
                    <th scope="row">{words.total}</th>
                    <td class="amount">{speaker.money(bill.total, bill.currency)}</td>
                </tr>
                {per_job}
            </tfoot>
        </table>
    }
    .into_any()
}

fn last_answer(state: State) -> Option<Arc<Answer>> {
    state.outcome.with(|outcome| outcome.answer.clone())
}

fn verdict(state: State, speech: Speech) -> String {
    let figures = speech.figures();
    let speaker = Speaker { language: speech.language(), figures: &figures };
    last_answer(state).map_or_else(
        || speech.of(&COST).stale.to_owned(),
        |answer| {
            let plan: PlanChoice = answer.inputs.plan;
            speaker.verdict(&answer.comparison, plan)
        },
    )
}

/// The name by which the style sheet knows a way's colour and marker.
const fn way_key(way: Way) -> &'static str {
    match way {
        Way::PoolOnPlan => "pool",
        Way::ClassicOnPlan => "plan",
        Way::ClassicPayAsYouGo => "payg",
    }
}
