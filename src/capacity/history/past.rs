//! Past jobs as one short text, and as bytes for a device.

use crate::capacity::scenario::JOB_MAXIMUM_MS;
use crate::units::Timestamp;

use super::jobs::{History, HistoryJob, HistorySummary};
use super::reader::HISTORY_ROWS_MAXIMUM;

/// The longest text that holds jobs: some hundreds of them. A history that takes more stays on its device, and the text
/// holds its summary alone.
pub const PAST_JOBS_LONGEST: usize = 4_000;

/// Past jobs as a text field holds them: all of them, or what is known of a history that stays on its device.
///
/// As text, five numbers with points between — jobs, first submission, span, all lengths (milliseconds) and fingerprint —
/// and where the jobs themselves are in it, `~`, a unit in milliseconds, `~`, and each job as milliseconds since the one
/// before and length, both in units: `2.0.300000.690500.123~500~0.1200,600.181`. A `!` before says that the device at
/// hand was found not to have the jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastJobs {
    /// The jobs, or their summary.
    pub history: History,
    /// The jobs were looked for on this device, and are not there.
    pub is_missing: bool,
}

impl PastJobs {
    /// Past jobs that are at hand.
    #[must_use]
    pub const fn new(history: History) -> Self {
        Self { history, is_missing: false }
    }

    /// Past jobs from their text; `None` where it is none, or its jobs are not those of its summary.
    ///
    /// ```
    /// use poolwise::capacity::{History, HistoryJob, PastJobs};
    /// use poolwise::units::Timestamp;
    /// let jobs = vec![HistoryJob { after_ms: 0, length_ms: 90_500 }, HistoryJob { after_ms: 60_000, length_ms: 500 }];
    /// let past = PastJobs::new(History::new(Timestamp::from_ms(0), jobs));
    /// assert_eq!(PastJobs::read(&past.to_text()), Some(past));
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (is_missing, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let mut parts = text.split('~');
        let mut numbers = parts.next()?.split('.').map(number);
        let mut next = || numbers.next().flatten();
        let summary = HistorySummary {
            jobs: next()?,
            first: Timestamp::from_ms(next()?),
            span_ms: next()?,
            total_ms: next()?,
            print: next()?,
        };
        let most_ms = summary.jobs.saturating_mul(JOB_MAXIMUM_MS);
        let is_whole = numbers.next().is_none()
            && (1..=HISTORY_ROWS_MAXIMUM as u64).contains(&summary.jobs)
            && summary.total_ms <= most_ms;
        if !is_whole {
            return None;
        }
        let history = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => History::summarized(summary),
            (Some(unit), Some(rows), None) if !is_missing => {
                let history = History::in_order(summary.first, jobs(number(unit)?, rows)?);
                (*history.summary() == summary).then_some(history)?
            }
            _ => return None,
        };
        Some(Self { history, is_missing })
    }

    /// The text that [`PastJobs::read`] reads: with the jobs where that is no longer than [`PAST_JOBS_LONGEST`].
    #[must_use]
    pub fn to_text(&self) -> String {
        let HistorySummary { jobs, first, span_ms, total_ms, print } = self.history.summary();
        let mark = if self.is_missing { "!" } else { "" };
        let summary = format!("{mark}{jobs}.{}.{span_ms}.{total_ms}.{print}", first.ms());
        let rows = self.history.jobs();
        if rows.is_empty() || self.is_missing {
            return summary;
        }
        let unit =
            rows.iter().fold(0, |unit, job| divisor(divisor(unit, job.after_ms), job.length_ms)).max(1);
        let mut text = format!("{summary}~{unit}~");
        let mut before_ms = 0;
        for job in rows {
            if before_ms > 0 || !text.ends_with('~') {
                text.push(',');
            }
            text.push_str(&((job.after_ms - before_ms) / unit).to_string());
            text.push('.');
            text.push_str(&(job.length_ms / unit).to_string());
            before_ms = job.after_ms;
            if text.len() > PAST_JOBS_LONGEST {
                return summary;
            }
        }
        text
    }
}

fn jobs(unit: u64, rows: &str) -> Option<Vec<HistoryJob>> {
    let mut after_ms = 0_u64;
    let mut jobs = Vec::new();
    for row in rows.split(',') {
        let (after, length) = row.split_once('.')?;
        after_ms = after_ms.checked_add(number(after)?.checked_mul(unit)?)?;
        let length_ms = number(length)?.checked_mul(unit).filter(|ms| *ms <= JOB_MAXIMUM_MS)?;
        jobs.push(HistoryJob { after_ms, length_ms });
    }
    Some(jobs)
}

/// Digits and nothing else, written the one way.
fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    is_plain.then(|| text.parse().ok())?
}

const fn divisor(mut one: u64, mut other: u64) -> u64 {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl History {
    /// Its jobs as bytes, for a device to keep: 16 a job, little-endian `after_ms` and `length_ms`.
    pub fn to_bytes(&self) -> impl Iterator<Item = [u8; 16]> {
        self.jobs().iter().map(|job| {
            let mut bytes = [0; 16];
            let numbers = job.after_ms.to_le_bytes().into_iter().chain(job.length_ms.to_le_bytes());
            for (byte, number) in bytes.iter_mut().zip(numbers) {
                *byte = number;
            }
            bytes
        })
    }

    /// The history of a summary and the bytes that were kept of its jobs; `None` where they are not its jobs.
    #[must_use]
    pub fn from_bytes(summary: &HistorySummary, bytes: &[u8]) -> Option<Self> {
        Self::kept(summary, Self::jobs_of(bytes).collect())
    }

    /// The jobs of some of the bytes that were kept: whole jobs, 16 bytes each.
    pub fn jobs_of(bytes: &[u8]) -> impl Iterator<Item = HistoryJob> {
        bytes.as_chunks::<16>().0.iter().map(|job| {
            let (after, length) = job.split_at(8);
            let number = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
            HistoryJob { after_ms: number(after), length_ms: number(length) }
        })
    }

    /// The history of a summary and the jobs that were kept; `None` where they are not its jobs.
    #[must_use]
    pub fn kept(summary: &HistorySummary, jobs: Vec<HistoryJob>) -> Option<Self> {
        let is_in_order = jobs.is_sorted_by_key(|job| job.after_ms);
        let history = is_in_order.then(|| Self::in_order(summary.first, jobs))?;
        (history.summary() == summary).then_some(history)
    }
}
