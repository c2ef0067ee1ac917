//! `haven doctor`.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::checks::{State, examine};
use crate::problem::Problem;
use clap::Args;
use kit::clock::Clock;
use kit::settings::Settings;
use std::process::ExitCode;

#[derive(Args)]
pub struct DoctorArgs {
    /// Also read the whole database file (SQLite); takes as long as reading it
    #[arg(long)]
    thorough: bool,
}

/// Prints every finding; fails when something is wrong.
pub async fn doctor(settings: Settings, args: DoctorArgs) -> Result<ExitCode, Problem> {
    let findings = examine(&settings, &Clock::system(), args.thorough).await;
    for finding in &findings {
        let mark = match finding.state {
            State::Well => "well ",
            State::Look => "LOOK ",
            State::Wrong => "WRONG",
        };
        println!("{mark}  {:<9} {}", finding.about, finding.said);
        if let Some(advice) = &finding.advice {
            println!("                 -> {advice}");
        }
    }
    let worst = findings
        .iter()
        .map(|finding| finding.state)
        .max()
        .unwrap_or(State::Well);
    Ok(if worst == State::Wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
