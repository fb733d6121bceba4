//! The page's session against `companion serve`, with connections cut for real: the laws of the virtual-time runs.

use std::time::{Duration, Instant};

use poolwise::service::{
    Connection, DoubtAnswer, Effect, HttpReply, HttpRequest, Input, JobBody, JobService, PoolId, PoolService,
    Presence, Profile, Quota, RequestId, ServiceAddress, ServiceKind, Session, Stage, SwaggerUrl,
    TransportFailure, azure_batch_profile, source_page_profile,
};
use poolwise::units::{BilledTime, MS_PER_MINUTE, MS_PER_SECOND, Random, Seed, Timestamp, VmCount};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::process::{JOB_KEY, POOL_KEY, SERVICE, client, run};
use crate::serve::Desk;

const SPEED: u64 = 60;
/// Source: how long the page lets a request take.
const GIVE_UP: Duration = Duration::from_millis(30 * MS_PER_SECOND / SPEED);
/// What two clocks of one machine may differ by, in practice time: the time of the fastest of several questions.
const SLACK_MS: u64 = 2 * MS_PER_SECOND;

const FAULTS: [&str; 13] = [
    "fault-lost,percent=20,times=3,on=create-pool",
    "fault-cut,percent=20,times=3,on=resize-pool",
    "fault-500-done,percent=20,times=3,on=delete-pool",
    "fault-lost,percent=10,times=3,on=submit-job",
    "fault-lost,percent=3,times=8",
    "fault-lost-request,percent=3,times=8",
    "fault-cut,percent=3,times=8",
    "fault-malformed,percent=3,times=8",
    "fault-types,percent=3,times=8",
    "fault-slow,percent=3,times=8",
    "fault-500-done,percent=3,times=8",
    "fault-503-busy,percent=3,times=8",
    "fault-429,percent=3,times=8",
];

type Arrived = (RequestId, Result<HttpReply, TransportFailure>);

struct Drive {
    session: Session,
    desk: Desk,
    begun: Instant,
    /// The service's time when this clock began.
    start_ms: u64,
    client: reqwest::Client,
    replies: UnboundedReceiver<Arrived>,
    wire: UnboundedSender<Arrived>,
    creates_pressed: usize,
    creates_sent: usize,
}

impl Drive {
    #[expect(
        clippy::disallowed_methods,
        reason = "the service on a port has a real clock, and so has its caller"
    )]
    async fn new(profile: Profile, path: &str, seed: Seed) -> Self {
        let seed_text = seed.0.to_string();
        let mut arguments = vec!["--speed", "60", "--blob-store", "off", "--provisioning-seconds", "20"];
        arguments.extend(["--job-seconds", "30", "--seed", &seed_text]);
        arguments.extend(FAULTS.iter().flat_map(|fault| ["--fault", fault]));
        let desk = Desk::new(&arguments);
        let quota = Quota { pools: Some(4), vms_per_pool: Some(VmCount(20)) };
        let connection = Connection {
            kind: ServiceKind::Companion,
            pools: PoolService::at(&format!("{}{path}", desk.origin), POOL_KEY, profile, quota).unwrap(),
            jobs: vec![JobService::at(&format!("{}{SERVICE}", desk.origin), JOB_KEY).unwrap()],
        };
        let (wire, replies) = unbounded_channel();
        let begun = Instant::now();
        let mut drive = Self {
            session: Session::new(seed.part(1)),
            desk,
            begun,
            start_ms: 0,
            client: client(),
            replies,
            wire,
            creates_pressed: 0,
            creates_sent: 0,
        };
        // The fastest of several questions tells the service's time best.
        let mut fastest = Duration::MAX;
        for _ in 0..20 {
            let asked = Instant::now();
            let told = drive.desk.ledger().await["nowMs"].as_u64().unwrap();
            let took = asked.elapsed();
            if took < fastest {
                fastest = took;
                let since = begun.elapsed() - took / 2;
                drive.start_ms = told - u64::try_from(since.as_micros()).unwrap() * SPEED / 1_000;
            }
        }
        drive.press(Input::Connected(Box::new(connection)));
        drive
    }

    fn now(&self) -> Timestamp {
        let micros = u64::try_from(self.begun.elapsed().as_micros()).unwrap();
        Timestamp::from_ms(self.start_ms + micros * SPEED / 1_000)
    }

    fn press(&mut self, input: Input) {
        self.creates_pressed += usize::from(matches!(input, Input::PressedCreate { .. }));
        for effect in self.session.handle(self.now(), input) {
            let Effect::Send { request, http, .. } = effect else { continue };
            self.creates_sent += usize::from(
                http.method.name() == "POST" && http.url.contains("/pools") && !http.url.contains("/pools/"),
            );
            let (client, wire) = (self.client.clone(), self.wire.clone());
            tokio::spawn(async move {
                let outcome = tokio::time::timeout(GIVE_UP, send(&client, http)).await;
                let _test_is_over = wire.send((request, outcome.unwrap_or(Err(TransportFailure::TimedOut))));
            });
        }
    }

    /// Lets so much practice time pass, or less if something holds earlier; says whether it holds.
    async fn wait(&mut self, most_ms: u64, holds: impl Fn(&Self) -> bool) -> bool {
        let until = self.now().after_ms(most_ms);
        while !holds(self) {
            let now = self.now();
            if now >= until {
                return false;
            }
            let wake = self.session.next_wake_up().unwrap_or(until).min(until);
            let pause = Duration::from_micros((wake.ms_since(now) + 1) * 1_000 / SPEED);
            tokio::select! {
                Some((request, outcome)) = self.replies.recv() => self.press(Input::ReplyArrived { request, outcome }),
                () = tokio::time::sleep(pause) => self.press(Input::TimeArrived),
            }
        }
        true
    }

    /// The meter's range holds the ledger's figure at every moment.
    async fn laws(&self, seed: u64) -> Value {
        let before = self.now();
        let ledger = self.desk.ledger().await;
        let after = self.now();
        for view in self.session.pools() {
            let lines = ledger["pools"].as_array().unwrap();
            let line = lines.iter().find(|line| line["id"] == json!(view.pool.id.as_str()));
            let billed = line.map_or(0, |line| line["vmMs"].as_u64().unwrap());
            let slack = BilledTime::from_ms(SLACK_MS).times(20);
            let (least, most) = (view.meter.reading(before).least, view.meter.reading(after).most + slack);
            assert!(
                least <= BilledTime::from_ms(billed) + slack && BilledTime::from_ms(billed) <= most,
                "seed {seed}: {:?}: {least:?} to {most:?} does not hold {billed}: {:?}",
                view.pool.id,
                view.meter
            );
        }
        ledger
    }

    fn press_something(&mut self, random: &mut Random) {
        let here: Vec<PoolId> = self.session.pools().map(|view| view.pool.id.clone()).collect();
        let pool = here.get(usize::try_from(random.below(here.len().max(1) as u64)).unwrap()).cloned();
        let vms = VmCount(u32::try_from(random.below(6)).unwrap());
        let (swagger, _) = SwaggerUrl::read(&format!("{}{SERVICE}/swagger.json", self.desk.origin)).unwrap();
        match (random.below(11), pool) {
            (0 | 1, _) => self.press(Input::PressedCreate { vms, swagger, name: None }),
            (2 | 3, Some(pool)) => self.press(Input::PressedResize { pool, target: vms }),
            (4, Some(pool)) => self.press(Input::PressedStopResize { pool }),
            (5, Some(pool)) => self.press(Input::PressedDelete { pool }),
            (6 | 7, pool) => {
                let body = json!({ "AzureBatchPoolId": pool.as_ref().map(PoolId::as_str) });
                let body = JobBody::new(body.to_string().into_bytes());
                let service = ServiceAddress::read(&format!("{}{SERVICE}", self.desk.origin)).unwrap();
                self.press(Input::PressedSubmit { service, body, pool, copies: 3 });
            }
            (8, _) => self.press(Input::TabHidden),
            (9, _) => self.press(Input::TabShown),
            (10, _) => {
                let open = self.session.jobs().find(|job| job.is_open()).map(|job| job.ticket);
                open.into_iter().for_each(|ticket| self.press(Input::PressedCancelJob(ticket)));
            }
            _ => self.press(Input::PressedRefresh),
        }
    }

    fn is_at_rest(&self, there: &[String], reads_back: bool) -> bool {
        let moving = |stage: &Stage| matches!(stage, Stage::Submitting | Stage::Starting);
        let mut here: Vec<_> = self
            .session
            .pools()
            .filter(|view| matches!(view.presence, Presence::Here))
            .map(|view| view.pool.id.as_str().to_owned())
            .collect();
        here.sort();
        let quiet = self.session.pools().all(|view| view.asking.is_none());
        let agreed = !reads_back || (here == there && quiet);
        self.session.creating().is_none() && agreed && !self.session.jobs().any(|job| moving(&job.stage))
    }
}

async fn send(client: &reqwest::Client, http: HttpRequest) -> Result<HttpReply, TransportFailure> {
    let mut request = client.request(http.method.name().parse().unwrap(), &http.url).body(http.body);
    for (name, value) in &http.headers {
        request = request.header(name, value);
    }
    if let Some((name, key)) = &http.authorization {
        request = request.header(name, key.reveal());
    }
    // A browser tells neither a refused connection from one that was cut before its first byte.
    let reply = request.send().await.map_err(|_no_first_byte| TransportFailure::Unreachable)?;
    let status = reply.status().as_u16();
    let headers = reply.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let body = reply.bytes().await.map_err(|_broken_off| TransportFailure::CutOff)?.to_vec();
    Ok(HttpReply { status, headers, body })
}

/// The ids of the pools that are there, in order, and when each was created.
fn there(ledger: &Value) -> Vec<(String, u64)> {
    let pools = ledger["there"].as_array().unwrap().iter();
    let mut pools: Vec<_> = pools
        .map(|pool| (pool["id"].as_str().unwrap().to_owned(), pool["createdMs"].as_u64().unwrap()))
        .collect();
    pools.sort();
    pools
}

async fn run_by_chance(seed: u64, profile: Profile, path: &str) {
    let reads_back = profile.reads_back();
    let mut random = Random::new(Seed(seed));
    let mut drive = Drive::new(profile, path, Seed(seed)).await;
    for _ in 0..50 {
        drive.press_something(&mut random);
        drive.wait(random.below(20 * MS_PER_SECOND), |_| false).await;
        drive.laws(seed).await;
    }
    drive.press(Input::TabShown);
    drive.press(Input::PressedRefresh);
    let mut rested = false;
    for _ in 0..20 {
        // What went wrong with a submission has stopped the sending.
        drive.press(Input::PressedResumeSending);
        let pools: Vec<String> = there(&drive.laws(seed).await).into_iter().map(|(id, _)| id).collect();
        rested = drive.wait(2 * MS_PER_MINUTE, |drive| drive.is_at_rest(&pools, reads_back)).await;
        if rested {
            break;
        }
    }
    let ledger = drive.laws(seed).await;
    let known: Vec<_> = drive.session.pools().map(|view| view.pool.id.as_str().to_owned()).collect();
    let mut unknown: Vec<_> = there(&ledger).into_iter().filter(|(id, _)| !known.contains(id)).collect();
    assert!(rested, "seed {seed}: no rest: {:?} {ledger}", drive.session.pools().collect::<Vec<_>>());
    assert!(
        unknown.len() <= drive.session.doubts().len(),
        "seed {seed}: pools that nobody accounts for: {unknown:?}"
    );
    // The user settles each doubt by when the pool was created, as support could tell.
    for doubt in drive.session.doubts().to_vec() {
        let window = doubt.creating.pressed.ms() - SLACK_MS..=doubt.since.ms() + SLACK_MS;
        let answer = match unknown.iter().position(|(_, created)| window.contains(created)) {
            Some(at) => DoubtAnswer::Exists(PoolId::read(&unknown.remove(at).0).unwrap()),
            None => DoubtAnswer::DoesNotExist,
        };
        drive.press(Input::SettledDoubt { request: doubt.request, answer });
    }
    assert_eq!(unknown, [], "seed {seed}: pools that fit no doubt");
    drive.laws(seed).await;
    assert!(drive.session.doubts().is_empty(), "seed {seed}");
    assert!(drive.creates_sent <= drive.creates_pressed, "seed {seed}: a create was sent twice");
    let submitted = drive.session.jobs().filter(|job| job.id.is_some()).count();
    // A job in doubt that the user cancels is over for the page, and may still have been taken.
    let unsure =
        |stage: &Stage, has_id: bool| *stage == Stage::InDoubt || (*stage == Stage::Ended && !has_id);
    let in_doubt = drive.session.jobs().filter(|job| unsure(&job.stage, job.id.is_some())).count();
    let jobs = usize::try_from(ledger["jobs"].as_u64().unwrap()).unwrap();
    assert!(
        submitted <= jobs && jobs <= submitted + in_doubt,
        "seed {seed}: {jobs} jobs there, {submitted} known, {in_doubt} in doubt"
    );
    let cut = drive.desk.companion.log().iter().filter(|line| line.contains("connection cut")).count();
    assert!(cut > 0, "seed {seed}: no connection was cut");
}

/// Seeds to run, ten of each contract: more with `POOLWISE_HTTP_RUNS`.
fn seeds(first: u64) -> std::ops::Range<u64> {
    let runs = std::env::var("POOLWISE_HTTP_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(10);
    first..first + runs
}

fn run_all(first: u64, profile: fn() -> Profile, path: &'static str) {
    run(async {
        // A few at a time: each has a process and a clock of its own.
        let all: Vec<u64> = seeds(first).collect();
        for some in all.chunks(5) {
            let runs = some.iter().map(|seed| tokio::spawn(run_by_chance(*seed, profile(), path)));
            for run in runs.collect::<Vec<_>>() {
                run.await.unwrap();
            }
        }
    });
}

/// A failure prints its seed. The course of a run is real time's, so the same seed may go another way.
#[test]
fn laws_hold_over_http_with_a_contract_that_reads_back() {
    run_all(0, azure_batch_profile, "/azure-batch");
}

#[test]
fn laws_hold_over_http_with_the_source_pages_contract() {
    run_all(100, source_page_profile, "/source-page");
}
