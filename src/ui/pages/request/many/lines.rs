//! The script that runs every body of the file.

use leptos::prelude::*;

use super::super::after::after;
use super::super::code::{Written, code, tongue_menu, tongue_of};
use super::super::prelude::prelude;
use super::super::scripts::{flow, inlining, inlining_note, secrets, variables};
use super::super::state::State;
use crate::script::{Flow, Options, Tongue, many_script, script_problem};
use crate::ui::kit::{FieldProblem, NumberField, Speech};
use crate::units::Quantity;
use crate::words::MANY;

/// The file that the loop reads.
const BODIES: &str = "bodies.ndjson";

pub(super) fn lines(state: State) -> AnyView {
    let speech = Speech::here();
    let many = state.many;
    let tongue = Memo::new(move |_| many.tongue.with(|chosen| tongue_of(chosen)));
    let problem = Signal::derive(move || {
        let problem = many.at_once.with(|typed| Quantity::JobsAtOnce.read(typed)).err()?;
        let sentence = speech.quantity_problem(&problem, &Quantity::JobsAtOnce.bound());
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    });
    let is_loop = |tongue: Tongue| matches!(tongue, Tongue::Script(_));
    let flow = Memo::new(move |_| {
        let flow = flow(state, speech.language())?;
        let in_places = many.found.with(|found| {
            let found = found.as_ref().filter(|found| found.jobs > 0);
            found.map(|found| found.secrets.clone())
        });
        // A file that holds them has no places to fill.
        let secrets = if many.inlines.get() { Some(Vec::new()) } else { in_places };
        Ok(match secrets {
            Some(secrets) => flow.holding_only(&secrets),
            None => flow,
        })
    });
    let shown = Memo::new(move |_| written(state, flow.get()?, tongue.get(), true, speech));
    let variables = Memo::new(move |_| variables(state, flow.get(), speech.language()));
    view! {
        <p class="field-help">{move || speech.of(&MANY).loop_help.with(&[("name", BODIES)])}</p>
        <div class="pair">
            {tongue_menu("many-language", many.tongue, tongue, is_loop)}
            <NumberField
                id="many-at-once"
                label=speech.label(&MANY, |words| words.at_once)
                unit=speech.label(&MANY, |words| words.count_unit)
                value=many.at_once
                problem
                help=speech.label(&MANY, |words| words.at_once_help)
            />
        </div>
        {inlining("many-script-inline", state, speech)}
        {inlining_note(state, speech)}
        {prelude(variables)}
        {after(state)}
        {code(shown, tongue, "bes-jobs", move || written(state, flow.get()?, tongue.get(), false, speech))}
    }
    .into_any()
}

fn written(state: State, flow: Flow, tongue: Tongue, is_shown: bool, speech: Speech) -> Written {
    let language = speech.language();
    let Tongue::Script(script) = tongue else { return Ok(String::new()) };
    let bound = Quantity::JobsAtOnce.bound();
    let at_once = state
        .many
        .at_once
        .with(|typed| Quantity::JobsAtOnce.read(typed))
        .map_err(|problem| speech.quantity_problem(&problem, &bound))?;
    let secrets = secrets(state, is_shown);
    let flow = state.after.of(state, flow, language)?;
    let at_once = u32::try_from(at_once.normalize()).unwrap_or(1);
    many_script(&flow, BODIES, at_once, script, &Options { secrets, ..Options::default() })
        .map_err(|problem| script_problem(&problem, language))
}
