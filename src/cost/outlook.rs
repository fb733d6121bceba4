use crate::capacity::{
    Arrivals, Chance, Classic, Forecast, JobLength as Length, Keep, NEVER_MS, Overload, Place, Pool,
    Provisioning, Scenario, ScenarioProblem, SharedWait, Usage, Workload, forecast, overload,
};
use crate::units::{MS_PER_MINUTE, Seed};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::inputs::{Arrive, Inputs, JobLength, Kept};

/// The seed of every simulation of the page: the same inputs give the same figures, today and tomorrow.
pub const SEED: Seed = Seed(20_170_419);

/// When jobs start and are done, and how VM time is spent: a forecast in the few figures that are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// Simulated charge periods.
    pub replications: u32,
    /// Nothing is left to chance: one charge period says all.
    pub is_certain: bool,
    /// Milliseconds until half of the occurrences are done; `None` where they never are.
    pub finish_ms_p50: Option<u64>,
    /// Milliseconds until 95 % of the occurrences are done; `None` where they never are.
    pub finish_ms_p95: Option<u64>,
    /// Milliseconds that half of the jobs wait at most; `None` where fewer than half start, or there are no jobs.
    pub wait_ms_p50: Option<u64>,
    /// Milliseconds that 95 % of the jobs wait at most; `None` where fewer start, or there are no jobs.
    pub wait_ms_p95: Option<u64>,
    /// The chance of meeting the deadline, where there is one.
    pub chance: Option<Chance>,
    /// VM time of a charge period on average.
    pub usage: Usage,
    /// Jobs for which no VM came any more, over all replications.
    pub never_run: u64,
    /// More work comes than the place does, again and again: what is done and when says nothing of the next period.
    pub falls_behind: bool,
}

impl Outlook {
    /// The figures of a forecast of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario, forecast: &Forecast, is_certain: bool) -> Self {
        // A place that is exactly full does all of it.
        let grows = |overload: Overload| overload.grows_by_jobs_an_hour > Decimal::ZERO;
        let falls_behind = overload(scenario).is_some_and(grows);
        Self { falls_behind, ..Self::of_forecast(forecast, is_certain) }
    }

    /// The same, where nobody asks whether the place keeps up.
    pub(super) fn of_forecast(forecast: &Forecast, is_certain: bool) -> Self {
        let ever = |ms: Option<u64>| ms.filter(|ms| *ms != NEVER_MS);
        Self {
            replications: forecast.replications(),
            is_certain,
            finish_ms_p50: ever(forecast.finish_ms(50)),
            finish_ms_p95: ever(forecast.finish_ms(95)),
            wait_ms_p50: ever(forecast.wait_ms(50)),
            wait_ms_p95: ever(forecast.wait_ms(95)),
            chance: forecast.chance(),
            usage: forecast.usage(),
            never_run: forecast.never_run(),
            falls_behind: false,
        }
    }
}

impl Outlook {
    /// One simulated period, as far as a bill asks.
    pub(super) const fn of_period(usage: Usage) -> Self {
        Self {
            replications: 1,
            is_certain: false,
            finish_ms_p50: None,
            finish_ms_p95: None,
            wait_ms_p50: None,
            wait_ms_p95: None,
            chance: None,
            usage,
            never_run: 0,
            falls_behind: false,
        }
    }
}

impl Inputs {
    /// What runs, as the simulation takes it.
    #[must_use]
    pub fn workload(&self) -> Workload {
        Workload {
            jobs: self.jobs,
            recurrence: self.repeat,
            charge_period_days: self.days,
            length: match self.length {
                JobLength::Minutes(minutes) => Length::Fixed { ms: ms(minutes, MS_PER_MINUTE) },
                JobLength::Rows { rows, seconds } => Length::Rows {
                    rows: rows.to_u64().unwrap_or_default(),
                    us_per_row: ms(seconds, 1_000_000),
                },
                JobLength::Exponential(mean) => Length::Exponential { mean_ms: ms(mean, MS_PER_MINUTE) },
                JobLength::Lognormal { median, p95 } => {
                    Length::Lognormal { median_ms: ms(median, MS_PER_MINUTE), p95_ms: ms(p95, MS_PER_MINUTE) }
                }
                JobLength::History { .. } => Length::History,
            },
            arrivals: match &self.arrive {
                Arrive::AtOnce => Arrivals::AtOnce,
                Arrive::Evenly(window_ms) => Arrivals::Evenly { window_ms: *window_ms },
                Arrive::AtRandom(window_ms) => Arrivals::AtRandom { window_ms: *window_ms },
                Arrive::Weekly(week) => Arrivals::WeeklyPattern { weights: Box::new(*week.hours()) },
                Arrive::History => Arrivals::History,
            },
            history: self.history.clone(),
        }
    }

    /// The jobs on the pool.
    ///
    /// # Errors
    /// Every [`ScenarioProblem`] of workload and pool.
    pub fn pool_scenario(&self) -> Result<Scenario, Vec<ScenarioProblem>> {
        let pool = Pool {
            vms: self.pool.vms,
            jobs_per_vm: self.pool.jobs_per_vm,
            provisioning: Provisioning {
                typical_ms: self.pool.provision_ms,
                spread_ms: self.pool.provision_spread_ms,
            },
            release_ms: self.pool.release_ms,
            charge_step_ms: self.terms.partial_hours.step_ms(),
            keep: match &self.pool.kept {
                Kept::Hours(kept) => Keep::Hours { ms: kept.ms() },
                Kept::UntilDone { grace_ms } => Keep::UntilDone { grace_ms: *grace_ms },
                Kept::Always => Keep::AlwaysOn,
                Kept::WeekGrid(grid) => {
                    Keep::WeekGrid { vms: Box::new(*grid.scaled_to(self.pool.vms.0).hours()) }
                }
            },
        };
        self.scenario(Place::Pool(pool))
    }

    fn scenario(&self, place: Place) -> Result<Scenario, Vec<ScenarioProblem>> {
        if self.is_history_missing {
            return Err(vec![ScenarioProblem::HistoryEmpty]);
        }
        Scenario::new(self.workload(), place, self.deadline)
    }

    const fn classic_place(&self) -> Place {
        Place::Classic(Classic { endpoints: self.endpoints, shared_wait: self.wait })
    }

    /// The jobs in the classic queue.
    ///
    /// # Errors
    /// Every [`ScenarioProblem`] of workload and queue.
    pub fn classic_scenario(&self) -> Result<Scenario, Vec<ScenarioProblem>> {
        self.scenario(self.classic_place())
    }

    /// How long a job takes on average, in milliseconds: of past jobs by their summary, where that is all there is.
    #[must_use]
    pub fn mean_length_ms(&self) -> f64 {
        let scenario = Scenario::new(self.workload(), self.classic_place(), self.deadline);
        scenario.as_ref().map_or(0.0, Scenario::mean_length_ms)
    }

    /// Whether nothing is left to chance.
    #[must_use]
    pub const fn is_certain(&self) -> bool {
        self.is_work_certain() && self.pool.provision_spread_ms == 0 && matches!(self.wait, SharedWait::None)
    }

    /// Whether nothing about the jobs is left to chance. Past jobs that are replayed are what they were.
    #[must_use]
    pub const fn is_work_certain(&self) -> bool {
        match (self.length, &self.arrive) {
            (
                JobLength::Minutes(_) | JobLength::Rows { .. },
                Arrive::AtOnce | Arrive::Evenly(_) | Arrive::History,
            )
            | (JobLength::History { .. }, Arrive::History) => true,
            (_, _) => false,
        }
    }
}

/// Whether it is known that jobs are left undone there: no VM would come for them, the simulation found some that never
/// ran, or more come than are done.
pub(super) fn leaves_undone(place: &Result<Option<Outlook>, Vec<ScenarioProblem>>) -> bool {
    match place {
        Ok(outlook) => outlook.as_ref().is_some_and(|outlook| outlook.never_run > 0 || outlook.falls_behind),
        Err(problems) => {
            let has_none = |problem: &ScenarioProblem| {
                matches!(problem, ScenarioProblem::NoJobs | ScenarioProblem::NoJobsInPeriod { .. })
            };
            !problems.iter().any(has_none) && problems.iter().any(|problem| problem.leaves_jobs_undone())
        }
    }
}

/// Outlooks of both places, as a simulation gives them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Outlooks {
    /// Of the pool; `None` where it is not simulated (yet), or cannot be.
    pub pool: Option<Outlook>,
    /// Of the classic queue; `None` where it is not simulated (yet), or cannot be.
    pub classic: Option<Outlook>,
}

/// Simulates both places: so many charge periods where chance has a part, one where it has none. Neither where
/// [`Inputs::lacks_jobs`].
#[must_use]
pub fn outlooks(inputs: &Inputs, replications: u32) -> Outlooks {
    if inputs.lacks_jobs() {
        return Outlooks::default();
    }
    let is_certain = inputs.is_certain();
    let outlook = |scenario: Result<Scenario, Vec<ScenarioProblem>>| {
        let count = if is_certain { 1 } else { replications.max(1) };
        let scenario = scenario.ok()?;
        Some(Outlook::of(&scenario, &forecast(&scenario, SEED, count), is_certain))
    };
    Outlooks { pool: outlook(inputs.pool_scenario()), classic: outlook(inputs.classic_scenario()) }
}

fn ms(value: Decimal, unit: u64) -> u64 {
    (value * Decimal::from(unit)).round().to_u64().unwrap_or_default()
}
