//! What one way adds, as a function of one number: constant but for metered quantities that each grow evenly.

use core::cmp::Ordering;

use super::exact::{Exact, Ratio};

/// A metered quantity: `base` + `slope` × x of it are used, `part` money is charged for each beyond `included`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meter {
    pub(super) base: i128,
    /// Never below zero: more of anything never uses less.
    pub(super) slope: i128,
    pub(super) included: i128,
    pub(super) part: Exact,
}

/// `constant` + `slope` × x, in parts of an [`Exact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Straight {
    pub(super) constant: i128,
    pub(super) slope: i128,
}

/// What a way adds beside what is paid anyway, for any x from 0: a rising line with at most two kinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) fixed: Exact,
    pub(super) meters: [Meter; 2],
    /// Whether there is no price beyond the included quantities: the plan stops instead.
    pub(super) stops: bool,
}

/// At a place, or just to the right of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    At(Ratio),
    RightOf(Ratio),
}

impl Meter {
    /// Where the included quantity is just used up.
    fn kink(self) -> Option<Ratio> {
        Ratio::new(self.included.saturating_sub(self.base), self.slope)
    }

    fn is_past(self, place: Where) -> bool {
        let sign = |x: Ratio| x.sign_on(self.base.saturating_sub(self.included), self.slope);
        match place {
            Where::At(x) => sign(x) == Ordering::Greater,
            Where::RightOf(x) => match sign(x) {
                Ordering::Greater => true,
                Ordering::Equal => self.slope > 0,
                Ordering::Less => false,
            },
        }
    }
}

impl Cost {
    /// The places where its course changes.
    pub(super) fn kinks(&self) -> impl Iterator<Item = Ratio> {
        self.meters.into_iter().filter_map(Meter::kink)
    }

    /// The straight line that it follows there; `None` where the plan has stopped.
    pub(super) fn straight(&self, place: Where) -> Option<Straight> {
        let mut line = Straight { constant: self.fixed.parts(), slope: 0 };
        for meter in self.meters.into_iter().filter(|meter| meter.is_past(place)) {
            if self.stops {
                return None;
            }
            let over = meter.base.saturating_sub(meter.included);
            line.constant = line.constant.saturating_add(meter.part.times(over).parts());
            line.slope = line.slope.saturating_add(meter.part.times(meter.slope).parts());
        }
        Some(line)
    }

    /// The amount there, cut to a part; `None` where the plan has stopped.
    pub(super) fn at(&self, x: Ratio) -> Option<Exact> {
        let line = self.straight(Where::At(x))?;
        let risen = line.slope.saturating_mul(x.numerator()) / x.denominator();
        Some(Exact::from_parts(line.constant.saturating_add(risen)))
    }
}

impl Straight {
    pub(super) const fn minus(self, other: Self) -> Self {
        Self {
            constant: self.constant.saturating_sub(other.constant),
            slope: self.slope.saturating_sub(other.slope),
        }
    }

    /// Where it is zero; `None` where it is level.
    pub(super) const fn root(self) -> Option<Ratio> {
        match self.slope {
            0 => None,
            ..0 => Ratio::new(self.constant, self.slope.saturating_neg()),
            1.. => Ratio::new(self.constant.saturating_neg(), self.slope),
        }
    }
}
