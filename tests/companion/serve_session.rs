//! The page's session against `companion serve`, with connections cut for real: the laws of the virtual-time runs.

use std::time::{Duration, Instant};

use poolwise::service::{
    Autopilot, Connection, Effect, Ending, HttpReply, HttpRequest, Input, JobBody, JobService, Notice,
    PoolId, PoolService, Presence, Profile, Quota, RequestId, ServiceAddress, ServiceKind, Session, Stage,
    SwaggerUrl, TransportFailure, azure_batch_profile, source_page_profile,
};
use poolwise::units::{BilledTime, MS_PER_MINUTE, MS_PER_SECOND, Random, Seed, Timestamp, VmCount};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::laws::{
    PoolTruth, Truth, differences, meters_hold, nothing_lives_on, settled_by_support, told_by_seed,
};
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
    /// Creates that were pressed where the rules allow one.
    creates_allowed: usize,
    creates_sent: usize,
    /// Pools on which an autopilot has acted since it was last looked at whether anything lives there.
    acted: Vec<PoolId>,
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
            creates_allowed: 0,
            creates_sent: 0,
            acted: Vec::new(),
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
        if let Input::PressedCreate { vms, .. } = &input {
            self.creates_allowed += usize::from(self.session.may_create(*vms).is_ok());
        }
        for effect in self.session.handle(self.now(), input) {
            if let Effect::Announce(Notice::AutopilotActs(pool, _)) = &effect {
                self.acted.push(pool.clone());
            }
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

    /// What holds at every moment; says what is true of the account.
    async fn laws(&mut self) -> Truth {
        let before = self.now();
        let truth = truth(&self.desk.ledger().await);
        let slack = BilledTime::from_ms(SLACK_MS).times(20);
        meters_hold(&self.session, (before, self.now()), slack, &truth);
        for pool in self.acted.drain(..) {
            nothing_lives_on(&self.session, &pool, &truth);
        }
        truth
    }

    /// Waits until page and account agree; `over` where every job is to have ended.
    async fn comes_to_rest(&mut self, over: bool) {
        let profile = self.session.connection().unwrap().pools.profile.clone();
        let mut found = Vec::new();
        for _ in 0..180 {
            let truth = self.laws().await;
            found = differences(&self.session, &truth, &profile, over);
            if found.is_empty() {
                return;
            }
            self.wait(20 * MS_PER_SECOND, |_| false).await;
        }
        panic!("no rest: {found:#?}");
    }

    fn press_something(&mut self, random: &mut Random) {
        let here: Vec<PoolId> = self.session.pools().map(|view| view.pool.id.clone()).collect();
        let pool = here.get(usize::try_from(random.below(here.len().max(1) as u64)).unwrap()).cloned();
        let vms = VmCount(u32::try_from(random.below(6)).unwrap());
        let (swagger, _) = SwaggerUrl::read(&format!("{}{SERVICE}/swagger.json", self.desk.origin)).unwrap();
        match (random.below(13), pool) {
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
            (11 | 12, Some(pool)) => {
                let ending = if random.below(3) == 0 { Ending::Delete } else { Ending::ToZero };
                let idle_ms = random.below(60 * MS_PER_SECOND);
                let autopilot = (random.below(4) > 0).then_some(Autopilot { idle_ms, ending });
                self.press(Input::ChangedAutopilot { pool, autopilot });
            }
            _ => self.press(Input::PressedRefresh),
        }
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

/// What the companion's ledger tells.
fn truth(ledger: &Value) -> Truth {
    let number = |value: &Value| value.as_u64().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let count = |value: &Value| usize::try_from(number(value)).unwrap();
    let small = |value: &Value| u32::try_from(number(value)).unwrap();
    let pools = ledger["there"].as_array().unwrap().iter().map(|pool| {
        let truth = PoolTruth {
            created_ms: number(&pool["createdMs"]),
            vms: small(&pool["vms"]),
            target: small(&pool["target"]),
            live_jobs: count(&pool["running"]) + count(&pool["waiting"]),
        };
        (text(&pool["id"]), truth)
    });
    let jobs = ledger["jobStates"].as_object().unwrap().iter();
    let billed = ledger["pools"].as_array().unwrap().iter();
    Truth {
        pools: pools.collect(),
        jobs: jobs.map(|(id, state)| (id.clone(), text(state))).collect(),
        billed: billed.map(|line| (text(&line["id"]), number(&line["vmMs"]))).collect(),
    }
}

async fn run_by_chance(seed: u64, profile: Profile, path: &str) {
    let reads_back = profile.reads_back();
    let mut random = Random::new(Seed(seed));
    let mut drive = Drive::new(profile, path, Seed(seed)).await;
    for _ in 0..50 {
        drive.press_something(&mut random);
        drive.wait(random.below(20 * MS_PER_SECOND), |_| false).await;
        drive.laws().await;
    }
    drive.press(Input::TabShown);
    drive.press(Input::PressedRefresh);
    let settled = |drive: &Drive| {
        let moving = |stage: &Stage| matches!(stage, Stage::Submitting | Stage::Starting);
        let asking = drive.session.pools().any(|view| view.asking.is_some());
        drive.session.creating().is_none() && !asking && !drive.session.jobs().any(|job| moving(&job.stage))
    };
    // What went wrong with a submission has stopped the sending.
    let mut rested = false;
    for _ in 0..20 {
        drive.press(Input::PressedResumeSending);
        rested = drive.wait(2 * MS_PER_MINUTE, settled).await;
        if rested {
            break;
        }
    }
    assert!(rested, "no rest: {:?}", drive.session);
    // What is there and was not listed yet is no doubt's.
    drive.wait(2 * MS_PER_MINUTE, |_| false).await;
    let truth = drive.laws().await;
    for input in settled_by_support(&drive.session, &truth, SLACK_MS) {
        drive.press(input);
    }
    drive.comes_to_rest(false).await;
    assert!(drive.session.doubts().is_empty());
    assert_eq!(drive.creates_sent, drive.creates_allowed, "each create that is allowed is sent once");
    let open: Vec<_> = drive.session.jobs().filter(|job| job.is_open()).map(|job| job.ticket).collect();
    for ticket in open {
        drive.press(Input::PressedCancelJob(ticket));
    }
    drive.comes_to_rest(true).await;
    let landed = |drive: &Drive| {
        let mut armed = drive.session.pools().filter(|view| view.autopilot.is_some());
        armed.all(|view| {
            let gone = !matches!(view.presence, Presence::Here);
            !reads_back || gone || view.pool.current_vms == Some(VmCount(0))
        })
    };
    assert!(drive.wait(30 * MS_PER_MINUTE, landed).await, "an autopilot has not landed: {:?}", drive.session);
    drive.laws().await;
    let cut = drive.desk.companion.log().iter().filter(|line| line.contains("connection cut")).count();
    assert!(cut > 0, "no connection was cut");
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
            let runs = some.iter().map(|seed| (*seed, tokio::spawn(run_by_chance(*seed, profile(), path))));
            for (seed, run) in runs.collect::<Vec<_>>() {
                let stopped = run.await;
                told_by_seed(seed, || stopped.unwrap());
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
