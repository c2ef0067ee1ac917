//! `haven jobs` and `haven jobs retry`.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::store;
use crate::ground::ledger::{self, Line, Subject};
use crate::operate::Place;
use crate::problem::Problem;
use access::Resource;
use clap::{Args, Subcommand};
use domain::ids::JobId;
use kit::clock::Clock;
use kit::settings::Settings;

#[derive(Args)]
pub struct JobsArgs {
    #[command(subcommand)]
    command: Option<JobsCommand>,
}

#[derive(Subcommand)]
enum JobsCommand {
    /// Set work that failed to work again
    Retry {
        /// Its id, as `haven jobs` prints it
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        job: Option<JobId>,
        /// Everything that failed
        #[arg(long)]
        all: bool,
    },
}

pub async fn jobs(settings: Settings, args: JobsArgs) -> Result<(), Problem> {
    let place = Place::open(settings, Clock::system()).await?;
    match args.command {
        None => list(&place).await?,
        Some(JobsCommand::Retry { job, all: _ }) => retry(&place, job).await?,
    }
    place.db.close().await;
    Ok(())
}

async fn list(place: &Place) -> Result<(), Problem> {
    let permit = place.permit::<access::ViewSystem>(&Resource::System)?;
    let mut conn = place.db.read().await?;
    let state = store::state(&mut conn, place.clock.now_ms()).await?;
    println!(
        "{} waiting, {} in hand, {} failed, {} events not yet delivered",
        state.waiting, state.leased, state.failed, state.undelivered
    );
    for job in store::failed(&mut conn, &permit).await? {
        let ended = job
            .ended_at
            .and_then(|at| jiff::Timestamp::from_millisecond(at).ok())
            .map(|at| at.to_string())
            .unwrap_or_default();
        println!("{}  {}  {} attempts, gave up {ended}", job.id, job.kind, job.attempts);
        println!("    {}", job.error.as_deref().unwrap_or("no reason was kept"));
    }
    Ok(())
}

async fn retry(place: &Place, job: Option<JobId>) -> Result<(), Problem> {
    let permit = place.permit::<access::RunJob>(&Resource::System)?;
    let now = place.clock.now_ms();
    let mut tx = place.db.begin().await?;
    let touched = store::retry(&mut tx, &permit, job, now).await?;
    let subject = job.map_or(Subject("job", None), |job| Subject::of("job", job));
    let line = Line::under(&permit.line(), now, "job.retry", subject).detail(serde_json::json!({ "jobs": touched }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    match (touched, job) {
        (0, Some(_)) => println!("There is no failed work with that id."),
        (n, _) => println!("{n} set to work again; a running `haven serve` or `haven work` takes them up."),
    }
    Ok(())
}
