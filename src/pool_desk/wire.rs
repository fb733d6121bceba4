//! The desk's JSON: job bodies, the log as it is exported, keys that a tab keeps, and what a companion says of itself.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::clock::Speed;
use super::desk::Desk;
use crate::service::{
    Connection, Happening, HttpReply, JobBody, JobService, PoolId, PoolService, Quota, ServiceKind,
    profile_from_json, profile_to_json, write_utc,
};
use crate::units::{Timestamp, VmCount};

/// A pasted body with this pool's id in it, or with none for the classic queue; `None` where it is no JSON object.
///
/// **Source**: facts A.2 (verified): `AzureBatchPoolId`; omitted for the classic queue.
pub(super) fn with_pool(body: &str, pool: Option<&PoolId>) -> Option<Vec<u8>> {
    let mut members: Map<String, Value> = serde_json::from_str(body).ok()?;
    match pool {
        Some(pool) => {
            members.insert("AzureBatchPoolId".to_owned(), Value::String(pool.as_str().to_owned()));
        }
        None => {
            members.shift_remove("AzureBatchPoolId");
        }
    }
    serde_json::to_vec(&members).ok()
}

/// Jobs that another page hands over. Their bodies may hold account keys, so `Debug` says only how many they are (I8).
#[derive(Clone, PartialEq, Eq)]
pub struct Handed {
    /// The web service's address, where the other page knows it.
    pub service: Option<String>,
    bodies: Vec<String>,
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

    /// Some jobs of all bodies so many times over, from a place on: each with a pool's id in it, or with none for the
    /// classic queue. Putting it in takes a moment: thousands are made a part at a time.
    #[must_use]
    pub fn part(&self, pool: Option<&PoolId>, copies: u32, first: usize, most: usize) -> Vec<JobBody> {
        let copies = usize::try_from(copies).unwrap_or(usize::MAX);
        let total = self.bodies.len().saturating_mul(copies);
        let places = first..total.min(first.saturating_add(most));
        let body = |place: usize| self.bodies.get(place.checked_rem(self.bodies.len())?);
        let made = places.filter_map(|place| with_pool(body(place)?, pool));
        made.map(JobBody::new).collect()
    }
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
    (are_objects && !bodies.is_empty()).then_some(Handed { service, bodies })
}

/// Whether a reply to `GET {base URL}/companion` is that of the companion's practice service: it says so itself.
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

/// The log as newline-delimited JSON, oldest first: one line a request with what came of it. The session lets no secret
/// into its log.
///
/// ```json
/// {"at":"2026-11-23T22:30:00.000Z","request":{"method":"GET","url":"https://…","headers":{},"body":""},
///  "reply":{"status":200,"headers":{},"body":"…"},"ms":120,"error":null}
/// ```
#[must_use]
pub fn log_ndjson(desk: &Desk) -> String {
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
            "error": answer.and_then(|(_, error, _)| error).map(|error| format!("{error:?}")),
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
        "AzureBatchPoolId": pool.as_str(),
    });
    JobBody::new(body.to_string().into_bytes())
}
