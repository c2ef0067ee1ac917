//! # Dates of birth
//!
//! ## What
//! The best of all pairs of dates that two records give. A whole date that agrees says most; 1 January, which offices
//! write when they know only a year, says no more than its year; day and month may be swapped; a digit may be
//! mistyped; years may be off by a few where an age was assessed, assumed or disputed.
//! ## Why
//! Children without papers carry as many dates of birth as they met offices. A comparison that holds a wrong year against
//! them loses them; one that takes two first Januaries for a rare agreement joins strangers.
//! ## Example
//! `2008-01-01` and `2008-07-14`: the same year, one of them a placeholder. `2008-03-07` and `2008-07-03`: swapped.
//! ## Limits
//! Calendars other than the Gregorian are not converted (the Ethiopian year is seven or eight behind).
//! ## Source
//! Practice 1.5 and 2.1; levels reasoned, not fitted.

use crate::comparison::Waterfall;
use crate::model::Level;
use crate::profile::{Birth, Profile};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same_day: Level,
    same_year_placeholder: Level,
    same_month: Level,
    swapped: Level,
    year_slip: Level,
    month_or_day_slip: Level,
    same_year: Level,
    one_year_unsure: Level,
    three_years_unsure: Level,
    far_unsure: Level,
    one_year: Level,
    three_years: Level,
    far: Level,
}

/// What the guards need to know of the dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BirthFacts {
    /// One and the same whole date that is no placeholder.
    pub same_day: bool,
    /// More than three years apart, however unsure.
    pub far: bool,
}

pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) -> BirthFacts {
    let mut best: Option<(&'static str, f64, Birth, Birth)> = None;
    for one in &a.stored.births {
        for other in &b.stored.births {
            let (level, weight) = likeness(weights, *one, *other);
            if best.is_none_or(|(_, top, _, _)| weight > top) {
                best = Some((level, weight, *one, *other));
            }
        }
    }
    let Some((level, weight, one, other)) = best else {
        return BirthFacts::default();
    };
    waterfall.add(
        "birth",
        level,
        weight,
        Some(one.date.to_string()),
        Some(other.date.to_string()),
    );
    BirthFacts {
        same_day: level == "same_day",
        far: matches!(level, "far" | "far_unsure"),
    }
}

fn likeness(weights: &Weights, a: Birth, b: Birth) -> (&'static str, f64) {
    let (level, chosen) = level(weights, a, b);
    (level, chosen.bits)
}

fn level(weights: &Weights, a: Birth, b: Birth) -> (&'static str, &Level) {
    let years = (a.date.year() - b.date.year()).abs();
    let stands_for_a_year =
        is_placeholder(a) || is_placeholder(b) || a.date.month().is_none() || b.date.month().is_none();
    let unsure = stands_for_a_year || a.unsure || b.unsure;
    if !stands_for_a_year && let Some(found) = whole_dates(weights, a, b, years) {
        return found;
    }
    match (years, unsure) {
        (0, _) if stands_for_a_year => ("same_year_placeholder", &weights.same_year_placeholder),
        (0, _) => ("same_year", &weights.same_year),
        (1, true) => ("one_year_unsure", &weights.one_year_unsure),
        (2 | 3, true) => ("three_years_unsure", &weights.three_years_unsure),
        (_, true) => ("far_unsure", &weights.far_unsure),
        (1, false) => ("one_year", &weights.one_year),
        (2 | 3, false) => ("three_years", &weights.three_years),
        (_, false) => ("far", &weights.far),
    }
}

/// Levels for two dates that have at least a month and are no placeholders.
fn whole_dates(weights: &Weights, a: Birth, b: Birth, years: i16) -> Option<(&'static str, &Level)> {
    let same_month = a.date.month() == b.date.month();
    let (Some(day_a), Some(day_b)) = (a.date.day(), b.date.day()) else {
        return (years == 0 && same_month).then_some(("same_month", &weights.same_month));
    };
    let (month_a, month_b) = a.date.month().zip(b.date.month())?;
    let same_day = day_a == day_b;
    let swapped = day_a == month_b && day_b == month_a;
    if years == 0 {
        if same_day && same_month {
            return Some(("same_day", &weights.same_day));
        }
        if swapped {
            return Some(("swapped", &weights.swapped));
        }
        let slip = (same_month && (one_digit(day_a, day_b) || (day_a - day_b).abs() <= 3))
            || (same_day && one_digit(month_a, month_b));
        return slip.then_some(("month_or_day_slip", &weights.month_or_day_slip));
    }
    (same_day && same_month && (years <= 4 || years == 10)).then_some(("year_slip", &weights.year_slip))
}

fn one_digit(a: i8, b: i8) -> bool {
    (a % 10 == b % 10) || (a / 10 == b / 10)
}

/// A day that stands for a year: 1 January, and 1 July where somebody said that the date is assumed.
fn is_placeholder(birth: Birth) -> bool {
    birth.date.is_placeholder() || (birth.unsure && birth.date.day() == Some(1) && birth.date.month() == Some(7))
}
