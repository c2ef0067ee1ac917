//! Is the order of events told?
//!
//! What it does: asks for dates where none of the form's chronology fields is answered, or where none holds a date.
//! Why: decision makers and other agencies rebuild the order first; a story without dates cannot be compared.
//! Example: "She was taken to a house and then to another" has no date; "about May 2025, then a second house" has.
//! Limits: any figure counts as a date; "last spring" does not.

use super::{Finding, View};

pub(super) fn look(view: &View<'_>) -> Vec<Finding> {
    let fields = &view.form.quality.chronology;
    let told: Vec<&String> = fields.iter().filter(|key| view.answered(key)).collect();
    if fields.is_empty() || told.iter().any(|key| view.text(key).chars().any(char::is_numeric)) {
        return Vec::new();
    }
    let (code, english) = if told.is_empty() {
        (
            "chronology_missing",
            "Say what happened in the order in which it happened, with dates or rough times.",
        )
    } else {
        (
            "chronology_without_dates",
            "Add dates or rough times to what happened: a year or a season will do.",
        )
    };
    vec![view.finding(code, view.first_asked(fields), english)]
}
