//! What a session remembers between two visits: pools, doubts, jobs and meters; never a key, a body or a link (I8).
//!
//! Most services list neither the jobs that a page sent nor, perhaps, its pools: without this, closing the tab would
//! lose them while they go on costing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Session;
use super::requests::Purpose;
use super::view::{Asking, Creating, Doubt, JobView, PoolView, Presence, RequestId, Stage, Ticket};
use crate::service::connection::ServiceAddress;
use crate::service::endpoint::Call;
use crate::service::error::ServiceError;
use crate::service::http::TransportFailure;
use crate::service::job::JobId;
use crate::service::meter::{Meter, MeterMemory};
use crate::service::pool::{AllocationState, Pool, PoolId};
use crate::service::swagger_url::SwaggerUrl;
use crate::units::{Timestamp, VmCount};

const VERSION: u32 = 1;
const MOST_POOLS: usize = 1_000;
const MOST_JOBS: usize = 20_000;

#[derive(Serialize, Deserialize)]
struct Memory {
    version: u32,
    pools: Vec<PoolMemory>,
    doubts: Vec<DoubtMemory>,
    /// The addresses of web services; a job names its own by its place here.
    #[serde(default)]
    services: Vec<String>,
    jobs: Vec<JobMemory>,
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
    Ended,
    Refused,
    Forgotten,
}

impl Session {
    /// What is to be kept for the next visit to the same service, as JSON text.
    #[must_use]
    pub fn remember(&self) -> String {
        // A create that is on its way when the page closes has an answer that nobody will hear.
        let on_its_way = self.creating.iter().map(|creating| doubt_memory(creating, creating.pressed));
        let services: BTreeSet<&ServiceAddress> = self.jobs.values().map(|job| &job.service).collect();
        let services: Vec<&ServiceAddress> = services.into_iter().collect();
        let memory = Memory {
            version: VERSION,
            pools: self.pools.values().map(pool_memory).collect(),
            doubts: self
                .doubts
                .iter()
                .map(|doubt| doubt_memory(&doubt.creating, doubt.since))
                .chain(on_its_way)
                .collect(),
            jobs: self.jobs.values().filter_map(|job| job_memory(job, &services)).collect(),
            services: services.iter().map(|address| address.as_str().to_owned()).collect(),
        };
        serde_json::to_string(&memory).unwrap_or_default()
    }

    /// Takes up what was remembered at an earlier visit to the service to which the session has just been connected.
    ///
    /// A create that was on its way then is a doubt now; a job that was being started is started again, which runs it
    /// once. Returns whether the text could be read; one that cannot changes nothing.
    pub fn recall(&mut self, now: Timestamp, remembered: &str) -> bool {
        let Ok(memory) = serde_json::from_str::<Memory>(remembered) else { return false };
        if memory.version != VERSION || self.connection.is_none() {
            return false;
        }
        let reads_back = self.can_read();
        for pool in memory.pools.into_iter().take(MOST_POOLS) {
            if let Some(view) = recalled_pool(pool, reads_back) {
                self.pools.entry(view.pool.id.clone()).or_insert(view);
            }
        }
        for doubt in memory.doubts.into_iter().take(MOST_POOLS) {
            let request = RequestId(self.next_request);
            if let Some(doubt) = recalled_doubt(doubt, request, reads_back) {
                self.next_request += 1;
                self.doubts.push(doubt);
            }
        }
        let services: Vec<Option<ServiceAddress>> =
            memory.services.iter().map(|address| ServiceAddress::read(address).ok()).collect();
        for job in memory.jobs.into_iter().take(MOST_JOBS) {
            let Some(service) = services.get(job.service).cloned().flatten() else { continue };
            let ticket = Ticket(self.next_ticket);
            self.next_ticket += 1;
            let job = recalled_job(&job, ticket, service, now);
            if let (Stage::Starting, Some(id)) = (&job.stage, &job.id)
                && self.has_key_of(&job.service)
            {
                self.ask(now, Call::StartJob(id.clone()), Purpose::Job(ticket));
            }
            self.jobs.insert(ticket, job);
        }
        true
    }
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
        Stage::Ended => StageMemory::Ended,
        Stage::Refused => StageMemory::Refused,
        Stage::Forgotten => StageMemory::Forgotten,
    };
    let id = job.id.as_ref().map(|id| id.as_str().to_owned());
    let pool = job.pool.as_ref().map(|pool| pool.as_str().to_owned());
    Some(JobMemory { service, id, pool, pressed: job.pressed.ms(), changed: job.changed.ms(), stage })
}

/// An ended job is read once more: its state and its links are not remembered.
fn recalled_job(memory: &JobMemory, ticket: Ticket, service: ServiceAddress, now: Timestamp) -> JobView {
    let id = memory.id.as_deref().and_then(JobId::read);
    let stage = match (memory.stage, &id) {
        (StageMemory::Starting, Some(_)) => Stage::Starting,
        (StageMemory::Watched | StageMemory::Ended, Some(_)) => Stage::Watched,
        (StageMemory::Refused, _) => Stage::Refused,
        (StageMemory::Forgotten, _) => Stage::Forgotten,
        (StageMemory::Ended, None) => Stage::Ended,
        (StageMemory::InDoubt | StageMemory::Starting | StageMemory::Watched, _) => Stage::InDoubt,
    };
    JobView {
        ticket,
        service,
        id,
        pool: memory.pool.as_deref().and_then(PoolId::read),
        stage,
        status: None,
        pressed: Timestamp::from_ms(memory.pressed),
        changed: Timestamp::from_ms(memory.changed),
        cancelling: false,
        error: None,
        body: None,
        request: None,
        next_check: now,
        failures: 0,
        fence: RequestId(0),
    }
}
