use leptos::prelude::*;

use super::profile::keep;
use super::shown::request_text;
use super::state::State;
use crate::pool_desk::{
    ProfileDraft, ProfileFault, ProfileField, contracts, field_help, field_label, profile_operation,
    profile_sentence,
};
use crate::service::{Field, Operation, Profile};
use crate::ui::kit::{Button, CodeBlock, FieldProblem, TextArea, TextField, effect, focus_soon, follow};
use crate::words::{Figures, POOL_PROFILE, PoolProfileWords};

/// A contract in the making: what it began as, and what is typed.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    /// What *reset* goes back to, and the name under which it is kept; `None` while nothing is edited.
    begun: RwSignal<Option<(ProfileDraft, Option<String>)>>,
    draft: RwSignal<ProfileDraft>,
}

type Checked = Memo<Result<Profile, Vec<(ProfileField, ProfileFault)>>>;
type Faults = Memo<Vec<(ProfileField, ProfileFault)>>;

impl Editor {
    pub(super) fn new() -> Self {
        Self { begun: RwSignal::new(None), draft: RwSignal::new(ProfileDraft::default()) }
    }

    /// Begins with a contract; `kept` is the name under which it is on this device.
    pub(super) fn open(self, profile: &Profile, kept: Option<String>) {
        self.open_draft(ProfileDraft::of(profile), kept);
    }

    pub(super) fn open_draft(self, draft: ProfileDraft, kept: Option<String>) {
        self.draft.set(draft.clone());
        self.begun.set(Some((draft, kept)));
        // It is drawn first.
        focus_soon("profile-name");
    }

    /// Something is typed that is not kept.
    pub(super) fn is_changed(self) -> bool {
        let begun = self.begun.get_untracked();
        begun.is_some_and(|(begun, _)| self.draft.with_untracked(|draft| *draft != begun))
    }

    /// The form; `kept` is called with the contract's key in menus once it is kept.
    pub(super) fn view(self, state: State, kept: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
        follow(move || if self.begun.with(Option::is_some) { self.form(state, kept) } else { ().into_any() })
    }

    fn form(self, state: State, kept: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
        let speech = state.speech;
        let checked = self.checked(state);
        let faults: Faults = Memo::new(move |_| checked.get().err().unwrap_or_default());
        let refused = Signal::derive(move || {
            let count = faults.with(Vec::len);
            let figures = speech.figures();
            let count =
                (count > 0).then(|| figures.number(u64::try_from(count).unwrap_or_default().into(), 0));
            count.map(|count| speech.of(&POOL_PROFILE).faults.with(&[("count", &count)]))
        });
        let save = move || {
            let Ok(profile) = checked.get_untracked() else { return };
            let before = self.begun.get_untracked().and_then(|(_, kept)| kept);
            let key = ["own ", &profile.name].concat();
            keep(state, profile, before.as_deref());
            self.begun.set(None);
            kept(key);
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
                        pressed=move || self.begun.set(None)
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
