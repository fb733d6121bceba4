use std::sync::Arc;

use crate::units::{JobCount, MS_PER_DAY, MS_PER_HOUR, VmCount};

use super::chance::{Exponential, real};
use super::history::History;
use super::pool::{CLASSIC_JOBS_PER_ENDPOINT, Classic, Keep, Place, Pool, SharedWait};
use super::problem::ScenarioProblem;
use super::workload::{Arrivals, Deadline, HOURS_IN_WEEK, JobLength, MS_PER_WEEK, Recurrence, Workload};

/// The most jobs in one simulated charge period.
pub const JOBS_MAXIMUM: u64 = 1_000_000_000;
/// The most jobs that run at once in a simulated place.
pub const SLOTS_MAXIMUM: u64 = 1_000_000;
/// The longest job in milliseconds: 100,000 minutes.
pub const JOB_MAXIMUM_MS: u64 = 100_000 * 60_000;
/// The longest charge period in days.
pub const PERIOD_MAXIMUM_DAYS: u32 = 366;

/// z of 95 %: the 95th percentile of the standard normal distribution.
const Z_95: f64 = 1.644_853_626_951_472_7;

/// A workload, a place to run it and a deadline that make sense together: what a simulation takes.
///
/// Only [`Scenario::new`] makes one, so that whoever holds one knows that it has no [`ScenarioProblem`].
#[derive(Clone, Debug)]
pub struct Scenario {
    workload: Arc<Workload>,
    place: Place,
    deadline: Option<Deadline>,
    rhythm: Rhythm,
    exponential: Arc<Exponential>,
}

/// The workload's occurrences in simulated time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rhythm {
    /// Milliseconds from one occurrence to the next.
    pub(super) every_ms: u64,
    /// Occurrences in the charge period.
    pub(super) occurrences: u32,
    /// Jobs in each `counted_ms` (for Poisson, on average).
    pub(super) counted_jobs: u64,
    /// The time by which jobs are counted: that from one occurrence to the next, but for a weekly pattern.
    pub(super) counted_ms: u64,
    /// The charge period in milliseconds.
    pub(super) period_ms: u64,
    /// Whether the next period brings as many jobs again.
    pub(super) continues: bool,
    /// Parts of a whole occurrence's jobs by which the pattern or the window goes, and those of them that come before
    /// the period cuts the last occurrence; equal where it cuts none.
    pub(super) parts: (u64, u64),
    /// Whether the parts share out the period's jobs, so that none is lost, in place of each occurrence's own.
    pub(super) shares_period: bool,
}

impl Scenario {
    /// Puts a workload, a place and a deadline together.
    ///
    /// # Errors
    /// Every [`ScenarioProblem`] there is, in the order of the form: workload, deadline, place.
    pub fn new(
        workload: Workload,
        place: Place,
        deadline: Option<Deadline>,
    ) -> Result<Self, Vec<ScenarioProblem>> {
        let rhythm = Rhythm::of(&workload);
        let mut problems = Vec::new();
        check_workload(&workload, rhythm, &mut problems);
        if let Some(Deadline::MostStart { percent, .. }) = deadline
            && !(1..=100).contains(&percent)
        {
            problems.push(ScenarioProblem::PercentOutOfBounds { found: percent });
        }
        match &place {
            Place::Pool(pool) => check_pool(pool, &mut problems),
            Place::Classic(classic) => check_classic(*classic, &mut problems),
        }
        if problems.is_empty() {
            let exponential = Arc::new(Exponential::new());
            Ok(Self { workload: Arc::new(workload), place, deadline, rhythm, exponential })
        } else {
            Err(problems)
        }
    }

    /// The same workload on a pool of another size; `None` for classic processing, and for a size that would be a
    /// [`ScenarioProblem`].
    #[must_use]
    pub fn with_vms(&self, vms: VmCount) -> Option<Self> {
        let Place::Pool(pool) = &self.place else { return None };
        let pool = pool.with_vms(vms);
        let mut problems = Vec::new();
        check_pool(&pool, &mut problems);
        problems.is_empty().then(|| Self { place: Place::Pool(pool), ..self.clone() })
    }

    /// What is to run.
    #[must_use]
    pub fn workload(&self) -> &Workload {
        &self.workload
    }

    /// Where it runs.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// When it must be done.
    #[must_use]
    pub const fn deadline(&self) -> Option<Deadline> {
        self.deadline
    }

    /// Jobs in a charge period; for Poisson arrivals, on average.
    #[must_use]
    pub fn jobs(&self) -> JobCount {
        JobCount(self.rhythm.jobs_in_period())
    }

    /// The charge period in milliseconds.
    #[must_use]
    pub const fn period_ms(&self) -> u64 {
        self.rhythm.period_ms
    }

    /// The mean length of a job in milliseconds.
    #[must_use]
    pub fn mean_length_ms(&self) -> f64 {
        match self.workload.length {
            JobLength::Fixed { .. } | JobLength::Rows { .. } => {
                real(self.workload.length.equal_ms().unwrap_or_default())
            }
            JobLength::Exponential { mean_ms } => real(mean_ms),
            JobLength::Lognormal { median_ms, p95_ms } => {
                let spread = lognormal_spread(median_ms, p95_ms);
                real(median_ms) * libm::exp(spread * spread / 2.0)
            }
            JobLength::History => self.history().map_or(0.0, History::mean_length_ms),
        }
    }

    pub(super) const fn rhythm(&self) -> Rhythm {
        self.rhythm
    }

    pub(super) fn exponential(&self) -> &Exponential {
        &self.exponential
    }

    pub(super) fn history(&self) -> Option<&History> {
        self.workload.history.as_deref()
    }

    /// Jobs that run at once when all VMs are there.
    pub(super) fn slots(&self) -> usize {
        match &self.place {
            Place::Pool(pool) => slots(u64::from(pool.peak_vms()) * u64::from(pool.jobs_per_vm)),
            Place::Classic(classic) => {
                slots(u64::from(classic.endpoints) * u64::from(CLASSIC_JOBS_PER_ENDPOINT))
            }
        }
    }
}

fn slots(count: u64) -> usize {
    usize::try_from(count.min(SLOTS_MAXIMUM)).unwrap_or(usize::MAX)
}

/// The standard deviation of a lognormal's logarithm.
pub(super) fn lognormal_spread(median_ms: u64, p95_ms: u64) -> f64 {
    libm::log(real(p95_ms) / real(median_ms.max(1))) / Z_95
}

impl Workload {
    /// How often the jobs come in the charge period.
    #[must_use]
    pub fn occurrences(&self) -> u32 {
        Rhythm::of(self).occurrences
    }

    /// Milliseconds from the beginning of one occurrence to that of the next; `u64::MAX` where there is none.
    #[must_use]
    pub fn every_ms(&self) -> u64 {
        Rhythm::of(self).every_ms
    }

    /// Jobs that arrive within the charge period; for Poisson arrivals, on average.
    ///
    /// The period begins with an occurrence, a week on Monday at 00:00. Of a week that it cuts, those jobs count that
    /// come before its end: of a window, and of a weekly pattern for jobs counted by the week, the share that the time
    /// or the weights have, to the nearest job (evenly spread, exactly those). Jobs counted by the day or month are all
    /// there, and a pattern spreads them over the hours of the period.
    #[must_use]
    pub fn jobs_in_period(&self) -> JobCount {
        JobCount(Rhythm::of(self).jobs_in_period())
    }
}

impl Rhythm {
    /// Jobs of one occurrence, from 0, within the period. Parts of jobs (ten a month are two and a third a week) make
    /// one job more in some occurrences, so that none is lost.
    pub(super) fn jobs_of(self, occurrence: u32) -> u64 {
        self.jobs_before(occurrence.saturating_add(1)) - self.jobs_before(occurrence)
    }

    /// Jobs of a whole occurrence, wherever the period ends.
    pub(super) fn jobs_of_whole(self, occurrence: u32) -> u64 {
        if self.is_cut(occurrence) { self.counted_jobs } else { self.jobs_of(occurrence) }
    }

    /// Whether the period ends before the occurrence's last job.
    pub(super) const fn is_cut(self, occurrence: u32) -> bool {
        occurrence.saturating_add(1) == self.occurrences && self.parts.1 < self.parts.0
    }

    /// Jobs of the whole period.
    fn jobs_in_period(self) -> u64 {
        self.jobs_before(self.occurrences)
    }

    /// Jobs of the occurrences before this one.
    fn jobs_before(self, occurrence: u32) -> u64 {
        let (whole, last) = (u128::from(self.parts.0.max(1)), u128::from(self.parts.1));
        let (jobs, before) = (u128::from(self.counted_jobs), u128::from(occurrence.min(self.occurrences)));
        let is_end = occurrence >= self.occurrences;
        let count = if self.shares_period {
            let all = jobs.saturating_mul(self.period_ms.into()) / u128::from(self.counted_ms.max(1));
            let parts = u128::from(self.occurrences.saturating_sub(1)) * whole + last;
            let parts_before = if is_end { parts } else { before * whole };
            all.saturating_mul(parts_before) / parts.max(1)
        } else if is_end {
            let of_last = jobs.saturating_mul(last).saturating_mul(2).saturating_add(whole) / (2 * whole);
            before.saturating_sub(1).saturating_mul(jobs).saturating_add(of_last)
        } else {
            before.saturating_mul(jobs)
        };
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    fn of(workload: &Workload) -> Self {
        let period_ms = u64::from(workload.charge_period_days).saturating_mul(MS_PER_DAY);
        let every_ms = match (workload.recurrence, &workload.arrivals) {
            (Recurrence::Once, _) => u64::MAX,
            // A pattern has the week's length, whatever the jobs are counted by.
            (_, Arrivals::WeeklyPattern { .. }) | (Recurrence::Weekly, _) => MS_PER_WEEK,
            (Recurrence::Daily, _) => MS_PER_DAY,
            (Recurrence::Monthly, _) => period_ms,
        };
        let counted_ms = match workload.recurrence {
            Recurrence::Once => every_ms,
            Recurrence::Daily => MS_PER_DAY,
            Recurrence::Weekly => MS_PER_WEEK,
            Recurrence::Monthly => period_ms,
        };
        let mut counted_jobs = workload.jobs.0;
        if workload.arrivals == Arrivals::History {
            counted_jobs = workload.history.as_ref().map_or(0, |history| history.len() as u64);
        }
        let occurrences = u32::try_from(period_ms.div_ceil(every_ms.max(1)).max(1)).unwrap_or(u32::MAX);
        let continues = workload.recurrence != Recurrence::Once;
        let began_ms = every_ms.saturating_mul(u64::from(occurrences.saturating_sub(1)));
        let left_ms = if continues { period_ms.saturating_sub(began_ms) } else { u64::MAX };
        Self {
            every_ms,
            occurrences,
            counted_jobs,
            counted_ms,
            period_ms,
            continues,
            parts: parts(&workload.arrivals, counted_jobs, left_ms),
            shares_period: continues && every_ms != counted_ms,
        }
    }
}

/// The parts by which an occurrence's jobs arrive, and those of them before `left_ms` are over.
fn parts(arrivals: &Arrivals, jobs: u64, left_ms: u64) -> (u64, u64) {
    match arrivals {
        Arrivals::AtOnce | Arrivals::History => (1, 1),
        // Each job comes at the whole millisecond before its share of the window.
        Arrivals::Evenly { window_ms } if *window_ms > left_ms => {
            let within = (u128::from(jobs) * u128::from(left_ms)).div_ceil(u128::from(*window_ms));
            (jobs, u64::try_from(within).unwrap_or(u64::MAX).min(jobs))
        }
        Arrivals::AtRandom { window_ms } | Arrivals::Poisson { window_ms } if *window_ms > left_ms => {
            (*window_ms, left_ms)
        }
        Arrivals::Evenly { .. } | Arrivals::AtRandom { .. } | Arrivals::Poisson { .. } => (1, 1),
        Arrivals::WeeklyPattern { weights } => {
            let hours = usize::try_from(left_ms / MS_PER_HOUR).unwrap_or(usize::MAX);
            let weight = |hours: usize| weights.iter().take(hours).copied().map(u64::from).sum();
            (weight(HOURS_IN_WEEK), weight(hours))
        }
    }
}

fn check_workload(workload: &Workload, rhythm: Rhythm, problems: &mut Vec<ScenarioProblem>) {
    let days = workload.charge_period_days;
    let needs_history = workload.arrivals == Arrivals::History || workload.length == JobLength::History;
    let history_is_empty = workload.history.as_ref().is_none_or(|history| history.is_empty());
    let all = rhythm.jobs_in_period();
    if rhythm.counted_jobs == 0 && workload.arrivals != Arrivals::History {
        problems.push(ScenarioProblem::NoJobs);
    } else if all > JOBS_MAXIMUM {
        problems.push(ScenarioProblem::TooManyJobs { found: all });
    }
    if workload.arrivals == Arrivals::History && rhythm.continues {
        problems.push(ScenarioProblem::HistoryRecurs);
    }
    if days == 0 || days > PERIOD_MAXIMUM_DAYS {
        problems.push(ScenarioProblem::PeriodOutOfBounds { found: days });
    }
    check_length(workload.length, problems);
    check_arrivals(&workload.arrivals, rhythm, problems);
    // Of a week that has no weight it is not the period that leaves nothing.
    if all == 0 && rhythm.counted_jobs > 0 && days > 0 && rhythm.parts.0 > 0 {
        problems.push(ScenarioProblem::NoJobsInPeriod { days });
    }
    if needs_history && history_is_empty {
        problems.push(ScenarioProblem::HistoryEmpty);
    }
}

fn check_length(length: JobLength, problems: &mut Vec<ScenarioProblem>) {
    let longest_ms = match length {
        JobLength::Fixed { .. } | JobLength::Rows { .. } => length.equal_ms().unwrap_or_default(),
        JobLength::Exponential { mean_ms: 0 } | JobLength::Lognormal { median_ms: 0, .. } => {
            return problems.push(ScenarioProblem::LengthZero);
        }
        JobLength::Exponential { mean_ms } => mean_ms,
        JobLength::Lognormal { median_ms, p95_ms } => {
            if p95_ms < median_ms {
                problems.push(ScenarioProblem::P95BelowMedian { median_ms, p95_ms });
            }
            median_ms.max(p95_ms)
        }
        JobLength::History => 0,
    };
    if longest_ms > JOB_MAXIMUM_MS {
        problems.push(ScenarioProblem::JobTooLong { found_ms: longest_ms });
    }
}

fn check_arrivals(arrivals: &Arrivals, rhythm: Rhythm, problems: &mut Vec<ScenarioProblem>) {
    let window_ms = match arrivals {
        Arrivals::AtOnce | Arrivals::History => 0,
        Arrivals::Poisson { window_ms: 0 } => return problems.push(ScenarioProblem::WindowZero),
        Arrivals::Evenly { window_ms }
        | Arrivals::AtRandom { window_ms }
        | Arrivals::Poisson { window_ms } => *window_ms,
        Arrivals::WeeklyPattern { weights } => {
            if weights.iter().all(|weight| *weight == 0) {
                problems.push(ScenarioProblem::PatternEmpty);
            }
            0
        }
    };
    let every_ms = rhythm.every_ms.min(u64::from(PERIOD_MAXIMUM_DAYS) * MS_PER_DAY);
    if window_ms > every_ms {
        problems.push(ScenarioProblem::WindowTooLong { found_ms: window_ms, every_ms });
    }
}

fn check_pool(pool: &Pool, problems: &mut Vec<ScenarioProblem>) {
    let slots = u64::from(pool.peak_vms()).saturating_mul(u64::from(pool.jobs_per_vm));
    if pool.peak_vms() == 0 {
        problems.push(ScenarioProblem::NoVms);
    }
    if pool.jobs_per_vm == 0 {
        problems.push(ScenarioProblem::NoJobsPerVm);
    } else if slots > SLOTS_MAXIMUM {
        problems.push(ScenarioProblem::TooManySlots { found: slots });
    }
    let ready_after_ms = pool.provisioning.typical_ms.saturating_add(pool.provisioning.spread_ms);
    match longest_shift_ms(&pool.keep) {
        0 if matches!(pool.keep, Keep::Hours { .. }) => problems.push(ScenarioProblem::KeptZero),
        kept_ms if kept_ms <= ready_after_ms && kept_ms > 0 => {
            problems.push(ScenarioProblem::NeverReady { kept_ms, ready_after_ms });
        }
        _ => {}
    }
}

/// The longest time that a pool's first VM is kept without a break, where a rule says so.
fn longest_shift_ms(keep: &Keep) -> u64 {
    match keep {
        Keep::UntilDone { .. } | Keep::AlwaysOn => u64::MAX,
        Keep::Hours { ms } => *ms,
        Keep::WeekGrid { vms } if vms.iter().all(|count| *count > 0) => u64::MAX,
        Keep::WeekGrid { vms } => {
            let (mut run, mut longest) = (0_u64, 0);
            for count in vms.iter().chain(vms.iter()) {
                run = if *count > 0 { run + 1 } else { 0 };
                longest = longest.max(run);
            }
            longest * MS_PER_HOUR
        }
    }
}

fn check_classic(classic: Classic, problems: &mut Vec<ScenarioProblem>) {
    let slots = u64::from(classic.endpoints) * u64::from(CLASSIC_JOBS_PER_ENDPOINT);
    if classic.endpoints == 0 {
        problems.push(ScenarioProblem::NoEndpoints);
    } else if slots > SLOTS_MAXIMUM {
        problems.push(ScenarioProblem::TooManySlots { found: slots });
    }
    if let SharedWait::Between { minimum_ms, typical_ms, maximum_ms } = classic.shared_wait
        && !(minimum_ms <= typical_ms && typical_ms <= maximum_ms)
    {
        problems.push(ScenarioProblem::WaitsOutOfOrder);
    }
}
