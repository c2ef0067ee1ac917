//! Solving small symmetric systems: forty unknowns at most, so plain loops beat a library and allocate nothing.

/// Factors the symmetric positive definite `n` by `n` matrix (row after row, lower triangle read) into L L' in place.
/// False when a pivot is not safely positive: then the columns depend on one another.
pub(crate) fn factor(matrix: &mut [f64], n: usize) -> bool {
    for column in 0..n {
        let (above, rest) = matrix.split_at_mut(column * n);
        let row = &mut rest[..n];
        for j in 0..column {
            let other = &above[j * n..j * n + j + 1];
            let mut sum = row[j];
            for k in 0..j {
                sum -= row[k] * other[k];
            }
            row[j] = sum / other[j];
        }
        let whole = row[column];
        let pivot = whole - row[..column].iter().map(|x| x * x).sum::<f64>();
        // Not a number must fail too, so the comparison is written the careful way round.
        if !(pivot > whole.abs() * 1e-13 && pivot.is_finite()) {
            return false;
        }
        row[column] = pivot.sqrt();
    }
    true
}

/// Solves L L' x = b in place, for a matrix that [`factor`] has factored.
pub(crate) fn solve(factored: &[f64], n: usize, b: &mut [f64]) {
    for i in 0..n {
        let mut sum = b[i];
        for k in 0..i {
            sum -= factored[i * n + k] * b[k];
        }
        b[i] = sum / factored[i * n + i];
    }
    for i in (0..n).rev() {
        b[i] /= factored[i * n + i];
        let solved = b[i];
        for k in 0..i {
            b[k] -= factored[i * n + k] * solved;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_refuses() {
        let mut matrix = vec![4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 1.0, 3.0, 6.0];
        assert!(factor(&mut matrix, 3));
        let mut b = vec![4.0 + 4.0 + 3.0, 2.0 + 10.0 + 9.0, 1.0 + 6.0 + 18.0];
        solve(&matrix, 3, &mut b);
        for (found, wanted) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - wanted).abs() < 1e-12);
        }
        assert!(!factor(&mut [1.0, 0.0, 2.0, 4.0], 2));
        assert!(!factor(&mut [f64::NAN], 1));
    }
}
