//! How many records share a combination, and what somebody who knows part of it would learn.
//!
//! k-anonymity protects one release to one named recipient, no more. Two such releases over the same people can be
//! subtracted from one another, and everybody in a group may share the same secret. So: one release, counted, with the
//! second refused by whoever keeps the register, and [`Exposure::homogeneous`] looked at before.
//!
//! Sources: Sweeney (2002); Machanavajjhala and others (2007) for homogeneity.

use serde::Serialize;
use std::collections::HashMap;

/// What an attacker who knows the `known` columns of a person would find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Exposure {
    pub records: usize,
    /// Size of the smallest group: the k of k-anonymity. 0 without records.
    pub k: usize,
    /// Records that stand alone.
    pub unique: usize,
    /// Records in groups smaller than asked for.
    pub below: usize,
    /// Records in groups of any size whose members all have the same value in the secret column, which is thereby told.
    pub homogeneous: usize,
}

/// Measures the exposure of `records` (rows of coded values, equally long) to one who knows the columns `known` and wants
/// the column `secret`. None when a column does not exist.
pub fn exposure(records: &[Vec<u32>], known: &[usize], secret: usize, k: usize) -> Option<Exposure> {
    let mut groups: HashMap<Vec<u32>, (usize, u32, bool)> = HashMap::new();
    for record in records {
        let key = known
            .iter()
            .map(|&column| record.get(column).copied())
            .collect::<Option<Vec<u32>>>()?;
        let value = *record.get(secret)?;
        let group = groups.entry(key).or_insert((0, value, true));
        group.0 += 1;
        group.2 &= group.1 == value;
    }
    let sizes = groups.values().map(|(size, _, _)| *size);
    Some(Exposure {
        records: records.len(),
        k: sizes.clone().min().unwrap_or(0),
        unique: sizes.clone().filter(|&size| size == 1).count(),
        below: sizes.filter(|&size| size < k).sum(),
        homogeneous: groups
            .values()
            .filter(|(_, _, same)| *same)
            .map(|(size, _, _)| size)
            .sum(),
    })
}

/// A combination of `(column, value)` pairs.
pub type Combination = Vec<(usize, u32)>;

/// Counts of every combination of up to `longest` columns that at least `k` records have, rounded down to a multiple of `k`.
/// The value 0 means "not recorded" and is never part of one. Records are bit sets, a combination is their intersection.
pub fn rounded_counts(records: &[Vec<u32>], longest: usize, k: usize) -> Vec<(Combination, usize)> {
    let words = records.len().div_ceil(64);
    let mut holders: HashMap<(usize, u32), Vec<u64>> = HashMap::new();
    for (row, record) in records.iter().enumerate() {
        for (column, &value) in record.iter().enumerate().filter(|(_, value)| **value != 0) {
            let set = holders.entry((column, value)).or_insert_with(|| vec![0; words]);
            set[row / 64] |= 1 << (row % 64);
        }
    }
    let k = k.max(1);
    let size = |set: &[u64]| set.iter().map(|word| word.count_ones() as usize).sum::<usize>();
    let mut singles: Vec<((usize, u32), Vec<u64>)> = holders.into_iter().filter(|(_, set)| size(set) >= k).collect();
    singles.sort_unstable_by_key(|(value, _)| *value);
    let mut found = Vec::new();
    let mut open: Vec<(Combination, Vec<u64>, usize)> = vec![(Vec::new(), vec![u64::MAX; words], 0)];
    while let Some((combination, set, from)) = open.pop() {
        for (index, (value, holder)) in singles.iter().enumerate().skip(from) {
            if combination.last().is_some_and(|(column, _)| *column == value.0) {
                continue;
            }
            let both: Vec<u64> = set.iter().zip(holder).map(|(a, b)| a & b).collect();
            let count = size(&both);
            if count < k {
                continue;
            }
            let longer: Combination = combination.iter().copied().chain([*value]).collect();
            found.push((longer.clone(), count / k * k));
            if longer.len() < longest {
                open.push((longer, both, index + 1));
            }
        }
    }
    found.sort_unstable();
    found
}
