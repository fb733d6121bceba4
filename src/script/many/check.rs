//! What is wrong and what is doubtful in the rows of a table, but for what they write.

use std::collections::BTreeSet;
use std::mem::discriminant;

use crate::request::wire::{Json, holds_secret};
use crate::request::{BlobAccount, Role};
use crate::script::csv::Row;
use crate::units::Timestamp;

use super::blobs::{self, is_signed, opened, without_location};
use super::columns::Column;
use super::fill::holds;
use super::ports::ports;
use super::problem::ManyProblem;
use super::{MOST_JOBS, MOST_TOLD, Many};

impl Many {
    /// Rows that are no rows of the table, and cells that are no values of their columns.
    pub(super) fn problems(&self) -> Vec<ManyProblem> {
        let mut problems = Vec::new();
        if self.rows.is_empty() {
            return vec![ManyProblem::Empty];
        }
        if self.rows.len() > MOST_JOBS {
            return vec![ManyProblem::TooMany { found: self.rows.len() }];
        }
        let expected = self.columns.len();
        for (line, cells) in &self.rows {
            let line = *line;
            if cells.len() != expected {
                problems.push(ManyProblem::Cells { line, found: cells.len(), expected });
            } else {
                let pairs = || self.columns.iter().zip(cells);
                let empty = pairs().find(|(column, cell)| cell.is_empty() && !column.may_be_empty());
                let misfit = pairs().find_map(|(column, cell)| Some((column, column.misfit(cell)?)));
                if let Some((column, _)) = empty {
                    problems.push(ManyProblem::EmptyCell { line, column: column.name.clone() });
                }
                if let Some((column, kind)) = misfit {
                    problems.push(ManyProblem::Value { line, column: column.name.clone(), kind });
                }
            }
            if problems.len() >= MOST_TOLD {
                problems.truncate(MOST_TOLD);
                return problems;
            }
        }
        problems
    }

    /// URLs of blobs that nothing would open; of each account the first.
    pub(super) fn blob_problems(&self) -> Vec<ManyProblem> {
        let columns = self.columns.iter().enumerate().filter_map(|(place, column)| {
            let reference = column.target.reference(&self.marked)?;
            let is_the_same = !holds(&without_location(reference), &["{".to_owned()]);
            let same = if is_the_same { opened(reference) } else { None };
            Some((place, column, column.target.role()?, reference, is_the_same.then_some(same)))
        });
        let columns: Vec<_> = columns.collect();
        let (mut problems, mut told) = (Vec::new(), BTreeSet::new());
        for (at, (line, cells)) in self.rows.iter().enumerate() {
            for (place, column, role, reference, same) in &columns {
                let Some(cell) = cells.get(*place) else { continue };
                let by_row = || self.opened_by_row(reference, at, cells);
                let opened = || same.clone().unwrap_or_else(by_row);
                let Some(problem) = blobs::problem((*line, &column.name, cell), *role, opened) else {
                    continue;
                };
                let is_new = match &problem {
                    ManyProblem::OtherAccount { found, opened, .. } => {
                        told.insert((*place, found.clone(), opened.clone()))
                    }
                    _ => true,
                };
                if is_new {
                    problems.push(problem);
                }
            }
            if problems.len() >= MOST_TOLD {
                break;
            }
        }
        problems.truncate(MOST_TOLD);
        problems
    }

    fn opened_by_row(&self, reference: &Json, at: usize, cells: &[String]) -> Option<BlobAccount> {
        let mut filled = reference.clone();
        self.fill_holes(&mut filled, at, &self.given(cells));
        opened(&filled)
    }

    /// The first cell of each column that holds a secret: signatures of blobs' URLs, and other secrets.
    pub(super) fn secrets_in_rows(&self) -> Vec<ManyProblem> {
        let first = |at: usize, holds_one: &dyn Fn(&str) -> bool| {
            let holds_one = |(_, cells): &&Row| cells.get(at).is_some_and(|cell| holds_one(cell));
            self.rows.iter().find(holds_one).map(|(line, _)| *line)
        };
        let columns = self.columns.iter().enumerate().flat_map(|(at, column)| {
            let is_blob = column.target.role().is_some();
            let signed = |cell: &str| is_blob && is_signed(cell);
            let signature = first(at, &signed);
            let is_secret = |cell: &str| holds_secret(cell) || column.is_secret() && !cell.is_empty();
            let secret = first(at, &|cell| !signed(cell) && is_secret(cell));
            let name = || column.name.clone();
            let signature = signature.map(|line| ManyProblem::Signature { line, column: name() });
            let secret = secret.map(|line| ManyProblem::Secret { line, column: name() });
            [signature, secret].into_iter().flatten()
        });
        columns.take(MOST_TOLD).collect()
    }

    /// Blobs of inputs that storage would refuse.
    pub(super) fn input_doubts(&self) -> Vec<ManyProblem> {
        let inputs = ports(self, Role::Input);
        let rows = self.rows.iter().enumerate().flat_map(|(at, (line, cells))| {
            let given = self.given(cells);
            let named = |column: usize| self.columns.get(column).map(|column| column.name.as_str());
            // What is the same in every row is told once.
            let looked_at = inputs.iter().filter(|input| at == 0 || !input.is_fixed);
            let doubts = looked_at.filter_map(|input| {
                let name = input.column.and_then(named).unwrap_or(input.name);
                input.given(self, at, &given).doubt(Role::Input, *line, name)
            });
            doubts.collect::<Vec<_>>()
        });
        rows.take(MOST_TOLD).collect()
    }
}

/// See [`Many::untimely`].
pub(super) fn untimely(columns: &[Column], rows: &[Row], now: Timestamp) -> Vec<ManyProblem> {
    let mut found: Vec<ManyProblem> = Vec::new();
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| column.target.role().is_some()) {
        let first_of_column = found.len();
        for (line, cells) in rows {
            let problem = cells.get(at).and_then(|cell| blobs::untimely(cell, now));
            let Some(new) = problem else { continue };
            let is_same = |told: &&mut ManyProblem| matches!(told, ManyProblem::Untimely { problem, .. } if discriminant(problem) == discriminant(&new));
            match found.iter_mut().skip(first_of_column).find(is_same) {
                Some(ManyProblem::Untimely { more, .. }) => *more = more.saturating_add(1),
                _ => found.push(ManyProblem::Untimely {
                    line: *line,
                    port: column.name.clone(),
                    problem: new,
                    more: 0,
                }),
            }
        }
    }
    found.truncate(MOST_TOLD);
    found
}
