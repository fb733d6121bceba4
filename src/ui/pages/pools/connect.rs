use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shown::menu;
use super::state::State;
use crate::emulator::Situation;
use crate::pool_desk::{
    Speed, Tone, companion_clock, contracts, kept_connection, read_kept_connection, says_companion,
};
use crate::service::{
    Address, Connection, ConnectionProblem, HttpRequest, Method, PoolService, Profile, Quota, ServiceKind,
    azure_batch_profile, connection_sentence,
};
use crate::ui::kit::{Button, CheckBox, FieldProblem, NumberField, TextField, follow};
use crate::units::{Quantity, Timestamp, VmCount};
use crate::web::{clock, exchange, storage};
use crate::words::{POOL_CONNECT, POOLS_PAGE, QUANTITY};

/// How long an address of this computer may take to say what it is.
const PATIENCE_MS: u64 = 3_000;

/// Connecting to a service outside the page. The key stays in memory and leaves the form once it is used.
pub(super) fn connect(state: State) -> AnyView {
    let speech = state.speech;
    let form = Form::new();
    let Form { url, key, contract, pools, vms } = form;
    let profile = azure_batch_profile();
    let problems =
        Memo::new(move |_| PoolService::at(&url.get(), &key.get(), profile.clone(), Quota::default()).err());
    let problem = move |of_url: bool| form.problem(state, problems, of_url);
    let number = move |text: RwSignal<String>| number(state, text);
    let refused = form.refused(state, problems);
    let options = contract_menu(state, contract, url);
    let pressed = move || form.connect(state);
    let keep = keep_in_tab(state);
    let leave = leave(state);
    view! {
        <details class="panel">
            <summary>{speech.label(&POOLS_PAGE, |words| words.connection)}</summary>
            <div class="panel-body">
                {leave}
                <p class="field-help">{speech.label(&POOLS_PAGE, |words| words.connect_what)}</p>
                <p class="field-help">{speech.label(&POOLS_PAGE, |words| words.connect_cors)}</p>
                <form class="panel-body" autocomplete="off" on:submit=move |event| event.prevent_default()>
                <TextField
                    id="service-url"
                    label=speech.label(&POOLS_PAGE, |words| words.service_url)
                    value=url
                    problem=problem(true)
                    help=speech.label(&POOLS_PAGE, |words| words.service_url_help)
                />
                <TextField
                    id="service-key"
                    label=speech.label(&POOLS_PAGE, |words| words.service_key)
                    value=key
                    problem=problem(false)
                    help=speech.label(&POOLS_PAGE, |words| words.service_key_help)
                    secret=true
                />
                {menu("contract", speech.label(&POOLS_PAGE, |words| words.contract), options, contract)}
                <NumberField
                    id="quota-pools"
                    label=speech.label(&POOLS_PAGE, |words| words.max_pools)
                    unit=speech.label(&POOLS_PAGE, |words| words.pools)
                    value=pools
                    problem=number(pools)
                    help=speech.label(&POOLS_PAGE, |words| words.quota_help)
                />
                <NumberField
                    id="quota-vms"
                    label=speech.label(&POOLS_PAGE, |words| words.max_vms)
                    unit=speech.label(&QUANTITY, |words| words.vms)
                    value=vms
                    problem=number(vms)
                />
                {keep}
                <Button
                    id="connect-do"
                    label=speech.label(&POOLS_PAGE, |words| words.connect)
                    pressed
                    refused
                />
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// The contracts that can be chosen. One of a single service brings its address with it.
fn contract_menu(
    state: State,
    contract: RwSignal<String>,
    url: RwSignal<String>,
) -> Signal<Vec<(String, String)>> {
    let speech = state.speech;
    Effect::new(move || {
        let base = profile_of(state, &contract.get()).base_url;
        if !base.is_empty() {
            url.set(base);
        }
    });
    Signal::derive(move || {
        let all = state.more.profiles.with(|own| contracts(own, speech.language()));
        all.into_iter().map(|contract| (contract.key, contract.label)).collect()
    })
}

/// Keys stay in memory unless the user asks that this tab keep them.
fn keep_in_tab(state: State) -> AnyView {
    let speech = state.speech;
    view! {
                <CheckBox
                id="keep-in-tab"
                label=speech.label(&POOL_CONNECT, |words| words.keep_in_tab)
                checked=state.more.keep
                changed=move |keep| {
                    state.more.keep.set(keep);
                    keep_keys(state);
                }
            />
            <p class="field-help">{speech.label(&POOL_CONNECT, |words| words.keep_in_tab_help)}</p>
    }
    .into_any()
}

/// The form's texts.
#[derive(Clone, Copy)]
struct Form {
    url: RwSignal<String>,
    key: RwSignal<String>,
    contract: RwSignal<String>,
    pools: RwSignal<String>,
    vms: RwSignal<String>,
}

type Problems = Memo<Option<Vec<ConnectionProblem>>>;

impl Form {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        let contract = RwSignal::new("batch".to_owned());
        Self { url: empty(), key: empty(), contract, pools: empty(), vms: empty() }
    }

    /// What is wrong with the address, or with the key.
    fn problem(self, state: State, problems: Problems, of_url: bool) -> Signal<Option<FieldProblem>> {
        let (Self { url, key, .. }, speech) = (self, state.speech);
        Signal::derive(move || {
            // An untouched form is not wrong yet.
            if (if of_url { url } else { key }).with(String::is_empty) {
                return None;
            }
            let found = problems
                .get()
                .unwrap_or_default()
                .into_iter()
                .find(|problem| matches!(problem, ConnectionProblem::PoolServiceUrl(_)) == of_url)?;
            let sentence = connection_sentence(&found, speech.language());
            Some(FieldProblem { sentence, ..FieldProblem::default() })
        })
    }

    /// Why it cannot be connected yet.
    fn refused(self, state: State, problems: Problems) -> Signal<Option<String>> {
        let (Self { pools, vms, .. }, speech) = (self, state.speech);
        Signal::derive(move || {
            let bad = problems.with(Option::is_some)
                || optional(&pools.get(), Quantity::VmQuota).is_err()
                || optional(&vms.get(), Quantity::VmQuota).is_err();
            bad.then(|| speech.of(&POOLS_PAGE).fix_first.to_owned())
        })
    }

    /// Connects, and forgets the key in the form.
    fn connect(self, state: State) {
        let Self { url, key, contract, pools, vms } = self;
        let quota = Quota {
            pools: optional(&pools.get_untracked(), Quantity::VmQuota).ok().flatten(),
            vms_per_pool: optional(&vms.get_untracked(), Quantity::VmQuota).ok().flatten().map(VmCount),
        };
        let profile = profile_of(state, &contract.get_untracked());
        let made = PoolService::at(&url.get_untracked(), &key.get_untracked(), profile, quota);
        if let Ok(service) = made {
            key.set(String::new());
            begin(state, service);
        }
    }
}

/// What is wrong with a quota.
fn number(state: State, text: RwSignal<String>) -> Signal<Option<FieldProblem>> {
    let (speech, quantity) = (state.speech, Quantity::VmQuota);
    Signal::derive(move || {
        let problem = text.with(|text| optional(text, quantity)).err()?;
        let sentence = speech.quantity_problem(&problem, &quantity.bound());
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    })
}

/// The contract of that key; Azure Batch's names for any other.
fn profile_of(state: State, key: &str) -> Profile {
    let all = state.more.profiles.with_untracked(|own| contracts(own, state.speech.language_untracked()));
    let found = all.into_iter().find(|contract| contract.key == key);
    found.map_or_else(azure_batch_profile, |contract| contract.profile)
}

/// Nothing typed means not known.
fn optional(typed: &str, quantity: Quantity) -> Result<Option<u32>, crate::units::Problem> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    quantity.read(typed).map(|number| u32::try_from(number.normalize()).ok())
}

/// Connects to what the form says.
fn begin(state: State, pools: PoolService) {
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
    let remembered = storage::load_session(&connection.pools.base_url);
    let now = clock::now();
    let own = own.unwrap_or((now, Speed::Real));
    state.begin_anew(|desk| desk.follow(now, own, connection, remembered.as_deref()));
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

/// Keeps what the session remembers of a service outside the page, under its address; never a key (I8).
pub(super) fn remember(state: State) {
    let kept = state.read(|desk| {
        let connection = desk.session().connection()?;
        let outside = connection.kind != ServiceKind::Practice;
        outside.then(|| (connection.pools.base_url.clone(), desk.session().remember()))
    });
    if let Some((service, memory)) = kept {
        storage::save_session(&service, Some(&memory));
    }
}

/// The way back to practice, while another service answers.
fn leave(state: State) -> AnyView {
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
        let forget = move || {
            storage::save_session(&service, None);
            state.say(POOLS_PAGE.of(speech.language_untracked()).forgotten.to_owned(), Tone::Plain);
        };
        view! {
            <p>
                <code>{host}</code>
            </p>
            <p class="row">
                <Button label=speech.label(&POOL_CONNECT, |words| words.forget_keys) pressed=forget_keys />
                <Button label=speech.label(&POOLS_PAGE, |words| words.disconnect) pressed=back />
                <Button label=speech.label(&POOLS_PAGE, |words| words.forget) pressed=forget />
            </p>
        }
        .into_any()
    })
}
