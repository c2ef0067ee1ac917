//! Which pairs to judge: strata by weight, and how many pairs of each.
//!
//! Strata: no stratum holds pairs from both sides of the threshold; on each side the bands have equal sums of the standard deviation
//! that the model expects of a judgement, sqrt(p (1 - p)) (the rule of Dalenius and Hodges 1959 with the model's own
//! probability as density).
//! Shares: Neyman's allocation (1934; Cochran, *Sampling Techniques*, 1977, section 5.5), n_h ~ N_h S_h |d aim / d T_h|, where T_h is the
//! number of true pairs in the stratum: the derivative says how much an error in the stratum moves precision, recall or F1.
//! Mistrust: the model may be too sure of itself, so p is taken to lie no nearer than 0.002 to 0 or 1 in a stratum, and each
//! stratum gets at least `LEAST` pairs.
//! The seed is an argument: the same weights, threshold, budget and seed give the same sample.

use super::probability;
use statistics::chance::Chance;

/// Fewest pairs of a stratum that are judged, where it has so many.
const LEAST: usize = 8;
/// The model is never believed to be surer than this of a whole stratum.
const MISTRUST: f64 = 0.002;

/// What shall be estimated best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    Precision,
    Recall,
    F1,
}

/// Pairs of a band of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// Lowest and highest weight in it, bits.
    pub from: f32,
    pub to: f32,
    /// The pairs are links: their weight reaches the threshold.
    pub linked: bool,
    pub pairs: usize,
    /// Share of true pairs that the model expects.
    pub expected: f64,
    /// Places (in the list of weights) of the pairs to judge, ascending.
    pub draw: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub threshold: f32,
    pub strata: Vec<Stratum>,
}

/// Draws about `budget` of the pairs whose `weights` are given (bits, one for each compared pair).
///
/// `threshold`: pairs of at least this weight are links. `bands`: strata on each side of it, 1 to 50. Weights that are no numbers
/// count as the lowest. The strata come from low to high.
pub fn plan(weights: &[f32], threshold: f32, budget: usize, bands: usize, aim: Aim, seed: u64) -> Plan {
    let weight = |place: &usize| {
        weights
            .get(*place)
            .copied()
            .filter(|weight| !weight.is_nan())
            .unwrap_or(f32::MIN)
    };
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| weight(a).total_cmp(&weight(b)).then(a.cmp(b)));
    let border = order.partition_point(|place| weight(place) < threshold);
    let (below, above) = order.split_at(border);
    let mut members: Vec<(&[usize], bool)> = Vec::new();
    for (side, linked) in [(below, false), (above, true)] {
        members.extend(
            split(side, bands.clamp(1, 50), &weight)
                .into_iter()
                .map(|band| (band, linked)),
        );
    }
    let mut strata: Vec<Stratum> = members
        .iter()
        .map(|(band, linked)| Stratum {
            from: band.first().map_or(0.0, &weight),
            to: band.last().map_or(0.0, &weight),
            linked: *linked,
            pairs: band.len(),
            expected: band
                .iter()
                .map(|place| probability(f64::from(weight(place))))
                .sum::<f64>()
                / band.len().max(1) as f64,
            draw: Vec::new(),
        })
        .collect();
    let sizes = allocate(&strata, budget, aim);
    for (number, ((stratum, size), (band, _))) in strata.iter_mut().zip(sizes).zip(&members).enumerate() {
        stratum.draw = draw(band, size, seed, number as u64);
    }
    Plan { threshold, strata }
}

/// Cuts ascending weights into bands of equal sums of the expected standard deviation.
fn split<'a>(side: &'a [usize], bands: usize, weight: &impl Fn(&usize) -> f32) -> Vec<&'a [usize]> {
    let deviation = |place: &usize| {
        let p = probability(f64::from(weight(place)));
        (p * (1.0 - p) + 1e-6).sqrt()
    };
    let whole: f64 = side.iter().map(deviation).sum();
    let (mut found, mut start, mut sum) = (Vec::new(), 0, 0.0);
    for (place, member) in side.iter().enumerate() {
        sum += deviation(member);
        let last = place + 1 == side.len();
        if last || sum >= whole * (found.len() + 1) as f64 / bands as f64 && found.len() + 1 < bands {
            found.extend(side.get(start..=place));
            start = place + 1;
        }
    }
    found
}

/// Neyman's shares, each at least `LEAST` and at most the stratum; what a full stratum cannot take goes to the others.
fn allocate(strata: &[Stratum], budget: usize, aim: Aim) -> Vec<usize> {
    let truth = |linked: bool| -> f64 {
        let of = strata.iter().filter(|stratum| stratum.linked == linked);
        of.map(|stratum| stratum.expected * stratum.pairs as f64).sum()
    };
    let (found, missed) = (truth(true), truth(false));
    let links: f64 = strata
        .iter()
        .filter(|stratum| stratum.linked)
        .map(|stratum| stratum.pairs as f64)
        .sum();
    let all = (found + missed).max(1.0);
    let pull = |linked: bool| match (aim, linked) {
        (Aim::Precision, true) => 1.0 / links.max(1.0),
        (Aim::Precision, false) => 0.0,
        (Aim::Recall, true) => missed / (all * all),
        (Aim::Recall, false) => found / (all * all),
        (Aim::F1, true) => 2.0 * (links + missed) / (links + all).powi(2),
        (Aim::F1, false) => 2.0 * found / (links + all).powi(2),
    };
    let wish: Vec<f64> = strata
        .iter()
        .map(|stratum| {
            let p = stratum.expected.clamp(MISTRUST, 1.0 - MISTRUST);
            stratum.pairs as f64 * (p * (1.0 - p)).sqrt() * pull(stratum.linked)
        })
        .collect();
    let mut sizes: Vec<usize> = strata.iter().map(|stratum| stratum.pairs.min(LEAST)).collect();
    let mut left = budget.saturating_sub(sizes.iter().sum());
    // Each turn either fills a stratum or gives everything out.
    for _ in 0..strata.len() {
        let open: f64 = (0..strata.len())
            .filter(|h| sizes[*h] < strata[*h].pairs)
            .map(|h| wish[h])
            .sum();
        if left == 0 || open <= 0.0 {
            break;
        }
        let turn = left as f64;
        for h in 0..strata.len() {
            let share = (turn * wish[h] / open).floor() as usize;
            let more = share.min(strata[h].pairs - sizes[h]).min(left);
            sizes[h] += more;
            left -= more;
        }
    }
    // What rounding left over.
    for (size, stratum) in sizes.iter_mut().zip(strata) {
        let more = (stratum.pairs - *size).min(left);
        *size += more;
        left -= more;
    }
    sizes
}

/// `size` of the members without replacement, ascending.
fn draw(members: &[usize], size: usize, seed: u64, stratum: u64) -> Vec<usize> {
    let mut chance = Chance::new(seed, &[0x6163_6375, stratum]);
    let mut members = members.to_vec();
    let size = size.min(members.len());
    for place in 0..size {
        let other = place + chance.below((members.len() - place) as u64) as usize;
        members.swap(place, other);
    }
    members.truncate(size);
    members.sort_unstable();
    members
}
