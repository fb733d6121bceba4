use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::billing::{PlanChoice, Tier};
use crate::units::{BilledTime, JobCount, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Problem, VmCount};

use super::draft::CostDraft;
use super::field::{CostField, Kind};

/// How long one job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobLength {
    /// So many minutes.
    Minutes(Decimal),
    /// So many rows, each so many seconds.
    Rows {
        /// Rows per job.
        rows: Decimal,
        /// Seconds per row.
        seconds: Decimal,
    },
}

impl JobLength {
    /// The time of so many jobs, to the millisecond: rounded once, after multiplying.
    #[must_use]
    pub fn of_jobs(self, jobs: JobCount) -> BilledTime {
        let one_ms = match self {
            Self::Minutes(minutes) => minutes * Decimal::from(MS_PER_MINUTE),
            Self::Rows { rows, seconds } => rows * seconds * Decimal::from(MS_PER_SECOND),
        };
        let all_ms = one_ms.saturating_mul(Decimal::from(jobs.0)).round();
        BilledTime::from_ms(all_ms.to_u64().unwrap_or(u64::MAX))
    }
}

/// The Cost page's inputs, every one of them within its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Jobs in the charge period.
    pub jobs: JobCount,
    /// How long one job runs.
    pub length: JobLength,
    /// VMs in the pool.
    pub vms: VmCount,
    /// How long the pool is kept.
    pub kept: BilledTime,
    /// What pays for the pool, and for new services.
    pub plan: PlanChoice,
}

/// A field that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Which field.
    pub field: CostField,
    /// What is wrong with it.
    pub problem: Problem,
}

impl CostDraft {
    /// The inputs, or every problem at once, in form order. Fields that the chosen job length does not use are not
    /// asked.
    ///
    /// # Errors
    /// When a number is not within its row of [`crate::units::Quantity`].
    pub fn check(&self) -> Result<Inputs, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut number = |field: CostField| match field.kind() {
            Kind::Number(quantity) => quantity.read(self.text(field)).unwrap_or_else(|problem| {
                faults.push(FieldFault { field, problem });
                Decimal::ZERO
            }),
            Kind::OneOf(_) => Decimal::ZERO,
        };
        let jobs = JobCount(number(CostField::Jobs).to_u64().unwrap_or_default());
        let length = if self.text(CostField::Length) == CostField::BY_ROWS {
            JobLength::Rows { rows: number(CostField::Rows), seconds: number(CostField::Seconds) }
        } else {
            JobLength::Minutes(number(CostField::Minutes))
        };
        let vms = VmCount(number(CostField::Vms).to_u32().unwrap_or_default());
        let kept_ms = (number(CostField::Hours) * Decimal::from(MS_PER_HOUR)).round().to_u64();
        let kept = BilledTime::from_ms(kept_ms.unwrap_or_default());
        let instances = number(CostField::Instances).to_u32().unwrap_or_default();
        let tier = Tier::from_name(self.text(CostField::Plan)).unwrap_or(Tier::S1);
        let inputs = Inputs { jobs, length, vms, kept, plan: PlanChoice::of(tier, instances) };
        if faults.is_empty() { Ok(inputs) } else { Err(faults) }
    }
}
