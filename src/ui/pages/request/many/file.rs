//! The file of bodies: its form, secrets, progress.

use leptos::prelude::*;

use super::super::state::State;
use super::found::{bodies_of, count};
use super::run::{Many, Stage};
use super::table::size;
use crate::script::BundleForm;
use crate::ui::kit::{Button, CheckBox, Choice, Option_, Speech, follow};
use crate::words::MANY;

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
        match (state.inlines_secrets.get(), many.bundle_form()) {
            (true, _) => words.inline_warning,
            (false, BundleForm::Lines) => words.placeholders_lines,
            (false, BundleForm::Zip(_)) => words.placeholders_zip,
        }
    };
    let class = move || if state.inlines_secrets.get() { "notice warning" } else { "quiet script-note" };
    view! {
        <Choice id="many-form" label=speech.label(&MANY, |words| words.form) options=forms value=many.form />
        <CheckBox
            id="many-inline"
            label=speech.label(&MANY, |words| words.inline)
            checked=state.inlines_secrets
            changed=move |is_checked| state.inlines_secrets.set(is_checked)
        />
        <p class=class>{note}</p>
        {follow(move || progress(state, speech))}
    }
    .into_any()
}

fn progress(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    let words = speech.of(&MANY);
    match many.stage.get() {
        Stage::Making(done, total, bytes) => making(state, [done, total], bytes, speech),
        stage => {
            let refused = Signal::derive(move || {
                let is_ready = many.found.with(|found| found.as_ref().is_some_and(|found| found.jobs > 0));
                (!is_ready).then(|| speech.of(&MANY).make_refused.to_owned())
            });
            let said = match stage {
                Stage::Made(total, bytes) => Some(made(many, total, bytes, speech)),
                Stage::Cancelled => Some(words.cancelled.to_owned()),
                Stage::Failed => Some(words.failed.to_owned()),
                Stage::Idle | Stage::Making(..) => None,
            };
            let class = if stage == Stage::Failed { "notice bad" } else { "notice" };
            let again = matches!(stage, Stage::Made(..)).then(|| {
                view! {
                    <Button
                        label=speech.label(&MANY, |words| words.save_again)
                        pressed=move || many.save()
                    />
                }
            });
            view! {
                <p class="row">
                    <Button
                        id="many-make"
                        label=speech.label(&MANY, |words| words.make)
                        pressed=move || many.make(state, speech)
                        refused
                        primary=true
                    />
                    {again}
                </p>
                {said.map(|said| view! { <p class=class>{said}</p> })}
                <p class="field-help">{words.form_help}</p>
            }
            .into_any()
        }
    }
}

fn making(state: State, [done, total]: [usize; 2], bytes: u64, speech: Speech) -> AnyView {
    let words = speech.of(&MANY);
    let said = words.making.with(&[
        ("done", &count(done, speech)),
        ("total", &count(total, speech)),
        ("size", &size(usize::try_from(bytes).unwrap_or(usize::MAX), speech)),
    ]);
    view! {
        <p class="row">
            <progress max=total.to_string() value=done.to_string() aria-label=words.file></progress>
            <Button
                id="many-cancel"
                label=speech.label(&MANY, |words| words.cancel)
                pressed=move || state.many.cancel(state, speech)
            />
        </p>
        <p class="many-progress">{said}</p>
    }
    .into_any()
}

/// What was made.
pub(super) fn made(many: Many, total: usize, bytes: u64, speech: Speech) -> String {
    speech.of(&MANY).made.with(&[
        ("bodies", &bodies_of(total, speech)),
        ("size", &size(usize::try_from(bytes).unwrap_or(usize::MAX), speech)),
        ("name", many.file_name()),
    ])
}
