//! The autopilot when something goes wrong: what it waits for, how often it tries, and what it can say.

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, Settings};
use poolwise::service::{
    Autopilot, Ending, Input, Notice, PoolId, Profile, Stage, azure_batch_profile, source_page_profile,
};
use poolwise::units::{MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed, VmCount};

use super::driver::World;

const fn refuse(status: u16, code: &'static str, retry_after_s: Option<u32>) -> Fault {
    Fault::Refuse { status, code, retry_after_s }
}

fn world(profile: Profile, rules: Vec<FaultRule>) -> World {
    World::new(Settings::ordinary(profile), FaultPlan::of(rules), Seed(11))
}

const fn rule(asked: Asked, times: Option<u32>, fault: Fault) -> FaultRule {
    FaultRule { asked: Some(asked), percent: 100, times, fault }
}

fn arm(world: &mut World, pool: &PoolId, idle_ms: u64, ending: Ending) {
    let autopilot = Some(Autopilot { idle_ms, ending });
    world.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
}

fn told(world: &World, is: impl Fn(&Notice) -> bool) -> usize {
    world.told.iter().filter(|notice| is(notice)).count()
}

fn acts(world: &World) -> usize {
    told(world, |notice| matches!(notice, Notice::AutopilotActs(..)))
}

/// What was submitted and not started never runs, so nobody waits for it.
#[test]
fn one_lost_submission_does_not_hold_a_pool_for_ever() {
    let mut world = world(azure_batch_profile(), vec![rule(Asked::SubmitJob, Some(1), Fault::LostReply)]);
    let pool = world.create("held", 2);
    world.wait(20 * MS_PER_MINUTE);
    arm(&mut world, &pool, 15 * MS_PER_MINUTE, Ending::ToZero);
    world.submit(Some(&pool), 5);
    world.wait(MS_PER_MINUTE);
    world.press(Input::PressedResumeSending);
    assert_eq!((world.session.in_doubt_on(&pool), world.session.job_counts().in_doubt), (1, 1));
    world.wait(MS_PER_DAY);
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(0)));
    assert_eq!(told(&world, |notice| *notice == Notice::AutopilotPassesOver(pool.clone(), 1)), 1);
    assert_eq!(
        world.session.jobs().filter(|job| job.stage == Stage::InDoubt).count(),
        1,
        "it stays to be seen"
    );
}

#[test]
fn an_autopilot_that_is_refused_tries_ever_more_seldom_and_gives_up() {
    let mut world =
        world(azure_batch_profile(), vec![rule(Asked::ResizePool, None, refuse(403, "Forbidden", None))]);
    let pool = world.create("stubborn", 2);
    world.wait(20 * MS_PER_MINUTE);
    arm(&mut world, &pool, 0, Ending::ToZero);
    world.wait(20 * MS_PER_SECOND);
    assert_eq!((world.count_sent("/resize"), acts(&world)), (1, 1));
    world.wait(MS_PER_DAY);
    let times: Vec<u64> =
        world.sent.iter().filter(|(_, line)| line.contains("/resize")).map(|(at, _)| at.ms()).collect();
    let pauses: Vec<u64> = times.windows(2).map(|two| (two[1] - two[0]) / MS_PER_MINUTE).collect();
    assert_eq!(pauses, [5, 10, 20, 40], "minutes between its tries");
    assert_eq!(told(&world, |notice| *notice == Notice::AutopilotGaveUp(pool.clone(), 5)), 1);
    assert_eq!(world.pool(&pool).autopilot, None);
    // Turned on again it begins anew.
    arm(&mut world, &pool, 0, Ending::ToZero);
    world.wait(20 * MS_PER_SECOND);
    assert_eq!(acts(&world), 6);
}

#[test]
fn an_autopilot_that_was_refused_twice_lands_at_its_third_try() {
    let busy = rule(Asked::ResizePool, Some(2), refuse(409, "OperationInvalidForCurrentState", None));
    let mut world = world(azure_batch_profile(), vec![busy]);
    let pool = world.create("patient", 2);
    world.wait(20 * MS_PER_MINUTE);
    arm(&mut world, &pool, 15 * MS_PER_MINUTE, Ending::ToZero);
    world.wait(MS_PER_HOUR);
    assert_eq!((acts(&world), world.pool(&pool).pool.current_vms), (3, Some(VmCount(0))));
    assert_eq!(told(&world, |notice| matches!(notice, Notice::AutopilotLanded(..))), 1);
    assert_eq!(told(&world, |notice| matches!(notice, Notice::AutopilotGaveUp(..))), 0);
}

/// What a user does after an autopilot failed is the user's own.
#[test]
fn an_autopilot_does_not_report_what_it_has_not_done() {
    let mut world =
        world(azure_batch_profile(), vec![rule(Asked::ResizePool, Some(1), refuse(403, "Forbidden", None))]);
    let pool = world.create("own", 3);
    world.wait(20 * MS_PER_MINUTE);
    arm(&mut world, &pool, 30 * MS_PER_MINUTE, Ending::ToZero);
    world.wait(31 * MS_PER_MINUTE);
    assert_eq!(acts(&world), 1);
    world.resize(&pool, 0);
    world.wait(20 * MS_PER_MINUTE);
    assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(0)));
    assert_eq!(told(&world, |notice| matches!(notice, Notice::AutopilotLanded(..))), 0, "{:?}", world.told);
}

#[test]
fn where_a_contract_cannot_show_it_the_autopilot_says_so() {
    for ending in [Ending::ToZero, Ending::Delete] {
        let mut world = world(source_page_profile(), Vec::new());
        world.create("ignored", 2);
        world.wait(MS_PER_HOUR);
        let pool = world.account.pools().remove(0).id;
        arm(&mut world, &pool, MS_PER_MINUTE, ending);
        world.wait(3 * MS_PER_HOUR);
        assert_eq!(told(&world, |notice| *notice == Notice::AutopilotUnseen(pool.clone())), 1, "{ending:?}");
        assert_eq!(acts(&world), 1, "{ending:?}");
        assert_eq!(world.account.ledger().billed(&pool, world.now), {
            let later = world.now.after_ms(MS_PER_HOUR);
            world.account.ledger().billed(&pool, later)
        });
    }
}

#[test]
fn an_autopilot_waits_while_the_pool_service_asks_for_time() {
    let busy = rule(Asked::ListPools, Some(1), refuse(503, "ServerBusy", Some(1_200)));
    let mut world = world(azure_batch_profile(), Vec::new());
    let pool = world.create("rested", 2);
    world.wait(20 * MS_PER_MINUTE);
    arm(&mut world, &pool, 5 * MS_PER_MINUTE, Ending::ToZero);
    let settings = world.account.settings().clone();
    world.account.set(settings, FaultPlan::of(vec![busy]));
    world.drive_bounded(MS_PER_MINUTE, |world| world.session.left_alone().next().is_some());
    let until = world.session.left_alone().next().map(|(_, until)| until).expect("it asked for time");
    let before = world.sent.len();
    world.wait(until.ms_since(world.now) - 1);
    assert_eq!((acts(&world), world.sent.len()), (0, before), "{:?}", world.told);
    world.wait(10 * MS_PER_MINUTE);
    assert_eq!((acts(&world), world.pool(&pool).pool.current_vms), (1, Some(VmCount(0))));
}

/// A frozen page knows nothing of what happened meanwhile: it looks first.
#[test]
fn an_autopilot_that_was_frozen_looks_before_it_acts() {
    let mut world = world(azure_batch_profile(), Vec::new());
    let pool = world.create("frozen", 2);
    world.wait(20 * MS_PER_MINUTE);
    arm(&mut world, &pool, 15 * MS_PER_MINUTE, Ending::ToZero);
    world.wait(MS_PER_MINUTE);
    world.freeze(8 * MS_PER_HOUR);
    let before = world.sent.len();
    world.drive_bounded(MS_PER_MINUTE, |world| acts(world) == 1);
    let lines: Vec<&str> = world.sent.iter().skip(before).map(|(_, line)| line.as_str()).collect();
    assert!(lines.first().is_some_and(|line| line.starts_with("GET")), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.contains("/resize")).count(), 1, "{lines:?}");
}

#[test]
fn the_pool_services_wrong_key_leaves_the_jobs_alone() {
    let mut world = world(azure_batch_profile(), Vec::new());
    world.submit(None, 2);
    world.wait(MS_PER_SECOND);
    let settings = world.account.settings().clone();
    let wrong = rule(Asked::ListPools, Some(1), refuse(401, "AuthenticationFailed", None));
    world.account.set(settings, FaultPlan::of(vec![wrong]));
    world.drive_bounded(MS_PER_HOUR, |world| world.session.halted().is_some());
    let lists = world.count_sent("GET https://pools.example");
    world.wait(2 * MS_PER_HOUR);
    assert!(world.session.jobs().all(|job| job.stage == Stage::Ended), "jobs are still read");
    assert_eq!(world.count_sent("GET https://pools.example"), lists, "pools are not");
}
