use leptos::prelude::*;

use super::state::State;
use crate::billing::july_2016;
use crate::pool_desk::{PLANS, rate_per_hour};
use crate::ui::kit::{FieldProblem, Markup, NumberField, Option_, Select, drawn};
use crate::units::Quantity;
use crate::words::{POOLS_PAGE, QUANTITY};

/// The meter: always in view.
pub(super) fn strip(state: State) -> AnyView {
    let speech = state.speech;
    let facts = state.part(|picture| &picture.strip);
    let figures = drawn("meter-facts", move || {
        let mut markup = Markup::new();
        markup.open("dl", &[]);
        for fact in facts.get() {
            markup.open("div", &[]);
            markup.leaf("dt", &[], fact.label);
            markup.leaf("dd", &[("class", "meter-value")], &fact.value);
            markup.leaf("dd", &[("class", "meter-note")], &fact.note);
            markup.close("div");
        }
        markup.close("dl");
        markup
    });
    view! {
        <section class="meter" aria-label=speech.label(&POOLS_PAGE, |words| words.meter)>
            {figures} {assumptions(state)}
        </section>
    }
    .into_any()
}

/// What the money assumes, to be changed where it stands.
fn assumptions(state: State) -> AnyView {
    let speech = state.speech;
    let plans = Signal::derive(move || {
        let book = july_2016();
        let figures = speech.figures();
        let option = |tier: crate::billing::Tier| {
            let included = book.plan(tier).map(|plan| plan.included.compute.hours()).unwrap_or_default();
            let holes = [
                ("tier", tier.name().to_owned()),
                ("rate", figures.money(rate_per_hour(tier), book.currency.code())),
                ("included", figures.number(included, 0)),
            ];
            let holes = holes.each_ref().map(|(hole, text)| (*hole, text.as_str()));
            Option_ { value: tier.name(), label: speech.of(&POOLS_PAGE).plan_of.with(&holes) }
        };
        PLANS.map(option).to_vec()
    });
    let problem = Signal::derive(move || {
        let problem = Quantity::ChargeDays.read(&state.terms.days.get()).err()?;
        let sentence = speech.quantity_problem(&problem, &Quantity::ChargeDays.bound());
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    });
    let assumption = state.part(|picture| &picture.assumption);
    view! {
        <details class="meter-terms">
            <summary>
                <span class="mark">{speech.label(&POOLS_PAGE, |words| words.assumed)}</span>
                {assumption}
            </summary>
            <div class="pair">
                <Select
                    id="meter-plan"
                    label=speech.label(&POOLS_PAGE, |words| words.plan)
                    options=plans
                    value=state.terms.tier
                    chosen=move |tier| state.terms.tier.set(tier)
                />
                <NumberField
                    id="meter-days"
                    label=speech.label(&POOLS_PAGE, |words| words.period)
                    unit=speech.label(&QUANTITY, |words| words.days.many)
                    value=state.terms.days
                    problem
                />
            </div>
        </details>
    }
    .into_any()
}
