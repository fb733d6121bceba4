use core::ops::Bound;

use super::errand::{Errand, ErrandDone};
use super::fault::{Asked, FAULT_HEADER, Fault, FaultPlan, Named, sentinel_in};
use super::ledger::Ledger;
use super::pool::VmPhase;
use super::route::{Misunderstood, Understood, goes_on_after, understand};
use super::settings::Settings;
use super::wire::{self, BadJob, Json};
use super::world::{Submission, World};
use crate::service::{
    Address, HttpReply, HttpRequest, JobBody, JobId, Outcome, Pool, PoolId, Profile, Refusal, SwaggerUrl,
    TransportFailure, write_http_date,
};
use crate::units::{MS_PER_SECOND, Random, Secret, Seed, Timestamp, VmCount};

/// What comes of a request, and when: the host waits so long and then hands it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeAnswer {
    /// Milliseconds from asking.
    pub after_ms: u64,
    /// What comes.
    pub outcome: Outcome,
    /// What was on its way when it broke off, for a host that breaks off a connection.
    pub broken_off: Option<HttpReply>,
}

/// One pool as only the practice service can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSight {
    /// Each VM: where it is in its life, and the jobs on it.
    pub vms: Vec<(VmPhase, Vec<JobId>)>,
    /// Jobs that wait, first in line first.
    pub queue: Vec<JobId>,
}

/// A practice account that answers requests.
///
/// Everything that a request does is done at the moment of asking; only the answer takes time.
#[derive(Clone, Debug)]
pub struct Emulator {
    settings: Settings,
    world: World,
    faults: FaultPlan,
    /// Chance of the wire, apart from the world's, so that a lost reply does not change how long jobs run.
    wire: Random,
}

/// A reply before it is put on the wire.
struct Reply {
    status: u16,
    body: Option<Json>,
}

impl Reply {
    const fn empty(status: u16) -> Self {
        Self { status, body: None }
    }

    const fn json(status: u16, body: Json) -> Self {
        Self { status, body: Some(body) }
    }
}

impl Emulator {
    /// A new account at this moment.
    ///
    /// ```
    /// use poolwise::emulator::{Emulator, FaultPlan, Settings};
    /// use poolwise::service::azure_batch_profile;
    /// use poolwise::units::{BilledTime, Seed, Timestamp};
    /// let now = Timestamp::from_ms(0);
    /// let account = Emulator::new(Settings::ordinary(azure_batch_profile()), FaultPlan::default(), now, Seed(1));
    /// assert_eq!(account.ledger().total(now), BilledTime::ZERO);
    /// ```
    #[must_use]
    pub fn new(settings: Settings, faults: FaultPlan, now: Timestamp, seed: Seed) -> Self {
        Self::resumed(settings, faults, World::new(now, seed), seed)
    }

    /// An account to which things have happened already.
    pub(super) fn resumed(settings: Settings, faults: FaultPlan, world: World, seed: Seed) -> Self {
        Self { settings, faults, world, wire: Random::new(seed.part(1)) }
    }

    /// What is billed.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.world.ledger
    }

    /// What the account is like.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes what the account is like, from now on.
    pub fn set(&mut self, settings: Settings, faults: FaultPlan) {
        self.settings = settings;
        self.faults = faults;
    }

    /// Changes what the account is like, from now on, and leaves its faults as they are.
    pub fn change(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// When something next happens by itself; `None` when nothing will.
    #[must_use]
    pub fn next_event(&self) -> Option<Timestamp> {
        self.world.next_event()
    }

    /// Lets everything happen that happens up to `now`. A clock that is set back changes nothing.
    pub fn advance(&mut self, now: Timestamp) {
        self.world.advance(now, &self.settings);
    }

    /// The pools as the service would tell of them, in order of id.
    #[must_use]
    pub fn pools(&self) -> Vec<Pool> {
        self.world.pools.values().map(super::pool::PoolRecord::told).collect()
    }

    /// One pool's VMs and queue.
    #[must_use]
    pub fn sight(&self, id: &PoolId) -> Option<PoolSight> {
        let pool = self.world.pools.get(id)?;
        let vms = pool.vms.values().map(|vm| (vm.phase, vm.jobs.clone())).collect();
        Some(PoolSight { vms, queue: pool.queue.iter().cloned().collect() })
    }

    /// Every job that is remembered, and how far it has come.
    #[must_use]
    pub fn jobs(&self) -> Vec<(JobId, crate::service::JobState)> {
        let told = |job: &super::job::JobRecord| job.told(self.settings.queued_is_running).clone();
        self.world.jobs.values().map(|job| (job.id.clone(), told(job))).collect()
    }

    /// What the host is to do for jobs, each once; empty unless [`Settings::with_blobs`].
    pub fn take_errands(&mut self) -> Vec<Errand> {
        self.world.take_errands()
    }

    /// The host reports what came of an errand.
    pub fn errand_done(&mut self, now: Timestamp, errand: &Errand, done: ErrandDone) {
        self.advance(now);
        self.world.errand_done(errand, done, &self.settings);
    }

    /// Answers a request at this moment.
    pub fn answer(&mut self, now: Timestamp, request: &HttpRequest) -> PracticeAnswer {
        self.advance(now);
        let after_ms = self.settings.latency.draw(&mut self.wire);
        let understood = Address::read(&request.url)
            .map_err(|_not_an_address| Misunderstood::NoPath)
            .and_then(|address| Ok((understand(request, &address, &self.settings)?, address)));
        let (understood, address) = match understood {
            Ok(understood) => understood,
            Err(problem) => return self.on_the_wire(after_ms, misunderstood(problem), None),
        };
        let named = self.named(&understood, request);
        let fault = self.faults.strike(understood.asked, request.header(FAULT_HEADER), named, &mut self.wire);
        match fault {
            Some(Fault::Blocked) => return lost(after_ms, TransportFailure::Unreachable),
            Some(Fault::LostRequest) => return lost(self.settings.lost_after_ms, TransportFailure::TimedOut),
            Some(Fault::Refuse { status, code, retry_after_s }) => {
                let reply = refused(understood.asked, status, code);
                return self.for_a_while(after_ms, reply, retry_after_s.map(|seconds| seconds.to_string()));
            }
            Some(Fault::BusyUntil { seconds }) => {
                let reply = refused(understood.asked, 503, "ServerBusy");
                let until = self.by_server(self.world.now).after_ms(u64::from(seconds) * MS_PER_SECOND);
                return self.for_a_while(after_ms, reply, Some(write_http_date(until)));
            }
            _ => {}
        }
        let reply = match self.locked(&understood, request) {
            Some(reply) => reply,
            None => self.act(&understood, &address, request),
        };
        self.on_the_wire(after_ms, reply, fault)
    }

    /// A refusal that says when to ask again, in seconds or by the service's clock.
    fn for_a_while(&mut self, after_ms: u64, reply: Reply, retry_after: Option<String>) -> PracticeAnswer {
        let mut answer = self.on_the_wire(after_ms, reply, None);
        if let Ok(reply) = &mut answer.outcome {
            reply.headers.extend(retry_after.map(|text| ("Retry-After".to_owned(), text)));
        }
        answer
    }

    fn on_the_wire(&mut self, after_ms: u64, reply: Reply, fault: Option<Fault>) -> PracticeAnswer {
        let Reply { status, mut body } = match fault {
            Some(Fault::FailAfter { status }) => Reply::json(
                status,
                wire::batch_error("OperationTimedOut", "The operation could not be completed."),
            ),
            _ => reply,
        };
        let after_ms = match fault {
            Some(Fault::Slow { ms }) => after_ms.saturating_add(ms),
            _ => after_ms,
        };
        match fault {
            Some(Fault::LostReply) => return lost(self.settings.lost_after_ms, TransportFailure::TimedOut),
            Some(Fault::WrongTypes) => body.iter_mut().for_each(wire::other_types),
            _ => {}
        }
        let bytes = match (fault, body) {
            (Some(Fault::Malformed), _) => b"<html><body>502 Bad Gateway</body></html>".to_vec(),
            (_, None) => Vec::new(),
            (_, Some(body)) => wire::bytes(&body),
        };
        let request_id = crate::service::hex32(&mut self.wire);
        let headers = vec![
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("x-ms-request-id".to_owned(), request_id),
            ("Date".to_owned(), write_http_date(self.by_server(self.world.now))),
        ];
        let reply = HttpReply { status, headers, body: bytes };
        match fault {
            Some(Fault::CutOff) => {
                PracticeAnswer { broken_off: Some(reply), ..lost(after_ms, TransportFailure::CutOff) }
            }
            _ => PracticeAnswer { after_ms, outcome: Ok(reply), broken_off: None },
        }
    }

    /// **Source**: facts A.4 and B.8 (verified): a wrong key is 403 `AuthenticationFailed` in Azure Batch and 401
    /// `ScoreRequestUnauthorized` in the batch job API; swagger.json needs none (B.2).
    fn locked(&self, understood: &Understood, request: &HttpRequest) -> Option<Reply> {
        let settings = &self.settings;
        let holds = |header: &str, scheme: &str, key: &Secret| {
            let expected = [scheme, key.reveal()].join(" ");
            request.authorization.as_ref().is_some_and(|(name, value)| {
                name.eq_ignore_ascii_case(header) && value.reveal() == expected.trim_start()
            })
        };
        match understood.asked {
            Asked::Swagger => None,
            Asked::SubmitJob | Asked::StartJob | Asked::JobStatus | Asked::CancelJob => {
                (!holds("Authorization", "Bearer", &settings.job_key)).then(|| {
                    let said = "Invalid credentials provided.";
                    Reply::json(401, wire::bes_error("Unauthorized", "ScoreRequestUnauthorized", said))
                })
            }
            _ => {
                let (_, profile) = settings.contract(understood.contract);
                (!holds(&profile.auth_header, &profile.auth_scheme, &settings.pool_key)).then(|| {
                    let said = "Server failed to authenticate the request.";
                    Reply::json(403, wire::batch_error("AuthenticationFailed", said))
                })
            }
        }
    }

    fn act(&mut self, understood: &Understood, address: &Address, request: &HttpRequest) -> Reply {
        let pool = understood.id.as_deref().and_then(PoolId::read);
        let job = understood.id.as_deref().and_then(JobId::read);
        let settings = &self.settings;
        match (understood.asked, pool, job) {
            (Asked::CreatePool, id, _) => self.create(id, understood),
            (Asked::ListPools, _, _) => self.list(understood, address),
            (Asked::Swagger, _, _) => Reply::json(200, wire::swagger_json(address, &understood.service)),
            (Asked::SubmitJob, _, _) => self.submit(understood, request),
            (Asked::GetPool, Some(id), _) => self.get(understood, &id),
            (Asked::ResizePool, Some(id), _) => {
                let target = VmCount(understood.found.vm_count.unwrap_or_default());
                pool_done(self.world.resize(&id, target, settings))
            }
            (Asked::StopResize, Some(id), _) => pool_done(self.world.stop_resize(&id)),
            (Asked::DeletePool, Some(id), _) => pool_done(self.world.delete(&id, settings)),
            (Asked::StartJob, _, Some(id)) => job_done(self.world.start(&id, settings)),
            (Asked::CancelJob, _, Some(id)) => job_done(self.world.cancel(&id, settings)),
            (Asked::JobStatus, _, Some(id)) => self.status(&id),
            (Asked::StartJob | Asked::CancelJob | Asked::JobStatus, _, None) => job_done(None),
            (_, None, _) => pool_done(None),
        }
    }

    /// DIFFERENCE: any URL of the right form names a service with a plan; the real one reads the document.
    fn create(&mut self, id: Option<PoolId>, understood: &Understood) -> Reply {
        let swagger = understood.found.swagger_url.as_deref().map(SwaggerUrl::read);
        let Some(Ok((swagger, _))) = swagger else {
            let said = "The swagger URL is not that of a Resource Manager based web service.";
            return Reply::json(400, wire::batch_error("InvalidPropertyValue", said));
        };
        let (_, profile) = self.settings.contract(understood.contract);
        let named = profile.caller_names_pools();
        let id = match (named, id) {
            (true, Some(id)) => id,
            (true, None) => {
                return Reply::json(
                    400,
                    wire::batch_error("InvalidPropertyValue", "The pool id is not valid."),
                );
            }
            (false, _) => PoolId::random(&mut self.world.random),
        };
        if self.world.pools.contains_key(&id) {
            return Reply::json(409, wire::batch_error("PoolExists", "The specified pool already exists."));
        }
        let vms = VmCount(understood.found.vm_count.unwrap_or_default());
        match (self.world.create(id.clone(), vms, swagger, &self.settings), &profile.created_id) {
            (Err(refusal), _) => pool_done(Some(Err(refusal))),
            (Ok(()), Some(pointer)) => Reply::json(201, wire::created_json(id.as_str(), pointer)),
            (Ok(()), None) => Reply::empty(201),
        }
    }

    fn list(&self, understood: &Understood, address: &Address) -> Reply {
        let (_, profile) = self.settings.contract(understood.contract);
        let after = goes_on_after(&address.query).map_or(Bound::Unbounded, Bound::Excluded);
        let size = if profile.list_next.is_some() { self.settings.page_size.max(1) } else { usize::MAX };
        let mut rest = self.world.pools.range((after, Bound::Unbounded));
        let shown: Vec<_> = rest.by_ref().take(size).collect();
        let next = shown.last().filter(|_| rest.next().is_some()).map(|(last, _)| {
            let query: Vec<&str> =
                address.query.split('&').filter(|pair| !pair.starts_with("after=")).collect();
            format!("{}{}?{}&after={}", address.origin(), address.path, query.join("&"), last.as_str())
        });
        let page = shown.into_iter().map(|(_, pool)| self.told(&pool.told(), profile)).collect();
        Reply::json(200, wire::list_json(page, next, profile))
    }

    fn get(&self, understood: &Understood, id: &PoolId) -> Reply {
        let (_, profile) = self.settings.contract(understood.contract);
        match self.world.pools.get(id) {
            Some(pool) => Reply::json(200, self.told(&pool.told(), profile)),
            None => pool_done(None),
        }
    }

    fn told(&self, pool: &Pool, profile: &Profile) -> Json {
        wire::pool_json(pool, profile, &|at| self.by_server(at))
    }

    fn by_server(&self, at: Timestamp) -> Timestamp {
        Timestamp::from_ms(at.ms().saturating_add_signed(self.settings.skew_ms))
    }

    /// DIFFERENCE: no code for an unknown pool is documented for jobs; this one says `BadParameterValue`.
    fn submit(&mut self, understood: &Understood, request: &HttpRequest) -> Reply {
        let asked = match wire::asked_job(&request.body) {
            Ok(asked) => asked,
            Err(problem) => return bad_job(problem),
        };
        let pool = match asked.pool_id.as_deref().map(PoolId::read) {
            None => None,
            Some(Some(id)) if self.world.pools.contains_key(&id) => Some(id),
            Some(_) => {
                let said = "The AzureBatchPoolId does not name a pool of this account.";
                return Reply::json(400, wire::bes_error("BadArgument", "BadParameterValue", said));
            }
        };
        let submission = Submission {
            service: understood.service.clone(),
            pool,
            run_ms: asked.run_ms,
            us_per_row: asked.us_per_row,
            body: self.settings.with_blobs.then(|| JobBody::new(request.body.clone())),
            fails: asked.names.contains("job-fails"),
            sentinel: sentinel_in(&asked.names).map(|(name, _)| *name),
            outputs: asked.outputs,
        };
        match self.world.submit(submission, &self.settings) {
            Some(id) => Reply::json(200, wire::text(id.as_str())),
            None => {
                Reply::json(500, wire::bes_error("InternalError", "UnknownError", "No id could be made."))
            }
        }
    }

    /// The name in which a fault may be asked for: the pool's, or those of the job's blobs.
    fn named(&self, understood: &Understood, request: &HttpRequest) -> Named {
        let id = || understood.id.clone().unwrap_or_default();
        match understood.asked {
            Asked::SubmitJob => {
                let names = wire::asked_job(&request.body).map(|job| job.names).unwrap_or_default();
                Named { text: names.clone(), whose: names }
            }
            Asked::StartJob | Asked::CancelJob => {
                let job = understood.id.as_deref().and_then(JobId::read);
                let sentinel = job.and_then(|id| self.world.jobs.get(&id)?.sentinel);
                Named { text: sentinel.unwrap_or_default().to_owned(), whose: id() }
            }
            _ => Named { text: id(), whose: id() },
        }
    }

    fn status(&self, id: &JobId) -> Reply {
        match self.world.jobs.get(id) {
            Some(job) => {
                let now = self.by_server(self.world.now);
                let told = wire::status_json(job, self.settings.queued_is_running, now);
                Reply::json(200, told)
            }
            None => job_done(None),
        }
    }
}

const fn lost(after_ms: u64, failure: TransportFailure) -> PracticeAnswer {
    PracticeAnswer { after_ms, outcome: Err(failure), broken_off: None }
}

/// **Source**: facts A.4 (verified for Azure Batch): 202 when it will be done; 404 and 409 with these codes.
fn pool_done(done: Option<Result<(), Refusal>>) -> Reply {
    match done {
        Some(Ok(())) => Reply::empty(202),
        Some(Err(refusal)) => {
            let said = "The operation is not possible in the pool's current state.";
            Reply::json(409, wire::batch_error(refusal.code(), said))
        }
        None => Reply::json(404, wire::batch_error("PoolNotFound", "The specified pool does not exist.")),
    }
}

/// **Source**: facts B.8 (verified): 400 `InvalidOperation` with `CannotStartJob`.
///
/// DIFFERENCE: for a job that does not exist no code is documented; this one says 404 `NotFound`. Cancelling a job that
/// has ended succeeds and changes nothing, as a DELETE that is sent twice must.
fn job_done(done: Option<Result<(), Refusal>>) -> Reply {
    match done {
        Some(Ok(()) | Err(Refusal::AlreadyEnded { .. })) => Reply::empty(204),
        Some(Err(refusal)) => {
            let said = "The job cannot be started because it is in another state than NotStarted.";
            Reply::json(400, wire::bes_error("InvalidOperation", refusal.code(), said))
        }
        None => Reply::json(404, wire::bes_error("NotFound", "JobNotFound", "The job does not exist.")),
    }
}

/// **Source**: facts B.8 (verified).
fn bad_job(problem: BadJob) -> Reply {
    let (code, said) = match problem {
        BadJob::NotAnObject => {
            ("RequestBodyInvalid", "No request body provided or error in deserializing the request body.")
        }
        BadJob::BothInputs => {
            ("DuplicateInputInBatchCall", "Cannot specify both single and multiple input at the same time.")
        }
        BadJob::Outputs => ("MissingOutputOverrideSpecification", "The outputs are not references to blobs."),
        BadJob::PoolId => ("BadParameterValue", "The AzureBatchPoolId is not a text."),
    };
    Reply::json(400, wire::bes_error("BadArgument", code, said))
}

/// **Source**: facts A.4 (verified for Azure Batch).
fn misunderstood(problem: Misunderstood) -> Reply {
    let (status, code) = match problem {
        Misunderstood::NoPath => (404, "ResourceNotFound"),
        Misunderstood::NoVerb => (405, "UnsupportedHttpVerb"),
        Misunderstood::Version => (400, "UnsupportedRequestVersion"),
        Misunderstood::Body => (400, "InvalidRequestBody"),
    };
    Reply::json(status, wire::batch_error(code, "The request is not one of this service."))
}

fn refused(asked: Asked, status: u16, code: &str) -> Reply {
    let said = "The fault that was asked for.";
    match asked {
        Asked::SubmitJob | Asked::StartJob | Asked::JobStatus | Asked::CancelJob | Asked::Swagger => {
            Reply::json(status, wire::bes_error(code, code, said))
        }
        _ => Reply::json(status, wire::batch_error(code, said)),
    }
}
