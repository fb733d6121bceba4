//! What a user lives through, one story a test.

#![expect(clippy::panic, reason = "a test's helper stops the test, as its test would")]

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, Settings, Spread};
use poolwise::service::{
    AllocationState, Asking, Autopilot, DoubtAnswer, Ending, Input, JobService, Notice, PoolState, Presence,
    Refusal, ServiceAddress, ServiceError, Stage, Unsure, azure_batch_profile, source_page_profile,
};
use poolwise::units::{BilledTime, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed, VmCount};

use super::driver::World;
use crate::emulator::{SERVICE, job, service};

fn ordinary() -> World {
    World::new(Settings::ordinary(azure_batch_profile()), FaultPlan::default(), Seed(11))
}

fn with_fault(asked: Asked, times: u32, fault: Fault) -> World {
    let rule = FaultRule { asked: Some(asked), percent: 100, times: Some(times), fault };
    World::new(Settings::ordinary(azure_batch_profile()), FaultPlan::of(vec![rule]), Seed(11))
}

fn lists_only_the_source_page() -> World {
    World::new(Settings::ordinary(source_page_profile()), FaultPlan::default(), Seed(11))
}

#[test]
fn a_pool_is_created_used_shrunk_and_deleted() {
    let mut world = ordinary();
    let pool = world.create("nightly", 4);
    world.drive_bounded(20 * MS_PER_MINUTE, |world| {
        world.session.pool(&world_pool()).is_some_and(|view| view.pool.allocation == AllocationState::Steady)
    });
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(4)));
    assert!(world.told.contains(&Notice::PoolSteady(pool.clone(), VmCount(4))));
    world.submit(Some(&pool), 20);
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    assert_eq!(world.told.iter().filter(|notice| matches!(notice, Notice::JobEnded(_))).count(), 20);
    world.resize(&pool, 0);
    world.drive_bounded(20 * MS_PER_MINUTE, |world| {
        world.session.pool(&world_pool()).is_some_and(|view| view.pool.current_vms == Some(VmCount(0)))
    });
    world.delete(&pool);
    world.wait(10 * MS_PER_MINUTE);
    assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }));
    let reading = world.pool(&pool).meter.reading(world.now);
    let billed = world.account.ledger().billed(&pool, world.now);
    assert!(reading.least <= billed && billed <= reading.most, "{reading:?} holds {billed:?}");
    // Watched all along: the range is no wider than a few readings of a few VMs.
    assert!((reading.most - reading.least) < BilledTime::from_ms(10 * MS_PER_MINUTE), "{reading:?}");
}

fn world_pool() -> poolwise::service::PoolId {
    poolwise::service::PoolId::read("nightly").unwrap_or_else(|| panic!("a name"))
}

#[test]
fn a_pool_that_stands_still_is_metered_exactly() {
    let settings = Settings {
        latency: Spread { least_ms: 80, most_ms: 400 },
        ..Settings::instant(azure_batch_profile())
    };
    let mut other = World::new(settings, FaultPlan::default(), Seed(2));
    let pool = other.create("still", 3);
    other.wait(MS_PER_MINUTE);
    let begun = other.pool(&pool).meter.reading(other.now);
    other.wait(24 * MS_PER_HOUR);
    let ended = other.pool(&pool).meter.reading(other.now);
    assert_eq!(ended.least - begun.least, BilledTime::from_hours(72));
    assert_eq!(ended.most - begun.most, BilledTime::from_hours(72));
}

#[test]
fn a_double_click_is_one_request() {
    let mut world = ordinary();
    let pool = world.create("twice", 2);
    world.create("again", 2);
    assert_eq!(world.told, [Notice::Refused(Refusal::StillAsking)]);
    world.wait(20 * MS_PER_MINUTE);
    world.resize(&pool, 3);
    world.resize(&pool, 4);
    world.wait(MS_PER_SECOND);
    assert_eq!((world.count_sent("POST https://pools.example/pools?"), world.count_sent("/resize")), (1, 1));
}

#[test]
fn a_button_gives_its_reason() {
    let mut world = ordinary();
    let pool = world.create("reasons", 2);
    world.wait(2 * MS_PER_SECOND);
    let may = |world: &World, asking| world.session.may_ask(&pool, asking);
    assert_eq!(may(&world, Asking::Resize(VmCount(3))), Err(Refusal::BeingResized));
    assert_eq!(may(&world, Asking::StopResize), Ok(()));
    world.wait(20 * MS_PER_MINUTE);
    let (asked, allowed) = (VmCount(21), VmCount(20));
    assert_eq!(may(&world, Asking::Resize(asked)), Err(Refusal::TooManyVms { asked, allowed }));
    assert_eq!(may(&world, Asking::StopResize), Err(Refusal::NotResizing));
    world.delete(&pool);
    world.wait(2 * MS_PER_SECOND);
    assert_eq!(may(&world, Asking::Delete), Err(Refusal::BeingDeleted));
    assert_eq!(world.session.may_create(VmCount(21)), Err(Refusal::TooManyVms { asked, allowed }));
}

#[test]
fn a_create_whose_answer_was_lost_is_found_in_the_list_and_never_sent_again() {
    for fault in [Fault::LostReply, Fault::CutOff, Fault::FailAfter { status: 500 }, Fault::Malformed] {
        let mut world = with_fault(Asked::CreatePool, 1, fault);
        let pool = world.create("lost", 2);
        world.wait(20 * MS_PER_MINUTE);
        assert_eq!(world.count_sent("POST"), 1, "{fault:?}");
        assert_eq!(world.session.doubts(), [], "{fault:?}");
        assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(2)), "{fault:?}");
        assert_eq!(world.account.pools().len(), 1, "{fault:?}");
    }
}

#[test]
fn a_create_that_never_arrived_is_put_to_the_user() {
    let mut world = with_fault(Asked::CreatePool, 1, Fault::LostRequest);
    world.create("never", 2);
    world.wait(10 * MS_PER_MINUTE);
    let [doubt] = world.session.doubts() else { panic!("one doubt") };
    assert!(doubt.not_listed);
    let request = doubt.request;
    world.press(Input::SettledDoubt { request, answer: DoubtAnswer::DoesNotExist });
    assert_eq!(world.session.doubts(), []);
    assert_eq!((world.count_sent("POST"), world.account.pools().len()), (1, 0));
}

/// The page knew the name of a pool that was gone: it took the lost create for settled, and counted the new pool's VMs
/// with the old one's.
#[test]
fn a_create_under_the_name_of_a_pool_that_is_gone_is_in_doubt_until_it_is_listed() {
    for fault in [Fault::LostReply, Fault::LostRequest] {
        let mut world = ordinary();
        let pool = world.create("again", 2);
        world.wait(20 * MS_PER_MINUTE);
        world.delete(&pool);
        world.wait(20 * MS_PER_MINUTE);
        let rule = FaultRule { asked: Some(Asked::CreatePool), percent: 100, times: Some(1), fault };
        world.account.set(world.account.settings().clone(), FaultPlan::of(vec![rule]));
        world.create("again", 3);
        world.wait(20 * MS_PER_MINUTE);
        if fault == Fault::LostRequest {
            let [doubt] = world.session.doubts() else { panic!("one doubt: {:?}", world.session.doubts()) };
            assert!(doubt.not_listed);
            continue;
        }
        assert_eq!((world.session.doubts().len(), world.session.past_pools().count), (0, 1));
        let (past, reading) = (world.session.past_pools(), world.pool(&pool).meter.reading(world.now));
        let billed = world.account.ledger().billed(&pool, world.now);
        let (least, most) = (past.least + reading.least, past.most + reading.most);
        assert!(least <= billed && billed <= most, "{least:?} to {most:?} holds {billed:?}");
    }
}

#[test]
fn without_a_list_only_the_user_can_settle_a_lost_create() {
    let rule =
        FaultRule { asked: Some(Asked::CreatePool), percent: 100, times: Some(1), fault: Fault::LostReply };
    let plan = FaultPlan::of(vec![rule]);
    let mut world = World::new(Settings::ordinary(source_page_profile()), plan, Seed(3));
    world.create("ignored", 2);
    world.wait(MS_PER_HOUR);
    let [doubt] = world.session.doubts() else { panic!("one doubt") };
    let request = doubt.request;
    let pool = world.account.pools().remove(0).id;
    world.press(Input::SettledDoubt { request, answer: DoubtAnswer::Exists(pool.clone()) });
    world.delete(&pool);
    world.wait(MS_PER_HOUR);
    assert_eq!(world.count_sent("POST"), 1);
    let reading = world.pool(&pool).meter.reading(world.now);
    let billed = world.account.ledger().billed(&pool, world.now);
    assert!(reading.least <= billed && billed <= reading.most, "{reading:?} holds {billed:?}");
}

#[test]
fn without_a_list_the_meter_is_a_range_that_says_why() {
    let mut world = lists_only_the_source_page();
    world.create("ignored", 4);
    world.wait(2 * MS_PER_SECOND);
    let pool = world.account.pools().remove(0).id;
    world.wait(10 * MS_PER_HOUR);
    world.resize(&pool, 0);
    world.wait(10 * MS_PER_HOUR);
    let reading = world.pool(&pool).meter.reading(world.now);
    let billed = world.account.ledger().billed(&pool, world.now);
    assert_eq!(reading.unsure, Some(Unsure::NeverRead));
    assert!(reading.least < billed && billed < reading.most, "{reading:?} holds {billed:?}");
    assert_eq!(world.count_sent("GET"), 0);
}

#[test]
fn a_deletion_whose_answer_was_lost_is_sent_again() {
    let mut world = with_fault(Asked::DeletePool, 1, Fault::CutOff);
    let pool = world.create("gone", 1);
    world.wait(20 * MS_PER_MINUTE);
    world.delete(&pool);
    world.wait(20 * MS_PER_MINUTE);
    assert_eq!(world.count_sent("DELETE"), 2);
    assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }));
    assert!(!world.told.iter().any(|notice| matches!(notice, Notice::PoolFailed(..))), "{:?}", world.told);
}

#[test]
fn a_service_that_asks_for_time_gets_it() {
    let fault = Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s: Some(300) };
    let mut world = with_fault(Asked::ListPools, 1, fault);
    world.wait(10 * MS_PER_MINUTE);
    let lists: Vec<u64> = world.sent.iter().map(|(at, _)| at.ms()).collect();
    let [first, second, ..] = lists.as_slice() else { panic!("two lists") };
    assert!(second - first >= 300 * MS_PER_SECOND, "{}", second - first);
    assert!(world.session.read_error().is_none());
}

/// When each request whose line holds `part` was sent, in seconds after the first one of all.
fn seconds(world: &World, part: &str) -> Vec<u64> {
    let first = world.sent.first().map_or(0, |(at, _)| at.ms());
    let of_it = world.sent.iter().filter(|(_, line)| line.contains(part));
    of_it.map(|(at, _)| (at.ms() - first) / MS_PER_SECOND).collect()
}

#[test]
fn neither_a_tab_that_comes_back_nor_a_change_shortens_the_time_that_a_service_asked_for() {
    let fault = Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s: Some(300) };
    let mut world = with_fault(Asked::ListPools, 1, fault);
    world.wait(10 * MS_PER_SECOND);
    world.press(Input::TabHidden);
    world.press(Input::TabShown);
    world.create("meanwhile", 1);
    world.wait(200 * MS_PER_SECOND);
    assert_eq!(seconds(&world, "GET").len(), 1, "{:?}", world.sent);
    world.wait(200 * MS_PER_SECOND);
    assert!(seconds(&world, "GET").get(1).is_some_and(|at| (300..=330).contains(at)), "{:?}", world.sent);
    // Who presses refresh knows better.
    let rule = FaultRule { asked: Some(Asked::ListPools), percent: 100, times: Some(1), fault };
    let mut world =
        World::new(Settings::ordinary(azure_batch_profile()), FaultPlan::of(vec![rule]), Seed(11));
    world.wait(10 * MS_PER_SECOND);
    world.press(Input::PressedRefresh);
    world.wait(MS_PER_SECOND);
    assert_eq!(seconds(&world, "GET"), [0, 10]);
}

#[test]
fn one_busy_answer_spares_the_service_from_every_other_job_too() {
    let fault = Fault::Refuse { status: 429, code: "RequestThrottled", retry_after_s: Some(120) };
    let mut world = with_fault(Asked::JobStatus, 1, fault);
    world.submit(None, 5);
    let busy = |world: &World| {
        world.session.jobs().any(|job| matches!(job.error, Some(ServiceError::Throttled { .. })))
    };
    world.drive_bounded(MS_PER_HOUR, busy);
    let statuses = |world: &World| {
        world.sent.iter().filter(|(_, line)| line.starts_with("GET") && line.contains("/jobs/")).count()
    };
    let asked = statuses(&world);
    world.press(Input::TabHidden);
    world.press(Input::TabShown);
    world.wait(100 * MS_PER_SECOND);
    assert_eq!(statuses(&world), asked, "{:?}", world.sent);
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
}

#[test]
fn jobs_that_wait_their_turn_wait_for_a_busy_service_too() {
    let fault = Fault::Refuse { status: 429, code: "RequestThrottled", retry_after_s: Some(120) };
    let mut world = with_fault(Asked::SubmitJob, 1, fault);
    world.press(Input::ChangedAtOnce { most: Some(1) });
    world.submit(None, 2);
    world.wait(MS_PER_SECOND);
    world.press(Input::ChangedAtOnce { most: None });
    world.wait(100 * MS_PER_SECOND);
    let submissions = |world: &World| {
        world.sent.iter().filter(|(_, line)| line.starts_with("POST") && line.contains("/jobs?")).count()
    };
    assert_eq!(submissions(&world), 1, "{:?}", world.sent);
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    assert_eq!((submissions(&world), world.account.jobs().len()), (3, 2), "{:?}", world.sent);
}

#[test]
fn a_wrong_key_stops_the_asking_until_the_user_asks() {
    let fault = Fault::Refuse { status: 401, code: "AuthenticationFailed", retry_after_s: None };
    let mut world = with_fault(Asked::ListPools, 1, fault);
    world.wait(MS_PER_HOUR);
    assert_eq!(world.sent.len(), 1);
    assert!(matches!(world.session.halted(), Some(ServiceError::Unauthorized(_))));
    world.press(Input::PressedRefresh);
    world.wait(MS_PER_SECOND);
    assert!(world.session.halted().is_none());
    assert!(world.session.last_read().is_some());
}

#[test]
fn a_running_pool_is_read_at_least_every_minute_also_in_a_hidden_tab() {
    let mut world = ordinary();
    world.create("watched", 1);
    world.wait(20 * MS_PER_MINUTE);
    world.press(Input::TabHidden);
    let from = world.sent.len();
    world.wait(2 * MS_PER_HOUR);
    let times: Vec<u64> = world.sent.iter().skip(from).map(|(at, _)| at.ms()).collect();
    assert!(times.windows(2).all(|pair| matches!(pair, [a, b] if b - a <= 61_000)), "{times:?}");
    assert!(times.len() < 200, "hidden, it asks less often: {}", times.len());
}

#[test]
fn a_lost_start_is_repeated_and_the_job_runs_once() {
    let mut world = with_fault(Asked::StartJob, 1, Fault::LostReply);
    world.submit(None, 1);
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    assert_eq!((world.count_sent("/start"), world.account.jobs().len()), (2, 1));
}

#[test]
fn a_lost_submission_is_not_repeated() {
    let mut world = with_fault(Asked::SubmitJob, 1, Fault::CutOff);
    world.submit(None, 1);
    world.wait(MS_PER_HOUR);
    let stages: Vec<&Stage> = world.session.jobs().map(|job| &job.stage).collect();
    assert_eq!((stages, world.account.jobs().len()), (vec![&Stage::InDoubt], 1));
}

#[test]
fn a_job_is_cancelled_wherever_it_is() {
    let mut world = ordinary();
    world.submit(None, 60);
    let tickets: Vec<_> = world.session.jobs().map(|job| job.ticket).collect();
    for ticket in &tickets {
        world.press(Input::PressedCancelJob(*ticket));
    }
    world.drive_bounded(MS_PER_HOUR, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    assert!(world.account.jobs().len() <= 6, "those that waited were never sent");
}

#[test]
fn two_hundred_jobs_all_end_and_no_more_than_six_requests_are_on_their_way() {
    let mut world = ordinary();
    let pool = world.create("many", 20);
    world.wait(15 * MS_PER_MINUTE);
    world.submit(Some(&pool), 200);
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    assert_eq!(world.account.jobs().len(), 200);
}

#[test]
fn an_idle_pool_is_told_once_and_the_autopilot_resizes_it() {
    let mut world = ordinary();
    let pool = world.create("idle", 2);
    world.wait(2 * MS_PER_HOUR);
    let alarms =
        |world: &World| world.told.iter().filter(|notice| matches!(notice, Notice::PoolIdle { .. })).count();
    assert_eq!(alarms(&world), 1);
    let autopilot = Some(Autopilot { idle_ms: MS_PER_HOUR, ending: Ending::ToZero });
    world.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    assert!(world.session.is_autopilot_needed());
    world.wait(59 * MS_PER_MINUTE);
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(2)), "it waits from when it was turned on");
    world.wait(20 * MS_PER_MINUTE);
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(0)));
    let ending = Ending::ToZero;
    let said = |notice: &Notice| world.told.iter().filter(|told| *told == notice).count();
    assert_eq!(said(&Notice::AutopilotActs(pool.clone(), ending)), 1);
    assert_eq!(said(&Notice::AutopilotLanded(pool.clone(), ending)), 1, "it reports what it has seen");
    assert_eq!(alarms(&world), 1);
    assert!(!world.session.is_autopilot_needed(), "a pool at zero needs no autopilot");
}

#[test]
fn an_autopilot_that_deletes_sees_the_pool_gone() {
    let mut world = ordinary();
    let pool = world.create("brief", 2);
    world.wait(15 * MS_PER_MINUTE);
    let autopilot = Some(Autopilot { idle_ms: 5 * MS_PER_MINUTE, ending: Ending::Delete });
    world.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    world.wait(MS_PER_HOUR);
    assert!(world.account.pools().is_empty());
    assert!(world.told.contains(&Notice::AutopilotLanded(pool, Ending::Delete)));
}

#[test]
fn a_new_job_calls_the_autopilot_off_until_it_is_over() {
    let mut world = ordinary();
    let pool = world.create("busy", 1);
    world.wait(15 * MS_PER_MINUTE);
    let autopilot = Some(Autopilot { idle_ms: 10 * MS_PER_MINUTE, ending: Ending::ToZero });
    world.submit(Some(&pool), 6);
    world.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(1)), "while jobs run, it waits");
    world.wait(9 * MS_PER_MINUTE);
    world.submit(Some(&pool), 1);
    world.wait(2 * MS_PER_MINUTE);
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(1)), "a new job calls it off");
    world.wait(MS_PER_HOUR);
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(0)));
}

#[test]
fn the_alarm_is_rung_when_the_user_wants_it() {
    for (after_ms, most_ms) in [(Some(3 * MS_PER_MINUTE), 5 * MS_PER_MINUTE), (None, MS_PER_DAY)] {
        let mut world = ordinary();
        world.press(Input::ChangedAlarm { after_ms });
        world.create("idle", 2);
        world.wait(15 * MS_PER_MINUTE + most_ms);
        let alarms = world.told.iter().filter(|notice| matches!(notice, Notice::PoolIdle { .. })).count();
        assert_eq!(alarms, usize::from(after_ms.is_some()), "{after_ms:?}");
    }
}

/// An alarm that is put off, or switched off, rings no more; at its new time it rings again.
#[test]
fn an_alarm_that_is_changed_is_withdrawn() {
    let mut world = ordinary();
    world.press(Input::ChangedAlarm { after_ms: Some(3 * MS_PER_MINUTE) });
    world.create("idle", 2);
    let rings = |world: &World| world.told.iter().filter(|it| matches!(it, Notice::PoolIdle { .. })).count();
    world.drive_bounded(MS_PER_HOUR, |world| world.session.alarmed() == 1);
    world.press(Input::ChangedAlarm { after_ms: Some(2 * MS_PER_HOUR) });
    assert_eq!((world.session.alarmed(), rings(&world)), (0, 1));
    world.wait(MS_PER_HOUR);
    assert_eq!((world.session.alarmed(), rings(&world)), (0, 1));
    world.drive_bounded(2 * MS_PER_HOUR, |world| world.session.alarmed() == 1);
    assert_eq!(rings(&world), 2);
    world.press(Input::ChangedAlarm { after_ms: None });
    world.wait(MS_PER_HOUR);
    assert_eq!((world.session.alarmed(), rings(&world)), (0, 2));
}

/// Of a pool that is gone nothing is read any more: that is no reason for doubt, and its hours stay as they were.
#[test]
fn the_hours_of_a_pool_that_is_gone_stay_as_they_were() {
    let mut world = ordinary();
    let pool = world.create("short", 2);
    world.wait(15 * MS_PER_MINUTE);
    world.delete(&pool);
    world.drive_bounded(MS_PER_HOUR, |world| matches!(world.pool(&pool).presence, Presence::Gone { .. }));
    let then = world.pool(&pool).meter.reading(world.now);
    world.wait(MS_PER_HOUR);
    let now = world.pool(&pool).meter.reading(world.now);
    assert_eq!((now.least, now.most, now.unsure), (then.least, then.most, then.unsure));
    assert_ne!(now.unsure, Some(Unsure::NotWatched));
}

#[test]
fn what_was_known_of_one_service_is_forgotten_with_it() {
    let mut world = ordinary();
    world.create("here", 1);
    world.press(Input::Disconnected);
    world.wait(MS_PER_HOUR);
    assert_eq!(world.session.pools().count(), 0);
    assert_eq!(world.account.pools().len(), 1);
    assert_eq!(world.session.next_wake_up(), None);
}

#[test]
fn the_log_holds_no_secret() {
    let mut world = ordinary();
    let pool = world.create("quiet", 1);
    world.submit(Some(&pool), 3);
    world.wait(MS_PER_HOUR);
    let log = format!("{:?}", world.session.log().collect::<Vec<_>>());
    let links = world.session.jobs().filter_map(|job| job.status.as_ref()).flat_map(|status| &status.results);
    let signatures: Vec<String> = links
        .filter_map(|result| result.url().reveal().split_once("sig=").map(|(_, rest)| rest.to_owned()))
        .filter_map(|rest| rest.split('&').next().map(str::to_owned))
        .collect();
    assert_eq!(signatures.len(), 3, "each result has a link");
    for secret in signatures.iter().map(String::as_str).chain(["practice-pool-key", "practice-job-key"]) {
        assert!(!log.contains(secret), "{secret}");
    }
    for kept in ["api-version=2.0", "RelativeLocation", "sig=••••••", "status: 200"] {
        assert!(log.contains(kept), "{kept} is in the log");
    }
}

/// A key belongs to one web service: jobs of another are neither sent nor read with it, and go on when its key comes.
#[test]
fn each_web_service_has_a_key_of_its_own() {
    let mut world = ordinary();
    let pool = world.create("shared", 2);
    world.submit(Some(&pool), 2);
    world.wait(MS_PER_MINUTE);
    let other = SERVICE.replace("9fe659022c9747e3b9b7b923c3830623", "00000000000000000000000000000000");
    let other = ServiceAddress::read(&other).expect("of the same form");
    let asked = world.sent.len();
    world.press(Input::PressedSubmit { service: other.clone(), body: job(None), pool: None, copies: 1 });
    assert_eq!((world.sent.len(), world.session.jobs().count()), (asked, 2), "no key, no request");
    assert!(world.told.contains(&Notice::Refused(Refusal::NoServiceKey)));
    // The key is forgotten: the jobs stay, unread, and cannot be cancelled.
    let own = world.session.connection().map(|connection| connection.jobs.clone()).unwrap_or_default();
    world.press(Input::ChangedServices(Vec::new()));
    let before = world.count_sent("/jobs/");
    world.wait(2 * MS_PER_HOUR);
    let first = world.session.jobs().next().map(|job| job.ticket).expect("two jobs");
    world.press(Input::PressedCancelJob(first));
    assert_eq!(world.count_sent("/jobs/"), before, "nothing is asked without a key");
    assert_eq!(world.session.jobs().filter(|job| job.is_open()).count(), 2);
    // It comes back, with another service's key beside it.
    let mut services = own;
    services.push(JobService::at(other.as_str(), "another-key").expect("an address and a key"));
    world.press(Input::ChangedServices(services));
    world.wait(MS_PER_HOUR);
    assert_eq!(world.session.jobs().filter(|job| job.stage == Stage::Ended).count(), 2);
}

/// A web service that refuses its key stops the reading of its own jobs, not of the pools.
#[test]
fn a_web_services_wrong_key_leaves_the_pools_alone() {
    let mut world = ordinary();
    let pool = world.create("watched", 2);
    world.submit(Some(&pool), 1);
    world.wait(MS_PER_MINUTE);
    let service = service();
    let wrong = JobService::at(service.as_str(), "wrong-key").expect("an address and a key");
    world.press(Input::ChangedServices(vec![wrong]));
    world.wait(MS_PER_HOUR);
    let told = world.told.iter().filter(|notice| matches!(notice, Notice::ServiceShut(..))).count();
    assert_eq!((told, world.session.halted(), world.session.shut().count()), (1, None, 1));
    let read = world.session.last_read().expect("pools are read");
    assert!(world.now.ms_since(read) <= MS_PER_MINUTE, "pools are still read");
}

#[test]
fn a_pool_on_its_way_out_is_shown_so_at_once() {
    let mut world = ordinary();
    let pool = world.create("leaving", 2);
    world.wait(20 * MS_PER_MINUTE);
    world.delete(&pool);
    world.drive_bounded(MS_PER_MINUTE, |world| {
        world.told.iter().any(|it| matches!(it, Notice::DeleteAccepted(_)))
    });
    assert_eq!(world.pool(&pool).pool.state, PoolState::Deleting);
}

#[test]
fn a_closed_tab_forgets_no_pool_no_job_and_no_cost() {
    for profile in [source_page_profile(), azure_batch_profile()] {
        let mut world = World::new(Settings::ordinary(profile), FaultPlan::default(), Seed(4));
        world.create("kept", 3);
        world.wait(20 * MS_PER_MINUTE);
        let pool = world.account.pools().remove(0).id;
        world.submit(Some(&pool), 5);
        world.wait(MS_PER_MINUTE);
        world.close_for(10 * MS_PER_HOUR);
        world.wait(20 * MS_PER_MINUTE);
        assert_eq!(world.session.jobs().filter(|job| job.stage == Stage::Ended).count(), 5);
        let reading = world.pool(&pool).meter.reading(world.now);
        let billed = world.account.ledger().billed(&pool, world.now);
        assert!(reading.least <= billed && billed <= reading.most, "{reading:?} holds {billed:?}");
        assert!(
            reading.least > BilledTime::from_hours(28),
            "{reading:?}: nothing changed while it was closed"
        );
        let remembered = world.remembered.values().cloned().collect::<String>();
        for secret in ["practice-pool-key", "practice-job-key", "sig=", "RelativeLocation"] {
            assert!(!remembered.contains(secret), "{secret}");
        }
    }
}

#[test]
fn a_tab_that_closes_during_a_create_puts_it_to_the_user() {
    let mut world = lists_only_the_source_page();
    world.create("ignored", 2);
    world.close_for(MS_PER_HOUR);
    let [doubt] = world.session.doubts() else { panic!("one doubt") };
    assert_eq!((doubt.creating.vms, world.account.pools().len()), (VmCount(2), 1));
}
