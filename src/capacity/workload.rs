use std::sync::Arc;

use crate::units::{JobCount, MS_PER_DAY};

use super::history::History;

/// Milliseconds in a week.
pub const MS_PER_WEEK: u64 = 7 * MS_PER_DAY;
/// Hours in a week, which begins on Monday at 00:00.
pub const HOURS_IN_WEEK: usize = 168;

/// What is to run: how many jobs, how long each, and when they arrive.
///
/// Simulated time begins at 0, the start of the charge period, a Monday at 00:00.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// Jobs in each occurrence of [`Workload::recurrence`]. A replayed history has its own number.
    pub jobs: JobCount,
    /// How often the jobs come.
    pub recurrence: Recurrence,
    /// How long the charge period is, in days.
    pub charge_period_days: u32,
    /// How long a job runs.
    pub length: JobLength,
    /// When the jobs of one occurrence arrive.
    pub arrivals: Arrivals,
    /// Past jobs, for [`JobLength::History`] and [`Arrivals::History`].
    pub history: Option<Arc<History>>,
}

/// How often the jobs come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Recurrence {
    /// Once.
    #[default]
    Once,
    /// Every day of the charge period.
    Daily,
    /// Every week that begins in the charge period.
    Weekly,
    /// Once every charge period, period after period.
    Monthly,
}

impl Recurrence {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Once, Self::Daily, Self::Weekly, Self::Monthly];
}

/// How long a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobLength {
    /// Every job the same, in milliseconds.
    Fixed {
        /// The length.
        ms: u64,
    },
    /// Exponential, in milliseconds.
    Exponential {
        /// The mean.
        mean_ms: u64,
    },
    /// Lognormal, in milliseconds.
    Lognormal {
        /// Half of the jobs are shorter.
        median_ms: u64,
        /// 95 % of the jobs are shorter.
        p95_ms: u64,
    },
    /// Every job the same: rows times the time of a row.
    Rows {
        /// Rows that one job reads.
        rows: u64,
        /// Microseconds that one row takes.
        us_per_row: u64,
    },
    /// Drawn from the history's lengths; with [`Arrivals::History`], each job its own.
    History,
}

impl JobLength {
    /// The length of every job in milliseconds, where all are equal.
    #[must_use]
    pub const fn equal_ms(self) -> Option<u64> {
        match self {
            Self::Fixed { ms } => Some(ms),
            Self::Rows { rows, us_per_row } => Some(rows.saturating_mul(us_per_row) / 1_000),
            Self::Exponential { .. } | Self::Lognormal { .. } | Self::History => None,
        }
    }
}

/// When the jobs of one occurrence arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// All at its start.
    AtOnce,
    /// One after the other at equal distances: the first at the start, the next one window ÷ jobs later.
    Evenly {
        /// The window's length in milliseconds.
        window_ms: u64,
    },
    /// Each at a moment of its own in the window, all moments equally likely.
    AtRandom {
        /// The window's length in milliseconds.
        window_ms: u64,
    },
    /// A Poisson process over the window: the number of jobs varies too, around [`Workload::jobs`].
    Poisson {
        /// The window's length in milliseconds.
        window_ms: u64,
    },
    /// Each at a moment of its own in the week, an hour as likely as its weight.
    ///
    /// The jobs of a day or month are first turned into as many a week.
    WeeklyPattern {
        /// One weight an hour, from Monday 00:00.
        weights: Box<[u32; HOURS_IN_WEEK]>,
    },
    /// When the jobs of the history were submitted, counted from the first.
    History,
}

/// What "in time" means, for each occurrence of the workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// All jobs are done within so long of the occurrence's start.
    AllDone {
        /// Milliseconds from the start.
        within_ms: u64,
    },
    /// So large a share of the jobs start within so long of their own submission.
    MostStart {
        /// Hundredths of the jobs, 0–100.
        percent: u32,
        /// Milliseconds from a job's submission to its start.
        within_ms: u64,
    },
}
