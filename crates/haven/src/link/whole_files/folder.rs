//! The folder that a run writes: nobody but its owner may look into it, and every file in it is whole or not there.

use super::problems::LinkingProblem;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A folder of mode 0700 whose files are of mode 0600 and appear by renaming.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

/// Ends of names of files that are being written; one that is found was cut off.
const PARTIAL: &str = ".partial";

impl Folder {
    /// Opens or makes the folder, and closes it to others.
    pub fn open(path: &Path) -> Result<Self, LinkingProblem> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(path)
            .map_err(LinkingProblem::disk("the folder cannot be made:", path))?;
        #[cfg(unix)]
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .map_err(LinkingProblem::disk("the folder cannot be closed to others:", path))?;
        Ok(Self { path: path.to_owned() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file beside its place, sees it on the disk, and moves it there.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
    ) -> Result<(), LinkingProblem> {
        let beside = self.file(&format!("{name}{PARTIAL}"));
        let place = self.file(name);
        let write = || -> std::io::Result<()> {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = BufWriter::with_capacity(1 << 16, options.open(&beside)?);
            fill(&mut file)?;
            file.into_inner()
                .map_err(std::io::IntoInnerError::into_error)?
                .sync_all()?;
            fs::rename(&beside, &place)?;
            // The name itself is on the disk only when the folder is.
            #[cfg(unix)]
            File::open(&self.path)?.sync_all()?;
            Ok(())
        };
        write().map_err(LinkingProblem::disk("the file cannot be written:", &place))
    }

    pub fn write_text(&self, name: &str, text: &str) -> Result<(), LinkingProblem> {
        self.write(name, |file| file.write_all(text.as_bytes()))
    }

    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.file(name)).ok()
    }

    /// Takes a file away, if it is there.
    pub fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.file(name));
    }

    /// Files that were cut off while they were written.
    pub fn remove_partial(&self) {
        let Ok(entries) = fs::read_dir(&self.path) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().ends_with(PARTIAL) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// SHA-256 in hexadecimal.
pub fn digest_of(bytes: &[u8]) -> String {
    hex_of(&Sha256::digest(bytes))
}

/// SHA-256 of a file and its length.
pub fn digest_of_file(path: &Path) -> Result<(String, u64), LinkingProblem> {
    let cannot = || LinkingProblem::disk("the file cannot be read:", path);
    let mut file = File::open(path).map_err(cannot())?;
    let mut hash = Sha256::new();
    let mut length = 0;
    let mut piece = vec![0; 1 << 20];
    loop {
        let got = std::io::Read::read(&mut file, &mut piece).map_err(cannot())?;
        if got == 0 {
            break;
        }
        hash.update(piece.get(..got).unwrap_or_default());
        length += got as u64;
    }
    Ok((hex_of(&hash.finalize()), length))
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
