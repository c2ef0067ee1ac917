//! The written form of a value that is hashed: dates as 20090307, numbers without sign and blanks, texts as they are.
//!
//! As clkhash does it (Python's `int` and `strptime`). Where Python itself differs between systems (years below 1000) or
//! reads what nobody writes (digits of other scripts within numbers) the value is refused, never encoded otherwise.

use super::schema::{Case, Format, Hashing};
use std::borrow::Cow;

/// Longest value, in characters.
const LONGEST: usize = 10_000;

/// The form that is hashed, or what is wrong with the value.
pub(crate) fn written<'a>(value: &'a str, format: &Format, hashing: &'a Hashing) -> Result<Cow<'a, str>, &'static str> {
    if let Some(missing) = &hashing.missing
        && missing.sentinel == value
    {
        return Ok(Cow::Borrowed(
            missing.replacement.as_deref().unwrap_or(&missing.sentinel),
        ));
    }
    let length = value.chars().count();
    if length > LONGEST {
        return Err("the value is too long");
    }
    match format {
        Format::String { case, least, most, .. } => {
            if least.is_some_and(|least| length < least) || most.is_some_and(|most| length > most) {
                return Err("the length does not fit the schema");
            }
            let fits = match case {
                Case::Mixed => true,
                Case::Upper => value.to_uppercase() == value,
                Case::Lower => value.to_lowercase() == value,
            };
            if !fits {
                return Err("capitals or small letters do not fit the schema");
            }
            Ok(Cow::Borrowed(value))
        }
        Format::Integer { minimum, maximum } => {
            let number = integer(value).ok_or("not a whole number")?;
            if minimum.is_some_and(|least| number < i128::from(least))
                || maximum.is_some_and(|most| number > i128::from(most))
            {
                return Err("the number does not fit the schema");
            }
            Ok(Cow::Owned(number.to_string()))
        }
        Format::Date { format } => date(value, format)
            .map(Cow::Owned)
            .ok_or("not a date of the schema's format"),
        Format::Enum { values } => {
            if values.iter().any(|known| known == value) {
                Ok(Cow::Borrowed(value))
            } else {
                Err("not one of the schema's values")
            }
        }
    }
}

/// A whole number as Python's `int(text, 10)` reads it: blanks around, a sign, single underscores between digits.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") || digits.is_empty() {
        return None;
    }
    let mut number: i128 = 0;
    for byte in digits.bytes().filter(|byte| *byte != b'_') {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
    }
    Some(if negative { -number } else { number })
}

/// `text` read by a `strptime` format and written as `%Y%m%d`. Known: %Y %y %m %d %b %B %j %%; blanks of the format stand for
/// one or more blanks.
fn date(text: &str, format: &str) -> Option<String> {
    let mut found = Parts::default();
    if !read(text, format, &mut found) {
        return None;
    }
    let year = found.year.unwrap_or(1900);
    let (month, day) = match found.day_of_year {
        // Python lets the day of the year decide only where month and day were not written.
        Some(day) if found.month.is_none() && found.day.is_none() => from_day_of_year(year, day)?,
        _ => (found.month.unwrap_or(1), found.day.unwrap_or(1)),
    };
    (year >= 1000 && day >= 1 && day <= days(year, month)).then(|| format!("{year:04}{month:02}{day:02}"))
}

#[derive(Clone, Copy, Default)]
struct Parts {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    day_of_year: Option<u32>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Tries the longest reading of each part first and goes back where the rest does not fit, as a regular expression does.
fn read(text: &str, format: &str, found: &mut Parts) -> bool {
    let mut letters = format.chars();
    let Some(first) = letters.next() else {
        return text.is_empty();
    };
    let rest = letters.as_str();
    if first.is_whitespace() {
        let blanks = text.len() - text.trim_start().len();
        return blanks > 0 && read(&text[blanks..], rest.trim_start(), found);
    }
    if first != '%' {
        let mut characters = text.chars();
        return characters
            .next()
            .is_some_and(|character| character == first || character.to_lowercase().eq(first.to_lowercase()))
            && read(characters.as_str(), rest, found);
    }
    let Some(directive) = letters.next() else {
        return false;
    };
    let rest = letters.as_str();
    let kept = *found;
    let mut attempt = |length: usize, set: &dyn Fn(&mut Parts)| {
        *found = kept;
        set(found);
        text.get(length..).is_some_and(|after| read(after, rest, found))
    };
    let number = |length: usize| {
        let digits = text.get(..length)?;
        let digits = if directive == 'd' {
            digits.strip_prefix(' ').unwrap_or(digits)
        } else {
            digits
        };
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse::<u32>().ok())?
    };
    match directive {
        '%' => text.starts_with('%') && attempt(1, &|_| ()),
        'Y' => number(4).is_some_and(|year| attempt(4, &|parts| parts.year = Some(year))),
        'y' => number(2).is_some_and(|year| {
            let year = if year < 69 { 2000 + year } else { 1900 + year };
            attempt(2, &|parts| parts.year = Some(year))
        }),
        'm' => [2, 1].into_iter().any(|length| {
            number(length)
                .is_some_and(|month| (1..=12).contains(&month) && attempt(length, &|parts| parts.month = Some(month)))
        }),
        'd' => [2, 1].into_iter().any(|length| {
            number(length).is_some_and(|day| (1..=31).contains(&day) && attempt(length, &|parts| parts.day = Some(day)))
        }),
        'j' => [3, 2, 1].into_iter().any(|length| {
            number(length)
                .is_some_and(|day| (1..=366).contains(&day) && attempt(length, &|parts| parts.day_of_year = Some(day)))
        }),
        'b' | 'B' => (1..=12).zip(MONTHS).any(|(month, name)| {
            let name = if directive == 'b' { &name[..3] } else { name };
            text.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
                && attempt(name.len(), &|parts| parts.month = Some(month))
        }),
        _ => false,
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

fn from_day_of_year(year: u32, mut day: u32) -> Option<(u32, u32)> {
    for month in 1..=12 {
        let length = days(year, month);
        if day <= length {
            return Some((month, day));
        }
        day -= length;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn dates_are_read_as_strptime_reads_them() {
        let check =
            |text, format, expected: Option<&str>| assert_eq!(date(text, format).as_deref(), expected, "{text}");
        check("2009-03-07", "%Y-%m-%d", Some("20090307"));
        check("7/3/2009", "%d/%m/%Y", Some("20090307"));
        check("1112009", "%d%m%Y", Some("20090111"));
        check("07 mar  09", "%d %b %y", Some("20090307"));
        check("7 March 1971", "%d %B %Y", Some("19710307"));
        check("2009", "%Y", Some("20090101"));
        check("2008 366", "%Y %j", Some("20081231"));
        check("2009-02-30", "%Y-%m-%d", None);
        check("2009-03-07x", "%Y-%m-%d", None);
        check("0999-03-07", "%Y-%m-%d", None);
        check("", "%Y", None);
        check("é", "%d", None);
    }

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        assert_eq!(integer(" +13 "), Some(13));
        assert_eq!(integer("-0_7"), Some(-7));
        assert_eq!(integer("1__0"), None);
        assert_eq!(integer("_1"), None);
        assert_eq!(integer("-"), None);
        assert_eq!(integer("1.0"), None);
        assert_eq!(integer(&"9".repeat(60)), None);
    }
}
