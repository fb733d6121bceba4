//! What a table was read as: the first rows, the columns, and what is wrong by row.

use leptos::prelude::*;
use rust_decimal::Decimal;

use crate::capacity::history_wire::Imported;
use crate::capacity::{HistoryImport, HistoryPreview, PreviewRow, history_problem, more_history_problems};
use crate::service::write_utc;
use crate::ui::kit::Speech;
use crate::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Timestamp};
use crate::words::{COST_INPUTS, CostInputsWords, Figures, duration};

/// Submissions before this, in milliseconds, are counted from some moment, not from 1970.
const DATED_FROM_MS: u64 = 31_536_000_000;

/// What became of a table that was read.
pub(super) fn outcome(imported: &Imported, speech: Speech) -> AnyView {
    let words = speech.of(&COST_INPUTS);
    let import = imported.import();
    let refused = if !imported.is_whole {
        Some(words.file_failed)
    } else if imported.jobs == 0 {
        Some(words.no_rows)
    } else if imported.is_kept {
        None
    } else {
        Some(words.not_kept)
    };
    let headline = refused.map(|sentence| view! { <p>{sentence}</p> });
    let class = match (refused, import.problem_count) {
        (Some(_), _) => "notice bad",
        (None, 0) => "notice",
        (None, _) => "notice warning",
    };
    let has_problems = import.problem_count > 0;
    let notice = (refused.is_some() || has_problems).then(|| {
        view! {
            <div class=class role="alert">
                {headline}
                {has_problems.then(|| problems(&import, refused.is_none(), speech))}
            </div>
        }
    });
    let shown = import.preview.as_ref().map(|preview| table(preview, speech));
    view! { <div class="import-outcome" data-memory=imported.memory_bytes.to_string()>{notice} {shown}</div> }
        .into_any()
}

fn problems(import: &HistoryImport, is_taken: bool, speech: Speech) -> AnyView {
    let words = speech.of(&COST_INPUTS);
    let language = speech.language();
    let figures = Figures(language);
    let count = figures.number(Decimal::from(import.problem_count), 0);
    let left_out = is_taken.then(|| view! { <p>{words.rows_left_out.with(&[("count", &count)])}</p> });
    let listed = import
        .problems
        .iter()
        .map(|problem| view! { <li>{history_problem(problem, language)}</li> })
        .collect_view();
    let more = more_history_problems(import, language).map(|more| view! { <p>{more}</p> });
    view! {
        {left_out}
        <ul>{listed}</ul>
        {more}
    }
    .into_any()
}

fn table(preview: &HistoryPreview, speech: Speech) -> AnyView {
    let words = speech.of(&COST_INPUTS);
    let language = speech.language();
    let figures = Figures(language);
    let read = |row: &PreviewRow| {
        let unread = words.preview_unread;
        let submitted = row.submitted_ms.map_or_else(|| unread.to_owned(), |ms| moment(ms, speech));
        let length = row.length_ms.map_or_else(|| unread.to_owned(), |ms| duration(ms, language));
        (submitted, length)
    };
    let rows = preview
        .rows
        .iter()
        .map(|row| {
            let (submitted, length) = read(row);
            view! {
                <tr>
                    <th scope="row">{figures.number(row.row.into(), 0)}</th>
                    <td>
                        <code>{row.cells.0.clone()}</code>
                        <span>{submitted}</span>
                    </td>
                    <td>
                        <code>{row.cells.1.clone()}</code>
                        <span>{length}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="import-preview">
            <summary>{words.preview}</summary>
            <p class="field-help">{understood(preview, words, speech)}</p>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words.preview_row}</th>
                        <th scope="col">{words.preview_submitted}</th>
                        <th scope="col">{words.preview_duration}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn understood(preview: &HistoryPreview, words: &CostInputsWords, speech: Speech) -> String {
    let number = |number: u32| speech.figures().number(number.into(), 0);
    let separator = match preview.separator {
        '\t' => words.separator_tab,
        ';' => words.separator_semicolon,
        _ => words.separator_comma,
    };
    let unit = match preview.unit_ms {
        1 => words.unit_ms,
        MS_PER_SECOND => words.unit_seconds,
        MS_PER_MINUTE => words.unit_minutes,
        MS_PER_HOUR => words.unit_hours,
        _ => "",
    };
    let (first, second) = (number(preview.columns.0), number(preview.columns.1));
    let holes = [("separator", separator), ("first", &*first), ("second", &*second), ("unit", unit)];
    match &preview.names {
        Some((submitted, length)) => {
            let named = [("submitted", &**submitted), ("duration", &**length)];
            words.understood_header.with(&[holes.as_slice(), &named].concat())
        }
        None => words.understood_plain.with(&holes),
    }
}

/// A moment in UTC, or the time since whatever moment the table counts from.
fn moment(ms: u64, speech: Speech) -> String {
    if ms < DATED_FROM_MS {
        return duration(ms, speech.language());
    }
    write_utc(Timestamp::from_ms(ms)).replace('T', " ").replace(".000Z", "Z").replace('Z', " UTC")
}
