use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use crate::emulator::Situation;
use crate::pool_desk::{Speed, Tone, companion_clock, kept_connection, read_kept_connection, says_companion};
use crate::service::{Address, Connection, HttpRequest, Kept, Method, PoolService, ServiceKind, Session};
use crate::ui::kit::{Button, follow};
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

/// An address of this computer is asked first, without the key, whether it is the companion: only its own word counts.
fn begin_with(state: State, connection: Connection, told: String) {
    let base = connection.pools.base_url.clone();
    let local = Address::read(&base).is_ok_and(|address| address.is_loopback());
    if !local {
        return connected(state, connection, told, None);
    }
    state.say(POOL_CONNECT.of(state.speech.language_untracked()).asks_what_it_is.to_owned(), Tone::Plain);
    spawn_local(async move {
        let question = HttpRequest {
            method: Method::Get,
            url: [&base, "/companion"].concat(),
            headers: vec![("Accept".to_owned(), "application/json".to_owned())],
            authorization: None,
            scheme: String::new(),
            body: Vec::new(),
        };
        let reply = exchange::exchange(question, PATIENCE_MS).await;
        let companion = reply.ok().filter(says_companion);
        let kind = if companion.is_some() { ServiceKind::Companion } else { ServiceKind::Live };
        let clock = companion.as_ref().and_then(companion_clock);
        connected(state, Connection { kind, ..connection }, told, clock);
    });
}

/// A companion's clock is followed; any other service has the clock on the wall.
fn connected(state: State, connection: Connection, told: String, own: Option<(Timestamp, Speed)>) {
    let remembered = remembered(&connection.pools.base_url);
    let now = clock::now();
    let own = own.unwrap_or((now, Speed::Real));
    state.begin_anew(|desk| desk.follow(now, own, connection, &remembered));
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

/// What an earlier visit to a service left, its first part first.
fn remembered(service: &str) -> Vec<String> {
    let Some(first) = storage::load_session(service, 0) else { return Vec::new() };
    let blocks = Session::kept_blocks(&first);
    let blocks = blocks.into_iter().filter_map(|block| storage::load_session(service, block));
    core::iter::once(first.clone()).chain(blocks).collect()
}

/// Keeps what the session remembers of a service outside the page, under its address; never a key (I8). At most so many
/// blocks of jobs at once, as each takes a moment.
pub(super) fn remember(state: State, most_blocks: usize) {
    let service = state.read(|desk| {
        let connection = desk.session().connection()?;
        (connection.kind != ServiceKind::Practice).then(|| connection.pools.base_url.clone())
    });
    let Some(service) = service else { return };
    for Kept { part, text } in state.change(|desk| desk.remember(most_blocks)) {
        storage::save_session(&service, part, text.as_deref());
    }
}

/// Forgets what was kept of a service.
fn forget(service: &str) {
    let first = storage::load_session(service, 0).unwrap_or_default();
    for block in core::iter::once(0).chain(Session::kept_blocks(&first)) {
        storage::save_session(service, block, None);
    }
}

/// The way back to practice, while another service answers.
pub(super) fn leave(state: State) -> AnyView {
    let speech = state.speech;
    follow(move || {
        state.visit.track();
        let service = state.read(|desk| {
            let connection = desk.session().connection()?;
            (connection.kind != ServiceKind::Practice).then(|| connection.pools.base_url.clone())
        });
        let Some(service) = service else { return ().into_any() };
        let back = move || {
            storage::save_tab(None);
            state.begin_anew(|desk| desk.practise(clock::now(), Situation::Fresh));
        };
        let host = service.clone();
        let forget_keys = move || {
            state.more.keep.set(false);
            storage::save_tab(None);
            state.begin_anew(|desk| desk.practise(clock::now(), Situation::Fresh));
            state.say(POOL_CONNECT.of(speech.language_untracked()).keys_forgotten.to_owned(), Tone::Plain);
        };
        let forget_it = move || {
            forget(&service);
            state.say(POOLS_PAGE.of(speech.language_untracked()).forgotten.to_owned(), Tone::Plain);
        };
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
