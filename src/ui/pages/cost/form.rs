use std::sync::Arc;

use leptos::prelude::*;

use super::state::{Outcome, State};
use crate::billing::wording::book_name;
use crate::cost::{Answer, CostDraft, CostField, Fault, Group, Kind, choice_label, field_said, group_label};
use crate::ui::kit::{
    Button, FieldProblem, NumberField, Option_, Select, Speech, TextField, announce, effect, follow,
};
use crate::ui::part::Part;
use crate::units::number::NotOneNumber;
use crate::units::{Problem, Quantity};
use crate::web::{bridge, page};
use crate::words::{COST, QUANTITY, unit};

/// The inputs, grouped by question; what is rarely touched is folded away.
#[component]
pub(super) fn Form(state: State) -> impl IntoView {
    let editors = Part::new("cost_inputs");
    effect(move || {
        if editors.is_ready() {
            bridge::tell(bridge::Event::CostFields, &state.draft.with(CostDraft::to_link));
        }
    });
    bridge::hear(bridge::Event::CostText, move |detail| {
        if let Some((key, text)) = detail.split_once('\n')
            && let Some(field) = CostField::from_key(key)
        {
            state.text(field).set(text.to_owned());
        }
    });
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            {Group::ALL.map(|group| group_view(state, editors, group)).collect_view()}
            <StartOver state />
        </form>
    }
    .into_any()
}

/// The container of a field that is larger than a line: its editor is in a wasm file of its own, which is started when
/// a choice asks for it.
fn editor_view(state: State, editors: Part, field: CostField) -> AnyView {
    if field == CostField::Book {
        let speech = Speech::here();
        let summary = Signal::derive(move || {
            let (book, own) = state.draft.with(|draft| (draft.book(), !draft.text(field).is_empty()));
            let [label, _] = field_said(speech.of(&COST), field, state.book_currency.get());
            let name = book.as_ref().map(|book| book_name(book, own, speech.language())).unwrap_or_default();
            format!("{label}: {name}")
        });
        return view! {
            <details class="book" on:toggle=move |_| editors.start()>
                <summary>{summary}</summary>
                {editors.view("input-book")}
            </details>
        }
        .into_any();
    }
    let is_asked = Memo::new(move |_| state.draft.with(|draft| draft.asks(field)));
    effect(move || {
        if is_asked.get() {
            editors.start();
        }
    });
    let container = match field {
        CostField::Pattern => "input-pattern",
        CostField::History => "input-history",
        _ => "input-vm-grid",
    };
    let is_unasked = Signal::derive(move || !is_asked.get());
    view! {
        <div class="editor" hidden=is_unasked>
            {editors.view(container)}
        </div>
    }
    .into_any()
}

fn group_view(state: State, editors: Part, group: Group) -> AnyView {
    let speech = Speech::here();
    let label = Signal::derive(move || group_label(speech.of(&COST), group));
    let fields = CostField::ALL
        .into_iter()
        .filter(|field| field.group() == group)
        .map(|field| {
            if matches!(field.kind(), Kind::Week(_) | Kind::History | Kind::Book) {
                return editor_view(state, editors, field);
            }
            let asked = Memo::new(move |_| state.draft.with(|draft| draft.asks(field)));
            follow(move || if asked.get() { field_view(state, field) } else { ().into_any() })
        })
        .collect::<Vec<AnyView>>();
    if matches!(group, Group::Have | Group::Classic | Group::Assumed) {
        view! {
            <details class="group" data-group=format!("{group:?}")>
                <summary>{label}</summary>
                <div class="group-fields">{fields}</div>
            </details>
        }
        .into_any()
    } else {
        view! {
            <fieldset class="group">
                <legend>{label}</legend>
                {fields}
            </fieldset>
        }
        .into_any()
    }
}

/// The control of a field, by the field's own row of each table.
fn field_view(state: State, field: CostField) -> AnyView {
    let speech = Speech::here();
    let said = move || field_said(speech.of(&COST), field, state.book_currency.get());
    let label = Signal::derive(move || said()[0].clone());
    let help = Signal::derive(move || Some(said()[1].clone()).filter(|help| !help.is_empty()));
    // Three parts of a field read it, and a key changes the problems of few fields.
    let problem: Signal<Option<FieldProblem>> = Memo::new(move |_| problem_of(state, field, speech)).into();
    let value = state.text(field);
    match field.kind() {
        Kind::Number(quantity) => {
            let unit = Signal::derive(move || unit(quantity.bound().unit, speech.language()).to_owned());
            view! { <NumberField id=field.key() label unit value problem help /> }.into_any()
        }
        Kind::Currency => view! { <TextField id=field.key() label value problem help /> }.into_any(),
        Kind::OneOf(values) => {
            let options = Signal::derive(move || {
                let words = speech.of(&COST);
                values
                    .iter()
                    .map(|value| Option_ { value, label: choice_label(words, field, value).to_owned() })
                    .collect::<Vec<_>>()
            });
            view! {
                <Select id=field.key() label options value chosen=move |chosen| value.set(chosen) help />
            }
            .into_any()
        }
        // [`editor_view`] has these.
        Kind::Week(_) | Kind::History | Kind::Book => ().into_any(),
    }
}

/// What is wrong with a field, in words, with the two readings of an ambiguous number as buttons.
fn problem_of(state: State, field: CostField, speech: Speech) -> Option<FieldProblem> {
    let fault =
        state.outcome.with(|outcome| outcome.faults.iter().find(|fault| fault.field == field).cloned());
    let Some(fault) = fault else { return over_quota(state, field, speech) };
    Some(match (&fault.fault, field.kind()) {
        (Fault::Number(problem), Kind::Number(quantity)) => number_problem(speech, problem, quantity),
        // What is wrong with the larger inputs, their editors say.
        (Fault::Number(_) | Fault::Week(_) | Fault::NoHistory | Fault::NoBook, _) => FieldProblem::default(),
        (Fault::Currency(no_currency), _) => FieldProblem {
            sentence: speech.of(&COST).not_a_currency.with(&[("found", &no_currency.found)]),
            ..FieldProblem::default()
        },
    })
}

/// That the pool is larger than its quota.
fn over_quota(state: State, field: CostField, speech: Speech) -> Option<FieldProblem> {
    let is_over = |outcome: &Outcome| {
        let is_over = |answer: &Arc<Answer>| answer.inputs.is_over_quota();
        outcome.faults.is_empty() && outcome.answer.as_ref().is_some_and(is_over)
    };
    let is_told = field == CostField::Quota && state.outcome.with(is_over);
    is_told.then(|| FieldProblem {
        sentence: speech.of(&COST).over_quota.to_owned(),
        is_warning: true,
        ..FieldProblem::default()
    })
}

fn number_problem(speech: Speech, problem: &Problem, quantity: Quantity) -> FieldProblem {
    let readings = match problem {
        Problem::NotOneNumber(NotOneNumber::Ambiguous { fraction, thousands, .. }) => [fraction, thousands]
            .map(|value| {
                let shown = speech.number(*value, 28);
                (speech.of(&QUANTITY).use_this.with(&[("number", &shown)]), value.to_string())
            })
            .to_vec(),
        _ => Vec::new(),
    };
    let sentence = speech.quantity_problem(problem, &quantity.bound());
    FieldProblem { sentence, readings, is_warning: false }
}

/// The id of the button that goes back to the defaults.
pub(super) const RESET: &str = "start-over";

/// Back to the defaults, with undo.
#[component]
fn StartOver(state: State) -> impl IntoView {
    let speech = Speech::here();
    let undo = follow(move || {
        if state.before_reset.with(Option::is_none) {
            return ().into_any();
        }
        let label = speech.label(&COST, |words| words.undo);
        let pressed = move || {
            state.undo_reset();
            page::focus(RESET);
        };
        view! { <Button label pressed undo=true /> }.into_any()
    });
    view! {
        <p class="row">
            <Button
                id=RESET
                label=speech.label(&COST, |words| words.reset)
                pressed=move || {
                    state.reset();
                    announce(COST.of(speech.language_untracked()).reset_done);
                }
            />
            {undo}
        </p>
    }
    .into_any()
}
