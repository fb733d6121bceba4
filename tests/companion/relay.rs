//! `companion relay`, between a page and a service that refuses pages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;

use futures_util::StreamExt as _;
use serde_json::json;

use crate::process::{
    Companion, JOB_KEY, POOL_KEY, Reply, SERVICE, ask, bearer, client, run, try_ask, until,
};

const PAGE: &str = "https://pages.example";
const VERSION: &str = "api-version=2017-05-01.5.0";

/// A relay to these targets, and their addresses there.
fn relay(targets: &[&str]) -> (Companion, Vec<String>) {
    let mut arguments = vec!["relay", "--origin", PAGE, "--to"];
    arguments.extend(targets);
    let relay = Companion::start(&arguments);
    let at = relay.said.iter().map(|line| line.trim()).filter(|line| line.starts_with("http://127.0.0.1:"));
    let at: Vec<String> = at.filter(|line| !line.contains("relayed at")).map(str::to_owned).collect();
    assert_eq!(at.len(), targets.len(), "{:?}", relay.said);
    (relay, at)
}

async fn get(url: &str, headers: &[(&str, &str)]) -> Reply {
    ask(&client(), "GET", url, headers, "").await
}

/// Everything that the page does with a service, through the relay; the service itself would refuse it.
#[test]
fn a_service_without_cors_can_be_used() {
    let serve = Companion::serve(&["--cors", "off", "--provisioning-seconds", "0"]);
    let target = format!("{}/azure-batch", serve.origin());
    let (relay, at) = relay(&[&target, &serve.origin()]);
    run(async {
        let (client, key) = (client(), bearer(POOL_KEY));
        let page = [("authorization", key.as_str()), ("origin", PAGE), ("content-type", "application/json")];
        let swagger = format!("https://a.services.azureml.net{SERVICE}/swagger.json");
        let body = |id: &str| {
            json!({ "id": id, "targetDedicatedNodes": 1, "metadata": [{ "name": "swaggerUrl", "value": swagger }] })
                .to_string()
        };
        let created = ask(&client, "POST", &format!("{}/pools?{VERSION}", at[0]), &page, &body("one")).await;
        assert_eq!(created.status, 201, "{created:?}");
        let list = get(&format!("{}/pools?{VERSION}", at[0]), &page).await;
        assert_eq!(list.json()["value"][0]["id"], "one");
        assert_eq!(list.header("access-control-allow-origin"), PAGE);
        assert_eq!((list.header("x-poolwise-relay"), list.header("x-poolwise-companion")), ("1", "practice"));
        let refused =
            get(&format!("{}/pools?{VERSION}", at[0]), &[("origin", PAGE), ("authorization", "x")]).await;
        assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("AuthenticationFailed")));
        let deleted = ask(&client, "DELETE", &format!("{}/pools/one?{VERSION}", at[0]), &page, "").await;
        assert_eq!(deleted.status, 202);
        let key = bearer(JOB_KEY);
        let url = format!("{}{SERVICE}/jobs?api-version=2.0", at[1]);
        let job = ask(&client, "POST", &url, &[("authorization", &key), ("origin", PAGE)], "{}").await;
        assert_eq!(job.status, 200);
        let who = get(&format!("{}/companion", at[0]), &[("origin", PAGE)]).await;
        assert_eq!(who.json()["companion"], "poolwise");
        // A lost reply stays in doubt, and says so.
        let lost = [("authorization", key.as_str()), ("origin", PAGE), ("x-practice-fault", "fault-lost")];
        let lost = ask(&client, "POST", &url, &lost, "{}").await;
        assert_eq!((lost.status, &lost.json()["error"]["code"]), (502, &json!("RelayBrokenOff")));
        let cut = [("authorization", key.as_str()), ("origin", PAGE), ("x-practice-fault", "fault-cut")];
        assert!(
            try_ask(&client, "POST", &url, &cut, "{}").await.is_err(),
            "what breaks off there breaks off here"
        );
    });
    let log = relay.log().join("\n");
    let token = at[0].split('/').nth(3).unwrap();
    assert!(log.contains("POST /…/127.0.0.1-") && log.contains("/pools 201 "), "{log}");
    for secret in [token, POOL_KEY, JOB_KEY] {
        assert!(!log.contains(secret), "{log}");
    }
}

/// The next page of a list is where the relay is, or the page would refuse to send its key there.
#[test]
fn pages_of_a_list_lead_through_the_relay() {
    let target = answers(|_, _| {
        let body = r#"{"value":[],"odata.nextLink":"SELF/pools?after=x"}"#;
        reply("200 OK", "Content-Type: application/json; odata=minimalmetadata\r\n", body)
    });
    let (_relay, at) = relay(&[&target.origin]);
    let list = run(get(&format!("{}/pools", at[0]), &[]));
    assert_eq!(list.json()["odata.nextLink"], json!(format!("{}/pools?after=x", at[0])));
}

#[test]
fn nobody_passes_without_the_token_the_page_and_the_name() {
    let target = answers(|_, _| reply("200 OK", "", "reached"));
    let (_relay, at) = relay(&[&target.origin]);
    run(async {
        let url = format!("{}/x", at[0]);
        let parts: Vec<&str> = at[0].split('/').collect();
        let (origin, token, name) = (parts[..3].join("/"), parts[3], parts[4]);
        for other in [
            format!("{origin}/{name}/x"),
            format!("{origin}/{}/{name}/x", token.replace(|c: char| c.is_ascii_digit(), "a")),
            format!("{origin}/{token}/elsewhere.example/x"),
            format!("{origin}/{token}/https://elsewhere.example/x"),
            origin.clone(),
        ] {
            assert_eq!(get(&other, &[("origin", PAGE)]).await.status, 404, "{other}");
        }
        for (headers, status) in [
            (vec![("origin", "https://evil.example")], 403),
            (vec![("origin", "null")], 403),
            (vec![("host", "rebound.example")], 421),
            (vec![("origin", PAGE)], 200),
            (vec![], 200),
        ] {
            let reply = get(&url, &headers).await;
            assert_eq!(reply.status, status, "{headers:?}");
            let allowed = if headers.contains(&("origin", PAGE)) { PAGE } else { "" };
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{headers:?}");
        }
        let asked = [
            ("origin", PAGE),
            ("access-control-request-method", "DELETE"),
            ("access-control-request-headers", "authorization"),
            ("access-control-request-private-network", "true"),
        ];
        let granted = ask(&client(), "OPTIONS", &url, &asked, "").await;
        assert_eq!(granted.status, 204);
        assert_eq!(granted.header("access-control-allow-headers"), "authorization");
        assert_eq!(granted.header("access-control-allow-private-network"), "true");
    });
    assert_eq!(target.seen().len(), 2, "nothing else came through");
    for wrong in
        [vec!["--to", "http://a.example"], vec!["--to", "https://a.example", "--origin", "any"], vec![]]
    {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_companion")).arg("relay").args(&wrong).output();
        assert!(!output.unwrap().status.success(), "{wrong:?}");
    }
}

/// A redirect would take the key along.
#[test]
fn redirects_are_refused_in_words() {
    let elsewhere = answers(|_, _| reply("200 OK", "", "stolen"));
    let to = elsewhere.origin.clone();
    let target = answers(move |_, _| reply("307 Moved", &format!("Location: {to}/stolen\r\n"), ""));
    let (_relay, at) = relay(&[&target.origin]);
    let refused = run(get(&at[0], &[("authorization", "Bearer k"), ("origin", PAGE)]));
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (502, &json!("RelayRedirect")));
    assert!(refused.header("location").is_empty() && elsewhere.seen().is_empty());
}

/// What belongs to the browser or to one connection stays there; the rest arrives as it was sent, both ways.
#[test]
fn headers_and_bodies_arrive_as_they_were_sent() {
    let target = answers(|_, body| {
        let fields =
            "Set-Cookie: a=b\r\nAccess-Control-Allow-Origin: *\r\nx-ms-request-id: 7\r\nETag: \"1\"\r\n";
        reply("201 Created", fields, &format!("{}\u{e5}", String::from_utf8_lossy(body)))
    });
    let (_relay, at) = relay(&[&format!("{}/base/", target.origin)]);
    let headers = [
        ("authorization", "Bearer it's \"me\""),
        ("cookie", "session=1"),
        ("origin", PAGE),
        ("referer", "https://pages.example/pools"),
        ("sec-fetch-site", "cross-site"),
        ("ocp-date", "today"),
    ];
    let url = format!("{}/a%20b/%E5?x=%2F&y", at[0]);
    let long = "\u{1f600}".repeat(300_000);
    let answer = run(ask(&client(), "PUT", &url, &headers, &long));
    assert_eq!((answer.status, answer.body.len()), (201, long.len() + 2));
    assert_eq!((answer.header("x-ms-request-id"), answer.header("etag")), ("7", "\"1\""));
    assert_eq!((answer.header("set-cookie"), answer.header("access-control-allow-origin")), ("", PAGE));
    let seen = target.seen().remove(0);
    assert!(seen.starts_with("PUT /base/a%20b/%E5?x=%2F&y HTTP/1.1\n"), "{seen}");
    let seen = seen.to_ascii_lowercase();
    assert!(
        seen.contains("authorization: bearer it's \"me\"\n") && seen.contains("ocp-date: today\n"),
        "{seen}"
    );
    for kept in ["cookie", "origin:", "referer", "sec-fetch"] {
        assert!(!seen.contains(kept), "{seen}");
    }
}

/// The second half is sent only when the first has arrived.
#[test]
fn a_reply_is_streamed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (go_on, may_go_on) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_request(&stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst").unwrap();
        may_go_on.recv().unwrap();
        stream.write_all(b"later").unwrap();
    });
    let (_relay, at) = relay(&[&origin]);
    run(async {
        let mut reply = client().get(&at[0]).send().await.unwrap();
        assert_eq!(reply.chunk().await.unwrap().as_deref(), Some(b"first".as_slice()));
        go_on.send(()).unwrap();
        assert_eq!(reply.chunk().await.unwrap().as_deref(), Some(b"later".as_slice()));
    });
}

/// The second half is read only when the service has the first.
#[test]
fn a_request_is_streamed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (arrived, has_arrived) = tokio::sync::oneshot::channel::<()>();
    let service = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        let mut arrived = Some(arrived);
        while !seen.ends_with(b"later\r\n0\r\n\r\n") {
            let mut some = [0; 1_024];
            let count = stream.read(&mut some).unwrap();
            assert!(count > 0, "{}", String::from_utf8_lossy(&seen));
            seen.extend_from_slice(&some[..count]);
            if seen.windows(5).any(|part| part == b"first") {
                arrived.take().into_iter().for_each(|told| told.send(()).unwrap());
            }
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let (_relay, at) = relay(&[&origin]);
    run(async {
        let later = async move {
            has_arrived.await.unwrap();
            Ok::<_, std::io::Error>("later")
        };
        let parts =
            futures_util::stream::once(async { Ok("first") }).chain(futures_util::stream::once(later));
        let reply = client().post(&at[0]).body(reqwest::Body::wrap_stream(parts)).send().await.unwrap();
        assert_eq!(reply.status(), 200);
        assert_eq!(reply.headers()["connection"], "close");
    });
    service.join().unwrap();
}

/// A reply is under way until its last byte: the one after the sixty-fourth is told to wait.
#[test]
fn replies_that_are_under_way_take_up_places() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        // Each is kept open behind its first half.
        let mut kept = Vec::new();
        for mut stream in listener.incoming().flatten() {
            read_request(&stream);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst").unwrap();
            kept.push(stream);
        }
    });
    let (_relay, at) = relay(&[&origin]);
    run(async {
        let client = client();
        let mut replies = Vec::new();
        for _ in 0..64 {
            replies.push(client.get(&at[0]).send().await.unwrap());
        }
        assert!(replies.iter().all(|reply| reply.status() == 200));
        let busy = get(&at[0], &[]).await;
        assert_eq!((busy.status, busy.header("retry-after")), (503, "1"), "{busy:?}");
        replies.pop();
        until("a place is free", async || client.get(&at[0]).send().await.unwrap().status() == 200).await;
    });
}

/// What a browser would write otherwise, a program can write.
#[test]
fn no_way_of_writing_a_path_leaves_the_targets_own() {
    let target = answers(|_, _| reply("200 OK", "", "reached"));
    let (_relay, at) = relay(&[&format!("{}/base", target.origin)]);
    let (host, path) = at[0].trim_start_matches("http://").split_once('/').unwrap();
    for climbing in ["/..\\x", "/a/..\\..\\x", "/..%5cx", "/..%2fx", "/%2e.%5Cx", "/../x", "/a/%2E%2E/../x"] {
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!("GET /{path}{climbing} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 40"), "{climbing}: {answer}");
    }
    assert!(target.seen().is_empty(), "{:?}", target.seen());
}

#[test]
fn an_absent_service_is_said_and_the_relay_stops_cleanly() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (mut relay, at) = relay(&[&format!("http://{free}")]);
    let reply = run(get(&at[0], &[]));
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (502, &json!("RelayUnreachable")));
    relay.ask_to_stop();
    assert_eq!(relay.end().code(), Some(0));
    run(until("the port is free", async || try_ask(&client(), "GET", &at[0], &[], "").await.is_err()));
}

/// A service of one answer, and what it was asked.
struct Target {
    origin: String,
    seen: std::sync::Arc<std::sync::Mutex<Vec<String>>>,
}

impl Target {
    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn reply(status: &str, fields: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{fields}Connection: close\r\nContent-Length: LENGTH\r\n\r\n{body}")
}

fn answers(answer: impl Fn(&str, &[u8]) -> String + Send + 'static) -> Target {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let (own, kept) = (origin.clone(), std::sync::Arc::clone(&seen));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (head, body) = read_request(&stream);
            let text = answer(&head, &body).replace("SELF", &own);
            let length = text.split_once("\r\n\r\n").unwrap().1.len();
            kept.lock().unwrap().push(head);
            let _gone = stream.write_all(text.replace("LENGTH", &length.to_string()).as_bytes());
        }
    });
    Target { origin, seen }
}

/// Reads a head, with `\n` between its lines, and a body of an announced length.
fn read_request(stream: &TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line.trim().is_empty() {
            break;
        }
        let field = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        if let Some((_, value)) = field {
            length = value.trim().parse().unwrap();
        }
        head.push_str(line.trim_end());
        head.push('\n');
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, body)
}
