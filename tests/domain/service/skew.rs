//! A service whose clock is wrong: what it dates is believed only as far as clocks may be apart.

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, Settings, Spread};
use poolwise::service::{Notice, azure_batch_profile};
use poolwise::units::{BilledTime, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed, VmCount};

use super::driver::World;
use super::laws::meters_hold;

const SKEWS: [i64; 3] = [-240_000, 0, 240_000];

fn world(skew_ms: i64, faults: Vec<FaultRule>) -> World {
    let settings = Settings {
        skew_ms,
        latency: Spread::exactly(50),
        provisioning: Spread::exactly(3 * MS_PER_MINUTE),
        releasing: Spread::exactly(MS_PER_MINUTE),
        ..Settings::ordinary(azure_batch_profile())
    };
    World::new(settings, FaultPlan::of(faults), Seed(11))
}

fn once(asked: Asked, fault: Fault) -> FaultRule {
    FaultRule { asked: Some(asked), percent: 100, times: Some(1), fault }
}

/// Of a pool that was there before the page, and of one that is resized while the page is closed.
#[test]
fn a_meter_holds_whatever_the_services_clock_says() {
    for skew_ms in SKEWS {
        let mut world = world(skew_ms, Vec::new());
        let pool = world.create("early", 4);
        world.wait(20 * MS_PER_MINUTE);
        world.remembered.clear();
        let check = |world: &World| {
            meters_hold(&world.session, (world.now, world.now), BilledTime::ZERO, &world.truth());
        };
        world.resize(&pool, 2);
        world.wait(10 * MS_PER_MINUTE);
        world.close_for(3 * MS_PER_HOUR);
        for _ in 0..40 {
            world.wait(MS_PER_MINUTE / 2);
            check(&world);
        }
        assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(2)));
    }
}

#[test]
fn a_create_in_doubt_is_found_whatever_the_services_clock_says() {
    for skew_ms in SKEWS {
        let mut world = world(skew_ms, vec![once(Asked::CreatePool, Fault::LostReply)]);
        let pool = world.create("lost", 3);
        world.drive_bounded(MS_PER_HOUR, |world| world.told.contains(&Notice::CreateInDoubt));
        world.wait(MS_PER_HOUR);
        assert_eq!(world.session.doubts(), [], "{skew_ms}");
        // What was in doubt has an end that is told.
        assert!(world.told.contains(&Notice::PoolCreated(pool.clone())), "{:?}", world.told);
        assert_eq!(world.pool(&pool).pool.current_vms, Some(VmCount(3)));
        let reading = world.pool(&pool).meter.reading(world.now);
        let billed = world.account.ledger().billed(&pool, world.now);
        assert!(reading.least <= billed && billed <= reading.most, "{skew_ms}: {reading:?} {billed:?}");
        // Half an hour of three VMs is more than clocks that are apart could hide.
        let width = reading.most.ms() - reading.least.ms();
        assert!(width < 3 * 15 * MS_PER_MINUTE, "{skew_ms}: {reading:?}");
    }
}

#[test]
fn a_service_is_left_alone_until_the_moment_that_it_names() {
    for skew_ms in SKEWS {
        let mut world = world(skew_ms, Vec::new());
        world.create("busy", 1);
        world.wait(20 * MS_PER_MINUTE);
        let settings = world.account.settings().clone();
        let busy = once(Asked::ListPools, Fault::BusyUntil { seconds: 200 });
        world.account.set(settings, FaultPlan::of(vec![busy]));
        world.drive_bounded(5 * MS_PER_MINUTE, |world| world.session.read_error().is_some());
        world.sent.clear();
        world.wait(195 * MS_PER_SECOND);
        assert_eq!(world.count_sent("/pools?"), 0, "{skew_ms}: {:?}", world.sent);
        world.wait(65 * MS_PER_SECOND);
        assert!(world.count_sent("/pools?") > 0, "{skew_ms}");
    }
}
