//! What a hand-in form may do, without a database and without a page: what was typed, which questions stand on a
//! page, where one goes next, what a correction must not lose.

use domain::pack::{Condition, Form, FormField, FormKind, Page};
use domain::{Answer, Answers, RecordKind};

/// A choice of at most so many answers is drawn with all of them in sight.
pub(super) const RADIOS_AT_MOST: usize = 8;
/// The same where several may be chosen.
pub(super) const CHECKBOXES_AT_MOST: usize = 40;

/// Browser field names as the form's reader knows them: dates come from the page as `births.0.date-day` and
/// `births.0.date-roughly`, and are read as `births.0.date.day` and `births.0.date.approximate`.
pub(super) fn input_names(submitted: Vec<(String, String)>) -> Vec<(String, String)> {
    submitted
        .into_iter()
        .map(|(name, value)| {
            let renamed = [
                ("-day", ".day"),
                ("-month", ".month"),
                ("-year", ".year"),
                ("-roughly", ".approximate"),
            ]
            .into_iter()
            .find_map(|(from, to)| name.strip_suffix(from).map(|stem| format!("{stem}{to}")));
            (renamed.unwrap_or(name), value)
        })
        .collect()
}

/// Takes out what the button "remove" named: `phones:1`, the entry number 1 of the phones, or the second of several
/// codes under one name.
pub(super) fn without_entry(submitted: Vec<(String, String)>, remove: &str) -> Vec<(String, String)> {
    let Some((key, number)) = remove.split_once(':') else {
        return submitted;
    };
    let prefix = format!("{key}.{number}.");
    let nth: Option<usize> = number.parse().ok();
    let mut seen = 0_usize;
    submitted
        .into_iter()
        .filter(|(name, _)| {
            if name.starts_with(&prefix) {
                return false;
            }
            if name == key {
                let here = seen;
                seen += 1;
                return Some(here) != nth;
            }
            true
        })
        .collect()
}

/// How a field stands on the page that is being drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'f> {
    /// By itself.
    Plain,
    /// Under the answer `value` of the field `of` on the same page: shown when that is chosen.
    Under { of: &'f str, value: &'f str },
    /// While a condition holds that what is drawn can decide: the page's script does, with every answer.
    When {
        condition: &'f Condition,
        /// Out of sight until it holds. Without a script a question about the same page is always in sight, for it
        /// could not come into sight any more; one about another page comes with the next save.
        hidden: bool,
    },
}

/// The fields that stand on a page now, in order. `drawn` are the pages that are drawn with it: a condition on any other
/// is decided here; one on these is left to the reader and the script.
pub(super) fn fields_on<'f>(
    form: &'f Form,
    page: &'f Page,
    drawn: &[&Page],
    answers: &Answers,
) -> Vec<(&'f FormField, Place<'f>)> {
    let visible: Vec<&str> = form
        .visible_fields(page, answers)
        .iter()
        .map(|field| field.key.as_str())
        .collect();
    page.fields
        .iter()
        .filter_map(|field| {
            let Some(condition) = &field.condition else {
                return Some((field, Place::Plain));
            };
            let here = |key: &str| page.fields.iter().find(|other| other.key == key);
            let asks = condition.fields();
            if !decided_by(condition, drawn) {
                return visible.contains(&field.key.as_str()).then_some((field, Place::Plain));
            }
            if let Condition::Is { field: of, value } = condition
                && let Some(other) = here(of)
                && is_radios(form, other)
            {
                return Some((field, Place::Under { of, value }));
            }
            let same_page = asks.iter().all(|(key, _)| here(key).is_some());
            let hidden = !same_page && !visible.contains(&field.key.as_str());
            Some((field, Place::When { condition, hidden }))
        })
        .collect()
}

/// Whether some field that a condition asks about is drawn: then it can change while the page is open.
pub(super) fn decided_by(condition: &Condition, drawn: &[&Page]) -> bool {
    let asks = condition.fields();
    asks.is_empty() || asks.iter().any(|(key, _)| is_drawn(key, drawn))
}

fn is_drawn(key: &str, drawn: &[&Page]) -> bool {
    drawn.iter().flat_map(|page| &page.fields).any(|field| field.key == key)
}

/// A condition for the page's script: `true`, `false`, `{"field": "sex", "in": ["female"]}` (without `in`: answered at
/// all), `{"file": true}`, `{"not": ..}`, `{"all": [..]}`, `{"any": [..]}`. What is not drawn is decided here.
pub(super) fn for_script(condition: &Condition, drawn: &[&Page], asked: &Answers) -> serde_json::Value {
    use serde_json::json;
    let several = |parts: &[Condition]| -> Vec<serde_json::Value> {
        parts.iter().map(|part| for_script(part, drawn, asked)).collect()
    };
    match condition {
        Condition::Is { field, .. } | Condition::IsNot { field, .. } | Condition::In { field, .. }
            if !is_drawn(field, drawn) =>
        {
            json!(condition.holds(asked))
        }
        Condition::Answered(field) if !is_drawn(field, drawn) => json!(condition.holds(asked)),
        Condition::Is { field, value } => json!({ "field": field, "in": [value] }),
        Condition::IsNot { field, value } => json!({ "not": { "field": field, "in": [value] } }),
        Condition::In { field, values } => json!({ "field": field, "in": values }),
        Condition::Answered(field) => json!({ "field": field }),
        Condition::AnyFile => json!({ "file": condition.holds(asked) }),
        Condition::Not(inner) => json!({ "not": for_script(inner, drawn, asked) }),
        Condition::All(parts) => json!({ "all": several(parts) }),
        Condition::Any(parts) => json!({ "any": several(parts) }),
    }
}

/// Whether a choice is drawn with all its answers in sight.
pub(super) fn is_radios(form: &Form, field: &FormField) -> bool {
    field.kind == FormKind::Code && form.options(field).len() <= RADIOS_AT_MOST
}

/// The page after this one, given what is answered; none: check the answers.
pub(super) fn next_page<'f>(form: &'f Form, answers: &Answers, from: &str) -> Option<&'f Page> {
    let pages = form.visible_pages(answers);
    match pages.iter().position(|page| page.id == from) {
        Some(at) => pages.get(at + 1).copied(),
        None => pages.first().copied(),
    }
}

/// The page before this one.
pub(super) fn page_before<'f>(form: &'f Form, answers: &Answers, from: &str) -> Option<&'f Page> {
    let pages = form.visible_pages(answers);
    let at = pages.iter().position(|page| page.id == from)?;
    pages.get(at.checked_sub(1)?).copied()
}

/// What a record made from this form is about: an adult when a child's form says so. "Not sure" stays with the child.
pub(super) fn kind_of(form: &Form, answers: &Answers) -> RecordKind {
    match (form.subject, answers.text("under_18")) {
        (RecordKind::Child, Some("no")) => RecordKind::Adult,
        (subject, _) => subject,
    }
}

/// A correction must not lose what its writer was not shown: fields and entries of the record that were hidden from
/// the writer are kept beside what was written.
pub(super) fn keep_hidden(record: &Answers, shown: &Answers, written: Answers) -> Answers {
    let mut all = written;
    for (key, answer) in &record.0 {
        match (answer, shown.0.get(key)) {
            (_, None) => {
                all.0.entry(key.clone()).or_insert_with(|| answer.clone());
            }
            (Answer::Entries(entries), Some(Answer::Entries(seen))) => {
                let hidden: Vec<_> = entries.iter().filter(|entry| !seen.contains(entry)).cloned().collect();
                if !hidden.is_empty() {
                    let mut kept = all.entries(key).to_vec();
                    kept.extend(hidden.into_iter().filter(|entry| !all.entries(key).contains(entry)));
                    all.set_entries(key, kept);
                }
            }
            _ => {}
        }
    }
    all
}

/// The feedback a receiver can give, in the order of a report's life.
pub const FEEDBACK: &[&str] = &["received", "in_progress", "used", "no_further_action"];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn answers(json: serde_json::Value) -> Answers {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn an_entry_is_taken_out_by_its_number_and_a_code_by_its_place() {
        let typed = pairs(&[
            ("phones.0.number", "1"),
            ("phones.1.number", "2"),
            ("phones.10.number", "3"),
            ("nationalities", "ER"),
            ("nationalities", "SD"),
        ]);
        let left = without_entry(typed.clone(), "phones:1");
        assert_eq!(
            left,
            pairs(&[
                ("phones.0.number", "1"),
                ("phones.10.number", "3"),
                ("nationalities", "ER"),
                ("nationalities", "SD")
            ])
        );
        let left = without_entry(typed, "nationalities:1");
        assert_eq!(left.last(), Some(&("nationalities".to_owned(), "ER".to_owned())));
    }

    #[test]
    fn dates_are_renamed_and_nothing_else_is() {
        let read = input_names(pairs(&[
            ("births.0.date-day", "3"),
            ("found_on-roughly", "yes"),
            ("names.0.given", "a-day"),
        ]));
        assert_eq!(
            read,
            pairs(&[
                ("births.0.date.day", "3"),
                ("found_on.approximate", "yes"),
                ("names.0.given", "a-day")
            ])
        );
    }

    #[test]
    fn a_correction_keeps_what_its_writer_could_not_see() {
        let record = answers(serde_json::json!({
            "religion": "x", "summary": "old",
            "addresses": [{ "line": "shielded", "kind": "staying" }, { "line": "found", "kind": "found" }],
        }));
        let shown =
            answers(serde_json::json!({ "summary": "old", "addresses": [{ "line": "found", "kind": "found" }] }));
        let written = answers(serde_json::json!({ "summary": "new" }));
        let kept = keep_hidden(&record, &shown, written);
        assert_eq!(kept.text("religion"), Some("x"));
        assert_eq!(kept.text("summary"), Some("new"));
        assert_eq!(
            kept.entries("addresses").len(),
            1,
            "the hidden address stays, the one taken out by the writer goes"
        );
    }
}
