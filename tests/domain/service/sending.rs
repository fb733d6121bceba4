//! Many jobs and one cause that would spoil all of them: sending stops, nothing is lost, and it goes on where it stopped.

use poolwise::emulator::{Asked, Fault, FaultPlan, FaultRule, Settings};
use poolwise::service::{Input, Notice, ServiceError, Stage, azure_batch_profile};
use poolwise::units::{MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed};

use super::driver::World;

const fn refuse(status: u16, code: &'static str, retry_after_s: Option<u32>) -> Fault {
    Fault::Refuse { status, code, retry_after_s }
}

fn with_faulty_submissions(fault: Fault, times: Option<u32>) -> World {
    let rule = FaultRule { asked: Some(Asked::SubmitJob), percent: 100, times, fault };
    World::new(Settings::ordinary(azure_batch_profile()), FaultPlan::of(vec![rule]), Seed(11))
}

fn heal(world: &mut World) {
    let settings = world.account.settings().clone();
    world.account.set(settings, FaultPlan::default());
}

fn in_stage(world: &World, stage: &Stage) -> usize {
    world.session.jobs().filter(|job| job.stage == *stage).count()
}

fn submissions(world: &World) -> usize {
    world.sent.iter().filter(|(_, line)| line.starts_with("POST") && line.contains("/jobs?")).count()
}

fn are_all_over(world: &World) -> bool {
    world.session.jobs().all(|job| job.stage == Stage::Ended)
}

fn stops_told(world: &World) -> usize {
    world.told.iter().filter(|notice| matches!(notice, Notice::SendingStopped(_))).count()
}

/// Many jobs meet a cause that holds for all of them; when it is gone, each runs once.
#[track_caller]
fn check_that_it_stops(fault: Fault, most_lost: usize) {
    let mut world = with_faulty_submissions(fault, None);
    world.submit(None, 60);
    world.wait(10 * MS_PER_MINUTE);
    assert!(submissions(&world) <= most_lost, "{fault:?}: {} were sent", submissions(&world));
    assert_eq!(stops_told(&world), 1, "{fault:?}: {:?}", world.told);
    assert!(world.session.sending().paused && world.session.sending_stopped().is_some(), "{fault:?}");
    heal(&mut world);
    world.press(Input::PressedResumeSending);
    assert_eq!(world.session.sending_stopped(), None);
    world.press(Input::PressedSendRefusedAgain);
    let in_doubt = world.session.jobs().filter(|job| job.stage == Stage::InDoubt);
    for ticket in in_doubt.map(|job| job.ticket).collect::<Vec<_>>() {
        world.press(Input::PressedSendAgain(ticket));
    }
    world.drive_bounded(MS_PER_DAY, are_all_over);
    let there = world.account.jobs().iter().filter(|(_, state)| state.is_final()).count();
    assert_eq!((there, world.session.job_counts().finished), (60, 60), "{fault:?}");
}

#[test]
fn of_many_jobs_a_service_that_cannot_be_reached_costs_three_at_most() {
    check_that_it_stops(Fault::Blocked, 3);
    check_that_it_stops(Fault::LostRequest, 3);
    check_that_it_stops(Fault::LostReply, 3);
    check_that_it_stops(Fault::FailAfter { status: 500 }, 3);
}

#[test]
fn of_many_jobs_a_wrong_address_or_key_costs_three_at_most() {
    check_that_it_stops(refuse(404, "NotFound", None), 3);
    check_that_it_stops(refuse(403, "Forbidden", None), 3);
    check_that_it_stops(refuse(401, "ScoreRequestUnauthorized", None), 3);
}

#[test]
fn bodies_that_are_turned_down_one_after_the_other_stop_the_rest() {
    check_that_it_stops(refuse(400, "BadArgument", None), 5);
    // One bad row of a list is no reason to stop.
    let mut world = with_faulty_submissions(refuse(400, "BadArgument", None), Some(2));
    world.submit(None, 20);
    world.drive_bounded(MS_PER_DAY, |world| world.session.sending().unsent == 0);
    assert_eq!((stops_told(&world), world.session.job_counts().refused), (0, 2));
}

/// After "go on" a key that is still wrong stops the sending again.
#[test]
fn going_on_with_the_same_wrong_key_stops_at_once() {
    let mut world = with_faulty_submissions(refuse(401, "ScoreRequestUnauthorized", None), None);
    world.submit(None, 50);
    world.wait(MS_PER_MINUTE);
    world.press(Input::PressedResumeSending);
    world.wait(MS_PER_MINUTE);
    assert_eq!((submissions(&world), stops_told(&world)), (6, 2));
}

#[test]
fn a_busy_service_that_names_no_time_is_asked_less_and_less_often_and_takes_every_job_in_the_end() {
    let mut world = with_faulty_submissions(refuse(429, "RequestThrottled", None), None);
    world.submit(None, 200);
    world.wait(10 * MS_PER_MINUTE);
    // Rests of 2, 4, 8, 16, 32 and then of 60 s, three requests between them.
    assert!((12..=60).contains(&submissions(&world)), "{}", submissions(&world));
    assert_eq!((in_stage(&world, &Stage::Submitting), world.session.sending().unsent), (200, 200));
    assert_eq!(world.session.left_alone().count(), 0, "it asked for no time");
    let errors = world.session.jobs().filter(|job| matches!(job.error, Some(ServiceError::Throttled { .. })));
    assert!(errors.count() >= 3, "those that it has turned away say why they wait");
    heal(&mut world);
    world.drive_bounded(MS_PER_DAY, are_all_over);
    assert_eq!((world.account.jobs().len(), stops_told(&world)), (200, 0));
    assert!(world.session.jobs().all(|job| job.error.is_none()));
}

/// That it tells of jobs that it has is no sign that it takes more.
#[test]
fn a_service_that_takes_no_job_is_asked_seldom_also_while_it_tells_of_others() {
    let mut world = with_faulty_submissions(refuse(429, "RequestThrottled", None), Some(0));
    world.submit(None, 3);
    world.wait(MS_PER_SECOND * 10);
    let settings = Settings { classic_running: 0, ..world.account.settings().clone() };
    let fault = refuse(429, "RequestThrottled", None);
    let rule = FaultRule { asked: Some(Asked::SubmitJob), percent: 100, times: None, fault };
    world.account.set(settings, FaultPlan::of(vec![rule]));
    let before = submissions(&world);
    world.submit(None, 200);
    world.wait(10 * MS_PER_MINUTE);
    assert!(world.count_sent("GET https://ussouthcentral") > 20, "the others are read");
    assert!(submissions(&world) - before <= 60, "{}", submissions(&world) - before);
}

#[test]
fn however_often_a_service_asks_for_time_no_job_is_refused_for_it() {
    for (status, code) in [(503, "ServiceUnavailable"), (429, "RequestThrottled")] {
        let mut world = with_faulty_submissions(refuse(status, code, Some(600)), Some(20));
        world.submit(None, 2);
        world.drive_bounded(MS_PER_DAY, are_all_over);
        assert_eq!((world.account.jobs().len(), world.session.job_counts().finished), (2, 2), "{status}");
        assert!(!world.told.iter().any(|notice| matches!(notice, Notice::JobRefused(..))), "{status}");
    }
}

#[test]
fn a_job_that_was_called_off_while_the_service_turned_it_away_is_not_sent_again() {
    let mut world = with_faulty_submissions(refuse(429, "RequestThrottled", Some(60)), Some(1));
    world.submit(None, 1);
    let ticket = world.session.jobs().next().map(|job| job.ticket).expect("one job");
    world.press(Input::PressedCancelJob(ticket));
    world.wait(MS_PER_HOUR);
    assert_eq!((submissions(&world), in_stage(&world, &Stage::Ended)), (1, 1));
}

#[test]
fn with_the_last_job_that_waits_goes_what_stopped_it() {
    let mut world = with_faulty_submissions(Fault::Blocked, None);
    world.submit(None, 5);
    world.wait(MS_PER_MINUTE);
    assert!(world.session.sending_stopped().is_some());
    let waiting = world.session.jobs().filter(|job| job.stage == Stage::Submitting);
    for ticket in waiting.map(|job| job.ticket).collect::<Vec<_>>() {
        world.press(Input::PressedCancelJob(ticket));
    }
    assert_eq!((world.session.sending_stopped(), world.session.sending().paused), (None, false));
}

#[test]
fn jobs_that_were_cancelled_are_counted() {
    let mut world = with_faulty_submissions(Fault::LostReply, None);
    let pool = world.create("busy", 1);
    world.wait(15 * MS_PER_MINUTE);
    world.submit(Some(&pool), 3);
    world.wait(MS_PER_MINUTE);
    let tickets: Vec<_> = world.session.jobs().map(|job| job.ticket).collect();
    for ticket in tickets {
        world.press(Input::PressedCancelJob(ticket));
    }
    world.drive_bounded(MS_PER_DAY, are_all_over);
    let counts = world.session.job_counts();
    assert_eq!((counts.total, counts.cancelled(), counts.trouble), (3, 3, 0), "{counts:?}");
}

#[test]
fn jobs_whose_fate_is_unknown_are_given_up_together() {
    let mut world = with_faulty_submissions(Fault::LostReply, Some(3));
    world.submit(None, 10);
    world.wait(MS_PER_MINUTE);
    assert_eq!(world.session.job_counts().in_doubt, 3);
    world.press(Input::PressedGiveUpInDoubt);
    assert_eq!((world.session.job_counts().in_doubt, in_stage(&world, &Stage::Ended)), (0, 3));
    world.press(Input::PressedResumeSending);
    world.drive_bounded(MS_PER_DAY, are_all_over);
    assert_eq!(world.session.job_counts().finished, 7);
}

/// A job that could be started no more has no body here, and is not submitted a second time.
#[test]
fn only_what_was_not_taken_can_be_sent_again() {
    let rule = FaultRule {
        asked: Some(Asked::StartJob),
        percent: 100,
        times: Some(1),
        fault: refuse(403, "Forbidden", None),
    };
    let settings = Settings::ordinary(azure_batch_profile());
    let mut world = World::new(settings, FaultPlan::of(vec![rule]), Seed(11));
    world.submit(None, 1);
    world.wait(MS_PER_MINUTE);
    assert_eq!((in_stage(&world, &Stage::Refused), world.session.job_counts().refused), (1, 0));
    world.press(Input::PressedSendRefusedAgain);
    world.wait(MS_PER_MINUTE);
    assert_eq!(submissions(&world), 1);
}

#[test]
fn a_cancellation_that_was_refused_is_told_and_stays_until_the_job_moves_on() {
    let rule = FaultRule {
        asked: Some(Asked::CancelJob),
        percent: 100,
        times: None,
        fault: refuse(403, "Forbidden", None),
    };
    let settings = Settings::ordinary(azure_batch_profile());
    let mut world = World::new(settings, FaultPlan::of(vec![rule]), Seed(11));
    let pool = world.create("one", 1);
    world.wait(20 * MS_PER_MINUTE);
    world.submit(Some(&pool), 2);
    world.wait(20 * MS_PER_SECOND);
    let ticket = world.session.jobs().last().map(|job| job.ticket).expect("two jobs");
    world.press(Input::PressedCancelJob(ticket));
    world.wait(MS_PER_SECOND);
    let told = |world: &World| {
        world.told.iter().filter(|it| matches!(it, Notice::CancelFailed(of, _) if *of == ticket)).count()
    };
    let error = |world: &World| world.session.job(ticket).and_then(|job| job.error.clone());
    assert_eq!(told(&world), 1);
    let state = |world: &World| world.session.job(ticket).and_then(|job| job.state().cloned());
    let before = state(&world);
    while state(&world) == before {
        assert!(matches!(error(&world), Some(ServiceError::Forbidden(_))), "{:?}", error(&world));
        world.wait(MS_PER_SECOND);
    }
    assert_eq!((error(&world), told(&world)), (None, 1), "the job has moved on");
}

#[test]
fn a_job_is_forgotten_only_when_its_service_has_said_so_for_a_while() {
    for (times, expected) in [(Some(1), Stage::Ended), (None, Stage::Forgotten)] {
        let fault = refuse(404, "NotFound", None);
        let rule = FaultRule { asked: Some(Asked::JobStatus), percent: 100, times, fault };
        let settings = Settings::ordinary(azure_batch_profile());
        let mut world = World::new(settings, FaultPlan::of(vec![rule]), Seed(11));
        world.submit(None, 1);
        world.wait(30 * MS_PER_SECOND);
        assert_eq!(in_stage(&world, &Stage::Watched), 1, "it may only be late");
        world.wait(MS_PER_HOUR);
        assert_eq!(in_stage(&world, &expected), 1);
    }
}
