//! What a session keeps: in memory while its page stays open, and on the device for the next visit.

use poolwise::billing::Tier;
use poolwise::emulator::{FaultPlan, JobTimes, Settings, Spread};
use poolwise::pool_desk::{Periods, tally};
use poolwise::service::{
    Autopilot, Ending, Input, JobState, LONGEST_LOG, MOST_GONE, MOST_TRACKED, Notice, PoolId, Session, Stage,
    azure_batch_profile, source_page_profile,
};
use poolwise::units::{
    BilledTime, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Money, Seed, Timestamp, VmCount,
};

use super::driver::World;
use crate::emulator::{connection, job, service};

fn quick() -> Settings {
    Settings {
        latency: Spread::exactly(5),
        job_times: JobTimes::Exactly { ms: MS_PER_SECOND },
        ..Settings::instant(azure_batch_profile())
    }
}

fn is_over(world: &World) -> bool {
    world.session.jobs().all(|job| job.stage == Stage::Ended)
}

#[test]
fn jobs_that_ended_before_a_reload_keep_their_state_and_are_read_again_when_looked_at() {
    let mut world = World::new(Settings { failing_percent: 20, ..quick() }, FaultPlan::default(), Seed(5));
    let pool = world.create("kept", 20);
    world.wait(MS_PER_MINUTE);
    world.submit(Some(&pool), 150);
    world.drive_bounded(MS_PER_DAY, is_over);
    world.press(Input::TabHidden);
    let states = |world: &World| {
        let state = |job: &poolwise::service::JobView| (job.ticket, job.id.clone(), job.state().cloned());
        world.session.jobs().map(state).collect::<Vec<_>>()
    };
    let before = states(&world);
    assert!(before.iter().any(|(_, _, state)| *state == Some(JobState::Failed)));
    world.sent.clear();
    world.close_for(MS_PER_HOUR);
    assert_eq!(states(&world), before);
    assert_eq!(world.session.jobs_on(&pool), (0, 0), "none of them holds the pool");
    world.wait(10 * MS_PER_MINUTE);
    assert_eq!(world.count_sent("GET https://ussouthcentral"), 100, "the newest hundred by themselves");
    let results = |world: &World, ticket| {
        let job = world.session.job(ticket).expect("it is followed");
        job.status.as_ref().map_or(0, |status| status.results.len())
    };
    let finished = |(_, _, state): &&(_, _, Option<JobState>)| *state == Some(JobState::Finished);
    let (oldest, _, _) = before.iter().find(finished).expect("one that finished");
    assert_eq!(results(&world, *oldest), 0, "links are not kept on the device");
    world.press(Input::OpenedJob(*oldest));
    world.wait(MS_PER_MINUTE);
    assert_eq!(results(&world, *oldest), 1);
}

#[test]
fn an_autopilot_is_off_after_a_reload_and_that_is_said() {
    let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
    let pool = world.create("watched", 2);
    world.create("other", 2);
    world.wait(MS_PER_MINUTE);
    let autopilot = Some(Autopilot { idle_ms: MS_PER_HOUR, ending: Ending::ToZero });
    world.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    world.close_for(MS_PER_MINUTE);
    world.told.clear();
    world.wait(2 * MS_PER_HOUR);
    let forgotten: Vec<_> =
        world.told.iter().filter(|it| matches!(it, Notice::AutopilotForgotten(_))).collect();
    assert_eq!(forgotten, [&Notice::AutopilotForgotten(pool.clone())]);
    assert_eq!((world.pool(&pool).autopilot, world.pool(&pool).pool.current_vms), (None, Some(VmCount(2))));
}

/// How long a pool has been idle is not forgotten with the page; what an earlier visit knew is looked at before it is told.
#[test]
fn an_idle_pool_is_idle_still_after_a_reload() {
    let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
    let pool = world.create("idle", 2);
    world.wait(25 * MS_PER_MINUTE);
    let since = world.pool(&pool).idle_since.expect("no job uses it");
    world.close_for(MS_PER_MINUTE);
    assert_eq!(world.pool(&pool).idle_since, Some(since));
    world.told.clear();
    world.press(Input::TimeArrived);
    let alarms = |world: &World| world.told.iter().any(|notice| matches!(notice, Notice::PoolIdle { .. }));
    world.wait(3 * MS_PER_MINUTE);
    assert!(!alarms(&world));
    world.wait(2 * MS_PER_MINUTE);
    assert!(alarms(&world), "thirty minutes, the reload among them: {:?}", world.told);
    // Resized to zero meanwhile, it is idle no more, and nobody is told.
    world.close_for(MS_PER_SECOND);
    world.told.clear();
    let other = poolwise::service::Call::ResizePool { id: pool.clone(), target: VmCount(0) };
    let http = poolwise::service::request(&other, &connection(world.account.settings())).expect("it has it");
    world.account.answer(world.now, &http);
    world.press(Input::TimeArrived);
    world.wait(MS_PER_MINUTE);
    assert!(!alarms(&world) && world.pool(&pool).idle_since.is_none(), "{:?}", world.told);
}

/// Of thousands of jobs only the block in which one changed is written down again.
#[test]
fn a_job_that_changes_is_written_down_with_its_neighbours_only() {
    let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
    // What is written down meanwhile would not be written down again.
    world.keeps = false;
    let pool = world.create("kept", 20);
    world.wait(MS_PER_MINUTE);
    world.submit(Some(&pool), 150);
    world.drive_bounded(MS_PER_DAY, is_over);
    world.session.remember(usize::MAX);
    let unchanged: Vec<u64> = world.session.remember(usize::MAX).iter().map(|kept| kept.part).collect();
    assert_eq!(unchanged, [0], "the part with the pools is always there");
    world.submit(Some(&pool), 1);
    world.drive_bounded(MS_PER_DAY, is_over);
    let changed = world.session.remember(usize::MAX);
    assert_eq!(changed.iter().map(|kept| kept.part).collect::<Vec<_>>(), [0, 3]);
    let first = changed[0].text.as_ref().expect("the part with the pools");
    assert_eq!(Session::kept_blocks(first), [1, 2, 3]);
}

#[test]
fn of_very_many_pools_that_are_gone_the_oldest_are_only_counted() {
    for (profile, until_over_ms) in
        [(azure_batch_profile(), MS_PER_MINUTE), (source_page_profile(), 31 * MS_PER_MINUTE)]
    {
        let settings = Settings { profile, ..quick() };
        let mut world = World::new(settings, FaultPlan::default(), Seed(5));
        let pools = u32::try_from(MOST_GONE).expect("a few hundred") + 10;
        for at in 0..pools {
            world.create(&format!("pool-{at}"), 2);
            world.wait(MS_PER_MINUTE);
            let id = world.account.pools().remove(0).id;
            world.delete(&id);
            world.wait(until_over_ms);
        }
        let past = world.session.past_pools();
        // Without reading back, the last one may still cost.
        assert!(past.count >= 9, "{past:?}");
        assert_eq!(
            world.session.pools().count() + usize::try_from(past.count).expect("a few"),
            MOST_GONE + 10
        );
        let listed: Vec<PoolId> = world.session.pools().map(|view| view.pool.id.clone()).collect();
        let lines = world.account.ledger().lines(world.now);
        let unlisted = lines.into_iter().filter(|(pool, _)| !listed.contains(pool));
        let billed = unlisted.map(|(_, time)| time).sum();
        assert!(past.least <= billed && billed <= past.most, "{past:?} holds {billed:?}");
    }
}

/// Two pools of one name, one after the other: the page goes on counting what the first has cost.
#[test]
fn a_name_that_is_used_again_keeps_what_it_has_cost() {
    let mut world = World::new(Settings::instant(azure_batch_profile()), FaultPlan::default(), Seed(5));
    for _ in 0..2 {
        let pool = world.create("again", 4);
        world.wait(MS_PER_HOUR);
        world.delete(&pool);
        world.wait(MS_PER_HOUR);
    }
    let pool = world.create("again", 1);
    world.wait(MS_PER_HOUR);
    let billed = world.account.ledger().billed(&pool, world.now);
    let (past, reading) = (world.session.past_pools(), world.pool(&pool).meter.reading(world.now));
    let (least, most) = (past.least + reading.least, past.most + reading.most);
    assert!(least <= billed && billed <= most, "{least:?} to {most:?} does not hold {billed:?}");
    assert!(most < billed + BilledTime::from_hours(1), "and knows it well: {most:?}, {billed:?}");
    assert_eq!(past.count, 2);
}

/// Two VMs ran over a period's end, some minutes before it and 30 hours after: 60 hours, of which S1 includes 25 and charges
/// $2 for each other, $70. The pool is gone since, or only counted, and the page was closed.
#[test]
fn in_which_period_a_pool_ran_is_known_after_a_reload() {
    for others in [0, MOST_GONE + 1] {
        let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
        let pool = world.create("long", 2);
        world.wait(10 * MS_PER_MINUTE);
        let ended = world.now;
        world.wait(30 * MS_PER_HOUR);
        world.delete(&pool);
        world.wait(10 * MS_PER_MINUTE);
        for other in 0..others {
            let pool = world.create(&format!("empty-{other}"), 0);
            world.wait(MS_PER_MINUTE);
            world.delete(&pool);
            world.wait(MS_PER_MINUTE);
        }
        let charged = |world: &World| {
            let meter = tally(&world.session, world.now, Tier::S1, Periods::told(ended, 0));
            (meter.periods, meter.charged)
        };
        let before = charged(&world);
        assert_eq!(world.session.past_pools().count > 0, others > 0);
        assert_eq!(before.0, 2);
        assert!(before.1.0 >= Money::cents(69_90) && before.1.1 <= Money::cents(70_50), "{before:?}");
        world.close_for(MS_PER_HOUR);
        assert_eq!(charged(&world), before);
    }
}

/// Clocks of services and what is kept on a device may say anything; a meter does not walk through all time for it.
#[test]
fn no_moment_is_too_far_away_to_be_in_a_period() {
    let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
    world.create("long", 2);
    world.wait(MS_PER_HOUR);
    let (end, begin) = (Timestamp::from_ms(u64::MAX), Timestamp::from_ms(0));
    for (now, told) in [(end, world.now), (end, begin), (end, end), (world.now, end), (begin, world.now)] {
        for days_left in [0, 12, 30, u64::MAX] {
            let meter = tally(&world.session, now, Tier::S1, Periods::told(told, days_left));
            assert!(meter.periods > 0 && meter.charged.0 <= meter.charged.1, "{now:?} {told:?} {meter:?}");
        }
    }
}

/// Where pools cannot be read back, an accepted size is taken for reached after half an hour: not so once another was asked
/// for, of which the page that closed has not heard.
#[test]
fn a_size_that_was_on_its_way_when_the_page_closed_stays_possible() {
    let settings = Settings { profile: source_page_profile(), ..quick() };
    let mut world = World::new(settings, FaultPlan::default(), Seed(5));
    world.create("wide", 4);
    world.wait(MS_PER_HOUR);
    let pool = world.account.pools().remove(0).id;
    world.resize(&pool, 1);
    world.wait(MS_PER_MINUTE);
    world.resize(&pool, 5);
    world.close_for(3 * MS_PER_HOUR);
    let billed = world.account.ledger().billed(&pool, world.now);
    assert!(billed > BilledTime::from_hours(4 + 14), "{billed:?}");
    let reading = world.pool(&pool).meter.reading(world.now);
    assert!(reading.least <= billed && billed <= reading.most, "{reading:?} does not hold {billed:?}");
}

#[test]
fn a_page_follows_no_more_jobs_than_it_says() {
    let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
    world.keeps = false;
    world.press(Input::PressedPauseSending);
    for _ in 0..22 {
        let bodies = (0..1_000).map(|_| job(None)).collect();
        world.press(Input::PressedSubmitMany { service: service(), bodies, pool: None });
        world.press(Input::PressedCancelUnsent);
        world.press(Input::PressedPauseSending);
    }
    assert_eq!(world.session.jobs().count(), MOST_TRACKED);
    assert_eq!(world.session.job_counts().total, MOST_TRACKED);
}

/// A page that stays open for a week, a pool that is resized twice a day, jobs, and a session that reads all of it: what
/// it keeps beside its jobs is no more on the seventh day than on the second, nor is what the practice account keeps.
#[test]
fn a_week_of_watching_takes_no_more_memory_than_a_day() {
    let settings = Settings { most_jobs: 8, ..Settings::ordinary(azure_batch_profile()) };
    let mut world = World::new(settings, FaultPlan::default(), Seed(7));
    world.keeps = false;
    let pool = world.create("week", 4);
    world.press(Input::TabHidden);
    let mut sizes = Vec::new();
    for _ in 0..7 {
        for size in [2, 4] {
            world.wait(6 * MS_PER_HOUR);
            world.submit(Some(&pool), 4);
            world.wait(6 * MS_PER_HOUR);
            world.resize(&pool, size);
        }
        let jobs = format!("{:?}", world.session.jobs().collect::<Vec<_>>()).len();
        sizes.push((format!("{:?}", world.session).len() - jobs, format!("{:?}", world.account).len()));
        assert!(world.session.log().count() <= LONGEST_LOG);
        world.told.clear();
        world.sent.clear();
    }
    assert_eq!(world.session.jobs().filter(|job| job.stage == Stage::Ended).count(), 56);
    let (second, seventh) = (sizes[1], sizes[6]);
    assert!(seventh.0 <= second.0 * 11 / 10, "the session grows: {sizes:?}");
    assert!(seventh.1 <= second.1 * 11 / 10, "the account grows: {sizes:?}");
}

/// Reconnecting to the same service in the same page takes up what it has just left.
#[test]
fn jobs_keep_their_numbers_when_a_page_comes_back_to_their_service() {
    let mut world = World::new(quick(), FaultPlan::default(), Seed(5));
    let pool = world.create("kept", 4);
    world.wait(MS_PER_MINUTE);
    world.submit(Some(&pool), 3);
    world.drive_bounded(MS_PER_DAY, is_over);
    let kept: Vec<String> = world.remembered.values().cloned().collect();
    let again = Box::new(connection(world.account.settings()));
    world.press(Input::Connected(again));
    assert!(world.session.recall(world.now, &kept));
    world.submit(Some(&pool), 1);
    let tickets: Vec<u64> = world.session.jobs().map(|job| job.ticket.0).collect();
    assert_eq!(tickets.len(), 4);
    assert!(tickets.windows(2).all(|two| two[0] < two[1]), "{tickets:?}");
}
