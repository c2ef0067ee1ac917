//! Telephone numbers in E.164.
//!
//! What: `+44 (0)7831 344710`, `07831344710`, `7831344710` (a spreadsheet ate the nought) and `0044...` are one number.
//! Why: a number in a child's pocket is often the only thing two agencies share.
//! Limits: numbering plans are kept only as country code, trunk prefix and lengths (`data/calling_codes.csv`): a
//! number that does not exist is not refused, since a mistyped number may still match another record's. The full
//! plans change several times a year; stored keys must not.
//! Source: ITU-T E.164 list of country codes; trunk prefixes of the national plans.

use any_ascii::any_ascii_char;
use std::sync::OnceLock;

struct Plan {
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    shortest: usize,
    longest: usize,
}

/// The number with `+` and country code, or none if it is no telephone number (too short, too long, letters).
pub(crate) fn e164(written: &str, default_country: &str) -> Option<String> {
    let (digits, international) = digits_of(written)?;
    let national_plan = plan(default_country);
    let full = if international {
        without_inner_trunk(digits)
    } else if let Some(rest) = digits.strip_prefix("00").filter(|rest| rest.len() >= 8) {
        without_inner_trunk(rest.to_owned())
    } else {
        let plan = national_plan?;
        if plan.code == "1" && digits.starts_with("011") && digits.len() > 11 {
            without_inner_trunk(digits.get(3..)?.to_owned())
        } else if !plan.trunk.is_empty() && digits.starts_with(plan.trunk) && plan.fits(digits.len() - plan.trunk.len())
        {
            format!("{}{}", plan.code, digits.get(plan.trunk.len()..)?)
        } else if digits.starts_with(plan.code) && plan.fits(digits.len() - plan.code.len()) && !plan.fits(digits.len())
        {
            digits
        } else if digits.len() > plan.longest && starts_with_some_code(&digits) {
            without_inner_trunk(digits)
        } else {
            format!("{}{}", plan.code, digits)
        }
    };
    ((8..=15).contains(&full.len())).then(|| format!("+{full}"))
}

/// Digits in any script, and whether a plus stood before them. Extensions are cut; other letters refuse.
fn digits_of(written: &str) -> Option<(String, bool)> {
    let mut digits = String::new();
    let mut international = false;
    for character in written.chars().take(60) {
        match character {
            '0'..='9' => digits.push(character),
            '+' | '\u{ff0b}' if digits.is_empty() => international = true,
            'x' | 'X' | '#' if digits.len() >= 7 => break,
            'e' | 'E' if digits.len() >= 7 => break,
            _ if character.is_alphabetic() => return None,
            _ if character.is_numeric() => {
                digits.extend(any_ascii_char(character).chars().filter(char::is_ascii_digit))
            }
            _ => {}
        }
    }
    (digits.len() >= 6).then_some((digits, international))
}

/// `+44 (0)7831` carries a trunk nought that is not dialled from abroad.
fn without_inner_trunk(digits: String) -> String {
    for plan in plans() {
        if let Some(rest) = digits.strip_prefix(plan.code) {
            if !plan.trunk.is_empty() && rest.starts_with(plan.trunk) && plan.fits(rest.len() - plan.trunk.len()) {
                return format!("{}{}", plan.code, rest.get(plan.trunk.len()..).unwrap_or(rest));
            }
            return digits;
        }
    }
    digits
}

fn starts_with_some_code(digits: &str) -> bool {
    plans()
        .iter()
        .any(|plan| digits.strip_prefix(plan.code).is_some_and(|rest| plan.fits(rest.len())))
}

impl Plan {
    fn fits(&self, length: usize) -> bool {
        (self.shortest..=self.longest).contains(&length)
    }
}

fn plan(country: &str) -> Option<&'static Plan> {
    plans()
        .iter()
        .find(|plan| plan.country.eq_ignore_ascii_case(country))
        .or_else(|| plans().iter().find(|plan| plan.country == "GB"))
}

fn plans() -> &'static [Plan] {
    static PLANS: OnceLock<Vec<Plan>> = OnceLock::new();
    PLANS.get_or_init(|| {
        include_str!("../../data/calling_codes.csv")
            .lines()
            .skip(1)
            .filter_map(|line| {
                let mut columns = line.split(',');
                Some(Plan {
                    country: columns.next()?,
                    code: columns.next()?,
                    trunk: columns.next()?,
                    shortest: columns.next()?.parse().ok()?,
                    longest: columns.next()?.parse().ok()?,
                })
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn check(written: &str, country: &str, expected: Option<&str>) {
        assert_eq!(e164(written, country).as_deref(), expected, "{written} in {country}");
    }

    #[test]
    fn one_number_written_many_ways() {
        for written in [
            "07700 900123",
            "+44 7700 900123",
            "+44 (0)7700-900123",
            "0044 7700 900 123",
            "7700900123",
            "447700900123",
            "٠٧٧٠٠٩٠٠١٢٣",
            "07700900123 ext 4",
        ] {
            check(written, "GB", Some("+447700900123"));
        }
        for written in ["20 12 34 56", "+45 20123456", "004520123456", "4520123456"] {
            check(written, "DK", Some("+4520123456"));
        }
        check("+355 69 212 3456", "GB", Some("+355692123456"));
        check("+355 069 212 3456", "GB", Some("+355692123456"));
        check("355692123456", "GB", Some("+355692123456"));
        check("+39 06 6982", "GB", Some("+39066982"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for written in [
            "999",
            "",
            "none",
            "ask the carer",
            "+",
            "++++",
            "123456789012345678901",
            "call 07700900123",
        ] {
            check(written, "GB", None);
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert!(plans().len() > 150);
        assert!(
            plans()
                .iter()
                .all(|p| p.country.len() == 2 && !p.code.is_empty() && p.shortest <= p.longest)
        );
    }
}
