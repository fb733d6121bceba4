//! What the page and its worker tell each other, as JSON, and what the page's wasm files tell each other, as lines.
//!
//! Start: `{"id":1,"link":"1&vms=4","seed":20170419,"sizes":[1,2,4],"outlooks":true}`. Found: `{"id":1,"done":3,…}` with
//! money as text, moments as milliseconds and `null` for never.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::billing::Variable;
use crate::capacity::{
    Chance, Doing, NEVER_MS, Needed, Outcome, Overload, PlanRow, Point, Span, Timeline, Usage,
};
use crate::units::{BilledTime, Money, VmCount};
use crate::wire::Message;

use super::super::break_even::{SimulatedRange, Trial};
use super::super::outlook::{Outlook, Outlooks};
use super::{Distribution, Found};

/// What a worker is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The page's number for it: answers carry it, and those of an earlier one are dropped.
    pub id: u32,
    /// The inputs, as a link has them.
    pub link: String,
    /// Where chance begins.
    pub seed: u64,
    /// Pools of so many VMs.
    pub sizes: Vec<u32>,
    /// The present inputs, too, before the sizes.
    pub outlooks: bool,
}

impl Message for Start {}

/// What a worker is asked of a break-even that only a simulation tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeStart {
    /// The page's number for it.
    pub range: u32,
    /// The inputs, as a link has them.
    pub link: String,
    /// Where chance begins.
    pub seed: u64,
    /// Which input varies, by its place in [`Variable::ALL`].
    pub variable: usize,
}

impl Message for RangeStart {}

#[derive(Serialize, Deserialize)]
struct RangeWire {
    range: u32,
    variable: usize,
    periods: u32,
    done: u64,
    total: u64,
    finished: bool,
    trials: Vec<TrialWire>,
}

/// Place, what each way adds, and in how many periods each way of a pair is ahead.
type TrialWire = (u64, [Option<String>; 3], [[u32; 2]; 3]);

/// What has been found of a break-even as a message, under the number of its [`RangeStart`].
#[must_use]
pub fn range_to_json(range: u32, found: &SimulatedRange) -> String {
    let trial = |trial: &Trial| {
        (trial.at, trial.added.map(|added| added.map(|money| money.to_string())), trial.ahead)
    };
    let wire = RangeWire {
        range,
        variable: Variable::ALL.iter().position(|one| *one == found.variable).unwrap_or_default(),
        periods: found.periods,
        done: found.done,
        total: found.total,
        finished: found.is_finished,
        trials: found.trials.iter().map(trial).collect(),
    };
    serde_json::to_string(&wire).unwrap_or_default()
}

/// The number of its [`RangeStart`] and what has been found; `None` when the message is none.
#[must_use]
pub fn range_from_json(json: &str) -> Option<(u32, SimulatedRange)> {
    let wire: RangeWire = serde_json::from_str(json).ok()?;
    let trial = |(at, added, ahead): TrialWire| Trial {
        at,
        added: added.map(|text| text?.parse().ok().map(Money::new)),
        ahead,
    };
    let found = SimulatedRange {
        variable: *Variable::ALL.get(wire.variable)?,
        periods: wire.periods,
        done: wire.done,
        total: wire.total,
        is_finished: wire.finished,
        trials: wire.trials.into_iter().map(trial).collect(),
    };
    Some((wire.range, found))
}

#[derive(Serialize, Deserialize)]
struct FoundWire {
    id: u32,
    done: u64,
    total: u64,
    finished: bool,
    pool: Option<Numbers>,
    classic: Option<Numbers>,
    rows: Vec<RowWire>,
    /// VMs, thousandths of a job an hour, needed.
    overloaded: Option<(u32, i64, u64)>,
    stopped: u32,
    /// From, step, never, counts.
    finishes: Option<(u64, u64, u64, Vec<u64>)>,
    timeline: Option<TimelineWire>,
}

/// Step, points, spans.
type TimelineWire = (u64, Vec<[u64; 5]>, Vec<[u64; 4]>);

/// VMs, mean cost, cost P95, finish P50 and P95, chance (estimate, low, high, trials).
type RowWire = (u32, String, String, Option<u64>, Option<u64>, Option<(f64, f64, f64, u64)>);

/// The numbers of an outlook in order.
type Numbers = Vec<Option<u64>>;

/// What has been found as a message, under the number of its [`Start`].
#[must_use]
pub fn found_to_json(id: u32, found: &Found) -> String {
    let wire = FoundWire {
        id,
        done: found.done,
        total: found.total,
        finished: found.is_finished,
        pool: found.outlooks.pool.as_ref().map(numbers),
        classic: found.outlooks.classic.as_ref().map(numbers),
        rows: found.rows.iter().map(row_wire).collect(),
        overloaded: found.overloaded.map(|(vms, overload)| {
            let thousandths = (overload.grows_by_jobs_an_hour * Decimal::ONE_THOUSAND).round();
            let (Needed::Vms(needed) | Needed::Endpoints(needed)) = overload.needed;
            (vms.0, i64::try_from(thousandths).unwrap_or(i64::MAX), needed)
        }),
        stopped: found.stopped,
        finishes: found.finishes.as_ref().map(|distribution| {
            (distribution.from_ms, distribution.step_ms, distribution.never, distribution.counts.clone())
        }),
        timeline: found.timeline.as_ref().map(|timeline| {
            let point = |point: &Point| {
                [point.queued, point.running, point.provisioning, point.ready, point.releasing]
            };
            let span = |span: &Span| [span.vm.into(), span.doing as u64, span.from_ms, span.to_ms];
            (
                timeline.step_ms,
                timeline.points.iter().map(point).collect(),
                timeline.spans.iter().map(span).collect(),
            )
        }),
    };
    serde_json::to_string(&wire).unwrap_or_default()
}

/// The number of its [`Start`] and what has been found; `None` when the message is none.
///
/// The outcome of a timeline stays with the worker.
#[must_use]
pub fn found_from_json(json: &str) -> Option<(u32, Found)> {
    let wire: FoundWire = serde_json::from_str(json).ok()?;
    let found = Found {
        done: wire.done,
        total: wire.total,
        is_finished: wire.finished,
        outlooks: Outlooks {
            pool: wire.pool.and_then(|numbers| outlook(&numbers)),
            classic: wire.classic.and_then(|numbers| outlook(&numbers)),
        },
        rows: wire.rows.into_iter().filter_map(row).collect(),
        overloaded: wire.overloaded.map(|(vms, thousandths, needed)| {
            let grows_by_jobs_an_hour = Decimal::new(thousandths, 3).normalize();
            (VmCount(vms), Overload { grows_by_jobs_an_hour, needed: Needed::Vms(needed) })
        }),
        stopped: wire.stopped,
        finishes: wire.finishes.map(|(from_ms, step_ms, never, counts)| Distribution {
            from_ms,
            step_ms: step_ms.max(1),
            counts,
            never,
        }),
        timeline: wire.timeline.map(|(step_ms, points, spans)| Timeline {
            outcome: Outcome {
                jobs: 0,
                never_run: 0,
                finishes_ms: Vec::new(),
                trials: 0,
                met: 0,
                waits: Default::default(),
                usage: Usage::default(),
            },
            step_ms: step_ms.max(1),
            points: points.into_iter().map(point).collect(),
            spans: spans.into_iter().filter_map(span).collect(),
        }),
    };
    Some((wire.id, found))
}

/// Outlooks and the link whose inputs they are of, as an event's detail: three lines, the link and the numbers of each
/// outlook, with `-` for none. No JSON: the page's first wasm file would carry a reader for this alone.
#[must_use]
pub fn outlooks_to_text(link: &str, outlooks: &Outlooks) -> String {
    let mut text = link.to_owned();
    for outlook in [&outlooks.pool, &outlooks.classic] {
        text.push('\n');
        for number in outlook.as_ref().map(numbers).unwrap_or_default() {
            text.push_str(&number.map_or_else(|| "-".to_owned(), |number| number.to_string()));
            text.push(' ');
        }
    }
    text
}

/// The link and its outlooks; `None` when the detail is none.
#[must_use]
pub fn outlooks_from_text(text: &str) -> Option<(String, Outlooks)> {
    let mut lines = text.split('\n');
    let link = lines.next()?.to_owned();
    let mut read = || {
        let numbers: Numbers =
            lines.next()?.split_ascii_whitespace().map(|number| number.parse().ok()).collect();
        Some(outlook(&numbers))
    };
    let (pool, classic) = (read()?, read()?);
    Some((link, Outlooks { pool, classic }))
}

fn row_wire(row: &PlanRow) -> RowWire {
    let ever = |ms: u64| (ms != NEVER_MS).then_some(ms);
    let chance = row.chance.map(|chance| (chance.estimate, chance.low, chance.high, chance.trials));
    let (mean, p95) = (row.cost_mean.to_string(), row.cost_p95.to_string());
    (row.vms.0, mean, p95, ever(row.finish_ms_p50), ever(row.finish_ms_p95), chance)
}

fn row((vms, mean, p95, finish_p50, finish_p95, chance): RowWire) -> Option<PlanRow> {
    let money = |text: &str| text.parse().ok().map(Money::new);
    Some(PlanRow {
        vms: VmCount(vms),
        cost_mean: money(&mean)?,
        cost_p95: money(&p95)?,
        finish_ms_p50: finish_p50.unwrap_or(NEVER_MS),
        finish_ms_p95: finish_p95.unwrap_or(NEVER_MS),
        chance: chance.map(|(estimate, low, high, trials)| Chance { estimate, low, high, trials }),
    })
}

fn numbers(outlook: &Outlook) -> Numbers {
    let usage = &outlook.usage;
    let chance = |part: fn(&Chance) -> u64| outlook.chance.as_ref().map(part);
    vec![
        Some(outlook.replications.into()),
        Some(outlook.is_certain.into()),
        outlook.finish_ms_p50,
        outlook.finish_ms_p95,
        outlook.wait_ms_p50,
        outlook.wait_ms_p95,
        // A float's bits: exact, and the reader needs no parser for floats.
        chance(|chance| chance.estimate.to_bits()),
        chance(|chance| chance.low.to_bits()),
        chance(|chance| chance.high.to_bits()),
        chance(|chance| chance.trials),
        Some(usage.billed.ms()),
        Some(usage.useful.ms()),
        Some(usage.idle.ms()),
        Some(usage.releasing.ms()),
        Some(usage.provisioning.ms()),
        Some(usage.starts.into()),
        Some(outlook.never_run),
        Some(usage.charged.ms()),
        Some(outlook.falls_behind.into()),
    ]
}

fn outlook(numbers: &[Option<u64>]) -> Option<Outlook> {
    let [
        replications,
        is_certain,
        finish_ms_p50,
        finish_ms_p95,
        wait_ms_p50,
        wait_ms_p95,
        estimate,
        low,
        high,
        trials,
        billed,
        useful,
        idle,
        releasing,
        provisioning,
        starts,
        never_run,
        charged,
        falls_behind,
    ] = *numbers
    else {
        return None;
    };
    let time = |ms: Option<u64>| ms.map(BilledTime::from_ms);
    let count = |count: Option<u64>| count.and_then(|count| u32::try_from(count).ok());
    let chance = match (estimate, low, high, trials) {
        (Some(estimate), Some(low), Some(high), Some(trials)) => Some(Chance {
            estimate: f64::from_bits(estimate),
            low: f64::from_bits(low),
            high: f64::from_bits(high),
            trials,
        }),
        _ => None,
    };
    Some(Outlook {
        replications: count(replications)?,
        is_certain: is_certain? != 0,
        finish_ms_p50,
        finish_ms_p95,
        wait_ms_p50,
        wait_ms_p95,
        chance,
        usage: Usage {
            billed: time(billed)?,
            charged: time(charged)?,
            useful: time(useful)?,
            idle: time(idle)?,
            releasing: time(releasing)?,
            provisioning: time(provisioning)?,
            starts: count(starts)?,
        },
        never_run: never_run?,
        falls_behind: falls_behind? != 0,
    })
}

fn point([queued, running, provisioning, ready, releasing]: [u64; 5]) -> Point {
    Point { queued, running, provisioning, ready, releasing }
}

fn span([vm, doing, from_ms, to_ms]: [u64; 4]) -> Option<Span> {
    let doing = [Doing::Provisioning, Doing::Busy, Doing::Idle, Doing::Releasing]
        .into_iter()
        .find(|one| *one as u64 == doing)?;
    Some(Span { vm: u32::try_from(vm).ok()?, doing, from_ms, to_ms })
}
