//! What a backup says of itself, as its last file, so that whoever restores it can tell whole from damaged.

use crate::ground::ledger::Head;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const NAME: &str = "manifest.json";
pub const SQLITE_FILE: &str = "haven.db";
pub const POSTGRES_FILE: &str = "database.dump";
pub const KEY_FILE: &str = "secret.key";
/// Folders of the data folder that go in whole: evidence (sealed), and files that were received to be imported.
pub const FOLDERS: &[&str] = &["attachments", "imports"];
/// Below `attachments`: what is still arriving, and has no row yet.
pub const ARRIVING: &str = "arriving";
/// Of this file's shape.
pub const FORMAT: i64 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: i64,
    /// Milliseconds since 1970.
    pub made_at: i64,
    /// Version of the program that made it.
    pub program: String,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// Number of the last migration.
    pub schema: i64,
    pub ledger_head: Option<Head>,
    /// Rows in each table.
    pub counts: BTreeMap<String, i64>,
    pub with_key: bool,
    pub files: Vec<FileEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    pub name: String,
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
}

/// What does not agree between a manifest and a restored database; empty when all does.
pub fn differences(said: &BTreeMap<String, i64>, found: &BTreeMap<String, i64>) -> Vec<String> {
    let tables: std::collections::BTreeSet<&String> = said.keys().chain(found.keys()).collect();
    tables
        .into_iter()
        .filter(|table| said.get(*table) != found.get(*table))
        .map(|table| {
            let rows = |counts: &BTreeMap<String, i64>| {
                counts
                    .get(table)
                    .map_or_else(|| "no such table".to_owned(), |n| format!("{n} rows"))
            };
            format!("{table}: {} in the manifest, {} restored", rows(said), rows(found))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_rows_and_lost_tables_are_both_told() {
        let said = BTreeMap::from([
            ("record".to_owned(), 3),
            ("link".to_owned(), 2),
            ("alert".to_owned(), 0),
        ]);
        let found = BTreeMap::from([("record".to_owned(), 3), ("link".to_owned(), 1)]);
        let told = differences(&said, &found);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(differences(&said, &said).is_empty());
    }
}
