use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use super::http::{Head, read_head};

/// One request that the site answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Served {
    pub(crate) method: String,
    /// With its query, as the browser sent it.
    pub(crate) path: String,
    pub(crate) status: u16,
}

/// A static host on a free port, with the habits of GitHub Pages: a folder without its slash is a redirect, a missing
/// file is `404.html` with status 404, a file keeps its type, and nothing is served outside the public path. A built page
/// goes out with the headers of its `_headers`, as Netlify and Cloudflare Pages send them, until it is told to send none.
pub(crate) struct Site {
    pub(crate) port: u16,
    /// The public path, with a slash at both ends.
    pub(crate) base: String,
    shared: Arc<Shared>,
}

struct Shared {
    base: String,
    files: Mutex<Files>,
    is_cut: AtomicBool,
    /// As on hosts that take no headers from a site.
    is_bare: AtomicBool,
    /// Files go out as gzip(1) makes them, each packed once.
    packed: Option<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
    served: Mutex<Vec<Served>>,
    has_served: Condvar,
    /// What is answered only once the other was, each by a part of its path.
    late: Mutex<Vec<(String, String)>>,
    refused: Mutex<Vec<String>>,
    altered: Mutex<Vec<String>>,
}

#[derive(Clone)]
enum Files {
    Folder(PathBuf),
    Memory(BTreeMap<String, String>),
}

struct Reply {
    status: u16,
    kind: &'static str,
    location: Option<String>,
    /// What the site's own list of headers says of this path, each line whole.
    headers: String,
    body: Vec<u8>,
    is_packed: bool,
}

impl Reply {
    fn of(status: u16, kind: &'static str, body: Vec<u8>) -> Self {
        Self { status, kind, location: None, headers: String::new(), body, is_packed: false }
    }
}

impl Site {
    /// The built page.
    pub(crate) fn dist() -> Self {
        Self::built(None)
    }

    /// The built page from a host that compresses, as hosts do: what a page's time on a slow network depends on.
    #[allow(dead_code, reason = "benches use it, tests do not")]
    pub(crate) fn packed_dist() -> Self {
        Self::built(Some(Mutex::default()))
    }

    fn built(packed: Option<Mutex<BTreeMap<PathBuf, Vec<u8>>>>) -> Self {
        let folder = Self::dist_folder();
        assert!(
            folder.join("index.html").is_file(),
            "{} holds no built page; run scripts/build",
            folder.display()
        );
        let base = std::env::var("POOLWISE_E2E_BASE").unwrap_or_else(|_| "/".to_owned());
        Self::start(&base, Files::Folder(folder), packed)
    }

    /// Where the built page lies.
    pub(crate) fn dist_folder() -> PathBuf {
        let folder =
            std::env::var_os("POOLWISE_E2E_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)
    }

    /// Files from memory, by path within the site.
    pub(crate) fn of(base: &str, files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self::start(base, Files::Memory(files), None)
    }

    fn start(base: &str, files: Files, packed: Option<Mutex<BTreeMap<PathBuf, Vec<u8>>>>) -> Self {
        let base = format!("/{}/", base.trim_matches('/')).replace("//", "/");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared {
            base: base.clone(),
            files: Mutex::new(files),
            is_cut: AtomicBool::new(false),
            is_bare: AtomicBool::new(false),
            packed,
            served: Mutex::new(Vec::new()),
            has_served: Condvar::new(),
            late: Mutex::new(Vec::new()),
            refused: Mutex::new(Vec::new()),
            altered: Mutex::new(Vec::new()),
        });
        let answering = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&answering);
                std::thread::spawn(move || shared.converse(stream));
            }
        });
        Self { port, base, shared }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address of a path within the site.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{}{}", self.origin(), self.base, path.trim_start_matches('/'))
    }

    /// Every request so far.
    pub(crate) fn served(&self) -> Vec<Served> {
        self.shared.served.lock().expect("no thread stops while it holds this").clone()
    }

    /// From now on, paths that contain `part` are answered with 503; an empty list of parts heals the site.
    pub(crate) fn refuse(&self, parts: &[&str]) {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        *self.shared.refused.lock().expect("no thread stops while it holds this") = parts;
    }

    /// From now on, a path that contains `late` is answered only once one was that contains `sooner`.
    pub(crate) fn answer_after(&self, late: &str, sooner: &str) {
        let pair = (late.to_owned(), sooner.to_owned());
        self.shared.late.lock().expect("no thread stops while it holds this").push(pair);
    }

    /// From now on, files whose path contains `part` arrive with other bytes, which mean the same; an empty list heals.
    pub(crate) fn alter(&self, parts: &[&str]) {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        *self.shared.altered.lock().expect("no thread stops while it holds this") = parts;
    }
}

impl Site {
    /// From now on another folder is served: a new release.
    pub(crate) fn turn_to(&self, folder: &Path) {
        *self.shared.files.lock().expect("no thread stops while it holds this") =
            Files::Folder(folder.to_owned());
    }

    /// From now on every connection is cut without an answer; or no more.
    pub(crate) fn cut(&self, is_cut: bool) {
        self.shared.is_cut.store(is_cut, Ordering::SeqCst);
    }

    /// From now on nothing of `_headers` is sent, as GitHub Pages does.
    pub(crate) fn send_no_headers(&self) {
        self.shared.is_bare.store(true, Ordering::SeqCst);
    }
}

impl Shared {
    fn converse(&self, mut stream: TcpStream) {
        let Ok(reading) = stream.try_clone() else { return };
        let mut reader = BufReader::new(reading);
        while let Ok(Some(head)) = read_head(&mut reader) {
            if self.is_cut.load(Ordering::SeqCst) {
                return;
            }
            let reply = self.answer(&head);
            if write(&mut stream, &head, &reply).is_err() {
                return;
            }
        }
    }

    fn answer(&self, head: &Head) -> Reply {
        let mut parts = head.first.split(' ');
        let method = parts.next().unwrap_or_default().to_owned();
        let target = parts.next().unwrap_or("/").to_owned();
        let (path, query) =
            target.split_once('?').map_or((target.as_str(), ""), |(path, query)| (path, query));
        self.wait_for_turn(&target);
        let refused = self.refused.lock().expect("no thread stops while it holds this").clone();
        let reply = if refused.iter().any(|part| target.contains(part.as_str())) {
            Reply::of(503, "text/plain", b"refused by the test".to_vec())
        } else if !["GET", "HEAD"].contains(&method.as_str()) {
            Reply::of(405, "text/plain", Vec::new())
        } else {
            let path = decode(path);
            Reply { headers: self.headers(&path), ..self.alter(&path, self.file(&path, query)) }
        };
        let served = Served { method, path: target.clone(), status: reply.status };
        self.served.lock().expect("no thread stops while it holds this").push(served);
        self.has_served.notify_all();
        reply
    }

    fn wait_for_turn(&self, target: &str) {
        let late = self.late.lock().expect("no thread stops while it holds this").clone();
        for (_, sooner) in late.iter().filter(|(late, _)| target.contains(late.as_str())) {
            let served = self.served.lock().expect("no thread stops while it holds this");
            let is_early = |served: &mut Vec<Served>| !served.iter().any(|one| one.path.contains(sooner));
            let _turn =
                self.has_served.wait_while(served, is_early).expect("no thread stops while it holds this");
        }
    }

    fn file(&self, path: &str, query: &str) -> Reply {
        let outside = || Reply::of(404, "text/plain", b"outside the site".to_vec());
        let redirect = |to: String| {
            let to = if query.is_empty() { to } else { format!("{to}?{query}") };
            Reply { location: Some(to), ..Reply::of(301, "text/plain", Vec::new()) }
        };
        if format!("{path}/") == self.base {
            return redirect(self.base.clone());
        }
        let Some(inside) = path.strip_prefix(&self.base) else { return outside() };
        if inside.split('/').any(|part| part == "..") {
            return outside();
        }
        let candidate = if inside.is_empty() || inside.ends_with('/') {
            format!("{inside}index.html")
        } else {
            inside.to_owned()
        };
        if let Some(body) = self.load(&candidate) {
            return self.pack(&candidate, Reply::of(200, kind(&candidate), body));
        }
        if self.load(&format!("{inside}/index.html")).is_some() {
            return redirect(format!("{path}/"));
        }
        if let Some(body) = self.load(&format!("{inside}.html")) {
            return Reply::of(200, kind(".html"), body);
        }
        match self.load("404.html") {
            Some(body) => Reply::of(404, kind(".html"), body),
            None => Reply::of(404, "text/plain", b"not found".to_vec()),
        }
    }

    fn alter(&self, path: &str, mut reply: Reply) -> Reply {
        let altered = self.altered.lock().expect("no thread stops while it holds this");
        if altered.iter().any(|part| path.contains(part.as_str())) {
            // An empty section of no name is as good as a line end: without a digest, nobody would notice.
            reply.body.extend_from_slice(if path.ends_with(".wasm") { &[0, 1, 0] } else { b"\n" });
        }
        reply
    }

    /// The lines of `_headers` whose path is this one, or begins as this one does where it ends in a star.
    fn headers(&self, path: &str) -> String {
        let is_bare = self.is_bare.load(Ordering::SeqCst);
        let list = self.load("_headers").filter(|_| !is_bare).unwrap_or_default();
        let list = String::from_utf8_lossy(&list);
        let mut headers = Vec::new();
        let mut is_meant = false;
        for line in list.lines() {
            match line.strip_prefix("  ") {
                Some(header) if is_meant => headers.push(header),
                Some(_) => {}
                None => {
                    is_meant = line.strip_suffix('*').map_or(line == path, |start| path.starts_with(start))
                }
            }
        }
        if !headers.iter().any(|header| header.starts_with("Cache-Control:")) {
            headers.push("Cache-Control: no-cache");
        }
        headers.iter().map(|header| format!("{header}\r\n")).collect()
    }

    fn pack(&self, path: &str, reply: Reply) -> Reply {
        let Some(packed) = &self.packed else { return reply };
        let Files::Folder(folder) = self.files.lock().expect("no thread stops while it holds this").clone()
        else {
            return reply;
        };
        let file = folder.join(path);
        let mut packed = packed.lock().expect("no thread stops while it holds this");
        let body = packed.entry(file).or_insert_with_key(|file| {
            let gzip = std::process::Command::new("gzip").args(["-9", "-n", "-c"]).arg(file).output();
            gzip.expect("gzip runs").stdout
        });
        Reply { body: body.clone(), is_packed: true, ..reply }
    }

    fn load(&self, path: &str) -> Option<Vec<u8>> {
        let files = self.files.lock().expect("no thread stops while it holds this").clone();
        match files {
            Files::Folder(folder) => {
                let file = folder.join(path);
                file.is_file().then(|| std::fs::read(file).ok()).flatten()
            }
            Files::Memory(files) => files.get(path).map(|text| text.clone().into_bytes()),
        }
    }
}

fn write(stream: &mut TcpStream, head: &Head, reply: &Reply) -> std::io::Result<()> {
    let location = reply.location.as_ref().map_or_else(String::new, |to| format!("Location: {to}\r\n"));
    let encoding = if reply.is_packed { "Content-Encoding: gzip\r\n" } else { "" };
    let text = format!(
        "HTTP/1.1 {} Reply\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}{location}{encoding}\r\n",
        reply.status,
        reply.kind,
        reply.body.len(),
        reply.headers
    );
    stream.write_all(text.as_bytes())?;
    if !head.first.starts_with("HEAD") {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/vnd.microsoft.icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Undoes percent encoding.
fn decode(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let pair = [ahead.next(), ahead.next()];
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(pair[0]), digit(pair[1])) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
