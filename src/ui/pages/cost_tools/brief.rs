use leptos::prelude::*;

use super::state::{State, Subject};
use crate::cost::{
    Asked, BriefDraft, BriefFault, BriefField, BriefProblem, FileKind, Speaker, brief, brief_problem,
    brief_words,
};
use crate::ui::kit::{
    Button, CodeBlock, CopyButton, DownloadButton, FieldProblem, Speech, TextField, announce, effect, follow,
};
use crate::web::page;
use crate::web::storage::{self, Kept};
use crate::words::{BRIEF, Language, TOOLS};

type Checked = Option<(Asked, Vec<BriefFault>)>;

/// The text with which Microsoft support is asked for a pool account.
#[component]
pub(super) fn SupportBrief(state: State) -> impl IntoView {
    let speech = Speech::here();
    let start = storage::load(Kept::SupportBrief).and_then(|kept| BriefDraft::from_kept(&kept).ok());
    let start = start.unwrap_or_default();
    let texts = BriefField::ALL.map(|field| (field, RwSignal::new(start.text(field).to_owned())));
    let draft = Memo::new(move |_| {
        let mut texts = texts.iter();
        BriefDraft::new(|_| texts.next().map(|(_, text)| text.get()).unwrap_or_default())
    });
    let mut is_first = true;
    effect(move || {
        let kept = draft.with(BriefDraft::to_kept);
        let is_start = draft.with(|draft| *draft == BriefDraft::default());
        if !std::mem::take(&mut is_first) {
            storage::save(Kept::SupportBrief, (!is_start).then_some(kept.as_str()));
        }
    });
    let checked: Memo<Checked> = Memo::new(move |_| {
        let inputs = state.subjects.with(|subjects| subjects.first().map(|now| now.answer.inputs.clone()))?;
        Some(draft.with(|draft| draft.read(&inputs)))
    });
    let fill = move |draft: &BriefDraft| {
        for (field, text) in texts {
            text.set(draft.text(field).to_owned());
        }
    };
    let forgotten = RwSignal::new(None::<BriefDraft>);
    let forget = move || {
        let before = draft.get_untracked();
        if before != BriefDraft::default() {
            forgotten.set(Some(before));
        }
        fill(&BriefDraft::default());
        announce(BRIEF.of(speech.language_untracked()).forgotten);
    };
    let undo = follow(move || {
        let is_empty = draft.with(|draft| *draft == BriefDraft::default());
        let Some(before) = forgotten.get().filter(|_| is_empty) else { return ().into_any() };
        let label = speech.label(&TOOLS, |words| words.undo);
        let pressed = move || {
            fill(&before);
            page::focus("brief-heading");
        };
        view! { <Button label pressed undo=true /> }.into_any()
    });
    view! {
        <section class="brief" aria-labelledby="brief-heading">
            <h2 id="brief-heading" tabindex="-1">{speech.word(&BRIEF, |words| words.heading)}</h2>
            <p class="quiet">{speech.word(&BRIEF, |words| words.what)}</p>
            <div class="brief-columns">
                <div class="brief-fields">
                    {Vec::from(texts.map(|(field, text)| field_view(field, text, checked, speech)))}
                    <p class="field-help">{speech.word(&BRIEF, |words| words.kept)}</p>
                    <p class="row">
                        <Button label=speech.label(&BRIEF, |words| words.forget) pressed=forget />
                        {undo}
                    </p>
                </div>
                <div class="brief-text">
                    <CodeBlock
                        id="brief-text"
                        label=speech.label(&BRIEF, |words| words.text)
                        text=Signal::derive(move || letter(state, checked))
                    />
                    <p class="field-help">{speech.word(&BRIEF, |words| words.language_note)}</p>
                    {send(state, checked, speech)}
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn field_view(field: BriefField, text: RwSignal<String>, checked: Memo<Checked>, speech: Speech) -> AnyView {
    let label = Signal::derive(move || brief_words(speech.of(&BRIEF), field).label.to_owned());
    let help = Signal::derive(move || {
        let help = brief_words(speech.of(&BRIEF), field).help;
        (!help.is_empty()).then(|| help.to_owned())
    });
    let problem = Signal::derive(move || {
        let fault = checked.with(|checked| match checked {
            Some((_, faults)) => faults.iter().find(|fault| fault.field == field).cloned(),
            None => None,
        })?;
        let readings = match &fault.problem {
            BriefProblem::NoSubscriptionId { reading: Some(id), .. } => {
                vec![(speech.of(&BRIEF).use_this.with(&[("id", id)]), id.clone())]
            }
            _ => Vec::new(),
        };
        Some(FieldProblem {
            sentence: brief_problem(&fault.problem, speech.language()),
            readings,
            // Nothing typed yet is nothing wrong yet.
            is_warning: fault.problem == BriefProblem::NoSubscription,
        })
    });
    view! { <TextField id=format!("brief-{}", field.key()) label value=text problem help /> }.into_any()
}

/// The text as far as it can be written.
fn letter(state: State, checked: Memo<Checked>) -> String {
    let speaker = Speaker::new(Language::English);
    let Some((asked, _)) = checked.get() else { return String::new() };
    let written = |now: &Subject| brief(&asked, &now.draft, &now.answer, speaker);
    state.subjects.with(|subjects| subjects.first().map(written)).unwrap_or_default()
}

/// The buttons that take the text away, or why there is none to take.
fn send(state: State, checked: Memo<Checked>, speech: Speech) -> AnyView {
    let is_ready =
        Memo::new(move |_| checked.with(|checked| matches!(checked, Some((_, faults)) if faults.is_empty())));
    let has_inputs = Memo::new(move |_| state.subjects.with(|subjects| !subjects.is_empty()));
    let has_pool = Memo::new(move |_| {
        state.subjects.with(|subjects| subjects.first().is_some_and(|now| now.answer.inputs.pool.vms.0 > 0))
    });
    follow(move || {
        let words = speech.of(&BRIEF);
        if !has_inputs.get() {
            let why = state.is_faulty.get().then(|| speech.of(&TOOLS).faulty);
            return view! { <p class="field-warning">{why}</p> }.into_any();
        }
        if !has_pool.get() {
            return view! { <p class="field-warning">{words.no_pool}</p> }.into_any();
        }
        if !is_ready.get() {
            return view! { <p class="field-warning">{words.refused}</p> }.into_any();
        }
        let text = move || untrack(move || letter(state, checked));
        let stale = state.is_faulty.get().then(|| speech.of(&TOOLS).exports_stale);
        view! {
            {stale.map(|stale| view! { <p class="field-warning">{stale}</p> }.into_any())}
            <p class="row">
                <CopyButton text id="brief-copy" />
                <DownloadButton
                    name=Signal::derive(|| FileKind::Brief.name().to_owned())
                    media_type=FileKind::Brief.media_type()
                    text
                />
            </p>
        }
        .into_any()
    })
}
