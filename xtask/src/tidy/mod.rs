//! The house rules that a machine can see. What breaks one for a reason is written down in `xtask/tidy.toml`; a line
//! there that is no longer needed is itself a problem, so that the list may only shrink.

mod crates;
mod files;
mod history;
mod rooms;
mod settings;
mod sql;

use crate::tree::Tree;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::cell::Cell;

/// What `xtask/tidy.toml` allows.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Allowances {
    /// The stages of the story, earliest first: later may know earlier, never the reverse.
    pub stages: Vec<String>,
    /// Features that every page asks who is reading it: knowing them makes no ring.
    #[serde(default)]
    pub frame: Vec<String>,
    #[serde(default, rename = "allow")]
    list: Vec<Allowance>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowance {
    /// `direction`, `sql`, `size`, `opening`, `name`, `path`
    rule: String,
    /// A file, or a feature (`gather/records`) for directions.
    at: String,
    /// For directions: the feature that may be known.
    to: Option<String>,
    reason: String,
    #[serde(skip)]
    used: Cell<bool>,
}

impl Allowances {
    /// Whether this breach is written down. Marks it as needed.
    pub fn allows(&self, rule: &str, at: &str, to: Option<&str>) -> bool {
        let mut found = false;
        for one in self
            .list
            .iter()
            .filter(|one| one.rule == rule && one.at == at && one.to.as_deref() == to)
        {
            one.used.set(true);
            found = true;
        }
        found
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for one in &self.list {
            let what = format!(
                "{} {}{}",
                one.rule,
                one.at,
                one.to.as_ref().map(|to| format!(" -> {to}")).unwrap_or_default()
            );
            if one.reason.split_whitespace().count() < 4 {
                problems.push(format!("xtask/tidy.toml: {what}: say the reason in a sentence"));
            }
            if !one.used.get() {
                problems.push(format!("xtask/tidy.toml: {what}: no longer needed, take it out"));
            }
        }
        problems
    }
}

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let allowed = tree.get("xtask/tidy.toml").context("xtask/tidy.toml is not there")?;
    let allowed: Allowances = toml::from_str(&allowed.text).context("reading xtask/tidy.toml")?;
    let mut problems = crates::check(tree)?;
    problems.extend(rooms::check(tree, &allowed));
    problems.extend(sql::check(tree, &allowed));
    problems.extend(files::check(tree, &allowed));
    problems.extend(history::check(tree));
    problems.extend(settings::check(tree));
    problems.extend(allowed.problems());
    Ok(problems)
}

#[cfg(test)]
pub fn allowing(text: &str) -> Allowances {
    toml::from_str(text).expect("a test's allowances")
}
