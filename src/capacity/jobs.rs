//! The stream of jobs that a scenario means, block by block, in order of arrival.

use crate::units::{MS_PER_HOUR, Random, Seed};

use super::chance::{normal, real, triangular, whole};
use super::pool::{Place, SharedWait};
use super::scenario::{Scenario, lognormal_spread};
use super::workload::{Arrivals, HOURS_IN_WEEK, JobLength};

/// Jobs that are drawn at a time: enough to keep each loop tight, few enough to stay in the nearest cache.
const BLOCK: usize = 256;

/// Some jobs in order of arrival, all of one occurrence.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Which occurrence they belong to.
    pub(super) occurrence: u32,
    /// When the occurrence began.
    pub(super) began_ms: u64,
    /// Whether the occurrence ends with them.
    pub(super) is_last: bool,
    /// When each was submitted.
    pub(super) submitted_ms: Vec<u64>,
    /// From when on each may start, in the same order: later than submitted only by the wait in a shared queue.
    pub(super) ready_ms: Vec<u64>,
    /// How long each runs.
    pub(super) lengths_ms: Vec<u64>,
}

/// Draws a scenario's jobs. The same seed gives the same jobs, whatever the place: pools of different sizes are
/// compared on the same jobs.
#[derive(Clone, Debug)]
pub(super) struct JobStream {
    arrivals: Random,
    lengths: Random,
    waits: Random,
    occurrence: u32,
    left: u64,
    /// How far the occurrence's jobs have come: a time, or the share of the window.
    position: f64,
    shared_wait_ms: u64,
    pattern: Option<Pattern>,
    spread: f64,
}

impl JobStream {
    pub(super) fn new(scenario: &Scenario, seed: Seed) -> Self {
        let workload = scenario.workload();
        let mut stream = Self {
            arrivals: Random::new(seed.part(0)),
            lengths: Random::new(seed.part(1)),
            waits: Random::new(seed.part(2)),
            occurrence: 0,
            left: 0,
            position: 0.0,
            shared_wait_ms: 0,
            pattern: match &workload.arrivals {
                Arrivals::WeeklyPattern { weights } => Some(Pattern::new(weights)),
                _ => None,
            },
            spread: match workload.length {
                JobLength::Lognormal { median_ms, p95_ms } => lognormal_spread(median_ms, p95_ms),
                _ => 0.0,
            },
        };
        stream.begin_occurrence(scenario);
        stream
    }

    /// Draws the next block; false, with an empty block, when there are no more jobs.
    pub(super) fn fill(&mut self, scenario: &Scenario, block: &mut Block) -> bool {
        let rhythm = scenario.rhythm();
        block.submitted_ms.clear();
        block.ready_ms.clear();
        block.lengths_ms.clear();
        if self.occurrence >= rhythm.occurrences {
            return false;
        }
        block.occurrence = self.occurrence;
        block.began_ms = rhythm.every_ms.saturating_mul(u64::from(self.occurrence));
        let has_more = self.draw_arrivals(scenario, block);
        // The last occurrence of a continuing workload ends with the period.
        let cut = if rhythm.continues { rhythm.period_ms } else { u64::MAX };
        let within = block.submitted_ms.partition_point(|submitted| *submitted < cut);
        block.is_last = !has_more || within < block.submitted_ms.len();
        block.submitted_ms.truncate(within);
        self.draw_lengths(scenario, block);
        block.ready_ms.extend(block.submitted_ms.iter().map(|ms| ms.saturating_add(self.shared_wait_ms)));
        if block.is_last {
            self.occurrence += 1;
            self.begin_occurrence(scenario);
        }
        true
    }

    fn begin_occurrence(&mut self, scenario: &Scenario) {
        self.position = 0.0;
        self.left = scenario.rhythm().jobs_of(self.occurrence);
        if let Some(pattern) = &mut self.pattern {
            pattern.hour = 0;
        }
        if let Place::Classic(classic) = scenario.place()
            && let SharedWait::Between { minimum_ms, typical_ms, maximum_ms } = classic.shared_wait
        {
            self.shared_wait_ms = triangular(&mut self.waits, minimum_ms, typical_ms, maximum_ms);
        }
    }

    /// Appends up to a block of submissions; false when the occurrence has no more.
    fn draw_arrivals(&mut self, scenario: &Scenario, block: &mut Block) -> bool {
        let began = block.began_ms;
        let count = self.left.min(BLOCK as u64);
        let rhythm = scenario.rhythm();
        let jobs = rhythm.jobs_of(self.occurrence);
        // The jobs of an occurrence that the period cuts are those that come before: all places are before its end.
        let (end_ms, part) = if rhythm.is_cut(self.occurrence) {
            let left_ms = rhythm.period_ms.saturating_sub(began);
            (left_ms.saturating_sub(1), real(rhythm.parts.1) / real(rhythm.parts.0.max(1)))
        } else {
            (u64::MAX, 1.0)
        };
        match &scenario.workload().arrivals {
            Arrivals::AtOnce => block.submitted_ms.extend((0..count).map(|_| began)),
            Arrivals::Evenly { window_ms } => {
                let first = jobs - self.left;
                let whole = rhythm.jobs_of_whole(self.occurrence);
                block
                    .submitted_ms
                    .extend((first..first + count).map(|at| began + share(*window_ms, at, whole)));
            }
            Arrivals::AtRandom { window_ms } => {
                for left in (self.left - count + 1..=self.left).rev() {
                    let place = part * self.next_in_order(scenario, left);
                    let at = whole(place * real(*window_ms)).min(*window_ms).min(end_ms);
                    block.submitted_ms.push(began + at);
                }
            }
            Arrivals::WeeklyPattern { .. } => {
                for left in (self.left - count + 1..=self.left).rev() {
                    let place = part * self.next_in_order(scenario, left);
                    let at = self.pattern.as_mut().map_or(0, |pattern| pattern.moment_ms(place));
                    block.submitted_ms.push(began + at.min(end_ms));
                }
            }
            Arrivals::Poisson { window_ms } => return self.draw_poisson(scenario, *window_ms, block),
            Arrivals::History => {
                let first = usize::try_from(jobs - self.left).unwrap_or(usize::MAX);
                let rows = scenario.history().map_or(&[][..], |history| history.jobs());
                let rows = rows.get(first..).unwrap_or_default();
                block.submitted_ms.extend(rows.iter().take(BLOCK).map(|row| began + row.after_ms));
            }
        }
        self.left -= count;
        self.left > 0
    }

    /// The least of `left` places that are still to come, all equally likely in what is left of 0–1.
    ///
    /// The least of n uniform numbers is 1 − e^(−E/n) with E exponential: so the jobs come in order without being
    /// kept and sorted.
    fn next_in_order(&mut self, scenario: &Scenario, left: u64) -> f64 {
        let drawn = scenario.exponential().draw(&mut self.arrivals);
        let step = -libm::expm1(-drawn / real(left.max(1)));
        self.position += (1.0 - self.position) * step;
        self.position
    }

    fn draw_poisson(&mut self, scenario: &Scenario, window_ms: u64, block: &mut Block) -> bool {
        let gap_ms = real(window_ms) / real(scenario.rhythm().jobs_of_whole(self.occurrence).max(1));
        let end = real(window_ms);
        for _ in 0..BLOCK {
            self.position += gap_ms * scenario.exponential().draw(&mut self.arrivals);
            if self.position >= end {
                return false;
            }
            block.submitted_ms.push(block.began_ms + whole(self.position));
        }
        true
    }

    fn draw_lengths(&mut self, scenario: &Scenario, block: &mut Block) {
        let count = block.submitted_ms.len();
        let workload = scenario.workload();
        let (random, lengths) = (&mut self.lengths, &mut block.lengths_ms);
        match workload.length {
            JobLength::Fixed { .. } | JobLength::Rows { .. } => {
                lengths.resize(count, workload.length.equal_ms().unwrap_or_default());
            }
            JobLength::Exponential { mean_ms } => {
                let (mean, exponential) = (real(mean_ms), scenario.exponential());
                lengths.extend((0..count).map(|_| whole(mean * exponential.draw(random))));
            }
            JobLength::Lognormal { median_ms, .. } => {
                let (median, spread) = (real(median_ms), self.spread);
                lengths.extend((0..count).map(|_| whole(median * libm::exp(spread * normal(random)))));
            }
            JobLength::History => {
                let rows = scenario.history().map_or(&[][..], |history| history.jobs());
                let length = |at: usize| rows.get(at).map_or(0, |row| row.length_ms);
                if workload.arrivals == Arrivals::History {
                    // `left` already stands after this block's jobs.
                    let first = rows.len() - usize::try_from(self.left).unwrap_or_default() - count;
                    lengths.extend((first..first + count).map(length));
                } else {
                    let total = rows.len() as u64;
                    let drawn = |_| length(usize::try_from(random.below(total)).unwrap_or_default());
                    lengths.extend((0..count).map(drawn));
                }
            }
        }
    }
}

/// `window × part ÷ whole`, rounded down.
fn share(window_ms: u64, part: u64, whole: u64) -> u64 {
    let product = u128::from(window_ms) * u128::from(part);
    u64::try_from(product / u128::from(whole.max(1))).unwrap_or(u64::MAX)
}

/// A week's weights as a running sum, walked forward once an occurrence.
#[derive(Clone, Debug)]
struct Pattern {
    /// The share of the week's jobs before each hour; one more than there are hours, the last 1.
    before: Vec<f64>,
    hour: usize,
}

impl Pattern {
    fn new(weights: &[u32; HOURS_IN_WEEK]) -> Self {
        let total: u64 = weights.iter().copied().map(u64::from).sum();
        let mut sum = 0_u64;
        let mut before = vec![0.0];
        for weight in weights {
            sum += u64::from(*weight);
            before.push(real(sum) / real(total.max(1)));
        }
        Self { before, hour: 0 }
    }

    /// The moment of the week at which a share of its jobs has come. Shares are asked for in rising order.
    fn moment_ms(&mut self, place: f64) -> u64 {
        while let Some(&[from, to]) = self.before.get(self.hour..).and_then(<[f64]>::first_chunk::<2>) {
            if place < to || self.hour + 1 >= HOURS_IN_WEEK {
                let part = if to > from { ((place - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
                let within = whole(part * real(MS_PER_HOUR)).min(MS_PER_HOUR - 1);
                return self.hour as u64 * MS_PER_HOUR + within;
            }
            self.hour += 1;
        }
        0
    }
}
