use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::http::read_head;

/// The proxy for everything but the page's own host: writes down what was asked for, and refuses it.
///
/// It stands below the page, so that a worker, a redirect or a prefetch is seen, too.
pub(super) struct Gate {
    pub(super) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

/// Hosts that Chromium asks of itself, whatever it is told: its updates, its account, its search page. The gate refuses
/// them and says nothing; a page that asks for one is caught by the driver's own log.
const OF_THE_BROWSER: [&str; 7] = [
    "update.googleapis.com",
    "accounts.google.com",
    "clients2.google.com",
    "optimizationguide-pa.googleapis.com",
    "content-autofill.googleapis.com",
    "start.duckduckgo.com",
    "redirector.gvt1.com",
];

impl Gate {
    pub(super) fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                std::thread::spawn(move || refuse(stream, &log));
            }
        });
        Self { port, asked }
    }

    /// What was asked for since the last time.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("no thread stops while it holds this"))
    }
}

fn refuse(mut stream: TcpStream, log: &Mutex<Vec<String>>) {
    let Ok(reading) = stream.try_clone() else { return };
    if let Ok(Some(head)) = read_head(&mut BufReader::new(reading)) {
        let asked = head.first.trim_end_matches(" HTTP/1.1").to_owned();
        if !OF_THE_BROWSER.iter().any(|host| is_for(&asked, host)) {
            log.lock().expect("no thread stops while it holds this").push(asked);
        }
        let _hung_up =
            stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
}

/// Whether a request line (`CONNECT host:443`, `GET http://host/path`) is for this host.
fn is_for(asked: &str, host: &str) -> bool {
    let target = asked.split(' ').nth(1).unwrap_or_default();
    let target = target.strip_prefix("http://").unwrap_or(target);
    target.split(['/', ':']).next() == Some(host)
}
