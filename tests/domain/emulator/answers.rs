//! What the account answers: pools, jobs, errors.
#![expect(clippy::panic, reason = "a test's helper stops the test, as its test would")]

use poolwise::emulator::{
    FAULT_HEADER, Fault, FaultPlan, FaultRule, JobTimes, PracticeAnswer, SENTINELS, Settings, Spread,
    fault_named,
};
use poolwise::service::{
    AllocationState, Answer, Call, HttpReply, JobBody, JobId, JobState, Pool, PoolId, PoolState,
    ServiceError, TransportFailure, azure_batch_profile, read, read_http_date, request, source_page_profile,
};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, VmCount};

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

/// Other tenants come between: jobs enter one after the other, in order, each after its own wait.
#[test]
fn other_tenants_make_the_next_job_of_the_classic_queue_wait() {
    let mean = 10 * MS_PER_MINUTE;
    let settings = Settings { classic_wait_mean_ms: mean, ..Settings::instant(azure_batch_profile()) };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let jobs: Vec<JobId> = (0..40).map(|_| started(&mut desk, None)).collect();
    let begin = desk.now;
    let mut entered = Vec::new();
    while entered.len() < jobs.len() {
        desk.wait(desk.account.next_event().expect("somebody waits").ms_since(desk.now));
        let waits = |id: &JobId, desk: &mut Desk| state(desk, id) == JobState::NotStarted;
        let inside = jobs.iter().take_while(|id| !waits(id, &mut desk)).count();
        assert!(jobs.iter().skip(inside).all(|id| waits(id, &mut desk)), "first in, first out");
        entered.resize(inside, desk.now.ms_since(begin));
    }
    let gaps: Vec<u64> =
        entered.iter().scan(0, |before, at| Some(at - core::mem::replace(before, *at))).collect();
    assert!(gaps.iter().all(|gap| *gap > 0), "one at a time: {gaps:?}");
    // Forty exponential waits: their mean is within four of its standard errors.
    let average = gaps.iter().sum::<u64>() / 40;
    assert!((mean * 4 / 10..mean * 16 / 10).contains(&average), "{average}");
}

#[test]
fn jobs_by_rows_run_as_long_as_their_rows_take() {
    let job_times = JobTimes::Rows { rows: 1_200, us_per_row: 3_000_500 };
    let settings = Settings { job_times, ..Settings::instant(azure_batch_profile()) };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let pool = desk.create("rows", 2);
    let by_settings = started(&mut desk, Some(&pool));
    let asked = r#"{"AzureBatchPoolId":"rows","GlobalParameters":{"practice.rows":"40","practice.secondsPerRow":0.25}}"#;
    let submit = Call::SubmitJob(JobBody::new(asked.as_bytes().to_vec()));
    let Ok(Answer::Submitted(own)) = desk.ask(&submit) else { panic!("submit") };
    assert_eq!(desk.ask(&Call::StartJob(own.clone())), Ok(Answer::Accepted));
    for (id, ms) in [(own, 10_000), (by_settings, 3_600_600)] {
        let already = desk.now.ms_since(desk.begun);
        desk.wait(ms - 1 - already);
        assert_eq!(state(&mut desk, &id), JobState::Running, "{ms}");
        desk.wait(1);
        assert_eq!(state(&mut desk, &id), JobState::Finished, "{ms}");
    }
}

#[test]
fn a_vm_runs_as_many_jobs_as_it_may_in_the_order_of_starting() {
    let settings = Settings { jobs_per_vm: 3, ..Settings::instant(azure_batch_profile()) };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let pool = desk.create("shared", 2);
    let jobs: Vec<JobId> = (0..14).map(|_| started(&mut desk, Some(&pool))).collect();
    for done in [0, 6, 12, 14] {
        let sight = desk.account.sight(&pool).expect("it is there");
        let running = jobs.len().min(done + 6) - done;
        let on_vms: Vec<JobId> = sight.vms.iter().flat_map(|(_, jobs)| jobs.clone()).collect();
        assert!(sight.vms.iter().all(|(_, jobs)| jobs.len() <= 3), "{sight:?}");
        assert_eq!(on_vms.len(), running);
        assert!(jobs[done..done + running].iter().all(|id| on_vms.contains(id)), "first in, first out");
        assert_eq!(sight.queue, jobs[done + running..], "the rest wait in order");
        let finished = |id: &&JobId| desk.account.jobs().contains(&((*id).clone(), JobState::Finished));
        assert_eq!(jobs.iter().filter(finished).count(), done);
        desk.wait(MS_PER_HOUR);
    }
}

/// A job that nobody starts is kept, and keeps no other.
#[test]
fn of_many_jobs_the_oldest_that_ended_are_forgotten() {
    let settings = Settings { most_jobs: 4, ..Settings::instant(azure_batch_profile()) };
    let mut desk = Desk::new(settings, FaultPlan::default());
    let Ok(Answer::Submitted(never)) = desk.ask(&Call::SubmitJob(job(None))) else { panic!("submit") };
    let mut jobs = Vec::new();
    for _ in 0..10 {
        jobs.push(started(&mut desk, None));
        desk.wait(MS_PER_HOUR);
    }
    assert_eq!(desk.account.jobs().len(), 4);
    assert_eq!(state(&mut desk, &never), JobState::NotStarted);
    assert!(jobs[7..].to_vec().iter().all(|id| state(&mut desk, id) == JobState::Finished));
    assert!(matches!(desk.ask(&Call::JobStatus(jobs[6].clone())), Err(ServiceError::NotFound(_))));
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

/// Whether an answer is what a fault says; `reads` where the reply that was due has a body.
#[track_caller]
fn met(name: &str, fault: Fault, answer: &PracticeAnswer, reads: bool) {
    let reply = answer.outcome.as_ref();
    let status = reply.map(|reply| reply.status);
    let text = reply.map(|reply| String::from_utf8_lossy(&reply.body).into_owned()).unwrap_or_default();
    let header = |name: &str| reply.ok().and_then(|reply| reply.header(name));
    match fault {
        Fault::Refuse { status: wanted, code, retry_after_s } => {
            assert_eq!(status, Ok(wanted), "{name}");
            assert!(text.contains(&format!("\"{code}\"")), "{name}: {text}");
            assert_eq!(
                header("Retry-After").map(str::to_owned),
                retry_after_s.map(|s| s.to_string()),
                "{name}"
            );
        }
        Fault::BusyUntil { seconds } => {
            assert_eq!(status, Ok(503), "{name}");
            let moment = |name: &str| header(name).and_then(read_http_date).expect("a date");
            let wait = moment("Retry-After").ms_since(moment("Date"));
            assert_eq!(wait, u64::from(seconds) * MS_PER_SECOND, "{name}");
        }
        Fault::FailAfter { status: wanted } => assert_eq!(status, Ok(wanted), "{name}"),
        Fault::Slow { ms } => assert!(answer.after_ms >= ms && status.is_ok_and(|it| it < 300), "{name}"),
        Fault::CutOff => {
            assert_eq!(status, Err(&TransportFailure::CutOff), "{name}");
            assert!(answer.broken_off.is_some(), "{name}");
        }
        Fault::Malformed => assert!(status.is_ok_and(|it| it < 300) && text.starts_with("<html>"), "{name}"),
        Fault::WrongTypes => {
            assert!(status.is_ok_and(|it| it < 300), "{name}");
            assert_eq!(text.contains("unexpected"), reads, "{name}: {text}");
        }
        Fault::LostReply | Fault::LostRequest => {
            assert_eq!(status, Err(&TransportFailure::TimedOut), "{name}");
        }
        Fault::Blocked => assert_eq!(status, Err(&TransportFailure::Unreachable), "{name}"),
    }
}

/// Whether what was asked for is done all the same.
const fn is_done(fault: Fault) -> bool {
    !matches!(fault, Fault::Refuse { .. } | Fault::BusyUntil { .. } | Fault::LostRequest | Fault::Blocked)
}

#[test]
fn every_sentinel_is_met_by_header_as_it_says() {
    for (name, fault) in SENTINELS {
        assert_eq!(fault_named(name), Some(fault), "{name}: a name that it begins with stands before it");
        let mut desk = Desk::instant(azure_batch_profile());
        desk.create("there", 1);
        let call = Call::ListPools { page: None };
        let mut asked = request(&call, &desk.connection).expect("list");
        asked.headers.push((FAULT_HEADER.to_owned(), name.to_owned()));
        for _each_time in 0..2 {
            let answer = desk.account.answer(desk.now, &asked);
            met(name, fault, &answer, true);
            let came = read(&call, &desk.connection, &answer.outcome, desk.now);
            match fault {
                Fault::Slow { .. } => assert!(came.is_ok(), "{name}: {came:?}"),
                Fault::Malformed | Fault::WrongTypes => {
                    assert!(matches!(came, Err(ServiceError::Malformed(_))), "{name}: {came:?}");
                }
                _ => assert!(came.is_err(), "{name}: {came:?}"),
            }
        }
    }
}

/// The first create, resize and deletion of a pool of such a name; the second goes well, and so does every reading.
#[test]
fn every_sentinel_is_met_by_a_pools_name_as_it_says() {
    for (name, fault) in SENTINELS {
        let mut desk = Desk::instant(azure_batch_profile());
        let id = PoolId::read(name).expect("a name");
        let create = Call::CreatePool { id: id.clone(), vms: VmCount(1), swagger: swagger() };
        met(name, fault, &desk.answer(&create), false);
        let there = |desk: &Desk| desk.account.pools().iter().map(|pool| pool.target_vms).collect::<Vec<_>>();
        let created = if is_done(fault) { vec![Some(VmCount(1))] } else { Vec::new() };
        assert_eq!(there(&desk), created, "{name}");
        if !is_done(fault) {
            assert!(desk.ask(&create).is_ok(), "{name}: met once");
        }
        assert_eq!(listed(&mut desk).len(), 1, "{name}: readings are spared");
        let resize = Call::ResizePool { id: id.clone(), target: VmCount(3) };
        met(name, fault, &desk.answer(&resize), false);
        assert_eq!(there(&desk), [Some(VmCount(if is_done(fault) { 3 } else { 1 }))], "{name}");
        met(name, fault, &desk.answer(&Call::DeletePool(id)), false);
        assert_eq!(there(&desk).is_empty(), is_done(fault), "{name}");
    }
}

/// Each job of which a blob's name asks for it meets the fault when it is sent, when it is started and when it is cancelled.
#[test]
fn every_sentinel_is_met_by_a_blobs_name_as_it_says() {
    for (name, fault) in SENTINELS {
        let mut desk = Desk::instant(azure_batch_profile());
        let body = format!(r#"{{"Input":{{"RelativeLocation":"in/{name}.csv"}}}}"#);
        let submit = Call::SubmitJob(JobBody::new(body.into_bytes()));
        met(name, fault, &desk.answer(&submit), true);
        assert_eq!(desk.account.jobs().len(), usize::from(is_done(fault)), "{name}");
        for _another in 0..2 {
            let Ok(Answer::Submitted(id)) = desk.ask(&submit) else { panic!("{name}: a body meets it once") };
            met(name, fault, &desk.answer(&Call::StartJob(id.clone())), false);
            let expected = if is_done(fault) { JobState::Running } else { JobState::NotStarted };
            assert_eq!(state(&mut desk, &id), expected, "{name}");
            met(name, fault, &desk.answer(&Call::CancelJob(id.clone())), false);
            assert_eq!(state(&mut desk, &id) == JobState::Cancelled, is_done(fault), "{name}");
            assert_eq!(desk.ask(&Call::CancelJob(id.clone())), Ok(Answer::Accepted), "{name}: met once");
        }
    }
}

/// A moment is one of the service's clock, which its `Date` tells; without that, the page's own has to do.
#[test]
fn a_moment_to_come_again_is_one_of_the_services_clock() {
    for skew_ms in [-240_000, 0, 3 * 3_600_000] {
        let mut desk =
            Desk::new(Settings { skew_ms, ..Settings::instant(azure_batch_profile()) }, FaultPlan::default());
        let call = Call::ListPools { page: None };
        let mut asked = request(&call, &desk.connection).expect("list");
        asked.headers.push((FAULT_HEADER.to_owned(), "fault-503-date".to_owned()));
        let mut reply = desk.account.answer(desk.now, &asked).outcome.expect("a reply");
        let wait = |reply: &HttpReply| match read(&call, &desk.connection, &Ok(reply.clone()), desk.now) {
            Err(error) => error.retry_after_ms(),
            other => panic!("{other:?}"),
        };
        assert_eq!(wait(&reply), Some(45_000), "{skew_ms}");
        reply.headers.retain(|(name, _)| name != "Date");
        let by_the_pages_clock = 45_000_u64.saturating_add_signed(skew_ms);
        assert_eq!(wait(&reply), Some(by_the_pages_clock), "{skew_ms}");
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
fn a_key_goes_nowhere_but_home() {
    let desk = Desk::instant(azure_batch_profile());
    let page = Call::ListPools { page: Some("https://elsewhere.example/pools".to_owned()) };
    assert!(request(&page, &desk.connection).is_err());
    let shown = format!("{:?}", request(&Call::ListPools { page: None }, &desk.connection));
    assert!(!shown.contains("practice-pool-key") && shown.contains("redacted"), "{shown}");
    assert!(SERVICE.starts_with("https://"));
}
