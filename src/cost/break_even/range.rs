use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::billing::{Ratio, Variable};
use crate::chart::step_above;

/// Round places on the axis of a variable: minutes and hours to four decimals, as they can be typed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) to: Ratio,
    step: Decimal,
}

/// How many steps a chart's round places are apart, about.
const PLACES: u32 = 40;
/// A break-even so many times past the present value is not drawn.
const NEAR: i128 = 8;

impl Range {
    /// From 0 past the present value and past the break-evens near it, to a round place within what was looked at.
    pub(super) fn around(
        variable: Variable,
        now: Option<Ratio>,
        changes: impl Iterator<Item = Ratio>,
        looked_at: (Ratio, Ratio),
    ) -> Self {
        let whole = matches!(variable, Variable::Jobs | Variable::Vms);
        if variable == Variable::Utilization {
            return Self { to: Ratio::whole(1), step: step_above(1.0, PLACES, false) };
        }
        let zero = Ratio::whole(0);
        let now = now.filter(|now| *now > zero);
        let mut wanted = now.map_or(zero, |now| times(now, 2, 1));
        for at in changes.filter(|at| *at > looked_at.0) {
            let is_near = now.is_none_or(|now| at <= times(now, NEAR, 1));
            if is_near && (now.is_some() || wanted == zero) {
                wanted = wanted.max(times(at, 5, 4));
            }
        }
        if wanted == zero {
            wanted = Ratio::whole(if variable == Variable::Vms { 4 } else { 24 });
        }
        let round = step_above(wanted.chart_place(), 10, whole);
        let steps = (wanted.decimal() / round).ceil();
        let to = ratio(steps.saturating_mul(round)).unwrap_or(wanted).min(looked_at.1);
        Self { to, step: step_above(to.chart_place(), PLACES, whole) }
    }

    /// The round places.
    pub(super) fn places(self) -> Vec<Ratio> {
        let mut at = Decimal::ZERO;
        let mut places = Vec::new();
        while let Some(place) = ratio(at).filter(|place| *place <= self.to && places.len() <= PLACES as usize)
        {
            places.push(place);
            at += self.step;
        }
        places
    }
}

fn times(ratio: Ratio, by: i128, over: i128) -> Ratio {
    Ratio::new(ratio.numerator().saturating_mul(by), ratio.denominator().saturating_mul(over))
        .unwrap_or(ratio)
}

pub(super) fn ratio(decimal: Decimal) -> Option<Ratio> {
    let scale = 10_i128.checked_pow(decimal.scale())?;
    Ratio::new(decimal.mantissa().to_i128()?, scale)
}
