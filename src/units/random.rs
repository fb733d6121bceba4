/// Where a run of chance begins. The same seed gives the same run, bit for bit, natively and in the page (I2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed(pub u64);

impl Seed {
    /// A seed for one part of a larger run (a replication, a VM), told apart from its siblings by `part`.
    ///
    /// Independent of the order in which parts are asked for, so that threads may share a run.
    #[must_use]
    pub const fn part(self, part: u64) -> Self {
        Self(mix(self.0 ^ mix(part.wrapping_add(0x9E37_79B9_7F4A_7C15))))
    }
}

/// Numbers by chance: SplitMix64, whose whole state is one counter.
///
/// **Source**: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), and the
/// constants of its reference implementation.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator at its seed.
    #[must_use]
    pub const fn new(seed: Seed) -> Self {
        Self { state: seed.0 }
    }

    /// The next 64 bits.
    #[inline]
    pub const fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.state)
    }

    /// A number from 0 up to, never including, 1, in steps of 2⁻⁵³.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exactly what a float holds")]
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A whole number below `bound`; 0 when `bound` is 0. Without bias worth the name: one part in 2⁶⁴ ÷ `bound`.
    #[inline]
    pub const fn below(&mut self, bound: u64) -> u64 {
        ((self.next_u64() as u128 * bound as u128) >> 64) as u64
    }
}

const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: the reference implementation's first outputs for seed 1234567.
    #[test]
    fn agrees_with_the_reference() {
        let mut random = Random::new(Seed(1_234_567));
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn stays_within_its_range() {
        let mut random = Random::new(Seed(7));
        for _ in 0..10_000 {
            let unit = random.unit();
            assert!((0.0..1.0).contains(&unit));
            assert!(random.below(40) < 40);
        }
        assert_eq!(random.below(0), 0);
    }
}
