//! At most one partner for each record: where both lists hold a person once.

use super::dice::Scored;
use std::collections::HashSet;

/// Takes pairs by falling likeness and keeps those whose records are both still free (as anonlink's greedy solver). Among
/// equals the lower places come first. Where a person may be in a list twice this loses true pairs.
pub fn one_to_one(pairs: &[Scored]) -> Vec<Scored> {
    let mut ordered: Vec<&Scored> = pairs.iter().collect();
    ordered.sort_by(|x, y| y.dice.total_cmp(&x.dice).then((x.a, x.b).cmp(&(y.a, y.b))));
    let (mut left, mut right) = (HashSet::new(), HashSet::new());
    ordered
        .into_iter()
        .filter(|pair| {
            let free = !left.contains(&pair.a) && !right.contains(&pair.b);
            free && left.insert(pair.a) && right.insert(pair.b)
        })
        .copied()
        .collect()
}
