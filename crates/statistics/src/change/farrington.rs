//! Farrington flexible: is the count of this week (or month) higher than the same season of earlier years allows?
//!
//! **What it does.** Baseline: the same week in `years` earlier years, a window of `half_window` weeks on either side, and
//! the rest of those years split into seasons. A log-linear trend with seasonal levels is fitted, past outbreaks are given
//! less weight, and the limit is what one count in a hundred would exceed (with `alpha` 0.01).
//!
//! **Why.** Counts of referrals have seasons, trends and old peaks; comparing with last month misses all three.
//!
//! **Example.** Salmonella Newport in Germany, week 410: 41 cases against 2.1 expected and a limit of 7.
//!
//! **Limits.** Three years of history at least; a slow rise becomes the new normal; reporting delays look like falls.
//!
//! Source: Noufaily, Enki, Farrington, Garthwaite, Andrews and Charlett (2013). Expected values, dispersion, trend, limits and
//! alarms under the negative binomial agree with the R package surveillance to the six digits kept, in all 277 weeks of two
//! series. The limit by the two-thirds power follows the formula of the paper; the package's is up to 3 % lower for a
//! reason not found, and one week of 277 is judged otherwise. The negative binomial is the default.

use super::quasi_poisson::{self, Regression, Week};
use crate::special::{negative_binomial_quantile, normal_quantile, poisson_quantile};
use jiff::{ToSpan, Unit, civil::Date};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Options {
    pub years: usize,
    /// Weeks on either side of the reference week.
    pub half_window: usize,
    /// Seasonal levels, the window itself included; 1 uses the windows alone.
    pub seasons: usize,
    /// Most recent weeks left out of the baseline.
    pub left_out: usize,
    pub weeks_per_year: usize,
    /// One-sided.
    pub alpha: f64,
    pub weights_above: f64,
    pub limit: Limit,
    /// No alarm with fewer cases than this over the last four weeks.
    pub cases_in_four_weeks: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            years: 5,
            half_window: 3,
            seasons: 10,
            left_out: 26,
            weeks_per_year: 52,
            alpha: 0.01,
            weights_above: 2.58,
            limit: Limit::NegativeBinomial,
            cases_in_four_weeks: 5,
        }
    }
}

/// How the upper limit is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Limit {
    /// Normal on the two-thirds power, with the error of the prediction.
    TwoThirds,
    /// Quantile of a negative binomial with the dispersion found.
    NegativeBinomial,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Judgement {
    pub expected: f64,
    pub upper: f64,
    /// (count - expected) / (upper - expected): above 1 is an alarm.
    pub score: f64,
    /// Probability of as many or more, under the negative binomial.
    pub probability: f64,
    pub trend: bool,
    /// False with too few cases in the last four weeks: limit and score are then for information only.
    pub enough_cases: bool,
    pub alarm: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "the series has too little history: {years} years and {half_window} weeks are needed before the week asked about"
    )]
    TooShort { years: usize, half_window: usize },
    #[error("the week asked about is not in the series")]
    NoSuchWeek,
    #[error("the year has too few weeks for so many seasons, or a setting is 0")]
    BadSettings,
    #[error("the baseline cannot be fitted, for instance because it holds no cases at all")]
    NoFit,
}

/// Judges the count at index `week` of a weekly series (index 0 is the first). `earlier` gives the index of the same week
/// one, two, ... years before; [`same_weeks`] does so by counting, a caller with a calendar may do better.
pub fn judge(counts: &[u64], week: usize, earlier: &[usize], options: Options) -> Result<Judgement, Refusal> {
    let count = *counts.get(week).ok_or(Refusal::NoSuchWeek)? as f64;
    let baseline = baseline(counts, week, earlier, options)?;
    let window = options.seasons - 1;
    let three_years = options.years >= 3;
    let highest = baseline.iter().map(|week| week.count).fold(0.0, f64::max);
    let time = week as f64;
    let mut trend = true;
    let mut fitted = reweighted(&baseline, options, true);
    let keep = fitted.as_ref().is_some_and(|(regression, dispersion)| {
        three_years && regression.predict(window, time, true, *dispersion).0 <= highest
    });
    if !keep {
        trend = false;
        fitted = reweighted(&baseline, options, false);
    }
    let (regression, dispersion) = fitted.ok_or(Refusal::NoFit)?;
    let (expected, variance) = regression.predict(window, time, trend, dispersion);
    let upper = match options.limit {
        Limit::TwoThirds => {
            let spread = dispersion + variance / expected;
            let z = normal_quantile(1.0 - options.alpha);
            expected * (1.0 + 2.0 / 3.0 * z * (spread / expected).sqrt()).powf(1.5)
        }
        Limit::NegativeBinomial if dispersion > 1.0 => {
            negative_binomial_quantile(1.0 - options.alpha, expected / (dispersion - 1.0), expected)
        }
        Limit::NegativeBinomial => poisson_quantile(1.0 - options.alpha, expected),
    };
    let probability = if count == 0.0 {
        1.0
    } else if dispersion > 1.0 {
        // The upper tail by the mirrored beta function, so that a probability of 1e-20 is not lost in 1 - (1 - p).
        let size = expected / (dispersion - 1.0);
        crate::special::beta_regularised(count, size, expected / (size + expected))
    } else {
        crate::special::gamma_p(count, expected)
    };
    let recent: u64 = counts[week.saturating_sub(3)..=week].iter().sum();
    let enough_cases = recent >= options.cases_in_four_weeks;
    Ok(Judgement {
        expected,
        upper,
        score: (count - expected) / (upper - expected),
        probability,
        trend,
        enough_cases,
        alarm: enough_cases && count > upper,
    })
}

/// The same week in earlier years, by counting weeks: as many as the series reaches back, at most `years`.
pub fn same_weeks(week: usize, options: Options) -> Vec<usize> {
    (1..=options.years)
        .map_while(|year| week.checked_sub(year * options.weeks_per_year))
        .collect()
}

/// The same week in earlier years by the calendar: of the weeks of a series that begins on `first`, the one that begins
/// nearest to the same date. As many as the series reaches back, at most `years`.
pub fn same_weeks_by_date(first: Date, week: usize, years: usize) -> Vec<usize> {
    let day_of = |index: usize| {
        i64::try_from(7 * index)
            .ok()
            .and_then(|days| first.checked_add(days.days()).ok())
    };
    let Some(today) = day_of(week) else {
        return Vec::new();
    };
    (1..=years)
        .map_while(|year| {
            let same = today.checked_sub(i64::try_from(year).ok()?.years()).ok()?;
            let days = same.since((Unit::Day, first)).ok()?.get_days();
            // Half a week is never reached exactly: seven is odd.
            usize::try_from((days + 3).div_euclid(7)).ok()
        })
        .collect()
}

/// The baseline weeks with their seasons: windows are the last season, the weeks between them the others in order.
fn baseline(counts: &[u64], week: usize, earlier: &[usize], options: Options) -> Result<Vec<Week>, Refusal> {
    let (w, seasons) = (options.half_window, options.seasons);
    if seasons == 0 || options.years == 0 || options.weeks_per_year <= 2 * w + 1 {
        return Err(Refusal::BadSettings);
    }
    let too_short = Refusal::TooShort {
        years: options.years,
        half_window: w,
    };
    if earlier.len() < options.years {
        return Err(too_short);
    }
    let mut season_of: Vec<Option<usize>> = vec![None; counts.len()];
    let mut next = week;
    for &reference in &earlier[..options.years] {
        let first = reference.checked_sub(w).ok_or(too_short)?;
        let between = next.checked_sub(reference + 2 * w + 1).ok_or(Refusal::BadSettings)?;
        season_of[first..=reference + w].fill(Some(seasons - 1));
        if seasons > 1 {
            if between + 2 * w + 1 < seasons {
                return Err(Refusal::BadSettings);
            }
            let (length, rest) = (between / (seasons - 1), between % (seasons - 1));
            let mut from = reference + w + 1;
            for season in 0..seasons - 1 {
                let to = from + length + usize::from(season < rest);
                season_of[from..to].fill(Some(season));
                from = to;
            }
        }
        next = reference;
    }
    let end = week.saturating_sub(options.left_out);
    let weeks = season_of
        .iter()
        .enumerate()
        .take(end)
        .filter_map(|(index, season)| {
            Some(Week {
                count: counts[index] as f64,
                time: index as f64,
                season: (*season)?,
                weight: 1.0,
            })
        })
        .collect();
    Ok(weeks)
}

/// Fits, gives weeks with large residuals less weight, and fits once more. The dispersion returned is at least 1.
fn reweighted(baseline: &[Week], options: Options, trend: bool) -> Option<(Regression, f64)> {
    let first = quasi_poisson::fit(baseline, options.seasons, trend)?;
    let dispersion = first.dispersion.max(1.0);
    let residuals: Vec<f64> = baseline
        .iter()
        .zip(first.fitted.iter().zip(&first.hat))
        .map(|(week, (mean, hat))| {
            let anscombe = 1.5 * (week.count.cbrt().powi(2) / mean.cbrt().sqrt() - mean.sqrt());
            anscombe / (dispersion * (1.0 - hat)).sqrt()
        })
        .collect();
    let weigh = |residual: f64| {
        if residual > options.weights_above {
            residual.powi(-2)
        } else {
            1.0
        }
    };
    let scale = residuals.len() as f64 / residuals.iter().map(|residual| weigh(*residual)).sum::<f64>();
    let weighted: Vec<Week> = baseline
        .iter()
        .zip(&residuals)
        .map(|(week, residual)| Week {
            weight: scale * weigh(*residual),
            ..*week
        })
        .collect();
    let second = quasi_poisson::fit(&weighted, options.seasons, trend)?;
    let dispersion = second.dispersion.max(1.0);
    (dispersion.is_finite() && second.trend_z(dispersion).is_finite() | !trend).then_some((second, dispersion))
}
