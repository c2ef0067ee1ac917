//! What is published keeps its promises: exact noise, a ledger that refuses, cells that stay hidden, records like the real.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use disclosure::Bits;
use disclosure::anonymity::{exposure, rounded_counts};
use disclosure::budget::{BudgetError, Entry, Ledger, Paid, epsilon_of, rho_of};
use disclosure::counts;
use disclosure::noise::{Variance, discrete_gaussian};
use disclosure::suppression::{SuppressionError, TwoWay, audit, hide};
use disclosure::synthetic::{Records, synthesise, utility};
use proptest::prelude::*;

/// Repeatable bits, which only tests may use.
struct Repeatable(u64);

impl Bits for Repeatable {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

fn paid(rho: f64) -> Paid {
    let mut ledger = Ledger::new("invented", "one child", 1_000.0, 1e-6).unwrap();
    ledger.charge(entry(rho)).unwrap()
}

fn entry(rho: f64) -> Entry {
    Entry {
        release: "table of the quarter".to_owned(),
        purpose: "scoping study".to_owned(),
        approver: "data officer".to_owned(),
        day: "2026-11-23".to_owned(),
        code_version: "0.1.0".to_owned(),
        rho,
    }
}

#[test]
fn noise_has_the_probabilities_it_should() {
    for wanted in [0.5, 3.0, 60.0] {
        let variance = Variance::at_least(wanted).unwrap();
        let mut bits = Repeatable(1);
        let draws = 60_000;
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..draws {
            *counts.entry(discrete_gaussian(&mut bits, variance)).or_insert(0_u32) += 1;
        }
        let weight = |x: i64| (-(x as f64).powi(2) / (2.0 * variance.value())).exp();
        let whole: f64 = (-400..=400).map(weight).sum();
        for x in -6..=6 {
            let probability = weight(x) / whole;
            let found = f64::from(*counts.get(&x).unwrap_or(&0)) / f64::from(draws);
            let error = (probability * (1.0 - probability) / f64::from(draws)).sqrt();
            assert!(
                (found - probability).abs() < 5.0 * error + 1e-5,
                "{x}: {found} for {probability}"
            );
        }
    }
    assert!(Variance::at_least(0.0).is_none() && Variance::at_least(f64::NAN).is_none());
}

#[test]
fn the_ledger_adds_up_and_refuses() {
    let mut ledger = Ledger::new("children known in the area", "one child", 4.0, 1e-6).unwrap();
    let ceiling = ledger.ceiling();
    assert!((epsilon_of(ceiling, 1e-6) - 4.0).abs() < 1e-9 && (rho_of(4.0, 1e-6) - ceiling).abs() < 1e-12);
    ledger.charge(entry(0.6 * ceiling)).unwrap();
    let refused = ledger.charge(entry(0.5 * ceiling));
    assert!(matches!(refused, Err(BudgetError::Spent { .. })));
    assert_eq!(ledger.entries().len(), 1);
    ledger.charge(entry(0.4 * ceiling - 1e-9)).unwrap();
    assert!(ledger.epsilon_spent() <= 4.0);
    for cost in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(ledger.charge(entry(cost)), Err(BudgetError::NotACost(_))));
    }
    assert!(Ledger::new("x", "one child", 0.0, 1e-6).is_err());
}

#[test]
fn noisy_tables_state_their_error() {
    let tables = vec![vec![100; 400], vec![0; 600]];
    let released = counts::release(&tables, &paid(0.25), &mut Repeatable(2)).unwrap();
    for (table, noisy) in tables.iter().zip(&released) {
        // Two tables for rho 0.25: variance 2 / 0.5 = 4.
        assert_eq!(noisy.standard_error, 2.0);
        let square: f64 = table
            .iter()
            .zip(&noisy.cells)
            .map(|(count, cell)| (*cell as f64 - *count as f64).powi(2))
            .sum();
        let spread = (square / table.len() as f64).sqrt();
        assert!((spread - 2.0).abs() < 0.25, "{spread}");
    }
    assert!(released[1].clone().not_negative().cells.iter().all(|cell| *cell >= 0));
    assert!(counts::release(&[], &paid(1.0), &mut Repeatable(2)).is_err());
}

/// All tables with the same margins and shown cells: the range of a hidden cell by trying them.
fn range_by_trial(rows: usize, columns: usize, cells: &[u64], table: &TwoWay, target: usize) -> (u64, u64) {
    let hidden: Vec<usize> = (0..cells.len())
        .filter(|at| table.shown(at / columns, at % columns).is_none())
        .collect();
    let sums = |cells: &[u64]| -> Vec<u64> {
        let by_row = (0..rows).map(|r| (0..columns).map(|c| cells[r * columns + c]).sum());
        let by_column = (0..columns).map(|c| (0..rows).map(|r| cells[r * columns + c]).sum());
        by_row.chain(by_column).collect()
    };
    let wanted = sums(cells);
    let most = *wanted.iter().max().unwrap();
    let mut trial = cells.to_vec();
    hidden.iter().for_each(|&at| trial[at] = 0);
    let (mut low, mut high) = (u64::MAX, 0);
    loop {
        if sums(&trial) == wanted {
            low = low.min(trial[target]);
            high = high.max(trial[target]);
        }
        let Some(place) = hidden.iter().position(|&at| trial[at] < most) else {
            return (low, high);
        };
        trial[hidden[place]] += 1;
        hidden[..place].iter().for_each(|&at| trial[at] = 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn hidden_cells_stay_hidden(cells in proptest::collection::vec(0_u64..5, 6)) {
        let table = TwoWay::new(2, 3, cells.clone()).unwrap();
        if let Ok(hidden) = hide(table, 3, 1) {
            for range in audit(&hidden) {
                let at = range.row * 3 + range.column;
                prop_assert_eq!((range.low, range.high), range_by_trial(2, 3, &cells, &hidden, at));
                prop_assert!(!(1..3).contains(&cells[at]) || range.low < range.high);
            }
            for (at, &count) in cells.iter().enumerate() {
                let shown = hidden.shown(at / 3, at % 3);
                prop_assert!(shown.is_none() || (shown == Some(count) && !(1..3).contains(&count)));
            }
        }
    }
}

#[test]
fn suppression_gives_the_range_asked_for_or_refuses() {
    let cells = vec![20, 2, 30, 40, 25, 10, 12, 60, 15, 8, 33, 21];
    let table = hide(TwoWay::new(3, 4, cells).unwrap(), 5, 6).unwrap();
    let ranges = audit(&table);
    let small = ranges.iter().find(|range| (range.row, range.column) == (0, 1)).unwrap();
    assert!(small.high - small.low >= 6 && table.hidden_cells() >= 4);
    // One column: margins give every cell away.
    let column = hide(TwoWay::new(3, 1, vec![2, 9, 9]).unwrap(), 5, 1);
    assert_eq!(column, Err(SuppressionError::CannotProtect { row: 0, column: 0 }));
    assert_eq!(TwoWay::new(2, 2, vec![1]), Err(SuppressionError::Shape));
}

#[test]
fn exposure_finds_the_lonely_and_the_alike() {
    let records = vec![
        vec![1, 1, 7],
        vec![1, 1, 7],
        vec![1, 2, 7],
        vec![2, 1, 7],
        vec![2, 1, 8],
    ];
    let found = exposure(&records, &[0, 1], 2, 2).unwrap();
    assert_eq!((found.k, found.unique, found.below, found.homogeneous), (1, 1, 1, 3));
    assert!(exposure(&records, &[9], 2, 2).is_none());
}

#[test]
fn rounded_counts_never_speak_of_fewer_than_k() {
    let mut bits = Repeatable(9);
    let records: Vec<Vec<u32>> = (0..300)
        .map(|_| (0..4).map(|column| (bits.next_u64() % (2 + column)) as u32).collect())
        .collect();
    let counted = rounded_counts(&records, 3, 10);
    assert!(counted.len() > 20);
    for (combination, count) in counted {
        let real = records
            .iter()
            .filter(|record| combination.iter().all(|(column, value)| record[*column] == *value))
            .count();
        assert!(real >= 10 && count == real / 10 * 10);
    }
}

/// Records in which column 1 follows column 0 and column 3 follows column 2.
fn dependent(rows: usize, seed: u64) -> Records {
    let mut bits = Repeatable(seed);
    let mut columns = vec![Vec::new(); 4];
    for _ in 0..rows {
        let a = (bits.next_u64() % 6) as u32;
        let c = (bits.next_u64() % 3) as u32;
        columns[0].push(a);
        columns[1].push(if bits.next_u64() % 10 < 8 {
            a
        } else {
            (bits.next_u64() % 6) as u32
        });
        columns[2].push(c);
        columns[3].push(if bits.next_u64() % 10 < 9 {
            c
        } else {
            (bits.next_u64() % 3) as u32
        });
    }
    Records::new(vec![6, 6, 3, 3], columns).unwrap()
}

#[test]
fn synthetic_records_keep_the_pairs() {
    let real = dependent(20_000, 3);
    let synthetic = synthesise(&real, &paid(rho_of(4.0, 1e-6)), &mut Repeatable(4)).unwrap();
    assert!(synthetic.rows().abs_diff(real.rows()) < 50);
    let found = utility(&real, &synthetic).unwrap();
    assert!(
        found.mean_pair_distance < 0.02 && found.largest_pair_distance < 0.04,
        "{found:?}"
    );
    assert!(Records::new(vec![2], vec![vec![2]]).is_err());
    assert!(synthesise(&real, &paid(1e-12), &mut Repeatable(4)).is_err());
}

/// Membership attack: is one planted child, alone in the rarest combination, in the records? The attacker looks whether the
/// combination turns up. Its advantage may not pass what (epsilon, delta) allows: (e^eps - 1) / (e^eps + 1) + delta.
#[test]
fn a_planted_child_is_not_given_away() {
    let without = dependent(300, 5);
    let mut columns = without.columns().to_vec();
    for (column, value) in columns.iter_mut().zip([5, 0, 2, 0]) {
        column.push(value);
    }
    let with = Records::new(vec![6, 6, 3, 3], columns).unwrap();
    let (rho, delta) = (0.02, 1e-6);
    let mut bits = Repeatable(6);
    let runs = 300;
    let mut turns_up = |records: &Records| {
        (0..runs)
            .filter(|_| {
                let synthetic = synthesise(records, &paid(rho), &mut bits).unwrap();
                let columns = synthetic.columns();
                (0..synthetic.rows())
                    .any(|row| (columns[0][row], columns[1][row], columns[2][row], columns[3][row]) == (5, 0, 2, 0))
            })
            .count() as f64
            / f64::from(runs)
    };
    let advantage = turns_up(&with) - turns_up(&without);
    let epsilon = epsilon_of(rho, delta);
    let bound = (epsilon.exp() - 1.0) / (epsilon.exp() + 1.0) + delta;
    let chance = 3.0 * (0.5 / f64::from(runs)).sqrt();
    assert!(advantage < bound + chance, "{advantage} against {bound}");
}
