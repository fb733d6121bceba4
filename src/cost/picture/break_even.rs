use crate::billing::wording::{place, plain_place, variable_name};
use crate::billing::{Ratio, Variable, Way};
use crate::chart::{Cell, Chart, Ink, Mark, Row, Series, Shape, Table, ticks};
use crate::words::PLANNER;

use super::super::break_even::{BreakEven, Sample};
use super::super::compare::inside;
use super::super::inputs::Inputs;
use super::super::say::Speaker;
use super::axis;

/// What each way costs while one input varies, with the places where two of them change places.
#[must_use]
pub fn break_even_chart(found: &BreakEven, inputs: &Inputs, speaker: Speaker) -> Chart {
    let words = PLANNER.of(speaker.language);
    let variable = variable_name(found.variable, speaker.language);
    let label = if inputs.paid.is_some() { words.added_axis } else { words.cost_axis };
    let cost = label.with(&[("currency", found.currency.code())]);
    let series: Vec<Series> = found
        .courses
        .iter()
        .map(|course| Series {
            name: speaker.way(course.way, inputs.plan),
            ink: ink(course.way),
            shape: Shape::Line,
            points: course
                .corners
                .iter()
                .map(|(at, added)| (at.chart_place(), added.chart_height()))
                .collect(),
        })
        .collect();
    let highest = series
        .iter()
        .flat_map(|series| &series.points)
        .map(|(_, height)| *height)
        .chain(found.points.iter().map(|point| point.added.chart_height()))
        .fold(0.0, f64::max);
    let words_of = |at: Ratio| place(at, found.variable, speaker.language);
    let mut x = axis(speaker, variable.to_owned(), found.shown_to.chart_place(), is_whole(found.variable));
    x.to = found.shown_to.chart_place();
    x.ticks.retain(|(at, _)| *at <= x.to);
    if found.variable == Variable::Utilization {
        x.ticks = ticks(0.0, 1.0, 5, false)
            .into_iter()
            .map(|tick| (Ratio::new(tick.mantissa(), 10_i128.pow(tick.scale())), tick))
            .filter_map(|(at, tick)| Some((at?.chart_place(), speaker.figures().percent(tick, 0))))
            .collect();
    }
    let mut marks: Vec<Mark> = Vec::new();
    for point in &found.points {
        let label = words_of(point.at);
        // Two pairs that change at the same place share its name.
        if marks.last().is_none_or(|last| last.label != label) {
            marks.push(Mark { at: (point.at.chart_place(), point.added.chart_height()), label });
        }
    }
    let mut columns = vec![variable.to_owned()];
    columns.extend(Way::ALL.map(|way| speaker.way(way, inputs.plan)));
    let in_currency = |name: &String| format!("{name}, {}", found.currency.code());
    let plain_columns =
        columns.iter().take(1).cloned().chain(columns.iter().skip(1).map(in_currency)).collect();
    Chart {
        label: words.cost_over.with(&[("variable", &inside(variable))]),
        y: axis(speaker, cost, highest, false),
        x,
        series,
        marks,
        start: found.now.map(Ratio::chart_place),
        rules: found
            .now
            .filter(|now| *now <= found.shown_to)
            .map(|now| (now.chart_place(), words.now.to_owned()))
            .into_iter()
            .collect(),
        table: Table {
            columns,
            plain_columns,
            rows: found.samples.iter().map(|sample| row(sample, found, speaker)).collect(),
        },
        ..Chart::default()
    }
}

fn row(sample: &Sample, found: &BreakEven, speaker: Speaker) -> Row {
    let words = PLANNER.of(speaker.language);
    let mut row = Row {
        at: sample.at.chart_place(),
        cells: vec![match plain_place(sample.at, found.variable, speaker.language) {
            Some((value, unit)) => Cell::Number { value, most: value.scale(), unit },
            None => Cell::Told {
                shown: place(sample.at, found.variable, speaker.language),
                plain: sample.at.decimal().to_string(),
            },
        }],
        is_marked: sample.is_marked,
        ..Row::default()
    };
    for added in sample.added {
        row.heights.extend(added.map(|added| added.chart_height()));
        row.cells.push(match added {
            Some(added) => Cell::Money { amount: added.amount(), currency: found.currency.code().to_owned() },
            None => Cell::Told { shown: words.stopped.to_owned(), plain: String::new() },
        });
    }
    row
}

const fn is_whole(variable: Variable) -> bool {
    matches!(variable, Variable::Jobs | Variable::Vms)
}

const fn ink(way: Way) -> Ink {
    match way {
        Way::PoolOnPlan => Ink::Pool,
        Way::ClassicOnPlan => Ink::Plan,
        Way::ClassicPayAsYouGo => Ink::Payg,
    }
}
