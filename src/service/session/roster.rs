//! The jobs of the page, counted as they change: no reply makes the page walk all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{JobView, Stage, Ticket};
use crate::service::connection::ServiceAddress;
use crate::service::job::JobState;
use crate::service::pool::PoolId;
use crate::units::{MS_PER_HOUR, Timestamp};

/// The most jobs that the page follows; the oldest ended ones make room.
pub const MOST_TRACKED: usize = 20_000;
/// Jobs that are written down together: of thousands, only those near one that changed are written again.
pub(super) const JOBS_IN_A_BLOCK: u64 = 64;

/// Jobs of the page, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct JobCounts {
    /// All that are followed.
    pub total: usize,
    /// Not ended, not running, and not in doubt.
    pub waiting: usize,
    /// Running, by the service's word.
    pub running: usize,
    /// Ended with results.
    pub finished: usize,
    /// Failed, not taken, forgotten or in doubt.
    pub trouble: usize,
    /// In doubt: the answer to the submission was lost.
    pub in_doubt: usize,
    /// Not taken, and their bodies are still here, so that they can be sent again.
    pub refused: usize,
    /// Jobs that the service has named, also those that are no longer followed: what it counts as transactions.
    pub submitted: usize,
}

impl JobCounts {
    /// Cancelled, or called off before they were sent: what is none of the others.
    #[must_use]
    pub const fn cancelled(&self) -> usize {
        let others = self.waiting.saturating_add(self.running).saturating_add(self.finished);
        self.total.saturating_sub(others.saturating_add(self.trouble))
    }
}

/// Which jobs are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum JobList {
    /// All of them.
    #[default]
    All,
    /// Those that may still use a VM.
    Open,
    /// Those to which nothing more will happen.
    Ended,
    /// Those that failed, were not taken or may be lost.
    Trouble,
}

/// What is counted of one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Marks {
    open: bool,
    running: bool,
    finished: bool,
    trouble: bool,
    in_doubt: bool,
    refused: bool,
    check: Option<Timestamp>,
}

/// What of a job the next visit must know.
#[derive(Clone, PartialEq, Eq)]
struct Kept {
    stage: Stage,
    is_named: bool,
    was_sent: bool,
}

impl Kept {
    fn of(job: &JobView) -> Self {
        Self { stage: job.stage.clone(), is_named: job.id.is_some(), was_sent: job.request.is_some() }
    }
}

impl Marks {
    fn of(job: &JobView) -> Self {
        let may_be_read = job.stage == Stage::Watched && !job.reading && job.id.is_some();
        Self {
            open: job.is_open(),
            running: job.is_running(),
            finished: matches!(job.state(), Some(JobState::Finished)),
            trouble: job.is_trouble(),
            in_doubt: job.stage == Stage::InDoubt,
            refused: job.stage == Stage::Refused && job.body.is_some(),
            check: may_be_read.then_some(job.next_check),
        }
    }

    const fn waits(self) -> bool {
        self.open && !self.running && !self.trouble
    }
}

/// Jobs of one pool that are not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct OnPool {
    running: usize,
    others: usize,
    /// What was submitted and not started never runs: these use no VM.
    in_doubt: usize,
}

impl OnPool {
    const fn of(&mut self, marks: Marks) -> &mut usize {
        match (marks.running, marks.in_doubt) {
            (true, _) => &mut self.running,
            (_, true) => &mut self.in_doubt,
            (false, false) => &mut self.others,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Roster {
    jobs: BTreeMap<Ticket, JobView>,
    open: BTreeSet<Ticket>,
    ended: BTreeSet<Ticket>,
    trouble: BTreeSet<Ticket>,
    on_pools: BTreeMap<PoolId, OnPool>,
    /// Jobs of each web service that are not over.
    open_at: BTreeMap<ServiceAddress, usize>,
    counts: JobCounts,
    /// Of [`JobCounts::submitted`], how many in which hour, by its number since 1970.
    submitted_in: BTreeMap<u64, u64>,
    /// When the jobs of each web service are to be read.
    checks: BTreeMap<ServiceAddress, BTreeSet<(Timestamp, Ticket)>>,
    /// Blocks of jobs that have to be written down again.
    unwritten: BTreeSet<u64>,
}

/// The block in which a job is written down.
pub(super) const fn block_of(ticket: Ticket) -> u64 {
    ticket.0 / JOBS_IN_A_BLOCK + 1
}

impl Roster {
    pub(super) fn get(&self, ticket: Ticket) -> Option<&JobView> {
        self.jobs.get(&ticket)
    }

    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = &JobView> {
        self.jobs.values()
    }

    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    pub(super) const fn counts(&self) -> JobCounts {
        self.counts
    }

    pub(super) fn open(&self) -> &BTreeSet<Ticket> {
        &self.open
    }

    /// Jobs that may still use a pool's VMs: running, and the others.
    pub(super) fn on_pool(&self, pool: &PoolId) -> (usize, usize) {
        self.on_pools.get(pool).map(|jobs| (jobs.running, jobs.others)).unwrap_or_default()
    }

    /// Jobs of a pool whose submission was not answered.
    pub(super) fn in_doubt_on(&self, pool: &PoolId) -> usize {
        self.on_pools.get(pool).map(|jobs| jobs.in_doubt).unwrap_or_default()
    }

    /// When the next status is to be read, and of which job, among web services that may be asked.
    pub(super) fn next_check(
        &self,
        may_ask: impl Fn(&ServiceAddress) -> bool,
    ) -> Option<(Timestamp, Ticket)> {
        let may = self.checks.iter().filter(|(service, _)| may_ask(service));
        may.filter_map(|(_, checks)| checks.first()).min().copied()
    }

    /// Jobs that failed, were not taken or may be lost, oldest first.
    pub(super) fn in_trouble(&self) -> impl Iterator<Item = &JobView> {
        self.trouble.iter().filter_map(|ticket| self.jobs.get(ticket))
    }

    /// Web services of jobs that are not over.
    pub(super) fn open_services(&self) -> impl Iterator<Item = &ServiceAddress> {
        self.open_at.keys()
    }

    /// The jobs of a block, oldest first.
    pub(super) fn block(&self, block: u64) -> impl Iterator<Item = &JobView> {
        let first = block.saturating_sub(1).saturating_mul(JOBS_IN_A_BLOCK);
        let range = Ticket(first)..Ticket(first.saturating_add(JOBS_IN_A_BLOCK));
        self.jobs.range(range).map(|(_, job)| job)
    }

    /// Every block that has jobs, in order.
    pub(super) fn blocks(&self) -> Vec<u64> {
        let mut blocks = Vec::new();
        let mut next = self.jobs.first_key_value().map(|(ticket, _)| *ticket);
        while let Some(ticket) = next {
            let block = block_of(ticket);
            blocks.push(block);
            let beyond = Ticket(block.saturating_mul(JOBS_IN_A_BLOCK));
            next = self.jobs.range(beyond..).next().map(|(ticket, _)| *ticket);
        }
        blocks
    }

    pub(super) fn unwritten(&mut self) -> &mut BTreeSet<u64> {
        &mut self.unwritten
    }

    pub(super) fn has_unwritten(&self) -> bool {
        !self.unwritten.is_empty()
    }

    /// Room for so many more jobs that are not over.
    pub(super) fn room(&self) -> usize {
        MOST_TRACKED.saturating_sub(self.open.len())
    }

    pub(super) fn insert(&mut self, job: JobView) {
        while self.jobs.len() >= MOST_TRACKED {
            let Some(oldest) = self.ended.first().copied() else { break };
            self.remove(oldest);
        }
        let marks = Marks::of(&job);
        self.counts.total += 1;
        if job.id.is_some() {
            self.count_submitted(job.pressed);
        }
        self.put_in(&job, marks);
        self.unwritten.insert(block_of(job.ticket));
        self.jobs.insert(job.ticket, job);
    }

    fn remove(&mut self, ticket: Ticket) {
        if let Some(job) = self.jobs.remove(&ticket) {
            self.counts.total = self.counts.total.saturating_sub(1);
            self.unwritten.insert(block_of(ticket));
            self.take_out(&job, Marks::of(&job));
        }
    }

    /// Changes a job, and what is counted of it.
    pub(super) fn change<T>(&mut self, ticket: Ticket, change: impl FnOnce(&mut JobView) -> T) -> Option<T> {
        let mut job = self.jobs.remove(&ticket)?;
        let (before, kept) = (Marks::of(&job), Kept::of(&job));
        let changed = change(&mut job);
        let (after, keeps) = (Marks::of(&job), Kept::of(&job));
        if keeps.is_named && !kept.is_named {
            self.count_submitted(job.changed);
        }
        if before != after {
            self.take_out(&job, before);
            self.put_in(&job, after);
        }
        if kept != keeps {
            self.unwritten.insert(block_of(ticket));
        }
        self.jobs.insert(ticket, job);
        Some(changed)
    }

    fn count_submitted(&mut self, at: Timestamp) {
        self.counts.submitted += 1;
        *self.submitted_in.entry(at.ms() / MS_PER_HOUR).or_default() += 1;
    }

    /// The hours in which jobs were submitted, each by its beginning, in order, and how many.
    pub(super) fn submitted_by_hour(&self) -> impl Iterator<Item = (Timestamp, u64)> {
        let begins = |hour: u64| Timestamp::from_ms(hour.saturating_mul(MS_PER_HOUR));
        self.submitted_in.iter().map(move |(hour, count)| (begins(*hour), *count))
    }

    fn put_in(&mut self, job: &JobView, marks: Marks) {
        let ticket = job.ticket;
        if marks.open {
            self.open.insert(ticket);
            *self.open_at.entry(job.service.clone()).or_default() += 1;
        } else {
            self.ended.insert(ticket);
        }
        if marks.trouble {
            self.trouble.insert(ticket);
        }
        if let Some(at) = marks.check {
            self.checks.entry(job.service.clone()).or_default().insert((at, ticket));
        }
        self.count(marks, |count| *count += 1);
        if let Some(pool) = job.pool.as_ref().filter(|_| marks.open) {
            *self.on_pools.entry(pool.clone()).or_default().of(marks) += 1;
        }
    }

    fn take_out(&mut self, job: &JobView, marks: Marks) {
        let ticket = job.ticket;
        self.open.remove(&ticket);
        self.ended.remove(&ticket);
        self.trouble.remove(&ticket);
        if let Some((at, checks)) = marks.check.zip(self.checks.get_mut(&job.service)) {
            checks.remove(&(at, ticket));
            if checks.is_empty() {
                self.checks.remove(&job.service);
            }
        }
        self.count(marks, |count| *count = count.saturating_sub(1));
        if !marks.open {
            return;
        }
        if let Some(count) = self.open_at.get_mut(&job.service) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.open_at.remove(&job.service);
            }
        }
        let Some(pool) = &job.pool else { return };
        let Some(jobs) = self.on_pools.get_mut(pool) else { return };
        let count = jobs.of(marks);
        *count = count.saturating_sub(1);
        if *jobs == OnPool::default() {
            self.on_pools.remove(pool);
        }
    }

    fn count(&mut self, marks: Marks, by_one: impl Fn(&mut usize)) {
        let JobCounts { waiting, running, finished, trouble, in_doubt, refused, .. } = &mut self.counts;
        let counted = [
            (marks.waits(), waiting),
            (marks.running, running),
            (marks.finished, finished),
            (marks.trouble, trouble),
            (marks.in_doubt, in_doubt),
            (marks.refused, refused),
        ];
        for (_, count) in counted.into_iter().filter(|(is, _)| *is) {
            by_one(count);
        }
    }

    fn tickets(&self, list: JobList) -> &BTreeSet<Ticket> {
        match list {
            JobList::Open => &self.open,
            JobList::Trouble => &self.trouble,
            JobList::All | JobList::Ended => &self.ended,
        }
    }

    pub(super) fn listed(&self, list: JobList) -> usize {
        if list == JobList::All { self.jobs.len() } else { self.tickets(list).len() }
    }

    /// So many jobs of a list, newest first, from a place in it on.
    pub(super) fn page(&self, list: JobList, first: usize, most: usize) -> Vec<&JobView> {
        if list == JobList::All {
            return self.jobs.values().rev().skip(first).take(most).collect();
        }
        let tickets = self.tickets(list).iter().rev().skip(first).take(most);
        tickets.filter_map(|ticket| self.jobs.get(ticket)).collect()
    }
}

impl JobView {
    /// Whether the service says that it runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.stage == Stage::Watched && matches!(self.state(), Some(JobState::Running))
    }

    /// Whether it failed, was not taken, was forgotten or may be lost.
    #[must_use]
    pub fn is_trouble(&self) -> bool {
        matches!(self.stage, Stage::InDoubt | Stage::Refused | Stage::Forgotten)
            || matches!(self.state(), Some(JobState::Failed))
    }
}
