//! The account as it goes through time: events in order, equal times in the order in which they were made.

use std::collections::{BTreeMap, VecDeque};

use super::errand::{Errand, ErrandDone, Step};
use super::job::{JobRecord, Phase};
use super::ledger::{Ledger, VmNumber};
use super::pool::{PoolRecord, Vm, VmPhase};
use super::settings::{JobTimes, Settings, exponential_ms};
use super::wire;
use crate::service::{
    Action, AllocationState, JobBody, JobId, JobState, PoolId, PoolState, Quota, Refusal, SwaggerUrl, hex32,
    may,
};
use crate::units::{Random, Seed, Timestamp, VmCount};

#[derive(Clone, Debug)]
enum Event {
    VmReady { pool: PoolId, vm: VmNumber },
    VmGone { pool: PoolId, vm: VmNumber },
    JobEnds { job: JobId, run: u32 },
    ClassicOpens { service: String },
}

/// The jobs of one service in the classic environment.
#[derive(Clone, Debug, Default)]
struct Classic {
    waiting: VecDeque<JobId>,
    running: u32,
    /// When other tenants let the next job in; `None` while nobody is next.
    opens: Option<Timestamp>,
}

/// What a submitted job is like.
pub(super) struct Submission {
    pub(super) service: String,
    pub(super) pool: Option<PoolId>,
    pub(super) run_ms: Option<u64>,
    pub(super) us_per_row: Option<u64>,
    pub(super) body: Option<JobBody>,
    pub(super) fails: bool,
    /// The fault that its blobs' names ask for.
    pub(super) sentinel: Option<&'static str>,
    pub(super) outputs: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) pools: BTreeMap<PoolId, PoolRecord>,
    pub(super) jobs: BTreeMap<JobId, JobRecord>,
    pub(super) ledger: Ledger,
    pub(super) random: Random,
    /// Jobs that have ended, the oldest end first.
    ended: VecDeque<JobId>,
    classic: BTreeMap<String, Classic>,
    events: BTreeMap<(Timestamp, u64), Event>,
    /// What the host has not been asked for yet.
    errands: Vec<Errand>,
    made: u64,
}

impl World {
    pub(super) fn new(now: Timestamp, seed: Seed) -> Self {
        Self {
            now,
            pools: BTreeMap::new(),
            jobs: BTreeMap::new(),
            ledger: Ledger::default(),
            random: Random::new(seed),
            ended: VecDeque::new(),
            classic: BTreeMap::new(),
            events: BTreeMap::new(),
            errands: Vec::new(),
            made: 0,
        }
    }

    pub(super) fn next_event(&self) -> Option<Timestamp> {
        self.events.first_key_value().map(|((at, _), _)| *at)
    }

    pub(super) fn advance(&mut self, to: Timestamp, settings: &Settings) {
        while let Some(entry) = self.events.first_entry().filter(|entry| entry.key().0 <= to) {
            let ((at, _), event) = entry.remove_entry();
            self.now = self.now.max(at);
            self.happen(event, settings);
        }
        self.now = self.now.max(to);
    }

    fn happen(&mut self, event: Event, settings: &Settings) {
        match event {
            Event::VmReady { pool, vm } => self.vm_ready(&pool, vm, settings),
            Event::VmGone { pool, vm } => self.vm_gone(&pool, vm, settings),
            Event::JobEnds { job, run } => self.job_ends(&job, run, settings),
            Event::ClassicOpens { service } => {
                if let Some(classic) = self.classic.get_mut(&service) {
                    classic.opens = None;
                }
                self.run_classic(&service, settings, true);
            }
        }
    }

    fn after(&mut self, ms: u64, event: Event) {
        self.made += 1;
        self.events.insert((self.now.after_ms(ms), self.made), event);
    }

    fn new_vm(&mut self) -> VmNumber {
        self.made += 1;
        VmNumber(self.made)
    }

    pub(super) fn new_job_id(&mut self) -> Option<JobId> {
        JobId::read(&hex32(&mut self.random))
    }

    // Pools

    pub(super) fn create(
        &mut self,
        id: PoolId,
        vms: VmCount,
        swagger: SwaggerUrl,
        settings: &Settings,
    ) -> Result<(), Refusal> {
        let have = u32::try_from(self.pools.len()).unwrap_or(u32::MAX);
        may(Action::CreatePool { have, vms }, settings.quota)?;
        self.pools.insert(id.clone(), PoolRecord::new(id.clone(), swagger, self.now));
        self.set_target(&id, vms, settings);
        Ok(())
    }

    pub(super) fn resize(
        &mut self,
        id: &PoolId,
        target: VmCount,
        settings: &Settings,
    ) -> Option<Result<(), Refusal>> {
        let told = self.pools.get(id)?.told();
        let answer = may(Action::ResizePool { pool: &told, target }, settings.quota);
        if answer.is_ok() {
            self.set_target(id, target, settings);
        }
        Some(answer)
    }

    pub(super) fn stop_resize(&mut self, id: &PoolId) -> Option<Result<(), Refusal>> {
        let pool = self.pools.get_mut(id)?;
        if let Err(refusal) = may(Action::StopResize { pool: &pool.told() }, Quota::default()) {
            return Some(Err(refusal));
        }
        pool.vms.retain(|_, vm| vm.phase != VmPhase::Provisioning);
        let ready = pool.count(|phase| phase == VmPhase::Ready);
        pool.target = VmCount(u32::try_from(ready).unwrap_or(u32::MAX));
        pool.allocation = AllocationState::Stopping;
        pool.allocation_since = self.now;
        self.settle(id);
        Some(Ok(()))
    }

    pub(super) fn delete(&mut self, id: &PoolId, settings: &Settings) -> Option<Result<(), Refusal>> {
        let pool = self.pools.get_mut(id)?;
        if let Err(refusal) = may(Action::DeletePool { pool: &pool.told() }, Quota::default()) {
            return Some(Err(refusal));
        }
        pool.state = PoolState::Deleting;
        self.set_target(id, VmCount(0), settings);
        Some(Ok(()))
    }

    fn set_target(&mut self, id: &PoolId, target: VmCount, settings: &Settings) {
        let Some(pool) = self.pools.get_mut(id) else { return };
        pool.target = target;
        pool.allocation = AllocationState::Resizing;
        pool.allocation_since = self.now;
        let have = pool.count(|phase| phase != VmPhase::Leaving);
        let wanted = usize::try_from(target.0).unwrap_or(usize::MAX);
        for vm in pool.to_let_go(have.saturating_sub(wanted)) {
            self.let_go(id, vm, settings);
        }
        for _ in have..wanted {
            let vm = self.new_vm();
            let ms = settings.provisioning.draw(&mut self.random);
            if let Some(pool) = self.pools.get_mut(id) {
                pool.vms.insert(vm, Vm { phase: VmPhase::Provisioning, jobs: Vec::new() });
            }
            if ms == 0 {
                self.vm_ready(id, vm, settings);
            } else {
                self.after(ms, Event::VmReady { pool: id.clone(), vm });
            }
        }
        self.settle(id);
    }

    /// DIFFERENCE: a VM that is still being provisioned disappears at once when it is let go, and is never billed.
    /// DIFFERENCE: a job on a VM that is let go returns to the head of its queue and runs again from its beginning,
    /// as Azure Batch does by default ("requeue").
    fn let_go(&mut self, id: &PoolId, vm: VmNumber, settings: &Settings) {
        let ms = settings.releasing.draw(&mut self.random);
        let Some(pool) = self.pools.get_mut(id) else { return };
        let Some(leaving) = pool.vms.get_mut(&vm) else { return };
        if leaving.phase == VmPhase::Provisioning {
            pool.vms.remove(&vm);
            return;
        }
        leaving.phase = VmPhase::Leaving;
        for job in core::mem::take(&mut leaving.jobs).into_iter().rev() {
            if let Some(job) = self.jobs.get_mut(&job) {
                job.phase = Phase::Queued;
                job.run = job.run.saturating_add(1);
            }
            pool.queue.push_front(job);
        }
        if ms == 0 {
            self.vm_gone(id, vm, settings);
        } else {
            self.after(ms, Event::VmGone { pool: id.clone(), vm });
        }
    }

    fn vm_ready(&mut self, id: &PoolId, vm: VmNumber, settings: &Settings) {
        let Some(ready) = self.pools.get_mut(id).and_then(|pool| pool.vms.get_mut(&vm)) else { return };
        ready.phase = VmPhase::Ready;
        self.ledger.provisioned(id, vm, self.now);
        self.run_pool(id, settings);
        self.settle(id);
    }

    fn vm_gone(&mut self, id: &PoolId, vm: VmNumber, _settings: &Settings) {
        let Some(pool) = self.pools.get_mut(id) else { return };
        if pool.vms.remove(&vm).is_some() {
            self.ledger.deleted(id, vm, self.now);
            self.settle(id);
        }
    }

    /// A resize that has nothing left to do is over; a pool on its way out that is empty is gone.
    ///
    /// DIFFERENCE: jobs of a pool that is deleted fail. What the real service does with them is not public.
    fn settle(&mut self, id: &PoolId) {
        let now = self.now;
        let Some(pool) = self.pools.get_mut(id) else { return };
        if pool.is_changing() || pool.allocation == AllocationState::Steady {
            return;
        }
        let staying = pool.count(|_| true);
        if pool.state == PoolState::Deleting && staying == 0 {
            let waiting = self.pools.remove(id).map(|pool| pool.queue).unwrap_or_default();
            for job in waiting {
                self.end(&job, JobState::Failed, Some("The pool of the job was deleted.".to_owned()));
            }
        } else if u32::try_from(staying).ok() == Some(pool.target.0) {
            pool.allocation = AllocationState::Steady;
            pool.allocation_since = now;
        }
    }

    // Jobs

    pub(super) fn submit(&mut self, submission: Submission, settings: &Settings) -> Option<JobId> {
        let id = self.new_job_id()?;
        let drawn = settings.job_times.draw(&mut self.random);
        let unlucky = self.random.below(100) < u64::from(settings.failing_percent);
        let Submission { service, pool, run_ms, us_per_row, body, fails, sentinel, outputs } = submission;
        let record = JobRecord {
            id: id.clone(),
            service,
            pool,
            phase: Phase::Submitted,
            run_ms: run_ms.unwrap_or(drawn),
            us_per_row: us_per_row.filter(|_| run_ms.is_none()),
            body,
            links: None,
            sentinel,
            fails: fails || unlucky,
            outputs,
            details: None,
            run: 0,
        };
        self.jobs.insert(id.clone(), record);
        self.forget(settings.most_jobs);
        Some(id)
    }

    /// DIFFERENCE: how long the real service remembers a job is not public; this one keeps a set number.
    fn forget(&mut self, most: usize) {
        while self.jobs.len() > most {
            let Some(oldest) = self.ended.pop_front() else { return };
            self.jobs.remove(&oldest);
        }
    }

    pub(super) fn start(&mut self, id: &JobId, settings: &Settings) -> Option<Result<(), Refusal>> {
        let job = self.jobs.get_mut(id)?;
        if let Err(refusal) = may(Action::StartJob { state: job.for_rules() }, Quota::default()) {
            return Some(Err(refusal));
        }
        job.phase = Phase::Queued;
        let (service, pool) = (job.service.clone(), job.pool.clone());
        match pool {
            Some(pool) => match self.pools.get_mut(&pool) {
                Some(record) => {
                    record.queue.push_back(id.clone());
                    self.run_pool(&pool, settings);
                }
                None => {
                    self.end(id, JobState::Failed, Some("The pool of the job no longer exists.".to_owned()))
                }
            },
            None => {
                self.classic.entry(service.clone()).or_default().waiting.push_back(id.clone());
                self.run_classic(&service, settings, false);
            }
        }
        Some(Ok(()))
    }

    pub(super) fn cancel(&mut self, id: &JobId, settings: &Settings) -> Option<Result<(), Refusal>> {
        let job = self.jobs.get(id)?;
        if let Err(refusal) = may(Action::CancelJob { state: job.for_rules() }, Quota::default()) {
            return Some(Err(refusal));
        }
        let (service, pool) = (job.service.clone(), job.pool.clone());
        let was_running = job.is_placed();
        self.end(id, JobState::Cancelled, None);
        match pool {
            Some(pool) => {
                self.leave_pool(&pool, id, was_running);
                self.run_pool(&pool, settings);
            }
            None => self.leave_classic(&service, id, was_running, settings),
        }
        Some(Ok(()))
    }

    fn job_ends(&mut self, id: &JobId, run: u32, settings: &Settings) {
        let Some(job) = self.jobs.get(id).filter(|job| job.run == run && job.phase == Phase::Running) else {
            return;
        };
        if job.fails {
            self.over(id, JobState::Failed, Some("The practice job was made to fail.".to_owned()), settings);
        } else if job.body.is_some() {
            self.ask_host(id, Phase::Writing, Step::WriteResults);
        } else {
            self.over(id, JobState::Finished, None, settings);
        }
    }

    /// A job that had its place is at its end; the next one comes.
    fn over(&mut self, id: &JobId, state: JobState, details: Option<String>, settings: &Settings) {
        let Some(job) = self.jobs.get(id) else { return };
        let (service, pool) = (job.service.clone(), job.pool.clone());
        self.end(id, state, details);
        match pool {
            Some(pool) => {
                self.leave_pool(&pool, id, true);
                self.run_pool(&pool, settings);
            }
            None => self.leave_classic(&service, id, true, settings),
        }
    }

    fn end(&mut self, id: &JobId, state: JobState, details: Option<String>) {
        if let Some(job) = self.jobs.get_mut(id) {
            job.phase = Phase::Ended { state, at: self.now };
            job.details = details;
            job.body = None;
            self.ended.push_back(id.clone());
        }
    }

    fn leave_pool(&mut self, pool: &PoolId, id: &JobId, was_running: bool) {
        let Some(pool) = self.pools.get_mut(pool) else { return };
        if !was_running {
            return leave(&mut pool.queue, id);
        }
        for vm in pool.vms.values_mut() {
            vm.jobs.retain(|running| running != id);
        }
    }

    fn run(&mut self, id: &JobId) {
        let Some(job) = self.jobs.get_mut(id) else { return };
        job.run = job.run.saturating_add(1);
        if job.body.is_some() {
            self.ask_host(id, Phase::Reading, Step::ReadInputs);
        } else {
            self.compute(id);
        }
    }

    fn compute(&mut self, id: &JobId) {
        let Some(job) = self.jobs.get_mut(id) else { return };
        job.phase = Phase::Running;
        let (ms, run) = (job.run_ms, job.run);
        self.after(ms, Event::JobEnds { job: id.clone(), run });
    }

    // Errands

    fn ask_host(&mut self, id: &JobId, phase: Phase, step: Step) {
        let Some(job) = self.jobs.get_mut(id) else { return };
        let Some(body) = job.body.clone() else { return };
        job.phase = phase;
        self.errands.push(Errand { job: id.clone(), run: job.run, step, body });
    }

    pub(super) fn take_errands(&mut self) -> Vec<Errand> {
        core::mem::take(&mut self.errands)
    }

    /// A report that comes too late (the job was cancelled, or put back) changes nothing.
    pub(super) fn errand_done(&mut self, errand: &Errand, done: ErrandDone, settings: &Settings) {
        let awaited = match errand.step {
            Step::ReadInputs => Phase::Reading,
            Step::WriteResults => Phase::Writing,
        };
        let is_awaited = |job: &JobRecord| job.run == errand.run && job.phase == awaited;
        let Some(job) = self.jobs.get_mut(&errand.job).filter(|job| is_awaited(job)) else { return };
        match done {
            ErrandDone::Failed { code, message } => {
                let details = wire::bes_error("BadArgument", code, &message).to_string();
                self.over(&errand.job, JobState::Failed, Some(details), settings);
            }
            ErrandDone::Written(links) => {
                job.links = Some(links);
                self.over(&errand.job, JobState::Finished, None, settings);
            }
            ErrandDone::Read { rows } => {
                let by_rows = match settings.job_times {
                    JobTimes::Rows { us_per_row, .. } => Some(us_per_row),
                    JobTimes::Exactly { .. } | JobTimes::Exponential { .. } => None,
                };
                if let Some((rows, us)) = rows.zip(job.us_per_row.or(by_rows)) {
                    job.run_ms = rows.saturating_mul(us) / 1_000;
                }
                self.compute(&errand.job);
            }
        }
    }

    fn run_pool(&mut self, id: &PoolId, settings: &Settings) {
        let room = usize::try_from(settings.jobs_per_vm.max(1)).unwrap_or(1);
        while let Some(pool) = self.pools.get_mut(id) {
            let Some(vm) = pool.free_vm(room).filter(|_| !pool.queue.is_empty()) else { return };
            let Some(job) = pool.queue.pop_front() else { return };
            if let Some(vm) = pool.vms.get_mut(&vm) {
                vm.jobs.push(job.clone());
            }
            self.run(&job);
        }
    }

    fn leave_classic(&mut self, service: &str, id: &JobId, was_running: bool, settings: &Settings) {
        if let Some(classic) = self.classic.get_mut(service) {
            if was_running {
                classic.running = classic.running.saturating_sub(1);
            } else {
                leave(&mut classic.waiting, id);
            }
        }
        self.run_classic(service, settings, false);
    }

    /// First in, first out, at most so many running; other tenants make each job that is next in line wait.
    ///
    /// DIFFERENCE: other tenants are a random wait for the job that is next, not jobs of their own.
    fn run_classic(&mut self, service: &str, settings: &Settings, mut waited: bool) {
        loop {
            let Some(classic) = self.classic.get_mut(service) else { return };
            let full = classic.running >= settings.classic_running;
            if classic.waiting.is_empty() || full || classic.opens.is_some() {
                return;
            }
            if !waited && settings.classic_wait_mean_ms > 0 {
                let ms = exponential_ms(settings.classic_wait_mean_ms, &mut self.random);
                classic.opens = Some(self.now.after_ms(ms));
                self.after(ms, Event::ClassicOpens { service: service.to_owned() });
                return;
            }
            waited = false;
            let Some(job) = classic.waiting.pop_front() else { return };
            classic.running += 1;
            self.run(&job);
        }
    }
}

/// Takes a job out of a queue; one that runs stands in none, so that queues are not walked for each that ends.
fn leave(queue: &mut VecDeque<JobId>, id: &JobId) {
    if let Some(at) = queue.iter().position(|waiting| waiting == id) {
        queue.remove(at);
    }
}
