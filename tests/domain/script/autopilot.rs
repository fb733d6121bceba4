use poolwise::script::{
    AUTOPILOT_LANGUAGES, Autopilot, ExitCode, Limits, Options, PoolAccess, ScriptLanguage, SecretsAs,
    autopilot_script,
};
use poolwise::service::{
    Ending, Field, JobId, PoolId, ServiceAddress, azure_batch_profile, source_page_profile,
};
use poolwise::units::Secret;

use super::hostile::hostile;
use super::mock::{Fault, Mock, Scenario, Seen};
use super::run::{Folder, run};

const PATH: &str =
    "/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";
const KEYS: [(&str, &str); 3] =
    [("BES_API_KEY", "k \"1\" $(id)"), ("BES_API_KEY_2", "two"), ("POOL_KEY", "pool's \\key")];

/// Each job runs once and has then ended; the pool has two VMs twice and then none.
fn scenario() -> Scenario {
    Scenario {
        statuses: vec!["{\"StatusCode\":1}".to_owned(), "{\"StatusCode\":\"Failed\"}".to_owned()],
        pools: vec![r#"{"id":"p","currentDedicatedNodes":2}"#, r#"{"id":"p","currentDedicatedNodes":0}"#],
        ..super::flow::finishes()
    }
}

fn autopilot(mock: &Mock, ending: Ending) -> Autopilot {
    let service = |path: &str| ServiceAddress::read(&format!("{}{path}", mock.origin)).expect("its form");
    let job = |id: &str| JobId::read(id).expect("an id");
    let other = PATH.replace("9fe6", "1fe6");
    Autopilot {
        pool: PoolId::read("p").expect("an id"),
        jobs: vec![(service(PATH), job("one")), (service(&other), job("two")), (service(PATH), job("three"))],
        grace_ms: 1_000,
        ending,
    }
}

fn access(mock: &Mock) -> PoolAccess {
    let (service_url, key) = (format!("{}/account", mock.origin), Secret::default());
    PoolAccess { service_url, key, profile: azure_batch_profile() }
}

fn options() -> Options {
    let options = super::flow::options("unused", SecretsAs::Environment);
    Options { limits: Limits { give_up_after_ms: 40, ..options.limits }, ..options }
}

/// What a script asked of the service, in order: verb and the last part of the path.
fn asked(seen: &[Seen]) -> Vec<String> {
    let last = |path: &str| path.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    seen.iter().map(|seen| format!("{} {}", seen.method, last(&seen.path))).collect()
}

#[track_caller]
fn check(scenario: &Scenario, ending: Ending, expected: i32, requests: &[&str]) {
    for language in AUTOPILOT_LANGUAGES {
        let mock = Mock::start(scenario.clone());
        let script = autopilot_script(&autopilot(&mock, ending), &access(&mock), language, &options());
        let script = script.expect("the contract has it");
        assert!(script.is_ascii(), "{language:?}");
        let output = run(language, &script, &Folder::new(), &KEYS);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{language:?}: {told}\n{script}");
        assert_eq!(asked(&mock.seen()), requests, "{language:?}");
        for seen in mock.seen() {
            let key = match seen.path.as_str() {
                path if path.contains("1fe6") => "Bearer two",
                path if path.contains("/jobs/") => "Bearer k \"1\" $(id)",
                _ => "Bearer pool's \\key",
            };
            assert_eq!(seen.headers["authorization"], key, "{language:?}: {}", seen.path);
        }
    }
}

#[test]
fn it_waits_for_every_job_and_then_resizes_and_looks() {
    let requests = [
        "GET one",
        "GET one",
        "GET two",
        "GET two",
        "GET three",
        "GET three",
        "POST resize",
        "GET p",
        "GET p",
    ];
    check(&scenario(), Ending::ToZero, ExitCode::Done.number(), &requests);
}

/// A pool that is gone is what it waits for; one that the service refuses to delete is told of.
#[test]
fn it_deletes_and_sees_the_pool_gone() {
    let gone = Scenario { pools: vec!["{}", "404"], ..scenario() };
    let jobs = ["GET one", "GET one", "GET two", "GET two", "GET three", "GET three"];
    let requests: Vec<&str> = jobs.iter().copied().chain(["DELETE p", "GET p", "GET p"]).collect();
    check(&gone, Ending::Delete, ExitCode::Done.number(), &requests);
    let refused = Scenario { resize: 400, ..scenario() };
    let requests: Vec<&str> = jobs.iter().copied().chain(["POST resize"]).collect();
    check(&refused, Ending::ToZero, ExitCode::NotResized.number(), &requests);
}

#[test]
fn it_leaves_a_pool_with_a_live_job_alone() {
    for (status, expected) in [("{\"StatusCode\":1}", ExitCode::GaveUp), ("<html>", ExitCode::Refused)] {
        let scenario = Scenario { statuses: vec![status.to_owned()], ..scenario() };
        for language in AUTOPILOT_LANGUAGES {
            let mock = Mock::start(scenario.clone());
            let script =
                autopilot_script(&autopilot(&mock, Ending::ToZero), &access(&mock), language, &options());
            let output = run(language, &script.expect("it is written"), &Folder::new(), &KEYS);
            assert_eq!(output.status.code(), Some(expected.number()), "{language:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("left as it is"), "{language:?}");
            assert!(asked(&mock.seen()).iter().all(|asked| asked == "GET one"), "{language:?}");
        }
    }
}

#[test]
fn an_end_without_an_answer_is_told_as_unknown() {
    for (fault, expected) in [
        (Fault::Lost, "unknown whether the pool service accepted"),
        (Fault::Status(504), "unknown whether the pool service accepted"),
        (Fault::Status(400), "The pool service refused."),
    ] {
        let scenario = Scenario { faults: vec![("resize", usize::MAX, fault)], ..scenario() };
        for language in AUTOPILOT_LANGUAGES {
            let mock = Mock::start(scenario.clone());
            let autopilot = Autopilot { jobs: Vec::new(), grace_ms: 0, ..autopilot(&mock, Ending::ToZero) };
            let script = autopilot_script(&autopilot, &access(&mock), language, &options());
            let output = run(language, &script.expect("it is written"), &Folder::new(), &KEYS);
            assert_eq!(output.status.code(), Some(ExitCode::NotResized.number()), "{language:?}");
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains(expected), "{language:?} {fault:?}: {told}");
        }
    }
}

#[test]
fn what_is_never_seen_to_be_done_is_told() {
    let stays = Scenario { pools: vec![r#"{"currentDedicatedNodes":2}"#], ..scenario() };
    for language in AUTOPILOT_LANGUAGES {
        let mock = Mock::start(stays.clone());
        let script =
            autopilot_script(&autopilot(&mock, Ending::ToZero), &access(&mock), language, &options());
        let output = run(language, &script.expect("it is written"), &Folder::new(), &KEYS);
        assert_eq!(output.status.code(), Some(ExitCode::NotSeen.number()), "{language:?}");
    }
}

/// A pool may be changing for a quarter of an hour before it can be told to.
#[test]
fn a_pool_that_is_changing_is_waited_for() {
    let changing = Scenario { faults: vec![("resize", 12, Fault::Status(409))], ..scenario() };
    let patient = Options { limits: Limits { give_up_after_ms: 60_000, ..options().limits }, ..options() };
    for language in AUTOPILOT_LANGUAGES {
        let mock = Mock::start(changing.clone());
        let autopilot = Autopilot { jobs: Vec::new(), grace_ms: 0, ..autopilot(&mock, Ending::ToZero) };
        let script = autopilot_script(&autopilot, &access(&mock), language, &patient).expect("it is written");
        let output = run(language, &script, &Folder::new(), &KEYS);
        assert_eq!(output.status.code(), Some(0), "{language:?}: {output:?}");
        let resizes = asked(&mock.seen()).iter().filter(|asked| *asked == "POST resize").count();
        assert_eq!(resizes, 13, "{language:?}");
    }
}

/// A contract of three operations cannot look: then it is not said that it is done.
#[test]
fn a_contract_that_cannot_read_is_not_asked_to() {
    for language in AUTOPILOT_LANGUAGES {
        let mock = Mock::start(scenario());
        let access = PoolAccess { profile: source_page_profile(), ..access(&mock) };
        let autopilot = autopilot(&mock, Ending::Delete);
        let script = autopilot_script(&autopilot, &access, language, &options()).expect("it has this");
        let output = run(language, &script, &Folder::new(), &KEYS);
        assert_eq!(output.status.code(), Some(0), "{language:?}");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told.contains("whether it is done is not known here"), "{language:?}: {told}");
    }
    let mock = Mock::start(scenario());
    let other =
        autopilot_script(&autopilot(&mock, Ending::ToZero), &access(&mock), ScriptLanguage::R, &options());
    assert!(other.is_err(), "it is written in two languages");
}

/// Where a contract says that the number of VMs is, is text of whoever wrote the contract.
#[test]
fn a_hostile_contract_stays_text() {
    let part = |text: String| ["/", &text.replace('~', "~0").replace('/', "~1")].concat();
    let pointers =
        [hostile().into_iter().map(part).collect::<String>(), "/%%url%%/%%body%%/%%check%%".to_owned()];
    for pointer in pointers {
        let mut profile = azure_batch_profile();
        profile.fields.insert(Field::CurrentVms, pointer.clone());
        for language in AUTOPILOT_LANGUAGES {
            let mock = Mock::start(scenario());
            let access = PoolAccess { profile: profile.clone(), ..access(&mock) };
            let autopilot = Autopilot { jobs: Vec::new(), grace_ms: 0, ..autopilot(&mock, Ending::ToZero) };
            let script = autopilot_script(&autopilot, &access, language, &options()).expect("it is written");
            let output = run(language, &script, &Folder::new(), &KEYS);
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(
                output.status.code(),
                Some(ExitCode::NotSeen.number()),
                "{language:?} {pointer:?}: {told}"
            );
            assert!(!told.contains("not found") && !told.contains("rror"), "{language:?}: {told}");
        }
    }
}
