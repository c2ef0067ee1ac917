//! The installation as an operator finds it: settings and store, opened as they are. Unlike `App::open` nothing is made
//! and no migration runs, so that what is looked at or backed up is what was there.

use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{Act, Permit, Policy, Principal, Resource};
use kit::clock::Clock;
use kit::db::{Db, Dialect};
use kit::settings::Settings;
use std::path::{Path, PathBuf};

#[derive(Clone)]
pub struct Place {
    pub settings: Settings,
    pub db: Db,
    pub clock: Clock,
    pub policy: &'static Policy,
}

impl Place {
    /// Opens what the settings name. Errors: there is no database there, or it does not answer.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, Problem> {
        let address = settings.database_address();
        if let Some(file) = sqlite_file(&address).filter(|file| !file.exists()) {
            let said = "there is none. Is `data_folder` (or HAVEN_DATA_FOLDER) right? `haven serve` or `haven migrate` makes one";
            return Err(Problem::internal(
                &format!("looking for the database {}", file.display()),
                said,
            ));
        }
        let db = Db::open(&address, settings.connections).await?;
        Ok(Self {
            settings,
            db,
            clock,
            policy: Policy::shipped(),
        })
    }

    /// The operator's right to do `A`, as a value.
    pub fn permit<A: Act>(&self, what: &Resource) -> Result<Permit<A>, Problem> {
        self.policy
            .permit::<A>(&Principal::operator(), what)
            .map_err(|refusal| Problem::internal("asking for the right", refusal))
    }

    /// Writes what was done in the ledger. Details are codes, counts and digests.
    pub async fn record<A: Act>(
        &self,
        permit: &Permit<A>,
        action: &'static str,
        detail: serde_json::Value,
    ) -> Result<(), Problem> {
        let mut tx = self.db.begin().await?;
        let line = Line::under(&permit.line(), self.clock.now_ms(), action, Subject("system", None)).detail(detail);
        ledger::append(&mut tx, line).await?;
        tx.commit().await?;
        Ok(())
    }

    pub fn is_sqlite(&self) -> bool {
        self.db.dialect() == Dialect::Sqlite
    }

    pub fn key_file(&self) -> PathBuf {
        self.settings.data_folder.join("secret.key")
    }
}

/// The file of a SQLite address; none for PostgreSQL.
pub fn sqlite_file(address: &str) -> Option<&Path> {
    let path = address.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(Path::new(path.split('?').next().unwrap_or(path)))
}
