//! Why a pair weighs what it weighs, line by line.

use super::rows::Row;
use super::scoring::Kernel;
use super::weights::{BIRTH_LEVELS, NAME_LEVELS};
use super::words::Memo;

/// One line of an explanation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub field: &'static str,
    /// How the two records stand in it.
    pub level: &'static str,
    /// Above zero speaks for one person.
    pub bits: f32,
}

const NAMES: [&str; NAME_LEVELS] = [
    "same",
    "variant",
    "joined",
    "sounds_alike",
    "one_slip",
    "loosely_alike",
    "initial",
    "differs",
];

const BIRTHS: [&str; BIRTH_LEVELS] = [
    "same_day",
    "same_placeholder",
    "placeholder_year",
    "same_month",
    "swapped",
    "year_slip",
    "month_or_day_slip",
    "same_year",
    "one_year_unsure",
    "three_years_unsure",
    "far_unsure",
    "one_year",
    "three_years",
    "far",
];

const PLACES: [&str; 6] = [
    "same_dwelling",
    "same_postcode",
    "same_street",
    "same_district",
    "same_town",
    "different",
];

impl Kernel<'_> {
    /// The evidence about a pair, line by line; the lines add up to the weight.
    pub fn explain(&self, a: &Row, b: &Row) -> Vec<Line> {
        let found = self.weigh(&mut Memo::new(), a, b, f32::NEG_INFINITY);
        let mut lines = vec![Line {
            field: "prior",
            level: "prior",
            bits: self.prior,
        }];
        let mut add = |field: &'static str, level: &'static str, bits: f32| {
            if bits != 0.0 {
                lines.push(Line { field, level, bits });
            }
        };
        let given = NAMES.get(usize::from(found.given)).copied().unwrap_or("missing");
        let family = NAMES.get(usize::from(found.family)).copied().unwrap_or("missing");
        add("name", if given == "missing" { family } else { given }, found.name_bits);
        add(
            "birth",
            BIRTHS.get(usize::from(found.birth)).copied().unwrap_or("missing"),
            found.birth_bits,
        );
        add(
            "sex, nationality, kind, number",
            if found.sex == 1 { "sex_differs" } else { "together" },
            found.other_bits,
        );
        let home = PLACES.get(usize::from(found.place)).copied().unwrap_or("missing");
        add(
            "household",
            if found.phone == 0 { "same_phone" } else { home },
            found.household_bits,
        );
        add("kin", "may_be_family", found.kin_bits);
        let sum: f32 = lines.iter().map(|line| line.bits).sum();
        if (found.weight - sum).abs() > 1e-3 {
            lines.push(Line {
                field: "guard",
                level: "no_own_name",
                bits: found.weight - sum,
            });
        }
        lines
    }
}
