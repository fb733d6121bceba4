//! The names of what is drawn: beside their lines, above the plot, or as a list outside of the drawing.

use super::bars;
use super::draw::{BOLD, LINE, MARKER, Plot, letters};
use super::markup::Markup;
use super::{Chart, Ink, Series, Shape};

/// How wide a key is, and with the space after it, in pixels.
const KEY: f64 = 22.0;
const BESIDE_KEY: f64 = 28.0;

/// A name in a legend.
#[derive(Clone, Copy)]
pub(super) struct Name<'a> {
    ink: Ink,
    words: &'a str,
    /// How its series is drawn; none for bars.
    shape: Option<Shape>,
}

impl<'a> Name<'a> {
    fn of(series: &'a Series) -> Self {
        Self { ink: series.ink, words: &series.name, shape: Some(series.shape) }
    }

    /// In pixels, with its key.
    pub(super) fn wide(self) -> f64 {
        letters(self.words) * BOLD + BESIDE_KEY + 8.0
    }
}

/// All that has a name: bars, then series.
pub(super) fn names(chart: &Chart) -> Vec<Name<'_>> {
    let bars = chart.bar_names.iter().map(|(ink, words)| Name { ink: *ink, words, shape: None });
    let all = bars.chain(chart.series.iter().map(Name::of));
    all.filter(|name| !name.words.is_empty()).collect()
}

/// Items of a list, each a key and a name: the page breaks them where its letters need it.
pub(super) fn items(names: &[Name<'_>], chart: &str) -> String {
    let mut markup = Markup::default();
    for name in names {
        markup.text("<li").class(&["name", name.ink.class()]);
        markup.text("><svg class=\"chart-svg chart-key\" viewBox=\"0 0 22 12\">");
        key(&mut markup, *name, (0.0, 6.0), chart);
        markup.text("</svg><span>").escaped(name.words).text("</span></li>");
    }
    markup.0
}

/// A piece of what the name is drawn as, from its left end.
fn key(markup: &mut Markup, name: Name<'_>, (x, y): (f64, f64), chart: &str) {
    let Some(shape) = name.shape else {
        markup.text("<rect").class(&["swatch", name.ink.class()]).at("x", x + 4.0).at("y", y - 5.0);
        bars::fill(markup, name.ink, chart);
        markup.at("width", 14.0).at("height", 10.0).text("/>");
        return;
    };
    if shape != Shape::Dots {
        markup.text("<path").class(&["stroke", name.ink.class()]).text(" d=\"M").px(x).text(" ").px(y);
        markup.text("H").px(x + KEY).text("\"/>");
    }
    if shape != Shape::Stairs {
        marker(markup, name.ink, (x + KEY / 2.0, y), MARKER);
    }
}

/// A circle, a square, a triangle, a diamond or a ring: inks are told apart without hue.
pub(super) fn marker(markup: &mut Markup, ink: Ink, (x, y): (f64, f64), m: f64) {
    let corners: &[(f64, f64)] = match ink {
        Ink::Plan => &[(-m, -m), (m, -m), (m, m), (-m, m)],
        Ink::Payg => &[(0.0, -m - 1.0), (m + 1.0, m), (-m - 1.0, m)],
        Ink::Late => &[(0.0, -m - 1.0), (m + 1.0, 0.0), (0.0, m + 1.0), (-m - 1.0, 0.0)],
        _ => &[],
    };
    if corners.is_empty() {
        let class = if ink == Ink::Idle { "ring" } else { "marker" };
        markup.text("<circle").class(&[class, ink.class()]).at("cx", x).at("cy", y).at("r", m).text("/>");
        return;
    }
    markup.text("<path").class(&["marker", ink.class()]).text(" d=\"");
    for (at, (dx, dy)) in corners.iter().enumerate() {
        markup.text(if at == 0 { "M" } else { "L" }).px(x + dx).text(" ").px(y + dy);
    }
    markup.text("Z\"/>");
}

fn named(markup: &mut Markup, name: Name<'_>, (x, y): (f64, f64), chart: &str) {
    key(markup, name, (x, y), chart);
    markup.label(&["name", name.ink.class()], (x + BESIDE_KEY, y + 4.0), name.words);
}

/// Names at the right ends of their lines, pushed apart where lines end together.
pub(super) fn beside_ends(markup: &mut Markup, chart: &Chart, plot: Plot) {
    let mut ends: Vec<(f64, &Series)> = chart
        .series
        .iter()
        .filter(|series| !series.name.is_empty())
        .filter_map(|series| series.points.last().map(|(_, y)| (plot.y.px(*y), series)))
        .collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (top, bottom) = (plot.y.last_px, plot.y.first_px);
    let mut places: Vec<f64> = Vec::new();
    for (y, _) in &ends {
        let free = places.last().map_or(top, |last| last + LINE);
        places.push(y.max(free));
    }
    let mut limit = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - LINE;
    }
    for ((_, series), y) in ends.iter().zip(places) {
        named(markup, Name::of(series), (plot.x.last_px + 6.0, y), "");
    }
}

/// How many lines the names take above a plot.
pub(super) fn lines(names: &[Name<'_>], width: f64) -> u32 {
    places(names, width).last().map_or(0, |place| place.0 + 1)
}

/// Names above the plot: the line and the distance of each from the left.
fn places(names: &[Name<'_>], width: f64) -> Vec<(u32, f64)> {
    let (mut line, mut x) = (0, 4.0);
    names
        .iter()
        .map(|name| {
            let wide = name.wide() + 4.0;
            if x > 4.0 && x + wide > width {
                (line, x) = (line + 1, 4.0);
            }
            let place = (line, x);
            x += wide;
            place
        })
        .collect()
}

/// The names in lines above the plot.
pub(super) fn above(markup: &mut Markup, names: &[Name<'_>], width: f64, chart: &str) {
    for (name, (line, x)) in names.iter().zip(places(names, width)) {
        named(markup, *name, (x, LINE * (f64::from(line) + 0.6)), chart);
    }
}
