//! What a session remembers between two visits: pools, doubts, jobs and meters; never a key, a body or a link (I8).
//!
//! Most services list neither the jobs that a page sent nor, perhaps, its pools: without this, closing the tab would
//! lose them while they go on costing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Session;
use super::roster::MOST_TRACKED;
use super::view::{
    Asking, Creating, Doubt, JobView, Notice, PastPools, PoolView, Presence, RequestId, Stage, Ticket,
};
use crate::service::connection::ServiceAddress;
use crate::service::error::ServiceError;
use crate::service::http::TransportFailure;
use crate::service::job::{JobId, JobState, JobStatus};
use crate::service::meter::{Meter, MeterMemory};
use crate::service::pool::{AllocationState, Pool, PoolId};
use crate::service::stretch::{Stretch, StretchMemory, Stretches};
use crate::service::swagger_url::SwaggerUrl;
use crate::units::{BilledTime, Timestamp, VmCount};

const VERSION: u32 = 1;
const MOST_POOLS: usize = 1_000;

/// What is kept in one place: pools and doubts in the first, jobs in blocks of some hundreds.
#[derive(Serialize, Deserialize)]
struct Memory {
    version: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pools: Vec<PoolMemory>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtMemory>,
    #[serde(default)]
    past: (u32, u64, u64),
    /// When the pools of `past` used their VM time; none in what an earlier version kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    past_used: Vec<StretchMemory>,
    /// The addresses of web services; a job names its own by its place here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    services: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    jobs: Vec<JobMemory>,
    /// The blocks in which there are jobs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    blocks: Vec<u64>,
}

impl Memory {
    const fn empty() -> Self {
        Self {
            version: VERSION,
            pools: Vec::new(),
            doubts: Vec::new(),
            past: (0, 0, 0),
            past_used: Vec::new(),
            services: Vec::new(),
            jobs: Vec::new(),
            blocks: Vec::new(),
        }
    }
}

/// A part of what is kept for the next visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which part: 0 is that with the pools, any other a block of jobs.
    pub part: u64,
    /// Its text; `None` where there is nothing left to keep.
    pub text: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct PoolMemory {
    id: String,
    swagger: Option<String>,
    current: Option<u32>,
    target: Option<u32>,
    /// Since when it is known to be gone.
    gone: Option<u64>,
    leaving: bool,
    in_doubt: Option<DeedMemory>,
    /// Whether an autopilot watched it.
    #[serde(default)]
    autopilot: bool,
    /// Since when it has had VMs and no job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idle_since: Option<u64>,
    meter: MeterMemory,
}

#[derive(Serialize, Deserialize)]
enum DeedMemory {
    Resize(u32),
    StopResize,
    Delete,
}

#[derive(Serialize, Deserialize)]
struct DoubtMemory {
    id: String,
    vms: u32,
    swagger: String,
    pressed: u64,
    since: u64,
    meter: MeterMemory,
}

#[derive(Serialize, Deserialize)]
struct JobMemory {
    #[serde(default)]
    ticket: u64,
    #[serde(default)]
    service: usize,
    id: Option<String>,
    pool: Option<String>,
    pressed: u64,
    changed: u64,
    stage: StageMemory,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum StageMemory {
    InDoubt,
    Starting,
    Watched,
    /// Over, and nothing more is known.
    Ended,
    Finished,
    Failed,
    Cancelled,
    Refused,
    Forgotten,
}

impl Session {
    /// What is to be kept for the next visit to the same service, as JSON text: the part with the pools, and at most so
    /// many blocks of jobs that changed since they were asked for. More of them are asked for by another
    /// [`Effect::Remember`](super::Effect::Remember).
    pub fn remember(&mut self, most_blocks: usize) -> Vec<Kept> {
        // A create that is on its way when the page closes has an answer that nobody will hear.
        let on_its_way = self.creating.iter().map(|creating| doubt_memory(creating, creating.pressed));
        let PastPools { count, least, most, used } = &self.past;
        let first = Memory {
            pools: self.pools.values().map(pool_memory).collect(),
            doubts: self
                .doubts
                .iter()
                .map(|doubt| doubt_memory(&doubt.creating, doubt.since))
                .chain(on_its_way)
                .collect(),
            past: (*count, least.ms(), most.ms()),
            past_used: used.iter().map(Stretch::memory).collect(),
            blocks: self.jobs.blocks(),
            ..Memory::empty()
        };
        let mut kept = vec![Kept { part: 0, text: serde_json::to_string(&first).ok() }];
        let blocks: Vec<u64> = self.jobs.unwritten().iter().take(most_blocks).copied().collect();
        for block in blocks {
            self.jobs.unwritten().remove(&block);
            kept.push(Kept { part: block, text: self.block_memory(block) });
        }
        kept
    }

    fn block_memory(&self, block: u64) -> Option<String> {
        let services: BTreeSet<&ServiceAddress> = self.jobs.block(block).map(|job| &job.service).collect();
        let services: Vec<&ServiceAddress> = services.into_iter().collect();
        let jobs: Vec<JobMemory> =
            self.jobs.block(block).filter_map(|job| job_memory(job, &services)).collect();
        let services = services.iter().map(|address| address.as_str().to_owned()).collect();
        let is_empty = jobs.is_empty();
        let memory = Memory { services, jobs, ..Memory::empty() };
        serde_json::to_string(&memory).ok().filter(|_| !is_empty)
    }

    /// The blocks of jobs that a first part names, in order; none where it cannot be read.
    #[must_use]
    pub fn kept_blocks(first: &str) -> Vec<u64> {
        serde_json::from_str::<Memory>(first).map(|memory| memory.blocks).unwrap_or_default()
    }

    /// Takes up what was remembered at an earlier visit to the service to which the session has just been connected: the
    /// first part, then blocks of jobs in order.
    ///
    /// A create that was on its way then is a doubt now; a job that was being started is started again, which runs it
    /// once; an autopilot is off. Returns whether the first part could be read; one that cannot changes nothing.
    pub fn recall(&mut self, now: Timestamp, remembered: &[String]) -> bool {
        let mut parts = remembered.iter();
        let first = parts.next().and_then(|first| read_memory(first));
        let Some(memory) = first.filter(|_| self.connection.is_some()) else { return false };
        let reads_back = self.counts_vms();
        let (count, least, most) = memory.past;
        let (least, most) = (BilledTime::from_ms(least), BilledTime::from_ms(most));
        let used = Stretches::recalled(&memory.past_used, (least, most), now);
        self.past = PastPools { count, least, most, used };
        for pool in memory.pools.into_iter().take(MOST_POOLS) {
            let had_autopilot = pool.autopilot && pool.gone.is_none();
            if let Some(view) = recalled_pool(pool, reads_back) {
                let id = view.pool.id.clone();
                self.pools.entry(id.clone()).or_insert(view);
                if had_autopilot {
                    self.tell(now, Notice::AutopilotForgotten(id));
                }
            }
        }
        for doubt in memory.doubts.into_iter().take(MOST_POOLS) {
            let request = RequestId(self.next_request);
            if let Some(doubt) = recalled_doubt(doubt, request, reads_back) {
                self.next_request += 1;
                self.doubts.push(doubt);
            }
        }
        let mut are_as_written = self.recall_jobs(now, &memory.services, memory.jobs);
        for memory in parts.filter_map(|part| read_memory(part)) {
            are_as_written &= self.recall_jobs(now, &memory.services, memory.jobs);
        }
        if are_as_written {
            self.jobs.unwritten().clear();
        }
        self.read_links(now);
        true
    }

    /// Takes up jobs; says whether each has the number under which it was written down.
    fn recall_jobs(&mut self, now: Timestamp, services: &[String], jobs: Vec<JobMemory>) -> bool {
        let services: Vec<Option<ServiceAddress>> =
            services.iter().map(|address| ServiceAddress::read(address).ok()).collect();
        let mut are_as_written = true;
        for job in jobs {
            if self.jobs.len() >= MOST_TRACKED {
                break;
            }
            let Some(service) = services.get(job.service).cloned().flatten() else { continue };
            // Numbers go up from block to block, so that each job stays in its own.
            let ticket = Ticket(job.ticket.max(self.next_ticket));
            are_as_written &= ticket.0 == job.ticket;
            self.next_ticket = ticket.0.saturating_add(1);
            let job = recalled_job(&job, ticket, service, now);
            if let (Stage::Starting, Some(id)) = (&job.stage, &job.id)
                && self.has_key_of(&job.service)
            {
                self.start_anew(now, id.clone(), ticket);
            }
            self.jobs.insert(job);
        }
        are_as_written
    }
}

fn read_memory(text: &str) -> Option<Memory> {
    serde_json::from_str::<Memory>(text).ok().filter(|memory| memory.version == VERSION)
}

fn pool_memory(view: &PoolView) -> PoolMemory {
    let Pool { id, swagger_url, current_vms, target_vms, .. } = &view.pool;
    let (gone, leaving) = match view.presence {
        Presence::Here => (None, false),
        Presence::Leaving => (None, true),
        Presence::Gone { at } => (Some(at.ms()), false),
    };
    let deed = |asking| match asking {
        Asking::Resize(target) => DeedMemory::Resize(target.0),
        Asking::StopResize => DeedMemory::StopResize,
        Asking::Delete => DeedMemory::Delete,
    };
    PoolMemory {
        id: id.as_str().to_owned(),
        swagger: swagger_url.clone(),
        current: current_vms.map(|vms| vms.0),
        target: target_vms.map(|vms| vms.0),
        gone,
        leaving,
        in_doubt: view.asking.or(view.in_doubt).map(deed),
        autopilot: view.autopilot.is_some(),
        idle_since: view.idle_since.map(Timestamp::ms),
        meter: view.meter.memory(),
    }
}

fn recalled_pool(memory: PoolMemory, reads_back: bool) -> Option<PoolView> {
    let mut pool = Pool::asked_for(PoolId::read(&memory.id)?, VmCount(memory.target.unwrap_or_default()));
    pool.target_vms = memory.target.map(VmCount);
    pool.current_vms = memory.current.map(VmCount);
    pool.swagger_url = memory.swagger;
    pool.allocation = AllocationState::Unknown(String::new());
    let meter = Meter::recalled(memory.meter, reads_back);
    let mut view = PoolView::new(pool, meter, RequestId(0));
    view.presence = match memory.gone {
        Some(at) => Presence::Gone { at: Timestamp::from_ms(at) },
        None if memory.leaving => Presence::Leaving,
        None => Presence::Here,
    };
    view.idle_since = memory.idle_since.map(Timestamp::from_ms);
    view.in_doubt = memory.in_doubt.map(|deed| match deed {
        DeedMemory::Resize(target) => Asking::Resize(VmCount(target)),
        DeedMemory::StopResize => Asking::StopResize,
        DeedMemory::Delete => Asking::Delete,
    });
    Some(view)
}

fn doubt_memory(creating: &Creating, since: Timestamp) -> DoubtMemory {
    DoubtMemory {
        id: creating.id.as_str().to_owned(),
        vms: creating.vms.0,
        swagger: creating.swagger.as_str().to_owned(),
        pressed: creating.pressed.ms(),
        since: since.ms(),
        meter: creating.meter.memory(),
    }
}

fn recalled_doubt(memory: DoubtMemory, request: RequestId, reads_back: bool) -> Option<Doubt> {
    let creating = Creating {
        id: PoolId::read(&memory.id)?,
        vms: VmCount(memory.vms),
        swagger: SwaggerUrl::read(&memory.swagger).ok()?.0,
        pressed: Timestamp::from_ms(memory.pressed),
        meter: Meter::recalled(memory.meter, reads_back),
        is_drawn: false,
    };
    let error = ServiceError::Transport(TransportFailure::TimedOut);
    Some(Doubt { request, creating, error, not_listed: false, since: Timestamp::from_ms(memory.since) })
}

/// A job that waited for its turn was never sent: its body is gone with the page.
fn job_memory(job: &JobView, services: &[&ServiceAddress]) -> Option<JobMemory> {
    let service = services.binary_search(&&job.service).ok()?;
    let stage = match job.stage {
        Stage::Submitting if job.request.is_none() => return None,
        Stage::Submitting | Stage::InDoubt => StageMemory::InDoubt,
        Stage::Starting => StageMemory::Starting,
        Stage::Watched => StageMemory::Watched,
        Stage::Ended => match job.state() {
            Some(JobState::Finished) => StageMemory::Finished,
            Some(JobState::Failed) => StageMemory::Failed,
            Some(JobState::Cancelled) => StageMemory::Cancelled,
            _ => StageMemory::Ended,
        },
        Stage::Refused => StageMemory::Refused,
        Stage::Forgotten => StageMemory::Forgotten,
    };
    let id = job.id.as_ref().map(|id| id.as_str().to_owned());
    let pool = job.pool.as_ref().map(|pool| pool.as_str().to_owned());
    let (ticket, pressed, changed) = (job.ticket.0, job.pressed.ms(), job.changed.ms());
    Some(JobMemory { ticket, service, id, pool, pressed, changed, stage })
}

/// Where an ended job's results are is not remembered: links open blobs.
fn recalled_job(memory: &JobMemory, ticket: Ticket, service: ServiceAddress, now: Timestamp) -> JobView {
    let id = memory.id.as_deref().and_then(JobId::read);
    let stage = match (memory.stage, &id) {
        (StageMemory::Starting, Some(_)) => Stage::Starting,
        (StageMemory::Watched | StageMemory::Ended, Some(_)) => Stage::Watched,
        (StageMemory::Refused, _) => Stage::Refused,
        (StageMemory::Forgotten, _) => Stage::Forgotten,
        (StageMemory::Ended, None)
        | (StageMemory::Finished | StageMemory::Failed | StageMemory::Cancelled, _) => Stage::Ended,
        (StageMemory::InDoubt | StageMemory::Starting | StageMemory::Watched, _) => Stage::InDoubt,
    };
    let state = match memory.stage {
        StageMemory::Finished => Some(JobState::Finished),
        StageMemory::Failed => Some(JobState::Failed),
        StageMemory::Cancelled => Some(JobState::Cancelled),
        _ => None,
    };
    let links_forgotten = state.is_some();
    let nothing_else = |state| JobStatus { state, results: Vec::new(), details: None, other: Vec::new() };
    let pool = memory.pool.as_deref().and_then(PoolId::read);
    JobView {
        id,
        status: state.map(nothing_else),
        pressed: Timestamp::from_ms(memory.pressed),
        changed: Timestamp::from_ms(memory.changed),
        links_forgotten,
        ..JobView::new(ticket, service, pool, stage, now)
    }
}
