//! A job's body, however it comes: typed, pasted, broken, or described by a service's document.

use poolwise::job_form::{
    example, from_link, paste as paste_into, screen, to_link, unmasked, without_secrets,
};
use poolwise::request::repair::{Repair, RepairKind, decode, repair, repair_problem};
use poolwise::request::swagger::{import, swagger_note, swagger_problem};
use poolwise::request::wire::{self, Json};
use poolwise::request::{Draft, ServiceAddress, check, request_problem, shape_problem};
use poolwise::script::{Flow, Options, ScriptLanguage, SecretsAs, flow_script, script_problem};
use poolwise::units::{Secret, Timestamp};

use super::{said, text};

/// Any text is JSON, is JSON after repairs, or is refused; strict JSON is never changed, and a result needs no repair.
pub(super) fn repaired(bytes: &[u8]) {
    let (text, _) = decode(bytes);
    let repaired = repair(&text, &[]);
    for one in &repaired.repairs {
        assert!(one.id.start <= text.len(), "a repair outside the text: {one:?}");
    }
    match repaired.value {
        Ok(value) => {
            let again = repair(&value.to_string(), &[]);
            assert!(again.repairs.is_empty(), "a result that needs repair: {value}");
            assert_eq!(again.value.ok().as_ref(), Some(&value));
            nothing_left_out(&text, &repaired.repairs);
        }
        Err(problem) => {
            // Duplicate keys are read by both; what serde_json takes must not be refused.
            assert!(serde_json::from_str::<Json>(&text).is_err(), "JSON was refused: {text:?}");
            said(None, |language| repair_problem(&problem, language));
        }
    }
}

/// What begins with a body is read as a whole: no member of it stands in what was left out.
fn nothing_left_out(text: &str, repairs: &[Repair]) {
    if !text.trim_start().starts_with("{\"") {
        return;
    }
    let left_out = repairs.iter().filter(|one| one.id.kind == RepairKind::TextAfter);
    for part in left_out.filter_map(|one| text.get(one.span.clone())) {
        for key in ["Input", "Inputs", "Outputs", "GlobalParameters", "AzureBatchPoolId"] {
            assert!(!part.contains(&format!("\"{key}\":")), "{key} was left out: {text:?}");
        }
    }
}

/// Any text in the JSON view is a draft or is refused with sentences; a draft keeps what the body says.
pub(super) fn body(bytes: &[u8]) {
    let text = text(bytes);
    match wire::from_text(&text, &example()) {
        Ok(draft) => laws(&draft),
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason: {text:?}");
            for problem in problems {
                said(None, |language| shape_problem(&problem, language));
            }
        }
    }
}

/// Anything can be pasted: a draft comes of it, or a reason.
pub(super) fn paste(bytes: &[u8]) {
    let (text, _) = decode(bytes);
    let pasted = paste_into(&text, &example(), &[]);
    assert!(pasted.draft.is_some() || pasted.refusal.is_some(), "neither a draft nor a reason: {text:?}");
    if let Some(draft) = pasted.draft {
        laws(&draft);
    }
}

/// Any text is a service's document or is refused with a sentence.
pub(super) fn swagger(bytes: &[u8]) {
    match import(&text(bytes)) {
        Err(problem) => said(None, |language| swagger_problem(&problem, language)),
        Ok(found) => {
            for note in &found.notes {
                said(None, |language| swagger_note(note, language));
            }
        }
    }
}

/// What holds of every draft.
fn laws(draft: &Draft) {
    for problem in check(draft, None, Timestamp::from_ms(1_492_588_800_000)).problems {
        said(None, |language| request_problem(&problem, language));
    }
    let body = wire::body(draft);
    // A body with a name twice, or with both kinds of input, is reported by `check` and need not come back.
    if let Ok(again) = wire::from_body(&body, draft) {
        assert_eq!(wire::body(&again), body, "a body that does not come back");
    }
    let shown = screen(draft, false);
    assert_eq!(unmasked(&shown.text, &shown.masks), wire::pretty(&body), "a screen that loses something");
    let public = without_secrets(draft);
    assert_eq!(without_secrets(&public), public, "a second cleaning finds more: {public:?}");
    let link = to_link(draft);
    if !link.is_empty() && link.len() <= poolwise::share::link::LONGEST {
        let again = from_link(&link).expect("a link of ours");
        let again = again.expect("a link of this page");
        assert_eq!(to_link(&again), link, "a link that does not come back");
    }
    let whole = body.to_string();
    for secret in shown.masks.iter().map(|mask| mask.secret.reveal()) {
        if is_telling(secret, &whole) {
            assert!(!shown.text.contains(secret), "the screen tells {secret}");
            // A signature that was typed as a name, or as the pool's id, is one in the body; there it is shown as typed.
            let named = draft.inputs.iter().chain(&draft.outputs);
            let is_kept = named
                .map(|one| &one.reference)
                .any(|one| one.connection.reveal().contains(secret) || one.token.reveal().contains(secret));
            assert!(!is_kept || !format!("{draft:?}").contains(secret), "Debug tells {secret}");
        }
    }
    scripts(draft, &body);
}

/// A secret that no text holds by chance: what stands elsewhere in the body, too, is no secret there.
fn is_telling(secret: &str, whole: &str) -> bool {
    secret.len() >= 24
        && secret.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && whole.matches(secret).count() == 1
}

/// A script in every language, and in none a secret that was to come from the environment.
fn scripts(draft: &Draft, body: &Json) {
    let (Some(address), _) = ServiceAddress::read(
        "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/\
         9fe659022c9747e3b9b7b923c3830623/jobs",
    ) else {
        return;
    };
    let key = Secret::new("fuzz-api-key-that-nobody-else-has".to_owned());
    let flow = match Flow::new(&address, &key, body) {
        Ok(flow) => flow,
        Err(problem) => return said(None, |language| script_problem(&problem, language)),
    };
    let masks = screen(draft, false).masks;
    let whole = body.to_string();
    for language in ScriptLanguage::ALL {
        for secrets in [SecretsAs::Environment, SecretsAs::Masked] {
            let options = Options { secrets, ..Options::default() };
            let Ok(script) = flow_script(&flow, language, &options) else { continue };
            assert!(!script.contains(key.reveal()), "{language:?} tells the key");
            for mask in &masks {
                let secret = mask.secret.reveal();
                assert!(
                    !is_telling(secret, &whole) || !script.contains(secret),
                    "{language:?} tells {secret}"
                );
            }
        }
    }
}
