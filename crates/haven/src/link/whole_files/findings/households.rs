//! The household guard: pairs that a shared home, phone and family name would have made into one person.

use super::is_sampled;
use crate::link::whole_files::running::Outcome;
use matching::bulk::Line;

/// Compared pairs that are explained line by line.
const MOST: usize = 50_000;

/// A compared pair and its evidence.
pub struct LookedAt {
    pub a: u32,
    pub b: u32,
    pub lines: Vec<Line>,
    pub weight: f32,
    /// What the weight would be without the story of a family.
    pub unguarded: f32,
}

pub struct Households {
    pub looked_at: usize,
    /// Estimated for all compared pairs from those looked at.
    pub would_be_links: f64,
    pub held_back: f64,
    /// Of those held back in the sample, how many the truth says are of one person.
    pub held_back_known: u64,
    pub held_back_wrongly: u64,
}

/// A sample of all compared pairs, also of those that weigh next to nothing.
pub fn sample(outcome: &Outcome) -> Vec<LookedAt> {
    let step = outcome.candidates.pairs.len().div_ceil(MOST) as u64;
    let pairs: Vec<(u32, u32)> = outcome
        .candidates
        .pairs
        .iter()
        .filter(|pair| is_sampled(**pair, step))
        .map(|pair| ((*pair >> 32) as u32, *pair as u32))
        .collect();
    outcome
        .prepared
        .explain(&outcome.model, &pairs)
        .into_iter()
        .zip(pairs)
        .map(|(lines, (a, b))| {
            let weight: f32 = lines.iter().map(|line| line.bits).sum();
            let taken: f32 = lines.iter().filter(|line| is_guard(line)).map(|line| line.bits).sum();
            LookedAt {
                a,
                b,
                weight,
                unguarded: weight - taken,
                lines,
            }
        })
        .collect()
}

fn is_guard(line: &Line) -> bool {
    matches!(line.field, "kin" | "guard")
}

pub fn look(outcome: &Outcome, sample: &[LookedAt], threshold: f32) -> Households {
    let scale = outcome.candidates.pairs.len() as f64 / sample.len().max(1) as f64;
    let held = |pair: &&LookedAt| pair.unguarded >= threshold && pair.weight < threshold;
    let known: Vec<bool> = sample
        .iter()
        .filter(held)
        .filter_map(|pair| outcome.truth.as_ref()?.same(pair.a, pair.b))
        .collect();
    Households {
        looked_at: sample.len(),
        would_be_links: sample.iter().filter(|pair| pair.unguarded >= threshold).count() as f64 * scale,
        held_back: sample.iter().filter(held).count() as f64 * scale,
        held_back_known: known.len() as u64,
        held_back_wrongly: known.iter().filter(|same| **same).count() as u64,
    }
}
