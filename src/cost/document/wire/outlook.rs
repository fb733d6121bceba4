use serde::Serialize;

use crate::capacity::{Chance, ScenarioProblem, Usage, scenario_problem};
use crate::units::BilledTime;
use crate::words::Language;

use super::super::super::outlook::Outlook;

/// What is known of one place: `outlook` is `null` while it is not simulated, and where `problems` say why it cannot be.
#[derive(Serialize)]
pub(super) struct PlaceOut {
    problems: Vec<String>,
    outlook: Option<OutlookOut>,
}

/// Moments are `null` where most occurrences are never done.
#[derive(Serialize)]
struct OutlookOut {
    simulated_periods: u32,
    is_certain: bool,
    wait_ms_p50: Option<u64>,
    wait_ms_p95: Option<u64>,
    finish_ms_p50: Option<u64>,
    finish_ms_p95: Option<u64>,
    deadline_chance: Option<ChanceOut>,
    hours: HoursOut,
    utilization: f64,
    pool_starts: u32,
    jobs_never_run: u64,
    falls_behind: bool,
}

/// A share of the trials and its interval of 95 %, in 0–1.
#[derive(Serialize)]
pub(super) struct ChanceOut {
    estimate: f64,
    low: f64,
    high: f64,
    trials: u64,
}

#[derive(Serialize)]
struct HoursOut {
    billed: TimeOut,
    useful: TimeOut,
    idle: TimeOut,
    releasing: TimeOut,
    provisioning_unbilled: TimeOut,
}

#[derive(Serialize)]
struct TimeOut {
    ms: u64,
    hours: String,
}

impl PlaceOut {
    pub(super) fn of(place: &Result<Option<Outlook>, Vec<ScenarioProblem>>) -> Self {
        match place {
            Ok(outlook) => Self { problems: Vec::new(), outlook: outlook.as_ref().map(OutlookOut::of) },
            Err(problems) => {
                let english = Language::English;
                let say = |problem: &ScenarioProblem| scenario_problem(*problem, english);
                Self { problems: problems.iter().map(say).collect(), outlook: None }
            }
        }
    }
}

impl OutlookOut {
    fn of(outlook: &Outlook) -> Self {
        Self {
            simulated_periods: outlook.replications,
            is_certain: outlook.is_certain,
            wait_ms_p50: outlook.wait_ms_p50,
            wait_ms_p95: outlook.wait_ms_p95,
            finish_ms_p50: outlook.finish_ms_p50,
            finish_ms_p95: outlook.finish_ms_p95,
            deadline_chance: outlook.chance.map(ChanceOut::of),
            hours: HoursOut::of(&outlook.usage),
            utilization: outlook.usage.utilization(),
            pool_starts: outlook.usage.starts,
            jobs_never_run: outlook.never_run,
            falls_behind: outlook.falls_behind,
        }
    }
}

impl ChanceOut {
    pub(super) const fn of(chance: Chance) -> Self {
        Self { estimate: chance.estimate, low: chance.low, high: chance.high, trials: chance.trials }
    }
}

impl HoursOut {
    fn of(usage: &Usage) -> Self {
        let time = |time: BilledTime| TimeOut { ms: time.ms(), hours: time.hours().to_string() };
        Self {
            billed: time(usage.billed),
            useful: time(usage.useful),
            idle: time(usage.idle),
            releasing: time(usage.releasing),
            provisioning_unbilled: time(usage.provisioning),
        }
    }
}
