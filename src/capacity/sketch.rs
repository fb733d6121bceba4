/// How the durations of many jobs are spread, in a fixed 30 kB, whatever their number.
///
/// A histogram with 64 steps for every doubling: durations below 128 ms are exact, and above that a percentile is at
/// most 1/128 (0.8 %) from the duration that it stands for. Count, sum and largest are exact. All are integers, so
/// that merging gives the same result in any order (I2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    steps: Vec<u64>,
    count: u64,
    sum_ms: u128,
    largest_ms: u64,
}

const STEP_BITS: u32 = 6;
const STEPS_PER_DOUBLING: u64 = 1 << STEP_BITS;
/// The last step holds u64::MAX.
const STEPS: usize = step_of(u64::MAX) + 1;

impl Sketch {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self { steps: vec![0; STEPS], count: 0, sum_ms: 0, largest_ms: 0 }
    }

    /// Adds durations in milliseconds.
    pub fn add_all(&mut self, durations_ms: &[u64]) {
        // Halves add up without carrying, for as many durations as there can be.
        let (mut low, mut high, mut largest_ms) = (0_u64, 0_u64, self.largest_ms);
        for &ms in durations_ms {
            if let Some(step) = self.steps.get_mut(step_of(ms)) {
                *step = step.saturating_add(1);
            }
            low += ms & 0xFFFF_FFFF;
            high += ms >> 32;
            largest_ms = largest_ms.max(ms);
        }
        self.largest_ms = largest_ms;
        self.sum_ms = self.sum_ms.saturating_add((u128::from(high) << 32) + u128::from(low));
        self.count = self.count.saturating_add(durations_ms.len() as u64);
    }

    /// Adds all that another sketch has seen.
    pub fn merge(&mut self, other: &Self) {
        for (step, more) in self.steps.iter_mut().zip(&other.steps) {
            *step = step.saturating_add(*more);
        }
        self.count = self.count.saturating_add(other.count);
        self.sum_ms = self.sum_ms.saturating_add(other.sum_ms);
        self.largest_ms = self.largest_ms.max(other.largest_ms);
    }

    /// How many durations it has seen.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The longest duration in milliseconds, exactly; 0 for none.
    #[must_use]
    pub const fn largest_ms(&self) -> u64 {
        self.largest_ms
    }

    /// All durations together in milliseconds, exactly.
    #[must_use]
    pub const fn sum_ms(&self) -> u128 {
        self.sum_ms
    }

    /// The mean in whole milliseconds; 0 for none.
    #[must_use]
    pub fn mean_ms(&self) -> u64 {
        u64::try_from(self.sum_ms / u128::from(self.count.max(1))).unwrap_or(u64::MAX)
    }

    /// The duration in milliseconds that `percent` of the durations do not exceed (nearest rank), within 0.8 %;
    /// `None` when it has seen none.
    #[must_use]
    pub fn percentile_ms(&self, percent: u32) -> Option<u64> {
        let rank = rank(self.count, percent)?;
        let mut seen = 0_u64;
        for (at, &count) in self.steps.iter().enumerate() {
            seen = seen.saturating_add(count);
            if seen > rank {
                return Some(middle_of(at).min(self.largest_ms));
            }
        }
        Some(self.largest_ms)
    }

    /// The histogram's steps that hold anything: from, up to and including, how many.
    pub fn steps(&self) -> impl Iterator<Item = (u64, u64, u64)> + '_ {
        self.steps.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, &count)| {
            let from = first_of(at);
            (from, first_of(at + 1).saturating_sub(1).max(from), count)
        })
    }
}

impl Default for Sketch {
    fn default() -> Self {
        Self::new()
    }
}

/// The zero-based rank of a percentile among `count` sorted values (nearest rank); `None` for none.
pub(super) fn rank(count: u64, percent: u32) -> Option<u64> {
    let last = count.checked_sub(1)?;
    let up_to = (u128::from(count) * u128::from(percent.min(100))).div_ceil(100);
    Some(u64::try_from(up_to).unwrap_or(u64::MAX).saturating_sub(1).min(last))
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 4,000 steps")]
const fn step_of(ms: u64) -> usize {
    let doublings = (63 - (ms | STEPS_PER_DOUBLING).leading_zeros()) - STEP_BITS;
    (doublings as usize) * (STEPS_PER_DOUBLING as usize) + (ms >> doublings) as usize
}

/// The smallest duration of a step.
const fn first_of(step: usize) -> u64 {
    let step = step as u64;
    if step < 2 * STEPS_PER_DOUBLING {
        return step;
    }
    let doublings = step / STEPS_PER_DOUBLING - 1;
    let head = step - doublings * STEPS_PER_DOUBLING;
    if doublings + STEP_BITS as u64 >= 64 { u64::MAX } else { head << doublings }
}

const fn middle_of(step: usize) -> u64 {
    let (from, next) = (first_of(step), first_of(step + 1));
    from + (next.saturating_sub(from).saturating_sub(1)) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_in_the_step_that_says_so() {
        let mut ms = 0_u64;
        while ms < u64::MAX / 32 {
            for near in [ms, ms + 1, ms.saturating_sub(1)] {
                let step = step_of(near);
                assert!(first_of(step) <= near && near < first_of(step + 1), "{near} in step {step}");
                let error = middle_of(step).abs_diff(near);
                assert!(error * 128 <= near, "{near}: {error}");
            }
            ms = ms * 9 / 8 + 1;
        }
        assert_eq!(step_of(u64::MAX), STEPS - 1);
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        let mut sketch = Sketch::new();
        assert_eq!(sketch.percentile_ms(50), None);
        sketch.add_all(&(1..=100).collect::<Vec<u64>>());
        for percent in [1, 50, 95, 100] {
            assert_eq!(sketch.percentile_ms(percent), Some(u64::from(percent)));
        }
        assert_eq!(sketch.percentile_ms(0), Some(1));
        assert_eq!((sketch.count(), sketch.sum_ms(), sketch.largest_ms()), (100, 5_050, 100));
    }
}
