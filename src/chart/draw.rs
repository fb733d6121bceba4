use super::free::{self, Space};
use super::markup::Markup;
use super::scale::Scale;
use super::{Bar, Chart, Ink, Series, Shape};

/// A letter's width and a line's height, in pixels: the style sheet writes charts in 12 px.
const LETTER: f64 = 6.6;
const LINE: f64 = 16.0;
/// From this width on, names stand at the ends of their lines.
const WIDE: f64 = 520.0;
const MARKER: f64 = 4.0;
/// Pixels for each marker below which they are too many.
const CROWDED: f64 = 14.0;

/// A chart in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where the plot is.
    pub plot: Plot,
    /// The content of its `svg` element.
    pub body: String,
}

/// The two scales of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// To the right.
    pub x: Scale,
    /// Upwards.
    pub y: Scale,
}

impl Drawing {
    /// The `viewBox` of its `svg` element.
    #[must_use]
    pub fn view_box(&self) -> String {
        let mut markup = Markup::default();
        markup.text("0 0 ").px(self.width).text(" ").px(self.height);
        markup.0
    }

    /// The crosshair at a row of the chart's table, as content of an `svg` element that lies over this one.
    #[must_use]
    pub fn crosshair(&self, chart: &Chart, row: usize) -> String {
        let mut markup = Markup::default();
        if let Some(row) = chart.table.rows.get(row) {
            let x = self.plot.x.px(row.at);
            markup.line("cross", (x, self.plot.y.last_px), (x, self.plot.y.first_px));
            for height in &row.heights {
                markup.text("<circle").class(&["cross-dot"]).at("cx", x).at("cy", self.plot.y.px(*height));
                markup.at("r", MARKER).text("/>");
            }
        }
        markup.0
    }

    /// A file of its own: the style rules are inside, and the ground is painted.
    #[must_use]
    pub fn file(&self, chart: &Chart, style: &str) -> String {
        let mut markup = Markup::default();
        markup.text("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg\"").at("width", self.width);
        markup.at("height", self.height).text(" viewBox=\"").text(&self.view_box());
        markup.text("\" role=\"img\"><title>").escaped(&chart.label).text("</title><style>").text(style);
        markup.text("</style><rect class=\"ground\" width=\"100%\" height=\"100%\"/>");
        markup.text(&self.body).text("</svg>");
        markup.0
    }
}

impl Chart {
    /// The chart in a space so wide: letters keep their size, the plot takes what is left.
    #[must_use]
    pub fn draw(&self, width: f64) -> Drawing {
        let names: Vec<(Ink, &str)> = self.names();
        let is_wide = width >= WIDE && self.bar_names.is_empty();
        let longest = |texts: &mut dyn Iterator<Item = &str>| texts.map(letters).fold(0.0, f64::max) * LETTER;
        let left = longest(&mut self.y.ticks.iter().map(|(_, words)| words.as_str())) + 12.0;
        // Names are set in bold.
        let beside = longest(&mut names.iter().map(|(_, name)| *name)) * 1.1 + 24.0;
        let right = if is_wide && !names.is_empty() { beside.min(width * 0.4) } else { 16.0 };
        let rows = if is_wide { 0 } else { legend(&names, width).last().map_or(0, |place| place.0 + 1) };
        let top = LINE * (1.6 + f64::from(rows));
        let height = (width * 0.52).clamp(220.0, 340.0) + LINE * f64::from(rows);
        let plot = Plot {
            x: Scale { from: self.x.from, to: self.x.to, first_px: left, last_px: width - right },
            y: Scale { from: self.y.from, to: self.y.to, first_px: height - 2.6 * LINE, last_px: top },
        };
        let mut markup = Markup::default();
        grid(&mut markup, self, plot, LINE * (0.9 + f64::from(rows)));
        for bar in &self.bars {
            rectangle(&mut markup, bar, plot);
        }
        rules(&mut markup, self, plot);
        for series in &self.series {
            stroke(&mut markup, series, plot);
        }
        rule_names(&mut markup, self, plot);
        marks(&mut markup, self, plot);
        if is_wide {
            beside_ends(&mut markup, self, plot);
        } else {
            above(&mut markup, &names, width);
        }
        Drawing { width, height, plot, body: markup.0 }
    }

    fn names(&self) -> Vec<(Ink, &str)> {
        let series = self.series.iter().map(|series| (series.ink, series.name.as_str()));
        let bars = self.bar_names.iter().map(|(ink, name)| (*ink, name.as_str()));
        bars.chain(series).filter(|(_, name)| !name.is_empty()).collect()
    }
}

fn letters(text: &str) -> f64 {
    count(text.chars().count())
}

fn count(many: usize) -> f64 {
    u32::try_from(many).map_or(f64::MAX, f64::from)
}

fn grid(markup: &mut Markup, chart: &Chart, plot: Plot, label_y: f64) {
    let (left, right) = (plot.x.first_px, plot.x.last_px);
    let (bottom, top) = (plot.y.first_px, plot.y.last_px);
    for (at, words) in &chart.y.ticks {
        let y = plot.y.px(*at);
        markup.line("grid", (left, y), (right, y));
        markup.label(&["end"], (left - 6.0, y + 4.0), words);
    }
    let mut free_from = f64::MIN;
    for (at, words) in &chart.x.ticks {
        let x = plot.x.px(*at);
        let half = letters(words) * LETTER / 2.0;
        markup.line("tick", (x, bottom), (x, bottom + 4.0));
        // A number that would run into the one before it is left out; its tick stays.
        if x - half > free_from + 4.0 {
            markup.label(&["middle"], (x, bottom + LINE), words);
            free_from = x + half;
        }
    }
    markup.line("axis", (left, bottom), (right, bottom));
    markup.line("axis", (left, bottom), (left, top));
    markup.label(&["axis-name"], (4.0, label_y), &chart.y.label);
    markup.label(&["axis-name", "end"], (right, bottom + 2.2 * LINE), &chart.x.label);
}

fn rectangle(markup: &mut Markup, bar: &Bar, plot: Plot) {
    let (left, right) = (plot.x.px(bar.x.0), plot.x.px(bar.x.1));
    let (bottom, top) = (plot.y.px(bar.y.0), plot.y.px(bar.y.1));
    markup.text("<rect").class(&["bar-mark", bar.ink.class()]).at("x", left).at("y", top);
    markup.at("width", (right - left).max(0.5)).at("height", (bottom - top).max(0.0)).text("/>");
}

fn stroke(markup: &mut Markup, series: &Series, plot: Plot) {
    if series.shape != Shape::Dots {
        markup.text("<path").class(&["stroke", series.ink.class()]).text(" d=\"");
        let mut before: Option<f64> = None;
        for (x, y) in &series.points {
            let (x, y) = (plot.x.px(*x), plot.y.px(*y));
            match before {
                None => markup.text("M").px(x).text(" ").px(y),
                Some(_) if series.shape == Shape::Stairs => markup.text("H").px(x).text("V").px(y),
                Some(_) => markup.text("L").px(x).text(" ").px(y),
            };
            before = Some(y);
        }
        markup.text("\"/>");
    }
    if matches!(series.shape, Shape::Dots | Shape::Path) {
        // Markers that would run into each other are half as large.
        let room = (plot.x.last_px - plot.x.first_px) / count(series.points.len().max(1));
        let size = if room < CROWDED { MARKER / 2.0 } else { MARKER };
        for (x, y) in &series.points {
            marker(markup, series.ink, (plot.x.px(*x), plot.y.px(*y)), size);
        }
    }
}

/// A circle, a square, a triangle or a diamond: inks are told apart without hue.
fn marker(markup: &mut Markup, ink: Ink, (x, y): (f64, f64), m: f64) {
    let corners: &[(f64, f64)] = match ink {
        Ink::Plan => &[(-m, -m), (m, -m), (m, m), (-m, m)],
        Ink::Payg => &[(0.0, -m - 1.0), (m + 1.0, m), (-m - 1.0, m)],
        Ink::Late => &[(0.0, -m - 1.0), (m + 1.0, 0.0), (0.0, m + 1.0), (-m - 1.0, 0.0)],
        _ => &[],
    };
    if corners.is_empty() {
        markup.text("<circle").class(&["marker", ink.class()]).at("cx", x).at("cy", y).at("r", m).text("/>");
        return;
    }
    markup.text("<path").class(&["marker", ink.class()]).text(" d=\"");
    for (at, (dx, dy)) in corners.iter().enumerate() {
        markup.text(if at == 0 { "M" } else { "L" }).px(x + dx).text(" ").px(y + dy);
    }
    markup.text("Z\"/>");
}

fn rules(markup: &mut Markup, chart: &Chart, plot: Plot) {
    for (at, _) in &chart.rules {
        let x = plot.x.px(*at);
        markup.line("rule", (x, plot.y.last_px - 4.0), (x, plot.y.first_px));
    }
}

/// The words of vertical lines: beside the line, as high as there is room, to the right where both sides have it.
fn rule_names(markup: &mut Markup, chart: &Chart, plot: Plot) {
    for (at, words) in &chart.rules {
        let x = plot.x.px(*at);
        let wide = letters(words) * LETTER;
        let fits_right = x + wide + 6.0 <= plot.x.last_px;
        let fits_left = x - wide - 6.0 >= plot.x.first_px;
        let top = plot.y.last_px + 13.0;
        let (mut is_right, mut base) = (fits_right || !fits_left, top);
        let is_free = |is_right: bool, base: f64| {
            let left = if is_right { x + 4.0 } else { x - 4.0 - wide };
            let space = Space { left, right: left + wide, top: base - 11.0, bottom: base + 3.0 };
            free::is_free(space, chart, plot, MARKER)
        };
        while !is_free(is_right, base) {
            if is_right && fits_left && is_free(false, base) {
                is_right = false;
                break;
            }
            base += LINE;
            if base > plot.y.first_px - 4.0 {
                base = top;
                break;
            }
        }
        if is_right {
            markup.label(&["rule-name"], (x + 4.0, base), words);
        } else {
            markup.label(&["rule-name", "end"], (x - 4.0, base), words);
        }
    }
}

/// Rings with a name above them; a name that would run into another one goes a line higher.
fn marks(markup: &mut Markup, chart: &Chart, plot: Plot) {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for mark in &chart.marks {
        let (x, y) = (plot.x.px(mark.at.0), plot.y.px(mark.at.1));
        let wide = letters(&mark.label) * LETTER;
        let left =
            (x - wide / 2.0).clamp(plot.x.first_px + 2.0, (plot.x.last_px - wide).max(plot.x.first_px + 2.0));
        let mut base = y - 10.0;
        let overlaps = |base: f64, taken: &[(f64, f64, f64)]| {
            taken.iter().any(|(from, to, at)| left < *to && left + wide > *from && (base - at).abs() < LINE)
        };
        while overlaps(base, &taken) && base > plot.y.last_px + LINE {
            base -= LINE;
        }
        taken.push((left, left + wide + 6.0, base));
        markup.text("<circle").class(&["mark-ring"]).at("cx", x).at("cy", y).at("r", 5.0).text("/>");
        markup.label(&["mark-name"], (left, base.max(plot.y.last_px + 10.0)), &mark.label);
    }
}

/// Names at the right ends of their lines, pushed apart where lines end together.
fn beside_ends(markup: &mut Markup, chart: &Chart, plot: Plot) {
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
        marker(markup, series.ink, (plot.x.last_px + 9.0, y), MARKER);
        markup.label(&["name", series.ink.class()], (plot.x.last_px + 18.0, y + 4.0), &series.name);
    }
}

/// Names above the plot: the line and the distance of each from the left.
fn legend(names: &[(Ink, &str)], width: f64) -> Vec<(u32, f64)> {
    let (mut line, mut x) = (0, 4.0);
    names
        .iter()
        .map(|(_, name)| {
            let wide = letters(name) * LETTER * 1.1 + 26.0;
            if x > 4.0 && x + wide > width {
                (line, x) = (line + 1, 4.0);
            }
            let place = (line, x);
            x += wide;
            place
        })
        .collect()
}

fn above(markup: &mut Markup, names: &[(Ink, &str)], width: f64) {
    for ((ink, name), (line, x)) in names.iter().zip(legend(names, width)) {
        let y = LINE * (f64::from(line) + 0.6);
        marker(markup, *ink, (x + 5.0, y), MARKER);
        markup.label(&["name", ink.class()], (x + 14.0, y + 4.0), name);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, Mark, Row, Table};
    use super::*;

    fn axis(to: f64) -> Axis {
        Axis {
            label: "x".to_owned(),
            from: 0.0,
            to,
            ticks: vec![(0.0, "0".to_owned()), (to, "most".to_owned())],
        }
    }

    fn chart(names: &[&str]) -> Chart {
        let series = names.iter().zip([Ink::Pool, Ink::Plan, Ink::Payg]).map(|(name, ink)| Series {
            name: (*name).to_owned(),
            ink,
            shape: Shape::Line,
            points: vec![(0.0, 0.0), (10.0, 5.0)],
        });
        Chart {
            label: "A < B".to_owned(),
            x: axis(10.0),
            y: axis(5.0),
            series: series.collect(),
            table: Table {
                rows: vec![Row { at: 5.0, heights: vec![2.5], ..Row::default() }],
                ..Table::default()
            },
            ..Chart::default()
        }
    }

    /// The y of each name, in order of the markup.
    fn name_heights(body: &str) -> Vec<f64> {
        body.split("<text class=\"name")
            .skip(1)
            .filter_map(|text| text.split("y=\"").nth(1)?.split('"').next()?.parse().ok())
            .collect()
    }

    #[test]
    fn names_at_the_ends_never_run_into_each_other() {
        let drawing = chart(&["one", "two", "three"]).draw(800.0);
        let heights = name_heights(&drawing.body);
        assert_eq!(heights.len(), 3);
        for pair in heights.windows(2) {
            assert!((pair[1] - pair[0]).abs() >= LINE - 0.11, "{heights:?}");
        }
        assert!(heights.iter().all(|y| *y <= drawing.height && *y >= 0.0), "{heights:?}");
    }

    #[test]
    fn narrow_charts_have_their_names_above_and_nothing_outside() {
        let drawing = chart(&["a rather long name", "another long name", "and one more"]).draw(320.0);
        assert!(name_heights(&drawing.body).iter().all(|y| *y < drawing.plot.y.last_px));
        assert!(drawing.plot.x.last_px > drawing.plot.x.first_px + 150.0);
        assert!(drawing.plot.x.last_px <= 320.0);
    }

    /// Where the words of a rule stand, and whether to the left of it.
    fn rule_name(chart: &Chart) -> (f64, bool) {
        let body = chart.draw(400.0).body;
        let name = body.split("<text class=\"rule-name").nth(1).expect("a name");
        let y = name.split(" y=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a height");
        (y.parse().expect("a number"), name.starts_with(" end"))
    }

    #[test]
    fn the_name_of_a_rule_covers_nothing_that_is_drawn() {
        let mut chart = chart(&["one"]);
        chart.rules = vec![(5.0, "deadline".to_owned())];
        let top = chart.draw(400.0).plot.y.last_px + 13.0;
        // A line that rises to the right: there is room at the top, on the right.
        chart.series[0].points = vec![(0.0, 0.0), (10.0, 2.0)];
        assert_eq!(rule_name(&chart), (top, false));
        // Along the top, with markers: below them.
        chart.series[0].points = vec![(0.0, 4.9), (10.0, 4.9)];
        for shape in [Shape::Line, Shape::Path, Shape::Stairs] {
            chart.series[0].shape = shape;
            assert_eq!(rule_name(&chart), (top + LINE, false), "{shape:?}");
        }
        // Points at the top to the right alone: on the left.
        chart.series[0].shape = Shape::Dots;
        chart.series[0].points = vec![(5.5, 4.9), (6.0, 4.9)];
        assert_eq!(rule_name(&chart), (top, true));
        // A step up in the middle of where it would stand.
        chart.series[0].shape = Shape::Stairs;
        chart.series[0].points = vec![(0.0, 0.0), (6.0, 5.0), (10.0, 5.0)];
        assert_eq!(rule_name(&chart), (top, true));
        // No room anywhere: at the top all the same.
        chart.bars = vec![Bar { x: (0.0, 10.0), y: (0.0, 5.0), ink: Ink::Busy }];
        assert_eq!(rule_name(&chart), (top, false));
    }

    #[test]
    fn stairs_keep_their_height_until_the_next_point() {
        let mut stairs = chart(&["one"]);
        stairs.series[0].shape = Shape::Stairs;
        let body = stairs.draw(400.0).body;
        let path = body.split(" d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
        assert!(
            path.starts_with('M') && path.contains('H') && path.contains('V') && !path.contains('L'),
            "{path}"
        );
    }

    #[test]
    fn the_crosshair_and_the_file_fit_the_drawing() {
        let mut chart = chart(&["one"]);
        chart.marks = vec![
            Mark { at: (5.0, 2.5), label: "same place".to_owned() },
            Mark { at: (5.0, 2.5), label: "same place too".to_owned() },
        ];
        let drawing = chart.draw(600.0);
        let middle = (drawing.plot.x.first_px + drawing.plot.x.last_px) / 2.0;
        let mut expected = Markup::default();
        expected.at("x1", middle);
        assert!(drawing.crosshair(&chart, 0).contains(&expected.0));
        assert_eq!(drawing.crosshair(&chart, 7), "");
        let file = drawing.file(&chart, "a{}");
        assert!(
            file.starts_with("<svg xmlns=") && file.contains("<title>A &lt; B</title><style>a{}</style>")
        );
        assert!(!file.contains("style=\""), "the content policy drops inline styles");
    }
}
