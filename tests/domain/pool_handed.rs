//! Jobs that the Request page hands over: they run where they say, at the service for which they were made.

use poolwise::emulator::Settings;
use poolwise::pool_desk::{Desk, Errand, Handed, JobFault, RunsOn, job_service_for, pool_fault, read_handed};
use poolwise::service::{Connection, HttpReply, Input, JobService, PoolId, ServiceKind, azure_batch_profile};
use poolwise::units::{Seed, Timestamp};

use crate::emulator::{SERVICE, connection};

const START: Timestamp = Timestamp::from_ms(1_500_000_000_000);

fn handed(pools: &[Option<&str>]) -> Handed {
    let bodies = pools.iter().enumerate().map(|(at, pool)| {
        let pool = pool.map(|pool| format!(r#","AzureBatchPoolId":"{pool}""#)).unwrap_or_default();
        format!("{{\"GlobalParameters\":{{\"row\":\"{at}\"}}{pool}}}\n")
    });
    read_handed(&format!("{SERVICE}\n{}", bodies.collect::<String>())).unwrap()
}

fn pool(name: &str) -> RunsOn {
    RunsOn::Pool(PoolId::read(name).unwrap())
}

/// What is sent: the pool that is told to the session, and the body.
fn sent(handed: &Handed, runs_on: &RunsOn, first: usize, most: usize) -> Vec<(String, String)> {
    let parts = handed.part(runs_on, 2, first, most).into_iter().flat_map(|(pool, bodies)| {
        let pool = pool.map(|pool| pool.as_str().to_owned()).unwrap_or_default();
        bodies.into_iter().map(move |body| (pool.clone(), String::from_utf8(body.bytes().to_vec()).unwrap()))
    });
    parts.collect()
}

/// A job made for a pool went to the classic queue unless the user chose the pool a second time.
#[test]
fn jobs_run_where_their_bodies_say_unless_told_otherwise() {
    assert_eq!(handed(&[Some("mine"), Some("mine")]).runs_on(), pool("mine"));
    assert_eq!(handed(&[None, None]).runs_on(), RunsOn::Classic);
    assert_eq!(handed(&[Some("mine"), None]).runs_on(), RunsOn::AsWritten);
    assert_eq!(handed(&[Some("no id")]).runs_on(), RunsOn::AsWritten);
    for nothing in ["null", "\"\""] {
        let handed = read_handed(&format!("\n{{\"AzureBatchPoolId\":{nothing}}}\n")).unwrap();
        assert_eq!(handed.runs_on(), RunsOn::Classic, "{nothing}");
    }
    let only_in_a_value = read_handed("\n{\"GlobalParameters\":{\"AzureBatchPoolId\":\"x\"}}\n").unwrap();
    assert_eq!(only_in_a_value.runs_on(), RunsOn::Classic);
    for runs_on in [RunsOn::Classic, RunsOn::AsWritten, pool("mine")] {
        assert_eq!(RunsOn::from_key(runs_on.key()), runs_on);
    }
}

#[test]
fn jobs_of_several_pools_keep_their_order_and_their_pools() {
    let handed = handed(&[Some("a"), Some("a"), Some("b"), None]);
    let pools = |runs_on: &RunsOn, first, most| {
        sent(&handed, runs_on, first, most).into_iter().map(|(pool, _)| pool).collect::<Vec<_>>()
    };
    assert_eq!(pools(&RunsOn::AsWritten, 0, 100), ["a", "a", "b", "", "a", "a", "b", ""]);
    assert_eq!(pools(&RunsOn::AsWritten, 1, 3), ["a", "b", ""]);
    assert_eq!(pools(&pool("c"), 6, 9), ["c", "c"]);
    let named: Vec<&str> = handed.pools(&RunsOn::AsWritten).map(PoolId::as_str).collect();
    assert_eq!(named, ["a", "b"]);
    let other = pool("c");
    assert_eq!(handed.pools(&other).map(PoolId::as_str).collect::<Vec<_>>(), ["c"]);
    for (runs_on, expected) in [
        (RunsOn::AsWritten, r#"{"GlobalParameters":{"row":"2"},"AzureBatchPoolId":"b"}"#),
        (RunsOn::Classic, r#"{"GlobalParameters":{"row":"2"}}"#),
        (other, r#"{"GlobalParameters":{"row":"2"},"AzureBatchPoolId":"c"}"#),
    ] {
        assert_eq!(sent(&handed, &runs_on, 2, 1)[0].1, expected);
    }
}

fn desk(kind: ServiceKind, services: &[&str]) -> Desk {
    let mut desk = Desk::new(START, Seed(1));
    let jobs = services.iter().map(|url| JobService::at(url, "key").unwrap()).collect();
    let connection = Connection { kind, jobs, ..connection(&Settings::instant(azure_batch_profile())) };
    desk.connect(START, connection, &[]);
    desk
}

/// Bodies for one service went to another without a word when only the other's key was here.
#[test]
fn jobs_go_to_the_service_for_which_they_were_made_or_to_none() {
    let other = SERVICE.replace("9fe6", "0000");
    let relay = SERVICE.replace("https://", "http://127.0.0.1:8791/token/");
    #[track_caller]
    fn check(kind: ServiceKind, here: &[&str], named: Option<&str>, expected: Option<&str>) {
        let found = job_service_for(desk(kind, here).session(), named);
        assert_eq!(found.as_ref().map(|found| found.as_str()), expected);
    }
    check(ServiceKind::Live, &[&other], Some(SERVICE), None);
    check(ServiceKind::Companion, &[&other], Some(SERVICE), None);
    check(ServiceKind::Live, &[&other, SERVICE], Some(SERVICE), Some(SERVICE));
    check(ServiceKind::Live, &[&other, &relay], Some(SERVICE), Some(&relay));
    check(ServiceKind::Live, &[&relay, SERVICE], Some(SERVICE), Some(SERVICE));
    check(ServiceKind::Live, &[&other], Some("nowhere"), None);
    check(ServiceKind::Live, &[&other, SERVICE], None, Some(&other));
    check(ServiceKind::Live, &[], None, None);
    check(ServiceKind::Practice, &[&other], Some(SERVICE), Some(&other));
}

#[test]
fn a_pool_that_the_service_does_not_list_is_pointed_out() {
    let mut desk = desk(ServiceKind::Live, &[SERVICE]);
    let id = PoolId::read("mine").unwrap();
    assert_eq!(pool_fault(desk.session(), &id), None, "which pools there are is not known yet");
    let asked = desk.take_errands();
    let Errand::Send { request, .. } = &asked[0] else { panic!("it lists pools") };
    let reply = br#"{"value":[{"id":"other","state":"active","allocationState":"steady","currentDedicatedNodes":1,"targetDedicatedNodes":1}]}"#;
    let outcome = Ok(HttpReply { status: 200, headers: Vec::new(), body: reply.to_vec() });
    desk.press(START.after_ms(100), Input::ReplyArrived { request: *request, outcome });
    assert_eq!(pool_fault(desk.session(), &id), Some(JobFault::PoolNotListed(id)));
    assert_eq!(pool_fault(desk.session(), &PoolId::read("other").unwrap()), None);
}
