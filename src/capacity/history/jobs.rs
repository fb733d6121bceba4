use crate::capacity::chance::real;
use crate::units::Timestamp;

/// Past jobs: when each was submitted and how long it ran, in order of submission. 16 bytes a job.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct History {
    summary: HistorySummary,
    jobs: Vec<HistoryJob>,
}

/// What is known of a history without its jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct HistorySummary {
    /// How many jobs there are.
    pub jobs: u64,
    /// When the first was submitted. For times without a date, counted from 1 January 1970.
    pub first: Timestamp,
    /// Milliseconds from the first submission to the last.
    pub span_ms: u64,
    /// All lengths together, in milliseconds.
    pub total_ms: u64,
    /// A fingerprint of every job (FNV-1a, 64 bits): two histories of the same are taken for one.
    pub print: u64,
}

/// One past job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryJob {
    /// Milliseconds from the first submission of the history to its own.
    pub after_ms: u64,
    /// How long it ran, in milliseconds.
    pub length_ms: u64,
}

impl History {
    /// A history of jobs in any order, `after_ms` counted from any one moment; the first submission becomes 0.
    #[must_use]
    pub fn new(from: Timestamp, mut jobs: Vec<HistoryJob>) -> Self {
        // Jobs of the same moment keep their order.
        jobs.sort_by_key(|job| job.after_ms);
        Self::in_order(from, jobs)
    }

    /// The same of jobs that are in order of submission: the first load is without the code that sorts.
    pub(super) fn in_order(from: Timestamp, mut jobs: Vec<HistoryJob>) -> Self {
        let first_ms = jobs.first().map_or(0, |job| job.after_ms);
        for job in &mut jobs {
            job.after_ms -= first_ms;
        }
        Self { summary: HistorySummary::of(from.after_ms(first_ms), &jobs), jobs }
    }

    /// A history whose jobs are elsewhere: it can be counted and billed, but not replayed.
    #[must_use]
    pub const fn summarized(summary: HistorySummary) -> Self {
        Self { summary, jobs: Vec::new() }
    }

    /// What is known of it without its jobs.
    #[must_use]
    pub const fn summary(&self) -> &HistorySummary {
        &self.summary
    }

    /// Whether its jobs are here, so that it can be replayed.
    #[must_use]
    pub const fn has_jobs(&self) -> bool {
        self.jobs.len() as u64 == self.summary.jobs
    }

    /// When the first job was submitted. For times without a date, counted from 1 January 1970.
    #[must_use]
    pub const fn first(&self) -> Timestamp {
        self.summary.first
    }

    /// The jobs, in order of submission; none where they are elsewhere.
    #[must_use]
    pub fn jobs(&self) -> &[HistoryJob] {
        &self.jobs
    }

    /// How many jobs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::try_from(self.summary.jobs).unwrap_or(usize::MAX)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.summary.jobs == 0
    }

    /// Milliseconds from the first submission to the last.
    #[must_use]
    pub const fn span_ms(&self) -> u64 {
        self.summary.span_ms
    }

    /// The mean length in milliseconds; 0 without jobs.
    #[must_use]
    pub fn mean_length_ms(&self) -> f64 {
        real(self.summary.total_ms) / real(self.summary.jobs.max(1))
    }

    /// The mean of the squares of the lengths, in square milliseconds; 0 without jobs, or where they are elsewhere.
    #[must_use]
    pub fn mean_square_ms(&self) -> f64 {
        let sum: f64 = self.jobs.iter().map(|job| real(job.length_ms) * real(job.length_ms)).sum();
        sum / real(self.summary.jobs.max(1))
    }
}

impl HistorySummary {
    fn of(first: Timestamp, jobs: &[HistoryJob]) -> Self {
        let mut print = 0xcbf2_9ce4_8422_2325_u64;
        let mut total_ms = 0_u64;
        for job in jobs {
            total_ms = total_ms.saturating_add(job.length_ms);
            for number in [job.after_ms, job.length_ms] {
                for byte in number.to_le_bytes() {
                    print = (print ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        let span_ms = jobs.last().map_or(0, |job| job.after_ms);
        Self { jobs: jobs.len() as u64, first, span_ms, total_ms, print }
    }
}
