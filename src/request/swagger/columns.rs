use serde_json::{Map, Value};

use crate::request::{Column, Columns};

use super::MOST_COLUMNS;
use super::document::Document;
use super::note::{Note, Place};

const MOST_CHOICES: usize = 1_000;

/// The columns of every port under `ports`, whose rows are the items of an array.
pub(super) fn columns<'d>(document: &mut Document<'d>, ports: Vec<(&'d str, &'d Value)>) -> Vec<Columns> {
    let mut found = Vec::new();
    let mut left = MOST_COLUMNS;
    for (name, schema) in ports.into_iter().take(super::MOST_PORTS) {
        let place = Place::Columns(name.to_owned());
        let Some(rows) = document.resolve(schema, &place) else { continue };
        let Some(row) = rows.get("items").and_then(|items| document.resolve(items, &place)) else { continue };
        let mut columns = Vec::new();
        for (column, schema) in document.properties(row, &place) {
            let Some(after) = left.checked_sub(1) else {
                document.note(Note::TooManyColumns);
                break;
            };
            left = after;
            if let Some(schema) = document.resolve(schema, &place) {
                columns.push(described(column, schema));
            }
        }
        found.push(Columns { port: name.to_owned(), columns });
    }
    found
}

fn described(name: &str, schema: &Map<String, Value>) -> Column {
    let text = |member: &str| schema.get(member).and_then(Value::as_str).map(str::to_owned);
    Column { name: name.to_owned(), kind: text("type"), format: text("format"), choices: choices(schema) }
}

/// The values of an `enum`, as text.
pub(super) fn choices(schema: &Map<String, Value>) -> Vec<String> {
    schema
        .get("enum")
        .and_then(Value::as_array)
        .map(|values| values.iter().take(MOST_CHOICES).map(as_text).collect())
        .unwrap_or_default()
}

/// A value as it is typed into a field: a string as it is, anything else as JSON.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
