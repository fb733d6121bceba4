//! Holes in the cells of inputs and outputs, which may name other cells of their row.

use std::collections::BTreeSet;

use crate::request::Role;

use super::Many;
use super::columns::{Column, as_holes};
use super::fill::{filled_text, names_in};
use super::holes::Unfilled;
use super::problem::ManyProblem;

impl Many {
    /// Fills the holes in the cells of inputs and outputs; gives those that name each other.
    ///
    /// Cells of inputs name blobs that exist, whose names may have braces: there, only what is known is a hole.
    pub(super) fn fill_cells(&mut self, unfilled: &mut Unfilled) -> Vec<ManyProblem> {
        let columns = &self.columns;
        let (mut circular, mut told) = (Vec::new(), BTreeSet::new());
        for (at, (line, cells)) in self.rows.iter_mut().enumerate() {
            let mut open: Vec<usize> = Vec::new();
            for (place, (column, cell)) in columns.iter().zip(cells.iter()).enumerate() {
                let Some(role) = column.target.role().filter(|_| cell.contains('{')) else { continue };
                if role == Role::Output {
                    unfilled.read(&column.name, cell, true);
                }
                open.push(place);
            }
            for place in fill_row(columns, cells, at, open) {
                let Some(column) = columns.get(place).filter(|_| told.insert(place)) else { continue };
                circular.push(ManyProblem::Circular { line: *line, column: column.name.clone() });
            }
        }
        circular
    }
}

/// Fills the `open` cells of a row one after another, each once those that it names are filled; gives those that name
/// themselves, or each other, and stay as they are.
fn fill_row(columns: &[Column], cells: &mut [String], at: usize, mut open: Vec<usize>) -> Vec<usize> {
    while !open.is_empty() {
        let (waiting, ready): (Vec<usize>, Vec<usize>) = open
            .iter()
            .partition(|place| cells.get(**place).is_some_and(|cell| names_one(cell, columns, &open)));
        if ready.is_empty() {
            break;
        }
        let number = at.saturating_add(1).to_string();
        let given: Vec<_> =
            columns.iter().zip(cells.iter()).map(|(column, cell)| column.given(cell)).collect();
        let holes = as_holes(columns, &number, &given);
        let texts: Vec<(usize, String)> = ready
            .iter()
            .filter_map(|place| Some((*place, filled_text(cells.get(*place)?, &holes))))
            .collect();
        for (place, text) in texts {
            if let Some(cell) = cells.get_mut(place) {
                *cell = text;
            }
        }
        open = waiting;
    }
    open
}

/// Whether a cell names one of these columns.
fn names_one(cell: &str, columns: &[Column], places: &[usize]) -> bool {
    names_in(cell).any(|name| {
        let is_named =
            |column: &Column| column.name == name || name.strip_suffix(".name") == Some(&column.name);
        places.iter().filter_map(|place| columns.get(*place)).any(is_named)
    })
}
