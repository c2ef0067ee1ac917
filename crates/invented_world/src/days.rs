//! Small sums with days. The world's years lie well inside what dates can hold, so nothing here can fail.

use jiff::ToSpan;
use jiff::civil::Date;

/// `days` before (or, when negative, after) `date`.
pub(crate) fn before(date: Date, days: i64) -> Date {
    date.saturating_sub(days.days())
}

/// `days` after `date`.
pub(crate) fn after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// How many days lie between the two; negative when `later` is the earlier one.
pub(crate) fn between(earlier: Date, later: Date) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}

/// A date that exists, near the wanted one: the day is cut to the month's length.
pub(crate) fn near(year: i16, month: i8, day: i8) -> Date {
    let first = Date::new(year, month.clamp(1, 12), 1).unwrap_or(Date::MIN);
    let day = day.clamp(1, first.days_in_month());
    Date::new(year, first.month(), day).unwrap_or(first)
}
