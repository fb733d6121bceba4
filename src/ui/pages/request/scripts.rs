//! The whole flow as a script in the language chosen, or its single requests.

use leptos::prelude::*;

use super::after::after;
use super::code::{Written, code, tongue_menu, tongue_of};
use super::prelude::prelude;
use super::state::State;
use crate::request::wire;
use crate::script::{Flow, Options, SecretsAs, Tongue, flow_requests, flow_script, script_problem};
use crate::ui::kit::{CheckBox, Speech};
use crate::words::{Language, SCRIPT};

/// The tab.
pub(super) fn scripts(state: State) -> AnyView {
    let speech = Speech::here();
    let chosen = state.tongue;
    let tongue = Memo::new(move |_| chosen.with(|chosen| tongue_of(chosen)));
    let flow = Memo::new(move |_| flow(state, speech.language()));
    let text = move |shown: bool| {
        written(state, flow.get()?, tongue.get(), secrets(state, shown), speech.language())
    };
    let shown = Memo::new(move |_| text(true));
    let is_flow = Memo::new(move |_| matches!(tongue.get(), Tongue::Script(_)));
    let variables = Memo::new(move |_| variables(state, flow.get(), speech.language()));
    view! {
        <div class="script-controls">
            {tongue_menu("script-language", chosen, tongue, |_| true)}
            {inlining("script-inline", state, speech)}
        </div>
        {inlining_note(state, speech)}
        {prelude(variables)}
        {move || is_flow.get().then(|| after(state))}
        {code(shown, tongue, "bes-job", move || text(false))}
    }
    .into_any()
}

/// How a script has its secrets; `is_shown` is the one on screen.
pub(super) fn secrets(state: State, is_shown: bool) -> SecretsAs {
    match (state.inlines_secrets.get(), is_shown) {
        (false, _) => SecretsAs::Environment,
        (true, true) => SecretsAs::Masked,
        (true, false) => SecretsAs::Inlined,
    }
}

/// Whether the secrets are written into scripts.
pub(super) fn inlining(id: &'static str, state: State, speech: Speech) -> AnyView {
    let inlines = state.inlines_secrets;
    view! {
        <CheckBox
            id
            label=speech.label(&SCRIPT, |words| words.inline_secrets)
            checked=inlines
            changed=move |is_checked| inlines.set(is_checked)
        />
    }
    .into_any()
}

/// What follows from it.
pub(super) fn inlining_note(state: State, speech: Speech) -> AnyView {
    let note = move || {
        let words = speech.of(&SCRIPT);
        if state.inlines_secrets.get() { words.inline_warning } else { words.environment_note }
    };
    view! { <p class="quiet script-note">{note}</p> }.into_any()
}

/// The script, or why there is none.
fn written(state: State, flow: Flow, tongue: Tongue, secrets: SecretsAs, language: Language) -> Written {
    let said = |problem| script_problem(&problem, language);
    match tongue {
        Tongue::Script(script) => {
            let flow = state.after.of(state, flow, language)?;
            flow_script(&flow, script, &Options { secrets, ..Options::default() }).map_err(said)
        }
        Tongue::Request(form) => Ok(flow_requests(&flow, form, secrets)),
        Tongue::Json => Ok(String::new()),
    }
}

/// What the script takes from the environment: nothing where the secrets are written into it.
pub(super) fn variables(state: State, flow: Result<Flow, String>, language: Language) -> Vec<String> {
    if state.inlines_secrets.get() {
        return Vec::new();
    }
    let flow = flow.and_then(|flow| state.after.of(state, flow, language));
    flow.map(|flow| flow.variables()).unwrap_or_default()
}

/// The form's job as scripts send it.
pub(super) fn flow(state: State, language: Language) -> Result<Flow, String> {
    let address = state.checked.with(|checked| checked.address.clone());
    let address = address.ok_or_else(|| SCRIPT.of(language).needs_address.to_owned())?;
    state
        .draft
        .with(|draft| Flow::new(&address, &draft.api_key, &wire::body(draft)))
        .map_err(|problem| script_problem(&problem, language))
}
