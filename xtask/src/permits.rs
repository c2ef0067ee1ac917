//! The rights as a table a lawyer can read: printed by the tests of `access`, which also notice when it is stale.

use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

pub fn renew(root: &Path) -> Result<bool> {
    let done = Command::new("cargo")
        .args(["test", "--quiet", "--package", "access", "--lib"])
        .env("UPDATE", "1")
        .current_dir(root)
        .status()
        .context("running the tests of access")?;
    println!("crates/access/permits.snap.md is printed again: read its diff before you commit it");
    Ok(done.success())
}
