//! `haven demo`: fills an empty data folder with the invented world, says who may sign in, and serves.

#![allow(clippy::print_stdout, reason = "a command speaks to the terminal")]

use super::{loading, store, telling};
use crate::app::App;
use crate::problem::Problem;
use access::{LoadDemo, Principal, Resource};
use clap::Args;
use kit::clock::Clock;
use kit::settings::Settings;
use std::path::PathBuf;

/// Show Haven with an invented world
#[derive(Args)]
pub struct DemoArgs {
    /// Where the demonstration lives
    #[arg(long, default_value = "demo/data")]
    data: PathBuf,
    /// Serve it when it is ready
    #[arg(long)]
    serve: bool,
    /// A village instead of a country: ready in seconds
    #[arg(long)]
    small: bool,
}

/// Settings of a demonstration: its own folder and database, no second factor, a banner on every page.
pub fn settings(mut settings: Settings, args: &DemoArgs) -> Settings {
    settings.data_folder.clone_from(&args.data);
    settings.demo = true;
    settings.second_factor = false;
    settings
}

/// Loads what is not there yet and tells how to go on. Serves until stopped when asked to.
pub async fn demo(settings_read: Settings, args: DemoArgs) -> Result<(), Problem> {
    let settings = settings(settings_read, &args);
    let app = App::open(settings, Clock::system()).await?;
    let today = ready(&app, args.small).await?;
    let address = app.settings.public_url.clone();
    println!("{}", telling::tell(today, args.serve.then_some(address.as_str())));
    if !args.serve {
        app.db.close().await;
        return Ok(());
    }
    let listen = app.settings.listen.clone();
    let listener = tokio::net::TcpListener::bind(&listen)
        .await
        .map_err(|error| Problem::internal(&format!("listening on {listen}"), error))?;
    crate::commands::serve_on(app, listener, crate::commands::wait_for_stop()).await
}

/// The day the demonstration is made for; makes it first where there is none.
pub async fn ready(app: &App, small: bool) -> Result<jiff::civil::Date, Problem> {
    let permit = app
        .policy
        .permit::<LoadDemo>(&Principal::operator(), &Resource::System)?;
    let (loaded, agencies) = {
        let mut conn = app.db.read().await?;
        (store::loaded_for(&mut conn).await?, store::agencies(&mut conn).await?)
    };
    match loaded {
        Some(today) => Ok(today),
        // Somebody's own desk is not to be filled with inventions; a demonstration that was interrupted is.
        None if agencies > 0 && !is_ours(app).await? => Err(Problem::internal(
            "filling the demonstration",
            "this data folder holds a desk of its own; name another with --data",
        )),
        None => loading::load(app, &permit, small).await,
    }
}

async fn is_ours(app: &App) -> Result<bool, Problem> {
    let mut conn = app.db.read().await?;
    Ok(
        crate::ground::agencies::find_by_code(&mut conn, invented_world::NATIONAL)
            .await?
            .is_some(),
    )
}
