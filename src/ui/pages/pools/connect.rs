use leptos::prelude::*;

use super::access::{Access, Labels, Problems};
use super::leave::ask_first;
use super::link::{begin, keep_keys, leave};
use super::shown::{menu, reason, request_view, with_chosen};
use super::state::State;
use crate::pool_desk::{contract_name, contracts, first_request};
use crate::service::{PoolService, Profile, Quota, Sent, azure_batch_profile};
use crate::ui::kit::{Button, CheckBox, FieldProblem, NumberField, effect};
use crate::units::{Quantity, VmCount};
use crate::words::{POOL_CONNECT, POOL_PROFILE, POOLS_PAGE, QUANTITY};

/// Connecting to a service outside the page. The key stays in memory and leaves the form once it is used.
pub(super) fn connect(state: State) -> AnyView {
    let speech = state.speech;
    let form = Form::new(state);
    let Form { access, contract, pools, vms } = form;
    let profile = azure_batch_profile();
    let problems = Memo::new(move |_| {
        PoolService::at(&access.url.get(), &access.key.get(), profile.clone(), Quota::default()).err()
    });
    let labels = Labels {
        url: speech.label(&POOLS_PAGE, |words| words.service_url),
        url_help: speech.label(&POOLS_PAGE, |words| words.service_url_help),
        key: speech.label(&POOLS_PAGE, |words| words.service_key),
        key_help: Some(speech.label(&POOLS_PAGE, |words| words.service_key_help)),
    };
    let fields = access.fields(state, "service", labels, problems);
    let number = move |text: RwSignal<String>| number(state, text);
    let refused = form.refused(state, problems);
    let options = contract_menu(state, contract, access.url);
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
                {fields}
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
                    unit=speech.label(&QUANTITY, |words| words.vms.many)
                    value=vms
                    problem=number(vms)
                />
                {keep}
                <Button
                    id="connect-do"
                    submits=true
                    label=speech.label(&POOLS_PAGE, |words| words.connect)
                    pressed
                    refused
                    reason="connect-refusal"
                />
                {reason("connect-refusal", refused)}
                {request_view(state, form.first_request(state), Some(|words| words.request_first))}
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
    effect(move || {
        let key = contract.get();
        let Some(base) = profile_of(state, &key).map(|profile| profile.base_url) else { return };
        let (key_before, base_before) = state.more.contract_before.get_value();
        // Once another is chosen; of the same one where it was edited and the field holds what it said before.
        let follows = key != key_before || url.with_untracked(|url| *url == base_before);
        if follows && !base.is_empty() && url.with_untracked(|url| *url != base) {
            url.set(base.clone());
        }
        state.more.contract_before.set_value((key, base));
    });
    Signal::derive(move || {
        let all = state.more.profiles.with(|own| contracts(own, speech.language()));
        let entries = all.into_iter().map(|contract| (contract.key, contract.label)).collect();
        let gone = |key: &str| speech.of(&POOL_PROFILE).gone.with(&[("name", contract_name(key))]);
        contract.with(|key| with_chosen(entries, key, || gone(key)))
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
    access: Access,
    contract: RwSignal<String>,
    pools: RwSignal<String>,
    vms: RwSignal<String>,
}

impl Form {
    fn new(state: State) -> Self {
        let empty = || RwSignal::new(String::new());
        let contract = state.more.contract;
        Self { access: Access::new(), contract, pools: empty(), vms: empty() }
    }

    /// Why it cannot be connected yet.
    fn refused(self, state: State, problems: Problems) -> Signal<Option<String>> {
        let (Self { contract, pools, vms, .. }, speech) = (self, state.speech);
        Signal::derive(move || {
            let key = contract.get();
            if profile_of(state, &key).is_none() {
                return Some(speech.of(&POOL_PROFILE).gone_choose.with(&[("name", contract_name(&key))]));
            }
            // Fields of which nothing is typed yet are not marked.
            if self.access.is_empty() {
                return Some(speech.of(&POOL_CONNECT).needs_access.to_owned());
            }
            let bad = problems.with(Option::is_some)
                || optional(&pools.get(), Quantity::VmQuota).is_err()
                || optional(&vms.get(), Quantity::VmQuota).is_err();
            bad.then(|| speech.of(&POOLS_PAGE).fix_first.to_owned())
        })
    }

    /// What is asked first when it is connected.
    fn first_request(self, state: State) -> Signal<Option<Sent>> {
        Signal::derive(move || self.service(state).and_then(|service| first_request(&service)))
    }

    /// The service that the form names, where nothing is wrong with it.
    fn service(self, state: State) -> Option<PoolService> {
        let Self { access, contract, pools, vms } = self;
        let quota = Quota {
            pools: optional(&pools.get(), Quantity::VmQuota).ok().flatten(),
            vms_per_pool: optional(&vms.get(), Quantity::VmQuota).ok().flatten().map(VmCount),
        };
        PoolService::at(&access.url.get(), &access.key.get(), profile_of(state, &contract.get())?, quota).ok()
    }

    /// Connects, and forgets the key in the form.
    fn connect(self, state: State) {
        if let Some(service) = untrack(move || self.service(state)) {
            ask_first(state, move || {
                self.access.key.set(String::new());
                begin(state, service);
            });
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

/// The contract of that key as it is now; none where it was deleted.
fn profile_of(state: State, key: &str) -> Option<Profile> {
    let all = state.more.profiles.with(|own| contracts(own, state.speech.language_untracked()));
    all.into_iter().find(|contract| contract.key == key).map(|contract| contract.profile)
}

/// Nothing typed means not known.
fn optional(typed: &str, quantity: Quantity) -> Result<Option<u32>, crate::units::Problem> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    quantity.read(typed).map(|number| u32::try_from(number.normalize()).ok())
}
