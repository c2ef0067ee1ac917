//! Synthetic records with a stated privacy guarantee: drawn from noisy counts only.
//!
//! **What it does.** A tenth of what was paid buys every column's counts, three tenths the counts of every pair of columns,
//! from which a tree of the most telling pairs is chosen (Chow and Liu 1968); the rest measures the pairs of the tree once
//! more. The two measurements of a pair are averaged by their precision. Records are then drawn along the tree: the
//! root from its counts, each next column given its neighbour. No record is looked at again, so the noise protects all
//! of it.
//!
//! **Limits.** Dependence of three columns is not kept; on tables of many rare yes/no flags combinations turn up that do not
//! exist. A synthetic record may by chance equal a real one; that tells nothing. Code lists must be public. The
//! [`utility`] of every release is to be printed with it; it is measured against the real records and is itself not
//! private, so it goes to the data officer, not to the public, unless paid for.

use crate::budget::Paid;
use crate::counts::add_noise;
use crate::noise::{Bits, Variance};
use serde::Serialize;

/// Records as columns of codes 0 .. sizes\[column\] - 1; one record is one child.
#[derive(Clone, Debug)]
pub struct Records {
    sizes: Vec<usize>,
    columns: Vec<Vec<u32>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntheticError {
    #[error("a record has a value that its column's code list does not have, or columns differ in length")]
    Shape,
    #[error("at least two columns are needed")]
    TooFewColumns,
    #[error("so little was paid that the noise would drown every count")]
    TooLittle,
}

impl Records {
    pub fn new(sizes: Vec<usize>, columns: Vec<Vec<u32>>) -> Result<Self, SyntheticError> {
        let rows = columns.first().map_or(0, Vec::len);
        let fits = |(column, size): (&Vec<u32>, &usize)| {
            column.len() == rows && column.iter().all(|value| (*value as usize) < *size)
        };
        if sizes.len() != columns.len() || !columns.iter().zip(&sizes).all(fits) {
            return Err(SyntheticError::Shape);
        }
        Ok(Self { sizes, columns })
    }

    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    pub fn columns(&self) -> &[Vec<u32>] {
        &self.columns
    }

    fn pair_counts(&self, first: usize, second: usize) -> Vec<u64> {
        let width = self.sizes[second];
        let mut counts = vec![0; self.sizes[first] * width];
        for (a, b) in self.columns[first].iter().zip(&self.columns[second]) {
            counts[*a as usize * width + *b as usize] += 1;
        }
        counts
    }
}

/// Draws as many synthetic records as the noisy counts say there are.
pub fn synthesise(records: &Records, paid: &Paid, bits: &mut impl Bits) -> Result<Records, SyntheticError> {
    let columns = records.sizes.len();
    if columns < 2 {
        return Err(SyntheticError::TooFewColumns);
    }
    let pairs = columns * (columns - 1) / 2;
    let part = |share: f64, tables: usize| {
        Variance::at_least(tables as f64 / (2.0 * share * paid.rho())).ok_or(SyntheticError::TooLittle)
    };
    let (for_columns, for_pairs, for_tree) = (part(0.1, columns)?, part(0.3, pairs)?, part(0.6, columns - 1)?);
    let singles: Vec<Vec<f64>> = (0..columns)
        .map(|column| {
            let mut counts = vec![0_u64; records.sizes[column]];
            records.columns[column]
                .iter()
                .for_each(|value| counts[*value as usize] += 1);
            counts
                .iter()
                .map(|&count| add_noise(count, for_columns, bits) as f64)
                .collect()
        })
        .collect();
    let rows = singles.iter().map(|counts| counts.iter().sum::<f64>()).sum::<f64>() / columns as f64;
    let rows = rows.round().max(0.0);
    let mut telling: Vec<(f64, usize, usize, Vec<f64>)> = Vec::with_capacity(pairs);
    for first in 0..columns {
        for second in first + 1..columns {
            let noisy = measure(&records.pair_counts(first, second), for_pairs, bits);
            let information = information(
                &cleaned(&noisy, for_pairs, rows),
                records.sizes[second],
                for_pairs.value(),
            );
            telling.push((information, first, second, noisy));
        }
    }
    telling.sort_by(|a, b| b.0.total_cmp(&a.0));
    let tree = tree(columns, telling);
    let measured: Vec<Edge> = tree
        .into_iter()
        .map(|(first, second, earlier)| {
            let again = measure(&records.pair_counts(first, second), for_tree, bits);
            let weight = for_pairs.value() / (for_pairs.value() + for_tree.value());
            let both: Vec<f64> = again
                .iter()
                .zip(&earlier)
                .map(|(new, old)| weight * new + (1.0 - weight) * old)
                .collect();
            let error = Variance::at_least(weight * for_tree.value()).unwrap_or(for_tree);
            Edge {
                first,
                second,
                counts: cleaned(&both, error, rows),
            }
        })
        .collect();
    Ok(draw(records, &singles, &measured, rows as usize, bits))
}

struct Edge {
    first: usize,
    second: usize,
    counts: Vec<f64>,
}

fn measure(counts: &[u64], variance: Variance, bits: &mut impl Bits) -> Vec<f64> {
    counts
        .iter()
        .map(|&count| add_noise(count, variance, bits) as f64)
        .collect()
}

/// Noisy counts made non-negative with the total kept: what is below a common threshold becomes 0, the rest is lowered by it
/// (projection onto the simplex). Zeros stay zeros more often than by cutting at 0.
fn cleaned(noisy: &[f64], error: Variance, total: f64) -> Vec<f64> {
    if total <= 0.0 {
        return vec![0.0; noisy.len()];
    }
    let mut sorted = noisy.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let (mut sum, mut threshold) = (0.0, error.value().sqrt());
    for (index, value) in sorted.iter().enumerate() {
        sum += value;
        let candidate = (sum - total) / (index + 1) as f64;
        if candidate >= *value {
            break;
        }
        threshold = candidate;
    }
    noisy.iter().map(|value| (value - threshold).max(0.0)).collect()
}

/// Mutual information of a table in nats times its total, less what noise alone would show.
fn information(counts: &[f64], width: usize, variance: f64) -> f64 {
    let total: f64 = counts.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let row: Vec<f64> = counts.chunks_exact(width).map(|row| row.iter().sum()).collect();
    let column: Vec<f64> = (0..width).map(|j| counts.iter().skip(j).step_by(width).sum()).collect();
    let mut sum = 0.0;
    for (at, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        sum += count * (count * total / (row[at / width] * column[at % width])).ln();
    }
    let cells = counts.len() as f64;
    sum - cells * variance * cells / (2.0 * total)
}

/// The spanning tree of the most telling pairs (Kruskal): first, second, and the counts measured when choosing.
fn tree(columns: usize, telling: Vec<(f64, usize, usize, Vec<f64>)>) -> Vec<(usize, usize, Vec<f64>)> {
    let mut group: Vec<usize> = (0..columns).collect();
    let mut tree = Vec::new();
    for (_, first, second, counts) in telling {
        let (a, b) = (group[first], group[second]);
        if a != b {
            group
                .iter_mut()
                .filter(|member| **member == b)
                .for_each(|member| *member = a);
            tree.push((first, second, counts));
        }
    }
    tree
}

fn draw(records: &Records, singles: &[Vec<f64>], edges: &[Edge], rows: usize, bits: &mut impl Bits) -> Records {
    let columns = records.sizes.len();
    let mut drawn: Vec<Vec<u32>> = vec![Vec::new(); columns];
    drawn[0] = (0..rows).map(|_| pick(&singles[0], bits)).collect();
    let mut reached = vec![0];
    while let Some(from) = reached.pop() {
        for edge in edges {
            let (to, forward) = match (edge.first == from, edge.second == from) {
                (true, _) => (edge.second, true),
                (_, true) => (edge.first, false),
                _ => continue,
            };
            if !drawn[to].is_empty() || rows == 0 {
                continue;
            }
            let width = records.sizes[edge.second];
            let given: Vec<Vec<f64>> = (0..records.sizes[from])
                .map(|value| {
                    let row = |other: usize| {
                        edge.counts[if forward {
                            value * width + other
                        } else {
                            other * width + value
                        }]
                    };
                    let conditional: Vec<f64> = (0..records.sizes[to]).map(row).collect();
                    // A value whose pairs were all lost to noise falls back on the column alone.
                    if conditional.iter().sum::<f64>() > 0.0 {
                        conditional
                    } else {
                        singles[to].clone()
                    }
                })
                .collect();
            drawn[to] = drawn[from]
                .iter()
                .map(|value| pick(&given[*value as usize], bits))
                .collect();
            reached.push(to);
        }
    }
    Records {
        sizes: records.sizes.clone(),
        columns: drawn,
    }
}

/// A value with probability proportional to its weight; the first where there is no weight at all.
fn pick(weights: &[f64], bits: &mut impl Bits) -> u32 {
    let total: f64 = weights.iter().map(|weight| weight.max(0.0)).sum();
    let mut left = (bits.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 * total;
    let mut last = 0;
    for (value, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        last = value as u32;
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    last
}

/// How like the real records synthetic ones are: total variation distance over all pairs of columns (0 the same, 1 nothing
/// in common).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Utility {
    pub mean_pair_distance: f64,
    pub largest_pair_distance: f64,
    /// Share of synthetic records whose values in some pair of columns no real record has together.
    pub invented: f64,
}

/// Compares two sets of records over the same columns. None when they are not, or one is empty.
pub fn utility(real: &Records, synthetic: &Records) -> Option<Utility> {
    if real.sizes != synthetic.sizes || real.rows() == 0 || synthetic.rows() == 0 {
        return None;
    }
    let columns = real.sizes.len();
    let mut distances = Vec::new();
    let mut invented = vec![false; synthetic.rows()];
    for first in 0..columns {
        for second in first + 1..columns {
            let (a, b) = (real.pair_counts(first, second), synthetic.pair_counts(first, second));
            let difference: f64 = a
                .iter()
                .zip(&b)
                .map(|(x, y)| (*x as f64 / real.rows() as f64 - *y as f64 / synthetic.rows() as f64).abs())
                .sum();
            distances.push(difference / 2.0);
            let width = real.sizes[second];
            for (row, (x, y)) in synthetic.columns[first]
                .iter()
                .zip(&synthetic.columns[second])
                .enumerate()
            {
                invented[row] |= a[*x as usize * width + *y as usize] == 0;
            }
        }
    }
    Some(Utility {
        mean_pair_distance: distances.iter().sum::<f64>() / distances.len().max(1) as f64,
        largest_pair_distance: distances.iter().copied().fold(0.0, f64::max),
        invented: invented.iter().filter(|row| **row).count() as f64 / synthetic.rows() as f64,
    })
}
