//! Rates with honest intervals: crude, standardised by age or the like, and shrunk for small areas.
//!
//! - [`crude`]: cases over population with the exact Poisson interval (Garwood 1936).
//! - [`standardised`]: strata weighted by a standard population, gamma interval (Fay and Feuer 1997), which holds its
//!   coverage where cases are few.
//! - [`shrunk`]: empirical Bayes rates of areas (Marshall 1991): a small area is drawn towards the mean by as much as its
//!   own number is unsure, so that a map does not shout where the fewest children live.
//!
//! Limits: cases taken as independent; several children of one family are not. Shrunk rates are for maps and ranking, not
//! for saying how many cases an area had.

use crate::special::gamma_p;
use serde::Serialize;

/// A rate per person (or person-year) with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Cases over population. None when the population is not above 0.
pub fn crude(cases: u64, population: f64) -> Option<Rate> {
    if population.is_nan() || population <= 0.0 {
        return None;
    }
    let cases = cases as f64;
    Some(Rate {
        value: cases / population,
        low: if cases == 0.0 {
            0.0
        } else {
            gamma_quantile(0.025, cases) / population
        },
        high: gamma_quantile(0.975, cases + 1.0) / population,
    })
}

/// One stratum: cases, its population, and the standard population of the same stratum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratum {
    pub cases: u64,
    pub population: f64,
    pub standard: f64,
}

/// Directly standardised rate. None without strata, or with a population that is not above 0.
pub fn standardised(strata: &[Stratum]) -> Option<Rate> {
    let whole: f64 = strata.iter().map(|stratum| stratum.standard).sum();
    if strata
        .iter()
        .any(|stratum| stratum.population.is_nan() || stratum.population <= 0.0)
        || whole.is_nan()
        || whole <= 0.0
    {
        return None;
    }
    let (mut value, mut variance, mut largest) = (0.0, 0.0, 0.0_f64);
    for stratum in strata {
        let weight = stratum.standard / whole / stratum.population;
        value += weight * stratum.cases as f64;
        variance += weight * weight * stratum.cases as f64;
        largest = largest.max(weight);
    }
    let low = if value == 0.0 {
        0.0
    } else {
        gamma_quantile(0.025, value * value / variance) * variance / value
    };
    let (upper_value, upper_variance) = (value + largest, variance + largest * largest);
    let high = gamma_quantile(0.975, upper_value * upper_value / upper_variance) * upper_variance / upper_value;
    Some(Rate { value, low, high })
}

/// A shrunk rate, and how much of it is the area's own: 1 all, 0 the mean of all areas.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shrunk {
    pub value: f64,
    pub own: f64,
}

/// Empirical Bayes rates from `(cases, population)` by area. None when a population is not above 0, or there is no area.
pub fn shrunk(areas: &[(u64, f64)]) -> Option<Vec<Shrunk>> {
    if areas.is_empty()
        || areas
            .iter()
            .any(|(_, population)| population.is_nan() || *population <= 0.0)
    {
        return None;
    }
    let people: f64 = areas.iter().map(|(_, population)| population).sum();
    let mean = areas.iter().map(|(cases, _)| *cases as f64).sum::<f64>() / people;
    let spread: f64 = areas
        .iter()
        .map(|(cases, population)| population * (*cases as f64 / population - mean).powi(2))
        .sum::<f64>()
        / people;
    let between = (spread - mean / (people / areas.len() as f64)).max(0.0);
    let shrink = |(cases, population): &(u64, f64)| {
        let own = if between > 0.0 {
            between / (between + mean / population)
        } else {
            0.0
        };
        Shrunk {
            value: mean + own * (*cases as f64 / population - mean),
            own,
        }
    };
    Some(areas.iter().map(shrink).collect())
}

/// Quantile of a gamma distribution with scale 1, by halving.
fn gamma_quantile(p: f64, shape: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 10.0 * shape.sqrt() + 10.0);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if gamma_p(shape, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_intervals_are_those_of_the_tables() {
        let ten = crude(10, 1.0).unwrap();
        assert!((ten.low - 4.795_389).abs() < 1e-5 && (ten.high - 18.390_356).abs() < 1e-5);
        let none = crude(0, 1_000.0).unwrap();
        assert!(none.low == 0.0 && (none.high * 1_000.0 - 3.688_879).abs() < 1e-5);
        assert!(crude(3, 0.0).is_none());
    }

    #[test]
    fn one_stratum_is_its_crude_rate() {
        let stratum = Stratum {
            cases: 10,
            population: 500.0,
            standard: 7.0,
        };
        let (rate, plain) = (standardised(&[stratum]).unwrap(), crude(10, 500.0).unwrap());
        assert!((rate.value - plain.value).abs() < 1e-12 && (rate.low - plain.low).abs() < 1e-9);
        assert!((rate.high - plain.high).abs() < 1e-9);
        // Equal rates in all strata stay what they are, whatever the standard.
        let other = Stratum {
            cases: 20,
            population: 1_000.0,
            standard: 90.0,
        };
        assert!((standardised(&[stratum, other]).unwrap().value - 0.02).abs() < 1e-12);
        assert!(standardised(&[]).is_none());
    }

    #[test]
    fn small_areas_are_drawn_to_the_mean() {
        let areas = shrunk(&[(2, 100.0), (400, 100_000.0), (900, 100_000.0), (100, 90_000.0)]).unwrap();
        let mean = 1_402.0 / 290_100.0;
        assert!(areas[0].own < 0.2 && areas[1].own > 0.9);
        assert!((areas[0].value - mean).abs() < 0.2 * (0.02 - mean));
        // Nothing but chance between areas: everybody gets the mean.
        assert!(
            shrunk(&[(10, 1_000.0), (10, 1_000.0)])
                .unwrap()
                .iter()
                .all(|area| area.own == 0.0)
        );
    }
}
