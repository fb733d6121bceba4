use leptos::prelude::*;

use super::shown::request_view;
use super::state::State;
use crate::pool_desk::{Deed, preview, read_vms};
use crate::service::{Asking, Call, Input, Sent};
use crate::ui::kit::{Button, Dialog, FieldProblem, NumberField, effect, focus_soon, follow};
use crate::units::Quantity;
use crate::words::{POOLS_PAGE, QUANTITY};

/// The id of the button that changes nothing.
const KEEP: &str = "confirm-keep";
/// The id of the field for a new size.
const SIZE: &str = "new-size";

/// The question before a resize or a deletion, with what it does.
pub(super) fn dialog(state: State) -> AnyView {
    let size = RwSignal::new(String::new());
    let kind = Memo::new(move |_| {
        state.deed.with(|deed| deed.as_ref().map(|(_, deed)| matches!(deed, Deed::Resize(_))))
    });
    keep_size(state, kind, size);
    // Where nothing is to be typed, the focus is on what does no harm.
    effect(move || {
        if let Some(has_size) = kind.get() {
            focus_soon(if has_size { SIZE } else { KEEP });
        }
    });
    let close = move || state.deed.set(None);
    let heading = Signal::derive(move || {
        state.confirmation.with(|question| question.as_ref().map(|it| it.title.clone())).unwrap_or_default()
    });
    let refusal = Memo::new(move |_| {
        state.confirmation.with(|question| question.as_ref().and_then(|it| it.refused.clone()))
    });
    let sentences = follow(move || {
        let lines =
            state.confirmation.with(|it| it.as_ref().map(|it| it.sentences.clone())).unwrap_or_default();
        let lines: Vec<AnyView> = lines
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(|line| view! { <li>{line}</li> }.into_any())
            .collect();
        view! { <ul class="consequences">{lines}</ul> }.into_any()
    });
    let refused = refused(state, refusal);
    let field = size_field(state, kind, size, refusal, refused);
    view! {
        <Dialog id="confirm" heading open=Signal::derive(move || kind.get().is_some()) closed=close>
            {field}
            {sentences}
            {request_view(state, request(state), None)}
            {buttons(state, refused)}
        </Dialog>
    }
    .into_any()
}

/// The field for a new size, where that is asked.
fn size_field(
    state: State,
    kind: Memo<Option<bool>>,
    size: RwSignal<String>,
    refusal: Memo<Option<String>>,
    refused: Signal<Option<String>>,
) -> AnyView {
    let speech = state.speech;
    let problem = Signal::derive(move || {
        let sentence = match read_vms(&size.get()) {
            Err(problem) => speech.quantity_problem(&problem, &Quantity::Vms.bound()),
            Ok(_) => refusal.get()?,
        };
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    });
    follow(move || {
        if kind.get() == Some(true) {
            // Enter resizes, as the button does.
            let entered = move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                if untrack(move || refused.get()).is_none() {
                    confirm(state);
                }
            };
            view! {
                <form autocomplete="off" on:submit=entered>
                    <NumberField
                        id=SIZE
                        label=speech.label(&POOLS_PAGE, |words| words.new_size)
                        unit=speech.label(&QUANTITY, |words| words.vms.many)
                        value=size
                        problem
                    />
                </form>
            }
            .into_any()
        } else {
            ().into_any()
        }
    })
}

/// What is sent when the dialog is confirmed.
fn request(state: State) -> Signal<Option<Sent>> {
    Signal::derive(move || {
        let (id, deed) = state.deed.get()?;
        let call = match deed.asking()? {
            Asking::Resize(target) => Call::ResizePool { id, target },
            Asking::StopResize => Call::StopResize(id),
            Asking::Delete => Call::DeletePool(id),
        };
        state.read(|desk| preview(desk, &call, None))
    })
}

/// The size typed is the deed's, and the deed begins with the pool's own.
fn keep_size(state: State, kind: Memo<Option<bool>>, size: RwSignal<String>) {
    // A resize begins with the size that the pool is to have now.
    effect(move || {
        if kind.get() == Some(true) {
            let pool = state.deed.with_untracked(|deed| deed.as_ref().map(|(pool, _)| pool.clone()));
            let vms = pool.and_then(|pool| {
                state.read(|desk| desk.session().pool(&pool).and_then(|view| view.pool.target_vms))
            });
            size.set(vms.map(|vms| vms.0.to_string()).unwrap_or_default());
        }
    });
    effect(move || {
        let target = read_vms(&size.get()).ok();
        if kind.get() == Some(true) {
            state.deed.update(|deed| {
                if let Some((_, deed)) = deed {
                    *deed = Deed::Resize(target);
                }
            });
        }
    });
}

/// Why it cannot be done as it is.
fn refused(state: State, refusal: Memo<Option<String>>) -> Signal<Option<String>> {
    let speech = state.speech;
    Signal::derive(move || match state.deed.get() {
        Some((_, Deed::Resize(None))) => Some(speech.of(&POOLS_PAGE).fix_first.to_owned()),
        _ => refusal.get(),
    })
}

/// Does what is asked about.
fn confirm(state: State) {
    if let Some((pool, deed)) = state.deed.get_untracked() {
        state.deed.set(None);
        match deed.asking() {
            Some(Asking::Resize(target)) => state.press(Input::PressedResize { pool, target }),
            Some(Asking::Delete) => state.press(Input::PressedDelete { pool }),
            Some(Asking::StopResize) | None => {}
        }
    }
}

fn buttons(state: State, refused: Signal<Option<String>>) -> AnyView {
    let speech = state.speech;
    let deed = move || state.deed.get().map(|(_, deed)| deed);
    let label = Signal::derive(move || {
        let words = speech.of(&POOLS_PAGE);
        let label = match deed() {
            Some(Deed::Delete) => words.delete,
            Some(Deed::ToZero) => words.to_zero,
            _ => words.do_resize,
        };
        label.trim_end_matches('…').to_owned()
    });
    let is_danger = Signal::derive(move || deed() == Some(Deed::Delete));
    view! {
        <p class="dialog-buttons" class:is-danger=is_danger>
            <Button
                id=KEEP
                label=speech.label(&POOLS_PAGE, |words| words.keep)
                pressed=move || state.deed.set(None)
            />
            <Button id="confirm-do" label pressed=move || confirm(state) refused primary=true />
        </p>
    }
    .into_any()
}
