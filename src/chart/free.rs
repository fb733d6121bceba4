//! Where in a plot a name can stand without covering what is drawn.

use super::draw::Plot;
use super::{Chart, Shape};

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Space {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Space {
    pub(super) fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a straight line passes through it.
    fn is_crossed(self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> bool {
        let (from, to) = (x0.min(x1).max(self.left), x0.max(x1).min(self.right));
        if from > to {
            return false;
        }
        let slope = if (x1 - x0).abs() > 0.0 { (y1 - y0) / (x1 - x0) } else { 0.0 };
        let ends =
            if (x1 - x0).abs() > 0.0 { (y0 + slope * (from - x0), y0 + slope * (to - x0)) } else { (y0, y1) };
        ends.0.min(ends.1) < self.bottom && self.top < ends.0.max(ends.1)
    }
}

/// Whether no bar, line or marker of the chart comes into the space; a marker reaches `reach` pixels around its place.
pub(super) fn is_free(space: Space, chart: &Chart, plot: Plot, reach: f64) -> bool {
    let px = |(x, y): (f64, f64)| (plot.x.px(x), plot.y.px(y));
    let bars = chart.bars.iter().all(|bar| {
        let ((left, bottom), (right, top)) = (px((bar.x.0, bar.y.0)), px((bar.x.1, bar.y.1)));
        !space.meets(Space { left, right, top, bottom })
    });
    bars && chart.series.iter().all(|series| {
        let mut before: Option<(f64, f64)> = None;
        series.points.iter().copied().map(px).all(|(x, y)| {
            let came = before.replace((x, y)).unwrap_or((x, y));
            let is_clear = match series.shape {
                Shape::Dots => true,
                Shape::Stairs => {
                    !space.is_crossed(came, (x, came.1)) && !space.is_crossed((x, came.1), (x, y))
                }
                Shape::Line | Shape::Path => !space.is_crossed(came, (x, y)),
            };
            let marker = Space { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
            is_clear && !(matches!(series.shape, Shape::Dots | Shape::Path) && space.meets(marker))
        })
    })
}
