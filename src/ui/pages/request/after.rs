//! What becomes of the pool after the jobs, and how its service is asked.

use leptos::prelude::*;

use super::state::State;
use crate::job_form::runs_on_pool;
use crate::script::{Flow, PoolAccess, script_problem};
use crate::service::{Call, PoolId, Profile, azure_batch_profile, profile_from_json, source_page_profile};
use crate::ui::kit::{CheckBox, FieldProblem, Option_, Select, Speech, TextArea, TextField, focus_soon};
use crate::units::{Secret, VmCount};
use crate::words::{Language, POOL_SCRIPT};

/// The pool service as typed, in memory only; its key always comes from the environment.
#[derive(Clone, Copy)]
pub(super) struct After {
    /// Whether the pool is resized to zero.
    resizes: RwSignal<bool>,
    pub(super) url: RwSignal<String>,
    contract: RwSignal<String>,
    own: RwSignal<String>,
}

impl After {
    pub(super) fn new() -> Self {
        Self {
            resizes: RwSignal::new(false),
            url: RwSignal::new(String::new()),
            contract: RwSignal::new("batch".to_owned()),
            own: RwSignal::new(String::new()),
        }
    }

    /// The flow with what follows it.
    pub(super) fn of(self, state: State, flow: Flow, language: Language) -> Result<Flow, String> {
        if !self.resizes.get() || !state.draft.with(runs_on_pool) {
            return Ok(flow);
        }
        let call = Call::ResizePool { id: pool_id(state, language)?, target: VmCount(0) };
        let pools = self.access(language)?;
        flow.then_resize(&call, &pools).map_err(|problem| script_problem(&problem, language))
    }

    /// The service, or what is still to be typed.
    pub(super) fn access(self, language: Language) -> Result<PoolAccess, String> {
        let words = POOL_SCRIPT.of(language);
        let service_url = self.url.get().trim().to_owned();
        if service_url.is_empty() {
            return Err(words.needs_service.to_owned());
        }
        let profile = self.profile().ok_or_else(|| words.contract_unread.to_owned())?;
        Ok(PoolAccess { service_url, key: Secret::default(), profile })
    }

    fn profile(self) -> Option<Profile> {
        match self.contract.get().as_str() {
            "page" => Some(source_page_profile()),
            "own" => self.own.with(|own| profile_from_json(own)).ok(),
            _ => Some(azure_batch_profile()),
        }
    }
}

/// The form's pool, as the pool service knows pools.
pub(super) fn pool_id(state: State, language: Language) -> Result<PoolId, String> {
    let id = state.draft.with(|draft| PoolId::read(&draft.pool_id));
    id.ok_or_else(|| POOL_SCRIPT.of(language).needs_pool.to_owned())
}

/// Whether the pool is resized to zero, and what that needs. Nothing for a job that runs classic.
pub(super) fn after(state: State) -> AnyView {
    let speech = Speech::here();
    let After { resizes, .. } = state.after;
    let is_pool = Memo::new(move |_| state.draft.with(runs_on_pool));
    let changed = move |is_checked| {
        resizes.set(is_checked);
        if is_checked && state.after.url.with_untracked(String::is_empty) {
            focus_soon("pool-service-url");
        }
    };
    view! {
        {move || {
            is_pool
                .get()
                .then(|| {
                    view! {
                        <div class="after">
                            <CheckBox
                                id="resize-after"
                                label=speech.label(&POOL_SCRIPT, |words| words.resize_after)
                                checked=resizes
                                changed
                            />
                            <p class="field-help">
                                {speech.word(&POOL_SCRIPT, |words| words.resize_after_help)}
                            </p>
                            {move || resizes.get().then(|| service(state))}
                        </div>
                    }
                })
        }}
    }
    .into_any()
}

/// The pool service's address and contract.
pub(super) fn service(state: State) -> AnyView {
    let speech = Speech::here();
    let After { url, contract, own, .. } = state.after;
    let contracts = Signal::derive(move || {
        let words = speech.of(&POOL_SCRIPT);
        [("batch", words.contract_batch), ("page", words.contract_page), ("own", words.contract_own)]
            .map(|(value, label)| Option_ { value, label: label.to_owned() })
            .to_vec()
    });
    let is_own = Memo::new(move |_| contract.with(|contract| contract == "own"));
    let unread = Signal::derive(move || {
        let is_unread = own.with(|own| !own.trim().is_empty() && profile_from_json(own).is_err());
        is_unread.then(|| FieldProblem {
            sentence: speech.of(&POOL_SCRIPT).contract_unread.to_owned(),
            ..FieldProblem::default()
        })
    });
    view! {
        <div class="pair">
            <TextField
                id="pool-service-url"
                label=speech.label(&POOL_SCRIPT, |words| words.service_url)
                value=url
                problem=Signal::derive(|| None)
                help=speech.label(&POOL_SCRIPT, |words| words.service_url_help)
            />
            <Select
                id="pool-contract"
                label=speech.label(&POOL_SCRIPT, |words| words.contract)
                options=contracts
                value=contract
                chosen=move |chosen| contract.set(chosen)
                help=speech.label(&POOL_SCRIPT, |words| words.contract_help)
            />
        </div>
        {move || {
            is_own
                .get()
                .then(|| {
                    view! {
                        <TextArea
                            id="pool-contract-json"
                            label=speech.label(&POOL_SCRIPT, |words| words.contract_json)
                            value=own
                            problem=unread
                        />
                    }
                })
        }}
    }
    .into_any()
}
