//! The desk's JSON: job bodies, the log as it is exported, keys that a tab keeps, and what a companion says of itself.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::clock::Speed;
use super::desk::Desk;
use super::picture::Look;
use crate::service::{
    Connection, Happening, HttpReply, HttpRequest, JobBody, JobService, Method, PoolId, PoolService, Quota,
    ServiceKind, error_sentence, profile_from_json, profile_to_json, write_utc,
};
use crate::units::{Timestamp, VmCount};

/// Where a body names the pool that runs it; omitted for the classic queue.
///
/// **Source**: facts A.2 (verified).
const POOL_FIELD: &str = "AzureBatchPoolId";

/// A pasted body with this pool's id in it, or with none for the classic queue; `None` where it is no JSON object.
pub(super) fn with_pool(body: &str, pool: Option<&PoolId>) -> Option<Vec<u8>> {
    let mut members: Map<String, Value> = serde_json::from_str(body).ok()?;
    match pool {
        Some(pool) => {
            members.insert(POOL_FIELD.to_owned(), Value::String(pool.as_str().to_owned()));
        }
        None => {
            members.shift_remove(POOL_FIELD);
        }
    }
    serde_json::to_vec(&members).ok()
}

/// Where jobs that were handed over are to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunsOn {
    /// In the classic queue.
    Classic,
    /// On one pool.
    Pool(PoolId),
    /// Each where its own body says.
    AsWritten,
}

impl RunsOn {
    /// Its key in a menu: no id of a pool is empty or has a star in it.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Classic => "",
            Self::Pool(id) => id.as_str(),
            Self::AsWritten => "*",
        }
    }

    /// What has that [`RunsOn::key`]; the bodies' own word for any other.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        if key.is_empty() { Self::Classic } else { PoolId::read(key).map_or(Self::AsWritten, Self::Pool) }
    }

    /// Where a body says that it runs; [`RunsOn::AsWritten`] where what it names can be no pool's id.
    fn of(body: &str) -> Self {
        // Most bodies of thousands name none: then they are not read whole.
        if !body.contains(POOL_FIELD) {
            return Self::Classic;
        }
        match serde_json::from_str::<NamesPool>(body) {
            Ok(NamesPool { pool }) => match pool.filter(|id| !id.trim().is_empty()) {
                None => Self::Classic,
                Some(id) => PoolId::read(&id).map_or(Self::AsWritten, Self::Pool),
            },
            Err(_) => Self::AsWritten,
        }
    }

    const fn pool(&self) -> Option<&PoolId> {
        if let Self::Pool(id) = self { Some(id) } else { None }
    }
}

#[derive(Deserialize)]
struct NamesPool {
    #[serde(rename = "AzureBatchPoolId", default)]
    pool: Option<String>,
}

/// Jobs that another page hands over. Their bodies may hold account keys, so `Debug` says only how many they are (I8).
#[derive(Clone, PartialEq, Eq)]
pub struct Handed {
    /// The web service's address, where the other page knows it.
    pub service: Option<String>,
    bodies: Vec<String>,
    /// Where the bodies say that they run, each once.
    written: BTreeSet<RunsOn>,
}

impl core::fmt::Debug for Handed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Handed({} jobs)", self.bodies.len())
    }
}

impl Handed {
    /// How many jobs.
    #[must_use]
    pub fn count(&self) -> usize {
        self.bodies.len()
    }

    /// Where the bodies say that they run: in one place, or [`RunsOn::AsWritten`] where they differ.
    #[must_use]
    pub fn runs_on(&self) -> RunsOn {
        match (self.written.first(), self.written.len()) {
            (Some(only), 1) => only.clone(),
            _ => RunsOn::AsWritten,
        }
    }

    /// The pools that they run on when they are sent so.
    pub fn pools<'a>(&'a self, runs_on: &'a RunsOn) -> impl Iterator<Item = &'a PoolId> {
        let written = self.written.iter().filter(move |_| *runs_on == RunsOn::AsWritten);
        written.chain(core::iter::once(runs_on)).filter_map(RunsOn::pool)
    }

    /// Some jobs of all bodies so many times over, from a place on, in their order: what goes to one pool together, the
    /// pool's id in each body, or none for the classic queue. Putting it in takes a moment: thousands are made a part at
    /// a time.
    #[must_use]
    pub fn part(
        &self,
        runs_on: &RunsOn,
        copies: u32,
        first: usize,
        most: usize,
    ) -> Vec<(Option<PoolId>, Vec<JobBody>)> {
        let copies = usize::try_from(copies).unwrap_or(usize::MAX);
        let total = self.bodies.len().saturating_mul(copies);
        let mut parts: Vec<(Option<PoolId>, Vec<JobBody>)> = Vec::new();
        for place in first..total.min(first.saturating_add(most)) {
            let body = place.checked_rem(self.bodies.len()).and_then(|at| self.bodies.get(at));
            let Some((pool, made)) = body.and_then(|body| sent(body, runs_on)) else { continue };
            match parts.last_mut().filter(|(last, _)| *last == pool) {
                Some((_, bodies)) => bodies.push(made),
                None => parts.push((pool, vec![made])),
            }
        }
        parts
    }
}

/// A body as it is sent, and the pool on which it then runs.
fn sent(body: &str, runs_on: &RunsOn) -> Option<(Option<PoolId>, JobBody)> {
    if *runs_on == RunsOn::AsWritten {
        return Some((RunsOn::of(body).pool().cloned(), JobBody::new(body.as_bytes().to_vec())));
    }
    let pool = runs_on.pool();
    Some((pool.cloned(), JobBody::new(with_pool(body, pool)?)))
}

/// Writes jobs down to be handed over: the web service's address on the first line, or nothing, then a body a line;
/// `None` where a body is no JSON object.
///
/// ```
/// use poolwise::pool_desk::{hand_over, read_handed};
/// let text = hand_over(None, &["{\"Input\":\n{}}".to_owned()]).unwrap_or_default();
/// assert_eq!(text, "\n{\"Input\":{}}\n");
/// assert_eq!(read_handed(&text).map(|handed| handed.count()), Some(1));
/// ```
#[must_use]
pub fn hand_over(service: Option<&str>, bodies: &[String]) -> Option<String> {
    let mut lines = String::new();
    for body in bodies {
        let members: Map<String, Value> = serde_json::from_str(body).ok()?;
        lines.push_str(&Value::Object(members).to_string());
        lines.push('\n');
    }
    Some(hand_over_lines(service, &lines))
}

/// The same for bodies that are lines already, as the Request page's worker writes them.
#[must_use]
pub fn hand_over_lines(service: Option<&str>, lines: &str) -> String {
    [service.unwrap_or_default(), "\n", lines].concat()
}

/// Reads what [`hand_over`] wrote; `None` for anything else, and for no jobs.
#[must_use]
pub fn read_handed(text: &str) -> Option<Handed> {
    let (service, lines) = text.split_once('\n')?;
    let bodies: Vec<String> = lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let are_objects = bodies.iter().all(|body| body.starts_with('{') && body.ends_with('}'));
    let service = Some(service).filter(|service| !service.is_empty()).map(str::to_owned);
    let written = bodies.iter().map(|body| RunsOn::of(body)).collect();
    (are_objects && !bodies.is_empty()).then_some(Handed { service, bodies, written })
}

/// What an address is asked, without the key, to learn whether it is the companion.
#[must_use]
pub fn companion_question(base_url: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: [base_url, "/companion"].concat(),
        headers: vec![("Accept".to_owned(), "application/json".to_owned())],
        authorization: None,
        scheme: String::new(),
        body: Vec::new(),
    }
}

/// Whether a reply to [`companion_question`] is that of the companion's practice service: it says so itself.
///
/// ```json
/// {"companion": "poolwise", "service": "practice", "version": "0.1.0"}
/// ```
#[must_use]
pub fn says_companion(reply: &HttpReply) -> bool {
    let said: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let is = |name: &str, wanted: &str| said.get(name).and_then(Value::as_str) == Some(wanted);
    reply.status == 200 && is("companion", "poolwise") && is("service", "practice")
}

/// The clock of a companion that tells of it: its time in milliseconds since 1970, and how fast it runs.
///
/// ```json
/// {"speed": 60, "nowMs": 1795473000000}
/// ```
#[must_use]
pub fn companion_clock(reply: &HttpReply) -> Option<(Timestamp, Speed)> {
    let said: Value = serde_json::from_slice(&reply.body).ok()?;
    let speed = Speed::from_key(&said.get("speed")?.as_u64()?.to_string())?;
    Some((Timestamp::from_ms(said.get("nowMs")?.as_u64()?), speed))
}

/// The log as newline-delimited JSON, oldest first: one line a request with what came of it; what went wrong by a name
/// that never changes, the service's own code, and a sentence in the page's language. The session lets no secret into
/// its log.
///
/// ```json
/// {"at":"2026-11-23T22:30:00.000Z","request":{"method":"GET","url":"https://…","headers":{},"body":""},
///  "reply":{"status":409,"headers":{},"body":"…"},"ms":120,
///  "error":{"name":"conflict","code":"PoolBeingResized","sentence":"…"}}
/// ```
#[must_use]
pub fn log_ndjson(desk: &Desk, look: &Look<'_>) -> String {
    let mut lines = String::new();
    let headers = |pairs: &[(String, String)]| {
        Value::Object(pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect())
    };
    for entry in desk.session().log() {
        let Happening::Asked { request, sent } = &entry.what else { continue };
        let answer = desk.session().log().find_map(|other| match &other.what {
            Happening::Answered { request: to, took_ms, error, came } if to == request => {
                Some((*took_ms, error.as_ref(), came.as_ref()))
            }
            _ => None,
        });
        let reply = answer.and_then(|(_, _, came)| came).map(|came| {
            json!({
                "status": came.status, "headers": headers(&came.headers), "body": came.body,
                "bytes": came.bytes, "cut": came.is_cut,
            })
        });
        let line = json!({
            "at": write_utc(entry.at),
            "request": {
                "method": sent.method.name(), "url": sent.url, "headers": headers(&sent.headers),
                "key": sent.authorization.as_ref().map(|(name, _)| name),
                "body": sent.body, "bytes": sent.bytes, "cut": sent.is_cut,
            },
            "reply": reply,
            "ms": answer.map(|(took_ms, _, _)| took_ms),
            "error": answer.and_then(|(_, error, _)| error).map(|error| {
                json!({
                    "name": error.name(),
                    "code": error.said().and_then(|said| said.code.as_deref()),
                    "sentence": error_sentence(error, look.language),
                })
            }),
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    lines
}

#[derive(Serialize, Deserialize)]
struct KeptConnection {
    url: String,
    key: String,
    profile: String,
    pools: Option<u32>,
    vms: Option<u32>,
    services: Vec<(String, String)>,
}

/// A connection with its keys as text, for the storage of one tab, where the user asked for that.
#[must_use]
pub fn kept_connection(connection: &Connection) -> String {
    let PoolService { base_url, key, profile, quota } = &connection.pools;
    let services = connection.jobs.iter();
    let services = services.map(|service| {
        (service.address.as_str().to_owned(), service.key.reveal_for_this_tab().reveal().to_owned())
    });
    let kept = KeptConnection {
        url: base_url.clone(),
        key: key.reveal_for_this_tab().reveal().to_owned(),
        profile: profile_to_json(profile),
        pools: quota.pools,
        vms: quota.vms_per_pool.map(|vms| vms.0),
        services: services.collect(),
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Reads what [`kept_connection`] wrote, as a live service until it says otherwise; `None` for anything else.
#[must_use]
pub fn read_kept_connection(text: &str) -> Option<Connection> {
    let kept: KeptConnection = serde_json::from_str(text).ok()?;
    let quota = Quota { pools: kept.pools, vms_per_pool: kept.vms.map(VmCount) };
    let profile = profile_from_json(&kept.profile).ok()?;
    let pools = PoolService::at(&kept.url, &kept.key, profile, quota).ok()?;
    let jobs = kept.services.iter().filter_map(|(url, key)| JobService::at(url, key).ok()).collect();
    Some(Connection { kind: ServiceKind::Live, pools, jobs })
}

/// A job of the practice account: one input, one output, and the pool that runs it.
///
/// **Source**: facts B.3 (verified): `Input`, `Outputs`, `GlobalParameters`; A.2 (verified): `AzureBatchPoolId`.
pub(super) fn practice_job(pool: &PoolId) -> JobBody {
    let reference = |path: &str| {
        json!({
            "ConnectionString": "DefaultEndpointsProtocol=https;AccountName=practice;AccountKey=practice",
            "RelativeLocation": path,
        })
    };
    let body = json!({
        "Input": reference("practice/input.csv"),
        "Outputs": { "output1": reference("practice/output.csv") },
        "GlobalParameters": {},
        POOL_FIELD: pool.as_str(),
    });
    JobBody::new(body.to_string().into_bytes())
}
