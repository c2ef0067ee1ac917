//! Every setting stands in the operators' table, and nothing else does.

use crate::tree::Tree;
use std::collections::BTreeSet;

const CODE: &str = "crates/kit/src/settings.rs";
const TABLE: &str = "docs/operating/settings.md";

pub fn check(tree: &Tree) -> Vec<String> {
    let (Some(code), Some(table)) = (tree.get(CODE), tree.get(TABLE)) else {
        return vec![format!("{CODE} or {TABLE} is not there")];
    };
    let known = keys(&code.text);
    let told: BTreeSet<&str> = table
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(key, _)| key))
        .collect();
    let missing = known
        .difference(&told)
        .map(|key| format!("{TABLE}: the setting `{key}` is missing"));
    let gone = told
        .difference(&known)
        .map(|key| format!("{TABLE}: there is no setting `{key}`"));
    missing.chain(gone).collect()
}

/// The public fields of `Settings`.
fn keys(code: &str) -> BTreeSet<&str> {
    let body = code
        .split_once("pub struct Settings {")
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .map_or("", |(body, _)| body);
    body.lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':').map(|(key, _)| key))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_table_agree() {
        let code = "pub struct Settings {\n    /// A.\n    pub listen: String,\n    pub mail: String,\n}\nimpl Settings { pub fn x() {} }";
        let problems = |table: &str| check(&Tree::of(&[(CODE, code), (TABLE, table)])).len();
        assert_eq!(problems("| key | x |\n| `listen` | a |\n| `mail` | b |"), 0);
        assert_eq!(problems("| `listen` | a |\n| `post` | b |"), 2);
    }
}
