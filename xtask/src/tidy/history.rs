//! Migrations are numbered without gaps, said once, and never edited once entered in `migrations/digests.txt`.

use crate::migrations::{LIST, digest, entered, steps};
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    let list = tree.get(LIST).map_or("", |file| file.text.as_str());
    let entered = entered(list);
    let steps = steps(tree);
    for (place, (name, text)) in steps.iter().enumerate() {
        let number = name
            .split('_')
            .next()
            .and_then(|digits| digits.parse::<usize>().ok().filter(|_| digits.len() == 4));
        if number != Some(place + 1) {
            problems.push(format!(
                "migrations/{name}: expected number {:04} here; numbers have no gaps and come once",
                place + 1
            ));
        }
        match entered.get(name) {
            None => problems.push(format!(
                "migrations/{name}: not entered yet; run `cargo run -p xtask -- migrations`"
            )),
            Some(known) if *known != digest(text) => {
                problems.push(format!(
                    "migrations/{name}: was edited after it was entered; write the next migration instead"
                ));
            }
            Some(_) => {}
        }
    }
    for name in entered
        .keys()
        .filter(|name| !steps.iter().any(|(step, _)| step == *name))
    {
        problems.push(format!("migrations/{name}: was entered and is gone"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
    }

    #[test]
    fn whole_history_is_well() {
        let list = format!("# head\n{}  0001_a.sql\n{}  0002_b.sql\n", digest("one"), digest("two"));
        let files = [
            ("migrations/0001_a.sql", "one"),
            ("migrations/0002_b.sql", "two"),
            (LIST, list.as_str()),
        ];
        assert!(problems(&files).is_empty());
    }

    #[test]
    fn gaps_edits_and_losses_are_named() {
        let list = format!("{}  0001_a.sql\n{}  0002_b.sql\n", digest("one"), digest("two"));
        let edited = problems(&[
            ("migrations/0001_a.sql", "other"),
            ("migrations/0002_b.sql", "two"),
            (LIST, &list),
        ]);
        assert!(
            edited.len() == 1 && edited.iter().all(|text| text.contains("edited")),
            "{edited:?}"
        );
        let gone = problems(&[("migrations/0001_a.sql", "one"), (LIST, &list)]);
        assert!(
            gone.len() == 1 && gone.iter().all(|text| text.contains("gone")),
            "{gone:?}"
        );
        let gap = problems(&[
            ("migrations/0001_a.sql", "one"),
            ("migrations/0003_c.sql", "three"),
            ("migrations/0002_b.sql", "two"),
            (LIST, &list),
        ]);
        assert!(gap.iter().any(|text| text.contains("not entered")), "{gap:?}");
    }
}
