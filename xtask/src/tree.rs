//! The project's own files: what git knows and what is new, not what is built or fetched.

use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// Paths from the project's folder, with `/`, in order.
#[derive(Default)]
pub struct Tree {
    pub files: Vec<File>,
}

pub struct File {
    pub path: String,
    /// Empty for files that are not text.
    pub text: String,
}

impl Tree {
    pub fn read(root: &Path) -> Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("running git")?;
        let mut paths: Vec<String> = if listed.status.success() {
            String::from_utf8_lossy(&listed.stdout)
                .split('\0')
                .filter(|path| !path.is_empty())
                .map(str::to_owned)
                .collect()
        } else {
            // Unpacked from an archive, without git: everything but what is built or fetched.
            let mut found = Vec::new();
            walk(root, root, &mut found);
            found
        };
        paths.sort();
        paths.dedup();
        let files = paths
            .into_iter()
            // Deleted and not yet committed: listed, and not there.
            .filter_map(|path| {
                let bytes = std::fs::read(root.join(&path)).ok()?;
                Some(File {
                    path,
                    text: String::from_utf8(bytes).unwrap_or_default(),
                })
            })
            .collect();
        Ok(Self { files })
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// Files directly in a folder, or below it.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        self.files
            .iter()
            .filter(move |file| file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        Self { files }
    }
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
    const BUILT: &[&str] = &["target", "node_modules", "dist", ".git", ".tools", "data"];
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_built =
            folder != root.join("crates") && entry.file_name().to_str().is_some_and(|name| BUILT.contains(&name));
        if path.is_dir() {
            // `data` is built in demo/ only; engines keep their tables in folders of that name.
            if !is_built || (path.ends_with("data") && !path.ends_with("demo/data")) {
                walk(root, &path, found);
            }
        } else if let Ok(name) = path.strip_prefix(root) {
            found.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
}
