use leptos::prelude::*;

use super::shown::request_view;
use super::state::State;
use crate::emulator::PRACTICE_SERVICE;
use crate::pool_desk::{CreateDraft, CreateField, Creation, FieldFault, preview, rate_per_hour, read_vms};
use crate::service::{
    Call, Input, NotAnAddress, PoolId, Sent, ServiceKind, SwaggerUrlProblem, refusal_sentence,
    swagger_sentence, swagger_warning_sentence,
};
use crate::ui::kit::{Button, FieldProblem, NumberField, Speech, TextField, effect, follow};
use crate::units::{Decimal, Quantity, Unit};
use crate::web::storage::{self, Kept};
use crate::words::{POOLS_PAGE, QUANTITY, counted};

/// The create form: the two inputs that there are.
pub(super) fn create(state: State) -> AnyView {
    let speech = state.speech;
    let typed = kept().map_or_else(|| "2".to_owned(), |(vms, _)| vms);
    let (vms, swagger) = (RwSignal::new(typed), RwSignal::new(String::new()));
    suggest_service(state, swagger);
    let draft = move || CreateDraft { vms: vms.get(), swagger: swagger.get() };
    let refused_now = state.part(|picture| &picture.create_refused);
    let checked = Memo::new(move |_| {
        state.visit.track();
        let draft = draft();
        state.read(|desk| draft.check(desk.session()))
    });
    keep(checked, vms);
    let problem = move |field: CreateField| problem(checked, field, speech);
    let refused = Signal::derive(move || {
        let fault = || {
            let fault = checked.with(first_fault)?;
            // What stands at its field is not said a second time.
            Some(if is_untouched(&fault) {
                field_problem(&fault, speech).sentence
            } else {
                speech.of(&POOLS_PAGE).fix_first.to_owned()
            })
        };
        refused_now.get().or_else(fault)
    });
    let pressed = move || press(vms, swagger, state);
    let costs = costs(state, vms);
    let sent = sent(state, checked);
    let reason = follow(move || match refused.get() {
        Some(reason) => view! { <p class="refusal" id="create-refusal">{reason}</p> }.into_any(),
        None => view! { <p class="field-help">{costs}</p> }.into_any(),
    });
    view! {
        <section class="panel" aria-labelledby="create-heading">
            <h2 id="create-heading">{speech.label(&POOLS_PAGE, |words| words.create)}</h2>
            <form class="panel-body" autocomplete="off" on:submit=move |event| event.prevent_default()>
                <NumberField
                    id="create-vms"
                    label=speech.label(&POOLS_PAGE, |words| words.vm_count)
                    unit=speech.label(&QUANTITY, |words| words.vms.many)
                    value=vms
                    problem=problem(CreateField::Vms)
                    help=Signal::derive(move || quota(state))
                />
                <TextField
                    id="create-swagger"
                    label=speech.label(&POOLS_PAGE, |words| words.swagger)
                    value=swagger
                    problem=problem(CreateField::Swagger)
                    help=speech.label(&POOLS_PAGE, |words| words.swagger_help)
                />
                <Button
                    id="create-do"
                    primary=true
                    submits=true
                    label=speech.label(&POOLS_PAGE, |words| words.create_button)
                    pressed
                    refused
                    reason="create-refusal"
                />
                {reason}
                {request_view(state, sent, Some(|words| words.request_id_made))}
            </form>
        </section>
    }
    .into_any()
}

/// What is sent when the form is.
fn sent(state: State, checked: Memo<Checked>) -> Signal<Option<Sent>> {
    Signal::derive(move || {
        let creation = checked.get().0?;
        // The page makes the id when it sends the request.
        let id = PoolId::read(&"0".repeat(32))?;
        let call = Call::CreatePool { id, vms: creation.vms, swagger: creation.swagger };
        state.read(|desk| preview(desk, &call, None))
    })
}

/// What so many VMs cost per hour, beyond what the plan includes.
fn costs(state: State, vms: RwSignal<String>) -> Signal<Option<String>> {
    let speech = state.speech;
    Signal::derive(move || {
        let count = read_vms(&vms.get()).ok()?;
        let tier = crate::billing::Tier::from_name(&state.terms.tier.get())?;
        let figures = speech.figures();
        let money = figures.money(rate_per_hour(tier) * Decimal::from(count.0), "USD");
        let vms = counted(count.0.into(), Unit::Vms, speech.language());
        Some(speech.of(&POOLS_PAGE).create_costs.with(&[("vms", &vms), ("money", &money)]))
    })
}

/// In practice the service that pays is the practice account's own.
fn suggest_service(state: State, swagger: RwSignal<String>) {
    effect(move || {
        state.visit.track();
        let kind = state.read(|desk| desk.session().connection().map(|connection| connection.kind));
        let practice = kind == Some(ServiceKind::Practice);
        let kept = || kept().map(|(_, swagger)| swagger).unwrap_or_default();
        swagger.set(if practice { [PRACTICE_SERVICE, "/swagger.json"].concat() } else { kept() });
    });
}

/// What was typed last, for a pool outside practice.
fn kept() -> Option<(String, String)> {
    let kept = storage::load(Kept::PoolDraft)?;
    kept.split_once('\n').map(|(vms, swagger)| (vms.to_owned(), swagger.to_owned()))
}

/// Keeps what is typed once it can be used, but for the practice account's own service: it suggests itself.
fn keep(checked: Memo<Checked>, vms: RwSignal<String>) {
    effect(move || {
        let swagger = checked.with(|(creation, _)| Some(creation.as_ref()?.swagger.as_str().to_owned()));
        let Some(swagger) = swagger.filter(|swagger| !swagger.starts_with(PRACTICE_SERVICE)) else { return };
        storage::save(Kept::PoolDraft, Some(&[&vms.get(), "\n", &swagger].concat()));
    });
}

/// The creation, where the form allows one, and what is wrong with which field.
type Checked = (Option<Creation>, Vec<(CreateField, FieldFault)>);

/// What keeps the form from being sent.
fn first_fault((creation, faults): &Checked) -> Option<FieldFault> {
    let fault = faults.iter().map(|(_, fault)| fault).find(|fault| !fault.is_warning());
    fault.filter(|_| creation.is_none()).cloned()
}

/// Whether a field has nothing in it yet: it is not marked, and the button says what it needs.
fn is_untouched(fault: &FieldFault) -> bool {
    *fault == FieldFault::Swagger(SwaggerUrlProblem::Address(NotAnAddress::Empty))
}

/// What is wrong with a field of the form.
fn problem(checked: Memo<Checked>, field: CreateField, speech: Speech) -> Signal<Option<FieldProblem>> {
    Signal::derive(move || {
        checked.with(|(_, faults)| {
            let (_, fault) = faults.iter().find(|(at, _)| *at == field)?;
            (!is_untouched(fault)).then(|| field_problem(fault, speech))
        })
    })
}

fn press(vms: RwSignal<String>, swagger: RwSignal<String>, state: State) {
    if let (Some(creation), _) = draft_untracked(vms, swagger, state) {
        state.press(Input::PressedCreate { vms: creation.vms, swagger: creation.swagger, name: None });
    }
}

fn draft_untracked(vms: RwSignal<String>, swagger: RwSignal<String>, state: State) -> Checked {
    let draft = CreateDraft { vms: vms.get_untracked(), swagger: swagger.get_untracked() };
    state.read(|desk| draft.check(desk.session()))
}

fn field_problem(fault: &FieldFault, speech: Speech) -> FieldProblem {
    let language = speech.language();
    let sentence = match fault {
        FieldFault::Number(problem) => speech.quantity_problem(problem, &Quantity::Vms.bound()),
        FieldFault::Refused(refusal) => refusal_sentence(refusal, language),
        FieldFault::Swagger(problem) => swagger_sentence(problem, language),
        FieldFault::Unusual(warning) => swagger_warning_sentence(warning, language),
    };
    FieldProblem { sentence, is_warning: fault.is_warning(), ..FieldProblem::default() }
}

/// What the account may have, where that is known.
fn quota(state: State) -> Option<String> {
    state.visit.track();
    let quota = state.read(|desk| desk.session().connection().map(|connection| connection.pools.quota))?;
    let (pools, vms) = (quota.pools?, quota.vms_per_pool?);
    let figures = state.speech.figures();
    let (allowed, pools) = (figures.number(vms.0.into(), 0), figures.number(pools.into(), 0));
    Some(state.speech.of(&POOLS_PAGE).vm_count_help.with(&[("allowed", &allowed), ("pools", &pools)]))
}
