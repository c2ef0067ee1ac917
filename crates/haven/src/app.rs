//! What every request, job and command shares: the store, the clock, the policy, the packs, the words.

use crate::embedded;
use crate::ground::ledger::Looks;
use crate::problem::Problem;
use access::Policy;
use domain::pack::{Pack, PackSet};
use kit::clock::Clock;
use kit::db::{Db, DbError, Dialect, migrate};
use kit::settings::Settings;
use kit::vault::Vault;
use kit::words::Library;
use std::path::Path;
use std::sync::Arc;

#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub settings: Arc<Settings>,
    pub vault: Vault,
    pub words: Library,
    pub packs: Arc<PackSet>,
    pub policy: &'static Policy,
    pub model: &'static matching::Model,
    pub looks: Looks,
}

impl App {
    /// Opens the store (bringing its schema up to date), the key and the packs.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, Problem> {
        make_folder(&settings.data_folder).map_err(|e| Problem::internal("making the data folder", e))?;
        can_write(&settings.data_folder)?;
        let vault = Vault::open(&settings.data_folder).map_err(|e| Problem::internal("opening the key", e))?;
        let db = Db::open(&settings.database_address(), settings.connections)
            .await
            .map_err(|e| at_start(&opening(&settings), &e))?;
        migrate(&db, &embedded::migrations(), clock.now_ms())
            .await
            .map_err(|e| at_start("bringing the schema up to date", &e))?;
        let packs = embedded::packs(settings.packs_folder.as_deref()).map_err(|problems| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            Problem::internal("reading the packs", first)
        })?;
        if db.dialect() == Dialect::Sqlite {
            tokio::spawn(settle(db.clone()));
        }
        Ok(Self {
            db,
            clock,
            vault,
            words: embedded::words()?,
            packs: Arc::new(packs),
            policy: Policy::shipped(),
            model: matching::Model::shipped(),
            looks: Looks::default(),
            settings: Arc::new(settings),
        })
    }

    /// Milliseconds now.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    pub fn today(&self) -> jiff::civil::Date {
        self.clock.today_in(&self.settings.time_zone)
    }

    /// The pack an agency works under.
    pub fn pack(&self, id: &str) -> Result<&Pack, Problem> {
        self.packs
            .get(id)
            .ok_or_else(|| Problem::internal("looking for a pack", id))
    }
}

/// Carries SQLite's log into its file all the while, so that no commit is held up by having to: with 900,000 records one
/// hand-in in a hundred waited for 1.8 s.
async fn settle(db: Db) {
    while !db.is_closed() {
        if let Err(error) = db.settle().await {
            tracing::debug!(%error, "could not carry the log over");
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

/// At the start there is no page to draw: the operator reads what went wrong, with every cause.
fn at_start(doing: &str, error: &DbError) -> Problem {
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        said.push_str(": ");
        said.push_str(&error.to_string());
        cause = error.source();
    }
    Problem::internal(doing, said)
}

/// The data folder is its owner's alone: the database in it is not encrypted. One that is there keeps its rights.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Attachments, imports and the database live in the data folder: one that cannot be written is told by its name. A full
/// disk is another matter; what is there can still be read.
fn can_write(folder: &Path) -> Result<(), Problem> {
    let file = folder.join(".can-write");
    match std::fs::write(&file, b"") {
        Ok(()) => {
            drop(std::fs::remove_file(&file));
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Ok(()),
        Err(error) => Err(Problem::internal(
            &format!("writing in the data folder {}", folder.display()),
            error,
        )),
    }
}

/// Names a database file; the address of a server may carry a password.
fn opening(settings: &Settings) -> String {
    let address = settings.database_address();
    address.strip_prefix("sqlite:").map_or_else(
        || "opening the database".to_owned(),
        |file| format!("opening the database {file}"),
    )
}
