//! A first mapping from the headings and a few rows: what a person then corrects.

use super::{ColumnRule, Mapping, Reason, Suggested, Target};
use crate::dates::DateOrder;
use crate::lists::{plain, rows as list_rows};
use crate::tables::Row;
use domain::fields::FieldKind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Suggests a rule for every column. Columns that nothing is known of are there, too, as ignored with confidence 0.
/// `rows` are the first rows of the file, as many as are at hand; they tell the order of dates.
pub fn suggest(header: &[String], rows: &[Row]) -> Mapping {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut columns: Vec<ColumnRule> = Vec::with_capacity(header.len());
    let mut constants = BTreeMap::new();
    // Exact titles choose before similar ones, so that "Officer name" cannot take the place of "Name".
    let mut guesses: Vec<(usize, Guess)> = header
        .iter()
        .enumerate()
        .map(|(index, heading)| (index, guess(heading, &values(rows, index))))
        .collect();
    guesses.sort_by_key(|(index, guess)| (std::cmp::Reverse(guess.confidence), *index));
    for (index, mut guess) in guesses {
        let Some(heading) = header.get(index) else { continue };
        let target = guess.settle(&mut taken, &mut constants);
        let samples = values(rows, index);
        let mut rule = ColumnRule {
            column: heading.clone(),
            target,
            date_order: DateOrder::Auto,
            value_map: BTreeMap::new(),
            split: None,
            suggested: None,
        };
        if takes_dates(&rule.target) {
            let (order, sure) = date_order(&samples);
            rule.date_order = order;
            guess.reasons.push(match (order, sure) {
                (DateOrder::DayFirst, true) => Reason::DayFirst,
                (DateOrder::DayFirst, false) => Reason::DayTakenToBeFirst,
                (DateOrder::MonthFirst, _) => Reason::MonthFirst,
                (DateOrder::YearFirst, _) => Reason::YearFirst,
                (DateOrder::Auto, _) => Reason::OrdersMixed,
            });
            if !sure {
                guess.confidence = guess.confidence.min(60);
            }
        }
        let parting: &[char] = match rule.target {
            Target::Entry { part: "number", .. } => &[';', '|', '\n'],
            Target::Entry {
                field: "names",
                part: "full",
                ..
            } => &[';', '\n'],
            Target::Entry {
                field: "indicators",
                part: "code",
                ..
            } => &[';', ',', ' ', '\n'],
            _ => &[],
        };
        rule.split = parting
            .iter()
            .copied()
            .find(|split| samples.iter().any(|value| value.contains(*split)));
        rule.suggested = Some(Suggested::new(guess.confidence, &guess.reasons));
        columns.push(rule);
    }
    columns.sort_by_key(|rule| header.iter().position(|heading| *heading == rule.column));
    Mapping {
        name: String::new(),
        columns,
        constants,
    }
}

struct Guess {
    /// A path of `headings.csv`, or the field's own name; nothing where the column is to be ignored.
    path: Option<String>,
    confidence: u8,
    reasons: Vec<Reason>,
}

impl Guess {
    /// The target, moved to the next free entry where its place is taken (a second phone is `phones.2.number`).
    fn settle(&mut self, taken: &mut BTreeSet<String>, constants: &mut BTreeMap<String, String>) -> Target {
        let Some(path) = self.path.take() else {
            return Target::Ignore;
        };
        // A list of indicators is of those that were seen.
        if path == "indicators.code" {
            constants.insert("indicators.state".to_owned(), "seen".to_owned());
        }
        if let Some(scheme) = path
            .strip_prefix("identifiers.")
            .filter(|_| path.parse::<Target>().is_err())
        {
            for number in 1..=9 {
                if taken.insert(format!("identifiers.{number}")) {
                    constants.insert(format!("identifiers.{number}.scheme"), scheme.to_owned());
                    return Target::Entry {
                        field: "identifiers",
                        number,
                        part: "value",
                    };
                }
            }
        }
        match path.parse() {
            Ok(Target::Entry { field, number, part }) => {
                for number in number..=9 {
                    let target = Target::Entry { field, number, part };
                    if taken.insert(target.to_string()) {
                        return target;
                    }
                }
                self.give_up()
            }
            // Several columns may add codes to one list or text to one story.
            Ok(target) if matches!(target.kind(), Some(FieldKind::Codes(_) | FieldKind::LongText)) => target,
            Ok(target) if taken.insert(target.to_string()) => target,
            _ => self.give_up(),
        }
    }

    fn give_up(&mut self) -> Target {
        self.confidence = 0;
        self.reasons = vec![Reason::AlreadyFilled];
        Target::Ignore
    }
}

fn guess(heading: &str, samples: &[&str]) -> Guess {
    let title = plain(&spaced(heading));
    let bare = title.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let own = plain(heading);
    // Our own columns: rejects files repeat a row with these added, and they are never content.
    if own.starts_with("haven ") {
        return Guess {
            path: None,
            confidence: 100,
            reasons: vec![Reason::AddedByHaven],
        };
    }
    let found = |path: &str, confidence, reason| Guess {
        path: Some(path.to_owned()),
        confidence,
        reasons: vec![reason],
    };
    let known = |wanted: &str| titles().get(wanted).copied();
    if let Some(path) = known(&own).or_else(|| known(&title)) {
        return found(path, 95, Reason::KnownTitle(heading.to_owned()));
    }
    if let Some(path) = known(bare) {
        return found(path, 85, Reason::KnownTitle(bare.to_owned()));
    }
    if let Ok(target) = heading.trim().parse::<Target>()
        && target != Target::Ignore
        && (!matches!(target, Target::Own(_)) || is_own_key(heading.trim()))
    {
        return found(&target.to_string(), 95, Reason::OwnName);
    }
    if let Some((known, path)) = contained(&title) {
        return found(path, 60, Reason::TitleContains(known.to_owned()));
    }
    by_values(samples)
}

/// Whether a heading is the key of a pack's own field (`gb.has_children`) rather than an abbreviation (`Nat.`, `a.k.a.`).
fn is_own_key(heading: &str) -> bool {
    heading.split('.').all(|step| {
        step.len() > 1
            && step
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    })
}

/// `FirstName` and `first_name` become `First Name`.
fn spaced(heading: &str) -> String {
    let mut result = String::new();
    let mut before_was_small = false;
    for character in heading.chars() {
        if character.is_uppercase() && before_was_small {
            result.push(' ');
        }
        before_was_small = character.is_lowercase();
        result.push(character);
    }
    result
}

/// Targets and the titles that mean them: English and Danish ones of police and social care systems, and the names of
/// HTCDS. Where an agency's title is missing, add it there: one word in one row.
const HEADINGS: &str = include_str!("../../data/headings.csv");

/// Every known title in plain form (`Date of Birth*` is `date of birth`), to its path. Where two fields share a title,
/// the first in the list has it.
fn titles() -> &'static BTreeMap<String, &'static str> {
    static TITLES: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    TITLES.get_or_init(|| {
        let mut all = BTreeMap::new();
        for row in list_rows(HEADINGS) {
            let [path, titles] = row.as_slice() else { continue };
            for title in titles.split('|') {
                all.entry(plain(title)).or_insert(*path);
            }
        }
        all
    })
}

/// The longest known title whose words stand together in this one. Single short words say too little.
fn contained(title: &str) -> Option<(&'static str, &'static str)> {
    let words: Vec<&str> = title.split(' ').take(30).collect();
    let mut best: Option<(&'static str, &'static str)> = None;
    for from in 0..words.len() {
        for to in from + 1..=words.len().min(from + 6) {
            let phrase = words.get(from..to).unwrap_or_default().join(" ");
            if let Some((known, path)) = titles().get_key_value(&phrase)
                && known.len() >= 5
                && best.is_none_or(|(longest, _)| known.len() > longest.len())
            {
                best = Some((known, path));
            }
        }
    }
    best
}

/// A column with an unknown title whose values speak for themselves.
fn by_values(samples: &[&str]) -> Guess {
    let most = |test: fn(&str) -> bool| {
        samples.len() >= 3 && samples.iter().filter(|value| test(value)).count() * 10 >= samples.len() * 8
    };
    let found = if most(looks_like_email) {
        Some(("emails.address", Reason::LooksLikeEmails))
    } else if most(looks_like_phone) {
        Some(("phones.number", Reason::LooksLikePhones))
    } else if most(looks_like_plate) {
        Some(("vehicles.plate", Reason::LooksLikePlates))
    } else {
        None
    };
    match found {
        Some((path, reason)) => Guess {
            path: Some(path.to_owned()),
            confidence: 40,
            reasons: vec![reason],
        },
        None => Guess {
            path: None,
            confidence: 0,
            reasons: vec![Reason::NothingKnown],
        },
    }
}

fn looks_like_email(value: &str) -> bool {
    value
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !value.contains(' '))
}

fn looks_like_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    (9..=15).contains(&digits)
        && value.chars().all(|c| c.is_ascii_digit() || "+ ()-./".contains(c))
        && (value.starts_with('+') || value.starts_with('0'))
}

/// British (AB12 CDE) and Danish (AB 12 345).
fn looks_like_plate(value: &str) -> bool {
    let plate: Vec<bool> = value
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.is_ascii_digit())
        .collect();
    let letters_only = value
        .chars()
        .all(|c| c == ' ' || c.is_ascii_digit() || c.is_ascii_uppercase());
    letters_only
        && matches!(
            plate.as_slice(),
            [false, false, true, true, false, false, false] | [false, false, true, true, true, true, true]
        )
}

fn values(rows: &[Row], index: usize) -> Vec<&str> {
    rows.iter()
        .filter_map(|row| row.cells.get(index))
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect()
}

fn takes_dates(target: &Target) -> bool {
    *target == Target::HandedInAt
        || matches!(target.kind(), Some(FieldKind::Date))
        || matches!(
            target,
            Target::Entry {
                field: "births",
                part: "date",
                ..
            }
        )
}

/// The order that these dates can only have, and whether any of them shows it.
fn date_order(samples: &[&str]) -> (DateOrder, bool) {
    let (mut day_first, mut month_first, mut year_first, mut unclear) = (0, 0, 0, 0);
    for value in samples {
        let numbers: Vec<&str> = value
            .split(|c: char| c == 'T' || c.is_whitespace())
            .next()
            .unwrap_or_default()
            .split(['/', '.', '-'])
            .filter(|part| !part.is_empty())
            .collect();
        let number = |index: usize| numbers.get(index).and_then(|part| part.parse::<u32>().ok());
        match (number(0), number(1), number(2)) {
            (Some(_), Some(_), Some(_)) if numbers.first().is_some_and(|first| first.len() == 4) => year_first += 1,
            (Some(first), Some(second), Some(_)) => match (first > 12, second > 12) {
                (true, false) => day_first += 1,
                (false, true) => month_first += 1,
                _ if first != second => unclear += 1,
                _ => {}
            },
            _ => {}
        }
    }
    match (day_first > 0, month_first > 0) {
        (true, true) => (DateOrder::Auto, false),
        (true, false) => (DateOrder::DayFirst, true),
        (false, true) => (DateOrder::MonthFirst, true),
        (false, false) if year_first > 0 && unclear == 0 => (DateOrder::YearFirst, true),
        (false, false) => (DateOrder::DayFirst, unclear == 0 && samples.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::{Target, titles};

    #[test]
    fn every_known_title_leads_to_a_field() {
        for (title, path) in titles() {
            let is_scheme = path.starts_with("identifiers.");
            assert!(
                is_scheme || path.parse::<Target>().is_ok_and(|target| target != Target::Ignore),
                "{title}: {path}"
            );
        }
        assert!(titles().len() > 500);
    }

    #[test]
    fn a_fields_own_name_leads_to_that_field_whatever_its_number() {
        for target in Target::all() {
            for path in [target.to_string(), target.to_string().replacen('.', ".2.", 1)] {
                let Ok(wanted) = path.parse::<Target>() else { continue };
                if matches!(wanted, Target::Ignore | Target::Own(_)) {
                    continue;
                }
                let mapping = super::suggest(std::slice::from_ref(&path), &[]);
                assert_eq!(mapping.columns.first().unwrap().target, wanted, "{path}");
            }
        }
    }
}
