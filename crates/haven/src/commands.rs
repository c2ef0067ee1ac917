//! The terminal: `haven serve`, `haven work`, and the commands that features offer. Each command is one line here and
//! lives in its feature's room.

use crate::app::App;
use crate::capabilities;
use crate::gather::{exports, imports};
use crate::ground::{accounts, agencies, set_up};
use crate::link::whole_files;
use crate::operate::{backups, doctor, job_queue, ledger_checks, pack_checks};
use crate::problem::Problem;
use clap::{Parser, Subcommand};
use kit::clock::Clock;
use kit::settings::Settings;
use kit::{jobs, outbox, telemetry};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::watch;

#[derive(Parser)]
#[command(
    name = "haven",
    version,
    about = "The shared desk that sees a trafficked child whole"
)]
struct Cli {
    /// Settings file (default: haven.toml here, if there is one)
    #[arg(long, global = true, env = "HAVEN_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the web server (and background work, unless jobs_in_serve is off)
    Serve,
    /// Do background work only: run as many of these as you like on PostgreSQL
    Work,
    /// Bring the database's schema up to date, and nothing else
    Migrate,
    /// People: add one, reset a password
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// Agencies: add one, list them
    #[command(subcommand)]
    Agency(agencies::AgencyCommand),
    /// Import a file of records for an agency
    Import(imports::commands::ImportArgs),
    /// Take an agency's own records out into a file
    Export(exports::commands::ExportArgs),
    /// Link the records of whole files: which of them speak of one person?
    Link(Box<whole_files::LinkArgs>),
    /// Show Haven with an invented world
    Demo(crate::demo::commands::DemoArgs),
    /// Copy everything into one file while the desk runs, and check it by restoring it elsewhere
    Backup(backups::BackupArgs),
    /// Bring a backup back, into an empty place
    Restore(backups::RestoreArgs),
    /// Look at everything an operator can put right
    Doctor(doctor::DoctorArgs),
    /// Check the whole ledger and name the first line that does not fit
    Verify(ledger_checks::VerifyArgs),
    /// Print the end of the ledger, to be kept elsewhere and checked later
    LedgerHead,
    /// Check the packs of the countries
    Pack(pack_checks::PackArgs),
    /// Background work that failed, and setting it to work again
    Jobs(job_queue::JobsArgs),
}

/// Parses the command line and runs it. Problems go to standard error in plain words, with exit code 1.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("haven: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(dispatch(cli)) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("haven: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Problem> {
    let settings = Settings::read(cli.config.as_deref()).map_err(|error| Problem::internal("settings", error))?;
    telemetry::start(&settings.log);
    match cli.command {
        Command::Serve => serve(settings).await?,
        Command::Import(args) => {
            let app = App::open(settings, Clock::system()).await?;
            let code = imports::commands::import(&app, args).await?;
            app.db.close().await;
            return Ok(code);
        }
        Command::User(command) => accounts::run_command(&App::open(settings, Clock::system()).await?, command).await?,
        Command::Agency(command) => {
            agencies::run_command(&App::open(settings, Clock::system()).await?, command).await?
        }
        Command::Export(args) => {
            let app = App::open(settings, Clock::system()).await?;
            let code = exports::commands::export(&app, args).await?;
            app.db.close().await;
            return Ok(code);
        }
        Command::Link(args) => return whole_files::link(*args, &Clock::system(), &settings.time_zone).await,
        Command::Demo(args) => crate::demo::commands::demo(settings, args).await?,
        Command::Work => {
            let app = App::open(settings, Clock::system()).await?;
            let (stop, stopped) = watch::channel(false);
            let work = background(&app, &stopped);
            wait_for_stop().await;
            let _ = stop.send(true);
            finish(work).await;
        }
        Command::Migrate => {
            App::open(settings, Clock::system()).await?;
        }
        Command::Backup(args) => backups::backup(settings, args).await?,
        Command::Restore(args) => backups::restore(settings, args).await?,
        Command::Doctor(args) => return doctor::doctor(settings, args).await,
        Command::Verify(args) => return ledger_checks::verify(settings, args).await,
        Command::LedgerHead => ledger_checks::print_head(settings).await?,
        Command::Pack(args) => return pack_checks::pack(&settings, args),
        Command::Jobs(args) => job_queue::jobs(settings, args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Serves until told to stop.
async fn serve(settings: Settings) -> Result<(), Problem> {
    let listen = settings.listen.clone();
    let app = App::open(settings, Clock::system()).await?;
    let listener = tokio::net::TcpListener::bind(&listen)
        .await
        .map_err(|error| Problem::internal(&format!("listening on {listen}"), error))?;
    serve_on(app, listener, wait_for_stop()).await
}

/// Serves on a listener that is open already, until `until` is done. Tests come in here.
pub async fn serve_on(
    app: App,
    listener: tokio::net::TcpListener,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Problem> {
    let (stop, stopped) = watch::channel(false);
    let work = if app.settings.jobs_in_serve {
        background(&app, &stopped)
    } else {
        Vec::new()
    };
    let address = listener
        .local_addr()
        .map_err(|error| Problem::internal("listening", error))?;
    tracing::info!(%address, url = %app.settings.public_url, "serving");
    set_up::announce(&app).await?;
    let service = crate::web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(until)
        .await
        .map_err(|error| Problem::internal("serving", error))?;
    let _ = stop.send(true);
    finish(work).await;
    app.db.close().await;
    Ok(())
}

/// Starts the workers: one that turns events into jobs, two that do jobs, one that sweeps.
fn background(app: &App, stopped: &watch::Receiver<bool>) -> Vec<tokio::task::JoinHandle<()>> {
    let mut tasks = Vec::new();
    let deliver = {
        let (app, mut stopped) = (app.clone(), stopped.clone());
        async move {
            while !*stopped.borrow() {
                match outbox::deliver(&app.db, capabilities::SUBSCRIPTIONS, app.now_ms()).await {
                    Ok(0) => {}
                    Ok(_) => continue,
                    Err(error) => tracing::warn!(%error, "could not deliver events"),
                }
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(250)) => {}
                    _ = stopped.changed() => {}
                }
            }
        }
    };
    tasks.push(tokio::spawn(deliver));
    let kinds: Vec<String> = job_kinds().map(|job| job.kind.to_owned()).collect();
    for _ in 0..2 {
        let app = app.clone();
        let work = jobs::work(
            app.db.clone(),
            app.clock.clone(),
            kinds.clone(),
            stopped.clone(),
            move |job| {
                let found = job_kinds().find(|known| known.kind == job.kind);
                let app = app.clone();
                async move {
                    match found {
                        Some(kind) => (kind.run)(app, job).await,
                        None => Err(jobs::JobError::GiveUp("no such kind of job".to_owned())),
                    }
                }
            },
        );
        tasks.push(tokio::spawn(work));
    }
    let sweep = {
        let (app, mut stopped) = (app.clone(), stopped.clone());
        async move {
            while !*stopped.borrow() {
                if let Err(error) = jobs::sweep(&app.db, app.now_ms()).await {
                    tracing::warn!(%error, "could not sweep finished work");
                }
                if let Err(error) = begin_daily(&app).await {
                    tracing::warn!(%error, "could not begin the work of the day");
                }
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_secs(3600)) => {}
                    _ = stopped.changed() => {}
                }
            }
        }
    };
    tasks.push(tokio::spawn(sweep));
    tasks
}

/// Puts the day's own work in the queue, once a day however many processes ask.
async fn begin_daily(app: &App) -> Result<(), Problem> {
    let (now, today) = (app.now_ms(), app.today());
    let mut tx = app.db.begin().await?;
    for kind in capabilities::DAILY {
        jobs::enqueue(&mut tx, kind, &(), Some(format!("daily:{kind}:{today}")), now, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn job_kinds() -> impl Iterator<Item = &'static capabilities::JobKind> {
    capabilities::ALL.iter().flat_map(|feature| feature.jobs)
}

async fn finish(tasks: Vec<tokio::task::JoinHandle<()>>) {
    for task in tasks {
        // Work that does not end within its grace is taken up by another worker when its lease runs out.
        let _ = tokio::time::timeout(Duration::from_secs(10), task).await;
    }
}

pub(crate) async fn wait_for_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
