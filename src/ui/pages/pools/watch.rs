use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::pool_desk::{lasting_failure, notification_name, say, service_mark};
use crate::service::{IDLE_ALARM_MS, Input, Notice};
use crate::ui::kit::{Button, FieldProblem, NumberField, Speech, effect, follow};
use crate::units::{MS_PER_MINUTE, Problem, Quantity};
use crate::web::bridge;
use crate::web::notify::{self, Permission};
use crate::web::storage::{self, Kept};
use crate::words::{Figures, POOL_WATCH, SHELL};

/// Tells the frame what this page adds to the title of the tab, whichever page is shown: alarms and the service's mark.
pub(super) fn tell_title(state: State) {
    let language = state.speech.language_untracked();
    let (alarmed, mark) = state.read(|desk| (desk.session().alarmed(), service_mark(desk, language)));
    let count = match u64::try_from(alarmed).unwrap_or_default() {
        0 => String::new(),
        alarmed => Figures(language).number(alarmed.into(), 0),
    };
    let told = [&count, "\n", mark].concat();
    if state.more.title.with_value(|last| *last != told) {
        bridge::tell(bridge::Event::PoolsTitle, &told);
        state.more.title.set_value(told);
    }
}

/// Notifies of what may cost money while nobody looks: see [`notification_name`].
pub(super) fn notify(state: State, notices: &[Notice]) {
    for notice in notices {
        if let Some(name) = notification_name(notice) {
            notify_of(state, notice, &name);
        }
    }
}

fn notify_of(state: State, notice: &Notice, name: &str) {
    let title = SHELL.of(state.speech.language_untracked()).name;
    for alert in state.look(|look| state.read(|desk| say(core::slice::from_ref(notice), desk, look))) {
        notify::show(title, &alert.sentence, name);
    }
}

/// The same of a failure to read pools, once that has lasted; once until they can be read again.
pub(super) fn notify_of_lasting_failure(state: State) {
    let lasts = state.read(lasting_failure);
    let is_news = lasts.is_some() && !state.more.was_unread.get_value();
    state.more.was_unread.set_value(lasts.is_some());
    if let Some(notice) = lasts.filter(|_| is_news) {
        notify_of(state, &notice, "poolwise-unread");
    }
}

/// Minutes as typed, as milliseconds; `None` for nothing typed.
pub(super) fn minutes(typed: &str) -> Result<Option<u64>, Problem> {
    if typed.trim().is_empty() { Ok(None) } else { some_minutes(typed).map(Some) }
}

/// Minutes as typed, as milliseconds, where there has to be a number.
pub(super) fn some_minutes(typed: &str) -> Result<u64, Problem> {
    let minutes = Quantity::GraceMinutes.read(typed)?;
    Ok(u64::try_from(minutes.round()).unwrap_or_default().saturating_mul(MS_PER_MINUTE))
}

/// What is wrong with minutes as typed, for `read`.
pub(super) fn minutes_problem<T: 'static>(
    typed: RwSignal<String>,
    read: fn(&str) -> Result<T, Problem>,
    speech: Speech,
) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || {
        let problem = typed.with(|typed| read(typed)).err()?;
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
    let take = move || {
        let typed = after.get_untracked();
        if let Ok(after_ms) = minutes(&typed) {
            let typed = Some(typed).filter(|typed| *typed != usual());
            storage::save(Kept::IdleMinutes, typed.as_deref());
            if state.read(|desk| desk.session().alarm_ms()) != after_ms {
                state.press(Input::ChangedAlarm { after_ms });
            }
        }
    };
    // Once, with what was kept; from then on when the field is left, or Enter pressed.
    effect(move || untrack(take));
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
            // A number that is being typed is none yet: of 20, the alarm would speak at 2.
            <div class="panel-body" on:change=move |_| untrack(take)>
                <p class="field-help">{speech.label(&POOL_WATCH, |words| words.alarm_what)}</p>
                <NumberField
                    id="alarm-minutes"
                    label=speech.label(&POOL_WATCH, |words| words.alarm_minutes)
                    unit=speech.label(&POOL_WATCH, |words| words.minutes)
                    value=after
                    problem=minutes_problem(after, minutes, speech)
                    help=speech.label(&POOL_WATCH, |words| words.alarm_help)
                />
                {notification}
            </div>
        </section>
    }
    .into_any()
}
