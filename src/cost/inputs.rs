use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::billing::{
    Adjustment, Book, ChargePeriod, Currency, Exchange, NotACurrency, PartialHours, PlanChoice, Services,
    Terms, Tier, Usage, july_2016,
};
use crate::capacity::{Deadline, History, PastJobs, Recurrence, SharedWait};
use crate::units::{BilledTime, JobCount, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Problem, VmCount};

use super::draft::CostDraft;
use super::field::{CostField, Kind, choice};
use super::week::{Week, WeekProblem};

/// How long one job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobLength {
    /// Every job so many minutes.
    Minutes(Decimal),
    /// Every job so many rows, each so many seconds.
    Rows {
        /// Rows per job.
        rows: Decimal,
        /// Seconds per row.
        seconds: Decimal,
    },
    /// Exponential, with so many minutes on average.
    Exponential(Decimal),
    /// Lognormal, in minutes.
    Lognormal {
        /// Half of the jobs are shorter.
        median: Decimal,
        /// 95 % of the jobs are shorter.
        p95: Decimal,
    },
    /// As past jobs: with [`Arrive::History`] each its own, otherwise drawn from them.
    History {
        /// How many they were.
        jobs: u64,
        /// All their lengths together, in milliseconds.
        total_ms: u64,
    },
}

/// When the jobs of one occurrence arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrive {
    /// All at its start.
    AtOnce,
    /// At equal distances over so many milliseconds.
    Evenly(u64),
    /// Each at a moment of its own within so many milliseconds.
    AtRandom(u64),
    /// Each at a moment of its own in the week, an hour as likely as its weight.
    Weekly(Week),
    /// When past jobs did, counted from the first; once.
    History,
}

/// How long the pool is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// From the start of each occurrence, so long.
    Hours(BilledTime),
    /// Until no job has waited or run for so many milliseconds.
    UntilDone {
        /// The grace.
        grace_ms: u64,
    },
    /// Through the charge period.
    Always,
    /// By a grid of the week's hours, each with its number of VMs, scaled to the pool's.
    WeekGrid(Week),
}

/// The pool as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolInputs {
    /// VMs in the pool; where it is kept by a grid, in the grid's busiest hour.
    pub vms: VmCount,
    /// How long it is kept.
    pub kept: Kept,
    /// Jobs that one VM runs at once.
    pub jobs_per_vm: u32,
    /// Milliseconds until a VM is ready, typically; not billed.
    pub provision_ms: u64,
    /// Milliseconds more or less.
    pub provision_spread_ms: u64,
    /// Milliseconds until a VM that is to go is deleted; billed.
    pub release_ms: u64,
    /// VMs that the account may have in a pool.
    pub quota: u32,
}

/// The Cost page's inputs, every one of them within its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Jobs in one occurrence; of past jobs that are replayed, all of them.
    pub jobs: JobCount,
    /// How often they come.
    pub repeat: Recurrence,
    /// How long one job runs.
    pub length: JobLength,
    /// When they arrive.
    pub arrive: Arrive,
    /// Past jobs, where lengths or arrivals come from them; perhaps their summary alone.
    pub history: Option<Arc<History>>,
    /// The past jobs were looked for, and are on another device: nothing can be simulated.
    pub is_history_missing: bool,
    /// By when they are to be done or started.
    pub deadline: Option<Deadline>,
    /// The pool.
    pub pool: PoolInputs,
    /// Classic endpoints.
    pub endpoints: u32,
    /// The assumed wait in the shared classic queue.
    pub wait: SharedWait,
    /// Which services there are.
    pub services: Services,
    /// The plan that is paid already.
    pub paid: Option<PlanChoice>,
    /// What pays for the pool, and for new services.
    pub plan: PlanChoice,
    /// Days in the charge period.
    pub days: u32,
    /// What the documents leave open, and what the user's contract adds.
    pub terms: Terms,
    /// At which prices.
    pub book: Arc<Book>,
}

/// Why a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its number cannot be used.
    Number(Problem),
    /// It is no currency code.
    Currency(NotACurrency),
    /// It is no week.
    Week(WeekProblem),
    /// No past jobs have been chosen yet, or the text is none of them.
    NoHistory,
    /// The text is no price book.
    NoBook,
}

/// A field that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Which field.
    pub field: CostField,
    /// What is wrong with it.
    pub fault: Fault,
}

impl CostDraft {
    /// The inputs, or every problem at once, in form order. Fields that have no meaning beside the others
    /// ([`CostDraft::asks`]) are not checked.
    ///
    /// # Errors
    /// When a number is not within its row of [`crate::units::Quantity`], or a currency is not three letters.
    pub fn check(&self) -> Result<Inputs, Vec<FieldFault>> {
        let mut reader = Reader { draft: self, faults: Vec::new() };
        let inputs = reader.inputs();
        if reader.faults.is_empty() {
            return Ok(inputs);
        }
        let of = |field: CostField| reader.faults.iter().find(|fault| fault.field == field).cloned();
        Err(CostField::ALL.into_iter().filter_map(of).collect())
    }
}

/// Reads fields and collects what is wrong with them; a field at fault reads as zero, which no caller gets to see.
struct Reader<'a> {
    draft: &'a CostDraft,
    faults: Vec<FieldFault>,
}

impl Reader<'_> {
    fn number(&mut self, field: CostField) -> Decimal {
        let Kind::Number(quantity) = field.kind() else { return Decimal::ZERO };
        if !self.draft.asks(field) {
            return Decimal::ZERO;
        }
        quantity.read(self.draft.text(field)).unwrap_or_else(|problem| {
            self.faults.push(FieldFault { field, fault: Fault::Number(problem) });
            Decimal::ZERO
        })
    }

    fn count(&mut self, field: CostField) -> u64 {
        self.number(field).to_u64().unwrap_or_default()
    }

    fn small_count(&mut self, field: CostField) -> u32 {
        self.number(field).to_u32().unwrap_or_default()
    }

    /// A time in milliseconds; exact, since every bound of a time has few enough decimals.
    fn ms(&mut self, field: CostField, unit_ms: u64) -> u64 {
        (self.number(field) * Decimal::from(unit_ms)).round().to_u64().unwrap_or_default()
    }

    fn chosen(&self, field: CostField) -> &str {
        self.draft.text(field)
    }

    fn fault(&mut self, field: CostField, fault: Fault) {
        self.faults.push(FieldFault { field, fault });
    }

    fn week(&mut self, field: CostField) -> Week {
        let Kind::Week(quantity) = field.kind() else { return Week::new([0; 168]) };
        Week::read(self.draft.text(field), quantity).unwrap_or_else(|problem| {
            self.fault(field, Fault::Week(problem));
            Week::new([0; 168])
        })
    }

    fn past_jobs(&mut self) -> Option<PastJobs> {
        if !self.draft.asks(CostField::History) {
            return None;
        }
        let past = PastJobs::read(self.draft.text(CostField::History));
        if past.is_none() {
            self.fault(CostField::History, Fault::NoHistory);
        }
        past
    }

    fn inputs(&mut self) -> Inputs {
        let past = self.past_jobs();
        let replayed = past.as_ref().filter(|_| self.chosen(CostField::Arrive) == choice::HISTORY);
        let replayed = replayed.map(|past| past.history.summary().jobs);
        let book = self.draft.book().unwrap_or_else(|| {
            self.fault(CostField::Book, Fault::NoBook);
            july_2016()
        });
        Inputs {
            jobs: JobCount(replayed.unwrap_or_else(|| self.count(CostField::Jobs))),
            repeat: match self.chosen(CostField::Repeat) {
                _ if replayed.is_some() => Recurrence::Once,
                choice::DAY => Recurrence::Daily,
                choice::WEEK => Recurrence::Weekly,
                choice::MONTH => Recurrence::Monthly,
                _ => Recurrence::Once,
            },
            length: self.length(past.as_ref()),
            arrive: match self.chosen(CostField::Arrive) {
                choice::WEEKLY => Arrive::Weekly(self.week(CostField::Pattern)),
                choice::HISTORY => Arrive::History,
                choice::EVENLY => Arrive::Evenly(self.ms(CostField::Window, MS_PER_HOUR)),
                choice::RANDOM => Arrive::AtRandom(self.ms(CostField::Window, MS_PER_HOUR)),
                _ => Arrive::AtOnce,
            },
            is_history_missing: past.as_ref().is_some_and(|past| past.is_missing),
            history: past.map(|past| Arc::new(past.history)),
            deadline: self.deadline(),
            pool: self.pool(),
            endpoints: self.small_count(CostField::Endpoints),
            wait: self.wait(),
            services: match self.chosen(CostField::Services) {
                choice::NEW => Services::New,
                choice::CLASSIC => Services::Classic,
                _ => Services::Both,
            },
            paid: Tier::from_name(self.chosen(CostField::Paid))
                .map(|tier| PlanChoice::of(tier, self.small_count(CostField::PaidInstances))),
            plan: PlanChoice::of(
                Tier::from_name(self.chosen(CostField::Plan)).unwrap_or(Tier::S1),
                self.small_count(CostField::Instances),
            ),
            days: self.small_count(CostField::Days),
            terms: self.terms(book.currency),
            book: Arc::new(book),
        }
    }

    fn length(&mut self, past: Option<&PastJobs>) -> JobLength {
        match self.chosen(CostField::Length) {
            choice::HISTORY => {
                let summary = past.map(|past| *past.history.summary()).unwrap_or_default();
                JobLength::History { jobs: summary.jobs, total_ms: summary.total_ms }
            }
            choice::ROWS => JobLength::Rows {
                rows: self.number(CostField::Rows),
                seconds: self.number(CostField::Seconds),
            },
            choice::EXPONENTIAL => JobLength::Exponential(self.number(CostField::Minutes)),
            choice::LOGNORMAL => JobLength::Lognormal {
                median: self.number(CostField::Median),
                p95: self.number(CostField::P95),
            },
            _ => JobLength::Minutes(self.number(CostField::Minutes)),
        }
    }

    fn deadline(&mut self) -> Option<Deadline> {
        match self.chosen(CostField::Deadline) {
            choice::DONE => Some(Deadline::AllDone { within_ms: self.ms(CostField::DoneHours, MS_PER_HOUR) }),
            choice::START => Some(Deadline::MostStart {
                percent: self.small_count(CostField::StartPercent),
                within_ms: self.ms(CostField::StartMinutes, MS_PER_MINUTE),
            }),
            _ => None,
        }
    }

    fn pool(&mut self) -> PoolInputs {
        let kept = match self.chosen(CostField::Keep) {
            choice::UNTIL_DONE => Kept::UntilDone { grace_ms: self.ms(CostField::Grace, MS_PER_MINUTE) },
            choice::ALWAYS => Kept::Always,
            choice::WEEK_GRID => Kept::WeekGrid(self.week(CostField::VmGrid)),
            _ => Kept::Hours(BilledTime::from_ms(self.ms(CostField::Hours, MS_PER_HOUR))),
        };
        PoolInputs {
            vms: match &kept {
                Kept::WeekGrid(grid) => VmCount(grid.peak()),
                _ => VmCount(self.small_count(CostField::Vms)),
            },
            kept,
            jobs_per_vm: self.small_count(CostField::JobsPerVm),
            provision_ms: self.ms(CostField::Provision, MS_PER_MINUTE),
            provision_spread_ms: self.ms(CostField::ProvisionSpread, MS_PER_MINUTE),
            release_ms: self.ms(CostField::Release, MS_PER_MINUTE),
            quota: self.small_count(CostField::Quota),
        }
    }

    fn wait(&mut self) -> SharedWait {
        if self.chosen(CostField::Wait) != choice::ASSUMED {
            return SharedWait::None;
        }
        SharedWait::Between {
            minimum_ms: self.ms(CostField::WaitMinimum, MS_PER_MINUTE),
            typical_ms: self.ms(CostField::WaitTypical, MS_PER_MINUTE),
            maximum_ms: self.ms(CostField::WaitMaximum, MS_PER_MINUTE),
        }
    }

    fn terms(&mut self, book: Currency) -> Terms {
        let other_ms = self.ms(CostField::OtherHours, MS_PER_HOUR);
        let days = self.small_count(CostField::Days);
        Terms {
            pool_jobs_are_transactions: self.chosen(CostField::PoolTransactions) == choice::YES,
            pool_job_time_is_charged: self.chosen(CostField::PoolJobTime) == choice::YES,
            partial_hours: match self.chosen(CostField::PartialHours) {
                choice::MINUTE => PartialHours::UpToMinute,
                choice::HOUR => PartialHours::UpToHour,
                _ => PartialHours::Exact,
            },
            other_use: Usage {
                compute: BilledTime::from_ms(other_ms),
                transactions: JobCount(self.count(CostField::OtherTransactions)),
            },
            period: match self.chosen(CostField::Period) {
                choice::DAYS => ChargePeriod::Days(days),
                _ => ChargePeriod::Month,
            },
            adjustment: self.adjustment(book),
        }
    }

    fn adjustment(&mut self, book: Currency) -> Adjustment {
        let exchange = match Currency::read(self.chosen(CostField::Currency)) {
            Ok(currency) if currency == book => None,
            Ok(currency) => Some(Exchange { currency, rate: self.number(CostField::Rate) }),
            Err(found) => {
                self.faults.push(FieldFault { field: CostField::Currency, fault: Fault::Currency(found) });
                None
            }
        };
        let (discount, markup) = (self.number(CostField::Discount), self.number(CostField::Markup));
        // A number at fault is reported already; what stands here then is never used.
        Adjustment::new(discount, markup, exchange).unwrap_or_default()
    }
}

impl Inputs {
    /// Whether the pool has more VMs than its quota, so that the service would refuse it.
    ///
    /// **Source**: facts E: support sets the most VMs of a pool (verified); that more are refused is assumed.
    #[must_use]
    pub const fn is_over_quota(&self) -> bool {
        self.pool.vms.0 > self.pool.quota
    }

    /// The same inputs with the jobs of a history that is kept elsewhere; `None` where it is another one's.
    #[must_use]
    pub fn with_history(mut self, history: History) -> Option<Self> {
        let is_the_same = self.history.as_ref().is_some_and(|known| known.summary() == history.summary());
        self.history = Some(Arc::new(history));
        self.is_history_missing = false;
        is_the_same.then_some(self)
    }

    /// Whether past jobs are wanted that are known by their summary alone: then nothing can be simulated yet.
    #[must_use]
    pub fn lacks_jobs(&self) -> bool {
        self.history.as_ref().is_some_and(|history| !history.has_jobs())
    }
}

impl JobLength {
    /// The time of so many jobs on average, to the millisecond: rounded once, after multiplying. `None` where the
    /// average takes more than arithmetic.
    #[must_use]
    pub fn of_jobs(self, jobs: JobCount) -> Option<BilledTime> {
        let one_ms = match self {
            Self::Minutes(minutes) | Self::Exponential(minutes) => minutes * Decimal::from(MS_PER_MINUTE),
            Self::Rows { rows, seconds } => rows * seconds * Decimal::from(MS_PER_SECOND),
            Self::Lognormal { .. } => return None,
            Self::History { jobs: past, total_ms } => {
                let all_ms = u128::from(total_ms) * u128::from(jobs.0);
                let past = u128::from(past.max(1));
                return Some(BilledTime::from_ms(
                    u64::try_from((all_ms + past / 2) / past).unwrap_or(u64::MAX),
                ));
            }
        };
        let all_ms = one_ms.saturating_mul(Decimal::from(jobs.0)).round();
        Some(BilledTime::from_ms(all_ms.to_u64().unwrap_or(u64::MAX)))
    }
}
