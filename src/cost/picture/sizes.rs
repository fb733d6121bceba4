use crate::billing::Currency;
use crate::capacity::{Deadline, NEVER_MS, PlanRow, front};
use crate::chart::{Cell, Chart, Ink, Row, Series, Shape, Table};
use crate::units::{Money, Unit};
use crate::words::{PLANNER, Phrase, counted, duration};

use super::super::inputs::Inputs;
use super::super::say::Speaker;
use super::{axis, decimal, place, unit_of_time};

/// What a charge period costs, on average and at most in 95 % of the cases, by number of VMs.
#[must_use]
pub fn cost_chart(rows: &[PlanRow], inputs: &Inputs, currency: Currency, speaker: Speaker) -> Chart {
    let words = PLANNER.of(speaker.language);
    let cost = |name: &str, ink, of: fn(&PlanRow) -> Money| Series {
        name: name.to_owned(),
        ink,
        shape: Shape::Path,
        points: rows.iter().map(|row| (f64::from(row.vms.0), of(row).chart_height())).collect(),
    };
    let is_spread = rows.iter().any(|row| row.cost_mean != row.cost_p95);
    let late = is_spread.then(|| cost(words.p95, Ink::Late, |row| row.cost_p95));
    let highest = rows.iter().map(|row| row.cost_p95.max(row.cost_mean).chart_height()).fold(0.0, f64::max);
    let label = in_currency(words.cost_axis, currency);
    let series = late.into_iter().chain([cost(words.mean, Ink::Pool, |row| row.cost_mean)]).collect();
    by_vms(words.cost_by_vms, rows, inputs, currency, speaker, series, axis(speaker, label, highest, false))
}

/// When all jobs are done, in half and in 95 % of the cases, by number of VMs; `None` where no size gets them done.
#[must_use]
pub fn finish_chart(
    rows: &[PlanRow],
    inputs: &Inputs,
    currency: Currency,
    speaker: Speaker,
) -> Option<Chart> {
    let words = PLANNER.of(speaker.language);
    let latest = latest_ms(rows)?;
    let (unit, unit_ms) = unit_of_time(words, latest);
    let finish = |name: &str, ink, of: fn(&PlanRow) -> u64| Series {
        name: name.to_owned(),
        ink,
        shape: Shape::Path,
        points: rows
            .iter()
            .filter(|row| of(row) != NEVER_MS)
            .map(|row| (f64::from(row.vms.0), place(of(row), unit_ms)))
            .collect(),
    };
    let is_spread = rows.iter().any(|row| row.finish_ms_p50 != row.finish_ms_p95);
    let late = finish(words.p95, Ink::Late, |row| row.finish_ms_p95);
    let half = is_spread.then(|| finish(words.half, Ink::Typical, |row| row.finish_ms_p50));
    let label = words.finish_axis.with(&[("unit", unit)]);
    let y = axis(speaker, label, place(latest, unit_ms), false);
    let series = half.into_iter().chain([late]).collect();
    Some(by_vms(words.finish_by_vms, rows, inputs, currency, speaker, series, y))
}

/// Mean cost against the finish that 95 % of the cases keep: a dot a size, a line through those that none betters.
/// `None` where no size keeps one.
#[must_use]
pub fn pareto_chart(
    rows: &[PlanRow],
    inputs: &Inputs,
    currency: Currency,
    speaker: Speaker,
) -> Option<Chart> {
    let words = PLANNER.of(speaker.language);
    let latest = rows.iter().map(|row| row.finish_ms_p95).filter(|ms| *ms != NEVER_MS).max()?;
    let (unit, unit_ms) = unit_of_time(words, latest);
    let at = |row: &PlanRow| (place(row.finish_ms_p95, unit_ms), row.cost_mean.chart_height());
    let best = front(rows);
    let mut line: Vec<(f64, f64)> = best.iter().map(|row| at(row)).collect();
    line.reverse();
    let done = || rows.iter().filter(|row| row.finish_ms_p95 != NEVER_MS);
    let others = done().filter(|row| !best.iter().any(|one| one.vms == row.vms)).map(at).collect();
    let highest = done().map(|row| row.cost_mean.chart_height()).fold(0.0, f64::max);
    let mut table = table(rows, currency, speaker);
    for (row, planned) in table.rows.iter_mut().zip(rows) {
        let (x, y) = at(planned);
        (row.at, row.heights, row.is_marked) = (x, vec![y], planned.vms == inputs.pool.vms);
    }
    let finishes: Vec<bool> = rows.iter().map(|row| row.finish_ms_p95 != NEVER_MS).collect();
    let mut keep = finishes.iter().copied();
    table.rows.retain(|_| keep.next().unwrap_or(true));
    table.rows.sort_by(|one, other| one.at.total_cmp(&other.at));
    let deadline = match inputs.deadline {
        Some(Deadline::AllDone { within_ms }) if within_ms <= latest => {
            vec![(place(within_ms, unit_ms), words.deadline.to_owned())]
        }
        _ => Vec::new(),
    };
    Some(Chart {
        label: words.pareto.to_owned(),
        x: axis(speaker, words.finish_axis.with(&[("unit", unit)]), place(latest, unit_ms), false),
        y: axis(speaker, in_currency(words.cost_axis, currency), highest, false),
        series: vec![
            Series { name: words.all_sizes.to_owned(), ink: Ink::Idle, shape: Shape::Dots, points: others },
            Series { name: words.no_better.to_owned(), ink: Ink::Pool, shape: Shape::Path, points: line },
        ],
        rules: deadline,
        start: table.rows.iter().find(|row| row.is_marked).map(|row| row.at),
        table,
        ..Chart::default()
    })
}

fn in_currency(phrase: Phrase, currency: Currency) -> String {
    phrase.with(&[("currency", currency.code())])
}

fn latest_ms(rows: &[PlanRow]) -> Option<u64> {
    rows.iter().flat_map(|row| [row.finish_ms_p50, row.finish_ms_p95]).filter(|ms| *ms != NEVER_MS).max()
}

fn by_vms(
    label: &str,
    rows: &[PlanRow],
    inputs: &Inputs,
    currency: Currency,
    speaker: Speaker,
    series: Vec<Series>,
    y: crate::chart::Axis,
) -> Chart {
    let words = PLANNER.of(speaker.language);
    let most = rows.iter().map(|row| row.vms.0).max().unwrap_or(1);
    let mut table = table(rows, currency, speaker);
    for (row, planned) in table.rows.iter_mut().zip(rows) {
        let here = |(x, y): &(f64, f64)| ((*x - row.at).abs() < 0.5).then_some(*y);
        row.heights = series.iter().filter_map(|series| series.points.iter().find_map(here)).collect();
        row.is_marked = planned.vms == inputs.pool.vms;
    }
    let mut x = axis(speaker, words.vms.to_owned(), f64::from(most), true);
    x.to = f64::from(most);
    x.ticks.retain(|(at, _)| *at <= x.to);
    Chart {
        label: label.to_owned(),
        x,
        y,
        series,
        rules: (inputs.pool.vms.0 <= most)
            .then(|| (f64::from(inputs.pool.vms.0), words.now.to_owned()))
            .into_iter()
            .collect(),
        start: Some(f64::from(inputs.pool.vms.0)),
        table,
        ..Chart::default()
    }
}

/// All that is known of each size, as rows by number of VMs.
fn table(rows: &[PlanRow], currency: Currency, speaker: Speaker) -> Table {
    let words = PLANNER.of(speaker.language);
    let mut columns = vec![
        words.vms.to_owned(),
        words.cost_mean.to_owned(),
        words.cost_p95.to_owned(),
        words.finish_p50.to_owned(),
        words.finish_p95.to_owned(),
    ];
    let has_deadline = rows.iter().any(|row| row.chance.is_some());
    if has_deadline {
        columns.push(words.chance.to_owned());
    }
    let finish = |ms: u64| match ms {
        NEVER_MS => Cell::Told { shown: words.never.to_owned(), plain: String::new() },
        ms => Cell::Told {
            shown: duration(ms, speaker.language),
            plain: decimal(ms, crate::units::MS_PER_HOUR).to_string(),
        },
    };
    let money = |amount: Money| Cell::Money { amount: amount.amount(), currency: currency.code().to_owned() };
    let row = |row: &PlanRow| {
        let mut cells = vec![
            Cell::Told {
                shown: counted(row.vms.0.into(), Unit::Vms, speaker.language),
                plain: row.vms.0.to_string(),
            },
            money(row.cost_mean.rounded()),
            money(row.cost_p95.rounded()),
            finish(row.finish_ms_p50),
            finish(row.finish_ms_p95),
        ];
        if has_deadline {
            cells.push(Cell::Told {
                shown: row.chance.map_or_else(String::new, |chance| speaker.ratio(chance.estimate)),
                plain: row.chance.map_or_else(String::new, |chance| super::plain(chance.estimate)),
            });
        }
        Row { at: f64::from(row.vms.0), cells, ..Row::default() }
    };
    let plain_columns = columns
        .iter()
        .enumerate()
        .map(|(at, name)| match at {
            1 | 2 => format!("{name}, {}", currency.code()),
            3 | 4 => format!("{name}, {}", words.hours),
            _ => name.clone(),
        })
        .collect();
    Table { columns, plain_columns, rows: rows.iter().map(row).collect() }
}
