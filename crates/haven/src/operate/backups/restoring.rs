//! Bringing a backup back: into an empty place only, compared with its manifest before it is called restored.

use super::acts::{blocking, sync_folder};
use super::archive;
use super::manifest::{FOLDERS, FORMAT, KEY_FILE, Manifest, POSTGRES_FILE, SQLITE_FILE, differences};
use super::{postgres, store};
use crate::ground::ledger::{self, Verdict};
use crate::operate::Place;
use crate::operate::place::sqlite_file;
use crate::problem::Problem;
use access::Resource;
use indicatif::ProgressBar;
use kit::clock::Clock;
use kit::db::Db;
use kit::settings::Settings;
use std::path::{Path, PathBuf};

/// Where to.
#[derive(Clone, Debug)]
pub enum Into {
    /// A new data folder: `haven.db`, `attachments/`, and the key if the backup has it.
    Folder(PathBuf),
    /// An empty PostgreSQL database; attachments go to the data folder of the settings.
    Database(String),
}

impl Into {
    /// As typed: an address or a folder.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Self::Database(text.to_owned());
        }
        Self::Folder(sqlite_file(text).map_or_else(|| PathBuf::from(text), Path::to_path_buf))
    }
}

/// Restores, compares, and leaves a line in the restored ledger. Nothing that is there already is overwritten; on an error
/// a folder is as it was, and a database is left to the operator to drop.
pub async fn restore(
    settings: &Settings,
    clock: &Clock,
    backup: &Path,
    into: &Into,
    bar: &ProgressBar,
) -> Result<Manifest, Problem> {
    let data_folder = match into {
        Into::Folder(folder) => folder.clone(),
        Into::Database(_) => settings.data_folder.clone(),
    };
    must_be_empty(&data_folder)?;
    let parent = match data_folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    std::fs::create_dir_all(&parent)
        .map_err(|error| Problem::internal(&format!("making {}", parent.display()), error))?;
    let staging = tempfile::Builder::new()
        .prefix(".haven-restore-")
        .tempdir_in(&parent)
        .map_err(|error| Problem::internal(&format!("writing in {}", parent.display()), error))?;

    bar.set_length(backup.metadata().map(|meta| meta.len()).unwrap_or(0));
    bar.set_message("unpacking");
    let manifest = {
        let (backup, staged, bar) = (backup.to_path_buf(), staging.path().to_path_buf(), bar.clone());
        blocking("reading the backup", move || {
            archive::read(&backup, &staged, |_| true, |bytes| bar.inc(bytes))
        })
        .await?
    };
    if manifest.format > FORMAT {
        return Err(Problem::internal(
            "reading the backup",
            "it was made by a newer version of Haven",
        ));
    }
    let address = match (into, manifest.database.as_str()) {
        (Into::Folder(_), "sqlite") => format!("sqlite:{}", staging.path().join(SQLITE_FILE).display()),
        (Into::Database(address), "postgres") => {
            bar.set_message("loading the database");
            load_postgres(address, &staging.path().join(POSTGRES_FILE)).await?;
            address.clone()
        }
        (Into::Folder(_), _) => {
            return Err(Problem::internal(
                "restoring",
                "this is a backup of PostgreSQL: restore it --into postgres://...",
            ));
        }
        (Into::Database(_), _) => {
            return Err(Problem::internal(
                "restoring",
                "this is a backup of SQLite: restore it --into FOLDER",
            ));
        }
    };

    bar.set_message("comparing");
    let db = Db::open(&address, 2).await?;
    let place = Place {
        settings: settings.clone(),
        db,
        clock: clock.clone(),
        policy: access::Policy::shipped(),
    };
    let done = async {
        compare(&place.db, &manifest).await?;
        let permit = place.permit::<access::Restore>(&Resource::System)?;
        let detail = serde_json::json!({ "made_at": manifest.made_at, "head": manifest.ledger_head.as_ref().map(|head| head.seq) });
        place.record(&permit, "backup.restore", detail).await
    }
    .await;
    if done.is_ok() {
        // Closing is not waited for to its end: what still stood in the log beside the file could stay behind when the
        // file moves, and the line of this restore with it.
        place.db.settle_all().await?;
    }
    place.db.close().await;
    done?;

    move_in(staging.path(), &data_folder)
        .map_err(|error| Problem::internal(&format!("moving into {}", data_folder.display()), error))?;
    sync_folder(&data_folder);
    bar.finish_and_clear();
    Ok(manifest)
}

/// A restored database against its manifest: every count, the database's own checks, and the whole ledger with its head.
pub(super) async fn compare(db: &Db, manifest: &Manifest) -> Result<(), Problem> {
    const DOING: &str = "comparing what was restored";
    {
        let mut conn = db.read().await?;
        if let Some(unsound) = store::unsound(&mut conn).await? {
            return Err(Problem::internal(DOING, format!("the database is damaged: {unsound}")));
        }
        let different = differences(&manifest.counts, &store::counts(&mut conn).await?);
        if !different.is_empty() {
            return Err(Problem::internal(DOING, different.join("; ")));
        }
    }
    let heads: Vec<ledger::Head> = manifest.ledger_head.iter().cloned().collect();
    match ledger::verify(db, &heads, |_| {}).await? {
        Verdict::Whole { lines } if lines == manifest.ledger_head.as_ref().map_or(0, |head| head.seq) => Ok(()),
        Verdict::Whole { lines } => Err(Problem::internal(
            DOING,
            format!("the ledger has {lines} lines, not as many as the manifest says"),
        )),
        Verdict::Broken { seq, why } => Err(Problem::internal(
            DOING,
            format!("the ledger is broken at line {seq} ({why})"),
        )),
    }
}

async fn load_postgres(address: &str, dump: &Path) -> Result<(), Problem> {
    let db = Db::open(address, 2).await?;
    let tables = {
        let mut conn = db.read().await?;
        store::tables(&mut conn).await?
    };
    db.close().await;
    if !tables.is_empty() {
        return Err(Problem::internal(
            "restoring",
            "the database is not empty; make a new one, nothing is overwritten",
        ));
    }
    postgres::load(address, dump).await
}

/// A key may lie there already: backups without the key are restored beside it.
fn must_be_empty(folder: &Path) -> Result<(), Problem> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    if entries.flatten().any(|entry| entry.file_name() != KEY_FILE) {
        let said = "it is not empty; nothing is overwritten. Restore into a new folder and point the settings at it";
        return Err(Problem::internal(&format!("restoring into {}", folder.display()), said));
    }
    Ok(())
}

fn move_in(staged: &Path, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    for name in FOLDERS.iter().copied().chain([KEY_FILE, SQLITE_FILE]) {
        let (from, to) = (staged.join(name), folder.join(name));
        // The key that lies there is the operator's choice.
        if from.exists() && !to.exists() {
            std::fs::rename(from, to)?;
        }
    }
    Ok(())
}
