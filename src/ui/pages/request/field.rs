//! One line of the form, whichever field it is: label, control, and everything that was found in it.

use leptos::prelude::*;

use super::control::control;
use super::parts::{Found, Sight};
use super::state::{State, done};
use crate::job_form::{connection_summary, parameter_summary, port_summary, text};
use crate::request::{
    FieldId, ParameterType, ReferencePart, Role, Sas, Severity, repaired, request_problem, sas_summary,
};
use crate::ui::kit::{FieldProblem, Speech, focus_soon, follow};
use crate::web::clock;
use crate::words::{REQUEST_PAGE, RequestPageWords};

/// A field of text.
pub(super) fn field(state: State, field: FieldId) -> AnyView {
    let speech = Speech::here();
    let id = field.to_string();
    let (control, too_long) = control(state, field, speech);
    view! {
        <div class="field">
            <label for=id.clone()>{move || label(speech.of(&REQUEST_PAGE), field)}</label>
            {control}
            {left_out(too_long)}
            {match field {
                FieldId::ParameterValue(at) => value_list(state, at, format!("{id}-list")),
                _ => ().into_any(),
            }}
            {under(state, field)}
        </div>
    }
    .into_any()
}

/// The values that a parameter takes, offered while typing.
fn value_list(state: State, at: usize, id: String) -> AnyView {
    let offered = state.part(move |sight| offered(sight, at));
    let options =
        move || offered.get().into_iter().map(|value| view! { <option value=value></option> }).collect_view();
    view! { <datalist id=id>{options}</datalist> }.into_any()
}

/// What stands under a control: what was found, with a repair where there is one, then help.
pub(super) fn under(state: State, field: FieldId) -> AnyView {
    let speech = Speech::here();
    let stands =
        state.part(move |sight| (sight.found(|problem| problem.field == field), help(sight, field, speech)));
    view! {
        <div id=format!("{field}-under") class="field-under">
            {move || {
                let (problems, help) = stands.get();
                let found = problems.iter().map(|found| said(state, found, speech)).collect_view();
                (found, help.map(|help| view! { <p class="field-help">{help}</p> }))
            }}
        </div>
    }
    .into_any()
}

/// One problem under its field.
fn said(state: State, found: &Found, speech: Speech) -> AnyView {
    let Found { problem, .. } = found;
    let class = match problem.severity() {
        Severity::Error => "field-problem",
        Severity::Warning => "field-warning",
        Severity::Note => "field-note",
    };
    let sentence = request_problem(problem, speech.language());
    view! {
        <div class=class>
            <span>{sentence}</span>
            {repair_button(state, found, speech)}
        </div>
    }
    .into_any()
}

/// A button that repairs a problem, where only one repair can be meant.
pub(super) fn repair_button(state: State, found: &Found, speech: Speech) -> Option<AnyView> {
    let problem = found.can_repair.then(|| found.problem.clone())?;
    let pressed = move |_| {
        if let Some(draft) = state.draft.with_untracked(|draft| repaired(&problem, draft)) {
            let field = problem.field;
            state.draft.set(draft);
            done(REQUEST_PAGE.of(speech.language_untracked()).repaired);
            focus_soon(field.to_string());
        }
    };
    let label = speech.of(&REQUEST_PAGE).repair_it;
    Some(view! { <button type="button" class="button small" on:click=pressed>{label}</button> }.into_any())
}

/// That a paste was too long for the field, and was left out.
pub(super) fn left_out(too_long: Signal<Option<FieldProblem>>) -> AnyView {
    follow(move || match too_long.get() {
        Some(problem) => view! {
            <p class="field-problem" role="alert">
                {problem.sentence}
            </p>
        }
        .into_any(),
        None => ().into_any(),
    })
}

const fn label(words: &RequestPageWords, field: FieldId) -> &'static str {
    match field {
        FieldId::Service => words.service_url,
        FieldId::ApiKey => words.api_key,
        FieldId::Inputs => words.input,
        FieldId::Outputs => words.outputs,
        FieldId::Parameters => words.parameters,
        FieldId::ParameterName(_) => words.name,
        FieldId::ParameterValue(_) => words.parameter_value,
        FieldId::PoolId => words.pool_id,
        FieldId::Body => words.tab_json,
        FieldId::Input(_, part) | FieldId::Output(_, part) => match part {
            ReferencePart::Name => words.name,
            ReferencePart::Kind => words.opened_with,
            ReferencePart::Connection => words.connection,
            ReferencePart::Base => words.base,
            ReferencePart::Path => words.path,
            ReferencePart::Token => words.token,
        },
    }
}

fn help(sight: Sight, field: FieldId, speech: Speech) -> Option<String> {
    let Sight { draft, ports, .. } = sight;
    let words = speech.of(&REQUEST_PAGE);
    match field {
        FieldId::Service => Some(words.service_help.to_owned()),
        FieldId::ApiKey => Some(words.api_key_help.to_owned()),
        FieldId::PoolId => Some(words.pool_help.to_owned()),
        FieldId::Input(_, ReferencePart::Connection) | FieldId::Output(_, ReferencePart::Connection) => {
            connection_summary(text(draft, field), speech.language())
        }
        FieldId::Input(_, ReferencePart::Token) | FieldId::Output(_, ReferencePart::Token) => {
            let token = Sas::parse(text(draft, field));
            let summary = sas_summary(&token, clock::now(), speech.language());
            Some(summary).filter(|summary| !summary.is_empty())
        }
        FieldId::ParameterValue(at) => {
            let name = draft.parameters.get(at).map(|parameter| parameter.name.as_str());
            parameter_summary(name.unwrap_or_default(), ports, speech.language())
        }
        FieldId::Input(_, ReferencePart::Name) => {
            port_summary(text(draft, field), Role::Input, ports, speech.language())
        }
        FieldId::Output(_, ReferencePart::Name) => {
            port_summary(text(draft, field), Role::Output, ports, speech.language())
        }
        FieldId::Input(_, ReferencePart::Base) | FieldId::Output(_, ReferencePart::Base) => {
            Some(words.sas_help.to_owned())
        }
        _ => None,
    }
}

/// The values that a parameter takes, where they are known: what its service lists, or true and false.
fn offered(sight: Sight, at: usize) -> Vec<String> {
    let Some(typed) = sight.draft.parameters.get(at) else { return Vec::new() };
    if typed.kind == ParameterType::Boolean {
        return ["true", "false"].map(str::to_owned).to_vec();
    }
    let parameters = sight.ports.into_iter().flat_map(|ports| &ports.parameters);
    parameters.filter(|parameter| parameter.name == typed.name).flat_map(|one| one.choices.clone()).collect()
}
