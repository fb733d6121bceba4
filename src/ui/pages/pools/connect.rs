use leptos::prelude::*;

use super::state::State;
use crate::emulator::Situation;
use crate::pool_desk::Tone;
use crate::service::{
    Address, Connection, ConnectionProblem, PoolService, Quota, ServiceKind, azure_batch_profile,
    connection_sentence, source_page_profile,
};
use crate::ui::kit::{Button, FieldProblem, NumberField, Option_, Select, TextField, follow};
use crate::units::{Quantity, VmCount};
use crate::web::{clock, storage};
use crate::words::{POOLS_PAGE, QUANTITY};

/// Connecting to a service outside the page. The key stays in memory and leaves the form once it is used.
pub(super) fn connect(state: State) -> AnyView {
    let speech = state.speech;
    let form = Form::new();
    let Form { url, key, contract, pools, vms } = form;
    let problems = Memo::new(move |_| service(&url.get(), &key.get(), "batch", Quota::default()).err());
    let problem = move |of_url: bool| form.problem(state, problems, of_url);
    let number = move |text: RwSignal<String>| number(state, text);
    let refused = form.refused(state, problems);
    let pressed = move || form.connect(state);
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
                <Select
                    id="contract"
                    label=speech.label(&POOLS_PAGE, |words| words.contract)
                    options=contracts(state)
                    value=contract
                    chosen=move |chosen| contract.set(chosen)
                />
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
        let made = service(&url.get_untracked(), &key.get_untracked(), &contract.get_untracked(), quota);
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

/// The contracts that can be chosen.
fn contracts(state: State) -> Signal<Vec<Option_>> {
    let speech = state.speech;
    Signal::derive(move || {
        let words = speech.of(&POOLS_PAGE);
        [("batch", words.contract_batch), ("page", words.contract_page)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    })
}

/// Nothing typed means not known.
fn optional(typed: &str, quantity: Quantity) -> Result<Option<u32>, crate::units::Problem> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    quantity.read(typed).map(|number| u32::try_from(number.normalize()).ok())
}

fn service(
    url: &str,
    key: &str,
    contract: &str,
    quota: Quota,
) -> Result<PoolService, Vec<ConnectionProblem>> {
    let profile = if contract == "page" { source_page_profile() } else { azure_batch_profile() };
    PoolService::at(url, key, profile, quota)
}

fn begin(state: State, pools: PoolService) {
    let local = Address::read(&pools.base_url).is_ok_and(|address| address.is_loopback());
    let kind = if local { ServiceKind::Companion } else { ServiceKind::Live };
    let host = pools.base_url.clone();
    let remembered = storage::load_session(&host);
    let connection = Connection { kind, pools, jobs: Vec::new() };
    state.begin_anew(|desk| desk.connect(clock::now(), connection, remembered.as_deref()));
    let words = POOLS_PAGE.of(state.speech.language_untracked());
    state.say(words.connected.with(&[("host", &host)]), Tone::Plain);
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
            state.begin_anew(|desk| desk.practise(clock::now(), Situation::Fresh));
        };
        let host = service.clone();
        let forget = move || {
            storage::save_session(&service, None);
            state.say(POOLS_PAGE.of(speech.language_untracked()).forgotten.to_owned(), Tone::Plain);
        };
        view! {
            <p>
                <code>{host}</code>
            </p>
            <p class="row">
                <Button label=speech.label(&POOLS_PAGE, |words| words.disconnect) pressed=back />
                <Button label=speech.label(&POOLS_PAGE, |words| words.forget) pressed=forget />
            </p>
        }
        .into_any()
    })
}
