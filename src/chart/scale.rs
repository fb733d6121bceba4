use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

/// A stretch of numbers on a stretch of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The number at the first pixel.
    pub from: f64,
    /// The number at the last pixel.
    pub to: f64,
    /// The first pixel.
    pub first_px: f64,
    /// The last pixel; before the first on an axis that grows upwards.
    pub last_px: f64,
}

impl Scale {
    /// The pixel of a number; the middle where the stretch is empty.
    #[must_use]
    pub fn px(self, value: f64) -> f64 {
        let span = self.to - self.from;
        let share = if span > 0.0 { (value - self.from) / span } else { 0.5 };
        self.first_px + share * (self.last_px - self.first_px)
    }

    /// The number of a pixel, held to the stretch.
    #[must_use]
    pub fn value(self, px: f64) -> f64 {
        let width = self.last_px - self.first_px;
        let share = if width.abs() > 0.0 { ((px - self.first_px) / width).clamp(0.0, 1.0) } else { 0.0 };
        self.from + share * (self.to - self.from)
    }
}

/// The finest step is 10⁻⁶, the coarsest 5 × 10¹⁸.
const FINEST: i32 = -6;
const COARSEST: i32 = 18;

/// The smallest of 1, 2, 5, 10, 20 … and of 0.5, 0.2, 0.1 … that goes into `span` at most `most` times; `whole` leaves
/// out those below 1.
///
/// ```
/// use poolwise::chart::step_above;
/// use poolwise::units::Decimal;
/// assert_eq!(step_above(730.0, 5, true), Decimal::from(200));
/// assert_eq!(step_above(0.9, 5, false), Decimal::new(2, 1));
/// ```
#[must_use]
pub fn step_above(span: f64, most: u32, whole: bool) -> Decimal {
    let most = f64::from(most.max(1));
    for power in (if whole { 0 } else { FINEST })..=COARSEST {
        for digit in [1_i64, 2, 5] {
            let step = match power {
                ..0 => Decimal::new(digit, power.unsigned_abs()),
                0.. => Decimal::from(digit.saturating_mul(10_i64.saturating_pow(power.unsigned_abs()))),
            };
            // A hair of room, so that 1 ÷ 0.2 counts as five.
            if step.to_f64().is_some_and(|step| span <= step * most * (1.0 + 1e-9)) {
                return step;
            }
        }
    }
    Decimal::MAX
}

/// Round numbers from `from` to `to`, both ends included where they are round, at most `most` steps apart.
#[must_use]
pub fn ticks(from: f64, to: f64, most: u32, whole: bool) -> Vec<Decimal> {
    let step = step_above(to - from, most, whole);
    let Some(wide) = step.to_f64().filter(|wide| *wide > 0.0) else { return Vec::new() };
    let count = |value: f64| Decimal::from_f64(value).unwrap_or_default();
    let (first, last) = (count((from / wide - 1e-9).ceil()), count((to / wide + 1e-9).floor()));
    let mut ticks = Vec::new();
    let mut at = first;
    while at <= last && ticks.len() <= most as usize + 1 {
        ticks.push(at.saturating_mul(step).normalize());
        at += Decimal::ONE;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: f64, to: f64, most: u32, whole: bool, expected: &[&str]) {
        let found: Vec<String> = ticks(from, to, most, whole).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{from} to {to}");
    }

    #[test]
    fn ticks_are_round_and_exact() {
        check(0.0, 1.0, 5, false, &["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        check(0.0, 0.3, 3, false, &["0", "0.1", "0.2", "0.3"]);
        check(0.0, 3.0, 6, true, &["0", "1", "2", "3"]);
        check(0.0, 64.0, 8, true, &["0", "10", "20", "30", "40", "50", "60"]);
        check(0.0, 1_000_000_000.0, 4, true, &["0", "500000000", "1000000000"]);
        check(9.7, 10.6, 4, false, &["10", "10.5"]);
        check(0.0, 0.0, 4, false, &["0"]);
    }

    #[test]
    fn a_pixel_and_its_number_agree() {
        let scale = Scale { from: 0.0, to: 50.0, first_px: 300.0, last_px: 20.0 };
        assert!((scale.px(25.0) - 160.0).abs() < 1e-9);
        assert!((scale.value(scale.px(12.5)) - 12.5).abs() < 1e-9);
        assert!((scale.value(-1_000.0) - 50.0).abs() < 1e-9);
        assert!((scale.value(1_000.0) - 0.0).abs() < 1e-9);
        let empty = Scale { from: 3.0, to: 3.0, first_px: 0.0, last_px: 10.0 };
        assert!((empty.px(3.0) - 5.0).abs() < 1e-9);
    }
}
