//! Tests of `poolwise::emulator`, through the same endpoint that the page uses.
#![expect(clippy::expect_used, clippy::panic, reason = "a test's helper stops the test, as its test would")]

mod answers;
mod ledger;
mod situations;

use poolwise::emulator::{Emulator, FaultPlan, PracticeAnswer, Settings};
use poolwise::service::{
    Answer, Call, Connection, JobBody, JobService, PoolId, PoolService, Profile, ServiceAddress,
    ServiceError, ServiceKind, SwaggerUrl, read, request,
};
use poolwise::units::{Seed, Timestamp, VmCount};

/// Source: the source page's sample request.
pub(crate) const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623";

pub(crate) fn service() -> ServiceAddress {
    ServiceAddress::read(SERVICE).expect("the sample's form")
}

pub(crate) fn swagger() -> SwaggerUrl {
    SwaggerUrl::read(&format!("{SERVICE}/swagger.json")).expect("the sample's form").0
}

/// A connection that fits an account with these settings.
pub(crate) fn connection(settings: &Settings) -> Connection {
    let Settings { profile, pool_key, job_key, quota, .. } = settings;
    Connection {
        kind: ServiceKind::Practice,
        pools: PoolService::at("https://pools.example/", pool_key.reveal(), profile.clone(), *quota)
            .expect("pools"),
        jobs: vec![JobService::at(SERVICE, job_key.reveal()).expect("jobs")],
    }
}

pub(crate) fn job(pool: Option<&PoolId>) -> JobBody {
    let pool = pool.map_or("null".to_owned(), |id| format!("\"{}\"", id.as_str()));
    let body = format!(
        r#"{{"Input":{{"RelativeLocation":"a/b.csv"}},"Outputs":{{"output1":{{"RelativeLocation":"a/c.csv"}}}},"AzureBatchPoolId":{pool}}}"#
    );
    JobBody::new(body.into_bytes())
}

/// An account and its caller, at one moment.
pub(crate) struct Desk {
    pub(crate) account: Emulator,
    pub(crate) connection: Connection,
    pub(crate) now: Timestamp,
    pub(crate) begun: Timestamp,
}

impl Desk {
    pub(crate) fn new(settings: Settings, faults: FaultPlan) -> Self {
        let now = Timestamp::from_ms(1_500_000_000_000);
        let connection = connection(&settings);
        Self { account: Emulator::new(settings, faults, now, Seed(7)), connection, now, begun: now }
    }

    pub(crate) fn instant(profile: Profile) -> Self {
        Self::new(Settings::instant(profile), FaultPlan::default())
    }

    #[track_caller]
    pub(crate) fn ask(&mut self, call: &Call) -> Result<Answer, ServiceError> {
        let answer = self.answer(call);
        read(call, &self.connection, &answer.outcome, self.now)
    }

    #[track_caller]
    pub(crate) fn answer(&mut self, call: &Call) -> PracticeAnswer {
        let request = request(call, &self.connection).expect("the contract has it");
        self.account.answer(self.now, &request)
    }

    #[track_caller]
    pub(crate) fn create(&mut self, name: &str, vms: u32) -> PoolId {
        let id = PoolId::read(name).expect("a name");
        match self.ask(&Call::CreatePool { id, vms: VmCount(vms), swagger: swagger() }) {
            Ok(Answer::PoolCreated(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn wait(&mut self, ms: u64) {
        self.now = self.now.after_ms(ms);
        self.account.advance(self.now);
    }
}
