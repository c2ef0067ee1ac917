//! `haven verify` walks the whole ledger and names the first line that does not fit; `haven ledger-head` prints the end of
//! the chain. Kept elsewhere (paper will do), a head proves later that nothing before it was changed.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::Place;
use crate::ground::ledger::{self, Head, Verdict};
use crate::problem::Problem;
use access::Resource;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use kit::clock::Clock;
use kit::settings::Settings;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct VerifyArgs {
    /// A head that was written down earlier by `haven ledger-head`; may be given several times
    #[arg(long = "head", value_name = "FILE")]
    heads: Vec<PathBuf>,
}

pub async fn verify(settings: Settings, args: VerifyArgs) -> Result<ExitCode, Problem> {
    let place = Place::open(settings, Clock::system()).await?;
    let heads = args
        .heads
        .iter()
        .map(|file| read_head(file))
        .collect::<Result<Vec<_>, _>>()?;
    let lines = ledger::head(&place.db).await?.map_or(0, |head| head.seq);
    let bar = ProgressBar::new(u64::try_from(lines).unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template("checking {wide_bar} {human_pos}/{human_len} lines, {eta} left") {
        bar.set_style(style);
    }
    let verdict = check(&place, &heads, |line| {
        bar.set_position(u64::try_from(line).unwrap_or(0))
    })
    .await?;
    bar.finish_and_clear();
    place.db.close().await;
    match verdict {
        Verdict::Whole { lines } => {
            let kept = if heads.is_empty() {
                String::new()
            } else {
                format!(", and agrees with {} head(s) kept elsewhere", heads.len())
            };
            println!("The ledger is whole: {lines} lines, each in its place{kept}.");
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Broken { seq, why } => {
            println!("The ledger is BROKEN at line {seq}: {}.", in_words(why));
            println!(
                "Every line before {seq} is as it was written. Change nothing; keep a copy of the database as it is now,"
            );
            println!("and compare it with your last backup (docs/operating/ledger.md).");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Checks the chain, and writes down that it was checked where it is whole: nothing is added to a broken one.
pub async fn check(place: &Place, heads: &[Head], progress: impl FnMut(i64)) -> Result<Verdict, Problem> {
    let permit = place.permit::<access::VerifyLedger>(&Resource::Ledger { agency: None })?;
    let verdict = ledger::verify(&place.db, heads, progress).await?;
    if let Verdict::Whole { lines } = verdict {
        place
            .record(
                &permit,
                "ledger.verify",
                serde_json::json!({ "lines": lines, "heads": heads.len() }),
            )
            .await?;
    }
    Ok(verdict)
}

/// Prints the head as JSON, to be kept where nobody who could change the database can change it.
pub async fn print_head(settings: Settings) -> Result<(), Problem> {
    let place = Place::open(settings, Clock::system()).await?;
    let permit = place.permit::<access::ExportLedgerHead>(&Resource::Ledger { agency: None })?;
    let head = ledger::head(&place.db)
        .await?
        .ok_or_else(|| Problem::internal("reading the ledger", "it has no line yet"))?;
    let text = serde_json::to_string(&head).map_err(|error| Problem::internal("writing the head", error))?;
    place
        .record(&permit, "ledger.export_head", serde_json::json!({ "seq": head.seq }))
        .await?;
    place.db.close().await;
    println!("{text}");
    Ok(())
}

fn read_head(file: &Path) -> Result<Head, Problem> {
    let doing = format!("reading the head {}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| Problem::internal(&doing, error))?;
    serde_json::from_str(&text).map_err(|error| Problem::internal(&doing, error))
}

fn in_words(why: &str) -> &'static str {
    match why {
        "missing" => "it is not there",
        "added" => "it was never written by an act",
        "changed" => "what it says is not what was written",
        "head" => "the end of the chain is not the one that was written",
        "earlier_head" => "it is not the line that the head kept elsewhere speaks of",
        _ => "it does not fit",
    }
}
