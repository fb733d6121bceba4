//! The one place where requests are made and replies are read.

use super::address::Address;
use super::connection::{Connection, JobService, Key, PoolService, ServiceAddress};
use super::error::{Malformed, ServiceError};
use super::http::{HttpReply, HttpRequest, Method, Outcome};
use super::job::{JobId, JobStatus};
use super::pool::{Pool, PoolId};
use super::profile::{Operation, Template};
use super::swagger_url::SwaggerUrl;
use super::wire::{self, Filling};
use crate::units::{MS_PER_SECOND, Timestamp, VmCount};

/// The version of the batch API.
///
/// **Source**: facts B.1 (verified).
pub const JOBS_API_VERSION: &str = "2.0";

/// A job's request body, ready to be sent; it may hold account keys, so `Debug` shows only its length (I8).
#[derive(Clone, PartialEq, Eq)]
pub struct JobBody(Vec<u8>);

impl JobBody {
    /// Takes charge of a body.
    #[must_use]
    pub const fn new(json: Vec<u8>) -> Self {
        Self(json)
    }

    /// The bytes that are sent.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl core::fmt::Debug for JobBody {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "JobBody({} bytes)", self.0.len())
    }
}

/// Something to ask of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Create a pool; `id` is used where the caller names pools.
    CreatePool {
        /// The name it is to have.
        id: PoolId,
        /// VMs that it is to have.
        vms: VmCount,
        /// What decides the plan that pays.
        swagger: SwaggerUrl,
    },
    /// List pools: the first page, or the one at this address.
    ListPools {
        /// Where the page before said that this one is.
        page: Option<String>,
    },
    /// Read one pool.
    GetPool(PoolId),
    /// Give a pool another size.
    ResizePool {
        /// The pool.
        id: PoolId,
        /// VMs that it is to have.
        target: VmCount,
    },
    /// Stop a resize half-way.
    StopResize(PoolId),
    /// Delete a pool.
    DeletePool(PoolId),
    /// Submit a job. It does not start.
    SubmitJob(JobBody),
    /// Start a job that was submitted.
    StartJob(JobId),
    /// Read how far a job has come.
    JobStatus(JobId),
    /// Cancel a job.
    CancelJob(JobId),
    /// Read the web service's description; needs no key.
    Swagger,
}

impl Call {
    /// Whether it changes nothing.
    pub(super) const fn is_reading(&self) -> bool {
        matches!(self, Self::ListPools { .. } | Self::GetPool(_) | Self::JobStatus(_) | Self::Swagger)
    }
}

/// What a service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The pool was created, or is being.
    PoolCreated(PoolId),
    /// One page of pools, and where the next one is.
    Pools {
        /// The pools.
        pools: Vec<Pool>,
        /// The next page.
        next: Option<String>,
    },
    /// One pool.
    Pool(Box<Pool>),
    /// It will be done.
    Accepted,
    /// The job was submitted.
    Submitted(JobId),
    /// How far the job has come.
    Status(JobStatus),
    /// The web service's description, as it came.
    Swagger(Vec<u8>),
}

/// Why something cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotAsk {
    /// The profile does not say how.
    NotInContract(Operation),
    /// There is no web service to send jobs to.
    NoJobService,
    /// The request would carry the key to another origin than its own.
    KeyForOtherOrigin {
        /// Where the key belongs.
        key: String,
        /// Where the request would have gone.
        request: String,
    },
    /// The profile's template makes no address or no body.
    BadTemplate(Operation),
}

/// The request that asks a web service for something of a job.
///
/// # Errors
/// When the key of that service is not here; see [`CannotAsk`].
pub fn request_at(
    call: &Call,
    connection: &Connection,
    service: &ServiceAddress,
) -> Result<HttpRequest, CannotAsk> {
    job_request(call, connection.job_service(service).ok_or(CannotAsk::NoJobService)?)
}

/// The request that asks for something; what is about jobs goes to the first web service.
///
/// # Errors
/// See [`CannotAsk`].
pub fn request(call: &Call, connection: &Connection) -> Result<HttpRequest, CannotAsk> {
    match call {
        Call::ListPools { page: Some(page) } => {
            pool_request(Operation::List, Some(page), call, &connection.pools)
        }
        Call::CreatePool { .. } => pool_request(Operation::Create, None, call, &connection.pools),
        Call::ListPools { page: None } => pool_request(Operation::List, None, call, &connection.pools),
        Call::GetPool(_) => pool_request(Operation::Get, None, call, &connection.pools),
        Call::ResizePool { .. } => pool_request(Operation::Resize, None, call, &connection.pools),
        Call::StopResize(_) => pool_request(Operation::StopResize, None, call, &connection.pools),
        Call::DeletePool(_) => pool_request(Operation::Delete, None, call, &connection.pools),
        Call::SubmitJob(_) | Call::StartJob(_) | Call::JobStatus(_) | Call::CancelJob(_) | Call::Swagger => {
            job_request(call, connection.jobs.first().ok_or(CannotAsk::NoJobService)?)
        }
    }
}

fn pool_request(
    operation: Operation,
    page: Option<&str>,
    call: &Call,
    service: &PoolService,
) -> Result<HttpRequest, CannotAsk> {
    let template = service.profile.template(operation).ok_or(CannotAsk::NotInContract(operation))?;
    let filling = filling(call, service);
    let url = match page {
        Some(page) => page.to_owned(),
        None => format!("{}{}", service.base_url, wire::fill_path(&template.path, &filling)),
    };
    let body = body(template, &filling).ok_or(CannotAsk::BadTemplate(operation))?;
    let scheme = &service.profile.auth_scheme;
    with_key(template.method, url, body, &service.profile.auth_header, scheme, &service.key)
        .map_err(|problem| problem.unwrap_or(CannotAsk::BadTemplate(operation)))
}

fn filling<'a>(call: &'a Call, service: &'a PoolService) -> Filling<'a> {
    let (pool_id, vm_count, swagger_url) = match call {
        Call::CreatePool { id, vms, swagger } => (Some(id), Some(vms.0), Some(swagger.as_str())),
        Call::ResizePool { id, target } => (Some(id), Some(target.0), None),
        Call::GetPool(id) | Call::StopResize(id) | Call::DeletePool(id) => (Some(id), None, None),
        Call::ListPools { .. }
        | Call::SubmitJob(_)
        | Call::StartJob(_)
        | Call::JobStatus(_)
        | Call::CancelJob(_)
        | Call::Swagger => (None, None, None),
    };
    let api_version = &service.profile.api_version;
    Filling { pool_id: pool_id.map(PoolId::as_str), vm_count, swagger_url, api_version }
}

fn body(template: &Template, filling: &Filling<'_>) -> Option<Vec<u8>> {
    template.body.as_ref().map_or(Some(Vec::new()), |body| wire::fill_body(body, filling))
}

/// **Source**: facts B.2 (verified): paths, verbs, headers; swagger.json needs no authorization.
fn job_request(call: &Call, service: &JobService) -> Result<HttpRequest, CannotAsk> {
    let base = service.address.as_str();
    let version = format!("api-version={JOBS_API_VERSION}");
    let (method, url, body) = match call {
        Call::SubmitJob(body) => (Method::Post, format!("{base}/jobs?{version}"), body.bytes().to_vec()),
        Call::StartJob(id) => {
            (Method::Post, format!("{base}/jobs/{}/start?{version}", id.as_str()), Vec::new())
        }
        Call::CancelJob(id) => (Method::Delete, format!("{base}/jobs/{}?{version}", id.as_str()), Vec::new()),
        Call::JobStatus(id) => (Method::Get, format!("{base}/jobs/{}?{version}", id.as_str()), Vec::new()),
        _ => {
            let headers = vec![("Accept".to_owned(), "application/json".to_owned())];
            let url = format!("{base}/swagger.json");
            return Ok(HttpRequest {
                method: Method::Get,
                url,
                headers,
                authorization: None,
                scheme: String::new(),
                body: Vec::new(),
            });
        }
    };
    with_key(method, url, body, "Authorization", "Bearer", &service.key)
        .map_err(|problem| problem.unwrap_or(CannotAsk::NoJobService))
}

/// `Err(None)` where the URL is no address at all.
fn with_key(
    method: Method,
    url: String,
    body: Vec<u8>,
    header: &str,
    scheme: &str,
    key: &Key,
) -> Result<HttpRequest, Option<CannotAsk>> {
    let origin = Address::read(&url).map_err(|_not_an_address| None)?.origin();
    if origin != key.origin() {
        let key = key.origin().to_owned();
        return Err(Some(CannotAsk::KeyForOtherOrigin { key, request: origin }));
    }
    let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    if !body.is_empty() {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
    }
    let value = [scheme, key.secret().reveal()].join(" ").trim_start().to_owned();
    let authorization = Some((header.to_owned(), crate::units::Secret::new(value)));
    Ok(HttpRequest { method, url, headers, authorization, scheme: scheme.to_owned(), body })
}

/// What came of a call.
///
/// `now` is used for a `Retry-After` that names a moment, where the reply does not say by its own clock what time it is.
///
/// # Errors
/// One step of the ladder of [`ServiceError`].
pub fn read(
    call: &Call,
    connection: &Connection,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Answer, ServiceError> {
    let reply = outcome.as_ref().map_err(|failure| ServiceError::Transport(*failure))?;
    if !(200..300).contains(&reply.status) {
        return Err(failure(reply, now));
    }
    if reply.body.len() > wire::LONGEST_REPLY {
        return Err(ServiceError::Malformed(Malformed::TooLong));
    }
    understood(call, connection, &reply.body).map_err(ServiceError::Malformed)
}

fn understood(call: &Call, connection: &Connection, body: &[u8]) -> Result<Answer, Malformed> {
    let profile = &connection.pools.profile;
    match call {
        Call::CreatePool { id, .. } => match &profile.created_id {
            Some(pointer) => wire::read_created_id(body, pointer).map(Answer::PoolCreated),
            None => Ok(Answer::PoolCreated(id.clone())),
        },
        Call::ListPools { .. } => {
            wire::read_pools(body, profile).map(|(pools, next)| Answer::Pools { pools, next })
        }
        Call::GetPool(id) => wire::read_pool(body, id, profile).map(|pool| Answer::Pool(Box::new(pool))),
        Call::ResizePool { .. }
        | Call::StopResize(_)
        | Call::DeletePool(_)
        | Call::StartJob(_)
        | Call::CancelJob(_) => Ok(Answer::Accepted),
        Call::SubmitJob(_) => wire::read_job_id(body).map(Answer::Submitted),
        Call::JobStatus(_) => wire::read_job_status(body).map(Answer::Status),
        Call::Swagger => Ok(Answer::Swagger(body.to_vec())),
    }
}

/// The address of a list's next page, which may be named from where the list stands; the key goes to no other origin.
pub(super) fn page_address(page: &str, service: &PoolService) -> Result<String, Malformed> {
    let list = service.profile.template(Operation::List).map(|list| list.path.as_str()).unwrap_or_default();
    let path = list.split('?').next().unwrap_or_default();
    let folder = path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
    let base = service.base_url.as_str();
    let address = match page {
        page if page.contains("://") => page.to_owned(),
        page if page.starts_with("//") => ["https:", page].concat(),
        page if page.starts_with('/') => [service.key.origin(), page].concat(),
        page if page.starts_with('?') => [base, path, page].concat(),
        page => [base, folder, "/", page].concat(),
    };
    let is_own = Address::read(&address).is_ok_and(|address| address.origin() == service.key.origin());
    let pointer = service.profile.list_next.clone().unwrap_or_default();
    if is_own { Ok(address) } else { Err(Malformed::Field { pointer }) }
}

/// **Source**: facts A.4 and B.8 (verified): Azure Batch says a wrong key with 403 and `AuthenticationFailed`; BES says
/// a job in the wrong state with 400 and `InvalidOperation`, and too many requests with 503 and a code of its own.
fn failure(reply: &HttpReply, now: Timestamp) -> ServiceError {
    let said = wire::read_error(reply);
    let retry_after_ms = retry_after_ms(reply, now);
    let busy = ["RequestThrottled", "TooManyConcurrentRequests", "NoMoreResources", "ServerBusy"];
    match reply.status {
        401 => ServiceError::Unauthorized(said),
        403 if said.has_code("AuthenticationFailed") => ServiceError::Unauthorized(said),
        403 => ServiceError::Forbidden(said),
        404 => ServiceError::NotFound(said),
        409 | 412 => ServiceError::Conflict(said),
        400 if said.has_code("InvalidOperation") => ServiceError::Conflict(said),
        429 => ServiceError::Throttled { retry_after_ms, said },
        503 if busy.iter().any(|code| said.has_code(code)) => {
            ServiceError::Throttled { retry_after_ms, said }
        }
        503 => ServiceError::Unavailable { retry_after_ms, said },
        status @ (408 | 500..=599) => ServiceError::ServerFailed { status, said },
        status @ 400..=499 => ServiceError::Refused { status, said },
        status => ServiceError::UnexpectedStatus(status),
    }
}

/// Seconds, or a moment by the clock of whoever sent the reply; never more than a day, so that a bad header cannot silence
/// the page.
///
/// **Source**: RFC 9110, 10.2.3 (verified): both forms; 6.6.1 (verified): `Date` is when the reply was made.
fn retry_after_ms(reply: &HttpReply, now: Timestamp) -> Option<u64> {
    let most = crate::units::MS_PER_DAY;
    let text = reply.header("Retry-After")?;
    let ms = match text.trim().parse::<u64>() {
        Ok(seconds) => seconds.saturating_mul(MS_PER_SECOND),
        Err(_) => {
            let made = reply.header("Date").and_then(wire::read_http_date);
            wire::read_http_date(text)?.ms_since(made.unwrap_or(now))
        }
    };
    Some(ms.min(most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{Quota, azure_batch_profile};

    #[track_caller]
    fn check(page: &str, expected: Option<&str>) {
        let service =
            PoolService::at("https://pools.example/base", "key", azure_batch_profile(), Quota::default())
                .unwrap();
        let pointer = "/odata.nextLink".to_owned();
        let expected = expected.map(str::to_owned).ok_or(Malformed::Field { pointer });
        assert_eq!(page_address(page, &service), expected, "{page}");
    }

    #[test]
    fn the_next_page_of_a_list_is_found_wherever_it_is_named_from() {
        for page in
            ["https://pools.example/base/pools?skip=2", "/base/pools?skip=2", "?skip=2", "pools?skip=2"]
        {
            check(page, Some("https://pools.example/base/pools?skip=2"));
        }
        check("//pools.example/pools?skip=2", Some("https://pools.example/pools?skip=2"));
        check("https://elsewhere.example/pools?skip=2", None);
        check("//elsewhere.example/pools", None);
        check("http://pools.example/pools", None);
        check("https://pools.example:8443/pools", None);
    }
}
