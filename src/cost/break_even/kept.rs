use crate::billing::{
    Book, End, Exact, NoBreakEven, Ratio, Scenario, Span, Variable, Way, break_even, course,
};
use crate::units::{BilledTime, JobCount, MS_PER_DAY, MS_PER_HOUR, Quantity, VmCount};

use super::super::answer::{hours_stays, stays as stays_of};
use super::super::inputs::{Arrive, Inputs, JobLength, Kept};
use super::range::ratio;
use super::scenario;

/// A pool whose hours are an input, as `billing` takes it, and the way from its axis to that of the page and back.
///
/// On the page jobs and VMs are those of one occurrence, and hours kept run from asking for the VMs; in a bill jobs are
/// those of the charge period, and a VM's time runs from provisioned to deleted.
pub(super) struct KeptPool {
    scenario: Scenario,
    variable: Variable,
    /// Jobs of the charge period for each that is typed.
    times: i128,
    /// Milliseconds of the page's hours that come before a VM is ready.
    provision: i128,
    /// Milliseconds of a VM's bill that come after the page's hours.
    release: i128,
    /// The most hours kept that are looked at.
    most_hours: Ratio,
    now: Option<Ratio>,
}

impl KeptPool {
    pub(super) fn new(inputs: &Inputs, per_job: BilledTime, variable: Variable) -> Self {
        let occurrences = inputs.workload().occurrences();
        let pool = &inputs.pool;
        let (stays, each) = match &pool.kept {
            // On their own axis the hours end before the next occurrence begins, whatever they are now.
            Kept::Hours(_) if variable == Variable::HoursKept => (occurrences, BilledTime::ZERO),
            Kept::Hours(kept) => hours_stays(inputs, *kept),
            Kept::Always => {
                let period = BilledTime::from_ms(u64::from(inputs.days).saturating_mul(MS_PER_DAY));
                (1, period - BilledTime::from_ms(pool.provision_ms))
            }
            // No axis changes the grid: all its time is one stay, charged by whole steps already.
            Kept::WeekGrid(_) => {
                let all = stays_of(inputs).unwrap_or_default();
                (1, crate::billing::pool_time(&all, inputs.terms.partial_hours))
            }
            Kept::UntilDone { .. } => (occurrences, BilledTime::ZERO),
        };
        let alike = if matches!(pool.kept, Kept::WeekGrid(_)) { VmCount(1) } else { pool.vms };
        let jobs = inputs.workload().jobs_in_period();
        let scenario = if variable == Variable::Vms {
            // One VM more is one stay more in every occurrence; a charged time is a whole number of steps already.
            let all = inputs.terms.partial_hours.billed(each).times(stays.into());
            scenario(inputs, pool.vms, all, jobs, per_job)
        } else {
            let vms = VmCount(alike.0.saturating_mul(stays));
            scenario(inputs, vms, each, jobs, per_job)
        };
        let most_hours = most_hours(inputs);
        let hours = |kept: BilledTime| Ratio::new(kept.ms().into(), MS_PER_HOUR.into());
        let now = match (variable, &pool.kept) {
            (Variable::Jobs, _) => Some(Ratio::whole(inputs.jobs.0.into())),
            (Variable::Vms, _) => Some(Ratio::whole(pool.vms.0.into())),
            (Variable::MinutesPerJob, _) => minutes(inputs, per_job),
            (Variable::HoursKept, Kept::Hours(kept)) => hours(*kept).filter(|now| *now <= most_hours),
            (Variable::HoursKept, _) => None,
            (Variable::Utilization, _) => {
                let work = i128::from(per_job.times(jobs.0).ms());
                let all = i128::from(each.times(scenario.vms.0.into()).ms());
                Ratio::new(work, all).filter(|share| *share > Ratio::whole(0) && *share <= Ratio::whole(1))
            }
        };
        Self {
            scenario,
            variable,
            times: times_of_jobs(inputs).unwrap_or(1).into(),
            provision: pool.provision_ms.into(),
            release: pool.release_ms.into(),
            most_hours,
            now,
        }
    }

    pub(super) const fn now(&self) -> Option<Ratio> {
        self.now
    }

    pub(super) fn looked_at(&self) -> (Ratio, Ratio) {
        let most = |quantity: Quantity| ratio(quantity.bound().maximum).unwrap_or(Ratio::whole(1));
        let to = match self.variable {
            Variable::Jobs => Ratio::whole(most(Quantity::Jobs).floor() / self.times.max(1)),
            Variable::MinutesPerJob => most(Quantity::MinutesPerJob),
            Variable::Vms => most(Quantity::Vms),
            Variable::HoursKept => self.most_hours,
            Variable::Utilization => Ratio::whole(1),
        };
        (Ratio::whole(0), to)
    }

    pub(super) fn spans(
        &self,
        book: &Book,
        inputs: &Inputs,
        ways: (Way, Way),
    ) -> Result<Vec<Span>, NoBreakEven> {
        let spans = break_even(book, &inputs.terms, &self.scenario, ways, self.variable)?;
        Ok(match self.variable {
            Variable::Jobs => joined(spans.into_iter().filter_map(|span| self.of_one_occurrence(span))),
            Variable::HoursKept => self.asked_hours(&spans),
            _ => spans,
        })
    }

    pub(super) fn added(&self, book: &Book, inputs: &Inputs, way: Way, at: Ratio) -> Option<Exact> {
        let at = self.bill_place(at);
        let corners = course(book, &inputs.terms, &self.scenario, way, self.variable, (at, at)).ok()?;
        corners.last().map(|corner| corner.added)
    }

    pub(super) fn course(&self, book: &Book, inputs: &Inputs, way: Way, to: Ratio) -> Vec<(Ratio, Exact)> {
        let low = match self.variable {
            // Above 0 hours, a VM is billed its release at least.
            Variable::HoursKept => hours_of(self.release),
            _ => Ratio::whole(0),
        };
        let range = (low, self.bill_place(to));
        let corners = course(book, &inputs.terms, &self.scenario, way, self.variable, range);
        let mut course: Vec<(Ratio, Exact)> = corners
            .unwrap_or_default()
            .into_iter()
            .map(|corner| (self.page_place(corner.at), corner.added))
            .collect();
        if let (Variable::HoursKept, Some((at, added))) = (self.variable, course.first().copied())
            && at > Ratio::whole(0)
        {
            course.insert(0, (Ratio::whole(0), added));
        }
        course
    }

    fn bill_place(&self, at: Ratio) -> Ratio {
        match self.variable {
            Variable::Jobs => Ratio::whole(at.floor().saturating_mul(self.times)),
            Variable::HoursKept if at > Ratio::whole(0) => {
                plus_ms(plus_ms(at, -self.provision).max(Ratio::whole(0)), self.release)
            }
            _ => at,
        }
    }

    fn page_place(&self, at: Ratio) -> Ratio {
        match self.variable {
            Variable::Jobs => {
                Ratio::new(at.numerator(), at.denominator().saturating_mul(self.times)).unwrap_or(at)
            }
            Variable::HoursKept => plus_ms(at, self.provision - self.release),
            _ => at,
        }
    }

    /// Jobs of the charge period to jobs of one occurrence; `None` where the span holds no whole one.
    fn of_one_occurrence(&self, span: Span) -> Option<Span> {
        let each = |at: Ratio| Ratio::new(at.numerator(), at.denominator().saturating_mul(self.times));
        let (from, to) = (each(span.from.at)?.ceil(), each(span.to.at)?.floor());
        let end = |jobs| End { at: Ratio::whole(jobs), included: true };
        (from <= to).then(|| Span { from: end(from), to: end(to), verdict: span.verdict })
    }

    /// Billed hours of a VM to the hours from asking for it until asking for its deletion: while it is provisioned it
    /// is billed nothing yet, and from then on its release comes on top.
    fn asked_hours(&self, spans: &[Span]) -> Vec<Span> {
        let (zero, release) = (Ratio::whole(0), hours_of(self.release));
        let verdict_at = |at: Ratio| {
            let holds = |span: &&Span| {
                (span.from.at < at || (span.from.at == at && span.from.included))
                    && (at < span.to.at || (at == span.to.at && span.to.included))
            };
            spans.iter().find(holds).map(|span| span.verdict)
        };
        let (Some(none), Some(least)) = (verdict_at(zero), verdict_at(release)) else { return Vec::new() };
        let closed = |at: Ratio| End { at, included: true };
        let ready = hours_of(self.provision);
        let first = Span { from: closed(zero), to: closed(zero), verdict: none };
        let waiting = Span { from: End { at: zero, included: false }, to: closed(ready), verdict: least };
        let rest = spans.iter().filter(|span| span.to.at > release).map(|span| {
            let moved = |end: End| End { at: self.page_place(end.at), ..end };
            let from =
                if span.from.at <= release { End { at: ready, included: false } } else { moved(span.from) };
            Span { from, to: moved(span.to), verdict: span.verdict }
        });
        joined([first].into_iter().chain((ready > zero).then_some(waiting)).chain(rest))
    }
}

/// How many jobs of the charge period each job is that is typed; `None` where they are no multiple of them, as of a week
/// that the period cuts.
pub(super) fn times_of_jobs(inputs: &Inputs) -> Option<u64> {
    const MANY: u64 = 1_000_000;
    if inputs.arrive == Arrive::History {
        return Some(1);
    }
    let of = |jobs: u64| {
        let mut workload = inputs.workload();
        workload.jobs = JobCount(jobs);
        workload.jobs_in_period().0
    };
    let times = of(1);
    (of(MANY) == times.saturating_mul(MANY)).then_some(times)
}

/// Hours that reach into the next occurrence's are one stay with them, which is another arithmetic: the most hours kept
/// of which each occurrence has its own.
fn most_hours(inputs: &Inputs) -> Ratio {
    let most = ratio(Quantity::HoursKept.bound().maximum).unwrap_or(Ratio::whole(1));
    let workload = inputs.workload();
    if workload.occurrences() < 2 {
        return most;
    }
    let every = i128::from(workload.every_ms() / MS_PER_HOUR);
    // Where they meet, a VM that takes time to come or to go does neither.
    let pool = &inputs.pool;
    let meet = i128::from(pool.provision_ms > 0 || pool.provision_spread_ms > 0 || pool.release_ms > 0);
    most.min(Ratio::whole(every - meet))
}

/// Neighbours with the same verdict become one.
pub(super) fn joined(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for span in spans {
        match all.last_mut() {
            Some(last) if last.verdict == span.verdict => last.to = span.to,
            _ => all.push(span),
        }
    }
    all
}

/// The minutes of one job as typed; of jobs that vary, their average.
pub(super) fn minutes(inputs: &Inputs, per_job: BilledTime) -> Option<Ratio> {
    match inputs.length {
        JobLength::Minutes(minutes) | JobLength::Exponential(minutes) => ratio(minutes),
        JobLength::Rows { .. } | JobLength::Lognormal { .. } | JobLength::History { .. } => {
            Ratio::new(per_job.ms().into(), 60_000)
        }
    }
}

fn hours_of(ms: i128) -> Ratio {
    Ratio::new(ms, MS_PER_HOUR.into()).unwrap_or(Ratio::whole(0))
}

fn plus_ms(hours: Ratio, ms: i128) -> Ratio {
    let unit = i128::from(MS_PER_HOUR);
    let numerator =
        hours.numerator().saturating_mul(unit).saturating_add(ms.saturating_mul(hours.denominator()));
    Ratio::new(numerator, hours.denominator().saturating_mul(unit)).unwrap_or(hours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::Verdict;

    #[test]
    fn neighbours_join() {
        let end = |at| End { at: Ratio::whole(at), included: true };
        let span = |from, to, verdict| Span { from: end(from), to: end(to), verdict };
        let spans = [
            span(0, 1, Verdict::First),
            span(2, 3, Verdict::First),
            span(4, 4, Verdict::Tie),
            span(5, 9, Verdict::First),
        ];
        assert_eq!(
            joined(spans),
            [span(0, 3, Verdict::First), span(4, 4, Verdict::Tie), span(5, 9, Verdict::First)]
        );
    }
}
