//! Paste anything: one field, and everything that was done to what came in.

use leptos::prelude::*;

use super::reading::{LONG, reading};
use super::state::{Arrival, State, done};
use super::urls::fetch;
use crate::job_form::{Pasted, Recognized, Refusal};
use crate::request::repair::{Encoding, Repair, decode};
use crate::request::repair::{repair_done, repair_notice, repair_problem};
use crate::request::swagger::{swagger_note, swagger_problem};
use crate::request::wire::masked_text;
use crate::request::{address_problem, shape_problem};
use crate::ui::kit::{Button, CheckBox, FilePicker, Speech, announce, focus_soon};
use crate::units::Decimal;
use crate::web::{clipboard, file};
use crate::words::{Figures, REQUEST_PAGE, RequestPageWords};

const FILE: &str = "paste-file";
/// The id of the report of what the last paste did.
pub(super) const REPORT: &str = "paste-report";

/// The paste field and what the last paste did.
#[component]
pub(super) fn Paste(state: State) -> impl IntoView {
    let speech = Speech::here();
    let word = move |pick: fn(&RequestPageWords) -> &'static str| {
        Signal::derive(move || pick(speech.of(&REQUEST_PAGE)).to_owned())
    };
    let told = move || {
        let said = state.pasted.with_untracked(|arrival| {
            arrival
                .as_ref()
                .map(|arrival| headline(&arrival.outcome, REQUEST_PAGE.of(speech.language_untracked())))
        });
        announce(&said.unwrap_or_default());
    };
    let arrived = move |text: String| state.read(text, told);
    let bytes_arrived = move |bytes: Option<Vec<u8>>| match bytes {
        Some(bytes) => {
            let (text, encoding) = decode(&bytes);
            state.encoding.set_value(encoding);
            arrived(text.into_owned());
        }
        None => announce(REQUEST_PAGE.of(speech.language_untracked()).paste_file_failed),
    };
    let file_chosen = move || file::read_chosen(FILE, bytes_arrived);
    view! {
        <section
            class="paste"
            on:dragover=|event| event.prevent_default()
            on:drop=move |event| {
                event.prevent_default();
                file::read_dropped(&event, bytes_arrived);
            }
        >
            <div class="field">
                <label for="paste">{word(|words| words.paste_label)}</label>
                {field(state, arrived)}
                <p id="paste-help" class="field-help">{word(|words| words.paste_help)}</p>
            </div>
            <div class="row">
                <Button
                    label=word(|words| words.paste_fill)
                    pressed=move || arrived(state.to_paste.get_untracked())
                    primary=true
                />
                <FilePicker id=FILE label=word(|words| words.paste_file) chosen=file_chosen />
            </div>
            {reading(state)}
            {move || state.pasted.with(|arrival| arrival.as_ref().map(|arrival| report(state, arrival, speech)))}
        </section>
    }
    .into_any()
}

/// The field. What comes from the clipboard is taken at once; what is typed waits for the button.
fn field(state: State, arrived: impl Fn(String) + Copy + 'static) -> AnyView {
    let entered = move |text: String| {
        if state.take_from_clipboard() {
            arrived(text);
        } else {
            state.to_paste.set(text);
        }
    };
    view! {
        <textarea
            id="paste"
            class="code"
            rows="2"
            autocomplete="off"
            spellcheck="false"
            autocapitalize="off"
            aria-describedby="paste-help"
            prop:value=move || state.to_paste.get()
            on:paste=move |event| {
                state.clipboard_used();
                // A long text does not go through the field, which would take a second to lay it out.
                if let Some(text) = clipboard::pasted(&event).filter(|text| text.len() >= LONG) {
                    event.prevent_default();
                    state.take_from_clipboard();
                    arrived(text);
                }
            }
            on:input:target=move |event| entered(event.target().value())
        ></textarea>
    }
    .into_any()
}

/// What the text was, and whether the form is filled.
fn headline(outcome: &Pasted, words: &RequestPageWords) -> String {
    let what = match outcome.what {
        Recognized::BatchRequestsUrl => words.found_batch_url,
        Recognized::RequestResponseUrl => words.found_rrs_url,
        Recognized::SwaggerUrl => words.found_swagger_url,
        Recognized::ServiceUrl => words.found_service_url,
        Recognized::BlobUrl => words.found_blob_url,
        Recognized::OtherUrl => words.found_other_url,
        Recognized::SwaggerDocument => words.found_swagger,
        Recognized::CurlCommand => words.found_curl,
        Recognized::Program => words.found_program,
        Recognized::Job => words.found_job,
        Recognized::Reply => words.found_reply,
        Recognized::OtherJson => words.found_other_json,
        Recognized::PoolId => words.found_pool_id,
        Recognized::ApiKey => words.found_api_key,
        Recognized::ConnectionString => words.found_connection,
        Recognized::SasToken => words.found_token,
        Recognized::Unknown => words.found_nothing,
    };
    let filled = match (&outcome.draft, &outcome.refusal) {
        (Some(_), None) => words.filled,
        (Some(_), Some(_)) => words.filled_partly,
        (None, _) => words.not_filled,
    };
    let mut said = format!("{what}. {filled}");
    let address = outcome.found_address && outcome.what == Recognized::Job;
    for too in [(address, words.address_too), (outcome.found_key, words.key_too)] {
        if let (true, sentence) = too {
            said.push(' ');
            said.push_str(sentence);
        }
    }
    said
}

fn report(state: State, arrival: &Arrival, speech: Speech) -> AnyView {
    let words = speech.of(&REQUEST_PAGE);
    let outcome = &arrival.outcome;
    let class =
        if outcome.draft.is_some() && outcome.refusal.is_none() { "notice" } else { "notice warning" };
    let has_before = outcome.draft.is_some() && state.before.with(Option::is_some);
    let bring_back = has_before.then(|| {
        let pressed = move || {
            state.bring_back();
            done(REQUEST_PAGE.of(speech.language_untracked()).brought_back);
            focus_soon("paste");
        };
        view! { <Button label=Signal::stored(words.bring_back.to_owned()) pressed undo=true /> }
    });
    view! {
        <div id=REPORT class=class tabindex="-1">
            <div class="row">
                <p>
                    <strong>{headline(outcome, words)}</strong>
                </p>
                {bring_back}
            </div>
            {(arrival.encoding == Encoding::Windows1252).then(|| view! { <p>{words.paste_encoding}</p> })}
            {sentences(outcome, speech).into_iter().map(|said| view! { <p>{said}</p> }).collect_view()}
            {repairs(state, arrival, speech)}
            {offer_to_fetch(state, outcome, speech)}
        </div>
    }
    .into_any()
}

/// A service's address leads to its description: one press fills names and types, too.
fn offer_to_fetch(state: State, outcome: &Pasted, speech: Speech) -> Option<AnyView> {
    let is_address = matches!(
        outcome.what,
        Recognized::BatchRequestsUrl
            | Recognized::RequestResponseUrl
            | Recognized::SwaggerUrl
            | Recognized::ServiceUrl
    );
    let address = is_address.then(|| state.checked.with(|checked| checked.address.clone())).flatten()?;
    Some(fetch(state, address.swagger(), speech))
}

/// Why it filled nothing or not all, and what JSON or the service's document leaves open.
fn sentences(outcome: &Pasted, speech: Speech) -> Vec<String> {
    let words = speech.of(&REQUEST_PAGE);
    let language = speech.language();
    let figures = Figures(language);
    let mut said = match &outcome.refusal {
        None => Vec::new(),
        Some(Refusal::Empty) => vec![words.refused_empty.to_owned()],
        Some(Refusal::Unknown) => vec![words.refused_unknown.to_owned()],
        Some(Refusal::Address(problem)) => vec![address_problem(problem, language)],
        Some(Refusal::NoJobMembers) => vec![words.refused_members.to_owned()],
        Some(Refusal::Reply) => vec![words.refused_reply.to_owned()],
        Some(Refusal::RowsInBody) => vec![words.refused_rows.to_owned()],
        Some(Refusal::SeveralJobs { count }) => {
            let count = figures.number(Decimal::from(*count), 0);
            vec![words.refused_several.with(&[("count", &count)])]
        }
        Some(Refusal::BodyInFile { name }) => vec![words.refused_file.with(&[("name", name)])],
        Some(Refusal::Unreadable(_)) if outcome.what == Recognized::Unknown => {
            vec![words.refused_unknown.to_owned()]
        }
        Some(Refusal::Unreadable(problem)) => vec![repair_problem(problem, language)],
        Some(Refusal::Swagger(problem)) => vec![swagger_problem(problem, language)],
        Some(Refusal::Shape(problems)) => {
            problems.iter().map(|problem| shape_problem(problem, language)).collect()
        }
    };
    said.extend(outcome.notices.iter().map(|notice| masked_text(&repair_notice(notice, language))));
    let notes = outcome.service.iter().flat_map(|service| &service.notes);
    said.extend(notes.map(|note| swagger_note(note, language)));
    said
}

/// Every repair with what stood there before and after, each with its switch.
fn repairs(state: State, arrival: &Arrival, speech: Speech) -> AnyView {
    let words = speech.of(&REQUEST_PAGE);
    let outcome = &arrival.outcome;
    let is_job = matches!(outcome.what, Recognized::Job | Recognized::CurlCommand);
    if outcome.repairs.is_empty() {
        let clean = is_job && outcome.refusal.is_none();
        return clean.then(|| view! { <p class="quiet">{words.repairs_none}</p> }).into_any();
    }
    let count = |count: usize| speech.figures().number(Decimal::from(count), 0);
    let summary = match outcome.repairs.len() {
        1 => words.repairs_one.to_owned(),
        many => words.repairs_many.with(&[("count", &count(many))]),
    };
    let rows = outcome.repairs.iter().map(|repair| row(state, arrival, repair, speech)).collect_view();
    let unlisted = (outcome.unlisted > 0)
        .then(|| view! { <p>{words.repairs_unlisted.with(&[("count", &count(outcome.unlisted))])}</p> });
    view! {
        <details class="repairs" open=true>
            <summary>{summary}</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label=words.repair_what>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.repair_what}</th>
                            <th scope="col">{words.repair_before}</th>
                            <th scope="col">{words.repair_after}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {unlisted}
        </details>
    }
    .into_any()
}

fn row(state: State, arrival: &Arrival, repair: &Repair, speech: Speech) -> AnyView {
    let words = speech.of(&REQUEST_PAGE);
    let id = repair.id;
    let what = repair_done(repair, speech.language());
    let hide = !state.shows_secrets.get() && arrival.outcome.inside_secrets.contains(&id);
    let shown = |text: &str| {
        if text.is_empty() {
            return view! { <span class="quiet">{words.nothing_there}</span> }.into_any();
        }
        let placeholder = text.starts_with('<') || text.starts_with("&lt;");
        let text = match (state.shows_secrets.get(), hide && !placeholder) {
            (true, _) => text.to_owned(),
            (false, true) => masked_text("sig=x").trim_start_matches("sig=").to_owned(),
            (false, false) => masked_text(text),
        };
        view! { <code>{text}</code> }.into_any()
    };
    view! {
        <tr class:is-off=!repair.applied>
            <th scope="row">
                <CheckBox
                    id=format!("repair-{}-{:?}", id.start, id.kind)
                    label=Signal::derive(move || what.clone())
                    checked=repair.applied
                    changed=move |on| state.switched(id, on)
                />
            </th>
            <td data-label=words.repair_before>{shown(&repair.before)}</td>
            <td data-label=words.repair_after>{shown(&repair.after)}</td>
        </tr>
    }
    .into_any()
}
