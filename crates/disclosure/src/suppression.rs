//! Suppression of small cells in a table whose margins are published.
//!
//! **What it does.** Counts from 1 to `below` - 1 are taken out. A single hole in a row is filled in again by subtraction, so
//! other cells must go as well. In a two-way table with margins a hidden cell can be worked out exactly if and only if,
//! in the graph that joins rows to columns by hidden cells, it is a bridge. So for each such cell the cheapest round trip
//! through other cells is hidden too, cheapest by the number of people lost.
//!
//! **And then** [`audit`] shows, for every hidden cell, the range that margins and non-negativity leave: by the largest flow
//! round the graph. A range narrower than `width` is no protection; [`hide`] goes on until all are wide enough.
//!
//! **Limits.** Tables linked to this one (another geography, last quarter) must be audited together; the noisy counts of
//! [`crate::counts`] need no such care and are to be preferred for anything published more than once.
//!
//! Source: Cox (1980); Gusfield (1988) for the graph.

use serde::Serialize;

/// A two-way table, row after row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TwoWay {
    rows: usize,
    columns: usize,
    cells: Vec<u64>,
    hidden: Vec<bool>,
}

/// What a reader can work out about a hidden cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    pub row: usize,
    pub column: usize,
    pub low: u64,
    pub high: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SuppressionError {
    #[error("the table does not have rows times columns cells")]
    Shape,
    #[error(
        "row {row}, column {column} cannot be protected while the margins are published: publish fewer rows or columns"
    )]
    CannotProtect { row: usize, column: usize },
}

impl TwoWay {
    pub fn new(rows: usize, columns: usize, cells: Vec<u64>) -> Result<Self, SuppressionError> {
        if cells.len() != rows * columns || cells.is_empty() {
            return Err(SuppressionError::Shape);
        }
        let hidden = vec![false; cells.len()];
        Ok(Self {
            rows,
            columns,
            cells,
            hidden,
        })
    }

    /// The count to be shown, None where it is hidden.
    pub fn shown(&self, row: usize, column: usize) -> Option<u64> {
        let at = row * self.columns + column;
        if *self.hidden.get(at)? {
            None
        } else {
            self.cells.get(at).copied()
        }
    }

    pub fn hidden_cells(&self) -> usize {
        self.hidden.iter().filter(|hidden| **hidden).count()
    }
}

/// Hides counts from 1 to `below` - 1, and as many more as it takes for every hidden cell to have a range of at least
/// `width` (1: merely not exact).
pub fn hide(mut table: TwoWay, below: u64, width: u64) -> Result<TwoWay, SuppressionError> {
    let small: Vec<usize> = (0..table.cells.len())
        .filter(|&at| (1..below).contains(&table.cells[at]))
        .collect();
    small.iter().for_each(|&at| table.hidden[at] = true);
    for &at in &small {
        // Each round hides at least one cell more, so this ends.
        while range(&table, at).is_some_and(|range| range.high - range.low < width.max(1)) {
            let (row, column) = (at / table.columns, at % table.columns);
            let path =
                cheapest_way_round(&table, row, column).ok_or(SuppressionError::CannotProtect { row, column })?;
            let before = table.hidden_cells();
            path.into_iter().for_each(|cell| table.hidden[cell] = true);
            if table.hidden_cells() == before {
                return Err(SuppressionError::CannotProtect { row, column });
            }
        }
    }
    Ok(table)
}

/// The range of every hidden cell.
pub fn audit(table: &TwoWay) -> Vec<Range> {
    (0..table.cells.len()).filter_map(|at| range(table, at)).collect()
}

/// What margins and non-negativity leave for a hidden cell: it can rise by the largest flow from its row to its column through
/// other hidden cells taken down and up in turn, and fall by the largest flow the other way, but not below 0.
fn range(table: &TwoWay, at: usize) -> Option<Range> {
    if !table.hidden[at] {
        return None;
    }
    let (row, column) = (at / table.columns, at % table.columns);
    let fall = largest_shift(table, at, false).min(table.cells[at]);
    let rise = largest_shift(table, at, true);
    Some(Range {
        row,
        column,
        low: table.cells[at] - fall,
        high: table.cells[at] + rise,
    })
}

/// How far the cell can rise or fall while every other hidden cell stays at 0 or more: augmenting paths, breadth first.
fn largest_shift(table: &TwoWay, at: usize, rise: bool) -> u64 {
    let (row, column) = (at / table.columns, at % table.columns);
    // A rise must be paid for in its row (others fall) and so on; a fall is the same with the signs turned round.
    let mut cells = table.cells.clone();
    let mut shifted = 0_u64;
    let limit: u64 = if rise {
        table.cells.iter().sum()
    } else {
        table.cells[at]
    };
    while shifted < limit {
        let Some(path) = shift_path(table, &cells, at, row, column, rise) else {
            break;
        };
        let falls = |index: usize| index.is_multiple_of(2) == rise;
        let room = path
            .iter()
            .enumerate()
            .filter(|(index, _)| falls(*index))
            .map(|(_, cell)| cells[*cell])
            .min();
        let step = room.unwrap_or(limit).min(limit - shifted);
        for (index, &cell) in path.iter().enumerate() {
            if falls(index) {
                cells[cell] -= step;
            } else {
                cells[cell] += step;
            }
        }
        shifted += step;
    }
    shifted
}

/// Hidden cells that lead from the row back to the column: the first in the row, then column, row, ... in turn.
fn shift_path(table: &TwoWay, cells: &[u64], at: usize, row: usize, column: usize, rise: bool) -> Option<Vec<usize>> {
    // Nodes are rows, then columns. From a row one leaves by a cell that falls (when rising), from a column by one that rises.
    let mut came: Vec<Option<(usize, usize)>> = vec![None; table.rows + table.columns];
    let mut queue = std::collections::VecDeque::from([row]);
    let mut seen = vec![false; table.rows + table.columns];
    seen[row] = true;
    while let Some(node) = queue.pop_front() {
        let is_row = node < table.rows;
        let falls = is_row == rise;
        let others = if is_row { table.columns } else { table.rows };
        for other in 0..others {
            let cell = if is_row {
                node * table.columns + other
            } else {
                other * table.columns + node - table.rows
            };
            let next = if is_row { table.rows + other } else { other };
            if cell == at || !table.hidden[cell] || seen[next] || (falls && cells[cell] == 0) {
                continue;
            }
            seen[next] = true;
            came[next] = Some((node, cell));
            queue.push_back(next);
        }
    }
    let mut node = table.rows + column;
    let mut path = Vec::new();
    while node != row {
        let (before, cell) = came[node]?;
        path.push(cell);
        node = before;
    }
    path.reverse();
    Some(path)
}

/// Cells to hide so that a cell lies on one more round trip: the path from its row to its column that loses the fewest
/// people, at least one of whose cells is not hidden yet. Cells with nobody in them do not protect and are not used.
fn cheapest_way_round(table: &TwoWay, row: usize, column: usize) -> Option<Vec<usize>> {
    let nodes = table.rows + table.columns;
    let own = row * table.columns + column;
    // Two states per node: has the path used a cell that is still shown?
    let mut cost = vec![u64::MAX; 2 * nodes];
    let mut came: Vec<Option<(usize, usize)>> = vec![None; 2 * nodes];
    let mut done = vec![false; 2 * nodes];
    cost[row] = 0;
    loop {
        let here = (0..2 * nodes)
            .filter(|&node| !done[node] && cost[node] < u64::MAX)
            .min_by_key(|&node| cost[node])?;
        done[here] = true;
        let (node, fresh) = (here % nodes, here / nodes);
        if node == table.rows + column && fresh == 1 {
            let mut path = Vec::new();
            let mut at = here;
            while let Some((before, cell)) = came[at] {
                path.push(cell);
                at = before;
            }
            return Some(path);
        }
        let is_row = node < table.rows;
        for other in 0..if is_row { table.columns } else { table.rows } {
            let cell = if is_row {
                node * table.columns + other
            } else {
                other * table.columns + node - table.rows
            };
            if cell == own || table.cells[cell] == 0 {
                continue;
            }
            let price = if table.hidden[cell] { 0 } else { table.cells[cell] };
            let next =
                if is_row { table.rows + other } else { other } + nodes * fresh.max(usize::from(!table.hidden[cell]));
            if cost[here] + price < cost[next] {
                cost[next] = cost[here] + price;
                came[next] = Some((here, cell));
            }
        }
    }
}
