//! `haven pack check`: whether the packs of the countries fit together, before anybody works under them.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use crate::embedded;
use crate::problem::Problem;
use clap::{Args, Subcommand};
use domain::pack::{PackProblem, Severity};
use kit::settings::Settings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct PackArgs {
    #[command(subcommand)]
    command: PackCommand,
}

#[derive(Subcommand)]
enum PackCommand {
    /// Check the built-in packs, and those of a folder laid over them
    Check {
        /// Default: packs_folder of the settings
        folder: Option<PathBuf>,
    },
}

pub fn pack(settings: &Settings, args: PackArgs) -> Result<ExitCode, Problem> {
    let PackCommand::Check { folder } = args.command;
    let folder = folder.or_else(|| settings.packs_folder.clone());
    if let Some(missing) = folder.as_deref().filter(|folder| !folder.is_dir()) {
        return Err(Problem::internal(
            "reading the packs",
            format!("{} is not a folder", missing.display()),
        ));
    }
    let (ids, problems) = look(folder.as_deref());
    for problem in &problems {
        println!("{problem}");
    }
    let mistakes = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Mistake)
        .count();
    let notes = problems.len() - mistakes;
    if mistakes > 0 {
        println!("{mistakes} mistake(s), {notes} note(s). A pack with mistakes must not be used.");
        return Ok(ExitCode::FAILURE);
    }
    println!("{}: no mistakes, {notes} note(s).", ids.join(", "));
    Ok(ExitCode::SUCCESS)
}

/// The packs that are there (with versions), and everything wrong with them.
pub fn look(folder: Option<&Path>) -> (Vec<String>, Vec<PackProblem>) {
    match embedded::packs(folder) {
        Ok(packs) => (packs.all().map(domain::pack::Pack::reference).collect(), packs.check()),
        Err(problems) => (Vec::new(), problems),
    }
}
