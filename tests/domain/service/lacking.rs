//! Contracts that lack something, and services that answer otherwise than expected: the page says only what it can know.

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, Settings};
use poolwise::service::{
    Call, DoubtAnswer, Field, Input, Malformed, Notice, Operation, PoolId, Presence, Profile, ServiceError,
    Unsure, azure_batch_profile, request, source_page_profile,
};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed, VmCount};

use super::driver::World;
use crate::emulator::swagger;

const fn refuse(status: u16, code: &'static str) -> Fault {
    Fault::Refuse { status, code, retry_after_s: None }
}

fn world(profile: Profile, rules: Vec<FaultRule>) -> World {
    World::new(Settings::ordinary(profile), FaultPlan::of(rules), Seed(11))
}

const fn rule(asked: Asked, times: Option<u32>, fault: Fault) -> FaultRule {
    FaultRule { asked: Some(asked), percent: 100, times, fault }
}

pub(super) fn without(operation: Operation) -> Profile {
    let mut profile = azure_batch_profile();
    profile.operations.remove(&operation);
    profile
}

/// Somebody else asks the account for something.
fn elsewhere(world: &mut World, call: &Call) {
    let http = request(call, world.session.connection().expect("connected")).expect("the contract has it");
    world.account.answer(world.now, &http);
}

fn told(world: &World, is: impl Fn(&Notice) -> bool) -> usize {
    world.told.iter().filter(|notice| is(notice)).count()
}

#[test]
fn refresh_asks_only_what_the_contract_can_ask() {
    let mut world = world(source_page_profile(), Vec::new());
    world.create("ignored", 2);
    world.wait(MS_PER_MINUTE);
    world.told.clear();
    world.press(Input::PressedRefresh);
    world.wait(MS_PER_MINUTE);
    assert_eq!(world.told, []);
}

#[test]
fn without_a_list_a_pool_that_was_deleted_elsewhere_is_gone_once_the_service_says_so() {
    for resizes in [false, true] {
        let mut world = world(source_page_profile(), Vec::new());
        world.create("ignored", 2);
        world.wait(MS_PER_HOUR);
        let pool = world.account.pools().remove(0).id;
        elsewhere(&mut world, &Call::DeletePool(pool.clone()));
        world.wait(MS_PER_HOUR);
        if resizes {
            world.resize(&pool, 0)
        } else {
            world.delete(&pool)
        }
        world.wait(MS_PER_MINUTE);
        assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }), "{:?}", world.pool(&pool));
        assert_eq!(world.pool(&pool).meter.reading(world.now).vms, (VmCount(0), VmCount(0)));
        assert_eq!(told(&world, |notice| *notice == Notice::PoolGone(pool.clone())), 1);
    }
}

/// The answer to the first deletion is lost, the list lacks the pool by then, and the deletion that is repeated by itself
/// finds nothing: one thing happened, and it is told once.
#[test]
fn a_deletion_that_is_repeated_tells_once_that_the_pool_is_gone() {
    for reads_between in [false, true] {
        let mut world = world(azure_batch_profile(), Vec::new());
        world.create("ignored", 2);
        world.wait(MS_PER_HOUR);
        let pool = world.account.pools().remove(0).id;
        elsewhere(&mut world, &Call::DeletePool(pool.clone()));
        let rules = vec![rule(Asked::DeletePool, Some(1), Fault::Blocked)];
        world.account.set(world.account.settings().clone(), FaultPlan::of(rules));
        // Until it is gone at the service.
        while !world.account.pools().is_empty() {
            let later = world.now.after_ms(MS_PER_SECOND);
            world.account.advance(later);
            world.now = later;
        }
        world.told.clear();
        world.press(Input::PressedDelete { pool: pool.clone() });
        if reads_between {
            world.press(Input::PressedRefresh);
        }
        world.wait(5 * MS_PER_MINUTE);
        assert_eq!(world.told, [Notice::PoolGone(pool.clone())], "{reads_between}");
        assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }));
        assert_eq!(world.pool(&pool).meter.reading(world.now).vms, (VmCount(0), VmCount(0)));
    }
}

/// An assumed contract may have a wrong path: then the pool goes on costing, and nobody may say that it is gone.
#[test]
fn a_404_that_may_be_of_a_wrong_path_is_believed_only_when_the_user_asks_again() {
    let mut world =
        world(source_page_profile(), vec![rule(Asked::DeletePool, None, refuse(404, "NotFound"))]);
    world.create("ignored", 2);
    world.wait(MS_PER_MINUTE);
    let pool = world.account.pools().remove(0).id;
    world.delete(&pool);
    world.wait(MS_PER_MINUTE);
    assert_eq!(world.pool(&pool).presence, Presence::Here);
    assert_eq!(told(&world, |notice| matches!(notice, Notice::PoolFailed(..))), 1);
    world.delete(&pool);
    world.wait(MS_PER_MINUTE);
    assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }));
}

/// A gateway before the service answered one reading with a 404 of its own, and a pool that went on costing was gone for
/// good: it was never read again.
#[test]
fn a_404_that_does_not_speak_of_the_pool_is_believed_only_when_it_lasts() {
    let times = |times| vec![rule(Asked::GetPool, times, refuse(404, "NotFound"))];
    let mut world = world(without(Operation::List), Vec::new());
    let pool = world.create("kept", 2);
    world.wait(20 * MS_PER_MINUTE);
    let now_refuses = |world: &mut World, refusals| {
        world.account.set(world.account.settings().clone(), FaultPlan::of(times(refusals)));
    };
    now_refuses(&mut world, Some(1));
    world.wait(10 * MS_PER_SECOND);
    world.press(Input::PressedRefresh);
    world.wait(MS_PER_SECOND);
    assert!(matches!(world.pool(&pool).error, Some(ServiceError::NotFound(_))), "{:?}", world.pool(&pool));
    world.wait(10 * MS_PER_MINUTE);
    assert_eq!((world.pool(&pool).presence, &world.pool(&pool).error), (Presence::Here, &None));
    now_refuses(&mut world, None);
    world.wait(10 * MS_PER_MINUTE);
    assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }), "{:?}", world.pool(&pool));
}

/// A contract that reads pools one by one: the lost create was put to the user though the pool could be asked for by name.
#[test]
fn a_lost_create_is_asked_for_by_name_where_nothing_is_listed() {
    for fault in [Fault::LostReply, Fault::LostRequest] {
        let mut world = world(without(Operation::List), vec![rule(Asked::CreatePool, Some(1), fault)]);
        let pool = world.create("asked", 2);
        world.wait(10 * MS_PER_MINUTE);
        assert_eq!(world.count_sent("POST"), 1);
        if fault == Fault::LostReply {
            assert_eq!(world.session.doubts(), []);
            assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(2)));
        } else {
            let [doubt] = world.session.doubts() else { panic!("one doubt: {:?}", world.session.doubts()) };
            assert!(doubt.not_listed, "the service says that it has none of this name");
        }
    }
}

/// A contract whose path for one pool is wrong: what the page has just created was said to be gone.
#[test]
fn a_pool_that_could_never_be_read_is_not_gone_for_that() {
    let refusal = rule(Asked::GetPool, None, refuse(404, "NotFound"));
    let mut world = world(without(Operation::List), vec![refusal]);
    let pool = world.create("unread", 2);
    world.wait(MS_PER_HOUR);
    let view = world.pool(&pool);
    assert_eq!(view.presence, Presence::Here);
    assert!(matches!(view.error, Some(ServiceError::NotFound(_))), "{:?}", view.error);
    world.delete(&pool);
    world.wait(MS_PER_MINUTE);
    assert!(matches!(world.pool(&pool).presence, Presence::Gone { .. }), "{:?}", world.pool(&pool));
}

/// The service names pools and lists them.
fn names_its_pools() -> Profile {
    let mut profile = azure_batch_profile();
    profile.created_id = Some("/id".to_owned());
    if let Some(create) = profile.operations.get_mut(&Operation::Create) {
        create.body = Some(r#"{"vmCount":"{vmCount}","swaggerUrl":"{swaggerUrl}"}"#.to_owned());
    }
    assert!(!profile.caller_names_pools() && profile.problems().is_empty(), "{:?}", profile.problems());
    profile
}

#[test]
fn where_the_service_names_pools_a_list_offers_what_is_new_and_denies_nothing() {
    let mut world = world(names_its_pools(), vec![rule(Asked::CreatePool, Some(2), Fault::LostReply)]);
    elsewhere(&mut world, &Call::CreatePool { id: pool("ignored"), vms: VmCount(1), swagger: swagger() });
    world.account.set(
        world.account.settings().clone(),
        FaultPlan::of(vec![rule(Asked::CreatePool, Some(1), Fault::LostReply)]),
    );
    world.wait(10 * MS_PER_MINUTE);
    let older = world.account.pools().remove(0).id;
    world.create("ignored", 2);
    world.wait(MS_PER_HOUR);
    let [doubt] = world.session.doubts() else { panic!("one doubt") };
    assert!(!doubt.not_listed, "the list may have it under another name");
    let answers: Vec<PoolId> = world.session.answers_to(doubt).cloned().collect();
    let new: Vec<PoolId> =
        world.account.pools().into_iter().map(|pool| pool.id).filter(|id| *id != older).collect();
    assert_eq!(answers, new);
    let (request, answer) = (doubt.request, DoubtAnswer::Exists(new[0].clone()));
    world.press(Input::SettledDoubt { request, answer });
    assert_eq!((world.session.doubts().len(), world.session.pools().count()), (0, 2));
}

fn pool(name: &str) -> PoolId {
    PoolId::read(name).expect("a name")
}

/// A browser sends a POST again by itself when a connection that it had kept open is closed.
#[test]
fn a_create_that_was_sent_twice_on_its_way_is_created() {
    let mut world = world(azure_batch_profile(), Vec::new());
    world.press(Input::PressedCreate { vms: VmCount(2), swagger: swagger(), name: None });
    let id = world.session.creating().map(|creating| creating.id.clone()).expect("it is being created");
    elsewhere(&mut world, &Call::CreatePool { id: id.clone(), vms: VmCount(2), swagger: swagger() });
    world.wait(20 * MS_PER_MINUTE);
    assert_eq!(told(&world, |notice| *notice == Notice::PoolCreated(id.clone())), 1, "{:?}", world.told);
    assert_eq!(told(&world, |notice| matches!(notice, Notice::CreateFailed(_))), 0);
    assert_eq!(world.pool(&id).pool.current_vms, Some(VmCount(2)));
    // A name that a user chose may be another's.
    let (vms, swagger_url) = (VmCount(1), swagger());
    elsewhere(&mut world, &Call::CreatePool { id: pool("taken"), vms, swagger: swagger_url });
    world.create("taken", 2);
    world.wait(MS_PER_MINUTE);
    assert_eq!(told(&world, |notice| matches!(notice, Notice::CreateFailed(_))), 1);
}

#[test]
fn without_a_list_one_pool_that_could_not_be_read_is_told_until_a_whole_round_goes_well() {
    let mut world = world(without(Operation::List), Vec::new());
    for name in ["a", "b", "c"] {
        world.create(name, 1);
        world.wait(MS_PER_MINUTE);
    }
    world.wait(20 * MS_PER_MINUTE);
    let settings = world.account.settings().clone();
    world
        .account
        .set(settings, FaultPlan::of(vec![rule(Asked::GetPool, Some(1), refuse(500, "InternalError"))]));
    world.drive_bounded(MS_PER_MINUTE, |world| {
        world.session.read_error().is_some() && !world.session.is_asking()
    });
    world.wait(2 * MS_PER_MINUTE);
    assert_eq!(world.session.read_error(), None);
    assert_eq!(told(&world, |notice| matches!(notice, Notice::ReadFailed(_))), 1);
}

#[test]
fn what_a_contract_does_not_tell_is_kept_from_what_was_asked_for() {
    let mut profile = azure_batch_profile();
    profile.fields.remove(&Field::SwaggerUrl);
    profile.fields.remove(&Field::CurrentVms);
    let mut world = world(profile, Vec::new());
    elsewhere(&mut world, &Call::CreatePool { id: pool("found"), vms: VmCount(2), swagger: swagger() });
    let own = world.create("own", 3);
    world.wait(20 * MS_PER_MINUTE);
    let view = world.pool(&own);
    assert_eq!(view.pool.swagger_url.as_deref(), Some(swagger().as_str()));
    assert_eq!(view.meter.reading(world.now).unsure, Some(Unsure::NotCounted));
    assert!(world.told.contains(&Notice::PoolSteady(own.clone(), VmCount(3))), "{:?}", world.told);
    world.resize(&own, 1);
    world.wait(40 * MS_PER_MINUTE);
    elsewhere(&mut world, &Call::ResizePool { id: own.clone(), target: VmCount(5) });
    world.wait(2 * MS_PER_HOUR);
    world.delete(&own);
    world.wait(MS_PER_HOUR);
    for id in [own, pool("found")] {
        let reading = world.pool(&id).meter.reading(world.now);
        let billed = world.account.ledger().billed(&id, world.now);
        assert!(reading.least <= billed && billed <= reading.most, "{id:?}: {reading:?} holds {billed:?}");
    }
}

/// A list that never ends says nothing of what is not on its first pages.
#[test]
fn a_list_with_more_pages_than_are_read_declares_nothing_gone() {
    let quota = poolwise::service::Quota { pools: None, vms_per_pool: None };
    let settings = Settings { page_size: 1, quota, ..Settings::instant(azure_batch_profile()) };
    let mut world = World::new(settings, FaultPlan::default(), Seed(11));
    for at in 0..105 {
        let id = pool(&format!("pool-{at}"));
        elsewhere(&mut world, &Call::CreatePool { id, vms: VmCount(0), swagger: swagger() });
    }
    let last = world.create("zzz", 1);
    world.wait(5 * MS_PER_MINUTE);
    assert_eq!(world.session.read_error(), Some(&ServiceError::Malformed(Malformed::TooLong)));
    assert_eq!(world.pool(&last).presence, Presence::Here);
    assert_eq!(told(&world, |notice| matches!(notice, Notice::PoolGone(_))), 0);
    assert!(world.count_sent("GET") <= 101 * 30, "it is no reason to ask without end");
}

#[test]
fn a_round_that_could_not_be_made_is_made_anew_not_at_once() {
    let mut world = world(without(Operation::List), Vec::new());
    world.create("a", 1);
    world.wait(20 * MS_PER_MINUTE);
    let settings = world.account.settings().clone();
    let busy = Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s: Some(300) };
    world.account.set(settings, FaultPlan::of(vec![rule(Asked::GetPool, Some(1), busy)]));
    world.drive_bounded(MS_PER_MINUTE, |world| world.session.left_alone().next().is_some());
    let before = world.sent.len();
    world.wait(299 * MS_PER_SECOND);
    assert_eq!(world.sent.len(), before);
    world.wait(30 * MS_PER_SECOND);
    assert!(world.sent.len() > before && world.session.read_error().is_none());
}
