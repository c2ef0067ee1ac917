//! `haven backup` and `haven restore`.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::acts::take;
use super::manifest::Manifest;
use super::restoring::{self, Into};
use crate::operate::Place;
use crate::problem::Problem;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use kit::clock::Clock;
use kit::settings::Settings;
use std::path::PathBuf;

#[derive(Args)]
pub struct BackupArgs {
    /// The file to write, for example haven-2026-11-23.tar; it must not be there yet
    file: PathBuf,
    /// Put the secret key in too. Whoever then has the file can open everything: keep it like the key itself
    #[arg(long)]
    with_key: bool,
}

#[derive(Args)]
pub struct RestoreArgs {
    /// A file that `haven backup` wrote
    file: PathBuf,
    /// A new data folder, or the address of an empty PostgreSQL database
    #[arg(long, value_name = "FOLDER|DATABASE")]
    into: String,
}

pub async fn backup(settings: Settings, args: BackupArgs) -> Result<(), Problem> {
    let place = Place::open(settings, Clock::system()).await?;
    let bar = bar();
    let manifest = take(&place, &args.file, args.with_key, &bar).await?;
    println!(
        "{} is written, and was restored elsewhere and found whole.",
        args.file.display()
    );
    describe(&manifest);
    if !args.with_key {
        println!(
            "The key is not in it. Keep a copy of {} in a safe place of its own:",
            place.key_file().display()
        );
        println!("without it nobody can open attachments or sign in with a second factor.");
    }
    place.db.close().await;
    Ok(())
}

pub async fn restore(settings: Settings, args: RestoreArgs) -> Result<(), Problem> {
    let into = Into::parse(&args.into);
    let manifest = restoring::restore(&settings, &Clock::system(), &args.file, &into, &bar()).await?;
    let folder = match &into {
        Into::Folder(folder) => folder.clone(),
        Into::Database(_) => settings.data_folder.clone(),
    };
    println!("Restored, compared with its manifest, and whole.");
    describe(&manifest);
    match &into {
        Into::Folder(folder) => println!("Start it with HAVEN_DATA_FOLDER={} haven serve", folder.display()),
        Into::Database(_) => println!(
            "Set `database` to that address; attachments are in {}.",
            folder.display()
        ),
    }
    if !folder.join("secret.key").exists() {
        println!(
            "Before you start it, put secret.key into {}: the backup was made without it.",
            folder.display()
        );
    }
    Ok(())
}

fn describe(manifest: &Manifest) {
    let rows: i64 = manifest.counts.values().sum();
    let records = manifest.counts.get("record").copied().unwrap_or(0);
    let bytes: u64 = manifest.files.iter().map(|file| file.size).sum();
    println!(
        "  {} tables, {rows} rows, {records} records; {} files, {} MB",
        manifest.counts.len(),
        manifest.files.len(),
        bytes / 1_000_000
    );
    if let Some(head) = &manifest.ledger_head {
        println!("  ledger: {} lines, head {}", head.seq, head.hash);
    }
}

/// Shown on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    bar
}
