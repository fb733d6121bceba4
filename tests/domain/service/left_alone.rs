//! A service that asked for time gets it from everything that nobody pressed, and from nothing else.

use std::collections::BTreeMap;

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, Settings, Spread};
use poolwise::service::{Happening, Input, RequestId, Session, Stage, azure_batch_profile};
use poolwise::units::{MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed, Timestamp, VmCount};

use super::driver::World;

const fn busy(seconds: u32) -> Fault {
    Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s: Some(seconds) }
}

const fn once(asked: Asked, fault: Fault) -> FaultRule {
    FaultRule { asked: Some(asked), percent: 100, times: Some(1), fault }
}

fn world(settings: Settings, rules: Vec<FaultRule>) -> World {
    World::new(settings, FaultPlan::of(rules), Seed(11))
}

fn ordinary() -> Settings {
    Settings::ordinary(azure_batch_profile())
}

fn arrange(world: &mut World, rules: Vec<FaultRule>) {
    let settings = world.account.settings().clone();
    world.account.set(settings, FaultPlan::of(rules));
}

/// No request that nobody pressed goes to a service before the moment for which it asked; since each of `refreshed` the
/// services may be asked again. Deletions, resizes and cancellations may have been pressed, and a reading at each of
/// `opened`, when the user looked at a job; starts and submissions, which wait in the outbox, never are.
#[track_caller]
pub(super) fn nobody_is_asked_too_soon(session: &Session, refreshed: &[Timestamp], opened: &[Timestamp]) {
    let origin = |url: &str| url.split('/').nth(2).unwrap_or_default().to_owned();
    let mut asked: BTreeMap<RequestId, String> = BTreeMap::new();
    let mut rests: BTreeMap<String, (Timestamp, Timestamp)> = BTreeMap::new();
    for entry in session.log() {
        match &entry.what {
            Happening::Asked { request, sent } => {
                let party = origin(&sent.url);
                let method = sent.method.name();
                let goes_by_itself =
                    method == "GET" || sent.url.contains("/start?") || sent.url.contains("/jobs?");
                let rest = rests.get(&party).filter(|_| goes_by_itself);
                if let Some((since, until)) = rest
                    && !refreshed.iter().any(|at| *since <= *at && *at <= entry.at)
                    && !(sent.url.contains("/jobs/") && opened.contains(&entry.at))
                {
                    assert!(
                        entry.at >= *until,
                        "{method} {} at {:?}, not before {until:?}",
                        sent.url,
                        entry.at
                    );
                }
                asked.insert(*request, party);
            }
            Happening::Answered { request, error: Some(error), .. } => {
                if let Some((ms, party)) = error.retry_after_ms().zip(asked.get(request)) {
                    rests.insert(party.clone(), (entry.at, entry.at.after_ms(ms)));
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_repetition_waits_and_a_press_does_not() {
    let mut world = world(ordinary(), Vec::new());
    let (first, second) = (world.create("first", 1), VmCount(1));
    world.wait(MS_PER_MINUTE);
    let other = world.create("other", second.0);
    world.wait(20 * MS_PER_MINUTE);
    arrange(&mut world, vec![once(Asked::DeletePool, busy(120))]);
    world.delete(&first);
    world.wait(MS_PER_SECOND);
    let reads = world.count_sent("GET");
    world.wait(60 * MS_PER_SECOND);
    assert_eq!((world.count_sent("DELETE"), world.count_sent("GET")), (1, reads));
    world.delete(&other);
    world.wait(MS_PER_SECOND);
    assert_eq!(world.count_sent("DELETE"), 2, "a press goes out");
    world.wait(57 * MS_PER_SECOND);
    assert_eq!((world.count_sent("DELETE"), world.count_sent("GET")), (2, reads), "nothing else does");
    world.wait(20 * MS_PER_MINUTE);
    assert_eq!((world.count_sent("DELETE"), world.account.pools().len()), (3, 0));
    nobody_is_asked_too_soon(&world.session, &[], &[]);
}

#[test]
fn a_cancellation_is_repeated_when_the_time_is_over() {
    let mut world = world(ordinary(), vec![once(Asked::CancelJob, busy(120))]);
    world.submit(None, 2);
    world.wait(5 * MS_PER_SECOND);
    let ticket = world.session.jobs().next().map(|job| job.ticket).expect("two jobs");
    world.press(Input::PressedCancelJob(ticket));
    world.wait(115 * MS_PER_SECOND);
    assert_eq!(world.count_sent("DELETE"), 1);
    world.wait(20 * MS_PER_SECOND);
    assert_eq!(world.count_sent("DELETE"), 2);
    nobody_is_asked_too_soon(&world.session, &[], &[]);
}

#[test]
fn refresh_ends_every_wait_and_what_waited_goes_at_once() {
    let rules = vec![once(Asked::JobStatus, busy(3_600)), once(Asked::ListPools, busy(3_600))];
    let mut world = world(ordinary(), rules);
    world.submit(None, 5);
    world.wait(MS_PER_MINUTE);
    let services: Vec<bool> = world.session.left_alone().map(|(service, _)| service.is_none()).collect();
    assert_eq!(services, [true, false], "the pool service and the web service");
    let before = (world.count_sent("/jobs/"), world.count_sent("/pools?"));
    world.press(Input::PressedRefresh);
    assert_eq!(world.session.left_alone().count(), 0);
    world.wait(MS_PER_SECOND);
    assert!(
        world.count_sent("/jobs/") >= before.0 + 5 && world.count_sent("/pools?") > before.1,
        "{before:?}"
    );
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
}

#[test]
fn the_next_page_of_a_list_waits_too() {
    let latency = Spread::exactly(200);
    let settings = Settings { page_size: 1, latency, ..ordinary() };
    let mut world = world(settings, Vec::new());
    let pool = world.create("a", 1);
    world.wait(MS_PER_MINUTE);
    world.create("b", 1);
    world.wait(20 * MS_PER_MINUTE);
    arrange(&mut world, vec![once(Asked::ResizePool, busy(300))]);
    world.press(Input::PressedRefresh);
    world.resize(&pool, 2);
    world.wait(290 * MS_PER_SECOND);
    nobody_is_asked_too_soon(&world.session, &[world.now], &[]);
    let read = world.session.last_read().expect("read before");
    assert!(world.now.ms_since(read) > 280 * MS_PER_SECOND, "the round was dropped");
    world.wait(MS_PER_MINUTE);
    assert!(world.session.last_read() > Some(read));
}

#[test]
fn a_job_that_is_opened_is_read_at_once() {
    let mut world = world(ordinary(), Vec::new());
    world.submit(None, 2);
    world.drive_bounded(MS_PER_DAY, |world| world.session.jobs().all(|job| job.stage == Stage::Ended));
    world.press(Input::TabHidden);
    arrange(&mut world, vec![once(Asked::JobStatus, busy(3_600))]);
    world.close_for(MS_PER_HOUR);
    world.wait(MS_PER_MINUTE);
    assert!(world.session.left_alone().any(|(service, _)| service.is_some()));
    let links = |world: &World| {
        let results = |job: &poolwise::service::JobView| job.status.as_ref().map_or(0, |it| it.results.len());
        world.session.jobs().map(results).sum::<usize>()
    };
    assert_eq!(links(&world), 0);
    let ticket = world.session.jobs().next().map(|job| job.ticket).expect("two jobs");
    world.press(Input::OpenedJob(ticket));
    world.wait(MS_PER_SECOND);
    assert_eq!(links(&world), 1);
}

/// The rest of one web service costs the others nothing, and no walk through the jobs that wait.
#[test]
fn jobs_for_another_service_pass_those_that_wait() {
    use poolwise::service::{JobService, ServiceAddress};
    let mut world = world(ordinary(), vec![once(Asked::SubmitJob, busy(3_600))]);
    let address = crate::emulator::SERVICE.replace("9fe659022c9747e3b9b7b923c3830623", &"0".repeat(32));
    let other = ServiceAddress::read(&address).expect("of the same form");
    let mut services = world.session.connection().map(|it| it.jobs.clone()).unwrap_or_default();
    services.push(JobService::at(&address, "practice-job-key").expect("an address and a key"));
    world.press(Input::ChangedServices(services));
    world.submit(None, 1_000);
    world.wait(2 * MS_PER_SECOND);
    let body = crate::emulator::job(None);
    world.press(Input::PressedSubmit { service: other.clone(), body, pool: None, copies: 2 });
    world.wait(5 * MS_PER_SECOND);
    let sent = |job: &&poolwise::service::JobView| job.service == other && job.id.is_some();
    assert_eq!(world.session.jobs().filter(sent).count(), 2);
    assert!(world.session.sending().unsent >= 990, "{:?}", world.session.sending());
}
