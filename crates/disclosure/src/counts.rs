//! Planned tables with noise: what a scoping study needs, under a stated guarantee.
//!
//! **What it does.** Each table gets an equal part of what was paid; every cell, the empty ones too, gets discrete Gaussian
//! noise. A child is in exactly one cell of each table, so one child more or less changes a table by 1.
//!
//! **Afterwards**, without touching the data again: counts below 0 become 0 if asked for, which makes small counts too high
//! on average and is therefore said in print. Each cell has its standard error printed beside it.
//!
//! **Limits.** The shape of a table, its code lists, must be public: a value that only occurs in the data betrays itself.

use crate::budget::Paid;
use crate::noise::{Bits, Variance, discrete_gaussian};
use serde::Serialize;

/// A table with noise: cells in the order they came.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoisyTable {
    pub cells: Vec<i64>,
    /// Of each cell, before negative counts are raised to 0.
    pub standard_error: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    #[error("no table was planned")]
    NoTable,
    #[error("so little was paid that the noise would drown every count")]
    TooLittle,
}

/// Releases all `tables` for what was paid.
pub fn release(tables: &[Vec<u64>], paid: &Paid, bits: &mut impl Bits) -> Result<Vec<NoisyTable>, CountError> {
    if tables.is_empty() {
        return Err(CountError::NoTable);
    }
    let variance = Variance::at_least(tables.len() as f64 / (2.0 * paid.rho())).ok_or(CountError::TooLittle)?;
    Ok(tables
        .iter()
        .map(|cells| NoisyTable {
            cells: cells.iter().map(|&count| add_noise(count, variance, bits)).collect(),
            standard_error: variance.value().sqrt(),
        })
        .collect())
}

/// One count with noise.
pub(crate) fn add_noise(count: u64, variance: Variance, bits: &mut impl Bits) -> i64 {
    i64::try_from(count)
        .unwrap_or(i64::MAX)
        .saturating_add(discrete_gaussian(bits, variance))
}

impl NoisyTable {
    /// No count below 0.
    pub fn not_negative(mut self) -> Self {
        self.cells.iter_mut().for_each(|cell| *cell = (*cell).max(0));
        self
    }
}
