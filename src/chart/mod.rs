//! Charts as numbers and text: round ticks, places in pixels, SVG markup, the table behind a chart.
//!
//! - [`Chart`]: axes, series, bars and marks; [`Chart::draw`] makes markup of it, [`Drawing`] knows what lies where.
//! - [`Table`]: the same figures as rows, for reading aloud, for a table and for a CSV file.
//!
//! Knows nothing about what is drawn, and no colour: classes name inks, the style sheet has them. Floats are places on
//! a screen here, nothing is computed from them.

mod bars;
mod draw;
mod free;
mod legend;
mod markup;
mod scale;
mod table;

pub use draw::{Drawing, Plot};
pub use scale::{Scale, step_above, ticks};
pub use table::{Cell, Row, Table};

/// What something that is drawn stands for: a colour and a dash in the style sheet, a marker's shape and a pattern in the markup. In a
/// column of several, they lie in this order from the bottom up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// The pool.
    Pool,
    /// Classic processing on a plan.
    Plan,
    /// Classic pay-as-you-go.
    Payg,
    /// A value that half of the cases do not exceed.
    Typical,
    /// A value that nearly all cases do not exceed.
    Late,
    /// VMs that run jobs.
    Busy,
    /// VMs that could.
    Idle,
    /// VMs being provisioned.
    Provisioning,
    /// VMs being deleted.
    Releasing,
    /// Jobs that wait.
    Queued,
}

impl Ink {
    const fn class(self) -> &'static str {
        match self {
            Self::Pool => "ink-pool",
            Self::Plan => "ink-plan",
            Self::Payg => "ink-payg",
            Self::Typical => "ink-typical",
            Self::Late => "ink-late",
            Self::Busy => "ink-busy",
            Self::Idle => "ink-idle",
            Self::Provisioning => "ink-provisioning",
            Self::Releasing => "ink-releasing",
            Self::Queued => "ink-queued",
        }
    }
}

/// One axis: what it measures with its unit, from where to where, and its ticks in words.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Axis {
    /// What it measures, with its unit.
    pub label: String,
    /// Its low end.
    pub from: f64,
    /// Its high end.
    pub to: f64,
    /// Places with their words.
    pub ticks: Vec<(f64, String)>,
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Straight from point to point.
    Line,
    /// At each point's height until the next point.
    Stairs,
    /// Markers alone.
    Dots,
    /// Straight from point to point, with a marker on each.
    Path,
}

/// Points of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its ink.
    pub ink: Ink,
    /// How it is drawn.
    pub shape: Shape,
    /// Its points, by rising x.
    pub points: Vec<(f64, f64)>,
}

/// A filled rectangle between two corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its ink.
    pub ink: Ink,
    /// From x to x.
    pub x: (f64, f64),
    /// From y to y.
    pub y: (f64, f64),
}

/// A named point.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub at: (f64, f64),
    /// Its name.
    pub label: String,
}

/// A chart: everything in its own units, nothing in pixels yet.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Chart {
    /// What it shows, in a sentence.
    pub label: String,
    /// To the right.
    pub x: Axis,
    /// Upwards.
    pub y: Axis,
    /// Lines and dots, drawn in order.
    pub series: Vec<Series>,
    /// Rectangles, under the series.
    pub bars: Vec<Bar>,
    /// Names of the inks of the bars, where they need one.
    pub bar_names: Vec<(Ink, String)>,
    /// Named points.
    pub marks: Vec<Mark>,
    /// Named places on the x axis, such as the value that is typed now or the deadline.
    pub rules: Vec<(f64, String)>,
    /// The place that is read before the user has chosen one; the first where there is none.
    pub start: Option<f64>,
    /// The figures behind it.
    pub table: Table,
}
