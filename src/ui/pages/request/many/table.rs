//! Where the jobs come from: a list or a number, and where their outputs go.

use leptos::prelude::*;

use super::super::state::State;
use crate::job_form::{column_names, pattern};
use crate::request::repair::decode;
use crate::ui::kit::{
    Button, Choice, FieldProblem, FilePicker, NumberField, Option_, Speech, announce, focus_soon, follow,
};
use crate::units::{Decimal, Quantity};
use crate::web::{clipboard, file};
use crate::words::{MANY, REQUEST_PAGE};

const FILE: &str = "many-file";
/// A pasted list longer than this does not go through the field.
const LONGEST_PASTED: usize = 100_000;

pub(super) fn table(state: State) -> AnyView {
    let speech = Speech::here();
    let many = state.many;
    let choices = Signal::derive(move || {
        let words = speech.of(&MANY);
        [("table", words.by_table), ("count", words.by_count)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    });
    let is_table = Memo::new(move |_| many.by.with(|by| by == "table"));
    view! {
        <Choice id="many-by" label=speech.label(&MANY, |words| words.by) options=choices value=many.by />
        {follow(move || if is_table.get() { list(state, speech) } else { count(state, speech) })}
        {follow(move || patterns(state, speech))}
    }
    .into_any()
}

/// The list: typed, pasted, opened or dropped.
fn list(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    let arrived = move |bytes: Option<Vec<u8>>| match bytes {
        Some(bytes) => many.take_list(decode(&bytes).0.into_owned()),
        None => announce(MANY.of(speech.language_untracked()).file_failed),
    };
    let has_list = Memo::new(move |_| many.has_list());
    view! {
        <div
            class="field"
            on:dragover=|event| event.prevent_default()
            on:drop=move |event| {
                event.prevent_default();
                file::read_dropped(&event, arrived);
            }
        >
            <label for="many-list">{speech.word(&MANY, |words| words.table)}</label>
            {follow(move || list_field(state, speech))}
            <p id="many-list-help" class="field-help">
                {speech.word(&MANY, |words| words.table_help)}
                " "
                {move || names(state, speech)}
            </p>
            <div class="row">
                <FilePicker
                    id=FILE
                    label=speech.label(&MANY, |words| words.open_file)
                    chosen=move || file::read_chosen(FILE, arrived)
                />
                {follow(move || clear(state, has_list.get(), speech))}
            </div>
        </div>
    }
    .into_any()
}

/// The button that clears the list; the one that brings it back, in the place of the other, has its focus.
fn clear(state: State, has_list: bool, speech: Speech) -> AnyView {
    const CLEAR: &str = "many-clear";
    const UNDO: &str = "many-undo";
    let many = state.many;
    if has_list {
        let pressed = move || {
            many.clear_list();
            focus_soon(UNDO);
        };
        return view! { <Button id=CLEAR label=speech.label(&MANY, |words| words.clear_list) pressed /> }
            .into_any();
    }
    if many.cleared.with(Option::is_none) {
        return ().into_any();
    }
    let pressed = move || {
        many.bring_list_back();
        focus_soon(CLEAR);
    };
    view! { <Button id=UNDO label=speech.label(&REQUEST_PAGE, |words| words.undo) pressed undo=true /> }
        .into_any()
}

/// What columns may be called.
fn names(state: State, speech: Speech) -> String {
    let names = state.draft.with(column_names);
    let words = speech.of(&MANY);
    if names.is_empty() {
        words.no_names.to_owned()
    } else {
        words.names_here.with(&[("names", &names.join(", "))])
    }
}

/// The field, or what is said in its place of a list that is too long for it.
fn list_field(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    match many.held.get() {
        Some(held) => {
            let size = size(held.len(), speech);
            view! { <p class="held">{speech.of(&MANY).held.with(&[("size", &size)])}</p> }.into_any()
        }
        None => view! {
            <textarea
                id="many-list"
                class="code"
                rows="6"
                wrap="off"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                aria-describedby="many-list-help"
                prop:value=move || many.list.get()
                on:paste=move |event| {
                    if let Some(text) = clipboard::pasted(&event).filter(|text| text.len() > LONGEST_PASTED) {
                        event.prevent_default();
                        many.take_list(text);
                    }
                }
                on:input:target=move |event| many.list.set(event.target().value())
            ></textarea>
        }
        .into_any(),
    }
}

fn count(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    let problem = Signal::derive(move || {
        let problem = many.count.with(|typed| Quantity::ManyJobs.read(typed)).err()?;
        let sentence = speech.quantity_problem(&problem, &Quantity::ManyJobs.bound());
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    });
    view! {
        <NumberField
            id="many-count"
            label=speech.label(&MANY, |words| words.count)
            unit=speech.label(&MANY, |words| words.count_unit)
            value=many.count
            problem
        />
    }
    .into_any()
}

/// The path of each output: the pattern, or the column that fills it.
fn patterns(state: State, speech: Speech) -> AnyView {
    let many = state.many;
    let outputs = Memo::new(move |_| {
        state.draft.with(|draft| {
            let outputs = draft.outputs.iter().map(|one| (one.name.clone(), one.reference.path.clone()));
            outputs.collect::<Vec<_>>()
        })
    });
    let by_column = Memo::new(move |_| {
        many.found.with(|found| {
            let columns = found.iter().flat_map(|found| &found.columns);
            let filled = columns.filter_map(|(_, target)| target.strip_prefix("Outputs."));
            filled.map(str::to_owned).collect::<Vec<_>>()
        })
    });
    let words = speech.of(&MANY);
    let field = move |(at, (name, path)): (usize, (String, String))| {
        let id = format!("many-output-{at}");
        let label = words.pattern.with(&[("output", &name)]);
        let filled = {
            let name = name.clone();
            Memo::new(move |_| by_column.with(|filled| filled.contains(&name)))
        };
        let (shown, typed) = (name.clone(), name.clone());
        let note = move || {
            if filled.get() {
                speech.of(&MANY).pattern_by_column.with(&[("output", &name)])
            } else {
                {
                    let input = state.draft.with(column_names).first().cloned().unwrap_or_default();
                    let holes = [("number", "{number}"), ("input", &format!("{{{input}.name}}"))];
                    speech.of(&MANY).pattern_help.with(&holes)
                }
            }
        };
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    id=id.clone()
                    class="code"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="off"
                    aria-describedby=format!("{id}-help")
                    disabled=move || filled.get()
                    prop:value=move || many.patterns.with(|patterns| pattern(&shown, &path, patterns))
                    on:input:target=move |event| {
                        let text = event.target().value();
                        many.patterns
                            .update(|patterns| {
                                patterns.insert(typed.clone(), text);
                            });
                    }
                />
                <p id=format!("{id}-help") class="field-help">
                    {note}
                </p>
            </div>
        }
    };
    outputs.get().into_iter().enumerate().map(field).collect_view().into_any()
}

/// Bytes in megabytes, or kilobytes where they are few.
pub(super) fn size(bytes: usize, speech: Speech) -> String {
    if bytes < 1_000_000 {
        let kilobytes = speech.figures().number(Decimal::from(bytes.div_ceil(1_000)), 0);
        return speech.of(&MANY).kilobytes.with(&[("number", &kilobytes)]);
    }
    let megabytes = Decimal::from(bytes) / Decimal::from(1_000_000);
    let number = speech.figures().number(megabytes, if bytes < 100_000_000 { 1 } else { 0 });
    speech.of(&MANY).megabytes.with(&[("number", &number)])
}
