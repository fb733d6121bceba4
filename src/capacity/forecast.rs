use crate::units::{BilledTime, Seed};

use super::chance::real;
use super::outcome::{Outcome, Usage};
use super::replication::simulate;
use super::scenario::Scenario;
use super::sketch::{Sketch, rank};

/// What is to be expected of a scenario, from several replications.
///
/// Grows one [`Outcome`] at a time, so that results can be shown while they refine. All sums are integers and all
/// values are kept to be sorted: replications may be added, and forecasts merged, in any order (I2).
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Forecast {
    finishes_ms: Sorted,
    charged_ms: Sorted,
    waits: Sketch,
    replications: u32,
    jobs: u64,
    never_run: u64,
    usage: UsageSum,
    trials: Trials,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct UsageSum {
    billed: u128,
    charged: u128,
    useful: u128,
    idle: u128,
    releasing: u128,
    provisioning: u128,
    starts: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Trials {
    trials: u64,
    met: u64,
    /// Sums over replications, for what trials of the same replication have in common.
    met_squared: u64,
    met_times_trials: u64,
    trials_squared: u64,
}

/// A share of trials, and the interval in which the true chance is with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// The share that met, 0–1.
    pub estimate: f64,
    /// The interval's lower end, 0–1.
    pub low: f64,
    /// The interval's upper end, 0–1.
    pub high: f64,
    /// Occurrences of the workload that were held against the deadline.
    pub trials: u64,
}

/// z of a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

impl Forecast {
    /// Nothing simulated yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one replication.
    pub fn add(&mut self, outcome: &Outcome) {
        self.finishes_ms.extend(&outcome.finishes_ms);
        self.charged_ms.extend(&[outcome.usage.charged.ms()]);
        self.waits.merge(&outcome.waits);
        self.replications += 1;
        self.jobs = self.jobs.saturating_add(outcome.jobs);
        self.never_run = self.never_run.saturating_add(outcome.never_run);
        self.usage.add(&outcome.usage);
        let (trials, met) = (u64::from(outcome.trials), u64::from(outcome.met));
        self.trials.add(Trials {
            trials,
            met,
            met_squared: met * met,
            met_times_trials: met * trials,
            trials_squared: trials * trials,
        });
    }

    /// Adds all replications of another forecast of the same scenario.
    pub fn merge(&mut self, other: &Self) {
        self.finishes_ms.extend(&other.finishes_ms.0);
        self.charged_ms.extend(&other.charged_ms.0);
        self.waits.merge(&other.waits);
        self.replications += other.replications;
        self.jobs = self.jobs.saturating_add(other.jobs);
        self.never_run = self.never_run.saturating_add(other.never_run);
        self.usage.merge(&other.usage);
        self.trials.add(other.trials);
    }

    /// How many replications it holds.
    #[must_use]
    pub const fn replications(&self) -> u32 {
        self.replications
    }

    /// When an occurrence's jobs are all done, in milliseconds from its start: the time that `percent` of the
    /// occurrences do not exceed. [`NEVER_MS`](super::NEVER_MS) where that many are never done; `None` without occurrences.
    #[must_use]
    pub fn finish_ms(&self, percent: u32) -> Option<u64> {
        self.finishes_ms.percentile(percent)
    }

    /// All finishes, sorted, for a chart of their distribution.
    #[must_use]
    pub fn finishes_ms(&self) -> &[u64] {
        &self.finishes_ms.0
    }

    /// How long jobs wait for their start, in milliseconds: exact, or within the error of [`Sketch`]. A job for which no
    /// VM came any more waits for ever: [`NEVER_MS`](super::NEVER_MS) where that many do; `None` without jobs.
    #[must_use]
    pub fn wait_ms(&self, percent: u32) -> Option<u64> {
        self.waits.percentile_ms_beside(percent, self.never_run)
    }

    /// The waits of all jobs that started.
    #[must_use]
    pub const fn waits(&self) -> &Sketch {
        &self.waits
    }

    /// Jobs of a charge period, on average, rounded to the nearest.
    #[must_use]
    pub fn jobs(&self) -> u64 {
        mean(u128::from(self.jobs), self.replications)
    }

    /// Jobs, over all replications, for which no VM came any more.
    #[must_use]
    pub const fn never_run(&self) -> u64 {
        self.never_run
    }

    /// VM time of a charge period on average, to the nearest millisecond; idle is what is left of billed.
    #[must_use]
    pub fn usage(&self) -> Usage {
        let time = |sum: u128| BilledTime::from_ms(mean(sum, self.replications));
        let (billed, useful) = (time(self.usage.billed), time(self.usage.useful));
        let releasing = time(self.usage.releasing);
        let useful = useful.min(billed - releasing);
        Usage {
            billed,
            charged: time(self.usage.charged),
            useful,
            idle: billed - releasing - useful,
            releasing,
            provisioning: time(self.usage.provisioning),
            starts: u32::try_from(mean(u128::from(self.usage.starts), self.replications)).unwrap_or(u32::MAX),
        }
    }

    /// Charged time of a charge period: the time that `percent` of the replications do not exceed.
    #[must_use]
    pub fn charged(&self, percent: u32) -> Option<BilledTime> {
        self.charged_ms.percentile(percent).map(BilledTime::from_ms)
    }

    /// Charged time of each replication, sorted: the cost of a period is the mean of their costs.
    #[must_use]
    pub fn charged_ms(&self) -> &[u64] {
        &self.charged_ms.0
    }

    /// The chance that an occurrence meets the deadline; `None` without deadline or replications.
    ///
    /// The interval is Wilson's, made wider where occurrences of the same replication resemble each other (a queue
    /// that is long on Monday is long on Tuesday).
    #[must_use]
    pub fn chance(&self) -> Option<Chance> {
        let Trials { trials, met, .. } = self.trials;
        if trials == 0 {
            return None;
        }
        let estimate = real(met) / real(trials);
        let (low, high) = wilson(estimate, self.trials.effective(self.replications));
        Some(Chance { estimate, low, high, trials })
    }
}

/// Wilson's interval of 95 % around a share of so many independent trials.
///
/// **Source**: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
fn wilson(share: f64, trials: f64) -> (f64, f64) {
    let z2 = Z * Z;
    let scale = 1.0 + z2 / trials;
    let middle = (share + z2 / (2.0 * trials)) / scale;
    let half = Z * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt() / scale;
    let low = if share <= 0.0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if share >= 1.0 { 1.0 } else { (middle + half).min(1.0) };
    (low, high)
}

impl Trials {
    fn add(&mut self, other: Self) {
        self.trials += other.trials;
        self.met += other.met;
        self.met_squared += other.met_squared;
        self.met_times_trials += other.met_times_trials;
        self.trials_squared += other.trials_squared;
    }

    /// How many independent trials these are worth: fewer by the design effect of replications as clusters, and at
    /// least one a replication.
    fn effective(self, replications: u32) -> f64 {
        let trials = real(self.trials);
        let share = real(self.met) / trials;
        let within = trials * share * (1.0 - share);
        if within <= 0.0 || replications < 2 {
            return if replications < 2 { trials } else { f64::from(replications).min(trials) };
        }
        let clusters = f64::from(replications);
        let between = real(self.met_squared) - 2.0 * share * real(self.met_times_trials)
            + share * share * real(self.trials_squared);
        let effect = (between * clusters / (clusters - 1.0) / within).max(1.0);
        (trials / effect).clamp(1.0, trials)
    }
}

impl UsageSum {
    fn add(&mut self, usage: &Usage) {
        self.merge(&Self {
            billed: usage.billed.ms().into(),
            charged: usage.charged.ms().into(),
            useful: usage.useful.ms().into(),
            idle: usage.idle.ms().into(),
            releasing: usage.releasing.ms().into(),
            provisioning: usage.provisioning.ms().into(),
            starts: usage.starts.into(),
        });
    }

    fn merge(&mut self, other: &Self) {
        self.billed += other.billed;
        self.charged += other.charged;
        self.useful += other.useful;
        self.idle += other.idle;
        self.releasing += other.releasing;
        self.provisioning += other.provisioning;
        self.starts += other.starts;
    }
}

fn mean(sum: u128, count: u32) -> u64 {
    let count = u128::from(count.max(1));
    u64::try_from((sum + count / 2) / count).unwrap_or(u64::MAX)
}

/// Values in rising order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Sorted(Vec<u64>);

impl Sorted {
    fn extend(&mut self, values: &[u64]) {
        self.0.extend_from_slice(values);
        // Merging sorted runs is what this sort is good at.
        self.0.sort();
    }

    fn percentile(&self, percent: u32) -> Option<u64> {
        let at = rank(self.0.len() as u64, percent)?;
        self.0.get(usize::try_from(at).ok()?).copied()
    }
}

/// Simulates so many charge periods and says what is to be expected.
///
/// Replication `n` runs on `seed.part(n)`, so that parts of a forecast can be made elsewhere and merged.
///
/// ```
/// # use poolwise::capacity::{Arrivals, Classic, Deadline, JobLength, Place, Recurrence, Scenario, SharedWait, Workload, forecast};
/// # use poolwise::units::{JobCount, Seed};
/// # let minute = 60_000;
/// # let workload = Workload {
/// #     jobs: JobCount(400),
/// #     recurrence: Recurrence::Once,
/// #     charge_period_days: 30,
/// #     length: JobLength::Exponential { mean_ms: 6 * minute },
/// #     arrivals: Arrivals::AtOnce,
/// #     history: None,
/// # };
/// let place = Place::Classic(Classic { endpoints: 1, shared_wait: SharedWait::None });
/// let deadline = Deadline::AllDone { within_ms: 90 * minute };
/// let scenario = Scenario::new(workload, place, Some(deadline)).expect("it makes sense");
/// let forecast = forecast(&scenario, Seed(1), 100);
/// assert!(forecast.finish_ms(95) > forecast.finish_ms(50));
/// assert!(forecast.chance().expect("there is a deadline").low > 0.5);
/// ```
#[must_use]
pub fn forecast(scenario: &Scenario, seed: Seed, replications: u32) -> Forecast {
    let mut forecast = Forecast::new();
    for replication in 0..replications {
        forecast.add(&simulate(scenario, seed.part(u64::from(replication))));
    }
    forecast
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: the formula by hand for 8 of 10: (0.8 + 0.19207) / 1.38415 ± 1.95996 × √(0.016 + 0.0096036) / 1.38415.
    #[test]
    fn wilson_by_hand() {
        let (low, high) = wilson(0.8, 10.0);
        assert!((low - 0.490_16).abs() < 1e-4 && (high - 0.943_32).abs() < 1e-4, "{low} {high}");
        let (low, high) = wilson(1.0, 100.0);
        assert!((low - 0.963_0).abs() < 1e-3 && high >= 1.0, "{low} {high}");
    }

    #[test]
    fn trials_that_resemble_each_other_count_for_less() {
        let mut alike = Trials::default();
        let mut apart = Trials::default();
        for replication in 0..10_u64 {
            let all = if replication < 5 { 10 } else { 0 };
            for (sum, met) in [(&mut alike, all), (&mut apart, 5)] {
                sum.add(Trials {
                    trials: 10,
                    met,
                    met_squared: met * met,
                    met_times_trials: met * 10,
                    trials_squared: 100,
                });
            }
        }
        assert!((alike.effective(10) - 9.0).abs() < 1e-9);
        assert!((apart.effective(10) - 100.0).abs() < 1e-9);
    }
}
