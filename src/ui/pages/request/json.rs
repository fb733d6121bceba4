//! The job's JSON, which is the form in another shape: either can be edited.

use leptos::prelude::*;

use super::field::left_out;
use super::paste::REPORT;
use super::state::State;
use crate::job_form::screen;
use crate::request::wire::ShapeProblem;
use crate::request::{Draft, FieldId, RunOn, shape_problem, wire};
use crate::ui::kit::{
    CodeBlock, CopyButton, DownloadButton, Markup, Pieces, Speech, focus_soon, guard_pastes, pieces,
};
use crate::words::REQUEST_PAGE;

/// The editable JSON of the job as the form says.
pub(super) fn editor(state: State) -> AnyView {
    let speech = Speech::here();
    let is_pool = Memo::new(move |_| state.draft.with(|draft| draft.run_on == RunOn::Pool));
    let is_masked =
        Memo::new(move |_| state.screen.with(|screen| screen.secrets > 0) && !state.shows_secrets.get());
    let marks_pool = move || {
        let (is_pool, masked) = (is_pool.get(), is_masked.get());
        let words = speech.of(&REQUEST_PAGE);
        view! {
            <p class="field-help">
                {words.json_help} " "
                {is_pool.then_some(view! { <span class="pool-key">{words.pool_line}</span> })} " "
                {masked.then_some(words.secrets_masked)}
            </p>
        }
    };
    let (too_long, pasted) = guard_pastes(Signal::stored(None));
    let drawn = Memo::new(move |before: Option<&Pieces<Option<usize>>>| {
        // As in the editor, a line break at the text's end has an empty line after it.
        Pieces::of(&(state.json_on_screen() + "\n"), bad_line(state), before, lines)
    });
    let lines = Memo::new(move |_| drawn.with(Pieces::html));
    view! {
        {toolbar(state, "job.json", move || state.whole_json())}
        <div class="json-edit">
            <pre class="json-lines" aria-hidden="true">
                {pieces(lines)}
            </pre>
            <textarea
                id=FieldId::Body.to_string()
                class="json-text"
                autocomplete="off"
                spellcheck="false"
                autocapitalize="off"
                aria-label=speech.word(&REQUEST_PAGE, |words| words.json_label)
                aria-describedby="body-under"
                aria-invalid=move || if is_unread(state) { "true" } else { "false" }
                prop:value=move || state.json_on_screen()
                on:paste=pasted
                on:input:target=move |event| state.typed_json(event.target().value(), speech)
                on:blur=move |_| state.left_json()
            ></textarea>
        </div>
        <div id="body-under">
            {left_out(too_long)}
            {move || unread(state, speech).unwrap_or_else(|| marks_pool().into_any())}
        </div>
    }
    .into_any()
}

/// The same job without the parameter.
pub(super) fn classic(state: State) -> AnyView {
    let speech = Speech::here();
    let classic = |draft: &Draft| Draft { run_on: RunOn::Classic, ..draft.clone() };
    let text = Signal::derive(move || {
        state.draft.with(|draft| screen(&classic(draft), state.shows_secrets.get()).text)
    });
    let whole = move || state.draft.with_untracked(|draft| wire::pretty(&wire::body(&classic(draft))));
    view! {
        {toolbar(state, "job-classic.json", whole)}
        <CodeBlock
            label=Signal::derive(move || speech.of(&REQUEST_PAGE).tab_classic.to_owned())
            text
        />
        <p class="field-help">{speech.word(&REQUEST_PAGE, |words| words.classic_same)}</p>
    }
    .into_any()
}

/// Copy and download, which say what they hold, and whether the service would take it.
fn toolbar(
    state: State,
    name: &'static str,
    text: impl Fn() -> String + Copy + Send + Sync + 'static,
) -> AnyView {
    let speech = Speech::here();
    let has_secrets = Memo::new(move |_| state.screen.with(|screen| screen.secrets > 0));
    let label = move |is_copy: bool| {
        Signal::derive(move || {
            let words = speech.of(&REQUEST_PAGE);
            let label = match (is_copy, has_secrets.get()) {
                (true, true) => words.copy_secrets,
                (true, false) => words.copy,
                (false, true) => words.download_secrets,
                (false, false) => words.download,
            };
            label.to_owned()
        })
    };
    view! {
        <div class="row">
            <CopyButton text=text label=label(true) />
            <DownloadButton
                name=Signal::derive(move || name.to_owned())
                media_type="application/json"
                text=text
                label=label(false)
            />
            {move || {
                state
                    .is_body_refused()
                    .then(|| {
                        view! {
                            <span class="field-problem">
                                <span>{speech.of(&REQUEST_PAGE).body_invalid}</span>
                            </span>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

fn is_unread(state: State) -> bool {
    state.typed.with(|typed| typed.as_ref().is_some_and(|typed| !typed.problems.is_empty()))
}

/// Why the JSON is no job, and the two ways out.
fn unread(state: State, speech: Speech) -> Option<AnyView> {
    let typed = state.typed.get().filter(|typed| !typed.problems.is_empty())?;
    let words = speech.of(&REQUEST_PAGE);
    let problems = typed
        .problems
        .iter()
        .map(|problem| view! { <p>{shape_problem(problem, speech.language())}</p> })
        .collect_view();
    Some(
        view! {
            <div class="notice bad">
                <p>
                    <strong>{words.json_unread}</strong>
                </p>
                {problems}
                <p class="row">
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| {
                            state.repair_json(&typed, speech);
                            focus_soon(REPORT);
                        }
                    >
                        {words.json_repair}
                    </button>
                    <button type="button" class="button" on:click=move |_| state.typed.set(None)>
                        {words.json_discard}
                    </button>
                </p>
            </div>
        }
        .into_any(),
    )
}

/// Lines as they are seen: the editor lies over them with its own text unseen. They carry colour, and the mark of what the
/// pool adds. `bad`, from 1, is the line at which the text stops being readable; gives the same for the lines that follow.
fn lines(text: &str, bad: &Option<usize>, markup: &mut Markup) -> Option<usize> {
    let mut count = 0;
    for line in text.split_inclusive('\n') {
        count += 1;
        let is_pool = line.trim_start().starts_with("\"AzureBatchPoolId\"");
        let class = match (is_pool, *bad == Some(count)) {
            (false, false) => "json-line",
            (true, false) => "json-line is-pool",
            (false, true) => "json-line is-bad",
            (true, true) => "json-line is-pool is-bad",
        };
        let (key, rest) = key_and_rest(line);
        markup.open("span", &[("class", class)]);
        markup.leaf("span", &[("class", "json-key")], key);
        markup.text(rest);
        markup.close("span");
    }
    bad.and_then(|bad| bad.checked_sub(count))
}

/// The line, from 1, at which the JSON stops being readable.
fn bad_line(state: State) -> Option<usize> {
    state.typed.with(|typed| {
        typed.iter().flat_map(|typed| &typed.problems).find_map(|problem| match problem {
            ShapeProblem::NotJson { line, .. } | ShapeProblem::DuplicateMember { line, .. } => Some(*line),
            _ => None,
        })
    })
}

/// A line's key with the space before it, and what follows.
fn key_and_rest(line: &str) -> (&str, &str) {
    let end = line.trim_start().starts_with('"').then(|| line.find("\":")).flatten();
    line.split_at_checked(end.map_or(0, |end| end.saturating_add(1))).unwrap_or(("", line))
}
