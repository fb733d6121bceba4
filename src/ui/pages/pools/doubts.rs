use leptos::prelude::*;

use super::state::State;
use crate::pool_desk::{Alert, DoubtCard, Tone};
use crate::service::{DoubtAnswer, Input, PoolId, RequestId};
use crate::ui::kit::{Button, FieldProblem, TextField, focus_soon, follow};
use crate::words::{Language, POOLS_PAGE};

/// What happened last, and what is wrong as a whole.
pub(super) fn told(state: State) -> AnyView {
    let speech = state.speech;
    let alerts = state.part(|picture| &picture.alerts);
    let standing = follow(move || {
        let language = speech.language();
        lines(alerts.get().into_iter().map(|alert| (language, alert)).collect())
    });
    let said = follow(move || lines(state.said.get()));
    let nothing = Signal::derive(move || state.said.with(Vec::is_empty));
    view! {
        {standing}
        <div class="said" hidden=nothing>
            <div class="said-lines">{said}</div>
            <Button
                label=speech.label(&POOLS_PAGE, |words| words.dismiss)
                pressed=move || {
                    state.said.set(Vec::new());
                    focus_soon(super::panels::HEADING);
                }
            />
        </div>
    }
    .into_any()
}

fn lines(alerts: Vec<(Language, Alert)>) -> AnyView {
    let lines: Vec<AnyView> = alerts
        .into_iter()
        .map(|(language, alert)| {
            let (lang, tone) = (language.tag(), alert.tone.key());
            view! { <p class="said-line" lang=lang data-tone=tone>{alert.sentence}</p> }.into_any()
        })
        .collect();
    lines.into_any()
}

/// Creates whose answers were lost, each to be settled.
pub(super) fn doubts(state: State) -> AnyView {
    let cards = state.part(|picture| &picture.doubts);
    // A card keeps its field while its sentences change: it is drawn again only when doubts come or go.
    let which = Memo::new(move |_| {
        cards.with(|cards| cards.iter().map(|card| (card.request, card.id.clone())).collect::<Vec<_>>())
    });
    follow(move || {
        let drawn: Vec<AnyView> =
            which.get().into_iter().map(|(request, id)| card(state, cards, request, id)).collect();
        drawn.into_any()
    })
}

/// Pools of the list that may be the one, each with a button that says so.
fn answers(
    state: State,
    cards: Memo<Vec<DoubtCard>>,
    request: RequestId,
    settle: impl Fn(DoubtAnswer) + Copy + Send + 'static,
) -> AnyView {
    let ids = Memo::new(move |_| {
        let of_this = |cards: &Vec<DoubtCard>| cards.iter().find(|card| card.request == request).cloned();
        cards.with(of_this).map(|card| card.answers).unwrap_or_default()
    });
    follow(move || {
        let words = state.speech.of(&POOLS_PAGE);
        let button = |id: PoolId| {
            let label = words.doubt_is.with(&[("pool", id.as_str())]);
            let pressed = move || settle(DoubtAnswer::Exists(id.clone()));
            view! { <Button label=Signal::stored(label) pressed /> }.into_any()
        };
        let buttons: Vec<AnyView> = ids.get().into_iter().map(button).collect();
        if buttons.is_empty() { ().into_any() } else { view! { <p class="row">{buttons}</p> }.into_any() }
    })
}

fn card(state: State, cards: Memo<Vec<DoubtCard>>, request: RequestId, id: Option<PoolId>) -> AnyView {
    let speech = state.speech;
    let sentences = follow(move || {
        let sentences = cards.with(|cards| {
            cards.iter().find(|card| card.request == request).map(|card| card.sentences.clone())
        });
        let sentences: Vec<AnyView> = sentences
            .unwrap_or_default()
            .into_iter()
            .map(|sentence| view! { <p>{sentence}</p> }.into_any())
            .collect();
        sentences.into_any()
    });
    let named = RwSignal::new(id.map(|id| id.as_str().to_owned()).unwrap_or_default());
    let problem = Signal::derive(move || {
        let found = named.get();
        let bad = !found.is_empty() && PoolId::read(&found).is_none();
        bad.then(|| FieldProblem {
            sentence: speech.of(&POOLS_PAGE).doubt_id_problem.to_owned(),
            ..FieldProblem::default()
        })
    });
    let no_id = Signal::derive(move || {
        let bad = PoolId::read(&named.get()).is_none();
        bad.then(|| speech.of(&POOLS_PAGE).doubt_id_problem.to_owned())
    });
    let settle = move |answer: DoubtAnswer| {
        state.press(Input::SettledDoubt { request, answer });
        state.say(POOLS_PAGE.of(speech.language_untracked()).doubt_settled.to_owned(), Tone::Plain);
    };
    let field = ["doubt-", &request.0.to_string()].concat();
    let answers = answers(state, cards, request, settle);
    view! {
        <section class="doubt">
            <h2>{speech.label(&POOLS_PAGE, |words| words.doubt)}</h2>
            {sentences}
            {answers}
            <div class="doubt-answers">
                <TextField
                    id=field
                    label=speech.label(&POOLS_PAGE, |words| words.doubt_id)
                    value=named
                    problem
                />
                <Button
                    label=speech.label(&POOLS_PAGE, |words| words.doubt_exists)
                    pressed=move || {
                        if let Some(id) = PoolId::read(&named.get_untracked()) {
                            settle(DoubtAnswer::Exists(id));
                        }
                    }
                    refused=no_id
                />
                <Button
                    label=speech.label(&POOLS_PAGE, |words| words.doubt_does_not_exist)
                    pressed=move || settle(DoubtAnswer::DoesNotExist)
                />
            </div>
        </section>
    }
    .into_any()
}
