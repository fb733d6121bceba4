use leptos::prelude::*;

use super::compare::comparison;
use super::state::{State, Undo};
use crate::cost::{CostDraft, MOST_PINNED, Pinned};
use crate::ui::kit::{Button, FieldProblem, Speech, TextField, announce, effect, focus_soon, follow};
use crate::web::page;
use crate::words::{TOOLS, ToolsWords};

/// The id of the button that undoes.
const UNDO: &str = "scenarios-undo";

/// Up to three pinned scenarios: named, held against the inputs as they are, gone back to.
#[component]
pub(super) fn Scenarios(state: State) -> impl IntoView {
    let speech = Speech::here();
    let damaged = follow(move || match state.is_damaged.get() {
        true => view! {
            <p class="notice bad" role="alert">
                {speech.of(&TOOLS).damaged}
            </p>
        }
        .into_any(),
        false => ().into_any(),
    });
    view! {
        <section aria-labelledby="scenarios-heading">
            <h2 id="scenarios-heading" tabindex="-1">{speech.word(&TOOLS, |words| words.scenarios)}</h2>
            <p class="quiet">{speech.word(&TOOLS, |words| words.scenarios_what)}</p>
            {damaged}
            <PinForm state />
            <ul class="pins">{(0..MOST_PINNED).map(|at| slot(state, at, speech)).collect::<Vec<_>>()}</ul>
            {undo(state, speech)}
            {progress(state, speech)}
            {comparison(state, speech)}
        </section>
    }
    .into_any()
}

/// The name of the next scenario, and the button that pins it.
#[component]
fn PinForm(state: State) -> impl IntoView {
    let speech = Speech::here();
    let name = RwSignal::new(String::new());
    effect(move || name.set(state.pins.with(|pins| pins.next_name().to_owned())));
    let refused = Signal::derive(move || {
        let words = speech.of(&TOOLS);
        if state.pins.with(|pins| pins.is_full()) {
            Some(words.full.to_owned())
        } else if state.is_faulty.get() || state.link.with(Option::is_none) {
            Some(words.faulty.to_owned())
        } else {
            None
        }
    });
    let pressed = move || {
        let link = state.link.get_untracked().unwrap_or_default();
        let Ok(draft) = CostDraft::from_link(&link) else { return };
        let pinned = Pinned::new(&name.get_untracked(), &draft);
        state.undo.set(None);
        state.change_pins(|pins| {
            pins.pin(pinned);
        });
        let words = TOOLS.of(speech.language_untracked());
        let last = state.pins.with_untracked(|pins| pins.shown_name(pins.all().len() - 1).to_owned());
        announce(&words.pinned.with(&[("name", &last)]));
    };
    view! {
        <form class="pin-form" autocomplete="off" on:submit=move |event| event.prevent_default()>
            <TextField
                id="pin-name"
                label=speech.label(&TOOLS, |words| words.name)
                value=name
                problem=no_problem()
            />
            <Button submits=true label=speech.label(&TOOLS, |words| words.pin) pressed refused />
            <p class="quiet">{move || refused.get()}</p>
        </form>
    }
    .into_any()
}

/// The scenario that is pinned at a place, if any: its name to edit, and what can be done with it.
fn slot(state: State, at: usize, speech: Speech) -> AnyView {
    let is_there = Memo::new(move |_| state.pins.with(|pins| at < pins.all().len()));
    follow(move || if is_there.get() { pinned(state, at, speech) } else { ().into_any() })
}

fn pinned(state: State, at: usize, speech: Speech) -> AnyView {
    let own = move |state: State| {
        state.pins.with(|pins| pins.all().get(at).map(|pinned| pinned.name().to_owned())).unwrap_or_default()
    };
    let name = RwSignal::new(untrack(move || own(state)));
    // Another scenario may come to this place, and a long name is cut off.
    effect(move || name.set(own(state)));
    effect(move || {
        let typed = name.get();
        if untrack(move || own(state)) != typed {
            state.change_pins(|pins| pins.rename(at, &typed));
        }
    });
    let shown = Signal::derive(move || state.pins.with(|pins| pins.shown_name(at).to_owned()));
    let said = move |pick: fn(&ToolsWords) -> crate::words::Phrase| {
        Signal::derive(move || pick(speech.of(&TOOLS)).with(&[("name", &shown.get())]))
    };
    let (go_back, unpin) = (said(|words| words.go_back), said(|words| words.unpin));
    let name_of = Signal::derive(move || {
        let number = speech.number((at + 1).into(), 0);
        speech.of(&TOOLS).name_of.with(&[("number", &number)])
    });
    let took = move || {
        let draft = state.pins.with_untracked(|pins| pins.all().get(at).map(|pinned| pinned.draft().clone()));
        if let Some(draft) = draft {
            state.take(&draft, None);
            let words = TOOLS.of(speech.language_untracked());
            announce(&words.went_back.with(&[("name", &shown.get_untracked())]));
        }
    };
    let unpinned = move || {
        let was = shown.get_untracked();
        let mut taken = None;
        state.change_pins(|pins| taken = pins.unpin(at));
        state.undo.set(taken.map(|pinned| Undo::Unpinned(at, pinned)));
        let words = TOOLS.of(speech.language_untracked());
        announce(&words.unpinned.with(&[("name", &was)]));
        focus_soon(UNDO);
    };
    view! {
        <li class="pin">
            <TextField id=format!("pin-{at}") label=name_of value=name problem=no_problem() />
            <Button label=go_back pressed=took />
            <Button label=unpin pressed=unpinned />
        </li>
    }
    .into_any()
}

fn no_problem() -> Signal<Option<FieldProblem>> {
    Signal::derive(|| None)
}

/// The way back from what was done last.
fn undo(state: State, speech: Speech) -> AnyView {
    follow(move || {
        if state.undo.with(Option::is_none) {
            return ().into_any();
        }
        let words = speech.of(&TOOLS);
        let what = state.undo.with(|undo| match undo {
            Some(Undo::Unpinned(_, pinned)) => words.unpinned.with(&[("name", pinned.name())]),
            _ => String::new(),
        });
        view! {
            <p class="row">
                <span>{what}</span>
                <Button
                    id=UNDO
                    label=speech.label(&TOOLS, |words| words.undo)
                    pressed=move || {
                        state.take_back(TOOLS.of(speech.language_untracked()).undone);
                        page::focus("scenarios-heading");
                    }
                    undo=true
                />
            </p>
        }
        .into_any()
    })
}

/// How far the simulation of all scenarios is, while it runs; that it stopped, if it did.
fn progress(state: State, speech: Speech) -> AnyView {
    follow(move || {
        let words = speech.of(&TOOLS);
        let (done, total) = state.simulation.progress();
        if state.simulation.has_failed.get() {
            return view! {
                <p class="notice bad" role="alert">
                    {words.simulation_failed}
                </p>
            }
            .into_any();
        }
        if done == total || state.pins.with(|pins| pins.all().is_empty()) {
            return ().into_any();
        }
        let number = |count: usize| speech.number(count.into(), 0);
        let sentence = words.simulating.with(&[("done", &number(done)), ("total", &number(total))]);
        view! {
            <p class="row">
                <progress
                    max=total.to_string()
                    value=done.to_string()
                    aria-label=words.scenarios
                ></progress>
                <span class="quiet">{sentence}</span>
            </p>
        }
        .into_any()
    })
}
