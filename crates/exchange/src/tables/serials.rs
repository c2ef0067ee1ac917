//! Numbers and dates as a workbook stores them, written as text that a person would type.
//!
//! A date is a count of days with a format that says so (ECMA-376 part 1, 18.8.30 and 18.17.4). The day that never
//! was, 29 February 1900, counts as 28 February.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// What the format of a cell makes of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    Plain,
    DateOrTime,
}

/// The kind of the built-in format `id`, if it has one.
pub fn built_in(id: u32) -> NumberKind {
    match id {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => NumberKind::DateOrTime,
        _ => NumberKind::Plain,
    }
}

/// The kind of a written format such as `dd/mm/yyyy` or `0.00 "days"`.
pub fn of_format(format: &str) -> NumberKind {
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // [h], [mm] and [ss] count hours, minutes and seconds; [Red] and [$-809] say nothing.
                if !inside.is_empty() && inside.chars().all(|c| "hHmMsS".contains(c)) {
                    return NumberKind::DateOrTime;
                }
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            // General is a word, though it has letters of a date in some languages.
            'G' | 'g' => return NumberKind::Plain,
            ';' => return NumberKind::Plain,
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' => return NumberKind::DateOrTime,
            _ => {}
        }
    }
    NumberKind::Plain
}

/// A stored number as text: `15` for `15.0`, and long numbers (phones, references) in full.
pub fn number_text(stored: &str) -> Option<String> {
    let stored = stored.trim();
    let digits = stored.strip_prefix('-').unwrap_or(stored);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(stored.to_owned());
    }
    let number: f64 = stored
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && number.abs() < 1e21)?;
    // Display of a float never uses an exponent and drops a trailing ".0".
    Some(format!("{number}"))
}

/// A stored count of days as `2011-03-14`, `2011-03-14T09:30`, or `09:30` when it is less than a day.
pub fn date_text(stored: &str, from_1904: bool) -> Option<String> {
    let serial: f64 = stored
        .trim()
        .parse()
        .ok()
        .filter(|serial| (0.0..=2_958_466.0).contains(serial))?;
    let whole = serial.floor();
    // The range was checked above, so both conversions are exact.
    let mut days = whole as i64;
    let mut seconds = ((serial - whole) * 86_400.0).round() as i64;
    if seconds >= 86_400 {
        days += 1;
        seconds = 0;
    }
    let clock = match seconds % 60 {
        0 => format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60),
        rest => format!("{:02}:{:02}:{rest:02}", seconds / 3600, seconds / 60 % 60),
    };
    if days == 0 && !from_1904 {
        return Some(clock);
    }
    let first: Date = match (from_1904, days) {
        (true, _) => date(1904, 1, 1),
        (false, ..60) => date(1899, 12, 31),
        (false, _) => date(1899, 12, 30),
    };
    let day = first.checked_add(days.days()).ok()?;
    Some(if seconds == 0 {
        day.to_string()
    } else {
        format!("{day}T{clock}")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::{NumberKind, date_text, number_text, of_format};

    #[test]
    fn serial_days_become_the_dates_that_a_spreadsheet_shows() {
        for (serial, from_1904, shown) in [
            ("40616", false, "2011-03-14"),
            ("40616.395833333336", false, "2011-03-14T09:30"),
            ("39154", true, "2011-03-14"),
            ("0.5", false, "12:00"),
            ("1", false, "1900-01-01"),
            ("60", false, "1900-02-28"),
            ("61", false, "1900-03-01"),
            ("40616.9999999", false, "2011-03-15"),
        ] {
            assert_eq!(date_text(serial, from_1904).as_deref(), Some(shown), "{serial}");
        }
        assert_eq!(date_text("-1", false), None);
        assert_eq!(date_text("NaN", false), None);
        assert_eq!(date_text("1e300", false), None);
    }

    #[test]
    fn numbers_come_out_as_typed() {
        for (stored, shown) in [
            ("15.0", "15"),
            ("447700900123", "447700900123"),
            ("4.47700900123E11", "447700900123"),
            ("0.5", "0.5"),
            ("-3", "-3"),
        ] {
            assert_eq!(number_text(stored).as_deref(), Some(shown));
        }
        assert_eq!(number_text("inf"), None);
    }

    #[test]
    fn formats_of_dates_are_told_from_formats_of_numbers() {
        for format in ["dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "[h]:mm", "yyyy\\-mm"] {
            assert_eq!(of_format(format), NumberKind::DateOrTime, "{format}");
        }
        for format in ["0.00", "General", "0 \"days\"", "[Red]0", "#,##0_);(#,##0)", "@"] {
            assert_eq!(of_format(format), NumberKind::Plain, "{format}");
        }
    }
}
