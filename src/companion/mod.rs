//! The companion: the page's answers on the command line, a practice server on a port, and a relay.
//!
//! One file (or folder) a command, each with its arguments and a function that runs it. What a command answers comes
//! from the same façades as the page's answer; here are only files, sockets, clocks and exit codes.

mod bodies;
mod check;
mod console;
mod estimate;
mod exit;
mod input;
mod net;
mod plan;
mod relay;
mod repair;
mod script;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use exit::Exit;

#[derive(Parser)]
#[command(
    name = "companion",
    version,
    about = "Poolwise on the command line: estimates, requests, a practice server",
    after_help = exit::EXITS
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What do these jobs cost, three ways, and when are they done?
    Estimate(estimate::Estimate),
    /// Which size of pool is the cheapest that meets the deadline?
    Plan(plan::Plan),
    /// Make JSON of a job's broken JSON, and list every repair.
    Repair(repair::Repair),
    /// What is wrong with a job's body?
    Check(check::Check),
    /// Make many bodies, a line each, of a job and a list of blob paths.
    Bodies(bodies::Bodies),
    /// Write a script that submits a job, waits for it and downloads its results.
    Script(script::Script),
    /// Serve the page, the practice service and its web services on this machine.
    Serve(serve::Serve),
    /// Pass requests on to services that refuse a page's requests.
    Relay(relay::Relay),
}

/// Reads the arguments, runs the command and says how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let exit = match Arguments::parse().command {
        Command::Estimate(estimate) => estimate.run(),
        Command::Plan(plan) => plan.run(),
        Command::Repair(repair) => repair.run(),
        Command::Check(check) => check.run(),
        Command::Bodies(bodies) => bodies.run(),
        Command::Script(script) => script.run(),
        Command::Serve(serve) => serve.run(),
        Command::Relay(relay) => relay.run(),
    };
    exit.into()
}
