//! Runs by chance: a user who presses anything, a wire that loses, delays and reorders, and laws that hold throughout.

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, JobTimes, Settings, Spread};
use poolwise::service::{
    Autopilot, DoubtAnswer, Ending, Input, Operation, Pool, Presence, Profile, Stage, azure_batch_profile,
    source_page_profile,
};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Random, Seed, Timestamp, VmCount};

use super::driver::World;
use super::lacking::without;
use super::left_alone::nobody_is_asked_too_soon;
use crate::emulator::{job, service, swagger};

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

/// What a user has done that the laws ask about.
#[derive(Default)]
struct Deeds {
    creates: usize,
    refreshed: Vec<Timestamp>,
}

fn press_something(world: &mut World, random: &mut Random, deeds: &mut Deeds) {
    let here: Vec<_> = world.session.pools().map(|view| view.pool.id.clone()).collect();
    let pick = |random: &mut Random| {
        here.get(usize::try_from(random.below(here.len() as u64)).unwrap_or(0)).cloned()
    };
    let vms = VmCount(u32::try_from(random.below(6)).unwrap_or(0));
    let copies = 1 + vms.0;
    match (random.below(20), pick(random)) {
        (0 | 1, _) => {
            deeds.creates += usize::from(world.session.may_create(vms).is_ok());
            world.press(Input::PressedCreate { vms, swagger: swagger(), name: None });
        }
        (2 | 3, Some(pool)) => world.press(Input::PressedResize { pool, target: vms }),
        (4, Some(pool)) => world.press(Input::PressedStopResize { pool }),
        (5, Some(pool)) => world.press(Input::PressedDelete { pool }),
        (6 | 7, pool) => world.submit(pool.as_ref(), copies),
        (8, pool) => {
            let bodies = (0..copies).map(|_| job(pool.as_ref())).collect();
            world.press(Input::PressedSubmitMany { service: service(), bodies, pool });
        }
        (9, _) => {
            deeds.refreshed.push(world.now);
            world.press(Input::PressedRefresh);
        }
        (10, _) => world.press(Input::TabHidden),
        (11, _) => world.press(Input::TabShown),
        (12, _) => {
            let open: Vec<_> =
                world.session.jobs().filter(|job| job.is_open()).map(|job| job.ticket).collect();
            let ticket = open.get(usize::try_from(random.below(open.len() as u64)).unwrap_or(0)).copied();
            ticket.into_iter().for_each(|ticket| world.press(Input::PressedCancelJob(ticket)));
        }
        (13 | 14, Some(pool)) => {
            let ending = if random.below(3) == 0 { Ending::Delete } else { Ending::ToZero };
            let idle_ms = random.below(20) * MS_PER_MINUTE;
            let autopilot = (random.below(4) > 0).then_some(Autopilot { idle_ms, ending });
            world.press(Input::ChangedAutopilot { pool, autopilot });
        }
        (15, _) => {
            let after_ms = (random.below(3) > 0).then_some(random.below(30) * MS_PER_MINUTE);
            world.press(Input::ChangedAlarm { after_ms });
        }
        (16, _) => world.press(Input::PressedPauseSending),
        (17, _) => world.press(Input::PressedResumeSending),
        (18, _) if random.below(4) == 0 => world.press(Input::PressedCancelUnsent),
        (18, _) => world.press(Input::ChangedAtOnce { most: (vms.0 > 0).then_some(vms.0 * 3) }),
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
    // The service's clock is off by up to four minutes.
    let skew_ms = i64::try_from(random.below(8)).unwrap_or(0) * 60_000 - 240_000;
    let mut world = World::new(Settings { skew_ms, ..settings(profile) }, plan, Seed(seed));
    (world.uplink_ms, world.keeps) = (3_000, false);
    let mut deeds = Deeds::default();
    for _ in 0..40 {
        press_something(&mut world, &mut random, &mut deeds);
        // Now and then the page is frozen, and knows nothing of what happens meanwhile.
        if random.below(30) == 0 {
            world.freeze(random.below(2 * MS_PER_HOUR));
            laws(&world, seed);
        }
        world.wait(random.below(3 * MS_PER_MINUTE));
        laws(&world, seed);
        nobody_is_asked_too_soon(&world.session, &deeds.refreshed);
    }
    // The wire heals; what is in doubt is settled with what the account knows; everything comes to rest.
    let healed = Settings { skew_ms, ..settings(world.account.settings().profile.clone()) };
    world.account.set(healed, FaultPlan::default());
    world.press(Input::TabShown);
    world.press(Input::PressedRefresh);
    world.press(Input::ChangedAtOnce { most: None });
    send_the_rest(&mut world);
    world.wait(MS_PER_HOUR);
    laws(&world, seed);
    let sent = world.sent.iter().filter(|(_, line)| is_create(line)).count();
    assert_eq!(sent, deeds.creates, "seed {seed}: each create is sent once");
    rest(&mut world, seed);
    // With every job over or given up, each autopilot has done what it was told to.
    for job in world.session.jobs().filter(|job| job.is_open()).map(|job| job.ticket).collect::<Vec<_>>() {
        world.press(Input::PressedCancelJob(job));
    }
    world.wait(MS_PER_HOUR);
    laws(&world, seed);
    autopilots_have_landed(&world, seed);
}

/// Jobs that are turned down one after the other stop the sending; the user goes on each time.
fn send_the_rest(world: &mut World) {
    for _ in 0..60 {
        world.wait(MS_PER_MINUTE);
        if world.session.sending().unsent == 0 {
            break;
        }
        world.press(Input::PressedResumeSending);
    }
}

fn is_create(line: &str) -> bool {
    let path = line.split('?').next().unwrap_or_default();
    line.starts_with("POST") && (path.ends_with("/pools") || path.ends_with("/pools/"))
}

fn autopilots_have_landed(world: &World, seed: u64) {
    let reads_back = world.account.settings().profile.reads_back();
    for view in world.session.pools().filter(|view| reads_back && view.autopilot.is_some()) {
        let gone = matches!(view.presence, Presence::Gone { .. });
        let zero = view.pool.current_vms == Some(VmCount(0));
        let jobs = world.session.jobs_on(&view.pool.id);
        assert!(gone || zero || jobs != (0, 0), "seed {seed}: an autopilot has not landed: {view:?}");
    }
    assert_eq!(world.session.sending().unsent, 0, "seed {seed}: jobs were not sent");
}

fn rest(world: &mut World, seed: u64) {
    let profile = &world.account.settings().profile;
    let (reads_back, lists) = (profile.reads_back(), profile.has(Operation::List));
    let known: Vec<_> = world.session.pools().map(|view| view.pool.id.clone()).collect();
    let mut unknown: Vec<_> =
        world.account.pools().into_iter().filter(|pool| !known.contains(&pool.id)).collect();
    assert!(!lists || unknown.is_empty(), "seed {seed}: pools that the page does not know: {unknown:?}");
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
    let counts = world.session.job_counts();
    let given_up = world.session.jobs().filter(|job| job.stage == Stage::Ended && job.id.is_none()).count();
    let in_doubt = given_up + world.session.jobs().filter(|job| job.stage == Stage::InDoubt).count();
    assert_eq!((counts.submitted, counts.total), (submitted, world.session.jobs().count()), "seed {seed}");
    assert_eq!(counts.trouble, world.session.jobs().filter(|job| job.is_trouble()).count(), "seed {seed}");
    assert_eq!(counts.running, world.session.jobs().filter(|job| job.is_running()).count(), "seed {seed}");
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

/// Runs so many seeds on all processors. `POOLWISE_RUNS` says how many of all contracts together; three hundred without.
fn runs(share_percent: u64, first: u64, profile: fn() -> Profile) {
    let asked = std::env::var("POOLWISE_RUNS").ok().and_then(|runs| runs.parse().ok());
    let runs: u64 = asked.unwrap_or(300) * share_percent / 100;
    let workers = std::thread::available_parallelism().map_or(2, |count| count.get() as u64);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || {
                for seed in (first + worker..first + runs).step_by(usize::try_from(workers).unwrap_or(1)) {
                    run(seed, profile());
                }
            });
        }
    });
}

/// Every pool and job is accounted for, no create is sent twice, nothing is sent that the state forbids, the autopilot
/// never resizes a pool with a live job, the meter holds the ledger's figure at every moment, and everything comes to
/// rest. A failure prints its seed.
#[test]
fn laws_hold_by_chance_with_a_contract_that_reads_back() {
    runs(60, 0, azure_batch_profile);
}

/// The same with pools that are read one by one, and with a list only.
#[test]
fn laws_hold_by_chance_with_contracts_that_read_in_one_way_only() {
    runs(10, 2_000_000, || without(Operation::List));
    runs(10, 3_000_000, || without(Operation::Get));
}

/// The same without list or get.
#[test]
fn laws_hold_by_chance_with_the_source_pages_contract() {
    runs(20, 1_000_000, source_page_profile);
}
