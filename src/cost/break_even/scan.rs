use core::cmp::Ordering;

use crate::billing::{
    Book, End, Exact, NoBreakEven, NotBilled, Ratio, Span, Stay, Usage, Variable, Verdict, Way, bill,
    pool_time,
};
use crate::capacity::Recurrence;
use crate::units::{BilledTime, JobCount, MS_PER_DAY, VmCount};

use super::super::inputs::Inputs;
use super::kept::joined;

/// A pool that is kept until its jobs are done, where nothing is left to chance: all jobs come at once and are as long.
///
/// Jobs run in rounds of VMs × jobs per VM, so that the pool's hours go up in steps. The axis is cut into stretches
/// without a step and without a kink of any price; on a stretch a difference of costs is straight, and its sign at
/// every place that can be typed is found by halving.
pub(super) struct DonePool {
    variable: Variable,
    /// Places a grid step apart; the least and the largest that are looked at.
    from: u64,
    to: u64,
    /// Grid steps in one of the variable's own unit.
    unit: i128,
    now: u64,
    /// The last place of each stretch.
    cuts: Vec<u64>,
    jobs: u64,
    vms: u64,
    per_job_ms: u64,
    jobs_per_vm: u64,
    occurrences: u64,
    /// Milliseconds of a stay beside its rounds: grace and release.
    beside_ms: u64,
    provision_ms: u64,
    /// Milliseconds from one occurrence to the next.
    every_ms: u64,
}

/// The most stretches that are looked at, so that it is done between two keys.
const STRETCHES: u64 = 1_000;
/// Milliseconds of one step of minutes per job, which are typed to four decimals.
pub(super) const MINUTE_STEP_MS: u64 = 6;

impl DonePool {
    /// `None` where the inputs as they are run into the next occurrence.
    pub(super) fn new(
        book: &Book,
        inputs: &Inputs,
        per_job: BilledTime,
        grace_ms: u64,
        variable: Variable,
    ) -> Option<Self> {
        let pool = &inputs.pool;
        let every_ms = match inputs.repeat {
            Recurrence::Once => u64::MAX,
            Recurrence::Daily => MS_PER_DAY,
            Recurrence::Weekly => 7 * MS_PER_DAY,
            Recurrence::Monthly => u64::from(inputs.days).saturating_mul(MS_PER_DAY),
        };
        let mut done = Self {
            variable,
            from: 0,
            to: 0,
            unit: if variable == Variable::MinutesPerJob { 10_000 } else { 1 },
            now: match variable {
                Variable::Jobs => inputs.jobs.0,
                Variable::Vms => pool.vms.0.into(),
                _ => per_job.ms() / MINUTE_STEP_MS,
            },
            cuts: Vec::new(),
            jobs: inputs.jobs.0,
            vms: pool.vms.0.into(),
            per_job_ms: per_job.ms(),
            jobs_per_vm: pool.jobs_per_vm.into(),
            occurrences: inputs.workload().occurrences().into(),
            beside_ms: grace_ms.saturating_add(pool.release_ms),
            provision_ms: pool.provision_ms,
            every_ms,
        };
        done.look_around(inputs)?;
        done.cut(book, inputs);
        Some(done)
    }

    pub(super) fn now(&self) -> Ratio {
        self.place(self.now)
    }

    pub(super) fn looked_at(&self) -> (Ratio, Ratio) {
        (self.place(self.from), self.place(self.to))
    }

    pub(super) fn spans(
        &self,
        book: &Book,
        inputs: &Inputs,
        ways: (Way, Way),
    ) -> Result<Vec<Span>, NoBreakEven> {
        let verdict = |x: u64| -> Result<Verdict, NotBilled> {
            let first = self.exact(book, inputs, ways.0, x)?;
            let second = self.exact(book, inputs, ways.1, x)?;
            Ok(match (first, second) {
                (Some(_), Some(_)) if inputs.terms.adjustment.is_free() => Verdict::Tie,
                (Some(first), Some(second)) => match first.cmp(&second) {
                    Ordering::Less => Verdict::First,
                    Ordering::Equal => Verdict::Tie,
                    Ordering::Greater => Verdict::Second,
                },
                (Some(_), None) => Verdict::OnlyFirst,
                (None, Some(_)) => Verdict::OnlySecond,
                (None, None) => Verdict::Neither,
            })
        };
        let mut spans = Vec::new();
        let mut at = self.from;
        for &last in &self.cuts {
            let at_last = verdict(last)?;
            while at <= last {
                let here = verdict(at)?;
                let (mut same, mut other) = (at, last);
                if here == at_last {
                    same = last;
                }
                // On a straight stretch a verdict that is left does not come back.
                while same < last && other - same > 1 {
                    let middle = same + (other - same) / 2;
                    if verdict(middle)? == here { same = middle } else { other = middle }
                }
                let end = |x| End { at: self.place(x), included: true };
                spans.push(Span { from: end(at), to: end(same), verdict: here });
                at = same.saturating_add(1);
            }
        }
        Ok(joined(spans))
    }

    pub(super) fn added(&self, book: &Book, inputs: &Inputs, way: Way, at: Ratio) -> Option<Exact> {
        let grid = Ratio::new(at.numerator().saturating_mul(self.unit), at.denominator())?;
        self.exact(book, inputs, way, u64::try_from(grid.floor()).ok()?).ok()?
    }

    /// Both ends of every stretch: straight lines between them are exact, but for the steps themselves, which are drawn
    /// upright.
    pub(super) fn course(&self, book: &Book, inputs: &Inputs, way: Way, to: Ratio) -> Vec<(Ratio, Exact)> {
        let mut corners = Vec::new();
        let mut first = self.from;
        for &last in &self.cuts {
            for x in [first, last] {
                let place = self.place(x);
                if place <= to && corners.last().is_none_or(|(at, _)| *at < place) {
                    corners
                        .extend(self.exact(book, inputs, way, x).ok().flatten().map(|added| (place, added)));
                }
            }
            first = last.saturating_add(1);
        }
        if let (Some((last, _)), Some(added)) = (corners.last(), self.added(book, inputs, way, to))
            && *last < to
        {
            corners.push((to, added));
        }
        corners
    }

    fn place(&self, x: u64) -> Ratio {
        Ratio::new(x.into(), self.unit).unwrap_or(Ratio::whole(0))
    }

    /// Jobs, VMs and the length of a job at a place.
    const fn at(&self, x: u64) -> (u64, u64, u64) {
        match self.variable {
            Variable::Jobs => (x, self.vms, self.per_job_ms),
            Variable::Vms => (self.jobs, x, self.per_job_ms),
            _ => (self.jobs, self.vms, x.saturating_mul(MINUTE_STEP_MS)),
        }
    }

    /// The time of all rounds.
    const fn rounds_ms(&self, x: u64) -> u64 {
        let (jobs, vms, per_job_ms) = self.at(x);
        let at_once = vms.saturating_mul(self.jobs_per_vm);
        jobs.div_ceil(if at_once == 0 { 1 } else { at_once }).saturating_mul(per_job_ms)
    }

    /// Whether an occurrence is over and its VMs gone before the next one.
    const fn fits(&self, x: u64) -> bool {
        let (jobs, vms, _) = self.at(x);
        let over = self.provision_ms.saturating_add(self.rounds_ms(x)).saturating_add(self.beside_ms);
        (vms > 0 || jobs == 0) && over < self.every_ms
    }

    fn usage(&self, inputs: &Inputs, way: Way, x: u64) -> Usage {
        let (jobs, vms, per_job_ms) = self.at(x);
        let all_jobs = JobCount(jobs.saturating_mul(self.occurrences));
        let job_time = BilledTime::from_ms(per_job_ms).times(all_jobs.0);
        if way != Way::PoolOnPlan {
            return Usage { compute: job_time, transactions: all_jobs };
        }
        let stays = if jobs == 0 { 0 } else { vms.saturating_mul(self.occurrences) };
        let each = BilledTime::from_ms(self.rounds_ms(x).saturating_add(self.beside_ms));
        let stay = Stay { vms: VmCount(u32::try_from(stays).unwrap_or(u32::MAX)), kept: each };
        let pool = pool_time(&[stay], inputs.terms.partial_hours);
        let again = if inputs.terms.pool_job_time_is_charged { job_time } else { BilledTime::ZERO };
        let transactions = if inputs.terms.pool_jobs_are_transactions { all_jobs } else { JobCount(0) };
        Usage { compute: pool + again, transactions }
    }

    /// What a way adds; `None` where its plan stops.
    fn exact(&self, book: &Book, inputs: &Inputs, way: Way, x: u64) -> Result<Option<Exact>, NotBilled> {
        let usage = self.usage(inputs, way, x);
        match bill(book, &inputs.terms, way.purchase(inputs.plan), usage, inputs.paid) {
            Ok(bill) => Ok(Some(bill.exact_added)),
            Err(NotBilled::Stopped { .. }) => Ok(None),
            Err(why) => Err(why),
        }
    }

    /// From where to where is looked: what fits into the time between occurrences, around the present value.
    fn look_around(&mut self, inputs: &Inputs) -> Option<()> {
        if !self.fits(self.now) {
            return None;
        }
        let at_once = self.vms.saturating_mul(self.jobs_per_vm).max(1);
        let (least, most) = match self.variable {
            Variable::Jobs => {
                let half = at_once.saturating_mul(STRETCHES / 2);
                let top = 1_000_000_000 / self.occurrences.max(1);
                (self.now.saturating_sub(half), self.now.saturating_add(half).min(top))
            }
            Variable::Vms => {
                let quota = u64::from(inputs.pool.quota).max(self.now);
                (
                    self.now.saturating_sub(STRETCHES / 2).max(1),
                    quota.min(self.now.saturating_add(STRETCHES / 2)),
                )
            }
            _ => {
                let steps = inputs.terms.partial_hours.step_ms().unwrap_or(u64::MAX);
                let rounds = self.jobs.div_ceil(at_once).max(1);
                // So many minutes are so many charged steps more.
                let half = (steps / rounds / MINUTE_STEP_MS).saturating_mul(STRETCHES / 2);
                let top = 100_000 * 10_000;
                (self.now.saturating_sub(half), self.now.saturating_add(half).min(top))
            }
        };
        // More VMs are sooner done, more jobs and longer ones later: what fits is one stretch around the present.
        self.from = if self.fits(least) { least } else { self.edge(least, self.now) };
        self.to = if self.fits(most) { most } else { self.edge(most, self.now) };
        Some(())
    }

    /// The place nearest to `outside` that fits, where `inside` does.
    fn edge(&self, mut outside: u64, mut inside: u64) -> u64 {
        while outside.abs_diff(inside) > 1 {
            let middle = outside.midpoint(inside);
            if self.fits(middle) { inside = middle } else { outside = middle }
        }
        inside
    }

    /// Cuts the axis behind every place after which a cost has a step or a kink.
    fn cut(&mut self, book: &Book, inputs: &Inputs) {
        let (from, to) = (self.from, self.to);
        let at_once = self.vms.saturating_mul(self.jobs_per_vm).max(1);
        let mut cuts: Vec<u64> = match self.variable {
            Variable::Jobs => {
                let first = from.div_ceil(at_once).saturating_mul(at_once);
                (0..=STRETCHES + 1).map(|stair| first.saturating_add(stair.saturating_mul(at_once))).collect()
            }
            Variable::Vms => (from..=to).collect(),
            _ => inputs.terms.partial_hours.step_ms().map_or_else(Vec::new, |step| self.charged_steps(step)),
        };
        if self.variable != Variable::Vms {
            cuts.push(0);
            let included = book.plan(inputs.plan.tier).map(|plan| {
                let all = |one: u64| one.saturating_mul(inputs.plan.instances.get().into());
                let other = inputs.terms.other_use;
                let compute = all(plan.included.compute.ms()).saturating_sub(other.compute.ms());
                (compute, all(plan.included.transactions).saturating_sub(other.transactions.0))
            });
            let (compute, transactions) = included.unwrap_or_default();
            // Beyond what is included a way's cost is straight: the last place within is found by halving.
            for way in [Way::PoolOnPlan, Way::ClassicOnPlan] {
                let within = |x: u64| self.usage(inputs, way, x).compute.ms() <= compute;
                cuts.extend(last_within(from, to, within));
                let within = |x: u64| self.usage(inputs, way, x).transactions.0 <= transactions;
                cuts.extend(last_within(from, to, within));
            }
        }
        cuts.retain(|cut| (from..to).contains(cut));
        cuts.push(to);
        cuts.sort_unstable();
        cuts.dedup();
        self.cuts = cuts;
    }

    /// Places after which a VM's stay is charged one step more.
    fn charged_steps(&self, step_ms: u64) -> Vec<u64> {
        let at_once = self.vms.saturating_mul(self.jobs_per_vm).max(1);
        let grid_ms = self.jobs.div_ceil(at_once).saturating_mul(MINUTE_STEP_MS).max(1);
        let first = self.rounds_ms(self.from).saturating_add(self.beside_ms).div_ceil(step_ms);
        (first..=first + STRETCHES)
            .filter_map(|steps| {
                steps.saturating_mul(step_ms).checked_sub(self.beside_ms).map(|ms| ms / grid_ms)
            })
            .collect()
    }
}

/// The last place for which a condition holds that holds up to some place and then no more.
fn last_within(from: u64, to: u64, within: impl Fn(u64) -> bool) -> Option<u64> {
    if !within(from) || within(to) {
        return None;
    }
    let (mut inside, mut outside) = (from, to);
    while outside - inside > 1 {
        let middle = inside + (outside - inside) / 2;
        if within(middle) { inside = middle } else { outside = middle }
    }
    Some(inside)
}
