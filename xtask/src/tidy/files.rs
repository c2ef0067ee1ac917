//! Each file by itself: it says what it is for, is of a gentle size, has a name that says something, and knows nothing of
//! the machine it was written on.

use super::Allowances;
use crate::tree::{File, Tree};

const LINES_AT_MOST: usize = 800;
const DRAWERS: &[&str] = &[
    "utils", "util", "common", "helpers", "helper", "misc", "services", "managers",
];

pub fn check(tree: &Tree, allowed: &Allowances) -> Vec<String> {
    let mut problems = Vec::new();
    for file in &tree.files {
        let drawer = file
            .path
            .trim_end_matches(".rs")
            .split('/')
            .find(|part| DRAWERS.contains(part));
        if let Some(drawer) = drawer.filter(|_| !allowed.allows("name", &file.path, None)) {
            problems.push(format!(
                "{}: `{drawer}` is a question left open; name the idea instead",
                file.path
            ));
        }
        if file.path.ends_with(".rs") {
            rust(file, allowed, &mut problems);
        }
        machine(file, allowed, &mut problems);
    }
    problems
}

fn rust(file: &File, allowed: &Allowances, problems: &mut Vec<String>) {
    let lines = file.text.lines().count();
    if lines > LINES_AT_MOST && !allowed.allows("size", &file.path, None) {
        problems.push(format!(
            "{}: {lines} lines; past {LINES_AT_MOST} a file usually holds two ideas",
            file.path
        ));
    }
    let opening = file.text.lines().next().unwrap_or_default();
    if !opening.starts_with("//! ") && !allowed.allows("opening", &file.path, None) {
        problems.push(format!("{}: open with `//!` and say what the file is for", file.path));
    }
}

/// Paths and hosts of one machine. The words are put together here, so that this file does not name them.
fn machine(file: &File, allowed: &Allowances, problems: &mut Vec<String>) {
    let folders = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/ho", "me/"].concat(),
        ["/Use", "rs/"].concat(),
    ];
    let hosts = [
        ["arti", "factory"].concat(),
        [".jf", "rog."].concat(),
        ["registry", ".npmjs"].concat(),
    ];
    for (number, line) in file.text.lines().enumerate() {
        let path = folders.iter().find(|folder| starts_a_path(line, folder));
        let host = hosts.iter().find(|host| line.contains(host.as_str()));
        let Some(found) = path.or(host) else { continue };
        if !allowed.allows("path", &file.path, None) {
            problems.push(format!("{}:{}: `{found}` is of one machine", file.path, number + 1));
        }
    }
    if file.path == "Cargo.lock" {
        let stranger = file
            .text
            .lines()
            .find(|line| line.starts_with("source = ") && !line.contains("github.com/rust-lang/crates.io-index"));
        problems.extend(stranger.map(|line| format!("Cargo.lock: packages come from crates.io only: {line}")));
    }
}

/// Whether `folder` stands in the line as the beginning of a path, not in the middle of an address.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:[<".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::allowing;

    fn problems(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]), &allowing("stages = []"))
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        assert!(problems("crates/a/src/b.rs", "//! Speaks of b.\n").is_empty());
        assert_eq!(problems("crates/a/src/b.rs", "use x;\n").len(), 1);
        assert!(problems("notes.md", "no opening needed").is_empty());
    }

    #[test]
    fn long_files_and_drawers_are_named() {
        let long = format!("//! Long.\n{}", "x\n".repeat(LINES_AT_MOST));
        assert_eq!(problems("a.rs", &long).len(), 1);
        assert_eq!(problems("crates/haven/src/utils/a.rs", "//! A.\n").len(), 1);
        assert_eq!(problems("crates/haven/src/helpers.rs", "//! A.\n").len(), 1);
        assert!(problems("crates/haven/src/helplines.rs", "//! A.\n").is_empty());
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        let path = ["see `/ro", "ot/x`"].concat();
        assert_eq!(problems("a.md", &path).len(), 1);
        let address = ["https://example.org/wo", "rk/x"].concat();
        assert!(problems("a.md", &address).is_empty());
        assert_eq!(
            problems("Cargo.lock", "source = \"registry+https://example.org/index\"").len(),
            1
        );
    }
}
