//! What the practice account is like: all of it can be changed, none of it is Microsoft's word.

use crate::service::{Profile, Quota};
use crate::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Random, Secret, VmCount};

/// A span of milliseconds from which one is drawn, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The shortest.
    pub least_ms: u64,
    /// The longest.
    pub most_ms: u64,
}

impl Spread {
    /// Always the same.
    #[must_use]
    pub const fn exactly(ms: u64) -> Self {
        Self { least_ms: ms, most_ms: ms }
    }

    pub(super) const fn draw(self, random: &mut Random) -> u64 {
        let width = self.most_ms.saturating_sub(self.least_ms);
        self.least_ms.saturating_add(random.below(width.saturating_add(1)))
    }
}

/// How long jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobTimes {
    /// All the same.
    Exactly {
        /// Milliseconds.
        ms: u64,
    },
    /// By their rows.
    Rows {
        /// Rows that one job reads.
        rows: u64,
        /// Microseconds that one row takes.
        us_per_row: u64,
    },
    /// By chance: exponential, cut at twenty times the mean.
    Exponential {
        /// Milliseconds on average.
        mean_ms: u64,
    },
}

impl JobTimes {
    pub(super) fn draw(self, random: &mut Random) -> u64 {
        match self {
            Self::Exactly { ms } => ms,
            Self::Rows { rows, us_per_row } => rows.saturating_mul(us_per_row) / 1_000,
            Self::Exponential { mean_ms } => exponential_ms(mean_ms, random),
        }
    }
}

/// An exponential time, cut at twenty times the mean.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a factor from 0 to 20 in thousandths fits; the mean is multiplied in whole numbers"
)]
pub(super) fn exponential_ms(mean_ms: u64, random: &mut Random) -> u64 {
    let factor = -libm::log(1.0 - random.unit());
    let thousandths = (factor.clamp(0.0, 20.0) * 1_000.0) as u64;
    mean_ms.saturating_mul(thousandths) / 1_000
}

/// A further contract in which the same account answers, under a path of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The path before the contract's own, without a final `/`.
    pub base_path: String,
    /// The contract.
    pub profile: Profile,
}

/// The practice account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The contract that the pool service speaks.
    pub profile: Profile,
    /// The path before the contract's own, without a final `/`; empty for none.
    pub base_path: String,
    /// Further contracts of the same account, each under another path.
    pub also: Vec<Contract>,
    /// The pool service's key.
    pub pool_key: Secret,
    /// The key of every web service.
    pub job_key: Secret,
    /// What the account may have.
    pub quota: Quota,
    /// From asking for a VM until it is provisioned, when its bill begins.
    pub provisioning: Spread,
    /// From letting a VM go until it is deleted, when its bill ends.
    pub releasing: Spread,
    /// Jobs that one VM runs at once.
    pub jobs_per_vm: u32,
    /// How long jobs run.
    pub job_times: JobTimes,
    /// How many jobs of a hundred fail.
    pub failing_percent: u8,
    /// How many jobs of one service the classic queue runs at once.
    pub classic_running: u32,
    /// How long, on average, other tenants make a classic job wait that is next in line.
    pub classic_wait_mean_ms: u64,
    /// Whether a job that was started and waits is told as running; else as not started.
    pub queued_is_running: bool,
    /// From asking to answer.
    pub latency: Spread,
    /// How long a caller waits for an answer that is lost.
    pub lost_after_ms: u64,
    /// How far the service's clock is ahead of `now`; negative for behind.
    pub skew_ms: i64,
    /// Pools on one page of a list.
    pub page_size: usize,
    /// Jobs that are remembered; the oldest ended ones are forgotten first.
    pub most_jobs: usize,
    /// Whether the host reads inputs and writes results: jobs then wait for its errands.
    pub with_blobs: bool,
}

impl Settings {
    /// An ordinary account that speaks this contract: four pools of at most 20 VMs.
    ///
    /// **Source**: one job a VM: the Azure Batch list example (assumed for pools: facts E); 40 running: facts B.7
    /// (verified). Provisioning, releasing and latency are ours (not found: facts E).
    #[must_use]
    pub fn ordinary(profile: Profile) -> Self {
        Self {
            profile,
            base_path: String::new(),
            also: Vec::new(),
            pool_key: Secret::new("practice-pool-key".to_owned()),
            job_key: Secret::new("practice-job-key".to_owned()),
            quota: Quota { pools: Some(4), vms_per_pool: Some(VmCount(20)) },
            provisioning: Spread { least_ms: 4 * MS_PER_MINUTE, most_ms: 8 * MS_PER_MINUTE },
            releasing: Spread { least_ms: 20 * MS_PER_SECOND, most_ms: 90 * MS_PER_SECOND },
            jobs_per_vm: 1,
            job_times: JobTimes::Exponential { mean_ms: 6 * MS_PER_MINUTE },
            failing_percent: 0,
            classic_running: 40,
            classic_wait_mean_ms: 10 * MS_PER_SECOND,
            queued_is_running: false,
            latency: Spread { least_ms: 80, most_ms: 400 },
            lost_after_ms: 30 * MS_PER_SECOND,
            skew_ms: 0,
            page_size: 50,
            most_jobs: 20_000,
            with_blobs: false,
        }
    }

    /// The contract in which a path is written, by its place: 0 for the account's first.
    pub(super) fn contract_of(&self, path: &str) -> usize {
        let under = |base: &str| path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'));
        self.also.iter().position(|contract| under(&contract.base_path)).map_or(0, |at| at + 1)
    }

    /// The path and the profile of a contract, by its place.
    pub(super) fn contract(&self, at: usize) -> (&str, &Profile) {
        match at.checked_sub(1).and_then(|at| self.also.get(at)) {
            Some(contract) => (&contract.base_path, &contract.profile),
            None => (&self.base_path, &self.profile),
        }
    }

    /// An account without chance: VMs and answers at once, jobs of one hour.
    #[must_use]
    pub fn instant(profile: Profile) -> Self {
        Self {
            provisioning: Spread::exactly(0),
            releasing: Spread::exactly(0),
            latency: Spread::exactly(0),
            job_times: JobTimes::Exactly { ms: MS_PER_HOUR },
            classic_wait_mean_ms: 0,
            ..Self::ordinary(profile)
        }
    }
}
