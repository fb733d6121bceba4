use leptos::prelude::*;

use super::more::kept_profiles;
use super::profile_form::Editor;
use super::rows::put;
use super::shown::{menu, reason};
use super::state::State;
use crate::pool_desk::{
    Contract, ProfileField, Tone, contract_key, contracts, imported, not_a_profile_sentence,
    not_kept_sentence, with_kept,
};
use crate::service::{NotAProfile, Profile, profile_from_json, profile_to_json, profiles_to_json};
use crate::ui::kit::{Button, DownloadButton, FieldProblem, FilePicker, TextArea, follow};
use crate::web::storage::{self, Kept};
use crate::web::{file, page};
use crate::words::{POOL_PROFILE, POOLS_PAGE};

/// The contracts: two that come with the page, and the user's own; imported, exported, edited, kept without a key.
pub(super) fn contracts_panel(state: State) -> AnyView {
    let speech = state.speech;
    let open = RwSignal::new(false);
    let editor = Editor::new();
    page::before_leaving(move || editor.is_changed());
    storage::on_change(Kept::Profiles, move || {
        state.more.profiles_unsaved.set_value(false);
        put(state.more.profiles, kept_profiles());
    });
    let inside = follow(move || if open.get() { inside(state, editor) } else { ().into_any() });
    view! {
        <details class="contracts" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{speech.label(&POOL_PROFILE, |words| words.heading)}</summary>
            {inside}
        </details>
    }
    .into_any()
}

fn inside(state: State, editor: Editor) -> AnyView {
    let speech = state.speech;
    let chosen = RwSignal::new("batch".to_owned());
    let deleted = RwSignal::new(None::<Profile>);
    let all = Memo::new(move |_| state.more.profiles.with(|own| contracts(own, speech.language())));
    let options = Signal::derive(move || {
        all.with(|all| all.iter().map(|it| (it.key.clone(), it.label.clone())).collect::<Vec<_>>())
    });
    let this = move || {
        let key = chosen.get();
        all.with(|all| all.iter().find(|it| it.key == key).or_else(|| all.first()).cloned())
    };
    let built_in = Signal::derive(move || this().is_none_or(|contract| contract.is_built_in));
    let reason = Signal::derive(move || built_in.get().then(|| speech.of(&POOL_PROFILE).built_in.to_owned()));
    let export = move || untrack(this).map(|it| profile_to_json(&it.profile)).unwrap_or_default();
    let file = Signal::derive(move || {
        [this().map(|it| file_name(&it)).unwrap_or_default(), ".json".to_owned()].concat()
    });
    view! {
        <p class="field-help">{speech.label(&POOL_PROFILE, |words| words.assumed)}</p>
        {menu("contract-shown", speech.label(&POOL_PROFILE, |words| words.which), options, chosen)}
        <p class="row">
            <Button
                label=speech.label(&POOL_PROFILE, |words| words.duplicate)
                pressed=move || {
                    if let Some(contract) = untrack(this) {
                        let words = POOL_PROFILE.of(speech.language_untracked());
                        let name = words.copy_of.with(&[("name", &contract.profile.name)]);
                        editor.open(&Profile { name, ..contract.profile }, None);
                    }
                }
            />
            <Button
                label=speech.label(&POOL_PROFILE, |words| words.edit)
                pressed=move || {
                    if let Some(contract) = untrack(this) {
                        let name = contract.profile.name.clone();
                        editor.open(&contract.profile, Some(name));
                    }
                }
                refused=reason
            />
            <DownloadButton
                name=file
                media_type="application/json"
                text=export
                label=speech.label(&POOL_PROFILE, |words| words.export)
            />
            <Button
                label=speech.label(&POOL_PROFILE, |words| words.delete)
                pressed=move || {
                    if let Some(contract) = untrack(this) {
                        delete(state, &contract.profile.name);
                        chosen.set("batch".to_owned());
                        deleted.set(Some(contract.profile));
                    }
                }
                refused=reason
            />
            {follow(move || undo(state, deleted, chosen))}
        </p>
        {import(state, editor)}
        {editor.view(state, move |key| chosen.set(key))}
    }
    .into_any()
}

fn file_name(contract: &Contract) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    ["poolwise-contract-", &contract.profile.name.chars().map(plain).collect::<String>()].concat()
}

/// Keeps a contract on this device in the place of the one that had `before` as its name, or as a new one; whether it is
/// there now.
pub(super) fn keep(state: State, profile: Profile, before: Option<&str>) -> bool {
    let language = state.speech.language_untracked();
    let words = POOL_PROFILE.of(language);
    let name = profile.name.clone();
    let own = match with_kept(current(state), profile, before) {
        Ok(own) => own,
        Err(problem) => {
            state.say(not_kept_sentence(problem, language).to_owned(), Tone::Warning);
            return false;
        }
    };
    if let Some(before) = before {
        was_renamed(state, before, &name);
    }
    if save(state, own) {
        state.say(words.saved.with(&[("name", &name)]), Tone::Good);
    } else {
        state.say(words.not_saved.to_owned(), Tone::Warning);
    }
    true
}

/// The form of the connection goes on with a contract that has another name now.
fn was_renamed(state: State, before: &str, name: &str) {
    let (before, key) = (contract_key(before), contract_key(name));
    state.more.contract_before.update_value(|(filled, _)| {
        if *filled == before {
            filled.clone_from(&key);
        }
    });
    if state.more.contract.with_untracked(|chosen| *chosen == before) {
        state.more.contract.set(key);
    }
}

fn delete(state: State, name: &str) {
    let words = POOL_PROFILE.of(state.speech.language_untracked());
    let mut own = current(state);
    own.retain(|known| known.name != name);
    save(state, own);
    state.say(words.deleted.with(&[("name", name)]), Tone::Plain);
}

/// The contracts as they are kept now: another tab may have changed them. What the browser did not take is here alone.
fn current(state: State) -> Vec<Profile> {
    if state.more.profiles_unsaved.get_value() {
        state.more.profiles.get_untracked()
    } else {
        kept_profiles()
    }
}

fn save(state: State, own: Vec<Profile>) -> bool {
    let kept = (!own.is_empty()).then(|| profiles_to_json(&own));
    let is_saved = storage::save(Kept::Profiles, kept.as_deref());
    state.more.profiles_unsaved.set_value(!is_saved);
    state.more.profiles.set(own);
    is_saved
}

/// The way back for the contract that was deleted last, unless another has its name by now.
fn undo(state: State, deleted: RwSignal<Option<Profile>>, chosen: RwSignal<String>) -> AnyView {
    let is_taken = |profile: &Profile| {
        state.more.profiles.with(|own| own.iter().any(|known| known.name == profile.name))
    };
    let Some(profile) = deleted.get().filter(|profile| !is_taken(profile)) else { return ().into_any() };
    let pressed = move || {
        deleted.set(None);
        if keep(state, profile.clone(), None) {
            chosen.set(contract_key(&profile.name));
        }
        page::focus("contract-shown");
    };
    let label = state.speech.label(&POOL_PROFILE, |words| words.undo);
    view! { <Button label pressed undo=true /> }.into_any()
}

/// Pasting a contract, or choosing its file.
fn import(state: State, editor: Editor) -> AnyView {
    let speech = state.speech;
    let text = RwSignal::new(String::new());
    let problem = Signal::derive(move || {
        let found = text.with(|text| (!text.trim().is_empty()).then(|| profile_from_json(text)))?.err()?;
        // What can be corrected in the form is corrected there.
        if matches!(found, NotAProfile::Problems(_)) {
            return None;
        }
        let sentence = not_a_profile_sentence(&found, speech.language());
        Some(FieldProblem { sentence, ..FieldProblem::default() })
    });
    let refused = Signal::derive(move || {
        if problem.with(Option::is_some) {
            return Some(speech.of(&POOLS_PAGE).fix_first.to_owned());
        }
        let is_empty = text.with(|text| text.trim().is_empty());
        is_empty.then(|| speech.of(&POOL_PROFILE).import_empty.to_owned())
    });
    let done = move || {
        let Some(draft) = imported(&text.get_untracked()) else { return };
        let name = draft.get(ProfileField::Name).to_owned();
        editor.open_draft(draft, None);
        text.set(String::new());
        let words = POOL_PROFILE.of(speech.language_untracked());
        state.say(words.imported.with(&[("name", &name)]), Tone::Plain);
    };
    let chosen = move || {
        file::read_chosen("contract-file", move |bytes| match bytes {
            Some(bytes) => text.set(String::from_utf8_lossy(&bytes).into_owned()),
            None => {
                let words = POOL_PROFILE.of(speech.language_untracked());
                state.say(words.file_unread.to_owned(), Tone::Warning);
            }
        });
    };
    view! {
        <details class="shown-request">
            <summary>{speech.label(&POOL_PROFILE, |words| words.import)}</summary>
            <TextArea
                id="contract-text"
                label=speech.label(&POOL_PROFILE, |words| words.import_paste)
                value=text
                problem
                help=speech.label(&POOL_PROFILE, |words| words.import_help)
                rows=6
            />
            <p class="row">
                <FilePicker
                    id="contract-file"
                    label=speech.label(&POOL_PROFILE, |words| words.import_file)
                    accept=".json,application/json"
                    chosen
                />
                <Button
                    label=speech.label(&POOL_PROFILE, |words| words.import_do)
                    pressed=done
                    refused
                    reason="contract-refusal"
                />
            </p>
            {reason("contract-refusal", refused)}
        </details>
    }
    .into_any()
}
