//! VM time as money. All arithmetic of money is `billing`'s.

use std::collections::BTreeMap;

use super::periods::Periods;
use crate::billing::{
    Book, LineKind, NotBilled, PlanChoice, Price, Purchase, Terms, Tier, Usage, bill, july_2016,
};
use crate::service::{Meter, Presence, Reading, Session, Stretch, Unsure};
use crate::units::{BilledTime, Decimal, JobCount, MS_PER_HOUR, Money, Timestamp};

/// The plans that can pay for pools without stopping when their included hours are used up.
pub const PLANS: [Tier; 3] = [Tier::S1, Tier::S2, Tier::S3];

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
    /// Charge periods, from the first in which there was anything to bill to the one that `now` is in.
    pub periods: u64,
    /// What the plan charges beyond what it includes, each period for itself.
    pub charged: (Money, Money),
    /// What those VMs cost by the hour once the included hours are used up.
    pub per_hour: (Money, Money),
    /// What the plan includes in a period.
    pub included: BilledTime,
    /// What is left of it in the period that `now` is in.
    pub left: (BilledTime, BilledTime),
    /// How long that lasts with the VMs that there are, at least; `None` without VMs or once nothing is left.
    pub lasts_ms: Option<u64>,
    /// How long the period goes on, after which all of it comes anew.
    pub rest_ms: u64,
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

/// The tally of a session at `now` on one plan, by its charge periods.
///
/// Assumed, and said so on the page: one instance of the plan pays for all pools of the service, nothing else uses its
/// included hours, VM time that runs over a period's end counts in each period as far as it is in it, and each job that
/// was submitted is one transaction (facts D.4: open points a, e and g).
///
/// **Source**: facts D.3 (verified): included quantities come anew with each period.
#[must_use]
pub fn tally(session: &Session, now: Timestamp, tier: Tier, periods: Periods) -> Tally {
    let book = july_2016();
    let readings: Vec<Reading> = meters(session).map(|meter| meter.reading(now)).collect();
    let sum = |pick: fn(&Reading) -> BilledTime| readings.iter().map(pick).sum::<BilledTime>();
    let vms = |pick: fn(&Reading) -> u32| readings.iter().map(pick).fold(0, u32::saturating_add);
    let past = session.past_pools();
    let so_far = (past.least + sum(|reading| reading.least), past.most + sum(|reading| reading.most));
    let vms = (vms(|reading| reading.vms.0.0), vms(|reading| reading.vms.1.0));
    let ends = periods.end_at(now);
    let mut used = usage_by_period(session, now, periods);
    let first = used.first_key_value().map_or(ends, |(first, _)| *first);
    let current = used.remove(&ends).unwrap_or_default();
    let charged = |usage| overage(&book, tier, usage).unwrap_or_default();
    let before = |pick: fn(&Used) -> Usage| used.values().map(|used| charged(pick(used))).sum::<Money>();
    let before = (before(|used| used.least), before(|used| used.most));
    let included = included(&book, tier);
    let left = (included - current.most.compute, included - current.least.compute);
    let rest = BilledTime::from_ms(ends.ms_since(now));
    let later = |usage: Usage, vms: u32| Usage { compute: usage.compute + rest.times(vms.into()), ..usage };
    let rate = rate_per_hour(tier);
    let by_hour = |vms: u32| Money::new(rate * Decimal::from(vms));
    Tally {
        so_far,
        vms,
        unsure: readings.iter().filter_map(|reading| reading.unsure).next(),
        periods: periods.count(first, ends),
        charged: (before.0 + charged(current.least), before.1 + charged(current.most)),
        per_hour: (by_hour(vms.0), by_hour(vms.1)),
        included,
        left,
        lasts_ms: (left.0 > BilledTime::ZERO).then(|| left.0.ms().checked_div(vms.1.into())).flatten(),
        rest_ms: rest.ms(),
        at_end: (
            before.0 + charged(later(current.least, vms.0)),
            before.1 + charged(later(current.most, vms.1)),
        ),
    }
}

/// The meters of everything that may cost and is listed.
fn meters(session: &Session) -> impl Iterator<Item = &Meter> {
    let pools = session.pools().map(|view| &view.meter);
    let creating = session.creating().map(|creating| &creating.meter);
    pools.chain(creating).chain(session.doubts().iter().map(|doubt| &doubt.creating.meter))
}

/// What is used of a plan in one of its periods, at least and at most.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    least: Usage,
    most: Usage,
}

impl Used {
    fn add(&mut self, stretch: Stretch) {
        self.least.compute = self.least.compute + stretch.least();
        self.most.compute = self.most.compute + stretch.most();
    }

    fn add_jobs(&mut self, jobs: u64, is_sure: bool) {
        let add = |JobCount(count): &mut JobCount| *count = count.saturating_add(jobs);
        add(&mut self.most.transactions);
        if is_sure {
            add(&mut self.least.transactions);
        }
    }
}

/// What was used until `now`, by the end of the period in which it was.
fn usage_by_period(session: &Session, now: Timestamp, periods: Periods) -> BTreeMap<Timestamp, Used> {
    let mut used: BTreeMap<Timestamp, Used> = BTreeMap::new();
    let past = session.past_pools().stretches();
    for stretch in meters(session).flat_map(|meter| meter.stretches(now)).chain(past) {
        let mut rest = stretch;
        loop {
            let end = periods.end_of(rest.from(), now);
            let (within, beyond) = rest.cut(end);
            // What a clock that was set back dates after `now` is in the last period.
            if rest.until() <= end || end == periods.end_at(now) {
                used.entry(end).or_default().add(rest);
                break;
            }
            used.entry(end).or_default().add(within);
            rest = beyond;
        }
    }
    for (begins, jobs) in session.submitted_by_hour() {
        let last_moment = begins.after_ms(MS_PER_HOUR - 1);
        let (first, last) = (periods.end_of(begins, now), periods.end_of(last_moment, now));
        let is_sure = first == last;
        for end in core::iter::once(first).chain((!is_sure).then_some(last)) {
            used.entry(end).or_default().add_jobs(jobs, is_sure);
        }
    }
    used
}

fn included(book: &Book, tier: Tier) -> BilledTime {
    book.plan(tier).map_or(BilledTime::ZERO, |plan| plan.included.compute)
}

/// What the plan charges for a usage in one period beside its own price.
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
