//! What working with a service outside the page needs: a request before it is sent, jobs as pasted, why nothing answers.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::form::read_jobs;
use super::wire::{companion_question, with_pool};
use crate::request::Sas;
use crate::request::wire::{ShapeProblem, from_text};
use crate::service::{
    Address, Call, Came, Connection, Happening, JobBody, JobId, JobView, PoolId, PoolService, Presence,
    RequestId, Sent, ServiceAddress, ServiceError, ServiceKind, Session, Stage, Ticket, TransportFailure,
    request, request_at,
};
use crate::units::{Problem, Secret, Timestamp, VmCount};

/// The request that a call would send now, without its secrets; `None` where the contract cannot ask it.
#[must_use]
pub fn preview(desk: &Desk, call: &Call, service: Option<&ServiceAddress>) -> Option<Sent> {
    let connection = desk.session().connection()?;
    let made = match service {
        Some(service) => request_at(call, connection, service),
        None => request(call, connection),
    };
    made.ok().map(|http| Sent::whole(&http))
}

/// The first request to a pool service: an address of this computer is asked what it is, any other for its pools; `None`
/// where the contract cannot list them.
#[must_use]
pub fn first_request(pools: &PoolService) -> Option<Sent> {
    if Address::read(&pools.base_url).is_ok_and(|address| address.is_loopback()) {
        return Some(Sent::whole(&companion_question(&pools.base_url)));
    }
    let connection = Connection { kind: ServiceKind::Live, pools: pools.clone(), jobs: Vec::new() };
    request(&Call::ListPools { page: None }, &connection).ok().map(|http| Sent::whole(&http))
}

/// A request that got no answer at all: the browser kept the page from asking, or nothing is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Scheme, host and port that did not answer.
    pub origin: String,
    /// What was sent last.
    pub sent: Sent,
}

/// The origin that does not answer, as long as nothing from it has been answered since; of several, the one that was
/// asked last.
#[must_use]
pub fn blocked(desk: &Desk) -> Option<Blocked> {
    let is_unreachable = |error: Option<&ServiceError>| {
        matches!(error, Some(ServiceError::Transport(TransportFailure::Unreachable)))
    };
    // An answer that the page was not let to read says nothing of the next.
    let answers = || {
        desk.session().log().filter_map(|entry| match &entry.what {
            Happening::Answered { request, error, came, .. } if error.is_some() || came.is_some() => {
                Some((*request, is_unreachable(error.as_ref())))
            }
            _ => None,
        })
    };
    if !answers().any(|(_, unreachable)| unreachable) {
        return None;
    }
    let answers: BTreeMap<RequestId, bool> = answers().collect();
    let mut answered: Vec<String> = Vec::new();
    for entry in desk.session().log().rev() {
        let Happening::Asked { request, sent } = &entry.what else { continue };
        let is_of = |origin: &String| sent.url.strip_prefix(origin.as_str()).is_some_and(is_path);
        let Some(unreachable) = answers.get(request).filter(|_| !answered.iter().any(is_of)) else {
            continue;
        };
        let Ok(address) = Address::read(&sent.url) else { continue };
        let origin = address.origin();
        if *unreachable {
            return Some(Blocked { origin, sent: Sent::clone(sent) });
        }
        answered.push(origin);
    }
    None
}

fn is_path(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?'])
}

/// A field of the job form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobField {
    /// The web service.
    Service,
    /// The body.
    Body,
    /// The pool.
    Pool,
    /// How many.
    Copies,
}

/// The job form as typed. The body may hold account keys, so `Debug` says only how long it is (I8).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct JobDraft {
    /// The web service's address.
    pub service: String,
    /// The body as JSON text.
    pub body: String,
    /// The pool's id; empty for the classic queue.
    pub pool: String,
    /// How many such jobs.
    pub copies: String,
}

impl core::fmt::Debug for JobDraft {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { service, body, pool, copies } = self;
        write!(f, "JobDraft({service} {pool} {copies}, {} bytes)", body.len())
    }
}

/// What there is to say of a field of the job form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobFault {
    /// No web service has a key here.
    NoService,
    /// Nothing was pasted.
    NoBody,
    /// It is no job's body: the first thing that is wrong with it.
    Body(ShapeProblem),
    /// The number cannot be used.
    Copies(Problem),
    /// The pool has no VMs and is to have none: jobs wait until it is resized. They can be sent all the same.
    PoolIsEmpty,
    /// The service did not list such a pool. Jobs can be sent all the same: it may be another account's to refuse.
    PoolNotListed(PoolId),
}

impl JobFault {
    /// Whether the form can be sent all the same.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::PoolIsEmpty | Self::PoolNotListed(_))
    }
}

/// Jobs that can be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The web service that runs them.
    pub service: ServiceAddress,
    /// The body of each, the pool's id in it.
    pub body: JobBody,
    /// The pool; `None` for the classic queue.
    pub pool: Option<PoolId>,
    /// How many.
    pub copies: u32,
}

impl JobDraft {
    /// What can be submitted, if it can be, and what there is to say of each field, in form order.
    #[must_use]
    pub fn check(&self, session: &Session) -> (Option<Submission>, Vec<(JobField, JobFault)>) {
        let mut faults = Vec::new();
        let services = session.connection().map(|connection| connection.jobs.as_slice()).unwrap_or_default();
        let service = services.iter().find(|service| service.address.as_str() == self.service);
        if service.is_none() {
            faults.push((JobField::Service, JobFault::NoService));
        }
        let pool = PoolId::read(&self.pool);
        let body = if self.body.trim().is_empty() {
            faults.push((JobField::Body, JobFault::NoBody));
            None
        } else {
            match from_text(&self.body, &crate::request::Draft::default()) {
                Ok(_) => with_pool(&self.body, pool.as_ref()).map(JobBody::new),
                Err(problems) => {
                    faults
                        .extend(problems.into_iter().take(1).map(|it| (JobField::Body, JobFault::Body(it))));
                    None
                }
            }
        };
        faults.extend(pool.iter().filter_map(|pool| Some((JobField::Pool, pool_fault(session, pool)?))));
        let copies = read_jobs(&self.copies);
        if let Err(problem) = &copies {
            faults.push((JobField::Copies, JobFault::Copies(problem.clone())));
        }
        let submission = service.zip(body).zip(copies.ok()).map(|((service, body), copies)| Submission {
            service: service.address.clone(),
            body,
            pool,
            copies,
        });
        (submission, faults)
    }
}

/// Whether a pool has no VMs and is to have none, so that a job sent to it only waits.
pub(super) fn has_no_vms(session: &Session, pool: &PoolId) -> bool {
    let zero = Some(VmCount(0));
    session.pool(pool).is_some_and(|view| {
        view.pool.target_vms == zero && (view.pool.current_vms == zero || view.pool.current_vms.is_none())
    })
}

/// What there is to say of a pool before jobs are sent to it.
#[must_use]
pub fn pool_fault(session: &Session, pool: &PoolId) -> Option<JobFault> {
    let is_here = session.pool(pool).is_some_and(|view| view.presence == Presence::Here);
    if session.last_read().is_some() && !is_here {
        return Some(JobFault::PoolNotListed(pool.clone()));
    }
    has_no_vms(session, pool).then_some(JobFault::PoolIsEmpty)
}

/// The web service at which jobs made for the one named run: that one, or a relay's way to it; `None` where its key is
/// not here. Practice stands for any service. Jobs made for none in particular go to the first.
#[must_use]
pub fn job_service_for(session: &Session, named: Option<&str>) -> Option<ServiceAddress> {
    let connection = session.connection()?;
    let mut services = connection.jobs.iter().map(|service| &service.address);
    let Some(named) = named.filter(|_| connection.kind != ServiceKind::Practice) else {
        return services.next().cloned();
    };
    let named = ServiceAddress::read(named).ok()?;
    // A relay on this computer has the service's host and path behind its own.
    let behind = ["/", named.as_str().split_once("://")?.1].concat();
    let mut relayed = services.clone().filter(|address| address.as_str().ends_with(&behind));
    services.find(|address| **address == named).or_else(|| relayed.next()).cloned()
}

/// A result of a job: a link that whoever holds it can read, until it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLink {
    /// The output's name.
    pub output: String,
    /// The link, which opens the blob.
    pub url: Secret,
    /// When the link ends, where it says so.
    pub ends: Option<Timestamp>,
    /// Whether that has passed.
    pub is_over: bool,
}

/// Everything that is known of one job of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSheet {
    /// The page's own number for it.
    pub ticket: Ticket,
    /// Where it runs.
    pub service: ServiceAddress,
    /// The service's name for it.
    pub id: Option<String>,
    /// Why it failed.
    pub details: Option<String>,
    /// Fields of the last answer that mean nothing known: name and JSON text.
    pub other: Vec<(String, String)>,
    /// Its results.
    pub results: Vec<ResultLink>,
    /// Whether it can be submitted again: it was not taken, or perhaps not.
    pub can_be_sent_again: bool,
    /// The calls that can be asked of it: reading its status, starting it and cancelling it.
    pub calls: Vec<Call>,
}

/// What is known of a job; `None` where the page has no such job.
#[must_use]
pub fn job_sheet(desk: &Desk, ticket: Ticket) -> Option<JobSheet> {
    let job: &JobView = desk.session().job(ticket)?;
    let status = job.status.as_ref();
    let link = |result: &crate::service::JobResult| {
        let ends = Sas::parse(result.sas.reveal()).expires();
        let is_over = ends.is_some_and(|ends| ends <= desk.now());
        ResultLink { output: result.output.clone(), url: result.url(), ends, is_over }
    };
    let calls = job.id.iter().flat_map(|id| {
        [Call::JobStatus(id.clone()), Call::StartJob(id.clone()), Call::CancelJob(id.clone())]
    });
    Some(JobSheet {
        ticket,
        service: job.service.clone(),
        id: job.id.as_ref().map(|id| id.as_str().to_owned()),
        details: status.and_then(|status| status.details.clone()),
        other: status.map(|status| status.other.clone()).unwrap_or_default(),
        results: status.map(|status| status.results.iter().map(link).collect()).unwrap_or_default(),
        can_be_sent_again: job.can_be_sent_again(),
        calls: calls.collect(),
    })
}

/// Web services of tracked jobs whose keys are not here.
#[must_use]
pub fn services_without_key(session: &Session) -> Vec<ServiceAddress> {
    let has = |address: &ServiceAddress| {
        session.connection().is_some_and(|connection| connection.job_service(address).is_some())
    };
    session.open_services().filter(|address| !has(address)).cloned().collect()
}

/// The jobs that a pool's autopilot waits for, as a script can be told of them; and how many more there are that the
/// service has not named yet.
#[must_use]
pub fn jobs_of_autopilot(session: &Session, pool: &PoolId) -> (Vec<(ServiceAddress, JobId)>, usize) {
    let may_run = |job: &&JobView| job.is_open() && job.stage != Stage::InDoubt;
    let jobs = || session.jobs().filter(may_run).filter(|job| job.pool.as_ref() == Some(pool));
    let named = jobs().filter_map(|job| Some((job.service.clone(), job.id.clone()?))).collect();
    (named, jobs().filter(|job| job.id.is_none()).count())
}

/// One request of the log with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What left.
    pub sent: Sent,
    /// What came; `None` where nothing has.
    pub came: Option<Came>,
}

/// A request of the log, as long as the log keeps it.
#[must_use]
pub fn logged(desk: &Desk, request: RequestId) -> Option<Exchange> {
    let mut found: Option<Exchange> = None;
    for entry in desk.session().log() {
        match &entry.what {
            Happening::Asked { request: asked, sent } if *asked == request => {
                found = Some(Exchange { sent: Sent::clone(sent), came: None });
            }
            Happening::Answered { request: to, came: Some(came), .. } if *to == request => {
                if let Some(exchange) = &mut found {
                    exchange.came = Some(Came::clone(came));
                }
            }
            _ => {}
        }
    }
    found
}
