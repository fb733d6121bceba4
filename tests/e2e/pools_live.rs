//! The Pools page with services outside it: keys that go nowhere else, contracts, live jobs, requests shown, the log, and
//! a browser that is kept from asking.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use poolwise::emulator::{Emulator, FaultPlan, JobTimes, Settings, Spread};
use poolwise::service::{
    HttpRequest, Method, Outcome, azure_batch_profile, profile_to_json, source_page_profile,
};
use poolwise::units::{Secret, Seed, Timestamp};
use poolwise::words::{
    Language, POOL_CONNECT, POOL_PROFILE, POOL_WATCH, POOLS_PAGE, PoolConnectWords, PoolsPageWords,
    REQUEST_PAGE, SERVICE, SHELL,
};
use serde_json::{Value, json};

use crate::harness::{Browser, Element, Page, Site, read_message};
use crate::pools_watch::asks_before_leaving;
use crate::site::tag;

pub(crate) const POOL_KEY: &str = "pool-key-3141592653";
pub(crate) const JOB_KEY: &str = "job-key-2718281828";
pub(crate) const SERVICE_PATH: &str =
    "/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";

/// How a double behaves beside answering as the practice account does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    Ordinary,
    /// It does not let web pages call it.
    NoCors,
    /// It says that it is the companion.
    SaysCompanion,
    /// It sends every caller to another origin.
    Redirects(u16),
}

/// A request as it came.
#[derive(Clone, Debug)]
struct Seen {
    line: String,
    authorization: Option<String>,
}

/// A service on a port of this machine.
pub(crate) struct Double {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Double {
    pub(crate) fn start(habit: Habit, source_page: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let profile = if source_page { source_page_profile() } else { azure_batch_profile() };
        let settings = Settings {
            pool_key: Secret::new(POOL_KEY.to_owned()),
            job_key: Secret::new(JOB_KEY.to_owned()),
            latency: Spread::exactly(0),
            job_times: JobTimes::Exactly { ms: 200 },
            ..Settings::instant(profile)
        };
        let account = Arc::new(Mutex::new(Emulator::new(settings, FaultPlan::default(), now(), Seed(1))));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (account, log) = (Arc::clone(&account), Arc::clone(&log));
                std::thread::spawn(move || answer(stream, port, habit, &account, &log));
            }
        });
        Self { port, seen }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no thread stops while it holds this").clone()
    }

    pub(crate) fn count(&self, part: &str) -> usize {
        self.seen().iter().filter(|seen| seen.line.contains(part)).count()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the page in the browser has the wall's clock, and so has its service"
)]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    Timestamp::from_ms(u64::try_from(since.as_millis()).expect("this millennium"))
}

fn answer(mut stream: TcpStream, port: u16, habit: Habit, account: &Mutex<Emulator>, log: &Mutex<Vec<Seen>>) {
    let Ok(reading) = stream.try_clone() else { return };
    let mut reader = BufReader::new(reading);
    while let Ok(Some((first, fields, body))) = read_message(&mut reader) {
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
        let authorization = field("authorization");
        log.lock()
            .expect("no thread stops while it holds this")
            .push(Seen { line: first.clone(), authorization: authorization.clone() });
        let mut parts = first.split(' ');
        let (verb, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let allow = if habit == Habit::NoCors {
            ""
        } else {
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *, Authorization\r\n\
             Access-Control-Allow-Methods: *\r\nAccess-Control-Expose-Headers: *\r\n"
        };
        let (status, more, body) = match (verb, path, habit) {
            ("OPTIONS", _, _) => (204, String::new(), Vec::new()),
            ("GET", "/companion", Habit::SaysCompanion) => {
                let said = json!({ "companion": "poolwise", "service": "practice", "version": "0.1.0" });
                (200, String::new(), said.to_string().into_bytes())
            }
            (_, _, Habit::Redirects(to)) => {
                (307, format!("Location: http://127.0.0.1:{to}{path}\r\n"), Vec::new())
            }
            _ => {
                let http = HttpRequest {
                    method: Method::from_name(verb).unwrap_or(Method::Get),
                    url: format!("http://127.0.0.1:{port}{path}"),
                    headers: Vec::new(),
                    authorization: authorization
                        .map(|value| ("Authorization".to_owned(), Secret::new(value))),
                    scheme: String::new(),
                    body,
                };
                let reply: Outcome = {
                    let mut account = account.lock().expect("no thread stops while it holds this");
                    account.advance(now());
                    account.answer(now(), &http).outcome
                };
                let Ok(reply) = reply else { return };
                (reply.status, "x-ms-request-id: 4711\r\n".to_owned(), reply.body)
            }
        };
        let head = format!(
            "HTTP/1.1 {status} Reply\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{allow}{more}\r\n",
            body.len()
        );
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
            return;
        }
    }
}

pub(crate) type Words = (&'static PoolsPageWords, &'static PoolConnectWords);

pub(crate) fn open(site: &Site, language: Language, doubles: &[&Double]) -> (Page, Words) {
    let browser = doubles
        .iter()
        .fold(Browser::new().language(tag(language)), |browser, double| browser.also(&double.host()));
    let page = browser.open(site, "pools/");
    let words = POOLS_PAGE.of(language);
    page.find("heading", words.create);
    (page, (words, POOL_CONNECT.of(language)))
}

/// Unfolds what has this summary.
pub(crate) fn unfold(page: &Page, summary: &str) {
    let open = "const found = [...document.querySelectorAll('summary')].filter(it => it.textContent.trim() === arguments[0] \
                && it.offsetParent !== null); for (const it of found) if (!it.parentElement.open) it.click(); return found.length";
    page.until(
        summary,
        || page.script(open, &json!([summary])).as_u64().unwrap_or_default(),
        |count| *count > 0,
    );
}

/// Presses it where nothing that sticks to the window's edge covers it.
#[track_caller]
pub(crate) fn press(page: &Page, element: &Element<'_>) {
    page.script("arguments[0].scrollIntoView({ block: 'center' })", &json!([element.reference()]));
    element.click();
}

pub(crate) fn connect(page: &Page, (words, _): Words, url: &str, key: &str) {
    unfold(page, words.connection);
    page.field(words.service_url).fill(url);
    page.field(words.service_key).fill(key);
    press(page, &page.button(words.connect));
    page.see("paragraph", &words.connected.with(&[("host", url)]));
}

fn add_service(page: &Page, (_, words): Words, url: &str, key: &str) {
    page.field(words.service_url).fill(url);
    page.field(words.service_key).fill(key);
    press(page, &page.button(words.add_service));
    page.see("paragraph", &words.service_added.with(&[("service", url)]));
}

/// A page that is connected to a service outside it, which lives as long as what is returned.
pub(crate) fn connected(site: &Site, language: Language, habit: Habit) -> (Page, Double) {
    let service = Double::start(habit, false);
    let (page, words) = open(site, language, &[&service]);
    let faults: &[&str] = match habit {
        Habit::NoCors => &["CORS", "Failed to load"],
        Habit::Ordinary => &["404"],
        Habit::SaysCompanion | Habit::Redirects(_) => &[],
    };
    for fault in faults {
        page.expect_fault(fault);
    }
    connect(&page, words, &service.origin(), POOL_KEY);
    match habit {
        Habit::NoCors => drop(page.find("heading", words.1.blocked)),
        Habit::SaysCompanion => drop(page.until("the kind", || kind_of(&page), |kind| kind == "companion")),
        Habit::Ordinary | Habit::Redirects(_) => {
            drop(page.until("the kind", || kind_of(&page), |kind| kind == "live"));
        }
    }
    (page, service)
}

/// Everything that this page's tab and device keep.
fn kept(page: &Page) -> [String; 2] {
    ["sessionStorage", "localStorage"].map(|storage| {
        let body = format!("return JSON.stringify({storage})");
        page.script(&body, &json!([])).as_str().unwrap_or_default().to_owned()
    })
}

fn text_of(page: &Page, selector: &str) -> String {
    let body = "return [...document.querySelectorAll(arguments[0])].map(it => it.textContent).join('\\n')";
    page.script(body, &json!([selector])).as_str().unwrap_or_default().to_owned()
}

fn kind_of(page: &Page) -> String {
    page.script("return document.querySelector('.pools').dataset.service", &json!([]))
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
fn a_key_goes_only_to_its_own_origin_and_a_job_is_followed_to_its_link() {
    let site = Site::dist();
    let (pools, jobs) = (Double::start(Habit::Ordinary, false), Double::start(Habit::Ordinary, false));
    for language in Language::ALL {
        let (page, words) = open(&site, language, &[&pools, &jobs]);
        let (desk, live) = words;
        page.expect_fault("404");
        let begun = jobs.count("POST /subscriptions");
        connect(&page, words, &pools.origin(), POOL_KEY);
        page.until("it is live, not the companion", || kind_of(&page), |kind| kind == "live");
        assert!(page.title().starts_with(SERVICE.of(language).live), "{}", page.title());
        page.see("paragraph", live.live_here);
        add_service(&page, words, &format!("{}{SERVICE_PATH}", jobs.origin()), JOB_KEY);
        let body = r#"{"Input":{"ConnectionString":"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0LWFjY291bnQta2V5","RelativeLocation":"a/b.csv"},"Outputs":{"output1":{"ConnectionString":"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0LWFjY291bnQta2V5","RelativeLocation":"a/c.csv"}},"GlobalParameters":{}}"#;
        let field = page.field(live.submit_body);
        field.fill("{");
        field.wait_for_state("invalid", "true");
        field.fill(body);
        field.wait_for_state("invalid", "false");
        // The request before it is sent: whole, without a secret.
        unfold(&page, live.show_requests);
        let shown = page.until(
            "the request",
            || text_of(&page, ".shown-request code"),
            |text| text.contains("/jobs?api-version=2.0"),
        );
        assert!(!shown.contains(JOB_KEY) && !shown.contains("c2VjcmV0LWFjY291bnQta2V5"), "{shown}");
        assert!(
            shown.contains("a/b.csv") && shown.contains(&live.key_of.with(&[("origin", &jobs.origin())])),
            "{shown}"
        );
        assert_eq!(jobs.count("POST /subscriptions"), begun, "nothing was sent by showing it");
        press(&page, &page.button(live.submit_do));
        page.until(
            "submitted and started",
            || jobs.count("POST /subscriptions"),
            |count| *count == begun + 2,
        );
        let job = POOLS_PAGE.of(language);
        page.see("row", SERVICE.of(language).job_finished);
        press(&page, &page.find("table", job.tracked).find("button", live.job_open));
        let link = page.link(&live.link_open.with(&[("output", "output1")]));
        assert!(link.attribute("href").contains("sig="), "the link opens the blob");
        assert_eq!(link.attribute("target"), "_blank");
        page.see("paragraph", live.link_note);
        // The log, searched and exported: every request, no secret.
        unfold(&page, desk.log);
        page.field(live.log_search).fill("/start");
        page.until(
            "one line is left",
            || text_of(&page, "[data-table=log] tbody tr"),
            |text| text.contains("/start") && !text.contains("/pools"),
        );
        press(&page, &page.find("table", desk.log).find("button", live.log_open));
        page.see("group", "/start?api-version=2.0");
        press(&page, &page.button(live.log_export));
        let log = String::from_utf8(page.download("poolwise-log.ndjson")).expect("text");
        let lines: Vec<Value> =
            log.lines().map(|line| serde_json::from_str(line).expect("JSON in each line")).collect();
        assert!(lines.iter().any(|line| line["reply"]["status"] == 200), "{log}");
        for secret in [POOL_KEY, JOB_KEY, "c2VjcmV0LWFjY291bnQta2V5"] {
            assert!(!log.contains(secret), "{secret} is in the exported log");
        }
        assert!(!log.contains("sig=") || log.contains("sig=••••••"), "{log}");
        for stored in kept(&page) {
            for secret in [POOL_KEY, JOB_KEY, "c2VjcmV0LWFjY291bnQta2V5"] {
                assert!(!stored.contains(secret), "{secret} is kept: {stored}");
            }
        }
    }
    for (double, own) in [(&pools, POOL_KEY), (&jobs, JOB_KEY)] {
        let keys: Vec<String> = double.seen().into_iter().filter_map(|seen| seen.authorization).collect();
        assert!(!keys.is_empty() && keys.iter().all(|key| *key == format!("Bearer {own}")), "{keys:?}");
    }
}

#[test]
fn a_redirect_to_elsewhere_is_refused() {
    let site = Site::dist();
    let elsewhere = Double::start(Habit::Ordinary, false);
    let service = Double::start(Habit::Redirects(elsewhere.port), false);
    let (page, words) = open(&site, Language::English, &[&service, &elsewhere]);
    page.expect_fault("Failed to load");
    connect(&page, words, &service.origin(), POOL_KEY);
    page.until("it was asked", || service.count("GET /pools"), |count| *count > 0);
    page.see("heading", words.1.blocked);
    let carried: Vec<Seen> =
        elsewhere.seen().into_iter().filter(|seen| seen.authorization.is_some()).collect();
    assert!(carried.is_empty(), "the key went elsewhere: {carried:?}");
    assert_eq!(elsewhere.count("/pools"), 0);
}

#[test]
fn keys_survive_a_reload_only_where_asked_and_are_forgotten_at_once() {
    let site = Site::dist();
    let service = Double::start(Habit::Ordinary, false);
    let (page, words) = open(&site, Language::English, &[&service]);
    let (desk, live) = words;
    page.expect_fault("404");
    connect(&page, words, &service.origin(), POOL_KEY);
    assert!(!kept(&page).concat().contains(POOL_KEY));
    page.reload();
    page.see("paragraph", SERVICE.of(Language::English).practice_banner);
    unfold(&page, desk.connection);
    press(&page, &page.find("checkbox", live.keep_in_tab));
    connect(&page, words, &service.origin(), POOL_KEY);
    let [tab, device] = kept(&page);
    assert!(tab.contains(POOL_KEY) && !device.contains(POOL_KEY), "{device}");
    page.reload();
    page.see("paragraph", &live.resumed.with(&[("host", &service.origin())]));
    page.until("it is live again", || kind_of(&page), |kind| kind == "live");
    unfold(&page, desk.connection);
    press(&page, &page.button(live.forget_keys));
    page.see("paragraph", live.keys_forgotten);
    assert!(!kept(&page).concat().contains(POOL_KEY));
    let asked = service.seen().len();
    page.reload();
    page.see("paragraph", SERVICE.of(Language::English).practice_banner);
    assert_eq!(service.seen().len(), asked, "nothing more is asked of it");
}

#[test]
fn only_what_says_so_itself_is_the_companion() {
    let site = Site::dist();
    for (habit, expected) in [(Habit::SaysCompanion, "companion"), (Habit::Ordinary, "live")] {
        let service = Double::start(habit, false);
        let (page, words) = open(&site, Language::English, &[&service]);
        if habit == Habit::Ordinary {
            page.expect_fault("404");
        }
        connect(&page, words, &service.origin(), POOL_KEY);
        page.until("the kind", || kind_of(&page), |kind| kind == expected);
        let words = SERVICE.of(Language::English);
        let mark = if expected == "companion" { words.companion } else { words.live };
        assert!(page.title().starts_with(mark), "{}", page.title());
        let asked = service.seen().into_iter().find(|seen| seen.line.contains("/companion"));
        assert_eq!(asked.expect("it was asked what it is").authorization, None, "asked without the key");
    }
}

#[test]
fn a_browser_that_is_kept_from_asking_is_explained_with_ways_on() {
    let site = Site::dist();
    let service = Double::start(Habit::NoCors, false);
    for language in Language::ALL {
        let (page, words) = open(&site, language, &[&service]);
        page.expect_fault("CORS");
        page.expect_fault("Failed to load");
        connect(&page, words, &service.origin(), POOL_KEY);
        let (_, live) = words;
        page.find("heading", live.blocked);
        page.see("paragraph", &live.blocked_cors.with(&[("origin", &service.origin())]));
        let code = text_of(&page, ".blocked code");
        assert!(code.contains("curl --request GET") && code.contains("Bearer $KEY"), "{code}");
        assert!(code.contains(&format!("companion relay --to {}", service.origin())), "{code}");
        assert!(!code.contains(POOL_KEY), "{code}");
        // What the page asked for itself is in the log, too.
        unfold(&page, words.0.log);
        let log = || text_of(&page, "[data-table=log] tbody td:nth-child(2)");
        let questions = ["/companion", "/"].map(|path| format!("GET {}{path}", service.origin()));
        page.until("both questions", log, |log| {
            questions.iter().all(|question| log.lines().any(|line| line == question))
        });
    }
}

#[test]
fn a_contract_that_is_not_kept_is_not_lost_unasked() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, _) = open(&site, language, &[]);
        let contract = POOL_PROFILE.of(language);
        unfold(&page, contract.heading);
        press(&page, &page.button(contract.duplicate));
        page.field(contract.name);
        assert!(!asks_before_leaving(&page), "nothing is typed");
        page.field(contract.name).fill("Ours");
        assert!(asks_before_leaving(&page), "what is typed is kept nowhere");
        press(&page, &page.button(contract.save));
        page.see("paragraph", &contract.saved.with(&[("name", "Ours")]));
        assert!(!asks_before_leaving(&page), "it is kept");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
fn a_contract_is_made_checked_kept_exported_and_used() {
    let site = Site::dist();
    let service = Double::start(Habit::Ordinary, true);
    let (page, words) = open(&site, Language::English, &[&service]);
    let contract = POOL_PROFILE.of(Language::English);
    page.expect_fault("404");
    unfold(&page, contract.heading);
    page.see("paragraph", contract.assumed);
    page.field(contract.which).choose(contract.page);
    press(&page, &page.button(contract.duplicate));
    let name = page.field(contract.name);
    name.fill("Ours");
    page.field(contract.base_url).fill("http://pools.example");
    page.field(contract.base_url).wait_for_state("invalid", "true");
    page.field(contract.base_url).fill(&service.origin());
    page.field(contract.base_url).wait_for_state("invalid", "false");
    page.field(contract.auth_header).fill("Bad Header");
    page.field(contract.auth_header).wait_for_state("invalid", "true");
    let refused = page.button(contract.save);
    assert_eq!(refused.attribute("aria-disabled"), "true");
    page.field(contract.auth_header).fill("Authorization");
    // The live preview follows what is typed.
    let create = page.find("group", contract.op_create);
    let preview =
        || create.find("group", &contract.preview.with(&[("operation", contract.op_create)])).text();
    page.until("the preview", preview, |text| text.contains(&format!("POST {}/pools", service.origin())));
    press(&page, &page.button(contract.save));
    page.see("paragraph", &contract.saved.with(&[("name", "Ours")]));
    let [_, device] = kept(&page);
    assert!(device.contains("Ours") && device.contains("assumption"), "{device}");
    press(&page, &page.button(contract.export));
    let file = String::from_utf8(page.download("poolwise-contract-Ours.json")).expect("text");
    assert_eq!(serde_json::from_str::<Value>(&file).expect("JSON")["name"], "Ours");
    // Another device: pasted, its fault at its field, corrected, kept.
    unfold(&page, contract.import);
    let broken = profile_to_json(&source_page_profile())
        .replace("\"/pools/{poolId}\"", "\"pools/{poolId}\"")
        .replace("Source page", "Theirs");
    page.field(contract.import_paste).fill("{\"name\": 1");
    page.field(contract.import_paste).wait_for_state("invalid", "true");
    let paste = "const it = document.getElementById('contract-text'); it.value = arguments[0]; it.dispatchEvent(new Event('input', { bubbles: true }))";
    page.script(paste, &json!([broken]));
    page.field(contract.import_paste).wait_for_state("invalid", "false");
    press(&page, &page.button(contract.import_do));
    page.see("paragraph", &contract.imported.with(&[("name", "Theirs")]));
    let path = page.find("group", contract.op_delete).find("textbox", contract.path);
    path.wait_for_state("invalid", "true");
    path.fill("/pools/{poolId}");
    path.wait_for_state("invalid", "false");
    press(&page, &page.button(contract.save));
    page.see("paragraph", &contract.saved.with(&[("name", "Theirs")]));
    // Used: what was created here is shown, though the contract can neither list nor read.
    page.reload();
    let (desk, _) = words;
    unfold(&page, desk.connection);
    page.field(desk.contract).choose("Ours");
    page.until(
        "its address comes with it",
        || page.field(desk.service_url).value(),
        |url| *url == service.origin(),
    );
    page.field(desk.service_key).fill(POOL_KEY);
    press(&page, &page.button(desk.connect));
    page.until("it is live", || kind_of(&page), |kind| kind == "live");
    page.field(desk.vm_count).fill("2");
    page.field(desk.swagger)
        .fill(&format!("https://ussouthcentral.services.azureml.net{SERVICE_PATH}/swagger.json"));
    press(&page, &page.button(desk.create_button));
    page.until(
        "the pool that was created here",
        || text_of(&page, "[data-table=pools] tbody tr"),
        |text| !text.is_empty(),
    );
    assert_eq!(service.count("POST /pools "), 1);
    assert_eq!(service.count("GET /pools"), 0, "a contract without list and get reads nothing");
}

/// Bodies made for one web service went to another without a word when only the other's key was here.
#[test]
fn jobs_go_to_the_service_for_which_they_were_made() {
    let site = Site::dist();
    let (pools, other) = (Double::start(Habit::Ordinary, false), Double::start(Habit::Ordinary, false));
    let wanted = Double::start(Habit::Ordinary, false);
    let (page, words) = open(&site, Language::English, &[&pools, &other, &wanted]);
    let (watch, form) = (POOL_WATCH.of(Language::English), REQUEST_PAGE.of(Language::English));
    page.expect_fault("404");
    connect(&page, words, &pools.origin(), POOL_KEY);
    add_service(&page, words, &format!("{}{SERVICE_PATH}", other.origin()), JOB_KEY);
    press(&page, &page.link(SHELL.of(Language::English).request));
    page.find("heading", form.heading);
    let service = format!("{}{SERVICE_PATH}", wanted.origin());
    page.field(form.service_url).fill(&service);
    press(&page, &page.find("radio", form.run_classic));
    let input = page.find("region", &form.input_number.with(&[("number", "1")]));
    input
        .find("textbox", form.connection)
        .fill("AccountName=someaccount;AccountKey=c2VjcmV0LWFjY291bnQta2V5");
    press(&page, &page.link(watch.hand_over));
    let send = page.button(&watch.handed_send.with(&[("count", "1")]));
    assert_eq!(send.attribute("aria-disabled"), "true");
    page.see("paragraph", &watch.handed_no_key.with(&[("service", &service)]));
    add_service(&page, words, &service, JOB_KEY);
    page.until("it is chosen", || send.attribute("aria-disabled"), String::is_empty);
    press(&page, &send);
    page.until("submitted and started", || wanted.count("POST /subscriptions"), |count| *count == 2);
    assert_eq!(other.count("POST /subscriptions"), 0);
}

/// Two tabs wrote over each other's list, and what was forgotten was written again at the next change.
#[test]
fn one_tab_keeps_the_list_until_it_is_forgotten() {
    let site = Site::dist();
    let service = Double::start(Habit::Ordinary, false);
    let (page, words) = open(&site, Language::English, &[&service]);
    let (desk, live) = words;
    page.expect_fault("404");
    connect(&page, words, &service.origin(), POOL_KEY);
    let is_kept = || kept(&page)[1].contains("poolwise.session");
    let create = |vms: &str| {
        page.field(desk.vm_count).fill(vms);
        page.field(desk.swagger)
            .fill(&format!("https://ussouthcentral.services.azureml.net{SERVICE_PATH}/swagger.json"));
        press(&page, &page.button(desk.create_button));
    };
    create("1");
    page.until("it is kept", is_kept, |is_kept| *is_kept);
    let first = page.command("GET", "/window", &json!(null));
    let second = page.command("POST", "/window/new", &json!({ "type": "tab" }))["handle"].clone();
    page.command("POST", "/window", &json!({ "handle": second }));
    page.go("pools/");
    page.find("heading", desk.create);
    connect(&page, words, &service.origin(), POOL_KEY);
    page.see("paragraph", live.kept_elsewhere);
    page.command("DELETE", "/window", &json!(null));
    page.command("POST", "/window", &json!({ "handle": first }));
    press(&page, &page.button(desk.forget));
    page.see("paragraph", desk.forgotten);
    assert!(!is_kept() && !kept(&page)[1].contains("poolwise.pools"), "{:?}", kept(&page));
    create("2");
    let rows = "return document.querySelectorAll('[data-table=pools] tbody tr').length";
    page.until("a second pool", || page.script(rows, &json!([])), |count| *count == json!(2));
    assert!(!is_kept() && !kept(&page)[1].contains("poolwise.pools"), "{:?}", kept(&page));
}

#[test]
fn the_connection_fits_a_phone() {
    let site = Site::dist();
    let service = Double::start(Habit::Ordinary, false);
    for language in Language::ALL {
        let page = Browser::new()
            .viewport(360, 800)
            .language(tag(language))
            .also(&service.host())
            .open(&site, "pools/");
        page.expect_fault("404");
        let words = (POOLS_PAGE.of(language), POOL_CONNECT.of(language));
        page.find("heading", words.0.create);
        connect(&page, words, &service.origin(), POOL_KEY);
        let contract = POOL_PROFILE.of(language);
        unfold(&page, contract.heading);
        press(&page, &page.button(contract.duplicate));
        page.field(contract.name);
        unfold(&page, words.0.log);
        unfold(&page, words.1.show_request);
        assert_eq!(page.sideways_scroll(), 0, "in {language:?}");
    }
}
