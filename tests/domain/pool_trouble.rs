//! What the Pools page says while a service is in trouble.

use poolwise::billing::Tier;
use poolwise::emulator::{Asked, Fault, Situation};
use poolwise::pool_desk::{Desk, Errand, Filter, LOG_LINES, LogFilter, Look, Periods, Picture, picture};
use poolwise::service::{Autopilot, Ending, Input, Notice, PoolId};
use poolwise::units::{MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Seed, Timestamp, VmCount};
use poolwise::words::Language;

use crate::emulator::{job, service, swagger};

/// Noon of a day.
const START: Timestamp = Timestamp::from_ms(1_500_033_600_000);

const fn busy(retry_after_s: Option<u32>) -> Fault {
    Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s }
}

struct Scene {
    desk: Desk,
    wall: Timestamp,
    told: Vec<Notice>,
}

impl Scene {
    fn new() -> Self {
        let mut desk = Desk::new(START, Seed(5));
        desk.practise(START, Situation::Fresh);
        Self { desk, wall: START, told: Vec::new() }
    }

    fn wait(&mut self, ms: u64) {
        let until = self.wall.after_ms(ms);
        while self.wall < until {
            let due =
                self.desk.wake_in_ms(self.wall).unwrap_or(ms).clamp(60, until.ms_since(self.wall).max(60));
            self.wall = self.wall.after_ms(due);
            self.desk.wake(self.wall);
            self.told.extend(self.desk.take_errands().into_iter().filter_map(|errand| match errand {
                Errand::Tell(notice) => Some(notice),
                _ => None,
            }));
        }
    }

    fn press(&mut self, input: Input) {
        self.desk.press(self.wall, input);
    }

    fn picture(&self, selected: Option<&PoolId>, language: Language) -> Picture {
        let look = Look {
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
        };
        picture(&self.desk, &look)
    }

    fn alerts(&self, language: Language) -> Vec<String> {
        self.picture(None, language).alerts.into_iter().map(|alert| alert.sentence).collect()
    }
}

#[test]
fn a_service_that_asked_for_time_is_named_with_the_moment_and_the_way_out() {
    let mut scene = Scene::new();
    scene.wait(10 * MS_PER_SECOND);
    scene.desk.arrange(Some(Asked::ListPools), busy(Some(3_600)), 1);
    scene.wait(2 * MS_PER_MINUTE);
    let alerts = scene.alerts(Language::English);
    let said = alerts.iter().find(|it| it.starts_with("The pool service asked the page to wait until 13:0"));
    assert!(said.is_some_and(|it| it.ends_with("“Refresh” asks now.")), "{alerts:?}");
    let alerts = scene.alerts(Language::Swedish);
    assert!(alerts.iter().any(|it| it.starts_with("Pooltjänsten bad sidan vänta till 13:0")), "{alerts:?}");
    scene.press(Input::PressedRefresh);
    scene.wait(2 * MS_PER_SECOND);
    assert_eq!(scene.alerts(Language::English), [""; 0]);
    // A rest that the page takes by itself is nobody's wish.
    scene.desk.arrange(Some(Asked::ListPools), busy(None), 1);
    scene.press(Input::PressedRefresh);
    scene.wait(MS_PER_SECOND);
    let alerts = scene.alerts(Language::English);
    assert!(alerts.len() == 1 && alerts[0].starts_with("The pools could not be read"), "{alerts:?}");
}

#[test]
fn what_stopped_the_sending_stands_until_it_goes_on() {
    let mut scene = Scene::new();
    scene.wait(MS_PER_SECOND);
    scene.desk.arrange(Some(Asked::SubmitJob), Fault::Blocked, 3);
    scene.press(Input::PressedSubmit { service: service(), body: job(None), pool: None, copies: 20 });
    scene.wait(10 * MS_PER_SECOND);
    let alerts = scene.alerts(Language::English);
    assert!(
        alerts.iter().any(|it| it.starts_with("Sending is paused, so that") && it.contains("CORS")),
        "{alerts:?}"
    );
    assert!(scene.picture(None, Language::English).sending.paused);
    scene.press(Input::PressedResumeSending);
    scene.wait(MS_PER_MINUTE);
    assert_eq!(scene.alerts(Language::English), [""; 0]);
    assert_eq!(scene.desk.session().sending().unsent, 0);
}

#[test]
fn an_autopilot_says_for_which_jobs_it_does_not_wait() {
    let mut scene = Scene::new();
    let pool = PoolId::read("mine").expect("a name");
    let name = Some(pool.clone());
    scene.press(Input::PressedCreate { vms: VmCount(2), swagger: swagger(), name });
    scene.wait(20 * MS_PER_MINUTE);
    scene.desk.arrange(Some(Asked::SubmitJob), Fault::LostReply, 1);
    let autopilot = Some(Autopilot { idle_ms: MS_PER_HOUR, ending: Ending::ToZero });
    scene.press(Input::ChangedAutopilot { pool: pool.clone(), autopilot });
    let body = job(Some(&pool));
    scene.press(Input::PressedSubmit { service: service(), body, pool: Some(pool.clone()), copies: 1 });
    scene.wait(MS_PER_MINUTE);
    let does = scene.picture(Some(&pool), Language::English).detail.expect("it is chosen").autopilot_does;
    assert!(does.contains("it acts in") && does.contains("in doubt: 1."), "{does}");
}
