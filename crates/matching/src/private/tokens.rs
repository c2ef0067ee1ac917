//! A value cut into the tokens that are hashed, so that like values share many: n-grams, the whole value, or the
//! neighbourhood of a number (Vatsalan and Christen, Journal of Biomedical Informatics 2015).

use super::schema::{Comparison, Strategy};
use super::values::integer;

/// All tokens of a value in order; a token that occurs twice is there twice. No tokens for an empty value.
///
/// # Errors
/// Where a number is asked for and the value is none, or is too large.
pub(crate) fn tokens(value: &str, comparison: Comparison) -> Result<Vec<String>, &'static str> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    match comparison {
        Comparison::Exact => Ok(vec![value.to_owned()]),
        Comparison::Ngram { n, positional } => {
            let blanks = std::iter::repeat_n(' ', n - 1);
            let padded: Vec<char> = blanks.clone().chain(value.chars()).chain(blanks).collect();
            Ok(padded
                .windows(n)
                .enumerate()
                .map(|(place, gram)| {
                    let gram: String = gram.iter().collect();
                    if positional {
                        format!("{} {gram}", place + 1)
                    } else {
                        gram
                    }
                })
                .collect())
        }
        Comparison::Numeric {
            distance,
            resolution,
            fractional_precision,
        } => neighbourhood(value, distance, resolution, fractional_precision).ok_or("not a number, or too large"),
    }
}

fn neighbourhood(value: &str, distance: f64, resolution: u32, precision: u32) -> Option<Vec<String>> {
    let scale = 10i128.checked_pow(precision)?;
    let interval = whole((distance * scale as f64).round_ties_even())?;
    let number = match integer(value) {
        Some(number) => number.checked_mul(scale)?,
        None => {
            let number: f64 = value.trim().parse().ok()?;
            whole(if precision > 0 {
                (number * scale as f64).round_ties_even()
            } else {
                number.trunc()
            })?
        }
    };
    let number = number.checked_mul(2)?.checked_mul(i128::from(resolution))?;
    let residue = number.rem_euclid(interval);
    let middle = if residue == 0 {
        number
    } else if 2 * residue < interval {
        number - residue
    } else {
        number.checked_add(interval - residue)?
    };
    let reach = i128::from(resolution);
    (-reach..=reach)
        .map(|step| Some(middle.checked_add(step.checked_mul(interval)?)?.to_string()))
        .collect()
}

fn whole(number: f64) -> Option<i128> {
    (number.abs() < 1e30).then_some(number as i128)
}

/// How many bits the token at `place` of `count` sets.
pub(crate) fn insertions(strategy: Strategy, place: usize, count: usize) -> u32 {
    match strategy {
        Strategy::EachToken(k) => k,
        Strategy::WholeFeature(bits) => {
            let count = count.max(1) as u64;
            let each = (u64::from(bits) / count) as u32;
            if (place as u64) < u64::from(bits) % count {
                each + 1
            } else {
                each
            }
        }
    }
}
