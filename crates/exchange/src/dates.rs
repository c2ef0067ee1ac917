//! Dates as offices write them, made into [`PartialDate`]: `14/03/2011`, `14.3.11`, `March 2011`, `c. 2011`,
//! `00/03/2011`, `approx 15` (an age).
//!
//! Nothing is invented: what is not known stays unknown, and a date that can be read in two ways is refused until
//! somebody says in which order its column is written. The year of two digits is the latest that is not after the
//! reference day, since these are dates of children and of what happened to them.

use domain::PartialDate;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    #[serde(rename = "DMY")]
    DayFirst,
    #[serde(rename = "MDY")]
    MonthFirst,
    #[serde(rename = "YMD")]
    YearFirst,
    #[default]
    #[serde(rename = "auto")]
    Auto,
}

/// What was written instead of a plain date, for a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    Date,
    TwoDigitYear,
    Age,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReadDate {
    pub date: PartialDate,
    pub writing: Writing,
}

impl std::fmt::Debug for ReadDate {
    /// A date of birth is about a person, so it stays out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadDate")
            .field("writing", &self.writing)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    #[error("this cannot be read as a date. Write it as 14/03/2011, 2011-03-14, March 2011 or 2011")]
    Unreadable,
    #[error(
        "the day and the month could be either way round. Say in the mapping whether this column has the day or the month first"
    )]
    Ambiguous,
    #[error("there is no such day. Check day, month and year, and whether the column has the day or the month first")]
    NoSuchDay,
    #[error("this is a spreadsheet's inner number of a day. Give the column a date format, or write it as 2011-03-14")]
    SerialNumber,
}

const UNKNOWN: &[&str] = &[
    "unknown",
    "not known",
    "nk",
    "n/k",
    "n/a",
    "na",
    "none",
    "-",
    "--",
    "?",
    "??",
    "???",
    "tbc",
    "not recorded",
    "not stated",
    "ukendt",
    "uoplyst",
    "nil",
    "null",
    "00/00/0000",
    "0000-00-00",
];
const ABOUT: &[&str] = &[
    "c",
    "ca",
    "circa",
    "cca",
    "about",
    "abt",
    "approx",
    "approximately",
    "around",
    "est",
    "estimated",
    "cirka",
    "omkring",
    "maybe",
    "possibly",
    "roughly",
    "say",
    "claims",
    "claimed",
    "probably",
    "ish",
    "some",
];
const AGE_WORDS: &[&str] = &[
    "age", "aged", "years", "year", "yrs", "yr", "y", "yo", "old", "ar", "alder", "gammel", "of", "a", "the",
];
/// Words that say nothing about the date itself.
const FILLERS: &[&str] = &["born", "dob", "in", "on", "d", "den", "fodt", "of", "the"];
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar"],
    &["feb", "february", "februar", "febr"],
    &["mar", "march", "marts", "mrz"],
    &["apr", "april"],
    &["may", "maj"],
    &["jun", "june", "juni"],
    &["jul", "july", "juli"],
    &["aug", "august"],
    &["sep", "sept", "september"],
    &["oct", "october", "okt", "oktober"],
    &["nov", "november"],
    &["dec", "december"],
];

/// Reads a date; nothing where the text says that none is known. An age counts back from `reference`, and so do
/// years of two digits. `reference` is the day the record was handed in, or else today.
pub fn read(text: &str, order: DateOrder, reference: Date) -> Result<Option<ReadDate>, DateFault> {
    // No date is longer; what is longer is a story in the wrong column.
    if text.len() > 80 {
        return Err(DateFault::Unreadable);
    }
    let mut written = any_ascii::any_ascii(text.trim()).to_ascii_lowercase();
    if written.is_empty() || UNKNOWN.contains(&written.as_str()) {
        return Ok(None);
    }
    let mut approximate = false;
    if let Some(before) = written
        .strip_suffix(['~', '?'])
        .filter(|before| before.ends_with(|c: char| c.is_ascii_digit()))
    {
        approximate = true;
        written = before.to_owned();
    }
    let written = without_clock(&written).replace('?', "x");
    let mut words: Vec<&str> = Vec::new();
    for word in split_words(&written) {
        if ABOUT.contains(&word) || word == "~" {
            approximate = true;
        } else {
            words.push(word);
        }
    }
    if words.is_empty() {
        return Err(DateFault::Unreadable);
    }
    if let Some(age) = as_age(&words) {
        let year = reference.year() - age;
        return made(i32::from(year), None, None, true, Writing::Age).map(Some);
    }
    words.retain(|word| !FILLERS.contains(word));
    as_date(&words, order, reference, approximate).map(Some)
}

/// Cuts `T09:30`, ` 09:30:00` and what follows.
fn without_clock(written: &str) -> &str {
    let Some(colon) = written.find(':') else {
        return match written.split_once('t') {
            Some((day, clock))
                if !day.is_empty() && clock.starts_with("00") && day.ends_with(|c: char| c.is_ascii_digit()) =>
            {
                day
            }
            _ => written,
        };
    };
    let before = written.get(..colon).unwrap_or_default();
    before
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches(['t', ' ', ','])
        .trim_end()
}

/// Letters and digits apart: `14mar2011` is three words, `14th` is two.
fn split_words(written: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for part in written.split(|c: char| !(c.is_ascii_alphanumeric() || c == '~')) {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let same = |c: char| {
                if first.is_ascii_digit() {
                    c.is_ascii_digit()
                } else if first == '~' {
                    c == '~'
                } else {
                    c.is_ascii_alphabetic()
                }
            };
            let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            words.push(word);
            rest = after;
        }
    }
    words
}

/// `15`, `15 years old`, `aged 15`, `15-16 yrs`: whole years from 0 to 99.
fn as_age(words: &[&str]) -> Option<i16> {
    let numbers: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    let rest_is_about_age = words
        .iter()
        .filter(|word| !numbers.contains(word))
        .all(|word| AGE_WORDS.contains(word));
    let said = words.len() > numbers.len();
    match numbers.as_slice() {
        [age] if rest_is_about_age && age.len() <= 2 => age.parse().ok(),
        [from, to] if rest_is_about_age && said && from.len() <= 2 && to.len() <= 2 => {
            let (from, to): (i16, i16) = (from.parse().ok()?, to.parse().ok()?);
            (from <= to && to - from <= 5).then_some((from + to + 1) / 2)
        }
        _ => None,
    }
}

fn as_date(words: &[&str], order: DateOrder, reference: Date, approximate: bool) -> Result<ReadDate, DateFault> {
    let words: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !matches!(*word, "st" | "nd" | "rd" | "th"))
        .collect();
    let month_word = words
        .iter()
        .position(|word| MONTHS.iter().any(|names| names.contains(word)));
    if let Some(at) = month_word {
        let month = words
            .get(at)
            .and_then(|word| MONTHS.iter().position(|names| names.contains(word)));
        let month = month.and_then(|month| i8::try_from(month + 1).ok());
        let others: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != at)
            .map(|(_, word)| *word)
            .collect();
        return match others.as_slice() {
            // "March 11" may be a day of some year, but a date without a year is none: the number is the year.
            [year] => with_year(year, month, None, reference, approximate),
            [one, two] if one.len() == 4 => with_year(one, month, day_or_unknown(two)?, reference, approximate),
            [one, two] => with_year(two, month, day_or_unknown(one)?, reference, approximate),
            _ => Err(DateFault::Unreadable),
        };
    }
    match words.as_slice() {
        [one] => single(one, order, reference, approximate),
        [one, two] if one.len() == 4 => with_year(one, part(two)?, None, reference, approximate),
        [one, two] if two.len() == 4 => with_year(two, part(one)?, None, reference, approximate),
        [year, one, two] if year.len() == 4 => with_year(year, part(one)?, part(two)?, reference, approximate),
        [year, one, two] if order == DateOrder::YearFirst && two.len() <= 2 => {
            with_year(year, part(one)?, part(two)?, reference, approximate)
        }
        [one, two, year] => {
            let (one, two) = (part(one)?, part(two)?);
            let (day, month) = in_order(one, two, order)?;
            with_year(year, month, day, reference, approximate)
        }
        _ => Err(DateFault::Unreadable),
    }
}

/// Day and month of the first two numbers; an unknown one (`00`, `xx`) is taken to stand where the order says.
fn in_order(one: Option<i8>, two: Option<i8>, order: DateOrder) -> Result<(Option<i8>, Option<i8>), DateFault> {
    match order {
        DateOrder::DayFirst | DateOrder::YearFirst => Ok((one, two)),
        DateOrder::MonthFirst => Ok((two, one)),
        DateOrder::Auto => match (one, two) {
            (Some(first), Some(second)) if first > 12 && second <= 12 => Ok((one, two)),
            (Some(first), Some(second)) if second > 12 && first <= 12 => Ok((two, one)),
            (Some(first), Some(second)) if first == second => Ok((one, two)),
            (None, None) => Ok((None, None)),
            // With the other unknown, a number up to 12 is a month: a day without a month says nothing.
            (None, Some(month)) | (Some(month), None) if month <= 12 => Ok((None, Some(month))),
            (Some(_), Some(_)) => Err(DateFault::Ambiguous),
            _ => Err(DateFault::NoSuchDay),
        },
    }
}

/// Eight digits, six digits or a year alone.
fn single(word: &str, order: DateOrder, reference: Date, approximate: bool) -> Result<ReadDate, DateFault> {
    if !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateFault::Unreadable);
    }
    let piece = |from: usize, to: usize| word.get(from..to).unwrap_or_default();
    match word.len() {
        4 => with_year(word, None, None, reference, approximate),
        5 => Err(DateFault::SerialNumber),
        6 => {
            let (one, two) = (part(piece(0, 2))?, part(piece(2, 4))?);
            if order == DateOrder::YearFirst {
                return with_year(piece(0, 2), two, part(piece(4, 6))?, reference, approximate);
            }
            let (day, month) = in_order(one, two, order)?;
            with_year(piece(4, 6), month, day, reference, approximate)
        }
        8 => {
            let year_first = with_year(
                piece(0, 4),
                part(piece(4, 6))?,
                part(piece(6, 8))?,
                reference,
                approximate,
            );
            let year_last = in_order(part(piece(0, 2))?, part(piece(2, 4))?, order)
                .and_then(|(day, month)| with_year(piece(4, 8), month, day, reference, approximate));
            match (year_first, year_last) {
                (Ok(date), Ok(other)) if order == DateOrder::Auto && date != other => Err(DateFault::Ambiguous),
                (Ok(date), Ok(_)) if matches!(order, DateOrder::YearFirst | DateOrder::Auto) => Ok(date),
                (_, Ok(date)) | (Ok(date), Err(_)) => Ok(date),
                (Err(fault), Err(_)) => Err(fault),
            }
        }
        _ => Err(DateFault::Unreadable),
    }
}

/// A number of one or two digits; nothing for `00` and `xx`.
fn part(word: &str) -> Result<Option<i8>, DateFault> {
    if word.len() > 2 {
        return Err(DateFault::Unreadable);
    }
    if word.bytes().all(|byte| byte == b'x' || byte == b'0') {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| DateFault::Unreadable)
}

fn day_or_unknown(word: &str) -> Result<Option<i8>, DateFault> {
    part(word)
}

fn with_year(
    year: &str,
    month: Option<i8>,
    day: Option<i8>,
    reference: Date,
    approximate: bool,
) -> Result<ReadDate, DateFault> {
    let number: i32 = year.parse().map_err(|_| DateFault::Unreadable)?;
    let (year, writing) = match year.len() {
        4 => (number, Writing::Date),
        2 => {
            let century = i32::from(reference.year()) / 100 * 100;
            let year = century + number;
            (
                if year > i32::from(reference.year()) {
                    year - 100
                } else {
                    year
                },
                Writing::TwoDigitYear,
            )
        }
        _ => return Err(DateFault::Unreadable),
    };
    // A day without a month says nothing that can be kept.
    let day = if month.is_none() { None } else { day };
    made(year, month, day, approximate, writing)
}

fn made(
    year: i32,
    month: Option<i8>,
    day: Option<i8>,
    approximate: bool,
    writing: Writing,
) -> Result<ReadDate, DateFault> {
    let year = i16::try_from(year).map_err(|_| DateFault::NoSuchDay)?;
    let date = PartialDate::new(year, month, day, approximate).map_err(|_| DateFault::NoSuchDay)?;
    Ok(ReadDate { date, writing })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::{DateFault, DateOrder, read};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn check(order: DateOrder, cases: &[(&str, &str)]) {
        for (written, expected) in cases {
            let found = read(written, order, date(2025, 6, 1)).map(|read| read.map(|read| read.date.to_string()));
            assert_eq!(found, Ok(Some((*expected).to_owned())), "{written}");
        }
    }

    #[test]
    fn dates_are_read_as_offices_write_them() {
        check(
            DateOrder::DayFirst,
            &[
                ("14/03/2011", "2011-03-14"),
                ("2011-03-14", "2011-03-14"),
                ("14.3.11", "2011-03-14"),
                ("14.3.2011 00:00:00", "2011-03-14"),
                ("2011-03-14T00:00:00Z", "2011-03-14"),
                ("14th March 2011", "2011-03-14"),
                ("14-Mar-11", "2011-03-14"),
                ("14MAR2011", "2011-03-14"),
                ("den 14. marts 2011", "2011-03-14"),
                ("March 14, 2011", "2011-03-14"),
                ("March 2011", "2011-03"),
                ("03/2011", "2011-03"),
                ("2011", "2011"),
                ("c. 2011", "2011~"),
                ("ca. 2011", "2011~"),
                ("2011~", "2011~"),
                ("2011?", "2011~"),
                ("approx March 2011", "2011-03~"),
                ("00/03/2011", "2011-03"),
                ("XX/XX/2011", "2011"),
                ("??/03/2011", "2011-03"),
                ("01/02/99", "1999-02-01"),
                ("140311", "2011-03-14"),
                ("20110314", "2011-03-14"),
                ("14032011", "2011-03-14"),
                ("approx 15", "2010~"),
                ("15", "2010~"),
                ("aged 15 years", "2010~"),
                ("15-16 yrs", "2009~"),
                ("15 år", "2010~"),
            ],
        );
        check(
            DateOrder::MonthFirst,
            &[("03/14/2011", "2011-03-14"), ("03/04/2011", "2011-03-04")],
        );
        check(
            DateOrder::YearFirst,
            &[("11/03/14", "2011-03-14"), ("110314", "2011-03-14")],
        );
        check(
            DateOrder::Auto,
            &[
                ("14/03/2011", "2011-03-14"),
                ("03/14/2011", "2011-03-14"),
                ("03/03/2011", "2011-03-03"),
            ],
        );
    }

    #[test]
    fn what_is_unknown_or_unclear_is_not_invented() {
        let read = |text: &str, order| read(text, order, date(2025, 6, 1));
        for text in ["", " ", "Unknown", "n/k", "-", "ukendt"] {
            assert_eq!(read(text, DateOrder::Auto), Ok(None), "{text:?}");
        }
        assert_eq!(read("03/04/2011", DateOrder::Auto), Err(DateFault::Ambiguous));
        assert_eq!(read("31/02/2011", DateOrder::DayFirst), Err(DateFault::NoSuchDay));
        assert_eq!(read("40616", DateOrder::DayFirst), Err(DateFault::SerialNumber));
        for text in ["soon", "14/03", "1/2/3/4", "140311-1234", "14/03/20111", "/", "()"] {
            assert!(read(text, DateOrder::DayFirst).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_each_order(year in 1926_i16..2026, month in 1_i8..=12, day in 1_i8..=28) {
            let expected = format!("{year:04}-{month:02}-{day:02}");
            for (order, text) in [
                (DateOrder::DayFirst, format!("{day}/{month}/{year}")),
                (DateOrder::DayFirst, format!("{day:02}.{month:02}.{:02}", year % 100)),
                (DateOrder::MonthFirst, format!("{month}-{day}-{year}")),
                (DateOrder::YearFirst, format!("{year}/{month}/{day}")),
                (DateOrder::Auto, expected.clone()),
            ] {
                let found = read(&text, order, date(2025, 12, 31)).unwrap().unwrap().date.to_string();
                prop_assert_eq!(&found, &expected, "{}", text);
            }
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,24}|[0-9x?/.~a-z -]{0,16}") {
            let _ = read(&text, DateOrder::Auto, date(2025, 6, 1));
        }
    }
}
