//! Companions as processes on free ports, a blob store, and a small HTTP client.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use reqwest::Method;
use serde_json::Value;

use crate::cache::tools;

pub(crate) const POOL_KEY: &str = "pool-key-0123456789";
/// A key that breaks what does not escape it.
pub(crate) const JOB_KEY: &str = "k\"e\\y'+/$(id)`id`%PATH%==";
/// Source: the source page's sample request.
pub(crate) const SERVICE: &str =
    "/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";
pub(crate) const CLASSIC: &str =
    "/workspaces/afbd553b9bac4c95be3d040998943a4f/services/26a3afce1767461ab6e73d5a206fbd62";

/// A companion that runs until it goes out of scope.
pub(crate) struct Companion {
    child: Child,
    /// What it printed before it said how to stop it.
    pub(crate) said: Vec<String>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Companion {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::with_keys(arguments, POOL_KEY, JOB_KEY)
    }

    /// With keys of its own.
    pub(crate) fn with_keys(arguments: &[&str], pool_key: &str, job_key: &str) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_companion"))
            .args(arguments)
            .args(["--port", "0"])
            .env("POOL_KEY", pool_key)
            .env("BES_API_KEY", job_key)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut companion = Self { child, said: Vec::new(), log: Arc::default() };
        let kept = Arc::clone(&companion.log);
        let lines = BufReader::new(companion.child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| kept.lock().unwrap().push(line));
        });
        let lines = BufReader::new(companion.child.stdout.take().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            if line.starts_with("Stop with") {
                return companion;
            }
            companion.said.push(line);
        }
        panic!("the companion did not start: {:?} {:?}", companion.said, companion.log());
    }

    /// `companion serve` with no page.
    pub(crate) fn serve(arguments: &[&str]) -> Self {
        let mut all = vec!["serve", "--dist", "/nowhere"];
        all.extend(arguments);
        Self::start(&all)
    }

    /// What stands behind a label.
    #[track_caller]
    pub(crate) fn after(&self, label: &str) -> String {
        let line = self.said.iter().find_map(|line| line.split_once(label)).map(|(_, rest)| rest);
        line.and_then(|rest| rest.split_whitespace().next()).expect(label).to_owned()
    }

    /// `http://127.0.0.1:PORT`, of `serve`.
    pub(crate) fn origin(&self) -> String {
        self.after("Pool service").strip_suffix("/azure-batch").unwrap().to_owned()
    }

    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn ask_to_stop(&self) {
        self.signal("TERM");
    }

    pub(crate) fn signal(&self, name: &str) {
        let asked = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) fn end(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Runs what is asynchronous to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A reply in full.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// One request, with headers and a body; the error tells how the connection ended.
pub(crate) async fn try_ask(
    client: &reqwest::Client,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Reply, reqwest::Error> {
    let mut request =
        client.request(Method::from_bytes(method.as_bytes()).unwrap(), url).body(body.to_owned());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let reply = request.send().await?;
    let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
    Ok(Reply { status, headers, body: reply.bytes().await?.to_vec() })
}

pub(crate) async fn ask(
    client: &reqwest::Client,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    try_ask(client, method, url, headers, body).await.unwrap()
}

pub(crate) fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

/// A blob store that ends with the tests: its shell waits for the end of a pipe that only this process holds open.
pub(crate) fn azurite() -> &'static str {
    static STORE: OnceLock<(String, Mutex<Child>)> = OnceLock::new();
    let (origin, _) = STORE.get_or_init(|| {
        let mut child = Command::new("sh")
            .args(["-c", "\"$@\" & store=$!; cat >/dev/null; kill $store", "sh"])
            .arg(program("azurite-blob"))
            .args(["--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let origin = lines
            .find_map(|line| line.split_once("successfully listens on ").map(|(_, origin)| origin.to_owned()))
            .expect("Azurite says where it listens");
        // Its log is read to the end, or it would stop writing and answering.
        std::thread::spawn(move || lines.for_each(drop));
        (origin, Mutex::new(child))
    });
    origin
}

/// A program on PATH, or in the cache that scripts/setup fills.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).chain([tools().join("bin")]);
    let found = folders.find(|folder| folder.join(name).is_file());
    found.unwrap_or_else(|| panic!("{name} is needed: run scripts/setup --tests")).join(name)
}

/// Looks again until something holds; fails after a quarter of a minute.
#[expect(clippy::disallowed_methods, reason = "a deadline, and a breath between two looks at a condition")]
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let start = std::time::Instant::now();
    while !holds().await {
        assert!(start.elapsed().as_secs() < 15, "it did not come about: {what}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
