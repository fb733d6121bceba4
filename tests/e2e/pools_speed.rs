//! How fast the Pools page keeps up: with 50 pools and 20,000 followed jobs of a service on a port, and in practice at an
//! hour a second, both on a processor slowed four times (or `POOLWISE_SLOWDOWN` times). Prints a line a
//! figure, as `speed` does.
//!
//! What is measured is script: from the first call into wasm to the end of its task, microtasks included, layout and
//! paint left out.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what cannot be measured is reported by stopping"
)]

mod harness;

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use harness::{Browser, Page, Site, begin_fast_practice, read_message, slowdown};
use poolwise::emulator::{Emulator, FaultPlan, JobTimes, Settings};
use poolwise::service::{
    Call, Connection, HttpRequest, Method, PoolId, PoolService, Quota, ServiceKind, SwaggerUrl,
    azure_batch_profile, request,
};
use poolwise::units::{Secret, Seed, Timestamp, VmCount};
use poolwise::words::{Language, POOL_CONNECT, POOLS_PAGE};
use serde_json::{Value, json};

const POOLS: u32 = 50;
const JOBS: u64 = 20_000;
/// How many of the jobs are not over.
const OPEN: u64 = 10_000;
const QUOTA: Quota = Quota { pools: Some(100), vms_per_pool: Some(VmCount(20)) };
const KEY: &str = "a-key-for-the-bench";
const SERVICE_PATH: &str =
    "/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";

/// Adds up, for each task of the page, the time spent in wasm and in what it calls, and notes which reply the task was for:
/// a list of pools, a job, or none.
const WATCH: &str = "
  window.tasks = [];
  let depth = 0, total = 0, began = 0, isPending = false, reply = 'none';
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    window.tasks.push([total, reply]);
    total = 0; isPending = false; reply = 'none';
  };
  const read = Response.prototype.arrayBuffer;
  Response.prototype.arrayBuffer = async function (...given) {
    const got = await read.apply(this, given);
    if (this.url.includes('/jobs/')) reply = reply === 'pools' ? reply : 'job';
    else if (this.url.includes('/pools')) reply = 'pools';
    return got;
  };
  const watched = (call) => function (...given) {
    if (depth++ === 0) began = performance.now();
    try {
      return call.apply(this, given);
    } finally {
      if (--depth === 0) {
        total += performance.now() - began;
        if (!isPending) { isPending = true; channel.port2.postMessage(0); }
      }
    }
  };
  const of = (instance) => {
    const exports = {};
    for (const [name, one] of Object.entries(instance.exports)) exports[name] = typeof one === 'function' ? watched(one) : one;
    return { exports };
  };
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (module, imports) => {
    return { instance: of(await instantiate.call(WebAssembly, module, imports)), module };
  };";

/// Runs for so long and gives the milliseconds of every task since it began, and its reply.
const RUN: &str = "
  window.tasks.length = 0;
  const [ms] = arguments;
  return new Promise((told) => setTimeout(() => told(window.tasks.slice()), ms));";

fn main() -> ExitCode {
    let site = Site::dist();
    let met = [many(&site), fast(&site)];
    if met.into_iter().all(|is_met| is_met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn row(what: &str, measured: &str, target: &str, is_met: bool) -> bool {
    println!("{what}|{measured}|{target}|{}", if is_met { "met" } else { "MISSED" });
    is_met
}

/// One task: its milliseconds, and which reply it was for.
type Task = (f64, String);

/// The tasks of some runs of `seconds` each.
fn tasks(page: &Page, runs: usize, seconds: u32) -> Vec<Vec<Task>> {
    page.command("POST", "/timeouts", &json!({ "script": 110_000 }));
    page.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": slowdown() }));
    let one = |_| {
        let tasks = page.script(RUN, &json!([seconds * 1000]));
        let task = |task: &Value| Some((task[0].as_f64()?, task[1].as_str()?.to_owned()));
        tasks.as_array().expect("a list").iter().filter_map(task).collect()
    };
    let runs = (0..runs).map(one).collect();
    page.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": 1.0 }));
    runs
}

/// Tasks in order of length, of the quietest run: what else the machine did only ever adds. `None` is any reply, or none.
fn quietest(runs: &[Vec<Task>], reply: Option<&str>) -> Vec<f64> {
    let lengths = |run: &Vec<Task>| {
        let is_meant = |task: &&Task| reply.is_none_or(|reply| task.1 == reply);
        let mut times: Vec<f64> = run.iter().filter(is_meant).map(|task| task.0).collect();
        times.sort_by(f64::total_cmp);
        times
    };
    let runs = runs.iter().map(lengths).filter(|times| !times.is_empty());
    runs.min_by(|one, other| at(one, 95).total_cmp(&at(other, 95))).unwrap_or_default()
}

fn at(times: &[f64], percent: usize) -> f64 {
    times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::INFINITY)
}

/// Nothing measured is a target missed.
fn told(what: &str, times: &[f64], target_ms: f64, target: &str) -> bool {
    let [half, most, longest] = [50, 95, 100].map(|percent| at(times, percent));
    let text = format!("{most:.1} ms (half {half:.1}, longest {longest:.1}, of {})", times.len());
    row(what, &text, target, most <= target_ms)
}

/// A poll's update: every reading of the pools and of jobs, and every second's.
fn many(site: &Site) -> bool {
    let service = Service::start();
    let words = POOLS_PAGE.of(Language::English);
    let more = POOL_CONNECT.of(Language::English);
    let page = Browser::new().also(&service.host()).blank(site);
    page.expect_fault("404");
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }));
    page.go("pools/");
    page.find("heading", words.create);
    let keep = "for (const [key, text] of arguments[0]) localStorage.setItem(key, text)";
    page.script(keep, &json!([service.memory()]));
    let unfold =
        "const it = document.getElementById(arguments[0])?.closest('details'); if (it) it.open = true";
    page.script(unfold, &json!(["service-url"]));
    page.field(words.service_url).fill(&service.origin());
    page.field(words.service_key).fill(KEY);
    page.button(words.connect).click();
    let rows =
        || page.script("return document.querySelectorAll('[data-table=pools] tbody tr').length", &json!([]));
    page.until("the pools", rows, |rows| rows.as_u64() == Some(POOLS.into()));
    page.script(unfold, &json!(["web-service-url"]));
    page.field(more.service_url).fill(&[&service.origin(), SERVICE_PATH].concat());
    page.field(more.service_key).fill(KEY);
    page.button(more.add_service).click();
    let asked = || service.jobs_asked();
    page.until("jobs are read", asked, |asked| *asked > 50);
    let listed = page.script(
        "return document.querySelector('[data-table=jobs]').getAttribute('aria-rowcount')",
        &json!([]),
    );
    assert_eq!(listed, json!((JOBS + 1).to_string()), "every job is followed");
    let made =
        page.script("return document.querySelectorAll('[data-table=jobs] tbody tr').length", &json!([]));
    assert!(made.as_u64().is_some_and(|made| made < 100), "{made} rows of the jobs are made");
    let runs = tasks(&page, 4, 30);
    let met = [("any task", None), ("a list of pools", Some("pools")), ("a job", Some("job"))].map(
        |(what, reply)| {
            let what = format!("50 pools, 20,000 jobs, slowed {} times, 95 %: {what}", slowdown());
            told(&what, &quietest(&runs, reply), 16.0, "at most 16 ms")
        },
    );
    met.into_iter().all(|is_met| is_met)
}

/// Practice at an hour a second with 200 jobs under way.
fn fast(site: &Site) -> bool {
    let page = Browser::new().blank(site);
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }));
    page.go("pools/");
    begin_fast_practice(&page);
    let times = quietest(&tasks(&page, 3, 10), None);
    let what = format!("Practice at an hour a second, 200 jobs, slowed {} times, 95 %", slowdown());
    told(&what, &times, 50.0, "at most 50 ms")
}

/// A service on a port: an account with pools of which one changes its size with every list, and jobs of which one in twenty
/// has another state with every look.
struct Service {
    port: u16,
    asked: Arc<Mutex<usize>>,
}

impl Service {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let account = Arc::new(Mutex::new(account(port)));
        let asked = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (account, counted) = (Arc::clone(&account), Arc::clone(&counted));
                std::thread::spawn(move || answer(stream, port, &account, &counted));
            }
        });
        Self { port, asked }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    fn jobs_asked(&self) -> usize {
        *self.asked.lock().expect("no thread stops while it holds this")
    }

    /// What an earlier visit with so many jobs left on the device.
    fn memory(&self) -> Vec<(String, String)> {
        let key = format!("poolwise.session {}", self.origin());
        let service = [&self.origin(), SERVICE_PATH].concat();
        let at = now().ms();
        let job = |ticket: u64| {
            let stage = if ticket > JOBS - OPEN { "Watched" } else { "Finished" };
            let pool = name(u32::try_from(ticket % u64::from(POOLS)).expect("a small number"));
            json!({
                "ticket": ticket, "service": 0, "id": format!("{ticket:032x}"), "pool": pool,
                "pressed": at, "changed": at, "stage": stage,
            })
        };
        let tickets: Vec<u64> = (1..=JOBS).collect();
        let blocks = tickets.chunk_by(|one, next| one / 64 == next / 64);
        let mut kept: Vec<(String, String)> = blocks
            .map(|block| {
                let jobs: Vec<Value> = block.iter().map(|ticket| job(*ticket)).collect();
                let text = json!({ "version": 1, "services": [service], "jobs": jobs }).to_string();
                (format!("{key} {}", block[0] / 64 + 1), text)
            })
            .collect();
        let numbers: Vec<usize> = (1..=kept.len()).collect();
        kept.push((key, json!({ "version": 1, "blocks": numbers }).to_string()));
        kept
    }
}

fn name(at: u32) -> String {
    format!("{at:032x}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the page in the browser has the wall's clock, and so has its service"
)]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Timestamp::from_ms(u64::try_from(since.as_millis()).expect("this millennium"))
}

fn account(port: u16) -> Emulator {
    let settings = Settings {
        pool_key: Secret::new(KEY.to_owned()),
        job_key: Secret::new(KEY.to_owned()),
        quota: QUOTA,
        page_size: 100,
        job_times: JobTimes::Exactly { ms: 1_000 },
        ..Settings::ordinary(azure_batch_profile())
    };
    let mut account = Emulator::new(settings, FaultPlan::default(), now(), Seed(1));
    let connection = connection(port);
    let document = format!("https://ussouthcentral.services.azureml.net{SERVICE_PATH}/swagger.json");
    let (swagger, _) = SwaggerUrl::read(&document).expect("a new service's");
    for at in 0..POOLS {
        let id = PoolId::read(&name(at)).expect("an id");
        let call = Call::CreatePool { id, vms: VmCount(at % 20 + 1), swagger: swagger.clone() };
        account.answer(now(), &request(&call, &connection).expect("the contract has it"));
    }
    account
}

/// The next pool that is steady gets one VM more or less.
fn resize_one(account: &mut Emulator, port: u16) {
    let pools = account.pools();
    let Some(pool) = pools.iter().find(|pool| !pool.is_changing()) else { return };
    let target = VmCount(pool.target_vms.unwrap_or_default().0 % 20 + 1);
    let call = Call::ResizePool { id: pool.id.clone(), target };
    account.answer(now(), &request(&call, &connection(port)).expect("the contract has it"));
}

fn connection(port: u16) -> Connection {
    let url = format!("http://127.0.0.1:{port}");
    let pools = PoolService::at(&url, KEY, azure_batch_profile(), QUOTA).expect("an address");
    Connection { kind: ServiceKind::Live, pools, jobs: Vec::new() }
}

fn answer(mut stream: TcpStream, port: u16, account: &Mutex<Emulator>, asked: &Mutex<usize>) {
    let Ok(reading) = stream.try_clone() else { return };
    let mut reader = BufReader::new(reading);
    while let Ok(Some((first, fields, body))) = read_message(&mut reader) {
        let mut parts = first.split(' ');
        let (verb, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is_job = path.contains("/jobs/");
        let count = {
            let mut asked = asked.lock().expect("no thread stops while it holds this");
            *asked += usize::from(is_job && verb == "GET");
            *asked
        };
        let key = fields.iter().find(|(name, _)| name == "authorization").map(|(_, text)| text.clone());
        let (status, body) = if verb == "OPTIONS" {
            (204, Vec::new())
        } else if is_job {
            let word = match count % 20 {
                0 => "Finished",
                1 => "NotStarted",
                _ => "Running",
            };
            (200, format!(r#"{{"StatusCode":"{word}","Results":null,"Details":null}}"#).into_bytes())
        } else {
            let http = HttpRequest {
                method: Method::from_name(verb).unwrap_or(Method::Get),
                url: format!("http://127.0.0.1:{port}{path}"),
                headers: Vec::new(),
                authorization: key.map(|key| ("Authorization".to_owned(), Secret::new(key))),
                scheme: String::new(),
                body,
            };
            let mut account = account.lock().expect("no thread stops while it holds this");
            resize_one(&mut account, port);
            let reply = account.answer(now(), &http).outcome;
            reply.map(|reply| (reply.status, reply.body)).unwrap_or((500, Vec::new()))
        };
        let head = format!(
            "HTTP/1.1 {status} Reply\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *, Authorization\r\n\
             Access-Control-Allow-Methods: *\r\nAccess-Control-Max-Age: 600\r\n\r\n",
            body.len()
        );
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
            return;
        }
    }
}
