//! One line of the form, whichever field it is: label, control, and everything that was found in it.

use leptos::ev::ClipboardEvent;
use leptos::prelude::*;

use super::parts::{Found, Sight};
use super::state::{State, done};
use crate::job_form::{connection_summary, is_masked, is_secret, parameter_summary, port_summary, text};
use crate::request::{
    FieldId, ParameterType, Problem, ReferencePart, Role, Sas, Severity, repaired, request_problem,
    sas_summary,
};
use crate::ui::kit::{FieldProblem, Speech, focus_soon, follow, guard_pastes};
use crate::web::{clipboard, clock};
use crate::words::{REQUEST_PAGE, RequestPageWords};

/// A field of text.
pub(super) fn field(state: State, field: FieldId) -> AnyView {
    let speech = Speech::here();
    let id = field.to_string();
    let shown = state.part(move |sight| shown(sight, field));
    let control = Control { state, field, speech, shown };
    // Only a parameter's value can have several lines: a control of one line would take them away without a word.
    let has_lines = Memo::new(move |had: Option<&bool>| {
        let has_them = || shown.with(|shown| shown.text.contains(['\n', '\r']));
        had.copied().unwrap_or_default() || has_them()
    });
    let (control, too_long) = match field {
        FieldId::ParameterValue(_) => {
            let (too_long, pasted) = guard_pastes(Signal::stored(None));
            let control = move || match has_lines.get() {
                true => control.of_lines(pasted),
                false => control.of_one_line(pasted),
            };
            (control.into_any(), too_long)
        }
        _ => {
            let (too_long, pasted) = guard_pastes(Signal::stored(None));
            (control.of_one_line(pasted), too_long)
        }
    };
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

/// Where the text of a field is typed.
#[derive(Clone, Copy)]
struct Control {
    state: State,
    field: FieldId,
    speech: Speech,
    shown: RwSignal<Shown>,
}

impl Control {
    fn of_one_line(self, pasted: impl Fn(ClipboardEvent) + 'static) -> AnyView {
        let Self { state, field, speech, shown } = self;
        let id = field.to_string();
        view! {
            <input
                id=id.clone()
                class="code"
                type=move || if shown.with(|shown| shown.masked) { "password" } else { "text" }
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                placeholder=placeholder(field)
                prop:value=move || shown.with(|shown| shown.text.clone())
                on:paste:target=move |event| {
                    pasted((*event).clone());
                    if event.default_prevented() {
                        return;
                    }
                    state.clipboard_used();
                    let target = event.target();
                    let selected = (target.selection_start(), target.selection_end());
                    self.lines_pasted(&event, selected.0.ok().flatten(), selected.1.ok().flatten());
                }
                on:input:target=move |event| {
                    if state.entered(field, event.target().value()) {
                        // Where the part is what it was, nothing else puts it back into the control.
                        let part = state.draft.with_untracked(|draft| text(draft, field).to_owned());
                        event.target().set_value(&part);
                        done(REQUEST_PAGE.of(speech.language_untracked()).split_done);
                    }
                }
                aria-invalid=move || shown.with(|shown| shown.wrong)
                aria-describedby=format!("{id}-under")
                list=matches!(field, FieldId::ParameterValue(_)).then(|| format!("{id}-list"))
            />
        }
        .into_any()
    }

    fn of_lines(self, pasted: impl Fn(ClipboardEvent) + 'static) -> AnyView {
        let Self { state, field, shown, .. } = self;
        let id = field.to_string();
        view! {
            <textarea
                id=id.clone()
                class="code"
                rows="4"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                prop:value=move || shown.with(|shown| shown.text.clone())
                on:paste=pasted
                on:input:target=move |event| {
                    state.entered(field, event.target().value());
                }
                aria-invalid=move || shown.with(|shown| shown.wrong)
                aria-describedby=format!("{id}-under")
            ></textarea>
        }
        .into_any()
    }

    /// Several lines for a parameter's value, before the control of one line takes their breaks away. What is selected
    /// is counted in UTF-16 units.
    fn lines_pasted(self, event: &ClipboardEvent, start: Option<u32>, end: Option<u32>) {
        let is_value = matches!(self.field, FieldId::ParameterValue(_));
        let lines = clipboard::pasted(event).filter(|text| is_value && text.contains('\n'));
        let Some(lines) = lines else { return };
        event.prevent_default();
        let before = self.state.draft.with_untracked(|draft| text(draft, self.field).to_owned());
        let units: Vec<u16> = before.encode_utf16().collect();
        let at = |unit: Option<u32>| unit.and_then(|unit| usize::try_from(unit).ok()).unwrap_or(units.len());
        let (head, tail) = (units.get(..at(start)), units.get(at(end)..));
        let [head, tail] = [head, tail].map(|part| String::from_utf16_lossy(part.unwrap_or_default()));
        self.state.entered(self.field, [head, lines.replace("\r\n", "\n"), tail].concat());
        focus_soon(self.field.to_string());
    }
}

/// What an input shows.
#[derive(PartialEq)]
struct Shown {
    text: String,
    masked: bool,
    wrong: &'static str,
}

fn shown(sight: Sight, field: FieldId) -> Shown {
    let draft = sight.draft;
    Shown {
        text: text(draft, field).to_owned(),
        masked: is_secret(field) && !sight.shows_secrets && is_masked(draft, field),
        wrong: is_wrong(sight, field),
    }
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
    let sentence = request_problem(problem, speech.language(), &speech.figures());
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

fn is_wrong(sight: Sight, field: FieldId) -> &'static str {
    let is_error = |problem: &Problem| problem.field == field && problem.severity() == Severity::Error;
    if sight.problems.iter().any(is_error) { "true" } else { "false" }
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

/// What the field looks like when it is filled; the same in every language.
const fn placeholder(field: FieldId) -> Option<&'static str> {
    match field {
        FieldId::Service => Some("https://…/services/…/jobs?api-version=2.0"),
        FieldId::PoolId => Some("8dfc151b0d3e446497b845f3b29ef53b"),
        FieldId::Input(_, part) | FieldId::Output(_, part) => match part {
            ReferencePart::Connection => Some("DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…"),
            ReferencePart::Base => Some("https://account.blob.core.windows.net/"),
            ReferencePart::Path => Some("container/folder/file.csv"),
            ReferencePart::Token => Some("?sv=…&sig=…"),
            ReferencePart::Name | ReferencePart::Kind => None,
        },
        _ => None,
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
            connection_summary(text(draft, field), speech.language(), &speech.figures())
        }
        FieldId::Input(_, ReferencePart::Token) | FieldId::Output(_, ReferencePart::Token) => {
            let token = Sas::parse(text(draft, field));
            let summary = sas_summary(&token, clock::now(), speech.language(), &speech.figures());
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
