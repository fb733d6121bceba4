use crate::units::BilledTime;

use super::jobs::Block;
use super::scenario::Scenario;
use super::sketch::Sketch;
use super::workload::Deadline;

/// The finish of an occurrence that has jobs which never run.
pub const NEVER_MS: u64 = u64::MAX;

/// What one simulated charge period was like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Jobs that were submitted.
    pub jobs: u64,
    /// Jobs that found no VM: the pool was gone for good.
    pub never_run: u64,
    /// When each occurrence that had jobs was done, in milliseconds from its start; [`NEVER_MS`] where jobs never ran.
    pub finishes_ms: Vec<u64>,
    /// Occurrences held against the deadline; 0 without a deadline.
    pub trials: u32,
    /// Occurrences that met it.
    pub met: u32,
    /// How long jobs waited from their submission to their start.
    pub waits: Sketch,
    /// The VMs' time.
    pub usage: Usage,
}

/// The time of all VMs together, in whole milliseconds.
///
/// `useful + idle + releasing = billed`, always. In classic processing there are no VMs: billed and useful are both
/// the time that jobs ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Usage {
    /// Time that is paid for: from the end of a VM's provisioning until it is deleted.
    pub billed: BilledTime,
    /// What is charged of it: each VM's stay up to whole steps ([`super::Pool::charge_step_ms`]); never less than billed.
    pub charged: BilledTime,
    /// Billed time in which jobs ran; with several jobs per VM, the share of its places that were taken.
    pub useful: BilledTime,
    /// Billed time in which a VM could have run a job and did not.
    pub idle: BilledTime,
    /// Billed time from asking for a VM's deletion until it was gone.
    pub releasing: BilledTime,
    /// Time before VMs were ready, not billed.
    pub provisioning: BilledTime,
    /// How often the pool was brought up from zero.
    pub starts: u32,
}

impl Usage {
    /// Useful time as a share of billed time in 0–1; 0 when nothing is billed.
    #[must_use]
    pub fn utilization(&self) -> f64 {
        if self.billed == BilledTime::ZERO {
            return 0.0;
        }
        super::chance::real(self.useful.ms()) / super::chance::real(self.billed.ms())
    }

    /// Counts one VM's stay, from provisioned to deleted.
    pub(super) fn stayed(&mut self, kept: BilledTime, step_ms: Option<u64>) {
        let step_ms = step_ms.unwrap_or(1).max(1);
        self.billed = self.billed + kept;
        self.charged =
            self.charged + BilledTime::from_ms(kept.ms().div_ceil(step_ms).saturating_mul(step_ms));
    }

    /// Counts up VM time; `places_ms` is the time of single places, of which each VM has `places`.
    pub(super) fn settle(&mut self, places_ms: u64, places: u32) {
        self.useful = BilledTime::from_ms(places_ms / u64::from(places.max(1)));
        self.idle = self.billed - self.releasing - self.useful;
    }
}

/// Counts jobs, waits and occurrences as they are served.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    deadline: Option<Deadline>,
    jobs: u64,
    never_run: u64,
    finishes_ms: Vec<u64>,
    trials: u32,
    met: u32,
    waits: Sketch,
    occurrence: Occurrence,
}

#[derive(Clone, Copy, Debug, Default)]
struct Occurrence {
    jobs: u64,
    in_time: u64,
    last_finish_ms: u64,
}

impl Tally {
    pub(super) fn new(scenario: &Scenario) -> Self {
        Self {
            deadline: scenario.deadline(),
            jobs: 0,
            never_run: 0,
            finishes_ms: Vec::new(),
            trials: 0,
            met: 0,
            waits: Sketch::new(),
            occurrence: Occurrence::default(),
        }
    }

    /// Counts a served block. `waits_ms` has an entry for each job that started, which are the first ones of the
    /// block; `last_finish_ms` is the latest finish among them.
    pub(super) fn add(&mut self, block: &Block, waits_ms: &[u64], last_finish_ms: u64) {
        let jobs = block.submitted_ms.len() as u64;
        let never = jobs.saturating_sub(waits_ms.len() as u64);
        self.jobs += jobs;
        self.never_run += never;
        self.waits.add_all(waits_ms);
        let occurrence = &mut self.occurrence;
        occurrence.jobs += jobs;
        occurrence.last_finish_ms =
            occurrence.last_finish_ms.max(if never > 0 { NEVER_MS } else { last_finish_ms });
        if let Some(Deadline::MostStart { within_ms, .. }) = self.deadline {
            occurrence.in_time += waits_ms.iter().filter(|wait| **wait <= within_ms).count() as u64;
        }
        if block.is_last {
            self.close(block.began_ms);
        }
    }

    fn close(&mut self, began_ms: u64) {
        let occurrence = core::mem::take(&mut self.occurrence);
        let finish_ms = match occurrence.last_finish_ms {
            NEVER_MS => NEVER_MS,
            finish => finish.saturating_sub(began_ms),
        };
        if occurrence.jobs > 0 {
            self.finishes_ms.push(finish_ms);
        }
        let met = match self.deadline {
            None => return,
            Some(Deadline::AllDone { within_ms }) => finish_ms <= within_ms,
            Some(Deadline::MostStart { percent, .. }) => {
                u128::from(occurrence.in_time) * 100 >= u128::from(percent) * u128::from(occurrence.jobs)
            }
        };
        self.trials += 1;
        self.met += u32::from(met);
    }

    pub(super) fn outcome(self, usage: Usage) -> Outcome {
        Outcome {
            jobs: self.jobs,
            never_run: self.never_run,
            finishes_ms: self.finishes_ms,
            trials: self.trials,
            met: self.met,
            waits: self.waits,
            usage,
        }
    }
}
