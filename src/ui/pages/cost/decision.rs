use leptos::prelude::*;

use super::state::State;
use crate::ui::kit::Speech;
use crate::words::COST;

/// The source page's own decision table, ticked from the inputs.
#[component]
pub(super) fn DecisionTable(state: State) -> impl IntoView {
    let speech = Speech::here();
    let body = move || {
        let words = speech.of(&COST);
        let decision =
            state.outcome.with(|outcome| outcome.answer.as_ref().map(|answer| answer.inputs.decision()))?;
        let row = |holds: bool, condition: &'static str| {
            let (mark, said) = if holds { ("✓", words.holds) } else { ("–", words.holds_not) };
            view! {
                <li data-holds=holds.to_string()>
                    <span aria-hidden="true">{mark}</span>
                    <span class="hidden-label">{said}</span>
                    {condition}
                </li>
            }
        };
        let advice = if decision.is_pool() { words.advice_pool } else { words.advice_classic };
        Some(view! {
            <div class="decision-columns">
                <div>
                    <h3>{words.use_pool_when}</h3>
                    <ul>
                        {row(decision.many_jobs, words.many_jobs)}
                        {row(decision.at_once, words.at_once_needed)}
                        {row(decision.throughput, words.throughput)}
                    </ul>
                </div>
                <div>
                    <h3>{words.use_classic_when}</h3>
                    <ul>
                        {row(!decision.many_jobs, words.few_jobs)}
                        {row(!decision.at_once && !decision.throughput, words.not_at_once)}
                    </ul>
                </div>
            </div>
            <p class="quiet">{advice}</p>
        })
    };
    view! {
        <section class="decision" aria-labelledby="decision-heading">
            <h2 id="decision-heading">{speech.word(&COST, |words| words.decision)}</h2>
            {body}
        </section>
    }
    .into_any()
}
