//! The house's own checks and generated pages: `cargo run -p xtask -- TASK`. What a machine can see is checked here, so
//! that people review what only people can.

#![allow(clippy::print_stdout, reason = "a command for the terminal")]

mod dictionary;
mod messages;
mod migrations;
mod permits;
mod rust_text;
mod tidy;
mod tree;

use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use tree::Tree;

const TASKS: &str = "cargo run -p xtask -- TASK

  tidy                  crate and feature directions, SQL in its place, sizes, openings, names, migrations
  messages              every word used in code is in locales/en, once
  migrations            enter new migrations in migrations/digests.txt (entered ones never change)
  dictionary [--check]  write docs/data-dictionary.md, or only say whether it is fresh
  permits               print the rights again into crates/access/permits.snap.md";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// True when all is well.
fn run() -> Result<bool> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the project's folder")?;
    let tree = || Tree::read(root);
    match words.as_slice() {
        ["tidy"] => Ok(report("tidy", &tidy::check(&tree()?)?)),
        ["messages"] => {
            let (problems, notes) = messages::check(&tree()?);
            for note in notes {
                println!("note: {note}");
            }
            Ok(report("messages", &problems))
        }
        ["migrations"] => migrations::record(root, &tree()?),
        ["dictionary"] => dictionary::write(root, &tree()?),
        ["dictionary", "--check"] => dictionary::is_fresh(root, &tree()?),
        ["permits"] => permits::renew(root),
        [] | ["help" | "--help" | "-h"] => {
            println!("{TASKS}");
            Ok(true)
        }
        other => bail!("no such task: {}\n\n{TASKS}", other.join(" ")),
    }
}

fn report(task: &str, problems: &[String]) -> bool {
    for problem in problems {
        println!("{problem}");
    }
    match problems.len() {
        0 => println!("{task}: all well"),
        n => println!("{task}: {n} to mend"),
    }
    problems.is_empty()
}
