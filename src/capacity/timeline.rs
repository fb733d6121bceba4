use crate::units::Seed;

use super::jobs::{Block, JobStream};
use super::outcome::{Outcome, Tally};
use super::roster::{Roster, Shift};
use super::scenario::Scenario;

/// How a scenario's VMs and queue go through one simulated charge period, in a bounded number of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// What the same charge period was like as numbers.
    pub outcome: Outcome,
    /// Milliseconds from one point to the next.
    pub step_ms: u64,
    /// The state at the end of each step, the first one `step_ms` after the start.
    pub points: Vec<Point>,
    /// What each VM did, sorted by VM and time; empty when there is too much to show
    /// ([`TIMELINE_VMS`], [`TIMELINE_SPANS`]).
    pub spans: Vec<Span>,
}

/// The most VMs whose spans are kept.
pub const TIMELINE_VMS: u32 = 64;
/// The most spans that are kept.
pub const TIMELINE_SPANS: usize = 4_096;
/// The most points of a timeline; there are more than half as many whenever the run is long enough.
pub const TIMELINE_POINTS: usize = 512;

/// The state of the queue and the VMs at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Point {
    /// Jobs submitted and not started.
    pub queued: u64,
    /// Jobs running.
    pub running: u64,
    /// VMs asked for and not ready.
    pub provisioning: u64,
    /// VMs ready, busy or not.
    pub ready: u64,
    /// VMs that are being deleted.
    pub releasing: u64,
}

/// What a VM does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which VM, from 0.
    pub vm: u32,
    /// What it does.
    pub doing: Doing,
    /// From when, in milliseconds.
    pub from_ms: u64,
    /// Until when, in milliseconds.
    pub to_ms: u64,
}

/// What a VM can be doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doing {
    /// Being provisioned; not billed.
    Provisioning,
    /// Running at least one job; billed.
    Busy,
    /// Ready without a job; billed.
    Idle,
    /// Being deleted; billed.
    Releasing,
}

/// Simulates one charge period as [`simulate`](super::simulate) does, keeping what a chart shows.
///
/// Times beyond the charge period's end are shown where jobs or VMs reach there. A replication of more jobs than
/// `jobs_maximum` is not traced: `None`.
#[must_use]
pub fn timeline(scenario: &Scenario, seed: Seed, jobs_maximum: u64) -> Option<Timeline> {
    if scenario.jobs().0 > jobs_maximum {
        return None;
    }
    let mut stream = JobStream::new(scenario, seed);
    let mut roster = Roster::new(scenario, seed).traced();
    let mut tally = Tally::new(scenario);
    let (mut block, mut waits_ms) = (Block::default(), Vec::new());
    while stream.fill(scenario, &mut block) {
        waits_ms.clear();
        let last_finish_ms = roster.serve(&block, &mut waits_ms);
        tally.add(&block, &waits_ms, last_finish_ms);
    }
    let (usage, trace) = roster.finish_traced();
    let trace = trace?;
    let points = trace.points();
    Some(Timeline {
        outcome: tally.outcome(usage),
        step_ms: trace.step_ms,
        points,
        spans: trace.into_spans(),
    })
}

/// What happens to jobs and VMs, counted in steps that double when time runs out of them.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    step_ms: u64,
    steps: Vec<Counts>,
    vms: u32,
    busy: Vec<Option<(u64, u64)>>,
    jobs: Vec<Span>,
    lives: Vec<(u32, Shift, u64)>,
    is_too_much: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts([u64; EVENTS]);

const EVENTS: usize = 7;

#[derive(Clone, Copy, Debug)]
enum Event {
    Submitted,
    Started,
    Finished,
    Asked,
    Ready,
    Ended,
    Gone,
}

impl Trace {
    pub(super) fn new(vms: u32) -> Self {
        Self {
            step_ms: 1,
            steps: Vec::new(),
            vms,
            busy: vec![None; vms.min(TIMELINE_VMS) as usize],
            jobs: Vec::new(),
            lives: Vec::new(),
            is_too_much: vms > TIMELINE_VMS,
        }
    }

    pub(super) fn submitted(&mut self, at_ms: u64) {
        self.count(Event::Submitted, at_ms);
    }

    pub(super) fn ran(&mut self, vm: u32, start_ms: u64, finish_ms: u64) {
        self.count(Event::Started, start_ms);
        self.count(Event::Finished, finish_ms);
        let Some(busy) = self.busy.get_mut(vm as usize) else { return };
        match busy {
            // Jobs of a VM start in order: this one carries on, or the span before it is over.
            Some((_, until_ms)) if start_ms <= *until_ms => *until_ms = finish_ms.max(*until_ms),
            _ => {
                let over = busy.replace((start_ms, finish_ms));
                self.keep_busy(vm, over);
            }
        }
    }

    /// A VM's life is over: `shift` has the moments when it was asked for, ready and told to go.
    pub(super) fn lived(&mut self, vm: u32, shift: Shift, gone_ms: u64) {
        self.count(Event::Asked, shift.asked_ms);
        self.count(Event::Ready, shift.ready_ms);
        self.count(Event::Ended, shift.off_ms);
        self.count(Event::Gone, gone_ms);
        if self.lives.len() < TIMELINE_SPANS && !self.is_too_much {
            self.lives.push((vm, shift, gone_ms));
        } else {
            self.is_too_much = true;
        }
    }

    fn keep_busy(&mut self, vm: u32, busy: Option<(u64, u64)>) {
        let Some((from_ms, to_ms)) = busy else { return };
        if self.jobs.len() < TIMELINE_SPANS {
            self.jobs.push(Span { vm, doing: Doing::Busy, from_ms, to_ms });
        } else {
            self.is_too_much = true;
        }
    }

    fn count(&mut self, event: Event, at_ms: u64) {
        if at_ms == u64::MAX {
            return;
        }
        let points = TIMELINE_POINTS as u64;
        while at_ms / self.step_ms >= points {
            self.step_ms = self.step_ms.saturating_mul(2);
            self.steps =
                self.steps.chunks(2).map(|pair| pair.iter().fold(Counts::default(), Counts::plus)).collect();
        }
        let step = usize::try_from(at_ms / self.step_ms).unwrap_or_default();
        if self.steps.len() <= step {
            self.steps.resize(step + 1, Counts::default());
        }
        if let Some(count) = self.steps.get_mut(step).and_then(|counts| counts.0.get_mut(event as usize)) {
            *count += 1;
        }
    }

    fn points(&self) -> Vec<Point> {
        let mut so_far = Counts::default();
        let states = self.steps.iter().map(|step| {
            so_far = so_far.plus(step);
            let [submitted, started, finished, asked, ready, ended, gone] = so_far.0;
            Point {
                queued: submitted.saturating_sub(started),
                running: started.saturating_sub(finished),
                provisioning: asked.saturating_sub(ready),
                ready: ready.saturating_sub(ended),
                releasing: ended.saturating_sub(gone),
            }
        });
        states.collect()
    }

    fn into_spans(mut self) -> Vec<Span> {
        for vm in 0..self.vms.min(TIMELINE_VMS) {
            let last = self.busy.get_mut(vm as usize).and_then(Option::take);
            self.keep_busy(vm, last);
        }
        let mut spans = Vec::new();
        for (vm, shift, gone_ms) in &self.lives {
            let span = |doing, from_ms, to_ms| Span { vm: *vm, doing, from_ms, to_ms };
            spans.push(span(Doing::Provisioning, shift.asked_ms, shift.ready_ms));
            let mut idle_from_ms = shift.ready_ms;
            let in_life =
                |job: &&Span| job.vm == *vm && job.from_ms >= shift.ready_ms && job.from_ms < shift.off_ms;
            for job in self.jobs.iter().filter(in_life) {
                spans.push(span(Doing::Idle, idle_from_ms, job.from_ms));
                spans.push(Span { to_ms: job.to_ms.min(*gone_ms), ..*job });
                idle_from_ms = job.to_ms;
            }
            spans.push(span(Doing::Idle, idle_from_ms, shift.off_ms));
            spans.push(span(Doing::Releasing, shift.off_ms, *gone_ms));
        }
        spans.retain(|span| span.from_ms < span.to_ms);
        spans.sort_unstable_by_key(|span| (span.vm, span.from_ms, span.to_ms));
        if self.is_too_much || spans.len() > TIMELINE_SPANS { Vec::new() } else { spans }
    }
}

impl Counts {
    fn plus(mut self, other: &Self) -> Self {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count += more;
        }
        self
    }
}
