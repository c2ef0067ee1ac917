//! One plain tar file. Written with a digest of every file; read back with no trust in what it says: names are checked,
//! sizes and digests compared, and nothing is written outside the folder given.

use super::manifest::{FOLDERS, FileEntry, KEY_FILE, Manifest, NAME, POSTGRES_FILE, SQLITE_FILE};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

/// A manifest has one line a file; this is room for more attachments than a nation has.
const MANIFEST_AT_MOST: u64 = 1 << 30;

/// Writes an archive: the files given as (name in the archive, path), then the manifest that `manifest` makes of them.
/// `progress` hears the bytes written.
pub fn write(
    archive: &Path,
    files: &[(String, PathBuf)],
    manifest: impl FnOnce(Vec<FileEntry>) -> Manifest,
    mut progress: impl FnMut(u64),
) -> io::Result<Manifest> {
    let mut builder = tar::Builder::new(create_private(archive)?);
    let mut entries = Vec::with_capacity(files.len());
    for (name, path) in files {
        let mut file = match File::open(path) {
            Ok(file) => file,
            // Removed since it was listed: an import that is done, evidence that was taken back.
            Err(error) if error.kind() == io::ErrorKind::NotFound && name.contains('/') => continue,
            Err(error) => return Err(error),
        };
        let size = file.metadata()?.len();
        let mut reader = Digesting::new((&mut file).take(size), &mut progress);
        builder.append_data(&mut header(size), name, &mut reader)?;
        entries.push(FileEntry {
            name: name.clone(),
            size,
            sha256: reader.digest(),
        });
    }
    let manifest = manifest(entries);
    let text = serde_json::to_vec_pretty(&manifest)?;
    builder.append_data(&mut header(text.len() as u64), NAME, text.as_slice())?;
    let mut file = builder.into_inner()?;
    file.flush()?;
    file.sync_all()?;
    Ok(manifest)
}

/// Reads an archive and compares every file with the manifest. Files for which `wanted` says yes are unpacked below
/// `into`; the others are only read. Errors name the file that is damaged, missing or not in the manifest.
pub fn read(
    archive: &Path,
    into: &Path,
    wanted: impl Fn(&str) -> bool,
    mut progress: impl FnMut(u64),
) -> io::Result<Manifest> {
    let mut found: BTreeMap<String, FileEntry> = BTreeMap::new();
    let mut manifest: Option<Manifest> = None;
    let mut tar = tar::Archive::new(io::BufReader::with_capacity(1 << 16, File::open(archive)?));
    for entry in tar.entries()? {
        let mut entry = entry?;
        let name = known_name(&entry.path()?)?;
        if entry.header().entry_type() != tar::EntryType::Regular {
            return Err(bad(format!("{name} is not a plain file")));
        }
        if name == NAME {
            let mut text = Vec::new();
            (&mut entry).take(MANIFEST_AT_MOST).read_to_end(&mut text)?;
            manifest =
                Some(serde_json::from_slice(&text).map_err(|error| bad(format!("{NAME} cannot be read: {error}")))?);
            continue;
        }
        let mut reader = Digesting::new(&mut entry, &mut progress);
        let size = if wanted(&name) {
            let path = into.join(&name);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut file = create_private(&path)?;
            let size = io::copy(&mut reader, &mut file)?;
            file.sync_all()?;
            size
        } else {
            io::copy(&mut reader, &mut io::sink())?
        };
        let sha256 = reader.digest();
        if found
            .insert(
                name.clone(),
                FileEntry {
                    name: name.clone(),
                    size,
                    sha256,
                },
            )
            .is_some()
        {
            return Err(bad(format!("{name} is there twice")));
        }
    }
    let manifest = manifest.ok_or_else(|| bad(format!("{NAME} is missing: this is not a whole backup of Haven")))?;
    compare(&manifest, found)?;
    Ok(manifest)
}

fn compare(manifest: &Manifest, mut found: BTreeMap<String, FileEntry>) -> io::Result<()> {
    for said in &manifest.files {
        match found.remove(&said.name) {
            None => return Err(bad(format!("{} is missing", said.name))),
            Some(file) if file != *said => {
                return Err(bad(format!(
                    "{} is damaged: its digest is not that of the manifest",
                    said.name
                )));
            }
            Some(_) => {}
        }
    }
    match found.into_keys().next() {
        Some(stranger) => Err(bad(format!("{stranger} is not in the manifest"))),
        None => Ok(()),
    }
}

/// The name of a file that belongs in a backup. Others, and names that climb, are refused.
fn known_name(path: &Path) -> io::Result<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| {
            if let Component::Normal(name) = part {
                name.to_str()
            } else {
                None
            }
        })
        .collect();
    let name = parts.unwrap_or_default().join("/");
    let is_known = [NAME, SQLITE_FILE, POSTGRES_FILE, KEY_FILE].contains(&name.as_str())
        || name
            .split_once('/')
            .is_some_and(|(folder, rest)| FOLDERS.contains(&folder) && !rest.is_empty());
    if is_known {
        Ok(name)
    } else {
        Err(bad("it holds a file that is no part of a backup of Haven".to_owned()))
    }
}

fn bad(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn header(size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// A new file that only its owner may read. Fails when it is there already.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Passes bytes on and keeps their digest.
struct Digesting<'a, R, P> {
    inner: R,
    digest: Sha256,
    progress: &'a mut P,
}

impl<'a, R: Read, P: FnMut(u64)> Digesting<'a, R, P> {
    fn new(inner: R, progress: &'a mut P) -> Self {
        Self {
            inner,
            digest: Sha256::new(),
            progress,
        }
    }

    fn digest(self) -> String {
        hex::encode(self.digest.finalize())
    }
}

impl<R: Read, P: FnMut(u64)> Read for Digesting<'_, R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        (self.progress)(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: Vec<FileEntry>) -> Manifest {
        Manifest {
            format: 1,
            made_at: 0,
            program: "0".to_owned(),
            database: "sqlite".to_owned(),
            schema: 1,
            ledger_head: None,
            counts: BTreeMap::new(),
            with_key: false,
            files,
        }
    }

    /// A backup of one database file and one attachment; the archive's path.
    fn small(folder: &Path) -> PathBuf {
        let (db, file) = (folder.join("db"), folder.join("file"));
        std::fs::write(&db, vec![7_u8; 5000]).unwrap();
        std::fs::write(&file, b"evidence").unwrap();
        let archive = folder.join("a.tar");
        write(
            &archive,
            &[("haven.db".to_owned(), db), ("attachments/ab/cd".to_owned(), file)],
            manifest,
            |_| {},
        )
        .unwrap();
        archive
    }

    #[test]
    fn what_went_in_comes_out() {
        let folder = tempfile::tempdir().unwrap();
        let archive = small(folder.path());
        let into = folder.path().join("out");
        std::fs::create_dir(&into).unwrap();
        let manifest = read(&archive, &into, |_| true, |_| {}).unwrap();
        assert_eq!(manifest.files.len(), 2);
        assert_eq!(std::fs::read(into.join("attachments/ab/cd")).unwrap(), b"evidence");
        assert_eq!(std::fs::read(into.join("haven.db")).unwrap().len(), 5000);
    }

    #[test]
    fn a_flipped_bit_anywhere_in_a_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let archive = small(folder.path());
        let whole = std::fs::read(&archive).unwrap();
        // Entry headers take 512 bytes; the first file's bytes begin behind the first.
        for at in [512, 900, 512 + 4999] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&archive, bytes).unwrap();
            let error = read(&archive, folder.path(), |_| false, |_| {})
                .unwrap_err()
                .to_string();
            assert!(error.contains("haven.db is damaged"), "{at}: {error}");
        }
        std::fs::write(&archive, &whole[..whole.len() / 2]).unwrap();
        assert!(
            read(&archive, folder.path(), |_| false, |_| {}).is_err(),
            "half an archive is no backup"
        );
    }

    #[test]
    fn names_that_climb_or_do_not_belong_are_refused() {
        for name in [
            "../haven.db",
            "/etc/passwd",
            "attachments/../../x",
            "attachments/",
            "notes.txt",
            "",
        ] {
            assert!(known_name(Path::new(name)).is_err(), "{name}");
        }
        assert_eq!(known_name(Path::new("attachments/ab/cd")).unwrap(), "attachments/ab/cd");
    }
}
