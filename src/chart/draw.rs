use super::free::{self, Space};
use super::markup::Markup;
use super::scale::Scale;
use super::{Chart, Series, Shape, bars, legend};

/// A letter's width and a line's height, in pixels: the style sheet writes charts in 12 px. Room enough for a wide font
/// with the space of 0.12 em after each letter that a reader may ask for.
const LETTER: f64 = 8.4;
/// The same of a letter in bold.
pub(super) const BOLD: f64 = 9.2;
pub(super) const LINE: f64 = 16.0;
/// From this width on, names stand at the ends of their lines.
const WIDE: f64 = 520.0;
pub(super) const MARKER: f64 = 4.0;
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
    /// The names of what is drawn, as the items of a list; empty where they stand in the drawing.
    pub legend: String,
}

/// Where names stand that have no room at the ends of their lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Above,
    Outside,
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
}

impl Chart {
    /// The chart in a space so wide: letters keep their size, the plot takes what is left. The ids in it begin with
    /// `name`, which no other drawing on the page has.
    #[must_use]
    pub fn draw(&self, name: &str, width: f64) -> Drawing {
        self.drawn(name, width, Names::Outside)
    }

    /// A file of its own: names and style rules are inside, and the ground is painted.
    #[must_use]
    pub fn file(&self, name: &str, width: f64, style: &str) -> String {
        let drawing = self.drawn(name, width, Names::Above);
        let mut markup = Markup::default();
        markup
            .text("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg\"")
            .at("width", drawing.width);
        markup.at("height", drawing.height).text(" viewBox=\"").text(&drawing.view_box());
        markup.text("\" role=\"img\"><title>").escaped(&self.label).text("</title><style>").text(style);
        markup.text("</style><rect class=\"ground\" width=\"100%\" height=\"100%\"/>");
        markup.text(&drawing.body).text("</svg>");
        markup.0
    }

    fn drawn(&self, name: &str, width: f64, place: Names) -> Drawing {
        let names = legend::names(self);
        let beside = names.iter().map(|name| name.wide()).fold(0.0, f64::max);
        let is_beside = width >= WIDE && self.bar_names.is_empty() && beside <= width * 0.36;
        let longest = self.y.ticks.iter().map(|(_, words)| letters(words)).fold(0.0, f64::max) * LETTER;
        // The last number of the x axis reaches past it with half its length.
        let half = self.x.ticks.last().map_or(0.0, |(_, words)| letters(words) * LETTER / 2.0);
        let right = if is_beside { beside.max(half) } else { half.max(16.0) };
        let rows = if is_beside || place == Names::Outside { 0 } else { legend::lines(&names, width) };
        let top = LINE * (1.6 + f64::from(rows));
        let height = (width * 0.52).clamp(220.0, 340.0) + LINE * f64::from(rows);
        // Whole pixels: the columns of folded bars begin at the left.
        let (first_px, last_px) = ((longest + 12.0).ceil(), (width - right).floor());
        let plot = Plot {
            x: Scale { from: self.x.from, to: self.x.to, first_px, last_px },
            y: Scale { from: self.y.from, to: self.y.to, first_px: height - 2.6 * LINE, last_px: top },
        };
        let mut markup = Markup::default();
        grid(&mut markup, self, plot, LINE * (0.9 + f64::from(rows)));
        bars::bars(&mut markup, self, plot, name);
        rules(&mut markup, self, plot);
        for series in &self.series {
            stroke(&mut markup, series, plot);
        }
        rule_names(&mut markup, self, plot);
        marks(&mut markup, self, plot);
        let mut items = String::new();
        match place {
            _ if is_beside => legend::beside_ends(&mut markup, self, plot),
            Names::Above => legend::above(&mut markup, &names, width, name),
            Names::Outside => items = legend::items(&names, name),
        }
        Drawing { width, height, plot, body: markup.0, legend: items }
    }
}

pub(super) fn letters(text: &str) -> f64 {
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
            legend::marker(markup, series.ink, (plot.x.px(*x), plot.y.px(*y)), size);
        }
    }
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

/// Rings with a name above them; a name that would run into another one goes higher, or below where there is no room.
fn marks(markup: &mut Markup, chart: &Chart, plot: Plot) {
    let mut taken: Vec<Space> = Vec::new();
    for mark in &chart.marks {
        let (x, y) = (plot.x.px(mark.at.0), plot.y.px(mark.at.1));
        let wide = letters(&mark.label) * BOLD;
        // At an edge the name ends there.
        let (left, class, at) = if x - wide / 2.0 < plot.x.first_px + 2.0 {
            (plot.x.first_px + 2.0, None, plot.x.first_px + 2.0)
        } else if x + wide / 2.0 > plot.x.last_px {
            (plot.x.last_px - wide, Some("end"), plot.x.last_px)
        } else {
            (x - wide / 2.0, Some("middle"), x)
        };
        let space =
            |base: f64| Space { left, right: left + wide, top: base - LINE + 4.0, bottom: base + 4.0 };
        let highest = plot.y.last_px + 10.0;
        let lines = || std::iter::successors(Some(0.0), |line| Some(line + LINE));
        let above = lines().map(|line| y - 10.0 - line).take_while(|base| *base >= highest);
        let below = lines().map(|line| y + 20.0 + line).take_while(|base| *base < plot.y.first_px);
        let is_free = |base: &f64| !taken.iter().any(|other| other.meets(space(*base)));
        let base = above.chain(below).find(is_free).unwrap_or((y - 10.0).max(highest));
        taken.push(space(base));
        markup.text("<circle").class(&["mark-ring"]).at("cx", x).at("cy", y).at("r", 5.0).text("/>");
        let classes: Vec<&str> = ["mark-name"].into_iter().chain(class).collect();
        markup.label(&classes, (at, base), &mark.label);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, Bar, Ink, Mark, Row, Table};
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
        let drawing = chart(&["one", "two", "three"]).draw("a", 800.0);
        let heights = name_heights(&drawing.body);
        assert_eq!(heights.len(), 3);
        for pair in heights.windows(2) {
            assert!((pair[1] - pair[0]).abs() >= LINE - 0.11, "{heights:?}");
        }
        assert!(heights.iter().all(|y| *y <= drawing.height && *y >= 0.0), "{heights:?}");
    }

    #[test]
    fn narrow_charts_have_their_names_outside_and_files_have_them_above() {
        let chart = chart(&["a rather long name", "another <long> name", "and one more"]);
        let drawing = chart.draw("a", 320.0);
        assert_eq!(name_heights(&drawing.body), Vec::<f64>::new());
        assert_eq!(drawing.legend.matches("<li").count(), 3);
        assert!(drawing.legend.contains("<span>another &lt;long&gt; name</span>"), "{}", drawing.legend);
        assert!(drawing.plot.x.last_px > drawing.plot.x.first_px + 150.0);
        assert!(drawing.plot.x.last_px <= 320.0);
        let file = chart.file("a", 320.0, "");
        let heights = name_heights(&file);
        assert!(heights.len() == 3 && heights.iter().all(|y| *y < 4.0 * LINE), "{heights:?}");
        assert_eq!(chart.draw("a", 900.0).legend, "", "beside the ends of the lines");
    }

    /// Where the names of marks stand: from left to right and the base line.
    fn mark_names(body: &str) -> Vec<(f64, f64, f64)> {
        let number = |text: &str, name: &str| -> f64 {
            let rest = text.split(&format!(" {name}=\"")).nth(1).expect("an attribute");
            rest.split('"').next().and_then(|number| number.parse().ok()).expect("a number")
        };
        body.split("<text class=\"mark-name")
            .skip(1)
            .map(|text| {
                let (x, y) = (number(text, "x"), number(text, "y"));
                let words = text.split('>').nth(1).and_then(|rest| rest.split('<').next()).expect("words");
                let wide = letters(words) * BOLD;
                let left = match text {
                    _ if text.starts_with(" end") => x - wide,
                    _ if text.starts_with(" middle") => x - wide / 2.0,
                    _ => x,
                };
                (left, left + wide, y)
            })
            .collect()
    }

    #[test]
    fn names_of_marks_stay_apart_and_inside() {
        let mut chart = chart(&["one"]);
        for y in [0.1, 2.5, 4.9] {
            chart.marks = [0.0, 4.6, 5.0, 5.4, 5.5, 10.0]
                .map(|x| Mark { at: (x, y), label: "480 jobs".to_owned() })
                .to_vec();
            let drawing = chart.draw("a", 360.0);
            let names = mark_names(&drawing.body);
            assert_eq!(names.len(), 6);
            for (at, (left, right, base)) in names.iter().enumerate() {
                assert!(
                    *left >= drawing.plot.x.first_px && *right <= drawing.plot.x.last_px + 0.1,
                    "{names:?}"
                );
                assert!(*base > drawing.plot.y.last_px && *base < drawing.plot.y.first_px, "{names:?}");
                for (other_left, other_right, other_base) in names.iter().skip(at + 1) {
                    let is_beside = right <= other_left || other_right <= left;
                    assert!(is_beside || (base - other_base).abs() > LINE - 0.2, "{names:?}");
                }
            }
        }
    }

    /// Where the words of a rule stand, and whether to the left of it.
    fn rule_name(chart: &Chart) -> (f64, bool) {
        let body = chart.draw("a", 400.0).body;
        let name = body.split("<text class=\"rule-name").nth(1).expect("a name");
        let y = name.split(" y=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a height");
        (y.parse().expect("a number"), name.starts_with(" end"))
    }

    #[test]
    fn the_name_of_a_rule_covers_nothing_that_is_drawn() {
        let mut chart = chart(&["one"]);
        chart.rules = vec![(5.0, "deadline".to_owned())];
        let top = chart.draw("a", 400.0).plot.y.last_px + 13.0;
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
        let body = stairs.draw("a", 400.0).body;
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
        let drawing = chart.draw("a", 600.0);
        let middle = (drawing.plot.x.first_px + drawing.plot.x.last_px) / 2.0;
        let mut expected = Markup::default();
        expected.at("x1", middle);
        assert!(drawing.crosshair(&chart, 0).contains(&expected.0));
        assert_eq!(drawing.crosshair(&chart, 7), "");
        let file = chart.file("a", 600.0, "a{}");
        assert!(
            file.starts_with("<svg xmlns=") && file.contains("<title>A &lt; B</title><style>a{}</style>")
        );
        assert!(!file.contains("style=\""), "the content policy drops inline styles");
    }
}
