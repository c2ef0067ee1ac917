//! Dates that may be known in part: "2011", "March 2011", "about 2010". Precision travels with the value and is
//! never invented. Text form: EDTF (ISO 8601-2:2019) level 1, as far as needed: `2011`, `2011-03`, `2011-03-14`,
//! each with `~` behind it when approximate.
//!
//! Limits: years 1900 to 2100; no seasons and no intervals.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    approximate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    #[error("write a date as year, year-month or year-month-day, for example 2011, 2011-03 or 2011-03-14")]
    Unreadable,
    #[error("the year must be between 1900 and 2100")]
    Year,
    #[error("the month must be between 1 and 12")]
    Month,
    #[error("that day does not exist in that month")]
    Day,
    #[error("a day needs a month")]
    DayWithoutMonth,
}

impl PartialDate {
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>, approximate: bool) -> Result<Self, DateError> {
        if !(1900..=2100).contains(&year) {
            return Err(DateError::Year);
        }
        if month.is_some_and(|m| !(1..=12).contains(&m)) {
            return Err(DateError::Month);
        }
        match (month, day) {
            (None, Some(_)) => return Err(DateError::DayWithoutMonth),
            (Some(m), Some(d)) => {
                jiff::civil::Date::new(year, m, d).map_err(|_| DateError::Day)?;
            }
            _ => {}
        }
        Ok(Self {
            year,
            month,
            day,
            approximate,
        })
    }

    pub const fn year(self) -> i16 {
        self.year
    }
    pub const fn month(self) -> Option<i8> {
        self.month
    }
    pub const fn day(self) -> Option<i8> {
        self.day
    }
    pub const fn is_approximate(self) -> bool {
        self.approximate
    }

    /// The whole date, when all of it is known.
    pub fn exact(self) -> Option<jiff::civil::Date> {
        match (self.month, self.day) {
            (Some(m), Some(d)) => jiff::civil::Date::new(self.year, m, d).ok(),
            _ => None,
        }
    }

    /// First and last day that this date may mean. An approximate date reaches one year further each way.
    pub fn span(self) -> (jiff::civil::Date, jiff::civil::Date) {
        let (first, last) = match (self.month, self.day) {
            (Some(m), Some(d)) => (date(self.year, m, d), date(self.year, m, d)),
            (Some(m), None) => (date(self.year, m, 1), date(self.year, m, 1).last_of_month()),
            _ => (date(self.year, 1, 1), date(self.year, 12, 31)),
        };
        if self.approximate {
            (
                date(first.year() - 1, first.month(), first.day().min(28)),
                date(last.year() + 1, last.month(), last.day().min(28)),
            )
        } else {
            (first, last)
        }
    }

    /// 1 January is what offices write when they know only a year.
    pub fn is_placeholder(self) -> bool {
        self.month == Some(1) && self.day == Some(1)
    }

    /// Least and greatest age in whole years on `today`.
    pub fn age_on(self, today: jiff::civil::Date) -> (i16, i16) {
        let (first, last) = self.span();
        (years_between(last, today), years_between(first, today))
    }
}

fn date(year: i16, month: i8, day: i8) -> jiff::civil::Date {
    // Year, month and day were checked when the value was made; the fallback cannot be reached.
    jiff::civil::Date::new(year, month, day).unwrap_or(jiff::civil::Date::MIN)
}

fn years_between(born: jiff::civil::Date, today: jiff::civil::Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!had_birthday)
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        let (body, approximate) = match text.strip_suffix('~') {
            Some(body) => (body, true),
            None => (text, false),
        };
        let mut parts = body.split('-');
        let year = parts.next().filter(|y| y.len() == 4).ok_or(DateError::Unreadable)?;
        let year = year.parse().map_err(|_| DateError::Unreadable)?;
        let month = parts.next().map(two_digits).transpose()?;
        let day = parts.next().map(two_digits).transpose()?;
        if parts.next().is_some() {
            return Err(DateError::Unreadable);
        }
        Self::new(year, month, day, approximate)
    }
}

fn two_digits(text: &str) -> Result<i8, DateError> {
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateError::Unreadable);
    }
    text.parse().map_err(|_| DateError::Unreadable)
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        if self.approximate {
            f.write_str("~")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden date)")
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
