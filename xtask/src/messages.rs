//! The visible words: every key that code names is in `locales/en`, once. Words that no code seems to use, and words
//! that other languages lack, are only told.

use crate::rust_text;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Keys that are made by code at run time keep a literal beginning: `format!("role-{}", code)` uses `role-*`.
#[derive(Default)]
struct Used {
    /// Key to the first place that names it.
    keys: BTreeMap<String, String>,
    beginnings: BTreeSet<String>,
    /// Any literal that could be a key, for telling which words are used by nobody.
    literals: BTreeSet<String>,
}

/// Problems, then notes.
pub fn check(tree: &Tree) -> (Vec<String>, Vec<String>) {
    let mut problems = Vec::new();
    let mut notes = Vec::new();
    let languages = languages(tree, &mut problems);
    let used = used(tree);
    let empty = BTreeMap::new();
    let english = languages.get("en").unwrap_or(&empty);
    for (key, place) in &used.keys {
        if !english.contains_key(key) {
            problems.push(format!("{place}: `{key}` is not in locales/en"));
        }
    }
    for (key, file) in english {
        let made = used
            .beginnings
            .iter()
            .any(|beginning| key.starts_with(beginning.as_str()));
        let second = key
            .strip_suffix("-text")
            .is_some_and(|title| used.literals.contains(title));
        if !made && !second && !used.literals.contains(key) {
            notes.push(format!("{file}: `{key}` seems to be used by nobody"));
        }
    }
    for (language, keys) in languages.iter().filter(|(language, _)| *language != "en") {
        let missing = english.keys().filter(|key| !keys.contains_key(*key)).count();
        if missing > 0 {
            notes.push(format!(
                "locales/{language}: {missing} of {} words fall back to English",
                english.len()
            ));
        }
        for (key, file) in keys.iter().filter(|(key, _)| !english.contains_key(*key)) {
            problems.push(format!(
                "{file}: `{key}` is not in locales/en, so nobody will ever see it"
            ));
        }
    }
    (problems, notes)
}

/// Language to its keys, each with its file.
fn languages(tree: &Tree, problems: &mut Vec<String>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut languages: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for file in tree.below("locales").filter(|file| file.path.ends_with(".ftl")) {
        let Some(language) = file.path.split('/').nth(1) else {
            continue;
        };
        let keys = languages.entry(language.to_owned()).or_default();
        for key in file.text.lines().filter_map(key_of) {
            if let Some(before) = keys.insert(key.to_owned(), file.path.clone()) {
                problems.push(format!("{}: `{key}` is there twice (also in {before})", file.path));
            }
        }
    }
    languages
}

/// `key` of `key = words`.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    (key.starts_with(|c: char| c.is_ascii_alphabetic()) && is_word(key)).then_some(key)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn used(tree: &Tree) -> Used {
    let mut used = Used::default();
    let speaks = |path: &str| {
        (path.starts_with("crates/haven/src/") || path.starts_with("crates/kit/src/")) && !path.ends_with("/tests.rs")
    };
    for file in tree.rust().filter(|file| speaks(&file.path)) {
        let parts = rust_text::parts(&file.text);
        for literal in &parts.literals {
            let key = literal.text.split('.').next().unwrap_or_default();
            if let Some((beginning, _)) = literal.text.split_once('{') {
                if beginning.ends_with('-') && is_word(beginning) {
                    used.beginnings.insert(beginning.to_owned());
                }
                continue;
            }
            if !is_word(key) || !key.starts_with(|c: char| c.is_ascii_lowercase()) {
                continue;
            }
            used.literals.insert(key.to_owned());
            let before = parts.code.get(..literal.at).unwrap_or_default();
            let in_menu = file.path.ends_with("/capabilities.rs") && before.trim_end().ends_with("label:");
            if in_menu || asks_for_words(before) {
                used.keys
                    .entry(key.to_owned())
                    .or_insert_with(|| format!("{}:{}", file.path, literal.line));
            }
        }
    }
    // The scripts ask the page for words by the same keys.
    for file in tree.below("assets/scripts") {
        for (at, quote) in file.text.match_indices(['"', '\'']) {
            let rest = file.text.get(at + 1..).unwrap_or_default();
            used.literals.extend(
                rest.split_once(quote)
                    .map(|(word, _)| word)
                    .filter(|word| is_word(word))
                    .map(str::to_owned),
            );
        }
    }
    used
}

/// Whether a literal that follows this code is a message key.
fn asks_for_words(before: &str) -> bool {
    let before = before.trim_end();
    if before.ends_with("Problem::bad(") {
        return true;
    }
    let Some(receiver) = before.strip_suffix(".get(").or_else(|| before.strip_suffix(".with(")) else {
        return false;
    };
    let receiver = receiver.trim_end();
    let name = receiver
        .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()
        .unwrap_or_default();
    // `who.words.get`, `words.get`; the list of a person's name words in the engines is elsewhere.
    name == "words" || name.ends_with("_words")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(code: &str, english: &str, danish: &str) -> (Vec<String>, Vec<String>) {
        check(&Tree::of(&[
            ("crates/haven/src/ground/a/pages.rs", code),
            ("locales/en/a.ftl", english),
            ("locales/da/a.ftl", danish),
        ]))
    }

    #[test]
    fn a_key_that_is_nowhere_is_named_with_its_place() {
        let (problems, _) = check_with(
            "\nf(who.words.get(\"a-title\"), words.with(\n  \"a-count\", &[]), row.get(\"a-row\"), Problem::bad(\"a-bad\"))",
            "a-title = A\n",
            "",
        );
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(
            problems.iter().any(|text| text.contains("pages.rs:3: `a-count`")),
            "{problems:?}"
        );
        assert!(problems.iter().any(|text| text.contains("`a-bad`")), "{problems:?}");
    }

    #[test]
    fn twice_is_once_too_often_and_unused_is_told() {
        let (problems, notes) = check_with(
            "words.get(\"a\"); format!(\"role-{x}\")",
            "a = A\na = B\nrole-x = X\nb = unused\n    .title = T\n",
            "",
        );
        assert!(
            problems.len() == 1 && problems.iter().all(|text| text.contains("twice")),
            "{problems:?}"
        );
        assert!(
            notes.iter().any(|text| text.contains("`b`")) && !notes.iter().any(|text| text.contains("role-x")),
            "{notes:?}"
        );
    }

    #[test]
    fn other_languages_may_lack_words_but_not_have_more() {
        let (problems, notes) = check_with("words.get(\"a\")", "a = A\nb = B\n", "a = A\nc = C\n");
        assert!(
            problems.len() == 1 && problems.iter().all(|text| text.contains("`c`")),
            "{problems:?}"
        );
        assert!(
            notes.iter().any(|text| text.contains("locales/da: 1 of 2")),
            "{notes:?}"
        );
    }
}
