//! Does the estimate exist, and is there only one? Exact answers in whole numbers.
//!
//! Fienberg and Rinaldo (2012) decide this by a linear program over all cells whose optimum is compared with 0. Here the
//! same question is turned round by Stiemke's theorem (1915). Let P be the rows of the design for cells with people in
//! them, Z those of empty cells. Directions in which P does not move are the null space of P:
//! - none: the estimate exists and is unique. No program is needed, and real tables nearly always end here;
//! - otherwise the estimate is unique if and only if no direction leaves Z unmoved as well, and it fails to exist if and
//!   only if some direction moves no row of Z down and at least one up.
//!
//! The design holds only 0 and 1 and is triangular on a model's own cells, so most unknowns are eliminated by adding and
//! subtracting; what is left is one to three unknowns in whole numbers. No tolerance anywhere.

use super::feasible::positive_solution;
use super::table::Lists;

/// What can be said of the maximum likelihood estimate of one model on one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Existence {
    pub exists: bool,
    pub unique: bool,
}

impl Existence {
    pub const FINE: Self = Self {
        exists: true,
        unique: true,
    };

    pub fn is_fine(self) -> bool {
        self.exists && self.unique
    }

    /// 0 fine, 1 does not exist, 2 is not identifiable, 3 both: the codes of the published packages.
    pub fn code(self) -> u8 {
        u8::from(!self.exists) + 2 * u8::from(!self.unique)
    }
}

/// Checks `terms` (without the intercept, smaller before larger) on `counts` by history. Terms that nobody was seen on
/// are minus infinity: they and their cells are left out, as in fitting.
pub fn check(counts: &[u64], terms: &[Lists]) -> Existence {
    check_knowing(counts, terms, |term| {
        !(term..counts.len()).any(|cell| cell & term == term && counts[cell] > 0)
    })
}

/// As [`check`], for callers who already know which terms nobody was seen on.
pub(super) fn check_knowing(counts: &[u64], terms: &[Lists], is_dead: impl Fn(usize) -> bool) -> Existence {
    let dead: Vec<usize> = terms
        .iter()
        .map(|&term| usize::from(term))
        .filter(|&term| is_dead(term))
        .collect();
    let alive: Vec<usize> = std::iter::once(0)
        .chain(terms.iter().map(|&term| usize::from(term)))
        .filter(|term| !dead.contains(term))
        .collect();
    Directions::of(counts, &alive, &dead).settle()
}

struct Directions<'a> {
    counts: &'a [u64],
    alive: &'a [usize],
    dead: &'a [usize],
    /// Terms whose own cell is empty (and the intercept): the unknowns that are left.
    free: usize,
    /// For each alive term, its value along each unknown: `free` numbers.
    values: Vec<i64>,
}

impl<'a> Directions<'a> {
    fn of(counts: &'a [u64], alive: &'a [usize], dead: &'a [usize]) -> Self {
        let free = alive.iter().filter(|&&term| counts[term] == 0).count();
        let mut values = vec![0; alive.len() * free];
        let mut next = 0;
        for (index, &term) in alive.iter().enumerate() {
            if counts[term] == 0 {
                values[index * free + next] = 1;
                next += 1;
                continue;
            }
            // The own cell has people: its row must be 0, so the term is minus the sum of its subsets.
            for below in 0..index {
                if alive[below] & !term == 0 {
                    for unknown in 0..free {
                        values[index * free + unknown] -= values[below * free + unknown];
                    }
                }
            }
        }
        Self {
            counts,
            alive,
            dead,
            free,
            values,
        }
    }

    /// The design's row of a cell, along the unknowns.
    fn row(&self, cell: usize) -> Vec<i64> {
        let mut row = vec![0; self.free];
        for (index, &term) in self.alive.iter().enumerate() {
            if term & !cell == 0 {
                for (sum, value) in row.iter_mut().zip(&self.values[index * self.free..]) {
                    *sum += value;
                }
            }
        }
        row
    }

    fn settle(&self) -> Existence {
        let mut echelon: Vec<(usize, Vec<i64>)> = Vec::new();
        for cell in (1..self.counts.len()).filter(|&cell| self.counts[cell] > 0) {
            if self.alive.contains(&cell) {
                continue;
            }
            insert(&mut echelon, self.row(cell));
            if echelon.len() == self.free {
                return Existence::FINE;
            }
        }
        let basis = null_space(&echelon, self.free);
        let mut moves: Vec<Vec<i64>> = Vec::new();
        for cell in (1..self.counts.len()).filter(|&cell| self.counts[cell] == 0) {
            if self.dead.iter().any(|&term| term & !cell == 0) {
                continue;
            }
            let row = self.row(cell);
            let mut moved: Vec<i64> = basis
                .iter()
                .map(|direction| row.iter().zip(direction).map(|(a, b)| a * b).sum())
                .collect();
            reduce(&mut moved);
            if moved.iter().any(|&x| x != 0) && !moves.contains(&moved) {
                moves.push(moved);
            }
        }
        let mut rank: Vec<(usize, Vec<i64>)> = Vec::new();
        for moved in &moves {
            insert(&mut rank, moved.clone());
        }
        Existence {
            exists: moves.is_empty() || positive_solution(&moves),
            unique: rank.len() == basis.len(),
        }
    }
}

/// Adds a row to a reduced echelon form over the whole numbers, if it says anything new.
fn insert(echelon: &mut Vec<(usize, Vec<i64>)>, mut row: Vec<i64>) {
    for (pivot, kept) in echelon.iter() {
        eliminate(&mut row, kept, *pivot);
    }
    let Some(pivot) = row.iter().position(|&x| x != 0) else {
        return;
    };
    for (_, kept) in echelon.iter_mut() {
        eliminate(kept, &row, pivot);
    }
    echelon.push((pivot, row));
}

fn eliminate(row: &mut [i64], by: &[i64], pivot: usize) {
    if row[pivot] == 0 {
        return;
    }
    let (mine, theirs) = (row[pivot], by[pivot]);
    for (x, y) in row.iter_mut().zip(by) {
        *x = *x * theirs - y * mine;
    }
    reduce(row);
}

/// Divides by the greatest common divisor, which keeps the numbers small.
fn reduce(row: &mut [i64]) {
    let divisor = row
        .iter()
        .fold(0, |divisor, &x| greatest_common_divisor(divisor, x.abs()));
    if divisor > 1 {
        row.iter_mut().for_each(|x| *x /= divisor);
    }
}

pub(super) fn greatest_common_divisor(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Whole-number basis of the directions that every row of the reduced echelon form maps to 0.
fn null_space(echelon: &[(usize, Vec<i64>)], columns: usize) -> Vec<Vec<i64>> {
    let mut basis = Vec::new();
    for free in (0..columns).filter(|column| echelon.iter().all(|(pivot, _)| pivot != column)) {
        let mut common = 1;
        for (pivot, row) in echelon {
            let lead = row[*pivot].abs();
            common = common / greatest_common_divisor(common, lead) * lead;
        }
        let mut direction = vec![0; columns];
        direction[free] = common;
        for (pivot, row) in echelon {
            direction[*pivot] = -row[free] * (common / row[*pivot]);
        }
        reduce(&mut direction);
        basis.push(direction);
    }
    basis
}

#[cfg(test)]
mod tests {
    use super::super::model::{Model, pairs};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_artificial_table_of_chan_silverman_and_vincent() {
        // Histories 1, 2, 12, 3, ...: lists A, B, C alone and A with B.
        let counts = [0, 40, 30, 6, 20, 0, 0, 0];
        let code = |chosen: &[Lists]| check(&counts, Model::generated(3, chosen).terms()).code();
        assert_eq!(code(&pairs(3)), 2);
        assert_eq!((code(&[0b011]), code(&[0b101]), code(&[0b110])), (1, 0, 0));
        assert_eq!(
            (code(&[0b011, 0b101]), code(&[0b011, 0b110]), code(&[0b101, 0b110])),
            (1, 1, 0)
        );
    }

    /// The definition itself, by brute force over small directions: some v that leaves all cells with people in place.
    fn by_search(counts: &[u64], terms: &[Lists]) -> Existence {
        let dead: Vec<usize> = terms
            .iter()
            .map(|&t| usize::from(t))
            .filter(|&t| !(1..counts.len()).any(|cell| cell & t == t && counts[cell] > 0))
            .collect();
        let alive: Vec<usize> = std::iter::once(0)
            .chain(terms.iter().map(|&t| usize::from(t)))
            .filter(|t| !dead.contains(t))
            .collect();
        let (mut exists, mut unique) = (true, true);
        let bound = 3_i64;
        let mut v = vec![-bound; alive.len()];
        loop {
            let row = |cell: usize| -> i64 {
                alive
                    .iter()
                    .zip(&v)
                    .filter(|(t, _)| **t & !cell == 0)
                    .map(|(_, x)| x)
                    .sum()
            };
            let cells = (1..counts.len()).filter(|cell| !dead.iter().any(|t| cell & t == *t));
            let (mut still, mut up, mut down) = (true, false, false);
            for cell in cells {
                let moved = row(cell);
                if counts[cell] > 0 {
                    still &= moved == 0;
                } else {
                    up |= moved > 0;
                    down |= moved < 0;
                }
            }
            if still && v.iter().any(|&x| x != 0) {
                exists &= !up || down;
                unique &= up || down;
            }
            let Some(place) = v.iter().position(|&x| x < bound) else {
                return Existence { exists, unique };
            };
            v[place] += 1;
            v[..place].fill(-bound);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn agrees_with_the_definition(
            cells in proptest::collection::vec(0_u64..2, 7),
            chosen in proptest::collection::vec(any::<bool>(), 3),
        ) {
            let mut counts = vec![0];
            counts.extend(cells);
            let generators: Vec<Lists> = pairs(3).into_iter().zip(chosen).filter(|(_, in_it)| *in_it).map(|(p, _)| p).collect();
            let model = Model::generated(3, &generators);
            prop_assert_eq!(check(&counts, model.terms()), by_search(&counts, model.terms()));
        }
    }
}
