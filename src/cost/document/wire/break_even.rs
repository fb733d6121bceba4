use serde::Serialize;

use crate::billing::{NoBreakEven, Ratio, Span, Variable, Way};
use crate::units::Money;

use super::super::super::break_even::{Basis, BreakEven, NoAxis, Pairing, Point, Sample};
use super::names;

/// Where each way adds less while one input varies; `axis` is `null` where `no_axis` says why there is none.
#[derive(Serialize)]
pub(super) struct BreakEvenOut {
    of: &'static str,
    no_axis: Option<&'static str>,
    axis: Option<AxisOut>,
}

#[derive(Serialize)]
struct AxisOut {
    basis: &'static str,
    currency: String,
    now: Option<PlaceOut>,
    from: PlaceOut,
    to: PlaceOut,
    pairs: Vec<PairOut>,
    points: Vec<PointOut>,
    samples: Vec<SampleOut>,
}

/// A place on the axis: rounded, and exactly as a fraction.
#[derive(Serialize)]
struct PlaceOut {
    decimal: String,
    exact: String,
}

#[derive(Serialize)]
struct PairOut {
    first: &'static str,
    second: &'static str,
    no_spans: Option<&'static str>,
    spans: Vec<SpanOut>,
}

#[derive(Serialize)]
struct SpanOut {
    cheaper: &'static str,
    from: PlaceOut,
    from_is_included: bool,
    to: PlaceOut,
    to_is_included: bool,
}

#[derive(Serialize)]
struct PointOut {
    first: &'static str,
    second: &'static str,
    at: PlaceOut,
    added: String,
}

/// What the three ways add at one place; `null` where a plan stops.
#[derive(Serialize)]
struct SampleOut {
    at: PlaceOut,
    added: [Option<String>; 3],
}

impl BreakEvenOut {
    pub(super) fn of(variable: Variable, found: Result<BreakEven, NoAxis>) -> Self {
        let of = names::variable(variable);
        match found {
            Ok(found) => Self { of, no_axis: None, axis: Some(AxisOut::of(&found)) },
            Err(why) => Self { of, no_axis: Some(no_axis(why)), axis: None },
        }
    }
}

impl AxisOut {
    fn of(found: &BreakEven) -> Self {
        Self {
            basis: match found.basis {
                Basis::Exact => "exact",
                Basis::AverageLength => "average-length",
                Basis::RoundedLength => "rounded-length",
                Basis::Simulated { .. } => "simulated",
            },
            currency: found.currency.code().to_owned(),
            now: found.now.map(PlaceOut::of),
            from: PlaceOut::of(found.looked_at.0),
            to: PlaceOut::of(found.looked_at.1),
            pairs: found.pairings.iter().map(PairOut::of).collect(),
            points: found.points.iter().map(PointOut::of).collect(),
            samples: found.samples.iter().map(SampleOut::of).collect(),
        }
    }
}

impl PlaceOut {
    fn of(at: Ratio) -> Self {
        let exact = match (at.numerator(), at.denominator()) {
            (whole, 1) => whole.to_string(),
            (numerator, denominator) => format!("{numerator}/{denominator}"),
        };
        Self { decimal: at.decimal().to_string(), exact }
    }
}

impl PairOut {
    fn of(pairing: &Pairing) -> Self {
        let (first, second) = ways(pairing.ways);
        Self {
            first,
            second,
            no_spans: pairing.spans.as_ref().err().map(no_spans),
            spans: pairing.spans.iter().flatten().map(SpanOut::of).collect(),
        }
    }
}

impl SpanOut {
    fn of(span: &Span) -> Self {
        Self {
            cheaper: names::verdict(span.verdict),
            from: PlaceOut::of(span.from.at),
            from_is_included: span.from.included,
            to: PlaceOut::of(span.to.at),
            to_is_included: span.to.included,
        }
    }
}

impl PointOut {
    fn of(point: &Point) -> Self {
        let (first, second) = ways(point.ways);
        Self { first, second, at: PlaceOut::of(point.at), added: point.added.to_string() }
    }
}

impl SampleOut {
    fn of(sample: &Sample) -> Self {
        let text = |added: Option<Money>| added.map(|added| added.to_string());
        Self { at: PlaceOut::of(sample.at), added: sample.added.map(text) }
    }
}

const fn ways((first, second): (Way, Way)) -> (&'static str, &'static str) {
    (names::way(first), names::way(second))
}

const fn no_axis(why: NoAxis) -> &'static str {
    match why {
        NoAxis::HoursFollowJobs => "hours-follow-jobs",
        NoAxis::AlwaysKept => "always-kept",
        NoAxis::WeekGrid => "week-grid",
        NoAxis::OnlySimulation => "only-simulation",
    }
}

const fn no_spans(why: &NoBreakEven) -> &'static str {
    match why {
        NoBreakEven::NotBilled(_) => "not-billed",
        NoBreakEven::NoVms => "no-vms",
        NoBreakEven::NoWork => "no-work",
        NoBreakEven::TooMuchWork => "too-much-work",
    }
}
