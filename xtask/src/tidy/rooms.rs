//! The `use` graph between the features inside `haven`. Rust allows cycles and upstream knowledge within a crate; the
//! story does not: a later stage may know an earlier one, never the reverse, and no features know each other in a ring.

use super::Allowances;
use crate::rust_text;
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

const HOUSE: &str = "crates/haven/src/";

/// Feature to the features it knows, each with the first place that says so.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

pub fn check(tree: &Tree, allowed: &Allowances) -> Vec<String> {
    let mut problems = Vec::new();
    let rooms = rooms(tree, allowed, &mut problems);
    let mut graph = Graph::new();
    for file in tree.rust().filter(|file| file.path.starts_with(HOUSE)) {
        let path = module_path(file);
        let Some(from) = room_of(&path, &rooms) else { continue };
        if path.iter().any(|part| part == "tests") {
            continue;
        }
        for known in known_by(file, &path, &rooms) {
            if known != from && !allowed.frame.contains(&known) {
                graph
                    .entry(from.clone())
                    .or_default()
                    .entry(known)
                    .or_insert_with(|| file.path.clone());
            }
        }
    }
    let rank = |room: &str| {
        allowed
            .stages
            .iter()
            .position(|stage| room.split('/').next() == Some(stage))
    };
    for (from, known) in &mut graph {
        known.retain(|to, place| {
            if rank(from) < rank(to) {
                if allowed.allows("direction", from, Some(to)) {
                    return false;
                }
                problems.push(format!(
                    "{place}: `{from}` must not know `{to}`, which comes later in the story"
                ));
                return false;
            }
            // Within a stage a written reason takes one side out of a ring.
            rank(from) != rank(to) || !allowed.allows("direction", from, Some(to))
        });
    }
    problems
        .extend(ring(&graph).map(|ring| format!("{HOUSE}: features know each other in a ring: {}", ring.join(" -> "))));
    problems
}

/// Folders two deep: `gather/records`. Stages without a place in the story are problems.
fn rooms(tree: &Tree, allowed: &Allowances, problems: &mut Vec<String>) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    let mut strangers = BTreeSet::new();
    for file in tree.rust() {
        let Some(inside) = file.path.strip_prefix(HOUSE) else {
            continue;
        };
        let mut parts = inside.split('/');
        let (Some(stage), Some(feature)) = (parts.next(), parts.next()) else {
            continue;
        };
        if stage == "web" {
            continue;
        }
        if !allowed.stages.iter().any(|known| known == stage) {
            strangers.insert(stage);
        }
        let feature = feature.trim_end_matches(".rs");
        if feature != "mod" {
            rooms.insert(format!("{stage}/{feature}"));
        }
    }
    problems.extend(
        strangers
            .iter()
            .map(|stage| format!("{HOUSE}{stage}: give this stage its place in xtask/tidy.toml")),
    );
    rooms
}

fn module_path(file: &File) -> Vec<String> {
    let inside = file
        .path
        .strip_prefix(HOUSE)
        .unwrap_or(&file.path)
        .trim_end_matches(".rs");
    inside
        .split('/')
        .filter(|part| !matches!(*part, "mod" | "lib" | "main"))
        .map(str::to_owned)
        .collect()
}

fn room_of(path: &[String], rooms: &BTreeSet<String>) -> Option<String> {
    let [stage, feature, ..] = path else { return None };
    let room = format!("{stage}/{feature}");
    rooms.contains(&room).then_some(room)
}

/// The rooms that a file's paths lead to.
fn known_by(file: &File, here: &[String], rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let code = rust_text::parts(&file.text).code;
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::"] {
        let mut from = 0;
        while let Some(at) = code.get(from..).and_then(|rest| rest.find(start)) {
            let begin = from + at;
            from = begin + start.len();
            let before = code.get(..begin).and_then(|text| text.chars().next_back());
            // In the middle of a path (`super::super::x`), the first `super` has been followed already.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            for path in paths(code.get(begin..).unwrap_or_default()) {
                found.extend(room_of(&absolute(&path, here), rooms));
            }
        }
    }
    found
}

/// A path from the crate's root.
fn absolute(path: &[String], here: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let mut out: Vec<String> = if ups > 0 {
        here.iter().take(here.len().saturating_sub(ups)).cloned().collect()
    } else {
        Vec::new()
    };
    out.extend(path.iter().skip(ups).filter(|part| *part != "crate").cloned());
    out
}

/// Every path that a text such as `crate::a::{b, c::{d, e}}` begins with.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    branch(&mut text.char_indices().peekable(), text, &[], &mut out);
    out
}

type Letters<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

fn branch(letters: &mut Letters<'_>, text: &str, prefix: &[String], out: &mut Vec<Vec<String>>) {
    let mut path = prefix.to_vec();
    loop {
        while letters.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let mut word = String::new();
        while let Some((_, c)) = letters.next_if(|(_, c)| c.is_alphanumeric() || *c == '_') {
            word.push(c);
        }
        if !word.is_empty() {
            path.push(word);
        }
        let Some((at, c)) = letters.peek().copied() else { break };
        if c == ':' && text.get(at..at + 2) == Some("::") {
            letters.next();
            letters.next();
            continue;
        }
        if c == '{' && path.len() > prefix.len() {
            letters.next();
            loop {
                branch(letters, text, &path, out);
                while letters.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                if letters.next_if(|(_, c)| *c == ',').is_none() {
                    letters.next_if(|(_, c)| *c == '}');
                    break;
                }
            }
            return;
        }
        if c == '*' {
            letters.next();
        }
        break;
    }
    // `x as y` inside braces: what follows up to the comma names nothing new.
    while prefix_is_group(prefix) && letters.next_if(|(_, c)| !matches!(c, ',' | '}' | '{' | ';')).is_some() {}
    if path.len() > prefix.len() {
        out.push(path);
    }
}

const fn prefix_is_group(prefix: &[String]) -> bool {
    !prefix.is_empty()
}

/// Any ring in the graph, from one of its rooms back to it.
fn ring(graph: &Graph) -> Option<Vec<String>> {
    fn visit<'a>(
        room: &'a str,
        graph: &'a Graph,
        trail: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<String>> {
        if let Some(at) = trail.iter().position(|one| *one == room) {
            return Some(
                trail
                    .iter()
                    .skip(at)
                    .chain([&room])
                    .map(|one| (*one).to_owned())
                    .collect(),
            );
        }
        if !done.insert(room) {
            return None;
        }
        trail.push(room);
        for next in graph.get(room).into_iter().flat_map(BTreeMap::keys) {
            if let Some(found) = visit(next, graph, trail, done) {
                return Some(found);
            }
        }
        trail.pop();
        None
    }
    let mut done = BTreeSet::new();
    graph
        .keys()
        .find_map(|room| visit(room, graph, &mut Vec::new(), &mut done))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::allowing;

    const STAGES: &str = "stages = [\"ground\", \"gather\", \"link\"]\n";

    fn problems(files: &[(&str, &str)], more: &str) -> Vec<String> {
        let files: Vec<(String, &str)> = files
            .iter()
            .map(|(path, text)| (format!("{HOUSE}{path}"), *text))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        check(&Tree::of(&files), &allowing(&format!("{STAGES}{more}")))
    }

    #[test]
    fn later_may_know_earlier_and_not_the_reverse() {
        let up = (
            "link/people/mod.rs",
            "use crate::ground::{ledger::{self, Line}, agencies as a};",
        );
        let ledger = ("ground/ledger/mod.rs", "");
        assert!(problems(&[up, ledger], "").is_empty());
        let down = ("ground/ledger/store.rs", "fn f() { crate::link::people::show() }");
        let found = problems(&[("link/people/mod.rs", ""), ledger, down], "");
        assert!(
            found.len() == 1
                && found
                    .iter()
                    .all(|text| text.contains("`ground/ledger` must not know `link/people`")),
            "{found:?}"
        );
    }

    #[test]
    fn a_written_reason_allows_a_direction() {
        let files = [
            ("gather/records/acts.rs", "use crate::link::recognise;"),
            ("link/recognise/mod.rs", "use crate::gather::records;"),
        ];
        assert_eq!(problems(&files, "").len(), 1);
        let reason = "[[allow]]\nrule = \"direction\"\nat = \"gather/records\"\nto = \"link/recognise\"\nreason = \"told at once, in one transaction\"\n";
        assert!(problems(&files, reason).is_empty());
    }

    #[test]
    fn rings_are_found_also_by_super_and_groups() {
        let files = [
            ("ground/a/mod.rs", "use crate::ground::{\n  b::Thing,\n};"),
            ("ground/b/store.rs", "use super::super::c::X;"),
            ("ground/c/mod.rs", "use crate::{app::App, ground::{a, d}};"),
            ("ground/d/mod.rs", ""),
        ];
        let found = problems(&files, "");
        assert!(
            found.len() == 1
                && found
                    .iter()
                    .all(|text| text.contains("ground/a -> ground/b -> ground/c -> ground/a")),
            "{found:?}"
        );
    }

    #[test]
    fn the_frame_makes_no_ring() {
        let files = [
            ("ground/sessions/mod.rs", "use crate::ground::accounts;"),
            ("ground/accounts/pages.rs", "use crate::ground::sessions::SignedIn;"),
        ];
        assert_eq!(problems(&files, "").len(), 1);
        assert!(problems(&files, "frame = [\"ground/sessions\"]\n").is_empty());
    }

    #[test]
    fn tests_and_comments_may_know_everybody() {
        let files = [
            (
                "ground/a/mod.rs",
                "// crate::link::b\n#[cfg(test)]\nmod tests { use crate::link::b; }",
            ),
            ("ground/a/tests.rs", "use crate::link::b;"),
            ("link/b/mod.rs", ""),
        ];
        assert!(problems(&files, "").is_empty());
    }

    #[test]
    fn a_stage_without_a_place_is_named() {
        assert_eq!(problems(&[("attic/boxes/mod.rs", "")], "").len(), 1);
    }
}
