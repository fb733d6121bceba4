use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::pool_desk::Row;

/// The rows of a table; a row that changes keeps its place in the page, and the focus in it.
pub(super) type Rows = Vec<(String, ArcRwSignal<Row>)>;

/// Sets a signal to what differs from what it holds.
pub(super) fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// Gives each row its new content, and the table its new order only where that changed.
pub(super) fn merge(table: RwSignal<Rows>, new: Vec<Row>) {
    let old = table.get_untracked();
    let same = old.len() == new.len() && old.iter().zip(&new).all(|((key, _), row)| *key == row.key);
    let known: BTreeMap<&String, &ArcRwSignal<Row>> = old.iter().map(|(key, signal)| (key, signal)).collect();
    let rows: Rows = new
        .into_iter()
        .map(|row| {
            let key = row.key.clone();
            match known.get(&key) {
                Some(signal) => {
                    if signal.with_untracked(|old| *old != row) {
                        signal.set(row);
                    }
                    (key, ArcRwSignal::clone(signal))
                }
                None => (key, ArcRwSignal::new(row)),
            }
        })
        .collect();
    if !same {
        table.set(rows);
    }
}

/// Gives rows from a place on their new content.
pub(super) fn touch(table: RwSignal<Rows>, first: usize, new: Vec<Row>) {
    let signals: Vec<ArcRwSignal<Row>> = table.with_untracked(|rows| {
        rows.iter().skip(first).take(new.len()).map(|(_, signal)| signal.clone()).collect()
    });
    for (signal, row) in signals.into_iter().zip(new) {
        if signal.with_untracked(|old| *old != row) {
            signal.set(row);
        }
    }
}
