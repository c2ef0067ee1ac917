//! Backups that are known to work: a consistent copy taken while the desk runs, with every attachment and the digest of
//! each file, and restored into a temporary place before it is called a backup.
//!
//! | in the archive | what |
//! |---|---|
//! | `haven.db` or `database.dump` | the SQLite copy, or PostgreSQL's own dump |
//! | `attachments/...` | as they are kept: sealed with the key |
//! | `imports/...` | files that were received to be imported |
//! | `secret.key` | only when asked for; without it second factors and attachments cannot be opened |
//! | `manifest.json` | counts of every table, the ledger's head, size and SHA-256 of every file |

mod acts;
mod archive;
mod commands;
mod manifest;
mod postgres;
mod restoring;
mod store;

pub use acts::take;
pub use commands::{BackupArgs, RestoreArgs, backup, restore};
pub use manifest::Manifest;
pub use restoring::{Into as RestoreInto, restore as restore_backup};
