//! What travels inside the binary: the schema's history, the words, the packs.

use crate::problem::Problem;
use domain::pack::PackSet;
use include_dir::{Dir, include_dir};
use kit::db::Migration;
use kit::words::Library;
use std::path::Path;

static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../migrations");
static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../locales");
static PACKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs");

/// Changes when an embedded folder does, so that the compiler looks again.
pub const EMBEDDED_AT: &str = env!("EMBEDDED_AT");

/// Every migration, in order.
pub fn migrations() -> Vec<Migration> {
    let mut all: Vec<Migration> = MIGRATIONS
        .files()
        .filter_map(|file| {
            let name = file.path().file_stem()?.to_str()?;
            Some(Migration {
                number: name.split('_').next()?.parse().ok()?,
                name,
                text: file.contents_utf8()?,
            })
        })
        .collect();
    all.sort_by_key(|migration| migration.number);
    all
}

pub fn words() -> Result<Library, Problem> {
    let files = LOCALES.dirs().flat_map(|folder| {
        let language = folder.path().to_str().unwrap_or_default();
        folder
            .files()
            .filter_map(move |file| Some((language, file.path().file_name()?.to_str()?, file.contents_utf8()?)))
    });
    Library::read(files).map_err(|error| Problem::internal("reading the words", error))
}

/// The built-in packs, with those of `folder` laid over them.
pub fn packs(folder: Option<&Path>) -> Result<PackSet, Vec<domain::pack::PackProblem>> {
    let mut files = Vec::new();
    collect(&PACKS, &mut files);
    if let Some(folder) = folder {
        collect_from_disk(folder, folder, &mut files);
    }
    PackSet::from_files(files)
}

fn collect(folder: &Dir<'_>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in folder.files() {
        files.push((
            file.path().to_string_lossy().replace('\\', "/"),
            file.contents().to_vec(),
        ));
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

fn collect_from_disk(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_from_disk(root, &path, files);
        } else if let (Ok(name), Ok(bytes)) = (path.strip_prefix(root), std::fs::read(&path)) {
            let name = name.to_string_lossy().replace('\\', "/");
            files.retain(|(known, _)| *known != name);
            files.push((name, bytes));
        }
    }
}
