use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method as HttpMethod, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::json;
use tokio::sync::{Notify, Semaphore};

use super::super::net::{Cut, Outward, Stop, json_reply, problem};
use super::blob::BlobStore;
use super::clock::Clock;
use super::options::{Serve, Switch};
use super::{empty, no_such_verb};
use crate::emulator::{
    Contract, Emulator, FaultPlan, JobTimes, PRACTICE_SERVICE, PoolSight, PracticeAnswer, Settings, Spread,
};
use crate::request::moment;
use crate::service::{
    AllocationState, HttpReply, HttpRequest, Method, Pool, PoolState, Profile, Quota, azure_batch_profile,
    source_page_profile,
};
use crate::units::{MS_PER_SECOND, Secret, Seed, Timestamp, VmCount};

/// A path and the contract that is spoken under it.
type ContractAt = (&'static str, fn() -> Profile);

/// The contracts that the pool service speaks, each under its path.
pub(super) const CONTRACTS: [ContractAt; 2] =
    [("/azure-batch", azure_batch_profile), ("/source-page", source_page_profile)];
/// The longest body that is read; a job's is some kilobytes.
const LONGEST_BODY: usize = 16 << 20;
/// Blobs that are read or written at once.
const MOST_ERRANDS: usize = 16;

/// The practice account with its clock, its blob stores and its callers.
pub(super) struct Practice {
    account: Mutex<Emulator>,
    clock: Clock,
    stop: Stop,
    blobs: Option<BlobStore>,
    changed: Notify,
    places: Arc<Semaphore>,
}

impl Practice {
    /// # Errors
    /// When the machine has no chance to draw keys from, or no TLS.
    pub(super) fn new(options: &Serve, stop: Stop) -> Result<Self, String> {
        let clock = Clock::start(options.speed);
        let seed = match options.seed {
            Some(seed) => seed,
            None => getrandom::u64().map_err(|error| format!("no chance to draw from: {error}"))?,
        };
        let blobs = match options.blob_store {
            Switch::On => {
                let outward =
                    Outward::new().map_err(|error| format!("no TLS to reach a blob store: {error}"))?;
                Some(BlobStore::new(outward))
            }
            Switch::Off => None,
        };
        let (now, seed) = (clock.now(), Seed(seed));
        let mut account = options.situation.situation().account(azure_batch_profile(), now, seed);
        let settings = settings(options, account.settings(), blobs.is_some())?;
        match options.faults.as_slice() {
            [] => account.change(settings),
            faults => account.set(settings, FaultPlan::of(faults.iter().map(|mishap| mishap.0).collect())),
        }
        let places = Arc::new(Semaphore::new(MOST_ERRANDS));
        Ok(Self { account: Mutex::new(account), clock, stop, blobs, changed: Notify::new(), places })
    }

    /// The pool service's key and the web services'.
    pub(super) fn keys(&self) -> [String; 2] {
        let account = self.account();
        let Settings { pool_key, job_key, .. } = account.settings();
        [pool_key.reveal().to_owned(), job_key.reveal().to_owned()]
    }

    /// Whether a path is the service's, not the page's.
    pub(super) fn is_asked(path: &str) -> bool {
        let first = path.split('/').nth(1).unwrap_or_default();
        let own = ["azure-batch", "source-page", "subscriptions", "workspaces", "companion", "swagger.json"];
        own.contains(&first)
    }

    /// Lets time pass and does what jobs ask of their blob stores, until the server stops.
    pub(super) async fn attend(self: Arc<Self>) {
        loop {
            let (errands, next) = {
                let mut account = self.account();
                account.advance(self.clock.now());
                (account.take_errands(), account.next_event())
            };
            for errand in errands {
                let practice = Arc::clone(&self);
                tokio::spawn(async move {
                    let Some(blobs) = &practice.blobs else { return };
                    let Ok(_place) = Arc::clone(&practice.places).acquire_owned().await else { return };
                    let done = blobs.run(&errand, &practice.clock).await;
                    practice.account().errand_done(practice.clock.now(), &errand, done);
                    practice.changed.notify_one();
                });
            }
            let wait = async {
                match next {
                    Some(at) => tokio::time::sleep(self.clock.until(at)).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => {}
                () = self.changed.notified() => {}
                () = self.stop.asked() => return,
            }
        }
    }

    pub(super) async fn answer(&self, request: Request, cut: Cut) -> Response {
        if let Some(own) = Own::of(request.uri().path()) {
            return self.own(own, &request);
        }
        let Some(method) = Method::from_name(request.method().as_str()) else {
            return no_such_verb(request.method());
        };
        let request = match as_asked(method, request).await {
            Ok(request) => request,
            Err(response) => return response,
        };
        let answer = {
            let mut account = self.account();
            account.answer(self.clock.now(), &request)
        };
        self.changed.notify_one();
        self.stop.sleep(self.clock.real(answer.after_ms)).await;
        sent(answer, &cut)
    }

    fn own(&self, own: Own, request: &Request) -> Response {
        match own {
            _ if !matches!(*request.method(), HttpMethod::GET | HttpMethod::HEAD) => {
                no_such_verb(request.method())
            }
            Own::Who => self.who(),
            Own::Ledger => self.ledger(request),
        }
    }

    /// What this is, for pages.
    fn who(&self) -> Response {
        let now = self.clock.now();
        json_reply(
            StatusCode::OK,
            &json!({
                "companion": "poolwise",
                "service": "practice",
                "version": env!("CARGO_PKG_VERSION"),
                "speed": self.clock.speed,
                "now": moment::write(now),
                "nowMs": now.ms(),
                "blobs": self.blobs.is_some(),
            }),
        )
    }

    /// What is billed, exactly, for whoever holds the pool service's key.
    fn ledger(&self, request: &Request) -> Response {
        let mut account = self.account();
        let expected = format!("Bearer {}", account.settings().pool_key.reveal());
        let given = request.headers().get(header::AUTHORIZATION);
        if given.is_none_or(|given| given.as_bytes() != expected.as_bytes()) {
            let message = "the ledger is read with the pool service’s key";
            return problem(StatusCode::FORBIDDEN, "AuthenticationFailed", message);
        }
        let now = self.clock.now();
        account.advance(now);
        let pools = account.ledger().lines(now);
        let pools: Vec<_> =
            pools.iter().map(|(id, billed)| json!({ "id": id.as_str(), "vmMs": billed.ms() })).collect();
        let there = account.pools();
        let there: Vec<_> = there.iter().map(|pool| seen(&account, pool)).collect();
        let jobs = account.jobs();
        let states: serde_json::Map<_, _> =
            jobs.iter().map(|(id, state)| (id.as_str().to_owned(), json!(state.word()))).collect();
        json_reply(
            StatusCode::OK,
            &json!({
                "nowMs": now.ms(), "pools": pools, "there": there, "jobs": jobs.len(), "jobStates": states,
            }),
        )
    }

    /// An account that a panic left half changed is still the account: nothing in it can panic half-way.
    fn account(&self) -> MutexGuard<'_, Emulator> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pool as the ledger shows it: also what its service does not tell, the jobs that run and wait.
fn seen(account: &Emulator, pool: &Pool) -> serde_json::Value {
    let sight = account.sight(&pool.id);
    let running = |sight: &PoolSight| sight.vms.iter().map(|(_, jobs)| jobs.len()).sum::<usize>();
    json!({
        "id": pool.id.as_str(),
        "createdMs": pool.created.map(Timestamp::ms),
        "vms": pool.current_vms.map(|vms| vms.0),
        "target": pool.target_vms.map(|vms| vms.0),
        "deleting": pool.state == PoolState::Deleting,
        "resizing": pool.allocation != AllocationState::Steady,
        "running": sight.as_ref().map(running),
        "waiting": sight.as_ref().map(|sight| sight.queue.len()),
    })
}

/// A path that is the companion's own and of neither service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    /// What this is, at each address that a page is connected to.
    Who,
    /// What is billed.
    Ledger,
}

impl Own {
    fn of(path: &str) -> Option<Self> {
        if path == "/companion/ledger" {
            return Some(Self::Ledger);
        }
        let base = path.strip_suffix("/companion")?;
        let is_base = base.is_empty() || CONTRACTS.iter().any(|(contract, _)| *contract == base);
        is_base.then_some(Self::Who)
    }
}

fn settings(options: &Serve, start: &Settings, with_blobs: bool) -> Result<Settings, String> {
    let key = |name: &str| match std::env::var(name) {
        Ok(key) if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err(format!("{name} is set to something that no key can be: printable ASCII without spaces"))
        }
        Ok(key) => Ok(Secret::new(key)),
        Err(_) => random_key().map(Secret::new),
    };
    let [(base_path, _), (other_path, other)] = CONTRACTS;
    Ok(Settings {
        base_path: base_path.to_owned(),
        also: vec![Contract { base_path: other_path.to_owned(), profile: other() }],
        pool_key: key("POOL_KEY")?,
        job_key: key("BES_API_KEY")?,
        quota: Quota { pools: Some(options.max_pools), vms_per_pool: Some(VmCount(options.max_vms)) },
        job_times: match options.job_seconds {
            Some(seconds) => JobTimes::Exactly { ms: u64::from(seconds) * MS_PER_SECOND },
            None => start.job_times,
        },
        provisioning: options.provisioning_seconds.map_or(start.provisioning, exactly),
        releasing: options.releasing_seconds.map_or(start.releasing, exactly),
        jobs_per_vm: options.jobs_per_vm,
        failing_percent: options.failing_percent,
        classic_wait_mean_ms: options
            .classic_wait_seconds
            .map_or(start.classic_wait_mean_ms, |seconds| u64::from(seconds) * MS_PER_SECOND),
        skew_ms: options.skew_seconds.map_or(start.skew_ms, |seconds| i64::from(seconds) * 1_000),
        // The wire is real: it has its own delays, and what is lost is a connection that is cut.
        latency: Spread::exactly(0),
        lost_after_ms: 0,
        with_blobs,
        ..start.clone()
    })
}

const fn exactly(seconds: u32) -> Spread {
    Spread::exactly(seconds as u64 * MS_PER_SECOND)
}

fn random_key() -> Result<String, String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| format!("no chance to draw keys from: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A request as the emulator takes it.
async fn as_asked(method: Method, request: Request) -> Result<HttpRequest, Response> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_too_long_or_broken_off| {
        problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestBodyTooLarge",
            "a body is at most 16 MiB long and must arrive whole",
        )
    })?;
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let url = format!("http://{host}{}", asked_path(&parts.uri));
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(text);
    let headers = parts
        .headers
        .iter()
        .filter(|(name, _)| *name != header::AUTHORIZATION)
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?)));
    Ok(HttpRequest {
        method,
        url,
        headers: headers.collect(),
        authorization: authorization.map(|value| ("Authorization".to_owned(), Secret::new(value))),
        scheme: String::new(),
        body: body.to_vec(),
    })
}

/// `/swagger.json` alone is the practice service's.
fn asked_path(uri: &Uri) -> String {
    if uri.path() == "/swagger.json" {
        let service = PRACTICE_SERVICE.split_once(".net").map_or("", |(_, path)| path);
        return format!("{service}/swagger.json");
    }
    uri.path_and_query().map_or("/", |path| path.as_str()).to_owned()
}

/// Puts an answer on the wire, or takes the wire away.
fn sent(answer: PracticeAnswer, cut: &Cut) -> Response {
    match (answer.outcome, answer.broken_off) {
        (Ok(reply), _) => {
            let HttpReply { status, headers, body } = reply;
            dressed(status, &headers, Body::from(body))
        }
        (Err(_), Some(HttpReply { status, headers, body })) if body.len() > 1 => {
            let half = Bytes::copy_from_slice(body.get(..body.len() / 2).unwrap_or_default());
            // The pause lets the half go out before the connection breaks.
            let parts = futures_util::stream::unfold(Some(half), |half| async {
                tokio::task::yield_now().await;
                match half {
                    Some(half) => Some((Ok(half), None)),
                    None => Some((Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted)), None)),
                }
            });
            let mut response = dressed(status, &headers, Body::from_stream(parts));
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            response
        }
        _ => {
            cut.cut();
            empty()
        }
    }
}

fn dressed(status: u16, headers: &[(String, String)], body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_paths_are_the_companions() {
        for path in ["/companion", "/azure-batch/companion", "/source-page/companion"] {
            assert_eq!(Own::of(path), Some(Own::Who), "{path}");
        }
        assert_eq!(Own::of("/companion/ledger"), Some(Own::Ledger));
        for path in
            ["/azure-batch/pools/companion", "/companion/companion", "/companion/", "/", "/other/companion"]
        {
            assert_eq!(Own::of(path), None, "{path}");
        }
    }
}
