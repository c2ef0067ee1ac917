//! Records that say too little to be linked, however alike another is: each held against itself.

use super::is_sampled;
use crate::link::whole_files::running::Outcome;

/// Records looked at at most; a share of a hundred thousand is as good as one of a million.
const MOST: usize = 100_000;

pub struct Unlinkable {
    pub looked_at: usize,
    /// Bits, and the share of records that stay below against themselves.
    pub shares: Vec<(i32, f64)>,
    /// At the threshold of the run.
    pub at_threshold: f64,
}

pub fn look(outcome: &Outcome, threshold: f32) -> Unlinkable {
    let step = outcome.prepared.len().div_ceil(MOST) as u64;
    let sample: Vec<u32> = (0..outcome.prepared.len() as u32)
        .filter(|record| is_sampled(u64::from(*record), step))
        .collect();
    let weights = outcome.prepared.against_itself(&outcome.model, &sample);
    let below =
        |bits: f32| weights.iter().filter(|weight| **weight < bits).count() as f64 / weights.len().max(1) as f64;
    Unlinkable {
        looked_at: weights.len(),
        shares: (-4..=20).map(|bits| (bits, below(bits as f32))).collect(),
        at_threshold: below(threshold),
    }
}
