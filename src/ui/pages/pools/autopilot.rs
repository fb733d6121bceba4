use leptos::prelude::*;

use super::state::State;
use super::watch::{minutes, minutes_problem};
use crate::pool_desk::{Detail, Tone};
use crate::script::{PoolAccess, ScriptLanguage, SecretsAs, pool_script};
use crate::service::{Autopilot, Call, Ending, Input};
use crate::ui::kit::{CheckBox, CopyButton, NumberField, Option_, Select, follow};
use crate::units::{Secret, VmCount};
use crate::words::POOL_WATCH;

/// The autopilot of the chosen pool: off unless it is turned on.
pub(super) fn autopilot(state: State, shown: Memo<Option<Detail>>) -> AnyView {
    let there = Memo::new(move |_| shown.with(|it| it.as_ref().is_some_and(|it| it.autopilot.is_some())));
    let (wait, ending) = (RwSignal::new("15".to_owned()), RwSignal::new("zero".to_owned()));
    follow(move || if there.get() { form(state, shown, wait, ending) } else { ().into_any() })
}

fn form(
    state: State,
    shown: Memo<Option<Detail>>,
    wait: RwSignal<String>,
    ending: RwSignal<String>,
) -> AnyView {
    let speech = state.speech;
    let on = Memo::new(move |_| shown.with(|it| it.as_ref().and_then(|it| it.autopilot)) == Some(true));
    let endings = Signal::derive(move || {
        let words = speech.of(&POOL_WATCH);
        [("zero", words.ending_zero), ("delete", words.ending_delete)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    });
    // What is changed while it is on holds from then on.
    Effect::new(move |before: Option<(String, String)>| {
        let now = (wait.get(), ending.get());
        if before.as_ref().is_some_and(|before| *before != now) && on.get_untracked() {
            untrack(move || set(state, true, wait, ending));
        }
        now
    });
    let does = Signal::derive(move || {
        shown.with(|it| it.as_ref().map(|it| it.autopilot_does.clone())).unwrap_or_default()
    });
    view! {
        <fieldset class="autopilot">
            <legend>{speech.label(&POOL_WATCH, |words| words.autopilot)}</legend>
            <p class="field-help">{speech.label(&POOL_WATCH, |words| words.autopilot_what)}</p>
            <div class="pair">
                <NumberField
                    id="autopilot-minutes"
                    label=speech.label(&POOL_WATCH, |words| words.autopilot_minutes)
                    unit=speech.label(&POOL_WATCH, |words| words.minutes)
                    value=wait
                    problem=minutes_problem(wait, speech)
                />
                <Select
                    id="autopilot-ending"
                    label=speech.label(&POOL_WATCH, |words| words.autopilot_ending)
                    options=endings
                    value=ending
                    chosen=move |chosen| ending.set(chosen)
                />
            </div>
            <p class="row">
                <CheckBox
                    id="autopilot"
                    label=speech.label(&POOL_WATCH, |words| words.autopilot)
                    checked=on
                    changed=move |on| {
                        set(state, on, wait, ending);
                        let words = POOL_WATCH.of(speech.language_untracked());
                        let said = if on { words.autopilot_armed } else { words.autopilot_disarmed };
                        let pool = state.selected.get_untracked();
                        let pool = pool.as_ref().map(|pool| pool.as_str()).unwrap_or_default();
                        state.say(said.with(&[("pool", pool)]), Tone::Plain);
                    }
                />
                <CopyButton
                    id="autopilot-script"
                    text=move || script(state, ending)
                    label=speech.label(&POOL_WATCH, |words| words.autopilot_script)
                />
            </p>
            <p class="autopilot-does">{does}</p>
        </fieldset>
    }
    .into_any()
}

fn chosen(ending: RwSignal<String>) -> Ending {
    if ending.with_untracked(|ending| ending == "delete") { Ending::Delete } else { Ending::ToZero }
}

fn set(state: State, on: bool, wait: RwSignal<String>, ending: RwSignal<String>) {
    let Some(pool) = state.selected.get_untracked() else { return };
    // A number that cannot be read changes nothing; nothing typed is no wait.
    let Ok(idle_ms) = wait.with_untracked(|typed| minutes(typed)) else { return };
    let autopilot = on.then(|| Autopilot { idle_ms: idle_ms.unwrap_or_default(), ending: chosen(ending) });
    state.press(Input::ChangedAutopilot { pool, autopilot });
}

/// What the autopilot does, as a script that needs no page: its key comes from the environment.
fn script(state: State, ending: RwSignal<String>) -> String {
    let Some(id) = state.selected.get_untracked() else { return String::new() };
    let call = match chosen(ending) {
        Ending::ToZero => Call::ResizePool { id, target: VmCount(0) },
        Ending::Delete => Call::DeletePool(id),
    };
    let access = state.read(|desk| {
        let pools = &desk.session().connection()?.pools;
        let key = Secret::new(String::new());
        Some(PoolAccess { service_url: pools.base_url.clone(), key, profile: pools.profile.clone() })
    });
    let written = access.map(|access| {
        pool_script(&call, &access, ScriptLanguage::Bash, SecretsAs::Environment).unwrap_or_default()
    });
    written.unwrap_or_default()
}
