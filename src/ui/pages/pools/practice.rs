use leptos::prelude::*;

use super::leave::ask_first;
use super::link::practise;
use super::state::State;
use crate::emulator::{Asked, SENTINELS, Situation};
use crate::pool_desk::{Speed, Tone, fault_words, operation_words, situation_words};
use crate::ui::kit::{Button, Choice, Option_, Select, effect, follow};
use crate::web::clock::now;
use crate::words::{POOLS_PAGE, PRACTICE, PracticeWords};

/// Which kind of service answers, in words, colour and edge; in practice also how fast time runs.
pub(super) fn banner(state: State) -> AnyView {
    let speech = state.speech;
    let mark = state.part(|picture| &picture.mark);
    let sentences = state.part(|picture| &picture.banner);
    let speeds = Signal::derive(move || {
        let option = |speed: Speed| Option_ {
            value: speed.key(),
            label: speech.of(&POOLS_PAGE).speed_of.with(&[("factor", speed.key())]),
        };
        Speed::ALL.map(option).to_vec()
    });
    effect(move || {
        if let Some(speed) = Speed::from_key(&state.speed.get()) {
            untrack(move || state.step(|desk| desk.set_speed(now(), speed)));
        }
    });
    let sentences = follow(move || {
        let sentences: Vec<AnyView> =
            sentences.get().into_iter().map(|sentence| view! { <p>{sentence}</p> }.into_any()).collect();
        sentences.into_any()
    });
    let passed = state.part(|picture| &picture.clock);
    let not_practice = Signal::derive(move || passed.with(String::is_empty));
    view! {
        <section class="service-banner" aria-label=speech.label(&POOLS_PAGE, |words| words.connection)>
            <strong class="service-mark">{mark}</strong>
            <div class="service-what">{sentences}</div>
            <div class="service-time" hidden=not_practice>
                <span class="quiet">{speech.label(&POOLS_PAGE, |words| words.practice_time)}</span>
                <span class="service-clock">{passed}</span>
                <Choice
                    id="speed"
                    label=speech.label(&POOLS_PAGE, |words| words.speed)
                    options=speeds
                    value=state.speed
                />
            </div>
        </section>
    }
    .into_any()
}

/// What can be made to fail, by its key in the menu.
const OPERATIONS: [(&str, Option<Asked>); 10] = [
    ("create", Some(Asked::CreatePool)),
    ("resize", Some(Asked::ResizePool)),
    ("stop", Some(Asked::StopResize)),
    ("delete", Some(Asked::DeletePool)),
    ("list", Some(Asked::ListPools)),
    ("submit", Some(Asked::SubmitJob)),
    ("start", Some(Asked::StartJob)),
    ("status", Some(Asked::JobStatus)),
    ("cancel", Some(Asked::CancelJob)),
    ("any", None),
];

/// The situations of the menu, by key.
const SITUATIONS: [(&str, Situation); 6] = [
    ("fresh", Situation::Fresh),
    ("many", Situation::ManyJobs),
    ("forgotten", Situation::ForgottenOverTheWeekend),
    ("full", Situation::NearlyFull),
    ("wire", Situation::BadWire),
    ("clock", Situation::WrongClock),
];

/// Ready-made situations, and what can be made to go wrong.
pub(super) fn situations(state: State) -> AnyView {
    let speech = state.speech;
    let situation = RwSignal::new("forgotten".to_owned());
    let fault = RwSignal::new("fault-lost".to_owned());
    let operation = RwSignal::new("create".to_owned());
    let options =
        |list: fn(&PracticeWords) -> Vec<Option_>| Signal::derive(move || list(speech.of(&PRACTICE)));
    // What practice jobs lose by it costs nothing; an autopilot was turned on for a reason.
    let is_free =
        move || state.read(|desk| desk.account().is_some() && !desk.session().is_autopilot_needed());
    let begin = move || match is_free() {
        true => begin(state, situation),
        false => ask_first(state, move || begin(state, situation)),
    };
    let arrange = move || arrange(state, fault, operation);
    let clear = move || {
        state.step(|desk| desk.arrange_nothing());
        state.say(POOLS_PAGE.of(speech.language_untracked()).arranged_nothing.to_owned(), Tone::Plain);
    };
    let clock = state.part(|picture| &picture.clock);
    let not_practice = Signal::derive(move || clock.with(String::is_empty));
    view! {
        <details class="panel" hidden=not_practice>
            <summary>{speech.label(&POOLS_PAGE, |words| words.practise)}</summary>
            <div class="panel-body">
                <p class="field-help">{speech.label(&POOLS_PAGE, |words| words.practise_what)}</p>
                <Select
                    id="situation"
                    label=speech.label(&POOLS_PAGE, |words| words.situation)
                    options=options(|words| {
                        let option = |(key, it)| Option_ { value: key, label: situation_words(it, words).to_owned() };
                        SITUATIONS.map(option).to_vec()
                    })
                    value=situation
                    chosen=move |key| situation.set(key)
                />
                <Button label=speech.label(&POOLS_PAGE, |words| words.begin) pressed=begin />
                <Select
                    id="fault"
                    label=speech.label(&POOLS_PAGE, |words| words.fault)
                    options=options(|words| {
                        SENTINELS
                            .map(|(name, fault)| Option_ { value: name, label: fault_words(fault, words) })
                            .to_vec()
                    })
                    value=fault
                    chosen=move |key| fault.set(key)
                />
                <Select
                    id="fault-on"
                    label=speech.label(&POOLS_PAGE, |words| words.fault_on)
                    options=options(|words| {
                        OPERATIONS
                            .map(|(key, asked)| Option_ {
                                value: key,
                                label: operation_words(asked, words).to_owned(),
                            })
                            .to_vec()
                    })
                    value=operation
                    chosen=move |key| operation.set(key)
                />
                <p class="row">
                    <Button label=speech.label(&POOLS_PAGE, |words| words.arrange) pressed=arrange />
                    <Button label=speech.label(&POOLS_PAGE, |words| words.arrange_nothing) pressed=clear />
                </p>
            </div>
        </details>
    }
    .into_any()
}

/// Starts the practice account over, in the situation chosen.
fn begin(state: State, situation: RwSignal<String>) {
    let Some((_, chosen)) = SITUATIONS.into_iter().find(|(key, _)| situation.with_untracked(|is| is == key))
    else {
        return;
    };
    practise(state, chosen);
    let words = POOLS_PAGE.of(state.speech.language_untracked());
    let practice = PRACTICE.of(state.speech.language_untracked());
    state.say(words.began.with(&[("situation", situation_words(chosen, practice))]), Tone::Plain);
}

/// Makes the next call of one kind go wrong in the way chosen.
fn arrange(state: State, fault: RwSignal<String>, operation: RwSignal<String>) {
    let sentinel = SENTINELS.into_iter().find(|(name, _)| fault.with_untracked(|chosen| chosen == name));
    let asked = OPERATIONS.into_iter().find(|(key, _)| operation.with_untracked(|chosen| chosen == key));
    if let (Some((_, fault)), Some((_, asked))) = (sentinel, asked) {
        state.step(|desk| desk.arrange(asked, fault, 1));
        let words = POOLS_PAGE.of(state.speech.language_untracked());
        let practice = PRACTICE.of(state.speech.language_untracked());
        let (fault, operation) = (fault_words(fault, practice), operation_words(asked, practice));
        state.say(words.arranged.with(&[("fault", &fault), ("operation", operation)]), Tone::Plain);
    }
}
