//! Each operation of the pool service as a script.

use leptos::prelude::*;

use super::after::{pool_id, service};
use super::code::{Written, code, tongue_menu, tongue_of};
use super::prelude::prelude;
use super::state::State;
use crate::script::{POOL_VARIABLES, SecretsAs, Tongue, pool_request, pool_script, script_problem};
use crate::service::{Call, SwaggerUrl, swagger_sentence};
use crate::ui::kit::{NumberField, Option_, Select, Speech, TextField};
use crate::units::{Quantity, VmCount};
use crate::words::{Language, POOL_SCRIPT, PoolScriptWords};

type Operation = (&'static str, fn(&PoolScriptWords) -> &'static str);

/// The operations, in the order of a pool's life.
const OPERATIONS: [Operation; 6] = [
    ("list", |words| words.list),
    ("create", |words| words.create),
    ("get", |words| words.get),
    ("resize", |words| words.resize),
    ("stop-resize", |words| words.stop_resize),
    ("delete", |words| words.delete),
];

/// What is typed for an operation.
#[derive(Clone, Copy)]
struct Typed {
    operation: RwSignal<String>,
    vms: RwSignal<String>,
    swagger: RwSignal<String>,
}

/// The tab.
pub(super) fn pool(state: State) -> AnyView {
    let speech = Speech::here();
    let typed = Typed {
        operation: RwSignal::new("resize".to_owned()),
        vms: RwSignal::new("0".to_owned()),
        swagger: RwSignal::new(swagger_of(state)),
    };
    let tongue = Memo::new(move |_| state.tongue.with(|chosen| tongue_of(chosen)));
    let text = move || written(state, typed, tongue.get(), speech);
    let options = Signal::derive(move || {
        let words = speech.of(&POOL_SCRIPT);
        OPERATIONS.map(|(value, label)| Option_ { value, label: label(words).to_owned() }).to_vec()
    });
    view! {
        <p class="field-help">{speech.word(&POOL_SCRIPT, |words| words.intro)}</p>
        <div class="pair">
            <Select
                id="pool-operation"
                label=speech.label(&POOL_SCRIPT, |words| words.operation)
                options
                value=typed.operation
                chosen=move |chosen| typed.operation.set(chosen)
            />
            {tongue_menu("pool-script-language", state.tongue, tongue, |_| true)}
        </div>
        {details(typed)}
        {service(state)}
        {prelude(Memo::new(|_| POOL_VARIABLES.map(str::to_owned).to_vec()))}
        {code(Memo::new(move |_| text()), tongue, "pool", text)}
    }
    .into_any()
}

/// What the operation needs besides the pool's id.
fn details(typed: Typed) -> AnyView {
    let speech = Speech::here();
    let operation = Memo::new(move |_| typed.operation.get());
    let vms = move || {
        view! {
            <NumberField
                id="pool-vms"
                label=speech.label(&POOL_SCRIPT, |words| words.vms)
                unit=speech.label(&POOL_SCRIPT, |words| words.vms_unit)
                value=typed.vms
                problem=Signal::derive(|| None)
            />
        }
    };
    view! {
        {move || match operation.get().as_str() {
            "resize" => vms().into_any(),
            "create" => {
                view! {
                    <div class="pair">
                        {vms()}
                        <TextField
                            id="pool-swagger"
                            label=speech.label(&POOL_SCRIPT, |words| words.swagger)
                            value=typed.swagger
                            problem=Signal::derive(|| None)
                            help=speech.label(&POOL_SCRIPT, |words| words.swagger_help)
                        />
                    </div>
                }
                    .into_any()
            }
            _ => ().into_any(),
        }}
    }
    .into_any()
}

/// The document of the form's own service.
fn swagger_of(state: State) -> String {
    state
        .checked
        .with_untracked(|checked| checked.address.as_ref().map(|one| one.swagger()).unwrap_or_default())
}

fn written(state: State, typed: Typed, tongue: Tongue, speech: Speech) -> Written {
    let language = speech.language();
    let call = call(state, typed, speech)?;
    let pools = state.after.access(language)?;
    let script = match tongue {
        Tongue::Script(script) => pool_script(&call, &pools, script, SecretsAs::Environment),
        Tongue::Request(form) => pool_request(&call, &pools, form, SecretsAs::Environment),
        Tongue::Json => Ok(String::new()),
    };
    script.map_err(|problem| script_problem(&problem, language))
}

fn call(state: State, typed: Typed, speech: Speech) -> Result<Call, String> {
    let language = speech.language();
    let id = || pool_id(state, language);
    let vms = || vms(&typed.vms.get(), speech, language);
    Ok(match typed.operation.get().as_str() {
        "list" => Call::ListPools { page: None },
        "get" => Call::GetPool(id()?),
        "stop-resize" => Call::StopResize(id()?),
        "delete" => Call::DeletePool(id()?),
        "create" => {
            let swagger = typed.swagger.with(|typed| SwaggerUrl::read(typed));
            let (swagger, _) = swagger.map_err(|problem| swagger_sentence(&problem, language))?;
            Call::CreatePool { id: id()?, vms: vms()?, swagger }
        }
        _ => Call::ResizePool { id: id()?, target: vms()? },
    })
}

fn vms(typed: &str, speech: Speech, language: Language) -> Result<VmCount, String> {
    let read = Quantity::Vms.read(typed).ok().and_then(|vms| u32::try_from(vms.normalize()).ok());
    read.map(VmCount).ok_or_else(|| {
        let most = speech.figures().number(Quantity::Vms.bound().maximum, 0);
        POOL_SCRIPT.of(language).needs_vms.with(&[("most", &most)])
    })
}
