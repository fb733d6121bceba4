//! Inputs and outputs: a list of blob references, each by account key or by SAS.

use std::sync::Arc;

use leptos::prelude::*;

use super::choices::{Choices, radios};
use super::field::{field, under};
use super::parts::drawn_rows;
use super::removed::{offer, removed};
use super::state::State;
use crate::request::{Draft, FieldId, InputForm, Keyed, NamedReference, ReferenceKind, ReferencePart, Role};
use crate::ui::kit::{Button, Speech, focus_soon};
use crate::words::REQUEST_PAGE;

/// How the input is sent, and the inputs.
pub(super) fn inputs(state: State) -> AnyView {
    let choices = Choices {
        id: FieldId::Inputs.to_string(),
        label: |words| words.input_form,
        entries: |speech| {
            let words = speech.of(&REQUEST_PAGE);
            [
                (InputForm::Single.key(), words.input_single),
                (InputForm::Named.key(), words.input_named),
                (InputForm::Without.key(), words.input_none),
            ]
            .map(|(value, label)| (value, label.to_owned()))
            .to_vec()
        },
        current: state.part(|sight| sight.draft.input_form.key()),
        chosen: Arc::new(move |value| {
            let form = InputForm::of_key(value);
            state.draft.update(|draft| {
                draft.input_form = form;
                if form != InputForm::Without && draft.inputs.is_empty() {
                    draft.inputs = Draft::default().inputs;
                }
            });
        }),
    };
    view! {
        {radios(choices)}
        {under(state, FieldId::Inputs)}
        {list(state, Role::Input)}
    }
    .into_any()
}

/// The outputs.
pub(super) fn outputs(state: State) -> AnyView {
    view! {
        {under(state, FieldId::Outputs)}
        {list(state, Role::Output)}
    }
    .into_any()
}

/// The references that are sent, and a button for one more where there may be more.
fn list(state: State, role: Role) -> AnyView {
    let speech = Speech::here();
    let count = Memo::new(move |_| state.draft.with(|draft| sent(draft, role)));
    let drawn = drawn_rows(count);
    let may_grow =
        move || role == Role::Output || state.draft.with(|draft| draft.input_form == InputForm::Named);
    let added = move || {
        let at = state.draft.with_untracked(|draft| of(draft, role).len());
        state.draft.update(|draft| {
            let name = unused_name(of(draft, role), role);
            of_mut(draft, role).push(NamedReference { name, ..NamedReference::default() });
        });
        focus_soon(part(role, at, ReferencePart::Name).to_string());
    };
    view! {
        <For each=move || 0..drawn.get() key=|at| *at children=move |at| reference(state, role, at) />
        {removed(state, group(role))}
        <Show when=may_grow>
            <Button
                label=Signal::derive(move || {
                    let words = speech.of(&REQUEST_PAGE);
                    if role == Role::Input { words.add_input } else { words.add_output }.to_owned()
                })
                pressed=added
            />
        </Show>
    }
    .into_any()
}

/// One reference.
fn reference(state: State, role: Role, at: usize) -> AnyView {
    let speech = Speech::here();
    let kind = state.part(move |sight| {
        of(sight.draft, role).get(at).map(|named| named.reference.kind).unwrap_or_default()
    });
    let is_named =
        state.part(move |sight| role == Role::Output || sight.draft.input_form == InputForm::Named);
    let title = move || {
        let words = speech.of(&REQUEST_PAGE);
        let phrase = if role == Role::Input { words.input_number } else { words.output_number };
        phrase.with(&[("number", &(at + 1).to_string())])
    };
    let fields = move || {
        let of = |part_: ReferencePart| field(state, part(role, at, part_));
        match kind.get() {
            ReferenceKind::AccountKey => (of(ReferencePart::Connection), of(ReferencePart::Path)).into_any(),
            ReferenceKind::Sas => {
                (of(ReferencePart::Base), of(ReferencePart::Path), of(ReferencePart::Token)).into_any()
            }
            ReferenceKind::Mixed => (
                of(ReferencePart::Connection),
                of(ReferencePart::Path),
                of(ReferencePart::Base),
                of(ReferencePart::Token),
            )
                .into_any(),
        }
    };
    view! {
        <section class="reference" aria-label=title>
            <header class="reference-head">
                {move || {
                    is_named
                        .get()
                        .then(|| {
                            (field(state, part(role, at, ReferencePart::Name)), remove_button(state, role, at))
                        })
                }}
            </header>
            {kind_choice(state, role, at)}
            {under(state, part(role, at, ReferencePart::Kind))}
            {fields}
        </section>
    }
    .into_any()
}

fn kind_choice(state: State, role: Role, at: usize) -> AnyView {
    radios(Choices {
        id: part(role, at, ReferencePart::Kind).to_string(),
        label: |words| words.opened_with,
        entries: |speech| {
            let words = speech.of(&REQUEST_PAGE);
            [(ReferenceKind::AccountKey, words.with_key), (ReferenceKind::Sas, words.with_sas)]
                .map(|(kind, label)| (kind.key(), label.to_owned()))
                .to_vec()
        },
        current: state.part(move |sight| {
            of(sight.draft, role).get(at).map(|named| named.reference.kind).unwrap_or_default().key()
        }),
        chosen: Arc::new(move |value| {
            let kind = Keyed::of_key(value);
            state.draft.update(|draft| {
                if let Some(named) = of_mut(draft, role).get_mut(at) {
                    named.reference.kind = kind;
                }
            });
        }),
    })
}

fn remove_button(state: State, role: Role, at: usize) -> AnyView {
    let speech = Speech::here();
    let name = state
        .part(move |sight| of(sight.draft, role).get(at).map(|named| named.name.clone()).unwrap_or_default());
    let said = move || speech.of(&REQUEST_PAGE).remove_named.with(&[("name", &name.get())]);
    let removed = move |_| {
        let name = name.get_untracked();
        state.remove(group(role), name.clone(), |draft| {
            let list = of_mut(draft, role);
            if at < list.len() {
                list.remove(at);
            }
        });
        offer(&name, speech);
    };
    view! {
        <button type="button" class="button small" aria-label=said on:click=removed>
            {speech.word(&REQUEST_PAGE, |words| words.remove)}
        </button>
    }
    .into_any()
}

const fn group(role: Role) -> FieldId {
    match role {
        Role::Input => FieldId::Inputs,
        Role::Output => FieldId::Outputs,
    }
}

const fn part(role: Role, at: usize, part: ReferencePart) -> FieldId {
    match role {
        Role::Input => FieldId::Input(at, part),
        Role::Output => FieldId::Output(at, part),
    }
}

fn of(draft: &Draft, role: Role) -> &Vec<NamedReference> {
    match role {
        Role::Input => &draft.inputs,
        Role::Output => &draft.outputs,
    }
}

fn of_mut(draft: &mut Draft, role: Role) -> &mut Vec<NamedReference> {
    match role {
        Role::Input => &mut draft.inputs,
        Role::Output => &mut draft.outputs,
    }
}

/// How many references the body sends.
fn sent(draft: &Draft, role: Role) -> usize {
    match (role, draft.input_form) {
        (Role::Input, InputForm::Without) => 0,
        (Role::Input, InputForm::Single) => draft.inputs.len().min(1),
        _ => of(draft, role).len(),
    }
}

fn unused_name(list: &[NamedReference], role: Role) -> String {
    let stem = if role == Role::Input { "input" } else { "output" };
    let is_free = |name: &String| list.iter().all(|named| named.name != *name);
    (1..).map(|number: u32| format!("{stem}{number}")).find(is_free).unwrap_or_default()
}
