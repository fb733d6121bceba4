//! Where the text of a field is typed: in one line, or in several where the text has them.

use leptos::ev::ClipboardEvent;
use leptos::prelude::*;

use super::parts::Sight;
use super::state::{State, done};
use crate::job_form::{is_masked, text};
use crate::request::{FieldId, Problem, ReferencePart, Severity};
use crate::ui::kit::{FieldProblem, Speech, focus_soon, guard_pastes};
use crate::web::clipboard;
use crate::words::REQUEST_PAGE;

/// The control of a field, and that a paste was too long for it.
pub(super) fn control(
    state: State,
    field: FieldId,
    speech: Speech,
) -> (AnyView, Signal<Option<FieldProblem>>) {
    let shown = state.part(move |sight| shown(sight, field));
    let control = Control { state, field, speech, shown };
    let (too_long, pasted) = guard_pastes(Signal::stored(None));
    if !matches!(field, FieldId::ParameterValue(_)) {
        return (control.of_one_line(pasted), too_long);
    }
    // Only a parameter's value can have several lines: a control of one line would take them away without a word.
    let has_lines = Memo::new(move |had: Option<&bool>| {
        let has_them = || shown.with(|shown| shown.text.contains(['\n', '\r']));
        had.copied().unwrap_or_default() || has_them()
    });
    let control = move || match has_lines.get() {
        true => control.of_lines(pasted),
        false => control.of_one_line(pasted),
    };
    (control.into_any(), too_long)
}

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
        masked: !sight.shows_secrets && is_masked(draft, field),
        wrong: is_wrong(sight, field),
    }
}

fn is_wrong(sight: Sight, field: FieldId) -> &'static str {
    let is_error = |problem: &Problem| problem.field == field && problem.severity() == Severity::Error;
    if sight.problems.iter().any(is_error) { "true" } else { "false" }
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
