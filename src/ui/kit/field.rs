use leptos::prelude::*;

use super::{Speech, follow};
use crate::web::clipboard;
use crate::words::PASTING;

/// More characters than these, pasted, would hold the page up for seconds, and the field with them for good.
const MOST_PASTED: usize = 2_000_000;

/// What is wrong with a field: a sentence, and readings to choose from where the text had several.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct FieldProblem {
    /// What was found, what is allowed, the way out.
    pub sentence: String,
    /// Each a button's label and the text that it puts into the field.
    pub readings: Vec<(String, String)>,
    /// Worth knowing, but not in the way.
    pub is_warning: bool,
}

/// One line of text that is a number, with its unit behind it.
#[component]
pub fn NumberField(
    /// The id of the input; label, help and problem hang on it.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The unit, shown behind the number.
    #[prop(into)]
    unit: Signal<String>,
    /// The text as typed.
    value: RwSignal<String>,
    /// What is wrong with it, if anything.
    #[prop(into)]
    problem: Signal<Option<FieldProblem>>,
    /// A sentence of help under the label.
    #[prop(into, optional)]
    help: MaybeProp<String>,
) -> impl IntoView {
    let described = described_by(id, help, problem);
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <span class="field-line">
                <input
                    id=id
                    class="number"
                    type="text"
                    inputmode="decimal"
                    maxlength="1000"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=value
                    on:input:target=move |event| value.set(event.target().value())
                    aria-invalid=is_wrong(problem)
                    aria-describedby=described
                />
                <span class="field-unit">{unit}</span>
            </span>
            {under_field(id, value, help, problem)}
        </div>
    }
    .into_any()
}

/// One line of text.
#[component]
pub fn TextField(
    /// The id of the input; label, help and problem hang on it.
    #[prop(into)]
    id: String,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The text as typed.
    value: RwSignal<String>,
    /// What is wrong with it, if anything.
    #[prop(into)]
    problem: Signal<Option<FieldProblem>>,
    /// A sentence of help under the label.
    #[prop(into, optional)]
    help: MaybeProp<String>,
    /// The text is secret: masked on screen, never offered for saving.
    #[prop(optional)]
    secret: bool,
) -> impl IntoView {
    let (problem, pasted) = guard_pastes(problem);
    let described = described_by(&id, help, problem);
    let under = under_field(&id, value, help, problem);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                class="code"
                type=if secret { "password" } else { "text" }
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                prop:value=value
                on:paste=pasted
                on:input:target=move |event| value.set(event.target().value())
                aria-invalid=is_wrong(problem)
                aria-describedby=described
            />
            {under}
        </div>
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The id of the control; label, help and problem hang on it.
    #[prop(into)]
    id: String,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The text as typed.
    value: RwSignal<String>,
    /// What is wrong with it, if anything.
    #[prop(into)]
    problem: Signal<Option<FieldProblem>>,
    /// A sentence of help under the label.
    #[prop(into, optional)]
    help: MaybeProp<String>,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
) -> impl IntoView {
    let (problem, pasted) = guard_pastes(problem);
    let described = described_by(&id, help, problem);
    let under = under_field(&id, value, help, problem);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                id=id
                class="code"
                rows=rows
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                prop:value=value
                on:paste=pasted
                on:input:target=move |event| value.set(event.target().value())
                aria-invalid=is_wrong(problem)
                aria-describedby=described
            ></textarea>
            {under}
        </div>
    }
    .into_any()
}

/// Leaves out a paste that is too long for a field, and says so in place of what else is wrong until the next paste
/// that is not.
pub fn guard_pastes(
    problem: Signal<Option<FieldProblem>>,
) -> (Signal<Option<FieldProblem>>, impl Fn(leptos::ev::ClipboardEvent) + Copy + 'static) {
    let speech = Speech::here();
    let too_long = RwSignal::new(None::<usize>);
    let pasted = move |event: leptos::ev::ClipboardEvent| {
        let length = clipboard::pasted_length(&event).filter(|length| *length > MOST_PASTED);
        if length.is_some() {
            event.prevent_default();
        }
        if too_long.get_untracked() != length {
            too_long.set(length);
        }
    };
    let problem = Signal::derive(move || match too_long.get() {
        Some(length) => {
            let count = |count: usize| speech.number(count.into(), 0);
            let holes = [("found", &*count(length)), ("most", &count(MOST_PASTED))];
            let sentence = speech.of(&PASTING).too_long.with(&holes);
            Some(FieldProblem { sentence, ..FieldProblem::default() })
        }
        None => problem.get(),
    });
    (problem, pasted)
}

fn is_wrong(problem: Signal<Option<FieldProblem>>) -> Signal<String> {
    Signal::derive(move || {
        let is_wrong = problem.with(|problem| problem.as_ref().is_some_and(|problem| !problem.is_warning));
        if is_wrong { "true" } else { "false" }.to_owned()
    })
}

fn described_by(
    id: &str,
    help: MaybeProp<String>,
    problem: Signal<Option<FieldProblem>>,
) -> Signal<Option<String>> {
    let id = id.to_owned();
    Signal::derive(move || {
        let help = help.get().is_some().then(|| format!("{id}-help"));
        let problem = problem.with(Option::is_some).then(|| format!("{id}-problem"));
        match (help, problem) {
            (Some(help), Some(problem)) => Some(format!("{problem} {help}")),
            (help, problem) => help.or(problem),
        }
    })
}

/// Help, problem and the buttons for each reading: what stands under every control.
fn under_field(
    id: &str,
    value: RwSignal<String>,
    help: MaybeProp<String>,
    problem: Signal<Option<FieldProblem>>,
) -> AnyView {
    let problem_id = format!("{id}-problem");
    let control = id.to_owned();
    let drawn_problem = follow(move || {
        problem
            .get()
            .map_or_else(|| ().into_any(), |problem| problem_view(&problem_id, &control, value, problem))
    });
    (drawn_problem, help_under(id, help)).into_any()
}

/// The sentence of help under a control.
pub(super) fn help_under(id: &str, help: MaybeProp<String>) -> AnyView {
    let help_id = format!("{id}-help");
    follow(move || match help.get() {
        Some(help) => view! {
            <p id=help_id.clone() class="field-help">
                {help}
            </p>
        }
        .into_any(),
        None => ().into_any(),
    })
}

fn problem_view(id: &str, control: &str, value: RwSignal<String>, problem: FieldProblem) -> AnyView {
    let readings: Vec<AnyView> = problem
        .readings
        .into_iter()
        .map(|(label, text)| {
            let control = control.to_owned();
            let pressed = move |_| {
                value.set(text.clone());
                crate::web::page::focus(&control);
            };
            view! {
                <button type="button" class="button small" on:click=pressed>
                    {label}
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <div id=id.to_owned() class=if problem.is_warning { "field-warning" } else { "field-problem" }>
            <span>{problem.sentence}</span>
            {readings}
        </div>
    }
    .into_any()
}
