//! Why a pair weighs what it weighs, line by line.

use super::rows::Row;
use super::scoring::{Kernel, OTHER_NUMBER, SAME_NUMBER};
use super::weights::{BIRTH_LEVELS, NAME_LEVELS};
use super::words::{Memo, NONE};

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

const AGREEING: [&str; 2] = ["same", "different"];
const COUNTRIES: [&str; 3] = ["same", "confused", "different"];

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
        let mut others = found.other_bits;
        if let Some(bits) = self.sex.get(usize::from(found.sex)) {
            add("sex", AGREEING[usize::from(found.sex)], *bits);
            others -= bits;
        }
        if let Some(bits) = self.kind.get(usize::from(found.kind)) {
            add("kind", AGREEING[usize::from(found.kind)], *bits);
            others -= bits;
        }
        if a.number != NONE && b.number != NONE {
            let same = a.number == b.number;
            let bits = if same { SAME_NUMBER } else { OTHER_NUMBER };
            add("number", if same { "same" } else { "different" }, bits);
            others -= bits;
        }
        // What the others leave is the country's; where none was compared, a rounding error is no evidence.
        if let Some(level) = COUNTRIES.get(usize::from(found.country)) {
            add("nationality", level, others);
        }
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
