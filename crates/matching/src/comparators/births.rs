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
    let (level, chosen) = match agreement(a.into(), b.into()) {
        Agreement::SameDay => ("same_day", &weights.same_day),
        Agreement::SamePlaceholder | Agreement::PlaceholderYear => {
            ("same_year_placeholder", &weights.same_year_placeholder)
        }
        Agreement::SameMonth => ("same_month", &weights.same_month),
        Agreement::Swapped => ("swapped", &weights.swapped),
        Agreement::YearSlip => ("year_slip", &weights.year_slip),
        Agreement::MonthOrDaySlip => ("month_or_day_slip", &weights.month_or_day_slip),
        Agreement::SameYear => ("same_year", &weights.same_year),
        Agreement::OneYearUnsure => ("one_year_unsure", &weights.one_year_unsure),
        Agreement::ThreeYearsUnsure => ("three_years_unsure", &weights.three_years_unsure),
        Agreement::FarUnsure => ("far_unsure", &weights.far_unsure),
        Agreement::OneYear => ("one_year", &weights.one_year),
        Agreement::ThreeYears => ("three_years", &weights.three_years),
        Agreement::Far => ("far", &weights.far),
    };
    (level, chosen.bits)
}

/// A date of birth as the comparison sees it; 8 bytes, so that ten million lie side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Day {
    /// 0 where no date is known.
    pub year: i16,
    /// 0 where not known.
    pub month: i8,
    pub day: i8,
    /// Assessed, disputed or approximate.
    pub unsure: bool,
    /// 1 January, which stands for a year.
    pub placeholder: bool,
}

impl From<Birth> for Day {
    fn from(birth: Birth) -> Self {
        let month = birth.date.month().unwrap_or(0);
        let day = birth.date.day().unwrap_or(0);
        Self {
            year: birth.date.year(),
            month,
            day,
            unsure: birth.unsure,
            placeholder: birth.date.is_placeholder() || (birth.unsure && day == 1 && month == 7),
        }
    }
}

impl Day {
    pub const fn is_known(self) -> bool {
        self.year != 0
    }

    /// Says its year and no more.
    pub const fn stands_for_a_year(self) -> bool {
        self.placeholder || self.month == 0
    }
}

/// How two dates agree, the levels that both paths weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    SameDay,
    /// One and the same placeholder in both.
    SamePlaceholder,
    /// The year agrees, and at least one side says no more than a year.
    PlaceholderYear,
    SameMonth,
    Swapped,
    YearSlip,
    MonthOrDaySlip,
    SameYear,
    OneYearUnsure,
    ThreeYearsUnsure,
    FarUnsure,
    OneYear,
    ThreeYears,
    Far,
}

pub(crate) fn agreement(a: Day, b: Day) -> Agreement {
    let years = (a.year - b.year).abs();
    let stands_for_a_year = a.stands_for_a_year() || b.stands_for_a_year();
    let unsure = stands_for_a_year || a.unsure || b.unsure;
    if !stands_for_a_year && let Some(found) = whole_dates(a, b, years) {
        return found;
    }
    match (years, unsure) {
        (0, _) if a.placeholder && b.placeholder && a.month == b.month => Agreement::SamePlaceholder,
        (0, _) if stands_for_a_year => Agreement::PlaceholderYear,
        (0, _) => Agreement::SameYear,
        (1, true) => Agreement::OneYearUnsure,
        (2 | 3, true) => Agreement::ThreeYearsUnsure,
        (_, true) => Agreement::FarUnsure,
        (1, false) => Agreement::OneYear,
        (2 | 3, false) => Agreement::ThreeYears,
        (_, false) => Agreement::Far,
    }
}

/// Levels for two dates that have at least a month and are no placeholders.
fn whole_dates(a: Day, b: Day, years: i16) -> Option<Agreement> {
    let same_month = a.month == b.month;
    if a.day == 0 || b.day == 0 {
        return (years == 0 && same_month).then_some(Agreement::SameMonth);
    }
    let same_day = a.day == b.day;
    if years == 0 {
        if same_day && same_month {
            return Some(Agreement::SameDay);
        }
        if a.day == b.month && b.day == a.month {
            return Some(Agreement::Swapped);
        }
        let slip = (same_month && (one_digit(a.day, b.day) || (a.day - b.day).abs() <= 3))
            || (same_day && one_digit(a.month, b.month));
        return slip.then_some(Agreement::MonthOrDaySlip);
    }
    (same_day && same_month && (years <= 4 || years == 10)).then_some(Agreement::YearSlip)
}

fn one_digit(a: i8, b: i8) -> bool {
    (a % 10 == b % 10) || (a / 10 == b / 10)
}
