use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::super::net::{Origins, say};
use super::faults::Mishap;
use super::practice::{CONTRACTS, Practice};
use crate::emulator::{PRACTICE_SERVICE, Situation};

/// The arguments of `companion serve`.
///
#[derive(Args)]
#[command(
    after_help = "The keys are drawn anew for each start, unless POOL_KEY or BES_API_KEY is set in the environment."
)]
pub(in super::super) struct Serve {
    /// The port on this machine; 0 for any that is free.
    #[arg(long, default_value_t = 8790)]
    pub(super) port: u16,
    /// The folder of the built page.
    #[arg(long, default_value = "dist")]
    pub(super) dist: PathBuf,
    /// Pages that may ask: their origins, or any, local (pages of this machine) or off.
    #[arg(long, value_name = "ORIGIN", num_args = 1.., default_value = "local")]
    pub(super) cors: Vec<Origins>,
    /// How many times as fast as real its time runs: 1, 60 or 3600.
    #[arg(long, default_value_t = 1, value_parser = speed)]
    pub(super) speed: u32,
    /// What the account is like at the start.
    #[arg(long, default_value = "fresh")]
    pub(super) situation: Start,
    /// Lets requests go wrong: NAME[,percent=N][,times=N][,on=OPERATION]; may be given again; a wrong name lists
    /// those that there are.
    #[arg(long = "fault", value_name = "FAULT")]
    pub(super) faults: Vec<Mishap>,
    /// Whether jobs read their inputs from and write their results to the blob stores that they name.
    #[arg(long, default_value = "on")]
    pub(super) blob_store: Switch,
    /// How many seconds of its time a job runs; by chance around six minutes when not given.
    #[arg(long, value_name = "SECONDS")]
    pub(super) job_seconds: Option<u32>,
    /// How many seconds of its time a VM takes to be provisioned; four to eight minutes when not given.
    #[arg(long, value_name = "SECONDS")]
    pub(super) provisioning_seconds: Option<u32>,
    /// How many seconds of its time a VM takes to be deleted; twenty to ninety when not given.
    #[arg(long, value_name = "SECONDS")]
    pub(super) releasing_seconds: Option<u32>,
    /// How many jobs one VM runs at once.
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(super) jobs_per_vm: u32,
    /// How many jobs of a hundred fail.
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) failing_percent: u8,
    /// How many seconds of its time, on average, other tenants make the next job of the classic queue wait; ten when not
    /// given.
    #[arg(long, value_name = "SECONDS")]
    pub(super) classic_wait_seconds: Option<u32>,
    /// How many seconds the service's clock is ahead; negative for behind.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(super) skew_seconds: Option<i32>,
    /// How many pools the account may have.
    #[arg(long, value_name = "COUNT", default_value_t = 4)]
    pub(super) max_pools: u32,
    /// How many VMs a pool may have.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(super) max_vms: u32,
    /// The number from which chance is drawn, to have the same course again.
    #[arg(long)]
    pub(super) seed: Option<u64>,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    On,
    Off,
}

/// The situations by the names that `--situation` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Start {
    Fresh,
    ManyJobs,
    ForgottenOverTheWeekend,
    NearlyFull,
    BadWire,
    WrongClock,
}

impl Start {
    pub(super) const fn situation(self) -> Situation {
        match self {
            Self::Fresh => Situation::Fresh,
            Self::ManyJobs => Situation::ManyJobs,
            Self::ForgottenOverTheWeekend => Situation::ForgottenOverTheWeekend,
            Self::NearlyFull => Situation::NearlyFull,
            Self::BadWire => Situation::BadWire,
            Self::WrongClock => Situation::WrongClock,
        }
    }
}

fn speed(text: &str) -> Result<u32, String> {
    match text {
        "1" | "60" | "3600" => text.parse().map_err(|_checked| String::new()),
        _ => Err("time runs 1, 60 or 3600 times as fast".to_owned()),
    }
}

impl Serve {
    /// What there is to paste. The keys open nothing but this practice account, and only until it stops.
    pub(super) fn say_where(&self, port: u16, page: Option<&str>, practice: &Practice) {
        let origin = format!("http://127.0.0.1:{port}");
        match page {
            Some(base) => say(&format!("Page               {origin}{base}")),
            None => say(&format!(
                "Page               none: {} holds no built page; run scripts/build",
                self.dist.display()
            )),
        }
        for (path, profile) in CONTRACTS {
            say(&format!("Pool service       {origin}{path}   ({})", profile().name));
        }
        let [pool_key, job_key] = practice.keys();
        say(&format!("Its key            {pool_key}"));
        let service = PRACTICE_SERVICE.split_once(".net").map_or("", |(_, path)| path);
        say(&format!("Web service        {origin}{service}"));
        say(&format!("Swagger            {origin}{service}/swagger.json"));
        say(&format!("Its key            {job_key}"));
        match self.blob_store {
            Switch::On => say("Blobs              read from and written to the stores that jobs name"),
            Switch::Off => {
                say(
                    "Blobs              not touched: jobs read nothing, and their results' links open nothing",
                );
            }
        }
        say(&format!("Time               runs {} times as fast as real", self.speed));
        say("Stop with Ctrl-C.");
    }
}
