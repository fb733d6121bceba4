use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use super::watch::{minutes_problem, some_minutes};
use crate::pool_desk::{Detail, Tone, jobs_of_autopilot};
use crate::script::{
    self, AUTOPILOT_LANGUAGES, Options, PoolAccess, ScriptLanguage, autopilot_script, language_label,
    script_problem,
};
use crate::service::{Autopilot, Ending, Input};
use crate::ui::kit::{Button, CheckBox, NumberField, Option_, Select, effect, follow};
use crate::units::{MS_PER_MINUTE, Problem, Quantity, Secret};
use crate::web::{clipboard, page};
use crate::words::{Figures, POOL_WATCH, Phrase, SHELL};

/// The field of the wait.
const WAIT: &str = "autopilot-minutes";
/// The wait where none was chosen.
const USUAL_MINUTES: &str = "15";

/// The autopilot of the chosen pool: off unless it is turned on.
pub(super) fn autopilot(state: State, shown: Memo<Option<Detail>>) -> AnyView {
    let there = Memo::new(move |_| shown.with(|it| it.as_ref().is_some_and(|it| it.is_there)));
    let (wait, ending) =
        (RwSignal::new(USUAL_MINUTES.to_owned()), RwSignal::new(key(Ending::ToZero).to_owned()));
    show_own(shown, wait, ending);
    follow(move || if there.get() { form(state, shown, wait, ending) } else { ().into_any() })
}

fn form(
    state: State,
    shown: Memo<Option<Detail>>,
    wait: RwSignal<String>,
    ending: RwSignal<String>,
) -> AnyView {
    let speech = state.speech;
    let on = Memo::new(move |_| shown.with(|it| it.as_ref().is_some_and(|it| it.autopilot.is_some())));
    let endings = Signal::derive(move || {
        let words = speech.of(&POOL_WATCH);
        [(key(Ending::ToZero), words.ending_zero), (key(Ending::Delete), words.ending_delete)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    });
    let does = Signal::derive(move || {
        shown.with(|it| it.as_ref().map(|it| it.autopilot_does.clone())).unwrap_or_default()
    });
    let scripts = AUTOPILOT_LANGUAGES.map(|language| {
        let label = Signal::derive(move || {
            let name = language_label(language, speech.language());
            speech.of(&POOL_WATCH).autopilot_script.with(&[("language", name)])
        });
        view! { <Button label pressed=move || copy(state, language, wait, ending) /> }.into_any()
    });
    view! {
        <fieldset class="autopilot">
            <legend>{speech.label(&POOL_WATCH, |words| words.autopilot)}</legend>
            <p class="field-help">{speech.label(&POOL_WATCH, |words| words.autopilot_what)}</p>
            <div class="pair" on:change=move |_| left(state, on, wait, ending)>
                <NumberField
                    id=WAIT
                    label=speech.label(&POOL_WATCH, |words| words.autopilot_minutes)
                    unit=speech.label(&POOL_WATCH, |words| words.minutes)
                    value=wait
                    problem=minutes_problem(wait, some_minutes, speech)
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
                    changed=move |wanted| pressed(state, wanted, wait, ending)
                />
            </p>
            <p class="row">{scripts}</p>
            <p class="autopilot-does">{does}</p>
        </fieldset>
    }
    .into_any()
}

/// A number that is being typed is none yet: what is changed while it is on holds once the field is left, or Enter pressed.
fn left(state: State, on: Memo<bool>, wait: RwSignal<String>, ending: RwSignal<String>) {
    if on.get_untracked()
        && let Ok(autopilot) = typed(wait, ending)
    {
        set(state, Some(autopilot));
    }
}

/// Turns it off, whatever stands in the fields; or on, as they have it, where they can be read.
fn pressed(state: State, wanted: bool, wait: RwSignal<String>, ending: RwSignal<String>) {
    let words = POOL_WATCH.of(state.speech.language_untracked());
    let told = |said: Phrase, autopilot| {
        set(state, autopilot);
        let pool = state.selected.get_untracked();
        let pool = pool.as_ref().map(|pool| pool.as_str()).unwrap_or_default();
        state.say(said.with(&[("pool", pool)]), Tone::Plain);
    };
    match wanted.then(|| typed(wait, ending)) {
        None => told(words.autopilot_disarmed, None),
        Some(Ok(autopilot)) => told(words.autopilot_armed, Some(autopilot)),
        Some(Err(problem)) => {
            let said = state.speech.quantity_problem(&problem, &Quantity::GraceMinutes.bound());
            state.say(said, Tone::Warning);
            page::focus(WAIT);
        }
    }
}

/// The autopilot as the fields have it.
fn typed(wait: RwSignal<String>, ending: RwSignal<String>) -> Result<Autopilot, Problem> {
    let idle_ms = wait.with_untracked(|typed| some_minutes(typed))?;
    let is_delete = ending.with_untracked(|ending| ending == key(Ending::Delete));
    Ok(Autopilot { idle_ms, ending: if is_delete { Ending::Delete } else { Ending::ToZero } })
}

const fn key(ending: Ending) -> &'static str {
    match ending {
        Ending::ToZero => "zero",
        Ending::Delete => "delete",
    }
}

/// Puts into the fields what the chosen pool's autopilot does, or, for another pool that has none on, the usual.
fn show_own(shown: Memo<Option<Detail>>, wait: RwSignal<String>, ending: RwSignal<String>) {
    let own = Memo::new(move |_| {
        shown.with(|it| {
            it.as_ref().map(|it| (it.id.clone(), it.autopilot.map(|own| (own.idle_ms, key(own.ending)))))
        })
    });
    let mut before = None;
    effect(move || {
        let Some((pool, own)) = own.get() else { return };
        let is_another = before.replace(pool.clone()) != Some(pool);
        match own {
            Some((idle_ms, ends)) => {
                wait.set((idle_ms / MS_PER_MINUTE).to_string());
                ending.set(ends.to_owned());
            }
            None if is_another => {
                wait.set(USUAL_MINUTES.to_owned());
                ending.set(key(Ending::ToZero).to_owned());
            }
            None => {}
        }
    });
}

fn set(state: State, autopilot: Option<Autopilot>) {
    if let Some(pool) = state.selected.get_untracked() {
        state.press(Input::ChangedAutopilot { pool, autopilot });
    }
}

/// Copies what the autopilot does as a script that needs no page: its keys come from the environment.
fn copy(state: State, language: ScriptLanguage, wait: RwSignal<String>, ending: RwSignal<String>) {
    let words = POOL_WATCH.of(state.speech.language_untracked());
    let Some(pool) = state.selected.get_untracked() else { return };
    let Ok(Autopilot { idle_ms, ending }) = typed(wait, ending) else { return };
    let (jobs, unnamed) = state.read(|desk| jobs_of_autopilot(desk.session(), &pool));
    let figures = Figures(state.speech.language_untracked());
    let counted = |count: usize| figures.number(u64::try_from(count).unwrap_or_default().into(), 0);
    if unnamed > 0 {
        let said = words.autopilot_script_unnamed.with(&[("count", &counted(unnamed))]);
        return state.say(said, Tone::Warning);
    }
    let said = words.autopilot_script_copied.with(&[("count", &counted(jobs.len()))]);
    let autopilot = script::Autopilot { pool, jobs, grace_ms: idle_ms, ending };
    let access = state.read(|desk| {
        let pools = &desk.session().connection()?.pools;
        let key = Secret::new(String::new());
        Some(PoolAccess { service_url: pools.base_url.clone(), key, profile: pools.profile.clone() })
    });
    let Some(access) = access else { return };
    match autopilot_script(&autopilot, &access, language, &Options::default()) {
        Ok(text) => spawn_local(async move {
            let is_copied = clipboard::copy(&text).await;
            let refused = SHELL.of(state.speech.language_untracked()).copy_refused.to_owned();
            let (said, tone) = if is_copied { (said, Tone::Plain) } else { (refused, Tone::Warning) };
            state.say(said, tone);
        }),
        Err(problem) => {
            state.say(script_problem(&problem, state.speech.language_untracked()), Tone::Warning);
        }
    }
}
