//! Work with a service outside the page: jobs as pasted, what a tab keeps, what is exported, what is shown before it is
//! sent.

#![expect(clippy::expect_used, reason = "a test's helper stops the test, as its test would")]

use poolwise::emulator::{Emulator, FaultPlan, Settings, Spread};
use poolwise::pool_desk::{
    Desk, Errand, JobDraft, JobFault, JobField, Speed, blocked, companion_clock, companion_question,
    first_request, kept_connection, log_ndjson, log_rows, losses, picture, preview, read_kept_connection,
    says_companion,
};
use poolwise::service::{
    Autopilot, Call, Connection, Ending, HttpReply, HttpRequest, Input, JobBody, JobService, Method, Outcome,
    PoolId, PoolService, Presence, Quota, RequestId, Sent, ServiceAddress, ServiceKind, TransportFailure,
    azure_batch_profile, request, source_page_profile,
};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, Secret, Seed, Timestamp, VmCount};
use poolwise::words::Language;
use serde_json::Value;

use crate::emulator::{SERVICE, connection, service, swagger};
use crate::pool_desk::with_look;

const POOL_KEY: &str = "key-of-the-pools";

fn desk() -> Desk {
    let now = Timestamp::from_ms(1_500_000_000_000);
    let mut desk = Desk::new(now, Seed(1));
    let connection =
        Connection { kind: ServiceKind::Live, ..connection(&Settings::instant(azure_batch_profile())) };
    desk.connect(now, connection, &[]);
    desk
}

fn later(ms: u64) -> Timestamp {
    Timestamp::from_ms(1_500_000_000_000 + ms)
}

const BODY: &str = r#"{"Input":{"ConnectionString":"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0","RelativeLocation":"a/b.csv"},"AzureBatchPoolId":"another"}"#;

#[track_caller]
fn check(service: &str, body: &str, copies: &str, expected: &[JobField]) {
    let draft = JobDraft {
        service: service.to_owned(),
        body: body.to_owned(),
        pool: "mine".to_owned(),
        copies: copies.to_owned(),
    };
    let (submission, faults) = draft.check(desk().session());
    let found: Vec<JobField> = faults.iter().map(|(field, _)| *field).collect();
    assert_eq!(found, expected, "{faults:?}");
    assert_eq!(submission.is_some(), expected.is_empty());
    assert!(!format!("{draft:?}").contains("c2VjcmV0"));
    if let Some(submission) = submission {
        let body = String::from_utf8(submission.body.bytes().to_vec()).expect("text");
        assert!(body.contains(r#""AzureBatchPoolId":"mine""#) && !body.contains("another"), "{body}");
    }
}

#[test]
fn jobs_as_pasted_are_checked_field_by_field() {
    check(SERVICE, BODY, "3", &[]);
    check("https://elsewhere.example", BODY, "3", &[JobField::Service]);
    check(SERVICE, "", "3", &[JobField::Body]);
    check(SERVICE, "{", "3", &[JobField::Body]);
    check(SERVICE, "[]", "3", &[JobField::Body]);
    check(SERVICE, r#"{"Input":1}"#, "3", &[JobField::Body]);
    check(SERVICE, BODY, "0", &[JobField::Copies]);
    check(SERVICE, BODY, "1.5", &[JobField::Copies]);
    check("", "{", "", &[JobField::Service, JobField::Body, JobField::Copies]);
}

#[test]
fn for_the_classic_queue_no_pool_is_sent() {
    let draft = JobDraft {
        service: SERVICE.to_owned(),
        body: BODY.to_owned(),
        pool: String::new(),
        copies: "1".to_owned(),
    };
    let (submission, _) = draft.check(desk().session());
    let submission = submission.expect("it can be sent");
    assert_eq!(submission.pool, None);
    assert!(!String::from_utf8_lossy(submission.body.bytes()).contains("AzureBatchPoolId"));
}

#[test]
fn jobs_for_a_pool_without_vms_are_pointed_out_and_can_be_sent() {
    let mut desk = desk();
    let sent = desk.take_errands();
    let poolwise::pool_desk::Errand::Send { request, .. } = &sent[0] else { unreachable!("it lists pools") };
    let reply = r#"{"value":[{"id":"mine","state":"active","allocationState":"steady","currentDedicatedNodes":0,"targetDedicatedNodes":0}]}"#;
    let outcome = Ok(HttpReply { status: 200, headers: Vec::new(), body: reply.as_bytes().to_vec() });
    desk.press(later(100), Input::ReplyArrived { request: *request, outcome });
    let draft = JobDraft {
        service: SERVICE.to_owned(),
        body: BODY.to_owned(),
        pool: "mine".to_owned(),
        copies: "1".to_owned(),
    };
    let (submission, faults) = draft.check(desk.session());
    assert!(submission.is_some());
    assert_eq!(faults, [(JobField::Pool, JobFault::PoolIsEmpty)]);
}

#[test]
fn what_a_tab_keeps_comes_back_as_a_live_service() {
    let desk = desk();
    let before = desk.session().connection().expect("connected");
    let kept = read_kept_connection(&kept_connection(before)).expect("it was kept");
    assert_eq!(kept, *before);
    assert_eq!(read_kept_connection("{}"), None);
    assert_eq!(read_kept_connection("<"), None);
}

#[test]
fn only_the_companions_own_words_make_it_one() {
    #[track_caller]
    fn check(status: u16, body: &str, expected: bool) {
        let reply = HttpReply { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        assert_eq!(says_companion(&reply), expected, "{status} {body}");
    }
    check(200, r#"{"companion":"poolwise","service":"practice","version":"9"}"#, true);
    check(404, r#"{"companion":"poolwise","service":"practice"}"#, false);
    check(200, r#"{"companion":"poolwise","service":"relay"}"#, false);
    check(200, r#"{"companion":true}"#, false);
    check(200, "<html>", false);
    check(200, "", false);
}

#[test]
fn an_origin_that_gives_no_answer_is_named_until_it_answers() {
    let mut desk = desk();
    let ask = |desk: &mut Desk, at: u64| {
        desk.press(later(at), Input::PressedRefresh);
        let sent = desk.take_errands().into_iter().find_map(|errand| match errand {
            poolwise::pool_desk::Errand::Send { request, .. } => Some(request),
            _ => None,
        });
        sent.expect("it asks")
    };
    let first = desk.take_errands().into_iter().find_map(|errand| match errand {
        poolwise::pool_desk::Errand::Send { request, .. } => Some(request),
        _ => None,
    });
    let outcome = Err(TransportFailure::Unreachable);
    desk.press(later(10), Input::ReplyArrived { request: first.expect("it lists"), outcome });
    let found = blocked(&desk).expect("nothing answered");
    assert_eq!(found.origin, "https://pools.example");
    assert!(found.sent.curl().starts_with("curl --request GET 'https://pools.example/pools?api-version="));
    let again = ask(&mut desk, 60_000);
    let reply = HttpReply { status: 200, headers: Vec::new(), body: br#"{"value":[]}"#.to_vec() };
    desk.press(later(60_100), Input::ReplyArrived { request: again, outcome: Ok(reply) });
    assert_eq!(blocked(&desk), None);
    let log = with_look(None, Language::English, |look| log_ndjson(&desk, look));
    assert_eq!(log.lines().count(), 2, "{log}");
    // A program reads a name that stays, a person a sentence: never how this program writes its own types.
    let error =
        |line: usize| serde_json::from_str::<Value>(log.lines().nth(line).unwrap()).unwrap()["error"].take();
    assert_eq!((error(0)["name"].as_str(), error(1)), (Some("unreachable"), Value::Null));
    assert!(error(0)["sentence"].as_str().unwrap().ends_with('.') && !log.contains("Transport"), "{log}");
    assert!(log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert!(!log.contains("practice-pool-key"));
}

fn asked(desk: &mut Desk, path: &str) -> poolwise::service::RequestId {
    let sent = desk.take_errands().into_iter().find_map(|errand| match errand {
        Errand::Send { request, http, .. } if http.url.contains(path) => Some(request),
        _ => None,
    });
    sent.expect("it was asked")
}

/// The answer of one origin took the explanation away from another that still gave none.
#[test]
fn an_origin_that_gives_no_answer_stays_named_while_another_answers() {
    let mut desk = desk();
    let list = asked(&mut desk, "/pools");
    let submit = Input::PressedSubmit {
        service: service(),
        body: JobBody::new(BODY.as_bytes().to_vec()),
        pool: None,
        copies: 1,
    };
    desk.press(later(10), submit);
    let job = asked(&mut desk, "/jobs");
    let outcome = Err(TransportFailure::Unreachable);
    desk.press(later(20), Input::ReplyArrived { request: job, outcome });
    let reply = HttpReply { status: 200, headers: Vec::new(), body: br#"{"value":[]}"#.to_vec() };
    desk.press(later(30), Input::ReplyArrived { request: list, outcome: Ok(reply) });
    let found = blocked(&desk).expect("the web service gives no answer");
    assert_eq!(found.origin, "https://ussouthcentral.services.azureml.net");
    // That something is there does not mean that the page may ask it.
    let probe = companion_question("https://ussouthcentral.services.azureml.net");
    desk.note_aside(&probe, 5, None);
    assert!(blocked(&desk).is_some());
}

#[test]
fn what_the_page_asks_for_itself_is_in_the_log_before_what_follows() {
    let mut desk = desk();
    let question = companion_question("http://127.0.0.1:8790");
    let reply = HttpReply { status: 404, headers: Vec::new(), body: b"what?".to_vec() };
    desk.note_aside(&question, 12, Some(&Ok(reply)));
    let rows = with_look(None, Language::English, |look| log_rows(&desk, look));
    let first = rows.last().expect("the oldest");
    assert_eq!(
        (first.cells[1].text.as_str(), first.cells[2].note.as_str()),
        ("GET http://127.0.0.1:8790/companion", "404")
    );
    assert!(rows.len() > 1 && rows[0].cells[1].text.contains("/pools"), "{rows:?}");
}

#[test]
fn the_first_request_is_shown_before_connecting() {
    let pools = |url: &str| {
        PoolService::at(url, POOL_KEY, azure_batch_profile(), Quota::default()).expect("of the form")
    };
    let shown = first_request(&pools("http://127.0.0.1:8790/azure-batch")).expect("it is asked what it is");
    assert_eq!(
        (shown.url.as_str(), shown.authorization),
        ("http://127.0.0.1:8790/azure-batch/companion", None)
    );
    let shown = first_request(&pools("https://pools.example")).expect("its pools are read");
    assert!(shown.url.starts_with("https://pools.example/pools?"), "{shown:?}");
    assert!(!format!("{shown:?}").contains(POOL_KEY));
}

/// What a contract does not know is shown with its name, for pools as for jobs.
#[test]
fn fields_of_a_pool_that_mean_nothing_known_are_shown() {
    let mut desk = desk();
    let list = asked(&mut desk, "/pools");
    let body = br#"{"value":[{"id":"mine","state":"active","allocationState":"steady","currentDedicatedNodes":1,"targetDedicatedNodes":1,"vmSize":"small","tags":[1]}]}"#;
    let reply = HttpReply { status: 200, headers: Vec::new(), body: body.to_vec() };
    desk.press(later(10), Input::ReplyArrived { request: list, outcome: Ok(reply) });
    let mine = PoolId::read("mine").expect("a name");
    let detail = with_look(Some(&mine), Language::English, |look| picture(&desk, look).detail);
    let told = |name: &str, json: &str| (name.to_owned(), json.to_owned());
    assert_eq!(detail.expect("it is chosen").other, [told("vmSize", "\"small\""), told("tags", "[1]")]);
}

/// What is shown before it is sent is what is sent, but for its secrets.
#[test]
fn a_request_is_shown_before_it_is_sent() {
    let desk = desk();
    let id = PoolId::read("mine").expect("a name");
    let shown =
        preview(&desk, &Call::ResizePool { id, target: VmCount(0) }, None).expect("the contract has it");
    assert_eq!(
        shown.text("key"),
        "POST https://pools.example/pools/mine/resize?api-version=2017-05-01.5.0\n\
         Authorization: Bearer ‹key›\nAccept: application/json\nContent-Type: application/json\n\n\
         {\"targetDedicatedNodes\":0}"
    );
    assert_eq!(
        shown.curl(),
        "curl --request POST 'https://pools.example/pools/mine/resize?api-version=2017-05-01.5.0' \\\n  \
         --header \"Authorization: Bearer $KEY\" \\\n  --header 'Accept: application/json' \\\n  \
         --header 'Content-Type: application/json' \\\n  --data-binary '{\"targetDedicatedNodes\":0}'"
    );
    let job = Call::SubmitJob(JobBody::new(BODY.as_bytes().to_vec()));
    let shown = preview(&desk, &job, Some(&service())).expect("its key is here");
    assert!(!shown.body.contains("c2VjcmV0") && shown.body.contains("AccountKey=••••••"), "{}", shown.body);
    assert!(shown.curl().ends_with("--data-binary @body.json"), "{}", shown.curl());
    let other = ServiceAddress::read(&SERVICE.replace("services.azureml", "elsewhere")).expect("of the form");
    assert_eq!(preview(&desk, &job, Some(&other)), None, "its key is not here");
}

/// A shell that runs the line sees one word for each text, whatever stands in it.
#[test]
fn a_curl_line_holds_no_way_out_of_its_quotes() {
    let http = HttpRequest {
        method: Method::Post,
        url: "https://a.example/it's?api-version=1&code=topsecret&$skip=2".to_owned(),
        headers: vec![("X-Note".to_owned(), "it's $(id)".to_owned())],
        authorization: Some(("X-Key".to_owned(), Secret::new("$(reboot)".to_owned()))),
        scheme: String::new(),
        body: br#"{"a":"it's `id` $(reboot)"}"#.to_vec(),
    };
    assert_eq!(
        Sent::whole(&http).curl(),
        "curl --request POST 'https://a.example/it'\\''s?api-version=1&code=••••••&$skip=2' \\\n  \
         --header \"X-Key: $KEY\" \\\n  --header 'X-Note: it'\\''s $(id)' \\\n  --data-binary @body.json"
    );
}

/// A service's address, alone or behind a relay on this computer; never behind anything else.
#[test]
fn a_relay_on_this_computer_may_have_a_path_of_its_own() {
    let path = SERVICE.strip_prefix("https://ussouthcentral.services.azureml.net").expect("its host");
    for (base, expected) in [
        ("http://127.0.0.1:8791/token/ussouthcentral.services.azureml.net", true),
        ("https://ussouthcentral.services.azureml.net", true),
        ("https://evil.example/token/host", false),
    ] {
        let url = format!("{base}{path}/jobs?api-version=2.0");
        let read = JobService::at(&url, "key");
        assert_eq!(read.is_ok(), expected, "{url}");
        if let Ok(service) = read {
            assert_eq!(service.address.as_str(), format!("{base}{path}"));
        }
    }
}

/// A companion's time may run faster than the wall's: the page's meters go by it, its patience with the network does not.
#[test]
fn a_companions_clock_is_followed() {
    let body = br#"{"companion":"poolwise","service":"practice","speed":60,"nowMs":1600000000000}"#.to_vec();
    let reply = HttpReply { status: 200, headers: Vec::new(), body };
    let (shown, speed) = companion_clock(&reply).expect("it tells of its clock");
    assert!(says_companion(&reply));
    assert_eq!((shown, speed), (Timestamp::from_ms(1_600_000_000_000), Speed::Minute));
    for other in [r#"{"speed":7,"nowMs":1}"#, r#"{"speed":60}"#, "<html>"] {
        let reply = HttpReply { status: 200, headers: Vec::new(), body: other.as_bytes().to_vec() };
        assert_eq!(companion_clock(&reply), None, "{other}");
    }
    let mut desk = desk();
    let connection = desk.session().connection().cloned().expect("connected");
    desk.follow(later(0), (shown, speed), Connection { kind: ServiceKind::Companion, ..connection }, &[]);
    desk.wake(later(30_000));
    assert_eq!(desk.now(), shown.after_ms(30 * 60_000));
    assert_eq!(desk.session().read_error(), None, "the answer may still come");
    desk.wake(later(36_000));
    assert!(desk.session().read_error().is_some(), "nothing has come in 35 s");
    desk.connect(later(40_000), desk.session().connection().cloned().expect("connected"), &[]);
    assert_eq!(desk.now(), later(40_000), "another service has the wall's time");
}

/// The bodies of jobs that were not taken went without a question.
#[test]
fn jobs_that_were_not_taken_are_not_left_without_a_word() {
    let mut desk = desk();
    let body = JobBody::new(BODY.as_bytes().to_vec());
    desk.press(later(10), Input::PressedSubmit { service: service(), body, pool: None, copies: 1 });
    let submit = asked(&mut desk, "/jobs");
    let reply = HttpReply { status: 400, headers: Vec::new(), body: br#"{"code":"BadArgument"}"#.to_vec() };
    desk.press(later(20), Input::ReplyArrived { request: submit, outcome: Ok(reply) });
    let lines = with_look(None, Language::English, |look| losses(&desk, look, true));
    assert_eq!(lines, ["Jobs that the service did not take can no longer be sent again: 1."]);
    assert!(desk.loses_by_leaving(true));
    desk.press(later(30), Input::PressedSendRefusedAgain);
    let again = asked(&mut desk, "/jobs");
    let reply = HttpReply { status: 200, headers: Vec::new(), body: format!("\"{:032x}\"", 1).into_bytes() };
    desk.press(later(40), Input::ReplyArrived { request: again, outcome: Ok(reply) });
    assert!(!desk.loses_by_leaving(true), "the service has it");
}

/// A pool that no list tells of is lost with a tab that keeps nothing, while it goes on costing.
#[test]
fn pools_that_nobody_lists_are_not_left_without_a_word() {
    let said = |profile, is_kept| {
        let mut desk = Desk::new(later(0), Seed(1));
        let connection = Connection { kind: ServiceKind::Live, ..connection(&Settings::instant(profile)) };
        desk.connect(later(0), connection, &[]);
        let create = Input::PressedCreate { vms: VmCount(2), swagger: swagger(), name: None };
        desk.press(later(10), create);
        let create = asked(&mut desk, "/pools");
        let reply = HttpReply { status: 201, headers: Vec::new(), body: br#"{"id":"mine"}"#.to_vec() };
        desk.press(later(20), Input::ReplyArrived { request: create, outcome: Ok(reply) });
        let lines = with_look(None, Language::English, |look| losses(&desk, look, is_kept));
        assert_eq!(desk.loses_by_leaving(is_kept), !lines.is_empty());
        lines.concat()
    };
    assert!(said(source_page_profile(), false).starts_with("Pools that may cost money"));
    assert_eq!(said(source_page_profile(), true), "");
    assert_eq!(said(azure_batch_profile(), false), "", "they are in its list");
}

/// A desk at a live service, whose time is the wall's, and what is on its way back to it.
struct Live {
    desk: Desk,
    account: Emulator,
    now: Timestamp,
    coming: Vec<(RequestId, Outcome)>,
    sent: Vec<String>,
}

impl Live {
    /// With one pool of two VMs.
    fn new(settings: &Settings) -> (Self, PoolId) {
        let connection = Connection { kind: ServiceKind::Live, ..connection(settings) };
        let mut account = Emulator::new(settings.clone(), FaultPlan::default(), later(0), Seed(7));
        let id = PoolId::read("mine").expect("a name");
        let create = Call::CreatePool { id: id.clone(), vms: VmCount(2), swagger: swagger() };
        account.answer(later(0), &request(&create, &connection).expect("the contract has it"));
        let mut desk = Desk::new(later(0), Seed(1));
        desk.connect(later(0), connection, &[]);
        let mut live = Self { desk, account, now: later(0), coming: Vec::new(), sent: Vec::new() };
        live.run();
        (live, id)
    }

    /// What the desk has sent arrives at the service.
    fn run(&mut self) {
        for errand in self.desk.take_errands() {
            if let Errand::Send { request, http, .. } = errand {
                let path = http.url.split('?').next().unwrap_or_default();
                self.sent.push(format!("{} {path}", http.method.name()));
                self.coming.push((request, self.account.answer(self.now, &http).outcome));
            }
        }
    }

    fn deliver(&mut self) {
        for (request, outcome) in core::mem::take(&mut self.coming) {
            self.desk.press(self.now, Input::ReplyArrived { request, outcome });
            self.run();
        }
    }

    /// So much time passes in which the page is awake: its timer is on time, and each answer comes soon.
    fn wait(&mut self, ms: u64) {
        let until = self.now.after_ms(ms);
        while self.now < until {
            self.now = self.now.after_ms(self.desk.wake_in_ms(self.now).unwrap_or(1_000).clamp(60, 1_000));
            self.desk.wake(self.now);
            self.run();
            self.deliver();
        }
        while !self.coming.is_empty() {
            self.deliver();
        }
    }

    /// The computer sleeps, and then the page's timer rings.
    fn sleep(&mut self, ms: u64) {
        self.now = self.now.after_ms(ms);
        self.sent.clear();
        self.desk.wake(self.now);
        self.run();
    }

    fn resizes(&self) -> usize {
        self.sent.iter().filter(|line| line.contains("/resize")).count()
    }
}

/// What a page missed while the computer slept is not lived through again: it asks once, and looks before it acts.
#[test]
fn after_a_sleep_a_live_service_is_asked_once_and_the_autopilot_looks_before_it_acts() {
    for hours in [1, 8] {
        let (mut live, pool) = Live::new(&Settings::instant(azure_batch_profile()));
        live.wait(5 * MS_PER_MINUTE);
        let autopilot = Some(Autopilot { idle_ms: 15 * MS_PER_MINUTE, ending: Ending::ToZero });
        live.desk.press(live.now, Input::ChangedAutopilot { pool: pool.clone(), autopilot });
        live.sleep(hours * MS_PER_HOUR);
        assert_eq!(
            (live.sent.as_slice(), live.desk.now()),
            (&["GET https://pools.example/pools".to_owned()][..], live.now)
        );
        live.desk.wake(live.now);
        live.run();
        assert_eq!(live.sent.len(), 1, "nor does it ask again before the answer");
        live.deliver();
        assert_eq!(live.resizes(), 1, "{:?}", live.sent);
        live.wait(MS_PER_MINUTE);
        let view = live.desk.session().pool(&pool).expect("it is known");
        assert_eq!((live.resizes(), view.pool.current_vms), (1, Some(VmCount(0))), "{hours} h");
        assert_eq!(live.desk.session().read_error(), None);
    }
}

#[test]
fn an_autopilot_that_slept_does_nothing_to_a_pool_that_changed_meanwhile() {
    let (mut live, pool) = Live::new(&Settings::instant(azure_batch_profile()));
    live.wait(5 * MS_PER_MINUTE);
    let autopilot = Some(Autopilot { idle_ms: 15 * MS_PER_MINUTE, ending: Ending::ToZero });
    live.desk.press(live.now, Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    let connection = live.desk.session().connection().cloned().expect("connected");
    let delete = request(&Call::DeletePool(pool.clone()), &connection).expect("the contract has it");
    live.account.answer(live.now.after_ms(MS_PER_HOUR), &delete);
    live.sleep(2 * MS_PER_HOUR);
    live.wait(MS_PER_HOUR);
    let presence = live.desk.session().pool(&pool).map(|view| view.presence);
    assert!(matches!(presence, Some(Presence::Gone { .. })) && live.resizes() == 0, "{:?}", live.sent);
}

/// An answer that lay ready while the computer slept is heard before its time is called over.
#[test]
fn an_answer_from_before_a_sleep_is_heard() {
    let settings = Settings { provisioning: Spread::exactly(0), ..Settings::instant(azure_batch_profile()) };
    let (mut live, _) = Live::new(&settings);
    live.wait(MS_PER_MINUTE);
    live.desk.press(live.now, Input::PressedCreate { vms: VmCount(1), swagger: swagger(), name: None });
    live.run();
    live.now = live.now.after_ms(MS_PER_HOUR);
    live.deliver();
    assert_eq!(live.desk.session().doubts(), []);
    live.wait(MS_PER_MINUTE);
    assert_eq!(live.desk.session().pools().count(), 2);
}
