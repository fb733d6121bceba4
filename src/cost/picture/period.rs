use crate::capacity::{Doing, Point, Timeline};
use crate::chart::{Bar, Cell, Chart, Ink, Row, Series, Shape, Table};
use crate::units::Decimal;
use crate::words::{PLANNER, duration};

use super::super::plan::Distribution;
use super::super::say::Speaker;
use super::{axis, between, decimal, place, unit_of_time};

/// Rows of the readout over a timeline, about.
const READOUTS: usize = 60;

/// What each VM does over one charge period: a lane a VM, from the bottom up.
#[must_use]
pub fn vms_chart(timeline: &Timeline, speaker: Speaker) -> Chart {
    let words = PLANNER.of(speaker.language);
    let vms = timeline.spans.iter().map(|span| span.vm + 1).max().unwrap_or(1);
    let (x, unit) = time_axis(timeline, speaker);
    let unit_ms = unit.1;
    let bars = timeline.spans.iter().map(|span| {
        let lane = f64::from(span.vm);
        let ink = match span.doing {
            Doing::Provisioning => Ink::Provisioning,
            Doing::Busy => Ink::Busy,
            Doing::Idle => Ink::Idle,
            Doing::Releasing => Ink::Releasing,
        };
        Bar {
            ink,
            x: (place(span.from_ms, unit_ms), place(span.to_ms, unit_ms)),
            y: (lane + 0.1, lane + 0.9),
        }
    });
    let mut y = axis(speaker, words.vm_axis.to_owned(), f64::from(vms), true);
    y.to = f64::from(vms);
    // A VM's number stands in the middle of its lane.
    y.ticks = y
        .ticks
        .into_iter()
        .filter(|(at, _)| *at >= 1.0 && *at <= y.to)
        .map(|(at, words)| (at - 0.5, words))
        .collect();
    let name = |ink, name: &str| (ink, name.to_owned());
    Chart {
        label: words.vms_over_time.to_owned(),
        x,
        y,
        bars: bars.collect(),
        bar_names: vec![
            name(Ink::Provisioning, words.provisioning),
            name(Ink::Busy, words.busy),
            name(Ink::Idle, words.idle),
            name(Ink::Releasing, words.releasing),
        ],
        table: states(timeline, speaker, unit, |_| Vec::new()),
        ..Chart::default()
    }
}

/// How many jobs wait and run over one charge period.
#[must_use]
pub fn queue_chart(timeline: &Timeline, speaker: Speaker) -> Chart {
    let words = PLANNER.of(speaker.language);
    let (x, unit) = time_axis(timeline, speaker);
    let unit_ms = unit.1;
    let series = |name: &str, ink, of: fn(&Point) -> u64| Series {
        name: name.to_owned(),
        ink,
        shape: Shape::Stairs,
        points: points(timeline).map(|(ms, point)| (place(ms, unit_ms), height(of(point)))).collect(),
    };
    let most = timeline.points.iter().map(|point| point.queued.max(point.running)).max().unwrap_or_default();
    Chart {
        label: words.queue.to_owned(),
        x,
        y: axis(speaker, words.jobs_axis.to_owned(), height(most.max(1)), true),
        series: vec![
            series(words.queued, Ink::Queued, |point| point.queued),
            series(words.running_jobs, Ink::Busy, |point| point.running),
        ],
        table: states(timeline, speaker, unit, |point| vec![height(point.queued), height(point.running)]),
        ..Chart::default()
    }
}

/// When the jobs of an occurrence are done, as shares of the simulated cases.
#[must_use]
pub fn distribution_chart(distribution: &Distribution, speaker: Speaker) -> Chart {
    let words = PLANNER.of(speaker.language);
    let edge = |column: u64| distribution.from_ms.saturating_add(distribution.step_ms.saturating_mul(column));
    let last = edge(distribution.counts.len() as u64);
    let (unit, unit_ms) = unit_of_time(words, last);
    let all = distribution.counts.iter().sum::<u64>().saturating_add(distribution.never).max(1);
    let share = |count: u64| Decimal::from(count) / Decimal::from(all);
    let percent = |count: u64| place(count.saturating_mul(100), all);
    let columns = || (0_u64..).zip(&distribution.counts);
    let bars = columns().map(|(column, count)| Bar {
        ink: Ink::Pool,
        x: (place(edge(column), unit_ms), place(edge(column + 1), unit_ms)),
        y: (0.0, percent(*count)),
    });
    let written = |ms: u64| duration(ms, speaker.language);
    let rows = columns().map(|(column, count)| Row {
        at: place(edge(column).saturating_add(distribution.step_ms / 2), unit_ms),
        heights: vec![percent(*count)],
        cells: vec![
            Cell::Told {
                shown: format!("{}–{}", written(edge(column)), written(edge(column + 1))),
                plain: decimal(edge(column), unit_ms).to_string(),
            },
            Cell::Told {
                shown: speaker.figures().percent(share(*count), 1),
                plain: share(*count).round_dp(6).to_string(),
            },
        ],
        is_marked: false,
    });
    let highest = distribution.counts.iter().map(|count| percent(*count)).fold(0.0, f64::max);
    let finish = words.finish_axis.with(&[("unit", unit)]);
    Chart {
        label: words.distribution.to_owned(),
        x: between(
            speaker,
            finish.clone(),
            place(distribution.from_ms, unit_ms),
            place(last, unit_ms),
            false,
        ),
        y: axis(speaker, words.share_axis.to_owned(), highest, false),
        bars: bars.collect(),
        table: Table {
            columns: vec![finish, words.share.to_owned()],
            rows: rows.collect(),
            ..Table::default()
        },
        ..Chart::default()
    }
}

fn time_axis(timeline: &Timeline, speaker: Speaker) -> (crate::chart::Axis, (&'static str, u64)) {
    let words = PLANNER.of(speaker.language);
    let last = last_ms(timeline);
    let (unit, unit_ms) = unit_of_time(words, last);
    let label = words.time_axis.with(&[("unit", unit)]);
    (between(speaker, label, 0.0, place(last, unit_ms), false), (unit, unit_ms))
}

/// When the last VM is gone and the last job is done; where jobs are left waiting, the end of what was simulated.
fn last_ms(timeline: &Timeline) -> u64 {
    let busy = timeline.points.iter().rposition(|point| *point != Point::default());
    let still = busy.map_or(0, |at| timeline.step_ms.saturating_mul(at as u64 + 1));
    timeline.spans.iter().map(|span| span.to_ms).max().unwrap_or_default().max(still)
}

/// The points up to the end of the time axis, each with its milliseconds.
fn points(timeline: &Timeline) -> impl Iterator<Item = (u64, &Point)> {
    let last = last_ms(timeline);
    let all = (1_u64..).zip(&timeline.points);
    all.map(|(step, point)| (timeline.step_ms.saturating_mul(step), point)).filter(move |(ms, _)| *ms <= last)
}

fn height(count: u64) -> f64 {
    place(count, 1)
}

fn states(
    timeline: &Timeline,
    speaker: Speaker,
    unit: (&str, u64),
    heights: impl Fn(&Point) -> Vec<f64>,
) -> Table {
    let words = PLANNER.of(speaker.language);
    let (unit, unit_ms) = unit;
    let every = points(timeline).count().div_ceil(READOUTS).max(1);
    let rows = points(timeline).step_by(every).map(|(ms, point)| {
        let counts = [point.queued, point.running, point.provisioning, point.ready, point.releasing];
        let when =
            Cell::Told { shown: duration(ms, speaker.language), plain: decimal(ms, unit_ms).to_string() };
        let counts = counts.map(|count| Cell::Number { value: count.into(), most: 0, unit: "" });
        Row {
            at: place(ms, unit_ms),
            heights: heights(point),
            cells: [when].into_iter().chain(counts).collect(),
            is_marked: false,
        }
    });
    let columns = [words.queued, words.running_jobs, words.provisioning, words.ready, words.releasing];
    let first = words.time_axis.with(&[("unit", unit)]);
    let columns = [first].into_iter().chain(columns.map(str::to_owned)).collect();
    Table { columns, rows: rows.collect(), ..Table::default() }
}
