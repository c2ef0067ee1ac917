//! Errors of linkage carried through to the estimate.
//!
//! A table of lists is made by deciding who is who. Missed links make people look unseen by other lists and push the
//! estimate up; false links push it down, sometimes in one jump when another model wins. So the estimator is given draws
//! of whole linkages, each a table, and repeats everything on each; what the draws alone do to the estimate is reported as
//! a component of its own.
//!
//! [`disturbed`] makes tables with known errors: for what-if tables when error rates are only guessed, and for the
//! simulation that tests this module.
//!
//! Limits: the answer is as good as the draws. If linkage errs in a way its own model does not know (twins, shared
//! addresses), the draws do not show it.

use super::envelope;
use super::resample::{self, Limits, Room};
use super::search::Ranking;
use super::stepwise::THRESHOLD;
use super::table::Table;
use crate::chance::Chance;
use rayon::prelude::*;
use serde::Serialize;

/// The estimate under draws of the linkage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LinkageBand {
    pub draws: usize,
    pub resamples_per_draw: usize,
    /// Stepwise totals of the draws themselves: the spread that linkage alone makes.
    pub stepwise: Limits,
    /// Totals of the best model by BIC, competing anew on each draw.
    pub best_model: Limits,
    /// Stepwise totals over all resamples of all draws: linkage and sampling together.
    pub together: Limits,
    /// Share of the variance of the log unseen (stepwise) that is due to linkage, 0 to 1.
    pub share: f64,
    /// The published interval with linkage: 2.5 % quantile of the lower, 97.5 % quantile of the upper ends over draws.
    pub low: f64,
    pub high: f64,
    /// Draws and resamples without a finite estimate.
    pub not_finite: usize,
}

struct OneDraw {
    stepwise: f64,
    best_model: f64,
    ends: Option<(f64, f64)>,
    people: f64,
    resampled: Vec<f64>,
}

/// Repeats the estimate on draws of the linkage. `ranking` holds the models that compete, from the table as linked.
/// Draws with other lists than the first are left out; None when fewer than two are left.
pub fn band(draws: &[Table], ranking: &Ranking, resamples_per_draw: usize, seed: u64) -> Option<LinkageBand> {
    let names = draws.first()?.names();
    let usable: Vec<&Table> = draws.iter().filter(|draw| draw.names() == names).collect();
    if usable.len() < 2 {
        return None;
    }
    let done: Vec<OneDraw> = usable
        .par_iter()
        .enumerate()
        .map(|(index, draw)| one_draw(draw, ranking, resamples_per_draw, seed, index as u64))
        .collect();
    let all: Vec<f64> = done.iter().flat_map(|draw| draw.resampled.iter().copied()).collect();
    let single: Vec<f64> = done.iter().map(|draw| draw.stepwise).collect();
    let best: Vec<f64> = done.iter().map(|draw| draw.best_model).collect();
    let lows = resample::sorted(&done.iter().filter_map(|draw| Some(draw.ends?.0)).collect::<Vec<_>>());
    let highs = resample::sorted(&done.iter().filter_map(|draw| Some(draw.ends?.1)).collect::<Vec<_>>());
    Some(LinkageBand {
        draws: usable.len(),
        resamples_per_draw,
        stepwise: Limits::percentile(&single),
        best_model: Limits::percentile(&best),
        together: Limits::percentile(&all),
        share: share_between(&done),
        low: crate::special::quantile(&lows, 0.025),
        high: crate::special::quantile(&highs, 0.975),
        not_finite: all.iter().chain(&single).filter(|total| !total.is_finite()).count(),
    })
}

fn one_draw(draw: &Table, ranking: &Ranking, resamples: usize, seed: u64, index: u64) -> OneDraw {
    let mut room = Room::new(draw.lists());
    room.fitter.load(draw.counts());
    let stepwise = room.selector.total(&mut room.fitter, THRESHOLD).unwrap_or(f64::NAN);
    let fits: Vec<_> = ranking
        .models
        .iter()
        .take(envelope::MODELS)
        .filter_map(|ranked| ranked.again_with_variance(&mut room.fitter))
        .collect();
    let best = fits
        .iter()
        .min_by(|a, b| a.bic.total_cmp(&b.bic))
        .map_or(f64::NAN, |fit| fit.total);
    let resampled = resample::resamples(draw, seed, 1_000 + index, resamples, |room, counts| {
        room.fitter.load(counts);
        room.selector.total(&mut room.fitter, THRESHOLD).unwrap_or(f64::NAN)
    });
    OneDraw {
        stepwise,
        best_model: best,
        ends: envelope::of_fits(draw, fits.into_iter()).map(|found| (found.low, found.high)),
        people: draw.people() as f64,
        resampled,
    }
}

/// Variance between draws over variance in all, of the log unseen (one-way components).
fn share_between(done: &[OneDraw]) -> f64 {
    let groups: Vec<Vec<f64>> = done
        .iter()
        .map(|draw| {
            let unseen = draw.resampled.iter().map(|total| (total - draw.people).ln());
            unseen.filter(|log| log.is_finite()).collect()
        })
        .filter(|group: &Vec<f64>| group.len() > 1)
        .collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let means: Vec<f64> = groups.iter().map(|group| mean(group)).collect();
    if means.len() < 2 {
        return f64::NAN;
    }
    let within: Vec<f64> = groups
        .iter()
        .zip(&means)
        .map(|(group, mean)| group.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (group.len() as f64 - 1.0))
        .collect();
    let centre = mean(&means);
    let of_means = means.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (means.len() as f64 - 1.0);
    let size = groups.iter().map(|group| group.len() as f64).sum::<f64>() / groups.len() as f64;
    let within = mean(&within);
    let between = (of_means - within / size).max(0.0);
    between / (between + within)
}

/// Chances of the two kinds of error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Errors {
    /// Each link of a person on several lists (one fewer than their lists) is cut with this probability.
    pub missed: f64,
    /// This share of the number of links is added between strangers who are on one list each. (Strangers on any lists
    /// would do less harm: Kosovo at 10 % falls to 0.79 of its estimate instead of 0.49.)
    pub made_up: f64,
}

/// The table as it would look had linkage made these errors. People are never lost: a cut link makes two of one.
pub fn disturbed(table: &Table, errors: Errors, chance: &mut Chance) -> Table {
    let mut people: Vec<usize> = Vec::new();
    let mut links = 0_u64;
    for (history, &count) in table.counts().iter().enumerate().skip(1) {
        links += count * u64::from(history.count_ones() - 1);
        for _ in 0..count {
            cut(history, errors.missed, chance, &mut people);
        }
    }
    for _ in 0..(links as f64 * errors.made_up).round() as u64 {
        join_strangers(&mut people, chance);
    }
    let mut counts = vec![0; table.counts().len()];
    for history in people {
        counts[history] += 1;
    }
    table.with_counts(counts).unwrap_or_else(|| table.clone())
}

fn cut(history: usize, missed: f64, chance: &mut Chance, people: &mut Vec<usize>) {
    let mut piece = 0;
    for list in 0..usize::BITS {
        let bit = 1_usize << list;
        if history & bit == 0 {
            continue;
        }
        if piece != 0 && chance.uniform() < missed {
            people.push(piece);
            piece = 0;
        }
        piece |= bit;
    }
    people.push(piece);
}

/// Makes one of two people on one list each, not the same; gives up after a while, should there be no such two.
fn join_strangers(people: &mut Vec<usize>, chance: &mut Chance) {
    for _ in 0..1_000 {
        let first = chance.below(people.len() as u64) as usize;
        let second = chance.below(people.len() as u64) as usize;
        if people[first] != people[second] && people[first].is_power_of_two() && people[second].is_power_of_two() {
            people[first] |= people[second];
            people.swap_remove(second);
            return;
        }
    }
}
