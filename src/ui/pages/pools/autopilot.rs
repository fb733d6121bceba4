use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use super::watch::{minutes, minutes_problem};
use crate::pool_desk::{Detail, Tone, jobs_of_autopilot};
use crate::script::{
    self, AUTOPILOT_LANGUAGES, Options, PoolAccess, ScriptLanguage, autopilot_script, language_label,
    script_problem,
};
use crate::service::{Autopilot, Ending, Input};
use crate::ui::kit::{Button, CheckBox, NumberField, Option_, Select, effect, follow};
use crate::units::Secret;
use crate::web::clipboard;
use crate::web::intl::IntlFigures;
use crate::words::{Figures, POOL_WATCH, SHELL};

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
    let mut before = None;
    effect(move || {
        let now = (wait.get(), ending.get());
        if before.replace(now.clone()).is_some_and(|before| before != now) && on.get_untracked() {
            untrack(move || set(state, true, wait, ending));
        }
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
            </p>
            <p class="row">{scripts}</p>
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

/// Copies what the autopilot does as a script that needs no page: its keys come from the environment.
fn copy(state: State, language: ScriptLanguage, wait: RwSignal<String>, ending: RwSignal<String>) {
    let words = POOL_WATCH.of(state.speech.language_untracked());
    let Some(pool) = state.selected.get_untracked() else { return };
    let Ok(idle_ms) = wait.with_untracked(|typed| minutes(typed)) else { return };
    let (jobs, unnamed) = state.read(|desk| jobs_of_autopilot(desk.session(), &pool));
    let figures = IntlFigures(state.speech.language_untracked());
    let counted = |count: usize| figures.number(u64::try_from(count).unwrap_or_default().into(), 0);
    if unnamed > 0 {
        let said = words.autopilot_script_unnamed.with(&[("count", &counted(unnamed))]);
        return state.say(said, Tone::Warning);
    }
    let said = words.autopilot_script_copied.with(&[("count", &counted(jobs.len()))]);
    let autopilot =
        script::Autopilot { pool, jobs, grace_ms: idle_ms.unwrap_or_default(), ending: chosen(ending) };
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
