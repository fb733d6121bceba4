use leptos::prelude::*;
use leptos::task::spawn_local;

use super::keeping::Keeping;
use super::leave::ask_first;
use super::state::State;
use super::{keeping, known};
use crate::emulator::Situation;
use crate::pool_desk::{
    Desk, Speed, Tone, companion_clock, companion_question, kept_connection, read_kept_connection,
    says_companion,
};
use crate::service::{Address, Connection, HttpRequest, Outcome, PoolService, ServiceKind};
use crate::ui::kit::{Button, focus_soon, follow};
use crate::units::Timestamp;
use crate::web::{clock, exchange, storage};
use crate::words::{POOL_CONNECT, POOLS_PAGE};

/// How long an address of this computer may take to say what it is.
const PATIENCE_MS: u64 = 3_000;

/// Connects to what the form says.
pub(super) fn begin(state: State, pools: PoolService) {
    let words = POOLS_PAGE.of(state.speech.language_untracked());
    let told = words.connected.with(&[("host", &pools.base_url)]);
    begin_with(state, Connection { kind: ServiceKind::Live, pools, jobs: Vec::new() }, told);
}

/// Connects with the keys that this tab kept, if it kept any.
pub(super) fn resume(state: State) {
    let Some(connection) = storage::load_tab().and_then(|text| read_kept_connection(&text)) else { return };
    state.more.keep.set(true);
    let words = POOL_CONNECT.of(state.speech.language_untracked());
    let told = words.resumed.with(&[("host", &connection.pools.base_url)]);
    begin_with(state, connection, told);
}

/// Goes back to practice, in a situation.
pub(super) fn practise(state: State, situation: Situation) {
    keeping::begin(state, (Keeping::Nothing, None));
    state.begin_anew(|desk| desk.practise(clock::now(), situation));
}

/// What an address answered when it was asked what it is.
struct Told {
    question: HttpRequest,
    /// When it answered, or was given up.
    at: Timestamp,
    took_ms: u64,
    outcome: Outcome,
}

/// An address of this computer is asked first, without the key, whether it is the companion: only its own word counts.
/// Whatever else was begun meanwhile comes before this.
fn begin_with(state: State, connection: Connection, told: String) {
    let attempt = state.more.begin_attempt();
    let base = connection.pools.base_url.clone();
    let local = Address::read(&base).is_ok_and(|address| address.is_loopback());
    if local {
        let words = POOL_CONNECT.of(state.speech.language_untracked());
        state.say(words.asks_what_it_is.to_owned(), Tone::Plain);
    }
    spawn_local(async move {
        let answer = if local { Some(ask(&base).await) } else { None };
        let kept = keeping::take(state, &base).await;
        if !state.more.is_latest(attempt) {
            return;
        }
        keeping::begin(state, kept);
        connected(state, connection, told, answer);
    });
}

async fn ask(base: &str) -> Told {
    let question = companion_question(base);
    let asked = clock::now();
    let outcome = exchange::exchange(question.clone(), PATIENCE_MS).await;
    let at = clock::now();
    Told { question, at, took_ms: at.ms_since(asked), outcome }
}

/// A companion's clock is followed; any other service has the clock on the wall.
fn connected(state: State, connection: Connection, told: String, answer: Option<Told>) {
    let companion = answer.as_ref().and_then(|answer| answer.outcome.as_ref().ok());
    let companion = companion.filter(|reply| says_companion(reply));
    let kind = if companion.is_some() { ServiceKind::Companion } else { ServiceKind::Live };
    // A hastened clock has moved on much since it was told.
    let now = answer.as_ref().map_or_else(clock::now, |answer| answer.at);
    let own: (Timestamp, Speed) = companion.and_then(companion_clock).unwrap_or((now, Speed::Real));
    let remembered = keeping::remembered(&connection.pools.base_url);
    state.begin_anew(|desk| {
        desk.follow(now, own, Connection { kind, ..connection }, &remembered);
        if let Some(Told { question, took_ms, outcome, .. }) = answer {
            desk.note_aside(&question, took_ms, Some(&outcome));
        }
    });
    keep_keys(state);
    state.say(told, Tone::Plain);
}

/// Keeps the keys in this tab where the user asked for that, else nowhere.
pub(super) fn keep_keys(state: State) {
    let kept = state.more.keep.get_untracked().then(|| {
        state.read(|desk| {
            let connection = desk.session().connection()?;
            (connection.kind != ServiceKind::Practice).then(|| kept_connection(connection))
        })
    });
    storage::save_tab(kept.flatten().as_deref());
}

/// The way back to practice, while another service answers.
pub(super) fn leave(state: State) -> AnyView {
    let speech = state.speech;
    follow(move || {
        state.visit.track();
        let Some(service) = state.read(outside) else { return ().into_any() };
        let back = move || ask_first(state, move || end(state));
        let host = service.clone();
        let forget_keys = move || {
            ask_first(state, move || {
                state.more.keep.set(false);
                end(state);
                state
                    .say(POOL_CONNECT.of(speech.language_untracked()).keys_forgotten.to_owned(), Tone::Plain);
            });
        };
        let forget_it = move || forget(state, service.clone());
        view! {
            <p>
                <code>{host}</code>
            </p>
            <p class="row">
                <Button label=speech.label(&POOL_CONNECT, |words| words.forget_keys) pressed=forget_keys />
                <Button label=speech.label(&POOLS_PAGE, |words| words.disconnect) pressed=back />
                <Button label=speech.label(&POOLS_PAGE, |words| words.forget) pressed=forget_it />
            </p>
        }
        .into_any()
    })
}

/// Forgets what the device keeps of a service. Where another tab keeps it, that one would only write it anew.
fn forget(state: State, service: String) {
    spawn_local(async move {
        let language = state.speech.language_untracked();
        let (keeping, held) = keeping::take(state, &service).await;
        if state.read(outside).as_ref() != Some(&service) {
            return;
        }
        if keeping == Keeping::Elsewhere {
            state.say(POOL_CONNECT.of(language).forget_elsewhere.to_owned(), Tone::Warning);
            return;
        }
        keeping::forget(state, &service);
        known::forget(state, &service);
        drop(held);
        state.say(POOLS_PAGE.of(language).forgotten.to_owned(), Tone::Plain);
    });
}

/// The address of the service outside the page, where one answers.
pub(super) fn outside(desk: &Desk) -> Option<String> {
    let connection = desk.session().connection()?;
    (connection.kind != ServiceKind::Practice).then(|| connection.pools.base_url.clone())
}

fn end(state: State) {
    storage::save_tab(None);
    practise(state, Situation::Fresh);
    // The button that was pressed is gone.
    focus_soon("service-url");
}
