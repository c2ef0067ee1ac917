//! One small exact linear program: is there a positive combination of rows that cancels out?
//!
//! By Stiemke's theorem that is the question of whether an estimate exists. Simplex in whole fractions with Bland's rule,
//! which cannot cycle; there are as many equations as directions left over, one to three in practice.

/// Whether some y, all of it above 0, has the rows times y sum to 0 in every column. `rows` are not all zero and equally
/// long. False, the careful answer, should the fractions ever outgrow 128 bits.
pub(super) fn positive_solution(rows: &[Vec<i64>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 1 {
        // One direction: it cancels unless all rows point the same way.
        return rows.iter().any(|row| row[0] > 0) && rows.iter().any(|row| row[0] < 0);
    }
    simplex(rows, columns).unwrap_or(false)
}

/// With y = 1 + u this asks for u >= 0 with sum of rows times u = -(sum of rows): phase one of the simplex method.
/// The tableau is kept in whole numbers over one common denominator (Edmonds), so fractions need no type of their own.
fn simplex(rows: &[Vec<i64>], columns: usize) -> Option<bool> {
    let variables = rows.len();
    let width = variables + 1;
    let mut tableau: Vec<Vec<i128>> = Vec::with_capacity(columns + 1);
    for column in 0..columns {
        let right = -rows.iter().map(|row| i128::from(row[column])).sum::<i128>();
        let sign = if right < 0 { -1 } else { 1 };
        let mut line: Vec<i128> = rows.iter().map(|row| sign * i128::from(row[column])).collect();
        line.push(sign * right);
        tableau.push(line);
    }
    // What is left of the artificial variables: to be brought to 0.
    let objective: Vec<i128> = (0..width).map(|j| tableau.iter().map(|line| line[j]).sum()).collect();
    tableau.push(objective);
    let mut basis: Vec<usize> = (0..columns).map(|line| variables + line).collect();
    let mut denominator: i128 = 1;
    for _ in 0..10_000 {
        if tableau[columns][variables] == 0 {
            return Some(true);
        }
        let Some(entering) = (0..variables).find(|&j| tableau[columns][j] > 0 && !basis.contains(&j)) else {
            return Some(false);
        };
        let mut leaving: Option<usize> = None;
        for line in 0..columns {
            let coefficient = tableau[line][entering];
            if coefficient <= 0 {
                continue;
            }
            let better = match leaving {
                None => true,
                Some(best) => {
                    let mine = tableau[line][variables].checked_mul(tableau[best][entering])?;
                    let theirs = tableau[best][variables].checked_mul(coefficient)?;
                    mine < theirs || (mine == theirs && basis[line] < basis[best])
                }
            };
            if better {
                leaving = Some(line);
            }
        }
        let leaving = leaving?;
        let pivot = tableau[leaving][entering];
        let pivot_line = tableau[leaving].clone();
        for (index, line) in tableau.iter_mut().enumerate() {
            if index == leaving {
                continue;
            }
            let factor = line[entering];
            for (x, y) in line.iter_mut().zip(&pivot_line) {
                *x = (x.checked_mul(pivot)?.checked_sub(y.checked_mul(factor)?)?) / denominator;
            }
        }
        denominator = pivot;
        basis[leaving] = entering;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::positive_solution;

    #[test]
    fn knows_what_cancels() {
        assert!(positive_solution(&[vec![1, 0], vec![-1, 1], vec![0, -1]]));
        assert!(!positive_solution(&[vec![1, 0], vec![-1, 1], vec![1, -1], vec![0, 1]]));
        assert!(!positive_solution(&[vec![1, 2], vec![1, -3]]));
        assert!(positive_solution(&[
            vec![2, 1, 0],
            vec![-1, -1, 1],
            vec![-3, 1, -1],
            vec![1, -1, 0]
        ]));
        assert!(!positive_solution(&[vec![0, 0, 1], vec![1, -1, 0], vec![-1, 1, 0]]));
        assert!(positive_solution(&[vec![3], vec![-1]]) && !positive_solution(&[vec![3], vec![1]]));
    }
}
