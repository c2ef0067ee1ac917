//! Rates by group, and whether one is beyond chance. See the head of the module.
//!
//! Each group is held against all others together, one-sided ("served worse"), by Fisher's exact test where counts are small and the
//! pooled score test where they are large; weighted judgements enter by their effective number (Kish 1965, Rao and Scott 1992).
//! The p values of both errors and all groups of the report are corrected together by Holm's method.

use crate::accuracy::share_interval;
use statistics::special::{ln_factorial, normal_cdf};
use std::fmt;

/// A pair of records that is a link or a true pair (others tell nothing).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// The groups of its two records (places in the list of names); one group twice counts once.
    pub groups: (usize, usize),
    pub linked: bool,
    /// The two records are of one person.
    pub same: bool,
    /// How many pairs it stands for: 1 where the truth of all pairs is known.
    pub stands_for: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Fewest (effective) pairs of a group that are shown by themselves.
    pub least: f64,
    /// Of the intervals.
    pub level: f64,
    /// Chance of any warning at all in the report when no group is served worse.
    pub alpha: f64,
    /// A difference smaller than this share is not worth a warning.
    pub gap: f64,
    /// By how much the variance exceeds that of pairs that have nothing to do with one another.
    pub design_effect: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            least: 30.0,
            level: 0.95,
            alpha: 0.05,
            gap: 0.01,
            design_effect: 1.0,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Error {
    /// Share of true pairs that are no links.
    Missed,
    /// Share of links that are no true pairs.
    False,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    pub error: Error,
    pub group: String,
    /// Effective number of pairs the share is of.
    pub pairs: f64,
    pub share: f64,
    pub low: f64,
    pub high: f64,
    /// The same share among all other groups; none where there are none.
    pub others: Option<f64>,
    /// Chance of such an excess if the group were served like the others, corrected for all comparisons; none where not compared.
    pub p: Option<f64>,
}

/// One group is served worse.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    pub error: Error,
    pub group: String,
    pub share: f64,
    pub others: f64,
    pub p: f64,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            group,
            share,
            others,
            p,
            ..
        } = self;
        let (share, others) = (100.0 * share, 100.0 * others);
        let what = match self.error {
            Error::Missed => "true pairs are missed",
            Error::False => "links are false",
        };
        write!(
            f,
            "{group}: {share:.1} of 100 {what}, {others:.1} in all other groups ("
        )?;
        if *p < 0.0001 {
            write!(f, "p < 0.0001)")
        } else {
            write!(f, "p = {p:.4})")
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Missed first, then false; groups in the order given, the pool of small ones last.
    pub rates: Vec<Rate>,
    pub warnings: Vec<Warning>,
    /// Groups that were too small to be shown by themselves under an error. Their pool is among the rates where it is large enough.
    pub pooled: Vec<(Error, String)>,
}

/// The name of the pool among the rates.
const POOL: &str = "small groups together";

/// Sums of one group under one error.
#[derive(Clone, Copy, Default)]
struct Count {
    whole: f64,
    squares: f64,
    wrong: f64,
}

impl Count {
    fn add(&mut self, stands_for: f64, wrong: bool) {
        self.whole += stands_for;
        self.squares += stands_for * stands_for;
        self.wrong += if wrong { stands_for } else { 0.0 };
    }

    fn joined(self, other: Self) -> Self {
        Self {
            whole: self.whole + other.whole,
            squares: self.squares + other.squares,
            wrong: self.wrong + other.wrong,
        }
    }

    fn effective(&self, design_effect: f64) -> f64 {
        if self.squares > 0.0 {
            self.whole * self.whole / self.squares / design_effect.max(1.0)
        } else {
            0.0
        }
    }

    fn share(&self) -> f64 {
        if self.whole > 0.0 { self.wrong / self.whole } else { 0.0 }
    }
}

/// `names`: the groups. Observations with a group beyond the list, or standing for nothing, are passed over.
pub fn report(names: &[String], observed: impl IntoIterator<Item = Observed>, settings: &Settings) -> Report {
    let mut counts = vec![[Count::default(); 2]; names.len()];
    // Each observation once, to hold a group against all others.
    let mut whole = [Count::default(); 2];
    for one in observed {
        let Observed {
            groups,
            linked,
            same,
            stands_for,
        } = one;
        if !(stands_for > 0.0 && stands_for.is_finite()) || groups.0.max(groups.1) >= names.len() || !(linked || same) {
            continue;
        }
        let second = (groups.1 != groups.0).then_some(groups.1);
        let mut add = |error: usize, wrong: bool| {
            whole[error].add(stands_for, wrong);
            for group in [Some(groups.0), second].into_iter().flatten() {
                counts[group][error].add(stands_for, wrong);
            }
        };
        if same {
            add(0, !linked);
        }
        if linked {
            add(1, !same);
        }
    }
    let mut found = Report::default();
    for (place, error) in [Error::Missed, Error::False].into_iter().enumerate() {
        let large = |count: &Count| count.effective(settings.design_effect) >= settings.least;
        let mut pool = Count::default();
        for (name, count) in names.iter().zip(&counts) {
            let count = count[place];
            if large(&count) {
                found.rates.push(rate(error, name, count, whole[place], settings));
            } else if count.whole > 0.0 {
                found.pooled.push((error, name.clone()));
                pool = pool.joined(count);
            }
        }
        if large(&pool) {
            found.rates.push(rate(error, POOL, pool, whole[place], settings));
        }
    }
    holm(&mut found.rates);
    found.warnings = found
        .rates
        .iter()
        .filter_map(|rate| {
            let (p, others) = (rate.p?, rate.others?);
            (p < settings.alpha && rate.share - others >= settings.gap).then(|| Warning {
                error: rate.error,
                group: rate.group.clone(),
                share: rate.share,
                others,
                p,
            })
        })
        .collect();
    found
}

fn rate(error: Error, group: &str, count: Count, whole: Count, settings: &Settings) -> Rate {
    let pairs = count.effective(settings.design_effect);
    let (low, high) = share_interval(count.share() * pairs, pairs, f64::INFINITY, settings.level);
    let rest = Count {
        whole: whole.whole - count.whole,
        squares: whole.squares - count.squares,
        wrong: whole.wrong - count.wrong,
    };
    let others = rest.effective(settings.design_effect);
    let compared = others >= 1.0 && rest.whole > 1e-9 * whole.whole;
    Rate {
        error,
        group: group.to_owned(),
        pairs,
        share: count.share(),
        low,
        high,
        others: compared.then(|| rest.share()),
        p: compared.then(|| excess(count.share() * pairs, pairs, rest.share() * others, others)),
    }
}

/// One-sided: chance of at least so many wrong in the first if both had one share.
fn excess(wrong: f64, pairs: f64, wrong_others: f64, others: f64) -> f64 {
    let share = (wrong + wrong_others) / (pairs + others);
    if share <= 0.0 || share >= 1.0 {
        return 1.0;
    }
    let expected = pairs * share.min(1.0 - share);
    if expected >= 10.0 {
        let error = (share * (1.0 - share) * (1.0 / pairs + 1.0 / others)).sqrt();
        return normal_cdf(-(wrong / pairs - wrong_others / others) / error);
    }
    let whole = |number: f64| number.round().max(0.0) as u64;
    let (n, m, k) = (whole(pairs), whole(others), whole(wrong) + whole(wrong_others));
    let choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let lowest = whole(wrong).max(k.saturating_sub(m));
    let tail: f64 = (lowest..=n.min(k))
        .map(|x| (choose(n, x) + choose(m, k - x) - choose(n + m, k)).exp())
        .sum();
    tail.min(1.0)
}

/// Holm (1979): the smallest p times the number of comparisons, the next times one fewer, never falling.
fn holm(rates: &mut [Rate]) {
    let mut order: Vec<usize> = (0..rates.len()).filter(|place| rates[*place].p.is_some()).collect();
    order.sort_by(|a, b| rates[*a].p.unwrap_or(1.0).total_cmp(&rates[*b].p.unwrap_or(1.0)));
    let mut least: f64 = 0.0;
    for (rank, place) in order.iter().enumerate() {
        let p = rates[*place].p.unwrap_or(1.0) * (order.len() - rank) as f64;
        least = least.max(p.min(1.0));
        rates[*place].p = Some(least);
    }
}
