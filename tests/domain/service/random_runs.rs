//! Runs by chance: a user who presses anything, a wire that loses, delays and reorders, and laws that hold throughout.

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, JobTimes, Settings, Spread};
use poolwise::service::{
    DoubtAnswer, Input, Pool, Presence, Profile, Stage, azure_batch_profile, source_page_profile,
};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Random, Seed, VmCount};

use super::driver::World;
use crate::emulator::swagger;

const FAULTS: [Fault; 10] = [
    Fault::LostReply,
    Fault::LostRequest,
    Fault::CutOff,
    Fault::Malformed,
    Fault::WrongTypes,
    Fault::Blocked,
    Fault::Slow { ms: 12_000 },
    Fault::FailAfter { status: 500 },
    Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s: Some(15) },
    Fault::Refuse { status: 429, code: "RequestThrottled", retry_after_s: None },
];

fn faults(random: &mut Random) -> FaultPlan {
    let mut rules: Vec<FaultRule> = FAULTS
        .iter()
        .map(|fault| FaultRule { asked: None, percent: 3, times: None, fault: *fault })
        .collect();
    let asked = [Asked::CreatePool, Asked::ResizePool, Asked::DeletePool, Asked::SubmitJob];
    for asked in asked {
        let fault = FAULTS
            .into_iter()
            .cycle()
            .nth(usize::try_from(random.below(10)).unwrap_or(0))
            .unwrap_or(Fault::CutOff);
        rules.push(FaultRule { asked: Some(asked), percent: 20, times: Some(3), fault });
    }
    FaultPlan::of(rules)
}

fn settings(profile: Profile) -> Settings {
    Settings {
        provisioning: Spread { least_ms: 10 * MS_PER_SECOND, most_ms: 8 * MS_PER_MINUTE },
        latency: Spread { least_ms: 20, most_ms: 6_000 },
        job_times: JobTimes::Exponential { mean_ms: 3 * MS_PER_MINUTE },
        failing_percent: 10,
        page_size: 2,
        ..Settings::ordinary(profile)
    }
}

fn press_something(world: &mut World, random: &mut Random) {
    let here: Vec<_> = world.session.pools().map(|view| view.pool.id.clone()).collect();
    let pick = |random: &mut Random| {
        here.get(usize::try_from(random.below(here.len() as u64)).unwrap_or(0)).cloned()
    };
    let vms = VmCount(u32::try_from(random.below(6)).unwrap_or(0));
    match (random.below(12), pick(random)) {
        (0 | 1, _) => world.press(Input::PressedCreate { vms, swagger: swagger(), name: None }),
        (2 | 3, Some(pool)) => world.press(Input::PressedResize { pool, target: vms }),
        (4, Some(pool)) => world.press(Input::PressedStopResize { pool }),
        (5, Some(pool)) => world.press(Input::PressedDelete { pool }),
        (6, pool) => world.submit(pool.as_ref(), 3),
        (7, _) => world.press(Input::PressedRefresh),
        (8, _) => world.press(Input::TabHidden),
        (9, _) => world.press(Input::TabShown),
        (10, _) => {
            let open: Vec<_> =
                world.session.jobs().filter(|job| job.is_open()).map(|job| job.ticket).collect();
            let ticket = open.get(usize::try_from(random.below(open.len() as u64)).unwrap_or(0)).copied();
            ticket.into_iter().for_each(|ticket| world.press(Input::PressedCancelJob(ticket)));
        }
        _ => world.press(Input::TimeArrived),
    }
}

/// The laws that hold at every moment.
fn laws(world: &World, seed: u64) {
    for view in world.session.pools() {
        let reading = view.meter.reading(world.now);
        let billed = world.account.ledger().billed(&view.pool.id, world.now);
        assert!(
            reading.least <= billed && billed <= reading.most,
            "seed {seed}: {:?} at {:?}: {reading:?} does not hold {billed:?}; {:?}",
            view.pool.id,
            world.now,
            view.meter
        );
    }
}

fn run(seed: u64, profile: Profile) {
    let mut random = Random::new(Seed(seed));
    let plan = faults(&mut random);
    let mut world = World::new(settings(profile), plan, Seed(seed));
    world.uplink_ms = 3_000;
    for _ in 0..60 {
        press_something(&mut world, &mut random);
        world.wait(random.below(3 * MS_PER_MINUTE));
        laws(&world, seed);
    }
    // The wire heals; what is in doubt is settled with what the account knows; everything comes to rest.
    let healed = settings(world.account.settings().profile.clone());
    world.account.set(healed, FaultPlan::default());
    world.press(Input::TabShown);
    world.press(Input::PressedRefresh);
    world.wait(MS_PER_HOUR);
    laws(&world, seed);
    rest(&mut world, seed);
}

fn rest(world: &mut World, seed: u64) {
    let reads_back = world.account.settings().profile.reads_back();
    let known: Vec<_> = world.session.pools().map(|view| view.pool.id.clone()).collect();
    let mut unknown: Vec<_> =
        world.account.pools().into_iter().filter(|pool| !known.contains(&pool.id)).collect();
    assert!(!reads_back || unknown.is_empty(), "seed {seed}: pools that the page does not know: {unknown:?}");
    assert!(unknown.len() <= world.session.doubts().len(), "seed {seed}: pools that nobody accounts for");
    // The user settles each doubt by when the pool was created, as support could tell.
    for doubt in world.session.doubts().to_vec() {
        let window = doubt.creating.pressed..=doubt.since;
        let fits = |pool: &Pool| pool.created.is_some_and(|at| window.contains(&at));
        let answer = match unknown.iter().position(fits) {
            Some(at) => DoubtAnswer::Exists(unknown.remove(at).id),
            None => DoubtAnswer::DoesNotExist,
        };
        world.press(Input::SettledDoubt { request: doubt.request, answer });
    }
    assert_eq!(unknown, [], "seed {seed}: pools that fit no doubt");
    laws(world, seed);
    assert!(world.session.creating().is_none() && world.session.doubts().is_empty(), "seed {seed}");
    for job in world.session.jobs() {
        let done = !matches!(job.stage, Stage::Submitting | Stage::Starting);
        assert!(done, "seed {seed}: {job:?}");
    }
    let submitted = world.session.jobs().filter(|job| job.id.is_some()).count();
    let in_doubt = world.session.jobs().filter(|job| job.stage == Stage::InDoubt).count();
    let there = world.account.jobs().len();
    assert!(
        submitted <= there && there <= submitted + in_doubt,
        "seed {seed}: {there} jobs there, {submitted} known, {in_doubt} in doubt"
    );
    for view in world.session.pools().filter(|_| reads_back) {
        let there = world.account.pools().iter().any(|pool| pool.id == view.pool.id);
        assert_eq!(matches!(view.presence, Presence::Here), there, "seed {seed}: {:?}", view.pool.id);
        assert!(view.asking.is_none(), "seed {seed}: {view:?}");
    }
}

/// Every pool and job is accounted for, no create is sent twice, the meter holds the ledger's figure at every moment,
/// and everything comes to rest. A failure prints its seed.
#[test]
fn laws_hold_by_chance_with_a_contract_that_reads_back() {
    for seed in 0..24 {
        run(seed, azure_batch_profile());
    }
}

/// The same without list or get.
#[test]
fn laws_hold_by_chance_with_the_source_pages_contract() {
    for seed in 100..112 {
        run(seed, source_page_profile());
    }
}
