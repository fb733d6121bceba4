use crate::capacity::chance::real;
use crate::units::Timestamp;

/// Past jobs: when each was submitted and how long it ran, in order of submission. 16 bytes a job.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct History {
    first: Timestamp,
    jobs: Vec<HistoryJob>,
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
        let first_ms = jobs.first().map_or(0, |job| job.after_ms);
        for job in &mut jobs {
            job.after_ms -= first_ms;
        }
        Self { first: from.after_ms(first_ms), jobs }
    }

    /// When the first job was submitted. For times without a date, counted from 1 January 1970.
    #[must_use]
    pub const fn first(&self) -> Timestamp {
        self.first
    }

    /// The jobs, in order of submission.
    #[must_use]
    pub fn jobs(&self) -> &[HistoryJob] {
        &self.jobs
    }

    /// How many jobs there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// Milliseconds from the first submission to the last.
    #[must_use]
    pub fn span_ms(&self) -> u64 {
        self.jobs.last().map_or(0, |job| job.after_ms)
    }

    /// The mean length in milliseconds; 0 without jobs.
    #[must_use]
    pub fn mean_length_ms(&self) -> f64 {
        let sum: u128 = self.jobs.iter().map(|job| u128::from(job.length_ms)).sum();
        let sum = u64::try_from(sum).unwrap_or(u64::MAX);
        real(sum) / real((self.jobs.len() as u64).max(1))
    }
}
