use leptos::prelude::*;

use super::state::State;
use crate::cost::Decision;
use crate::ui::kit::{Markup, Speech, drawn};
use crate::words::{COST, CostWords};

/// The source page's own decision table, ticked from the inputs.
#[component]
pub(super) fn DecisionTable(state: State) -> impl IntoView {
    let speech = Speech::here();
    let table = drawn("decision-table", move || {
        let decision =
            state.outcome.with(|outcome| outcome.answer.as_ref().map(|answer| answer.inputs.decision()));
        decision.map(|decision| table(decision, speech.of(&COST))).unwrap_or_default()
    });
    view! {
        <section class="decision" aria-labelledby="decision-heading" hidden=state.has_no_answer()>
            <h2 id="decision-heading">{speech.word(&COST, |words| words.decision)}</h2>
            {table}
        </section>
    }
    .into_any()
}

fn table(decision: Decision, words: &CostWords) -> Markup {
    let columns = [
        (
            words.use_pool_when,
            &[
                (decision.many_jobs, words.many_jobs),
                (decision.at_once, words.at_once_needed),
                (decision.throughput, words.throughput),
            ][..],
        ),
        (
            words.use_classic_when,
            &[(decision.few_jobs(), words.few_jobs), (decision.not_at_once(), words.not_at_once)][..],
        ),
    ];
    let mut table = Markup::new();
    table.open("div", &[("class", "decision-columns")]);
    for (heading, conditions) in columns {
        table.open("div", &[]);
        table.leaf("h3", &[], heading);
        table.open("ul", &[]);
        for (holds, condition) in conditions {
            let (state, mark, said) =
                if *holds { ("true", "✓", words.holds) } else { ("false", "–", words.holds_not) };
            table.open("li", &[("data-holds", state)]);
            table.leaf("span", &[("aria-hidden", "true")], mark);
            table.leaf("span", &[("class", "hidden-label")], said);
            table.leaf("span", &[], condition);
            table.close("li");
        }
        table.close("ul");
        table.close("div");
    }
    table.close("div");
    let advice = match (decision.is_pool(), decision.is_classic()) {
        (true, true) => words.advice_both,
        (true, false) => words.advice_pool,
        (false, _) => words.advice_classic,
    };
    table.leaf("p", &[("class", "quiet")], advice);
    table
}
