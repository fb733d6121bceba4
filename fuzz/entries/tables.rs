//! Tables: past jobs, and lists of blobs.

use poolwise::capacity::{HistoryReader, PastJobs, history_problem};
use poolwise::request::wire::Json;
use poolwise::script::many::wire::Ask;
use poolwise::script::{Many, SecretsAs};
use poolwise::units::{Quantity, Timestamp};
use poolwise::wire::Message;
use poolwise::words::Language;

use super::{said, text};

/// Any bytes are past jobs or are refused row by row, and how they are cut into chunks changes nothing.
pub(super) fn history(bytes: &[u8]) {
    let whole = read(bytes, bytes.len().max(1));
    for size in [1, 7] {
        assert_eq!(read(bytes, size), whole, "cut into chunks of {size}");
    }
    for problem in &whole.problems {
        said(None, |language| history_problem(problem, language));
    }
    let text = text(bytes);
    if let Some(past) = PastJobs::read(&text) {
        assert_eq!(PastJobs::read(&past.to_text()), Some(past), "{text:?}");
    }
    for quantity in Quantity::ALL {
        if let Ok(week) = poolwise::cost::Week::read(&text, quantity) {
            assert_eq!(poolwise::cost::Week::read(&week.to_text(), quantity), Ok(week), "{text:?}");
        }
    }
}

fn read(bytes: &[u8], size: usize) -> poolwise::capacity::HistoryImport {
    let mut reader = HistoryReader::new();
    bytes.chunks(size).for_each(|chunk| reader.feed(chunk));
    reader.finish()
}

/// Any text is a list of blobs or is refused with sentences; every body of a list is JSON of its own.
///
/// Up to the first null character stands the template, where it is JSON; the rest is the table.
pub(super) fn many(bytes: &[u8]) {
    let text = text(bytes);
    let (before, table) = text.split_once('\u{1}').unwrap_or(("", &text));
    let template: Json = serde_json::from_str(before).unwrap_or_else(|_not_json| {
        serde_json::json!({
            "Inputs": { "a": { "ConnectionString": "AccountName=x;AccountKey=bm90LWEta2V5LWJ1dC1sb25nLWVub3VnaA==", "RelativeLocation": "c/a.csv" } },
            "Outputs": { "o": { "RelativeLocation": "out/{a.name}-{number}.csv" } },
            "GlobalParameters": { "Seed": 1, "Text": "{who}" },
        })
    });
    if let Ok(many) = Many::new(&template, table) {
        assert!(many.jobs() > 0, "no job of {table:?}");
        for line in many.lines(SecretsAs::Inlined).take(50) {
            assert!(serde_json::from_str::<Json>(&line).is_ok(), "no JSON: {line}");
            assert!(!line.contains('\n'), "more than a line: {line}");
        }
        for line in many.lines(SecretsAs::Environment).take(50) {
            assert!(!line.contains("bm90LWEta2V5LWJ1dC1sb25nLWVub3VnaA"), "a secret in {line}");
        }
    }
    for language in Language::ALL {
        let ask = Ask {
            id: 1,
            language: language.tag().to_owned(),
            body: template.clone(),
            parameters: vec![("Seed".to_owned(), "integer".to_owned())],
            table: Some(table.to_owned()),
            count: 0,
            make: None,
            inlined: false,
        };
        assert!(Ask::from_json(&ask.to_json()).is_some(), "an ask that does not come back");
        let (found, _) = ask.answer(Timestamp::from_ms(1_500_000_000_000));
        assert!(found.jobs > 0 || !found.problems.is_empty(), "neither jobs nor a reason: {table:?}");
    }
}
