use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;

use crate::units::{Decimal, JobCount, MS_PER_HOUR, MS_PER_MINUTE, Problem, Quantity, VmCount};

use super::history::History;
use super::pool::{Classic, Keep, Place, Pool, Provisioning, SharedWait};
use super::problem::{ScenarioField, ScenarioProblem};
use super::scenario::Scenario;
use super::workload::{Arrivals, Deadline, HOURS_IN_WEEK, JobLength, Recurrence, Workload};

/// A scenario as typed: every field is kept whatever is chosen, so that changing a choice and back loses nothing.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each field is the input of its name; its unit is last")]
pub struct ScenarioDraft {
    pub jobs: String,
    pub recurrence: Recurrence,
    pub charge_period_days: u32,
    pub length: LengthKind,
    /// The length, the mean or the median.
    pub length_minutes: String,
    pub length_p95_minutes: String,
    pub rows: String,
    pub seconds_per_row: String,
    pub arrivals: ArrivalsKind,
    pub window_hours: String,
    pub pattern: Box<[u32; HOURS_IN_WEEK]>,
    pub deadline: DeadlineKind,
    pub deadline_hours: String,
    pub deadline_percent: String,
    pub deadline_minutes: String,
    pub place: PlaceKind,
    pub vms: String,
    pub jobs_per_vm: String,
    pub provisioning_minutes: String,
    pub provisioning_spread_minutes: String,
    pub release_minutes: String,
    pub keep: KeepKind,
    pub grace_minutes: String,
    pub hours_kept: String,
    pub week_grid: Box<[u32; HOURS_IN_WEEK]>,
    pub endpoints: String,
    pub has_shared_wait: bool,
    pub wait_minimum_minutes: String,
    pub wait_typical_minutes: String,
    pub wait_maximum_minutes: String,
}

/// Which [`JobLength`] is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the length of its name")]
pub enum LengthKind {
    Fixed,
    Exponential,
    Lognormal,
    Rows,
    History,
}

impl LengthKind {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 5] = [Self::Fixed, Self::Exponential, Self::Lognormal, Self::Rows, Self::History];
}

/// Which [`Arrivals`] are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the way to arrive of its name")]
pub enum ArrivalsKind {
    AtOnce,
    Evenly,
    AtRandom,
    Poisson,
    WeeklyPattern,
    History,
}

impl ArrivalsKind {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 6] =
        [Self::AtOnce, Self::Evenly, Self::AtRandom, Self::Poisson, Self::WeeklyPattern, Self::History];
}

/// Which [`Deadline`] is chosen, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the deadline of its name")]
pub enum DeadlineKind {
    None,
    AllDone,
    MostStart,
}

/// Which [`Place`] is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the place of its name")]
pub enum PlaceKind {
    Pool,
    Classic,
}

/// Which [`Keep`] is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the way to keep VMs of its name")]
pub enum KeepKind {
    UntilDone,
    Hours,
    AlwaysOn,
    WeekGrid,
}

/// What is wrong with one field of a [`ScenarioDraft`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftProblem {
    /// The field.
    pub field: ScenarioField,
    /// What is wrong.
    pub problem: FieldProblem,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// Its text is not a number that it may hold.
    Number {
        /// What the field holds.
        quantity: Quantity,
        /// Why the text is not that.
        problem: Problem,
    },
    /// The number makes no sense with the others.
    Scenario(ScenarioProblem),
}

impl Default for ScenarioDraft {
    /// A hundred jobs of ten minutes at once, on two VMs that take ten minutes to come and five to go: assumptions
    /// that the user can change, since provisioning and release times are not public.
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            jobs: text("100"),
            recurrence: Recurrence::Once,
            charge_period_days: 30,
            length: LengthKind::Fixed,
            length_minutes: text("10"),
            length_p95_minutes: text("30"),
            rows: text("500"),
            seconds_per_row: text("0.72"),
            arrivals: ArrivalsKind::AtOnce,
            window_hours: text("8"),
            pattern: Box::new([1; HOURS_IN_WEEK]),
            deadline: DeadlineKind::None,
            deadline_hours: text("8"),
            deadline_percent: text("95"),
            deadline_minutes: text("15"),
            place: PlaceKind::Pool,
            vms: text("2"),
            jobs_per_vm: text("1"),
            provisioning_minutes: text("10"),
            provisioning_spread_minutes: text("5"),
            release_minutes: text("5"),
            keep: KeepKind::UntilDone,
            grace_minutes: text("0"),
            hours_kept: text("24"),
            week_grid: Box::new([0; HOURS_IN_WEEK]),
            endpoints: text("1"),
            has_shared_wait: false,
            wait_minimum_minutes: text("0"),
            wait_typical_minutes: text("10"),
            wait_maximum_minutes: text("60"),
        }
    }
}

impl ScenarioDraft {
    /// Reads the fields that the choices use.
    ///
    /// # Errors
    /// Every field with a problem, in form order: texts that are not numbers within their bounds
    /// ([`Quantity::read`]), and numbers that make no sense together ([`ScenarioProblem`]).
    ///
    /// ```
    /// use poolwise::capacity::{ScenarioDraft, ScenarioField};
    /// let draft = ScenarioDraft { jobs: "many".into(), vms: "0".into(), ..ScenarioDraft::default() };
    /// let fields: Vec<ScenarioField> = draft.read(None).unwrap_err().iter().map(|problem| problem.field).collect();
    /// assert_eq!(fields, [ScenarioField::Jobs, ScenarioField::Vms]);
    /// ```
    pub fn read(&self, history: Option<Arc<History>>) -> Result<Scenario, Vec<DraftProblem>> {
        let mut reading = Reading::default();
        let workload = self.workload(&mut reading, history);
        let deadline = self.deadline(&mut reading);
        let place = self.place(&mut reading);
        let made = Scenario::new(workload, place, deadline);
        if let Err(problems) = &made {
            for problem in problems {
                reading.add_scenario(*problem);
            }
        }
        reading.problems.sort_by_key(|problem| problem.field);
        match made {
            Ok(scenario) if reading.problems.is_empty() => Ok(scenario),
            _ => Err(reading.problems),
        }
    }

    fn workload(&self, reading: &mut Reading, history: Option<Arc<History>>) -> Workload {
        let jobs = match self.arrivals {
            ArrivalsKind::History => 0,
            _ => reading.whole(ScenarioField::Jobs, Quantity::Jobs, &self.jobs),
        };
        Workload {
            jobs: JobCount(jobs),
            recurrence: self.recurrence,
            charge_period_days: self.charge_period_days,
            length: self.length(reading),
            arrivals: self.arrivals(reading),
            history,
        }
    }

    fn length(&self, reading: &mut Reading) -> JobLength {
        let mut length = || {
            reading.ms(ScenarioField::Length, Quantity::MinutesPerJob, &self.length_minutes, MS_PER_MINUTE)
        };
        match self.length {
            LengthKind::Fixed => JobLength::Fixed { ms: length() },
            LengthKind::Exponential => JobLength::Exponential { mean_ms: length() },
            LengthKind::Lognormal => {
                let median_ms = length();
                let p95 = &self.length_p95_minutes;
                let p95_ms =
                    reading.ms(ScenarioField::LengthP95, Quantity::MinutesPerJob, p95, MS_PER_MINUTE);
                JobLength::Lognormal { median_ms, p95_ms }
            }
            LengthKind::Rows => {
                let rows = reading.whole(ScenarioField::Rows, Quantity::RowsPerJob, &self.rows);
                let field = ScenarioField::SecondsPerRow;
                let us_per_row = reading.ms(field, Quantity::SecondsPerRow, &self.seconds_per_row, 1_000_000);
                JobLength::Rows { rows, us_per_row }
            }
            LengthKind::History => JobLength::History,
        }
    }

    fn arrivals(&self, reading: &mut Reading) -> Arrivals {
        let mut window_ms =
            || reading.ms(ScenarioField::Arrivals, Quantity::ArrivalHours, &self.window_hours, MS_PER_HOUR);
        match self.arrivals {
            ArrivalsKind::AtOnce => Arrivals::AtOnce,
            ArrivalsKind::Evenly => Arrivals::Evenly { window_ms: window_ms() },
            ArrivalsKind::AtRandom => Arrivals::AtRandom { window_ms: window_ms() },
            ArrivalsKind::Poisson => Arrivals::Poisson { window_ms: window_ms() },
            ArrivalsKind::WeeklyPattern => Arrivals::WeeklyPattern { weights: self.pattern.clone() },
            ArrivalsKind::History => Arrivals::History,
        }
    }

    fn deadline(&self, reading: &mut Reading) -> Option<Deadline> {
        match self.deadline {
            DeadlineKind::None => None,
            DeadlineKind::AllDone => {
                let field = ScenarioField::DeadlineTime;
                let within_ms = reading.ms(field, Quantity::DeadlineHours, &self.deadline_hours, MS_PER_HOUR);
                Some(Deadline::AllDone { within_ms })
            }
            DeadlineKind::MostStart => {
                let field = ScenarioField::DeadlinePercent;
                let percent = reading.count(field, Quantity::SharePercent, &self.deadline_percent);
                let field = ScenarioField::DeadlineTime;
                let within_ms =
                    reading.ms(field, Quantity::DeadlineMinutes, &self.deadline_minutes, MS_PER_MINUTE);
                Some(Deadline::MostStart { percent, within_ms })
            }
        }
    }

    fn place(&self, reading: &mut Reading) -> Place {
        match self.place {
            PlaceKind::Pool => Place::Pool(self.pool(reading)),
            PlaceKind::Classic => Place::Classic(self.classic(reading)),
        }
    }

    fn pool(&self, reading: &mut Reading) -> Pool {
        let vms = match self.keep {
            KeepKind::WeekGrid => 0,
            _ => reading.count(ScenarioField::Vms, Quantity::Vms, &self.vms),
        };
        let jobs_per_vm = reading.count(ScenarioField::JobsPerVm, Quantity::JobsPerVm, &self.jobs_per_vm);
        let mut minutes = |field, quantity, typed: &str| reading.ms(field, quantity, typed, MS_PER_MINUTE);
        let quantity = Quantity::ProvisioningMinutes;
        let typical_ms = minutes(ScenarioField::Provisioning, quantity, &self.provisioning_minutes);
        let spread_ms =
            minutes(ScenarioField::ProvisioningSpread, quantity, &self.provisioning_spread_minutes);
        let release_ms = minutes(ScenarioField::Release, Quantity::ReleaseMinutes, &self.release_minutes);
        let keep = match self.keep {
            KeepKind::UntilDone => Keep::UntilDone {
                grace_ms: minutes(ScenarioField::Keep, Quantity::GraceMinutes, &self.grace_minutes),
            },
            KeepKind::Hours => Keep::Hours {
                ms: reading.ms(ScenarioField::Keep, Quantity::HoursKept, &self.hours_kept, MS_PER_HOUR),
            },
            KeepKind::AlwaysOn => Keep::AlwaysOn,
            KeepKind::WeekGrid => Keep::WeekGrid { vms: self.week_grid.clone() },
        };
        let provisioning = Provisioning { typical_ms, spread_ms };
        Pool { vms: VmCount(vms), jobs_per_vm, provisioning, release_ms, keep }
    }

    fn classic(&self, reading: &mut Reading) -> Classic {
        let endpoints = reading.count(ScenarioField::Endpoints, Quantity::Endpoints, &self.endpoints);
        if !self.has_shared_wait {
            return Classic { endpoints, shared_wait: SharedWait::None };
        }
        let mut wait =
            |field, typed: &str| reading.ms(field, Quantity::SharedWaitMinutes, typed, MS_PER_MINUTE);
        let shared_wait = SharedWait::Between {
            minimum_ms: wait(ScenarioField::WaitMinimum, &self.wait_minimum_minutes),
            typical_ms: wait(ScenarioField::WaitTypical, &self.wait_typical_minutes),
            maximum_ms: wait(ScenarioField::WaitMaximum, &self.wait_maximum_minutes),
        };
        Classic { endpoints, shared_wait }
    }
}

/// The problems found so far; a field that has one reads as 0.
#[derive(Debug, Default)]
struct Reading {
    problems: Vec<DraftProblem>,
}

impl Reading {
    fn number(&mut self, field: ScenarioField, quantity: Quantity, typed: &str) -> Decimal {
        quantity.read(typed).unwrap_or_else(|problem| {
            let problem = FieldProblem::Number { quantity, problem };
            self.problems.push(DraftProblem { field, problem });
            Decimal::ZERO
        })
    }

    fn whole(&mut self, field: ScenarioField, quantity: Quantity, typed: &str) -> u64 {
        self.number(field, quantity, typed).to_u64().unwrap_or(u64::MAX)
    }

    fn count(&mut self, field: ScenarioField, quantity: Quantity, typed: &str) -> u32 {
        self.number(field, quantity, typed).to_u32().unwrap_or(u32::MAX)
    }

    /// A time in milliseconds; `unit_ms` is how many there are in the field's unit.
    fn ms(&mut self, field: ScenarioField, quantity: Quantity, typed: &str, unit_ms: u64) -> u64 {
        let time = self.number(field, quantity, typed).saturating_mul(Decimal::from(unit_ms));
        time.round().to_u64().unwrap_or(u64::MAX)
    }

    /// Adds a problem of the numbers together, unless it only follows from a field that could not be read.
    fn add_scenario(&mut self, problem: ScenarioProblem) {
        let has = |field| self.problems.iter().any(|known| known.field == field);
        let follows = has(problem.field())
            || problem == ScenarioProblem::WaitsOutOfOrder
                && (has(ScenarioField::WaitMinimum) || has(ScenarioField::WaitMaximum));
        if !follows {
            let problem_of_field = FieldProblem::Scenario(problem);
            self.problems.push(DraftProblem { field: problem.field(), problem: problem_of_field });
        }
    }
}
