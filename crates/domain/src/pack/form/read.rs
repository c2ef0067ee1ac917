//! From what a browser sends to answers, and back.
//!
//! Input names: `key` for a text or code; `key` several times for codes; `key.day`, `key.month`, `key.year` and
//! `key.approximate` for a date (month and day may be empty); `key.N.part` for the parts of entry N. A whole date
//! (`2011-03`) under the plain name is taken too, so that the API can use the same reader.
//!
//! What cannot be right is kept as it was typed, so that nobody has to type it again and a draft loses nothing; the
//! problem is told now and by every later check.

use super::{FieldProblem, Form, FormField, FormKind, Page};
use crate::answers::{Answer, Answers, Entry};
use crate::dates::{DateError, PartialDate};
use std::collections::BTreeMap;

/// Stands before a date that could not be read: `?31|2|2011|`, the parts as typed.
const UNREAD: char = '?';
/// A guard against made-up input names, far above any field's own limit.
const MOST_ENTRIES: usize = 1000;

impl Form {
    /// Reads the inputs of some fields. The patch holds what was given; a field missing from it was left empty.
    pub fn read(&self, fields: &[&FormField], submitted: &[(String, String)]) -> (Answers, Vec<FieldProblem>) {
        let mut patch = Answers::default();
        for field in fields {
            self.read_field(field, submitted, &mut patch);
        }
        let problems = fields
            .iter()
            .flat_map(|field| self.value_problems(field, &patch))
            .collect();
        (patch, problems)
    }

    /// Reads all fields of a page, the conditional ones too: the browser may show them without asking again.
    pub fn read_page(&self, page: &Page, submitted: &[(String, String)]) -> (Answers, Vec<FieldProblem>) {
        self.read(&page.fields.iter().collect::<Vec<_>>(), submitted)
    }

    /// Puts what was read into the answers so far: the fields asked take the patch's answer or become empty.
    pub fn merge(&self, fields: &[&FormField], answers: &mut Answers, patch: Answers) {
        for field in fields.iter().filter(|field| field.kind != FormKind::Files) {
            answers.0.remove(&field.key);
        }
        answers.0.extend(patch.0);
    }

    /// The input names and values that show an answer; reading them gives the answer again.
    pub fn inputs(&self, field: &FormField, answers: &Answers) -> Vec<(String, String)> {
        let key = field.key.as_str();
        match answers.0.get(key) {
            Some(Answer::Text(text)) if field.kind == FormKind::Date => date_inputs(key, text),
            Some(Answer::Text(text)) => vec![(key.to_owned(), text.clone())],
            Some(Answer::Codes(codes)) => codes.iter().map(|code| (key.to_owned(), code.clone())).collect(),
            Some(Answer::Entries(entries)) => {
                let mut inputs = Vec::new();
                for (at, entry) in entries.iter().enumerate() {
                    for row in &field.rows {
                        let Some(value) = entry.get(&row.key) else { continue };
                        let name = format!("{key}.{at}.{}", row.key);
                        if row.kind == FormKind::Date {
                            inputs.extend(date_inputs(&name, value));
                        } else {
                            inputs.push((name, value.clone()));
                        }
                    }
                }
                inputs
            }
            None => Vec::new(),
        }
    }

    fn read_field(&self, field: &FormField, submitted: &[(String, String)], patch: &mut Answers) {
        let key = field.key.as_str();
        match field.kind {
            FormKind::Files => {}
            FormKind::Text | FormKind::LongText => {
                patch.set_text(key, &clean(value_of(submitted, key), field.kind == FormKind::LongText));
            }
            FormKind::Code => {
                let value = clean(value_of(submitted, key), false);
                patch.set_text(key, self.code_of(field.options.as_deref(), &value).unwrap_or(&value));
            }
            FormKind::Codes => {
                let mut codes: Vec<String> = Vec::new();
                for (_, value) in submitted.iter().filter(|(name, _)| name == key) {
                    let value = clean(value, false);
                    let code = self.code_of(field.options.as_deref(), &value).unwrap_or(&value);
                    if !code.is_empty() && !codes.iter().any(|known| known == code) {
                        codes.push(code.to_owned());
                    }
                }
                patch.set_codes(key, codes);
            }
            FormKind::Date => {
                let given = submitted.iter().filter_map(|(name, value)| {
                    if name == key {
                        Some(("", value.as_str()))
                    } else {
                        name.strip_prefix(key)?
                            .strip_prefix('.')
                            .map(|part| (part, value.as_str()))
                    }
                });
                patch.set_text(key, &read_date(given));
            }
            FormKind::Entries => patch.set_entries(key, self.read_entries(field, submitted)),
        }
    }

    fn read_entries(&self, field: &FormField, submitted: &[(String, String)]) -> Vec<Entry> {
        let mut given: BTreeMap<usize, Vec<(&str, &str)>> = BTreeMap::new();
        for (name, value) in submitted {
            let Some((number, part)) = name
                .strip_prefix(field.key.as_str())
                .and_then(|rest| rest.strip_prefix('.'))
                .and_then(|rest| rest.split_once('.'))
            else {
                continue;
            };
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(number) = digits
                .then(|| number.parse().ok())
                .flatten()
                .filter(|number| *number < MOST_ENTRIES)
            {
                given.entry(number).or_default().push((part, value));
            }
        }
        given
            .into_values()
            .map(|parts| self.read_entry(field, &parts))
            .filter(|entry| field.counts_when.as_ref().is_none_or(|part| entry.contains_key(part)))
            .collect()
    }

    fn read_entry(&self, field: &FormField, parts: &[(&str, &str)]) -> Entry {
        let mut entry = Entry::new();
        for row in &field.rows {
            let whole = || {
                parts
                    .iter()
                    .find(|(part, value)| *part == row.key && !value.trim().is_empty())
                    .map_or("", |(_, value)| value)
            };
            let value = match row.kind {
                FormKind::Date => read_date(parts.iter().filter_map(|(part, value)| {
                    if *part == row.key {
                        Some(("", *value))
                    } else {
                        part.strip_prefix(row.key.as_str())?
                            .strip_prefix('.')
                            .map(|sub| (sub, *value))
                    }
                })),
                FormKind::Code => {
                    let value = clean(whole(), false);
                    self.code_of(row.options.as_deref(), &value)
                        .unwrap_or(&value)
                        .to_owned()
                }
                kind => clean(whole(), kind == FormKind::LongText),
            };
            let value = value.trim();
            if !value.is_empty() {
                entry.insert(row.key.clone(), value.to_owned());
            }
        }
        entry
    }

    /// The code meant by a code or a label.
    fn code_of(&self, list: Option<&str>, value: &str) -> Option<&str> {
        if value.is_empty() {
            return None;
        }
        self.list(list?)?.find(value).map(|item| item.code.as_str())
    }
}

fn value_of<'s>(submitted: &'s [(String, String)], key: &str) -> &'s str {
    submitted
        .iter()
        .find(|(name, value)| name == key && !value.trim().is_empty())
        .map_or("", |(_, value)| value)
}

/// One kind of line end, no control characters; a short text is one line.
fn clean(text: &str, lines: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().filter_map(|character| match character {
        '\n' | '\t' if !lines => Some(' '),
        '\n' | '\t' => Some(character),
        control if control.is_control() => None,
        other => Some(other),
    });
    kept.collect::<String>().trim().to_owned()
}

fn read_date<'s>(given: impl Iterator<Item = (&'s str, &'s str)>) -> String {
    let (mut day, mut month, mut year, mut approximate, mut whole) =
        (String::new(), String::new(), String::new(), false, String::new());
    for (part, value) in given {
        let value = clean(value, false).replace('|', " ").trim().to_owned();
        match part {
            "day" => day = value,
            "month" => month = value,
            "year" => year = value,
            "approximate" => approximate = !matches!(value.as_str(), "" | "no" | "false" | "0"),
            "" => whole = value,
            _ => {}
        }
    }
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return match whole.parse::<PartialDate>() {
            Ok(date) => date.to_string(),
            Err(_) if whole.is_empty() => String::new(),
            Err(_) => format!("{UNREAD}||{whole}|"),
        };
    }
    match compose(&day, &month, &year, approximate) {
        Ok(date) => date.to_string(),
        Err(_) => format!("{UNREAD}{day}|{month}|{year}|{}", if approximate { "yes" } else { "" }),
    }
}

fn compose(day: &str, month: &str, year: &str, approximate: bool) -> Result<PartialDate, DateError> {
    let small = |text: &str, wrong: DateError| match text {
        "" => Ok(None),
        text if text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().map(Some).map_err(|_| wrong)
        }
        _ => Err(wrong),
    };
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateError::Unreadable);
    }
    let month = small(month, DateError::Month)?;
    let day = small(day, DateError::Day)?;
    PartialDate::new(
        year.parse().map_err(|_| DateError::Unreadable)?,
        month,
        day,
        approximate,
    )
}

fn unread_parts(text: &str) -> Option<[&str; 4]> {
    let mut parts = text.strip_prefix(UNREAD)?.splitn(4, '|');
    Some([
        parts.next().unwrap_or(""),
        parts.next().unwrap_or(""),
        parts.next().unwrap_or(""),
        parts.next().unwrap_or(""),
    ])
}

/// Why a kept date is no date, if it is none.
pub(super) fn date_error(text: &str) -> Option<DateError> {
    match unread_parts(text) {
        Some([day, month, year, approximate]) => Some(
            compose(day, month, year, !approximate.is_empty())
                .err()
                .unwrap_or(DateError::Unreadable),
        ),
        None => text.parse::<PartialDate>().err(),
    }
}

fn date_inputs(name: &str, text: &str) -> Vec<(String, String)> {
    let parts = match (unread_parts(text), text.parse::<PartialDate>()) {
        (Some(parts), _) => parts.map(str::to_owned),
        (None, Ok(date)) => [
            date.day().map(|day| day.to_string()).unwrap_or_default(),
            date.month().map(|month| month.to_string()).unwrap_or_default(),
            format!("{:04}", date.year()),
            if date.is_approximate() {
                "yes".to_owned()
            } else {
                String::new()
            },
        ],
        (None, Err(_)) => [String::new(), String::new(), text.to_owned(), String::new()],
    };
    ["day", "month", "year", "approximate"]
        .into_iter()
        .zip(parts)
        .filter(|(_, value)| !value.is_empty())
        .map(|(part, value)| (format!("{name}.{part}"), value))
        .collect()
}
