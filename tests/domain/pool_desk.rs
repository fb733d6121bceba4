//! Tests of `poolwise::pool_desk`: the Pools page without a page.

use poolwise::billing::{PlanChoice, Purchase, Terms, Tier, Usage, bill, july_2016};
use poolwise::emulator::{Asked, Fault, Situation};
use poolwise::pool_desk::{
    Confirmation, CreateDraft, CreateField, Deed, Desk, Errand, FieldFault, Filter, LOG_LINES, LogFilter,
    Look, Periods, Picture, Row, Speed, Tone, confirmation, job_sheet, lasting_failure, losses,
    notification_name, picture, read_jobs, say, tally,
};
use poolwise::service::{
    Autopilot, Connection, DoubtAnswer, Ending, Input, Notice, PoolId, PoolService, Quota, Refusal, Said,
    ServiceError, ServiceKind, SwaggerUrlProblem, SwaggerUrlWarning, Ticket, azure_batch_profile,
};
use poolwise::units::{
    BilledTime, Decimal, JobCount, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Money, Random,
    Seed, Timestamp, VmCount,
};
use poolwise::words::Language;

use super::emulator::{SERVICE, swagger};

const START: Timestamp = Timestamp::from_ms(1_500_000_000_000);

/// A desk and the clock on the wall.
struct Scene {
    desk: Desk,
    wall: Timestamp,
    told: Vec<Notice>,
}

impl Scene {
    fn new(situation: Situation, speed: Speed) -> Self {
        let mut desk = Desk::new(START, Seed(5));
        desk.practise(START, situation);
        desk.set_speed(START, speed);
        Self { desk, wall: START, told: Vec::new() }
    }

    /// Lets so much practice time pass, as the page does: by being woken when there is something to do.
    fn wait(&mut self, ms: u64) {
        let until = self.desk.now().after_ms(ms);
        while self.desk.now() < until {
            let rest = until.ms_since(self.desk.now()).div_ceil(self.desk.speed().factor());
            let due = self.desk.wake_in_ms(self.wall).unwrap_or(rest);
            self.wall = self.wall.after_ms(due.clamp(60, 1_000).min(rest.max(1)));
            self.desk.wake(self.wall);
            self.note();
        }
    }

    fn press(&mut self, input: Input) {
        self.desk.press(self.wall, input);
        self.note();
    }

    fn note(&mut self) {
        for errand in self.desk.take_errands() {
            match errand {
                Errand::Tell(notice) => self.told.push(notice),
                Errand::Remember => {}
                Errand::Send { http, .. } => panic!("nothing leaves the page in practice: {http:?}"),
            }
        }
    }

    fn create(&mut self, name: &str, vms: u32) -> PoolId {
        let id = PoolId::read(name).unwrap();
        self.press(Input::PressedCreate { vms: VmCount(vms), swagger: swagger(), name: Some(id.clone()) });
        id
    }

    fn picture(&self, selected: Option<&PoolId>, language: Language) -> Picture {
        with_look(selected, language, |look| picture(&self.desk, look))
    }
}

pub(crate) fn with_look<T>(
    selected: Option<&PoolId>,
    language: Language,
    with: impl FnOnce(&Look<'_>) -> T,
) -> T {
    with(&Look {
        tier: Tier::S1,
        periods: Periods::told(START, 30),
        selected,
        jobs: Filter::All,
        jobs_first: 0,
        log: LogFilter::All,
        log_text: "",
        log_most: LOG_LINES,
        language,
        zone_ms: 0,
    })
}

#[test]
fn what_is_seen_does_not_depend_on_the_speed() {
    let seen = |speed| {
        let mut scene = Scene::new(Situation::Fresh, speed);
        let pool = scene.create("same", 3);
        scene.wait(2 * MS_PER_HOUR);
        let view = scene.desk.session().pool(&pool).cloned().unwrap();
        (view.pool, view.told, scene.told)
    };
    let real = seen(Speed::Minute);
    assert_eq!(real.0.current_vms, Some(VmCount(3)));
    assert_eq!(real, seen(Speed::Hour));
}

#[test]
fn practice_time_runs_as_fast_as_it_says() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    scene.wait(MS_PER_HOUR);
    assert_eq!(scene.desk.now().ms_since(scene.desk.began()), scene.wall.ms_since(START) * 60);
    scene.desk.set_speed(scene.wall, Speed::Real);
    let (before, wall) = (scene.desk.now(), scene.wall);
    scene.desk.wake(wall.after_ms(5 * MS_PER_SECOND));
    assert_eq!(scene.desk.now().ms_since(before), 5 * MS_PER_SECOND);
}

/// The control of the page keeps what was chosen there while another service, with a clock of its own, answers.
#[test]
fn practice_runs_on_as_fast_as_before_after_another_service() {
    let pools = PoolService::at("http://127.0.0.1:7071", "k", azure_batch_profile(), Quota::default());
    for (chosen, own) in [(Speed::Hour, Speed::Real), (Speed::Real, Speed::Minute)] {
        let mut desk = Scene::new(Situation::Fresh, chosen).desk;
        let connection =
            Connection { kind: ServiceKind::Companion, pools: pools.clone().unwrap(), jobs: Vec::new() };
        desk.follow(START, (START, own), connection, &[]);
        assert_eq!(desk.speed(), own);
        desk.set_speed(START, Speed::Minute);
        assert_eq!(desk.speed(), own, "another service's time is its own");
        desk.practise(START, Situation::Fresh);
        assert_eq!(desk.speed(), chosen);
    }
}

/// Where more happens than one step does, practice time is late and nothing is left out.
#[test]
fn a_long_sleep_is_caught_up_a_part_at_a_time() {
    let mut scene = Scene::new(Situation::ManyJobs, Speed::Hour);
    scene.wait(MS_PER_MINUTE);
    let before = scene.desk.now();
    scene.wall = scene.wall.after_ms(MS_PER_HOUR);
    scene.desk.wake(scene.wall);
    let moved = scene.desk.now().ms_since(before);
    assert!(moved > 0 && moved < 3_600 * MS_PER_HOUR, "{moved}");
    scene.note();
    scene.wait(5 * MS_PER_MINUTE);
    assert!(scene.desk.session().jobs().filter(|job| job.id.is_some()).count() > 150);
}

/// The page's money holds the money of what the account itself bills.
#[test]
fn the_tally_holds_what_is_billed() {
    for situation in [Situation::Fresh, Situation::ForgottenOverTheWeekend, Situation::BadWire] {
        let mut scene = Scene::new(situation, Speed::Hour);
        scene.wait(MS_PER_MINUTE);
        let pool = scene.create("own", 18);
        scene.wait(2 * MS_PER_HOUR);
        scene.press(Input::PressedDelete { pool });
        scene.wait(MS_PER_HOUR);
        let (desk, now) = (&scene.desk, scene.desk.now());
        let billed = desk.account().unwrap().ledger().total(now);
        let tally = tally(desk.session(), now, Tier::S1, Periods::told(now, 1));
        assert!(tally.so_far.0 <= billed && billed <= tally.so_far.1, "{situation:?} {tally:?} {billed:?}");
        let jobs = u64::try_from(desk.session().jobs().count()).unwrap();
        let usage = Usage { compute: billed, transactions: JobCount(jobs) };
        let plan = Purchase::Plan(PlanChoice::one(Tier::S1));
        let bill = bill(&july_2016(), &Terms::default(), plan, usage, None).unwrap();
        let charged = bill.total - Money::cents(10_000);
        assert!(
            tally.charged.0 <= charged && charged <= tally.charged.1,
            "{situation:?} {tally:?} {charged}"
        );
        assert!(tally.charged.1 <= tally.at_end.1);
        assert_eq!(tally.left.1, BilledTime::from_hours(25) - tally.so_far.0);
    }
}

/// Source: facts D.3: two VMs are two compute hours an hour; S1 includes 25 and charges $2 each beyond.
#[test]
fn the_meter_counts_vms_hours_and_money() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Hour);
    scene.create("two", 2);
    scene.wait(24 * MS_PER_HOUR);
    let tally = tally(scene.desk.session(), scene.desk.now(), Tier::S1, Periods::told(scene.desk.now(), 0));
    assert_eq!((tally.vms, tally.per_hour.0), ((2, 2), Money::cents(4_00)));
    let hours = tally.so_far.0.hours();
    assert!((46..=48).contains(&u32::try_from(hours.trunc()).unwrap()), "{hours}");
    assert_eq!(
        tally.charged.0,
        Money::new((hours - BilledTime::from_hours(25).hours()) * poolwise::units::Decimal::TWO).rounded()
    );
    assert_eq!((tally.left.0, tally.lasts_ms, tally.at_end), (BilledTime::ZERO, None, tally.charged));
}

#[test]
fn a_situations_jobs_are_sent_by_the_page() {
    let mut scene = Scene::new(Situation::ManyJobs, Speed::Minute);
    scene.wait(10 * MS_PER_MINUTE);
    assert_eq!(scene.desk.session().jobs().count(), 200);
    assert!(scene.desk.account().unwrap().jobs().len() == 200);
    let shown = scene.picture(None, Language::English);
    assert_eq!((shown.jobs.len(), shown.job_window.first, shown.job_window.total), (60, 0, 200));
    assert!(shown.jobs_printed.contains("jobs 1 to 60 of 200"), "{}", shown.jobs_printed);
    assert_eq!(shown.jobs[0].key, "200");
    // On a narrow screen each label stands beside its value: none is empty.
    let empty = |row: &Row| row.cells.iter().any(|cell| cell.text.is_empty() && cell.note.is_empty());
    assert!(!shown.jobs.iter().any(empty), "{:?}", shown.jobs);
    assert_eq!(shown.jobs[0].cells[5].note, "none yet");
}

#[test]
fn a_pool_to_send_to_has_a_short_name_of_its_own() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let ids = ["85a57d0a000000000000000000000000", "85a57d0a000100000000000000000000", "mine"];
    for (id, vms) in ids.into_iter().zip([2, 1, 3]) {
        scene.create(id, vms);
        scene.wait(20 * MS_PER_MINUTE);
    }
    let targets = |scene: &Scene| {
        let shown = scene.picture(None, Language::English).targets;
        let mut shown: Vec<_> = shown.into_iter().map(|target| (target.id, target.label)).collect();
        shown.sort();
        shown
    };
    let labels = ["85a57d0a0000… · 2 VMs", "85a57d0a0001… · 1 VM", "mine · 3 VMs"];
    let expected: Vec<_> =
        ids.iter().zip(labels).map(|(id, label)| ((*id).to_owned(), label.to_owned())).collect();
    assert_eq!(targets(&scene), expected);
    let one = PoolId::read(ids[1]).unwrap();
    scene.press(Input::PressedDelete { pool: one });
    scene.wait(20 * MS_PER_MINUTE);
    let left = targets(&scene);
    assert_eq!(left[0], (ids[0].to_owned(), "85a57d0a… · 2 VMs".to_owned()), "{left:?}");
}

#[test]
fn a_lost_create_is_put_to_the_user_and_settled() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    scene.desk.arrange(Some(Asked::CreatePool), Fault::LostRequest, 1);
    scene.create("lost", 3);
    scene.wait(10 * MS_PER_MINUTE);
    let shown = scene.picture(None, Language::English);
    let [card] = shown.doubts.as_slice() else { panic!("{:?}", shown.doubts) };
    assert!(card.sentences[0].starts_with("A pool of 3 VMs was asked for"), "{card:?}");
    assert!(card.sentences.iter().any(|sentence| sentence.contains("most likely not created")), "{card:?}");
    assert_eq!(card.id, PoolId::read("lost"));
    scene.press(Input::SettledDoubt { request: card.request, answer: DoubtAnswer::DoesNotExist });
    assert_eq!(scene.picture(None, Language::English).doubts, []);
    // What was arranged is used up: the next one goes well.
    scene.create("found", 1);
    scene.wait(20 * MS_PER_MINUTE);
    assert_eq!(scene.picture(None, Language::English).pools[0].tone, Tone::Good);
}

#[test]
fn a_button_says_why_it_cannot_be_pressed() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("busy", 2);
    scene.wait(MS_PER_MINUTE);
    let shown = scene.picture(Some(&pool), Language::English);
    let refused: Vec<bool> = shown.pools[0].actions.iter().map(|action| action.refused.is_some()).collect();
    assert_eq!(refused, [true, true, false, false]);
    assert!(shown.pools[0].actions[0].refused.as_ref().unwrap().contains("is being resized"));
    let detail = shown.detail.unwrap();
    assert_eq!(detail.refusals.len(), 2);
    scene.wait(20 * MS_PER_MINUTE);
    scene.press(Input::PressedResize { pool: pool.clone(), target: VmCount(0) });
    scene.wait(20 * MS_PER_MINUTE);
    let zero = scene.picture(None, Language::Swedish).pools[0].actions[1].refused.clone();
    assert_eq!(zero.as_deref(), Some("poolen har inga virtuella datorer och ska inte ha några"));
    scene.press(Input::PressedDelete { pool });
    scene.wait(20 * MS_PER_MINUTE);
    let gone = scene.picture(None, Language::English);
    assert_eq!((gone.pools[0].tone, gone.targets.len()), (Tone::Quiet, 0));
    assert!(gone.pools[0].actions.iter().all(|action| action.refused.as_deref() == Some("the pool is gone")));
}

#[test]
fn a_deed_is_said_before_it_is_done() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("four", 4);
    scene.wait(20 * MS_PER_MINUTE);
    scene.desk.send_jobs(scene.wall, &pool, 6);
    scene.wait(MS_PER_MINUTE);
    let ask = |scene: &Scene, deed| {
        with_look(None, Language::English, |look| confirmation(&scene.desk, &pool, deed, look)).unwrap()
    };
    let zero = ask(&scene, Deed::ToZero);
    assert_eq!(zero.title, "Resize pool four to zero?");
    assert_eq!(zero.sentences[0].replace('\u{a0}', " "), "Stops 4 VMs, $8.00 an hour.");
    assert!(zero.sentences[1].starts_with("Jobs of this page on it now: "), "{zero:?}");
    assert_eq!((&zero.refused, zero.danger), (&None, false));
    let delete = ask(&scene, Deed::Delete);
    assert!(delete.danger && delete.sentences.iter().any(|it| it.contains("cannot be brought back")));
    let says = |one: &Confirmation, what: &str| one.sentences.iter().any(|sentence| sentence.contains(what));
    assert!(says(&zero, "put back in the queue") && !says(&zero, "fail"), "{zero:?}");
    // And so they do.
    assert!(says(&delete, "Jobs that run or wait on it fail") && !says(&delete, "queue"), "{delete:?}");
    let more = ask(&scene, Deed::Resize(Some(VmCount(6))));
    assert_eq!(more.sentences[0].replace('\u{a0}', " "), "Adds 2 VMs, $4.00 an hour.");
    let too_many = ask(&scene, Deed::Resize(Some(VmCount(21))));
    assert!(too_many.refused.unwrap().starts_with("21 VMs are more than a pool may have (at most 20)"));
    assert_eq!(
        ask(&scene, Deed::Resize(Some(VmCount(4)))).sentences[0],
        "The pool has that size: nothing changes."
    );
}

#[test]
fn the_create_form_tells_every_problem() {
    let scene = Scene::new(Situation::Fresh, Speed::Real);
    #[track_caller]
    fn check(scene: &Scene, vms: &str, swagger: &str, expected: &[CreateField], good: bool) {
        let draft = CreateDraft { vms: vms.to_owned(), swagger: swagger.to_owned() };
        let (creation, faults) = draft.check(scene.desk.session());
        assert_eq!(faults.iter().map(|(field, _)| *field).collect::<Vec<_>>(), expected, "{faults:?}");
        assert_eq!(creation.is_some(), good);
    }
    let url = format!("{SERVICE}/swagger.json");
    check(&scene, "2", &url, &[], true);
    check(&scene, "20", &url, &[], true);
    check(&scene, "21", &url, &[CreateField::Vms], false);
    check(&scene, "two", "", &[CreateField::Vms, CreateField::Swagger], false);
    let relay = url.replace("ussouthcentral.services.azureml.net", "relay.example");
    check(&scene, "1", &relay, &[CreateField::Swagger], true);
    let session = scene.desk.session();
    let fault = |vms: &str, swagger: &str| {
        let draft = CreateDraft { vms: vms.to_owned(), swagger: swagger.to_owned() };
        draft.check(session).1.remove(0).1
    };
    let (asked, allowed) = (VmCount(21), VmCount(20));
    assert_eq!(fault("21", &url), FieldFault::Refused(Refusal::TooManyVms { asked, allowed }));
    let classic = url.replace("subscriptions", "workspaces");
    assert_eq!(fault("1", &classic), FieldFault::Swagger(SwaggerUrlProblem::Classic));
    let host = "relay.example".to_owned();
    assert_eq!(fault("1", &relay), FieldFault::Unusual(SwaggerUrlWarning::UnknownHost { host }));
    assert!(fault("1", &relay).is_warning());
}

#[test]
fn jobs_are_sent_one_to_a_thousand_at_once() {
    assert_eq!(read_jobs("1 000"), Ok(1_000));
    for wrong in ["0", "1001", "2.5", "", "many"] {
        assert!(read_jobs(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_full_account_says_so_at_the_button() {
    let mut scene = Scene::new(Situation::NearlyFull, Speed::Minute);
    scene.wait(MS_PER_MINUTE);
    assert_eq!(scene.picture(None, Language::English).create_refused, None);
    scene.create("fourth", 1);
    scene.wait(MS_PER_MINUTE);
    let refused = scene.picture(None, Language::English).create_refused.unwrap();
    assert!(refused.starts_with("the account has 4 pools and may have 4"), "{refused}");
}

#[test]
fn jobs_that_end_well_are_told_once_all_have_ended() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("quiet", 2);
    scene.wait(20 * MS_PER_MINUTE);
    scene.desk.send_jobs(scene.wall, &pool, 3);
    scene.told.clear();
    let mut said = Vec::new();
    for _ in 0..120 {
        scene.wait(MS_PER_MINUTE);
        let notices = core::mem::take(&mut scene.told);
        said.extend(with_look(None, Language::English, |look| say(&notices, &scene.desk, look)));
    }
    let said: Vec<&str> = said.iter().map(|alert| alert.sentence.as_str()).collect();
    let ended: Vec<_> = said.iter().filter(|sentence| sentence.contains("ended")).collect();
    assert_eq!(ended, [&"All jobs have ended: 3 finished, 0 failed or lost, 0 cancelled."], "{said:?}");
    assert!(!said.iter().any(|sentence| sentence.starts_with("Job ")), "{said:?}");
}

#[test]
fn the_picture_holds_no_secret() {
    let mut scene = Scene::new(Situation::ForgottenOverTheWeekend, Speed::Minute);
    let pool = PoolId::read("friday").unwrap();
    scene.wait(MS_PER_MINUTE);
    scene.desk.send_jobs(scene.wall, &pool, 3);
    scene.wait(MS_PER_HOUR);
    for language in [Language::English, Language::Swedish] {
        let shown = format!("{:?}", scene.picture(Some(&pool), language));
        for secret in ["practice-pool-key", "practice-job-key", "sig=", "AccountKey"] {
            assert!(!shown.contains(secret), "{secret}");
        }
        assert!(shown.contains("output1") && shown.contains("friday"), "{language:?}");
    }
}

#[test]
fn the_log_pairs_requests_with_answers_and_filters_them() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    scene.desk.arrange(
        Some(Asked::CreatePool),
        Fault::Refuse { status: 409, code: "PoolExists", retry_after_s: None },
        1,
    );
    scene.create("again", 1);
    scene.wait(5 * MS_PER_MINUTE);
    let rows =
        |log| with_look(None, Language::English, |look| picture(&scene.desk, &Look { log, ..*look }).log);
    let all = rows(LogFilter::All);
    let mut keys: Vec<&str> = all.iter().map(|row| row.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all.len());
    assert!(all.iter().any(|row| row.cells[1].text.starts_with("GET ") && row.tone == Tone::Good));
    let errors = rows(LogFilter::Errors);
    assert_eq!(errors.len(), 2, "the request and what was told of it: {errors:?}");
    assert!(errors.iter().all(|row| row.tone == Tone::Bad));
    assert!(rows(LogFilter::Changes).iter().all(|row| !row.cells[1].text.starts_with("GET ")));
}

/// A pool that was just created, 0 of 10, was said to stop nothing when it is deleted.
#[test]
fn vms_that_are_on_their_way_are_called_off_by_name() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("ten", 10);
    scene.wait(MS_PER_MINUTE);
    assert_eq!(scene.desk.session().pool(&pool).unwrap().pool.current_vms, Some(VmCount(0)));
    let delete =
        with_look(None, Language::English, |look| confirmation(&scene.desk, &pool, Deed::Delete, look));
    let sentences = delete.unwrap().sentences;
    let first = sentences[0].replace('\u{a0}', " ");
    assert_eq!(first, "Calls off what is on its way: 10 VMs, $20.00 an hour.");
    assert!(!sentences.iter().any(|sentence| sentence.contains("none is on the bill")), "{sentences:?}");
}

/// Source: facts D.3: included quantities are allocated anew every 30 days. A projection stood still once the days that
/// were typed had passed, as they do at once on a hastened clock.
#[test]
fn a_charge_period_is_followed_by_another() {
    let days = |days: u64| START.after_ms(days * MS_PER_DAY);
    for (now, expected) in [(0, 12), (11, 12), (12, 12), (13, 42), (42, 42), (43, 72), (400, 402)] {
        assert_eq!(Periods::told(START, 12).end_at(days(now)), days(expected), "after {now} days");
    }
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    scene.create("on", 2);
    scene.wait(20 * MS_PER_MINUTE);
    // The period ended as practice began.
    let now = scene.desk.now();
    let tally = tally(scene.desk.session(), now, Tier::S1, Periods::told(START, 0));
    assert!(tally.at_end.0 > tally.charged.1, "two VMs go on costing: {tally:?}");
}

#[test]
fn what_guards_money_and_has_stopped_is_worth_a_notification_of_its_own() {
    let pool = |name: &str| PoolId::read(name).unwrap();
    let error = || ServiceError::Unauthorized(Said::default());
    let notices = [
        Notice::PoolIdle { pool: pool("a"), idle_ms: 1 },
        Notice::PoolIdle { pool: pool("b"), idle_ms: 1 },
        Notice::AutopilotLanded(pool("a"), Ending::ToZero),
        Notice::PoolFailed(pool("a"), error()),
        Notice::AutopilotGaveUp(pool("b"), 5),
        Notice::SendingStopped(error()),
        Notice::Halted(error()),
        Notice::ServiceShut(super::emulator::service(), error()),
    ];
    let mut names: Vec<String> = notices.iter().filter_map(notification_name).collect();
    assert_eq!(names.len(), notices.len());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), notices.len(), "none pushes another out: {names:?}");
    assert_eq!(notification_name(&Notice::PoolSteady(pool("a"), VmCount(2))), None);
    assert_eq!(notification_name(&Notice::ReadFailed(error())), None, "a moment's failure can wait");
}

#[test]
fn a_failure_to_read_is_worth_a_notification_once_it_lasts() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Real);
    scene.create("watched", 1);
    scene.wait(MS_PER_MINUTE);
    scene.desk.arrange(None, Fault::Blocked, 1_000);
    scene.wait(2 * MS_PER_MINUTE);
    assert!(scene.desk.session().read_error().is_some());
    assert_eq!(lasting_failure(&scene.desk), None);
    scene.wait(5 * MS_PER_MINUTE);
    assert!(matches!(lasting_failure(&scene.desk), Some(Notice::ReadFailed(_))));
    scene.desk.arrange_nothing();
    scene.wait(6 * MS_PER_MINUTE);
    assert_eq!(lasting_failure(&scene.desk), None);
}

#[test]
fn what_leaving_loses_is_said() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("mine", 2);
    scene.wait(20 * MS_PER_MINUTE);
    let said = |scene: &Scene| with_look(None, Language::English, |look| losses(&scene.desk, look, true));
    assert!(!scene.desk.loses_by_leaving(true) && said(&scene).is_empty());
    let autopilot = Some(Autopilot { idle_ms: MS_PER_HOUR, ending: Ending::ToZero });
    scene.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    assert!(said(&scene)[0].starts_with("An autopilot is on"));
    scene.desk.send_jobs(scene.wall, &pool, 50);
    let lines = said(&scene);
    assert!(scene.desk.loses_by_leaving(true) && lines.len() == 2, "{lines:?}");
    let unsent = scene.desk.session().sending().unsent;
    assert_eq!(lines[1], format!("Jobs that have not been sent yet are dropped: {unsent}."));
}

/// Links end after about a day; the page said to read the job again, and nothing did.
#[test]
fn a_link_that_has_ended_is_said_to_and_is_read_anew() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Hour);
    let pool = scene.create("results", 1);
    scene.wait(20 * MS_PER_MINUTE);
    scene.desk.send_jobs(scene.wall, &pool, 1);
    scene.wait(2 * MS_PER_HOUR);
    let link = |scene: &Scene| job_sheet(&scene.desk, Ticket(1)).unwrap().results.remove(0);
    assert!(!link(&scene).is_over);
    scene.wait(25 * MS_PER_HOUR);
    let ended = link(&scene);
    assert!(ended.is_over && ended.ends.unwrap() < scene.desk.now());
    scene.press(Input::OpenedJob(Ticket(1)));
    scene.wait(MS_PER_MINUTE);
    assert!(link(&scene).is_over, "what was read at this visit is not read again for being looked at");
    scene.press(Input::LinkEnded(Ticket(1)));
    scene.wait(MS_PER_MINUTE);
    let renewed = link(&scene);
    assert!(!renewed.is_over && renewed.ends > ended.ends, "{renewed:?}");
}

#[test]
fn the_log_shows_more_and_finds_what_stands_in_bodies() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("logged", 1);
    scene.wait(90 * MS_PER_MINUTE);
    let rows = |text: &str, log_most| {
        with_look(None, Language::English, |look| {
            picture(&scene.desk, &Look { log_text: text, log_most, ..*look }).log
        })
    };
    assert_eq!(rows("", LOG_LINES).len(), LOG_LINES);
    assert_eq!(rows("", 2 * LOG_LINES).len(), 2 * LOG_LINES);
    let found = rows("TARGETDEDICATEDNODES\":1", LOG_LINES);
    assert!(!found.is_empty(), "the body of the create has it");
    assert!(found.iter().all(|row| row.cells[1].text.contains("/pools")), "{found:?}");
    assert_eq!(rows("in no body at all", LOG_LINES), []);
    assert!(rows(pool.as_str(), LOG_LINES).len() > 2);
}

#[test]
fn jobs_in_trouble_are_sent_again_or_given_up_together() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    let pool = scene.create("busy", 1);
    scene.wait(20 * MS_PER_MINUTE);
    let trouble = |scene: &Scene| {
        let shown = scene.picture(None, Language::English).trouble;
        (shown.send_again, shown.give_up)
    };
    let none = (String::new(), String::new());
    assert_eq!(trouble(&scene), none);
    let refusal = Fault::Refuse { status: 400, code: "BadArgument", retry_after_s: None };
    scene.desk.arrange(Some(Asked::SubmitJob), refusal, 1);
    scene.desk.send_jobs(scene.wall, &pool, 2);
    scene.wait(5 * MS_PER_MINUTE);
    assert_eq!(trouble(&scene), ("Send again what was not taken: 1".to_owned(), String::new()));
    scene.press(Input::PressedSendRefusedAgain);
    scene.wait(5 * MS_PER_MINUTE);
    assert_eq!(trouble(&scene), none);
    scene.desk.arrange(Some(Asked::SubmitJob), Fault::LostReply, 1);
    scene.desk.send_jobs(scene.wall, &pool, 1);
    scene.wait(5 * MS_PER_MINUTE);
    assert_eq!(trouble(&scene), (String::new(), "Give up what is in doubt: 1".to_owned()));
    scene.press(Input::PressedGiveUpInDoubt);
    assert_eq!(trouble(&scene), none);
}

/// What S1 charges beside its price for VM time in one period, of which it includes 25 hours, at $2 an hour.
fn beyond_25_hours(compute: BilledTime) -> Money {
    Money::new((compute - BilledTime::from_hours(25)).hours() * Decimal::TWO).rounded()
}

/// Source: facts D.3: S1 includes 25 compute hours, anew every 30 days, and charges $2 for each beyond. Two VMs ran over the
/// end of a period, 11 hours before it and 30 after: before it less than 22 hours, all included; after it 60, of which 35
/// are charged. All of them in one period were $113.66, and no hour was ever included again.
#[test]
fn included_hours_come_anew_while_a_pool_runs_on() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Hour);
    scene.create("on", 2);
    scene.wait(MS_PER_HOUR);
    let ended = scene.desk.now().after_ms(10 * MS_PER_HOUR);
    scene.wait(40 * MS_PER_HOUR);
    let now = scene.desk.now();
    assert_eq!(now, ended.after_ms(30 * MS_PER_HOUR));
    let at = |tier, told| tally(scene.desk.session(), now, tier, told);
    let meter = at(Tier::S1, Periods::told(ended, 0));
    assert!(meter.so_far.1 < BilledTime::from_hours(82));
    assert_eq!((meter.periods, meter.charged), (2, (Money::cents(70_00), Money::cents(70_00))));
    assert_eq!((meter.left.1, meter.lasts_ms), (BilledTime::ZERO, None));
    // The 690 hours that the period has left, by two VMs, at $2.
    assert_eq!(meter.at_end.0, Money::cents(7_000 + 276_000));
    // S2 includes 500: 60 of them are used, those before the period's end no more.
    let left = BilledTime::from_hours(500 - 60);
    assert_eq!(at(Tier::S2, Periods::told(ended, 0)).left, (left, left));
    // Within one period nothing comes anew.
    let one = at(Tier::S1, Periods::told(now, 1));
    assert_eq!(
        (one.periods, one.charged),
        (1, (beyond_25_hours(one.so_far.0), beyond_25_hours(one.so_far.1)))
    );
    assert_eq!(one.charged.1, Money::cents(11_366));
}

/// Eight VMs ran for 62 hours before the page looked, the last 24 of them in a period that began a day ago.
#[test]
fn what_ran_before_the_page_looked_is_in_the_period_in_which_it_ran() {
    let mut scene = Scene::new(Situation::ForgottenOverTheWeekend, Speed::Minute);
    scene.wait(MS_PER_MINUTE);
    let now = scene.desk.now();
    let at = |days_left| tally(scene.desk.session(), now, Tier::S1, Periods::told(now, days_left));
    let (found, today) = (at(29), BilledTime::from_hours(8 * 24));
    let before = |so_far: BilledTime| beyond_25_hours(so_far - today) + beyond_25_hours(today);
    assert_eq!((found.periods, found.left.1), (2, BilledTime::ZERO));
    assert_eq!(found.charged, (before(found.so_far.0), before(found.so_far.1)));
    // Nothing says when the period began: then all of it counts in one, and no hour is taken for free.
    let untold = at(30);
    let all = |so_far| beyond_25_hours(so_far);
    assert_eq!((untold.periods, untold.charged), (1, (all(found.so_far.0), all(found.so_far.1))));
}

/// Whatever pools come and go and wherever a period ends, the sum of what the account itself billed before it and after
/// it, each as a bill of its own, is within what the meter says; and a period that holds all is billed as one.
#[test]
fn periods_are_billed_each_for_itself_wherever_they_end() {
    for seed in 0..4 {
        let mut random = Random::new(Seed(seed));
        let mut scene = Scene::new(Situation::Fresh, Speed::Hour);
        scene.wait(MS_PER_MINUTE);
        let mut billed = Vec::new();
        for step in 0..12 {
            let pools: Vec<PoolId> = scene.desk.session().pools().map(|view| view.pool.id.clone()).collect();
            let pool = pools.get(usize::try_from(random.below(4)).unwrap()).cloned();
            let target = VmCount(u32::try_from(random.below(15)).unwrap());
            match (random.below(5), pool) {
                (0 | 1, Some(pool)) => scene.press(Input::PressedResize { pool, target }),
                (2, Some(pool)) => scene.press(Input::PressedDelete { pool }),
                (3, _) => drop(scene.create(&format!("pool-{step}"), target.0)),
                _ => {}
            }
            scene.wait(MS_PER_MINUTE + random.below(2 * MS_PER_HOUR));
            let now = scene.desk.now();
            billed.push((now, scene.desk.account().unwrap().ledger().total(now)));
        }
        let (now, all) = *billed.last().unwrap();
        let session = scene.desk.session();
        for (ended, before) in billed {
            let meter = tally(session, now, Tier::S1, Periods::told(ended, 0));
            let bills = beyond_25_hours(before) + beyond_25_hours(all - before);
            assert!(meter.charged.0 <= bills && bills <= meter.charged.1, "seed {seed}: {meter:?} {bills}");
            // A cut makes no VM time and loses none.
            let one = tally(session, now, Tier::S1, Periods::told(now, 1));
            assert_eq!((one.so_far, one.periods), (meter.so_far, 1));
            assert_eq!(one.charged, (beyond_25_hours(one.so_far.0), beyond_25_hours(one.so_far.1)));
            let included = u64::from(ended < now) * 25 + 25;
            assert!(meter.charged.1 <= one.charged.1 && meter.periods * 25 <= included, "seed {seed}");
        }
    }
}

/// Included hours that would last longer than the period are never used after its end: others come then.
#[test]
fn included_hours_last_no_longer_than_their_period() {
    let mut scene = Scene::new(Situation::Fresh, Speed::Minute);
    scene.create("two", 2);
    scene.wait(MS_PER_HOUR);
    let said = |begun_ms: u64, language| {
        let periods = Periods::told(Timestamp::from_ms(scene.desk.now().ms() - begun_ms), 1);
        let look = |look: &Look<'_>| picture(&scene.desk, &Look { periods, ..*look });
        with_look(None, language, look).strip[4].note.replace('\u{a0}', " ")
    };
    // Some 23 of 25 hours are left, for two VMs more than eleven hours: less than a whole day, more than a day's end.
    let whole = said(0, Language::English);
    assert!(whole.starts_with("last 11 h"), "{whole}");
    let end = |language| said(20 * MS_PER_HOUR, language);
    assert_eq!(end(Language::English), "last to the end of the period");
    assert_eq!(end(Language::Swedish), "räcker perioden ut");
}

#[test]
fn the_meter_says_how_many_periods_it_counts() {
    let mut scene = Scene::new(Situation::ForgottenOverTheWeekend, Speed::Minute);
    scene.wait(MS_PER_MINUTE);
    let said = |days_left, language| {
        let periods = Periods::told(scene.desk.now(), days_left);
        let shown = with_look(None, language, |look| picture(&scene.desk, &Look { periods, ..*look }));
        (shown.strip[2].note.clone(), shown.assumption)
    };
    let (note, assumption) = said(29, Language::English);
    assert_eq!(note, "beside the plan’s price for each period; periods: 2");
    let assumption = assumption.replace('\u{a0}', " ");
    assert!(assumption.contains("They are renewed every 30 days."), "{assumption}");
    let (note, assumption) = said(30, Language::Swedish);
    assert_eq!(note, "utöver planens pris");
    let assumption = assumption.replace('\u{a0}', " ");
    assert!(assumption.contains("De förnyas efter 30 dygn."), "{assumption}");
}
