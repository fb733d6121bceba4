//! A batch and pool service on a free port: plays a scenario and keeps what it received.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// What the service does.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Status replies in turn; the last one is repeated. `ORIGIN` in them is the service's own.
    pub(crate) statuses: Vec<String>,
    /// How many times each of submit, start, status and resize is answered 503 (resize: 409) first.
    pub(crate) busy: usize,
    /// No job ends before so many have run at once.
    pub(crate) together: usize,
    /// The reply to a submit; `ID` in it is the job's.
    pub(crate) submit: (u16, String),
    /// Replies to a reading of the pool in turn; the last one is repeated. A number is a status.
    pub(crate) pools: Vec<&'static str>,
    /// The status code of a resize that is not busy.
    pub(crate) resize: u16,
    /// The status code of a download.
    pub(crate) blob: u16,
    /// What goes wrong: when what is asked for (`jobs`, `start`, `status`, `resize`, `blob`), the first so many times. A word
    /// after it: only for the job whose body holds that word.
    pub(crate) faults: Vec<(&'static str, usize, Fault)>,
    /// The status of the job whose body holds this word.
    pub(crate) of_body: Vec<(&'static str, &'static str)>,
}

/// How an answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends before its length.
    Cut,
    /// It comes in chunks, and ends before the last.
    CutInChunks,
    /// HTTP 503, and it ends before its length.
    CutError,
    /// This status.
    Status(u16),
    /// HTTP 429 that asks for so many seconds.
    Wait(u64),
    /// None at all: the connection is closed.
    Lost,
    /// One byte, and then nothing for as long as the client listens.
    Silent,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    tries: HashMap<String, usize>,
    faults: HashMap<String, usize>,
    jobs: usize,
    running: usize,
    most_running: usize,
    /// Bodies by the ids of their jobs.
    bodies: HashMap<String, String>,
    started: HashSet<String>,
    /// Jobs that are no longer known, by their ids, to who asks so.
    forgotten: HashSet<(&'static str, String)>,
}

/// A running service.
pub(crate) struct Mock {
    pub(crate) origin: String,
    state: Arc<Mutex<State>>,
    scenario: Arc<Mutex<Scenario>>,
}

impl Mock {
    pub(crate) fn start(scenario: Scenario) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let scenario = Arc::new(Mutex::new(scenario));
        let shared = (Arc::clone(&scenario), origin.clone(), Arc::clone(&state));
        let shared = Arc::new(shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let (scenario, origin, state) = &*shared;
                    let scenario = scenario.lock().unwrap().clone();
                    let _ = answer(&stream, &scenario, origin, state);
                });
            }
        });
        Self { origin, state, scenario }
    }

    /// From here on the service does this; what it has received before is taken away. Its jobs stay.
    pub(crate) fn turns(&self, scenario: Scenario) -> Vec<Seen> {
        *self.scenario.lock().unwrap() = scenario;
        let mut state = self.state.lock().unwrap();
        state.tries.clear();
        state.faults.clear();
        std::mem::take(&mut state.seen)
    }

    /// The jobs so far are answered 404 when this is asked for: `start` or `status`.
    pub(crate) fn forgets(&self, asked: &'static str) {
        let mut state = self.state.lock().unwrap();
        let jobs: Vec<_> = state.bodies.keys().map(|job| (asked, job.clone())).collect();
        state.forgotten.extend(jobs);
    }

    /// The body of the job that a request is about.
    pub(crate) fn body_of(&self, seen: &Seen) -> String {
        self.state.lock().unwrap().body_of(seen)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    pub(crate) fn most_running(&self) -> usize {
        self.state.lock().unwrap().most_running
    }
}

impl State {
    fn body_of(&self, seen: &Seen) -> String {
        let (asked, job) = asked(seen);
        if asked == "jobs" {
            return String::from_utf8_lossy(&seen.body).into_owned();
        }
        self.bodies.get(job).cloned().unwrap_or_default()
    }
}

#[expect(clippy::disallowed_methods, reason = "when a request came is kept for tests of waits")]
fn answer(
    mut stream: &TcpStream,
    scenario: &Scenario,
    origin: &str,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(()); // who was killed asks for nothing
    }
    let mut words = line.split_whitespace();
    let (method, path) = (words.next().unwrap_or("").to_owned(), words.next().unwrap_or("").to_owned());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    if headers.contains_key("expect") {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let seen = Seen { method, path, headers, body, at: Instant::now() };
    let (fault, (code, reply)) = {
        let mut state = state.lock().unwrap();
        state.seen.push(seen.clone());
        let fault = fault(&seen, scenario, &mut state);
        // What broke off was done all the same; what was refused was not.
        let is_refused = matches!(fault, Some(Fault::CutError | Fault::Status(_) | Fault::Wait(_)));
        let reply = if is_refused { (503, vec![b' '; 9]) } else { play(&seen, scenario, origin, &mut state) };
        (fault, reply)
    };
    let head = |code: u16, more: &str| {
        format!("HTTP/1.1 {code} Said\r\nContent-Type: application/json\r\n{more}\r\n")
    };
    let sized =
        |size: usize| format!("Content-Length: {size}\r\nLocation: {origin}/stolen\r\nConnection: close\r\n");
    if fault == Some(Fault::Lost) {
        return Ok(());
    }
    let half = &reply[..reply.len() / 2];
    let (head, sent) = match fault {
        None => (head(code, &sized(reply.len())), &*reply),
        Some(Fault::Cut | Fault::CutError) => (head(code, &sized(reply.len())), half),
        // Where a connection is to close, Node takes its end for that of the answer.
        Some(Fault::CutInChunks) => {
            (head(code, "Transfer-Encoding: chunked\r\n") + &format!("{:x}\r\n", reply.len()), half)
        }
        Some(Fault::Status(code)) => (head(code, &sized(0)), &[][..]),
        Some(Fault::Wait(seconds)) => {
            (head(429, &format!("Retry-After: {seconds}\r\n{}", sized(0))), &[][..])
        }
        Some(Fault::Silent | Fault::Lost) => (head(code, &sized(reply.len())), &reply[..1]),
    };
    stream.write_all(head.as_bytes())?;
    stream.write_all(sent)?;
    stream.flush()?;
    if fault == Some(Fault::Silent) {
        stream.read_to_end(&mut Vec::new())?;
    }
    Ok(())
}

/// What is asked for, and the job that it is asked of.
fn asked(seen: &Seen) -> (&str, &str) {
    let path = seen.path.split('?').next().unwrap();
    let (before, last) = path.rsplit_once('/').unwrap();
    match seen.method.as_str() {
        "GET" if path.starts_with("/blob/") => ("blob", ""),
        "GET" => ("status", last),
        _ => (last, before.rsplit('/').next().unwrap()),
    }
}

/// What goes wrong with this answer.
fn fault(seen: &Seen, scenario: &Scenario, state: &mut State) -> Option<Fault> {
    let ((asked, _), body) = (asked(seen), state.body_of(seen));
    let is_meant = |what: &str| {
        let (what, word) = what.split_once(' ').unwrap_or((what, ""));
        what == asked && body.contains(word)
    };
    let (_, times, fault) = scenario.faults.iter().find(|(what, _, _)| is_meant(what))?;
    let faults = state.faults.entry(format!("{} {}", seen.method, seen.path)).or_default();
    *faults += 1;
    (*faults <= *times).then_some(*fault)
}

fn play(seen: &Seen, scenario: &Scenario, origin: &str, state: &mut State) -> (u16, Vec<u8>) {
    let key = format!("{} {}", seen.method, seen.path);
    let tries = state.tries.entry(key.clone()).or_default();
    *tries += 1;
    let tries = *tries;
    let path = seen.path.split('?').next().unwrap();
    let last = path.rsplit('/').next().unwrap();
    if path.starts_with("/blob/") {
        return (scenario.blob, format!("rows of {}\u{1}\r\n\u{e5}", seen.path).into_bytes());
    }
    let is_busy = tries <= scenario.busy;
    let (asked, job) = asked(seen);
    if state.forgotten.iter().any(|(what, known)| *what == asked && known == job) {
        return (404, b"{\"error\":{\"code\":\"JobNotFound\"}}".to_vec());
    }
    match (seen.method.as_str(), last) {
        ("POST", "jobs") if is_busy => (503, b"{\"error\":{\"code\":\"RequestThrottled\"}}".to_vec()),
        ("POST", "jobs") => {
            state.jobs += 1;
            let (code, reply) = &scenario.submit;
            let id = format!("{:032x}", state.jobs);
            state.bodies.insert(id.clone(), String::from_utf8_lossy(&seen.body).into_owned());
            (*code, reply.replace("ID", &id).into_bytes())
        }
        ("POST", "start") if is_busy => (503, Vec::new()),
        ("POST", "start") if !state.started.insert(job.to_owned()) => {
            (400, b"{\"error\":{\"code\":\"CannotStartJob\"}}".to_vec())
        }
        ("POST", "start") => {
            state.running += 1;
            state.most_running = state.most_running.max(state.running);
            (200, Vec::new())
        }
        ("POST", "resize") if is_busy => (409, b"{\"code\":\"PoolBeingResized\"}".to_vec()),
        ("POST", "resize") => (scenario.resize, b"{\"said\":\"resize\"}".to_vec()),
        ("POST", "stopresize") => (202, Vec::new()),
        ("GET", "pools") => (200, "{\"value\":[{\"id\":\"\u{e5}\"}]}".as_bytes().to_vec()),
        ("GET", _) if path.contains("/pools/") => {
            let reply = scenario.pools.get(tries - 1).or(scenario.pools.last()).unwrap();
            (reply.parse().unwrap_or(200), reply.as_bytes().to_vec())
        }
        ("POST", "pools") => (201, Vec::new()),
        ("DELETE", _) if path.contains("/pools/") => (202, Vec::new()),
        ("GET", _) if is_busy => (500, b"<html>no JSON</html>".to_vec()),
        ("GET", _) if state.most_running < scenario.together => {
            *state.tries.get_mut(&key).unwrap() -= 1;
            (200, scenario.statuses[0].replace("ORIGIN", origin).into_bytes())
        }
        ("GET", _) => {
            let (at, body) = (tries - scenario.busy, state.body_of(seen));
            if let Some((_, status)) = scenario.of_body.iter().find(|(word, _)| body.contains(word)) {
                return (200, status.as_bytes().to_vec());
            }
            if at == scenario.statuses.len() {
                state.running = state.running.saturating_sub(1);
            }
            let status = scenario.statuses.get(at - 1).or(scenario.statuses.last()).unwrap();
            (200, status.replace("ORIGIN", origin).into_bytes())
        }
        _ => (404, b"{}".to_vec()),
    }
}
