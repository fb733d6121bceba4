use leptos::prelude::*;

use super::profile::keep;
use super::shown::request_text;
use super::state::State;
use crate::pool_desk::{
    ProfileDraft, ProfileFault, ProfileField, contract_key, contracts, field_help, field_label,
    not_kept_sentence, profile_operation, profile_sentence, with_kept,
};
use crate::service::{Field, Operation, Profile};
use crate::ui::kit::{Button, CodeBlock, FieldProblem, TextArea, TextField, effect, focus_soon, follow};
use crate::words::{POOL_PROFILE, PoolProfileWords};

/// The control to which the focus goes back when the editor is closed.
const OPENER: &str = "contract-shown";
/// The id of the button that brings back what was typed.
const BRING_BACK: &str = "profile-back";

/// A contract in the making: what it began as, and what is typed.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    begun: RwSignal<Option<Begun>>,
    draft: RwSignal<ProfileDraft>,
    /// What was typed and not saved when the editor was closed, or opened for another contract; the latest last.
    aside: RwSignal<Vec<(Begun, ProfileDraft)>>,
}

/// What *reset* goes back to, and the name under which it is kept.
type Begun = (ProfileDraft, Option<String>);

type Checked = Memo<Result<Profile, Vec<(ProfileField, ProfileFault)>>>;
type Faults = Memo<Vec<(ProfileField, ProfileFault)>>;

impl Editor {
    pub(super) fn new() -> Self {
        let draft = RwSignal::new(ProfileDraft::default());
        Self { begun: RwSignal::new(None), draft, aside: RwSignal::new(Vec::new()) }
    }

    /// Begins with a contract; `kept` is the name under which it is on this device.
    pub(super) fn open(self, profile: &Profile, kept: Option<String>) {
        self.open_draft(ProfileDraft::of(profile), kept);
    }

    pub(super) fn open_draft(self, draft: ProfileDraft, kept: Option<String>) {
        self.put_aside();
        self.begin((draft.clone(), kept), draft);
    }

    fn begin(self, begun: Begun, draft: ProfileDraft) {
        self.draft.set(draft);
        self.begun.set(Some(begun));
        // It is drawn first.
        focus_soon("profile-name");
    }

    fn put_aside(self) {
        if let Some(begun) = self.begun.get_untracked().filter(|_| self.is_changed()) {
            self.aside.update(|aside| aside.push((begun, self.draft.get_untracked())));
        }
    }

    /// Closes the form; what was typed and not saved can be brought back.
    fn close(self) {
        self.put_aside();
        self.begun.set(None);
        focus_soon(if self.aside.with_untracked(Vec::is_empty) { OPENER } else { BRING_BACK });
    }

    fn bring_back(self) {
        if let Some((begun, draft)) = self.aside.try_update(Vec::pop).flatten() {
            self.put_aside();
            self.begin(begun, draft);
        }
    }

    /// What is put aside, with the way back; nothing where nothing is.
    fn way_back(self, state: State) -> AnyView {
        let name = Memo::new(move |_| {
            self.aside.with(|aside| aside.last().map(|(_, draft)| draft.get(ProfileField::Name).to_owned()))
        });
        follow(move || {
            let Some(name) = name.get() else { return ().into_any() };
            let speech = state.speech;
            let label = speech.label(&POOL_PROFILE, |words| words.bring_back);
            view! {
                <p class="row">
                    <span>{speech.of(&POOL_PROFILE).set_aside.with(&[("name", &name)])}</span>
                    <Button id=BRING_BACK label pressed=move || self.bring_back() undo=true />
                </p>
            }
            .into_any()
        })
    }

    /// Something is typed that is not kept.
    pub(super) fn is_changed(self) -> bool {
        let begun = self.begun.get_untracked();
        begun.is_some_and(|(begun, _)| self.draft.with_untracked(|draft| *draft != begun))
    }

    /// The form; `kept` is called with the contract's key in menus once it is kept.
    pub(super) fn view(self, state: State, kept: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
        let form =
            follow(
                move || if self.begun.with(Option::is_some) { self.form(state, kept) } else { ().into_any() },
            );
        (self.way_back(state), form).into_any()
    }

    /// Why what is typed cannot be kept.
    fn refused(self, state: State, checked: Checked, faults: Faults) -> Signal<Option<String>> {
        let speech = state.speech;
        Signal::derive(move || {
            let count = u64::try_from(faults.with(Vec::len)).unwrap_or_default();
            if count > 0 {
                let count = speech.figures().number(count.into(), 0);
                return Some(speech.of(&POOL_PROFILE).faults.with(&[("count", &count)]));
            }
            let profile = checked.get().ok()?;
            let before = self.begun.with(|begun| begun.as_ref().and_then(|(_, kept)| kept.clone()));
            let problem = with_kept(state.more.profiles.get(), profile, before.as_deref()).err()?;
            Some(not_kept_sentence(problem, speech.language()).to_owned())
        })
    }

    fn form(self, state: State, kept: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
        let speech = state.speech;
        let checked = self.checked(state);
        let faults: Faults = Memo::new(move |_| checked.get().err().unwrap_or_default());
        let refused = self.refused(state, checked, faults);
        let save = move || {
            let Ok(profile) = checked.get_untracked() else { return };
            let before = self.begun.get_untracked().and_then(|(_, kept)| kept);
            let key = contract_key(&profile.name);
            if keep(state, profile, before.as_deref()) {
                self.begun.set(None);
                kept(key);
                focus_soon(OPENER);
            }
        };
        let reset = move || {
            if let Some((draft, _)) = self.begun.get_untracked() {
                self.draft.set(draft);
            }
        };
        let reason = follow(move || match refused.get() {
            Some(reason) => view! { <span class="refusal">{reason}</span> }.into_any(),
            None => ().into_any(),
        });
        let group = |label: fn(&PoolProfileWords) -> &'static str, fields: Vec<ProfileField>| {
            self.group(state, faults, label, fields)
        };
        let service = [
            ProfileField::Name,
            ProfileField::BaseUrl,
            ProfileField::AuthHeader,
            ProfileField::AuthScheme,
            ProfileField::ApiVersion,
        ];
        let mut pointers = vec![ProfileField::CreatedId, ProfileField::ListItems, ProfileField::ListNext];
        pointers.extend(Field::ALL.map(ProfileField::At));
        let words = crate::pool_desk::StateWord::ALL.map(ProfileField::Word).to_vec();
        let operations: Vec<AnyView> =
            Operation::ALL.into_iter().map(|it| self.operation(state, faults, it)).collect();
        view! {
            <form class="profile" autocomplete="off" on:submit=move |event| event.prevent_default()>
                {group(|words| words.group_service, service.to_vec())}
                {operations}
                {group(|words| words.group_fields, pointers)}
                {group(|words| words.group_words, words)}
                <p class="row profile-buttons">
                    <Button
                        id="profile-save"
                        primary=true
                        label=speech.label(&POOL_PROFILE, |words| words.save)
                        pressed=save
                        refused
                    />
                    <Button label=speech.label(&POOL_PROFILE, |words| words.reset) pressed=reset />
                    <Button
                        label=speech.label(&POOL_PROFILE, |words| words.close)
                        pressed=move || self.close()
                    />
                    {reason}
                </p>
            </form>
        }
        .into_any()
    }

    /// The contract, if it can be kept, or everything that is wrong with it.
    fn checked(self, state: State) -> Checked {
        let speech = state.speech;
        Memo::new(move |_| {
            let own = self.begun.with(|begun| begun.as_ref().and_then(|(_, kept)| kept.clone()));
            let names: Vec<String> = state.more.profiles.with(|profiles| {
                contracts(profiles, speech.language()).into_iter().map(|it| it.profile.name).collect()
            });
            let taken: Vec<&str> =
                names.iter().map(String::as_str).filter(|name| Some(*name) != own.as_deref()).collect();
            self.draft.with(|draft| draft.check(&taken))
        })
    }

    fn group(
        self,
        state: State,
        faults: Faults,
        label: fn(&PoolProfileWords) -> &'static str,
        fields: Vec<ProfileField>,
    ) -> AnyView {
        let fields: Vec<AnyView> = fields.into_iter().map(|field| self.field(state, faults, field)).collect();
        view! {
            <fieldset class="profile-group">
                <legend>{state.speech.label(&POOL_PROFILE, label)}</legend>
                <div class="profile-fields">{fields}</div>
            </fieldset>
        }
        .into_any()
    }

    /// An operation's verb, path and body, and the request that they make.
    fn operation(self, state: State, faults: Faults, operation: Operation) -> AnyView {
        let speech = state.speech;
        let named = Signal::derive(move || profile_operation(operation, speech.of(&POOL_PROFILE)).to_owned());
        let preview = Signal::derive(move || {
            let words = speech.of(&POOL_PROFILE);
            let there = self.draft.with(|draft| !draft.get(ProfileField::Path(operation)).trim().is_empty());
            match self.draft.with(|draft| draft.preview(operation)) {
                Some(sent) => request_text(state, &sent),
                None if there => words.no_preview.to_owned(),
                None => words.not_there.to_owned(),
            }
        });
        let label =
            Signal::derive(move || speech.of(&POOL_PROFILE).preview.with(&[("operation", &named.get())]));
        view! {
            <fieldset class="profile-group">
                <legend>{named}</legend>
                <div class="profile-operation">
                    {self.field(state, faults, ProfileField::Verb(operation))}
                    {self.field(state, faults, ProfileField::Path(operation))}
                    {self.field(state, faults, ProfileField::Body(operation))}
                    <CodeBlock label text=preview />
                </div>
            </fieldset>
        }
        .into_any()
    }

    fn field(self, state: State, faults: Faults, field: ProfileField) -> AnyView {
        let speech = state.speech;
        let value = RwSignal::new(self.draft.with_untracked(|draft| draft.get(field).to_owned()));
        // The field follows the draft when it is reset, and the draft the field when it is typed in.
        effect(move || {
            let text = self.draft.with(|draft| draft.get(field).to_owned());
            if value.with_untracked(|value| *value != text) {
                value.set(text);
            }
        });
        effect(move || {
            let text = value.get();
            if self.draft.with_untracked(|draft| draft.get(field) != text) {
                self.draft.update(|draft| draft.set(field, &text));
            }
        });
        let problem = Signal::derive(move || {
            faults.with(|faults| {
                let (_, fault) = faults.iter().find(|(at, _)| *at == field)?;
                let sentence = profile_sentence(fault, speech.language());
                Some(FieldProblem { sentence, ..FieldProblem::default() })
            })
        });
        let label = Signal::derive(move || field_label(field, speech.of(&POOL_PROFILE)).to_owned());
        let help = Signal::derive(move || field_help(field, speech.of(&POOL_PROFILE)));
        if matches!(field, ProfileField::Body(_)) {
            view! { <TextArea id=field.id() label value problem help rows=3 /> }.into_any()
        } else {
            view! { <TextField id=field.id() label value problem help /> }.into_any()
        }
    }
}
