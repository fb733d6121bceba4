//! Random variables on top of [`Random`], the same bit for bit natively and in wasm: `libm` for logarithms and powers,
//! and square roots, which IEEE 754 rounds exactly everywhere.

use core::fmt;

use crate::units::Random;

/// The float nearest to a whole number; exact below 2⁵³.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "times and counts beyond 2⁵³ only ever weigh in ratios")]
pub(super) const fn real(whole: u64) -> f64 {
    whole as f64
}

/// The whole number nearest to a float; negative and NaN become 0, too large 2⁶³ − 1.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is what is wanted")]
pub(super) const fn whole(real: f64) -> u64 {
    let nearest = (real + 0.5) as i64;
    if nearest < 0 { 0 } else { nearest.cast_unsigned() }
}

const LAYERS: usize = 256;
/// Where the tail begins, and the area of each layer, for 256 layers.
const TAIL: f64 = 7.697_117_470_131_05;
const AREA: f64 = 3.949_659_822_581_572e-3;

/// The exponential distribution with mean 1, by the ziggurat: 98.9 % of draws take one multiplication.
///
/// **Source**: Marsaglia and Tsang, "The ziggurat method for generating random variables", Journal of Statistical
/// Software 5(8), 2000, with their constants for 256 layers (verified by the tests of mean, variance and distribution).
#[derive(Clone)]
pub(super) struct Exponential {
    widths: [f64; LAYERS + 1],
    heights: [f64; LAYERS + 1],
}

impl Exponential {
    /// The tables of widths and heights.
    pub(super) fn new() -> Self {
        let mut widths = [0.0; LAYERS + 1];
        let mut width = AREA / libm::exp(-TAIL);
        for (at, slot) in widths.iter_mut().enumerate() {
            *slot = width;
            width = match at {
                0 => TAIL,
                _ if at + 1 >= LAYERS => 0.0,
                _ => -libm::log(AREA / width + libm::exp(-width)),
            };
        }
        let heights = widths.map(|width| libm::exp(-width));
        Self { widths, heights }
    }

    /// A number above or equal to 0, with mean 1.
    #[inline]
    pub(super) fn draw(&self, random: &mut Random) -> f64 {
        let bits = random.next_u64();
        let layer = (bits & 0xFF) as usize;
        if let Some(&[width, inner]) = self.widths.get(layer..).and_then(<[f64]>::first_chunk::<2>) {
            let x = unit_of(bits) * width;
            if x < inner {
                return x;
            }
        }
        self.draw_edge(random, bits)
    }

    /// The 1.1 % of draws that fall outside the inner part of their layer.
    #[cold]
    fn draw_edge(&self, random: &mut Random, mut bits: u64) -> f64 {
        let mut beyond = 0.0;
        loop {
            let layer = (bits & 0xFF) as usize;
            let unit = unit_of(bits);
            if let (Some(&[width, inner]), Some(&[low, high])) = (
                self.widths.get(layer..).and_then(<[f64]>::first_chunk::<2>),
                self.heights.get(layer..).and_then(<[f64]>::first_chunk::<2>),
            ) {
                let x = unit * width;
                if x < inner {
                    return beyond + x;
                }
                if layer == 0 {
                    // The tail of an exponential is an exponential again.
                    beyond += TAIL;
                } else if low + random.unit() * (high - low) < libm::exp(-x) {
                    return beyond + x;
                }
            }
            bits = random.next_u64();
        }
    }
}

impl fmt::Debug for Exponential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exponential")
    }
}

#[inline]
const fn unit_of(bits: u64) -> f64 {
    real(bits >> 11) * (1.0 / 9_007_199_254_740_992.0)
}

/// A number of the standard normal distribution, by Marsaglia's polar method.
pub(super) fn normal(random: &mut Random) -> f64 {
    loop {
        let x = 2.0 * random.unit() - 1.0;
        let y = 2.0 * random.unit() - 1.0;
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * libm::log(square) / square).sqrt();
        }
    }
}

/// A whole number of the triangular distribution; its ends when they meet.
pub(super) fn triangular(random: &mut Random, minimum: u64, typical: u64, maximum: u64) -> u64 {
    if maximum <= minimum {
        return minimum;
    }
    let (low, mode, high) = (real(minimum), real(typical.clamp(minimum, maximum)), real(maximum));
    let unit = random.unit();
    let x = if unit * (high - low) < mode - low {
        low + (unit * (high - low) * (mode - low)).sqrt()
    } else {
        high - ((1.0 - unit) * (high - low) * (high - mode)).sqrt()
    };
    whole(x).clamp(minimum, maximum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Seed;

    #[test]
    fn exponential_has_its_mean_variance_and_distribution() {
        let exponential = Exponential::new();
        let mut random = Random::new(Seed(11));
        let draws = 200_000_u32;
        let (mut sum, mut squares, mut above) = (0.0, 0.0, [0_u32; 4]);
        let levels = [0.1, 1.0, 3.0, 8.0];
        for _ in 0..draws {
            let x = exponential.draw(&mut random);
            sum += x;
            squares += x * x;
            for (level, count) in levels.iter().zip(&mut above) {
                *count += u32::from(x > *level);
            }
        }
        let n = f64::from(draws);
        assert!((sum / n - 1.0).abs() < 4.0 / n.sqrt(), "mean {}", sum / n);
        assert!((squares / n - 2.0).abs() < 4.0 * 20_f64.sqrt() / n.sqrt(), "second moment {}", squares / n);
        for (level, count) in levels.iter().zip(above) {
            let p = libm::exp(-level);
            let error = 4.0 * (p * (1.0 - p) / n).sqrt();
            assert!((f64::from(count) / n - p).abs() < error, "above {level}: {count}");
        }
    }

    #[test]
    fn normal_and_triangular_have_their_moments() {
        let mut random = Random::new(Seed(12));
        let n = 50_000.0;
        let (mut sum, mut squares, mut triangles) = (0.0, 0.0, 0.0);
        for _ in 0..50_000 {
            let x = normal(&mut random);
            sum += x;
            squares += x * x;
            triangles += real(triangular(&mut random, 0, 100_000, 500_000));
        }
        assert!((sum / n).abs() < 4.0 / f64::sqrt(n));
        assert!((squares / n - 1.0).abs() < 4.0 * 2_f64.sqrt() / f64::sqrt(n));
        // Mean (0 + 1 + 5) / 3 = 2; variance (0 + 1 + 25 − 0 − 0 − 5) / 18 = 21 / 18.
        assert!((triangles / n / 100_000.0 - 2.0).abs() < 4.0 * (21_f64 / 18.0).sqrt() / f64::sqrt(n));
        assert_eq!(triangular(&mut random, 7, 7, 7), 7);
    }

    #[test]
    fn whole_saturates() {
        assert_eq!(whole(-3.0), 0);
        assert_eq!(whole(f64::NAN), 0);
        assert_eq!(whole(2.5), 3);
        assert_eq!(whole(1e300), i64::MAX.cast_unsigned());
    }
}
