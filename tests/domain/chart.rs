//! Tests of `poolwise::chart`: what is painted says what the numbers say.

use poolwise::chart::{Axis, Bar, Chart, Ink};
use poolwise::units::{Random, Seed};

/// Lanes of bars that follow each other: what each does and for how long, in order.
fn lanes(lanes: &[Vec<(Ink, f64)>]) -> Chart {
    let mut bars = Vec::new();
    let mut longest = 0.0_f64;
    for (lane, spans) in (0_u32..).zip(lanes) {
        let mut at = 0.0;
        for (ink, length) in spans {
            let lane = f64::from(lane);
            bars.push(Bar { ink: *ink, x: (at, at + length), y: (lane + 0.1, lane + 0.9) });
            at += length;
        }
        longest = longest.max(at);
    }
    let axis = |to: f64| Axis { to, ticks: vec![(to, "most".to_owned())], ..Axis::default() };
    Chart {
        x: axis(longest),
        y: axis(f64::from(u32::try_from(lanes.len()).expect("few"))),
        bars,
        bar_names: vec![(Ink::Busy, "Busy".to_owned()), (Ink::Idle, "Idle".to_owned())],
        ..Chart::default()
    }
}

/// Jobs of about the same length that come one by one, each VM as busy as the share says.
fn jobs(vms: u32, many: u32, busy: f64, seed: u64) -> Chart {
    let mut random = Random::new(Seed(seed));
    let lane = |_| {
        let spans = (0..many).flat_map(|_| {
            let mut about = |mean: f64| mean * (0.5 + random.unit());
            [(Ink::Busy, about(busy)), (Ink::Idle, about(1.0 - busy))]
        });
        spans.collect()
    };
    lanes(&(0..vms).map(lane).collect::<Vec<_>>())
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("a number: {text}"))
}

/// The rectangles of an ink's paths, each `M x yH xV yH xZ`: left, right, top, bottom.
fn painted(body: &str, ink: &str) -> Vec<[f64; 4]> {
    let mut found = Vec::new();
    for path in body.split("<path class=\"bar-mark ").skip(1) {
        let (class, rest) = path.split_once('"').expect("a class");
        if class != ink {
            continue;
        }
        let d = rest.split(" d=\"").nth(1).and_then(|d| d.split('"').next()).expect("a path");
        for rectangle in d.split('Z').filter(|rectangle| !rectangle.is_empty()) {
            let (start, rest) = rectangle.strip_prefix('M').and_then(|r| r.split_once('H')).expect("H");
            let (left, bottom) = start.split_once(' ').expect("two numbers");
            let (right, rest) = rest.split_once('V').expect("V");
            let (top, back) = rest.split_once('H').expect("H back");
            assert_eq!(back, left, "a rectangle");
            found.push([left, right, top, bottom].map(number));
        }
    }
    found
}

fn area(rectangles: &[[f64; 4]]) -> f64 {
    let of = |[left, right, top, bottom]: &[f64; 4]| {
        assert!(left <= right && top <= bottom, "{left} {right} {top} {bottom}");
        (right - left) * (bottom - top)
    };
    rectangles.iter().map(of).sum()
}

#[track_caller]
fn as_much_is_painted_as_there_is(chart: &Chart, width: f64) {
    let drawing = chart.draw("vms", width);
    let lanes = chart.y.to;
    let whole = (drawing.plot.x.last_px - drawing.plot.x.first_px)
        * (drawing.plot.y.first_px - drawing.plot.y.last_px)
        * 0.8;
    for (ink, class) in [(Ink::Busy, "ink-busy"), (Ink::Idle, "ink-idle")] {
        let time: f64 = chart.bars.iter().filter(|bar| bar.ink == ink).map(|bar| bar.x.1 - bar.x.0).sum();
        let expected = time / (chart.x.to * lanes);
        let found = area(&painted(&drawing.body, class)) / whole;
        assert!((found - expected).abs() < 0.02 * expected.max(0.1), "{class}: {found}, not {expected}");
    }
    let elements = drawing.body.matches('<').count();
    assert!(elements < 3_000, "{elements} elements");
}

/// A VM that works a quarter of the time looks so, also where a job is narrower than a pixel.
#[test]
fn as_much_is_painted_as_there_is_work() {
    for (vms, many, busy) in
        [(4, 500, 0.23), (1, 2_000, 0.05), (64, 32, 0.5), (2, 1_000, 0.95), (60, 30, 0.02)]
    {
        for width in [320.0, 400.0, 1_000.0] {
            as_much_is_painted_as_there_is(&jobs(vms, many, busy, u64::from(vms + many)), width);
        }
    }
}

/// Few long jobs stand where they are, as high as their lane.
#[test]
fn long_jobs_are_drawn_one_by_one() {
    let spans = vec![(Ink::Busy, 30.0), (Ink::Idle, 10.0), (Ink::Busy, 60.0)];
    let chart = lanes(&[spans.clone(), spans]);
    as_much_is_painted_as_there_is(&chart, 640.0);
    let drawing = chart.draw("vms", 640.0);
    let busy = painted(&drawing.body, "ink-busy");
    assert_eq!(busy.len(), 4);
    for (bar, [left, right, top, bottom]) in chart.bars.iter().filter(|bar| bar.ink == Ink::Busy).zip(busy) {
        for (found, exact) in [
            (left, drawing.plot.x.px(bar.x.0)),
            (right, drawing.plot.x.px(bar.x.1)),
            (top, drawing.plot.y.px(bar.y.1)),
            (bottom, drawing.plot.y.px(bar.y.0)),
        ] {
            assert!((found - exact).abs() < 0.06, "{found}, not {exact}");
        }
    }
}

/// A long job beside many short ones keeps its edges away from them.
#[test]
fn short_jobs_change_nothing_beside_them() {
    let mut spans: Vec<_> = (0..100).flat_map(|_| [(Ink::Busy, 0.01), (Ink::Idle, 0.09)]).collect();
    spans.extend([(Ink::Busy, 45.0), (Ink::Idle, 45.0)]);
    let chart = lanes(&[spans]);
    as_much_is_painted_as_there_is(&chart, 500.0);
    let drawing = chart.draw("vms", 500.0);
    let long =
        painted(&drawing.body, "ink-busy").into_iter().max_by(|one, other| one[1].total_cmp(&other[1]));
    let [_, right, top, bottom] = long.expect("a bar");
    assert!((right - drawing.plot.x.px(55.0)).abs() < 0.06);
    assert!((bottom - top - (drawing.plot.y.px(0.1) - drawing.plot.y.px(0.9))).abs() < 0.11);
}
