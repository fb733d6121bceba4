//! Bars: each ink is one path. Bars narrower than a pixel are folded into columns, so that as much is painted as there is.

use std::collections::BTreeMap;

use super::draw::Plot;
use super::markup::Markup;
use super::{Chart, Ink};

/// How wide a column is, in pixels; bars that are narrower are folded.
const COLUMN: f64 = 1.0;
/// The side of a pattern's tile.
const TILE: f64 = 6.0;

/// A bar in its lane, in pixels.
#[derive(Clone, Copy)]
struct Stretch {
    ink: Ink,
    left: f64,
    right: f64,
}

/// How high a lane is, in pixels.
#[derive(Clone, Copy)]
struct Lane {
    bottom: f64,
    top: f64,
}

/// What each ink paints.
type Paths = BTreeMap<Ink, Markup>;

/// All bars of a chart. `name` is what the ids of the patterns begin with.
pub(super) fn bars(markup: &mut Markup, chart: &Chart, plot: Plot, name: &str) {
    patterns(markup, chart, name);
    let mut lanes: BTreeMap<(u64, u64), (Lane, Vec<Stretch>)> = BTreeMap::new();
    for bar in &chart.bars {
        let lane = Lane { bottom: plot.y.px(bar.y.0), top: plot.y.px(bar.y.1) };
        let stretch = Stretch { ink: bar.ink, left: plot.x.px(bar.x.0), right: plot.x.px(bar.x.1) };
        let key = (bar.y.0.to_bits(), bar.y.1.to_bits());
        lanes.entry(key).or_insert_with(|| (lane, Vec::new())).1.push(stretch);
    }
    let mut paths = Paths::new();
    for (lane, stretches) in lanes.values() {
        paint(&mut paths, *lane, stretches, plot.x.first_px);
    }
    for (ink, path) in &paths {
        markup.text("<path").class(&["bar-mark", ink.class()]);
        fill(markup, *ink, name);
        markup.text(" d=\"").text(&path.0).text("\"/>");
    }
}

/// Columns that a narrow bar touches are stacked from the shares of everything in them; what lies beside them is drawn
/// where it is.
fn paint(paths: &mut Paths, lane: Lane, stretches: &[Stretch], origin: f64) {
    let mut columns: BTreeMap<i32, BTreeMap<Ink, f64>> = BTreeMap::new();
    for narrow in stretches.iter().filter(|stretch| stretch.right - stretch.left < COLUMN) {
        for column in touched(*narrow, origin) {
            columns.entry(column).or_default();
        }
    }
    for stretch in stretches {
        let mut from = stretch.left;
        for (column, shares) in columns.range_mut(touched(*stretch, origin)) {
            let start = origin + f64::from(*column) * COLUMN;
            let end = start + COLUMN;
            let inside = stretch.right.min(end) - stretch.left.max(start);
            *shares.entry(stretch.ink).or_default() += inside.max(0.0) / COLUMN;
            rectangle(paths, stretch.ink, (from, start), lane);
            from = end;
        }
        rectangle(paths, stretch.ink, (from, stretch.right), lane);
    }
    for (column, shares) in columns {
        let start = origin + f64::from(column) * COLUMN;
        let mut bottom = lane.bottom;
        for (ink, share) in shares {
            let top = (bottom - share * (lane.bottom - lane.top)).max(lane.top);
            rectangle(paths, ink, (start, start + COLUMN), Lane { bottom, top });
            bottom = top;
        }
    }
}

/// The columns that a bar reaches into.
fn touched(stretch: Stretch, origin: f64) -> std::ops::RangeInclusive<i32> {
    let first = whole((stretch.left - origin) / COLUMN);
    let last = whole(((stretch.right - origin) / COLUMN).ceil()).saturating_sub(1);
    first..=last.max(first)
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates; no screen is that wide")]
fn whole(px: f64) -> i32 {
    px.floor() as i32
}

fn rectangle(paths: &mut Paths, ink: Ink, (left, right): (f64, f64), lane: Lane) {
    if right > left && lane.bottom > lane.top {
        let path = paths.entry(ink).or_default();
        path.text("M").fine(left).text(" ").fine(lane.bottom).text("H").fine(right);
        path.text("V").fine(lane.top).text("H").fine(left).text("Z");
    }
}

/// What a state is told by without its colour: a drawing over a tile. What works is solid.
const fn pattern(ink: Ink) -> Option<&'static str> {
    match ink {
        Ink::Idle => Some("M1.5 0.8V2.2M4.5 3.8V5.2"),
        Ink::Provisioning => Some("M-1 1L1 -1M-1 7L7 -1M5 7L7 5"),
        Ink::Releasing => Some("M0 1.5H6M0 4.5H6"),
        _ => None,
    }
}

/// The `fill` of a bar: its pattern, or its colour.
pub(super) fn fill(markup: &mut Markup, ink: Ink, name: &str) {
    match pattern(ink) {
        Some(_) => markup.text(" fill=\"url(#").escaped(name).text("-").text(ink.class()).text(")\""),
        None => markup.text(" fill=\"currentColor\""),
    };
}

fn patterns(markup: &mut Markup, chart: &Chart, name: &str) {
    for (ink, _) in &chart.bar_names {
        let Some(lines) = pattern(*ink) else { continue };
        markup.text("<pattern id=\"").escaped(name).text("-").text(ink.class()).text("\"");
        markup
            .class(&[ink.class()])
            .text(" patternUnits=\"userSpaceOnUse\"")
            .at("width", TILE)
            .at("height", TILE);
        markup.text("><rect class=\"tint\"").at("width", TILE).at("height", TILE).text("/>");
        markup.text("<path class=\"hatch\" d=\"").text(lines).text("\"/></pattern>");
    }
}
