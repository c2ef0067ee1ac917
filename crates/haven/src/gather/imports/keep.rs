//! Where the files of imports lie: `imports/uuid` in the data folder, sealed with the server's key, for the days that
//! the settings say. A file is written as it arrives and read piece by piece, whatever its size.

use super::rules::LARGEST_FILE;
use crate::app::App;
use crate::problem::Problem;
use domain::ids::ImportId;
use kit::sealed_file::{SealedFile, Sealer};
use kit::vault::Vault;
use sha2::{Digest, Sha256};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;

/// A file that lies in the data folder but is no import yet.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub id: ImportId,
    pub file_name: String,
    pub digest: Vec<u8>,
}

pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// A file to read: as it lies on somebody's disk, or as it was kept here.
#[derive(Clone)]
pub(super) enum Source {
    Plain(PathBuf),
    Kept {
        path: PathBuf,
        vault: Vault,
        purpose: String,
    },
}

impl Source {
    pub fn kept(app: &App, id: ImportId) -> Self {
        Self::Kept {
            path: place(app, id),
            vault: app.vault.clone(),
            purpose: purpose(id),
        }
    }

    /// Opened for reading, with its length in bytes.
    pub fn open(&self) -> std::io::Result<(Box<dyn ReadSeek>, u64)> {
        Ok(match self {
            Self::Plain(path) => {
                let file = std::fs::File::open(path)?;
                let length = file.metadata()?.len();
                (Box::new(file), length)
            }
            Self::Kept { path, vault, purpose } => {
                let file = SealedFile::open(path, vault, purpose.as_str())?;
                let length = file.len();
                (Box::new(file), length)
            }
        })
    }
}

fn folder(app: &App) -> PathBuf {
    app.settings.data_folder.join("imports")
}

fn place(app: &App, id: ImportId) -> PathBuf {
    folder(app).join(id.to_string())
}

/// Bound into the seal, so that one file cannot be put in another's place.
fn purpose(id: ImportId) -> String {
    format!("import:{id}")
}

pub(super) fn on_disk(doing: &'static str) -> impl Fn(std::io::Error) -> Problem {
    move |error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Problem::Full,
        _ => Problem::internal(doing, error),
    }
}

fn sealing(error: kit::vault::VaultError) -> Problem {
    Problem::internal("sealing a file", error)
}

/// Copies a file into the data folder, with its digest. Blocks.
pub fn keep_file(app: &App, source: &Path, file_name: &str) -> Result<NewFile, Problem> {
    let id: ImportId = app.clock.new_id();
    std::fs::create_dir_all(folder(app)).map_err(on_disk("making the folder of imports"))?;
    let mut input = std::fs::File::open(source).map_err(on_disk("opening the file"))?;
    let mut output = std::fs::File::create(place(app, id)).map_err(on_disk("keeping the file"))?;
    let mut sealer = Sealer::new(&app.vault, purpose(id));
    let mut digest = Sha256::new();
    let mut buffer = vec![0_u8; 256 * 1024];
    loop {
        let read = input.read(&mut buffer).map_err(on_disk("reading the file"))?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else {
            break;
        };
        digest.update(part);
        let sealed = sealer.take(part).map_err(sealing)?;
        output.write_all(&sealed).map_err(on_disk("keeping the file"))?;
    }
    let sealed = sealer.finish().map_err(sealing)?;
    output.write_all(&sealed).map_err(on_disk("keeping the file"))?;
    output.sync_all().map_err(on_disk("keeping the file"))?;
    Ok(NewFile {
        id,
        file_name: file_name.to_owned(),
        digest: digest.finalize().to_vec(),
    })
}

/// A file that is coming in over the network.
pub(super) struct Arriving {
    id: ImportId,
    path: PathBuf,
    file: tokio::fs::File,
    sealer: Sealer,
    digest: Sha256,
    size: u64,
}

impl Arriving {
    pub async fn begin(app: &App) -> Result<Self, Problem> {
        let id: ImportId = app.clock.new_id();
        tokio::fs::create_dir_all(folder(app))
            .await
            .map_err(on_disk("making the folder of imports"))?;
        let path = place(app, id);
        let file = tokio::fs::File::create(&path)
            .await
            .map_err(on_disk("keeping an uploaded file"))?;
        Ok(Self {
            id,
            path,
            file,
            sealer: Sealer::new(&app.vault, purpose(id)),
            digest: Sha256::new(),
            size: 0,
        })
    }

    /// The next part. Errors: too large, no room.
    pub async fn take(&mut self, part: &[u8]) -> Result<(), Problem> {
        self.size += part.len() as u64;
        if self.size > LARGEST_FILE {
            return Err(Problem::TooLarge);
        }
        self.digest.update(part);
        let sealed = self.sealer.take(part).map_err(sealing)?;
        self.file
            .write_all(&sealed)
            .await
            .map_err(on_disk("keeping an uploaded file"))
    }

    /// The file as kept; none when nothing came.
    pub async fn finish(mut self, file_name: String) -> Result<Option<NewFile>, Problem> {
        if self.size == 0 {
            self.forget().await;
            return Ok(None);
        }
        let sealed = self.sealer.finish().map_err(sealing)?;
        self.file
            .write_all(&sealed)
            .await
            .map_err(on_disk("keeping an uploaded file"))?;
        self.file
            .sync_all()
            .await
            .map_err(on_disk("keeping an uploaded file"))?;
        Ok(Some(NewFile {
            id: self.id,
            file_name,
            digest: self.digest.finalize().to_vec(),
        }))
    }

    pub async fn forget(self) {
        drop(self.file);
        drop(tokio::fs::remove_file(&self.path).await);
    }
}

/// Takes a kept file away. One that is gone already is as well. Blocks.
pub(super) fn forget(app: &App, id: ImportId) -> std::io::Result<()> {
    match std::fs::remove_file(place(app, id)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Files that were kept before a moment. What arrives now is younger. Blocks.
pub(super) fn kept_before(app: &App, moment_ms: i64) -> std::io::Result<Vec<ImportId>> {
    let entries = match std::fs::read_dir(folder(app)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let id: Option<ImportId> = entry?.file_name().to_str().and_then(|name| name.parse().ok());
        found.extend(id.filter(|id| kit::clock::made_at(id.0).is_some_and(|made| made < moment_ms)));
    }
    Ok(found)
}
