//! A lower bound that lets lists and people differ (Chao 1987; "Mth Chao" of Rivest and Baillargeon 2007).
//!
//! Log mean of a history = intercept + effects of its lists + something free for people on three or more lists. Only the
//! people on one and on two lists then carry weight for the unseen. The free part must bend upwards, as mixing of unlike
//! people makes it: steps that would bend it down are set to 0, as Rcapture does.
//!
//! The one-line form f1^2 / (2 f2) takes all lists to be equally large. With a handful of unequal lists it is no bound at
//! all (UK 2013: 15,628 against 12,299 here), so it is given only under its proper name, "naive".
//!
//! Limits: a bound only if no two lists avoid one another.

use super::table::Table;
use crate::linear;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LowerBound {
    pub total: f64,
    pub deviance: f64,
    pub parameters: usize,
}

/// The bound; None when lists that somebody is on do not determine it (no overlaps at all, for instance).
pub fn lower_bound(table: &Table) -> Option<LowerBound> {
    let lists = table.lists();
    let mut bends: Vec<usize> = (3..=lists)
        .filter(|&k| table.by_number_of_lists()[k..].iter().sum::<u64>() > 0)
        .collect();
    if table.by_number_of_lists()[2..].iter().sum::<u64>() == 0 {
        return None;
    }
    loop {
        let (parameters, deviance) = fit(table, &bends)?;
        let negative = bends
            .iter()
            .zip(&parameters[lists + 1..])
            .position(|(_, &bend)| bend < 0.0);
        let Some(place) = negative else {
            let total = table.people() as f64 + parameters[0].exp();
            return total.is_finite().then_some(LowerBound {
                total,
                deviance,
                parameters: parameters.len(),
            });
        };
        bends.remove(place);
    }
}

/// The one-line form: people seen + f1^2 / (2 f2). None when nobody is on exactly two lists.
pub fn naive(table: &Table) -> Option<f64> {
    let seen = table.by_number_of_lists();
    let (once, twice) = (seen[1] as f64, seen[2] as f64);
    (twice > 0.0).then(|| table.people() as f64 + once * once / (2.0 * twice))
}

/// Weighted least squares on the dense design: a row has 1, the lists' indicators, and the bends' hinges.
fn fit(table: &Table, bends: &[usize]) -> Option<(Vec<f64>, f64)> {
    let lists = table.lists();
    let columns = 1 + lists + bends.len();
    let rows: Vec<Vec<f64>> = (1..table.counts().len())
        .map(|history| {
            let size = history.count_ones() as usize;
            let mut row = vec![1.0];
            row.extend((0..lists).map(|list| f64::from((history >> list & 1) as u8)));
            row.extend(bends.iter().map(|&bend| (size + 1).saturating_sub(bend) as f64));
            row
        })
        .collect();
    let counts: Vec<f64> = table.counts()[1..].iter().map(|&count| count as f64).collect();
    let mut log_means: Vec<f64> = counts.iter().map(|count| (count + 0.1).ln()).collect();
    let mut previous = f64::INFINITY;
    let mut parameters = vec![0.0; columns];
    for _ in 0..50 {
        let mut matrix = vec![0.0; columns * columns];
        parameters.fill(0.0);
        for ((row, log_mean), count) in rows.iter().zip(&log_means).zip(&counts) {
            let mean = log_mean.exp();
            let target = mean * log_mean + count - mean;
            for (i, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                parameters[i] += x * target;
                for (j, y) in row.iter().enumerate().skip(i) {
                    matrix[i * columns + j] += mean * x * y;
                }
            }
        }
        if !linear::factor(&mut matrix, columns) {
            return None;
        }
        linear::solve(&matrix, columns, &mut parameters);
        let mut deviance = 0.0;
        for ((row, log_mean), count) in rows.iter().zip(&mut log_means).zip(&counts) {
            *log_mean = row.iter().zip(&parameters).map(|(x, parameter)| x * parameter).sum();
            deviance += 2.0 * (log_mean.exp() - count);
            if *count > 0.0 {
                deviance += 2.0 * count * (count.ln() - *log_mean);
            }
        }
        if (deviance - previous).abs() < 1e-10 * (deviance.abs() + 0.1) {
            return Some((parameters, deviance));
        }
        previous = deviance;
    }
    previous.is_finite().then_some((parameters, previous))
}
