//! Solving small symmetric systems: forty unknowns at most, so plain loops beat a library and allocate nothing.

/// Factors the symmetric positive definite `n` by `n` matrix (row after row, upper triangle read) into U'U in place.
/// False when a pivot is not safely positive: then the columns depend on one another.
pub(crate) fn factor(matrix: &mut [f64], n: usize) -> bool {
    for column in 0..n {
        let (done, rest) = matrix.split_at_mut((column + 1) * n);
        let row = &mut done[column * n + column..];
        let pivot = row[0];
        // Not a number must fail too, so the comparison is written the careful way round.
        if !(pivot > 0.0 && pivot.is_finite()) {
            return false;
        }
        let root = pivot.sqrt();
        row[0] = root;
        let inverse = 1.0 / root;
        for entry in &mut row[1..] {
            *entry *= inverse;
        }
        for (below, line) in rest.chunks_exact_mut(n).enumerate() {
            let place = column + 1 + below;
            let factor = row[1 + below];
            let before = line[place];
            for (entry, other) in line[place..].iter_mut().zip(&row[1 + below..]) {
                *entry -= factor * other;
            }
            // A pivot that loses thirteen digits in one subtraction was the same column as another.
            if line[place] <= before * 1e-13 {
                return false;
            }
        }
    }
    true
}

/// Solves U'U x = b in place, for a matrix that [`factor`] has factored.
pub(crate) fn solve(factored: &[f64], n: usize, b: &mut [f64]) {
    for (i, row) in factored.chunks_exact(n).enumerate() {
        let (done, rest) = b.split_at_mut(i + 1);
        done[i] /= row[i];
        let solved = done[i];
        for (entry, factor) in rest.iter_mut().zip(&row[i + 1..]) {
            *entry -= factor * solved;
        }
    }
    solve_upper(factored, n, b);
}

/// Solves U x = b in place. From independent standard normal `b` it makes a draw whose precision is U'U.
pub(crate) fn solve_upper(factored: &[f64], n: usize, b: &mut [f64]) {
    for (i, row) in factored.chunks_exact(n).enumerate().rev() {
        let (start, known) = b.split_at_mut(i + 1);
        let sum: f64 = known.iter().zip(&row[i + 1..]).map(|(x, factor)| x * factor).sum();
        start[i] = (start[i] - sum) / row[i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_refuses() {
        let mut matrix = vec![4.0, 2.0, 1.0, 0.0, 5.0, 3.0, 0.0, 0.0, 6.0];
        assert!(factor(&mut matrix, 3));
        let mut b = vec![4.0 + 4.0 + 3.0, 2.0 + 10.0 + 9.0, 1.0 + 6.0 + 18.0];
        solve(&matrix, 3, &mut b);
        for (found, wanted) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - wanted).abs() < 1e-12);
        }
        assert!(!factor(&mut [1.0, 2.0, 0.0, 4.0], 2));
        assert!(!factor(&mut [f64::NAN], 1));
    }
}
