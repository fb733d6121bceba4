//! Past jobs: a file, a drop or a pasted table, read in a worker; what is known of them, and where they are.

use leptos::prelude::*;
use leptos::task::spawn_local;
use rust_decimal::Decimal;

use super::before::Before;
use super::import::{Import, Stage};
use super::preview::outcome;
use super::{tell, told};
use crate::capacity::history_wire::{Imported, Progress};
use crate::capacity::{HistorySummary, PAST_JOBS_LONGEST, PastJobs as Past};
use crate::cost::CostField;
use crate::service::write_utc;
use crate::ui::kit::{Button, FieldProblem, FilePicker, Speech, TextArea, announce, effect, follow};
use crate::units::{MS_PER_DAY, Timestamp, Unit};
use crate::web::clipboard;
use crate::web::import::Table;
use crate::web::past_jobs::{self, Held};
use crate::words::{COST_INPUTS, CostInputsWords, Figures, counted, duration};

const FILE: &str = "history-file";
/// The bytes of a pasted table from which on it goes to the reader at once.
const LONG: usize = 200_000;
/// The year 1971: moments before it are counted from no known day.
const DATED_FROM: Timestamp = Timestamp::from_ms(31_536_000_000);
/// No charge period is longer.
const LONGEST_PERIOD_MS: u64 = 31 * MS_PER_DAY;
/// What a megabyte is in a progress bar.
const MEGABYTE: f64 = 1_000_000.0;

#[derive(Clone, Copy)]
struct Jobs {
    text: RwSignal<String>,
    before: Before,
    /// What this device kept of the jobs that were forgotten last, until the page is left.
    held: StoredValue<Option<Held>, LocalStorage>,
    import: Import,
    pasted: RwSignal<String>,
    nothing_pasted: RwSignal<bool>,
}

/// Past jobs, for lengths and arrivals.
#[component]
pub fn PastJobs() -> impl IntoView {
    let (text, is_asked) = told(CostField::History);
    let held = StoredValue::new_local(None);
    let bring_back = move |text: &str| {
        let (text, held) = (text.to_owned(), held.try_update_value(Option::take).flatten());
        spawn_local(async move {
            if let Some(held) = held {
                past_jobs::keep_again(&held).await;
            }
            tell(CostField::History, &text);
        });
    };
    let ids = ["history-undo", "history-choose"];
    let jobs = Jobs {
        text,
        before: Before::bringing_back(CostField::History, text, ids, Box::new(bring_back)),
        held,
        import: Import::new(),
        pasted: RwSignal::new(String::new()),
        nothing_pasted: RwSignal::new(false),
    };
    effect(move || jobs.look_for(&text.get()));
    let body = follow(move || if is_asked.get() { jobs.view() } else { ().into_any() });
    view! { <div class="past-jobs">{body}</div> }.into_any()
}

impl Jobs {
    /// Whether this device has the jobs is found out by looking, and said in the field's text.
    fn look_for(self, text: &str) {
        let Some(past) = Past::read(text).filter(|past| !past.history.has_jobs()) else { return };
        spawn_local(async move {
            let is_missing = !past_jobs::has(past.history.summary()).await;
            let seen = Past { is_missing, history: past.history.clone() }.to_text();
            // By now another length of jobs may be chosen, and this editor gone.
            let still = self.text.try_with_untracked(|text| *text == past.to_text()) == Some(true);
            if still && seen != past.to_text() {
                tell(CostField::History, &seen);
            }
        });
    }

    fn read(self, table: &Table) {
        self.import.start(table, move |imported: &Imported| {
            if imported.is_whole && imported.jobs > 0 && imported.is_kept {
                self.before.replace(&imported.text);
                self.pasted.set(String::new());
            }
        });
    }

    fn read_pasted(self) {
        let pasted = self.pasted.get_untracked();
        self.nothing_pasted.set(pasted.trim().is_empty());
        if !pasted.trim().is_empty()
            && let Some(table) = Table::pasted(&pasted)
        {
            self.read(&table);
        }
    }

    fn forget(self, words: &CostInputsWords) {
        let past = self.text.with_untracked(|text| Past::read(text));
        spawn_local(async move {
            if let Some(past) = past.filter(|past| !past.history.has_jobs()) {
                self.held.set_value(past_jobs::hold(past.history.summary()).await);
            }
            past_jobs::forget().await;
        });
        self.import.stage.set(Stage::Idle);
        self.before.replace("");
        self.before.focus();
        announce(words.forgotten);
    }

    fn view(self) -> AnyView {
        let speech = Speech::here();
        let known = follow(move || self.known(speech));
        let stage = follow(move || self.stage(speech));
        view! {
            <section
                class="drop"
                aria-labelledby="history-label"
                on:dragover=|event| event.prevent_default()
                on:drop=move |event| {
                    event.prevent_default();
                    if let Some(table) = Table::dropped(&event) {
                        self.read(&table);
                    }
                }
            >
                <p id="history-label" class="editor-label">
                    {speech.word(&COST_INPUTS, |words| words.history)}
                </p>
                {known}
                <p class="field-help">{speech.word(&COST_INPUTS, |words| words.history_help)}</p>
                {self.ways_in(speech)}
                {stage}
            </section>
        }
        .into_any()
    }

    fn ways_in(self, speech: Speech) -> AnyView {
        let chosen = move || {
            if let Some(table) = Table::chosen(FILE) {
                self.read(&table);
            }
        };
        let problem = Signal::derive(move || {
            let sentence = speech.of(&COST_INPUTS).nothing_pasted.to_owned();
            self.nothing_pasted.get().then(|| FieldProblem { sentence, ..FieldProblem::default() })
        });
        view! {
            <div class="row">
                <FilePicker
                    id=FILE
                    button_id="history-choose"
                    label=speech.label(&COST_INPUTS, |words| words.choose_file)
                    accept=".csv,.tsv,.txt,text/csv,text/plain"
                    chosen
                />
                {self.before.view(speech)}
            </div>
            <details>
                <summary>{speech.word(&COST_INPUTS, |words| words.paste)}</summary>
                <div
                    class="group-fields"
                    on:paste=move |event| {
                        // A long text does not go through the field, which would take seconds to lay it out.
                        let long = clipboard::pasted(&event).filter(|text| text.len() > LONG);
                        if let Some(table) = long.and_then(|text| Table::pasted(&text)) {
                            event.prevent_default();
                            self.read(&table);
                        }
                    }
                >
                    <TextArea
                        id="history-paste"
                        label=speech.label(&COST_INPUTS, |words| words.history)
                        value=self.pasted
                        problem
                        help=speech.label(&COST_INPUTS, |words| words.paste_help)
                    />
                    <p class="row">
                        <Button
                            label=speech.label(&COST_INPUTS, |words| words.read_pasted)
                            pressed=move || self.read_pasted()
                        />
                    </p>
                </div>
            </details>
        }
        .into_any()
    }

    /// The past jobs that the field holds.
    fn known(self, speech: Speech) -> AnyView {
        let words = speech.of(&COST_INPUTS);
        let Some(past) = self.text.with(|text| Past::read(text)) else {
            return view! { <p class="field-problem">{words.no_history}</p> }.into_any();
        };
        let is_longer = past.history.summary().span_ms > LONGEST_PERIOD_MS;
        let place = match (past.is_missing, past.history.has_jobs()) {
            (true, _) => view! { <p class="notice warning" role="alert">{words.missing}</p> }.into_any(),
            (false, true) => view! { <p class="field-help">{words.in_link}</p> }.into_any(),
            (false, false) => {
                let most = speech.figures().number(Decimal::from(PAST_JOBS_LONGEST), 0);
                view! { <p class="field-help">{words.on_device.with(&[("most", &most)])}</p> }.into_any()
            }
        };
        view! {
            <p class="editor-sum" role="status">{sentence(past.history.summary(), speech)}</p>
            {place}
            {is_longer.then(|| view! { <p class="notice warning">{words.longer_than_period}</p> })}
            <p class="row">
                <button type="button" class="button small" on:click=move |_| self.forget(words)>
                    {words.forget}
                </button>
            </p>
        }
        .into_any()
    }

    fn stage(self, speech: Speech) -> AnyView {
        let words = speech.of(&COST_INPUTS);
        if self.import.is_reading() {
            return self.progress(speech);
        }
        match self.import.stage.get() {
            Stage::Idle | Stage::Reading(_) => ().into_any(),
            Stage::Cancelled => view! { <p class="notice" role="status">{words.cancelled}</p> }.into_any(),
            Stage::Fell => view! { <p class="notice bad" role="alert">{words.reader_failed}</p> }.into_any(),
            Stage::Done(imported) => outcome(&imported, speech),
        }
    }

    fn progress(self, speech: Speech) -> AnyView {
        let progress = move || match self.import.stage.get() {
            Stage::Reading(progress) => progress,
            _ => Progress { done: 0.0, all: 0.0, jobs: 0 },
        };
        let shown = Signal::derive(move || {
            let progress = progress();
            let figures = speech.figures();
            let megabytes =
                |bytes: f64| figures.fixed(Decimal::try_from(bytes / MEGABYTE).unwrap_or_default(), 1);
            speech.of(&COST_INPUTS).progress.with(&[
                ("done", &megabytes(progress.done)),
                ("all", &megabytes(progress.all)),
                ("jobs", &counted(progress.jobs.into(), Unit::Jobs, speech.language())),
            ])
        });
        let (done, all) = (
            Signal::derive(move || progress().done.to_string()),
            Signal::derive(move || progress().all.max(1.0).to_string()),
        );
        view! {
            <div class="import-progress">
                <progress aria-label=shown value=done max=all></progress>
                <p class="field-help">{shown}</p>
                <p class="row">
                    <Button
                        label=speech.label(&COST_INPUTS, |words| words.cancel)
                        pressed=move || self.import.cancel()
                    />
                </p>
            </div>
        }
        .into_any()
    }
}

/// How many they are, over how long, and how long each.
fn sentence(summary: &HistorySummary, speech: Speech) -> String {
    let words = speech.of(&COST_INPUTS);
    let language = speech.language();
    let figures = Figures(language);
    let read = words.history_read.with(&[
        ("jobs", &counted(summary.jobs.into(), Unit::Jobs, language)),
        ("span", &duration(summary.span_ms, language)),
        ("mean", &duration(summary.total_ms / summary.jobs.max(1), language)),
    ]);
    if summary.first < DATED_FROM {
        return read;
    }
    let day = write_utc(summary.first);
    let date = figures.day(day.split('T').next().unwrap_or_default());
    format!("{read} {}", words.history_dated.with(&[("date", &date)]))
}
