//! The Cost page's charts: what was found, as axes, lines, bars and rows in the user's language.

mod break_even;
mod period;
mod sizes;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::chart::{Axis, ticks};
use crate::units::{MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE};
use crate::words::PlannerWords;

use super::say::Speaker;

pub use break_even::break_even_chart;
pub use period::{distribution_chart, queue_chart, vms_chart};
pub use sizes::{cost_chart, finish_chart, pareto_chart};

/// Ticks at most on an axis.
const TICKS: u32 = 6;

/// An axis from 0 past the largest value to a round number.
fn axis(speaker: Speaker, label: String, largest: f64, whole: bool) -> Axis {
    let step = crate::chart::step_above(largest.max(f64::MIN_POSITIVE), TICKS, whole);
    let wide = step.to_f64().unwrap_or(1.0);
    let to = (largest / wide - 1e-9).ceil().max(1.0) * wide;
    between(speaker, label, 0.0, to, whole)
}

/// An axis from one number to another, which need not be round.
fn between(speaker: Speaker, label: String, from: f64, to: f64, whole: bool) -> Axis {
    let ticks = ticks(from, to, TICKS, whole)
        .into_iter()
        .map(|tick| (tick.to_f64().unwrap_or_default(), speaker.figures().number(tick, 6)))
        .collect();
    Axis { label, from, to, ticks }
}

/// A unit of time that suits the longest of some times: its name and its milliseconds.
const fn unit_of_time(words: &PlannerWords, longest_ms: u64) -> (&'static str, u64) {
    if longest_ms <= 3 * MS_PER_HOUR {
        (words.minutes, MS_PER_MINUTE)
    } else if longest_ms <= 4 * MS_PER_DAY {
        (words.hours, MS_PER_HOUR)
    } else {
        (words.days, MS_PER_DAY)
    }
}

/// Milliseconds in a unit, as a place on a chart.
fn place(ms: u64, unit_ms: u64) -> f64 {
    decimal(ms, unit_ms).to_f64().unwrap_or_default()
}

/// Milliseconds in a unit, in plain digits.
fn decimal(ms: u64, unit_ms: u64) -> Decimal {
    (Decimal::from(ms) / Decimal::from(unit_ms.max(1))).round_dp(6).normalize()
}

/// The nearest decimal of a chart's own number.
fn plain(value: f64) -> String {
    Decimal::from_f64(value).unwrap_or_default().round_dp(6).normalize().to_string()
}
