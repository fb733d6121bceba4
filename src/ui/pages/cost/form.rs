use leptos::prelude::*;

use super::state::State;
use crate::cost::{CostField, Kind};
use crate::ui::kit::{Button, Choice, FieldProblem, NumberField, Option_, Select, Speech, announce};
use crate::units::Problem;
use crate::units::number::NotOneNumber;
use crate::words::{COST, CostWords, QUANTITY, unit};

/// The inputs, grouped by question.
#[component]
pub(super) fn Form(state: State) -> impl IntoView {
    let speech = Speech::here();
    let length = state.text(CostField::Length);
    let lengths = Signal::derive(move || {
        let words = speech.of(&COST);
        vec![
            Option_ { value: CostField::BY_MINUTES, label: words.length_minutes.to_owned() },
            Option_ { value: CostField::BY_ROWS, label: words.length_rows.to_owned() },
        ]
    });
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            <fieldset class="group">
                <legend>{speech.word(&COST, |words| words.what_runs)}</legend>
                {number(state, CostField::Jobs)}
                <Choice
                    id="length"
                    label=Signal::derive(move || speech.of(&COST).length.to_owned())
                    options=lengths
                    value=length
                />
                <div class="pair">
                    {move || {
                        if length.with(|length| length == CostField::BY_ROWS) {
                            (number(state, CostField::Rows), number(state, CostField::Seconds)).into_any()
                        } else {
                            number(state, CostField::Minutes)
                        }
                    }}
                </div>
            </fieldset>
            <fieldset class="group">
                <legend>{speech.word(&COST, |words| words.on_what)}</legend>
                {number(state, CostField::Vms)}
                {number(state, CostField::Hours)}
            </fieldset>
            <fieldset class="group">
                <legend>{speech.word(&COST, |words| words.at_which_prices)}</legend>
                <PlanSelect state />
                {number(state, CostField::Instances)}
            </fieldset>
            <StartOver state />
        </form>
    }
    .into_any()
}

/// The field of a number: label, unit, help and problem by the field's own row of each table.
fn number(state: State, field: CostField) -> AnyView {
    let speech = Speech::here();
    let Kind::Number(quantity) = field.kind() else { return ().into_any() };
    let bound = quantity.bound();
    let problem = Signal::derive(move || {
        let fault = state
            .outcome
            .with(|outcome| outcome.faults.iter().find(|fault| fault.field == field).cloned())?;
        let sentence = speech.quantity_problem(&fault.problem, &bound);
        Some(FieldProblem { sentence, readings: readings(speech, &fault.problem), is_warning: false })
    });
    view! {
        <NumberField
            id=field.key()
            label=Signal::derive(move || label(speech.of(&COST), field).to_owned())
            unit=Signal::derive(move || unit(bound.unit, speech.language()).to_owned())
            value=state.text(field)
            problem=problem
            help=Signal::derive(move || help(speech.of(&COST), field).map(str::to_owned))
        />
    }
    .into_any()
}

/// The two readings of an ambiguous number, each a button that types it plainly.
fn readings(speech: Speech, problem: &Problem) -> Vec<(String, String)> {
    match problem {
        Problem::NotOneNumber(NotOneNumber::Ambiguous { fraction, thousands, .. }) => [fraction, thousands]
            .map(|value| {
                let shown = speech.number(*value, 28);
                (speech.of(&QUANTITY).use_this.with(&[("number", &shown)]), value.to_string())
            })
            .to_vec(),
        _ => Vec::new(),
    }
}

#[component]
fn PlanSelect(state: State) -> impl IntoView {
    let speech = Speech::here();
    let text = state.text(CostField::Plan);
    let options: Vec<Option_> = match CostField::Plan.kind() {
        Kind::OneOf(plans) => {
            plans.iter().map(|plan| Option_ { value: plan, label: (*plan).to_owned() }).collect()
        }
        Kind::Number(_) => Vec::new(),
    };
    view! {
        <Select
            id="plan"
            label=Signal::derive(move || speech.of(&COST).plan.to_owned())
            options
            value=text
            chosen=move |plan| text.set(plan)
            help=Signal::derive(move || Some(speech.of(&COST).plan_help.to_owned()))
        />
    }
    .into_any()
}

/// Back to the defaults, with undo.
#[component]
fn StartOver(state: State) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <p class="row">
            <Button
                label=Signal::derive(move || speech.of(&COST).reset.to_owned())
                pressed=move || {
                    state.reset();
                    announce(COST.of(speech.language_untracked()).reset_done);
                }
            />
            <Show when=move || state.before_reset.with(Option::is_some)>
                <Button
                    label=Signal::derive(move || speech.of(&COST).undo.to_owned())
                    pressed=move || state.undo_reset()
                />
            </Show>
        </p>
    }
    .into_any()
}

const fn label(words: &CostWords, field: CostField) -> &'static str {
    match field {
        CostField::Jobs => words.jobs,
        CostField::Length => words.length,
        CostField::Minutes => words.minutes,
        CostField::Rows => words.rows,
        CostField::Seconds => words.seconds,
        CostField::Vms => words.vms,
        CostField::Hours => words.hours,
        CostField::Plan => words.plan,
        CostField::Instances => words.instances,
    }
}

const fn help(words: &CostWords, field: CostField) -> Option<&'static str> {
    match field {
        CostField::Jobs => Some(words.jobs_help),
        CostField::Vms => Some(words.vms_help),
        CostField::Hours => Some(words.hours_help),
        CostField::Instances => Some(words.instances_help),
        _ => None,
    }
}
