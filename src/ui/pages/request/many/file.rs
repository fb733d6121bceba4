//! The file of bodies: its form, secrets, progress.

use leptos::prelude::*;

use super::super::state::State;
use super::found::{bodies_of, count};
use super::run::{Many, Stage};
use super::table::size;
use crate::script::BundleForm;
use crate::ui::kit::{Button, CheckBox, Choice, Option_, Speech, focus_soon, follow};
use crate::words::MANY;

/// The id of the button that makes the file.
const MAKE: &str = "many-make";

pub(super) fn file(state: State) -> AnyView {
    let speech = Speech::here();
    let many = state.many;
    let forms = Signal::derive(move || {
        let words = speech.of(&MANY);
        [("lines", words.form_lines), ("zip", words.form_zip), ("zip-stored", words.form_stored)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    });
    let note = move || {
        let words = speech.of(&MANY);
        match (many.inlines.get(), many.bundle_form()) {
            (true, _) => words.inline_warning,
            (false, BundleForm::Lines) => words.placeholders_lines,
            (false, BundleForm::Zip(_)) => words.placeholders_zip,
        }
    };
    let class = move || if many.inlines.get() { "notice warning" } else { "quiet script-note" };
    view! {
        <Choice id="many-form" label=speech.label(&MANY, |words| words.form) options=forms value=many.form />
        <CheckBox
            id="many-inline"
            label=speech.label(&MANY, |words| words.inline)
            checked=many.inlines
            changed=move |is_checked| many.inlines.set(is_checked)
        />
        <p class=class>{note}</p>
        {progress(state, speech)}
    }
    .into_any()
}

/// What stands beside and under the button.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Making,
    Made,
}

/// The button stays in its place, so that it keeps the focus whatever becomes of the file.
fn progress(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    let beside = Memo::new(move |_| match many.stage.get() {
        Stage::Making(..) => Beside::Making,
        Stage::Made(..) => Beside::Made,
        Stage::Idle | Stage::Cancelled | Stage::Failed => Beside::Nothing,
    });
    let refused = Signal::derive(move || {
        let words = speech.of(&MANY);
        let is_ready = many.found.with(|found| found.as_ref().is_some_and(|found| found.jobs > 0));
        match beside.get() {
            Beside::Making => Some(words.make_under_way.to_owned()),
            _ if !is_ready => Some(words.make_refused.to_owned()),
            Beside::Nothing | Beside::Made => None,
        }
    });
    view! {
        <p class="row">
            <Button
                id=MAKE
                label=speech.label(&MANY, |words| words.make)
                pressed=move || many.make(state, speech)
                refused
                primary=true
            />
            {follow(move || match beside.get() {
                Beside::Nothing => ().into_any(),
                Beside::Making => making(state, speech),
                Beside::Made => again(many, speech),
            })}
        </p>
        {follow(move || said(many, speech))}
        <p class="field-help">{speech.word(&MANY, |words| words.form_help)}</p>
    }
    .into_any()
}

fn again(many: Many, speech: Speech) -> AnyView {
    view! { <Button label=speech.label(&MANY, |words| words.save_again) pressed=move || many.save() /> }
        .into_any()
}

/// How far it has come, and the way out, which is drawn once: each step would take the focus from it.
fn making(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    let step = move |pick: fn((usize, usize)) -> usize| {
        move || match many.stage.get() {
            Stage::Making(done, total, _) => Some(pick((done, total)).to_string()),
            _ => None,
        }
    };
    let cancelled = move || {
        many.cancel(state, speech);
        focus_soon(MAKE);
    };
    view! {
        <progress
            max=step(|(_, total)| total)
            value=step(|(done, _)| done)
            aria-label=speech.word(&MANY, |words| words.file)
        ></progress>
        <Button id="many-cancel" label=speech.label(&MANY, |words| words.cancel) pressed=cancelled />
    }
    .into_any()
}

/// What became of the file, or becomes of it.
fn said(many: Many, speech: Speech) -> AnyView {
    let words = speech.of(&MANY);
    let (class, said) = match many.stage.get() {
        Stage::Idle => return ().into_any(),
        Stage::Making(done, total, bytes) => {
            let size = size(usize::try_from(bytes).unwrap_or(usize::MAX), speech);
            let (done, total) = (count(done, speech), count(total, speech));
            ("many-progress", words.making.with(&[("done", &done), ("total", &total), ("size", &size)]))
        }
        Stage::Made(total, bytes) => ("notice", made(many, total, bytes, speech)),
        Stage::Cancelled => ("notice", words.cancelled.to_owned()),
        Stage::Failed => ("notice bad", words.failed.to_owned()),
    };
    view! { <p class=class>{said}</p> }.into_any()
}

/// What was made.
pub(super) fn made(many: Many, total: usize, bytes: u64, speech: Speech) -> String {
    speech.of(&MANY).made.with(&[
        ("bodies", &bodies_of(total, speech)),
        ("size", &size(usize::try_from(bytes).unwrap_or(usize::MAX), speech)),
        ("name", many.file_name()),
    ])
}
