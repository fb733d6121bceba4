//! VM time as money. All arithmetic of money is `billing`'s.

use crate::billing::{
    Book, LineKind, NotBilled, PlanChoice, Price, Purchase, Terms, Tier, Usage, bill, july_2016,
};
use crate::service::{Presence, Reading, Session, Unsure};
use crate::units::{BilledTime, Decimal, JobCount, MS_PER_DAY, Money, Timestamp};

/// The plans that can pay for pools without stopping when their included hours are used up.
pub const PLANS: [Tier; 3] = [Tier::S1, Tier::S2, Tier::S3];

/// Days of a charge period.
const PERIOD_DAYS: u64 = 30;

/// What the pools of a session use and cost, each as a range that holds the true figure.
///
/// The plan's own price is not in it: it is paid whether or not a pool runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// VM time so far, of all pools, also those that are gone.
    pub so_far: (BilledTime, BilledTime),
    /// VMs on the bill now.
    pub vms: (u32, u32),
    /// Why it is a range; `None` where it is one figure.
    pub unsure: Option<Unsure>,
    /// What the plan charges beyond what it includes.
    pub charged: (Money, Money),
    /// What those VMs cost by the hour once the included hours are used up.
    pub per_hour: (Money, Money),
    /// What the plan includes.
    pub included: BilledTime,
    /// What is left of it.
    pub left: (BilledTime, BilledTime),
    /// How long that lasts with the VMs that there are, at least; `None` without VMs or once nothing is left.
    pub lasts_ms: Option<u64>,
    /// What will have been charged at the end of the period if the VMs stay as they are.
    pub at_end: (Money, Money),
}

/// What a plan charges for one VM-hour beyond the included ones.
#[must_use]
pub fn rate_per_hour(tier: Tier) -> Decimal {
    let book = july_2016();
    let overage = book.plan(tier).and_then(|plan| plan.overage.as_ref());
    overage.map_or(Decimal::ZERO, |meters| Price::decimal(meters.per_hour))
}

/// The tally of a session at `now` on one plan, `ends` being the end of its charge period.
///
/// Assumed, and said so on the page: one instance of the plan pays for all pools of the service, nothing else uses its
/// included hours, all VM time falls within one charge period, and each job that was submitted is one transaction
/// (facts D.4: open points a and e).
#[must_use]
pub fn tally(session: &Session, now: Timestamp, tier: Tier, ends: Timestamp) -> Tally {
    let book = july_2016();
    let readings: Vec<Reading> = session
        .pools()
        .map(|view| &view.meter)
        .chain(session.creating().map(|creating| &creating.meter))
        .chain(session.doubts().iter().map(|doubt| &doubt.creating.meter))
        .map(|meter| meter.reading(now))
        .collect();
    let sum = |pick: fn(&Reading) -> BilledTime| readings.iter().map(pick).sum::<BilledTime>();
    let vms = |pick: fn(&Reading) -> u32| readings.iter().map(pick).fold(0, u32::saturating_add);
    let past = session.past_pools();
    let so_far = (past.least + sum(|reading| reading.least), past.most + sum(|reading| reading.most));
    let vms = (vms(|reading| reading.vms.0.0), vms(|reading| reading.vms.1.0));
    let jobs = session.job_counts().submitted;
    let jobs = JobCount(u64::try_from(jobs).unwrap_or(u64::MAX));
    let charged = |compute| overage(&book, tier, Usage { compute, transactions: jobs }).unwrap_or_default();
    let included = included(&book, tier);
    let left = (included - so_far.1, included - so_far.0);
    let rest_ms = ends.ms_since(now);
    let more = |vms: u32| BilledTime::from_ms(rest_ms).times(vms.into());
    let rate = rate_per_hour(tier);
    let by_hour = |vms: u32| Money::new(rate * Decimal::from(vms));
    Tally {
        so_far,
        vms,
        unsure: readings.iter().filter_map(|reading| reading.unsure).next(),
        charged: (charged(so_far.0), charged(so_far.1)),
        per_hour: (by_hour(vms.0), by_hour(vms.1)),
        included,
        left,
        lasts_ms: (left.0 > BilledTime::ZERO).then(|| left.0.ms().checked_div(vms.1.into())).flatten(),
        at_end: (charged(so_far.0 + more(vms.0)), charged(so_far.1 + more(vms.1))),
    }
}

/// When a charge period ends of which so many days were left at a moment; once it is over, when the one ends that `now`
/// is in.
///
/// **Source**: facts D.3 (verified): included quantities are allocated anew every 30 days.
#[must_use]
pub fn period_end(told: Timestamp, days_left: u64, now: Timestamp) -> Timestamp {
    let first = told.after_ms(days_left.saturating_mul(MS_PER_DAY));
    let period = PERIOD_DAYS * MS_PER_DAY;
    first.after_ms(now.ms_since(first).div_ceil(period).saturating_mul(period))
}

fn included(book: &Book, tier: Tier) -> BilledTime {
    book.plan(tier).map_or(BilledTime::ZERO, |plan| plan.included.compute)
}

/// What the plan charges for a usage beside its own price.
fn overage(book: &Book, tier: Tier, usage: Usage) -> Result<Money, NotBilled> {
    let plan = Purchase::Plan(PlanChoice::one(tier));
    let bill = bill(book, &Terms::default(), plan, usage, None)?;
    let metered = bill.lines.iter().filter(|line| !matches!(line.kind, LineKind::Plan(_)));
    Ok(metered.map(|line| line.amount).sum())
}

/// Whether anything of a pool may be on the bill now.
pub(super) fn is_there(presence: Presence) -> bool {
    !matches!(presence, Presence::Gone { .. })
}
