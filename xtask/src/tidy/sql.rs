//! SQL lives in `store.rs` (or `store/`) of the feature that owns the tables, so that the compiler keeps others away from
//! them; engines have none at all.

use super::Allowances;
use crate::rust_text;
use crate::tree::Tree;

const BEGINNINGS: &[&str] = &["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH ", "PRAGMA "];
/// The plumbing that runs statements, and what is only for tests and measuring.
const ELSEWHERE: &[&str] = &["crates/kit/", "crates/testkit/", "xtask/", "bench/"];

pub fn check(tree: &Tree, allowed: &Allowances) -> Vec<String> {
    let mut problems = Vec::new();
    for file in tree.rust() {
        if ELSEWHERE.iter().any(|folder| file.path.starts_with(folder)) || is_store(&file.path) || is_test(&file.path) {
            continue;
        }
        let parts = rust_text::parts(&file.text);
        let mut found = parts
            .literals
            .iter()
            .filter(|literal| looks_like_sql(&literal.text))
            .peekable();
        if found.peek().is_none() || allowed.allows("sql", &file.path, None) {
            continue;
        }
        for literal in found {
            let start: String = literal.text.chars().take(40).collect();
            problems.push(format!(
                "{}:{}: SQL belongs in the feature's store.rs: {start}...",
                file.path, literal.line
            ));
        }
    }
    problems
}

fn is_store(path: &str) -> bool {
    path.ends_with("/store.rs") || path.contains("/store/")
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn looks_like_sql(text: &str) -> bool {
    let text = text.trim_start();
    BEGINNINGS
        .iter()
        .any(|word| text.starts_with(word) && text.chars().any(|c| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::allowing;

    #[test]
    fn sql_is_allowed_in_stores_and_tests_only() {
        let text = "fn f() { one(\"SELECT a FROM t\"); }";
        let tree = Tree::of(&[
            ("crates/haven/src/ground/a/store.rs", text),
            ("crates/haven/src/ground/a/store/find.rs", text),
            ("crates/haven/tests/a.rs", text),
            ("crates/haven/src/ground/a/acts.rs", text),
            ("crates/haven/src/ground/b/acts.rs", text),
            (
                "crates/haven/src/ground/c/acts.rs",
                "fn f() { say(\"WITH CARE\"); say(\"SELECT\") } // SELECT a FROM t",
            ),
        ]);
        let allowed = allowing(
            "stages = []\n[[allow]]\nrule = \"sql\"\nat = \"crates/haven/src/ground/b/acts.rs\"\nreason = \"a good one, in words\"",
        );
        let problems = check(&tree, &allowed);
        assert!(
            problems.len() == 1 && problems.iter().all(|text| text.contains("ground/a/acts.rs:1:")),
            "{problems:?}"
        );
    }
}
