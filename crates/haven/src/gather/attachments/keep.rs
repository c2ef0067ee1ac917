//! Where files lie: `attachments/xx/uuid` in the data folder, sealed with the server's key. A file is whole or not
//! there: it is written beside its place, flushed to the disk, and then given its name.

use crate::app::App;
use crate::problem::Problem;
use domain::ids::AttachmentId;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where a file arrives, before it is known what it is. It goes away by itself.
pub(super) fn arriving(app: &App) -> Result<tempfile::NamedTempFile, Problem> {
    let folder = app.settings.data_folder.join("attachments").join("arriving");
    std::fs::create_dir_all(&folder).map_err(|e| failed("making the folder of files", &e))?;
    tempfile::NamedTempFile::new_in(folder).map_err(|e| failed("receiving a file", &e))
}

/// Seals and keeps a file.
pub(super) fn put(app: &App, id: AttachmentId, plain: &[u8]) -> Result<(), Problem> {
    let sealed = app
        .vault
        .seal(&purpose(id), plain)
        .map_err(|e| Problem::internal("sealing a file", e))?;
    let path = place(&app.settings.data_folder, id);
    let Some(folder) = path.parent() else {
        return Err(Problem::internal("keeping a file", "no folder"));
    };
    std::fs::create_dir_all(folder).map_err(|e| failed("making the folder of files", &e))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed("keeping a file", &e))?;
    file.write_all(&sealed).map_err(|e| failed("keeping a file", &e))?;
    file.as_file().sync_all().map_err(|e| failed("keeping a file", &e))?;
    file.persist(&path).map_err(|e| failed("keeping a file", &e.error))?;
    // The name itself must outlive a power cut.
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The file as it was kept.
pub(super) fn get(app: &App, id: AttachmentId) -> Result<Vec<u8>, Problem> {
    let sealed = std::fs::read(place(&app.settings.data_folder, id)).map_err(|e| failed("reading a file", &e))?;
    app.vault
        .open_sealed(&purpose(id), &sealed)
        .map_err(|e| Problem::internal("opening a file", e))
}

/// For a file whose row could not be written.
pub(super) fn forget(app: &App, id: AttachmentId) {
    let _ = std::fs::remove_file(place(&app.settings.data_folder, id));
}

/// Files that came before a moment: kept ones by their ids, and those that never got a name. Blocks.
pub(super) fn before(app: &App, moment_ms: i64) -> std::io::Result<(Vec<AttachmentId>, Vec<PathBuf>)> {
    let (mut kept, mut unfinished) = (Vec::new(), Vec::new());
    let root = app.settings.data_folder.join("attachments");
    if !root.is_dir() {
        return Ok((kept, unfinished));
    }
    for shelf in std::fs::read_dir(root)? {
        let shelf = shelf?.path();
        if !shelf.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(shelf)? {
            let entry = entry?;
            let named: Option<AttachmentId> = entry.file_name().to_str().and_then(|name| name.parse().ok());
            let named = named.filter(|id| place(&app.settings.data_folder, *id) == entry.path());
            let since = named.map_or_else(|| changed_ms(&entry), |id| kit::clock::made_at(id.0));
            if since.is_none_or(|at| at >= moment_ms) {
                continue;
            }
            match named {
                Some(id) => kept.push(id),
                None => unfinished.push(entry.path()),
            }
        }
    }
    Ok((kept, unfinished))
}

fn changed_ms(entry: &std::fs::DirEntry) -> Option<i64> {
    let changed = entry.metadata().ok()?.modified().ok()?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn place(data: &Path, id: AttachmentId) -> PathBuf {
    let name = id.0.simple().to_string();
    // The last digits are chance; the first are time, and would crowd one folder.
    let shelf = name.get(30..).unwrap_or("00").to_owned();
    data.join("attachments").join(shelf).join(name)
}

/// Bound into the seal, so that one file cannot be put in another's place.
fn purpose(id: AttachmentId) -> String {
    format!("attachment:{id}")
}

pub(super) fn failed(doing: &str, error: &std::io::Error) -> Problem {
    if error.kind() == std::io::ErrorKind::StorageFull || error.kind() == std::io::ErrorKind::QuotaExceeded {
        Problem::Full
    } else {
        Problem::internal(doing, error.kind())
    }
}
