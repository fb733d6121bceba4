//! What the account answers: pools, jobs, errors.
#![expect(clippy::panic, reason = "a test's helper stops the test, as its test would")]

use poolwise::emulator::{
    FAULT_HEADER, Fault, FaultPlan, FaultRule, SENTINELS, Settings, Spread, fault_named,
};
use poolwise::service::{
    AllocationState, Answer, Call, JobBody, JobId, JobState, Pool, PoolId, PoolState, ServiceError,
    TransportFailure, azure_batch_profile, read, request, source_page_profile,
};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, VmCount};

use super::{Desk, SERVICE, job, swagger};

fn listed(desk: &mut Desk) -> Vec<Pool> {
    let mut pools = Vec::new();
    let mut page = None;
    loop {
        match desk.ask(&Call::ListPools { page }) {
            Ok(Answer::Pools { pools: more, next }) => {
                pools.extend(more);
                page = next;
            }
            other => panic!("{other:?}"),
        }
        if page.is_none() {
            return pools;
        }
    }
}

fn started(desk: &mut Desk, pool: Option<&PoolId>) -> JobId {
    let Ok(Answer::Submitted(id)) = desk.ask(&Call::SubmitJob(job(pool))) else { panic!("submit") };
    assert_eq!(desk.ask(&Call::StartJob(id.clone())), Ok(Answer::Accepted));
    id
}

fn state(desk: &mut Desk, id: &JobId) -> JobState {
    match desk.ask(&Call::JobStatus(id.clone())) {
        Ok(Answer::Status(status)) => status.state,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn code(answer: Result<Answer, ServiceError>) -> String {
    match answer {
        Err(error) => {
            let said = error.said().cloned().unwrap_or_default();
            let detail = said.details.first().map(|(code, _)| code.clone()).unwrap_or_default();
            format!("{} {detail}", said.code.unwrap_or_default()).trim().to_owned()
        }
        Ok(answer) => panic!("{answer:?}"),
    }
}

#[test]
fn a_pool_goes_from_resizing_to_steady_to_gone() {
    let settings = Settings {
        provisioning: Spread::exactly(5 * MS_PER_MINUTE),
        releasing: Spread::exactly(MS_PER_MINUTE),
        ..Settings::instant(azure_batch_profile())
    };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let id = desk.create("life", 2);
    let pool = listed(&mut desk).remove(0);
    assert_eq!((pool.allocation, pool.current_vms), (AllocationState::Resizing, Some(VmCount(0))));
    assert_eq!(pool.swagger_url.as_deref(), Some(swagger().as_str()));
    assert_eq!(pool.created, Some(desk.now));
    assert_eq!(code(desk.ask(&Call::ResizePool { id: id.clone(), target: VmCount(3) })), "PoolBeingResized");
    desk.wait(5 * MS_PER_MINUTE);
    let pool = listed(&mut desk).remove(0);
    assert_eq!((pool.allocation, pool.current_vms), (AllocationState::Steady, Some(VmCount(2))));
    assert_eq!(code(desk.ask(&Call::ResizePool { id: id.clone(), target: VmCount(21) })), "PoolQuotaReached");
    assert_eq!(desk.ask(&Call::DeletePool(id.clone())), Ok(Answer::Accepted));
    assert_eq!(code(desk.ask(&Call::DeletePool(id.clone()))), "PoolBeingDeleted");
    assert_eq!(listed(&mut desk).remove(0).state, PoolState::Deleting);
    desk.wait(MS_PER_MINUTE);
    assert_eq!(listed(&mut desk), []);
    assert_eq!(code(desk.ask(&Call::GetPool(id))), "PoolNotFound");
}

#[test]
fn a_list_of_many_pools_has_pages() {
    let mut settings = Settings::instant(azure_batch_profile());
    settings.quota.pools = None;
    settings.page_size = 3;
    let mut desk = Desk::new(settings, FaultPlan::default());
    for at in 0..8 {
        desk.create(&format!("pool-{at}"), 0);
    }
    let names: Vec<String> = listed(&mut desk).iter().map(|pool| pool.id.as_str().to_owned()).collect();
    assert_eq!(names, (0..8).map(|at| format!("pool-{at}")).collect::<Vec<_>>());
}

#[test]
fn the_quota_and_the_names_of_pools_are_kept() {
    let mut desk = Desk::instant(azure_batch_profile());
    for name in ["a", "b", "c"] {
        desk.create(name, 1);
    }
    let create = |name: &str, vms| Call::CreatePool {
        id: PoolId::read(name).expect("a name"),
        vms: VmCount(vms),
        swagger: swagger(),
    };
    assert_eq!(code(desk.ask(&create("a", 1))), "PoolExists");
    assert_eq!(code(desk.ask(&create("d", 21))), "PoolQuotaReached");
    assert!(desk.ask(&create("d", 20)).is_ok());
    assert_eq!(code(desk.ask(&create("e", 0))), "PoolQuotaReached");
}

/// Source: facts B.2: submit places a job in a not started state; start is a call of its own.
#[test]
fn a_job_waits_to_be_started_runs_and_tells_its_results() {
    let mut desk = Desk::instant(source_page_profile());
    let pool = desk.create("jobs", 1);
    let Ok(Answer::Submitted(first)) = desk.ask(&Call::SubmitJob(job(Some(&pool)))) else { panic!("submit") };
    desk.wait(MS_PER_HOUR);
    assert_eq!(state(&mut desk, &first), JobState::NotStarted);
    assert_eq!(desk.ask(&Call::StartJob(first.clone())), Ok(Answer::Accepted));
    let second = started(&mut desk, Some(&pool));
    assert_eq!(
        (state(&mut desk, &first), state(&mut desk, &second)),
        (JobState::Running, JobState::NotStarted)
    );
    assert_eq!(code(desk.ask(&Call::StartJob(first.clone()))), "InvalidOperation CannotStartJob");
    desk.wait(MS_PER_HOUR);
    assert_eq!(
        (state(&mut desk, &first), state(&mut desk, &second)),
        (JobState::Finished, JobState::Running)
    );
    let Ok(Answer::Status(status)) = desk.ask(&Call::JobStatus(first)) else { panic!("status") };
    let url = status.results[0].url();
    assert!(
        url.reveal().starts_with("https://practice.blob.core.windows.net/a/c.csv?sv="),
        "{}",
        url.reveal()
    );
    assert_eq!(desk.ask(&Call::CancelJob(second.clone())), Ok(Answer::Accepted));
    assert_eq!(state(&mut desk, &second), JobState::Cancelled);
}

#[test]
fn jobs_of_a_pool_are_put_back_when_it_shrinks_and_fail_when_it_goes() {
    let mut desk = Desk::instant(azure_batch_profile());
    let pool = desk.create("shrinks", 2);
    let jobs: Vec<JobId> = (0..3).map(|_| started(&mut desk, Some(&pool))).collect();
    assert_eq!(desk.ask(&Call::ResizePool { id: pool.clone(), target: VmCount(0) }), Ok(Answer::Accepted));
    desk.wait(10 * MS_PER_HOUR);
    for id in &jobs {
        assert_eq!(state(&mut desk, id), JobState::NotStarted);
    }
    assert_eq!(desk.ask(&Call::ResizePool { id: pool.clone(), target: VmCount(1) }), Ok(Answer::Accepted));
    desk.wait(2 * MS_PER_HOUR);
    let states: Vec<JobState> = jobs.iter().map(|id| state(&mut desk, id)).collect();
    assert_eq!(states, [JobState::Finished, JobState::Finished, JobState::Running]);
    assert_eq!(desk.ask(&Call::DeletePool(pool)), Ok(Answer::Accepted));
    assert_eq!(state(&mut desk, &jobs[2]), JobState::Failed);
}

/// Source: facts B.7: "each endpoint can process 40 requests at a time", the rest wait in order.
#[test]
fn the_classic_queue_runs_forty_at_a_time() {
    let mut desk = Desk::instant(azure_batch_profile());
    let jobs: Vec<JobId> = (0..100).map(|_| started(&mut desk, None)).collect();
    for expected in [(0, 40, 60), (40, 40, 20), (80, 20, 0), (100, 0, 0)] {
        let states: Vec<JobState> = jobs.iter().map(|id| state(&mut desk, id)).collect();
        let count = |wanted: &JobState| states.iter().filter(|state| *state == wanted).count();
        let found = (count(&JobState::Finished), count(&JobState::Running), count(&JobState::NotStarted));
        assert_eq!(found, expected);
        assert!(states.is_sorted_by_key(|state| match state {
            JobState::Finished => 0,
            JobState::Running => 1,
            _ => 2,
        }));
        desk.wait(MS_PER_HOUR);
    }
}

/// Source: facts B.8.
#[test]
fn wrong_jobs_are_refused_with_the_documented_codes() {
    let mut desk = Desk::instant(azure_batch_profile());
    let mut check = |body: &str, expected: &str| {
        assert_eq!(
            code(desk.ask(&Call::SubmitJob(JobBody::new(body.as_bytes().to_vec())))),
            expected,
            "{body}"
        );
    };
    check("no json", "BadArgument RequestBodyInvalid");
    check(r#"{"Input":{},"Inputs":{}}"#, "BadArgument DuplicateInputInBatchCall");
    check(r#"{"AzureBatchPoolId":"nobody"}"#, "BadArgument BadParameterValue");
}

#[test]
fn a_wrong_key_opens_nothing_and_swagger_needs_none() {
    let mut desk = Desk::instant(azure_batch_profile());
    let right = desk.connection.clone();
    let other = Settings {
        pool_key: poolwise::units::Secret::new("other".to_owned()),
        job_key: poolwise::units::Secret::new("other".to_owned()),
        ..Settings::instant(azure_batch_profile())
    };
    desk.connection = super::connection(&other);
    for call in [Call::ListPools { page: None }, Call::SubmitJob(job(None))] {
        assert!(matches!(desk.ask(&call), Err(ServiceError::Unauthorized(_))), "{call:?}");
    }
    assert!(matches!(desk.ask(&Call::Swagger), Ok(Answer::Swagger(_))));
    desk.connection = right;
    assert!(desk.ask(&Call::ListPools { page: None }).is_ok());
}

#[test]
fn every_sentinel_is_met_as_it_says() {
    for (name, fault) in SENTINELS {
        assert_eq!(fault_named(name), Some(fault), "{name}: a name that it begins with stands before it");
        let mut desk = Desk::instant(azure_batch_profile());
        let call = Call::ListPools { page: None };
        let mut asked = request(&call, &desk.connection).expect("list");
        asked.headers.push((FAULT_HEADER.to_owned(), name.to_owned()));
        let answer = desk.account.answer(desk.now, &asked);
        let came = read(&call, &desk.connection, &answer.outcome, desk.now);
        match fault {
            Fault::Refuse { status, code: wanted, retry_after_s } => {
                let error = came.expect_err(name);
                assert!(error.has_code(wanted), "{name}: {error:?}");
                assert_eq!(answer.outcome.map(|reply| reply.status), Ok(status), "{name}");
                assert_eq!(error.retry_after_ms(), retry_after_s.map(|s| u64::from(s) * 1_000), "{name}");
            }
            Fault::FailAfter { status } => {
                assert!(
                    matches!(came, Err(ServiceError::ServerFailed { status: found, .. }) if found == status)
                );
            }
            Fault::Slow { ms } => assert!(answer.after_ms >= ms && came.is_ok()),
            Fault::CutOff => assert_eq!(came, Err(ServiceError::Transport(TransportFailure::CutOff))),
            Fault::Malformed | Fault::WrongTypes => {
                let empty = Fault::WrongTypes == fault;
                assert!(empty || matches!(came, Err(ServiceError::Malformed(_))), "{name}: {came:?}");
            }
            Fault::LostReply | Fault::LostRequest => {
                assert_eq!(came, Err(ServiceError::Transport(TransportFailure::TimedOut)));
            }
            Fault::Blocked => assert_eq!(came, Err(ServiceError::Transport(TransportFailure::Unreachable))),
        }
    }
}

#[test]
fn a_lost_reply_is_a_deed_done_and_a_lost_request_is_none() {
    for (name, exists) in [("fault-lost", true), ("fault-lost-request", false), ("fault-500-done", true)] {
        let mut desk = Desk::instant(azure_batch_profile());
        let id = PoolId::read(name).expect("a name");
        let came = desk.ask(&Call::CreatePool { id, vms: VmCount(1), swagger: swagger() });
        assert!(came.is_err(), "{name}");
        assert_eq!(!desk.account.pools().is_empty(), exists, "{name}");
    }
}

#[test]
fn a_plan_strikes_as_often_as_it_says() {
    let rule = FaultRule { asked: None, percent: 100, times: Some(2), fault: Fault::Blocked };
    let mut desk = Desk::new(Settings::instant(azure_batch_profile()), FaultPlan::of(vec![rule]));
    let failed = (0..5).filter(|_| desk.ask(&Call::ListPools { page: None }).is_err()).count();
    assert_eq!(failed, 2);
}

#[test]
fn wrong_types_are_malformed() {
    let mut desk = Desk::instant(azure_batch_profile());
    desk.create("typed", 1);
    let rule = FaultRule { asked: None, percent: 100, times: None, fault: Fault::WrongTypes };
    desk.account.set(Settings::instant(azure_batch_profile()), FaultPlan::of(vec![rule]));
    let came = desk.ask(&Call::ListPools { page: None });
    assert!(matches!(came, Err(ServiceError::Malformed(_))), "{came:?}");
}

#[test]
fn a_key_goes_nowhere_but_home() {
    let desk = Desk::instant(azure_batch_profile());
    let page = Call::ListPools { page: Some("https://elsewhere.example/pools".to_owned()) };
    assert!(request(&page, &desk.connection).is_err());
    let shown = format!("{:?}", request(&Call::ListPools { page: None }, &desk.connection));
    assert!(!shown.contains("practice-pool-key") && shown.contains("redacted"), "{shown}");
    assert!(SERVICE.starts_with("https://"));
}
