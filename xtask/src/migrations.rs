//! `migrations/digests.txt`: the digest of every migration that was ever published. Migrations only grow.

use crate::tree::Tree;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

pub const LIST: &str = "migrations/digests.txt";

const HEAD: &str = "# SHA-256 of every migration, entered by `cargo run -p xtask -- migrations`. A line here never changes: databases that
# ran the step would refuse to start. What is wrong is put right by the next migration.
";

/// `(file name, text)`, in order.
pub fn steps(tree: &Tree) -> Vec<(&str, &str)> {
    tree.below("migrations")
        .filter_map(|file| {
            Some((
                file.path
                    .strip_prefix("migrations/")
                    .filter(|name| name.ends_with(".sql"))?,
                file.text.as_str(),
            ))
        })
        .collect()
}

pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Name to digest, as entered.
pub fn entered(list: &str) -> BTreeMap<&str, &str> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once("  "))
        .map(|(digest, name)| (name.trim(), digest.trim()))
        .collect()
}

/// Enters what is new. What is there stays as it is, so an edited migration is still found by `tidy`.
pub fn record(root: &Path, tree: &Tree) -> Result<bool> {
    let list = tree.get(LIST).map_or("", |file| file.text.as_str());
    let known = entered(list);
    let mut text = String::from(HEAD);
    let mut added = 0;
    for (name, sql) in steps(tree) {
        let fresh = digest(sql);
        let kept = known.get(name).copied();
        added += usize::from(kept.is_none());
        text.push_str(&format!("{}  {name}\n", kept.unwrap_or(&fresh)));
    }
    std::fs::write(root.join(LIST), text)?;
    println!("migrations: {added} entered");
    Ok(true)
}
