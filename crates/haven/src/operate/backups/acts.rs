//! Taking a backup while the desk runs. It gets its name only after it has been restored elsewhere and found whole.

use super::archive;
use super::manifest::{ARRIVING, FOLDERS, FORMAT, FileEntry, KEY_FILE, Manifest, POSTGRES_FILE, SQLITE_FILE};
use super::restoring;
use super::{postgres, store};
use crate::ground::ledger::{self, Head};
use crate::operate::Place;
use crate::problem::Problem;
use access::Resource;
use indicatif::ProgressBar;
use kit::db::Db;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was in the database at the moment of the copy.
struct Moment {
    schema: i64,
    counts: BTreeMap<String, i64>,
    head: Option<Head>,
}

/// Takes a backup into a new file and checks it by restoring it. On any error there is no such file.
pub async fn take(place: &Place, to: &Path, with_key: bool, bar: &ProgressBar) -> Result<Manifest, Problem> {
    let permit = place.permit::<access::Backup>(&Resource::System)?;
    if to.exists() {
        return Err(Problem::internal(
            &format!("writing {}", to.display()),
            "it is there already; a backup is never overwritten",
        ));
    }
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    // Beside the backup, so that the last step is a rename; private, since it holds what the database holds.
    let staging = tempfile::Builder::new()
        .prefix(".haven-backup-")
        .tempdir_in(&folder)
        .map_err(|error| Problem::internal(&format!("writing in {}", folder.display()), error))?;

    bar.set_message("copying the database");
    let database = staging
        .path()
        .join(if place.is_sqlite() { SQLITE_FILE } else { POSTGRES_FILE });
    let moment = if place.is_sqlite() {
        copy_sqlite(place, &database).await?
    } else {
        dump_postgres(place, &database).await?
    };

    // Attachments after the database: a file is there before the row that names it, so none of the copy is missing.
    let mut files = vec![(name_of(&database), database.clone())];
    for folder in FOLDERS {
        collect(&place.settings.data_folder.join(folder), folder, &mut files)
            .map_err(|error| Problem::internal(&format!("reading the folder {folder}"), error))?;
    }
    if with_key {
        files.push((KEY_FILE.to_owned(), place.key_file()));
    }

    let describe = {
        let (made_at, is_sqlite) = (place.clock.now_ms(), place.is_sqlite());
        move |files: Vec<FileEntry>| Manifest {
            format: FORMAT,
            made_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            database: if is_sqlite { "sqlite" } else { "postgres" }.to_owned(),
            schema: moment.schema,
            ledger_head: moment.head,
            counts: moment.counts,
            with_key,
            files,
        }
    };
    let archive = staging.path().join("backup.tar");
    let size: u64 = files
        .iter()
        .filter_map(|(_, path)| path.metadata().ok())
        .map(|meta| meta.len())
        .sum();
    bar.set_length(size);
    bar.set_message("writing");
    let manifest = {
        let (archive, bar) = (archive.clone(), bar.clone());
        blocking("writing the backup", move || {
            archive::write(&archive, &files, describe, |bytes| bar.inc(bytes))
        })
        .await?
    };
    let _ = std::fs::remove_file(&database);

    bar.set_position(0);
    bar.set_message("restoring it to check");
    check(place, &archive, staging.path(), bar).await?;
    // A hard link fails where the name has been taken meanwhile; a rename would overwrite.
    std::fs::hard_link(&archive, to)
        .or_else(|_| {
            if to.exists() {
                Err(std::io::ErrorKind::AlreadyExists.into())
            } else {
                std::fs::rename(&archive, to)
            }
        })
        .map_err(|error| Problem::internal(&format!("writing {}", to.display()), error))?;
    sync_folder(&folder);
    bar.finish_and_clear();

    let detail = serde_json::json!({
        "files": manifest.files.len(), "bytes": size, "with_key": with_key,
        "head": manifest.ledger_head.as_ref().map(|head| head.seq), "verified": true,
    });
    place.record(&permit, "backup.take", detail).await?;
    Ok(manifest)
}

async fn copy_sqlite(place: &Place, to: &Path) -> Result<Moment, Problem> {
    store::copy_sqlite(&place.db, to).await?;
    // The copy itself says what is in it, while the original goes on changing.
    let copy = Db::open(&format!("sqlite:{}", to.display()), 2).await?;
    let moment = moment_of(&copy).await;
    copy.close().await;
    moment
}

async fn dump_postgres(place: &Place, to: &Path) -> Result<Moment, Problem> {
    let mut tx = place.db.begin().await?;
    let name = store::hold_moment(&mut tx).await?;
    let schema = store::schema(&mut tx).await?;
    let counts = store::counts(&mut tx).await?;
    let head = ledger::head_in(&mut tx).await?;
    postgres::dump(&place.settings.database_address(), &name, to).await?;
    tx.rollback().await?;
    Ok(Moment { schema, counts, head })
}

async fn moment_of(db: &Db) -> Result<Moment, Problem> {
    let mut conn = db.read().await?;
    Ok(Moment {
        schema: store::schema(&mut conn).await?,
        counts: store::counts(&mut conn).await?,
        head: ledger::head_in(&mut conn).await?,
    })
}

/// Restores the database of an archive into a temporary place and compares; attachments are read and compared by digest.
async fn check(place: &Place, archive: &Path, staging: &Path, bar: &ProgressBar) -> Result<(), Problem> {
    let into = staging.join("restored");
    std::fs::create_dir(&into).map_err(|error| Problem::internal("checking the backup", error))?;
    let manifest = {
        let (archive, into, bar) = (archive.to_path_buf(), into.clone(), bar.clone());
        let wanted = |name: &str| name == SQLITE_FILE || name == POSTGRES_FILE;
        blocking("checking the backup", move || {
            archive::read(&archive, &into, wanted, |bytes| bar.inc(bytes))
        })
        .await?
    };
    if place.is_sqlite() {
        let db = Db::open(&format!("sqlite:{}", into.join(SQLITE_FILE).display()), 2).await?;
        let whole = restoring::compare(&db, &manifest).await;
        db.close().await;
        return whole;
    }
    let (name, address) = postgres::make_scratch(&place.db, &place.settings.database_address()).await?;
    let whole = async {
        postgres::load(&address, &into.join(POSTGRES_FILE)).await?;
        let db = Db::open(&address, 2).await?;
        let whole = restoring::compare(&db, &manifest).await;
        db.close().await;
        whole
    }
    .await;
    // The scratch database goes, whatever was found in it.
    let dropped = postgres::drop_scratch(&place.db, &name).await;
    whole.and(dropped)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Every file below a folder, with its name in the archive, in order. What is still arriving belongs to nobody yet.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries: Vec<std::fs::DirEntry> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let inner = entry.file_name().to_string_lossy().into_owned();
        if inner.starts_with('.') || inner == ARRIVING {
            continue;
        }
        let inner = format!("{name}/{inner}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &inner, files)?;
        } else {
            files.push((inner, entry.path()));
        }
    }
    Ok(())
}

/// Work on files, away from the threads that answer.
pub(super) async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Problem::internal(doing, error))?
        .map_err(|error| Problem::internal(doing, error))
}

/// So that the new name survives a power cut, where the file system lets a folder be synced.
pub(super) fn sync_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}
