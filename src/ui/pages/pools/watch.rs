use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::pool_desk::say;
use crate::service::{IDLE_ALARM_MS, Input, Notice};
use crate::ui::kit::{Button, FieldProblem, NumberField, Speech, follow};
use crate::units::{MS_PER_MINUTE, Problem, Quantity};
use crate::web::notify::{self, Permission};
use crate::web::storage::{self, Kept};
use crate::words::{Figures, POOL_WATCH, SHELL};

/// The title of the tab: with the number of alarms before it, if there are any.
pub(super) fn title(title: &str, alarmed: usize, speech: Speech) -> String {
    if alarmed == 0 {
        return title.to_owned();
    }
    let language = speech.language_untracked();
    let alarmed = u64::try_from(alarmed).unwrap_or_default();
    let count = crate::web::intl::IntlFigures(language).number(alarmed.into(), 0);
    POOL_WATCH.of(language).alarm_title.with(&[("count", &count), ("title", title)])
}

/// Notifies of what may cost money while nobody looks: alarms, and what the autopilot has done.
pub(super) fn notify(state: State, notices: &[Notice]) {
    let is_worth_it = |notice: &&Notice| {
        matches!(
            notice,
            Notice::PoolIdle { .. }
                | Notice::AutopilotLanded(..)
                | Notice::AutopilotGaveUp(..)
                | Notice::PoolFailed(..)
        )
    };
    let notices: Vec<Notice> = notices.iter().filter(is_worth_it).cloned().collect();
    if notices.is_empty() || notify::permission() != Permission::Granted {
        return;
    }
    let said = state.look(|look| state.read(|desk| say(&notices, desk, look)));
    let name = SHELL.of(state.speech.language_untracked()).name;
    for alert in said {
        notify::show(name, &alert.sentence);
    }
}

/// Minutes as typed, as milliseconds; `None` for nothing typed.
pub(super) fn minutes(typed: &str) -> Result<Option<u64>, Problem> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let minutes = Quantity::GraceMinutes.read(typed)?;
    Ok(Some(u64::try_from(minutes.round()).unwrap_or_default().saturating_mul(MS_PER_MINUTE)))
}

/// What is wrong with minutes as typed.
pub(super) fn minutes_problem(typed: RwSignal<String>, speech: Speech) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || {
        let problem = typed.with(|typed| minutes(typed)).err()?;
        let sentence = speech.quantity_problem(&problem, &Quantity::GraceMinutes.bound());
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    })
}

/// The idle alarm: after how long, and whether it notifies.
pub(super) fn alarm(state: State) -> AnyView {
    let speech = state.speech;
    let usual = || (IDLE_ALARM_MS / MS_PER_MINUTE).to_string();
    let kept = storage::load(Kept::IdleMinutes).filter(|typed| minutes(typed).is_ok());
    let after = RwSignal::new(kept.unwrap_or_else(usual));
    Effect::new(move || {
        if let Ok(after_ms) = minutes(&after.get()) {
            untrack(move || {
                let typed = Some(after.get()).filter(|typed| *typed != usual());
                storage::save(Kept::IdleMinutes, typed.as_deref());
                if state.read(|desk| desk.session().alarm_ms()) != after_ms {
                    state.press(Input::ChangedAlarm { after_ms });
                }
            });
        }
    });
    let permission = RwSignal::new(notify::permission());
    let pressed = move || {
        spawn_local(async move { permission.set(notify::ask().await) });
    };
    let notification = follow(move || {
        let words = speech.of(&POOL_WATCH);
        let sentence = match permission.get() {
            Permission::NotAsked => {
                let label = speech.label(&POOL_WATCH, |words| words.notify);
                return view! { <p><Button id="notify" label pressed /></p> }.into_any();
            }
            Permission::Granted => words.notify_on,
            Permission::Denied => words.notify_denied,
            Permission::Unsupported => words.notify_unsupported,
        };
        view! { <p class="field-help">{sentence}</p> }.into_any()
    });
    view! {
        <section class="panel" aria-labelledby="alarm-heading">
            <h2 id="alarm-heading">{speech.label(&POOL_WATCH, |words| words.alarm)}</h2>
            <div class="panel-body">
                <p class="field-help">{speech.label(&POOL_WATCH, |words| words.alarm_what)}</p>
                <NumberField
                    id="alarm-minutes"
                    label=speech.label(&POOL_WATCH, |words| words.alarm_minutes)
                    unit=speech.label(&POOL_WATCH, |words| words.minutes)
                    value=after
                    problem=minutes_problem(after, speech)
                    help=speech.label(&POOL_WATCH, |words| words.alarm_help)
                />
                {notification}
            </div>
        </section>
    }
    .into_any()
}
