//! What the two services say, and how the pool service is spoken to.

use std::collections::BTreeMap;

use poolwise::pool_desk::{
    ProfileDraft, companion_clock, imported, not_a_profile_sentence, profile_sentence, read_handed,
    read_kept_connection, says_companion,
};
use poolwise::service::{
    Action, Call, Connection, Effect, HttpReply, Input, JobBody, JobId, JobService, Kept, NotAProfile,
    Operation, PoolId, PoolService, Profile, Quota, RequestId, ServiceAddress, ServiceKind, Session,
    SwaggerUrl, TransportFailure, azure_batch_profile, error_sentence, may, notice_sentence,
    pool_state_words, profile_from_json, profile_to_json, profiles_from_json, profiles_to_json, read,
    read_http_date, read_utc, request, source_page_profile,
};
use poolwise::units::{Seed, Timestamp, VmCount};
use poolwise::words::Language;

use super::{said, text};

const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";
const POOL_KEY: &str = "fuzz-pool-key-that-nobody-else-has";
const JOB_KEY: &str = "fuzz-service-key-that-nobody-else-has";
const NOW: Timestamp = Timestamp::from_ms(1_500_000_000_000);

fn connection(profile: Profile) -> Connection {
    let quota = Quota { pools: Some(3), vms_per_pool: Some(VmCount(20)) };
    Connection {
        kind: ServiceKind::Live,
        pools: PoolService::at("https://pools.example/", POOL_KEY, profile, quota).expect("a pool service"),
        jobs: vec![JobService::at(SERVICE, JOB_KEY).expect("a web service")],
    }
}

/// Any text is a contract or is refused with a sentence; a contract is saved and read again, and makes requests whose
/// key goes to its own origin only.
pub(super) fn profile(bytes: &[u8]) {
    let text = text(bytes);
    match profile_from_json(&text) {
        Ok(profile) => {
            assert_eq!(profile_from_json(&profile_to_json(&profile)).as_ref(), Ok(&profile), "{text:?}");
            let draft = ProfileDraft::of(&profile);
            for operation in Operation::ALL {
                let _ = draft.preview(operation);
            }
            asked(&profile);
        }
        Err(NotAProfile::Problems(problems)) => assert!(!problems.is_empty(), "{text:?}"),
        Err(problem) => said(None, |language| not_a_profile_sentence(&problem, language)),
    }
    if let Some(draft) = imported(&text)
        && let Err(faults) = draft.check(&[])
    {
        for (_, fault) in &faults {
            said(None, |language| profile_sentence(fault, language));
        }
    }
    let several = profiles_from_json(&text);
    assert_eq!(profiles_from_json(&profiles_to_json(&several)), several, "{text:?}");
    let _ = (read_handed(&text), read_kept_connection(&text), read_utc(&text), read_http_date(&text));
}

/// Every call by a contract: refused, or sent to the service's own origin.
fn asked(profile: &Profile) {
    let Ok(service) =
        PoolService::at("https://pools.example/v1", POOL_KEY, profile.clone(), Quota::default())
    else {
        return;
    };
    let connection = Connection { kind: ServiceKind::Live, pools: service, jobs: Vec::new() };
    for call in calls() {
        if let Ok(made) = request(&call, &connection) {
            let origin = poolwise::service::Address::read(&made.url).map(|address| address.origin());
            assert_eq!(origin.as_deref(), Ok("https://pools.example"), "{made:?}");
            assert!(!format!("{made:?}").contains(POOL_KEY), "Debug tells the key");
        }
    }
}

fn pool() -> PoolId {
    PoolId::read("8dfc151b0d3e446497b845f3b29ef53b").expect("the source page's sample")
}

fn swagger() -> SwaggerUrl {
    SwaggerUrl::read(&format!("{SERVICE}/swagger.json")).expect("the sample's form").0
}

fn calls() -> Vec<Call> {
    let job = || JobId::read("fdb0e1c3a8e1441ba5e18b6f21fd0e30").expect("an id");
    vec![
        Call::CreatePool { id: pool(), vms: VmCount(2), swagger: swagger() },
        Call::ListPools { page: None },
        Call::GetPool(pool()),
        Call::ResizePool { id: pool(), target: VmCount(0) },
        Call::StopResize(pool()),
        Call::DeletePool(pool()),
        Call::SubmitJob(JobBody::new(b"{}".to_vec())),
        Call::StartJob(job()),
        Call::JobStatus(job()),
        Call::CancelJob(job()),
        Call::Swagger,
    ]
}

/// The replies that the bytes hold, `\x01` between them: two digits for the status, a line of header, the body.
fn parcels(bytes: &[u8]) -> Vec<Result<HttpReply, TransportFailure>> {
    const STATUSES: [u16; 16] =
        [200, 200, 200, 200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 429, 500, 503];
    let parcel = |part: &[u8]| {
        let (first, rest) = part.split_first().unwrap_or((&0, &[]));
        if *first == b'x' {
            return Err(TransportFailure::TimedOut);
        }
        let status = STATUSES[usize::from(first & 0x0f)];
        let (headers, body) = match rest.strip_prefix(b"retry-after:") {
            Some(rest) => {
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                let value = text(&rest[..end]).into_owned();
                (vec![("Retry-After".to_owned(), value)], rest.get(end + 1..).unwrap_or_default())
            }
            None => (Vec::new(), rest),
        };
        Ok(HttpReply { status, headers, body: body.to_vec() })
    };
    bytes.split(|byte| *byte == 1).map(parcel).collect()
}

/// Any replies, to any calls and to a session that works: read or refused with a sentence; a session goes on, keeps its
/// keys to itself and never wakes up without end.
pub(super) fn replies(bytes: &[u8]) {
    let is_batch = bytes.first().is_none_or(|byte| byte & 1 == 0);
    let profile = if is_batch { azure_batch_profile() } else { source_page_profile() };
    let replies = parcels(bytes);
    let connection = connection(profile);
    for outcome in &replies {
        for call in calls() {
            if let Err(error) = read(&call, &connection, outcome, NOW) {
                said(None, |language| error_sentence(&error, language));
            }
        }
        if let Ok(reply) = outcome {
            let _ = (says_companion(reply), companion_clock(reply));
        }
    }
    session(&connection, &replies);
}

/// What a device keeps, by part.
type Device = BTreeMap<u64, String>;

/// Tells a session something; what it sends carries each key to its own service only.
fn step(session: &mut Session, now: Timestamp, input: Input, open: &mut Vec<RequestId>, device: &mut Device) {
    for effect in session.handle(now, input) {
        match effect {
            Effect::Send { request, http, .. } => {
                let own = if http.url.starts_with("https://pools.example/") { POOL_KEY } else { JOB_KEY };
                let key = http.authorization.as_ref().map(|(_, value)| value.reveal());
                assert!(key.is_none_or(|key| key.ends_with(own)), "another's key is sent to {}", http.url);
                open.push(request);
            }
            Effect::Announce(notice) => {
                said(None, |language| notice_sentence(&notice, None, language));
            }
            Effect::Remember => {
                for Kept { part, text } in session.remember(1) {
                    let has_key = |text: &String| text.contains(POOL_KEY) || text.contains(JOB_KEY);
                    assert!(!text.as_ref().is_some_and(has_key), "a key is remembered");
                    match text {
                        Some(text) => device.insert(part, text),
                        None => device.remove(&part),
                    };
                }
            }
        }
    }
}

fn session(connection: &Connection, replies: &[Result<HttpReply, TransportFailure>]) {
    let mut session = Session::new(Seed(7));
    let mut now = NOW;
    let (mut open, mut device) = (Vec::new(), Device::new());
    step(&mut session, now, Input::Connected(Box::new(connection.clone())), &mut open, &mut device);
    let service = ServiceAddress::read(SERVICE).expect("the sample's form");
    let pressed = [
        Input::PressedCreate { vms: VmCount(2), swagger: swagger(), name: None },
        Input::PressedSubmit { service, body: JobBody::new(b"{}".to_vec()), pool: Some(pool()), copies: 2 },
        Input::PressedResize { pool: pool(), target: VmCount(1) },
        Input::PressedDelete { pool: pool() },
    ];
    let mut pressed = pressed.into_iter();
    let mut replies = replies.iter().cloned();
    for turn in 0..60 {
        if turn % 5 == 1
            && let Some(input) = pressed.next()
        {
            step(&mut session, now, input, &mut open, &mut device);
        }
        let arrived =
            if open.is_empty() { None } else { replies.next().map(|reply| (open.remove(0), reply)) };
        match arrived {
            Some((request, outcome)) => {
                step(&mut session, now, Input::ReplyArrived { request, outcome }, &mut open, &mut device);
            }
            None => {
                let Some(next) = session.next_wake_up() else { break };
                now = next.max(now.after_ms(1));
                step(&mut session, now, Input::TimeArrived, &mut open, &mut device);
            }
        }
        for view in session.pools() {
            let reading = view.meter.reading(now);
            assert!(reading.least <= reading.most, "{reading:?}");
            let pool = &view.pool;
            let _ = may(Action::ResizePool { pool, target: VmCount(1) }, connection.pools.quota);
            for language in Language::ALL {
                assert!(!pool_state_words(view, language).is_empty());
            }
        }
    }
    for entry in session.log() {
        let told = format!("{entry:?}");
        assert!(!told.contains(POOL_KEY) && !told.contains(JOB_KEY), "a key in the log: {told}");
    }
    let mut again = Session::new(Seed(8));
    again.handle(now, Input::Connected(Box::new(connection.clone())));
    let remembered: Vec<String> = device.into_values().collect();
    // A session to which nothing has happened yet remembers nothing.
    assert!(remembered.is_empty() || again.recall(now, &remembered), "what is remembered is not recalled");
}
