//! Crates depend downwards only: engines and `kit` know `domain` and never one another, `haven` composes them.

use crate::tree::Tree;
use anyhow::{Context, Result};
use std::collections::BTreeMap;

/// Crate, and which of ours it may depend on. A crate that is not here has no place yet: give it one.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("access", &["domain"]),
    // Accuracy without truth needs quantiles and a chance with a seed; both are arithmetic, and statistics knows nobody.
    ("matching", &["domain", "statistics"]),
    ("practice", &["domain"]),
    ("statistics", &["domain"]),
    ("disclosure", &["domain"]),
    ("exchange", &["domain"]),
    ("kit", &["domain"]),
    // Invents people; files and forms of it go in by the same doors as everybody's.
    ("invented_world", &["domain"]),
    (
        "haven",
        &[
            "domain",
            "access",
            "matching",
            "practice",
            "statistics",
            "disclosure",
            "exchange",
            "kit",
            "invented_world",
        ],
    ),
    ("testkit", &["domain", "access", "kit", "haven", "invented_world"]),
    (
        "bench",
        &[
            "domain",
            "access",
            "matching",
            "statistics",
            "disclosure",
            "exchange",
            "kit",
            "haven",
            "invented_world",
        ],
    ),
    ("xtask", &["domain"]),
];

/// Engines are tested alone. Above them tests may have their cast, and invented files must be readable by the real reader.
const IN_TESTS: &[(&str, &str)] = &[("haven", "testkit"), ("invented_world", "exchange")];

/// Only engines must stay free of the machine's libraries.
const ENGINES: &[&str] = &[
    "domain",
    "access",
    "matching",
    "practice",
    "statistics",
    "disclosure",
    "exchange",
    "invented_world",
];
const NOT_IN_ENGINES: &[&str] = &["sqlx", "tokio", "axum", "reqwest", "rand", "tracing", "maud", "kit"];

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let known: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    for file in tree.files.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let manifest: toml::Table = toml::from_str(&file.text).with_context(|| format!("reading {}", file.path))?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        let Some(allowed) = known.get(name) else {
            problems.push(format!(
                "{}: `{name}` has no place in xtask/src/tidy/crates.rs",
                file.path
            ));
            continue;
        };
        for dependency in keys(&manifest, "dependencies") {
            if known.contains_key(dependency) && !allowed.contains(&dependency) {
                problems.push(format!("{}: `{name}` must not know `{dependency}`", file.path));
            }
            if ENGINES.contains(&name) && NOT_IN_ENGINES.contains(&dependency) {
                problems.push(format!(
                    "{}: `{name}` is an engine and must not know `{dependency}`",
                    file.path
                ));
            }
        }
        for dependency in keys(&manifest, "dev-dependencies") {
            let in_tests = allowed.contains(&dependency) || IN_TESTS.contains(&(name, dependency));
            if known.contains_key(dependency) && !in_tests {
                problems.push(format!(
                    "{}: the tests of `{name}` must not know `{dependency}`",
                    file.path
                ));
            }
        }
    }
    Ok(problems)
}

fn keys<'a>(manifest: &'a toml::Table, section: &str) -> Vec<&'a str> {
    manifest
        .get(section)
        .and_then(toml::Value::as_table)
        .map(|table| table.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str, dependencies: &str) -> usize {
        let manifest = format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependencies}");
        check(&Tree::of(&[("crates/x/Cargo.toml", &manifest)]))
            .expect("a manifest")
            .len()
    }

    #[test]
    fn engines_know_the_words_and_not_one_another() {
        assert_eq!(problems("matching", "domain.workspace = true\nserde = \"1\""), 0);
        assert_eq!(problems("matching", "access.workspace = true"), 1);
        assert_eq!(problems("access", "sqlx = \"1\""), 1);
        assert_eq!(problems("kit", "matching = \"1\"\nhaven = \"1\""), 2);
        assert_eq!(problems("haven", "matching = \"1\"\nkit = \"1\""), 0);
        assert_eq!(problems("newcomer", ""), 1);
    }
}
