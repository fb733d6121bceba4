use super::outcome::NEVER_MS;

/// How the durations of many jobs are spread, in a bounded memory, whatever their number.
///
/// Up to [`Sketch::DISTINCT_MAXIMUM`] different durations are kept as they are, and every figure is exact. Beyond, a
/// histogram with 64 steps for every doubling: durations below 128 ms stay exact, and above that a percentile is at most
/// 1/128 (0.8 %) from the duration that it stands for. Count, sum and largest are exact always. Which of the two it is
/// depends on the durations alone, and all are integers, so that merging gives the same result in any order (I2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    spread: Spread,
    count: u64,
    sum_ms: u128,
    largest_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Spread {
    Each(Tallies),
    Steps(Vec<u64>),
}

const STEP_BITS: u32 = 6;
const STEPS_PER_DOUBLING: u64 = 1 << STEP_BITS;
/// The last step holds u64::MAX.
const STEPS: usize = step_of(u64::MAX) + 1;

impl Sketch {
    /// The most different durations that are kept as they are.
    pub const DISTINCT_MAXIMUM: usize = 2_048;

    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self { spread: Spread::Each(Tallies::default()), count: 0, sum_ms: 0, largest_ms: 0 }
    }

    /// Adds durations in milliseconds.
    pub fn add_all(&mut self, durations_ms: &[u64]) {
        let counted = match &mut self.spread {
            Spread::Each(tallies) => durations_ms.iter().take_while(|ms| tallies.add(**ms, 1)).count(),
            Spread::Steps(_) => 0,
        };
        let (exact, rest) = durations_ms.split_at(counted.min(durations_ms.len()));
        // Halves add up without carrying, for as many durations as there can be.
        let (mut low, mut high, mut largest_ms) = (0_u64, 0_u64, self.largest_ms);
        let mut sum = |ms: u64| {
            low += ms & 0xFFFF_FFFF;
            high += ms >> 32;
            largest_ms = largest_ms.max(ms);
        };
        exact.iter().for_each(|ms| sum(*ms));
        if !rest.is_empty() {
            let steps = self.spread.coarsen();
            for &ms in rest {
                count_step(steps, ms, 1);
                sum(ms);
            }
        }
        self.largest_ms = largest_ms;
        self.sum_ms = self.sum_ms.saturating_add((u128::from(high) << 32) + u128::from(low));
        self.count = self.count.saturating_add(durations_ms.len() as u64);
    }

    /// Adds all that another sketch has seen.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum_ms = self.sum_ms.saturating_add(other.sum_ms);
        self.largest_ms = self.largest_ms.max(other.largest_ms);
        match &other.spread {
            Spread::Each(more) => more.each(|ms, count| self.spread.add(ms, count)),
            Spread::Steps(more) => {
                for (step, more) in self.spread.coarsen().iter_mut().zip(more) {
                    *step = step.saturating_add(*more);
                }
            }
        }
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

    /// The duration in milliseconds that `percent` of the durations do not exceed (nearest rank): exactly, or within
    /// 0.8 % where there are more than [`Sketch::DISTINCT_MAXIMUM`] different ones; `None` when it has seen none.
    #[must_use]
    pub fn percentile_ms(&self, percent: u32) -> Option<u64> {
        self.percentile_ms_beside(percent, 0)
    }

    /// The same beside so many that never end: [`NEVER_MS`] where one of them stands at that rank.
    #[must_use]
    pub fn percentile_ms_beside(&self, percent: u32, endless: u64) -> Option<u64> {
        let rank = rank(self.count.saturating_add(endless), percent)?;
        if rank >= self.count {
            return Some(NEVER_MS);
        }
        let mut seen = 0_u64;
        for (from_ms, to_ms, count) in self.steps() {
            seen = seen.saturating_add(count);
            if seen > rank {
                return Some((from_ms + (to_ms - from_ms) / 2).min(self.largest_ms));
            }
        }
        Some(self.largest_ms)
    }

    /// What it holds in rising order, each duration or each step of the histogram: from, up to and including, how many.
    pub fn steps(&self) -> impl Iterator<Item = (u64, u64, u64)> + '_ {
        let (each, steps) = match &self.spread {
            Spread::Each(tallies) => (tallies.sorted(), &[][..]),
            Spread::Steps(steps) => (Vec::new(), steps.as_slice()),
        };
        let each = each.into_iter().map(|(ms, count)| (ms, ms, count));
        each.chain(steps.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, &count)| {
            let from = first_of(at);
            (from, first_of(at + 1).saturating_sub(1).max(from), count)
        }))
    }
}

impl Spread {
    /// Counts a duration so many times.
    #[inline]
    fn add(&mut self, ms: u64, times: u64) {
        if let Self::Each(tallies) = self
            && tallies.add(ms, times)
        {
            return;
        }
        count_step(self.coarsen(), ms, times);
    }

    /// The histogram, which it is from now on.
    fn coarsen(&mut self) -> &mut [u64] {
        if let Self::Each(tallies) = self {
            let mut steps = vec![0; STEPS];
            tallies.each(|ms, count| count_step(&mut steps, ms, count));
            *self = Self::Steps(steps);
        }
        match self {
            Self::Steps(steps) => steps,
            Self::Each(_) => &mut [],
        }
    }
}

/// How often each of a few durations was seen: a table of places found by a hash of the duration.
#[derive(Clone, Debug, Default)]
struct Tallies {
    /// A power of two of them, less than half of them taken: duration and count, 0 where free.
    places: Vec<(u64, u64)>,
    taken: usize,
}

impl Tallies {
    const PLACES_LEAST: usize = 64;

    /// Counts a duration so many times; `false` where it is one more than there may be.
    #[inline]
    fn add(&mut self, ms: u64, times: u64) -> bool {
        if self.taken * 2 >= self.places.len() && !self.grow() {
            // Full: only a duration that is there already can be counted.
            let at = self.place_of(ms);
            return match self.places.get_mut(at) {
                Some((_, count)) if *count > 0 => {
                    *count = count.saturating_add(times);
                    true
                }
                _ => false,
            };
        }
        let at = self.place_of(ms);
        if let Some(place) = self.places.get_mut(at) {
            self.taken += usize::from(place.1 == 0);
            *place = (ms, place.1.saturating_add(times));
        }
        true
    }

    /// Where a duration stands, or would.
    #[inline]
    fn place_of(&self, ms: u64) -> usize {
        let mask = self.places.len().saturating_sub(1);
        // The golden ratio's bits spread what is near, or a multiple of a minute, over the whole table.
        let hash = ms.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let mut at = usize::try_from(hash).unwrap_or_default() & mask;
        while self.places.get(at).is_some_and(|(found, count)| *count > 0 && *found != ms) {
            at = (at + 1) & mask;
        }
        at
    }

    /// Makes room; `false` where there may be none.
    #[cold]
    fn grow(&mut self) -> bool {
        if self.taken >= Sketch::DISTINCT_MAXIMUM {
            return false;
        }
        let wanted = (self.places.len() * 4).clamp(Self::PLACES_LEAST, 2 * Sketch::DISTINCT_MAXIMUM);
        let before = core::mem::replace(&mut self.places, vec![(0, 0); wanted]);
        for (ms, count) in before.into_iter().filter(|(_, count)| *count > 0) {
            let at = self.place_of(ms);
            if let Some(place) = self.places.get_mut(at) {
                *place = (ms, count);
            }
        }
        true
    }

    /// Every duration with its count, in no order that matters.
    fn each(&self, mut each: impl FnMut(u64, u64)) {
        self.places.iter().filter(|(_, count)| *count > 0).for_each(|(ms, count)| each(*ms, *count));
    }

    fn sorted(&self) -> Vec<(u64, u64)> {
        let mut sorted: Vec<(u64, u64)> = Vec::with_capacity(self.taken);
        self.each(|ms, count| sorted.push((ms, count)));
        sorted.sort_unstable();
        sorted
    }
}

/// Which place a duration has depends on when it came; what was seen does not.
impl PartialEq for Tallies {
    fn eq(&self, other: &Self) -> bool {
        self.taken == other.taken && self.sorted() == other.sorted()
    }
}

impl Eq for Tallies {}

#[inline]
fn count_step(steps: &mut [u64], ms: u64, times: u64) {
    if let Some(step) = steps.get_mut(step_of(ms)) {
        *step = step.saturating_add(times);
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
                let last = first_of(step + 1).saturating_sub(1);
                let error = (first_of(step) + (last - first_of(step)) / 2).abs_diff(near);
                assert!(error * 128 <= near, "{near}: {error}");
            }
            ms = ms * 9 / 8 + 1;
        }
        assert_eq!(step_of(u64::MAX), STEPS - 1);
    }

    #[test]
    fn few_durations_are_exact_whatever_their_size() {
        let (six, most) = (360_000, Sketch::DISTINCT_MAXIMUM as u64);
        let mut sketch = Sketch::new();
        (0..400_u64).for_each(|job| sketch.add_all(&[job / 40 * six]));
        assert_eq!(
            [50, 95, 100].map(|percent| sketch.percentile_ms(percent)),
            [4, 9, 9].map(|n| Some(n * six))
        );
        assert_eq!(sketch.steps().last(), Some((9 * six, 9 * six, 40)));
        let mut many = Sketch::new();
        many.add_all(&(0..most).map(|n| n * six).chain([six, 7 * six]).collect::<Vec<u64>>());
        assert_eq!(many.percentile_ms(50), Some((most / 2 - 2) * six));
        many.add_all(&[1]);
        assert!(many.percentile_ms(50).is_some_and(|ms| ms.abs_diff((most / 2 - 2) * six) * 128 <= ms));
        assert_eq!((many.count(), many.largest_ms()), (most + 3, (most - 1) * six));
    }

    /// Around the most that is kept as it is, parts of every size, merged from both ends, are the same as the whole.
    #[test]
    fn neither_order_nor_parts_change_anything() {
        for distinct in [10, 2_047, 2_048, 2_049, 9_000_u64] {
            let durations: Vec<u64> =
                (0..distinct + 500).map(|n| n % distinct * 77_777 % 100_000_007).collect();
            let mut whole = Sketch::new();
            whole.add_all(&durations);
            assert_eq!(whole.steps().count() as u64 == distinct, distinct <= 2_048, "{distinct}");
            for size in [1, 256, 1_500, 4_097] {
                let part = |chunk: &[u64]| {
                    let mut part = Sketch::new();
                    chunk.iter().rev().for_each(|ms| part.add_all(&[*ms]));
                    part
                };
                let parts: Vec<Sketch> = durations.chunks(size).map(part).collect();
                let (mut forward, mut backward) = (Sketch::new(), Sketch::new());
                parts.iter().for_each(|part| forward.merge(part));
                parts.iter().rev().for_each(|part| backward.merge(part));
                assert!(forward == whole && backward == whole, "{distinct} in parts of {size}");
            }
        }
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
