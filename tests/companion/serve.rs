//! `companion serve`, as clients in any language meet it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use poolwise::service::read_http_date;
use serde_json::{Value, json};

use crate::process::{
    CLASSIC, Companion, JOB_KEY, POOL_KEY, Reply, SERVICE, ask, bearer, client, run, try_ask, until,
};

const VERSION: &str = "api-version=2017-05-01.5.0";

/// A running practice service and its caller.
pub(crate) struct Desk {
    pub(crate) companion: Companion,
    pub(crate) origin: String,
    client: reqwest::Client,
}

impl Desk {
    pub(crate) fn new(arguments: &[&str]) -> Self {
        let companion = Companion::serve(arguments);
        let origin = companion.origin();
        Self { companion, origin, client: client() }
    }

    async fn pools(&self, method: &str, path: &str, body: &str) -> Reply {
        let key = bearer(POOL_KEY);
        ask(&self.client, method, &format!("{}{path}", self.origin), &[("authorization", &key)], body).await
    }

    pub(crate) async fn jobs(&self, method: &str, path: &str, body: &str) -> Reply {
        let (key, url) = (bearer(JOB_KEY), format!("{}{SERVICE}/{path}?api-version=2.0", self.origin));
        ask(&self.client, method, &url, &[("authorization", &key)], body).await
    }

    pub(crate) async fn submit(&self, body: &Value) -> String {
        let reply = self.jobs("POST", "jobs", &body.to_string()).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json().as_str().unwrap().to_owned()
    }

    /// Submits and starts a job, and waits for its last status.
    pub(crate) async fn outcome(&self, body: &Value) -> Value {
        let id = self.submit(body).await;
        let started = self.jobs("POST", &format!("jobs/{id}/start"), "").await;
        assert_eq!(started.status, 204, "{started:?}");
        let path = format!("jobs/{id}");
        until("the job ends", async || {
            let status = self.jobs("GET", &path, "").await.json();
            !["NotStarted", "Running"].contains(&status["StatusCode"].as_str().unwrap())
        })
        .await;
        self.jobs("GET", &path, "").await.json()
    }

    pub(crate) async fn ledger(&self) -> Value {
        self.pools("GET", "/companion/ledger", "").await.json()
    }

    fn swagger(&self) -> String {
        format!("{}{SERVICE}/swagger.json", self.origin)
    }
}

#[test]
fn it_says_where_and_what_it_is() {
    let desk = Desk::new(&["--speed", "60", "--blob-store", "off"]);
    let said = desk.companion.said.join("\n");
    for part in ["/azure-batch", "/source-page", SERVICE, POOL_KEY, JOB_KEY, "not touched", "60 times"] {
        assert!(said.contains(part), "{said}");
    }
    run(async {
        for path in ["/companion", "/azure-batch/companion", "/source-page/companion"] {
            let reply = ask(&desk.client, "GET", &format!("{}{path}", desk.origin), &[], "").await;
            let document = reply.json();
            assert_eq!((reply.status, reply.header("x-poolwise-companion")), (200, "practice"), "{path}");
            assert_eq!(document["companion"], "poolwise");
            assert_eq!((&document["speed"], &document["blobs"]), (&json!(60), &json!(false)));
        }
        let reply = ask(&desk.client, "GET", &format!("{}/nothing", desk.origin), &[], "").await;
        assert_eq!((reply.status, reply.header("x-poolwise-companion")), (404, "practice"));
    });
}

/// What was created in one contract is there in the other: it is one account.
#[test]
fn both_contracts_speak_for_one_account() {
    let desk = Desk::new(&["--provisioning-seconds", "0"]);
    run(async {
        let body = json!({ "vmCount": 2, "swaggerUrl": desk.swagger() }).to_string();
        let created = desk.pools("POST", "/source-page/pools", &body).await;
        let id = created.json()["id"].as_str().unwrap().to_owned();
        let list = desk.pools("GET", &format!("/azure-batch/pools?{VERSION}"), "").await.json();
        assert_eq!(list["value"][0]["id"], json!(id));
        assert_eq!(list["value"][0]["currentDedicatedNodes"], 2);
        let none = desk.pools("GET", "/source-page/pools", "").await;
        assert_eq!(none.status, 405, "the source page names no list: {none:?}");
        let resized =
            desk.pools("POST", &format!("/source-page/pools/{id}/resize"), r#"{"vmCount":0}"#).await;
        assert_eq!(resized.status, 202);
        let one = desk.pools("GET", &format!("/azure-batch/pools/{id}?{VERSION}"), "").await.json();
        assert_eq!(one["targetDedicatedNodes"], 0);
        let old = desk.pools("GET", "/azure-batch/pools?api-version=1", "").await;
        assert_eq!(old.json()["code"], "UnsupportedRequestVersion");
    });
}

/// What the companion says of itself stands at its own addresses only, and is only read.
#[test]
fn a_pool_may_be_called_companion() {
    let desk = Desk::new(&["--provisioning-seconds", "0", "--releasing-seconds", "0"]);
    run(async {
        let body = json!({ "id": "companion", "targetDedicatedNodes": 1,
            "metadata": [{ "name": "swaggerUrl", "value": desk.swagger() }] });
        let at = |path: &str| format!("/azure-batch/pools{path}?{VERSION}");
        assert_eq!(desk.pools("POST", &at(""), &body.to_string()).await.status, 201);
        let read = desk.pools("GET", &at("/companion"), "").await;
        assert_eq!((read.status, &read.json()["id"]), (200, &json!("companion")));
        let url = format!("{}{}", desk.origin, at("/companion"));
        assert_eq!(ask(&desk.client, "GET", &url, &[], "").await.status, 403, "not without the key");
        assert_eq!(desk.pools("DELETE", &at("/companion"), "").await.status, 202);
        assert_eq!(desk.ledger().await["there"], json!([]));
        for (method, status) in [("GET", 200), ("HEAD", 200), ("POST", 405), ("DELETE", 405)] {
            for path in ["/companion", "/azure-batch/companion"] {
                assert_eq!(desk.pools(method, path, "").await.status, status, "{method} {path}");
            }
        }
        assert_eq!(desk.pools("GET", "/companion/companion", "").await.status, 404);
    });
}

/// A browser sends a request again by itself, a POST, too, where a connection that was kept closes without an answer: so no
/// connection is kept, whatever it was for.
#[test]
fn no_connection_is_kept() {
    let desk = Desk::new(&[]);
    run(async {
        for path in ["/companion", "/", "/nothing", "/azure-batch/pools", "/swagger.json"] {
            let reply = desk.pools("GET", path, "").await;
            assert_eq!(reply.header("connection"), "close", "{path}");
        }
        assert_eq!(desk.jobs("POST", "jobs", "{}").await.header("connection"), "close");
        assert_eq!(preflight(&desk, &desk.origin).await.header("connection"), "close");
    });
}

/// What the account is like, from the command line.
#[test]
fn the_account_is_as_it_was_asked_for() {
    let mut arguments = vec!["--speed", "3600", "--blob-store", "off", "--provisioning-seconds", "0"];
    arguments.extend(["--job-seconds", "3600000", "--jobs-per-vm", "2", "--releasing-seconds", "3600000"]);
    arguments.extend(["--skew-seconds", "-100000"]);
    let desk = Desk::new(&arguments);
    run(async {
        let body = json!({ "id": "two", "targetDedicatedNodes": 1,
            "metadata": [{ "name": "swaggerUrl", "value": desk.swagger() }] });
        let pools = format!("/azure-batch/pools?{VERSION}");
        let created = desk.pools("POST", &pools, &body.to_string()).await;
        let behind = |date: &str, now: u64| {
            let date = read_http_date(date).unwrap().ms();
            (99_000_000..=200_000_000).contains(&(now - date))
        };
        let ledger = desk.ledger().await;
        assert!(behind(created.header("date"), ledger["nowMs"].as_u64().unwrap()), "{created:?}");
        for _ in 0..3 {
            let id = desk.submit(&json!({ "AzureBatchPoolId": "two" })).await;
            assert_eq!(desk.jobs("POST", &format!("jobs/{id}/start"), "").await.status, 204);
        }
        let seen = async |what: &str| desk.ledger().await["there"][0][what].as_u64().unwrap();
        assert_eq!((seen("running").await, seen("waiting").await), (2, 1));
        let resize = format!("/azure-batch/pools/two/resize?{VERSION}");
        assert_eq!(desk.pools("POST", &resize, r#"{"targetDedicatedNodes":0}"#).await.status, 202);
        assert_eq!(
            (seen("target").await, seen("vms").await),
            (0, 1),
            "it is let go, and billed until it is gone"
        );
    });
    let arguments =
        ["--speed", "3600", "--blob-store", "off", "--job-seconds", "60", "--failing-percent", "100"];
    let desk = Desk::new(&[arguments.as_slice(), &["--classic-wait-seconds", "0"]].concat());
    let status = run(desk.outcome(&json!({})));
    assert_eq!(status["StatusCode"], "Failed", "{status}");
    for wrong in [["--jobs-per-vm", "0"], ["--failing-percent", "101"], ["--skew-seconds", "x"]] {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_companion")).arg("serve").args(wrong).output();
        assert_eq!(output.unwrap().status.code(), Some(2), "{wrong:?}");
    }
}

/// Source: facts A.4 and B.8 (verified): 403 `AuthenticationFailed` and 401 `ScoreRequestUnauthorized`.
#[test]
fn a_wrong_key_is_refused_as_the_services_do() {
    let desk = Desk::new(&[]);
    run(async {
        let pools = format!("{}/azure-batch/pools?{VERSION}", desk.origin);
        let jobs = format!("{}{CLASSIC}/jobs?api-version=2.0", desk.origin);
        for key in ["", "Bearer wrong", POOL_KEY, "Basic cG9vbC1rZXk="] {
            let refused = ask(&desk.client, "GET", &pools, &[("authorization", key)], "").await;
            assert_eq!(
                (refused.status, &refused.json()["code"]),
                (403, &json!("AuthenticationFailed")),
                "{key}"
            );
            let refused = ask(&desk.client, "POST", &jobs, &[("authorization", key)], "{}").await;
            assert_eq!(refused.status, 401, "{key}");
            assert_eq!(refused.json()["error"]["details"][0]["code"], "ScoreRequestUnauthorized");
        }
        let swagger = ask(&desk.client, "GET", &desk.swagger(), &[], "").await.json();
        assert_eq!((&swagger["swagger"], &swagger["basePath"]), (&json!("2.0"), &json!(SERVICE)));
        let url =
            format!("{}://{}", swagger["schemes"][0].as_str().unwrap(), swagger["host"].as_str().unwrap());
        assert_eq!(url, desk.origin, "a client that follows the document comes back here");
        let alone = ask(&desk.client, "GET", &format!("{}/swagger.json", desk.origin), &[], "").await.json();
        assert_eq!(alone, swagger);
    });
}

/// Another site's name that is made to point to this machine opens nothing.
#[test]
fn only_this_machines_own_names_are_answered() {
    let desk = Desk::new(&["--cors", "any"]);
    run(async {
        let port = desk.origin.rsplit(':').next().unwrap();
        let localhost = format!("localhost:{port}");
        for (host, expected) in [(localhost.as_str(), 200), ("rebound.example", 421), ("127.0.0.1", 421)] {
            let url = format!("{}/companion", desk.origin);
            let reply = ask(&desk.client, "GET", &url, &[("host", host)], "").await;
            assert_eq!(reply.status, expected, "{host}");
        }
    });
}

async fn preflight(desk: &Desk, origin: &str) -> Reply {
    let url = format!("{}/azure-batch/pools?{VERSION}", desk.origin);
    let asked = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
        ("access-control-request-private-network", "true"),
    ];
    ask(&desk.client, "OPTIONS", &url, &asked, "").await
}

#[test]
fn pages_may_ask_as_configured() {
    let page = "https://pages.example";
    for (arguments, origin, may) in [
        (vec!["--cors", "any"], page, true),
        (vec!["--cors", page, "https://other.example"], page, true),
        (vec!["--cors", "https://other.example"], page, false),
        (vec![], page, false),
        (vec![], "http://localhost:8080", true),
        (vec!["--cors", "off"], "http://localhost:8080", false),
    ] {
        let desk = Desk::new(&arguments);
        run(async {
            let reply = preflight(&desk, origin).await;
            let allowed = if may { origin } else { "" };
            assert_eq!(reply.status, 204);
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{arguments:?} {origin}");
            let granted = if may { "authorization,content-type" } else { "" };
            assert_eq!(reply.header("access-control-allow-headers"), granted);
            assert_eq!(reply.header("access-control-allow-private-network"), if may { "true" } else { "" });
            assert_eq!(reply.header("access-control-allow-methods").contains("DELETE"), may);
            let url = format!("{}/companion", desk.origin);
            let reply = ask(&desk.client, "GET", &url, &[("origin", origin)], "").await;
            assert_eq!(reply.header("access-control-allow-origin"), allowed);
            assert_eq!(reply.header("access-control-expose-headers").contains("Retry-After"), may);
            assert!(reply.header("vary").contains("Origin"));
        });
    }
}

/// Every way to go wrong that a wire has, on a wire.
#[test]
fn faults_are_real() {
    let desk = Desk::new(&["--speed", "3600"]);
    run(async {
        let url = format!("{}{SERVICE}/jobs?api-version=2.0", desk.origin);
        let key = bearer(JOB_KEY);
        let submit = |fault: &'static str| {
            let headers = [("authorization", key.clone()), ("x-practice-fault", fault.to_owned())];
            let (client, url) = (desk.client.clone(), url.clone());
            async move {
                let headers: Vec<(&str, &str)> =
                    headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                try_ask(&client, "POST", &url, &headers, "{}").await
            }
        };
        let there = async || desk.ledger().await["jobs"].as_u64().unwrap();
        let lost = submit("fault-lost").await.unwrap_err();
        assert!(!lost.is_body() && !lost.is_decode(), "not a byte came: {lost:?}");
        assert_eq!(there().await, 1, "it is done, and nobody was told");
        let cut = submit("fault-cut").await.unwrap_err();
        assert!(cut.is_body() || cut.is_decode(), "it began and broke off: {cut:?}");
        assert_eq!(there().await, 2);
        submit("fault-lost-request").await.unwrap_err();
        submit("fault-blocked").await.unwrap_err();
        assert_eq!(there().await, 2, "it never arrived");
        let malformed = submit("fault-malformed").await.unwrap();
        assert!(serde_json::from_slice::<Value>(&malformed.body).is_err() && malformed.status == 200);
        assert!(submit("fault-types").await.unwrap().json().is_array());
        assert_eq!(submit("fault-slow").await.unwrap().status, 200);
        for (fault, status, wait) in
            [("fault-429", 429, "20"), ("fault-503-busy", 503, "10"), ("fault-500", 500, "")]
        {
            let reply = submit(fault).await.unwrap();
            assert_eq!((reply.status, reply.header("retry-after")), (status, wait), "{fault}");
        }
        assert_eq!(there().await, 5);
    });
    // A rule from the command line strikes as often as it says, on what it says.
    let desk = Desk::new(&["--fault", "fault-503-busy,times=2,on=list-pools"]);
    run(async {
        let list = || desk.pools("GET", "/azure-batch/pools?api-version=2017-05-01.5.0", "");
        let statuses = [list().await.status, list().await.status, list().await.status];
        assert_eq!(statuses, [503, 503, 200]);
        assert_eq!(desk.jobs("POST", "jobs", "{}").await.status, 200);
    });
}

/// A request that is under way when the server is asked to stop still gets its answer.
#[test]
fn it_stops_cleanly() {
    let mut desk = Desk::new(&[]);
    run(async {
        let (client, key) = (client(), bearer(JOB_KEY));
        let url = format!("{}{SERVICE}/jobs?api-version=2.0", desk.origin);
        let slow = tokio::spawn(async move {
            let headers = [("authorization", key.as_str()), ("x-practice-fault", "fault-slow")];
            ask(&client, "POST", &url, &headers, "{}").await
        });
        until("the request is under way", async || desk.ledger().await["jobs"] == 1).await;
        desk.companion.ask_to_stop();
        assert_eq!(slow.await.unwrap().status, 200);
    });
    assert_eq!(desk.companion.end().code(), Some(0));
    let refused = run(try_ask(&client(), "GET", &desk.origin, &[], ""));
    assert!(refused.is_err(), "the port is free again");
}

/// Ctrl-C is as good as SIGTERM; whoever says it again does not want to wait for what is under way.
#[test]
#[expect(clippy::disallowed_methods, reason = "how long it takes to end is what is tested")]
fn a_second_signal_ends_it_at_once() {
    let mut desk = Desk::new(&[]);
    let host = desk.origin.trim_start_matches("http://");
    let mut under_way = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST {SERVICE}/jobs?api-version=2.0 HTTP/1.1\r\nHost: {host}\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    );
    under_way.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    under_way.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100", "it waits for the body, which never comes");
    desk.companion.signal("INT");
    run(until("it has begun to stop", async || {
        try_ask(&client(), "GET", &desk.origin, &[], "").await.is_err()
    }));
    let begun = std::time::Instant::now();
    desk.companion.signal("INT");
    assert_eq!(desk.companion.end().code(), Some(0));
    assert!(begun.elapsed().as_secs() < 5, "ten seconds are for those who wait");
}

/// `companion serve | head -1` reads one line and goes away.
#[test]
fn nobody_has_to_read_what_it_says() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_companion"))
        .args(["serve", "--dist", "/nowhere", "--port", &port.to_string()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let url = format!("http://127.0.0.1:{port}/companion");
    run(until("it serves all the same", async || {
        try_ask(&client(), "GET", &url, &[], "").await.is_ok_and(|reply| reply.status == 200)
    }));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_taken_port_is_said() {
    let desk = Desk::new(&[]);
    let port = desk.origin.rsplit(':').next().unwrap();
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_companion"));
    let output = second.args(["serve", "--port", port]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--port"));
    for wrong in [["--speed", "2"], ["--fault", "nonsense"], ["--cors", "pages.example"]] {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_companion")).arg("serve").args(wrong).output();
        assert_eq!(output.unwrap().status.code(), Some(2), "{wrong:?}");
    }
}

/// One line a request, and nothing in it that opens anything.
#[test]
fn the_log_tells_what_was_asked_and_no_secret() {
    let desk = Desk::new(&[]);
    run(async {
        desk.jobs("POST", "jobs", r#"{"Input":{"SasBlobToken":"?sig=SECRETSECRET"}}"#).await;
        let url = format!("{}/azure-batch/pools?{VERSION}&sig=SECRETSECRET", desk.origin);
        ask(&desk.client, "GET", &url, &[("authorization", "Bearer SECRETSECRET")], "").await;
        until("two lines", async || desk.companion.log().len() == 2).await;
    });
    let log = desk.companion.log();
    assert!(log[0].contains(&format!("POST {SERVICE}/jobs 200 ")), "{log:?}");
    assert!(log[1].contains("GET /azure-batch/pools 403 "), "{log:?}");
    let all = log.join("\n");
    for secret in [POOL_KEY, JOB_KEY, "SECRETSECRET", "?"] {
        assert!(!all.contains(secret), "{all}");
    }
}

#[test]
fn the_page_is_served_beside_the_service() {
    let folder = std::env::temp_dir().join(format!("poolwise-companion-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let policy = "default-src 'none'; style-src 'self' 'sha256-abc='";
    let head = format!(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#);
    let page =
        &format!(r#"<html>{head}<script type="module" src="/poolwise/boot-1.js"></script>the page</html>"#);
    for (file, text) in
        [("index.html", page.as_str()), ("boot-1.js", "1"), ("x.wasm", "\0asm"), ("404.html", "no such page")]
    {
        std::fs::write(folder.join(file), text).unwrap();
    }
    std::fs::write(folder.with_extension("secret"), "outside").unwrap();
    let companion = Companion::start(&["serve", "--dist", folder.to_str().unwrap()]);
    let origin = companion.origin();
    assert!(companion.after("Page").ends_with("/poolwise/"));
    run(async {
        let client = client();
        let get = async |path: &str| ask(&client, "GET", &format!("{origin}{path}"), &[], "").await;
        for path in ["/poolwise/", "/poolwise/pools/", "/poolwise/request/"] {
            let reply = get(path).await;
            assert_eq!((reply.status, reply.body), (200, page.as_bytes().to_vec()), "{path}");
            assert!(reply.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
            // The page's own, and what only a header can say.
            let sent = reply.headers["content-security-policy"].to_str().unwrap();
            assert_eq!(sent, format!("{policy}; frame-ancestors 'none'"));
        }
        for (path, to) in
            [("/", "/poolwise/"), ("/poolwise", "/poolwise/"), ("/poolwise/pools", "/poolwise/pools/")]
        {
            let reply = get(path).await;
            assert_eq!((reply.status, reply.header("location")), (307, to), "{path}");
        }
        assert_eq!(get("/poolwise/x.wasm").await.header("content-type"), "application/wasm");
        assert!(get("/poolwise/boot-1.js").await.header("content-type").starts_with("text/javascript"));
        let missing = get("/poolwise/nothing").await;
        assert_eq!((missing.status, missing.body), (404, b"no such page".to_vec()));
        let name = folder.file_name().unwrap().to_str().unwrap();
        for path in [format!("/poolwise/..%2f{name}.secret"), format!("/poolwise/%2e%2e/{name}.secret")] {
            let reply = get(&path).await;
            assert!(reply.status >= 400 && reply.body != b"outside", "{path}: {reply:?}");
        }
        // The page is built anew while it is served: its policy is the new one's.
        std::fs::write(folder.join("index.html"), page.replace("sha256-abc=", "sha256-new=")).unwrap();
        let renewed = get("/poolwise/").await;
        let sent = renewed.headers["content-security-policy"].to_str().unwrap();
        assert_eq!(sent, format!("{}; frame-ancestors 'none'", policy.replace("sha256-abc=", "sha256-new=")));
        let posted = ask(&client, "POST", &format!("{origin}/poolwise/"), &[], "").await;
        assert_eq!(posted.status, 405);
        // A page's route and a service's path do not take each other's place.
        let service = get(&format!("{SERVICE}/swagger.json")).await;
        assert_eq!(service.json()["swagger"], "2.0");
    });
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::remove_file(folder.with_extension("secret")).unwrap();
}
