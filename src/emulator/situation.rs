//! Ready-made situations to practise in.

use super::account::Emulator;
use super::fault::{Asked, Fault, FaultPlan, FaultRule};
use super::settings::Settings;
use super::world::{Submission, World};
use crate::service::{PoolId, Profile, SwaggerUrl};
use crate::units::{MS_PER_HOUR, MS_PER_MINUTE, Seed, Timestamp, VmCount};

/// The web service of the practice account: what pools are billed to and where jobs are sent.
///
/// **Source**: the ids are those of the source page's sample request (verified).
pub const PRACTICE_SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";

/// How far the clock of [`Situation::WrongClock`] is from the page's: less than the meter allows for.
const BEHIND_MS: i64 = -240_000;

/// A situation to practise in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Situation {
    /// An account without pools.
    Fresh,
    /// A pool of ten VMs that stands ready, and 200 jobs to be sent to it at once.
    ManyJobs,
    /// A pool of eight VMs that nobody has used since Friday.
    ForgottenOverTheWeekend,
    /// All pools but one are taken, and one of them is being resized.
    NearlyFull,
    /// A wire that loses, delays and garbles one request in five.
    BadWire,
    /// A pool of four VMs at a service whose clock is four minutes behind.
    WrongClock,
}

impl Situation {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 6] = [
        Self::Fresh,
        Self::ManyJobs,
        Self::ForgottenOverTheWeekend,
        Self::NearlyFull,
        Self::BadWire,
        Self::WrongClock,
    ];

    /// How many jobs the situation is about; the page sends them, so that it can follow them.
    #[must_use]
    pub const fn jobs_to_send(self) -> u32 {
        match self {
            Self::ManyJobs => 200,
            Self::Fresh
            | Self::ForgottenOverTheWeekend
            | Self::NearlyFull
            | Self::BadWire
            | Self::WrongClock => 0,
        }
    }

    /// The account in this situation, at this moment; what led to it has happened before.
    ///
    /// ```
    /// use poolwise::emulator::Situation;
    /// use poolwise::service::azure_batch_profile;
    /// use poolwise::units::{Seed, Timestamp};
    /// let now = Timestamp::from_ms(1_500_000_000_000);
    /// let account = Situation::ForgottenOverTheWeekend.account(azure_batch_profile(), now, Seed(1));
    /// assert!(account.ledger().total(now).hours() > 480.into());
    /// ```
    #[must_use]
    pub fn account(self, profile: Profile, now: Timestamp, seed: Seed) -> Emulator {
        let settings = Settings::ordinary(profile);
        match self {
            Self::Fresh => Emulator::new(settings, FaultPlan::default(), now, seed),
            Self::BadWire => Emulator::new(settings, bad_wire(), now, seed),
            Self::ManyJobs => {
                let mut past = Past::new(settings, now, 30 * MS_PER_MINUTE, seed);
                past.pool("ready", 10);
                past.until(now)
            }
            Self::ForgottenOverTheWeekend => {
                let mut past = Past::new(settings, now, 62 * MS_PER_HOUR, seed);
                if let Some(pool) = past.pool("friday", 8) {
                    past.jobs(&pool, 40);
                }
                past.until(now)
            }
            Self::WrongClock => {
                let settings = Settings { skew_ms: BEHIND_MS, ..settings };
                let mut past = Past::new(settings, now, 30 * MS_PER_MINUTE, seed);
                past.pool("ready", 4);
                past.until(now)
            }
            Self::NearlyFull => {
                let mut past = Past::new(settings, now, 2 * MS_PER_HOUR, seed);
                past.pool("daily", 4);
                past.pool("weekly", 20);
                past.world
                    .advance(Timestamp::from_ms(now.ms().saturating_sub(MS_PER_MINUTE)), &past.settings);
                past.pool("growing", 12);
                past.until(now)
            }
        }
    }
}

fn bad_wire() -> FaultPlan {
    let faults = [
        Fault::LostReply,
        Fault::CutOff,
        Fault::Slow { ms: 12_000 },
        Fault::Refuse { status: 503, code: "ServerBusy", retry_after_s: Some(10) },
        Fault::Malformed,
    ];
    let rule = |fault| FaultRule { asked: None, percent: 4, times: None, fault };
    // The first create is lost for certain: what to do then is what there is to practise.
    let lost =
        FaultRule { asked: Some(Asked::CreatePool), percent: 100, times: Some(1), fault: Fault::LostReply };
    FaultPlan::of(core::iter::once(lost).chain(faults.map(rule)).collect())
}

/// What led to a situation.
struct Past {
    settings: Settings,
    world: World,
    seed: Seed,
}

impl Past {
    fn new(settings: Settings, now: Timestamp, ago_ms: u64, seed: Seed) -> Self {
        let begin = Timestamp::from_ms(now.ms().saturating_sub(ago_ms));
        Self { settings, world: World::new(begin, seed), seed }
    }

    fn pool(&mut self, name: &str, vms: u32) -> Option<PoolId> {
        let id = PoolId::read(name)?;
        let (swagger, _) = SwaggerUrl::read(&format!("{PRACTICE_SERVICE}/swagger.json")).ok()?;
        self.world.create(id.clone(), VmCount(vms), swagger, &self.settings).ok()?;
        Some(id)
    }

    fn jobs(&mut self, pool: &PoolId, count: u32) {
        let service =
            PRACTICE_SERVICE.split_once(".net").map(|(_, path)| path.to_owned()).unwrap_or_default();
        for _ in 0..count {
            let (service, pool) = (service.clone(), Some(pool.clone()));
            let submission = Submission {
                service,
                pool,
                run_ms: None,
                us_per_row: None,
                body: None,
                fails: false,
                sentinel: None,
                outputs: Vec::new(),
            };
            if let Some(job) = self.world.submit(submission, &self.settings) {
                self.world.start(&job, &self.settings);
            }
        }
    }

    fn until(mut self, now: Timestamp) -> Emulator {
        self.world.advance(now, &self.settings);
        Emulator::resumed(self.settings, FaultPlan::default(), self.world, self.seed)
    }
}
