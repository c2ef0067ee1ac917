//! Moments as people here read them.

use crate::app::App;
use kit::words::Words;

/// A moment as people here read it: "3 November 2026, 02:10".
pub fn moment(app: &App, words: &Words, ms: i64) -> String {
    let Some(zoned) = jiff::Timestamp::from_millisecond(ms)
        .ok()
        .and_then(|at| at.in_tz(&app.settings.time_zone).ok())
    else {
        return String::new();
    };
    let month = words.get(&format!("month-{}", zoned.month()));
    format!(
        "{} {month} {}, {:02}:{:02}",
        zoned.day(),
        zoned.year(),
        zoned.hour(),
        zoned.minute()
    )
}

/// A day as people here read it: "3 November 2026".
pub fn day(app: &App, words: &Words, ms: i64) -> String {
    moment(app, words, ms).split(',').next().unwrap_or_default().to_owned()
}
